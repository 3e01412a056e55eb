//! Changing a link: name, site, text, UTM fields, archive. Channel, kind and slug stay, so that print stays true.

use std::collections::BTreeMap;

use nascente_domain::closing::FieldError;
use nascente_domain::hashtag::leading_hashtag;
use nascente_domain::id::{CompanyId, DepartmentId, LinkId};
use nascente_domain::link::{LinkKind, with_variables};
use nascente_domain::moment::Moment;
use nascente_store::identifier_change::ChangeWay;
use nascente_store::link::StoredLink;
use nascente_store::{Lane, Tx, identifier, link};

use crate::app::{App, LiveHint};
use crate::auth::caller::Caller;
use crate::failure::Failure;
use crate::http::body::link::UpdateLinkRequest;
use crate::links::draft::Reading;
use crate::links::naming::{Namer, difference};

/// A change whose fields are well formed.
#[derive(Debug, Clone, Default)]
#[expect(clippy::option_option, reason = "a thing is left as it is, taken away, or set")]
pub struct Change {
    name: Option<String>,
    site: Option<String>,
    /// As it was typed, with its variables.
    message: Option<String>,
    utm: Option<BTreeMap<String, String>>,
    tags: Option<Vec<String>>,
    owns_number: Option<bool>,
    department_id: Option<Option<DepartmentId>>,
    expires_at: Option<Option<Moment>>,
    archived: Option<bool>,
}

/// What an empty text takes away.
fn unless_empty(text: &str) -> Option<&str> {
    Some(text.trim()).filter(|text| !text.is_empty())
}

impl Change {
    /// Reads a change; every wrong field is named.
    pub fn read(request: UpdateLinkRequest) -> Result<Self, Vec<FieldError>> {
        let mut reading = Reading::of("");
        let change = Self {
            name: request.name.map(|text| reading.name("name", &text)),
            site: request.site.map(|text| reading.name("site", &text)),
            message: request.message.inspect(|text| drop(reading.message(&with_variables(text, "", "", "")))),
            utm: request.utm.map(|utm| reading.utm(utm)),
            tags: request.tags.map(|tags| reading.tags(&tags)),
            owns_number: request.dedicated_number,
            department_id: request
                .department_id
                .map(|text| unless_empty(&text).and_then(|text| reading.id("department_id", text))),
            expires_at: request.expires_at.map(|text| reading.expires_at(unless_empty(&text))),
            archived: request.archived,
        };
        reading.finish()?;
        Ok(change)
    }

    /// The change that archives.
    #[must_use]
    pub fn archive() -> Self {
        Self { archived: Some(true), ..Self::default() }
    }
}

/// Changes a link and what follows it on its identifier.
pub async fn change(app: &App, caller: &Caller, link_id: LinkId, change: Change) -> Result<StoredLink, Failure> {
    let (now, company_id) = (app.now(), caller.company_id);
    let namer = Namer::new(app, caller, ChangeWay::Link);
    let changed = app
        .db
        .write(Lane::Work, move |tx| {
            let changed = change_one(tx, company_id, link_id, &change, now)?;
            follow(tx, company_id, &namer, &changed)?;
            Ok::<_, Failure>(changed.after)
        })
        .await?;
    app.clicks.forget(&changed.slug);
    app.hint(LiveHint { company_id, kind: "link", id: link_id.to_string(), version: None });
    Ok(changed)
}

fn change_one(
    tx: &mut Tx<'_>,
    company_id: CompanyId,
    link_id: LinkId,
    change: &Change,
    now: Moment,
) -> Result<Changed, Failure> {
    let before = link::lock(tx, company_id, link_id)?.ok_or(Failure::NotFound)?;
    let after = changed(&before, change, now)?;
    if let Some(department_id) = after.department_id.filter(|_| change.department_id.is_some())
        && link::usable_departments(tx, company_id, vec![department_id])?.is_empty()
    {
        return Err(Failure::invalid("department_id", "unknown", "there is no such department in use"));
    }
    link::set(tx, company_id, &after)?;
    if !link::shared_numbers(tx, company_id, vec![after.channel_id])?.is_empty() {
        return Err(Failure::invalid("dedicated_number", "number_shared", "another link in use has this number"));
    }
    Ok(Changed { before, after })
}

/// A link before and after.
struct Changed {
    before: StoredLink,
    after: StoredLink,
}

/// Lets the names of the identifier follow, unless they were set apart from the link's.
fn follow(tx: &mut Tx<'_>, company_id: CompanyId, namer: &Namer, changed: &Changed) -> Result<(), Failure> {
    let Changed { before, after } = changed;
    let id = after.identifier_id;
    let Some(named_before) = identifier::lock(tx, company_id, id)? else { return Ok(()) };
    // A hashtag's label is its term, and other links may share it.
    if after.kind == LinkKind::Tracked {
        identifier::rename(tx, company_id, id, &after.name)?;
    }
    if after.site != before.site {
        identifier::move_site(tx, company_id, id, &before.site, &after.site)?;
    }
    let (from, to) = (campaign(before), campaign(after));
    if from != to {
        identifier::move_campaign(tx, company_id, id, from, to)?;
    }
    let Some(named_after) = identifier::find(tx, company_id, id)? else { return Ok(()) };
    let names = difference(&named_before, &named_after);
    if names.is_empty() {
        return Ok(());
    }
    namer.note(tx, company_id, id, None, names)
}

fn campaign(link: &StoredLink) -> Option<&str> {
    link.utm.get("utm_campaign").map(String::as_str)
}

/// The link after a change. Variables in its text are filled in from what the link is called then, as when it was made.
fn changed(before: &StoredLink, change: &Change, now: Moment) -> Result<StoredLink, Failure> {
    let archived_at = match change.archived {
        Some(true) => before.archived_at.or(Some(now)),
        Some(false) => None,
        None => before.archived_at,
    };
    let after = StoredLink {
        name: change.name.clone().unwrap_or_else(|| before.name.clone()),
        site: change.site.clone().unwrap_or_else(|| before.site.clone()),
        utm: change.utm.clone().unwrap_or_else(|| before.utm.clone()),
        tags: change.tags.clone().unwrap_or_else(|| before.tags.clone()),
        owns_number: change.owns_number.unwrap_or(before.owns_number),
        department_id: change.department_id.unwrap_or(before.department_id),
        expires_at: change.expires_at.unwrap_or(before.expires_at),
        archived_at,
        ..before.clone()
    };
    match &change.message {
        Some(text) => Ok(StoredLink { message: filled_in(before, &after, text)?, ..after }),
        None => Ok(after),
    }
}

/// A new text with its variables filled in. A hashtag link keeps its term: the term is its identifier.
fn filled_in(before: &StoredLink, after: &StoredLink, text: &str) -> Result<String, Failure> {
    let campaign = campaign(after).unwrap_or_default();
    let mut reading = Reading::of("");
    let message = reading.message(&with_variables(text, &after.site, campaign, &after.name));
    reading.finish().map_err(Failure::Invalid)?;
    let term = |text: &str| leading_hashtag(text).map(|hashtag| hashtag.key);
    if before.kind == LinkKind::Hashtag && term(&message) != term(&before.message) {
        let detail = "keep the hashtag; make a new link for another one";
        return Err(Failure::invalid("message", "hashtag_changed", detail));
    }
    Ok(message)
}
