//! Adding evidence to the ledger of touches: each piece once, and only what stands for something in this company.

use nascente_domain::code::{CodeKind, FoundCode};
use nascente_domain::id::{ClickId, ContactId, ConversationId, IdentifierId, MessageId, TouchId};
use nascente_domain::touch::{EntryKind, EntryPoint, Method, Touch};
use nascente_store::recording::LinkFacts;
use nascente_store::touch::NewTouch;
use nascente_wire::inbound::StatusReport;

use super::arrival::Arrived;
use super::evidence::{Evidence, HeaderMark, earlier_key};
use super::working::WorkingSet;

/// What a piece of evidence stands for in this company.
struct Identified {
    kind: EntryKind,
    identifier_id: Option<IdentifierId>,
    click_id: Option<ClickId>,
    paid_click: bool,
}

impl Identified {
    /// What no click leads to.
    const fn of(kind: EntryKind, identifier_id: Option<IdentifierId>) -> Self {
        Self { kind, identifier_id, click_id: None, paid_click: false }
    }
}

/// Whether a message brings evidence that is not in the ledger yet and may open a conversation.
pub(super) fn brings_news(
    working: &mut WorkingSet,
    arrived: &Arrived,
    provider_id: &str,
    contact_id: ContactId,
    found: &[Evidence],
) -> bool {
    let standing = standing(working, arrived, found, contact_id);
    standing.into_iter().any(|one| one.is_news() && !is_known(working, arrived, provider_id, contact_id, one))
}

/// The evidence that stands for something here, without an entry point that the rest says better.
fn standing<'a>(
    working: &mut WorkingSet,
    arrived: &Arrived,
    found: &'a [Evidence],
    contact_id: ContactId,
) -> Vec<&'a Evidence> {
    let stands = |one: &&Evidence| identify(working, arrived, one, contact_id, false).is_some();
    let all: Vec<&Evidence> = found.iter().filter(stands).collect();
    let covered = |one: &Evidence| match one {
        Evidence::EntryPoint { kind: Some(kind), .. } => all.iter().any(|other| other.covers(*kind)),
        _ => false,
    };
    all.iter().copied().filter(|one| !covered(one)).collect()
}

/// Whether the ledger holds this evidence under any contact that the person was. What it holds of a later message is no
/// hindrance: this one came before, and begins what that one only repeats.
fn is_known(
    working: &WorkingSet,
    arrived: &Arrived,
    provider_id: &str,
    contact_id: ContactId,
    evidence: &Evidence,
) -> bool {
    let mut family = working.family(working.person(contact_id)).into_iter();
    family.any(|id| {
        let key = key_of(working, arrived, provider_id, id, evidence);
        working.evidence.get(&key).is_some_and(|seen_at| *seen_at <= arrived.at)
            || working.evidence.contains_key(&earlier_key(&key, provider_id))
    })
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
pub(super) fn add_touches(
    working: &mut WorkingSet,
    arrived: &Arrived,
    provider_id: &str,
    conversation_id: ConversationId,
    message_id: Option<MessageId>,
    found: &[Evidence],
) {
    let Some(row) = working.conversations.get(&conversation_id).map(|held| held.now.clone()) else { return };
    let contact_id = working.person(row.contact_id);
    let is_first = row.first_inbound().is_some_and(|first| first.provider_message_id == provider_id);
    let told = found.iter().find_map(|one| match one {
        Evidence::EntryPoint { point, .. } => Some(point.as_ref()),
        _ => None,
    });
    for one in standing(working, arrived, found, contact_id) {
        if one.is_of_first_message() && !is_first {
            continue;
        }
        if is_known(working, arrived, provider_id, contact_id, one) {
            continue;
        }
        let key = key_of(working, arrived, provider_id, contact_id, one);
        let is_kept = working.evidence.contains_key(&key);
        let evidence_key = if is_kept { earlier_key(&key, provider_id) } else { key };
        let Some(identified) = identify(working, arrived, one, contact_id, true) else { continue };
        let touch = Touch {
            id: working.app.id::<TouchId>(),
            kind: identified.kind,
            method: one.method(),
            identifier_id: identified.identifier_id,
            click_id: identified.click_id,
            seen_at: arrived.at,
            provider_message_id: provider_id.to_owned(),
            paid_click: identified.paid_click,
        };
        let new = new_touch(working, touch, contact_id, conversation_id, evidence_key);
        working.add_touch(NewTouch { message_id, entry_point: told.and_then(as_json), ..carried(new, one) });
    }
}

fn as_json(point: &EntryPoint) -> Option<String> {
    serde_json::to_string(point).ok()
}

fn carried(touch: NewTouch, evidence: &Evidence) -> NewTouch {
    match evidence {
        Evidence::Card { card, .. } => NewTouch { card: serde_json::to_string(card).ok(), ..touch },
        Evidence::Code(found) => NewTouch { code: Some(found.code.to_string()), ..touch },
        Evidence::LinkHeader(HeaderMark::Code(code)) => NewTouch { code: Some(code.to_string()), ..touch },
        Evidence::Product(_)
        | Evidence::Hashtag(_)
        | Evidence::Prefilled(_)
        | Evidence::Number(_)
        | Evidence::LinkHeader(HeaderMark::Slug(_))
        | Evidence::EntryPoint { .. } => touch,
    }
}

fn new_touch(
    working: &WorkingSet,
    touch: Touch,
    contact_id: ContactId,
    conversation_id: ConversationId,
    evidence_key: String,
) -> NewTouch {
    NewTouch {
        touch,
        contact_id,
        conversation_id,
        message_id: None,
        evidence_key,
        card: None,
        code: None,
        user_id: None,
        created_at: working.app.now(),
        entry_point: None,
        home_id: None,
    }
}

/// Looks evidence up; `None` when it proves nothing here. With `keep` identifiers are made and clicks claimed.
fn identify(
    working: &mut WorkingSet,
    arrived: &Arrived,
    evidence: &Evidence,
    contact_id: ContactId,
    keep: bool,
) -> Option<Identified> {
    let of_link = |link: &LinkFacts| Identified::of(EntryKind::Link, Some(link.identifier_id));
    match evidence {
        Evidence::Prefilled(text) => working.link_by_text(arrived.channel_id, text, arrived.at).map(of_link),
        Evidence::Number(link_id) => working.link(*link_id).map(of_link),
        Evidence::LinkHeader(HeaderMark::Slug(slug)) => working.link_by_slug(slug).map(of_link),
        // What is no code of this company's proves nothing: whoever made the link could write anything.
        Evidence::LinkHeader(HeaderMark::Code(code)) => {
            identify_code(working, &FoundCode { code: code.clone(), framed: false }, contact_id, keep)
        }
        Evidence::Card { kind, named, .. } => {
            let identifier_id = named.as_ref().filter(|_| keep).map(|named| working.identifier(named));
            Some(Identified::of(*kind, identifier_id))
        }
        Evidence::Product(named) | Evidence::Hashtag(named) => {
            let identifier_id = keep.then(|| working.identifier(named));
            Some(Identified::of(named.kind, identifier_id))
        }
        Evidence::Code(found) => identify_code(working, found, contact_id, keep),
        Evidence::EntryPoint { kind, .. } => kind.map(|kind| Identified::of(kind, None)),
    }
}

/// A code that we do not know counts as *a link, which one is unknown* only in the frame that we write.
fn identify_code(working: &mut WorkingSet, found: &FoundCode, contact_id: ContactId, keep: bool) -> Option<Identified> {
    let code = found.code.as_str();
    let (link, click) = match found.code.kind() {
        CodeKind::Link => (working.link_by_code(code).cloned(), None),
        CodeKind::Click => {
            let click = working.click(code).cloned();
            let own = keep && working.claim(code, contact_id);
            let link = click.as_ref().and_then(|click| working.link(click.link_id).cloned());
            (link, click.filter(|_| own))
        }
    };
    match link {
        Some(link) => Some(Identified {
            click_id: click.as_ref().map(|click| click.click_id),
            paid_click: click.is_some_and(|click| click.is_paid),
            ..Identified::of(EntryKind::Link, Some(link.identifier_id))
        }),
        None => found.framed.then_some(Identified::of(EntryKind::Link, None)),
    }
}

/// A status can prove that an ad opened the conversation although its card was closed; it does not say which ad.
pub(super) fn prove_ad(
    working: &mut WorkingSet,
    arrived: &Arrived,
    report: &StatusReport,
    conversation_id: ConversationId,
) {
    let evidence_key = format!("entry_point:{conversation_id}");
    let Some(row) = working.conversations.get(&conversation_id).map(|held| held.now.clone()) else { return };
    let proven = |touch: &Touch| touch.method == Method::EntryPoint && touch.kind == EntryKind::Ad;
    let known = working.touches.get(&conversation_id).is_some_and(|touches| touches.iter().any(proven));
    if known || working.evidence.contains_key(&evidence_key) {
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
        paid_click: false,
    };
    let contact_id = working.person(row.contact_id);
    let new = new_touch(working, touch, contact_id, conversation_id, evidence_key);
    working.add_touch(new);
    working.to_attribute.insert(contact_id);
}
