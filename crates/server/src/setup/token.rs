//! API tokens. In: name, role, department. Out: the secret, this once; only its fingerprint is kept.

use nascente_domain::id::{CompanyId, TokenId};
use nascente_domain::role::Role;
use nascente_store::Lane;
use nascente_store::access::token::{self, NewToken, Token};

use crate::app::App;
use crate::auth::seal::Secret;
use crate::auth::secret::{fingerprint, make};
use crate::failure::Failure;
use crate::http::body::access::CreateTokenRequest;
use crate::http::page::id;
use crate::setup::field;

/// Every token of the company.
pub async fn list(app: &App, company_id: CompanyId) -> Result<Vec<Token>, Failure> {
    app.db.read(move |tx| token::list(tx, company_id)).await.map_err(Failure::Store)
}

/// Makes a token; gives it with its secret.
pub async fn create(app: &App, company_id: CompanyId, request: CreateTokenRequest) -> Result<(Token, Secret), Failure> {
    let name = field::name("name", &request.name)?;
    let role = field::role("role", &request.role)?;
    let department_id = request.department_id.map(|text| id("department_id", &text)).transpose()?;
    match (role, department_id) {
        (Role::Agent, None) => {
            return Err(Failure::invalid("department_id", "required", "a token with role agent needs a department"));
        }
        (Role::Agent, _) | (_, None) => {}
        (_, Some(_)) => {
            return Err(Failure::invalid("department_id", "not_allowed", "only the role agent has a department"));
        }
    }
    let secret = Secret::new(make("nsc_")?);
    let hash = fingerprint(secret.expose());
    let new = NewToken { token_id: app.id(), name, role, department_id, hash, created_at: app.now() };
    let kept = new.clone();
    app.db
        .write(Lane::Work, move |tx| {
            let wanted: Vec<_> = kept.department_id.into_iter().collect();
            field::known_departments(tx, company_id, "department_id", &wanted)?;
            token::insert_token(tx, company_id, &kept).map_err(Failure::Store)
        })
        .await?;
    let NewToken { token_id, name, role, department_id, created_at, .. } = new;
    Ok((Token { token_id, name, role, department_id, created_at, revoked_at: None }, secret))
}

/// Revokes a token; not found when there is none that is valid.
pub async fn revoke(app: &App, company_id: CompanyId, token_id: TokenId) -> Result<(), Failure> {
    let now = app.now();
    let revoked = app.db.write(Lane::Work, move |tx| token::revoke(tx, company_id, token_id, now)).await?;
    if revoked { Ok(()) } else { Err(Failure::NotFound) }
}
