//! The first run.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::auth::seal::Secret;
use crate::failure::Failure;
use crate::http::body::access::{Me, SetupRequest, SetupState};
use crate::http::page::Body;
use crate::http::problem::Problem;
use crate::setup::first_company::{self, Beginning, Which};
use crate::setup::login;

/// The routes of this topic, below `/api/v1`.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(state, begin))
}

/// Whether the installation still lacks its first company.
#[utoipa::path(get, path = "/setup", tag = "session", security(()), responses((status = 200, body = SetupState)))]
async fn state(State(app): State<App>) -> Result<Json<SetupState>, Failure> {
    Ok(Json(SetupState { needed: first_company::is_needed(&app).await? }))
}

/// Makes the first company and its administrator, and logs in.
#[utoipa::path(post, path = "/setup", tag = "session", request_body = SetupRequest, security(()), responses(
    (status = 201, body = Me), (status = 409, body = Problem, description = "`setup_done`"),
    (status = 422, body = Problem)))]
async fn begin(State(app): State<App>, Body(body): Body<SetupRequest>) -> Result<Response, Failure> {
    let beginning = Beginning {
        company_name: body.company_name,
        time_zone: body.time_zone,
        admin_name: body.admin_name,
        admin_email: body.admin_email,
        admin_password: Secret::new(body.admin_password),
    };
    let begun = first_company::begin(&app, Which::First, beginning).await?;
    let session = login::enter(&app, &begun.admin, Some(begun.company_id)).await?;
    let mut response = super::session::welcome(&app, &session).await?;
    *response.status_mut() = StatusCode::CREATED;
    Ok(response)
}
