//! One-time links: by them an invited or forgetful person chooses a password.
//!
//! In: the token of the address. Out: whose it is, or a session after the password was chosen. A link works once and
//! for 72 hours; a newer link of the same login ends it; choosing a password ends every other session.

use nascente_domain::id::LoginId;
use nascente_domain::moment::{HOUR, Moment};
use nascente_store::access::login::{self, Login, OneTimeLink};
use nascente_store::{Lane, StoreError, Tx};

use crate::app::App;
use crate::audit::{self, Entrance};
use crate::auth::password;
use crate::auth::seal::Secret;
use crate::auth::secret::{fingerprint, make};
use crate::auth::session::NewSession;
use crate::failure::Failure;

/// How long a link works.
const LIFE: i64 = 72 * HOUR;
/// The page of the web UI that takes a link up.
const PAGE: &str = "senha";

/// A new link, not kept yet.
#[derive(Debug, Clone)]
pub struct NewLink {
    token: Secret,
    made_at: Moment,
}

impl NewLink {
    /// Makes a link.
    pub fn make(app: &App) -> Result<Self, Failure> {
        Ok(Self { token: Secret::new(make("")?), made_at: app.now() })
    }

    /// Keeps it for a login. `purpose` is `invitation` or `reset`.
    pub fn keep(&self, tx: &mut Tx<'_>, login_id: LoginId, purpose: &str) -> Result<(), StoreError> {
        let hash = fingerprint(self.token.expose());
        login::insert_link(tx, &hash, login_id, purpose, self.made_at, self.made_at.plus(LIFE))
    }

    /// Its address, to be given to the person.
    #[must_use]
    pub fn url(&self, app: &App) -> String {
        format!("{}/{PAGE}/{}", app.public_url(), self.token.expose())
    }
}

/// Whose link it is; not found when it is unknown, used or over.
pub async fn look_up(app: &App, token: &str) -> Result<OneTimeLink, Failure> {
    let (hash, now) = (fingerprint(token), app.now());
    app.db.read(move |tx| login::link(tx, &hash, now)).await?.ok_or(Failure::NotFound)
}

/// Sets the password of the link's login and logs it in.
pub async fn take_up(app: &App, token: &str, chosen: Secret) -> Result<NewSession, Failure> {
    password::check("password", chosen.expose())?;
    let link = look_up(app, token).await?;
    let (login_id, hash, now) = (link.login_id, fingerprint(token), app.now());
    let companies = app.db.read(move |tx| login::memberships(tx, login_id)).await?;
    let company_id = companies.first().ok_or(Failure::NotFound)?.company_id;
    let password_hash = password::hash(chosen).await?;
    let login = Login { login_id, email: link.email, password_hash: None };
    let session = NewSession::make(app, &login, company_id)?;
    app.logins.succeeded(&login.email);
    let unit_app = app.clone();
    app.db
        .write(Lane::Work, move |tx| {
            if !login::use_link(tx, &hash, now)? {
                return Err(Failure::NotFound);
            }
            login::set_password(tx, login_id, &password_hash)?;
            login::end_sessions(tx, login_id)?;
            session.keep(tx)?;
            audit::note_login(&unit_app, tx, company_id, login_id, Entrance::OneTimeLink)?;
            Ok(session.clone())
        })
        .await
}

/// A link by which this login chooses a new password, for the command line; not found when there is no such login.
pub async fn reset_by_email(app: &App, email: &str) -> Result<String, Failure> {
    let (email, link) = (crate::setup::field::email("email", email)?, NewLink::make(app)?);
    let kept = link.clone();
    app.db
        .write(Lane::Work, move |tx| {
            let login = login::by_email_locked(tx, &email)?.ok_or(Failure::NotFound)?;
            kept.keep(tx, login.login_id, "reset").map_err(Failure::Store)
        })
        .await?;
    Ok(link.url(app))
}
