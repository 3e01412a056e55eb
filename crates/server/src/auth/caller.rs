//! Who is asking: a user by session, or a program by API token.

use axum::extract::FromRequestParts;
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;
use jiff::tz::TimeZone;
use nascente_domain::id::{CompanyId, DepartmentId, TokenId, UserId};
use nascente_domain::role::Role;

use crate::app::App;
use crate::auth::secret::fingerprint;
use crate::failure::Failure;

/// Who acts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Actor {
    /// A person in Nascente.
    User(UserId),
    /// A program.
    Token(TokenId),
}

/// The authenticated caller of a request and the company it acts in.
#[derive(Debug, Clone)]
pub struct Caller {
    /// The company: first argument of every store function.
    pub company_id: CompanyId,
    /// Who acts.
    pub actor: Actor,
    /// Name, for the audit trail.
    pub name: String,
    /// What it may do.
    pub role: Role,
    /// The departments of an agent.
    pub departments: Vec<DepartmentId>,
    /// The company's default department: its unassigned conversations are everybody's.
    pub default_department: DepartmentId,
    /// The company's time zone.
    pub zone: TimeZone,
}

impl Caller {
    /// The user, when it is one.
    #[must_use]
    pub const fn user_id(&self) -> Option<UserId> {
        match self.actor {
            Actor::User(id) => Some(id),
            Actor::Token(_) => None,
        }
    }

    /// Whether the role is one of these.
    #[must_use]
    pub fn is(&self, roles: &[Role]) -> bool {
        roles.contains(&self.role)
    }
}

impl FromRequestParts<App> for Caller {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Failure> {
        if let Some(caller) = parts.extensions.get::<Self>() {
            return Ok(caller.clone());
        }
        let caller = match bearer(parts) {
            Some(secret) => by_token(app, &secret).await?,
            None => crate::auth::session::by_cookie(app, parts).await?,
        };
        parts.extensions.insert(caller.clone());
        Ok(caller)
    }
}

fn bearer(parts: &Parts) -> Option<String> {
    let header = parts.headers.get(AUTHORIZATION)?.to_str().ok()?;
    let (scheme, secret) = header.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| secret.trim().to_owned())
}

async fn by_token(app: &App, secret: &str) -> Result<Caller, Failure> {
    let hash = fingerprint(secret);
    let found = app.db.read(move |tx| nascente_store::access::token_by_hash(tx, &hash)).await?;
    let token = found.ok_or(Failure::Unauthenticated)?;
    Ok(Caller {
        company_id: token.company_id,
        actor: Actor::Token(token.token_id),
        name: token.name,
        role: token.role,
        departments: token.department_id.into_iter().collect(),
        default_department: token.default_department,
        zone: crate::app::zone(&token.time_zone),
    })
}
