//! Rules: routing of new conversations, and automatic closings of a department.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use nascente_domain::id::{DepartmentId, RuleId};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::auth::permission::{Allowed, ManageTeam};
use crate::automation::try_out;
use crate::failure::Failure;
use crate::http::body::list::Page;
use crate::http::body::rule::{
    ClosingRule, CreateRuleRequest, OrderRulesRequest, RoutingRules, RuleAction, TriedRule, TryRuleRequest,
    UpdateRuleRequest,
};
use crate::http::page::{Body, Path};
use crate::http::problem::Problem;
use crate::setup::{routing, rule};

/// The routes of this topic, below `/api/v1`.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list_routing, set_routing))
        .routes(routes!(list, create))
        .routes(routes!(order))
        .routes(routes!(try_rule))
        .routes(routes!(read, change, archive))
        .routes(routes!(list_actions))
}

fn department_id(text: &str) -> Result<DepartmentId, Failure> {
    text.parse().map_err(|_| Failure::NotFound)
}

fn rule_id(text: &str) -> Result<RuleId, Failure> {
    text.parse().map_err(|_| Failure::NotFound)
}

/// The rules by which new conversations find their department, in order.
#[utoipa::path(get, path = "/routing-rules", tag = "departments", responses(
    (status = 200, body = RoutingRules), (status = 403, body = Problem)))]
async fn list_routing(State(app): State<App>, caller: Allowed<ManageTeam>) -> Result<Json<RoutingRules>, Failure> {
    routing::list(&app, caller.company_id).await.map(Json)
}

/// Puts these rules in the place of all others.
#[utoipa::path(put, path = "/routing-rules", tag = "departments", request_body = RoutingRules, responses(
    (status = 200, body = RoutingRules), (status = 403, body = Problem), (status = 422, body = Problem)))]
async fn set_routing(
    State(app): State<App>,
    caller: Allowed<ManageTeam>,
    Body(body): Body<RoutingRules>,
) -> Result<Json<RoutingRules>, Failure> {
    routing::set(&app, caller.company_id, body).await.map(Json)
}

/// The closing rules of a department in order, with what each did in the last 30 days.
#[utoipa::path(get, path = "/departments/{id}/rules", tag = "rules", params(("id" = String, Path)), responses(
    (status = 200, body = Page<ClosingRule>), (status = 403, body = Problem), (status = 404, body = Problem)))]
async fn list(
    State(app): State<App>,
    caller: Allowed<ManageTeam>,
    Path(id): Path<String>,
) -> Result<Json<Page<ClosingRule>>, Failure> {
    let items = rule::list(&app, caller.company_id, department_id(&id)?).await?;
    Ok(Json(Page { items, next_cursor: None, total: None }))
}

/// Makes a closing rule, behind the others.
#[utoipa::path(post, path = "/departments/{id}/rules", tag = "rules", params(("id" = String, Path)),
    request_body = CreateRuleRequest, responses((status = 201, body = ClosingRule), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 422, body = Problem,
    description = "`contradiction`, `loop`, `never_reached`, `hides_another`, `says_nothing`, `not_offered` …")))]
async fn create(
    State(app): State<App>,
    caller: Allowed<ManageTeam>,
    Path(id): Path<String>,
    Body(body): Body<CreateRuleRequest>,
) -> Result<(StatusCode, Json<ClosingRule>), Failure> {
    let made = rule::create(&app, caller.company_id, department_id(&id)?, body).await?;
    Ok((StatusCode::CREATED, Json(made)))
}

/// Sets the order of a department's rules.
#[utoipa::path(post, path = "/departments/{id}/rules/order", tag = "rules", params(("id" = String, Path)),
    request_body = OrderRulesRequest, responses((status = 200, body = Page<ClosingRule>), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 422, body = Problem)))]
async fn order(
    State(app): State<App>,
    caller: Allowed<ManageTeam>,
    Path(id): Path<String>,
    Body(body): Body<OrderRulesRequest>,
) -> Result<Json<Page<ClosingRule>>, Failure> {
    let items = rule::order(&app, caller.company_id, department_id(&id)?, body).await?;
    Ok(Json(Page { items, next_cursor: None, total: None }))
}

/// Tries a rule on past conversations: what would have happened. Nothing is kept.
#[utoipa::path(post, path = "/departments/{id}/rules/try", tag = "rules", params(("id" = String, Path)),
    request_body = TryRuleRequest, responses((status = 200, body = TriedRule), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 422, body = Problem)))]
async fn try_rule(
    State(app): State<App>,
    caller: Allowed<ManageTeam>,
    Path(id): Path<String>,
    Body(body): Body<TryRuleRequest>,
) -> Result<Json<TriedRule>, Failure> {
    try_out::try_out(&app, &caller, department_id(&id)?, body).await.map(Json)
}

/// One rule.
#[utoipa::path(get, path = "/departments/{id}/rules/{rule_id}", tag = "rules",
    params(("id" = String, Path), ("rule_id" = String, Path)), responses(
    (status = 200, body = ClosingRule), (status = 403, body = Problem), (status = 404, body = Problem)))]
async fn read(
    State(app): State<App>,
    caller: Allowed<ManageTeam>,
    Path((id, rule)): Path<(String, String)>,
) -> Result<Json<ClosingRule>, Failure> {
    rule::get(&app, caller.company_id, department_id(&id)?, rule_id(&rule)?).await.map(Json)
}

/// Changes a rule, switches it on or off.
#[utoipa::path(patch, path = "/departments/{id}/rules/{rule_id}", tag = "rules",
    params(("id" = String, Path), ("rule_id" = String, Path)), request_body = UpdateRuleRequest, responses(
    (status = 200, body = ClosingRule), (status = 403, body = Problem), (status = 404, body = Problem),
    (status = 422, body = Problem)))]
async fn change(
    State(app): State<App>,
    caller: Allowed<ManageTeam>,
    Path((id, rule)): Path<(String, String)>,
    Body(body): Body<UpdateRuleRequest>,
) -> Result<Json<ClosingRule>, Failure> {
    rule::update(&app, caller.company_id, department_id(&id)?, rule_id(&rule)?, body).await.map(Json)
}

/// Archives a rule: its closings keep its name.
#[utoipa::path(delete, path = "/departments/{id}/rules/{rule_id}", tag = "rules",
    params(("id" = String, Path), ("rule_id" = String, Path)), responses(
    (status = 204), (status = 403, body = Problem), (status = 404, body = Problem)))]
async fn archive(
    State(app): State<App>,
    caller: Allowed<ManageTeam>,
    Path((id, rule)): Path<(String, String)>,
) -> Result<StatusCode, Failure> {
    rule::archive(&app, caller.company_id, department_id(&id)?, rule_id(&rule)?).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What a rule did, latest first, at most 200.
#[utoipa::path(get, path = "/departments/{id}/rules/{rule_id}/actions", tag = "rules",
    params(("id" = String, Path), ("rule_id" = String, Path)), responses(
    (status = 200, body = Page<RuleAction>), (status = 403, body = Problem), (status = 404, body = Problem)))]
async fn list_actions(
    State(app): State<App>,
    caller: Allowed<ManageTeam>,
    Path((id, rule)): Path<(String, String)>,
) -> Result<Json<Page<RuleAction>>, Failure> {
    let items = rule::actions(&app, caller.company_id, department_id(&id)?, rule_id(&rule)?).await?;
    Ok(Json(Page { items, next_cursor: None, total: None }))
}
