//! *Saúde do rastreamento*: the program watches itself and says, in words, what no longer measures and how to mend it.
//!
//! In: what the store holds of the last days. Out: one finding or more for each check, on the screen, in the metrics and
//! as the webhook event `tracking.changed`. Nothing is judged here: the lines are those of `domain::tracking`.

mod checks;
mod mending;
pub mod show;
pub mod signatures;
pub mod watch;
mod wording;

pub use signatures::SignatureFailures;

use nascente_domain::moment::{LocalDay, Moment};
use nascente_domain::tracking::{Check, Health};

/// What a finding is about.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Subject {
    /// `channel` or `link`.
    kind: &'static str,
    id: String,
    name: String,
}

/// How one check stands for one subject.
#[derive(Debug, Clone, PartialEq)]
struct Finding {
    check: Check,
    health: Health,
    /// `None`: the whole company.
    subject: Option<Subject>,
    /// Since when, where that can be told from what is kept.
    since: Option<Moment>,
    /// The number that decided: a share, milliseconds, a count.
    value: Option<f64>,
    /// What it was before.
    usual: Option<f64>,
    /// The days that were looked at, where it counts conversations.
    days: Option<(LocalDay, LocalDay)>,
}

impl Finding {
    const fn of(check: Check, health: Health) -> Self {
        Self { check, health, subject: None, since: None, value: None, usual: None, days: None }
    }

    fn about(self, kind: &'static str, id: impl std::fmt::Display, name: &str) -> Self {
        Self { subject: Some(Subject { kind, id: id.to_string(), name: name.to_owned() }), ..self }
    }

    fn of_days(self, days: (LocalDay, LocalDay)) -> Self {
        Self { days: Some(days), ..self }
    }

    /// The key of its alarm.
    fn subject_key(&self) -> String {
        self.subject.as_ref().map(|subject| subject.id.clone()).unwrap_or_default()
    }
}
