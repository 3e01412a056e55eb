//! The figures of a link in a period, from sums that are kept by day and hour: fifty million clicks cost no more to read
//! than fifty thousand.

use nascente_domain::id::{CompanyId, LinkId};
use nascente_domain::link::LinkKind;
use nascente_domain::moment::LocalDay;
use nascente_store::click::{self, ClickTrait, HourOfWeek, StoredClick, Wanted};
use nascente_store::link::{self, StoredLink};

use crate::app::App;
use crate::failure::Failure;
use crate::http::body::link::{CountedValue, DayClicks, LinkStatistics};

/// Values of a trait that are shown.
const MOST_VALUES: i64 = 20;
/// Clicks that are shown.
const MOST_RECENT: i64 = 20;

struct Read {
    kind: LinkKind,
    conversations: i64,
    days: Vec<(LocalDay, i64, i64)>,
    hours: Vec<HourOfWeek>,
    devices: Vec<(String, i64)>,
    referrers: Vec<(String, i64)>,
    regions: Vec<(String, i64)>,
    recent: Vec<StoredClick>,
}

/// The figures of a link between two days, both inclusive.
pub async fn statistics(
    app: &App,
    company_id: CompanyId,
    link_id: LinkId,
    days: (LocalDay, LocalDay),
) -> Result<LinkStatistics, Failure> {
    let read = app
        .db
        .read(move |tx| {
            let found: StoredLink = link::find(tx, company_id, link_id)?.ok_or(Failure::NotFound)?;
            let wanted = Wanted { link_id: Some(link_id), ..Wanted::default() };
            let mut by = |counted| click::by_trait(tx, company_id, link_id, days, counted, MOST_VALUES);
            let (devices, referrers, regions) =
                (by(ClickTrait::Device)?, by(ClickTrait::Referrer)?, by(ClickTrait::Region)?);
            Ok::<_, Failure>(Read {
                kind: found.kind,
                devices,
                referrers,
                regions,
                conversations: link::conversations_between(tx, company_id, found.identifier_id, days)?,
                days: link::clicks_by_day(tx, company_id, link_id, days)?,
                hours: click::hours_of_week(tx, company_id, link_id, days)?,
                recent: click::list(tx, company_id, &wanted, MOST_RECENT)?,
            })
        })
        .await?;
    Ok(shown(read, days))
}

fn shown(read: Read, days: (LocalDay, LocalDay)) -> LinkStatistics {
    let sum = |of: fn(&HourOfWeek) -> i64| read.hours.iter().map(of).sum::<i64>();
    let (clicks, clicks_raw, visitors) = (sum(|hour| hour.valid), sum(|hour| hour.raw), sum(|hour| hour.visitors));
    let mut hours = vec![vec![0; 24]; 7];
    for one in &read.hours {
        let place = usize::try_from(one.weekday).ok().zip(usize::try_from(one.hour).ok());
        if let Some(cell) = place.and_then(|(day, hour)| hours.get_mut(day)?.get_mut(hour)) {
            *cell += one.valid;
        }
    }
    LinkStatistics {
        from: days.0.to_string(),
        to: days.1.to_string(),
        clicks,
        clicks_raw,
        visitors,
        conversations: read.conversations,
        conversion: rate(read.conversations, clicks).filter(|_| read.kind == LinkKind::Tracked),
        days: read.days.into_iter().map(day).collect(),
        hours,
        devices: counted(read.devices),
        referrers: counted(read.referrers),
        regions: counted(read.regions),
        recent: read.recent.into_iter().map(crate::http::api::click::body).collect(),
    }
}

fn day((day, clicks, clicks_raw): (LocalDay, i64, i64)) -> DayClicks {
    DayClicks { day: day.to_string(), clicks, clicks_raw }
}

fn counted(values: Vec<(String, i64)>) -> Vec<CountedValue> {
    values.into_iter().map(|(value, clicks)| CountedValue { value, clicks }).collect()
}

#[expect(clippy::cast_precision_loss, reason = "a rate of counts far below 2^53")]
fn rate(part: i64, whole: i64) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}
