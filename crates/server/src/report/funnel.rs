//! The funnel and the headline figures.
//!
//! A period without any other filter is answered by the stored sums, everything else by counting; both give the
//! same rows.

use std::collections::BTreeMap;

use nascente_domain::funnel::NONE_KEY;
use nascente_domain::id::CompanyId;
use nascente_store::report::clicks::{self, Clicks};
use nascente_store::report::label::{self, Manner};
use nascente_store::report::{Group, GroupBy, Groups, raw, stored};
use nascente_store::{StoreError, Tx};

use crate::app::App;
use crate::auth::caller::Caller;
use crate::failure::Failure;
use crate::http::body::conversation::ConversationFilter as Wanted;
use crate::http::body::report::{Funnel, FunnelRow, Overview};
use crate::report::filter::Question;
use crate::report::row::{Labels, RowMaker, labels};
use crate::report::wording::Language;

/// The longest period, in days, whose empty days are shown too.
const MOST_FILLED_DAYS: i64 = 400;

/// The funnel of a period by one grouping.
pub async fn funnel(app: &App, caller: &Caller, wanted: Wanted, group_by: Option<&str>) -> Result<Funnel, Failure> {
    let group_by = read_group_by(group_by)?;
    let question = Question::read(wanted, caller, app.now())?;
    let (company_id, asked) = (caller.company_id, question.clone());
    let table = app.db.read(move |tx| Table::load(tx, company_id, &asked, group_by)).await?;
    Ok(Funnel {
        from: question.period.from.to_string(),
        to: question.period.to.to_string(),
        date_basis: question.period.basis.to_string(),
        origin_view: question.filter.view.to_string(),
        group_by: group_by.to_string(),
        rows: table.rows(&question, group_by),
        totals: table.total(&question, group_by),
    })
}

fn read_group_by(text: Option<&str>) -> Result<GroupBy, Failure> {
    match text.filter(|text| !text.is_empty()) {
        None => Ok(GroupBy::EntryIdentifier),
        Some(text) => {
            text.parse().map_err(|_| Failure::invalid("group_by", "unknown_value", "this is no grouping of the funnel"))
        }
    }
}

/// The headline figures of a period and of the one of equal length before it.
pub async fn overview(app: &App, caller: &Caller, wanted: Wanted) -> Result<Overview, Failure> {
    let question = Question::read(wanted, caller, app.now())?;
    let before = question.about(question.period.from.plus(-question.days()), question.period.from.plus(-1));
    let (company_id, asked, asked_before) = (caller.company_id, question.clone(), before.clone());
    let (table, previous) = app
        .db
        .read(move |tx| {
            let table = Table::load(tx, company_id, &asked, GroupBy::Day)?;
            Ok::<_, StoreError>((table, Table::load(tx, company_id, &asked_before, GroupBy::Day)?))
        })
        .await?;
    Ok(Overview {
        from: question.period.from.to_string(),
        to: question.period.to.to_string(),
        previous_from: before.period.from.to_string(),
        previous_to: before.period.to.to_string(),
        totals: table.total(&question, GroupBy::Day),
        previous: previous.total(&before, GroupBy::Day),
        days: table.rows(&question, GroupBy::Day),
    })
}

/// What the store answers to a question.
struct Table {
    groups: Groups,
    total: Group,
    clicks: Option<BTreeMap<String, Clicks>>,
    total_clicks: Option<Clicks>,
    labels: Labels,
    manner: Manner,
}

impl Table {
    fn load(
        tx: &mut Tx<'_>,
        company_id: CompanyId,
        question: &Question,
        group_by: GroupBy,
    ) -> Result<Self, StoreError> {
        let (period, filter) = (question.period, &question.filter);
        let mut groups = if filter.is_period_only() {
            stored::groups(tx, company_id, group_by, filter.view, period)?
        } else {
            raw::groups(tx, company_id, group_by, filter)?
        };
        let clicks = clicks::groups(tx, company_id, group_by, period, filter)?;
        let mut total = Group::default();
        for group in groups.values() {
            total += group;
        }
        add_empty(&mut groups, clicks.as_ref(), question, group_by);
        Ok(Self {
            labels: labels(tx, company_id, group_by, &groups)?,
            total_clicks: clicks::total(tx, company_id, period, filter)?,
            manner: label::manner(tx, company_id)?,
            groups,
            total,
            clicks,
        })
    }

    fn maker<'a>(&'a self, question: &'a Question, group_by: GroupBy) -> RowMaker<'a> {
        RowMaker {
            question,
            group_by,
            language: Language::of(&self.manner.locale),
            labels: &self.labels,
            clicks: self.clicks.as_ref(),
        }
    }

    fn rows(&self, question: &Question, group_by: GroupBy) -> Vec<FunnelRow> {
        self.maker(question, group_by).rows(&self.groups)
    }

    fn total(&self, question: &Question, group_by: GroupBy) -> FunnelRow {
        self.maker(question, group_by).total(&self.total, self.total_clicks)
    }
}

/// Whether a filter does not ask for anything else than *none*.
fn is_free(filter: Option<&String>) -> bool {
    filter.is_none_or(|value| value.is_empty() || value == NONE_KEY)
}

/// Rows without a conversation that are shown all the same: *Sem origem identificada*, days, links with clicks.
fn add_empty(groups: &mut Groups, clicks: Option<&BTreeMap<String, Clicks>>, question: &Question, group_by: GroupBy) {
    for (key, clicks) in clicks.into_iter().flatten() {
        if clicks.valid > 0 {
            groups.entry(key.clone()).or_default();
        }
    }
    let wanted = &question.wanted;
    // A row's query replaces the request's filter on the same field, so it may only be added where there is none.
    let shows_none = match group_by {
        GroupBy::EntryIdentifier => is_free(wanted.entry_identifier_id.as_ref()) && is_free(wanted.entry_kind.as_ref()),
        GroupBy::Kind => is_free(wanted.entry_kind.as_ref()),
        GroupBy::Site => is_free(wanted.site.as_ref()),
        GroupBy::Campaign => is_free(wanted.campaign.as_ref()),
        _ => false,
    };
    if shows_none {
        groups.entry(NONE_KEY.to_owned()).or_default();
    }
    if group_by == GroupBy::Day && question.days() <= MOST_FILLED_DAYS {
        for day in 0..question.days() {
            groups.entry(question.period.from.plus(day).to_string()).or_default();
        }
    }
}
