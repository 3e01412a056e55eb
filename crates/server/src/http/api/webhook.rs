//! Webhooks to other programs.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use nascente_domain::id::{WebhookDeliveryId, WebhookId};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::auth::permission::{Allowed, ManageCompany};
use crate::failure::Failure;
use crate::http::body::list::{Page, PageQuery};
use crate::http::body::webhook::{CreateWebhookRequest, UpdateWebhookRequest, Webhook, WebhookDelivery};
use crate::http::page::{Body, Path, Query, part_of};
use crate::http::problem::Problem;
use crate::setup::webhook;

/// The routes of this topic, below `/api/v1`.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list, create))
        .routes(routes!(read, change, archive))
        .routes(routes!(list_deliveries))
        .routes(routes!(resend))
}

fn webhook_id(text: &str) -> Result<WebhookId, Failure> {
    text.parse().map_err(|_| Failure::NotFound)
}

/// Every webhook.
#[utoipa::path(get, path = "/webhooks", tag = "webhooks", params(PageQuery), responses(
    (status = 200, body = Page<Webhook>), (status = 403, body = Problem)))]
async fn list(
    State(app): State<App>,
    caller: Allowed<ManageCompany>,
    Query(query): Query<PageQuery>,
) -> Result<Json<Page<Webhook>>, Failure> {
    let all = webhook::list(&app, caller.company_id).await?;
    let page = part_of(all, &query, |one| [one.created_at.millis(), one.webhook_id.value()])?;
    Ok(Json(page.map(|one| webhook::show(&one, None))))
}

/// Makes a webhook; its secret is shown in this answer and never again.
#[utoipa::path(post, path = "/webhooks", tag = "webhooks", request_body = CreateWebhookRequest, responses(
    (status = 201, body = Webhook), (status = 403, body = Problem), (status = 422, body = Problem)))]
async fn create(
    State(app): State<App>,
    caller: Allowed<ManageCompany>,
    Body(body): Body<CreateWebhookRequest>,
) -> Result<(StatusCode, Json<Webhook>), Failure> {
    Ok((StatusCode::CREATED, Json(webhook::create(&app, caller.company_id, body).await?)))
}

/// One webhook.
#[utoipa::path(get, path = "/webhooks/{id}", tag = "webhooks", params(("id" = String, Path)), responses(
    (status = 200, body = Webhook), (status = 403, body = Problem), (status = 404, body = Problem)))]
async fn read(
    State(app): State<App>,
    caller: Allowed<ManageCompany>,
    Path(id): Path<String>,
) -> Result<Json<Webhook>, Failure> {
    webhook::get(&app, caller.company_id, webhook_id(&id)?).await.map(Json)
}

/// Changes a webhook, switches it on or off, or gives it a new secret.
#[utoipa::path(patch, path = "/webhooks/{id}", tag = "webhooks", params(("id" = String, Path)),
    request_body = UpdateWebhookRequest, responses((status = 200, body = Webhook), (status = 403, body = Problem),
    (status = 404, body = Problem), (status = 422, body = Problem)))]
async fn change(
    State(app): State<App>,
    caller: Allowed<ManageCompany>,
    Path(id): Path<String>,
    Body(body): Body<UpdateWebhookRequest>,
) -> Result<Json<Webhook>, Failure> {
    webhook::update(&app, caller.company_id, webhook_id(&id)?, body).await.map(Json)
}

/// Archives a webhook: what was not told yet is told no more.
#[utoipa::path(delete, path = "/webhooks/{id}", tag = "webhooks", params(("id" = String, Path)), responses(
    (status = 204), (status = 403, body = Problem), (status = 404, body = Problem)))]
async fn archive(
    State(app): State<App>,
    caller: Allowed<ManageCompany>,
    Path(id): Path<String>,
) -> Result<StatusCode, Failure> {
    webhook::archive(&app, caller.company_id, webhook_id(&id)?).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What was told, latest first.
#[utoipa::path(get, path = "/webhooks/{id}/deliveries", tag = "webhooks", params(("id" = String, Path), PageQuery),
    responses((status = 200, body = Page<WebhookDelivery>), (status = 403, body = Problem),
    (status = 404, body = Problem)))]
async fn list_deliveries(
    State(app): State<App>,
    caller: Allowed<ManageCompany>,
    Path(id): Path<String>,
    Query(query): Query<PageQuery>,
) -> Result<Json<Page<WebhookDelivery>>, Failure> {
    webhook::deliveries(&app, caller.company_id, webhook_id(&id)?, &query).await.map(Json)
}

/// Tells something again (*Reenviar*), under the same id.
#[utoipa::path(post, path = "/webhooks/{id}/deliveries/{delivery_id}/resend", tag = "webhooks",
    params(("id" = String, Path), ("delivery_id" = String, Path)), responses((status = 200, body = WebhookDelivery),
    (status = 403, body = Problem), (status = 404, body = Problem),
    (status = 409, body = Problem, description = "`under_way`, `webhook_off`")))]
async fn resend(
    State(app): State<App>,
    caller: Allowed<ManageCompany>,
    Path((id, delivery)): Path<(String, String)>,
) -> Result<Json<WebhookDelivery>, Failure> {
    let delivery: WebhookDeliveryId = delivery.parse().map_err(|_| Failure::NotFound)?;
    webhook::resend(&app, caller.company_id, webhook_id(&id)?, delivery).await.map(Json)
}
