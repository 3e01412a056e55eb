//! Logging in and out, and going on in another company.
//!
//! In: e-mail address and password. Out: a session. Refused, without telling which was wrong and after the same time:
//! an unknown address, a wrong password, a login that belongs to no company any more. Ten failures close the door for
//! a while.

use std::net::IpAddr;

use nascente_domain::id::{CompanyId, LoginId};
use nascente_store::access::login::{self, Login, Membership, Session};
use nascente_store::{Lane, StoreError};

use crate::app::App;
use crate::audit::{self, Entrance};
use crate::auth::password;
use crate::auth::seal::Secret;
use crate::auth::session::{Held, NewSession};
use crate::failure::Failure;

/// Logs in; `company` is the one to enter, by default the first of the login.
pub async fn log_in(
    app: &App,
    email: &str,
    password: Secret,
    company: Option<CompanyId>,
    address: Option<IpAddr>,
) -> Result<NewSession, Failure> {
    let email: String = email.trim().to_lowercase().chars().take(254).filter(|symbol| !symbol.is_control()).collect();
    if let Some(retry_after) = app.logins.wait(&email, address, app.now()) {
        return Err(Failure::TooMany { retry_after });
    }
    let wanted = email.clone();
    let found: Option<Login> = app.db.read(move |tx| login::by_email(tx, &wanted)).await?;
    let stored = found.as_ref().and_then(|login| login.password_hash.clone());
    let right = password::fits(password, stored).await?;
    let known = found.as_ref().map(|login| login.login_id);
    let Some(login) = found.filter(|_| right) else {
        app.logins.failed(&email, address, app.now());
        note_refused(app, known).await?;
        metrics::counter!("nascente_logins_total", "result" => "refused").increment(1);
        return Err(Failure::WrongLogin);
    };
    app.logins.succeeded(&email);
    metrics::counter!("nascente_logins_total", "result" => "accepted").increment(1);
    enter(app, &login, company).await
}

/// A session of a login that has proven itself.
pub async fn enter(app: &App, login: &Login, company: Option<CompanyId>) -> Result<NewSession, Failure> {
    let companies = memberships(app, login).await?;
    let first = companies.first().ok_or(Failure::WrongLogin)?.company_id;
    let company_id = company.unwrap_or(first);
    if !companies.iter().any(|membership| membership.company_id == company_id) {
        return Err(not_a_member());
    }
    let session = NewSession::make(app, login, company_id)?;
    let (unit_app, login_id) = (app.clone(), login.login_id);
    app.db
        .write(Lane::Work, move |tx| {
            session.keep(tx)?;
            audit::note_login(&unit_app, tx, company_id, login_id, Entrance::Password)?;
            Ok(session.clone())
        })
        .await
}

/// Somebody knew an address and not its password: the companies of that login may want to know.
async fn note_refused(app: &App, known: Option<LoginId>) -> Result<(), Failure> {
    let Some(login_id) = known else { return Ok(()) };
    let unit_app = app.clone();
    let noted = app.db.write(Lane::Work, move |tx| {
        for membership in login::memberships(tx, login_id)? {
            audit::note_refused_login(&unit_app, tx, membership.company_id, login_id)?;
        }
        Ok::<_, StoreError>(())
    });
    noted.await.map_err(Failure::Store)
}

async fn memberships(app: &App, login: &Login) -> Result<Vec<Membership>, StoreError> {
    let login_id = login.login_id;
    app.db.read(move |tx| login::memberships(tx, login_id)).await
}

fn not_a_member() -> Failure {
    Failure::invalid("company_id", "not_a_member", "this login does not belong to that company")
}

/// Ends the session.
pub async fn log_out(app: &App, held: Held) -> Result<(), Failure> {
    app.db.write(Lane::Work, move |tx| login::end_session(tx, &held.hash)).await.map_err(Failure::Store)
}

/// Moves the session into another company of its login.
pub async fn switch(app: &App, held: Held, company_id: CompanyId) -> Result<Session, Failure> {
    let unit_app = app.clone();
    app.db
        .write(Lane::Work, move |tx| {
            let companies = login::memberships(tx, held.session.login_id)?;
            if !companies.iter().any(|membership| membership.company_id == company_id) {
                return Err(not_a_member());
            }
            login::switch_session(tx, &held.hash, company_id)?;
            audit::note_login(&unit_app, tx, company_id, held.session.login_id, Entrance::Switch)?;
            Ok(Session { company_id, ..held.session.clone() })
        })
        .await
}
