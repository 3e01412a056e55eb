//! Figures: read from the stored sums where those answer, else counted over the conversations.
//!
//! [`stored`] and [`raw`] give the same groups for the same question, to the last cent; [`recount`] proves it. A
//! group is keyed by the text of its id, kind, name or day, `none` where a conversation has no value.

pub mod clicks;
pub mod label;
pub mod matrix;
pub mod raw;
pub mod recount;
pub mod stored;

pub use recount::{Difference, differences, rebuild, recompute};

use std::collections::BTreeMap;
use std::ops::AddAssign;

use nascente_domain::funnel::{Counts, DateBasis, Family, NONE_KEY, identifier_key};
use nascente_domain::histogram::Histogram;
use nascente_domain::id::IdentifierId;
use nascente_domain::moment::LocalDay;
use nascente_domain::origins::OriginView;
use nascente_domain::text_enum;
use nascente_domain::touch::EntryKind;

use crate::{Row, StoreError};

text_enum! {
    /// What the rows of the funnel stand for.
    GroupBy {
        /// Entry identifiers.
        EntryIdentifier = "entry_identifier",
        /// Kinds of entry.
        Kind = "kind",
        /// Sites of the identifiers.
        Site = "site",
        /// Campaigns of the identifiers.
        Campaign = "campaign",
        /// Departments.
        Department = "department",
        /// Agents.
        Agent = "agent",
        /// Dispositions.
        Disposition = "disposition",
        /// Outcomes.
        Outcome = "outcome",
        /// Who or what closed.
        ClosedBy = "closed_by",
        /// Channels.
        Channel = "channel",
        /// Days.
        Day = "day",
    }
}

impl GroupBy {
    /// The stored groupings from which this one is read in a view: their sum.
    #[must_use]
    pub fn families(self, view: OriginView) -> Vec<Family> {
        match self {
            Self::EntryIdentifier | Self::Site | Self::Campaign => match view {
                OriginView::Entry => vec![Family::Identifier],
                OriginView::First => vec![Family::Identifier, Family::FirstIdentifier],
                OriginView::Last => vec![Family::Identifier, Family::LastIdentifier],
                OriginView::LastPaid => vec![Family::Identifier, Family::PaidIdentifier],
            },
            Self::Kind => match view {
                OriginView::Entry => vec![Family::Kind],
                OriginView::First => vec![Family::Kind, Family::FirstKind],
                OriginView::Last => vec![Family::Kind, Family::LastKind],
                OriginView::LastPaid => vec![Family::Kind, Family::PaidKind],
            },
            Self::Department => vec![Family::Department],
            Self::Agent => vec![Family::Agent],
            Self::Disposition => vec![Family::Disposition],
            Self::Outcome => vec![Family::Outcome],
            Self::ClosedBy => vec![Family::ClosedBy],
            Self::Channel => vec![Family::Channel],
            Self::Day => vec![Family::Total],
        }
    }
}

/// The days of a report and which day of a conversation has to lie among them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    /// Which day is compared.
    pub basis: DateBasis,
    /// First day.
    pub from: LocalDay,
    /// Last day.
    pub to: LocalDay,
}

/// The sums of one group.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Group {
    /// The funnel.
    pub counts: Counts,
    /// First human answers by bucket of their time.
    pub responses: BTreeMap<i64, i64>,
}

impl Group {
    /// The times to the first human answer.
    #[must_use]
    pub fn histogram(&self) -> Histogram {
        let mut histogram = Histogram::default();
        for (bucket, count) in &self.responses {
            histogram.add(*bucket, *count);
        }
        histogram
    }
}

impl AddAssign<&Self> for Group {
    fn add_assign(&mut self, other: &Self) {
        self.counts += other.counts;
        for (bucket, count) in &other.responses {
            *self.responses.entry(*bucket).or_default() += count;
        }
    }
}

/// Groups by key.
pub type Groups = BTreeMap<String, Group>;

/// The key of the row of an entry identifier: its id, `none:<kind>` for an unidentified one, `none` without evidence.
#[must_use]
pub fn entry_key(kind: EntryKind, identifier_id: Option<IdentifierId>) -> String {
    match (kind, identifier_id) {
        (EntryKind::None, None) => NONE_KEY.to_owned(),
        _ => identifier_key(kind, identifier_id),
    }
}

/// The twelve sums of a row, in the order of [`Counts::to_array`].
fn take_counts(row: &mut Row) -> Result<Counts, StoreError> {
    let mut sums = [0; 12];
    for sum in &mut sums {
        *sum = row.take()?;
    }
    Ok(Counts::from_array(sums))
}

/// A name as a key: missing, empty and `none` are one.
fn name_key(name: Option<String>) -> String {
    name.filter(|name| !name.is_empty()).unwrap_or_else(|| NONE_KEY.to_owned())
}
