//! Lists of conversations and what one conversation shows.
//!
//! In come a checked filter and the place after which to go on; out come rows in the list's immutable order. The
//! parts of a row that stand in other tables are looked up once per page ([`part`]), never once per row.

pub mod filter;
pub mod part;
pub mod thread;

pub use filter::{ConversationFilter, IdFilter, Origin, Stage, StatusFilter, Term, Visibility};

use nascente_domain::conversation::{ReturnState, StartedBy, Status};
use nascente_domain::id::{
    ChannelId, ClosingId, CompanyId, ContactId, ConversationId, DepartmentId, IdentifierId, TouchId, UserId,
};
use nascente_domain::message::{Author, Direction, MessageKind};
use nascente_domain::moment::Moment;
use nascente_domain::origins::Origins;
use nascente_domain::touch::{EntryKind, Method};

use crate::conversation::take_origin;
use crate::filter::Conditions;
use crate::{Row, Statement, StoreError, Tx, params};

/// A conversation as its own row holds it.
#[derive(Debug, Clone, PartialEq)]
pub struct ConversationRow {
    /// Id.
    pub id: ConversationId,
    /// Protocol.
    pub protocol: String,
    /// Rises with every change.
    pub version: i64,
    /// Where it stands.
    pub status: Status,
    /// Who began it.
    pub started_by: StartedBy,
    /// Contact.
    pub contact_id: ContactId,
    /// Channel.
    pub channel_id: ChannelId,
    /// Department.
    pub department_id: DepartmentId,
    /// Agent.
    pub agent_id: Option<UserId>,
    /// Whether the contact came back after the closing.
    pub returned: ReturnState,
    /// Outside every figure.
    pub excluded: bool,
    /// First of its contact.
    pub new_contact: bool,
    /// When it was opened.
    pub opened_at: Moment,
    /// First human answer.
    pub first_response_at: Option<Moment>,
    /// Who gave it.
    pub first_response_by: Option<Author>,
    /// Last message of the contact.
    pub last_inbound_at: Option<Moment>,
    /// Last message.
    pub last_message_at: Moment,
    /// Its first characters.
    pub last_message_preview: String,
    /// Its kind.
    pub last_message_kind: MessageKind,
    /// Its direction.
    pub last_message_direction: Direction,
    /// Messages nobody has looked at.
    pub unread: i64,
    /// Kind of entry.
    pub entry_kind: EntryKind,
    /// Entry identifier.
    pub identifier_id: Option<IdentifierId>,
    /// How it is known.
    pub entry_method: Method,
    /// 0 to 1.
    pub entry_confidence: f64,
    /// The kind is known, not which one.
    pub entry_unidentified: bool,
    /// The touch that decided.
    pub entry_touch_id: Option<TouchId>,
    /// For a return: the conversation its origin is known from.
    pub inherited_conversation_id: Option<ConversationId>,
    /// The kind of that origin.
    pub inherited_kind: Option<EntryKind>,
    /// The identifier of that origin.
    pub inherited_identifier_id: Option<IdentifierId>,
    /// What the views name.
    pub origins: Origins,
    /// Current closing.
    pub closing_id: Option<ClosingId>,
    /// When it was closed.
    pub closed_at: Option<Moment>,
}

const COLUMNS: &str = "select c.conversation_id, c.protocol, c.version, c.status, c.started_by, c.contact_id,
        c.channel_id, c.department_id, c.agent_id, c.returned, c.excluded, c.new_contact, c.opened_at,
        c.first_response_at, c.first_response_by, c.last_inbound_at, c.last_message_at, c.last_message_preview,
        c.last_message_kind, c.last_message_direction, c.unread, c.entry_kind, c.identifier_id, c.entry_method,
        c.entry_confidence, c.entry_unidentified, c.entry_touch_id, c.inherited_conversation_id, c.inherited_kind,
        c.inherited_identifier_id, c.first_kind, c.first_identifier_id, c.first_touch_id, c.last_kind,
        c.last_identifier_id, c.last_touch_id, c.paid_kind, c.paid_identifier_id, c.paid_touch_id, c.closing_id,
        c.closed_at
    from conversation c where c.company_id = $1";

fn read(row: &mut Row) -> Result<ConversationRow, StoreError> {
    Ok(ConversationRow {
        id: row.take()?,
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
        first_response_at: row.take()?,
        first_response_by: row.take()?,
        last_inbound_at: row.take()?,
        last_message_at: row.take()?,
        last_message_preview: row.take()?,
        last_message_kind: row.take()?,
        last_message_direction: row.take()?,
        unread: row.take()?,
        entry_kind: row.take()?,
        identifier_id: row.take()?,
        entry_method: row.take()?,
        entry_confidence: row.take()?,
        entry_unidentified: row.take()?,
        entry_touch_id: row.take()?,
        inherited_conversation_id: row.take()?,
        inherited_kind: row.take()?,
        inherited_identifier_id: row.take()?,
        origins: Origins { first: take_origin(row)?, last: take_origin(row)?, last_paid: take_origin(row)? },
        closing_id: row.take()?,
        closed_at: row.take()?,
    })
}

/// The order of a list; both are descending, the id decides between equals.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Sort {
    /// By the opening: immutable but for the late arrival of an earlier message.
    #[default]
    OpenedAt,
    /// By the last message: for live screens.
    LastMessage,
}

impl Sort {
    /// The value by which a row is placed.
    #[must_use]
    pub const fn moment_of(self, row: &ConversationRow) -> Moment {
        match self {
            Self::OpenedAt => row.opened_at,
            Self::LastMessage => row.last_message_at,
        }
    }
}

/// The place of a row in the order of a list.
pub type Place = (Moment, ConversationId);

/// Up to `limit` conversations after a place.
pub fn list(
    tx: &mut Tx<'_>,
    company_id: CompanyId,
    filter: &ConversationFilter,
    sort: Sort,
    after: Option<Place>,
    limit: i64,
) -> Result<Vec<ConversationRow>, StoreError> {
    let mut conditions = filter.conditions(company_id);
    let (beyond, order) = match sort {
        Sort::OpenedAt => {
            ("(c.opened_at, c.conversation_id) < (?, ?)", "order by c.opened_at desc, c.conversation_id desc")
        }
        Sort::LastMessage => (
            "(c.last_message_at, c.conversation_id) < (?, ?)",
            "order by c.last_message_at desc, c.conversation_id desc",
        ),
    };
    if let Some((moment, id)) = after {
        conditions.and_values(beyond, params![moment, id]);
    }
    let mark = conditions.bind(limit);
    let statement = Statement::composed(format!("{COLUMNS}{} {order} limit {mark}", conditions.text()));
    tx.query(&statement, conditions.values())?.iter_mut().map(read).collect()
}

/// How many conversations a filter lets through.
pub fn count(tx: &mut Tx<'_>, company_id: CompanyId, filter: &ConversationFilter) -> Result<i64, StoreError> {
    count_where(tx, &filter.conditions(company_id))
}

fn count_where(tx: &mut Tx<'_>, conditions: &Conditions) -> Result<i64, StoreError> {
    let text = format!("select count(*) from conversation c where c.company_id = $1{}", conditions.text());
    match tx.query_first(&Statement::composed(text), conditions.values())? {
        Some(mut row) => row.take(),
        None => Ok(0),
    }
}

/// One conversation, or the one it was joined into, if it exists and the caller may know of it.
pub fn find(
    tx: &mut Tx<'_>,
    company_id: CompanyId,
    id: ConversationId,
    visibility: &Visibility,
) -> Result<Option<ConversationRow>, StoreError> {
    let current = crate::conversation::current_id(tx, company_id, id)?;
    let conditions = filter::one(company_id, current, visibility);
    let statement = Statement::composed(format!("{COLUMNS}{}", conditions.text()));
    tx.query_first(&statement, conditions.values())?.as_mut().map(read).transpose()
}

/// How many conversations each tab of the inbox holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct InboxCounts {
    /// In the queue, returned ones included.
    pub waiting: i64,
    /// Assigned to the asking user.
    pub mine: i64,
    /// Assigned to anybody.
    pub active: i64,
    /// Closed without a disposition in departments that use dispositions.
    pub unclassified: i64,
}

/// Counts the tabs of the inbox; each count reads an index of the few rows that it counts.
pub fn inbox_counts(
    tx: &mut Tx<'_>,
    company_id: CompanyId,
    visibility: &Visibility,
    user_id: Option<UserId>,
) -> Result<InboxCounts, StoreError> {
    let mut tab = |status| {
        let filter = ConversationFilter {
            visibility: visibility.clone(),
            status: Some(status),
            ..ConversationFilter::default()
        };
        count(tx, company_id, &filter)
    };
    let waiting = tab(StatusFilter::Waiting)?;
    let mine = tab(StatusFilter::Mine(user_id))?;
    let active = tab(StatusFilter::Active)?;
    let mut conditions = Conditions::after(params![company_id]);
    filter::see(&mut conditions, visibility);
    conditions.and(
        "c.status = 'closed' and c.outcome is null and c.department_id in (select d.department_id from department d
            where d.company_id = $1 and d.uses_dispositions)",
    );
    Ok(InboxCounts { waiting, mine, active, unclassified: count_where(tx, &conditions)? })
}
