//! Evolution API: a linked device as a server, of version 2.
//!
//! In: webhook bodies and answers of its REST interface. Out: the common form. Deliveries are not signed, so the address
//! carries a key; the instance they name must be the channel's. Messages go by their short id (`key.id`).

mod connection;
mod decode;
mod media;
mod send;

use crate::provider::{Dialect, Receipt};
use crate::settings::SettingRule;

/// What it has to be told.
const SETTINGS: &[SettingRule] =
    &[SettingRule::address("base_url"), SettingRule::id("instance"), SettingRule::secret("api_key")];

/// What it speaks.
pub(crate) const DIALECT: Dialect = Dialect {
    settings: SETTINGS,
    number_id: Some("instance"),
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
