//! Taking a closing back: the conversation is as it was before it ended, and the figures with it.
//!
//! *Undo* is for a slip of the hand: whoever closed takes it back within ten seconds, and nothing tells the rest of the
//! world (a webhook of the closing waits as long). *Reverse* is for an automatic closing that was wrong: anybody who sees
//! the conversation takes it back at any time, and it counts against the rule. In both cases the closing stays in the
//! history, marked; the conversation gets back its state and its agent. Refused (409): somebody else's closing, one that
//! was corrected since, one that is too old to be undone, and another open conversation of the contact on the channel.

use nascente_domain::conversation::{ReturnState, Status};
use nascente_domain::disposition::Mode;
use nascente_domain::id::ConversationId;
use nascente_domain::moment::SECOND;
use nascente_store::closing::{self, Latest};
use nascente_store::{Tx, closing_rule};
use serde_json::json;

use super::{Before, Closer};
use crate::app::App;
use crate::attend::desk::{Desk, Doer, on_desk};
use crate::auth::caller::Caller;
use crate::failure::Failure;
use crate::record::facts::of_people;

/// For how long a closing can be undone.
pub(crate) const UNDO_WINDOW: i64 = 10 * SECOND;

/// Undoes the caller's own closing of a moment ago.
pub async fn undo(app: &App, caller: &Caller, id: ConversationId) -> Result<(), Failure> {
    let closer = Closer::from(caller);
    on_desk(app, caller, id, None, move |tx, desk| {
        let latest = latest(tx, desk)?;
        if latest.closed_by != closer.closed_by || latest.closed_by_id != closer.doer.id {
            return Err(Failure::conflict("not_your_closing", "only whoever closed may undo it"));
        }
        let Some(before) = before_of(&latest) else {
            return Err(Failure::conflict("not_undoable", "the closing was corrected: correct it again, or reopen"));
        };
        if desk.now.since(latest.created_at) > UNDO_WINDOW {
            return Err(Failure::conflict("undo_expired", "a closing can be undone for ten seconds: reopen instead"));
        }
        restore(tx, desk, &latest, before)?;
        desk.row_mut()?.warned_at = before.warned_at;
        desk.note_event(&closer.doer, "closing_undone", json!({ "closing_id": latest.closing_id }));
        Ok(())
    })
    .await
}

/// Reverses an automatic closing.
pub async fn reverse(app: &App, caller: &Caller, id: ConversationId, version: Option<i64>) -> Result<(), Failure> {
    let doer = Doer::from(caller);
    on_desk(app, caller, id, version, move |tx, desk| {
        let latest = latest(tx, desk)?;
        if latest.closed_by.mode() != Mode::Automatic {
            return Err(Failure::conflict("not_automatic", "a person closed this conversation: reopen it"));
        }
        let Some(before) = before_of(&latest) else {
            return Err(Failure::conflict("not_automatic", "the classification was corrected since: reopen it"));
        };
        restore(tx, desk, &latest, before)?;
        let now = desk.now;
        let row = desk.row_mut()?;
        row.warned_at = None;
        row.rules_since = Some(now);
        closing_rule::correct(tx, desk.working.company.company_id, latest.closing_id, now)?;
        let details = json!({ "closing_id": latest.closing_id, "closed_by": latest.closed_by_name });
        desk.note_event(&doer, "closing_reversed", details);
        Ok(())
    })
    .await
}

fn latest(tx: &mut Tx<'_>, desk: &Desk) -> Result<Latest, Failure> {
    let row = desk.row()?;
    if row.status != Status::Closed {
        return Err(nascente_domain::conversation::Refused::NotClosed.into());
    }
    let closing_id = row.closing_id.ok_or(Failure::NotFound)?;
    closing::get(tx, desk.working.company.company_id, closing_id)?.ok_or(Failure::NotFound)
}

fn before_of(latest: &Latest) -> Option<Before> {
    latest.state_before.clone().and_then(|before| serde_json::from_value(before).ok())
}

fn restore(tx: &mut Tx<'_>, desk: &mut Desk, latest: &Latest, before: Before) -> Result<(), Failure> {
    let (company_id, now, id) = (desk.working.company.company_id, desk.now, desk.id);
    let row = desk.row()?.clone();
    let others = of_people(tx, company_id, vec![row.contact_id])?.conversations;
    let another_is_open = others.iter().any(|other| {
        other.conversation_id != id && other.channel_id == row.channel_id && other.status != Status::Closed
    });
    let mut state = row.state().reopen(before.agent_id, another_is_open)?;
    state.status = before.status;
    state.returned = ReturnState::None;
    desk.set_state(state)?;
    let row = desk.row_mut()?;
    row.forget_closing();
    row.unread = before.unread.max(row.unread);
    Ok(closing::take_back(tx, company_id, latest.closing_id, now)?)
}
