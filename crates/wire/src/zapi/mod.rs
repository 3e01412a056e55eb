//! Z-API: a phone linked to a hosted gateway.
//!
//! In: its webhook bodies and answers. Out: the common form. Deliveries are not signed, so the address carries a key.
//! One delivery holds one message, one report about several, or one notice; `type` says which. Facts that shaped
//! this: `phone` may be a LID, `text.title/description/url` repeat the card of an ad, `momment` is milliseconds in
//! several shapes, and an edited message keeps its id.

mod account;
mod card;
mod connection;
mod content;
mod decode;
mod media;
mod message;
mod party;
mod send;
mod status;

use crate::provider::{Dialect, Receipt};
use crate::settings::SettingRule;

/// What Z-API has to be told.
const SETTINGS: &[SettingRule] = &[
    SettingRule::id("instance_id"),
    SettingRule::secret("token"),
    SettingRule::secret("client_token").optional(),
    SettingRule::address("base_url").optional(),
];

/// What Z-API speaks.
pub(crate) const DIALECT: Dialect = Dialect {
    settings: SETTINGS,
    number_id: Some("instance_id"),
    signing: None,
    handshake: None,
    receipt: Receipt::EMPTY,
    decode: decode::decode,
    send: send::send,
    read_send: send::read_answer,
    media: media::WAYS,
    connection: connection::WAYS,
    lids: None,
};
