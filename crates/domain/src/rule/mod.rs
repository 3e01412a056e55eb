//! Rules that close conversations by themselves: when one acts, what it does, and which rules are refused.
//!
//! A rule is a conjunction of conditions. Where it speaks of a phrase it acts when that is said; where it speaks of
//! silence it warns first and closes later; a rule with neither acts when a conversation begins. What a rule of ours
//! writes never sets off a rule.

pub mod check;
pub mod phrase;
pub mod replay;

use serde::{Deserialize, Serialize};

use crate::id::{DispositionId, IdentifierId, TagId};
use crate::message::{Author, Direction, MessageKind};
use crate::moment::{HOUR, Moment};
use crate::text_enum;

use phrase::says;

text_enum! {
    /// Who has to say a phrase.
    Speaker {
        /// The contact.
        Contact = "contact",
        /// The company: agents, the company's phone, a program.
        Company = "company",
        /// Either.
        Anyone = "anyone",
    }
}

text_enum! {
    /// Where the value of an automatic closing comes from.
    ValueFrom {
        /// There is none.
        None = "none",
        /// The amount in the text that set the rule off.
        Text = "text",
    }
}

/// Silence of the contact after our last word.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Silence {
    /// Hours of silence before the warning.
    pub warn_after_hours: i64,
    /// Hours after the warning before the closing.
    pub close_after_hours: i64,
    /// The warning.
    pub warning_text: String,
}

/// Something that is said. In a text `*` stands for anything.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Phrase {
    /// By whom.
    pub from: Speaker,
    /// Any of these.
    pub texts: Vec<String>,
}

/// What the attendant writes to have the conversation closed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyPhrase {
    /// Any of these.
    pub texts: Vec<String>,
}

/// When a rule acts: all that is given has to hold.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Conditions {
    /// The contact is silent.
    #[serde(default)]
    pub silence: Option<Silence>,
    /// Somebody says something.
    #[serde(default)]
    pub phrase: Option<Phrase>,
    /// The attendant writes the key phrase.
    #[serde(default)]
    pub key_phrase: Option<KeyPhrase>,
    /// The conversation came in by one of these; empty: by any.
    #[serde(default)]
    pub identifier_ids: Vec<IdentifierId>,
    /// It is outside the department's working hours.
    #[serde(default)]
    pub outside_hours: bool,
}

/// A rule without its name and place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rule {
    /// When it acts.
    pub conditions: Conditions,
    /// Conversations with one of these tags are left alone.
    #[serde(default)]
    pub except_tag_ids: Vec<TagId>,
    /// The disposition it closes with; `None`: unclassified.
    pub disposition_id: Option<DispositionId>,
    /// Where the value comes from.
    pub value: ValueFrom,
    /// What is sent when it closes.
    pub message: Option<String>,
}

text_enum! {
    /// What sets a rule off.
    Occasion {
        /// Time goes by.
        Silence = "silence",
        /// A message.
        Message = "message",
        /// The beginning of a conversation.
        Beginning = "beginning",
    }
}

/// What somebody said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Said<'a> {
    /// Which way.
    pub direction: Direction,
    /// By whom.
    pub author: Author,
    /// What kind of message; changed and revoked texts, reactions and notices say nothing.
    pub kind: MessageKind,
    /// The text.
    pub text: &'a str,
}

/// What the conditions besides silence and phrases look at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Situation<'a> {
    /// What the conversation came in by.
    pub identifier_id: Option<IdentifierId>,
    /// Whether the department attends now; one without working hours always does.
    pub open: bool,
    /// Its tags.
    pub tags: &'a [TagId],
}

/// What the silence of a conversation is judged by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quiet {
    /// Which way the last message went.
    pub last_direction: Direction,
    /// When.
    pub last_message_at: Moment,
    /// When the contact was warned.
    pub warned_at: Option<Moment>,
    /// Since when rules count: silence before a reopening is none.
    pub since: Option<Moment>,
}

/// What a silence rule does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// The warning is sent.
    Warn,
    /// The conversation is closed.
    Close,
}

impl Conditions {
    /// What sets the rule off.
    #[must_use]
    pub const fn occasion(&self) -> Occasion {
        if self.silence.is_some() {
            Occasion::Silence
        } else if self.phrase.is_some() || self.key_phrase.is_some() {
            Occasion::Message
        } else {
            Occasion::Beginning
        }
    }

    /// Whether nothing but silence is asked for.
    #[must_use]
    pub fn is_plain_silence(&self) -> bool {
        let plain = Self { silence: self.silence.clone(), ..Self::default() };
        self.silence.is_some() && *self == plain
    }

    /// Whether these words set the rule off.
    #[must_use]
    pub fn hears(&self, said: Said<'_>) -> bool {
        if !said.kind.opens_conversation() || said.author == Author::Rule {
            return false;
        }
        let by_phrase = self.phrase.as_ref().is_none_or(|phrase| {
            let speaks = match (phrase.from, said.direction) {
                (_, Direction::Internal) => false,
                (Speaker::Anyone, _) => true,
                (Speaker::Contact, direction) => direction == Direction::Inbound,
                (Speaker::Company, direction) => direction == Direction::Outbound,
            };
            speaks && phrase.texts.iter().any(|text| says(said.text, text))
        });
        let by_key = self.key_phrase.as_ref().is_none_or(|key| {
            let by_attendant = said.direction == Direction::Outbound && said.author.is_human_answer();
            by_attendant && key.texts.iter().any(|text| says(said.text, text))
        });
        self.occasion() == Occasion::Message && by_phrase && by_key
    }
}

impl Rule {
    /// Whether everything besides silence and phrases holds.
    #[must_use]
    pub fn suits(&self, situation: Situation<'_>) -> bool {
        let of_entry = &self.conditions.identifier_ids;
        let entered = of_entry.is_empty() || situation.identifier_id.is_some_and(|id| of_entry.contains(&id));
        let excepted = self.except_tag_ids.iter().any(|tag| situation.tags.contains(tag));
        entered && !excepted && !(self.conditions.outside_hours && situation.open)
    }

    /// What silence makes the rule do now.
    #[must_use]
    pub fn step(&self, quiet: Quiet, now: Moment) -> Option<Step> {
        let silence = self.conditions.silence.as_ref()?;
        if quiet.last_direction != Direction::Outbound {
            return None;
        }
        let silent_since = quiet.last_message_at.max(quiet.since.unwrap_or(quiet.last_message_at));
        // Whoever spoke after the warning began the silence anew.
        match quiet.warned_at.filter(|warned_at| *warned_at >= quiet.last_message_at) {
            None if now.since(silent_since) >= silence.warn_after_hours * HOUR => Some(Step::Warn),
            Some(warned_at) if now.since(warned_at) >= silence.close_after_hours * HOUR => Some(Step::Close),
            _ => None,
        }
    }

    /// The value that the text which set the rule off tells.
    #[must_use]
    pub fn value_in(&self, text: &str) -> Option<i64> {
        match self.value {
            ValueFrom::None => None,
            ValueFrom::Text => crate::money::agreed_amount(text).map(|amount| amount.cents),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    pub(super) fn rule(conditions: Conditions) -> Rule {
        Rule { conditions, except_tag_ids: Vec::new(), disposition_id: None, value: ValueFrom::None, message: None }
    }

    pub(super) fn silence(warn: i64, close: i64) -> Conditions {
        let warning_text = "Ainda está aí?".to_owned();
        let silence = Silence { warn_after_hours: warn, close_after_hours: close, warning_text };
        Conditions { silence: Some(silence), ..Conditions::default() }
    }

    pub(super) fn key(texts: &[&str]) -> Conditions {
        let texts = texts.iter().map(|text| (*text).to_owned()).collect();
        Conditions { key_phrase: Some(KeyPhrase { texts }), ..Conditions::default() }
    }

    pub(super) fn phrase(from: Speaker, texts: &[&str]) -> Conditions {
        let texts = texts.iter().map(|text| (*text).to_owned()).collect();
        Conditions { phrase: Some(Phrase { from, texts }), ..Conditions::default() }
    }

    fn said(author: Author, text: &str) -> Said<'_> {
        let direction = if author == Author::Contact { Direction::Inbound } else { Direction::Outbound };
        Said { direction, author, kind: MessageKind::Text, text }
    }

    #[test]
    fn only_the_attendant_sets_a_key_phrase_off_and_a_changed_text_never_does() {
        let sold = key(&["venda confirmada"]);
        assert!(sold.hears(said(Author::Agent, "Sua VENDA está... ops, venda confirmada!")));
        assert!(sold.hears(said(Author::Phone, "Venda: confirmada.")));
        for author in [Author::Contact, Author::Bot, Author::Rule] {
            assert!(!sold.hears(said(author, "venda confirmada")), "{author}");
        }
        assert!(!sold.hears(Said { kind: MessageKind::Edit, ..said(Author::Agent, "venda confirmada") }));
    }

    #[test]
    fn a_phrase_is_heard_from_the_side_it_names() {
        let thanks = phrase(Speaker::Contact, &["não tenho interesse"]);
        assert!(thanks.hears(said(Author::Contact, "Nao tenho interesse, obrigada")));
        assert!(!thanks.hears(said(Author::Agent, "Nao tenho interesse")));
        let bot = phrase(Speaker::Company, &["atendimento encerrado"]);
        assert!(bot.hears(said(Author::Bot, "Atendimento encerrado.")));
        assert!(!bot.hears(said(Author::Rule, "Atendimento encerrado.")));
        assert!(phrase(Speaker::Anyone, &["tchau"]).hears(said(Author::Contact, "tchau")));
    }

    #[test]
    fn the_other_conditions_have_to_hold_too() {
        let ad = IdentifierId::from(7);
        let mut wanted = rule(Conditions { identifier_ids: vec![ad], outside_hours: true, ..Conditions::default() });
        wanted.except_tag_ids = vec![TagId::from(1)];
        let holds = Situation { identifier_id: Some(ad), open: false, tags: &[] };
        assert!(wanted.suits(holds));
        assert!(!wanted.suits(Situation { identifier_id: None, ..holds }));
        assert!(!wanted.suits(Situation { open: true, ..holds }));
        assert!(!wanted.suits(Situation { tags: &[TagId::from(1)], ..holds }));
    }

    #[test]
    fn silence_warns_closes_and_begins_anew_with_a_reopening() {
        let rule = rule(silence(24, 2));
        let at = Moment::from_millis;
        let quiet = Quiet { last_direction: Direction::Outbound, last_message_at: at(0), warned_at: None, since: None };
        assert_eq!(rule.step(quiet, at(24 * HOUR - 1)), None);
        assert_eq!(rule.step(quiet, at(24 * HOUR)), Some(Step::Warn));
        let warned = Quiet { warned_at: Some(at(24 * HOUR)), ..quiet };
        assert_eq!(rule.step(warned, at(26 * HOUR - 1)), None);
        assert_eq!(rule.step(warned, at(26 * HOUR)), Some(Step::Close));
        let spoke_again = Quiet { last_message_at: at(25 * HOUR), ..warned };
        assert_eq!(rule.step(spoke_again, at(26 * HOUR)), None);
        assert_eq!(rule.step(spoke_again, at(49 * HOUR)), Some(Step::Warn));
        assert_eq!(rule.step(Quiet { since: Some(at(10 * HOUR)), ..quiet }, at(33 * HOUR)), None);
        assert_eq!(rule.step(Quiet { last_direction: Direction::Inbound, ..quiet }, at(99 * HOUR)), None);
    }
}
