//! Conversions that go back to ad platforms: which of them may, by which click id, and why the others may not.
//!
//! In: a closed conversation and every click id that its contact's ledger holds. Out: the one click id that goes out, or the
//! reason. The label shown for the conversation never decides here; the latest click before the closing does. A `ctwa_clid`
//! is never made into anything else.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::disposition::Outcome;
use crate::moment::{DAY, Moment};
use crate::text_enum;

/// Google counts a click for at most so long.
pub const GOOGLE_WINDOW: i64 = 90 * DAY;
/// Meta takes conversions of messages for so long.
pub const META_WINDOW: i64 = 7 * DAY;
/// A click id is a word; longer ones are forged.
const LONGEST_ID: usize = 512;

text_enum! {
    /// What kind of click id it is.
    ClickIdKind {
        /// Google.
        Gclid = "gclid",
        /// Google, from the web into apps.
        Gbraid = "gbraid",
        /// Google, from apps into the web.
        Wbraid = "wbraid",
        /// Meta, of a click-to-WhatsApp ad.
        CtwaClid = "ctwa_clid",
        /// Meta, of a click on a site.
        Fbclid = "fbclid",
    }
}

text_enum! {
    /// Why a conversion does not go out.
    Unfit {
        /// The contact is a test number or spam.
        Excluded = "excluded",
        /// No click id of this platform.
        NoClickId = "no_click_id",
        /// What stands there cannot be a click id.
        MalformedClickId = "malformed_click_id",
        /// Every click came after the closing.
        ClosedBeforeClick = "closed_before_click",
        /// The click lies too far back.
        ClickTooOld = "click_too_old",
        /// The closing lies too far back.
        TooOld = "too_old",
        /// A sale has to say its value.
        NoValue = "no_value",
    }
}

/// A click id of the ledger.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct PlatformClick {
    /// When it was clicked, or when the message with the card was sent.
    pub at: Moment,
    /// Kind.
    pub kind: ClickIdKind,
    /// The id, as it came.
    pub value: String,
}

/// A closed conversation.
#[derive(Debug, Clone)]
pub struct Closed {
    /// When.
    pub closed_at: Moment,
    /// How.
    pub outcome: Outcome,
    /// Value of the sale.
    pub value_cents: Option<i64>,
    /// Whether the contact stays out of every figure.
    pub excluded: bool,
    /// Every click id of the contact.
    pub clicks: Vec<PlatformClick>,
}

/// The click by which Google is told.
pub fn for_google(closed: &Closed) -> Result<&PlatformClick, Unfit> {
    let kinds = [ClickIdKind::Gclid, ClickIdKind::Gbraid, ClickIdKind::Wbraid];
    let click = latest(closed, &kinds)?;
    if closed.closed_at.since(click.at) > GOOGLE_WINDOW {
        return Err(Unfit::ClickTooOld);
    }
    Ok(click)
}

/// The click by which Meta is told.
pub fn for_meta(closed: &Closed, now: Moment) -> Result<&PlatformClick, Unfit> {
    let click = latest(closed, &[ClickIdKind::CtwaClid, ClickIdKind::Fbclid])?;
    if now.since(closed.closed_at) > META_WINDOW {
        return Err(Unfit::TooOld);
    }
    if closed.outcome == Outcome::Won && closed.value_cents.is_none() {
        return Err(Unfit::NoValue);
    }
    Ok(click)
}

/// The latest click before the closing; of ids of one click the kind that stands first.
fn latest<'a>(closed: &'a Closed, kinds: &[ClickIdKind]) -> Result<&'a PlatformClick, Unfit> {
    if closed.excluded {
        return Err(Unfit::Excluded);
    }
    let place = |click: &PlatformClick| kinds.iter().position(|kind| *kind == click.kind);
    let all: Vec<&PlatformClick> = closed.clicks.iter().filter(|click| place(click).is_some()).collect();
    if all.is_empty() {
        return Err(Unfit::NoClickId);
    }
    let formed: Vec<&PlatformClick> = all.into_iter().filter(|click| is_formed(&click.value)).collect();
    if formed.is_empty() {
        return Err(Unfit::MalformedClickId);
    }
    let before = formed.into_iter().filter(|click| click.at <= closed.closed_at);
    before
        .max_by_key(|click| (click.at, std::cmp::Reverse(place(click)), click.value.as_str()))
        .ok_or(Unfit::ClosedBeforeClick)
}

/// Whether a text can be a click id: one word of letters, digits, `-`, `_` and `.`.
pub(crate) fn is_formed(value: &str) -> bool {
    (1..=LONGEST_ID).contains(&value.len())
        && value.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.'))
}

/// A time as Google's file wants it, in the zone that its first line names: `2026-02-01 15:30:00`.
#[must_use]
pub fn google_time(at: Moment, zone: &TimeZone) -> String {
    let timestamp = Timestamp::from_millisecond(at.millis()).unwrap_or(Timestamp::UNIX_EPOCH);
    zone.to_datetime(timestamp).strftime("%Y-%m-%d %H:%M:%S").to_string()
}

/// An amount with a point: `1234.50`.
#[must_use]
pub fn amount(cents: i64) -> String {
    let sign = if cents < 0 { "-" } else { "" };
    format!("{sign}{}.{:02}", cents.unsigned_abs() / 100, cents.unsigned_abs() % 100)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn click(kind: ClickIdKind, value: &str, day: i64) -> PlatformClick {
        PlatformClick { at: Moment::from_millis(day * DAY), kind, value: value.to_owned() }
    }

    fn closed(day: i64, clicks: Vec<PlatformClick>) -> Closed {
        let closed_at = Moment::from_millis(day * DAY);
        Closed { closed_at, outcome: Outcome::Won, value_cents: Some(100), excluded: false, clicks }
    }

    #[test]
    fn the_latest_click_before_the_closing_goes_out_and_a_gclid_before_a_braid_of_the_same_click() {
        use ClickIdKind::{Gclid, Wbraid};
        let one = closed(
            10,
            vec![click(Gclid, "old", 1), click(Wbraid, "w", 5), click(Gclid, "g", 5), click(Gclid, "later", 11)],
        );
        assert_eq!(for_google(&one).map(|click| click.value.as_str()), Ok("g"));
    }

    #[test]
    fn each_reason_is_told() {
        use ClickIdKind::{CtwaClid, Fbclid, Gclid};
        assert_eq!(for_google(&closed(10, vec![click(Fbclid, "f", 1)])), Err(Unfit::NoClickId));
        assert_eq!(for_google(&closed(10, vec![click(Gclid, "=cmd|' /C'!A0", 1)])), Err(Unfit::MalformedClickId));
        assert_eq!(for_google(&closed(10, vec![click(Gclid, "g", 11)])), Err(Unfit::ClosedBeforeClick));
        assert_eq!(for_google(&closed(100, vec![click(Gclid, "g", 1)])), Err(Unfit::ClickTooOld));
        let test = Closed { excluded: true, ..closed(10, vec![click(Gclid, "g", 1)]) };
        assert_eq!(for_google(&test), Err(Unfit::Excluded));
        let ad = closed(10, vec![click(CtwaClid, "c", 9)]);
        assert!(for_meta(&ad, Moment::from_millis(11 * DAY)).is_ok());
        assert_eq!(for_meta(&ad, Moment::from_millis(18 * DAY)), Err(Unfit::TooOld));
        let unpriced = Closed { value_cents: None, ..ad.clone() };
        assert_eq!(for_meta(&unpriced, Moment::from_millis(11 * DAY)), Err(Unfit::NoValue));
        let qualified = Closed { outcome: Outcome::Qualified, ..unpriced };
        assert!(for_meta(&qualified, Moment::from_millis(11 * DAY)).is_ok());
    }

    #[test]
    fn a_time_stands_in_the_zone_of_the_file_without_t_and_z() {
        let zone = TimeZone::get("America/Sao_Paulo").unwrap();
        let at: Moment = "2026-02-01T18:30:00.999Z".parse().unwrap();
        assert_eq!(google_time(at, &zone), "2026-02-01 15:30:00");
        assert_eq!((amount(123_450), amount(-5), amount(0)), ("1234.50".into(), "-0.05".into(), "0.00".into()));
    }

    proptest! {
        #[test]
        fn what_goes_out_is_one_word_and_was_clicked_before(values in proptest::collection::vec(("\\PC{0,40}", 0_i64..20), 0..6)) {
            let clicks = values.iter().map(|(value, day)| click(ClickIdKind::Gclid, value, *day)).collect();
            let one = closed(10, clicks);
            if let Ok(click) = for_google(&one) {
                prop_assert!(click.at <= one.closed_at && !click.value.contains([',', '"', '\n', '=', ' ']));
            }
        }
    }
}
