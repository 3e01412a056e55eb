//! Folding events into the working set, one after the other, each with its outcome.

use nascente_domain::code::{CodeKind, FoundCode};
use nascente_domain::conversation::{Placement, ReturnState, StartedBy, Status, place_inbound, place_outbound};
use nascente_domain::id::{ContactId, ConversationId, IdentifierId, MessageId, TouchId};
use nascente_domain::message::{Author, Direction, MessageKind, SendStatus};
use nascente_domain::outcome::EventResult;
use nascente_domain::touch::{Card, EntryKind, HeaderEvidence, Method, Touch};
use nascente_store::delivery::Outcome;
use nascente_store::message::{Completion, KnownMessage, NewMessage};
use nascente_store::touch::NewTouch;
use nascente_wire::inbound::{Content, EchoMessage, Event, InboundMessage, StatusReport};

use super::arrival::{Arrived, kind_of};
use super::evidence::{self, Evidence};
use super::working::WorkingSet;
use crate::media::arrive::{Bringer, files_of};

/// Records one event; gives its outcome.
pub(super) fn fold(working: &mut WorkingSet, arrived: &Arrived) -> Outcome {
    let place = arrived.place;
    let kind = kind_of(&arrived.event);
    let (provider_id, ended) = match &arrived.event {
        Event::Message(message) => (message.provider_id.clone(), inbound(working, arrived, message)),
        Event::Echo(echo) => (echo.provider_id.clone(), outbound(working, arrived, echo)),
        Event::Status(report) => (report.provider_id.clone(), status(working, arrived, report)),
        Event::Connection(_) | Event::Ignored { .. } | Event::Refused { .. } => {
            (String::new(), Ended::ignored("nothing to record"))
        }
    };
    let mut outcome = place.outcome(kind, Some(&provider_id), ended.result, ended.reason);
    outcome.conversation_id = ended.conversation_id;
    outcome
}

/// How an event ended.
struct Ended {
    result: EventResult,
    reason: Option<&'static str>,
    conversation_id: Option<ConversationId>,
}

impl Ended {
    const fn recorded(conversation_id: ConversationId) -> Self {
        Self { result: EventResult::Recorded, reason: None, conversation_id: Some(conversation_id) }
    }

    const fn duplicate(conversation_id: ConversationId) -> Self {
        Self { result: EventResult::Duplicate, reason: None, conversation_id: Some(conversation_id) }
    }

    const fn ignored(reason: &'static str) -> Self {
        Self { result: EventResult::Ignored, reason: Some(reason), conversation_id: None }
    }
}

fn inbound(working: &mut WorkingSet, arrived: &Arrived, message: &InboundMessage) -> Ended {
    if let Some(known) = working.message(arrived.channel_id, &message.provider_id).cloned() {
        return repeated(working, arrived, message, &known);
    }
    let opens = message.content.kind.opens_conversation();
    if !opens && working.known_contact(&message.from).is_none() {
        return Ended::ignored("no conversation");
    }
    let contact_id = working.contact(&message.from, arrived.at);
    let found = evidence::of_message(message);
    let Some((conversation_id, returned)) = place(working, arrived, message, contact_id, &found) else {
        return Ended::ignored("no conversation");
    };
    let message_id: MessageId = working.app.id();
    working.add_message(NewMessage {
        message_id,
        conversation_id,
        channel_id: arrived.channel_id,
        provider_id: Some(message.provider_id.clone()),
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
    });
    bring_files(working, arrived, message_id, &message.content, card_in(message));
    if opens {
        note_inbound(working, conversation_id, arrived, message, returned);
        add_touches(working, arrived, &message.provider_id, conversation_id, Some(message_id), found);
    }
    working.to_attribute.insert(contact_id);
    Ended::recorded(conversation_id)
}

/// Finds or opens the conversation of a message; tells whether the contact came back with it.
fn place(
    working: &mut WorkingSet,
    arrived: &Arrived,
    message: &InboundMessage,
    contact_id: ContactId,
    found: &[Evidence],
) -> Option<(ConversationId, bool)> {
    let episodes = working.episodes(contact_id, arrived.channel_id);
    if !message.content.kind.opens_conversation() {
        return place_outbound(&episodes, arrived.at).map(|id| (id, false));
    }
    let new_evidence = found.iter().any(|one| {
        let key = key_of(working, arrived, &message.provider_id, contact_id, one);
        !working.evidence.contains(&key) && identify(working, one, contact_id, false).is_some()
    });
    Some(match place_inbound(&episodes, arrived.at, new_evidence) {
        Placement::Join(id) => (id, false),
        Placement::Return(id) => (id, true),
        Placement::Open => (working.open(contact_id, arrived.channel_id, arrived.at), false),
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
    let found = evidence::of_message(message);
    add_touches(working, arrived, &message.provider_id, known.conversation_id, Some(known.message_id), found);
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
        bring_files(working, arrived, known.message_id, &message.content, card_in(message));
    }
    if fills || working.new_touches.len() > before {
        let contact = working.conversations.get(&known.conversation_id).map(|held| held.now.contact_id);
        working.to_attribute.extend(contact);
        return Ended { reason: Some("completed an earlier delivery"), ..Ended::recorded(known.conversation_id) };
    }
    Ended::duplicate(known.conversation_id)
}

fn key_of(
    working: &WorkingSet,
    arrived: &Arrived,
    provider_id: &str,
    contact_id: ContactId,
    evidence: &Evidence,
) -> String {
    let day = arrived.at.day_in(&working.zone);
    evidence.key(&contact_id.to_string(), &arrived.channel_id.to_string(), provider_id, day)
}

/// Adds the evidence of a message to the ledger.
fn add_touches(
    working: &mut WorkingSet,
    arrived: &Arrived,
    provider_id: &str,
    conversation_id: ConversationId,
    message_id: Option<MessageId>,
    found: Vec<Evidence>,
) {
    let Some(row) = working.conversations.get(&conversation_id).map(|held| held.now.clone()) else { return };
    let is_first = row.first_inbound().is_some_and(|first| first.provider_message_id == provider_id);
    for one in found {
        if matches!(one, Evidence::Hashtag(_)) && !is_first {
            continue;
        }
        let evidence_key = key_of(working, arrived, provider_id, row.contact_id, &one);
        if working.evidence.contains(&evidence_key) {
            continue;
        }
        let Some(identified) = identify(working, &one, row.contact_id, true) else { continue };
        let touch = Touch {
            id: working.app.id::<TouchId>(),
            kind: identified.kind,
            method: one.method(),
            identifier_id: identified.identifier_id,
            click_id: identified.click_id,
            seen_at: arrived.at,
            provider_message_id: provider_id.to_owned(),
        };
        let (card, code) = match &one {
            Evidence::Card { card, .. } => (serde_json::to_string(card).ok(), None),
            Evidence::Code(found) => (None, Some(found.code.to_string())),
            Evidence::Product(_) | Evidence::Hashtag(_) => (None, None),
        };
        keep(working, touch, row.contact_id, conversation_id, message_id, evidence_key, card, code);
    }
}

#[expect(clippy::too_many_arguments, reason = "the columns of one row of the ledger")]
fn keep(
    working: &mut WorkingSet,
    touch: Touch,
    contact_id: ContactId,
    conversation_id: ConversationId,
    message_id: Option<MessageId>,
    evidence_key: String,
    card: Option<String>,
    code: Option<String>,
) {
    let created_at = working.app.now();
    let user_id = None;
    working.add_touch(NewTouch {
        touch,
        contact_id,
        conversation_id,
        message_id,
        evidence_key,
        card,
        code,
        user_id,
        created_at,
    });
}

/// What a piece of evidence stands for in this company.
struct Identified {
    kind: EntryKind,
    identifier_id: Option<IdentifierId>,
    click_id: Option<nascente_domain::id::ClickId>,
}

/// Looks evidence up; `None` when it proves nothing here. With `keep` identifiers are made and clicks claimed.
fn identify(working: &mut WorkingSet, evidence: &Evidence, contact_id: ContactId, keep: bool) -> Option<Identified> {
    match evidence {
        Evidence::Card { kind, named, .. } => {
            let identifier_id = named.as_ref().filter(|_| keep).map(|named| working.identifier(named));
            Some(Identified { kind: *kind, identifier_id, click_id: None })
        }
        Evidence::Product(named) | Evidence::Hashtag(named) => {
            let identifier_id = keep.then(|| working.identifier(named));
            Some(Identified { kind: named.kind, identifier_id, click_id: None })
        }
        Evidence::Code(found) => identify_code(working, found, contact_id, keep),
    }
}

/// A code that we do not know counts as *a link, which one is unknown* only in the frame that we write.
fn identify_code(working: &mut WorkingSet, found: &FoundCode, contact_id: ContactId, keep: bool) -> Option<Identified> {
    let code = found.code.as_str();
    let (link, click_id) = match found.code.kind() {
        CodeKind::Link => (working.link_by_code(code).cloned(), None),
        CodeKind::Click => {
            let click = working.click(code).cloned();
            let own = keep && working.claim(code, contact_id);
            let link = click.as_ref().and_then(|click| working.link(click.link_id).cloned());
            (link, click.filter(|_| own).map(|click| click.click_id))
        }
    };
    match link {
        Some(link) => Some(Identified { kind: EntryKind::Link, identifier_id: Some(link.identifier_id), click_id }),
        None => found.framed.then_some(Identified { kind: EntryKind::Link, identifier_id: None, click_id: None }),
    }
}

fn outbound(working: &mut WorkingSet, arrived: &Arrived, echo: &EchoMessage) -> Ended {
    if let Some(known) = working.message(arrived.channel_id, &echo.provider_id) {
        return Ended::duplicate(known.conversation_id);
    }
    let Some(contact_id) = working.known_contact(&echo.to) else { return Ended::ignored("no conversation") };
    let episodes = working.episodes(contact_id, arrived.channel_id);
    let Some(conversation_id) = place_outbound(&episodes, arrived.at) else {
        return Ended::ignored("no conversation");
    };
    let message_id: MessageId = working.app.id();
    bring_files(working, arrived, message_id, &echo.content, None);
    working.add_message(NewMessage {
        message_id,
        conversation_id,
        channel_id: arrived.channel_id,
        provider_id: Some(echo.provider_id.clone()),
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
    });
    if echo.content.kind.opens_conversation()
        && let Some(held) = working.conversations.get_mut(&conversation_id)
    {
        let row = &mut held.now;
        row.note_human_answer(arrived.at, Author::Phone);
        row.note_last_message(arrived.at, Direction::Outbound, echo.content.kind, echo.content.text.as_deref());
        row.unread = 0;
    }
    Ended::recorded(conversation_id)
}

fn status(working: &mut WorkingSet, arrived: &Arrived, report: &StatusReport) -> Ended {
    let by_our_id = report.our_id.as_deref().and_then(|id| id.parse::<MessageId>().ok());
    let known = by_our_id
        .and_then(|id| working.our_message(id))
        .or_else(|| working.message(arrived.channel_id, &report.provider_id))
        .filter(|known| known.direction == Direction::Outbound)
        .cloned();
    let conversation_id = known.as_ref().map(|known| known.conversation_id).or_else(|| {
        let contact_id = working.known_contact(&report.to)?;
        place_outbound(&working.episodes(contact_id, arrived.channel_id), arrived.at)
    });
    if report.proves_ad
        && let Some(conversation_id) = conversation_id
    {
        prove_ad(working, arrived, report, conversation_id);
    }
    let Some(known) = known else { return Ended { conversation_id, ..Ended::ignored("unknown message") } };
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

/// A status can prove that an ad opened the conversation although its card was closed; it does not say which ad.
fn prove_ad(working: &mut WorkingSet, arrived: &Arrived, report: &StatusReport, conversation_id: ConversationId) {
    let evidence_key = format!("entry_point:{conversation_id}");
    let Some(row) = working.conversations.get(&conversation_id).map(|held| held.now.clone()) else { return };
    let known = working
        .touches
        .get(&conversation_id)
        .is_some_and(|touches| touches.iter().any(|touch| touch.method == Method::EntryPoint));
    if known || working.evidence.contains(&evidence_key) {
        return;
    }
    let touch = Touch {
        id: working.app.id::<TouchId>(),
        kind: EntryKind::Ad,
        method: Method::EntryPoint,
        identifier_id: None,
        click_id: None,
        seen_at: arrived.at,
        provider_message_id: report.provider_id.clone(),
    };
    keep(working, touch, row.contact_id, conversation_id, None, evidence_key, None, None);
    working.to_attribute.insert(row.contact_id);
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
