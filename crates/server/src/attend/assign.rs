//! Assigning, transferring, reopening, dismissing a return, looking.

use nascente_domain::conversation::Status;
use nascente_domain::id::{ConversationId, DepartmentId, UserId};
use nascente_store::department;
use serde_json::json;

use crate::app::App;
use crate::attend::desk::{Doer, check_attendant, on_desk};
use crate::auth::caller::Caller;
use crate::failure::Failure;
use crate::record::facts::of_people;

/// Assigns an open conversation to a user; `None` puts it back into the queue.
pub async fn assign(
    app: &App,
    caller: &Caller,
    id: ConversationId,
    user_id: Option<UserId>,
    version: Option<i64>,
) -> Result<(), Failure> {
    let caller_of_unit = caller.clone();
    on_desk(app, caller, id, version, move |tx, desk| {
        if let Some(user_id) = user_id {
            check_attendant(tx, &caller_of_unit, user_id)?;
        }
        let next = desk.row()?.state().assign(user_id)?;
        desk.set_state(next)?;
        desk.note_event(&Doer::from(&caller_of_unit), "assigned", json!({ "user_id": user_id }));
        Ok(())
    })
    .await
}

/// Moves an open conversation to another department's queue, or straight to a user.
pub async fn transfer(
    app: &App,
    caller: &Caller,
    id: ConversationId,
    department_id: DepartmentId,
    user_id: Option<UserId>,
    version: Option<i64>,
) -> Result<(), Failure> {
    let caller_of_unit = caller.clone();
    on_desk(app, caller, id, version, move |tx, desk| {
        let found = department::get(tx, caller_of_unit.company_id, department_id)?;
        if found.is_none_or(|department| department.archived_at.is_some()) {
            return Err(Failure::invalid("department_id", "unknown", "there is no such department"));
        }
        if let Some(user_id) = user_id {
            check_attendant(tx, &caller_of_unit, user_id)?;
        }
        let from = desk.row()?.department_id;
        let next = desk.row()?.state().transfer(department_id, user_id)?;
        desk.set_state(next)?;
        let details = json!({ "from": from, "to": department_id, "user_id": user_id });
        desk.note_event(&Doer::from(&caller_of_unit), "transferred", details);
        Ok(())
    })
    .await
}

/// Opens a closed conversation again; a user gets it, a program puts it into the queue. Its closing no longer counts.
pub async fn reopen(app: &App, caller: &Caller, id: ConversationId, version: Option<i64>) -> Result<(), Failure> {
    let caller_of_unit = caller.clone();
    on_desk(app, caller, id, version, move |tx, desk| {
        let row = desk.row()?.clone();
        let others = of_people(tx, caller_of_unit.company_id, vec![row.contact_id])?.conversations;
        let another_is_open = others.iter().any(|other| {
            other.conversation_id != row.conversation_id
                && other.channel_id == row.channel_id
                && other.status != Status::Closed
        });
        let next = row.state().reopen(caller_of_unit.user_id(), another_is_open)?;
        desk.set_state(next)?;
        let now = desk.now;
        let row = desk.row_mut()?;
        row.forget_closing();
        row.warned_at = None;
        row.rules_since = Some(now);
        desk.note_event(&Doer::from(&caller_of_unit), "reopened", json!({}));
        Ok(())
    })
    .await
}

/// Leaves a conversation closed although the contact wrote again (*Era só um agradecimento*).
pub async fn dismiss_return(
    app: &App,
    caller: &Caller,
    id: ConversationId,
    version: Option<i64>,
) -> Result<(), Failure> {
    let caller_of_unit = caller.clone();
    on_desk(app, caller, id, version, move |_, desk| {
        let next = desk.row()?.state().dismiss_return()?;
        desk.set_state(next)?;
        desk.row_mut()?.unread = 0;
        desk.note_event(&Doer::from(&caller_of_unit), "return_dismissed", json!({}));
        Ok(())
    })
    .await
}

/// Notes that somebody looked: nothing is unread any more.
pub async fn mark_read(app: &App, caller: &Caller, id: ConversationId) -> Result<(), Failure> {
    on_desk(app, caller, id, None, |_, desk| {
        desk.row_mut()?.unread = 0;
        Ok(())
    })
    .await
}
