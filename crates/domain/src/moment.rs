//! Points in time and the days of a company.

use core::fmt;
use core::str::FromStr;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, Unit};

/// One second, in the milliseconds that the store keeps.
pub const SECOND: i64 = 1_000;
/// One minute in milliseconds.
pub const MINUTE: i64 = 60 * SECOND;
/// One hour in milliseconds.
pub const HOUR: i64 = 60 * MINUTE;
/// One day of 24 hours in milliseconds.
pub const DAY: i64 = 24 * HOUR;

/// A point in time: milliseconds since 1970-01-01T00:00:00Z. Written as RFC 3339 in UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Moment(i64);

impl Moment {
    /// The moment this many milliseconds after 1970.
    #[must_use]
    pub const fn from_millis(millis: i64) -> Self {
        Self(millis)
    }

    /// Milliseconds since 1970.
    #[must_use]
    pub const fn millis(self) -> i64 {
        self.0
    }

    /// This moment moved by a number of milliseconds.
    #[must_use]
    pub const fn plus(self, millis: i64) -> Self {
        Self(self.0.saturating_add(millis))
    }

    /// Milliseconds from the other moment to this one; negative when the other is later.
    #[must_use]
    pub const fn since(self, earlier: Self) -> i64 {
        self.0.saturating_sub(earlier.0)
    }

    /// The day on which this moment falls in a zone.
    #[must_use]
    pub fn day_in(self, zone: &TimeZone) -> LocalDay {
        let timestamp = Timestamp::from_millisecond(self.0).unwrap_or(Timestamp::UNIX_EPOCH);
        LocalDay::from_date(zone.to_datetime(timestamp).date())
    }
}

/// The provider's time of a message, held between 30 days before its receipt and the receipt itself.
///
/// Providers send wrong clocks and very old retries; a time outside the range would put a conversation on a
/// day that no report looks at. No time at all counts as the receipt.
#[must_use]
pub fn clamp_sent_at(provider_time: Option<Moment>, received_at: Moment) -> Moment {
    provider_time.map_or(received_at, |time| time.clamp(received_at.plus(-30 * DAY), received_at))
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let timestamp = Timestamp::from_millisecond(self.0).unwrap_or(Timestamp::UNIX_EPOCH);
        write!(f, "{timestamp:.3}")
    }
}

/// A text that is no time or no day of the wanted form.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadTime {
    /// Not RFC 3339.
    #[error("not a time of the form 2026-11-22T15:04:05Z")]
    Moment,
    /// Not a date.
    #[error("not a date of the form 2026-11-22")]
    Day,
}

impl FromStr for Moment {
    type Err = BadTime;
    fn from_str(text: &str) -> Result<Self, BadTime> {
        text.parse::<Timestamp>().map(|timestamp| Self(timestamp.as_millisecond())).map_err(|_| BadTime::Moment)
    }
}

impl serde::Serialize for Moment {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> serde::Deserialize<'de> for Moment {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

/// A day of a company's calendar, kept as the number of days since 1970-01-01. Written `2026-11-22`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct LocalDay(i64);

impl LocalDay {
    /// The day with this number.
    #[must_use]
    pub const fn from_number(number: i64) -> Self {
        Self(number)
    }

    /// Days since 1970-01-01.
    #[must_use]
    pub const fn number(self) -> i64 {
        self.0
    }

    /// The day some days later (earlier when negative).
    #[must_use]
    pub const fn plus(self, days: i64) -> Self {
        Self(self.0.saturating_add(days))
    }

    /// The moment at which this day begins in a zone.
    #[must_use]
    pub fn start_in(self, zone: &TimeZone) -> Moment {
        self.date()
            .to_zoned(zone.clone())
            .map_or(Moment(self.0.saturating_mul(DAY)), |start| Moment(start.timestamp().as_millisecond()))
    }

    fn from_date(date: Date) -> Self {
        let epoch = Date::constant(1970, 1, 1);
        let days = epoch.until((Unit::Day, date)).map_or(0, |span| i64::from(span.get_days()));
        Self(days)
    }

    fn date(self) -> Date {
        let days = i32::try_from(self.0).unwrap_or(i32::MAX);
        let span = jiff::Span::new().try_days(days).unwrap_or_default();
        Date::constant(1970, 1, 1).checked_add(span).unwrap_or(Date::MAX)
    }
}

impl fmt::Display for LocalDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.date())
    }
}

impl FromStr for LocalDay {
    type Err = BadTime;
    fn from_str(text: &str) -> Result<Self, BadTime> {
        if text.len() != 10 {
            return Err(BadTime::Day);
        }
        text.parse::<Date>().map(Self::from_date).map_err(|_| BadTime::Day)
    }
}

impl serde::Serialize for LocalDay {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> serde::Deserialize<'de> for LocalDay {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sao_paulo() -> TimeZone {
        TimeZone::get("America/Sao_Paulo").unwrap()
    }

    #[test]
    fn an_evening_in_sao_paulo_belongs_to_its_own_day_and_not_to_the_day_of_utc() {
        let evening: Moment = "2026-11-23T01:30:00Z".parse().unwrap();
        assert_eq!(evening.day_in(&sao_paulo()).to_string(), "2026-11-22");
        assert_eq!(evening.day_in(&TimeZone::UTC).to_string(), "2026-11-23");
    }

    #[test]
    fn a_day_starts_at_midnight_of_its_zone() {
        let day: LocalDay = "2026-11-22".parse().unwrap();
        assert_eq!(day.start_in(&sao_paulo()).to_string(), "2026-11-22T03:00:00.000Z");
    }

    #[test]
    fn a_provider_time_in_the_future_counts_as_the_receipt() {
        let received: Moment = "2026-11-22T12:00:00Z".parse().unwrap();
        assert_eq!(clamp_sent_at(Some(received.plus(5)), received), received);
        assert_eq!(clamp_sent_at(None, received), received);
        assert_eq!(clamp_sent_at(Some(received.plus(-31 * DAY)), received), received.plus(-30 * DAY));
        assert_eq!(clamp_sent_at(Some(received.plus(-HOUR)), received), received.plus(-HOUR));
    }

    #[test]
    fn only_plain_dates_are_read_as_days() {
        assert!("2026-13-01".parse::<LocalDay>().is_err());
        assert!("2026-11-22T00:00".parse::<LocalDay>().is_err());
        assert_eq!("1970-01-02".parse::<LocalDay>(), Ok(LocalDay::from_number(1)));
    }
}
