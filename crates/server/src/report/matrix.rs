//! Closed conversations by disposition, crossed with departments or agents.

use std::collections::{BTreeMap, BTreeSet};

use nascente_domain::funnel::NONE_KEY;
use nascente_domain::id::{DepartmentId, UserId};
use nascente_store::StoreError;
use nascente_store::report::matrix::{Cell, MatrixBy, cells};
use nascente_store::report::{GroupBy, label};

use crate::app::App;
use crate::auth::caller::Caller;
use crate::failure::Failure;
use crate::http::body::conversation::ConversationFilter as Wanted;
use crate::http::body::report::{DispositionMatrix, MatrixCell, MatrixColumn, MatrixRow};
use crate::report::filter::{Question, query_of};
use crate::report::wording::{self, Language};

/// Conversations and, of them, those classified automatically.
type Numbers = (i64, i64);

/// The matrix of a period; *Sem classificação* is always a column.
pub async fn dispositions(
    app: &App,
    caller: &Caller,
    mut wanted: Wanted,
    by: Option<&str>,
) -> Result<DispositionMatrix, Failure> {
    let by = match by.filter(|text| !text.is_empty()) {
        None => MatrixBy::Department,
        Some(text) => text.parse().map_err(|_| Failure::invalid("by", "unknown_value", "use department or agent"))?,
    };
    wanted.status = Some("closed".to_owned());
    let question = Question::read(wanted, caller, app.now())?;
    let (company_id, asked) = (caller.company_id, question.filter.clone());
    let (found, row_names, names, outcomes, manner) = app
        .db
        .read(move |tx| {
            let row_names = match by {
                MatrixBy::Department => label::departments(tx, company_id)?,
                MatrixBy::Agent => label::agents(tx, company_id)?,
            };
            Ok::<_, StoreError>((
                cells(tx, company_id, by, &asked)?,
                row_names,
                label::dispositions(tx, company_id)?,
                label::outcomes(tx, company_id)?,
                label::manner(tx, company_id)?,
            ))
        })
        .await?;
    let language = Language::of(&manner.locale);
    let numbers = by_keys(by, &found);
    let mut columns: Vec<MatrixColumn> = keys_of(&numbers, |(_, column)| column)
        .into_iter()
        .filter(|key| key != NONE_KEY)
        .map(|key| MatrixColumn {
            label: names.get(&key).unwrap_or(&key).clone(),
            outcome: outcomes.get(&key).map(ToString::to_string),
            key,
        })
        .collect();
    columns.sort_by(|one, other| one.label.cmp(&other.label).then_with(|| one.key.cmp(&other.key)));
    // A cell's query replaces the request's disposition, so the column stands only where that changes nothing.
    if question.wanted.disposition_id.as_deref().is_none_or(|id| id.is_empty() || id == NONE_KEY) {
        columns.push(MatrixColumn {
            key: NONE_KEY.to_owned(),
            label: wording::none(language, GroupBy::Disposition).to_owned(),
            outcome: None,
        });
    }
    let maker = Maker { by, question: &question, columns: &columns, numbers: &numbers };
    let mut rows: Vec<MatrixRow> = keys_of(&numbers, |(row, _)| row)
        .into_iter()
        .map(|key| {
            let label = row_names.get(&key).map_or(wording::none(language, maker.group_by()), String::as_str);
            maker.row(Some(&key), label)
        })
        .collect();
    rows.sort_by(|one, other| other.closed.cmp(&one.closed).then_with(|| one.key.cmp(&other.key)));
    let totals = maker.row(None, wording::total(language));
    Ok(DispositionMatrix {
        from: question.period.from.to_string(),
        to: question.period.to.to_string(),
        by: by.to_string(),
        rows,
        totals,
        dispositions: columns,
    })
}

fn by_keys(by: MatrixBy, found: &[Cell]) -> BTreeMap<(String, String), Numbers> {
    let none = || NONE_KEY.to_owned();
    found
        .iter()
        .map(|cell| {
            let row = cell.row.map_or_else(none, |number| match by {
                MatrixBy::Department => DepartmentId::from(number).to_string(),
                MatrixBy::Agent => UserId::from(number).to_string(),
            });
            let column = cell.disposition_id.map_or_else(none, |id| id.to_string());
            ((row, column), (cell.conversations, cell.automatic))
        })
        .collect()
}

/// The keys of rows or columns, each once.
fn keys_of(numbers: &BTreeMap<(String, String), Numbers>, of: fn(&(String, String)) -> &String) -> BTreeSet<String> {
    numbers.keys().map(|key| of(key).clone()).collect()
}

struct Maker<'a> {
    by: MatrixBy,
    question: &'a Question,
    columns: &'a [MatrixColumn],
    numbers: &'a BTreeMap<(String, String), Numbers>,
}

impl Maker<'_> {
    const fn group_by(&self) -> GroupBy {
        match self.by {
            MatrixBy::Department => GroupBy::Department,
            MatrixBy::Agent => GroupBy::Agent,
        }
    }

    /// One row; without a key the sum of all.
    fn row(&self, key: Option<&str>, label: &str) -> MatrixRow {
        let cells: Vec<MatrixCell> = self.columns.iter().map(|column| self.cell(key, &column.key)).collect();
        MatrixRow {
            key: key.unwrap_or("total").to_owned(),
            label: label.to_owned(),
            closed: cells.iter().map(|cell| cell.conversations).sum(),
            cells,
        }
    }

    fn cell(&self, row: Option<&str>, column: &str) -> MatrixCell {
        let (conversations, automatic) = self
            .numbers
            .iter()
            .filter(|((of_row, of_column), _)| row.is_none_or(|row| row == of_row) && of_column == column)
            .fold((0, 0), |sum, (_, numbers)| (sum.0 + numbers.0, sum.1 + numbers.1));
        let mut wanted = self.question.wanted.clone();
        wanted.disposition_id = Some(column.to_owned());
        match (self.by, row) {
            (_, None) => {}
            (MatrixBy::Department, Some(row)) => wanted.department_id = Some(row.to_owned()),
            (MatrixBy::Agent, Some(row)) => wanted.agent_id = Some(row.to_owned()),
        }
        MatrixCell { conversations, automatic, conversations_query: query_of(&wanted) }
    }
}
