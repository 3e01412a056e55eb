//! Until when an access token is good: `GET /debug_token`, with the token asking about itself.

use nascente_domain::connection::TokenLife;
use nascente_domain::moment::{Moment, SECOND};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;

use super::send::{VERSION, base_url};
use crate::call::Call;
use crate::connection::ExpiryWay;
use crate::fields::Fields;
use crate::settings::Settings;

/// How it is asked.
pub(super) const EXPIRY: ExpiryWay = ExpiryWay { call: ask, read };

/// The question; `None` without a token.
fn ask(settings: &Settings<'_>) -> Option<Call> {
    let token = settings("access_token")?;
    let itself = utf8_percent_encode(token, NON_ALPHANUMERIC);
    let url = format!("{}/{VERSION}/debug_token?input_token={itself}", base_url(settings));
    Some(Call::get(url).with_bearer(token))
}

/// The answer; Meta writes 0 for a token that does not expire.
fn read(http_status: u16, body: &[u8]) -> Option<TokenLife> {
    let body: Value = serde_json::from_slice(body).ok().filter(|_| (200..300).contains(&http_status))?;
    let seconds = Fields::of(&body).object("data").integer("expires_at")?;
    Some(match seconds {
        ..=0 => TokenLife::Endless,
        _ => TokenLife::Until(Moment::from_millis(seconds.saturating_mul(SECOND))),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_of_a_system_user_never_expires_and_an_error_tells_nothing() {
        let end = TokenLife::Until(Moment::from_millis(1_800_000_000_000));
        assert_eq!(read(200, br#"{"data":{"expires_at":0,"is_valid":true}}"#), Some(TokenLife::Endless));
        assert_eq!(read(200, br#"{"data":{"expires_at":1800000000}}"#), Some(end));
        assert_eq!(read(200, br#"{"data":{}}"#), None);
        assert_eq!(read(400, br#"{"data":{"expires_at":1800000000}}"#), None);
    }
}
