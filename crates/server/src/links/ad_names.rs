//! Names of campaigns, ad sets and ads out of a file that the Ads Manager exports.
//!
//! In: CSV in UTF-8 with a column of ad ids and one of names at least, headed in Portuguese or English. Out: what each line
//! would change. Refused: a file without those columns or with more than [`MOST_ROWS`] rows; a line whose ad id is no
//! number, or stands twice with different names. Nothing changes before it is confirmed; a label that a person gave stays.

use std::collections::{BTreeMap, HashMap};

use nascente_domain::hashtag::fold;
use nascente_domain::id::{CompanyId, IdentifierId};
use nascente_domain::touch::EntryKind;
use nascente_store::identifier::{self, StoredIdentifier};
use nascente_store::{Lane, recording};

use crate::app::{App, LiveHint};
use crate::failure::Failure;
use crate::http::body::ad_names::{AdNameError, AdNameRow, ImportedAdNames};

/// Most rows of a file.
const MOST_ROWS: usize = 10_000;
/// The longest name, in characters.
const LONGEST: usize = 200;
/// Ad ids that are looked up by one statement.
const CHUNK: usize = 500;

/// The columns, each with the headers that name it, folded.
const COLUMNS: [(Column, &[&str]); 4] = [
    (Column::AdId, &["ad id", "identificacao do anuncio", "id do anuncio", "ad_id"]),
    (Column::Ad, &["ad name", "nome do anuncio", "ad_name"]),
    (Column::AdSet, &["ad set name", "nome do conjunto de anuncios", "adset_name"]),
    (Column::Campaign, &["campaign name", "nome da campanha", "campaign_name"]),
];

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Column {
    AdId,
    Ad,
    AdSet,
    Campaign,
}

/// The names of an ad.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AdNames {
    /// Ad.
    pub ad: Option<String>,
    /// Ad set.
    pub ad_set: Option<String>,
    /// Campaign.
    pub campaign: Option<String>,
}

impl AdNames {
    /// An identifier with these names; `None` when it has them already.
    pub(super) fn changed(&self, before: &StoredIdentifier) -> Option<StoredIdentifier> {
        let after = self.given_to(before);
        let of = |one: &StoredIdentifier| (one.label.clone(), one.ad.clone(), one.ad_set.clone(), one.campaign.clone());
        (of(before) != of(&after)).then_some(after)
    }

    /// An identifier with these names; what is not told stays.
    fn given_to(&self, before: &StoredIdentifier) -> StoredIdentifier {
        let told = |name: &Option<String>, before: &Option<String>| name.clone().or_else(|| before.clone());
        let label = self.ad.clone().filter(|_| !before.label_given).unwrap_or_else(|| before.label.clone());
        StoredIdentifier {
            label,
            ad: told(&self.ad, &before.ad),
            ad_set: told(&self.ad_set, &before.ad_set),
            campaign: told(&self.campaign, &before.campaign),
            ..before.clone()
        }
    }
}

/// Reads a file; unless this is a preview, the ads that are known get its names.
pub async fn import(app: &App, company_id: CompanyId, file: &[u8], preview: bool) -> Result<ImportedAdNames, Failure> {
    let (named, errors) = read(file)?;
    let (of_unit, confirmed) = (named.clone(), !preview);
    let unit = move |tx: &mut nascente_store::Tx<'_>| {
        let ids: Vec<String> = of_unit.keys().cloned().collect();
        let mut known: HashMap<String, IdentifierId> = HashMap::new();
        for some in ids.chunks(CHUNK) {
            known.extend(recording::identifiers(tx, company_id, EntryKind::Ad, some.to_vec())?);
        }
        let mut rows = Vec::new();
        for (ad_id, (line, names)) in &of_unit {
            let state = match known.get(ad_id) {
                Some(id) => give(tx, company_id, *id, names, confirmed)?,
                None => "unseen",
            };
            rows.push(row(*line, ad_id, names, known.get(ad_id).copied(), state));
        }
        Ok::<_, Failure>(rows)
    };
    let mut rows = if preview { app.db.read(unit).await? } else { app.db.write(Lane::Work, unit).await? };
    rows.sort_by_key(|row| row.line);
    let changed = rows.iter().filter(|row| row.state == "changed").count();
    if !preview && changed > 0 {
        app.hint(LiveHint { company_id, kind: "entry_identifier", id: company_id.to_string(), version: None });
    }
    Ok(ImportedAdNames { preview, changed, rows, errors })
}

fn give(
    tx: &mut nascente_store::Tx<'_>,
    company_id: CompanyId,
    id: IdentifierId,
    names: &AdNames,
    confirmed: bool,
) -> Result<&'static str, Failure> {
    let before = if confirmed { identifier::lock(tx, company_id, id)? } else { identifier::find(tx, company_id, id)? };
    let before = before.ok_or(Failure::NotFound)?;
    let Some(after) = names.changed(&before) else { return Ok("unchanged") };
    if confirmed {
        identifier::set(tx, company_id, &after)?;
    }
    Ok("changed")
}

fn row(line: u64, ad_id: &str, names: &AdNames, id: Option<IdentifierId>, state: &str) -> AdNameRow {
    AdNameRow {
        line,
        ad_id: ad_id.to_owned(),
        ad: names.ad.clone(),
        ad_set: names.ad_set.clone(),
        campaign: names.campaign.clone(),
        identifier_id: id.map(|id| id.to_string()),
        state: state.to_owned(),
    }
}

type Named = BTreeMap<String, (u64, AdNames)>;

fn read(file: &[u8]) -> Result<(Named, Vec<AdNameError>), Failure> {
    let wrong = |code, message: &str| Failure::invalid("file", code, message);
    let text = std::str::from_utf8(file).map_err(|_| wrong("encoding", "save the file as CSV in UTF-8"))?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    // With CRLF the reader names the line before.
    let text = text.replace("\r\n", "\n");
    let first = text.lines().next().unwrap_or_default();
    let delimiter = [b';', b'\t'].into_iter().find(|mark| first.contains(char::from(*mark))).unwrap_or(b',');
    let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).flexible(true).from_reader(text.as_bytes());
    let headers = reader.headers().map_err(|_| wrong("form", "the file is no CSV"))?.clone();
    let place: HashMap<Column, usize> =
        headers.iter().enumerate().filter_map(|(place, header)| Some((column(header)?, place))).collect();
    let has_names = [Column::Ad, Column::AdSet, Column::Campaign].iter().any(|column| place.contains_key(column));
    if !place.contains_key(&Column::AdId) || !has_names {
        let message = "export the columns ad id and ad name, ad set name or campaign name from the Ads Manager";
        return Err(wrong("column_missing", message));
    }
    let (mut named, mut errors): (Named, Vec<AdNameError>) = (BTreeMap::new(), Vec::new());
    for (index, record) in reader.records().enumerate() {
        if index >= MOST_ROWS {
            return Err(wrong("length", "use a file of up to 10,000 rows"));
        }
        let record = record.map_err(|_| wrong("form", "the file is no CSV"))?;
        let line = record.position().map_or(0, csv::Position::line);
        let cell = |column: Column| place.get(&column).and_then(|place| record.get(*place)).map(str::trim);
        if let Err(code) = take(&mut named, line, cell) {
            let ad_id: String = cell(Column::AdId).unwrap_or_default().chars().take(40).collect();
            errors.push(AdNameError { line, code: code.to_owned(), ad_id });
        }
    }
    Ok((named, errors))
}

fn take<'a>(named: &mut Named, line: u64, cell: impl Fn(Column) -> Option<&'a str>) -> Result<(), &'static str> {
    let ad_id = cell(Column::AdId).unwrap_or_default();
    // A spreadsheet that took the id for a number has lost its last digits.
    if ad_id.is_empty() || ad_id.len() > 30 || !ad_id.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err("ad_id");
    }
    let name = |column: Column| {
        let text: String = cell(column).unwrap_or_default().chars().filter(|c| !c.is_control()).collect();
        if text.chars().count() > LONGEST { Err("too_long") } else { Ok(Some(text).filter(|text| !text.is_empty())) }
    };
    let names = AdNames { ad: name(Column::Ad)?, ad_set: name(Column::AdSet)?, campaign: name(Column::Campaign)? };
    match named.get(ad_id) {
        // Breakdowns repeat an ad on many lines.
        Some((_, known)) if *known == names => Ok(()),
        Some(_) => Err("other_names"),
        None => {
            named.insert(ad_id.to_owned(), (line, names));
            Ok(())
        }
    }
}

fn column(header: &str) -> Option<Column> {
    let folded = fold(header.trim());
    COLUMNS.iter().find(|(_, headers)| headers.contains(&folded.as_str())).map(|(column, _)| *column)
}
