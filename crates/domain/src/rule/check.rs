//! Rules that are refused: those that say nothing, contradict themselves, set themselves off, or never get a turn.

use super::phrase::{covers, says, words_in};
use super::{Conditions, Occasion, Rule, Speaker, ValueFrom};
use crate::closing::FieldError;

/// Longest message, warning and phrase, in characters.
const LONGEST_MESSAGE: usize = 1_000;
const LONGEST_PHRASE: usize = 200;
const MOST_PHRASES: usize = 20;
/// Longest wait: thirty days.
const MOST_HOURS: i64 = 720;

/// A rule of the department that stands before or behind, and is switched on.
#[derive(Debug, Clone)]
pub struct Neighbour {
    /// Its name.
    pub name: String,
    /// The rule.
    pub rule: Rule,
}

/// What has to be known about the department.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Department<'a> {
    /// Whether it has working hours.
    pub has_hours: bool,
    /// Whether the rule's disposition demands a value.
    pub value_demanded: bool,
    /// What it answers outside its working hours.
    pub away_message: Option<&'a str>,
}

/// What is wrong with a rule among those before it and those behind it.
#[must_use]
pub fn check(rule: &Rule, department: Department<'_>, before: &[Neighbour], behind: &[Neighbour]) -> Vec<FieldError> {
    let mut errors = check_texts(rule);
    check_conditions(rule, department, &mut errors);
    for neighbour in before {
        if takes_all_of(&neighbour.rule, rule) {
            let message = format!(
                "it would never get a turn: “{}” stands before it and takes the same conversations",
                neighbour.name
            );
            errors.push(FieldError { field: "conditions".to_owned(), code: "never_reached", message });
        }
    }
    for neighbour in behind {
        if takes_all_of(rule, &neighbour.rule) {
            let message = format!(
                "“{}” would never get a turn: this rule stands before it and takes the same conversations",
                neighbour.name
            );
            errors.push(FieldError { field: "conditions".to_owned(), code: "hides_another", message });
        }
    }
    check_loops(rule, before, behind, &mut errors);
    if department.away_message.is_some_and(|text| heard_from_us(&rule.conditions, text)) {
        errors.push(error("conditions", "loop", "the department's away message contains this phrase"));
    }
    errors
}

fn error(field: &str, code: &'static str, message: &str) -> FieldError {
    FieldError { field: field.to_owned(), code, message: message.to_owned() }
}

fn check_texts(rule: &Rule) -> Vec<FieldError> {
    let mut errors = Vec::new();
    let conditions = &rule.conditions;
    let phrases = [
        ("conditions.phrase.texts", conditions.phrase.as_ref().map(|phrase| &phrase.texts)),
        ("conditions.key_phrase.texts", conditions.key_phrase.as_ref().map(|key| &key.texts)),
    ];
    for (field, texts) in phrases {
        let Some(texts) = texts else { continue };
        if texts.is_empty() || texts.len() > MOST_PHRASES {
            errors.push(error(field, "out_of_range", "give 1 to 20 phrases"));
        }
        for (index, text) in texts.iter().enumerate() {
            let field = format!("{field}[{index}]");
            if text.contains(['\n', '\r']) || text.chars().count() > LONGEST_PHRASE {
                errors.push(error(&field, "invalid_length", "a phrase is one line of at most 200 characters"));
            } else if words_in(text) == 0 {
                errors.push(error(&field, "says_nothing", "every message would contain this phrase, or none"));
            }
        }
    }
    let messages = [
        ("message", rule.message.as_ref()),
        ("conditions.silence.warning_text", conditions.silence.as_ref().map(|silence| &silence.warning_text)),
    ];
    for (field, text) in messages {
        if text.is_some_and(|text| !(1..=LONGEST_MESSAGE).contains(&text.trim().chars().count())) {
            errors.push(error(field, "invalid_length", "use 1 to 1000 characters"));
        }
    }
    errors
}

fn check_conditions(rule: &Rule, department: Department<'_>, errors: &mut Vec<FieldError>) {
    let conditions = &rule.conditions;
    if *conditions == Conditions::default() {
        errors.push(error("conditions", "required", "without a condition every conversation would be closed at once"));
    }
    if let Some(silence) = &conditions.silence {
        let waits = [("warn_after_hours", silence.warn_after_hours), ("close_after_hours", silence.close_after_hours)];
        for (name, hours) in waits {
            if !(1..=MOST_HOURS).contains(&hours) {
                errors.push(error(&format!("conditions.silence.{name}"), "out_of_range", "use 1 to 720 hours"));
            }
        }
        if conditions.phrase.is_some() || conditions.key_phrase.is_some() {
            let message = "a phrase acts at once and silence later: make two rules";
            errors.push(error("conditions.silence", "contradiction", message));
        }
    }
    let from_contact = conditions.phrase.as_ref().is_some_and(|phrase| phrase.from == Speaker::Contact);
    if from_contact && conditions.key_phrase.is_some() {
        let message = "no message comes from the contact and from the attendant: make two rules";
        errors.push(error("conditions.key_phrase", "contradiction", message));
    }
    if conditions.outside_hours && !department.has_hours {
        let message = "the department has no working hours, so it is never outside them";
        errors.push(error("conditions.outside_hours", "contradiction", message));
    }
    let reads_text = conditions.occasion() == Occasion::Message;
    if rule.value == ValueFrom::Text && !reads_text {
        errors.push(error(
            "value",
            "contradiction",
            "no text sets this rule off, so there is none to read a value from",
        ));
    }
    if department.value_demanded && rule.value == ValueFrom::None {
        let message = "this disposition demands a value: read it from the text, or choose another disposition";
        errors.push(error("value", "required", message));
    }
}

/// What a rule writes must not set a rule off: some providers hand our own messages back to us.
fn check_loops(rule: &Rule, before: &[Neighbour], behind: &[Neighbour], errors: &mut Vec<FieldError>) {
    for (field, text) in written(rule) {
        if heard_from_us(&rule.conditions, text) {
            errors.push(error(field, "loop", "this text contains the phrase that sets the rule off"));
        }
    }
    for other in before.iter().chain(behind) {
        for (field, text) in written(rule) {
            if heard_from_us(&other.rule.conditions, text) {
                let message = format!("this text contains the phrase that sets “{}” off", other.name);
                errors.push(FieldError { field: field.to_owned(), code: "loop", message });
            }
        }
        if written(&other.rule).any(|(_, text)| heard_from_us(&rule.conditions, text)) {
            let message = format!("what “{}” writes contains this phrase", other.name);
            errors.push(FieldError { field: "conditions".to_owned(), code: "loop", message });
        }
    }
}

fn written(rule: &Rule) -> impl Iterator<Item = (&'static str, &str)> {
    let warning = rule.conditions.silence.as_ref().map(|silence| silence.warning_text.as_str());
    let message = rule.message.as_deref().map(|text| ("message", text));
    message.into_iter().chain(warning.map(|text| ("conditions.silence.warning_text", text)))
}

fn heard_from_us(conditions: &Conditions, text: &str) -> bool {
    let phrase = conditions.phrase.as_ref().filter(|phrase| phrase.from != Speaker::Contact);
    let texts =
        phrase.map(|phrase| &phrase.texts).into_iter().chain(conditions.key_phrase.as_ref().map(|key| &key.texts));
    texts.flatten().any(|phrase| says(text, phrase))
}

/// Whether whatever sets `late` off would have set `early` off before it.
fn takes_all_of(early: &Rule, late: &Rule) -> bool {
    let (one, other) = (&early.conditions, &late.conditions);
    let wider = (one.identifier_ids.is_empty()
        || !other.identifier_ids.is_empty() && other.identifier_ids.iter().all(|id| one.identifier_ids.contains(id)))
        && (!one.outside_hours || other.outside_hours)
        && early.except_tag_ids.iter().all(|tag| late.except_tag_ids.contains(tag));
    if !wider || one.occasion() != other.occasion() {
        return false;
    }
    match one.occasion() {
        // The first rule that suits a silent conversation is the one that waits, however long it does.
        Occasion::Beginning | Occasion::Silence => true,
        Occasion::Message => hears_all_of(one, other),
    }
}

fn hears_all_of(one: &Conditions, other: &Conditions) -> bool {
    let all =
        |wide: &[String], narrow: &[String]| narrow.iter().all(|narrow| wide.iter().any(|wide| covers(wide, narrow)));
    match (&one.phrase, &one.key_phrase, &other.phrase, &other.key_phrase) {
        (Some(wide), None, Some(narrow), _) => {
            let side = wide.from == Speaker::Anyone || wide.from == narrow.from;
            side && all(&wide.texts, &narrow.texts)
        }
        (Some(wide), None, None, Some(narrow)) => wide.from != Speaker::Contact && all(&wide.texts, &narrow.texts),
        (None, Some(wide), _, Some(narrow)) => all(&wide.texts, &narrow.texts),
        _ => false,
    }
}

/// What is allowed but ill advised.
#[must_use]
pub fn advise(rule: &Rule) -> Vec<FieldError> {
    let conditions = &rule.conditions;
    let texts = conditions.phrase.iter().map(|phrase| ("conditions.phrase.texts", &phrase.texts));
    let keys = conditions.key_phrase.iter().map(|key| ("conditions.key_phrase.texts", &key.texts));
    texts
        .chain(keys)
        .flat_map(|(field, texts)| texts.iter().enumerate().map(move |(index, text)| (field, index, text)))
        .filter(|(_, _, text)| words_in(text) == 1)
        .map(|(field, index, _)| {
            let message = "a single word is said in many conversations: use a whole phrase";
            error(&format!("{field}[{index}]"), "single_word", message)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::tests::{key, phrase, rule, silence};
    use super::*;
    use crate::id::{IdentifierId, TagId};

    const PLAIN: Department<'_> = Department { has_hours: false, value_demanded: false, away_message: None };

    fn codes(rule: &Rule, before: &[Rule], behind: &[Rule]) -> Vec<&'static str> {
        let named = |rules: &[Rule]| -> Vec<Neighbour> {
            rules.iter().map(|rule| Neighbour { name: "Outra".to_owned(), rule: rule.clone() }).collect()
        };
        check(rule, PLAIN, &named(before), &named(behind)).into_iter().map(|error| error.code).collect()
    }

    #[test]
    fn a_rule_says_when_it_acts() {
        assert_eq!(codes(&rule(Conditions::default()), &[], &[]), ["required"]);
        assert!(codes(&rule(silence(24, 2)), &[], &[]).is_empty());
        assert_eq!(codes(&rule(silence(0, 721)), &[], &[]), ["out_of_range", "out_of_range"]);
        assert_eq!(codes(&rule(key(&["*", "ok fechado"])), &[], &[]), ["says_nothing"]);
    }

    #[test]
    fn what_can_never_hold_is_a_contradiction() {
        let both = Conditions { silence: silence(1, 1).silence, ..key(&["pedido confirmado"]) };
        assert_eq!(codes(&rule(both), &[], &[]), ["contradiction"]);
        let two = Conditions { key_phrase: key(&["ok fechado"]).key_phrase, ..phrase(Speaker::Contact, &["ok"]) };
        assert_eq!(codes(&rule(two), &[], &[]), ["contradiction"]);
        let night = Conditions { outside_hours: true, ..Conditions::default() };
        assert_eq!(codes(&rule(night), &[], &[]), ["contradiction"]);
        let value = Rule { value: ValueFrom::Text, ..rule(silence(1, 1)) };
        assert_eq!(codes(&value, &[], &[]), ["contradiction"]);
        let demanded = Department { value_demanded: true, ..PLAIN };
        assert_eq!(check(&rule(key(&["ok fechado"])), demanded, &[], &[])[0].code, "required");
    }

    #[test]
    fn a_rule_that_would_set_itself_or_another_off_is_a_loop() {
        let own = Rule { message: Some("Pedido confirmado!".into()), ..rule(key(&["pedido confirmado"])) };
        assert_eq!(codes(&own, &[], &[]), ["loop"]);
        let bot = rule(phrase(Speaker::Company, &["obrigado pelo contato"]));
        let farewell = Rule { message: Some("Obrigado pelo contato".into()), ..rule(silence(1, 1)) };
        assert_eq!(codes(&farewell, std::slice::from_ref(&bot), &[]), ["loop"]);
        assert_eq!(codes(&bot, &[], &[farewell]), ["loop"]);
        let away = Department { away_message: Some("Obrigado pelo contato!"), ..PLAIN };
        assert_eq!(check(&bot, away, &[], &[])[0].code, "loop");
        let contact = rule(phrase(Speaker::Contact, &["obrigado"]));
        let answer = Rule { message: Some("Obrigado!".into()), ..contact };
        assert!(codes(&answer, &[], &[]).is_empty());
    }

    #[test]
    fn a_rule_that_never_gets_a_turn_is_named_from_either_side() {
        let (wide, narrow) = (rule(key(&["pedido"])), rule(key(&["pedido confirmado"])));
        assert_eq!(codes(&narrow, std::slice::from_ref(&wide), &[]), ["never_reached"]);
        assert_eq!(codes(&wide, &[], std::slice::from_ref(&narrow)), ["hides_another"]);
        assert!(codes(&wide, std::slice::from_ref(&narrow), &[]).is_empty());
        let tagged = Rule { except_tag_ids: vec![TagId::from(1)], ..wide.clone() };
        assert!(codes(&narrow, &[tagged], &[]).is_empty());
        let of_an_ad = Conditions { identifier_ids: vec![IdentifierId::from(1)], ..wide.conditions };
        assert!(codes(&narrow, &[rule(of_an_ad)], &[]).is_empty());
        assert_eq!(codes(&rule(silence(48, 2)), &[rule(silence(24, 2))], &[]), ["never_reached"]);
        assert_eq!(codes(&rule(silence(12, 2)), &[rule(silence(24, 2))], &[]), ["never_reached"]);
        let of_an_ad = Conditions { identifier_ids: vec![IdentifierId::from(1)], ..silence(24, 2) };
        assert!(codes(&rule(silence(12, 2)), &[rule(of_an_ad)], &[]).is_empty());
    }

    #[test]
    fn a_single_word_is_allowed_with_advice() {
        assert_eq!(advise(&rule(key(&["fechado", "pedido fechado"]))).len(), 1);
    }
}
