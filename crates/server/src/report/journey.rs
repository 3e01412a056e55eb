//! *Jornada*: every touch, click, conversation and closing of a contact on one line of time.
//!
//! In: a contact. Out: its steps, oldest first, with those of every contact that was merged into it. An agent sees the
//! steps of conversations that it may see; a contact without any is not there.

use std::collections::{BTreeMap, HashMap};

use nascente_domain::id::{ContactId, ConversationId, IdentifierId};
use nascente_domain::moment::Moment;
use nascente_domain::role::Role;
use nascente_store::conversation::ConversationRow;
use nascente_store::identifier;
use nascente_store::journey::{self as store, JourneyClick, JourneyClosing, JourneyTouch};

use crate::app::App;
use crate::attend::desk::sees;
use crate::auth::caller::Caller;
use crate::failure::Failure;
use crate::http::body::journey::{ClickStep, ClosingStep, ConversationStep, Journey, JourneyItem, TouchStep};
use crate::links::short_url;
use crate::record::facts::of_people;

/// Steps of one kind, at most; the latest are shown.
const MOST: i64 = 500;

/// What is read.
struct Read {
    contact_id: ContactId,
    conversations: HashMap<ConversationId, ConversationRow>,
    labels: HashMap<IdentifierId, String>,
    touches: Vec<JourneyTouch>,
    clicks: Vec<JourneyClick>,
    closings: Vec<JourneyClosing>,
}

/// The journey of a contact.
pub async fn journey(app: &App, caller: &Caller, id: ContactId) -> Result<Journey, Failure> {
    let caller = caller.clone();
    let read = app
        .db
        .read(move |tx| {
            let company_id = caller.company_id;
            let known = of_people(tx, company_id, vec![id])?;
            let person = known.contacts.iter().find(|row| row.merged_into.is_none()).ok_or(Failure::NotFound)?;
            let contact_id = person.contact_id;
            let contacts: Vec<ContactId> = known.contacts.iter().map(|row| row.contact_id).collect();
            let mut conversations: HashMap<ConversationId, ConversationRow> =
                known.conversations.into_iter().map(|row| (row.conversation_id, row)).collect();
            conversations.retain(|_, row| row.joined_into.is_none());
            if caller.role == Role::Agent {
                conversations.retain(|_, row| sees(&caller, row));
                if conversations.is_empty() {
                    return Err(Failure::NotFound);
                }
            }
            let mut labels = HashMap::new();
            for identifier_id in conversations.values().filter_map(|row| row.identifier_id) {
                if let Some(found) = identifier::find(tx, company_id, identifier_id)? {
                    labels.insert(identifier_id, found.label);
                }
            }
            Ok::<_, Failure>(Read {
                contact_id,
                conversations,
                labels,
                touches: store::touches(tx, company_id, contacts.clone(), MOST)?,
                clicks: store::clicks(tx, company_id, contacts.clone(), MOST)?,
                closings: store::closings(tx, company_id, contacts, MOST)?,
            })
        })
        .await?;
    Ok(line(app, read))
}

fn line(app: &App, read: Read) -> Journey {
    let most = usize::try_from(MOST).unwrap_or(usize::MAX);
    let truncated = [read.touches.len(), read.clicks.len(), read.closings.len()].iter().any(|steps| *steps >= most);
    let mut steps: Vec<(Moment, u8, JourneyItem)> = Vec::new();
    for row in read.conversations.values() {
        steps.push((row.opened_at, 2, of_conversation(row, &read.labels)));
        if let Some(at) = row.first_response_at {
            steps.push((at, 3, item("first_response", at, row)));
        }
    }
    for click in read.clicks {
        if let Some(row) = read.conversations.get(&click.conversation_id) {
            let at = click.clicked_at;
            steps.push((at, 0, JourneyItem { click: Some(of_click(app, click)), ..item("click", at, row) }));
        }
    }
    for touch in read.touches {
        if let Some(row) = read.conversations.get(&touch.conversation_id) {
            let at = touch.seen_at;
            steps.push((at, 1, JourneyItem { touch: Some(of_touch(touch, row)), ..item("touch", at, row) }));
        }
    }
    for closing in read.closings {
        if let Some(row) = read.conversations.get(&closing.conversation_id) {
            let at = closing.created_at;
            steps.push((at, 4, JourneyItem { closing: Some(of_closing(closing)), ..item("closing", at, row) }));
        }
    }
    // Of one moment: what leads to a conversation before it, what comes of it behind it.
    steps.sort_by(|one, other| {
        (one.0, one.1, &one.2.conversation_id).cmp(&(other.0, other.1, &other.2.conversation_id))
    });
    let items = steps.into_iter().map(|(_, _, item)| item).collect();
    Journey { contact_id: read.contact_id.to_string(), items, truncated }
}

fn item(kind: &str, at: Moment, row: &ConversationRow) -> JourneyItem {
    JourneyItem {
        kind: kind.to_owned(),
        at: at.to_string(),
        conversation_id: row.conversation_id.to_string(),
        protocol: row.protocol.clone(),
        touch: None,
        click: None,
        conversation: None,
        closing: None,
    }
}

fn of_conversation(row: &ConversationRow, labels: &HashMap<IdentifierId, String>) -> JourneyItem {
    let step = ConversationStep {
        started_by: row.started_by.to_string(),
        channel_id: row.channel_id.to_string(),
        department_id: row.department_id.to_string(),
        entry_kind: row.entry_kind.to_string(),
        entry_label: row.identifier_id.and_then(|id| labels.get(&id).cloned()),
        status: row.status.to_string(),
    };
    JourneyItem { conversation: Some(step), ..item("conversation", row.opened_at, row) }
}

fn of_touch(touch: JourneyTouch, row: &ConversationRow) -> TouchStep {
    TouchStep {
        kind: touch.kind.to_string(),
        method: touch.method.to_string(),
        identifier_id: touch.identifier_id.map(|id| id.to_string()),
        label: touch.label,
        deciding: row.entry_touch_id == Some(touch.touch_id),
    }
}

fn of_click(app: &App, click: JourneyClick) -> ClickStep {
    let mut parameters = BTreeMap::new();
    for (name, value) in url::form_urlencoded::parse(click.query.as_bytes()) {
        parameters.entry(name.into_owned()).or_insert_with(|| value.into_owned());
    }
    ClickStep {
        id: click.click_id.to_string(),
        link_id: click.link_id.to_string(),
        link_name: click.link_name,
        short_url: short_url(app, &click.slug),
        parameters,
        referrer: click.referrer,
        device: click.device,
        region: click.region,
    }
}

fn of_closing(closing: JourneyClosing) -> ClosingStep {
    ClosingStep {
        id: closing.closing_id.to_string(),
        disposition: closing.disposition,
        outcome: closing.outcome.map(|outcome| outcome.to_string()),
        closed_by: closing.closed_by.to_string(),
        closed_by_name: closing.closed_by_name,
        value_cents: closing.value_cents,
        undone_at: closing.undone_at.map(|at| at.to_string()),
        corrects: closing.supersedes.is_some(),
    }
}
