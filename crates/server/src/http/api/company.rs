//! The company.

use axum::Json;
use axum::extract::State;
use nascente_store::company as store;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::auth::permission::{Allowed, Anyone, ManageCompany};
use crate::failure::Failure;
use crate::http::body::company::{Company, UpdateCompanyRequest};
use crate::http::page::Body;
use crate::http::problem::Problem;
use crate::setup::company;

/// The routes of this topic, below `/api/v1`.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(read, change))
}

fn show(company: store::Company) -> Json<Company> {
    Json(Company {
        id: company.company_id.to_string(),
        name: company.name,
        slug: company.slug,
        time_zone: company.time_zone,
        currency: company.currency,
        locale: company.locale,
        hashtag_wins: company.rules.hashtag_wins,
    })
}

/// The company of the caller.
#[utoipa::path(get, path = "/company", tag = "company", responses(
    (status = 200, body = Company), (status = 401, body = Problem)))]
async fn read(State(app): State<App>, caller: Allowed<Anyone>) -> Result<Json<Company>, Failure> {
    company::get(&app, caller.company_id).await.map(show)
}

/// Changes the company.
#[utoipa::path(patch, path = "/company", tag = "company", request_body = UpdateCompanyRequest, responses(
    (status = 200, body = Company), (status = 403, body = Problem),
    (status = 409, body = Problem, description = "`zone_has_history`"), (status = 422, body = Problem)))]
async fn change(
    State(app): State<App>,
    caller: Allowed<ManageCompany>,
    Body(body): Body<UpdateCompanyRequest>,
) -> Result<Json<Company>, Failure> {
    company::update(&app, caller.company_id, body).await.map(show)
}
