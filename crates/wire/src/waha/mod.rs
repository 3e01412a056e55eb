//! WAHA: a linked device as a server, with several engines inside.
//!
//! In: webhook bodies, their signature, answers of its REST interface. Out: the common form. Messages go by their whole
//! id, `true|false_<chat>_<id>`: where an event names only the last part, the whole is built again. The engines differ in
//! what they put under `_data`: NOWEB and GOWS the message of the protocol, WEBJS the model of the browser.

mod browser;
mod connection;
mod decode;
mod ids;
mod lid;
mod media;
mod send;
pub mod signature;

use crate::provider::{Dialect, Receipt, Signing};
use crate::settings::SettingRule;

/// What it has to be told.
const SETTINGS: &[SettingRule] = &[
    SettingRule::address("base_url"),
    SettingRule::id("session"),
    SettingRule::secret("api_key"),
    SettingRule::secret("hmac_key").optional(),
];

/// What it speaks.
pub(crate) const DIALECT: Dialect = Dialect {
    settings: SETTINGS,
    number_id: Some("session"),
    signing: Some(Signing {
        secret: "hmac_key",
        is_authentic: |secret, proof| signature::is_authentic(secret, (proof.headers)(signature::HEADER), proof.body),
    }),
    handshake: None,
    receipt: Receipt::EMPTY,
    decode: decode::decode,
    send: send::send,
    read_send: send::read_answer,
    media: media::WAYS,
    connection: connection::WAYS,
    lids: Some(lid::WAY),
};
