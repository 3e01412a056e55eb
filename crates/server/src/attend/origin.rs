//! Giving the origin by hand: one more touch, which a later one may correct or take back.

use nascente_domain::id::{ConversationId, IdentifierId};
use nascente_domain::touch::{EntryKind, Method, Touch};
use nascente_store::touch::NewTouch;
use nascente_store::{recording, touch};
use serde_json::json;

use crate::app::App;
use crate::attend::desk::{Doer, on_desk};
use crate::auth::caller::Caller;
use crate::failure::Failure;
use crate::record::facts::of_people;

/// Attributes a conversation to an identifier by hand; `None` takes the manual origin back.
pub async fn attribute(
    app: &App,
    caller: &Caller,
    id: ConversationId,
    identifier_id: Option<IdentifierId>,
    version: Option<i64>,
) -> Result<(), Failure> {
    let caller_of_unit = caller.clone();
    on_desk(app, caller, id, version, move |tx, desk| {
        let company_id = caller_of_unit.company_id;
        let kind = match identifier_id {
            None => EntryKind::None,
            Some(identifier_id) => recording::identifier_kind(tx, company_id, identifier_id)?
                .ok_or_else(|| Failure::invalid("identifier_id", "unknown", "there is no such identifier"))?,
        };
        let contact_id = desk.row()?.contact_id;
        let known = of_people(tx, company_id, vec![contact_id])?;
        let ids = known.conversations.iter().map(|row| row.conversation_id).collect();
        let touches = touch::of_conversations(tx, company_id, ids)?;
        desk.working.know(known.contacts, known.conversations, touches);
        let contact_id = desk.working.person(contact_id);
        let touch_id = desk.working.app.id();
        let new = Touch {
            id: touch_id,
            kind,
            method: Method::Manual,
            identifier_id,
            click_id: None,
            seen_at: desk.now,
            provider_message_id: String::new(),
            paid_click: false,
        };
        desk.working.add_touch(NewTouch {
            touch: new,
            contact_id,
            conversation_id: desk.id,
            message_id: None,
            evidence_key: format!("manual:{touch_id}"),
            card: None,
            code: None,
            user_id: caller_of_unit.user_id(),
            created_at: desk.now,
            entry_point: None,
            home_id: None,
        });
        desk.working.to_attribute.insert(contact_id);
        desk.note_event(&Doer::from(&caller_of_unit), "attributed", json!({ "identifier_id": identifier_id }));
        Ok(())
    })
    .await
}
