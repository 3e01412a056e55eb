//! Which conversations: the one filter of lists, counts, reports and files.
//!
//! In comes a checked filter, out come conditions over `conversation c` whose `$1` is the company. A figure and the
//! list it opens are rendered from the same value here, so they cannot disagree. Who asks is part of the filter.

use nascente_domain::disposition::{ClosedBy, Mode, Outcome};
use nascente_domain::funnel::DateBasis;
use nascente_domain::id::{
    ChannelId, CompanyId, ContactId, ConversationId, DepartmentId, DispositionId, IdentifierId, TagId, UserId,
};
use nascente_domain::moment::LocalDay;
use nascente_domain::origins::OriginView;
use nascente_domain::text_enum;
use nascente_domain::touch::EntryKind;

use crate::filter::Conditions;
use crate::value::IntoValue;
use crate::{Value, params};

/// A filter on something that a conversation may lack.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum IdFilter<T> {
    /// Whatever it is.
    #[default]
    Any,
    /// Conversations that have none.
    None,
    /// This one.
    Is(T),
}

/// The tabs of the inbox, as a filter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StatusFilter {
    /// In the queue, and returned ones that nobody looked at.
    Waiting,
    /// Assigned.
    Active,
    /// Ended.
    Closed,
    /// Assigned to this user; a program has none.
    Mine(Option<UserId>),
}

text_enum! {
    /// The columns of the funnel, as a filter.
    Stage {
        /// Answered by a human, or won.
        Answered = "answered",
        /// Has a first response whose time is measured.
        Responded = "responded",
        /// Has none.
        Unanswered = "unanswered",
        /// The contact wrote again after our first answer.
        Engaged = "engaged",
        /// Outcome qualified or won.
        Qualified = "qualified",
        /// Outcome won.
        Won = "won",
        /// Outcome lost.
        Lost = "lost",
        /// Outcome neutral.
        Neutral = "neutral",
        /// Outcome not a lead.
        NotLead = "not_lead",
        /// Closed without a disposition.
        Unclassified = "unclassified",
        /// Not closed.
        Open = "open",
    }
}

text_enum! {
    /// How much is known of where a conversation came from, as a filter. Returning customers are neither: they are
    /// counted apart.
    Origin {
        /// Its entry identifier is known, or it is known to have none.
        Identified = "identified",
        /// An ad, post or link is proved, but not which one.
        Unidentified = "unidentified",
    }
}

impl Stage {
    /// The stage as a condition; reports sum the same texts.
    #[must_use]
    pub const fn condition(self) -> &'static str {
        match self {
            Self::Answered => "(c.first_response_at is not null or (c.status = 'closed' and c.outcome = 'won'))",
            Self::Responded => "c.first_response_bucket is not null",
            Self::Unanswered => "c.first_response_bucket is null",
            Self::Engaged => "c.last_inbound_at > c.first_response_at",
            Self::Qualified => "(c.status = 'closed' and c.outcome in ('qualified', 'won'))",
            Self::Won => "(c.status = 'closed' and c.outcome = 'won')",
            Self::Lost => "(c.status = 'closed' and c.outcome = 'lost')",
            Self::Neutral => "(c.status = 'closed' and c.outcome = 'neutral')",
            Self::NotLead => "(c.status = 'closed' and c.outcome = 'not_lead')",
            Self::Unclassified => "(c.status = 'closed' and c.outcome is null)",
            Self::Open => "c.status <> 'closed'",
        }
    }
}

/// The conditions on the origin that a view names, and its columns.
pub(crate) struct OriginColumns {
    /// Identifier and kind, as columns of a select list.
    pub(crate) identifier: &'static str,
    pub(crate) kind: &'static str,
    is_identifier: &'static str,
    no_identifier: &'static str,
    is_kind: &'static str,
    is_campaign: &'static str,
    no_campaign: &'static str,
    is_site: &'static str,
    no_site: &'static str,
    identified: &'static str,
    unidentified: &'static str,
}

macro_rules! origin_columns {
    ($kind:literal, $identifier:literal) => {
        OriginColumns {
            identifier: $identifier,
            kind: $kind,
            is_identifier: concat!($identifier, " = ?"),
            no_identifier: concat!($identifier, " is null"),
            is_kind: concat!($kind, " = ?"),
            is_campaign: concat!(
                $identifier,
                " in (select e.identifier_id from entry_identifier e where e.company_id = $1 and e.campaign = ?)"
            ),
            // A name that is missing, empty or the word `none` is one group, here as in the reports.
            no_campaign: concat!(
                "(",
                $identifier,
                " is null or ",
                $identifier,
                " not in (select e.identifier_id from entry_identifier e
                    where e.company_id = $1 and e.campaign is not null and e.campaign not in ('', 'none')))"
            ),
            is_site: concat!(
                $identifier,
                " in (select e.identifier_id from entry_identifier e where e.company_id = $1 and e.site = ?)"
            ),
            no_site: concat!(
                "(",
                $identifier,
                " is null or ",
                $identifier,
                " not in (select e.identifier_id from entry_identifier e
                    where e.company_id = $1 and e.site is not null and e.site not in ('', 'none')))"
            ),
            identified: concat!("(", $identifier, " is not null or ", $kind, " = 'organic')"),
            unidentified: concat!("(", $identifier, " is null and ", $kind, " not in ('none', 'organic', 'return'))"),
        }
    };
}

impl OriginColumns {
    /// The columns of a view.
    pub(crate) const fn of(view: OriginView) -> Self {
        match view {
            OriginView::Entry => origin_columns!("c.entry_kind", "c.identifier_id"),
            OriginView::First => origin_columns!("c.first_kind", "c.first_identifier_id"),
            OriginView::Last => origin_columns!("c.last_kind", "c.last_identifier_id"),
            OriginView::LastPaid => origin_columns!("c.paid_kind", "c.paid_identifier_id"),
        }
    }
}

/// What counts in the figures.
pub(crate) const COUNTED: &str = "(c.started_by = 'contact' and not c.excluded)";

/// Which conversations the caller may know of at all.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Visibility {
    /// All of the company.
    #[default]
    Company,
    /// Those of these departments, those assigned to the user, and unassigned ones of the default department.
    Departments {
        /// The asking user; a program has none.
        user: Option<UserId>,
        /// The caller's own.
        own: Vec<DepartmentId>,
        /// The company's default department.
        default: DepartmentId,
    },
}

/// A searched word, folded; a prefix of a word of the contact or of the protocol.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    /// The folded text.
    pub text: String,
    /// Whether contacts are searched too; not for digits asked by a role that may not see phones.
    pub in_contacts: bool,
    /// Whether the answers of closing forms are searched too; not for a role that may not read them.
    pub in_answers: bool,
}

/// Which conversations.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConversationFilter {
    /// Who asks.
    pub visibility: Visibility,
    /// Tab of the inbox.
    pub status: Option<StatusFilter>,
    /// Department.
    pub department_id: IdFilter<DepartmentId>,
    /// Agent.
    pub agent_id: IdFilter<UserId>,
    /// Channel.
    pub channel_id: IdFilter<ChannelId>,
    /// Contact, with the contacts that were merged into it.
    pub contact_id: IdFilter<ContactId>,
    /// Tag that it carries.
    pub tag_id: IdFilter<TagId>,
    /// By which origin identifier, kind, campaign, site and [`Origin`] are meant.
    pub view: OriginView,
    /// Entry identifier.
    pub identifier_id: IdFilter<IdentifierId>,
    /// Kind of entry.
    pub entry_kind: Option<EntryKind>,
    /// Campaign of the identifier.
    pub campaign: IdFilter<String>,
    /// Site of the identifier.
    pub site: IdFilter<String>,
    /// Disposition of the current closing.
    pub disposition_id: IdFilter<DispositionId>,
    /// Outcome of the current closing.
    pub outcome: IdFilter<Outcome>,
    /// Who or what closed.
    pub closed_by: IdFilter<ClosedBy>,
    /// Whether a person or a program classified.
    pub mode: Option<Mode>,
    /// Stage of the funnel.
    pub stage: Option<Stage>,
    /// How much is known of where it came from.
    pub origin: Option<Origin>,
    /// First of its contact.
    pub new_contact: Option<bool>,
    /// Whether it counts in the figures.
    pub counted: Option<bool>,
    /// Which day is compared.
    pub basis: DateBasis,
    /// First day.
    pub from: Option<LocalDay>,
    /// Last day.
    pub to: Option<LocalDay>,
    /// Searched words; all have to be found.
    pub terms: Vec<Term>,
}

impl Default for ConversationFilter {
    fn default() -> Self {
        Self {
            visibility: Visibility::Company,
            status: None,
            department_id: IdFilter::Any,
            agent_id: IdFilter::Any,
            channel_id: IdFilter::Any,
            contact_id: IdFilter::Any,
            tag_id: IdFilter::Any,
            view: OriginView::Entry,
            identifier_id: IdFilter::Any,
            entry_kind: None,
            campaign: IdFilter::Any,
            site: IdFilter::Any,
            disposition_id: IdFilter::Any,
            outcome: IdFilter::Any,
            closed_by: IdFilter::Any,
            mode: None,
            stage: None,
            origin: None,
            new_contact: None,
            counted: None,
            basis: DateBasis::Entry,
            from: None,
            to: None,
            terms: Vec::new(),
        }
    }
}

impl ConversationFilter {
    /// Whether nothing but the period is asked for, so that the stored sums answer.
    #[must_use]
    pub fn is_period_only(&self) -> bool {
        let (basis, view) = (self.basis, self.view);
        let plain = Self { basis, view, from: self.from, to: self.to, counted: self.counted, ..Self::default() };
        self.counted == Some(true) && *self == plain
    }

    /// The filter as conditions over `conversation c`; `$1` is the company.
    #[must_use]
    pub fn conditions(&self, company_id: CompanyId) -> Conditions {
        let mut conditions = Conditions::after(params![company_id]);
        see(&mut conditions, &self.visibility);
        self.add_state(&mut conditions);
        self.add_ids(&mut conditions);
        self.add_entry(&mut conditions);
        self.add_period(&mut conditions);
        for term in &self.terms {
            add_term(&mut conditions, term);
        }
        conditions
    }

    fn add_state(&self, conditions: &mut Conditions) {
        match self.status {
            None => {}
            Some(StatusFilter::Waiting) => {
                conditions.and("(c.status = 'waiting' or c.returned = 'pending')");
            }
            Some(StatusFilter::Active) => {
                conditions.and("c.status = 'active'");
            }
            Some(StatusFilter::Closed) => {
                conditions.and("c.status = 'closed'");
            }
            Some(StatusFilter::Mine(Some(user_id))) => {
                conditions.and_value("(c.status = 'active' and c.agent_id = ?)", user_id);
            }
            Some(StatusFilter::Mine(None)) => {
                conditions.and("1 = 0");
            }
        }
        if let Some(stage) = self.stage {
            conditions.and(stage.condition());
        }
        match self.new_contact {
            Some(true) => {
                conditions.and("c.new_contact");
            }
            Some(false) => {
                conditions.and("not c.new_contact");
            }
            None => {}
        }
        match self.counted {
            Some(true) => {
                conditions.and(COUNTED);
            }
            Some(false) => {
                conditions.and("(c.started_by <> 'contact' or c.excluded)");
            }
            None => {}
        }
    }

    fn add_ids(&self, conditions: &mut Conditions) {
        add_id(conditions, &self.department_id, "c.department_id is null", "c.department_id = ?");
        add_id(conditions, &self.agent_id, "c.agent_id is null", "c.agent_id = ?");
        add_id(conditions, &self.channel_id, "c.channel_id is null", "c.channel_id = ?");
        add_id(
            conditions,
            &self.contact_id,
            "c.contact_id is null",
            "c.contact_id in (select p.contact_id from contact p
                where p.company_id = $1 and (p.contact_id = (select coalesce(s.merged_into, s.contact_id) from contact s
                        where s.company_id = $1 and s.contact_id = ?)
                    or p.merged_into = (select coalesce(s.merged_into, s.contact_id) from contact s
                        where s.company_id = $1 and s.contact_id = ?)))",
        );
        add_id(
            conditions,
            &self.tag_id,
            "not exists (select 1 from conversation_tag g
                where g.company_id = $1 and g.conversation_id = c.conversation_id)",
            "c.conversation_id in (select g.conversation_id from conversation_tag g
                where g.company_id = $1 and g.tag_id = ?)",
        );
        add_id(conditions, &self.disposition_id, "c.disposition_id is null", "c.disposition_id = ?");
        add_id(conditions, &self.outcome, "c.outcome is null", "c.outcome = ?");
        add_id(conditions, &self.closed_by, "c.closed_by is null", "c.closed_by = ?");
        match self.mode {
            Some(Mode::Human) => conditions.and("c.closed_by = 'user'"),
            Some(Mode::Automatic) => conditions.and("c.closed_by <> 'user'"),
            None => conditions,
        };
    }

    fn add_entry(&self, conditions: &mut Conditions) {
        let columns = OriginColumns::of(self.view);
        match self.origin {
            Some(Origin::Identified) => conditions.and(columns.identified),
            Some(Origin::Unidentified) => conditions.and(columns.unidentified),
            None => conditions,
        };
        add_id(conditions, &self.identifier_id, columns.no_identifier, columns.is_identifier);
        if let Some(kind) = self.entry_kind {
            conditions.and_value(columns.is_kind, kind);
        }
        add_id(conditions, &self.campaign, columns.no_campaign, columns.is_campaign);
        add_id(conditions, &self.site, columns.no_site, columns.is_site);
    }

    fn add_period(&self, conditions: &mut Conditions) {
        let (after, before) = match self.basis {
            DateBasis::Entry => ("c.entry_day >= ?", "c.entry_day <= ?"),
            DateBasis::Closing => ("c.closing_day >= ?", "c.closing_day <= ?"),
        };
        if let Some(from) = self.from {
            conditions.and_value(after, from);
        }
        if let Some(to) = self.to {
            conditions.and_value(before, to);
        }
    }
}

/// Conditions for one conversation, as far as the caller may know of it.
pub(super) fn one(company_id: CompanyId, id: ConversationId, visibility: &Visibility) -> Conditions {
    let mut conditions = Conditions::after(params![company_id]);
    conditions.and_value("c.conversation_id = ?", id);
    see(&mut conditions, visibility);
    conditions
}

/// What the caller may know of.
pub(crate) fn see(conditions: &mut Conditions, visibility: &Visibility) {
    // One that was joined into another is shown as that one.
    conditions.and("c.joined_into is null");
    if let Visibility::Departments { user, own, default } = visibility {
        // A program is assigned nothing; no user has the number 0.
        conditions.and_values(
            "(c.department_id {in:?} or c.agent_id = ? or (c.agent_id is null and c.department_id = ?))",
            params![own.clone(), user.unwrap_or(UserId::from(0)), *default],
        );
    }
}

fn add_id<T: IntoValue + Clone>(
    conditions: &mut Conditions,
    filter: &IdFilter<T>,
    none: &'static str,
    is: &'static str,
) {
    match filter {
        IdFilter::Any => {}
        IdFilter::None => {
            conditions.and(none);
        }
        IdFilter::Is(value) => {
            conditions.and_value(is, value.clone());
        }
    }
}

fn add_term(conditions: &mut Conditions, term: &Term) {
    let escaped = escape(&term.text);
    let protocol = Value::Text(format!("{escaped}%"));
    if !term.in_contacts {
        conditions.and_value(r"lower(c.protocol) like ? escape '\'", protocol);
        return;
    }
    // A Brazilian number is searched without its country too.
    let (word, number) = (Value::Text(format!("% {escaped}%")), Value::Text(format!("% 55{escaped}%")));
    if !term.in_answers {
        conditions.and_values(
            r"(lower(c.protocol) like ? escape '\' or c.contact_id in (select p.contact_id from contact p
                where p.company_id = $1 and (' ' || p.search_text like ? escape '\'
                    or ' ' || p.search_text like ? escape '\')))",
            vec![protocol, word, number],
        );
        return;
    }
    conditions.and_values(
        r"(lower(c.protocol) like ? escape '\' or c.contact_id in (select p.contact_id from contact p
            where p.company_id = $1 and (' ' || p.search_text like ? escape '\'
                or ' ' || p.search_text like ? escape '\'))
            or c.closing_id in (select k.closing_id from closing k
                where k.company_id = $1 and ' ' || k.search_text like ? escape '\'))",
        vec![protocol, word.clone(), number, word],
    );
}

/// A text in which `%` and `_` stand for themselves.
fn escape(text: &str) -> String {
    text.replace('\\', r"\\").replace('%', r"\%").replace('_', r"\_")
}
