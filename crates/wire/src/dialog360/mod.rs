//! 360dialog: the Cloud API through a partner of Meta.
//!
//! In: the bodies of the Cloud API unchanged, and a few of the partner's own. Out: the common form. Deliveries are
//! not signed with Meta's secret, so the address carries a key. The company's number is told by
//! `display_phone_number`: the key of the API belongs to one number, and nobody types Meta's id of it.

mod account;
mod connection;
mod decode;
mod media;
mod send;

use crate::provider::{Dialect, Receipt};
use crate::settings::SettingRule;

/// What 360dialog has to be told.
const SETTINGS: &[SettingRule] = &[SettingRule::secret("api_key"), SettingRule::address("base_url").optional()];

/// What 360dialog speaks.
pub(crate) const DIALECT: Dialect = Dialect {
    settings: SETTINGS,
    number_id: None,
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
