//! Names of ads by the Marketing API: what is asked, and what the answer tells.
//!
//! In: ad ids and a token that may read ads. Out: the names of ad, ad set and campaign of each ad that is told of. Never
//! fails: an answer that cannot be read tells nothing, with a reason.

use std::collections::BTreeMap;

use nascente_domain::moment::{Moment, SECOND};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;

use crate::call::Call;
use crate::fields::Fields;

/// Where the Graph API is, unless the company names another address.
pub const BASE_URL: &str = "https://graph.facebook.com";
/// The version that is spoken.
const VERSION: &str = "v24.0";
/// Ads of one question, at most.
pub const MOST: usize = 50;
/// The most characters of a name.
const NAME_LIMIT: usize = 200;

/// What an ad is called.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AdNames {
    /// Ad.
    pub ad: Option<String>,
    /// Ad set.
    pub ad_set: Option<String>,
    /// Campaign.
    pub campaign: Option<String>,
}

/// Why nothing was told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotTold {
    /// The token is wrong, has ended, or may not read ads.
    Token,
    /// The token is good and may not read ads.
    Scope,
    /// Too many questions for now.
    TooMany,
    /// One of the ids is no ad that this token may see; others of the question may be.
    UnknownAd,
    /// Anything else.
    Failed,
}

/// The question for the names of some ads.
#[must_use]
pub fn ask(base_url: &str, token: &str, ads: &[&str]) -> Call {
    let ids = ads.join(",");
    let ids = utf8_percent_encode(&ids, NON_ALPHANUMERIC);
    let base = base_url.trim_end_matches('/');
    let fields = "name%2Cadset%7Bname%7D%2Ccampaign%7Bname%7D";
    Call::get(format!("{base}/{VERSION}/?ids={ids}&fields={fields}")).with_bearer(token)
}

/// The question whether a token is good, until when, and what it may do: the token asks about itself.
#[must_use]
pub fn ask_about(base_url: &str, token: &str) -> Call {
    let base = base_url.trim_end_matches('/');
    let itself = utf8_percent_encode(token, NON_ALPHANUMERIC);
    Call::get(format!("{base}/{VERSION}/debug_token?input_token={itself}")).with_bearer(token)
}

/// What Meta tells about a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TokenState {
    /// When it ends; `None`: never.
    pub expires_at: Option<Moment>,
}

/// Whether a token is good; one that may not read ads is not.
pub fn read_about(http_status: u16, body: &[u8]) -> Result<TokenState, NotTold> {
    let body: Value = serde_json::from_slice(body).map_err(|_| NotTold::Failed)?;
    let answer = Fields::of(&body);
    if !(200..300).contains(&http_status) {
        return Err(refusal(http_status, answer.object("error").integer("code")));
    }
    let data = answer.object("data");
    if body.pointer("/data/is_valid") == Some(&Value::Bool(false)) {
        return Err(NotTold::Token);
    }
    let scopes = body.pointer("/data/scopes").and_then(Value::as_array);
    if scopes.is_some_and(|scopes| !scopes.iter().any(|scope| scope == "ads_read" || scope == "ads_management")) {
        return Err(NotTold::Scope);
    }
    let seconds = data.integer("expires_at").filter(|seconds| *seconds > 0);
    Ok(TokenState { expires_at: seconds.map(|seconds| Moment::from_millis(seconds.saturating_mul(SECOND))) })
}

/// The names by ad id.
pub fn read(http_status: u16, body: &[u8]) -> Result<BTreeMap<String, AdNames>, NotTold> {
    let body: Value = serde_json::from_slice(body).map_err(|_| NotTold::Failed)?;
    let answer = Fields::of(&body);
    if !(200..300).contains(&http_status) {
        return Err(refusal(http_status, answer.object("error").integer("code")));
    }
    let names = answer.names().map(|id| (id.to_owned(), names_of(answer.object(id))));
    Ok(names.collect())
}

fn names_of(ad: Fields<'_>) -> AdNames {
    let name = |of: Fields<'_>| of.title("name").map(|name| name.chars().take(NAME_LIMIT).collect());
    AdNames { ad: name(ad), ad_set: name(ad.object("adset")), campaign: name(ad.object("campaign")) }
}

/// What Meta's code of a refusal means.
const fn refusal(http_status: u16, code: Option<i64>) -> NotTold {
    match (http_status, code) {
        (_, Some(4 | 17 | 32 | 613 | 80_000..=80_014)) | (429, _) => NotTold::TooMany,
        (_, Some(10 | 200..=299)) => NotTold::Scope,
        (_, Some(102 | 190)) | (401, _) => NotTold::Token,
        (_, Some(21 | 100 | 803)) => NotTold::UnknownAd,
        _ => NotTold::Failed,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn names_are_read_for_each_ad_and_what_is_missing_stays_unknown() {
        let body =
            br#"{"120":{"id":"120","name":"Foto","adset":{"id":"1","name":"Homens"},"campaign":{"name":"Natal"}},
            "121":{"id":"121","name":7}}"#;
        let told = read(200, body).unwrap();
        let known = AdNames {
            ad: Some("Foto".to_owned()),
            ad_set: Some("Homens".to_owned()),
            campaign: Some("Natal".to_owned()),
        };
        assert_eq!((told.get("120"), told.len()), (Some(&known), 2));
    }

    #[test]
    fn a_refusal_tells_what_to_do_about_it() {
        let told = |status, code: i64| read(status, format!(r#"{{"error":{{"code":{code}}}}}"#).as_bytes());
        assert_eq!(told(400, 190), Err(NotTold::Token));
        assert_eq!(told(403, 200), Err(NotTold::Scope));
        assert_eq!(told(400, 17), Err(NotTold::TooMany));
        assert_eq!(told(404, 803), Err(NotTold::UnknownAd));
        assert_eq!(told(500, 1), Err(NotTold::Failed));
        assert_eq!(read(200, b"<html>"), Err(NotTold::Failed));
    }

    #[test]
    fn a_question_names_its_ads_and_hides_its_token() {
        let call = ask("https://graph.example.com/", "secret", &["1", "2"]);
        assert!(call.url.starts_with("https://graph.example.com/v24.0/?ids=1%2C2&fields=name"));
        assert!(!call.url.contains("secret"));
    }

    #[test]
    fn a_token_tells_when_it_ends_and_whether_it_may_read_ads() {
        let about = |data: &str| read_about(200, format!(r#"{{"data":{data}}}"#).as_bytes());
        let ends = about(r#"{"is_valid":true,"expires_at":1800000000,"scopes":["ads_read","email"]}"#);
        assert_eq!(ends, Ok(TokenState { expires_at: Some(Moment::from_millis(1_800_000_000_000)) }));
        assert_eq!(about(r#"{"is_valid":true,"expires_at":0}"#), Ok(TokenState { expires_at: None }));
        assert_eq!(about(r#"{"is_valid":true,"scopes":["email"]}"#), Err(NotTold::Scope));
        assert_eq!(about(r#"{"is_valid":false}"#), Err(NotTold::Token));
        assert_eq!(read_about(400, br#"{"error":{"code":190}}"#), Err(NotTold::Token));
        assert_eq!(read_about(200, b"<html>"), Err(NotTold::Failed));
    }

    proptest! {
        #[test]
        fn no_answer_makes_it_panic(status in 100_u16..600, body in proptest::collection::vec(any::<u8>(), 0..200)) {
            prop_assert!(read(status, &body).is_err() || status / 100 == 2);
            prop_assert!(read_about(status, &body).is_err() || status / 100 == 2);
        }
    }
}
