//! Changing a contact: its name, and whether it stays out of every figure.

use nascente_domain::id::ContactId;
use nascente_store::{Lane, company, event};
use serde_json::json;

use crate::app::App;
use crate::attend::desk::Doer;
use crate::audit;
use crate::auth::caller::Caller;
use crate::contacts::compare;
use crate::failure::Failure;
use crate::record::facts::of_people;
use crate::record::flush;
use crate::record::working::WorkingSet;

/// Renames a contact, and marks it as a test number or spam or takes that back; figures move exactly.
pub async fn change_contact(
    app: &App,
    caller: &Caller,
    id: ContactId,
    name: Option<String>,
    excluded: Option<bool>,
) -> Result<(), Failure> {
    let (of_unit, caller, company_id) = (app.clone(), caller.clone(), caller.company_id);
    let hints = app
        .db
        .write(Lane::Work, move |tx| {
            let locked = company::lock(tx, company_id)?.ok_or(Failure::NotFound)?;
            let facts = of_people(tx, company_id, vec![id])?;
            let mut working = WorkingSet::new(&of_unit, locked, facts);
            let id = working.person(id);
            let held = working.contacts.get_mut(&id).ok_or(Failure::NotFound)?;
            if let Some(name) = &name {
                held.now.name = Some(name.trim().to_owned()).filter(|name| !name.is_empty());
                working.spread_search_text(id);
            }
            if let Some(excluded) = excluded {
                for held in working.contacts.values_mut() {
                    held.now.excluded = excluded;
                }
                for row in working.conversations.values_mut() {
                    row.now.excluded = excluded;
                }
                let details = json!({ "contact_id": id, "excluded": excluded });
                let noted = audit::of_company(&of_unit, Doer::from(&caller), "contact_excluded", details);
                event::insert(tx, company_id, &[noted])?;
            }
            let hints = flush::flush(tx, &mut working)?;
            compare::look_at(&of_unit, tx, company_id, vec![id])?;
            Ok::<_, Failure>(hints)
        })
        .await?;
    app.hints(hints);
    app.hint(compare::hint(company_id, id));
    Ok(())
}
