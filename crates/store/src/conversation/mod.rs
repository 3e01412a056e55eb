//! Conversations: whole rows, read and written many at a time.
//!
//! Whoever changes a row holds the company's lock ([`crate::company::lock`]) and hands the figures the difference
//! between [`ConversationRow::counted`] before and after.

use nascente_domain::attribution::{Inherited, MessageOrder};
use nascente_domain::conversation::{Episode, ReturnState, StartedBy, State, Status};
use nascente_domain::disposition::{ClosedBy, Outcome};
use nascente_domain::funnel::{Counted, first_response_bucket};
use nascente_domain::id::{
    ChannelId, ClosingId, CompanyId, ContactId, ConversationId, DepartmentId, DispositionId, IdentifierId, TouchId,
    UserId,
};
use nascente_domain::message::{Author, Direction, MessageKind};
use nascente_domain::moment::{HOUR, LocalDay, Moment};
use nascente_domain::origins::{Origin, Origins};
use nascente_domain::touch::{EntryKind, Method};

use crate::bulk::ColumnType::{Bool, Int, Real, Text};
use crate::bulk::{Bulk, Column};
use crate::{Row, StoreError, Tx, Value, params, statements};

/// Lists the columns once, for reading, inserting and updating.
macro_rules! columns {
    ($($name:literal $kind:ident),+ $(,)?) => {
        const COLUMNS: &[Column] = &[$(($name, $kind)),+];
        /// The columns as a select list.
        macro_rules! select_list { () => { concat_columns!($($name),+) }; }
    };
}

/// Joins names with commas at compile time.
macro_rules! concat_columns {
    ($first:literal $(, $rest:literal)*) => { concat!($first $(, ", ", $rest)*) };
}

columns! {
    "company_id" Int,
    "conversation_id" Int,
    "protocol" Text,
    "version" Int,
    "status" Text,
    "started_by" Text,
    "contact_id" Int,
    "channel_id" Int,
    "department_id" Int,
    "agent_id" Int,
    "returned" Text,
    "excluded" Bool,
    "new_contact" Bool,
    "opened_at" Int,
    "entry_day" Int,
    "first_inbound_at" Int,
    "first_inbound_provider_id" Text,
    "first_response_at" Int,
    "first_response_by" Text,
    "first_response_bucket" Int,
    "last_inbound_at" Int,
    "last_message_at" Int,
    "last_message_preview" Text,
    "last_message_kind" Text,
    "last_message_direction" Text,
    "engaged" Bool,
    "unread" Int,
    "warned_at" Int,
    "away_at" Int,
    "rules_since" Int,
    "entry_kind" Text,
    "identifier_id" Int,
    "entry_method" Text,
    "entry_confidence" Real,
    "entry_unidentified" Bool,
    "entry_touch_id" Int,
    "inherited_conversation_id" Int,
    "inherited_kind" Text,
    "inherited_identifier_id" Int,
    "first_kind" Text,
    "first_identifier_id" Int,
    "first_touch_id" Int,
    "last_kind" Text,
    "last_identifier_id" Int,
    "last_touch_id" Int,
    "paid_kind" Text,
    "paid_identifier_id" Int,
    "paid_touch_id" Int,
    "closing_id" Int,
    "closed_at" Int,
    "closing_day" Int,
    "disposition_id" Int,
    "outcome" Text,
    "closed_by" Text,
    "value_cents" Int,
    "joined_into" Int,
}

// Behind the list of columns, which it reads, too.
pub mod queue;

statements! {
    LOAD = concat!("select ", select_list!(), " from conversation where company_id = $1 and conversation_id {in:$2}");
    LOAD_OF_CONTACTS =
        concat!("select ", select_list!(), " from conversation
            where company_id = $1 and contact_id {in:$2} and joined_into is null");
    LOAD_ALL_OF_CONTACTS =
        concat!("select ", select_list!(), " from conversation where company_id = $1 and contact_id {in:$2}");
    REJOIN = "update conversation set joined_into = $3 where company_id = $1 and joined_into = $2";
    JOINED_INTO = "select joined_into from conversation where company_id = $1 and conversation_id = $2";
}

static INSERT: Bulk = Bulk::insert("conversation", COLUMNS, "");
static UPDATE: Bulk = Bulk::update("conversation", COLUMNS, 2);

/// Characters of the last message that lists show.
const PREVIEW_CHARACTERS: usize = 120;

/// A conversation as it is stored.
#[derive(Debug, Clone, PartialEq)]
#[expect(missing_docs, reason = "the columns are described in the domain and in the body of the API")]
pub struct ConversationRow {
    pub conversation_id: ConversationId,
    pub protocol: String,
    pub version: i64,
    pub status: Status,
    pub started_by: StartedBy,
    pub contact_id: ContactId,
    pub channel_id: ChannelId,
    pub department_id: DepartmentId,
    pub agent_id: Option<UserId>,
    pub returned: ReturnState,
    pub excluded: bool,
    pub new_contact: bool,
    pub opened_at: Moment,
    pub entry_day: LocalDay,
    pub first_inbound_at: Option<Moment>,
    pub first_inbound_provider_id: Option<String>,
    pub first_response_at: Option<Moment>,
    pub first_response_by: Option<Author>,
    pub last_inbound_at: Option<Moment>,
    pub last_message_at: Moment,
    pub last_message_preview: String,
    pub last_message_kind: MessageKind,
    pub last_message_direction: Direction,
    pub unread: i64,
    pub warned_at: Option<Moment>,
    pub away_at: Option<Moment>,
    pub rules_since: Option<Moment>,
    pub entry_kind: EntryKind,
    pub identifier_id: Option<IdentifierId>,
    pub entry_method: Method,
    pub entry_confidence: f64,
    pub entry_unidentified: bool,
    pub entry_touch_id: Option<TouchId>,
    pub inherited_conversation_id: Option<ConversationId>,
    pub inherited_kind: Option<EntryKind>,
    pub inherited_identifier_id: Option<IdentifierId>,
    pub origins: Origins,
    pub closing_id: Option<ClosingId>,
    pub closed_at: Option<Moment>,
    pub closing_day: Option<LocalDay>,
    pub disposition_id: Option<DispositionId>,
    pub outcome: Option<Outcome>,
    pub closed_by: Option<ClosedBy>,
    pub value_cents: Option<i64>,
    pub joined_into: Option<ConversationId>,
}

impl ConversationRow {
    fn read(mut row: Row) -> Result<Self, StoreError> {
        row.take::<CompanyId>()?;
        Ok(Self {
            conversation_id: row.take()?,
            protocol: row.take()?,
            version: row.take()?,
            status: row.take()?,
            started_by: row.take()?,
            contact_id: row.take()?,
            channel_id: row.take()?,
            department_id: row.take()?,
            agent_id: row.take()?,
            returned: row.take()?,
            excluded: row.take()?,
            new_contact: row.take()?,
            opened_at: row.take()?,
            entry_day: row.take()?,
            first_inbound_at: row.take()?,
            first_inbound_provider_id: row.take()?,
            first_response_at: row.take()?,
            first_response_by: row.take()?,
            last_inbound_at: {
                // The bucket is derived from the two times around it.
                row.take::<Option<i64>>()?;
                row.take()?
            },
            last_message_at: row.take()?,
            last_message_preview: row.take()?,
            last_message_kind: row.take()?,
            last_message_direction: row.take()?,
            unread: {
                // So is whether the contact wrote again.
                row.take::<bool>()?;
                row.take()?
            },
            warned_at: row.take()?,
            away_at: row.take()?,
            rules_since: row.take()?,
            entry_kind: row.take()?,
            identifier_id: row.take()?,
            entry_method: row.take()?,
            entry_confidence: row.take()?,
            entry_unidentified: row.take()?,
            entry_touch_id: row.take()?,
            inherited_conversation_id: row.take()?,
            inherited_kind: row.take()?,
            inherited_identifier_id: row.take()?,
            origins: Origins {
                first: take_origin(&mut row)?,
                last: take_origin(&mut row)?,
                last_paid: take_origin(&mut row)?,
            },
            closing_id: row.take()?,
            closed_at: row.take()?,
            closing_day: row.take()?,
            disposition_id: row.take()?,
            outcome: row.take()?,
            closed_by: row.take()?,
            value_cents: row.take()?,
            joined_into: row.take()?,
        })
    }

    fn values(&self, company_id: CompanyId) -> Vec<Value> {
        let counted = self.counted();
        let engaged =
            self.first_response_at.is_some_and(|answered| self.last_inbound_at.is_some_and(|at| at > answered));
        params![
            company_id,
            self.conversation_id,
            &self.protocol,
            self.version,
            self.status,
            self.started_by,
            self.contact_id,
            self.channel_id,
            self.department_id,
            self.agent_id,
            self.returned,
            self.excluded,
            self.new_contact,
            self.opened_at,
            self.entry_day,
            self.first_inbound_at,
            self.first_inbound_provider_id.clone(),
            self.first_response_at,
            self.first_response_by,
            first_response_bucket(&counted),
            self.last_inbound_at,
            self.last_message_at,
            &self.last_message_preview,
            self.last_message_kind,
            self.last_message_direction,
            engaged,
            self.unread,
            self.warned_at,
            self.away_at,
            self.rules_since,
            self.entry_kind,
            self.identifier_id,
            self.entry_method,
            self.entry_confidence,
            self.entry_unidentified,
            self.entry_touch_id,
            self.inherited_conversation_id,
            self.inherited_kind,
            self.inherited_identifier_id,
            self.origins.first.kind,
            self.origins.first.identifier_id,
            self.origins.first.touch_id,
            self.origins.last.kind,
            self.origins.last.identifier_id,
            self.origins.last.touch_id,
            self.origins.last_paid.kind,
            self.origins.last_paid.identifier_id,
            self.origins.last_paid.touch_id,
            self.closing_id,
            self.closed_at,
            self.closing_day,
            self.disposition_id,
            self.outcome,
            self.closed_by,
            self.value_cents,
            self.joined_into,
        ]
    }

    /// What the figures look at.
    #[must_use]
    pub fn counted(&self) -> Counted {
        Counted {
            started_by: self.started_by,
            excluded: self.excluded,
            status: self.status,
            entry_day: self.entry_day,
            closing_day: self.closing_day,
            opened_at: self.opened_at,
            first_response_at: self.first_response_at,
            last_inbound_at: self.last_inbound_at,
            new_contact: self.new_contact,
            entry_kind: self.entry_kind,
            identifier_id: self.identifier_id,
            origins: self.origins,
            department_id: self.department_id,
            agent_id: self.agent_id,
            channel_id: self.channel_id,
            disposition_id: self.disposition_id,
            outcome: self.outcome,
            closed_by: self.closed_by,
            value_cents: self.value_cents,
        }
    }

    /// What commands act on.
    #[must_use]
    pub const fn state(&self) -> State {
        State {
            status: self.status,
            agent_id: self.agent_id,
            department_id: self.department_id,
            returned: self.returned,
        }
    }

    /// Takes over the state after a command.
    pub const fn set_state(&mut self, state: State) {
        self.status = state.status;
        self.agent_id = state.agent_id;
        self.department_id = state.department_id;
        self.returned = state.returned;
    }

    /// What placing a message looks at.
    #[must_use]
    pub const fn episode(&self, return_window_hours: i64) -> Episode {
        Episode {
            id: self.conversation_id,
            opened_at: self.opened_at,
            closed_at: self.closed_at,
            return_window: return_window_hours * HOUR,
        }
    }

    /// The order key of the contact's first message.
    #[must_use]
    pub fn first_inbound(&self) -> Option<MessageOrder> {
        let provider_message_id = self.first_inbound_provider_id.clone()?;
        self.first_inbound_at.map(|sent_at| MessageOrder { sent_at, provider_message_id })
    }

    /// Its place among the conversations of its contact, the same whatever arrived first.
    #[must_use]
    pub fn place_in_time(&self) -> (Moment, Option<String>, ConversationId) {
        (self.opened_at, self.first_inbound_provider_id.clone(), self.conversation_id)
    }

    /// Its own entry, as the views look at it.
    #[must_use]
    pub const fn entry(&self) -> Origin {
        Origin { kind: self.entry_kind, identifier_id: self.identifier_id, touch_id: self.entry_touch_id }
    }

    /// The last origin of a return.
    #[must_use]
    pub fn inherited(&self) -> Option<Inherited> {
        Some(Inherited {
            conversation_id: self.inherited_conversation_id?,
            kind: self.inherited_kind?,
            identifier_id: self.inherited_identifier_id,
        })
    }

    /// Takes its closing off the conversation: it no longer counts.
    pub const fn forget_closing(&mut self) {
        self.closing_id = None;
        self.closed_at = None;
        self.closing_day = None;
        self.disposition_id = None;
        self.outcome = None;
        self.closed_by = None;
        self.value_cents = None;
    }

    /// Makes this the last message if it is not older than the one known.
    pub fn note_last_message(&mut self, at: Moment, direction: Direction, kind: MessageKind, text: Option<&str>) {
        if at >= self.last_message_at {
            self.set_last_message(at, direction, kind, text);
        }
    }

    /// Makes this the last message.
    pub fn set_last_message(&mut self, at: Moment, direction: Direction, kind: MessageKind, text: Option<&str>) {
        self.last_message_at = at;
        self.last_message_direction = direction;
        self.last_message_kind = kind;
        self.last_message_preview = text.unwrap_or_default().chars().take(PREVIEW_CHARACTERS).collect();
    }

    /// Counts a human answer: the earliest one at or after the opening is the first response.
    pub fn note_human_answer(&mut self, at: Moment, author: Author) {
        if at >= self.opened_at && self.first_response_at.is_none_or(|known| at < known) {
            self.first_response_at = Some(at);
            self.first_response_by = Some(author);
        }
    }
}

/// An origin out of its three columns.
pub(crate) fn take_origin(row: &mut Row) -> Result<Origin, StoreError> {
    let kind = row.take::<Option<EntryKind>>()?.unwrap_or(EntryKind::None);
    Ok(Origin { kind, identifier_id: row.take()?, touch_id: row.take()? })
}

/// These conversations.
pub fn load(
    tx: &mut Tx<'_>,
    company_id: CompanyId,
    ids: Vec<ConversationId>,
) -> Result<Vec<ConversationRow>, StoreError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    tx.query(&LOAD, params![company_id, ids])?.into_iter().map(ConversationRow::read).collect()
}

/// One conversation.
pub fn load_one(
    tx: &mut Tx<'_>,
    company_id: CompanyId,
    id: ConversationId,
) -> Result<Option<ConversationRow>, StoreError> {
    Ok(load(tx, company_id, vec![id])?.into_iter().next())
}

/// Has what was joined into a conversation point at the one that this is joined into itself.
pub fn rejoin(
    tx: &mut Tx<'_>,
    company_id: CompanyId,
    from: ConversationId,
    to: ConversationId,
) -> Result<(), StoreError> {
    tx.execute(&REJOIN, params![company_id, from, to]).map(drop)
}

/// The conversation that stands for this one: itself, or the one it was joined into.
pub fn current_id(tx: &mut Tx<'_>, company_id: CompanyId, id: ConversationId) -> Result<ConversationId, StoreError> {
    let joined = tx.query_first(&JOINED_INTO, params![company_id, id])?.map_or(Ok(None), |mut row| row.take())?;
    Ok(joined.unwrap_or(id))
}

/// Every conversation of these contacts that was not joined into another one, in no order.
pub fn load_of_contacts(
    tx: &mut Tx<'_>,
    company_id: CompanyId,
    contacts: Vec<ContactId>,
) -> Result<Vec<ConversationRow>, StoreError> {
    if contacts.is_empty() {
        return Ok(Vec::new());
    }
    tx.query(&LOAD_OF_CONTACTS, params![company_id, contacts])?.into_iter().map(ConversationRow::read).collect()
}

/// Every conversation of these contacts, those that were joined into another one too, in no order.
pub fn load_all_of_contacts(
    tx: &mut Tx<'_>,
    company_id: CompanyId,
    contacts: Vec<ContactId>,
) -> Result<Vec<ConversationRow>, StoreError> {
    if contacts.is_empty() {
        return Ok(Vec::new());
    }
    tx.query(&LOAD_ALL_OF_CONTACTS, params![company_id, contacts])?.into_iter().map(ConversationRow::read).collect()
}

/// Keeps new conversations.
pub fn insert(tx: &mut Tx<'_>, company_id: CompanyId, rows: &[&ConversationRow]) -> Result<(), StoreError> {
    tx.bulk(&INSERT, rows.iter().map(|row| row.values(company_id)).collect()).map(drop)
}

/// Keeps changed conversations.
pub fn update(tx: &mut Tx<'_>, company_id: CompanyId, rows: &[&ConversationRow]) -> Result<(), StoreError> {
    tx.bulk(&UPDATE, rows.iter().map(|row| row.values(company_id)).collect()).map(drop)
}
