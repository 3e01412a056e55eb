//! Users.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use nascente_domain::id::UserId;
use nascente_domain::role::Role;
use nascente_store::access::user as store;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::auth::caller::Caller;
use crate::auth::permission::{Allowed, Anyone, ManageTeam};
use crate::failure::Failure;
use crate::http::body::access::{CreateUserRequest, UpdateUserRequest, User, UserWithLink};
use crate::http::body::list::{Page, PageQuery};
use crate::http::page::{Body, Path, Query, part_of};
use crate::http::problem::Problem;
use crate::setup::user;

/// The routes of this topic, below `/api/v1`.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list, invite))
        .routes(routes!(read, change, archive))
        .routes(routes!(reset_password))
}

/// Agents and marketing see names, because conversations carry them, but no addresses.
fn show(caller: &Caller, user: store::User) -> User {
    let sees_emails = caller.is(&[Role::Admin, Role::Manager]);
    User {
        id: user.user_id.to_string(),
        name: user.name,
        email: sees_emails.then_some(user.email),
        role: user.role.to_string(),
        department_ids: user.departments.iter().map(ToString::to_string).collect(),
        invited: user.invited,
        archived_at: user.archived_at.map(|at| at.to_string()),
    }
}

fn user_id(text: &str) -> Result<UserId, Failure> {
    text.parse().map_err(|_| Failure::NotFound)
}

/// Every user, archived ones included.
#[utoipa::path(get, path = "/users", tag = "users", params(PageQuery), responses(
    (status = 200, body = Page<User>), (status = 401, body = Problem)))]
async fn list(
    State(app): State<App>,
    caller: Allowed<Anyone>,
    Query(query): Query<PageQuery>,
) -> Result<Json<Page<User>>, Failure> {
    let all = user::list(&app, caller.company_id).await?;
    let page = part_of(all, &query, |user| [user.created_at.millis(), user.user_id.value()])?;
    Ok(Json(page.map(|user| show(&caller, user))))
}

/// Invites somebody; give the link to the person.
#[utoipa::path(post, path = "/users", tag = "users", request_body = CreateUserRequest, responses(
    (status = 201, body = UserWithLink), (status = 403, body = Problem),
    (status = 409, body = Problem, description = "`already_a_user`"), (status = 422, body = Problem)))]
async fn invite(
    State(app): State<App>,
    caller: Allowed<ManageTeam>,
    Body(body): Body<CreateUserRequest>,
) -> Result<(StatusCode, Json<UserWithLink>), Failure> {
    let (user, one_time_url) = user::invite(&app, &caller, body).await?;
    Ok((StatusCode::CREATED, Json(UserWithLink { user: show(&caller, user), one_time_url })))
}

/// One user.
#[utoipa::path(get, path = "/users/{id}", tag = "users", params(("id" = String, Path)), responses(
    (status = 200, body = User), (status = 403, body = Problem), (status = 404, body = Problem)))]
async fn read(
    State(app): State<App>,
    caller: Allowed<ManageTeam>,
    Path(id): Path<String>,
) -> Result<Json<User>, Failure> {
    let user = user::get(&app, caller.company_id, user_id(&id)?).await?;
    Ok(Json(show(&caller, user)))
}

/// Changes a user.
#[utoipa::path(patch, path = "/users/{id}", tag = "users", params(("id" = String, Path)),
    request_body = UpdateUserRequest, responses(
    (status = 200, body = User), (status = 403, body = Problem), (status = 404, body = Problem),
    (status = 409, body = Problem, description = "`last_admin`"), (status = 422, body = Problem)))]
async fn change(
    State(app): State<App>,
    caller: Allowed<ManageTeam>,
    Path(id): Path<String>,
    Body(body): Body<UpdateUserRequest>,
) -> Result<Json<User>, Failure> {
    let user = user::update(&app, &caller, user_id(&id)?, body).await?;
    Ok(Json(show(&caller, user)))
}

/// Archives a user.
#[utoipa::path(delete, path = "/users/{id}", tag = "users", params(("id" = String, Path)), responses(
    (status = 204), (status = 403, body = Problem), (status = 404, body = Problem),
    (status = 409, body = Problem, description = "`last_admin`")))]
async fn archive(
    State(app): State<App>,
    caller: Allowed<ManageTeam>,
    Path(id): Path<String>,
) -> Result<StatusCode, Failure> {
    user::archive(&app, &caller, user_id(&id)?).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A link by which the user chooses a new password.
#[utoipa::path(post, path = "/users/{id}/reset-password", tag = "users", params(("id" = String, Path)), responses(
    (status = 200, body = UserWithLink), (status = 403, body = Problem), (status = 404, body = Problem),
    (status = 409, body = Problem, description = "`shared_login`, `archived`")))]
async fn reset_password(
    State(app): State<App>,
    caller: Allowed<ManageTeam>,
    Path(id): Path<String>,
) -> Result<Json<UserWithLink>, Failure> {
    let (user, url) = user::reset_password(&app, &caller, user_id(&id)?).await?;
    Ok(Json(UserWithLink { user: show(&caller, user), one_time_url: Some(url) }))
}
