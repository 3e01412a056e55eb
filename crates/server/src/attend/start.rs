//! Conversations begun by the company: outside entries and funnel, counted apart.

use nascente_domain::conversation::{StartedBy, Status};
use nascente_domain::id::{ChannelId, ContactId, ConversationId, DepartmentId};
use nascente_domain::message::Author;
use nascente_domain::person::Party;
use nascente_domain::phone::Phone;
use nascente_store::{Lane, Tx, channel, company, contact, department};

use crate::app::App;
use crate::attend::desk::{Desk, Doer};
use crate::attend::say::{queue_template, queue_text, window_is_open};
use crate::auth::caller::{Actor, Caller};
use crate::failure::Failure;
use crate::record::facts::{Facts, of_people};
use crate::record::waiting;
use crate::record::working::WorkingSet;

/// Whom the company writes to.
#[derive(Debug, Clone)]
pub enum Recipient {
    /// A known contact.
    Contact(ContactId),
    /// A number.
    Phone(Phone),
}

/// What the company begins.
#[derive(Debug, Clone)]
pub struct Start {
    /// To whom.
    pub recipient: Recipient,
    /// On which channel.
    pub channel_id: ChannelId,
    /// In which department; `None`: the default one.
    pub department_id: Option<DepartmentId>,
    /// What is said first.
    pub opening: Opening,
}

/// What the company says first.
#[derive(Debug, Clone)]
pub enum Opening {
    /// A text; only within 24 hours of the contact's last message on this channel.
    Text(String),
    /// An approved template; at any time.
    Template {
        /// Name.
        name: String,
        /// Language code, such as `pt_BR`.
        language: String,
    },
}

impl Opening {
    /// Checks name and language of a template.
    pub fn template(name: &str, language: &str) -> Result<Self, Failure> {
        let formed = |text: &str, most: usize| {
            (1..=most).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
        };
        if !formed(name, 512) {
            return Err(Failure::invalid("template.name", "invalid", "use the template's name: a-z, 0-9 and _"));
        }
        if !formed(language, 10) {
            return Err(Failure::invalid("template.language", "invalid", "use a code such as pt_BR"));
        }
        Ok(Self::Template { name: name.to_owned(), language: language.to_owned() })
    }
}

/// Begins a conversation; a user who begins it gets it.
pub async fn start(app: &App, caller: &Caller, start: Start) -> Result<ConversationId, Failure> {
    let (of_unit, caller, company_id) = (app.clone(), caller.clone(), caller.company_id);
    let (id, begun_with, hints) = app
        .db
        .write(Lane::Work, move |tx| {
            let desk = begin(&of_unit, tx, &caller, &start)?;
            let (id, contact_id) = (desk.id, desk.row()?.contact_id);
            let begun_with = waiting::of_person(&desk.working, desk.working.person(contact_id));
            Ok::<_, Failure>((id, begun_with, desk.write(tx)?))
        })
        .await?;
    for hint in hints {
        app.hint(hint);
    }
    waiting::wake(app, company_id, begun_with).await;
    app.job_arrived.notify_one();
    Ok(id)
}

/// The conversation on the desk, with its first text queued.
pub(crate) fn begin(app: &App, tx: &mut Tx<'_>, caller: &Caller, start: &Start) -> Result<Desk, Failure> {
    let mut desk = open(app, tx, caller, start)?;
    let author = match caller.actor {
        Actor::User(_) => Author::Agent,
        Actor::Token(_) => Author::Bot,
    };
    match &start.opening {
        Opening::Text(text) => queue_text(&mut desk, author, caller.user_id(), text.clone(), None)?,
        Opening::Template { name, language } => queue_template(&mut desk, author, caller.user_id(), name, language)?,
    };
    desk.note_event(&Doer::from(caller), "opened", serde_json::json!({ "started_by": "company" }));
    Ok(desk)
}

fn open(app: &App, tx: &mut Tx<'_>, caller: &Caller, start: &Start) -> Result<Desk, Failure> {
    let company_id = caller.company_id;
    let locked = company::lock(tx, company_id)?.ok_or(Failure::NotFound)?;
    let found = channel::get(tx, company_id, start.channel_id)?.filter(|channel| channel.archived_at.is_none());
    let used = found.ok_or_else(|| Failure::invalid("channel_id", "unknown", "there is no such channel"))?;
    if used.provider == "link_only" {
        return Err(Failure::conflict("channel_cannot_send", "this number is not connected"));
    }
    let department_id = start.department_id.unwrap_or(caller.default_department);
    let home = department::get(tx, company_id, department_id)?.filter(|home| home.archived_at.is_none());
    if home.is_none() {
        return Err(Failure::invalid("department_id", "unknown", "there is no such department"));
    }
    let (facts, party) = know_recipient(tx, caller, &start.recipient)?;
    let last_inbound = facts.conversations.iter().filter(|row| row.channel_id == start.channel_id);
    let needs_window = matches!(start.opening, Opening::Text(_));
    if needs_window && !last_inbound.clone().any(|row| window_is_open(row, app.now())) {
        let detail = "the contact has not written within 24 hours: only templates may be sent";
        return Err(Failure::conflict("window_closed", detail));
    }
    if let Some(row) = last_inbound.clone().find(|row| row.status != Status::Closed) {
        return Err(Failure::Conflict {
            code: "already_open",
            detail: "a conversation of this contact is open on this channel".to_owned(),
            current: Some(serde_json::json!({ "conversation_id": row.conversation_id })),
        });
    }
    let mut working = WorkingSet::new(app, locked, facts);
    let contact_id = working.contact(&party, app.now());
    let id = working.open(contact_id, start.channel_id, app.now());
    if let Some(held) = working.conversations.get_mut(&id) {
        held.now.started_by = StartedBy::Company;
        held.now.department_id = department_id;
        held.now.agent_id = caller.user_id();
        held.now.status = if caller.user_id().is_some() { Status::Active } else { Status::Waiting };
    }
    Ok(Desk::over(working, id, app.now()))
}

fn know_recipient(tx: &mut Tx<'_>, caller: &Caller, recipient: &Recipient) -> Result<(Facts, Party), Failure> {
    let company_id = caller.company_id;
    let party = match recipient {
        Recipient::Phone(phone) => Party { phone: Some(phone.clone()), ..Party::default() },
        Recipient::Contact(id) => {
            let known = contact::families(tx, company_id, vec![*id])?;
            // The contact that stands for the person is the one that was merged into no other.
            let row = known
                .iter()
                .find(|row| row.merged_into.is_none())
                .ok_or_else(|| Failure::invalid("contact_id", "unknown", "there is no such contact"))?;
            let phone = row.phone.as_deref().and_then(Phone::read);
            let phone = phone.ok_or_else(|| Failure::conflict("no_phone", "the number of this contact is unknown"))?;
            Party { phone: Some(phone), ..Party::default() }
        }
    };
    let owners = contact::find(tx, company_id, &party.identities())?;
    let ids: Vec<ContactId> = owners.iter().map(|(_, id)| *id).collect();
    let facts = Facts { owners: owners.into_iter().collect(), ..of_people(tx, company_id, ids)? };
    Ok((facts, party))
}
