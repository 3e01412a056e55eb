//! When a link ends, as a person writes it into a file: pure.
//!
//! In: a cell and the company's zone. Out: the moment. A day alone ends when it is over; a time of day without a zone is
//! the company's. Refused: days that no calendar has.

use jiff::civil::{Date, DateTime, Time};
use jiff::tz::TimeZone;
use nascente_domain::moment::{LocalDay, Moment};

/// What to write instead of a cell that cannot be read.
pub(super) const HOW: &str = "write the last day as 31/12/2026 or 2026-12-31, or a day with a time as 31/12/2026 18:00";

/// Reads a cell.
pub(super) fn read(text: &str, zone: &TimeZone) -> Option<Moment> {
    let text = text.trim();
    if let Ok(moment) = text.parse::<Moment>() {
        return Some(moment);
    }
    match text.split_once([' ', 'T', ',']) {
        None => Some(day(text)?.plus(1).start_in(zone).plus(-1)),
        Some((date, time)) => {
            let date: Date = day(date)?.to_string().parse().ok()?;
            let at = DateTime::from_parts(date, time_of_day(time.trim())?).to_zoned(zone.clone()).ok()?;
            Some(Moment::from_millis(at.timestamp().as_millisecond()))
        }
    }
}

/// `2026-12-31`, `31/12/2026` or `31/12/26`.
fn day(text: &str) -> Option<LocalDay> {
    if text.contains('-') {
        return text.parse().ok();
    }
    let mut parts = text.split('/').map(|part| part.parse::<i16>().ok().filter(|_| part.len() <= 4));
    let (day, month, year) = (parts.next()??, parts.next()??, parts.next()??);
    let year = if (0..100).contains(&year) { 2_000 + year } else { year };
    let (month, day) = (i8::try_from(month).ok()?, i8::try_from(day).ok()?);
    let date = Date::new(year, month, day).ok().filter(|_| parts.next().is_none())?;
    date.to_string().parse().ok()
}

/// `18:00`, `18:00:30` or `18h`.
fn time_of_day(text: &str) -> Option<Time> {
    let text = text.strip_suffix(['h', 'H']).map_or_else(|| text.to_owned(), |hour| format!("{hour}:00"));
    let mut parts = text.split([':', 'h']).map(|part| part.parse::<i8>().ok());
    let (hour, minute, second) = (parts.next()??, parts.next()??, parts.next().unwrap_or(Some(0))?);
    Time::new(hour, minute, second, 0).ok().filter(|_| parts.next().is_none())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> Option<String> {
        read(text, &TimeZone::get("America/Sao_Paulo").unwrap()).map(|moment| moment.to_string())
    }

    #[test]
    fn a_day_ends_when_it_is_over_in_the_companys_zone_however_it_is_written() {
        for day in ["2026-12-31", "31/12/2026", " 31/12/26 "] {
            assert_eq!(told(day).as_deref(), Some("2027-01-01T02:59:59.999Z"), "{day}");
        }
        // That night the clocks of São Paulo went forward, and Sunday began at one.
        assert_eq!(told("03/11/2018").as_deref(), Some("2018-11-04T02:59:59.999Z"));
    }

    #[test]
    fn a_time_of_day_is_the_companys_and_a_whole_instant_means_itself() {
        for time in
            ["2026-12-31 18:00", "31/12/2026 18:00", "2026-12-31T18:00:00", "31/12/2026, 18h", "31/12/2026 18h00"]
        {
            assert_eq!(told(time).as_deref(), Some("2026-12-31T21:00:00.000Z"), "{time}");
        }
        assert_eq!(told("2026-12-31T18:00:00Z").as_deref(), Some("2026-12-31T18:00:00.000Z"));
        assert_eq!(told("2026-12-31T18:00:00-02:00").as_deref(), Some("2026-12-31T20:00:00.000Z"));
    }

    #[test]
    fn what_no_calendar_has_is_refused() {
        for wrong in [
            "",
            "amanhã",
            "31/02/2026",
            "12/31/2026",
            "2026-13-01",
            "31/12",
            "1/2/3/4",
            "31/12/2026 25:00",
            "31/12/2026 18",
            "31/12/99999",
            "-1/1/2026",
            "46022",
            "/",
            "//",
            "T",
            " T ",
            "h",
            "31/12/2026 h",
            "é/é/é",
            "-262144-01-01",
        ] {
            assert_eq!(told(wrong), None, "{wrong}");
        }
    }
}
