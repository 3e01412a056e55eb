//! Meta's Cloud API.
//!
//! In: webhook bodies, their signature header, the verification request, answers of the Graph API. Out: the common
//! form. A wrong type anywhere costs only the field or the message it stands in. Facts that shaped this: several
//! entries, changes and messages per delivery are legal and unordered; the phone may be missing (BSUID); ids of ads
//! pass 2^53 and are kept as text; the referral may ride on any type of message.

mod connection;
mod content;
mod decode;
pub mod handshake;
pub(crate) mod media;
mod message;
mod payload;
mod profiles;
mod referral;
pub mod send;
pub mod signature;
mod status;
mod token;

pub use decode::decode;
pub(crate) use decode::decode_value;

use crate::provider::{Dialect, Handshake, Receipt, Signing};
use crate::settings::SettingRule;

/// What the Cloud API has to be told.
const SETTINGS: &[SettingRule] = &[
    SettingRule::id("phone_number_id"),
    SettingRule::id("waba_id").optional(),
    SettingRule::address("graph_base_url").optional(),
    SettingRule::secret("app_secret").optional(),
    SettingRule::secret("verify_token").optional(),
    SettingRule::secret("access_token").optional(),
];

/// What the Cloud API speaks.
pub(crate) const DIALECT: Dialect = Dialect {
    settings: SETTINGS,
    number_id: Some("phone_number_id"),
    signing: Some(Signing {
        secret: "app_secret",
        is_authentic: |secret, proof| signature::is_authentic(secret, (proof.headers)(signature::HEADER), proof.body),
    }),
    handshake: Some(Handshake { secret: "verify_token", challenge: handshake::challenge }),
    receipt: Receipt::EMPTY,
    decode,
    send: send::send,
    read_send: send::read_answer,
    media: media::WAYS,
    connection: connection::WAYS,
    lids: None,
};
