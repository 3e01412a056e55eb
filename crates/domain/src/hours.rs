//! Working hours of a department: which moments it attends at.
//!
//! In come the spans of a week and the holidays, in the company's time zone; out goes whether a moment falls within.
//! Refused: spans that end before they begin, overlap, or are told twice. A span ends at midnight at the latest; a night
//! shift is two spans.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use crate::closing::FieldError;
use crate::moment::{LocalDay, Moment};
use crate::text_enum;

/// Most spans and most holidays.
const MOST_SPANS: usize = 50;
const MOST_HOLIDAYS: usize = 200;
/// Minutes of a day.
const DAY_MINUTES: i64 = 24 * 60;

text_enum! {
    /// A day of the week.
    Weekday {
        /// Segunda-feira.
        Monday = "monday",
        /// Terça-feira.
        Tuesday = "tuesday",
        /// Quarta-feira.
        Wednesday = "wednesday",
        /// Quinta-feira.
        Thursday = "thursday",
        /// Sexta-feira.
        Friday = "friday",
        /// Sábado.
        Saturday = "saturday",
        /// Domingo.
        Sunday = "sunday",
    }
}

/// A time of day, kept in minutes and written `08:30`; `24:00` ends a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct ClockTime(i64);

impl core::fmt::Display for ClockTime {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "{:02}:{:02}", self.0 / 60, self.0 % 60)
    }
}

impl core::str::FromStr for ClockTime {
    type Err = &'static str;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        const WRONG: &str = "not a time of the form 08:30";
        let (hours, minutes) = text.split_once(':').ok_or(WRONG)?;
        let two = |digits: &str| digits.len() == 2 && digits.bytes().all(|byte| byte.is_ascii_digit());
        if !two(hours) || !two(minutes) {
            return Err(WRONG);
        }
        let (hours, minutes): (i64, i64) = (hours.parse().map_err(|_| WRONG)?, minutes.parse().map_err(|_| WRONG)?);
        let time = hours * 60 + minutes;
        if minutes < 60 && time <= DAY_MINUTES { Ok(Self(time)) } else { Err(WRONG) }
    }
}

impl Serialize for ClockTime {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for ClockTime {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

/// A part of a weekday at which the department attends; its end is no longer part of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Span {
    /// The day.
    pub weekday: Weekday,
    /// From then.
    pub from: ClockTime,
    /// Until then.
    pub to: ClockTime,
}

/// A day at which the department does not attend.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holiday {
    /// The day.
    pub date: LocalDay,
    /// What is celebrated.
    pub name: String,
}

/// The working hours of a department.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct WorkingHours {
    /// The spans, in any order.
    pub week: Vec<Span>,
    /// The holidays, in any order.
    #[serde(default)]
    pub holidays: Vec<Holiday>,
}

impl WorkingHours {
    /// Whether the department attends at this moment.
    #[must_use]
    pub fn is_open(&self, at: Moment, zone: &TimeZone) -> bool {
        let day = at.day_in(zone);
        if self.holidays.iter().any(|holiday| holiday.date == day) {
            return false;
        }
        let timestamp = Timestamp::from_millisecond(at.millis()).unwrap_or(Timestamp::UNIX_EPOCH);
        let local = zone.to_datetime(timestamp);
        let minute = i64::from(local.hour()) * 60 + i64::from(local.minute());
        let index = usize::try_from(local.date().weekday().to_monday_zero_offset()).unwrap_or(0);
        let today = Weekday::ALL.get(index).copied().unwrap_or(Weekday::Monday);
        self.week.iter().any(|span| span.weekday == today && (span.from.0..span.to.0).contains(&minute))
    }

    /// What is wrong with these hours, by field.
    #[must_use]
    pub fn check(&self) -> Vec<FieldError> {
        let mut errors = Vec::new();
        let mut refuse = |field: String, code, message: &str| {
            errors.push(FieldError { field, code, message: message.to_owned() });
        };
        if self.week.is_empty() || self.week.len() > MOST_SPANS {
            refuse("working_hours.week".to_owned(), "out_of_range", "give 1 to 50 spans");
        }
        for (index, span) in self.week.iter().enumerate() {
            let place = format!("working_hours.week[{index}]");
            if span.from >= span.to {
                refuse(format!("{place}.to"), "before_from", "a span ends after it begins, at midnight at the latest");
            }
            let overlaps = |other: &Span| other.weekday == span.weekday && other.from < span.to && span.from < other.to;
            if self.week[..index].iter().any(overlaps) {
                refuse(place, "overlaps", "two spans of this day overlap");
            }
        }
        if self.holidays.len() > MOST_HOLIDAYS {
            refuse("working_hours.holidays".to_owned(), "out_of_range", "give at most 200 holidays");
        }
        for (index, holiday) in self.holidays.iter().enumerate() {
            let place = format!("working_hours.holidays[{index}]");
            if self.holidays[..index].iter().any(|other| other.date == holiday.date) {
                refuse(format!("{place}.date"), "duplicate", "this day is a holiday already");
            }
            if !(1..=120).contains(&holiday.name.trim().chars().count()) {
                refuse(format!("{place}.name"), "invalid_length", "use 1 to 120 characters");
            }
        }
        errors
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn span(weekday: Weekday, from: &str, to: &str) -> Span {
        Span { weekday, from: from.parse().unwrap(), to: to.parse().unwrap() }
    }

    fn shop() -> WorkingHours {
        let week = vec![
            span(Weekday::Friday, "08:00", "12:00"),
            span(Weekday::Friday, "13:00", "18:00"),
            span(Weekday::Saturday, "22:00", "24:00"),
            span(Weekday::Sunday, "00:00", "02:00"),
        ];
        let holidays = vec![Holiday { date: "2026-12-25".parse().unwrap(), name: "Natal".into() }];
        WorkingHours { week, holidays }
    }

    fn open(at: &str) -> bool {
        let zone = TimeZone::get("America/Sao_Paulo").unwrap();
        shop().is_open(at.parse().unwrap(), &zone)
    }

    #[test]
    fn hours_are_those_of_the_company_s_zone() {
        assert!(open("2026-11-20T11:00:00Z"));
        assert!(!open("2026-11-20T10:59:59Z"));
        assert!(!open("2026-11-20T15:30:00Z"));
        assert!(open("2026-11-20T20:59:59Z"));
        assert!(!open("2026-11-20T21:00:00Z"));
    }

    #[test]
    fn a_night_shift_goes_on_behind_midnight() {
        assert!(open("2026-11-22T02:30:00Z"));
        assert!(open("2026-11-22T04:30:00Z"));
        assert!(!open("2026-11-22T05:00:00Z"));
    }

    #[test]
    fn nobody_attends_on_a_holiday() {
        assert!(open("2026-12-18T13:00:00Z"));
        assert!(!open("2026-12-25T13:00:00Z"));
    }

    #[test]
    fn spans_that_overlap_or_end_before_they_begin_are_named() {
        let mut hours = shop();
        assert!(hours.check().is_empty());
        hours.week[1] = span(Weekday::Friday, "20:00", "19:00");
        hours.week[3] = span(Weekday::Saturday, "23:00", "24:00");
        let fields: Vec<(String, &str)> = hours.check().into_iter().map(|error| (error.field, error.code)).collect();
        let wanted =
            [("working_hours.week[1].to".to_owned(), "before_from"), ("working_hours.week[3]".to_owned(), "overlaps")];
        assert_eq!(fields, wanted);
    }

    #[test]
    fn a_time_has_two_digits_on_each_side() {
        for wrong in ["8:00", "25:00", "08:60", "24:01", "0800", "+8:00"] {
            assert!(wrong.parse::<ClockTime>().is_err(), "{wrong}");
        }
        assert_eq!("24:00".parse::<ClockTime>().unwrap().to_string(), "24:00");
    }
}
