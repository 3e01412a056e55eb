//! Sessions of the browser: an opaque cookie, checked against the store.
//!
//! In: the cookie, and on everything but GET and HEAD the `X-CSRF-Token` that [`Session`] carries. Out: the caller in
//! the company that the session is in. A session lives for 30 days after its last use. Over https the cookie is
//! `__Host-nascente_session`, so that no neighbour under the same domain can set it; over plain http, where browsers
//! refuse that, it is `nascente_session`, and [`is_insecure`] tells whether that is worth a warning.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method, header};
use nascente_domain::id::CompanyId;
use nascente_domain::moment::{DAY, Moment};
use nascente_store::access::login::{self, Session};
use nascente_store::{Lane, StoreError, Tx};
use subtle::ConstantTimeEq;

use crate::app::App;
use crate::auth::caller::{Actor, Caller};
use crate::auth::seal::Secret;
use crate::auth::secret::{fingerprint, make};
use crate::failure::Failure;

/// How long a session lives after its last use.
const LIFE: i64 = 30 * DAY;
/// A session is extended once a day and not at every request.
const EXTEND_BELOW: i64 = LIFE - DAY;
const SECURE_COOKIE: &str = "__Host-nascente_session";
const PLAIN_COOKIE: &str = "nascente_session";

/// The session behind a request, kept beside the [`Caller`].
#[derive(Debug, Clone)]
pub struct Held {
    /// Fingerprint of the cookie's secret.
    pub hash: String,
    /// The session.
    pub session: Session,
}

/// The session of the caller; `None` for an API token.
#[derive(Debug, Clone)]
pub struct CurrentSession(pub Option<Held>);

impl FromRequestParts<App> for CurrentSession {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Failure> {
        Caller::from_request_parts(parts, app).await?;
        Ok(Self(parts.extensions.get::<Held>().cloned()))
    }
}

/// The caller behind the session cookie.
pub(crate) async fn by_cookie(app: &App, parts: &mut Parts) -> Result<Caller, Failure> {
    let secret = cookie(app, &parts.headers).ok_or(Failure::Unauthenticated)?;
    let held = find(app, &secret).await?.ok_or(Failure::Unauthenticated)?;
    if !matches!(parts.method, Method::GET | Method::HEAD) {
        check_csrf(&parts.headers, &held.session.csrf_token)?;
    }
    let caller = caller_of(app, &held.session).await?.ok_or(Failure::Unauthenticated)?;
    parts.extensions.insert(held);
    Ok(caller)
}

/// The session behind a cookie's secret; extends its life.
async fn find(app: &App, secret: &str) -> Result<Option<Held>, Failure> {
    let (hash, now) = (fingerprint(secret), app.now());
    let wanted = hash.clone();
    let Some(session) = app.db.read(move |tx| login::session(tx, &wanted, now)).await? else { return Ok(None) };
    if session.expires_at.since(now) < EXTEND_BELOW {
        let extended = hash.clone();
        app.db.write(Lane::Work, move |tx| login::extend_session(tx, &extended, now.plus(LIFE))).await?;
    }
    Ok(Some(Held { hash, session }))
}

/// The user that a session stands for; `None` when it was archived.
pub(crate) async fn caller_of(app: &App, session: &Session) -> Result<Option<Caller>, Failure> {
    let (company_id, login_id) = (session.company_id, session.login_id);
    let member = app.db.read(move |tx| login::member(tx, company_id, login_id)).await?;
    Ok(member.map(|member| Caller {
        company_id,
        actor: Actor::User(member.user_id),
        name: member.name,
        role: member.role,
        departments: member.departments,
        default_department: member.default_department,
        zone: crate::app::zone(&member.time_zone),
    }))
}

fn check_csrf(headers: &HeaderMap, expected: &str) -> Result<(), Failure> {
    let given = headers.get("x-csrf-token").map(HeaderValue::as_bytes).unwrap_or_default();
    if bool::from(given.ct_eq(expected.as_bytes())) { Ok(()) } else { Err(Failure::Csrf) }
}

/// A new session that is not kept yet, and the secret for its cookie.
#[derive(Debug, Clone)]
pub struct NewSession {
    secret: Secret,
    /// What is kept.
    pub held: Held,
    made_at: Moment,
}

impl NewSession {
    /// Makes a session of a login in a company.
    pub fn make(app: &App, login: &login::Login, company_id: CompanyId) -> Result<Self, Failure> {
        let secret = make("")?;
        let made_at = app.now();
        let session = Session {
            login_id: login.login_id,
            email: login.email.clone(),
            company_id,
            csrf_token: make("")?,
            expires_at: made_at.plus(LIFE),
        };
        Ok(Self { held: Held { hash: fingerprint(&secret), session }, secret: Secret::new(secret), made_at })
    }

    /// Keeps it.
    pub fn keep(&self, tx: &mut Tx<'_>) -> Result<(), StoreError> {
        login::insert_session(tx, &self.held.hash, &self.held.session, self.made_at)
    }

    /// The header that gives the cookie to the browser.
    pub fn cookie(&self, app: &App) -> HeaderValue {
        set_cookie(app, self.secret.expose(), LIFE / 1_000)
    }
}

/// The header that takes the cookie away.
pub fn ended_cookie(app: &App) -> HeaderValue {
    set_cookie(app, "", 0)
}

fn set_cookie(app: &App, secret: &str, seconds: i64) -> HeaderValue {
    let (name, secure) = if is_https(app) { (SECURE_COOKIE, " Secure;") } else { (PLAIN_COOKIE, "") };
    let text = format!("{name}={secret}; Path=/; HttpOnly;{secure} SameSite=Lax; Max-Age={seconds}");
    HeaderValue::from_str(&text).unwrap_or_else(|_| HeaderValue::from_static(""))
}

fn cookie(app: &App, headers: &HeaderMap) -> Option<String> {
    let wanted = if is_https(app) { SECURE_COOKIE } else { PLAIN_COOKIE };
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(name, _)| *name == wanted)
        .map(|(_, secret)| secret.to_owned())
}

fn is_https(app: &App) -> bool {
    app.public_url().starts_with("https://")
}

/// Whether the cookie travels without protection over a network: plain http to another machine.
#[must_use]
pub fn is_insecure(app: &App) -> bool {
    !is_https(app) && !is_loopback(app.public_url())
}

/// Whether an address is of this machine itself.
#[must_use]
pub fn is_loopback(address: &str) -> bool {
    url::Url::parse(address).is_ok_and(|url| match url.host() {
        Some(url::Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(url::Host::Ipv4(address)) => address.is_loopback(),
        Some(url::Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    })
}

#[cfg(test)]
mod tests {
    use super::is_loopback;

    #[test]
    fn only_addresses_of_this_machine_are_loopback() {
        for own in ["http://127.0.0.1:8080", "http://localhost", "http://[::1]:80", "http://127.9.9.9"] {
            assert!(is_loopback(own), "{own}");
        }
        for other in ["http://10.0.0.1", "https://localhost.example.com", "http://0.0.0.0:8080", "nonsense"] {
            assert!(!is_loopback(other), "{other}");
        }
    }
}
