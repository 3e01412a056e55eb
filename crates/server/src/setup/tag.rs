//! Tags: making, changing, archiving; putting them on conversations.
//!
//! Refused: a name that another tag in use has; an archived tag on a conversation.

use nascente_domain::hashtag::fold;
use nascente_domain::id::{CompanyId, ConversationId, TagId};
use nascente_store::tag::{self, Tag};
use nascente_store::{Lane, Tx};
use serde_json::json;

use crate::app::App;
use crate::attend::desk::{Doer, on_desk};
use crate::auth::caller::Caller;
use crate::failure::Failure;
use crate::http::body::tag as body;
use crate::setup::{field, hint, lock};

/// The colour of a tag that names none.
const USUAL_COLOUR: &str = "#868e96";

/// Every tag of the company.
pub async fn list(app: &App, company_id: CompanyId) -> Result<Vec<Tag>, Failure> {
    Ok(app.db.read(move |tx| tag::list(tx, company_id)).await?)
}

/// Makes a tag.
pub async fn create(app: &App, company_id: CompanyId, request: body::CreateTagRequest) -> Result<body::Tag, Failure> {
    let colour = request.colour.map(|colour| field::colour("colour", &colour)).transpose()?;
    let new = Tag {
        tag_id: app.id(),
        name: field::name("name", &request.name)?,
        colour: colour.unwrap_or_else(|| USUAL_COLOUR.to_owned()),
        created_at: app.now(),
        archived_at: None,
    };
    let kept = new.clone();
    app.db
        .write(Lane::Work, move |tx| {
            lock(tx, company_id)?;
            refuse_taken(tx, company_id, &kept)?;
            tag::insert(tx, company_id, &kept).map_err(Failure::Store)
        })
        .await?;
    hint(app, company_id, new.tag_id);
    Ok(show(&new))
}

/// Changes a tag.
pub async fn update(
    app: &App,
    company_id: CompanyId,
    tag_id: TagId,
    request: body::UpdateTagRequest,
) -> Result<body::Tag, Failure> {
    let name = request.name.map(|name| field::name("name", &name)).transpose()?;
    let colour = request.colour.map(|colour| field::colour("colour", &colour)).transpose()?;
    let now = app.now();
    let changed = app
        .db
        .write(Lane::Work, move |tx| {
            lock(tx, company_id)?;
            let mut tag = tag::get(tx, company_id, tag_id)?.ok_or(Failure::NotFound)?;
            tag.name = name.clone().unwrap_or(tag.name);
            tag.colour = colour.clone().unwrap_or(tag.colour);
            match request.archived {
                Some(true) => tag.archived_at = tag.archived_at.or(Some(now)),
                Some(false) => tag.archived_at = None,
                None => {}
            }
            refuse_taken(tx, company_id, &tag)?;
            tag::update(tx, company_id, &tag)?;
            Ok::<_, Failure>(tag)
        })
        .await?;
    hint(app, company_id, tag_id);
    Ok(show(&changed))
}

fn refuse_taken(tx: &mut Tx<'_>, company_id: CompanyId, wanted: &Tag) -> Result<(), Failure> {
    let folded = fold(&wanted.name);
    let taken = tag::list(tx, company_id)?
        .iter()
        .any(|tag| tag.archived_at.is_none() && tag.tag_id != wanted.tag_id && fold(&tag.name) == folded);
    if taken && wanted.archived_at.is_none() {
        return Err(Failure::invalid("name", "taken", "another tag has this name"));
    }
    Ok(())
}

/// Puts a tag on a conversation.
pub async fn put(app: &App, caller: &Caller, id: ConversationId, tag_id: TagId) -> Result<(), Failure> {
    let doer = Doer::from(caller);
    on_desk(app, caller, id, None, move |tx, desk| {
        let company_id = desk.working.company.company_id;
        let found = tag::get(tx, company_id, tag_id)?.filter(|tag| tag.archived_at.is_none());
        let found = found.ok_or_else(|| Failure::invalid("tag_id", "unknown_tag", "there is no such tag"))?;
        // The one that is asked for may have been joined into this one.
        let id = desk.id;
        tag::add(tx, company_id, id, tag_id, desk.now)?;
        desk.working.concern(id);
        desk.note_event(&doer, "tagged", json!({ "tag_id": tag_id, "name": found.name }));
        Ok(())
    })
    .await
}

/// Takes a tag off a conversation.
pub async fn take(app: &App, caller: &Caller, id: ConversationId, tag_id: TagId) -> Result<(), Failure> {
    let doer = Doer::from(caller);
    on_desk(app, caller, id, None, move |tx, desk| {
        let company_id = desk.working.company.company_id;
        let found = tag::get(tx, company_id, tag_id)?.ok_or(Failure::NotFound)?;
        let id = desk.id;
        tag::remove(tx, company_id, id, tag_id)?;
        desk.working.concern(id);
        desk.note_event(&doer, "untagged", json!({ "tag_id": tag_id, "name": found.name }));
        Ok(())
    })
    .await
}

/// A tag as it is shown.
#[must_use]
pub fn show(tag: &Tag) -> body::Tag {
    body::Tag {
        id: tag.tag_id.to_string(),
        name: tag.name.clone(),
        colour: tag.colour.clone(),
        archived_at: tag.archived_at.map(|at| at.to_string()),
    }
}
