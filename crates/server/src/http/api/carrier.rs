//! Carriers of the company's links, and their test on a phone.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::auth::permission::{Allowed, Anyone, ManageCompany, ManageLinks, ManageTeam, Permission as _};
use crate::failure::Failure;
use crate::http::body::carrier::{CarrierSettings, CarrierTest, StartCarrierTestRequest, UpdateCarriersRequest};
use crate::http::page::{Body, Path};
use crate::http::problem::Problem;
use crate::links::{carrier_test, carriers};

/// The routes of this topic, below `/api/v1`.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(carrier_settings, change_carriers))
        .routes(routes!(start_carrier_test))
        .routes(routes!(carrier_test_progress))
}

/// The carriers that the company's links use, each with its strength.
#[utoipa::path(get, path = "/company/carriers", tag = "links", responses((status = 200, body = CarrierSettings)))]
async fn carrier_settings(State(app): State<App>, caller: Allowed<Anyone>) -> Result<Json<CarrierSettings>, Failure> {
    carriers::settings(&app, caller.company_id).await.map(Json)
}

/// Switches carriers on and off, and says who wins where text and header disagree; the latter is of administrators alone.
#[utoipa::path(patch, path = "/company/carriers", tag = "links", request_body = UpdateCarriersRequest, responses(
    (status = 200, body = CarrierSettings), (status = 403, body = Problem), (status = 422, body = Problem)))]
async fn change_carriers(
    State(app): State<App>,
    caller: Allowed<ManageTeam>,
    Body(body): Body<UpdateCarriersRequest>,
) -> Result<Json<CarrierSettings>, Failure> {
    // Who wins is a rule of the company, as it stands in its settings.
    let rules = body.hashtag_wins.is_some() || body.text_wins.is_some();
    if rules && !caller.is(ManageCompany::ROLES) {
        return Err(Failure::Forbidden(ManageCompany::FORBIDDEN));
    }
    carriers::change(&app, caller.company_id, body).await.map(Json)
}

/// Begins *Testar no meu celular*: gives an address for each carrier, to be opened on that phone.
#[utoipa::path(post, path = "/company/carrier-tests", tag = "links", request_body = StartCarrierTestRequest, responses(
    (status = 201, body = CarrierTest), (status = 403, body = Problem),
    (status = 409, body = Problem, description = "`channel_not_connected`"), (status = 422, body = Problem)))]
async fn start_carrier_test(
    State(app): State<App>,
    caller: Allowed<ManageLinks>,
    Body(body): Body<StartCarrierTestRequest>,
) -> Result<(StatusCode, Json<CarrierTest>), Failure> {
    let started = carrier_test::start(&app, caller.company_id, body).await?;
    Ok((StatusCode::CREATED, Json(started)))
}

/// What arrived from the phone since: which carriers come through.
#[utoipa::path(get, path = "/company/carrier-tests/{id}", tag = "links", params(("id" = String, Path)), responses(
    (status = 200, body = CarrierTest), (status = 403, body = Problem), (status = 404, body = Problem)))]
async fn carrier_test_progress(
    State(app): State<App>,
    caller: Allowed<ManageLinks>,
    Path(id): Path<String>,
) -> Result<Json<CarrierTest>, Failure> {
    let test_id = id.parse().map_err(|_| Failure::NotFound)?;
    carrier_test::progress(&app, caller.company_id, test_id).await.map(Json)
}
