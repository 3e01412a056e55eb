//! What has to stand before the first lead arrives: the company, who may come in, channels, departments, dispositions.
//!
//! Each stage takes who asks and what is asked, changes the store in one unit of work and gives what was changed. Bad
//! input is refused by field, a state that forbids the change by a stable code; a company sees nothing of another.

pub mod attendance;
pub mod channel;
mod channel_move;
pub mod channel_settings;
pub mod company;
pub mod department;
pub mod disposition;
pub mod disposition_import;
pub mod disposition_suggestion;
pub mod field;
pub mod first_company;
pub mod form;
pub mod login;
pub mod me;
pub mod one_time_link;
pub mod routing;
pub mod rule;
pub mod silence;
pub mod tag;
pub mod token;
pub mod user;
pub mod webhook;

use nascente_domain::id::CompanyId;
use nascente_store::company::LockedCompany;
use nascente_store::{StoreError, Tx};

use crate::app::{App, LiveHint};
use crate::failure::Failure;

/// Locks the company for a change of its settings, so that two changes and a closing see each other.
pub(crate) fn lock(tx: &mut Tx<'_>, company_id: CompanyId) -> Result<LockedCompany, Failure> {
    let locked = nascente_store::company::lock(tx, company_id)?;
    locked.ok_or_else(|| StoreError::Unreadable("the company is gone".into()).into())
}

/// Tells open screens that a setting changed.
pub(crate) fn hint(app: &App, company_id: CompanyId, id: impl std::fmt::Display) {
    app.hint(LiveHint { company_id, kind: "settings", id: id.to_string(), version: None });
}
