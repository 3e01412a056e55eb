//! Contacts.

use axum::Json;
use axum::extract::State;
use nascente_domain::id::ContactId;
use nascente_domain::person::Identity;
use nascente_domain::phone::Phone;
use nascente_domain::role::Role;
use nascente_store::contact::{self, ContactRow};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::attend::exclude;
use crate::auth::caller::Caller;
use crate::auth::permission::{Allowed, Converse, ManageTeam};
use crate::failure::Failure;
use crate::http::body::contact::{Contact, ContactIdentity, UpdateContactRequest};
use crate::http::body::journey::Journey;
use crate::http::page::{Body, Path};
use crate::http::problem::Problem;
use crate::record::facts::of_people;
use crate::report::journey;

/// The routes of this topic, below `/api/v1`.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(one, change)).routes(routes!(contact_journey))
}

/// One contact with everything by which it is recognised. An agent sees those of conversations it may see.
#[utoipa::path(get, path = "/contacts/{id}", tag = "contacts", params(("id" = String, Path)),
    responses((status = 200, body = Contact), (status = 404, body = Problem)))]
async fn one(
    State(app): State<App>,
    caller: Allowed<Converse>,
    Path(id): Path<String>,
) -> Result<Json<Contact>, Failure> {
    load(&app, &caller, &id).await.map(Json)
}

/// Every touch, click, conversation and closing of a contact on one line of time, oldest first.
#[utoipa::path(get, path = "/contacts/{id}/journey", tag = "contacts", params(("id" = String, Path)),
    responses((status = 200, body = Journey), (status = 404, body = Problem)))]
async fn contact_journey(
    State(app): State<App>,
    caller: Allowed<Converse>,
    Path(id): Path<String>,
) -> Result<Json<Journey>, Failure> {
    let id: ContactId = id.parse().map_err(|_| Failure::NotFound)?;
    journey::journey(&app, &caller, id).await.map(Json)
}

/// Rename a contact, or mark it as a test number or spam: figures move exactly, both ways.
#[utoipa::path(patch, path = "/contacts/{id}", tag = "contacts", params(("id" = String, Path)),
    request_body = UpdateContactRequest,
    responses((status = 200, body = Contact), (status = 403, body = Problem), (status = 404, body = Problem)))]
async fn change(
    State(app): State<App>,
    caller: Allowed<ManageTeam>,
    Path(id): Path<String>,
    Body(request): Body<UpdateContactRequest>,
) -> Result<Json<Contact>, Failure> {
    if request.name.as_ref().is_some_and(|name| name.chars().count() > 120) {
        return Err(Failure::invalid("name", "too_long", "use up to 120 characters"));
    }
    let contact_id: ContactId = id.parse().map_err(|_| Failure::NotFound)?;
    exclude::change_contact(&app, &caller, contact_id, request.name, request.excluded).await?;
    load(&app, &caller, &id).await.map(Json)
}

async fn load(app: &App, caller: &Caller, id: &str) -> Result<Contact, Failure> {
    let id: ContactId = id.parse().map_err(|_| Failure::NotFound)?;
    let caller = caller.clone();
    let (row, identities) = app
        .db
        .read(move |tx| {
            let known = of_people(tx, caller.company_id, vec![id])?;
            let all = known.contacts.iter().map(|row| row.contact_id).collect();
            let row = known.contacts.into_iter().find(|row| row.merged_into.is_none()).ok_or(Failure::NotFound)?;
            if caller.role == Role::Agent
                && !known.conversations.iter().any(|row| crate::attend::desk::sees(&caller, row))
            {
                return Err(Failure::NotFound);
            }
            let owned = contact::identities_of(tx, caller.company_id, all)?;
            let identities = owned.into_iter().map(|(identity, _)| identity).collect();
            Ok::<_, Failure>((row, identities))
        })
        .await?;
    Ok(body(row, identities))
}

fn body(row: ContactRow, identities: Vec<Identity>) -> Contact {
    Contact {
        id: row.contact_id.to_string(),
        name: row.name,
        phone: row.phone.as_deref().and_then(Phone::read).map(|phone| phone.to_string()),
        username: row.username,
        identities: identities
            .into_iter()
            .map(|identity| ContactIdentity { kind: identity.kind.to_string(), value: identity.value })
            .collect(),
        excluded: row.excluded,
        created_at: row.created_at.to_string(),
    }
}
