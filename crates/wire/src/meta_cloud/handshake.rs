//! The verification request with which Meta asks whether an address is ours.
//!
//! In: the raw query of the `GET` and the channel's verify token. Out: the challenge, to be sent back alone and as
//! plain text, or nothing: refuse. Refused are another mode, another token, a channel without a token, a request
//! without a challenge. The comparison of the tokens takes the same time wherever they differ.

use percent_encoding::percent_decode_str;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

/// Meta's challenges are ten digits; anything much longer is somebody else's.
const CHALLENGE_LIMIT: usize = 256;

/// The challenge to answer with, when the request is Meta's.
#[must_use]
pub fn challenge(query: &str, verify_token: &str) -> Option<String> {
    let token = parameter(query, "hub.verify_token")?;
    let mode = parameter(query, "hub.mode")?;
    let challenge = parameter(query, "hub.challenge")?;
    let wanted = !verify_token.is_empty() && mode == "subscribe" && same(&token, verify_token);
    (wanted && !challenge.is_empty() && challenge.len() <= CHALLENGE_LIMIT).then_some(challenge)
}

/// Compares digests, so that not even the length of the token shows in the time.
fn same(left: &str, right: &str) -> bool {
    Sha256::digest(left.as_bytes()).as_slice().ct_eq(Sha256::digest(right.as_bytes()).as_slice()).into()
}

fn parameter(query: &str, name: &str) -> Option<String> {
    query.split('&').find_map(|pair| {
        let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
        (decoded(key)? == name).then(|| decoded(value)).flatten()
    })
}

fn decoded(text: &str) -> Option<String> {
    let spaced = text.replace('+', " ");
    percent_decode_str(&spaced).decode_utf8().ok().map(Into::into)
}

#[cfg(test)]
mod tests {
    use super::*;

    const QUERY: &str = "hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token=a%20b%2Bc";

    #[test]
    fn the_right_token_gets_the_challenge_back() {
        assert_eq!(challenge(QUERY, "a b+c").as_deref(), Some("1158201444"));
        assert_eq!(challenge("hub%2Emode=subscribe&hub.verify_token=t&hub.challenge=7", "t").as_deref(), Some("7"));
    }

    #[test]
    fn a_wrong_absent_or_empty_token_gets_nothing() {
        assert_eq!(challenge(QUERY, "a b"), None);
        assert_eq!(challenge("hub.mode=subscribe&hub.challenge=1", "t"), None);
        assert_eq!(challenge("hub.mode=subscribe&hub.challenge=1&hub.verify_token=", ""), None);
    }

    #[test]
    fn another_mode_or_no_challenge_gets_nothing() {
        assert_eq!(challenge("hub.mode=unsubscribe&hub.challenge=1&hub.verify_token=t", "t"), None);
        assert_eq!(challenge("hub.mode=subscribe&hub.verify_token=t", "t"), None);
        assert_eq!(challenge("hub.mode=subscribe&hub.challenge=%ff&hub.verify_token=t", "t"), None);
        assert_eq!(challenge("", "t"), None);
    }
}
