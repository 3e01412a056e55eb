//! Meta's Cloud API.
//!
//! In: webhook bodies, their signature header, the verification request, answers of the Graph API. Out: the common
//! form. A wrong type anywhere costs only the field or the message it stands in. Facts that shaped this: several
//! entries, changes and messages per delivery are legal and unordered; the phone may be missing (BSUID); ids of ads
//! pass 2^53 and are kept as text; the referral may ride on any type of message.

mod content;
mod decode;
pub mod handshake;
mod message;
mod payload;
mod profiles;
mod referral;
pub mod send;
pub mod signature;
mod status;

pub use decode::decode;

use crate::provider::Dialect;

/// What the Cloud API speaks.
pub(crate) const DIALECT: Dialect = Dialect {
    decode,
    authenticate: |secret, headers, body| signature::is_authentic(secret, headers(signature::HEADER), body),
    handshake: handshake::challenge,
    base_url: send::BASE_URL,
    send_request: send::send_request,
    read_send_answer: send::read_answer,
};
