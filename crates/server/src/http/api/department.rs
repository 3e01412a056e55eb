//! Departments.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use nascente_domain::id::DepartmentId;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::auth::permission::{Allowed, Anyone, ManageTeam};
use crate::failure::Failure;
use crate::http::body::company::{
    CreateDepartmentRequest, Department, FormField, FormVersion, SwitchDepartmentsRequest, UpdateDepartmentRequest,
};
use crate::http::body::list::{Page, PageQuery};
use crate::http::page::{Body, Path, Query, part_of};
use crate::http::problem::Problem;
use crate::setup::department;

/// The routes of this topic, below `/api/v1`.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list, create))
        .routes(routes!(switch))
        .routes(routes!(read, change, archive))
        .routes(routes!(list_forms))
        .routes(routes!(read_form))
}

fn department_id(text: &str) -> Result<DepartmentId, Failure> {
    text.parse().map_err(|_| Failure::NotFound)
}

/// Every department, archived ones included.
#[utoipa::path(get, path = "/departments", tag = "departments", params(PageQuery), responses(
    (status = 200, body = Page<Department>), (status = 401, body = Problem)))]
async fn list(
    State(app): State<App>,
    caller: Allowed<Anyone>,
    Query(query): Query<PageQuery>,
) -> Result<Json<Page<Department>>, Failure> {
    let (all, around) = department::list(&app, caller.company_id).await?;
    let page = part_of(all, &query, |one| [one.created_at.millis(), one.department_id.value()])?;
    Ok(Json(page.map(|one| department::show(&one, &around))))
}

/// Makes a department.
#[utoipa::path(post, path = "/departments", tag = "departments", request_body = CreateDepartmentRequest, responses(
    (status = 201, body = Department), (status = 403, body = Problem), (status = 422, body = Problem)))]
async fn create(
    State(app): State<App>,
    caller: Allowed<ManageTeam>,
    Body(body): Body<CreateDepartmentRequest>,
) -> Result<(StatusCode, Json<Department>), Failure> {
    Ok((StatusCode::CREATED, Json(department::create(&app, caller.company_id, body).await?)))
}

/// Sets the switches of several departments: of all that are named, or of none.
#[utoipa::path(post, path = "/departments/switch", tag = "departments", request_body = SwitchDepartmentsRequest,
    responses((status = 200, body = Page<Department>), (status = 403, body = Problem), (status = 422, body = Problem)))]
async fn switch(
    State(app): State<App>,
    caller: Allowed<ManageTeam>,
    Body(body): Body<SwitchDepartmentsRequest>,
) -> Result<Json<Page<Department>>, Failure> {
    let (switched, around) = department::switch(&app, caller.company_id, body).await?;
    let items = switched.iter().map(|one| department::show(one, &around)).collect();
    Ok(Json(Page { items, next_cursor: None, total: None }))
}

/// One department.
#[utoipa::path(get, path = "/departments/{id}", tag = "departments", params(("id" = String, Path)), responses(
    (status = 200, body = Department), (status = 404, body = Problem)))]
async fn read(
    State(app): State<App>,
    caller: Allowed<Anyone>,
    Path(id): Path<String>,
) -> Result<Json<Department>, Failure> {
    department::get(&app, caller.company_id, department_id(&id)?).await.map(Json)
}

/// Changes a department; changed fields make a new version of its form.
#[utoipa::path(patch, path = "/departments/{id}", tag = "departments", params(("id" = String, Path)),
    request_body = UpdateDepartmentRequest, responses(
    (status = 200, body = Department), (status = 403, body = Problem), (status = 404, body = Problem),
    (status = 422, body = Problem)))]
async fn change(
    State(app): State<App>,
    caller: Allowed<ManageTeam>,
    Path(id): Path<String>,
    Body(body): Body<UpdateDepartmentRequest>,
) -> Result<Json<Department>, Failure> {
    department::update(&app, caller.company_id, department_id(&id)?, body).await.map(Json)
}

/// Archives a department.
#[utoipa::path(delete, path = "/departments/{id}", tag = "departments", params(("id" = String, Path)), responses(
    (status = 204), (status = 403, body = Problem), (status = 404, body = Problem),
    (status = 409, body = Problem, description = "`default_department`, `has_open_conversations`")))]
async fn archive(
    State(app): State<App>,
    caller: Allowed<ManageTeam>,
    Path(id): Path<String>,
) -> Result<StatusCode, Failure> {
    department::archive(&app, caller.company_id, department_id(&id)?).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Every version of the closing form, latest first.
#[utoipa::path(get, path = "/departments/{id}/form-versions", tag = "departments", params(("id" = String, Path)),
    responses((status = 200, body = Page<FormVersion>), (status = 404, body = Problem)))]
async fn list_forms(
    State(app): State<App>,
    caller: Allowed<Anyone>,
    Path(id): Path<String>,
) -> Result<Json<Page<FormVersion>>, Failure> {
    let items = department::form_versions(&app, caller.company_id, department_id(&id)?).await?;
    Ok(Json(Page { items, next_cursor: None, total: None }))
}

/// The fields of one version of the closing form; versions never change.
#[utoipa::path(get, path = "/departments/{id}/form-versions/{version}", tag = "departments",
    params(("id" = String, Path), ("version" = i64, Path)), responses(
    (status = 200, body = Vec<FormField>), (status = 404, body = Problem)))]
async fn read_form(
    State(app): State<App>,
    caller: Allowed<Anyone>,
    Path((id, version)): Path<(String, i64)>,
) -> Result<Json<Vec<FormField>>, Failure> {
    department::form_version(&app, caller.company_id, department_id(&id)?, version).await.map(Json)
}
