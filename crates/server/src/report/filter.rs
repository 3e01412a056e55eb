//! The filter as typed, checked; and written again as the query of a list.

use std::str::FromStr;

use nascente_domain::closing::FieldError;
use nascente_domain::funnel::{DateBasis, NONE_KEY};
use nascente_domain::hashtag::fold;
use nascente_domain::id::UserId;
use nascente_domain::moment::{LocalDay, Moment};
use nascente_domain::origins::OriginView;
use nascente_domain::role::Role;
use nascente_store::conversation_list::{ConversationFilter, IdFilter, Sort, StatusFilter, Term, Visibility};
use nascente_store::report::Period;

use crate::auth::caller::Caller;
use crate::failure::Failure;
use crate::http::body::conversation::ConversationFilter as Wanted;

/// Days from the first to the last one of the longest period: 20 years.
const LONGEST_PERIOD: i64 = 7_305;
/// Days of a report's period when none is given.
const USUAL_PERIOD: i64 = 30;
/// Longest search, in characters, and most words of it.
pub(crate) const LONGEST_SEARCH: usize = 200;
pub(crate) const MOST_TERMS: usize = 10;

/// Which conversations a caller may know of.
#[must_use]
pub fn visibility(caller: &Caller) -> Visibility {
    if caller.is(&[Role::Agent]) {
        Visibility::Departments {
            user: caller.user_id(),
            own: caller.departments.clone(),
            default: caller.default_department,
        }
    } else {
        Visibility::Company
    }
}

/// The filter of a list; every wrong field is named.
pub fn read(wanted: &Wanted, caller: &Caller) -> Result<ConversationFilter, Failure> {
    let mut reader = Reader::default();
    let filter = ConversationFilter {
        visibility: visibility(caller),
        status: reader.status(wanted.status.as_deref(), caller),
        department_id: reader.id("department_id", wanted.department_id.as_deref()),
        agent_id: reader.id("agent_id", wanted.agent_id.as_deref()),
        channel_id: reader.id("channel_id", wanted.channel_id.as_deref()),
        contact_id: reader.id("contact_id", wanted.contact_id.as_deref()),
        tag_id: reader.id("tag_id", wanted.tag_id.as_deref()),
        view: reader.one_of("origin_view", wanted.origin_view.as_deref()).unwrap_or(OriginView::Entry),
        identifier_id: reader.id("entry_identifier_id", wanted.entry_identifier_id.as_deref()),
        entry_kind: reader.one_of("entry_kind", wanted.entry_kind.as_deref()),
        campaign: reader.name("campaign", wanted.campaign.as_deref()),
        site: reader.name("site", wanted.site.as_deref()),
        disposition_id: reader.id("disposition_id", wanted.disposition_id.as_deref()),
        outcome: reader.id("outcome", wanted.outcome.as_deref()),
        closed_by: reader.id("closed_by", wanted.closed_by.as_deref()),
        mode: reader.one_of("mode", wanted.mode.as_deref()),
        stage: reader.one_of("stage", wanted.stage.as_deref()),
        origin: reader.one_of("origin", wanted.origin.as_deref()),
        new_contact: wanted.new_contact,
        counted: wanted.counted,
        basis: reader.one_of("date_basis", wanted.date_basis.as_deref()).unwrap_or(DateBasis::Entry),
        from: reader.day("from", wanted.from.as_deref()),
        to: reader.day("to", wanted.to.as_deref()),
        terms: reader.terms(wanted.q.as_deref(), caller),
    };
    reader.period(filter.from, filter.to);
    reader.done(filter)
}

/// The order of a list.
pub fn sort(wanted: &Wanted) -> Result<Sort, Failure> {
    match given(wanted.sort.as_deref()) {
        None | Some("opened_at") => Ok(Sort::OpenedAt),
        Some("last_message") => Ok(Sort::LastMessage),
        Some(_) => Err(Failure::invalid("sort", "unknown_value", "use opened_at or last_message")),
    }
}

/// What a report asks for: its period, and the filter as checked and as typed.
#[derive(Debug, Clone)]
pub struct Question {
    /// The days.
    pub period: Period,
    /// The filter, period included.
    pub filter: ConversationFilter,
    /// The same as typed, from which the queries of lists are made.
    pub wanted: Wanted,
}

impl Question {
    /// The question of a report. Without days: the last 30, ending today. An agent asks for the own row only.
    pub fn read(mut wanted: Wanted, caller: &Caller, now: Moment) -> Result<Self, Failure> {
        if caller.is(&[Role::Agent]) {
            // A program has no row of its own; no user has the number 0.
            wanted.agent_id = Some(caller.user_id().unwrap_or(UserId::from(0)).to_string());
        }
        wanted.counted = Some(true);
        wanted.sort = None;
        let asked = read(&wanted, caller)?;
        let today = now.day_in(&caller.zone);
        let (from, to) = match (asked.from, asked.to) {
            (Some(from), Some(to)) => (from, to),
            (Some(from), None) => (from, today.max(from)),
            (None, Some(to)) => (to.plus(1 - USUAL_PERIOD), to),
            (None, None) => (today.plus(1 - USUAL_PERIOD), today),
        };
        let mut reader = Reader::default();
        reader.period(Some(from), Some(to));
        reader.done(())?;
        Ok(Self::over(wanted, asked, from, to))
    }

    /// The same question about other days.
    #[must_use]
    pub fn about(&self, from: LocalDay, to: LocalDay) -> Self {
        Self::over(self.wanted.clone(), self.filter.clone(), from, to)
    }

    fn over(wanted: Wanted, filter: ConversationFilter, from: LocalDay, to: LocalDay) -> Self {
        let basis = filter.basis;
        Self {
            period: Period { basis, from, to },
            filter: ConversationFilter { from: Some(from), to: Some(to), ..filter },
            wanted: Wanted {
                from: Some(from.to_string()),
                to: Some(to.to_string()),
                date_basis: Some(basis.to_string()),
                ..wanted
            },
        }
    }

    /// How many days the period has.
    #[must_use]
    pub const fn days(&self) -> i64 {
        self.period.to.number() - self.period.from.number() + 1
    }
}

/// The query of `/conversations` that asks for this.
#[must_use]
pub fn query_of(wanted: &Wanted) -> String {
    let counted = wanted.counted.map(|yes| yes.to_string());
    let new_contact = wanted.new_contact.map(|yes| yes.to_string());
    let fields = [
        ("from", &wanted.from),
        ("to", &wanted.to),
        ("date_basis", &wanted.date_basis),
        ("counted", &counted),
        ("status", &wanted.status),
        ("department_id", &wanted.department_id),
        ("agent_id", &wanted.agent_id),
        ("channel_id", &wanted.channel_id),
        ("contact_id", &wanted.contact_id),
        ("tag_id", &wanted.tag_id),
        ("origin_view", &wanted.origin_view),
        ("entry_identifier_id", &wanted.entry_identifier_id),
        ("entry_kind", &wanted.entry_kind),
        ("campaign", &wanted.campaign),
        ("site", &wanted.site),
        ("disposition_id", &wanted.disposition_id),
        ("outcome", &wanted.outcome),
        ("closed_by", &wanted.closed_by),
        ("mode", &wanted.mode),
        ("stage", &wanted.stage),
        ("origin", &wanted.origin),
        ("new_contact", &new_contact),
        ("q", &wanted.q),
    ];
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    for (name, value) in fields {
        if let Some(value) = given(value.as_deref()) {
            query.append_pair(name, value);
        }
    }
    query.finish()
}

/// A parameter that is there but empty is not given.
fn given(text: Option<&str>) -> Option<&str> {
    text.filter(|text| !text.is_empty())
}

/// Reads fields and gathers what is wrong with them.
#[derive(Default)]
struct Reader {
    errors: Vec<FieldError>,
}

impl Reader {
    fn refuse(&mut self, field: &str, code: &'static str, message: &str) {
        self.errors.push(FieldError { field: field.to_owned(), code, message: message.to_owned() });
    }

    fn done<T>(self, value: T) -> Result<T, Failure> {
        if self.errors.is_empty() { Ok(value) } else { Err(Failure::Invalid(self.errors)) }
    }

    /// An id or an enum's value that a conversation may lack.
    fn id<T: FromStr>(&mut self, field: &str, text: Option<&str>) -> IdFilter<T> {
        match given(text) {
            None => IdFilter::Any,
            Some(NONE_KEY) => IdFilter::None,
            Some(_) => self.one_of(field, text).map_or(IdFilter::Any, IdFilter::Is),
        }
    }

    /// A name that an identifier may lack. The store takes no NUL in a text, so no name has one.
    fn name(&mut self, field: &str, text: Option<&str>) -> IdFilter<String> {
        match given(text) {
            None => IdFilter::Any,
            Some(NONE_KEY) => IdFilter::None,
            Some(name) if name.contains('\0') => {
                self.refuse(field, "unknown_value", "this is no value of this filter");
                IdFilter::Any
            }
            Some(name) => IdFilter::Is(name.to_owned()),
        }
    }

    fn one_of<T: FromStr>(&mut self, field: &str, text: Option<&str>) -> Option<T> {
        let parsed = given(text)?.parse().ok();
        if parsed.is_none() {
            self.refuse(field, "unknown_value", "this is no value of this filter");
        }
        parsed
    }

    fn status(&mut self, text: Option<&str>, caller: &Caller) -> Option<StatusFilter> {
        match given(text)? {
            "waiting" => Some(StatusFilter::Waiting),
            "active" => Some(StatusFilter::Active),
            "closed" => Some(StatusFilter::Closed),
            "mine" => Some(StatusFilter::Mine(caller.user_id())),
            _ => {
                self.refuse("status", "unknown_value", "use waiting, active, closed or mine");
                None
            }
        }
    }

    fn day(&mut self, field: &str, text: Option<&str>) -> Option<LocalDay> {
        let parsed = given(text)?.parse().ok();
        if parsed.is_none() {
            self.refuse(field, "invalid_day", "use a date of the form 2026-11-22");
        }
        parsed
    }

    fn period(&mut self, from: Option<LocalDay>, to: Option<LocalDay>) {
        let (Some(from), Some(to)) = (from, to) else { return };
        if from > to {
            self.refuse("from", "after_to", "the first day comes after the last one");
        } else if to.number() - from.number() > LONGEST_PERIOD {
            self.refuse("to", "too_long", "a period has at most 20 years");
        }
    }

    fn terms(&mut self, text: Option<&str>, caller: &Caller) -> Vec<Term> {
        let Some(text) = given(text) else { return Vec::new() };
        if text.chars().count() > LONGEST_SEARCH {
            self.refuse("q", "too_long", "use up to 200 characters");
            return Vec::new();
        }
        let sees_phones = !caller.is(&[Role::Marketing]);
        words(text)
            .into_iter()
            .take(MOST_TERMS)
            .map(|text| {
                let is_number = text.bytes().all(|byte| byte.is_ascii_digit() || !byte.is_ascii_alphanumeric());
                Term { in_contacts: sees_phones || !is_number, in_answers: sees_phones, text }
            })
            .collect()
    }
}

/// The folded words of a search. A number typed as people write it, `+55 (11) 99999-0001`, is one word of digits.
pub(crate) fn words(text: &str) -> Vec<String> {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let is_phone = digits.len() >= 3 && text.chars().all(|c| c.is_ascii_digit() || "+-(). ".contains(c));
    if is_phone {
        return vec![digits];
    }
    let text = fold(text).replace(char::is_control, " ");
    text.split_whitespace().map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_one_word_and_names_are_folded() {
        assert_eq!(words("+55 (11) 99999-0001"), ["5511999990001"]);
        assert_eq!(words("  João  SILVA 99"), ["joao", "silva", "99"]);
        assert!(words("   ").is_empty());
    }

    #[test]
    fn a_query_escapes_names_and_leaves_out_what_was_not_given() {
        let wanted = Wanted {
            site: Some("Loja & Cia".to_owned()),
            stage: Some(String::new()),
            counted: Some(true),
            sort: Some("last_message".to_owned()),
            ..Wanted::default()
        };
        assert_eq!(query_of(&wanted), "counted=true&site=Loja+%26+Cia");
    }
}
