//! Contacts.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use nascente_domain::id::ContactId;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::attend::exclude;
use crate::auth::permission::{Allowed, Converse, ListConversations, ManageTeam};
use crate::contacts::merge::{self, Stands};
use crate::contacts::{proposals, show, split};
use crate::failure::Failure;
use crate::http::body::contact::{
    Contact, ContactFilter, ContactItem, KeepApartRequest, MergeContactRequest, MergeProposal, ProposalFilter,
    UpdateContactRequest,
};
use crate::http::body::journey::Journey;
use crate::http::body::list::{Page, PageQuery};
use crate::http::page::{Body, Path, Query, id};
use crate::http::problem::Problem;
use crate::report::journey;

/// The routes of this topic, below `/api/v1`.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(merge_proposals))
        .routes(routes!(one, change))
        .routes(routes!(contact_journey))
        .routes(routes!(merge_contact))
        .routes(routes!(split_contact))
        .routes(routes!(keep_apart))
}

/// People, newest first. An agent sees those of conversations it may see; role marketing sees no number.
#[utoipa::path(get, path = "/contacts", tag = "contacts", params(ContactFilter, PageQuery),
    responses((status = 200, body = Page<ContactItem>), (status = 422, body = Problem)))]
async fn list(
    State(app): State<App>,
    caller: Allowed<ListConversations>,
    Query(filter): Query<ContactFilter>,
    Query(query): Query<PageQuery>,
) -> Result<Json<Page<ContactItem>>, Failure> {
    show::list(&app, &caller, &filter, &query).await.map(Json)
}

/// Pairs of contacts that are probably one person and that nobody has decided, newest first, each with what speaks for
/// it and what merging would do.
#[utoipa::path(get, path = "/contacts/merge-proposals", tag = "contacts", params(ProposalFilter, PageQuery),
    responses((status = 200, body = Page<MergeProposal>), (status = 403, body = Problem), (status = 422, body = Problem)))]
async fn merge_proposals(
    State(app): State<App>,
    caller: Allowed<ManageTeam>,
    Query(filter): Query<ProposalFilter>,
    Query(query): Query<PageQuery>,
) -> Result<Json<Page<MergeProposal>>, Failure> {
    let of = filter.contact_id.as_deref().map(|text| id("contact_id", text)).transpose()?;
    proposals::list(&app, &caller, of, &query).await.map(Json)
}

/// One contact with everything by which it is recognised. An agent sees those of conversations it may see.
#[utoipa::path(get, path = "/contacts/{id}", tag = "contacts", params(("id" = String, Path)),
    responses((status = 200, body = Contact), (status = 404, body = Problem)))]
async fn one(
    State(app): State<App>,
    caller: Allowed<Converse>,
    Path(contact_id): Path<ContactId>,
) -> Result<Json<Contact>, Failure> {
    show::one(&app, &caller, contact_id).await.map(Json)
}

/// Every touch, click, conversation and closing of a contact on one line of time, oldest first.
#[utoipa::path(get, path = "/contacts/{id}/journey", tag = "contacts", params(("id" = String, Path)),
    responses((status = 200, body = Journey), (status = 404, body = Problem)))]
async fn contact_journey(
    State(app): State<App>,
    caller: Allowed<Converse>,
    Path(contact_id): Path<ContactId>,
) -> Result<Json<Journey>, Failure> {
    journey::journey(&app, &caller, contact_id).await.map(Json)
}

/// Rename a contact, or mark it as a test number or spam: figures move exactly, both ways.
#[utoipa::path(patch, path = "/contacts/{id}", tag = "contacts", params(("id" = String, Path)),
    request_body = UpdateContactRequest,
    responses((status = 200, body = Contact), (status = 403, body = Problem), (status = 404, body = Problem)))]
async fn change(
    State(app): State<App>,
    caller: Allowed<ManageTeam>,
    Path(contact_id): Path<ContactId>,
    Body(request): Body<UpdateContactRequest>,
) -> Result<Json<Contact>, Failure> {
    if request.name.as_ref().is_some_and(|name| name.chars().count() > 120) {
        return Err(Failure::invalid("name", "too_long", "use up to 120 characters"));
    }
    exclude::change_contact(&app, &caller, contact_id, request.name, request.excluded).await?;
    show::one(&app, &caller, contact_id).await.map(Json)
}

/// Merges a contact with another one: open conversations are joined, figures move exactly. Reversible.
#[utoipa::path(post, path = "/contacts/{id}/merge", tag = "contacts", params(("id" = String, Path)),
    request_body = MergeContactRequest,
    responses((status = 200, body = Contact), (status = 403, body = Problem), (status = 404, body = Problem),
        (status = 409, body = Problem, description = "`already_merged`"), (status = 422, body = Problem)))]
async fn merge_contact(
    State(app): State<App>,
    caller: Allowed<ManageTeam>,
    Path(contact_id): Path<ContactId>,
    Body(request): Body<MergeContactRequest>,
) -> Result<Json<Contact>, Failure> {
    let (field, other, stands) = match (request.into.as_deref(), request.other.as_deref()) {
        (Some(into), None) => ("into", into, Stands::Other),
        (None, Some(other)) => ("other", other, Stands::SeenFirst),
        _ => return Err(Failure::invalid("into", "required", "name the other contact by `into` or by `other`")),
    };
    let other = (field, id(field, other)?);
    let person = merge::merge(&app, &caller, contact_id, other, stands).await?;
    show::one(&app, &caller, person).await.map(Json)
}

/// Takes the merge of a contact into another one back; answers the contact that stands for itself again. No proof merges
/// the two any more.
#[utoipa::path(post, path = "/contacts/{id}/split", tag = "contacts", params(("id" = String, Path)),
    responses((status = 200, body = Contact), (status = 403, body = Problem), (status = 404, body = Problem),
        (status = 409, body = Problem, description = "`not_merged`")))]
async fn split_contact(
    State(app): State<App>,
    caller: Allowed<ManageTeam>,
    Path(contact_id): Path<ContactId>,
) -> Result<Json<Contact>, Failure> {
    split::split(&app, &caller, contact_id).await?;
    show::one(&app, &caller, contact_id).await.map(Json)
}

/// Says that two contacts that are proposed to be merged are two people. They are proposed again only when something new
/// speaks for it.
#[utoipa::path(post, path = "/contacts/{id}/keep-apart", tag = "contacts", params(("id" = String, Path)),
    request_body = KeepApartRequest,
    responses((status = 204), (status = 403, body = Problem), (status = 404, body = Problem),
        (status = 409, body = Problem, description = "`not_proposed`"), (status = 422, body = Problem)))]
async fn keep_apart(
    State(app): State<App>,
    caller: Allowed<ManageTeam>,
    Path(contact_id): Path<ContactId>,
    Body(request): Body<KeepApartRequest>,
) -> Result<StatusCode, Failure> {
    merge::keep_apart(&app, &caller, contact_id, id("other", &request.other)?).await?;
    Ok(StatusCode::NO_CONTENT)
}
