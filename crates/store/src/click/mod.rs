//! Clicks and their daily sums.
//!
//! Every opening of a link is a row, whatever its verdict; the sums change in the same transaction. A code belongs to
//! one click of a company for ever.
//!
//! Clicks are recorded in one of two ways that come to the same rows. [`record_new`] asks nothing that it is not told to
//! ask: what it takes for new and is not so fails them all by a key of the store. [`record`] finds out.

mod any_clicks;
mod list;
mod new_clicks;
pub(crate) mod sums;
pub(crate) mod visits;

use std::collections::BTreeMap;

use nascente_domain::code::Code;
use nascente_domain::id::{ClickId, CompanyId, LinkId};
use nascente_domain::link::ClickVerdict;
use nascente_domain::moment::{LocalDay, Moment};

use crate::bulk::{Column, ColumnType};
use crate::params;
use crate::value::Value;

pub(crate) use any_clicks::ALL;
pub use any_clicks::record;
pub use list::{StoredClick, Wanted, count, list};
pub use new_clicks::record_new;
pub use sums::{ClickTrait, HourOfWeek, by_trait, hours_of_week};
pub use visits::forget_visitors;

const COLUMNS: &[Column] = &[
    ("company_id", ColumnType::Int),
    ("click_id", ColumnType::Int),
    ("link_id", ColumnType::Int),
    ("code", ColumnType::Text),
    ("clicked_at", ColumnType::Int),
    ("day", ColumnType::Int),
    ("verdict", ColumnType::Text),
    ("visitor_key", ColumnType::Text),
    ("query", ColumnType::Text),
    ("referrer", ColumnType::Text),
    ("language", ColumnType::Text),
    ("device", ColumnType::Text),
    ("region", ColumnType::Text),
];

/// A click that happens.
#[derive(Debug, Clone)]
pub struct NewClick {
    /// Company.
    pub company_id: CompanyId,
    /// Id.
    pub click_id: ClickId,
    /// Link.
    pub link_id: LinkId,
    /// Its code, where it has one; another is drawn when it is taken.
    pub code: Option<Code>,
    /// When.
    pub clicked_at: Moment,
    /// Its day in the company's zone.
    pub day: LocalDay,
    /// Its hour in the company's zone, 0 to 23.
    pub hour: i64,
    /// Counted, or why not. A valid one may turn out to be a repeat when it is kept.
    pub verdict: ClickVerdict,
    /// Fingerprint of the visitor, good for one day.
    pub visitor_key: String,
    /// Query string of the address.
    pub query: String,
    /// Host of the page before.
    pub referrer: Option<String>,
    /// First language of the browser.
    pub language: Option<String>,
    /// `mobile`, `desktop`, `other`.
    pub device: Option<String>,
    /// Country and its part, such as `BR-SP`, where a file of regions is configured.
    pub region: Option<String>,
}

/// A click that was kept, and the code that it really has.
pub type Kept = (ClickId, Option<Code>);

/// Clicks by company, in the order in which they happened.
fn by_company(clicks: Vec<NewClick>) -> BTreeMap<CompanyId, Vec<NewClick>> {
    let mut companies: BTreeMap<CompanyId, Vec<NewClick>> = BTreeMap::new();
    for click in clicks {
        companies.entry(click.company_id).or_default().push(click);
    }
    for of_company in companies.values_mut() {
        of_company.sort_by_key(|click| click.click_id);
    }
    companies
}

fn row_of(click: &NewClick, verdict: ClickVerdict) -> Vec<Value> {
    params![
        click.company_id,
        click.click_id,
        click.link_id,
        click.code.as_ref().map(Code::as_str),
        click.clicked_at,
        click.day,
        verdict,
        click.visitor_key.clone(),
        click.query.clone(),
        click.referrer.clone(),
        click.language.clone(),
        click.device.clone(),
        click.region.clone()
    ]
}
