//! A row of the funnel: its sums, its name, and the queries of the lists behind its numbers.

use std::collections::BTreeMap;
use std::collections::HashMap;

use nascente_domain::funnel::NONE_KEY;
use nascente_domain::id::{CompanyId, IdentifierId};
use nascente_domain::origins::OriginView;
use nascente_domain::touch::EntryKind;
use nascente_store::conversation_list::part::identifiers_of;
use nascente_store::report::clicks::{Clicks, is_unrestricted};
use nascente_store::report::label::{self, Names};
use nascente_store::report::{Group, GroupBy, Groups};
use nascente_store::{StoreError, Tx};

use crate::http::body::report::{FirstResponse, FunnelRow};
use crate::report::filter::{Question, query_of};
use crate::report::wording::{self, Language};

/// What rows are called.
#[derive(Debug, Clone, Default)]
pub(super) struct Labels {
    names: Names,
    kinds: HashMap<String, EntryKind>,
}

/// The names of the groups with these keys.
pub(super) fn labels(
    tx: &mut Tx<'_>,
    company_id: CompanyId,
    group_by: GroupBy,
    groups: &Groups,
) -> Result<Labels, StoreError> {
    let names = match group_by {
        GroupBy::EntryIdentifier => {
            let ids: Vec<IdentifierId> = groups.keys().filter_map(|key| key.parse().ok()).collect();
            let found = identifiers_of(tx, company_id, ids)?;
            let kinds = found.iter().map(|(id, part)| (id.to_string(), part.kind)).collect();
            let names = found.into_iter().map(|(id, part)| (id.to_string(), part.label)).collect();
            return Ok(Labels { names, kinds });
        }
        GroupBy::Department => label::departments(tx, company_id)?,
        GroupBy::Agent => label::agents(tx, company_id)?,
        GroupBy::Disposition => label::dispositions(tx, company_id)?,
        GroupBy::Channel => label::channels(tx, company_id)?,
        _ => Names::new(),
    };
    Ok(Labels { names, kinds: HashMap::new() })
}

/// Makes the rows of one report.
pub(super) struct RowMaker<'a> {
    pub(super) question: &'a Question,
    pub(super) group_by: GroupBy,
    pub(super) language: Language,
    pub(super) labels: &'a Labels,
    pub(super) clicks: Option<&'a BTreeMap<String, Clicks>>,
}

impl RowMaker<'_> {
    /// Every row: largest first, days in their order.
    pub(super) fn rows(&self, groups: &Groups) -> Vec<FunnelRow> {
        let mut rows: Vec<FunnelRow> = groups.iter().map(|(key, group)| self.row(key, group)).collect();
        if self.group_by != GroupBy::Day {
            rows.sort_by(|one, other| {
                other.conversations.cmp(&one.conversations).then_with(|| one.key.cmp(&other.key))
            });
        }
        rows
    }

    fn row(&self, key: &str, group: &Group) -> FunnelRow {
        let clicks = self.clicks.and_then(|clicks| {
            let found = clicks.get(key).copied();
            if self.group_by == GroupBy::Day { Some(found.unwrap_or_default()) } else { found }
        });
        FunnelRow {
            label: self.label(key),
            kind: self.kind(key).map(|kind| kind.to_string()),
            clicks: clicks.map(|clicks| clicks.valid),
            conversations_query: self.conversations_query(key),
            clicks_query: clicks.and_then(|clicks| self.clicks_query(key, clicks)),
            ..sums(key, group)
        }
    }

    /// The row of all conversations.
    pub(super) fn total(&self, group: &Group, clicks: Option<Clicks>) -> FunnelRow {
        FunnelRow {
            label: wording::total(self.language).to_owned(),
            clicks: clicks.map(|clicks| clicks.valid),
            conversations_query: query_of(&self.question.wanted),
            clicks_query: clicks.and_then(|clicks| self.clicks_query("", clicks)),
            ..sums("total", group)
        }
    }

    fn kind(&self, key: &str) -> Option<EntryKind> {
        match self.group_by {
            GroupBy::Kind => key.parse().ok(),
            GroupBy::EntryIdentifier => self
                .labels
                .kinds
                .get(key)
                .copied()
                .or_else(|| key.rsplit(':').next().and_then(|kind| kind.parse().ok())),
            _ => None,
        }
    }

    fn label(&self, key: &str) -> String {
        let language = self.language;
        if let Some(name) = self.labels.names.get(key) {
            return name.clone();
        }
        let is_paid = self.question.filter.view == OriginView::LastPaid;
        let fixed = match self.group_by {
            GroupBy::EntryIdentifier | GroupBy::Kind if is_paid && key == NONE_KEY => {
                Some(wording::no_paid_origin(language))
            }
            _ if key == NONE_KEY => Some(wording::none(language, self.group_by)),
            GroupBy::Kind => key.parse().ok().map(|kind| wording::kind(language, kind)),
            GroupBy::EntryIdentifier => self.kind(key).map(|kind| wording::unidentified(language, kind)),
            GroupBy::Outcome => key.parse().ok().map(|outcome| wording::outcome(language, outcome)),
            GroupBy::ClosedBy => key.parse().ok().map(|closed_by| wording::closed_by(language, closed_by)),
            _ => None,
        };
        fixed.unwrap_or(key).to_owned()
    }

    /// The request's own filter, narrowed to the group.
    fn conversations_query(&self, key: &str) -> String {
        let mut wanted = self.question.wanted.clone();
        let value = Some(key.to_owned());
        match self.group_by {
            GroupBy::EntryIdentifier => match key.strip_prefix(NONE_KEY) {
                Some(kind) => {
                    wanted.entry_identifier_id = Some(NONE_KEY.to_owned());
                    let kind = kind.strip_prefix(':').unwrap_or(NONE_KEY);
                    wanted.entry_kind = Some(kind.to_owned());
                }
                None => wanted.entry_identifier_id = value,
            },
            GroupBy::Kind => wanted.entry_kind = value,
            GroupBy::Site => wanted.site = value,
            GroupBy::Campaign => wanted.campaign = value,
            GroupBy::Department => wanted.department_id = value,
            GroupBy::Agent => wanted.agent_id = value,
            GroupBy::Disposition => wanted.disposition_id = value,
            GroupBy::Outcome => wanted.outcome = value,
            GroupBy::ClosedBy => wanted.closed_by = value,
            GroupBy::Channel => wanted.channel_id = value,
            GroupBy::Day => {
                wanted.from.clone_from(&value);
                wanted.to = value;
            }
        }
        query_of(&wanted)
    }

    /// The query of `/clicks`, where one link or none at all is named.
    fn clicks_query(&self, key: &str, clicks: Clicks) -> Option<String> {
        let is_everything = is_unrestricted(&self.question.filter) && (key.is_empty() || self.group_by == GroupBy::Day);
        let (mut from, mut to) = (self.question.period.from.to_string(), self.question.period.to.to_string());
        if self.group_by == GroupBy::Day && !key.is_empty() {
            key.clone_into(&mut from);
            key.clone_into(&mut to);
        }
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        match clicks.only_link {
            _ if is_everything => {}
            Some(link_id) => drop(query.append_pair("link_id", &link_id.to_string())),
            None => return None,
        }
        Some(query.append_pair("valid", "true").append_pair("from", &from).append_pair("to", &to).finish())
    }
}

fn sums(key: &str, group: &Group) -> FunnelRow {
    let counts = group.counts;
    let histogram = group.histogram();
    FunnelRow {
        key: key.to_owned(),
        label: String::new(),
        kind: None,
        clicks: None,
        conversations: counts.conversations,
        new_contacts: counts.new_contacts,
        answered: counts.answered,
        engaged: counts.engaged,
        qualified: counts.qualified,
        won: counts.won,
        lost: counts.lost,
        neutral: counts.neutral,
        not_lead: counts.not_lead,
        unclassified: counts.unclassified,
        open: counts.open,
        revenue_cents: counts.revenue_cents,
        first_response: FirstResponse {
            n: histogram.count(),
            p50_s: histogram.percentile(50),
            p90_s: histogram.percentile(90),
            unanswered: counts.conversations - histogram.count(),
        },
        conversations_query: String::new(),
        clicks_query: None,
    }
}
