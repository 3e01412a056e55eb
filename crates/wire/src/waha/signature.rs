//! Whether a WAHA server sent a delivery.
//!
//! In: the key, the header `X-Webhook-Hmac`, the raw bytes of the body. Out: yes or no. No key, no header, or a header
//! of another form is no. The comparison takes the same time wherever the signatures differ.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha512;

/// The header that carries the signature.
pub const HEADER: &str = "x-webhook-hmac";

/// Whether the header is the HMAC-SHA512 of the body under the key, in hexadecimal.
#[must_use]
pub fn is_authentic(key: &str, header: Option<&str>, body: &[u8]) -> bool {
    let Some(Ok(signature)) = header.map(|header| hex::decode(header.trim())) else { return false };
    !key.is_empty() && hmac(key, body).is_some_and(|hmac| hmac.verify_slice(&signature).is_ok())
}

/// The header that a server would send with this body. For those who play its part: the simulator and the tests.
#[must_use]
pub fn header_for(key: &str, body: &[u8]) -> String {
    hmac(key, body).map(|hmac| hex::encode(hmac.finalize().into_bytes())).unwrap_or_default()
}

fn hmac(key: &str, body: &[u8]) -> Option<Hmac<Sha512>> {
    let mut hmac = Hmac::<Sha512>::new_from_slice(key.as_bytes()).ok()?;
    hmac.update(body);
    Some(hmac)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::provider::{Proof, Provider, authenticate};

    /// The vector of the server's own documents.
    const KEY: &str = "my-secret-key";
    const BODY: &[u8] = br#"{"event":"message","session":"default","engine":"WEBJS"}"#;
    const SIGNATURE: &str = "208f8a55dde9e05519e898b10b89bf0d0b3b0fdf11fdbf09b6b90476301b98d8097c462b2b17a6ce93b6b47a136cf2e78a33a63f6752c2c1631777076153fa89";

    #[test]
    fn the_published_test_vector_is_accepted() {
        assert!(is_authentic(KEY, Some(SIGNATURE), BODY));
        assert_eq!(header_for(KEY, BODY), SIGNATURE);
    }

    #[test]
    fn a_delivery_is_authenticated_by_its_header() {
        let find = |name: &str| (name == HEADER).then_some(SIGNATURE);
        let proof = Proof { headers: &find, url: "https://n.example/hooks/waha/ch_1", body: BODY };
        assert!(authenticate(Provider::Waha, KEY, &proof));
        assert!(!authenticate(Provider::Waha, "another", &proof));
        assert!(!authenticate(Provider::Waha, KEY, &Proof { headers: &|_| None, ..proof }));
    }

    #[test]
    fn a_changed_body_another_key_or_another_form_is_refused() {
        assert!(!is_authentic(KEY, Some(SIGNATURE), br#"{"event":"message","session":"default","engine":"NOWEB"}"#));
        assert!(!is_authentic("my-secret-keY", Some(SIGNATURE), BODY));
        for header in ["", "zz", &SIGNATURE[2..], &format!("{SIGNATURE}00"), &format!("sha512={SIGNATURE}")] {
            assert!(!is_authentic(KEY, Some(header), BODY), "{header}");
        }
        assert!(!is_authentic(KEY, None, BODY));
        assert!(!is_authentic("", Some(&header_for("", BODY)), BODY));
    }
}
