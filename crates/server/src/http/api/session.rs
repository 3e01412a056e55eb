//! Logging in and out, who is asking, one-time links.

use axum::extract::{Request, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::{Json, RequestExt};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::auth::caller::Caller;
use crate::auth::seal::Secret;
use crate::auth::session::{CurrentSession, Held, NewSession, ended_cookie};
use crate::failure::Failure;
use crate::http::body::access::{ChoosePasswordRequest, LoginRequest, Me, OneTimeLink, SwitchCompanyRequest};
use crate::http::client_address::client_address;
use crate::http::page::{Body, Path, id};
use crate::http::problem::Problem;
use crate::setup::{login, me, one_time_link};

/// The routes of this topic, below `/api/v1`.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(log_in, log_out))
        .routes(routes!(switch_company))
        .routes(routes!(who_am_i))
        .routes(routes!(look_up_link, take_up_link))
}

/// `Me` of a session that has just begun, with its cookie.
pub(super) async fn welcome(app: &App, session: &NewSession) -> Result<Response, Failure> {
    let me = me::describe_new(app, session).await?;
    Ok(([(header::SET_COOKIE, session.cookie(app))], Json(me)).into_response())
}

/// Logs in: the answer carries the session cookie.
#[utoipa::path(post, path = "/session", tag = "session", request_body = LoginRequest, security(()), responses(
    (status = 200, body = Me),
    (status = 401, body = Problem, description = "`wrong_login`"),
    (status = 429, body = Problem, description = "too many failures, see `Retry-After`")))]
async fn log_in(State(app): State<App>, request: Request) -> Result<Response, Failure> {
    let address = client_address(&app, request.extensions(), request.headers());
    let Body(body) = request.extract::<Body<LoginRequest>, _>().await?;
    let company = body.company_id.map(|text| id("company_id", &text)).transpose()?;
    let session = login::log_in(&app, &body.email, Secret::new(body.password), company, address).await?;
    welcome(&app, &session).await
}

/// Logs out.
#[utoipa::path(delete, path = "/session", tag = "session", responses(
    (status = 204), (status = 401, body = Problem), (status = 403, body = Problem)))]
async fn log_out(State(app): State<App>, session: CurrentSession) -> Result<Response, Failure> {
    login::log_out(&app, held(session)?).await?;
    Ok((StatusCode::NO_CONTENT, [(header::SET_COOKIE, ended_cookie(&app))]).into_response())
}

fn held(session: CurrentSession) -> Result<Held, Failure> {
    session.0.ok_or(Failure::Forbidden("an API token has no session"))
}

/// Goes on in another company of the same login.
#[utoipa::path(post, path = "/session/company", tag = "session", request_body = SwitchCompanyRequest, responses(
    (status = 200, body = Me), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 422, body = Problem)))]
async fn switch_company(
    State(app): State<App>,
    session: CurrentSession,
    Body(body): Body<SwitchCompanyRequest>,
) -> Result<Json<Me>, Failure> {
    let company_id = id("company_id", &body.company_id)?;
    let session = login::switch(&app, held(session)?, company_id).await?;
    let caller = crate::auth::session::caller_of(&app, &session).await?.ok_or(Failure::Unauthenticated)?;
    Ok(Json(me::describe(&app, &caller, Some(&session)).await?))
}

/// Who is asking, in which company.
#[utoipa::path(get, path = "/me", tag = "session", responses(
    (status = 200, body = Me), (status = 401, body = Problem)))]
async fn who_am_i(State(app): State<App>, caller: Caller, session: CurrentSession) -> Result<Json<Me>, Failure> {
    let session = session.0.map(|held| held.session);
    Ok(Json(me::describe(&app, &caller, session.as_ref()).await?))
}

/// Whose one-time link it is.
#[utoipa::path(get, path = "/one-time-links/{token}", tag = "session", security(()),
    params(("token" = String, Path, description = "the last part of the link")),
    responses((status = 200, body = OneTimeLink), (status = 404, body = Problem, description = "unknown, used or over")))]
async fn look_up_link(State(app): State<App>, Path(token): Path<String>) -> Result<Json<OneTimeLink>, Failure> {
    let link = one_time_link::look_up(&app, &token).await?;
    Ok(Json(OneTimeLink { purpose: link.purpose, email: link.email }))
}

/// Chooses a password through a one-time link and logs in.
#[utoipa::path(post, path = "/one-time-links/{token}", tag = "session", security(()),
    params(("token" = String, Path, description = "the last part of the link")),
    request_body = ChoosePasswordRequest, responses(
    (status = 200, body = Me), (status = 404, body = Problem, description = "unknown, used or over"),
    (status = 422, body = Problem)))]
async fn take_up_link(
    State(app): State<App>,
    Path(token): Path<String>,
    Body(body): Body<ChoosePasswordRequest>,
) -> Result<Response, Failure> {
    let session = one_time_link::take_up(&app, &token, Secret::new(body.password)).await?;
    welcome(&app, &session).await
}
