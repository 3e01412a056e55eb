//! The audit trail of what concerns no single conversation: who came in, and who changed a setting.
//!
//! Commands on conversations, closings, attributions, exclusions and exports write their own events in their own
//! transactions.

use nascente_domain::id::{CompanyId, LoginId};
use nascente_store::access::login;
use nascente_store::event::{self, NewEvent};
use nascente_store::{StoreError, Tx};
use serde_json::Value;

use crate::app::App;
use crate::attend::desk::Doer;

/// An event of the company, not of a conversation.
pub(crate) fn of_company(app: &App, doer: Doer, kind: &'static str, details: Value) -> NewEvent {
    NewEvent {
        event_id: app.id(),
        conversation_id: None,
        kind,
        actor_kind: doer.kind,
        actor_id: doer.id,
        actor_name: doer.name,
        happened_at: app.now(),
        details,
    }
}

/// How somebody came in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Entrance {
    /// With a password.
    Password,
    /// By a one-time link, choosing a password.
    OneTimeLink,
    /// From another company of the same login.
    Switch,
}

impl Entrance {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Password => "password",
            Self::OneTimeLink => "one_time_link",
            Self::Switch => "switch",
        }
    }
}

/// Keeps that somebody came in, in the transaction that lets them.
pub(crate) fn note_login(
    app: &App,
    tx: &mut Tx<'_>,
    company_id: CompanyId,
    login_id: LoginId,
    entrance: Entrance,
) -> Result<(), StoreError> {
    let doer = member_of(tx, company_id, login_id)?;
    let entered = of_company(app, doer, "logged_in", serde_json::json!({ "by": entrance.as_str() }));
    event::insert(tx, company_id, &[entered])
}

/// Keeps that a password was wrong.
pub(crate) fn note_refused_login(
    app: &App,
    tx: &mut Tx<'_>,
    company_id: CompanyId,
    login_id: LoginId,
) -> Result<(), StoreError> {
    let doer = member_of(tx, company_id, login_id)?;
    let refused = of_company(app, doer, "login_refused", serde_json::json!({}));
    event::insert(tx, company_id, &[refused])
}

fn member_of(tx: &mut Tx<'_>, company_id: CompanyId, login_id: LoginId) -> Result<Doer, StoreError> {
    let member = login::member(tx, company_id, login_id)?;
    Ok(Doer {
        kind: "user",
        id: member.as_ref().map(|member| member.user_id.to_string()),
        name: member.map(|member| member.name),
    })
}
