//! *Saúde do rastreamento*: whether what measures still measures.
//!
//! In: counts of some days. Out: a state for each check, against fixed lines or against the company's own past. Few cases
//! prove nothing: below a smallest number a check says *unknown* rather than anything else.

use crate::moment::{DAY, MINUTE, Moment, SECOND};
use crate::text_enum;

text_enum! {
    /// What is checked.
    Check {
        /// Links in use that lead to a number that is archived, disconnected or unknown.
        LinkToInactiveNumber = "link_to_inactive_number",
        /// Ads whose number is archived or disconnected.
        AdToInactiveNumber = "ad_to_inactive_number",
        /// Cards of ads that came without a click id.
        AdsWithoutClickId = "ads_without_click_id",
        /// Conversations that came by an ad, which one is unknown.
        AdsUnidentified = "ads_unidentified",
        /// Conversations by ads whose campaign has no name.
        CampaignNamesMissing = "campaign_names_missing",
        /// Known origins of a number's conversations, against its own past.
        CoverageFell = "coverage_fell",
        /// How long messages are under way until they are recorded.
        DeliveryLag = "delivery_lag",
        /// Deliveries whose signature or key is wrong.
        FailingSignatures = "failing_signatures",
        /// Links that nobody ever opened.
        LinkNeverClicked = "link_never_clicked",
        /// Conversations for each click, against the company's own past.
        ClickToConversationFell = "click_to_conversation_fell",
        /// A token that ends soon.
        TokenExpires = "token_expires",
        /// The provider's clock and ours tell different times.
        ClockSkew = "clock_skew",
    }
}

text_enum! {
    /// How a check stands; the order is that of urgency.
    Health {
        /// As it should be.
        Ok = "ok",
        /// Too little happened to say.
        Unknown = "unknown",
        /// Somebody should look.
        Warning = "warning",
        /// Something is not measured.
        Problem = "problem",
    }
}

impl Health {
    /// Whether somebody is told.
    #[must_use]
    pub const fn is_alarm(self) -> bool {
        matches!(self, Self::Warning | Self::Problem)
    }
}

/// So many of so many.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Part {
    /// How many.
    pub of: i64,
    /// Of how many.
    pub all: i64,
}

impl Part {
    /// As a share of one; `None` of nothing.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^52")]
    pub fn share(self) -> Option<f64> {
        (self.all > 0).then(|| self.of as f64 / self.all as f64)
    }
}

/// Cases below which a share says nothing.
const FEW: i64 = 10;
/// Clicks below which a rate of conversations says nothing.
const FEW_CLICKS: i64 = 50;

/// A share that should be small: from a fifth on somebody should look, from half on something is wrong.
#[must_use]
pub fn small_share(part: Part) -> Health {
    match part.share() {
        Some(_) if part.all < FEW => Health::Unknown,
        Some(share) if share >= 0.5 => Health::Problem,
        Some(share) if share >= 0.2 => Health::Warning,
        Some(_) => Health::Ok,
        None => Health::Unknown,
    }
}

/// A share that should be small and spoils no measuring: it is never more than a warning.
#[must_use]
pub fn small_blemish(part: Part) -> Health {
    small_share(part).min(Health::Warning)
}

/// The coverage of a day against that of the days before: a fall by 20 points is a warning, by 40 a problem.
#[must_use]
pub fn coverage(latest: Part, before: Part) -> Health {
    let (Some(now), Some(usual)) = (latest.share(), before.share()) else { return Health::Unknown };
    if latest.all < FEW || before.all < FEW {
        return Health::Unknown;
    }
    match usual - now {
        fall if fall >= 0.4 => Health::Problem,
        fall if fall >= 0.2 => Health::Warning,
        _ => Health::Ok,
    }
}

/// Conversations for each click against before: half of it is a warning, a fifth a problem.
#[must_use]
pub fn conversion(latest: Part, before: Part) -> Health {
    let (Some(now), Some(usual)) = (latest.share(), before.share()) else { return Health::Unknown };
    if latest.all < FEW_CLICKS || before.all < FEW_CLICKS || before.of < FEW {
        return Health::Unknown;
    }
    match now / usual {
        rest if rest <= 0.2 => Health::Problem,
        rest if rest <= 0.5 => Health::Warning,
        _ => Health::Ok,
    }
}

/// The middle of the times that messages were under way; `None` without any.
#[must_use]
pub fn median(mut millis: Vec<i64>) -> Option<i64> {
    millis.sort_unstable();
    millis.get(millis.len() / 2).copied()
}

/// Whether messages are under way for too long.
#[must_use]
pub fn lag(messages: usize, median: Option<i64>) -> Health {
    match median {
        Some(_) if messages < 5 => Health::Unknown,
        Some(millis) if millis >= 10 * MINUTE => Health::Problem,
        Some(millis) if millis >= MINUTE => Health::Warning,
        Some(_) => Health::Ok,
        None => Health::Unknown,
    }
}

/// Whether a message's time was that of its receipt because the provider's clock was ahead: providers tell whole
/// seconds, and a time that is cut to the receipt has its milliseconds.
#[must_use]
pub const fn was_ahead(sent_at: Moment, received_at: Moment) -> bool {
    sent_at.millis() == received_at.millis() && received_at.millis() % SECOND != 0
}

/// Whether a token ends within two weeks, or within two days.
#[must_use]
pub const fn token(expires_at: Moment, now: Moment) -> Health {
    match expires_at.since(now) {
        left if left <= 2 * DAY => Health::Problem,
        left if left <= 14 * DAY => Health::Warning,
        _ => Health::Ok,
    }
}

/// Wrong signatures of a day: one may be a stranger's try, many are a wrong key.
#[must_use]
pub const fn signatures(failures: i64) -> Health {
    match failures {
        0 => Health::Ok,
        1..=4 => Health::Warning,
        _ => Health::Problem,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const fn part(of: i64, all: i64) -> Part {
        Part { of, all }
    }

    #[test]
    fn few_cases_prove_nothing() {
        assert_eq!(small_share(part(9, 9)), Health::Unknown);
        assert_eq!(coverage(part(0, 9), part(90, 100)), Health::Unknown);
        assert_eq!(conversion(part(0, 49), part(90, 100)), Health::Unknown);
        assert_eq!(lag(4, Some(DAY)), Health::Unknown);
    }

    #[test]
    fn each_line_is_drawn_where_it_is_said_to_be() {
        assert_eq!([1, 2, 5].map(|of| small_share(part(of, 10))), [Health::Ok, Health::Warning, Health::Problem]);
        assert_eq!([1, 2, 5].map(|of| small_blemish(part(of, 10))), [Health::Ok, Health::Warning, Health::Warning]);
        assert_eq!(
            [8, 7, 5].map(|of| coverage(part(of, 10), part(90, 100))),
            [Health::Ok, Health::Warning, Health::Problem]
        );
        assert_eq!(
            [30, 20, 8].map(|of| conversion(part(of, 100), part(400, 1_000))),
            [Health::Ok, Health::Warning, Health::Problem]
        );
        assert_eq!(
            [30 * SECOND, MINUTE, 10 * MINUTE].map(|median| lag(9, Some(median))),
            [Health::Ok, Health::Warning, Health::Problem]
        );
        let now = Moment::from_millis(0);
        assert_eq!(
            [15, 14, 2, -1].map(|days| token(now.plus(days * DAY), now)),
            [Health::Ok, Health::Warning, Health::Problem, Health::Problem]
        );
        assert_eq!([0, 1, 5].map(signatures), [Health::Ok, Health::Warning, Health::Problem]);
    }

    #[test]
    fn only_a_time_that_was_cut_to_the_receipt_was_ahead() {
        let at = Moment::from_millis;
        assert!(was_ahead(at(1_234), at(1_234)));
        assert!(!was_ahead(at(1_000), at(1_000)) && !was_ahead(at(1_000), at(1_234)));
    }

    proptest! {
        #[test]
        fn less_coverage_is_never_healthier(all in 10_i64..500, usual in 0_i64..=100, of in 0_i64..500) {
            let of = of.min(all);
            let before = part(usual, 100);
            let fewer = part((of - 1).max(0), all);
            prop_assert!(coverage(fewer, before) >= coverage(part(of, all), before));
        }
    }
}
