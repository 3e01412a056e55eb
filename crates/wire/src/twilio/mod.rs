//! Twilio: the Cloud API behind forms.
//!
//! In: form-encoded webhooks, their signature, answers of the REST API. Out: the common form. One delivery holds one
//! message (with up to ten files) or one report; there is no time in it. The company's number is told by telephone
//! number: `To` of a message, `From` of a report. Facts that shaped this: `ReferralNumMedia` stands on every message
//! and proves nothing, and parameters are added without notice.
//!
//! Beside the channel's settings the sender looks up `phone_number`, the channel's own number (without it nothing can
//! be sent), and `webhook_url`, the address to which Twilio reports progress (without it there are no reports).

mod account;
mod connection;
mod content;
mod decode;
mod form;
mod media;
mod message;
mod referral;
mod send;
pub mod signature;
mod status;

use crate::provider::{Dialect, Receipt, Signing};
use crate::settings::SettingRule;

/// What Twilio has to be told.
const SETTINGS: &[SettingRule] =
    &[SettingRule::id("account_sid"), SettingRule::secret("auth_token"), SettingRule::address("base_url").optional()];

/// What Twilio speaks. Without a document in the answer it would complain of an empty one.
pub(crate) const DIALECT: Dialect = Dialect {
    settings: SETTINGS,
    number_id: None,
    signing: Some(Signing {
        secret: "auth_token",
        is_authentic: |token, proof| {
            signature::is_authentic(token, (proof.headers)(signature::HEADER), proof.url, proof.body)
        },
    }),
    handshake: None,
    receipt: Receipt { content_type: Some("text/xml"), body: "<Response/>" },
    decode: decode::decode,
    send: send::send,
    read_send: send::read_answer,
    media: media::WAYS,
    connection: connection::WAYS,
    lids: None,
};
