//! The desk: one conversation under the company's lock, and everything that one command does to it.

use nascente_domain::conversation::State;
use nascente_domain::id::{ConversationId, UserId};
use nascente_domain::moment::Moment;
use nascente_domain::role::Role;
use nascente_store::closing::{self, NewClosing};
use nascente_store::conversation::{self, ConversationRow};
use nascente_store::event::NewEvent;
use nascente_store::job::NewJob;
use nascente_store::{Lane, Tx, company, event, job};

use crate::app::{App, LiveHint};
use crate::auth::caller::{Actor, Caller};
use crate::automation;
use crate::failure::Failure;
use crate::record::facts::Facts;
use crate::record::working::WorkingSet;
use crate::record::{attribute, flush};
use crate::webhook;

/// One conversation and what a command does to it.
pub(crate) struct Desk {
    pub(crate) working: WorkingSet,
    pub(crate) id: ConversationId,
    pub(crate) now: Moment,
    events: Vec<NewEvent>,
    jobs: Vec<NewJob>,
    closings: Vec<NewClosing>,
}

/// Who does something, for the audit trail.
#[derive(Debug, Clone)]
pub(crate) struct Doer {
    pub(crate) kind: &'static str,
    pub(crate) id: Option<String>,
    pub(crate) name: Option<String>,
}

impl From<&Caller> for Doer {
    fn from(caller: &Caller) -> Self {
        let (kind, id) = match caller.actor {
            Actor::User(id) => ("user", id.to_string()),
            Actor::Token(id) => ("token", id.to_string()),
        };
        Self { kind, id: Some(id), name: Some(caller.name.clone()) }
    }
}

impl Desk {
    /// A desk over rows that were read already, under the company's lock.
    pub(crate) const fn over(working: WorkingSet, id: ConversationId, now: Moment) -> Self {
        Self { working, id, now, events: Vec::new(), jobs: Vec::new(), closings: Vec::new() }
    }

    /// The conversation as it is.
    pub(crate) fn row(&self) -> Result<&ConversationRow, Failure> {
        self.working.conversations.get(&self.id).map(|held| &held.now).ok_or(Failure::NotFound)
    }

    /// The conversation, to be changed.
    pub(crate) fn row_mut(&mut self) -> Result<&mut ConversationRow, Failure> {
        self.working.conversations.get_mut(&self.id).map(|held| &mut held.now).ok_or(Failure::NotFound)
    }

    /// Takes over the state after a transition.
    pub(crate) fn set_state(&mut self, state: State) -> Result<(), Failure> {
        self.row_mut()?.set_state(state);
        Ok(())
    }

    /// Notes what was done.
    pub(crate) fn note_event(&mut self, doer: &Doer, kind: &'static str, details: serde_json::Value) {
        let conversation_id = Some(self.id);
        self.events.push(NewEvent {
            event_id: self.working.app.id(),
            conversation_id,
            kind,
            actor_kind: doer.kind,
            actor_id: doer.id.clone(),
            actor_name: doer.name.clone(),
            happened_at: self.now,
            details,
        });
    }

    /// Adds follow-up work; of one kind, what is for this contact is done in order.
    pub(crate) fn add_job(&mut self, kind: &'static str, dedupe_key: String, payload: serde_json::Value) {
        let (job_id, now) = (self.working.app.id(), self.now);
        let in_order_of = self.row().ok().map(|row| (row.channel_id, row.contact_id));
        self.jobs.push(NewJob { job_id, kind, dedupe_key, in_order_of, payload, run_at: now, created_at: now });
    }

    /// Adds a closing; it is written behind its conversation, which may be new.
    pub(crate) fn add_closing(&mut self, closing: NewClosing) {
        self.closings.push(closing);
    }

    /// Writes everything; gives hints for open screens.
    pub(crate) fn write(mut self, tx: &mut Tx<'_>) -> Result<Vec<LiveHint>, Failure> {
        attribute::attribute_all(&mut self.working);
        let company_id = self.working.company.company_id;
        let hints = flush::flush(tx, &mut self.working)?;
        closing::insert(tx, company_id, &self.closings)?;
        event::insert(tx, company_id, &self.events)?;
        self.jobs.extend(webhook::announce(tx, &self.working, self.now)?);
        job::insert_all(tx, company_id, &self.jobs)?;
        Ok(hints)
    }
}

/// Lays a conversation of a company on the desk, or the one it was joined into; the caller of this function holds no lock yet.
pub(crate) fn lay(
    app: &App,
    tx: &mut Tx<'_>,
    company_id: nascente_domain::id::CompanyId,
    id: ConversationId,
) -> Result<Desk, Failure> {
    let locked = company::lock(tx, company_id)?.ok_or(Failure::NotFound)?;
    let id = conversation::current_id(tx, company_id, id)?;
    let row = conversation::load_one(tx, company_id, id)?.ok_or(Failure::NotFound)?;
    let facts = Facts { conversations: vec![row], ..Facts::default() };
    let working = WorkingSet::new(app, locked, facts);
    Ok(Desk::over(working, id, app.now()))
}

/// Carries a command out: finds the conversation, checks caller and version, lets `act` change it, writes.
pub(crate) async fn on_desk<T, F>(
    app: &App,
    caller: &Caller,
    id: ConversationId,
    version: Option<i64>,
    act: F,
) -> Result<T, Failure>
where
    T: Send + 'static,
    F: Fn(&mut Tx<'_>, &mut Desk) -> Result<T, Failure> + Send + 'static,
{
    let (of_unit, caller) = (app.clone(), caller.clone());
    let (value, hints) = app
        .db
        .write(Lane::Work, move |tx| {
            let mut desk = lay(&of_unit, tx, caller.company_id, id)?;
            let row = desk.row()?;
            if !sees(&caller, row) {
                return Err(Failure::NotFound);
            }
            check_version(row, version)?;
            let value = act(tx, &mut desk)?;
            automation::after_command(tx, &mut desk)?;
            Ok((value, desk.write(tx)?))
        })
        .await?;
    for hint in hints {
        app.hint(hint);
    }
    app.job_arrived.notify_one();
    Ok(value)
}

/// Refuses a command on a conversation that has changed since it was read.
pub(crate) fn check_version(row: &ConversationRow, seen: Option<i64>) -> Result<(), Failure> {
    if seen.is_some_and(|seen| seen != row.version) {
        return Err(Failure::conflict("stale_version", "the conversation has changed since it was read"));
    }
    Ok(())
}

/// Whether a caller may see a conversation.
///
/// Agents see those of their departments, those assigned to them, and unassigned ones of the default department.
pub(crate) fn sees(caller: &Caller, row: &ConversationRow) -> bool {
    match caller.role {
        Role::Admin | Role::Manager | Role::Marketing => true,
        Role::Agent => {
            let own = caller.user_id().is_some_and(|user_id| row.agent_id == Some(user_id));
            let open_to_all = row.department_id == caller.default_department && row.agent_id.is_none();
            own || open_to_all || caller.departments.contains(&row.department_id)
        }
    }
}

/// The user that a request names must be one who attends.
pub(crate) fn check_attendant(tx: &mut Tx<'_>, caller: &Caller, user_id: UserId) -> Result<(), Failure> {
    let found = nascente_store::access::user::get(tx, caller.company_id, user_id)?;
    if found.is_some_and(|user| user.archived_at.is_none() && user.role != Role::Marketing) {
        return Ok(());
    }
    Err(Failure::invalid("user_id", "unknown", "there is no such user who attends"))
}
