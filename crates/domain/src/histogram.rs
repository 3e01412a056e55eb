//! Additive histograms of durations: buckets on a fixed logarithmic scale, 100 to a decade.
//!
//! Percentiles read from the buckets give the bucket's upper edge, so they are at most 2.4 % too high; two
//! histograms are merged by adding their counts, which percentiles themselves cannot be.

use std::collections::BTreeMap;

/// Buckets per factor of ten.
const PER_DECADE: f64 = 100.0;

/// The bucket of a duration; everything up to one second is bucket 0.
#[must_use]
#[expect(clippy::cast_possible_truncation, clippy::cast_precision_loss, reason = "durations are far below 2^52 s")]
pub fn bucket_of(seconds: i64) -> i64 {
    if seconds <= 1 { 0 } else { ((seconds as f64).log10() * PER_DECADE - 1e-9).ceil() as i64 }
}

/// The longest duration of a bucket, in whole seconds.
#[must_use]
#[expect(clippy::cast_possible_truncation, clippy::cast_precision_loss, reason = "buckets are small numbers")]
pub fn upper_edge(bucket: i64) -> i64 {
    10_f64.powf(bucket as f64 / PER_DECADE).floor().max(1.0) as i64
}

/// Counts by bucket.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Histogram(BTreeMap<i64, i64>);

impl Histogram {
    /// Adds a count to a bucket.
    pub fn add(&mut self, bucket: i64, count: i64) {
        *self.0.entry(bucket).or_default() += count;
    }

    /// How many durations were counted.
    #[must_use]
    pub fn count(&self) -> i64 {
        self.0.values().sum()
    }

    /// The duration, in seconds, that this share (0 to 1, in percent) of all durations do not pass.
    #[must_use]
    pub fn percentile(&self, percent: i64) -> Option<i64> {
        let total = self.count();
        if total <= 0 {
            return None;
        }
        let wanted = (total * percent + 99) / 100;
        let mut passed = 0;
        for (bucket, count) in &self.0 {
            passed += count;
            if passed >= wanted.max(1) {
                return Some(upper_edge(*bucket));
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_percentile_is_never_below_the_truth_and_at_most_2_4_percent_above() {
        for seconds in 1..100_000_i64 {
            let edge = upper_edge(bucket_of(seconds));
            assert!(edge >= seconds && edge * 1_000 <= seconds * 1_024, "{seconds} gave {edge}");
        }
    }

    #[test]
    fn percentiles_come_from_the_counts() {
        let mut histogram = Histogram::default();
        for seconds in [10, 20, 30, 40, 50, 60, 70, 80, 90, 1_000] {
            histogram.add(bucket_of(seconds), 1);
        }
        assert_eq!(histogram.percentile(50), Some(upper_edge(bucket_of(50))));
        assert_eq!(histogram.percentile(90), Some(upper_edge(bucket_of(90))));
        assert_eq!(Histogram::default().percentile(50), None);
    }
}
