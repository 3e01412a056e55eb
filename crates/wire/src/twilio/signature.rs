//! Whether Twilio sent a delivery.
//!
//! In: the token of the account, the header `X-Twilio-Signature`, the whole public address and the raw bytes. Out:
//! yes or no. The signature is the HMAC-SHA1 of the address and of the fields of the form, sorted by name; where JSON
//! is posted, of the address alone, whose `bodySHA256` is the digest of the bytes. Twilio signs some addresses with
//! their standard port and some without, so both spellings are tried. No token, no header, or a header of another
//! form is no. Comparisons take the same time wherever the signatures differ.

use std::collections::{BTreeMap, BTreeSet};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;
use url::form_urlencoded;

use super::form::is_json;

/// The header that carries the signature.
pub const HEADER: &str = "x-twilio-signature";

/// Whether the header is the signature of this delivery under the token of the account.
#[must_use]
pub fn is_authentic(auth_token: &str, header: Option<&str>, url: &str, body: &[u8]) -> bool {
    let Some(signature) = header.and_then(|header| STANDARD.decode(header.trim()).ok()) else { return false };
    if auth_token.is_empty() || !has_its_digest(url, body) {
        return false;
    }
    let fields = signed_fields(url, body);
    let spellings = [url.to_owned(), with_port(url), without_port(url)];
    spellings.iter().fold(false, |found, url| {
        found | hmac(auth_token, url, &fields).is_some_and(|hmac| hmac.verify_slice(&signature).is_ok())
    })
}

/// The header that Twilio would send with this delivery. For those who play Twilio's part: the simulator and the
/// tests.
#[must_use]
pub fn header_for(auth_token: &str, url: &str, body: &[u8]) -> String {
    let hmac = hmac(auth_token, url, &signed_fields(url, body));
    hmac.map(|hmac| STANDARD.encode(hmac.finalize().into_bytes())).unwrap_or_default()
}

fn hmac(auth_token: &str, url: &str, fields: &str) -> Option<Hmac<Sha1>> {
    let mut hmac = Hmac::<Sha1>::new_from_slice(auth_token.as_bytes()).ok()?;
    hmac.update(url.as_bytes());
    hmac.update(fields.as_bytes());
    Some(hmac)
}

/// The names and values of a form one after another, sorted; of a field that stands several times each value once.
/// JSON is signed through its digest in the address.
fn signed_fields(url: &str, body: &[u8]) -> String {
    if digest_of(url).is_some() && is_json(body) {
        return String::new();
    }
    let mut fields: BTreeMap<_, BTreeSet<_>> = BTreeMap::new();
    for (name, value) in form_urlencoded::parse(body) {
        fields.entry(name).or_default().insert(value);
    }
    fields.iter().flat_map(|(name, values)| values.iter().flat_map(move |value| [&**name, &**value])).collect()
}

/// Whether JSON has the digest that the address tells; a form needs none. JSON without a digest would be unsigned.
fn has_its_digest(url: &str, body: &[u8]) -> bool {
    if !is_json(body) {
        return true;
    }
    let told = digest_of(url).and_then(|digest| hex::decode(digest).ok());
    told.is_some_and(|told| Sha256::digest(body).as_slice().ct_eq(&told).into())
}

fn digest_of(url: &str) -> Option<String> {
    let query = url.split_once('?')?.1.split('#').next()?;
    form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "bodySHA256").map(|(_, value)| value.into_owned())
}

/// The address with the standard port of its scheme, where it names none.
fn with_port(url: &str) -> String {
    let Some((scheme, authority, rest)) = parts(url) else { return url.to_owned() };
    let port = if scheme.eq_ignore_ascii_case("http") { "80" } else { "443" };
    match port_of(authority) {
        Some(_) => url.to_owned(),
        None => format!("{scheme}://{authority}:{port}{rest}"),
    }
}

/// The address without a port.
fn without_port(url: &str) -> String {
    let Some((scheme, authority, rest)) = parts(url) else { return url.to_owned() };
    match port_of(authority) {
        Some(at) => format!("{scheme}://{}{rest}", &authority[..at]),
        None => url.to_owned(),
    }
}

/// Scheme, authority and what follows.
fn parts(url: &str) -> Option<(&str, &str, &str)> {
    let (scheme, rest) = url.split_once("://")?;
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    Some((scheme, &rest[..end], &rest[end..]))
}

/// Where the port begins: at the last colon that only digits follow, which no address in brackets has inside.
fn port_of(authority: &str) -> Option<usize> {
    let at = authority.rfind(':')?;
    authority[at + 1..].bytes().all(|byte| byte.is_ascii_digit()).then_some(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    const URL: &str = "https://mycompany.com/myapp.php?foo=1&bar=2";
    const FORM: &[u8] =
        b"To=%2B18005551212&CallSid=CA1234567890ABCDE&Digits=1234&From=%2B14158675309&Caller=%2B14158675309";
    /// Signatures of the published test vectors under the token `12345`.
    const PLAIN: &str = "RSOYDt4T1cUTdK1PDd93/VVr8B8=";
    const JSON: &[u8] = br#"{"property": "value", "boolean": true}"#;
    const JSON_DIGEST: &str = "0a1ff7634d9ab3b95db5c9a2dfe9416e41502b283a80c7cf19632632f96e6620";

    fn holds(header: &str, url: &str, body: &[u8]) -> bool {
        is_authentic("12345", Some(header), url, body)
    }

    #[test]
    fn the_published_vector_of_a_form_is_accepted() {
        assert!(holds(PLAIN, URL, FORM));
        assert_eq!(header_for("12345", URL, FORM), PLAIN);
    }

    #[test]
    fn a_port_may_be_there_or_not_on_either_side() {
        assert!(holds(PLAIN, &URL.replace(".com", ".com:1234"), FORM));
        assert!(holds("kvajT1Ptam85bY51eRf/AJRuM3w=", URL, FORM));
        assert!(holds("0ZXoZLH/DfblKGATFgpif+LLRf4=", &URL.replace("https", "http"), FORM));
        let plain_with_port = URL.replace("https", "http").replace(".com", ".com:1234");
        assert!(holds("Zmvh+3yNM1Phv2jhDCwEM3q5ebU=", &plain_with_port, FORM));
        assert_eq!(without_port("https://[::1]/x"), "https://[::1]/x");
        assert_eq!(without_port("https://[::1]:8443/x"), "https://[::1]/x");
        assert_eq!(with_port("https://[::1]/x"), "https://[::1]:443/x");
    }

    #[test]
    fn a_field_that_stands_twice_is_signed_with_both_values() {
        let body = b"Sid=CA123&SidAccount=AC123&Digits=5678&Digits=1234&Digits=1234";
        assert!(holds("IK+Dwps556ElfBT0I3Rgjkr1wJU=", URL, body));
    }

    #[test]
    fn json_is_signed_by_its_digest_in_the_address() {
        let url = format!("{URL}&bodySHA256={JSON_DIGEST}");
        assert!(holds("a9nBmqA0ju/hNViExpshrM61xv4=", &url, JSON));
        assert!(!holds("a9nBmqA0ju/hNViExpshrM61xv4=", &url, br#"{"property": "other", "boolean": true}"#));
        assert!(!holds(&header_for("12345", URL, b""), URL, JSON));
        let wrong = format!("{URL}&bodySHA256=00");
        assert!(!holds(&header_for("12345", &wrong, JSON), &wrong, JSON));
    }

    #[test]
    fn another_field_address_token_or_header_is_refused() {
        assert!(!holds(PLAIN, URL, &[FORM, b"&x=1"].concat()));
        assert!(!holds(PLAIN, &URL.replace("bar=2", "bar=3"), FORM));
        assert!(!is_authentic("54321", Some(PLAIN), URL, FORM));
        assert!(!is_authentic("", Some(&header_for("", URL, FORM)), URL, FORM));
        assert!(!is_authentic("12345", None, URL, FORM));
        for header in ["", "=", "x", "RSOYDt4T1cUTdK1PDd93/VVr8A==", &hex::encode(PLAIN)] {
            assert!(!holds(header, URL, FORM), "{header}");
        }
    }

    #[test]
    fn invisible_characters_and_white_space_of_a_text_are_signed_as_they_came() {
        let body = "Body=+oi%E2%80%8B+%0A&From=whatsapp%3A%2B5511999990001".as_bytes();
        let header = header_for("12345", URL, body);
        assert!(holds(&header, URL, body));
        assert!(!holds(&header, URL, b"Body=oi&From=whatsapp%3A%2B5511999990001"));
    }
}
