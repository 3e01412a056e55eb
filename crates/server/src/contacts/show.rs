//! People as lists and pages show them.
//!
//! In: a caller and what is searched. Out: bodies of the API. An agent sees people of conversations that it may see, and
//! of their conversations only those; role marketing sees no number.

use std::collections::{BTreeMap, HashMap};

use nascente_domain::id::{CompanyId, ContactId};
use nascente_domain::person::{Identity, IdentityKind};
use nascente_domain::phone::Phone;
use nascente_domain::role::Role;
use nascente_store::contact::{self, ContactRow};
use nascente_store::contact_list::{self, Episodes, PeopleFilter};
use nascente_store::contact_merge::{self, MergeRow};
use nascente_store::conversation_list::Visibility;
use nascente_store::{StoreError, Tx};

use crate::app::App;
use crate::auth::caller::Caller;
use crate::failure::Failure;
use crate::http::body::contact::{
    Contact, ContactFilter, ContactIdentity, ContactItem, ContactMerge, ContactSummary, FirstEntry,
};
use crate::http::body::list::{Page, PageQuery};
use crate::http::page::{PageRequest, page};
use crate::report::filter::{self, LONGEST_SEARCH, MOST_TERMS, words};

/// One page of the people that a filter lets through, newest first.
pub async fn list(
    app: &App,
    caller: &Caller,
    wanted: &ContactFilter,
    query: &PageQuery,
) -> Result<Page<ContactItem>, Failure> {
    let request = PageRequest::read(query, 1)?;
    let asked = PeopleFilter {
        visibility: filter::visibility(caller),
        excluded: wanted.excluded,
        proposed: wanted.has_proposal,
        terms: terms(wanted.q.as_deref().unwrap_or_default(), caller)?,
    };
    let below = request.after.as_ref().and_then(|after| after.first().copied()).map(ContactId::from);
    let (company_id, limit, count) = (caller.company_id, request.limit, request.count);
    let masked = caller.is(&[Role::Marketing]);
    let (rows, mut looks, total) = app
        .db
        .read(move |tx| {
            let total = if count { Some(contact_list::count(tx, company_id, &asked)?) } else { None };
            let rows = contact_list::list(tx, company_id, &asked, below, limit + 1)?;
            let looks = Looks::of(tx, company_id, &rows, &asked.visibility)?;
            Ok::<_, StoreError>((rows, looks, total))
        })
        .await?;
    let rows = page(rows, limit, total, |row: &ContactRow| vec![row.contact_id.value()]);
    Ok(rows.map(|row| looks.item(row, masked)))
}

/// The words of a search, each with the beginnings by which it may be found.
fn terms(text: &str, caller: &Caller) -> Result<Vec<Vec<String>>, Failure> {
    if text.chars().count() > LONGEST_SEARCH {
        return Err(Failure::invalid("q", "too_long", "use up to 200 characters"));
    }
    let is_number = |word: &str| word.bytes().all(|byte| byte.is_ascii_digit());
    let found = words(text).into_iter().take(MOST_TERMS).map(|word| {
        let word = word.trim_start_matches('@').to_owned();
        match is_number(&word) {
            // Whoever may not see numbers does not find anybody by one.
            true if caller.is(&[Role::Marketing]) => vec!["nobody:".to_owned()],
            // A Brazilian number is searched without its country too.
            true => vec![format!("w:{word}"), format!("w:55{word}")],
            false => vec![format!("w:{word}")],
        }
    });
    Ok(found.collect())
}

/// What is shown of people beside their own rows.
#[derive(Debug, Default)]
pub(super) struct Looks {
    identities: HashMap<ContactId, Vec<Identity>>,
    episodes: HashMap<ContactId, Episodes>,
    merged: HashMap<ContactId, i64>,
}

impl Looks {
    /// Looks these people up, with everybody they are.
    pub(super) fn of(
        tx: &mut Tx<'_>,
        company_id: CompanyId,
        rows: &[ContactRow],
        visibility: &Visibility,
    ) -> Result<Self, StoreError> {
        let family = contact::families(tx, company_id, rows.iter().map(|row| row.contact_id).collect())?;
        let person_of: BTreeMap<ContactId, ContactId> =
            family.iter().map(|row| (row.contact_id, row.person())).collect();
        let all: Vec<ContactId> = person_of.keys().copied().collect();
        let mut looks = Self::default();
        for (identity, owner) in contact::identities_of(tx, company_id, all.clone())? {
            let person = person_of.get(&owner).copied().unwrap_or(owner);
            looks.identities.entry(person).or_default().push(identity);
        }
        for (owner, found) in contact_list::episodes(tx, company_id, all, visibility)? {
            let person = person_of.get(&owner).copied().unwrap_or(owner);
            match looks.episodes.remove(&person) {
                Some(known) => drop(looks.episodes.insert(person, together(known, found))),
                None => drop(looks.episodes.insert(person, found)),
            }
        }
        for row in family.iter().filter(|row| row.merged_into.is_some()) {
            *looks.merged.entry(row.person()).or_default() += 1;
        }
        Ok(looks)
    }

    /// Somebody in a list.
    pub(super) fn item(&mut self, row: ContactRow, masked: bool) -> ContactItem {
        let id = row.contact_id;
        let episodes = self.episodes.remove(&id);
        let mut identities: Vec<ContactIdentity> =
            self.identities.remove(&id).unwrap_or_default().into_iter().map(|one| shown(one, masked)).collect();
        if let Some(username) = &row.username {
            identities.push(ContactIdentity { kind: IdentityKind::Username.to_string(), value: username.clone() });
        }
        let first = episodes.as_ref().and_then(|episodes| episodes.first.as_ref());
        ContactItem {
            id: id.to_string(),
            name: row.name,
            phone: row.phone.as_deref().and_then(Phone::read).map(|phone| number(&phone, masked)),
            username: row.username,
            identities,
            excluded: row.excluded,
            created_at: row.created_at.to_string(),
            conversations: episodes.as_ref().map_or(0, |episodes| episodes.conversations),
            last_message_at: episodes.as_ref().map(|episodes| episodes.last_message_at.to_string()),
            first_entry: first.map(|first| FirstEntry {
                conversation_id: first.conversation_id.to_string(),
                opened_at: first.opened_at.to_string(),
                kind: first.kind.to_string(),
                identifier_id: first.identifier_id.map(|id| id.to_string()),
                label: first.label.clone(),
                unidentified: first.unidentified,
            }),
            merged: self.merged.get(&id).copied().unwrap_or(0),
        }
    }
}

fn number(phone: &Phone, masked: bool) -> String {
    if masked { phone.masked() } else { phone.to_string() }
}

fn shown(identity: Identity, masked: bool) -> ContactIdentity {
    let phone = Phone::read(&identity.value).filter(|_| identity.kind == IdentityKind::Phone);
    let value = phone.map_or(identity.value, |phone| number(&phone, masked));
    ContactIdentity { kind: identity.kind.to_string(), value }
}

/// The conversations of two contacts that are one person.
fn together(one: Episodes, other: Episodes) -> Episodes {
    let first = match (one.first, other.first) {
        (Some(one), Some(other)) => Some(if one.opened_at <= other.opened_at { one } else { other }),
        (one, other) => one.or(other),
    };
    Episodes {
        conversations: one.conversations + other.conversations,
        last_message_at: one.last_message_at.max(other.last_message_at),
        first,
    }
}

/// One person with everything by which it is recognised, whoever of its contacts is asked for.
pub async fn one(app: &App, caller: &Caller, id: ContactId) -> Result<Contact, Failure> {
    let (caller, visibility) = (caller.clone(), filter::visibility(caller));
    let company_id = caller.company_id;
    let (item, family, merges) = app
        .db
        .read(move |tx| {
            let family = contact::families(tx, company_id, vec![id])?;
            let row = family.iter().find(|row| row.merged_into.is_none()).ok_or(Failure::NotFound)?.clone();
            let mut looks = Looks::of(tx, company_id, std::slice::from_ref(&row), &visibility)?;
            let merges = contact_merge::standing(tx, company_id, family.iter().map(|row| row.contact_id).collect())?;
            let item = looks.item(row, false);
            if caller.role == Role::Agent && item.conversations == 0 {
                return Err(Failure::NotFound);
            }
            Ok::<_, Failure>((item, family, merges))
        })
        .await?;
    Ok(Contact { merges: merges.into_iter().map(|merge| merge_body(merge, &family)).collect(), contact: item })
}

fn merge_body(merge: MergeRow, family: &[ContactRow]) -> ContactMerge {
    let row = family.iter().find(|row| row.contact_id == merge.contact_id);
    ContactMerge {
        contact: ContactSummary {
            id: merge.contact_id.to_string(),
            name: row.and_then(|row| row.name.clone()),
            phone: row.and_then(|row| row.phone.clone()),
        },
        into_id: merge.into_id.to_string(),
        by_proof: merge.by_proof,
        merged_by: merge.actor_name,
        merged_at: merge.merged_at.to_string(),
    }
}
