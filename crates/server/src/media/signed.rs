//! Addresses under which a provider fetches a file of ours without a login: signed, and of short life.
//!
//! In: company, file, the moment until which it holds. Out: a text that nobody can make without the installation's key;
//! it names nothing else and opens nothing else.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use nascente_domain::id::{CompanyId, MediaId};
use nascente_domain::moment::{HOUR, Moment};
use subtle::ConstantTimeEq;

use crate::auth::seal::SecretKey;

/// How long a provider may take to fetch a file; each attempt to send makes a new address.
pub(crate) const LIFE: i64 = 2 * HOUR;
const PURPOSE: &str = "address of a file";
const NAMED: usize = 24;

/// The unguessable part of the address.
pub(crate) fn sign(key: &SecretKey, company_id: CompanyId, media_id: MediaId, until: Moment) -> Option<String> {
    let named = [company_id.value(), media_id.value(), until.millis()].map(i64::to_be_bytes).concat();
    let signature = key.sign(PURPOSE, &named)?;
    Some(URL_SAFE_NO_PAD.encode([&named[..], &signature].concat()))
}

/// What such a part names; `None` when it is not ours or its time is over.
pub(crate) fn read(key: &SecretKey, token: &str, now: Moment) -> Option<(CompanyId, MediaId)> {
    let bytes = URL_SAFE_NO_PAD.decode(token).ok()?;
    let (named, signature) = bytes.split_at_checked(NAMED)?;
    if !bool::from(key.sign(PURPOSE, named)?.ct_eq(signature)) {
        return None;
    }
    let mut numbers = named.chunks_exact(8).filter_map(|eight| Some(i64::from_be_bytes(eight.try_into().ok()?)));
    let (company, media, until) = (numbers.next()?, numbers.next()?, numbers.next()?);
    (now.millis() < until).then(|| (CompanyId::from(company), MediaId::from(media)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_opens_its_file_until_its_time_is_over_and_only_under_our_key() {
        let key = SecretKey::read(&"07".repeat(32)).unwrap();
        let (company, media, until) = (CompanyId::from(1), MediaId::from(2), Moment::from_millis(9_000));
        let token = sign(&key, company, media, until).unwrap();
        assert_eq!(read(&key, &token, Moment::from_millis(8_999)), Some((company, media)));
        assert_eq!(read(&key, &token, until), None);
        assert_eq!(read(&SecretKey::read(&"08".repeat(32)).unwrap(), &token, Moment::from_millis(0)), None);
        let other = sign(&key, company, MediaId::from(3), until).unwrap();
        let forged = format!("{}{}", &other[..32], &token[32..]);
        for wrong in [forged.as_str(), &token[..32], "", "***"] {
            assert_eq!(read(&key, wrong, Moment::from_millis(0)), None, "{wrong}");
        }
    }
}
