//! What one conversation holds: messages, touches, events, closing form and closing record.

use std::collections::{BTreeSet, HashMap};

use nascente_domain::change::{self, Change};
use nascente_domain::closing::FormField as Field;
use nascente_domain::id::{CompanyId, ConversationId};
use nascente_domain::invisible;
use nascente_domain::message::{Direction, MessageKind};
use nascente_domain::role::Role;
use nascente_domain::touch::{Card as StoredCard, EntryPoint as StoredPoint};
use nascente_store::conversation_list::part::{self, ClosingPart};
use nascente_store::conversation_list::thread::{self as store, AnsweredRow, EventRow, MessageRow, Slice, TouchRow};
use nascente_store::conversation_list::{self, ConversationRow, Visibility};
use nascente_store::department;
use nascente_store::{StoreError, Tx};

use crate::app::App;
use crate::auth::caller::Caller;
use crate::close::form;
use crate::failure::Failure;
use crate::http::body::closing::{ClosingForm, ClosingRecord, PastClosing};
use crate::http::body::conversation::{
    AnsweredMessage, AuditEvent, Card, EntryPoint, Message, MessageVersion, Reaction, Touch,
};
use crate::http::body::list::{Page, PageQuery};
use crate::http::page::{PageRequest, page};
use crate::media::show::{self, Pictures};
use crate::report::filter;
use crate::report::view;

/// Characters of a message that stand above an answer to it.
const PREVIEW_CHARACTERS: usize = 120;

type Read<T> = fn(&mut Tx<'_>, CompanyId, Slice) -> Result<Vec<T>, StoreError>;
type Count = fn(&mut Tx<'_>, CompanyId, ConversationId) -> Result<i64, StoreError>;

/// The messages, latest first: the first page is the end of the thread, the next one what came before.
pub async fn messages(
    app: &App,
    caller: &Caller,
    id: ConversationId,
    query: &PageQuery,
) -> Result<Page<Message>, Failure> {
    let place = |row: &MessageRow| vec![row.sent_at.millis(), row.id.value()];
    let (_, rows) = slice(app, caller, id, query, (store::messages, store::count_messages), place).await?;
    let changes = changes(app, caller, &rows.items).await?;
    let audits = caller.is(&[Role::Admin]);
    let company_id = caller.company_id;
    let ids = rows.items.iter().map(|row| row.id).collect::<Vec<_>>();
    let cards = rows.items.iter().filter_map(|row| row.card.clone()).collect::<Vec<_>>();
    let (mut files, pictures) = app
        .db
        .read(move |tx| {
            let files = show::of_messages(tx, company_id, ids.clone())?;
            Ok::<_, StoreError>((files, Pictures::of(tx, company_id, &cards)?))
        })
        .await?;
    Ok(map(rows, |row| {
        let media = files.remove(&row.id.to_string());
        let shown = message(row, &changes, &pictures, audits);
        let media = media.filter(|_| shown.revoked_at.is_none());
        Message { media, ..shown }
    }))
}

/// What changes the messages of a page and the messages that they answer, by the provider's id.
async fn changes(app: &App, caller: &Caller, rows: &[MessageRow]) -> Result<HashMap<String, Vec<Change>>, Failure> {
    let Some(channel_id) = rows.first().map(|row| row.channel_id) else { return Ok(HashMap::new()) };
    let named = rows.iter().flat_map(|row| {
        let answered = row.reply_to.as_ref().map(|answered| answered.provider_id.clone());
        [row.provider_id.clone(), answered].into_iter().flatten()
    });
    let targets: Vec<String> = named.collect::<BTreeSet<_>>().into_iter().collect();
    let company_id = caller.company_id;
    let found =
        app.db.read(move |tx| nascente_store::message::changes(tx, company_id, channel_id, targets.clone())).await?;
    let mut by_target: HashMap<String, Vec<Change>> = HashMap::new();
    for (target, change) in found {
        by_target.entry(target).or_default().push(change);
    }
    Ok(by_target)
}

/// The ledger of touches, earliest first.
pub async fn touches(
    app: &App,
    caller: &Caller,
    id: ConversationId,
    query: &PageQuery,
) -> Result<Page<Touch>, Failure> {
    let place = |row: &TouchRow| vec![row.seen_at.millis(), row.id.value()];
    let (conversation, rows) = slice(app, caller, id, query, (store::touches, store::count_touches), place).await?;
    Ok(map(rows, |row| touch(row, &conversation)))
}

/// The audit trail, earliest first.
pub async fn events(
    app: &App,
    caller: &Caller,
    id: ConversationId,
    query: &PageQuery,
) -> Result<Page<AuditEvent>, Failure> {
    let place = |row: &EventRow| vec![row.happened_at.millis(), row.id.value()];
    let (_, rows) = slice(app, caller, id, query, (store::events, store::count_events), place).await?;
    Ok(map(rows, |row| event(id, row)))
}

/// One page of rows of a conversation that the caller may see.
async fn slice<T: Send + 'static>(
    app: &App,
    caller: &Caller,
    id: ConversationId,
    query: &PageQuery,
    (read, count): (Read<T>, Count),
    place: impl Fn(&T) -> Vec<i64>,
) -> Result<(ConversationRow, Page<T>), Failure> {
    let request = PageRequest::read(query, 2)?;
    let after = request.after.as_deref().and_then(|numbers| Some((*numbers.first()?, *numbers.get(1)?)));
    let asked = Slice { conversation_id: id, after, limit: request.limit + 1 };
    let (company_id, visibility, wants_total) = (caller.company_id, filter::visibility(caller), request.count);
    let (row, rows, total) = app
        .db
        .read(move |tx| {
            let row = conversation_list::find(tx, company_id, id, &visibility)?.ok_or(Failure::NotFound)?;
            let total = if wants_total { Some(count(tx, company_id, row.id)?) } else { None };
            let asked = Slice { conversation_id: row.id, ..asked };
            Ok::<_, Failure>((row, read(tx, company_id, asked)?, total))
        })
        .await?;
    Ok((row, page(rows, request.limit, total, place)))
}

fn map<T, U>(rows: Page<T>, shown: impl FnMut(T) -> U) -> Page<U> {
    Page { items: rows.items.into_iter().map(shown).collect(), next_cursor: rows.next_cursor, total: rows.total }
}

fn message(row: MessageRow, changes: &HashMap<String, Vec<Change>>, pictures: &Pictures, audits: bool) -> Message {
    let of = |provider_id: Option<&String>| provider_id.and_then(|id| changes.get(id)).map_or(&[][..], Vec::as_slice);
    let shown = change::shown(row.direction, row.text.as_deref(), row.sent_at, of(row.provider_id.as_ref()));
    let revoked = shown.revoked_at.is_some();
    let reply_to = row.reply_to.map(|answered| {
        let id = Some(&answered.provider_id);
        answer(&answered, &change::shown(answered.direction, answered.text.as_deref(), answered.sent_at, of(id)))
    });
    Message {
        id: row.id.to_string(),
        direction: row.direction.to_string(),
        author: row.author.to_string(),
        user_id: row.user_id.map(|id| id.to_string()),
        user_name: row.user_name,
        kind: row.kind.to_string(),
        // A hidden code is evidence and no part of what was said.
        text: shown.text.map(|text| invisible::without(&text)),
        details: row.details.filter(|_| !revoked),
        card: row.card.filter(|_| !revoked).map(|one| card(one, pictures)),
        media: None,
        provider_id: row.provider_id,
        reply_to,
        sent_at: row.sent_at.to_string(),
        edited_at: shown.edited_at.map(|at| at.to_string()),
        revoked_at: shown.revoked_at.map(|at| at.to_string()),
        reactions: shown.reactions.into_iter().map(reaction).collect(),
        versions: shown.versions.into_iter().filter(|_| audits || !revoked).map(version).collect(),
        status: row.status.map(|status| status.to_string()),
        error: row.error,
    }
}

fn answer(answered: &AnsweredRow, shown: &change::Shown) -> AnsweredMessage {
    let kind = if shown.revoked_at.is_some() { MessageKind::Revoke } else { answered.kind };
    AnsweredMessage {
        message_id: answered.id.to_string(),
        kind: kind.to_string(),
        preview: shown.text.as_deref().unwrap_or_default().chars().take(PREVIEW_CHARACTERS).collect(),
        direction: answered.direction.to_string(),
    }
}

fn reaction(reaction: change::Reaction) -> Reaction {
    let by = if reaction.by == Direction::Inbound { "contact" } else { "company" };
    Reaction { emoji: reaction.emoji, by: by.to_owned() }
}

fn version(version: change::Version) -> MessageVersion {
    MessageVersion { text: version.text, at: version.at.to_string() }
}

fn entry_point(point: StoredPoint) -> EntryPoint {
    EntryPoint {
        source: point.source,
        app: point.app,
        conversion: point.conversion,
        external_source: point.external_source,
        external_medium: point.external_medium,
    }
}

fn card(card: StoredCard, pictures: &Pictures) -> Card {
    Card {
        media: pictures.picture(&card),
        source: card.source.to_string(),
        source_url: card.source_url,
        headline: card.headline,
        body: card.body,
        media_type: card.media_type,
    }
}

fn touch(row: TouchRow, conversation: &ConversationRow) -> Touch {
    let card = row.card.as_ref();
    Touch {
        id: row.id.to_string(),
        kind: row.kind.to_string(),
        method: row.method.to_string(),
        identifier_id: row.identifier_id.map(|id| id.to_string()),
        label: row.label,
        click_id: row.click_id.map(|id| id.to_string()),
        code: row.code,
        source_url: card.and_then(|card| card.source_url.clone()),
        source_id: card.and_then(|card| card.source_id.clone()),
        ctwa_clid: card.and_then(|card| card.ctwa_clid.clone()),
        entry_point: row.entry_point.map(entry_point),
        seen_at: row.seen_at.to_string(),
        decides: conversation.entry_touch_id == Some(row.id),
    }
}

fn event(conversation_id: ConversationId, row: EventRow) -> AuditEvent {
    AuditEvent {
        id: row.id.to_string(),
        conversation_id: Some(conversation_id.to_string()),
        kind: row.kind,
        actor_kind: row.actor_kind,
        actor_id: row.actor_id,
        actor_name: row.actor_name,
        at: row.happened_at.to_string(),
        details: row.details,
    }
}

/// What the conversation's department asks for when it ends, as of now.
pub async fn closing_form(app: &App, caller: &Caller, id: ConversationId) -> Result<ClosingForm, Failure> {
    let (company_id, visibility) = (caller.company_id, filter::visibility(caller));
    let found = app
        .db
        .read(move |tx| {
            let row = conversation_list::find(tx, company_id, id, &visibility)?.ok_or(Failure::NotFound)?;
            department::demands(tx, company_id, row.department_id)?.ok_or(Failure::NotFound)
        })
        .await?;
    Ok(form::of(&found))
}

/// How a closed conversation ended, with the form that was answered and the closings before.
pub async fn closing(app: &App, caller: &Caller, id: ConversationId) -> Result<ClosingRecord, Failure> {
    let (company_id, visibility) = (caller.company_id, filter::visibility(caller));
    let masked = caller.is(&[Role::Marketing]);
    app.db.read(move |tx| record(tx, company_id, id, &visibility, masked)).await
}

/// Every closing of a conversation, latest first, each with the form that was answered.
pub async fn closings(app: &App, caller: &Caller, id: ConversationId) -> Result<Vec<PastClosing>, Failure> {
    let (company_id, visibility) = (caller.company_id, filter::visibility(caller));
    let masked = caller.is(&[Role::Marketing]);
    app.db
        .read(move |tx| {
            let row = conversation_list::find(tx, company_id, id, &visibility)?.ok_or(Failure::NotFound)?;
            let mut shown = Vec::new();
            for one in &part::closings_of(tx, company_id, id)? {
                let fields = answered_form(tx, company_id, one)?;
                shown.push(PastClosing {
                    closing: view::closing(one, masked),
                    current: row.closing_id == Some(one.id),
                    form_fields: fields.iter().map(form::field).collect(),
                });
            }
            Ok(shown)
        })
        .await
}

fn record(
    tx: &mut Tx<'_>,
    company_id: CompanyId,
    id: ConversationId,
    visibility: &Visibility,
    masked: bool,
) -> Result<ClosingRecord, Failure> {
    let row = conversation_list::find(tx, company_id, id, visibility)?.ok_or(Failure::NotFound)?;
    let closings = part::closings_of(tx, company_id, row.id)?;
    let current = closings.iter().find(|closing| Some(closing.id) == row.closing_id).ok_or(Failure::NotFound)?;
    let fields = answered_form(tx, company_id, current)?;
    Ok(ClosingRecord {
        closing: view::closing(current, masked),
        fields: fields.iter().map(form::field).collect(),
        history: closings
            .iter()
            .filter(|closing| closing.id != current.id)
            .map(|closing| view::closing(closing, masked))
            .collect(),
    })
}

/// The fields of the form that a closing was answered with.
///
/// A closing without a form version is a simple one, or an automatic one of a department with the complete form: then
/// the form of that time is shown, unanswered.
fn answered_form(tx: &mut Tx<'_>, company_id: CompanyId, closing: &ClosingPart) -> Result<Vec<Field>, StoreError> {
    let department_id = closing.department_id;
    if let Some(version) = closing.form_version {
        return Ok(department::form(tx, company_id, department_id, version)?.unwrap_or_default());
    }
    match department::get(tx, company_id, department_id)? {
        Some(department) if department.full_closing => {
            store::form_at(tx, company_id, department_id, closing.created_at)
        }
        _ => Ok(Vec::new()),
    }
}
