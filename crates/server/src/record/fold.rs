//! Folding events into the working set, one after the other, each with its outcome.

use nascente_domain::conversation::{Placement, ReturnState, StartedBy, Status, place_inbound, place_outbound};
use nascente_domain::id::{ChannelId, ContactId, ConversationId, MessageId};
use nascente_domain::message::{Author, Direction, MessageKind, SendStatus};
use nascente_domain::moment::{DAY, MINUTE};
use nascente_domain::outcome::EventResult;
use nascente_domain::person::Party;
use nascente_domain::touch::{Card, HeaderEvidence};
use nascente_store::delivery::Outcome;
use nascente_store::message::{Completion, KnownMessage, NewMessage};
use nascente_wire::connection::ConnectionReport;
use nascente_wire::inbound::{Content, EchoMessage, Event, InboundMessage, StatusReport};

use super::arrival::{Arrived, kind_of};
use super::evidence::Evidence;
use super::waiting::{Arrival, Subject};
use super::working::WorkingSet;
use super::{content, ledger, waiting};
use crate::connect;
use crate::media::arrive::{Bringer, files_of};

/// Records one event; gives its outcome.
pub(super) fn fold(working: &mut WorkingSet, arrived: &Arrived) -> Outcome {
    let place = arrived.place;
    let kind = kind_of(&arrived.event);
    let (provider_id, ended) = match &arrived.event {
        Event::Message(message) => (message.provider_id.clone(), inbound(working, arrived, message)),
        Event::Echo(echo) => (echo.provider_id.clone(), outbound(working, arrived, echo)),
        Event::Status(report) => (report.provider_id.clone(), status(working, arrived, report)),
        Event::Connection(report) => (String::new(), connection(working, arrived, report)),
        Event::Ignored { .. } | Event::Refused { .. } => (String::new(), Ended::ignored("nothing to record")),
    };
    if !ended.waits_for.is_empty() {
        working.waiting.push((Arrival::of(arrived), ended.waits_for));
    }
    let mut outcome = place.outcome(kind, Some(&provider_id), ended.result, ended.reason);
    outcome.conversation_id = ended.conversation_id;
    outcome
}

/// How an event ended.
struct Ended {
    result: EventResult,
    reason: Option<&'static str>,
    conversation_id: Option<ConversationId>,
    /// What has to come so that it is worth deciding again.
    waits_for: Vec<Subject>,
}

impl Ended {
    const fn new(result: EventResult, reason: Option<&'static str>, conversation_id: Option<ConversationId>) -> Self {
        Self { result, reason, conversation_id, waits_for: Vec::new() }
    }

    const fn recorded(conversation_id: ConversationId) -> Self {
        Self::new(EventResult::Recorded, None, Some(conversation_id))
    }

    const fn duplicate(conversation_id: ConversationId) -> Self {
        Self::new(EventResult::Duplicate, None, Some(conversation_id))
    }

    const fn ignored(reason: &'static str) -> Self {
        Self::new(EventResult::Ignored, Some(reason), None)
    }

    /// There is no conversation with this person yet.
    fn without_conversation(working: &WorkingSet, party: &Party) -> Self {
        Self { waits_for: waiting::person(working, party), ..Self::ignored("no conversation") }
    }
}

fn inbound(working: &mut WorkingSet, arrived: &Arrived, message: &InboundMessage) -> Ended {
    let provider_id = content::id_of_change(&message.content, &message.provider_id, arrived.at);
    if let Some(known) = working.message(arrived.channel_id, &provider_id).cloned() {
        return repeated(working, arrived, message, &known);
    }
    let opens = message.content.kind.opens_conversation();
    if !opens && working.known_contact(&message.from).is_none() {
        return Ended::without_conversation(working, &message.from);
    }
    let mut contact_id = working.contact(&message.from, arrived.at);
    let bearer = working.bearer(&message.from).unwrap_or(contact_id);
    if let Some(renumbered) = content::new_number(&message.content) {
        contact_id = working.change_number(contact_id, &renumbered, arrived.at);
    }
    let Some((conversation_id, returned)) = place(working, arrived, message, (contact_id, bearer), &arrived.found)
    else {
        return Ended::without_conversation(working, &message.from);
    };
    let message_id: MessageId = working.app.id();
    working.add_message(NewMessage {
        message_id,
        conversation_id,
        channel_id: arrived.channel_id,
        provider_id: Some(provider_id.clone()),
        direction: Direction::Inbound,
        author: Author::Contact,
        user_id: None,
        kind: message.content.kind,
        text: message.content.text.clone(),
        details: details_of(&message.content),
        card: card_of(message),
        reply_to: message.reply_to.clone(),
        sent_at: arrived.at,
        received_at: arrived.received_at,
        status: None,
        target: content::target_of(&message.content).map(str::to_owned),
        home_id: None,
    });
    bring_files(working, arrived, message_id, &message.content, card_in(message));
    if opens {
        note_inbound(working, conversation_id, arrived, message, returned);
        ledger::add_touches(working, arrived, &message.provider_id, conversation_id, Some(message_id), &arrived.found);
    }
    note_change(working, arrived.channel_id, conversation_id, &provider_id, &message.content);
    working.to_attribute.insert(contact_id);
    Ended::recorded(conversation_id)
}

/// Finds or opens the conversation of a message; tells whether the contact came back with it.
fn place(
    working: &mut WorkingSet,
    arrived: &Arrived,
    message: &InboundMessage,
    (contact_id, bearer): (ContactId, ContactId),
    found: &[Evidence],
) -> Option<(ConversationId, bool)> {
    let episodes = working.episodes(contact_id, arrived.channel_id);
    if !message.content.kind.opens_conversation() {
        let changed = place_of_target(working, arrived.channel_id, &message.content);
        return changed.or_else(|| place_outbound(&episodes, arrived.at)).map(|id| (id, false));
    }
    let new_evidence = ledger::brings_news(working, arrived, &message.provider_id, contact_id, found);
    Some(match place_inbound(&episodes, arrived.at, new_evidence) {
        Placement::Join(id) => (id, false),
        Placement::Return(id) => (id, true),
        // It is filed under the contact whose identity wrote, which a split gives it back to.
        Placement::Open => (working.open(bearer, arrived.channel_id, arrived.at), false),
    })
}

/// What a message of the contact changes in its conversation.
fn note_inbound(
    working: &mut WorkingSet,
    conversation_id: ConversationId,
    arrived: &Arrived,
    message: &InboundMessage,
    returned: bool,
) {
    let zone = working.zone.clone();
    let Some(held) = working.conversations.get_mut(&conversation_id) else { return };
    let row = &mut held.now;
    if row.started_by == StartedBy::Contact && arrived.at < row.opened_at {
        row.opened_at = arrived.at;
        row.entry_day = arrived.at.day_in(&zone);
    }
    let is_first = row.first_inbound().is_none_or(|first| {
        (arrived.at, message.provider_id.as_str()) < (first.sent_at, first.provider_message_id.as_str())
    });
    if is_first {
        row.first_inbound_at = Some(arrived.at);
        row.first_inbound_provider_id = Some(message.provider_id.clone());
    }
    row.last_inbound_at = row.last_inbound_at.max(Some(arrived.at));
    row.warned_at = row.warned_at.filter(|warned| arrived.at < *warned);
    row.note_last_message(arrived.at, Direction::Inbound, message.content.kind, message.content.text.as_deref());
    if returned {
        row.returned = ReturnState::Pending;
    }
    if returned || row.status != Status::Closed {
        row.unread += 1;
    }
}

/// A message that is known already: a later delivery may add what a stub lacked, and never takes anything away.
fn repeated(working: &mut WorkingSet, arrived: &Arrived, message: &InboundMessage, known: &KnownMessage) -> Ended {
    if known.direction != Direction::Inbound {
        return Ended::duplicate(known.conversation_id);
    }
    let before = working.new_touches.len();
    let message_id = Some(known.message_id);
    ledger::add_touches(working, arrived, &message.provider_id, known.conversation_id, message_id, &arrived.found);
    let stub = matches!(known.kind, MessageKind::Unsupported | MessageKind::Unknown) && known.text.is_none();
    let fills = stub && (message.content.text.is_some() || message.content.kind != known.kind);
    if fills {
        working.completions.push(Completion {
            message_id: known.message_id,
            kind: message.content.kind,
            text: message.content.text.clone(),
            details: details_of(&message.content),
            card: card_of(message),
        });
        working.to_refold.insert(known.conversation_id);
        bring_files(working, arrived, known.message_id, &message.content, card_in(message));
    }
    if fills || working.new_touches.len() > before {
        let contact = working.conversations.get(&known.conversation_id).map(|held| held.now.contact_id);
        working.to_attribute.extend(contact.map(|id| working.person(id)));
        return Ended { reason: Some("completed an earlier delivery"), ..Ended::recorded(known.conversation_id) };
    }
    Ended::duplicate(known.conversation_id)
}

fn outbound(working: &mut WorkingSet, arrived: &Arrived, echo: &EchoMessage) -> Ended {
    let provider_id = content::id_of_change(&echo.content, &echo.provider_id, arrived.at);
    if let Some(known) = working.message(arrived.channel_id, &provider_id) {
        return Ended::duplicate(known.conversation_id);
    }
    if working.known_contact(&echo.to).is_none() {
        return Ended::without_conversation(working, &echo.to);
    }
    // An echo tells who the other side is; the name on it may be the company's own.
    let contact_id = working.contact(&Party { name: None, username: None, ..echo.to.clone() }, arrived.at);
    let episodes = working.episodes(contact_id, arrived.channel_id);
    let placed = place_of_target(working, arrived.channel_id, &echo.content);
    let Some(conversation_id) = placed.or_else(|| place_outbound(&episodes, arrived.at)) else {
        return Ended::without_conversation(working, &echo.to);
    };
    if let Some(sent) = sent_from_here(working, arrived, echo, contact_id) {
        return sent;
    }
    let message_id: MessageId = working.app.id();
    bring_files(working, arrived, message_id, &echo.content, None);
    working.add_message(NewMessage {
        message_id,
        conversation_id,
        channel_id: arrived.channel_id,
        provider_id: Some(provider_id.clone()),
        direction: Direction::Outbound,
        author: Author::Phone,
        user_id: None,
        kind: echo.content.kind,
        text: echo.content.text.clone(),
        details: details_of(&echo.content),
        card: None,
        reply_to: echo.reply_to.clone(),
        sent_at: arrived.at,
        received_at: arrived.received_at,
        status: Some(SendStatus::Sent),
        target: content::target_of(&echo.content).map(str::to_owned),
        home_id: None,
    });
    note_change(working, arrived.channel_id, conversation_id, &provider_id, &echo.content);
    if echo.content.kind.opens_conversation()
        && let Some(held) = working.conversations.get_mut(&conversation_id)
    {
        let row = &mut held.now;
        row.note_human_answer(arrived.at, Author::Phone);
        row.note_last_message(arrived.at, Direction::Outbound, echo.content.kind, echo.content.text.as_deref());
        // What the contact wrote after it is still to be read.
        if row.last_inbound_at.is_none_or(|last| last <= arrived.at) {
            row.unread = 0;
        }
    }
    Ended::recorded(conversation_id)
}

/// An echo of what was sent from here, before the provider's answer to the send was kept or after it was lost.
///
/// The message keeps its author. When the answer comes and names another id, the two are told apart again.
fn sent_from_here(
    working: &mut WorkingSet,
    arrived: &Arrived,
    echo: &EchoMessage,
    contact_id: ContactId,
) -> Option<Ended> {
    let said = echo.content.text.as_deref().unwrap_or_default().trim();
    if said.is_empty() && !is_file(echo.content.kind) {
        return None;
    }
    let of_person = working.of_contact.get(&contact_id).cloned().unwrap_or_default();
    let is_it = |known: &KnownMessage| {
        of_person.contains(&known.conversation_id)
            && known.kind == echo.content.kind
            && known.text.as_deref().unwrap_or_default().trim() == said
            && arrived.at.since(known.sent_at) > -MINUTE
            && arrived.at.since(known.sent_at) < DAY
    };
    let conversation_id = working.claim_unsent(arrived.channel_id, &echo.provider_id, is_it)?;
    Some(Ended { reason: Some("sent from here"), ..Ended::recorded(conversation_id) })
}

const fn is_file(kind: MessageKind) -> bool {
    matches!(
        kind,
        MessageKind::Image | MessageKind::Video | MessageKind::Audio | MessageKind::Document | MessageKind::Sticker
    )
}

/// The conversation of the message that a change names, when that is known.
fn place_of_target(working: &WorkingSet, channel_id: ChannelId, content: &Content) -> Option<ConversationId> {
    let target = content::target_of(content)?;
    let known = working.message(channel_id, target).map(|known| known.conversation_id);
    known.filter(|id| working.conversations.contains_key(id))
}

/// Has a conversation folded anew when its last words are not what they were, whichever of message and change came first.
fn note_change(
    working: &mut WorkingSet,
    channel_id: ChannelId,
    conversation_id: ConversationId,
    provider_id: &str,
    content: &Content,
) {
    let target = content::target_of(content).and_then(|target| working.message(channel_id, target));
    let edited = target.map(|known| known.conversation_id);
    let late =
        (content.kind.opens_conversation() && working.is_changed(channel_id, provider_id)).then_some(conversation_id);
    for id in [edited, late].into_iter().flatten() {
        working.to_refold.insert(id);
        working.concern(id);
    }
}

fn status(working: &mut WorkingSet, arrived: &Arrived, report: &StatusReport) -> Ended {
    let by_our_id = report.our_id.as_deref().and_then(|id| id.parse::<MessageId>().ok());
    let named = by_our_id
        .and_then(|id| working.our_message(id))
        .or_else(|| working.message(arrived.channel_id, &report.provider_id))
        .cloned();
    let is_theirs = named.as_ref().is_some_and(|known| known.direction != Direction::Outbound);
    let known = named.filter(|_| !is_theirs);
    let conversation_id = known.as_ref().map(|known| known.conversation_id).or_else(|| {
        let contact_id = working.known_contact(&report.to)?;
        place_outbound(&working.episodes(contact_id, arrived.channel_id), arrived.at)
    });
    if report.proves_ad
        && let Some(conversation_id) = conversation_id
    {
        ledger::prove_ad(working, arrived, report, conversation_id);
    }
    let Some(known) = known else {
        let mut waits_for = Vec::new();
        if report.status.is_some() && !is_theirs {
            waits_for.push(Subject::Message(arrived.channel_id, report.provider_id.clone()));
        }
        if report.proves_ad && conversation_id.is_none() {
            waits_for.extend(waiting::person(working, &report.to));
        }
        return Ended { conversation_id, waits_for, ..Ended::ignored("unknown message") };
    };
    let Some(progress) = report.status else { return Ended::ignored("unknown status") };
    let before = working.progress.get(&known.message_id).map(|(status, _)| *status).or(known.status);
    let after = before.unwrap_or(SendStatus::Queued).after(progress);
    if before == Some(after) {
        return Ended::duplicate(known.conversation_id);
    }
    let error = report.error.as_ref().filter(|_| after == SendStatus::Failed);
    working.concern(known.conversation_id);
    working.progress.insert(known.message_id, (after, error.map(|error| (error.code, error.title.clone()))));
    Ended::recorded(known.conversation_id)
}

/// The connection of a number changed; what could not be understood changes nothing.
fn connection(working: &mut WorkingSet, arrived: &Arrived, report: &ConnectionReport) -> Ended {
    let Some(news) = connect::news(report) else { return Ended::ignored("unknown state") };
    working.connections.push((arrived.channel_id, news, arrived.at));
    Ended::new(EventResult::Recorded, None, None)
}

fn details_of(content: &Content) -> Option<String> {
    content.details.as_ref().map(ToString::to_string)
}

fn card_in(message: &InboundMessage) -> Option<&Card> {
    message.evidence.iter().find_map(|header| match header {
        HeaderEvidence::Card(card) => Some(card),
        HeaderEvidence::Product { .. } | HeaderEvidence::EntryPoint(_) => None,
    })
}

fn card_of(message: &InboundMessage) -> Option<String> {
    card_in(message).and_then(|card| serde_json::to_string(card).ok())
}

/// Has the file of a message and the picture of its card fetched.
fn bring_files(
    working: &mut WorkingSet,
    arrived: &Arrived,
    message_id: MessageId,
    content: &Content,
    card: Option<&Card>,
) {
    let direction = if matches!(arrived.event, Event::Echo(_)) { Direction::Outbound } else { Direction::Inbound };
    let (company_id, channel_id) = (working.company.company_id, arrived.channel_id);
    let bringer = Bringer { company_id, message_id, channel_id, direction };
    let files = files_of(&working.app, bringer, content, card);
    working.new_files.extend(files);
}
