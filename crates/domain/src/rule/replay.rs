//! What a rule would have done: one past conversation, played again from its beginning.

use super::{Occasion, Quiet, Rule, Said, Situation, Step};
use crate::message::{Author, Direction};
use crate::moment::{HOUR, Moment};

/// One message of a past conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Heard<'a> {
    /// When.
    pub at: Moment,
    /// What.
    pub said: Said<'a>,
}

/// What the rule would have done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WouldHave {
    /// When it would have warned.
    pub warned_at: Option<Moment>,
    /// When it would have closed.
    pub closed_at: Option<Moment>,
    /// The message that would have set it off.
    pub message: Option<usize>,
    /// The value that it would have kept.
    pub value_cents: Option<i64>,
}

/// Plays a conversation whose messages come in order.
///
/// `situation` tells what held at a moment. The conversation was open from `opened_at` until `until`: its closing, or
/// now. `None` when the rule would have left it alone.
#[must_use]
pub fn replay<'a>(
    rule: &Rule,
    messages: &[Heard<'a>],
    opened_at: Moment,
    until: Moment,
    situation: impl Fn(Moment) -> Situation<'a>,
) -> Option<WouldHave> {
    let closes = |at: Moment| WouldHave { warned_at: None, closed_at: Some(at), message: None, value_cents: None };
    match rule.conditions.occasion() {
        Occasion::Beginning => rule.suits(situation(opened_at)).then(|| closes(opened_at)),
        Occasion::Message => messages.iter().enumerate().find_map(|(index, heard)| {
            let acts = heard.at <= until && rule.conditions.hears(heard.said) && rule.suits(situation(heard.at));
            let value_cents = rule.value_in(heard.said.text);
            acts.then(|| WouldHave { message: Some(index), value_cents, ..closes(heard.at) })
        }),
        Occasion::Silence => silence(rule, messages, until, situation),
    }
}

fn silence<'a>(
    rule: &Rule,
    messages: &[Heard<'a>],
    until: Moment,
    situation: impl Fn(Moment) -> Situation<'a>,
) -> Option<WouldHave> {
    let hours = rule.conditions.silence.as_ref()?;
    let spoken: Vec<&Heard<'_>> = messages
        .iter()
        .filter(|heard| heard.said.kind.opens_conversation() && heard.said.direction != Direction::Internal)
        // What a rule wrote is nobody's word.
        .filter(|heard| heard.said.author != Author::Rule)
        .collect();
    let mut first_warning = None;
    for (index, heard) in spoken.iter().enumerate() {
        let next = spoken.get(index + 1).map_or(until, |next| next.at.min(until));
        let quiet = |warned_at| Quiet {
            last_direction: heard.said.direction,
            last_message_at: heard.at,
            warned_at,
            since: None,
        };
        let warns = heard.at.plus(hours.warn_after_hours * HOUR);
        if warns >= next || rule.step(quiet(None), warns) != Some(Step::Warn) || !rule.suits(situation(warns)) {
            continue;
        }
        first_warning = first_warning.or(Some(warns));
        let closes = warns.plus(hours.close_after_hours * HOUR);
        if closes < next && rule.step(quiet(Some(warns)), closes) == Some(Step::Close) {
            return Some(WouldHave {
                warned_at: Some(warns),
                closed_at: Some(closes),
                message: None,
                value_cents: None,
            });
        }
    }
    first_warning.map(|warned| WouldHave { warned_at: Some(warned), closed_at: None, message: None, value_cents: None })
}

#[cfg(test)]
mod tests {
    use super::super::tests::{key, rule, silence};
    use super::super::{Conditions, ValueFrom};
    use super::*;
    use crate::message::MessageKind;

    fn heard(hour: i64, author: Author, text: &str) -> Heard<'_> {
        let direction = if author == Author::Contact { Direction::Inbound } else { Direction::Outbound };
        Heard { at: hours(hour), said: Said { direction, author, kind: MessageKind::Text, text } }
    }

    const fn hours(hour: i64) -> Moment {
        Moment::from_millis(hour * HOUR)
    }

    fn open<'a>(_: Moment) -> Situation<'a> {
        Situation { identifier_id: None, open: true, tags: &[] }
    }

    #[test]
    fn the_first_key_phrase_would_have_closed_with_its_value() {
        let messages = [
            heard(0, Author::Contact, "venda confirmada?"),
            heard(1, Author::Agent, "Venda confirmada: R$ 150"),
            heard(2, Author::Agent, "Venda confirmada: R$ 999"),
        ];
        let sold = Rule { value: ValueFrom::Text, ..rule(key(&["venda confirmada"])) };
        let would = replay(&sold, &messages, hours(0), hours(9), open).unwrap();
        assert_eq!((would.closed_at, would.message, would.value_cents), (Some(hours(1)), Some(1), Some(15_000)));
        assert_eq!(replay(&sold, &messages[..1], hours(0), hours(9), open), None);
    }

    #[test]
    fn a_silence_is_found_wherever_it_was_and_an_answer_ends_it() {
        let messages = [
            heard(0, Author::Contact, "oi"),
            heard(1, Author::Agent, "olá"),
            heard(26, Author::Contact, "voltei"),
            heard(27, Author::Agent, "que bom"),
        ];
        let quiet = rule(silence(24, 2));
        let warned = replay(&quiet, &messages, hours(0), hours(30), open).unwrap();
        assert_eq!((warned.warned_at, warned.closed_at), (Some(hours(25)), None));
        let closed = replay(&quiet, &messages, hours(0), hours(60), open).unwrap();
        assert_eq!((closed.warned_at, closed.closed_at), (Some(hours(51)), Some(hours(53))));
        assert_eq!(replay(&quiet, &messages[..1], hours(0), hours(99), open), None);
        let away = [heard(0, Author::Contact, "oi"), heard(1, Author::Rule, "voltamos amanhã")];
        assert_eq!(replay(&quiet, &away, hours(0), hours(99), open), None);
    }

    #[test]
    fn a_rule_without_phrase_or_silence_acts_when_the_conversation_begins() {
        let night = rule(Conditions { outside_hours: true, ..Conditions::default() });
        assert_eq!(replay(&night, &[], hours(3), hours(9), open), None);
        let closed = |_| Situation { identifier_id: None, open: false, tags: &[] };
        assert_eq!(replay(&night, &[], hours(3), hours(9), closed).unwrap().closed_at, Some(hours(3)));
    }
}
