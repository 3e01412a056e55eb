//! Figures: what one conversation contributes to the funnel.
//!
//! A figure is the sum of the contributions of conversations. A change of a conversation takes its old
//! contribution away and adds the new one, so stored sums are exact without ever being counted again.

use std::collections::BTreeMap;
use std::ops::{AddAssign, Neg};

use crate::conversation::{StartedBy, Status};
use crate::disposition::{ClosedBy, Outcome};
use crate::histogram::bucket_of;
use crate::id::{ChannelId, DepartmentId, DispositionId, IdentifierId, UserId};
use crate::moment::{LocalDay, Moment};
use crate::origins::Origins;
use crate::text_enum;
use crate::touch::EntryKind;

text_enum! {
    /// Which day of a conversation decides in which period it counts.
    DateBasis {
        /// The day it was opened.
        Entry = "entry",
        /// The day of its current closing.
        Closing = "closing",
    }
}

text_enum! {
    /// The stored groupings. Site and campaign are read from the identifiers of [`Family::Identifier`].
    Family {
        /// Everything; by day this is the time series.
        Total = "total",
        /// By entry identifier.
        Identifier = "identifier",
        /// By kind of entry.
        Kind = "kind",
        /// By department.
        Department = "department",
        /// By agent.
        Agent = "agent",
        /// By disposition.
        Disposition = "disposition",
        /// By outcome.
        Outcome = "outcome",
        /// By who or what closed.
        ClosedBy = "closed_by",
        /// By channel.
        Channel = "channel",
        /// What the view *first* counts for other identifiers than [`Family::Identifier`] does: added where it counts
        /// a conversation, taken away where its own entry does. Empty while the two agree.
        FirstIdentifier = "first_identifier",
        /// The same for [`Family::Kind`].
        FirstKind = "first_kind",
        /// Of the view *last*, for [`Family::Identifier`].
        LastIdentifier = "last_identifier",
        /// Of the view *last*, for [`Family::Kind`].
        LastKind = "last_kind",
        /// Of the view *last paid*, for [`Family::Identifier`].
        PaidIdentifier = "paid_identifier",
        /// Of the view *last paid*, for [`Family::Kind`].
        PaidKind = "paid_kind",
    }
}

/// The key of conversations for which a grouping has no value.
pub const NONE_KEY: &str = "none";

/// What the figures look at in a conversation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counted {
    /// Who began it; the company's own contribute nothing.
    pub started_by: StartedBy,
    /// Test contact or spam: contributes nothing while so marked.
    pub excluded: bool,
    /// Open or closed.
    pub status: Status,
    /// Local day of the opening.
    pub entry_day: LocalDay,
    /// Local day of the current closing.
    pub closing_day: Option<LocalDay>,
    /// When it was opened.
    pub opened_at: Moment,
    /// First human answer.
    pub first_response_at: Option<Moment>,
    /// Last message of the contact.
    pub last_inbound_at: Option<Moment>,
    /// First of its contact in the company.
    pub new_contact: bool,
    /// Kind of entry.
    pub entry_kind: EntryKind,
    /// Entry identifier.
    pub identifier_id: Option<IdentifierId>,
    /// What the other views name.
    pub origins: Origins,
    /// Department.
    pub department_id: DepartmentId,
    /// Agent.
    pub agent_id: Option<UserId>,
    /// Channel.
    pub channel_id: ChannelId,
    /// Disposition of the current closing.
    pub disposition_id: Option<DispositionId>,
    /// Outcome of the current closing.
    pub outcome: Option<Outcome>,
    /// Who or what closed.
    pub closed_by: Option<ClosedBy>,
    /// Value of the current closing; counts when won.
    pub value_cents: Option<i64>,
}

/// Sums over conversations. `conversations = open + unclassified + won + qualified_only + lost + neutral + not_lead`,
/// where `qualified_only = qualified - won`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// All.
    pub conversations: i64,
    /// First of their contact in the company.
    pub new_contacts: i64,
    /// Answered by a human, or won.
    pub answered: i64,
    /// The contact wrote again after our first answer.
    pub engaged: i64,
    /// Outcome qualified or won.
    pub qualified: i64,
    /// Outcome won.
    pub won: i64,
    /// Outcome lost.
    pub lost: i64,
    /// Outcome neutral.
    pub neutral: i64,
    /// Outcome not a lead.
    pub not_lead: i64,
    /// Closed without a disposition.
    pub unclassified: i64,
    /// Not closed.
    pub open: i64,
    /// Value of the won ones, in cents.
    pub revenue_cents: i64,
}

impl Counts {
    /// The sums in the order of the stored columns.
    #[must_use]
    pub const fn to_array(self) -> [i64; 12] {
        [
            self.conversations,
            self.new_contacts,
            self.answered,
            self.engaged,
            self.qualified,
            self.won,
            self.lost,
            self.neutral,
            self.not_lead,
            self.unclassified,
            self.open,
            self.revenue_cents,
        ]
    }

    /// The sums out of the stored columns.
    #[must_use]
    pub const fn from_array(sums: [i64; 12]) -> Self {
        let [
            conversations,
            new_contacts,
            answered,
            engaged,
            qualified,
            won,
            lost,
            neutral,
            not_lead,
            unclassified,
            open,
            revenue_cents,
        ] = sums;
        Self {
            conversations,
            new_contacts,
            answered,
            engaged,
            qualified,
            won,
            lost,
            neutral,
            not_lead,
            unclassified,
            open,
            revenue_cents,
        }
    }

    /// Whether every sum is zero.
    #[must_use]
    pub fn is_zero(self) -> bool {
        self == Self::default()
    }
}

impl AddAssign for Counts {
    fn add_assign(&mut self, other: Self) {
        let mut sums = self.to_array();
        for (sum, more) in sums.iter_mut().zip(other.to_array()) {
            *sum += more;
        }
        *self = Self::from_array(sums);
    }
}

impl Neg for Counts {
    type Output = Self;
    fn neg(self) -> Self {
        Self::from_array(self.to_array().map(|sum| -sum))
    }
}

/// The cell of the stored sums that a contribution goes to.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cell {
    /// Grouping.
    pub family: Family,
    /// Which day was taken.
    pub basis: DateBasis,
    /// The group.
    pub key: String,
    /// The day.
    pub day: LocalDay,
}

/// What changes in the stored sums: counts by cell, and counts of first-response times by cell and bucket.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Deltas {
    /// Sums to add.
    pub counts: BTreeMap<Cell, Counts>,
    /// Numbers of first responses to add, by bucket of their duration.
    pub responses: BTreeMap<(Cell, i64), i64>,
}

impl Deltas {
    /// Records that a conversation went from one state to another; `None` stands for not existing.
    pub fn change(&mut self, before: Option<&Counted>, after: Option<&Counted>) {
        if before == after {
            return;
        }
        if let Some(before) = before {
            self.add(before, -1);
        }
        if let Some(after) = after {
            self.add(after, 1);
        }
    }

    /// Whether nothing changes.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.counts.values().all(|counts| counts.is_zero()) && self.responses.values().all(|count| *count == 0)
    }

    fn add(&mut self, conversation: &Counted, sign: i64) {
        let Some(counts) = counts_of(conversation) else { return };
        let bucket = first_response_bucket(conversation);
        let days = [(DateBasis::Entry, Some(conversation.entry_day)), (DateBasis::Closing, conversation.closing_day)];
        for (basis, day) in days {
            let Some(day) = day else { continue };
            let groups = groups_of(conversation).into_iter().map(|(family, key)| (family, key, sign));
            let moved = moved_by_views(conversation).into_iter().map(|(family, key, by)| (family, key, sign * by));
            for (family, key, sign) in groups.chain(moved) {
                let cell = Cell { family, basis, key, day };
                if let Some(bucket) = bucket {
                    *self.responses.entry((cell.clone(), bucket)).or_default() += sign;
                }
                *self.counts.entry(cell).or_default() += if sign < 0 { -counts } else { counts };
            }
        }
    }
}

/// What one conversation adds to every sum it belongs to; `None` when it stays out of the figures.
#[must_use]
pub fn counts_of(conversation: &Counted) -> Option<Counts> {
    if conversation.excluded || conversation.started_by == StartedBy::Company {
        return None;
    }
    let closed = conversation.status == Status::Closed;
    let outcome = conversation.outcome.filter(|_| closed);
    let has = |wanted: Outcome| i64::from(outcome == Some(wanted));
    let won = has(Outcome::Won);
    let engaged = conversation
        .first_response_at
        .is_some_and(|answered| conversation.last_inbound_at.is_some_and(|wrote| wrote > answered));
    Some(Counts {
        conversations: 1,
        new_contacts: i64::from(conversation.new_contact),
        answered: i64::from(conversation.first_response_at.is_some() || won == 1),
        engaged: i64::from(engaged),
        qualified: has(Outcome::Qualified) + won,
        won,
        lost: has(Outcome::Lost),
        neutral: has(Outcome::Neutral),
        not_lead: has(Outcome::NotLead),
        unclassified: i64::from(closed && outcome.is_none()),
        open: i64::from(!closed),
        revenue_cents: conversation.value_cents.filter(|_| won == 1).unwrap_or(0),
    })
}

/// The bucket of the time to the first human answer.
#[must_use]
pub fn first_response_bucket(conversation: &Counted) -> Option<i64> {
    let answered = conversation.first_response_at?;
    Some(bucket_of(answered.since(conversation.opened_at).max(0) / 1_000))
}

/// The key of the group by entry identifier: the identifier, else the kind of which none is known.
#[must_use]
pub fn identifier_key(kind: EntryKind, identifier_id: Option<IdentifierId>) -> String {
    identifier_id.map_or_else(|| format!("{NONE_KEY}:{kind}"), |id| id.to_string())
}

/// The group of a conversation in every family.
#[must_use]
pub fn groups_of(conversation: &Counted) -> [(Family, String); 9] {
    fn key<T: ToString>(value: Option<T>) -> String {
        value.map_or_else(|| NONE_KEY.to_owned(), |value| value.to_string())
    }
    [
        (Family::Total, String::new()),
        (Family::Identifier, identifier_key(conversation.entry_kind, conversation.identifier_id)),
        (Family::Kind, conversation.entry_kind.to_string()),
        (Family::Department, conversation.department_id.to_string()),
        (Family::Agent, key(conversation.agent_id)),
        (Family::Disposition, key(conversation.disposition_id)),
        (Family::Outcome, key(conversation.outcome)),
        (Family::ClosedBy, key(conversation.closed_by)),
        (Family::Channel, conversation.channel_id.to_string()),
    ]
}

/// Where the views count a conversation that its own entry counts elsewhere: one more there, one less here. Most
/// conversations are a contact's only one, and move nothing.
#[must_use]
pub fn moved_by_views(conversation: &Counted) -> Vec<(Family, String, i64)> {
    let origins = &conversation.origins;
    let (kind, identifier_id) = (conversation.entry_kind, conversation.identifier_id);
    let mut moved = Vec::new();
    for (identifiers, kinds, origin) in [
        (Family::FirstIdentifier, Family::FirstKind, origins.first),
        (Family::LastIdentifier, Family::LastKind, origins.last),
        (Family::PaidIdentifier, Family::PaidKind, origins.last_paid),
    ] {
        if (origin.kind, origin.identifier_id) != (kind, identifier_id) {
            moved.push((identifiers, identifier_key(origin.kind, origin.identifier_id), 1));
            moved.push((identifiers, identifier_key(kind, identifier_id), -1));
        }
        if origin.kind != kind {
            moved.push((kinds, origin.kind.to_string(), 1));
            moved.push((kinds, kind.to_string(), -1));
        }
    }
    moved
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::origins::Origin;
    use proptest::prelude::*;

    fn lead() -> Counted {
        Counted {
            started_by: StartedBy::Contact,
            excluded: false,
            status: Status::Waiting,
            entry_day: LocalDay::from_number(20_000),
            closing_day: None,
            opened_at: Moment::from_millis(1_000_000),
            first_response_at: None,
            last_inbound_at: Some(Moment::from_millis(1_000_000)),
            new_contact: true,
            entry_kind: EntryKind::Ad,
            identifier_id: Some(IdentifierId::from(4)),
            origins: Origins::default(),
            department_id: DepartmentId::from(1),
            agent_id: None,
            channel_id: ChannelId::from(2),
            disposition_id: None,
            outcome: None,
            closed_by: None,
            value_cents: None,
        }
    }

    #[test]
    fn a_won_conversation_is_answered_and_qualified_even_without_a_reply() {
        let won = Counted {
            status: Status::Closed,
            outcome: Some(Outcome::Won),
            value_cents: Some(500),
            closing_day: Some(LocalDay::from_number(20_001)),
            ..lead()
        };
        let counts = counts_of(&won).unwrap();
        assert_eq!((counts.answered, counts.qualified, counts.won, counts.revenue_cents), (1, 1, 1, 500));
    }

    #[test]
    fn the_value_of_a_lost_conversation_is_no_revenue() {
        let lost = Counted { status: Status::Closed, outcome: Some(Outcome::Lost), value_cents: Some(500), ..lead() };
        assert_eq!(counts_of(&lost).unwrap().revenue_cents, 0);
    }

    #[test]
    fn what_the_company_began_and_what_is_excluded_stay_out() {
        assert_eq!(counts_of(&Counted { started_by: StartedBy::Company, ..lead() }), None);
        assert_eq!(counts_of(&Counted { excluded: true, ..lead() }), None);
    }

    #[test]
    fn a_view_that_names_the_entry_itself_moves_nothing_and_another_moves_one_conversation() {
        use Family::{FirstIdentifier, FirstKind, PaidIdentifier};
        let origin = |kind, id| Origin { kind, identifier_id: Some(IdentifierId::from(id)), touch_id: None };
        let (entry, other) = (origin(EntryKind::Ad, 4), origin(EntryKind::Link, 5));
        let same = Counted { origins: Origins { first: entry, last: entry, last_paid: entry }, ..lead() };
        assert_eq!(moved_by_views(&same), []);
        let returned =
            Counted { origins: Origins { first: other, last: entry, last_paid: origin(EntryKind::Ad, 6) }, ..lead() };
        let moved = moved_by_views(&returned);
        assert_eq!(moved.iter().map(|(_, _, by)| by).sum::<i64>(), 0);
        let families: Vec<Family> = moved.iter().map(|(family, _, _)| *family).collect();
        assert_eq!(families, [FirstIdentifier, FirstIdentifier, FirstKind, FirstKind, PaidIdentifier, PaidIdentifier]);
    }

    fn any_conversation() -> impl Strategy<Value = Counted> {
        (0_usize..3, proptest::option::of(0_usize..5), 0_i64..3, proptest::option::of(0_i64..9_000_000), any::<bool>())
            .prop_map(|(status, outcome, day, answered, excluded)| {
                let status = Status::ALL[status];
                let closed = status == Status::Closed;
                Counted {
                    status,
                    excluded,
                    outcome: outcome.filter(|_| closed).map(|index| Outcome::ALL[index]),
                    closing_day: closed.then(|| LocalDay::from_number(20_000 + day)),
                    first_response_at: answered.map(Moment::from_millis),
                    value_cents: Some(day * 100),
                    ..lead()
                }
            })
    }

    proptest! {
        #[test]
        fn every_conversation_is_in_exactly_one_state_of_the_sum(conversation in any_conversation()) {
            if let Some(c) = counts_of(&conversation) {
                let qualified_only = c.qualified - c.won;
                prop_assert_eq!(c.conversations,
                    c.open + c.unclassified + c.won + qualified_only + c.lost + c.neutral + c.not_lead);
            }
        }

        #[test]
        fn a_chain_of_changes_sums_to_its_last_state(states in proptest::collection::vec(any_conversation(), 1..6)) {
            let mut chain = Deltas::default();
            let mut before = None;
            for state in &states {
                chain.change(before, Some(state));
                before = Some(state);
            }
            let mut at_once = Deltas::default();
            at_once.change(None, before);
            chain.counts.retain(|_, counts| !counts.is_zero());
            chain.responses.retain(|_, count| *count != 0);
            prop_assert_eq!(chain, at_once);
        }
    }
}
