//! Links out of a file: columns by name, comma or semicolon, every bad line named, the good ones kept apart.
//!
//! In: CSV. Out: drafts with their lines. Refused: a file without the columns `name`, `channel` and `site`, or
//! with more rows than [`MOST_ROWS`]. A channel is named by its id, name or number; a department by its id or name; an end
//! by a day of the company's calendar, with or without a time.

use std::collections::{BTreeMap, BTreeSet};

use jiff::tz::TimeZone;
use nascente_domain::closing::FieldError;
use nascente_domain::hashtag::fold;
use nascente_domain::id::CompanyId;
use nascente_domain::phone::Phone;
use nascente_store::link::{self, Nameable};

use crate::app::App;
use crate::failure::Failure;
use crate::http::body::link::{CreateLinkRequest, ImportError, ImportedLinks, ImportedRow};
use crate::links::draft::{Draft, read_draft};
use crate::links::table::{self, wrong};
use crate::links::{end, make, with_figures};

/// Most rows of a file.
const MOST_ROWS: usize = 500;
/// The columns, each with the Portuguese name that is taken for it.
const COLUMNS: [(&str, &str); 10] = [
    ("name", "nome"),
    ("channel", "conexao"),
    ("kind", "tipo"),
    ("site", "origem"),
    ("message", "mensagem"),
    ("slug", "endereco"),
    ("department", "departamento"),
    ("tags", "etiquetas"),
    ("expires_at", "expira_em"),
    ("campaign", "campanha"),
];
/// Columns that have to be there.
const NEEDED: [&str; 3] = ["name", "channel", "site"];

/// Reads a file; unless this is a preview, the good rows become links.
pub async fn import(
    app: &App,
    company_id: CompanyId,
    zone: &TimeZone,
    file: &[u8],
    preview: bool,
) -> Result<ImportedLinks, Failure> {
    let rows = read_table(file)?;
    let names = app
        .db
        .read(move |tx| {
            Ok::<_, Failure>((link::nameable_channels(tx, company_id)?, link::nameable_departments(tx, company_id)?))
        })
        .await?;
    let (mut good, mut errors) = (Vec::new(), Vec::new());
    for (line, cells) in rows {
        let read = request_of(cells, &names.0, &names.1, zone).and_then(|request| read_draft("", request));
        match read {
            Ok(draft) => good.push((line, draft)),
            Err(found) => errors.extend(found.into_iter().map(|error| told(line, error))),
        }
    }
    errors.extend(refuse_slugs(app, &mut good).await?);
    errors.sort_by_key(|error| error.line);
    let rows = good.iter().map(|(line, draft)| row_of(*line, draft)).collect();
    let items = if preview || good.is_empty() {
        Vec::new()
    } else {
        let drafts = good.into_iter().map(|(line, draft)| (format!("lines[{line}]."), draft)).collect();
        with_figures(app, company_id, make(app, company_id, drafts).await?).await?
    };
    Ok(ImportedLinks { preview, rows, errors, items })
}

type Cells = BTreeMap<String, String>;

fn read_table(file: &[u8]) -> Result<Vec<(u64, Cells)>, Failure> {
    let text = table::text(file)?;
    let delimiter = table::delimiter(&text);
    let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).flexible(true).from_reader(text.as_bytes());
    let columns: Vec<String> =
        reader.headers().map_err(|_| wrong("form", "the file is no CSV"))?.iter().map(column).collect();
    if let Some(missing) = NEEDED.iter().find(|needed| !columns.iter().any(|column| column == *needed)) {
        return Err(wrong("column_missing", &format!("the column {missing} is missing")));
    }
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|_| wrong("form", "the file is no CSV"))?;
        let line = table::line_at(&text, record.position().map_or(0, csv::Position::byte));
        let cells: Cells =
            columns.iter().zip(record.iter()).map(|(column, cell)| (column.clone(), cell.trim().to_owned())).collect();
        if cells.values().any(|cell| !cell.is_empty()) {
            rows.push((line, cells));
        }
    }
    if (1..=MOST_ROWS).contains(&rows.len()) {
        Ok(rows)
    } else {
        Err(wrong("length", &format!("use 1 to {MOST_ROWS} rows")))
    }
}

/// The English name of a column; others keep their own.
fn column(header: &str) -> String {
    let folded = fold(header.trim()).replace(' ', "_");
    let known = COLUMNS.iter().find(|(english, portuguese)| folded == *english || folded == *portuguese);
    known.map_or(folded, |(english, _)| (*english).to_owned())
}

fn request_of(
    mut cells: Cells,
    channels: &[Nameable<nascente_domain::id::ChannelId>],
    departments: &[Nameable<nascente_domain::id::DepartmentId>],
    zone: &TimeZone,
) -> Result<CreateLinkRequest, Vec<FieldError>> {
    let mut errors = Vec::new();
    let mut utm: BTreeMap<String, String> = BTreeMap::new();
    for (name, value) in &cells {
        if name.starts_with("utm_") && !value.is_empty() {
            utm.insert(name.clone(), value.clone());
        }
    }
    let mut take = |name: &str| cells.remove(name).filter(|text| !text.is_empty());
    if let Some(campaign) = take("campaign") {
        utm.entry("utm_campaign".to_owned()).or_insert(campaign);
    }
    let channel = take("channel").unwrap_or_default();
    let channel_id = named(channels, &channel).unwrap_or_else(|| {
        errors.push(refusal("channel", "unknown", "there is no such channel in use; use its name, number or id"));
        String::new()
    });
    let department_id = take("department").and_then(|text| {
        let found = named(departments, &text);
        if found.is_none() {
            errors.push(refusal("department", "unknown", "there is no such department in use; use its name or id"));
        }
        found
    });
    let expires_at = take("expires_at").and_then(|text| {
        let found = end::read(&text, zone);
        if found.is_none() {
            errors.push(refusal("expires_at", "day_or_time", end::HOW));
        }
        found.map(|moment| moment.to_string())
    });
    if !errors.is_empty() {
        return Err(errors);
    }
    Ok(CreateLinkRequest {
        name: take("name").unwrap_or_default(),
        channel_id,
        kind: take("kind"),
        site: take("site").unwrap_or_default(),
        message: take("message").unwrap_or_default(),
        tags: take("tags").map(|text| text.split('|').map(str::to_owned).collect()).unwrap_or_default(),
        dedicated_number: false,
        slug: take("slug"),
        department_id,
        expires_at,
        utm,
    })
}

/// The id of the one thing that a cell names; a name that several have names none.
fn named<I: ToString>(things: &[Nameable<I>], cell: &str) -> Option<String> {
    let phone = Phone::read_brazilian(cell).map(|phone| phone.digits().to_owned());
    let folded = fold(cell);
    let mut found = things.iter().filter(|thing| {
        thing.id.to_string() == cell
            || fold(&thing.name) == folded
            || phone.as_ref().is_some_and(|phone| *phone == thing.phone)
    });
    let first = found.next()?;
    found.next().is_none().then(|| first.id.to_string())
}

fn refusal(field: &str, code: &'static str, message: &str) -> FieldError {
    FieldError { field: field.to_owned(), code, message: message.to_owned() }
}

fn told(line: u64, error: FieldError) -> ImportError {
    ImportError { line, field: error.field, code: error.code.to_owned(), message: error.message }
}

/// Takes out the rows whose slug belongs to a link or stands twice in the file.
async fn refuse_slugs(app: &App, good: &mut Vec<(u64, Draft)>) -> Result<Vec<ImportError>, Failure> {
    let wanted: Vec<String> =
        good.iter().filter_map(|(_, draft)| draft.slug.as_ref().map(|slug| slug.as_str().to_owned())).collect();
    let taken = app.db.read(move |tx| link::taken_slugs(tx, wanted.clone())).await?;
    let (mut seen, mut errors): (BTreeSet<String>, Vec<ImportError>) = (taken.into_iter().collect(), Vec::new());
    good.retain(|(line, draft)| {
        let Some(slug) = draft.slug.as_ref().map(|slug| slug.as_str().to_owned()) else { return true };
        if seen.insert(slug.clone()) {
            return true;
        }
        let message = format!("the slug {slug} belongs to another link; try {slug}-{line}");
        errors.push(told(*line, FieldError { field: "slug".to_owned(), code: "slug_taken", message }));
        false
    });
    Ok(errors)
}

fn row_of(line: u64, draft: &Draft) -> ImportedRow {
    ImportedRow {
        line,
        name: draft.name.clone(),
        channel_id: draft.channel_id.to_string(),
        kind: draft.kind.kind().to_string(),
        site: draft.site.clone(),
        message: draft.message.clone(),
        utm: draft.utm.clone(),
        tags: draft.tags.clone(),
        slug: draft.slug.as_ref().map(|slug| slug.as_str().to_owned()),
        department_id: draft.department_id.map(|id| id.to_string()),
        expires_at: draft.expires_at.map(|moment| moment.to_string()),
    }
}
