//! *Ignorar meus cliques*: a browser that opened the address below once is marked by a cookie of this domain, and its
//! clicks on the company's links are kept apart.
//!
//! The address carries the company, an end and a proof by the installation's key; the cookie the company and a proof.
//! Nobody can mark browsers for a company without its people, and a mark tells nothing of who carries it.

use hmac::{Hmac, KeyInit, Mac};
use nascente_domain::id::CompanyId;
use nascente_domain::moment::{DAY, Moment};
use sha2::Sha256;
use subtle::ConstantTimeEq;

use crate::app::App;
use crate::failure::Failure;

/// The beginning of the cookies' names; the company's id follows.
pub const COOKIE: &str = "nascente_own_";
/// How long an address can be opened.
const OPEN_FOR: i64 = 7 * DAY;
/// How long a browser stays marked: browsers keep no cookie longer.
const MARKED_FOR_SECONDS: i64 = 400 * 86_400;

/// The address that marks a browser, and its end.
pub fn address(app: &App, company_id: CompanyId) -> Result<(String, Moment), Failure> {
    let ends_at = app.now().plus(OPEN_FOR);
    let proof = proof(app, &format!("mark {company_id} {}", ends_at.millis()))?;
    Ok((format!("{}/ignorar-meus-cliques/{company_id}.{}.{proof}", app.public_url(), ends_at.millis()), ends_at))
}

/// The company of an address that is still good.
pub fn company_of(app: &App, token: &str) -> Result<CompanyId, Failure> {
    let mut parts = token.splitn(3, '.');
    let mut next = || parts.next().ok_or(Failure::NotFound);
    let (company, ends_at, given) = (next()?, next()?, next()?);
    let company_id: CompanyId = company.parse().map_err(|_| Failure::NotFound)?;
    let end: i64 = ends_at.parse().map_err(|_| Failure::NotFound)?;
    let expected = proof(app, &format!("mark {company_id} {end}"))?;
    let proven = bool::from(expected.as_bytes().ct_eq(given.as_bytes()));
    if proven && app.now() < Moment::from_millis(end) { Ok(company_id) } else { Err(Failure::NotFound) }
}

/// The header that marks a browser, or takes the mark away.
pub fn cookie(app: &App, company_id: CompanyId, marked: bool) -> Result<String, Failure> {
    let secure = if app.public_url().starts_with("https://") { "; Secure" } else { "" };
    let (value, age) = if marked { (mark(app, company_id)?, MARKED_FOR_SECONDS) } else { (String::new(), 0) };
    Ok(format!("{COOKIE}{company_id}={value}; Path=/; Max-Age={age}; HttpOnly; SameSite=Lax{secure}"))
}

/// Whether one of a browser's cookies marks it for a company.
pub(super) fn is_own(app: &App, company_id: CompanyId, cookies: &[(String, String)]) -> bool {
    let name = format!("{COOKIE}{company_id}");
    let Some((_, value)) = cookies.iter().find(|(found, _)| *found == name) else { return false };
    mark(app, company_id).is_ok_and(|expected| expected.as_bytes().ct_eq(value.as_bytes()).into())
}

fn mark(app: &App, company_id: CompanyId) -> Result<String, Failure> {
    proof(app, &format!("marked {company_id}"))
}

fn proof(app: &App, text: &str) -> Result<String, Failure> {
    let key = app.secret_key()?.derive("own clicks");
    let mac = Hmac::<Sha256>::new_from_slice(&key).map_err(|error| Failure::Unavailable(error.to_string()))?;
    Ok(hex::encode(&mac.chain_update(text.as_bytes()).finalize().into_bytes()[..16]))
}
