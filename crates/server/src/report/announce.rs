//! A conversation as it is told to other programs: what the API shows of it, with the names behind its ids.

use nascente_domain::id::{CompanyId, ConversationId};
use nascente_store::conversation_list::{self, Visibility, part};
use nascente_store::report::label;
use nascente_store::{StoreError, Tx};
use serde_json::{Value, json};

use crate::app::App;
use crate::media::show::Pictures;
use crate::report::view::{self, Manners};
use crate::report::wording::Language;

/// The conversation with its entry and its closing; `None` when it is gone.
pub(crate) fn conversation(
    app: &App,
    tx: &mut Tx<'_>,
    company_id: CompanyId,
    id: ConversationId,
) -> Result<Option<Value>, StoreError> {
    let Some(row) = conversation_list::find(tx, company_id, id, &Visibility::Company)? else { return Ok(None) };
    let parts = part::parts(tx, company_id, std::slice::from_ref(&row))?;
    let language = Language::of(&label::manner(tx, company_id)?.locale);
    let manners =
        Manners { language, masked: false, public_url: app.public_url().to_owned(), pictures: Pictures::default() };
    let shown = view::conversation(&row, &parts, &manners);
    let departments = label::departments(tx, company_id)?;
    let agents = label::agents(tx, company_id)?;
    Ok(Some(json!({
        "department_name": departments.get(&shown.department_id),
        "agent_name": shown.agent_id.as_ref().and_then(|id| agents.get(id)),
        "entry": shown.entry,
        "closing": shown.closing,
        "conversation": shown,
    })))
}
