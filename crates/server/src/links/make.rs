//! Making one or many links in one transaction: all or none.

use std::collections::HashMap;

use nascente_domain::closing::FieldError;
use nascente_domain::code::{Code, CodeKind};
use nascente_domain::id::{ChannelId, CompanyId, DepartmentId, IdentifierId, LinkId};
use nascente_domain::link::{LinkMaker, Slug};
use nascente_domain::moment::Moment;
use nascente_domain::phone::Phone;
use nascente_domain::touch::EntryKind;
use nascente_store::identifier::NewIdentifier;
use nascente_store::link::{NewLink, StoredLink};
use nascente_store::{Lane, Tx, identifier, link};

use crate::app::{App, LiveHint};
use crate::failure::Failure;
use crate::links::draft::{Draft, DraftKind};

/// Codes and slugs that are drawn for each link; the first free one is taken.
const DRAWS: usize = 8;
/// Longest slug.
const LONGEST_SLUG: usize = 64;

/// A draft with everything that is drawn or numbered outside the transaction.
#[derive(Debug, Clone)]
struct Prepared {
    /// Stands before the names of its fields in a refusal.
    prefix: String,
    draft: Draft,
    link_id: LinkId,
    identifier_id: IdentifierId,
    slugs: Vec<Slug>,
    codes: Vec<Code>,
    created_at: Moment,
    made_by: LinkMaker,
}

/// Makes links, in the order given; each draft comes with the prefix of its fields' names.
pub async fn make(app: &App, company_id: CompanyId, drafts: Vec<(String, Draft)>) -> Result<Vec<StoredLink>, Failure> {
    make_as(app, company_id, LinkMaker::Company, drafts, |_, _| Ok(())).await
}

/// The same for another maker; `also` is done in the transaction that makes them, and may refuse.
pub async fn make_as(
    app: &App,
    company_id: CompanyId,
    made_by: LinkMaker,
    drafts: Vec<(String, Draft)>,
    also: impl Fn(&mut Tx<'_>, &[StoredLink]) -> Result<(), Failure> + Send + 'static,
) -> Result<Vec<StoredLink>, Failure> {
    let prepared: Vec<Prepared> =
        drafts.into_iter().map(|(prefix, draft)| prepare(app, made_by, prefix, draft)).collect();
    let made = app
        .db
        .write(Lane::Work, move |tx| {
            let made = make_all(tx, company_id, &prepared)?;
            also(tx, &made)?;
            Ok::<_, Failure>(made)
        })
        .await?;
    for link in &made {
        app.hint(LiveHint { company_id, kind: "link", id: link.link_id.to_string(), version: None });
    }
    Ok(made)
}

fn prepare(app: &App, made_by: LinkMaker, prefix: String, draft: Draft) -> Prepared {
    let code = |random: u64| Code::make(CodeKind::Link, u32::try_from(random >> 32).unwrap_or_default());
    Prepared {
        prefix,
        draft,
        link_id: app.id(),
        identifier_id: app.id(),
        slugs: (0..DRAWS).map(|_| Slug::make(app.random())).collect(),
        codes: (0..DRAWS).map(|_| code(app.random())).collect(),
        created_at: app.now(),
        made_by,
    }
}

fn make_all(tx: &mut Tx<'_>, company_id: CompanyId, prepared: &[Prepared]) -> Result<Vec<StoredLink>, Failure> {
    check_references(tx, company_id, prepared)?;
    let made: Vec<StoredLink> =
        prepared.iter().map(|one| make_one(tx, company_id, one)).collect::<Result<_, Failure>>()?;
    let shared = link::shared_numbers(tx, company_id, made.iter().map(|link| link.channel_id).collect())?;
    let refused = prepared.iter().filter(|one| shared.contains(&one.draft.channel_id));
    let errors: Vec<FieldError> = refused.map(shared_number).collect();
    if errors.is_empty() { Ok(made) } else { Err(Failure::Invalid(errors)) }
}

/// A number that belongs to one link alone cannot have a second one.
fn shared_number(one: &Prepared) -> FieldError {
    let field = if one.draft.owns_number { "dedicated_number" } else { "channel_id" };
    FieldError {
        field: format!("{}{field}", one.prefix),
        code: "number_shared",
        message: "this number belongs to one link alone, and another link in use has it".to_owned(),
    }
}

/// Every channel and department that is not the company's own, or is archived, is named.
fn check_references(tx: &mut Tx<'_>, company_id: CompanyId, prepared: &[Prepared]) -> Result<(), Failure> {
    let channels = prepared.iter().map(|one| one.draft.channel_id).collect();
    let channels: HashMap<ChannelId, Option<Phone>> = link::usable_channels(tx, company_id, channels)?;
    let departments: Vec<DepartmentId> = prepared.iter().filter_map(|one| one.draft.department_id).collect();
    let departments = link::usable_departments(tx, company_id, departments)?;
    let mut errors: Vec<FieldError> = Vec::new();
    for one in prepared {
        let mut refuse = |field: &str, code, message: &str| {
            errors.push(FieldError { field: format!("{}{field}", one.prefix), code, message: message.to_owned() });
        };
        match channels.get(&one.draft.channel_id) {
            None => refuse("channel_id", "unknown", "there is no such channel in use"),
            Some(None) => refuse("channel_id", "no_phone_number", "this channel has no phone number yet"),
            Some(Some(_)) => {}
        }
        if one.draft.department_id.is_some_and(|id| !departments.contains(&id)) {
            refuse("department_id", "unknown", "there is no such department in use");
        }
    }
    if errors.is_empty() { Ok(()) } else { Err(Failure::Invalid(errors)) }
}

fn make_one(tx: &mut Tx<'_>, company_id: CompanyId, prepared: &Prepared) -> Result<StoredLink, Failure> {
    let draft = &prepared.draft;
    let slug = take_slug(tx, company_id, prepared)?;
    let identifier_id = identifier::insert_or_get(tx, company_id, &identifier_of(prepared, &slug))?;
    let new = NewLink {
        link_id: prepared.link_id,
        identifier_id,
        slug,
        name: draft.name.clone(),
        channel_id: draft.channel_id,
        kind: draft.kind.kind(),
        site: draft.site.clone(),
        message: draft.message.clone(),
        utm: draft.utm.clone(),
        tags: draft.tags.clone(),
        owns_number: draft.owns_number,
        department_id: draft.department_id,
        expires_at: draft.expires_at,
        created_at: prepared.created_at,
        made_by: prepared.made_by,
    };
    link::insert(tx, company_id, &new, &prepared.codes)?;
    link::find(tx, company_id, new.link_id)?.ok_or(Failure::NotFound)
}

/// A tracked link is its own identifier; hashtag links share that of their term.
fn identifier_of(prepared: &Prepared, slug: &str) -> NewIdentifier {
    let draft = &prepared.draft;
    let (kind, key, label, link_id) = match &draft.kind {
        DraftKind::Tracked => (EntryKind::Link, slug.to_owned(), draft.name.clone(), Some(prepared.link_id)),
        DraftKind::Hashtag(hashtag) => (EntryKind::Hashtag, hashtag.key.clone(), hashtag.shown.clone(), None),
    };
    NewIdentifier {
        identifier_id: prepared.identifier_id,
        kind,
        key,
        label,
        campaign: draft.utm.get("utm_campaign").cloned(),
        site: Some(draft.site.clone()),
        link_id,
        created_at: prepared.created_at,
    }
}

/// Takes the slug that was asked for, or else the first free one of those drawn.
fn take_slug(tx: &mut Tx<'_>, company_id: CompanyId, prepared: &Prepared) -> Result<String, Failure> {
    let Some(wanted) = &prepared.draft.slug else {
        for slug in &prepared.slugs {
            if link::take_slug(tx, company_id, slug.as_str(), prepared.link_id)? {
                return Ok(slug.as_str().to_owned());
            }
        }
        return Err(Failure::Unavailable("no free slug was drawn".into()));
    };
    if link::take_slug(tx, company_id, wanted.as_str(), prepared.link_id)? {
        return Ok(wanted.as_str().to_owned());
    }
    let candidates = suggestions(wanted, &prepared.slugs);
    let suggestion = link::first_free_slug(tx, &candidates)?;
    Err(Failure::Conflict {
        code: "slug_taken",
        detail: format!("the slug {} belongs to another link", wanted.as_str()),
        current: Some(serde_json::json!({ "suggestion": suggestion, "field": format!("{}slug", prepared.prefix) })),
    })
}

/// Slugs close to a taken one: with a number behind it, or with letters that were drawn.
fn suggestions(wanted: &Slug, drawn: &[Slug]) -> Vec<String> {
    let behind = |ending: &str| {
        let room = LONGEST_SLUG - ending.len() - 1;
        let start: String = wanted.as_str().chars().take(room).collect();
        format!("{start}-{ending}")
    };
    let numbered = (2..=9).map(|number| behind(&number.to_string()));
    numbered.chain(drawn.iter().map(|slug| behind(&slug.as_str()[..4]))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_suggestion_is_a_good_slug_even_for_the_longest_one() {
        let wanted = Slug::read(&"a".repeat(64)).unwrap();
        let offered = suggestions(&wanted, &[Slug::make(7)]);
        assert!(offered.iter().all(|text| Slug::read(text).is_ok_and(|slug| slug.as_str() == text)), "{offered:?}");
    }
}
