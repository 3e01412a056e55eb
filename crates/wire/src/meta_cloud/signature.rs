//! Whether Meta sent a delivery.
//!
//! In: the app secret, the header `X-Hub-Signature-256`, the raw bytes of the body. Out: yes or no. No secret, no
//! header, or a header of another form is no. The bytes must be those of the request: a body that was parsed and
//! written again has another signature. The comparison takes the same time wherever the signatures differ.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// The header that carries the signature.
pub const HEADER: &str = "x-hub-signature-256";

/// Whether the header is `sha256=` and the HMAC-SHA256 of the body under the app secret, in hexadecimal.
#[must_use]
pub fn is_authentic(app_secret: &str, header: Option<&str>, body: &[u8]) -> bool {
    let Some(signature) = header.and_then(|header| header.strip_prefix("sha256=")) else { return false };
    let Ok(signature) = hex::decode(signature) else { return false };
    !app_secret.is_empty() && hmac(app_secret, body).is_some_and(|hmac| hmac.verify_slice(&signature).is_ok())
}

/// The header that Meta would send with this body. For those who play Meta's part: the simulator and the tests.
#[must_use]
pub fn header_for(app_secret: &str, body: &[u8]) -> String {
    let signature = hmac(app_secret, body).map(|hmac| hex::encode(hmac.finalize().into_bytes()));
    format!("sha256={}", signature.unwrap_or_default())
}

fn hmac(secret: &str, body: &[u8]) -> Option<Hmac<Sha256>> {
    let mut hmac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).ok()?;
    hmac.update(body);
    Some(hmac)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_published_test_vector_of_hmac_sha256_is_accepted() {
        let header = "sha256=5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";
        assert!(is_authentic("Jefe", Some(header), b"what do ya want for nothing?"));
        assert_eq!(header_for("Jefe", b"what do ya want for nothing?"), header);
    }

    #[test]
    fn a_changed_body_or_another_secret_is_refused() {
        let header = header_for("secret", b"{\"a\":1}");
        assert!(is_authentic("secret", Some(&header), b"{\"a\":1}"));
        assert!(!is_authentic("secret", Some(&header), b"{\"a\": 1}"));
        assert!(!is_authentic("Secret", Some(&header), b"{\"a\":1}"));
    }

    #[test]
    fn an_absent_or_malformed_header_is_refused() {
        let good = header_for("secret", b"x");
        let short = &good[..good.len() - 2];
        let long = format!("{good}00");
        let bare = &good["sha256=".len()..];
        let sha1 = good.replace("sha256=", "sha1=");
        for header in ["", "sha256=", "sha256=zz", "sha256=abc", short, &long, bare, &sha1] {
            assert!(!is_authentic("secret", Some(header), b"x"), "{header}");
        }
        assert!(!is_authentic("secret", None, b"x"));
    }

    #[test]
    fn without_a_secret_nothing_is_authentic() {
        assert!(!is_authentic("", Some(&header_for("", b"x")), b"x"));
    }
}
