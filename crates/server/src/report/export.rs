//! Files of conversations: one row each, for spreadsheets.
//!
//! Rows are read page by page, so a file of any length needs little memory. A text that a spreadsheet would take
//! for a formula gets an apostrophe in front: names and notes come from strangers.

use std::collections::HashMap;

use axum::body::{Body, Bytes};
use jiff::tz::TimeZone;
use nascente_domain::closing::{FieldType, FormField};
use nascente_domain::id::{CompanyId, ConversationId, DepartmentId, TagId};
use nascente_domain::moment::Moment;
use nascente_domain::origins::Origin;
use nascente_store::conversation_list::part::{self, OriginParts, Parts};
use nascente_store::conversation_list::{self as store, ConversationFilter, ConversationRow, Sort};
use nascente_store::event;
use nascente_store::report::label::{self, Names};
use nascente_store::{Db, Lane, StoreError, department, tag};
use rust_xlsxwriter::{Format, Workbook, XlsxError};
use serde_json::Value;

use crate::app::App;
use crate::attend::desk::Doer;
use crate::audit;
use crate::auth::caller::Caller;
use crate::failure::Failure;
use crate::http::body::conversation::{Conversation, ConversationFilter as Wanted};
use crate::report::filter;
use crate::report::view::{self, Manners};
use crate::report::wording::{self, Language};

/// Conversations that are held at once.
const CHUNK: i64 = 500;
/// Rows of a sheet below its header.
const MOST_SHEET_ROWS: i64 = 1_048_575;
/// Characters of a cell of a sheet.
const LONGEST_SHEET_TEXT: usize = 32_767;
/// Tells spreadsheets that the text is UTF-8.
const BYTE_ORDER_MARK: &str = "\u{feff}";

/// A cell of a file.
#[derive(Debug, Clone, PartialEq)]
enum Cell {
    Text(String),
    Number(f64),
    Empty,
}

impl From<Option<String>> for Cell {
    fn from(text: Option<String>) -> Self {
        text.map_or(Self::Empty, Self::Text)
    }
}

impl Cell {
    /// As it stands in a CSV file.
    fn into_field(self) -> String {
        match self {
            Self::Text(text) => guarded(text),
            Self::Number(number) => format!("{number:.2}"),
            Self::Empty => String::new(),
        }
    }
}

/// A text that no spreadsheet takes for a formula.
fn guarded(text: String) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{text}") } else { text }
}

/// The conversations of a filter as a CSV file (RFC 4180, UTF-8 with byte order mark), streamed.
pub async fn csv(app: &App, caller: &Caller, wanted: &Wanted) -> Result<Body, Failure> {
    let mut source = Source::open(app, caller, wanted).await?;
    // The first page is read before the answer begins, so that a failing store is told as one.
    let mut rows = source.next().await?;
    note(app, caller, wanted, "csv").await?;
    let header = source.header();
    let stream = async_stream::try_stream! {
        let mut start = BYTE_ORDER_MARK.as_bytes().to_vec();
        start.extend(lines(vec![header])?);
        yield Bytes::from(start);
        while !rows.is_empty() {
            let fields = rows.into_iter().map(|row| row.into_iter().map(Cell::into_field).collect()).collect();
            yield Bytes::from(lines(fields)?);
            rows = source.next().await?;
        }
    };
    Ok(Body::from_stream(Box::pin(stream) as Lines))
}

type Lines = std::pin::Pin<Box<dyn futures_util::Stream<Item = Result<Bytes, Failure>> + Send>>;

fn lines(rows: Vec<Vec<String>>) -> Result<Vec<u8>, Failure> {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    for row in rows {
        writer.write_record(row).map_err(|error| Failure::Unavailable(error.to_string()))?;
    }
    writer.into_inner().map_err(|error| Failure::Unavailable(error.to_string()))
}

/// The conversations of a filter as an Excel file.
pub async fn xlsx(app: &App, caller: &Caller, wanted: &Wanted) -> Result<Vec<u8>, Failure> {
    let mut source = Source::open(app, caller, wanted).await?;
    if source.count().await? > MOST_SHEET_ROWS {
        return Err(Failure::invalid("from", "too_many_rows", "a sheet holds 1,048,575 rows: narrow the period"));
    }
    let (sender, pages) = flume::bounded::<Vec<Vec<Cell>>>(2);
    let header = source.header();
    let writing = app.tasks.spawn_blocking(move || write_sheet(&header, &pages));
    loop {
        let rows = source.next().await?;
        // A writer that has stopped tells why when it is joined.
        if rows.is_empty() || sender.send_async(rows).await.is_err() {
            break;
        }
    }
    drop(sender);
    let written = writing.await.map_err(|error| Failure::Unavailable(error.to_string()))?;
    let file = written.map_err(|error| Failure::Unavailable(error.to_string()))?;
    note(app, caller, wanted, "xlsx").await?;
    Ok(file)
}

/// Notes who took which conversations out. The searched words stay out: they may be a name or a number.
async fn note(app: &App, caller: &Caller, wanted: &Wanted, format: &str) -> Result<(), Failure> {
    let filter = filter::query_of(&Wanted { q: None, ..wanted.clone() });
    let details = serde_json::json!({ "format": format, "filter": filter });
    let event = audit::of_company(app, Doer::from(caller), "exported", details);
    let company_id = caller.company_id;
    let kept = app.db.write(Lane::Work, move |tx| event::insert(tx, company_id, std::slice::from_ref(&event))).await;
    Ok(kept?)
}

fn write_sheet(header: &[String], pages: &flume::Receiver<Vec<Vec<Cell>>>) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    let bold = Format::new().set_bold();
    let sheet = workbook.add_worksheet_with_constant_memory()?;
    sheet.set_freeze_panes(1, 0)?;
    for (column, title) in (0..).zip(header) {
        sheet.set_column_width(column, 20)?;
        sheet.write_string_with_format(0, column, title, &bold)?;
    }
    for (line, row) in (1..).zip(pages.iter().flatten()) {
        for (column, cell) in (0..).zip(row) {
            match cell {
                Cell::Text(text) => {
                    sheet.write_string(line, column, text.chars().take(LONGEST_SHEET_TEXT).collect::<String>())?;
                }
                Cell::Number(number) => {
                    sheet.write_number(line, column, number)?;
                }
                Cell::Empty => {}
            }
        }
    }
    workbook.save_to_buffer()
}

/// The rows of a file, page by page.
struct Source {
    db: Db,
    company_id: CompanyId,
    filter: ConversationFilter,
    after: Option<(Moment, ConversationId)>,
    finished: bool,
    manners: Manners,
    zone: TimeZone,
    currency: String,
    departments: Names,
    agents: Names,
    channels: Names,
    tags: HashMap<TagId, String>,
    /// The fields of every closing form there ever was, one column each.
    fields: Vec<FormField>,
    /// The type that a key has in a department: two departments may mean different things by one key.
    types: HashMap<(DepartmentId, String), FieldType>,
}

impl Source {
    async fn open(app: &App, caller: &Caller, wanted: &Wanted) -> Result<Self, Failure> {
        let filter = filter::read(wanted, caller)?;
        let company_id = caller.company_id;
        let (manner, departments, agents, channels, tags, all_fields) = app
            .db
            .read(move |tx| {
                Ok::<_, StoreError>((
                    label::manner(tx, company_id)?,
                    label::departments(tx, company_id)?,
                    label::agents(tx, company_id)?,
                    label::channels(tx, company_id)?,
                    tag::list(tx, company_id)?,
                    department::all_fields(tx, company_id)?,
                ))
            })
            .await?;
        Ok(Self {
            db: app.db.clone(),
            company_id,
            filter,
            after: None,
            finished: false,
            manners: Manners::new(app, caller, &manner.locale),
            zone: caller.zone.clone(),
            currency: manner.currency,
            departments,
            agents,
            channels,
            tags: tags.into_iter().map(|one| (one.tag_id, one.name)).collect(),
            types: all_fields.iter().map(|(home, field)| ((*home, field.key.clone()), field.field_type)).collect(),
            fields: by_key(all_fields.into_iter().map(|(_, field)| field).collect()),
        })
    }

    async fn count(&self) -> Result<i64, Failure> {
        let (company_id, filter) = (self.company_id, self.filter.clone());
        Ok(self.db.read(move |tx| store::count(tx, company_id, &filter)).await?)
    }

    /// The next rows; none when all were read.
    async fn next(&mut self) -> Result<Vec<Vec<Cell>>, Failure> {
        if self.finished {
            return Ok(Vec::new());
        }
        let (company_id, filter, after) = (self.company_id, self.filter.clone(), self.after);
        let (rows, parts, origins) = self
            .db
            .read(move |tx| {
                let rows = store::list(tx, company_id, &filter, Sort::OpenedAt, after, CHUNK)?;
                let parts = part::parts(tx, company_id, &rows)?;
                let origins = part::origin_parts(tx, company_id, &rows)?;
                Ok::<_, StoreError>((rows, parts, origins))
            })
            .await?;
        self.after = rows.last().map(|row| (row.opened_at, row.id));
        self.finished = i64::try_from(rows.len()).is_ok_and(|found| found < CHUNK);
        Ok(rows.iter().map(|row| self.cells(row, &parts, &origins)).collect())
    }

    const fn language(&self) -> Language {
        self.manners.language
    }

    fn header(&self) -> Vec<String> {
        let language = self.language();
        let fixed = HEADER.iter().map(|(portuguese, english)| language.pick(portuguese, english).to_owned());
        fixed.chain(self.fields.iter().map(|field| format!("{} ({})", field.label, field.key))).collect()
    }

    fn cells(&self, row: &ConversationRow, parts: &Parts, origins: &OriginParts) -> Vec<Cell> {
        let shown = view::conversation(row, parts, &self.manners);
        let mut cells = self.state_cells(row, &shown).to_vec();
        cells.extend(self.entry_cells(row, &shown));
        cells.extend(self.origin_cells(row, origins));
        cells.extend(self.closing_cells(row, parts));
        let tags = parts.tags.get(&row.id).into_iter().flatten().filter_map(|id| self.tags.get(id).cloned());
        let tags = tags.collect::<Vec<_>>().join(", ");
        cells.push(if tags.is_empty() { Cell::Empty } else { Cell::Text(tags) });
        cells.extend(self.answer_cells(row, parts));
        cells
    }

    /// The answers to the forms' own fields; free texts are as confidential as messages.
    fn answer_cells(&self, row: &ConversationRow, parts: &Parts) -> Vec<Cell> {
        let closing = row.closing_id.and_then(|id| parts.closings.get(&id)).filter(|_| !self.manners.masked);
        let cell = |field: &FormField| {
            let closing = closing?;
            let kind = self.types.get(&(closing.department_id, field.key.clone())).copied();
            Some(self.answer(kind.unwrap_or(field.field_type), closing.fields.get(&field.key)?))
        };
        self.fields.iter().map(|field| cell(field).unwrap_or(Cell::Empty)).collect()
    }

    fn answer(&self, kind: FieldType, answer: &Value) -> Cell {
        let language = self.language();
        match answer {
            Value::String(text) => Cell::Text(text.clone()),
            Value::Bool(true) => Cell::Text(language.pick("sim", "yes").to_owned()),
            Value::Bool(false) => Cell::Text(language.pick("não", "no").to_owned()),
            Value::Number(number) => {
                let divisor = if kind == FieldType::Money { 100.0 } else { 1.0 };
                number.as_f64().map_or(Cell::Empty, |number| Cell::Number(number / divisor))
            }
            Value::Array(items) => Cell::Text(items.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(", ")),
            Value::Null | Value::Object(_) => Cell::Empty,
        }
    }

    fn state_cells(&self, row: &ConversationRow, shown: &Conversation) -> [Cell; 10] {
        let agent = row.agent_id.map(|id| id.to_string());
        [
            Cell::Text(row.protocol.clone()),
            Cell::Text(wording::status(self.language(), row.status).to_owned()),
            shown.contact.name.clone().into(),
            shown.contact.phone.clone().into(),
            named(&self.channels, Some(&shown.channel_id)),
            named(&self.departments, Some(&shown.department_id)),
            named(&self.agents, agent.as_ref()),
            self.time(Some(row.opened_at)),
            self.time(row.first_response_at),
            self.time(row.closed_at),
        ]
    }

    fn entry_cells(&self, row: &ConversationRow, shown: &Conversation) -> [Cell; 11] {
        let language = self.language();
        let entry = &shown.entry;
        let kind = if row.entry_unidentified { wording::unidentified } else { wording::kind };
        let yes_or_no = if row.new_contact { language.pick("sim", "yes") } else { language.pick("não", "no") };
        [
            Cell::Text(kind(language, row.entry_kind).to_owned()),
            entry.label.clone().into(),
            Cell::Text(wording::method(language, row.entry_method).to_owned()),
            Cell::Number(row.entry_confidence),
            entry.campaign.clone().into(),
            entry.site.clone().into(),
            entry.source_url.clone().into(),
            entry.source_id.clone().into(),
            entry.ctwa_clid.clone().into(),
            Cell::Text(entry.explanation.clone()),
            Cell::Text(yes_or_no.to_owned()),
        ]
    }

    /// What the three views name: a label, else the kind of which none is known.
    fn origin_cells(&self, row: &ConversationRow, parts: &OriginParts) -> [Cell; 3] {
        let language = self.language();
        let name = |origin: Origin| {
            let named = origin.identifier_id.and_then(|id| parts.identifiers.get(&id)).map(|part| part.label.clone());
            named.unwrap_or_else(|| wording::unidentified(language, origin.kind).to_owned())
        };
        let (first, last, paid) = (row.origins.first, row.origins.last, row.origins.last_paid);
        let paid = if paid.is_known() { name(paid) } else { wording::no_paid_origin(language).to_owned() };
        [name(first), name(last), paid].map(Cell::Text)
    }

    fn closing_cells(&self, row: &ConversationRow, parts: &Parts) -> Vec<Cell> {
        let language = self.language();
        let Some(closing) = row.closing_id.and_then(|id| parts.closings.get(&id)) else { return vec![Cell::Empty; 7] };
        #[expect(clippy::cast_precision_loss, reason = "amounts are far below 2^52 cents")]
        let value = closing.value_cents.map_or(Cell::Empty, |cents| Cell::Number(cents as f64 / 100.0));
        let currency = closing.value_cents.map(|_| self.currency.clone());
        vec![
            closing.disposition.clone().into(),
            closing.outcome.map(|outcome| wording::outcome(language, outcome).to_owned()).into(),
            Cell::Text(wording::mode(language, closing.mode).to_owned()),
            Cell::Text(wording::closed_by(language, closing.closed_by).to_owned()),
            value,
            currency.into(),
            closing.note.clone().filter(|_| !self.manners.masked).into(),
        ]
    }

    /// A time in the company's zone, as spreadsheets read it.
    fn time(&self, moment: Option<Moment>) -> Cell {
        let Some(moment) = moment else { return Cell::Empty };
        let timestamp = jiff::Timestamp::from_millisecond(moment.millis()).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
        Cell::Text(self.zone.to_datetime(timestamp).strftime("%Y-%m-%d %H:%M:%S").to_string())
    }
}

/// The fields by key, each as it was named the last time, in the order in which the keys first appeared.
fn by_key(all: Vec<FormField>) -> Vec<FormField> {
    let mut found: Vec<FormField> = Vec::new();
    for field in all {
        match found.iter_mut().find(|known| known.key == field.key) {
            Some(known) => *known = field,
            None => found.push(field),
        }
    }
    found
}

fn named(names: &HashMap<String, String>, id: Option<&String>) -> Cell {
    let Some(id) = id else { return Cell::Empty };
    Cell::Text(names.get(id).unwrap_or(id).clone())
}

/// The titles of the columns, in Portuguese and English.
const HEADER: &[(&str, &str)] = &[
    ("Protocolo", "Protocol"),
    ("Situação", "Status"),
    ("Contato", "Contact"),
    ("Telefone", "Phone"),
    ("Número", "Channel"),
    ("Departamento", "Department"),
    ("Atendente", "Agent"),
    ("Início", "Opened at"),
    ("Primeira resposta", "First response at"),
    ("Encerramento", "Closed at"),
    ("Origem", "Entry"),
    ("Identificador de entrada", "Entry identifier"),
    ("Como sabemos", "Method"),
    ("Confiança", "Confidence"),
    ("Campanha", "Campaign"),
    ("Site", "Site"),
    ("Link da origem", "Source address"),
    ("ID da origem", "Source id"),
    ("ctwa_clid", "ctwa_clid"),
    ("Explicação", "Explanation"),
    ("Contato novo", "New contact"),
    ("Primeira origem", "First origin"),
    ("Última origem", "Last origin"),
    ("Última origem paga", "Last paid origin"),
    ("Classificação", "Disposition"),
    ("Resultado", "Outcome"),
    ("Humana ou automática", "Human or automatic"),
    ("Encerrado por", "Closed by"),
    ("Valor", "Value"),
    ("Moeda", "Currency"),
    ("Observação", "Note"),
    ("Etiquetas", "Tags"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_that_looks_like_a_formula_is_disarmed() {
        for text in ["=1+1", "+55", "-2", "@x", "\tx"] {
            assert_eq!(Cell::Text(text.to_owned()).into_field(), format!("'{text}"));
        }
        assert_eq!(Cell::Text("Ana = Bia".to_owned()).into_field(), "Ana = Bia");
        assert_eq!(Cell::Number(1234.5).into_field(), "1234.50");
    }
}
