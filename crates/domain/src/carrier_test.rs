//! *Testar no meu celular*: one message for each carrier, and what of it arrived from a phone.
//!
//! In: random bits, and what a message from that phone carries. Out: for each carrier whether it came through. Every
//! text has a word of its own step, so that messages may come in any order, twice, or never.

use crate::carrier::Carrier;
use crate::code::{Code, CodeKind, find_codes};
use crate::hashtag::leading_hashtag;
use crate::invisible;
use crate::link::prefilled_text;
use crate::text_enum;

text_enum! {
    /// What became of a carrier.
    StepState {
        /// Nothing came yet.
        Waiting = "waiting",
        /// The message came and the carrier with it.
        Works = "works",
        /// The message came without it.
        Lost = "lost",
        /// It cannot be tried: something is missing.
        Unavailable = "unavailable",
    }
}

/// One message of the test.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// What it tries.
    pub carrier: Carrier,
    /// What is prefilled.
    pub text: String,
    /// The word by which its message is known.
    pub word: String,
    /// The code that it carries, where the carrier has one.
    pub code: Code,
}

/// What a message brought.
#[derive(Debug, Clone, Copy, Default)]
pub struct Arrival<'a> {
    /// Its text.
    pub text: &'a str,
    /// The product that it refers to.
    pub product: Option<&'a str>,
    /// The address on its card.
    pub source_url: Option<&'a str>,
    /// The code in its link's data.
    pub link_code: Option<&'a str>,
}

/// The messages of a test, one for each carrier.
#[must_use]
pub fn steps(random: u32) -> Vec<Step> {
    let numbered = (1_u32..).zip(Carrier::ALL);
    numbered
        .map(|(number, carrier)| {
            let code = Code::make(CodeKind::Click, random.wrapping_add(number.wrapping_mul(0x9e37_79b1)));
            let word = format!("NAS{number}{}", &Code::make(CodeKind::Click, random).as_str()[1..5]);
            let plain = format!("Teste {number} do Nascente {word}");
            let text = match carrier {
                Carrier::Code => code.written_after(&plain),
                Carrier::InvisibleCode => invisible::hidden_in(&code, &plain),
                Carrier::Hashtag => format!("#{word} teste {number} do Nascente"),
                _ => plain,
            };
            Step { carrier: *carrier, text, word, code }
        })
        .collect()
}

impl Step {
    /// What a message says about this step; `None` when it is another one's.
    #[must_use]
    pub fn judge(&self, arrival: Arrival<'_>, short_url: &str) -> Option<StepState> {
        // A product's message is free text: the product itself is the sign.
        if self.carrier == Carrier::ProductLink && arrival.product.is_some() {
            return Some(StepState::Works);
        }
        let upper = invisible::without(arrival.text).to_uppercase();
        if !upper.contains(&self.word) {
            return None;
        }
        let works = match self.carrier {
            Carrier::Code => find_codes(arrival.text).iter().any(|found| found.code == self.code),
            Carrier::InvisibleCode => invisible::find(arrival.text).contains(&self.code),
            Carrier::PrefilledText => prefilled_text(arrival.text) == prefilled_text(&self.text),
            Carrier::Hashtag => leading_hashtag(arrival.text).is_some_and(|tag| tag.key == self.word.to_lowercase()),
            Carrier::DedicatedNumber => true,
            Carrier::ProductLink => false,
            Carrier::LinkHeader => {
                arrival.link_code == Some(self.code.as_str())
                    || arrival.source_url.is_some_and(|url| url.starts_with(short_url))
            }
        };
        Some(if works { StepState::Works } else { StepState::Lost })
    }
}

/// The best that several messages say about a step: that it once came through counts.
#[must_use]
pub fn best(seen: impl Iterator<Item = StepState>) -> StepState {
    seen.fold(StepState::Waiting, |best, state| match (best, state) {
        (StepState::Works, _) | (_, StepState::Works) => StepState::Works,
        (_, StepState::Lost) => StepState::Lost,
        (best, _) => best,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn says(text: &str) -> Arrival<'_> {
        Arrival { text, ..Arrival::default() }
    }

    #[test]
    fn what_came_as_it_was_sent_works_and_says_nothing_about_the_other_steps() {
        let all = steps(77);
        for step in &all {
            let needs_more = matches!(step.carrier, Carrier::ProductLink | Carrier::LinkHeader);
            for other in &all {
                let expected = match (other.carrier == step.carrier, needs_more) {
                    (false, _) => None,
                    (true, true) => Some(StepState::Lost),
                    (true, false) => Some(StepState::Works),
                };
                assert_eq!(
                    other.judge(says(&step.text), "https://x/l/"),
                    expected,
                    "{} {}",
                    step.carrier,
                    other.carrier
                );
            }
        }
    }

    #[test]
    fn a_carrier_that_fell_off_is_lost_until_it_comes_through_once() {
        let code = steps(5).into_iter().find(|step| step.carrier == Carrier::Code).unwrap();
        let bare = format!("teste {}", code.word.to_lowercase());
        assert_eq!(code.judge(says(&bare), ""), Some(StepState::Lost));
        assert_eq!(best([StepState::Lost, StepState::Works, StepState::Lost].into_iter()), StepState::Works);
        assert_eq!(best(std::iter::empty()), StepState::Waiting);
    }

    #[test]
    fn a_header_comes_by_the_code_in_the_data_or_by_the_address_on_the_card() {
        let header = steps(9).into_iter().find(|step| step.carrier == Carrier::LinkHeader).unwrap();
        let by_code = Arrival { link_code: Some(header.code.as_str()), ..says(&header.text) };
        let by_card = Arrival { source_url: Some("https://x/l/teste"), ..says(&header.text) };
        for arrival in [by_code, by_card] {
            assert_eq!(header.judge(arrival, "https://x/l/"), Some(StepState::Works));
        }
    }

    proptest! {
        #[test]
        fn no_message_makes_a_step_panic(random: u32, text in "\\PC{0,300}") {
            for step in steps(random) {
                prop_assert!(step.judge(says(&text), "https://x/l/").is_none_or(|state| state != StepState::Waiting));
            }
        }
    }
}
