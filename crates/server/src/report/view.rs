//! A conversation as the API shows it, put together from its row and its parts.

use nascente_domain::conversation::ReturnState;
use nascente_domain::id::CompanyId;
use nascente_domain::moment::HOUR;
use nascente_domain::origins::Origin;
use nascente_domain::phone::Phone;
use nascente_domain::role::Role;
use nascente_domain::touch::{Card, EntryKind};
use nascente_store::conversation_list::ConversationRow;
use nascente_store::conversation_list::part::{ClosingPart, ContactPart, IdentifierPart, OriginParts, Parts};
use nascente_store::{StoreError, Tx};

use crate::app::App;
use crate::auth::caller::Caller;
use crate::http::body::closing::Closing;
use crate::http::body::contact::ContactSummary;
use crate::http::body::conversation::{Conversation, Entry, InheritedEntry, LastMessage, Origins, ViewedOrigin};
use crate::media::show::Pictures;
use crate::report::explanation::{Facts, explain};
use crate::report::wording::Language;

/// For how long after the contact's last message free text may be sent.
const FREE_TEXT_WINDOW: i64 = 24 * HOUR;

/// How conversations are shown to a caller.
#[derive(Debug, Clone)]
pub(super) struct Manners {
    pub(super) language: Language,
    /// Role marketing: phones masked, no message text.
    pub(super) masked: bool,
    pub(super) public_url: String,
    /// Pictures of cards that are kept.
    pub(super) pictures: Pictures,
}

impl Manners {
    pub(super) fn new(app: &App, caller: &Caller, locale: &str) -> Self {
        Self {
            language: Language::of(locale),
            masked: caller.is(&[Role::Marketing]),
            public_url: app.public_url().to_owned(),
            pictures: Pictures::default(),
        }
    }

    /// The same manners, with the pictures of these cards.
    pub(super) fn showing(self, pictures: Pictures) -> Self {
        Self { pictures, ..self }
    }
}

/// The pictures of the cards on which these parts rest.
pub(super) fn pictures(tx: &mut Tx<'_>, company_id: CompanyId, parts: &Parts) -> Result<Pictures, StoreError> {
    Pictures::of(tx, company_id, parts.touches.values().filter_map(|touch| touch.card.as_ref()))
}

/// The whole body.
pub(super) fn conversation(row: &ConversationRow, parts: &Parts, manners: &Manners) -> Conversation {
    let preview = if manners.masked { String::new() } else { row.last_message_preview.clone() };
    Conversation {
        id: row.id.to_string(),
        protocol: row.protocol.clone(),
        version: row.version,
        status: row.status.to_string(),
        started_by: row.started_by.to_string(),
        contact: contact(row, parts.contacts.get(&row.contact_id), manners),
        channel_id: row.channel_id.to_string(),
        department_id: row.department_id.to_string(),
        agent_id: row.agent_id.map(|id| id.to_string()),
        opened_at: row.opened_at.to_string(),
        first_response_at: row.first_response_at.map(|at| at.to_string()),
        first_response_by: row.first_response_by.map(|by| by.to_string()),
        closed_at: row.closed_at.map(|at| at.to_string()),
        returned: row.returned == ReturnState::Pending,
        new_contact: row.new_contact,
        excluded: row.excluded,
        unread: row.unread,
        last_message: LastMessage {
            preview,
            kind: row.last_message_kind.to_string(),
            direction: row.last_message_direction.to_string(),
            at: row.last_message_at.to_string(),
        },
        window_until: row.last_inbound_at.map(|at| at.plus(FREE_TEXT_WINDOW).to_string()),
        entry: entry(row, parts, manners),
        origins: None,
        tag_ids: parts.tags.get(&row.id).into_iter().flatten().map(ToString::to_string).collect(),
        closing: row.closing_id.and_then(|id| parts.closings.get(&id)).map(|part| closing(part, manners.masked)),
    }
}

fn contact(row: &ConversationRow, part: Option<&ContactPart>, manners: &Manners) -> ContactSummary {
    ContactSummary {
        id: part.map_or(row.contact_id, |part| part.id).to_string(),
        name: part.and_then(|part| part.name.clone()),
        phone: part.and_then(|part| phone(part.phone.as_deref(), manners)),
    }
}

/// A number as this caller may see it; one that cannot be masked is hidden.
pub(super) fn phone(digits: Option<&str>, manners: &Manners) -> Option<String> {
    let digits = digits?;
    if manners.masked { Phone::read(digits).map(|phone| phone.masked()) } else { Some(digits.to_owned()) }
}

fn entry(row: &ConversationRow, parts: &Parts, manners: &Manners) -> Entry {
    let identifier = row.identifier_id.and_then(|id| parts.identifiers.get(&id));
    let touch = row.entry_touch_id.and_then(|id| parts.touches.get(&id));
    let card = touch.and_then(|touch| touch.card.as_ref());
    let short_url =
        identifier.and_then(|part| part.slug.as_ref()).map(|slug| format!("{}/l/{slug}", manners.public_url));
    let inherited_label =
        row.inherited_identifier_id.and_then(|id| parts.identifiers.get(&id)).map(|part| part.label.as_str());
    let facts = Facts {
        kind: row.entry_kind,
        method: row.entry_method,
        unidentified: row.entry_unidentified,
        confidence: row.entry_confidence,
        label: identifier.map(|part| part.label.as_str()),
        code: touch.and_then(|touch| touch.code.as_deref()),
        entry_point: touch.and_then(|touch| touch.entry_point.as_ref()),
        inherited: row.inherited_kind.map(|kind| (kind, inherited_label)),
    };
    Entry {
        kind: row.entry_kind.to_string(),
        identifier_id: row.identifier_id.map(|id| id.to_string()),
        key: identifier.map(|part| part.key.clone()),
        label: identifier.map(|part| part.label.clone()),
        method: row.entry_method.to_string(),
        confidence: row.entry_confidence,
        unidentified: row.entry_unidentified,
        inherited_from: inherited(row, inherited_label),
        source_url: source_url(card, identifier, short_url.as_deref()),
        source_id: source_id(row.entry_kind, card, identifier),
        ctwa_clid: card.and_then(|card| card.ctwa_clid.clone()),
        headline: card.and_then(|card| card.headline.clone()),
        body: card.and_then(|card| card.body.clone()),
        image_url: card.and_then(|card| manners.pictures.address(card)),
        site: identifier.and_then(|part| part.site.clone()),
        short_url,
        campaign: identifier.and_then(|part| part.campaign.clone()),
        explanation: explain(manners.language, facts),
    }
}

/// What the views name.
pub(super) fn origins(row: &ConversationRow, parts: &OriginParts) -> Origins {
    let viewed = |origin: Origin| ViewedOrigin {
        kind: origin.kind.to_string(),
        identifier_id: origin.identifier_id.map(|id| id.to_string()),
        label: origin.identifier_id.and_then(|id| parts.identifiers.get(&id)).map(|part| part.label.clone()),
        seen_at: origin.touch_id.and_then(|id| parts.seen_at.get(&id)).map(ToString::to_string),
    };
    Origins {
        first: viewed(row.origins.first),
        last: viewed(row.origins.last),
        last_paid: viewed(row.origins.last_paid),
    }
}

fn inherited(row: &ConversationRow, label: Option<&str>) -> Option<InheritedEntry> {
    Some(InheritedEntry {
        conversation_id: row.inherited_conversation_id?.to_string(),
        kind: row.inherited_kind?.to_string(),
        identifier_id: row.inherited_identifier_id.map(|id| id.to_string()),
        label: label.map(str::to_owned),
    })
}

/// The address that the conversation came by: of the card on its message, else of its identifier, else the link's.
fn source_url(card: Option<&Card>, identifier: Option<&IdentifierPart>, short_url: Option<&str>) -> Option<String> {
    card.and_then(|card| card.source_url.clone())
        .or_else(|| identifier.and_then(|part| part.source_url.clone()))
        .or_else(|| short_url.map(str::to_owned))
}

fn source_id(kind: EntryKind, card: Option<&Card>, identifier: Option<&IdentifierPart>) -> Option<String> {
    if kind == EntryKind::Product {
        return identifier.map(|part| part.key.clone());
    }
    card.and_then(|card| card.source_id.clone()).or_else(|| identifier.and_then(|part| part.source_id.clone()))
}

/// A closing. Its free texts are as confidential as messages.
pub(crate) fn closing(part: &ClosingPart, masked: bool) -> Closing {
    let shown = |text: &Option<String>| text.clone().filter(|_| !masked);
    Closing {
        id: part.id.to_string(),
        disposition_id: part.disposition_id.map(|id| id.to_string()),
        disposition: part.disposition.clone(),
        outcome: part.outcome.map(|outcome| outcome.to_string()),
        mode: part.mode.to_string(),
        closed_by: part.closed_by.to_string(),
        closed_by_role: part.closed_by_role.map(|role| role.to_string()),
        closed_by_id: part.closed_by_id.clone(),
        closed_by_name: part.closed_by_name.clone(),
        confidence: part.confidence,
        value_cents: part.value_cents,
        note: shown(&part.note),
        form_version: part.form_version,
        fields: if masked { std::collections::BTreeMap::default() } else { part.fields.clone() },
        reason: shown(&part.reason),
        closed_at: part.closed_at.to_string(),
        created_at: part.created_at.to_string(),
        undone_at: part.undone_at.map(|at| at.to_string()),
        supersedes: part.supersedes.map(|id| id.to_string()),
    }
}
