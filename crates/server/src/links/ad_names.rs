//! Names of campaigns, ad sets and ads out of a file that the Ads Manager exports.
//!
//! In: CSV with a column of ad ids and one of names at least, headed in Portuguese or English. Out: what each line changes,
//! or would. Refused: a file without those columns or with more than [`MOST_ROWS`] rows; a line whose ad id is no number,
//! was rounded by a spreadsheet, or stands twice with different names. Nothing changes before it is confirmed; a label that
//! a person gave stays.

use std::collections::{BTreeMap, HashMap};

use nascente_domain::hashtag::fold;
use nascente_domain::id::{CompanyId, IdentifierId};
use nascente_domain::touch::EntryKind;
use nascente_store::identifier::{self, StoredIdentifier};
use nascente_store::identifier_change::ChangeWay;
use nascente_store::{Lane, StoreError, Tx, recording};

use crate::app::{App, LiveHint};
use crate::auth::caller::Caller;
use crate::failure::Failure;
use crate::http::body::ad_names::{AdNameError, AdNameRow, AdNamesBefore, ImportedAdNames};
use crate::links::naming::Namer;
use crate::links::table::{self, wrong};

/// Most rows of a file.
const MOST_ROWS: usize = 10_000;
/// The longest name, in characters.
const LONGEST: usize = 200;
/// Ad ids that are looked up by one statement.
const CHUNK: usize = 500;

/// The columns, each with the headers that name it, folded.
const COLUMNS: [(Column, &[&str]); 4] = [
    (Column::AdId, &["ad id", "identificacao do anuncio", "id do anuncio", "identificador do anuncio", "ad_id"]),
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
pub async fn import(app: &App, caller: &Caller, file: &[u8], preview: bool) -> Result<ImportedAdNames, Failure> {
    let company_id = caller.company_id;
    let (named, errors) = read(file)?;
    let namer = (!preview).then(|| Namer::new(app, caller, ChangeWay::File));
    let unit = move |tx: &mut Tx<'_>| {
        let mut rows = Vec::new();
        let known = known(tx, company_id, &named)?;
        for (ad_id, (line, names)) in &named {
            let told = match known.get(ad_id) {
                Some(id) => Some(give(tx, company_id, *id, names, namer.as_ref())?),
                None => None,
            };
            rows.push(row(*line, ad_id, names, told));
        }
        Ok::<_, Failure>(rows)
    };
    let mut rows = if preview { app.db.read(unit).await? } else { app.db.write(Lane::Work, unit).await? };
    rows.sort_by_key(|row| row.line);
    let count = |state: &str| rows.iter().filter(|row| row.state == state).count();
    let (changed, unchanged, unseen) = (count("changed"), count("unchanged"), count("unseen"));
    if !preview && changed > 0 {
        app.hint(LiveHint { company_id, kind: "entry_identifier", id: company_id.to_string(), version: None });
    }
    Ok(ImportedAdNames { preview, changed, unchanged, unseen, rows, errors })
}

/// The identifiers of the ads that conversations came by.
fn known(tx: &mut Tx<'_>, company_id: CompanyId, named: &Named) -> Result<HashMap<String, IdentifierId>, StoreError> {
    let ids: Vec<String> = named.keys().cloned().collect();
    let mut known = HashMap::new();
    for some in ids.chunks(CHUNK) {
        known.extend(recording::identifiers(tx, company_id, EntryKind::Ad, some.to_vec())?);
    }
    Ok(known)
}

/// What an ad was called, and whether the names of the file are others; without a namer nothing is changed.
fn give(
    tx: &mut Tx<'_>,
    company_id: CompanyId,
    id: IdentifierId,
    names: &AdNames,
    namer: Option<&Namer>,
) -> Result<(StoredIdentifier, bool), Failure> {
    let before = match namer {
        Some(_) => identifier::lock(tx, company_id, id)?,
        None => identifier::find(tx, company_id, id)?,
    };
    let before = before.ok_or(Failure::NotFound)?;
    let after = names.changed(&before);
    if let Some((namer, after)) = namer.zip(after.as_ref()) {
        namer.give(tx, company_id, &before, after)?;
    }
    Ok((before, after.is_some()))
}

fn row(line: u64, ad_id: &str, names: &AdNames, told: Option<(StoredIdentifier, bool)>) -> AdNameRow {
    let state = match &told {
        Some((_, true)) => "changed",
        Some((_, false)) => "unchanged",
        None => "unseen",
    };
    AdNameRow {
        line,
        ad_id: ad_id.to_owned(),
        ad: names.ad.clone(),
        ad_set: names.ad_set.clone(),
        campaign: names.campaign.clone(),
        identifier_id: told.as_ref().map(|(before, _)| before.identifier_id.to_string()),
        before: told.map(|(before, _)| AdNamesBefore {
            label: before.label,
            ad: before.ad,
            ad_set: before.ad_set,
            campaign: before.campaign,
        }),
        state: state.to_owned(),
    }
}

type Named = BTreeMap<String, (u64, AdNames)>;

fn read(file: &[u8]) -> Result<(Named, Vec<AdNameError>), Failure> {
    let text = table::text(file)?;
    // Some spreadsheets begin with a line that tells what parts the cells.
    let (text, skipped) = match text.split_once('\n') {
        Some((first, rest)) if first.trim_matches('"').starts_with("sep=") => (rest, 1),
        _ => (text.as_str(), 0),
    };
    let delimiter = table::delimiter(text);
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
        let line = skipped + table::line_at(text, record.position().map_or(0, csv::Position::byte));
        let cell = |column: Column| place.get(&column).and_then(|place| record.get(*place)).map(str::trim);
        // The totals at the end are no ad.
        if COLUMNS.iter().all(|(column, _)| cell(*column).unwrap_or_default().is_empty()) {
            continue;
        }
        if let Err(code) = take(&mut named, line, cell) {
            let ad_id: String = cell(Column::AdId).unwrap_or_default().chars().take(40).collect();
            errors.push(AdNameError { line, code: code.to_owned(), ad_id });
        }
    }
    Ok((named, errors))
}

fn take<'a>(named: &mut Named, line: u64, cell: impl Fn(Column) -> Option<&'a str>) -> Result<(), &'static str> {
    let ad_id = read_ad_id(cell(Column::AdId).unwrap_or_default())?;
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

/// The digits of an ad id; files to be imported again write it as `a:120…`, and some tools as `="120…"`.
fn read_ad_id(cell: &str) -> Result<&str, &'static str> {
    let bare = cell.strip_prefix("a:").unwrap_or(cell);
    let bare = bare.strip_prefix('=').unwrap_or(bare).trim_matches(['"', '\'']);
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    match bare {
        "" => Err("ad_id_missing"),
        _ if digits(bare) && bare.len() <= 30 => Ok(bare),
        // A spreadsheet that took the id for a number has lost its last digits: 1,2E+17 may be any of millions of ads.
        _ if is_rounded(bare) => Err("ad_id_rounded"),
        _ => Err("ad_id"),
    }
}

/// `1,2E+17`, `1.20212345678901E+17`.
fn is_rounded(text: &str) -> bool {
    let Some((number, power)) = text.split_once(['E', 'e']) else { return false };
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    number.split([',', '.']).all(digits) && digits(power.trim_start_matches('+'))
}

fn column(header: &str) -> Option<Column> {
    let folded = fold(header.trim());
    COLUMNS.iter().find(|(_, headers)| headers.contains(&folded.as_str())).map(|(column, _)| *column)
}
