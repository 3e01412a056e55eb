//! Two contacts that are probably one person although nothing proves it: what speaks for it, and how strongly.
//!
//! In: two portraits. Out: the reasons, strongest first; none means that they are not proposed. Nothing here merges
//! anybody: a proposal is put side by side before a person, and each reason can be said in words. Refused: two accounts
//! of one kind that WhatsApp itself tells apart (two BSUIDs, two LIDs), unless they were seen with one number.

use crate::hashtag::fold;
use crate::id::ChannelId;
use crate::moment::{DAY, HOUR, Moment};
use crate::phone::Phone;
use crate::text_enum;

/// Digits that spellings of one number share, whatever stands before them.
const TAIL: usize = 8;
/// Letters of a name, at least, below which it tells nobody apart.
const SHORTEST_NAME: usize = 5;

text_enum! {
    /// What speaks for two contacts being one person.
    Ground {
        /// Both were seen with one username. It may have passed on.
        SameUsername = "same_username",
        /// Both were seen with one number, each with an account of its own. It may have passed on.
        SamePhone = "same_phone",
        /// One name, and numbers that differ in country code, area code or ninth digit only.
        PhoneForm = "phone_form",
        /// One name; one has only a hidden id, the other a number, and both began on one channel within a day.
        HiddenTwin = "hidden_twin",
    }
}

text_enum! {
    /// How strongly it speaks for it.
    Strength {
        /// It happens to strangers too.
        Possible = "possible",
        /// Rarely strangers.
        Likely = "likely",
        /// Hardly ever strangers.
        Strong = "strong",
    }
}

/// One reason.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Reason {
    /// What speaks for it.
    pub ground: Ground,
    /// How strongly.
    pub strength: Strength,
    /// What exactly was compared: the same evidence is not put forward twice.
    pub evidence: String,
}

/// A contact as far as it is compared.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Portrait {
    /// Name.
    pub name: Option<String>,
    /// Number.
    pub phone: Option<Phone>,
    /// Username.
    pub username: Option<String>,
    /// Business-scoped ids.
    pub bsuids: Vec<String>,
    /// Linked-device ids.
    pub lids: Vec<String>,
    /// Where and when the first conversations on each channel began.
    pub began: Vec<(ChannelId, Moment)>,
}

impl Portrait {
    /// The keys under which others can find this contact, to be compared with it.
    #[must_use]
    pub fn keys(&self) -> Vec<String> {
        let mut keys: Vec<String> = self.shared_keys();
        keys.extend(self.full_name().map(|name| Self::name_key(&name, self.is_hidden())));
        keys
    }

    /// The keys under which this contact looks for others: a name is compared only between a hidden and a known number.
    #[must_use]
    pub fn looks_under(&self) -> Vec<String> {
        let mut keys: Vec<String> = self.shared_keys();
        keys.extend(self.full_name().map(|name| Self::name_key(&name, !self.is_hidden())));
        keys
    }

    fn shared_keys(&self) -> Vec<String> {
        let username = self.username.as_deref().map(|name| format!("@:{}", fold(name.trim_start_matches('@'))));
        let tail = self.phone.as_ref().and_then(|phone| tail(phone.digits())).map(|tail| format!("8:{tail}"));
        username.into_iter().chain(tail).collect()
    }

    fn name_key(name: &str, hidden: bool) -> String {
        format!("{}:{name}", if hidden { "h" } else { "n" })
    }

    /// Whether the number is not known.
    const fn is_hidden(&self) -> bool {
        self.phone.is_none()
    }

    /// A name that tells people apart a little: two words or more.
    fn full_name(&self) -> Option<String> {
        self.folded_name().filter(|name| name.contains(' ') && name.chars().count() >= SHORTEST_NAME)
    }

    fn folded_name(&self) -> Option<String> {
        let folded = fold(self.name.as_deref()?);
        let words: Vec<&str> = folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
        Some(words.join(" ")).filter(|name| !name.is_empty())
    }
}

/// What speaks for two contacts being one person, strongest first.
#[must_use]
pub fn reasons(one: &Portrait, other: &Portrait) -> Vec<Reason> {
    let found = [same_username(one, other), same_phone(one, other), phone_form(one, other), hidden_twin(one, other)];
    let mut reasons: Vec<Reason> = found.into_iter().flatten().collect();
    reasons.sort_by_key(|reason| (std::cmp::Reverse(reason.strength), reason.ground));
    reasons
}

/// Whether evidence is among `reasons` that was not weighed before.
#[must_use]
pub fn is_news(reasons: &[Reason], weighed: &[Reason]) -> bool {
    let known =
        |reason: &Reason| weighed.iter().any(|one| (one.ground, &one.evidence) == (reason.ground, &reason.evidence));
    reasons.iter().any(|reason| !known(reason))
}

fn same_username(one: &Portrait, other: &Portrait) -> Option<Reason> {
    let of = |portrait: &Portrait| portrait.username.as_deref().map(|name| fold(name.trim_start_matches('@')));
    let username = of(one).filter(|name| !name.is_empty() && of(other).as_ref() == Some(name))?;
    let strength = if have_one_name(one, other) { Strength::Strong } else { Strength::Likely };
    Some(Reason { ground: Ground::SameUsername, strength, evidence: username })
}

fn same_phone(one: &Portrait, other: &Portrait) -> Option<Reason> {
    let key = one.phone.as_ref()?.key();
    if other.phone.as_ref()?.key() != key {
        return None;
    }
    let strength = if have_one_name(one, other) { Strength::Likely } else { Strength::Possible };
    Some(Reason { ground: Ground::SamePhone, strength, evidence: key.as_str().to_owned() })
}

fn phone_form(one: &Portrait, other: &Portrait) -> Option<Reason> {
    let (first, second) = (one.phone.as_ref()?, other.phone.as_ref()?);
    if first.key() == second.key() || !have_one_name(one, other) || are_told_apart(one, other) {
        return None;
    }
    let shared = tail(first.digits()).filter(|shared| tail(second.digits()) == Some(*shared))?;
    let strength = match (is_written_otherwise(first, second), one.full_name().is_some()) {
        (true, true) => Strength::Strong,
        (true, false) => Strength::Likely,
        (false, true) => Strength::Possible,
        // One first name and eight digits under two area codes: too little.
        (false, false) => return None,
    };
    let mut numbers = [first.digits(), second.digits()];
    numbers.sort_unstable();
    Some(Reason { ground: Ground::PhoneForm, strength, evidence: format!("{shared}:{}:{}", numbers[0], numbers[1]) })
}

fn hidden_twin(one: &Portrait, other: &Portrait) -> Option<Reason> {
    if one.is_hidden() == other.is_hidden() || are_told_apart(one, other) {
        return None;
    }
    let name = one.full_name().filter(|name| other.full_name().as_ref() == Some(name))?;
    let apart = one.began.iter().flat_map(|(channel_id, at)| {
        let there = other.began.iter().filter(move |(other_channel, _)| other_channel == channel_id);
        there.map(move |(_, other_at)| at.since(*other_at).abs())
    });
    let apart = apart.min().filter(|apart| *apart <= DAY)?;
    let strength = if apart <= HOUR { Strength::Likely } else { Strength::Possible };
    Some(Reason { ground: Ground::HiddenTwin, strength, evidence: name })
}

fn have_one_name(one: &Portrait, other: &Portrait) -> bool {
    let name = one.folded_name();
    name.is_some() && name == other.folded_name()
}

/// Whether WhatsApp knows them as two accounts.
fn are_told_apart(one: &Portrait, other: &Portrait) -> bool {
    let differ = |first: &[String], second: &[String]| {
        !first.is_empty() && !second.is_empty() && !first.iter().any(|id| second.contains(id))
    };
    differ(&one.bsuids, &other.bsuids) || differ(&one.lids, &other.lids)
}

/// The last digits of a number, as far as it has more than those.
fn tail(digits: &str) -> Option<&str> {
    digits.get(digits.len().checked_sub(TAIL)?..)
}

/// Whether two numbers are one number in two forms: with and without country code, with and without a ninth digit.
fn is_written_otherwise(one: &Phone, other: &Phone) -> bool {
    let bare = |phone: &Phone| {
        let digits = phone.digits().trim_start_matches('0');
        let national = digits.strip_prefix("55").filter(|rest| rest.len() >= 10).unwrap_or(digits).to_owned();
        match national.len() {
            // Area code, ninth digit, number: the ninth digit is no part of it.
            11 if national.as_bytes()[2] == b'9' => format!("{}{}", &national[..2], &national[3..]),
            _ => national,
        }
    };
    let (first, second) = (bare(one), bare(other));
    first.ends_with(&second) || second.ends_with(&first)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbered(name: &str, phone: &str) -> Portrait {
        Portrait { name: Some(name.to_owned()), phone: Phone::read(phone), ..Portrait::default() }
    }

    fn hidden(name: &str, lid: &str) -> Portrait {
        Portrait { name: Some(name.to_owned()), lids: vec![lid.to_owned()], ..Portrait::default() }
    }

    fn found(one: &Portrait, other: &Portrait) -> Vec<(Ground, Strength)> {
        let found = reasons(one, other);
        assert_eq!(found, reasons(other, one), "whoever is looked at first");
        found.into_iter().map(|reason| (reason.ground, reason.strength)).collect()
    }

    #[test]
    fn one_name_and_one_number_in_two_forms_is_a_strong_reason_and_the_last_digits_alone_are_none() {
        let whole = numbered("Marina Duarte", "5511999990001");
        for other in ["11999990001", "1199990001", "011999990001"] {
            assert_eq!(
                found(&whole, &numbered("marina  DUARTE", other)),
                [(Ground::PhoneForm, Strength::Strong)],
                "{other}"
            );
        }
        let landline = found(&numbered("Loja Sol", "551130000001"), &numbered("Loja Sol", "5511930000001"));
        assert_eq!(landline, [(Ground::PhoneForm, Strength::Strong)]);
        assert_eq!(
            found(&whole, &numbered("Marina Duarte", "5521999990001")),
            [(Ground::PhoneForm, Strength::Possible)]
        );
        assert_eq!(found(&whole, &numbered("Marina Duarte", "5511999990002")), []);
        assert_eq!(found(&whole, &numbered("Paulo Reis", "11999990001")), []);
        assert_eq!(found(&numbered("Ana", "5511999990001"), &numbered("Ana", "5521999990001")), []);
    }

    #[test]
    fn one_number_with_two_accounts_may_have_passed_on() {
        let account =
            |name: &str, bsuid: &str| Portrait { bsuids: vec![bsuid.to_owned()], ..numbered(name, "5511999990001") };
        assert_eq!(found(&account("Ana", "BR.1"), &account("Rui", "BR.2")), [(Ground::SamePhone, Strength::Possible)]);
        assert_eq!(found(&account("Ana", "BR.1"), &account("ana", "BR.2")), [(Ground::SamePhone, Strength::Likely)]);
    }

    #[test]
    fn one_username_is_likely_one_person_and_with_one_name_almost_surely() {
        let named = |name: &str, username: &str| Portrait { username: Some(username.to_owned()), ..hidden(name, name) };
        assert_eq!(
            found(&named("Ana", "ana.luz"), &named("Luz", "@Ana.Luz")),
            [(Ground::SameUsername, Strength::Likely)]
        );
        assert_eq!(
            found(&named("Ana", "ana.luz"), &named("ANA", "ana.luz")),
            [(Ground::SameUsername, Strength::Strong)]
        );
        assert_eq!(found(&named("Ana", "ana.luz"), &named("Ana", "ana.lua")), []);
    }

    #[test]
    fn a_hidden_id_beside_a_number_of_one_name_is_a_reason_on_one_channel_within_a_day() {
        let at = |millis: i64| vec![(ChannelId::from(7), Moment::from_millis(millis))];
        let mut one = Portrait { began: at(DAY), ..numbered("Marina Duarte", "5511999990001") };
        let mut other = Portrait { began: at(DAY + HOUR), ..hidden("Marina Duarte", "77") };
        assert_eq!(found(&one, &other), [(Ground::HiddenTwin, Strength::Likely)]);
        other.began = at(2 * DAY);
        assert_eq!(found(&one, &other), [(Ground::HiddenTwin, Strength::Possible)]);
        other.began = at(2 * DAY + 1);
        assert_eq!(found(&one, &other), []);
        other.began = vec![(ChannelId::from(8), Moment::from_millis(DAY))];
        assert_eq!(found(&one, &other), [], "another channel");
        other.began = at(DAY);
        one.lids = vec!["78".to_owned()];
        assert_eq!(found(&one, &other), [], "WhatsApp tells them apart");
        assert_eq!(found(&hidden("Marina", "1"), &numbered("Marina", "5511999990001")), [], "one first name");
    }

    #[test]
    fn whoever_is_a_reason_finds_the_other_by_a_key() {
        let pairs = [
            (numbered("Marina Duarte", "5511999990001"), numbered("Marina Duarte", "11999990001")),
            (hidden("Marina Duarte", "77"), numbered("marina duarte", "5511999990001")),
        ];
        for (one, other) in pairs {
            for (one, other) in [(&one, &other), (&other, &one)] {
                assert!(one.looks_under().iter().any(|key| other.keys().contains(key)), "{one:?} {other:?}");
            }
        }
    }

    #[test]
    fn what_was_weighed_before_is_no_news() {
        let reason = |evidence: &str| Reason {
            ground: Ground::SameUsername,
            strength: Strength::Likely,
            evidence: evidence.to_owned(),
        };
        assert!(!is_news(&[reason("ana")], &[reason("ana")]));
        assert!(is_news(&[reason("ana"), reason("lua")], &[reason("ana")]));
        assert!(!is_news(&[], &[]));
    }
}
