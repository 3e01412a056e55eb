//! When people write and when the staff works: days of the week and hours of the day in the company's zone.

use jiff::tz::TimeZone;
use nascente_domain::moment::{HOUR, LocalDay, Moment, SECOND};

use super::chance::Chance;

/// One minute.
pub(super) const MINUTE: i64 = 60 * SECOND;
/// How many write on each day, Monday first.
const WEEKDAYS: [i64; 7] = [16, 15, 15, 15, 17, 14, 8];
/// How many write in each hour of the day.
const HOURS: [i64; 24] = [2, 1, 0, 0, 0, 1, 2, 4, 9, 14, 18, 19, 17, 15, 17, 18, 17, 16, 15, 17, 19, 17, 10, 5];

/// The company's calendar around the start of the demo.
#[derive(Debug, Clone)]
pub(super) struct Hours {
    pub(super) zone: TimeZone,
    pub(super) today: LocalDay,
}

impl Hours {
    /// A moment within some days, counted back from today, in the rhythm of a store.
    pub(super) fn arrival(&self, chance: &mut Chance, (from, to): (i64, i64)) -> Moment {
        let day = loop {
            let day = self.today.plus(-chance.between(to, from));
            // 1970-01-01 was a Thursday.
            let weekday = usize::try_from((day.number() + 3).rem_euclid(7)).unwrap_or(0);
            if chance.between(1, 17) <= WEEKDAYS[weekday] {
                break day;
            }
        };
        let hour = i64::try_from(chance.weighted(&HOURS)).unwrap_or(12);
        day.start_in(&self.zone).plus(hour * HOUR + chance.between(0, 3_599) * SECOND)
    }

    /// The moment itself while the staff works, else a little after they begin again.
    pub(super) fn worked(&self, chance: &mut Chance, at: Moment, (opens, closes): (i64, i64)) -> Moment {
        let day = at.day_in(&self.zone);
        let since = at.since(day.start_in(&self.zone));
        let morning = match since {
            early if early < opens * HOUR => day,
            late if late >= closes * HOUR => day.plus(1),
            _ => return at,
        };
        morning.start_in(&self.zone).plus(opens * HOUR + chance.between(1, 45 * 60) * SECOND)
    }
}

/// So many minutes and seconds later.
pub(super) fn minutes_later(chance: &mut Chance, at: Moment, (least, most): (i64, i64)) -> Moment {
    at.plus(chance.between(least * MINUTE / SECOND, most * MINUTE / SECOND) * SECOND)
}
