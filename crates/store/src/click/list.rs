//! Clicks as a list shows them: the latest first, by their ids, which begin with the moment of the click.

use nascente_domain::id::{ClickId, CompanyId, LinkId};
use nascente_domain::link::ClickVerdict;
use nascente_domain::moment::{LocalDay, Moment};

use crate::filter::Conditions;
use crate::value::{Row, Value};
use crate::{Statement, StoreError, Tx, params};

const COLUMNS: &str = "select k.click_id, k.link_id, k.clicked_at, k.verdict, k.device, k.referrer, k.contact_id,
        k.query, k.language, k.region, k.visitor_key
        from click k where k.company_id = $1";

/// Which clicks a list shows.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// Of this link only.
    pub link_id: Option<LinkId>,
    /// With this verdict.
    pub verdict: Option<ClickVerdict>,
    /// From this kind of device.
    pub device: Option<String>,
    /// From this page.
    pub referrer: Option<String>,
    /// From this region.
    pub region: Option<String>,
    /// Valid ones, or the others.
    pub valid: Option<bool>,
    /// From this day on.
    pub from: Option<LocalDay>,
    /// Up to this day, inclusive.
    pub to: Option<LocalDay>,
    /// Behind this one in the list's order (newest first).
    pub after: Option<ClickId>,
}

/// A click as it is kept.
#[derive(Debug, Clone)]
pub struct StoredClick {
    /// Id.
    pub click_id: ClickId,
    /// Link.
    pub link_id: LinkId,
    /// When.
    pub clicked_at: Moment,
    /// Counted, or why not.
    pub verdict: ClickVerdict,
    /// `mobile`, `desktop`, `other`.
    pub device: Option<String>,
    /// Host of the page before.
    pub referrer: Option<String>,
    /// Whether a contact wrote with its code.
    pub matched: bool,
    /// Query string of the address.
    pub query: String,
    /// First language of the browser.
    pub language: Option<String>,
    /// Region, where a file of regions is configured.
    pub region: Option<String>,
    /// Fingerprint of the visitor, good for one day.
    pub visitor_key: String,
}

fn read(mut row: Row) -> Result<StoredClick, StoreError> {
    Ok(StoredClick {
        click_id: row.take()?,
        link_id: row.take()?,
        clicked_at: row.take()?,
        verdict: row.take()?,
        device: row.take()?,
        referrer: row.take()?,
        matched: row.take::<Option<i64>>()?.is_some(),
        query: row.take()?,
        language: row.take()?,
        region: row.take()?,
        visitor_key: row.take()?,
    })
}

/// So many clicks, the latest first. One that became a row late stands where it belongs: its id is as old as it is.
pub fn list(
    tx: &mut Tx<'_>,
    company_id: CompanyId,
    wanted: &Wanted,
    limit: i64,
) -> Result<Vec<StoredClick>, StoreError> {
    let (text, values) = page(company_id, wanted, limit);
    tx.query(&Statement::composed(text), values)?.into_iter().map(read).collect()
}

fn page(company_id: CompanyId, wanted: &Wanted, limit: i64) -> (String, Vec<Value>) {
    let mut conditions = conditions(company_id, wanted);
    let mark = conditions.bind(limit);
    let text = format!("{COLUMNS}{} order by k.click_id desc limit {mark}", conditions.text());
    (text, conditions.values())
}

/// How many clicks there are.
pub fn count(tx: &mut Tx<'_>, company_id: CompanyId, wanted: &Wanted) -> Result<i64, StoreError> {
    let conditions = conditions(company_id, &Wanted { after: None, ..wanted.clone() });
    let text = format!("select count(*) from click k where k.company_id = $1{}", conditions.text());
    tx.query_first(&Statement::composed(text), conditions.values())?.map_or(Ok(0), |mut row| row.take())
}

fn conditions(company_id: CompanyId, wanted: &Wanted) -> Conditions {
    let mut conditions = Conditions::after(params![company_id]);
    if let Some(link_id) = wanted.link_id {
        conditions.and_value("k.link_id = ?", link_id);
    }
    match wanted.valid {
        Some(true) => drop(conditions.and("k.verdict = 'valid'")),
        Some(false) => drop(conditions.and("k.verdict <> 'valid'")),
        None => {}
    }
    if let Some(verdict) = wanted.verdict {
        conditions.and_value("k.verdict = ?", verdict);
    }
    if let Some(device) = &wanted.device {
        conditions.and_value("k.device = ?", device.as_str());
    }
    if let Some(referrer) = &wanted.referrer {
        conditions.and_value("k.referrer = ?", referrer.as_str());
    }
    if let Some(region) = &wanted.region {
        conditions.and_value("k.region = ?", region.as_str());
    }
    if let Some(from) = wanted.from {
        conditions.and_value("k.day >= ?", from);
    }
    if let Some(to) = wanted.to {
        conditions.and_value("k.day <= ?", to);
    }
    if let Some(id) = wanted.after {
        conditions.and_value("k.click_id < ?", id);
    }
    conditions
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Db;
    use crate::db::Place;

    /// How SQLite goes about a page.
    async fn plan(db: &Db, wanted: Wanted) -> String {
        let read = db.read(move |tx| {
            let (text, values) = page(CompanyId::from(1), &wanted, 51);
            let steps = tx.query(&Statement::composed(format!("explain query plan {text}")), values)?;
            let told = steps.into_iter().map(|mut step| {
                let _: (i64, i64, i64) = (step.take()?, step.take()?, step.take()?);
                step.take::<String>()
            });
            Ok::<_, StoreError>(told.collect::<Result<Vec<_>, _>>()?.join("; "))
        });
        read.await.unwrap()
    }

    #[tokio::test]
    async fn a_page_is_read_along_an_index_and_nothing_is_sorted_however_many_clicks_there_are() {
        let folder = tempfile::TempDir::new().unwrap();
        let place = Place::File(folder.path().join("nascente.db"));
        let db = std::thread::spawn(move || Db::open(&place).unwrap()).join().unwrap();
        let after = Some(ClickId::from(9));
        let of_link = Some(LinkId::from(7));
        for (wanted, index) in [
            (Wanted::default(), "sqlite_autoindex_click_1 (company_id=?)"),
            (Wanted { after, ..Wanted::default() }, "sqlite_autoindex_click_1 (company_id=? AND click_id<?)"),
            (Wanted { link_id: of_link, ..Wanted::default() }, "click_link (company_id=? AND link_id=?)"),
            (
                Wanted { link_id: of_link, after, ..Wanted::default() },
                "click_link (company_id=? AND link_id=? AND click_id<?)",
            ),
        ] {
            let plan = plan(&db, wanted).await;
            assert!(plan.contains(index) && !plan.contains("TEMP B-TREE"), "{plan}");
        }
    }
}
