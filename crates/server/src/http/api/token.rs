//! API tokens.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use nascente_store::access::token as store;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::auth::permission::{Allowed, ManageCompany};
use crate::failure::Failure;
use crate::http::body::access::{CreateTokenRequest, CreatedToken, Token};
use crate::http::body::list::{Page, PageQuery};
use crate::http::page::{Body, Path, Query, part_of};
use crate::http::problem::Problem;
use crate::setup::token;

/// The routes of this topic, below `/api/v1`.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list, create)).routes(routes!(revoke))
}

fn show(token: &store::Token) -> Token {
    Token {
        id: token.token_id.to_string(),
        name: token.name.clone(),
        role: token.role.to_string(),
        department_id: token.department_id.map(|id| id.to_string()),
        created_at: token.created_at.to_string(),
        revoked_at: token.revoked_at.map(|at| at.to_string()),
    }
}

/// Every API token, revoked ones included.
#[utoipa::path(get, path = "/tokens", tag = "tokens", params(PageQuery), responses(
    (status = 200, body = Page<Token>), (status = 403, body = Problem)))]
async fn list(
    State(app): State<App>,
    caller: Allowed<ManageCompany>,
    Query(query): Query<PageQuery>,
) -> Result<Json<Page<Token>>, Failure> {
    let all = token::list(&app, caller.company_id).await?;
    let page = part_of(all, &query, |token| [token.created_at.millis(), token.token_id.value()])?;
    Ok(Json(page.map(|token| show(&token))))
}

/// Makes an API token; the secret is shown this once.
#[utoipa::path(post, path = "/tokens", tag = "tokens", request_body = CreateTokenRequest, responses(
    (status = 201, body = CreatedToken), (status = 403, body = Problem), (status = 422, body = Problem)))]
async fn create(
    State(app): State<App>,
    caller: Allowed<ManageCompany>,
    Body(body): Body<CreateTokenRequest>,
) -> Result<(StatusCode, Json<CreatedToken>), Failure> {
    let (token, secret) = token::create(&app, caller.company_id, body).await?;
    let created = CreatedToken { token: show(&token), secret: secret.expose().to_owned() };
    Ok((StatusCode::CREATED, Json(created)))
}

/// Revokes an API token.
#[utoipa::path(delete, path = "/tokens/{id}", tag = "tokens", params(("id" = String, Path)), responses(
    (status = 204), (status = 403, body = Problem), (status = 404, body = Problem)))]
async fn revoke(
    State(app): State<App>,
    caller: Allowed<ManageCompany>,
    Path(id): Path<String>,
) -> Result<StatusCode, Failure> {
    token::revoke(&app, caller.company_id, id.parse().map_err(|_| Failure::NotFound)?).await?;
    Ok(StatusCode::NO_CONTENT)
}
