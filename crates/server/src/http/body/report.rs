//! Reports.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// Period and grouping of a report; it takes the filters of conversations too.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ReportQuery {
    /// `entry_identifier`, `kind`, `site`, `campaign`, `department`, `agent`, `disposition`, `outcome`, `closed_by`, `channel`, `day`.
    pub group_by: Option<String>,
}

/// Rows of the matrix of dispositions; it takes the filters of conversations too.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct MatrixQuery {
    /// `department` (default) or `agent`.
    pub by: Option<String>,
}

/// The funnel.
#[derive(Debug, Serialize, ToSchema)]
pub struct Funnel {
    /// First day.
    pub from: String,
    /// Last day.
    pub to: String,
    /// `entry` or `closing`.
    pub date_basis: String,
    /// By which origin conversations are grouped: `entry`, `first`, `last` or `last_paid`.
    pub origin_view: String,
    /// The grouping.
    pub group_by: String,
    /// One row per group, largest first (days in order).
    pub rows: Vec<FunnelRow>,
    /// The sum over all conversations of the period.
    pub totals: FunnelRow,
}

/// One row of the funnel. `conversations = open + unclassified + won + (qualified - won) + lost + neutral + not_lead`.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct FunnelRow {
    /// The group: an id, a kind, a day … or `none`.
    pub key: String,
    /// For a person.
    pub label: String,
    /// Kind of entry of the group, where it has one.
    pub kind: Option<String>,
    /// Valid clicks; `null` where clicks have no meaning.
    pub clicks: Option<i64>,
    /// Conversations begun by contacts.
    pub conversations: i64,
    /// First of their contact.
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
    /// Not a lead.
    pub not_lead: i64,
    /// Closed without a disposition.
    pub unclassified: i64,
    /// Not closed.
    pub open: i64,
    /// Value of the won ones.
    pub revenue_cents: i64,
    /// Time to the first human answer.
    pub first_response: FirstResponse,
    /// The query of `/conversations` whose `total` is `conversations`; add `stage=` for the other figures.
    pub conversations_query: String,
    /// The query of `/clicks` whose `total` is `clicks`.
    pub clicks_query: Option<String>,
}

/// Time to the first human answer. Percentiles are upper edges of buckets, at most 2.4 % too high.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct FirstResponse {
    /// Conversations that were answered.
    pub n: i64,
    /// Median in seconds.
    pub p50_s: Option<i64>,
    /// 90th percentile in seconds.
    pub p90_s: Option<i64>,
    /// Conversations without a human answer.
    pub unanswered: i64,
}

/// Headline figures of a period and of the one before.
#[derive(Debug, Serialize, ToSchema)]
pub struct Overview {
    /// First day.
    pub from: String,
    /// Last day.
    pub to: String,
    /// First day of the period before.
    pub previous_from: String,
    /// Last day of the period before.
    pub previous_to: String,
    /// Sums of the period.
    pub totals: FunnelRow,
    /// Sums of the period before.
    pub previous: FunnelRow,
    /// One row per day of the period.
    pub days: Vec<FunnelRow>,
}

/// Conversations by disposition, crossed with departments or agents.
#[derive(Debug, Serialize, ToSchema)]
pub struct DispositionMatrix {
    /// First day.
    pub from: String,
    /// Last day.
    pub to: String,
    /// `department` or `agent`.
    pub by: String,
    /// Columns: dispositions that occur, then `none` for *Sem classificação*.
    pub dispositions: Vec<MatrixColumn>,
    /// One row per department or agent.
    pub rows: Vec<MatrixRow>,
    /// The sum of the rows.
    pub totals: MatrixRow,
}

/// A disposition as a column.
#[derive(Debug, Serialize, ToSchema)]
pub struct MatrixColumn {
    /// Disposition id or `none`.
    pub key: String,
    /// Name.
    pub label: String,
    /// Outcome.
    pub outcome: Option<String>,
}

/// Closed conversations of one department or agent.
#[derive(Debug, Serialize, ToSchema)]
pub struct MatrixRow {
    /// Id or `none`.
    pub key: String,
    /// Name.
    pub label: String,
    /// Closed conversations.
    pub closed: i64,
    /// One cell per column.
    pub cells: Vec<MatrixCell>,
}

/// A number and its list.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct MatrixCell {
    /// Conversations.
    pub conversations: i64,
    /// Of them classified automatically.
    pub automatic: i64,
    /// The query of `/conversations` with this `total`.
    pub conversations_query: String,
}
