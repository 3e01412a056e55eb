//! The carriers by which a link's origin travels to us, each of which a company may switch on and off.
//!
//! In: a company's choice and a message. Out: what a link writes into its text, and which part of an arriving text may
//! be evidence. Refused: texts that people write by themselves. Invariant: what is switched off is neither written nor
//! looked at; what the ledger holds already stays.

use serde::{Deserialize, Serialize};

use crate::code::{Code, find_codes};
use crate::hashtag::fold;
use crate::invisible;
use crate::link::prefilled_text;
use crate::text_enum;

text_enum! {
    /// A way by which the origin of a conversation reaches us.
    Carrier {
        /// `(ref XXXXXXX)` behind the text.
        Code = "code",
        /// The same code in characters that draw nothing.
        InvisibleCode = "invisible_code",
        /// The text itself, where only one link has it.
        PrefilledText = "prefilled_text",
        /// A hashtag at the start of the text.
        Hashtag = "hashtag",
        /// A number that only one link leads to.
        DedicatedNumber = "dedicated_number",
        /// A product of the catalogue that the message refers to.
        ProductLink = "product_link",
        /// Unsigned parameters of the link, which some phones hand on beside the text.
        LinkHeader = "link_header",
    }
}

text_enum! {
    /// How much a carrier can be relied on.
    Strength {
        /// Outlives a changed text and says which link.
        Strong = "strong",
        /// Says which link, and is lost by some of those who change the text.
        Medium = "medium",
        /// Is lost easily, or arrives from some phones only.
        Weak = "weak",
    }
}

impl Carrier {
    /// How much it can be relied on.
    #[must_use]
    pub const fn strength(self) -> Strength {
        match self {
            Self::DedicatedNumber => Strength::Strong,
            Self::Code | Self::ProductLink => Strength::Medium,
            Self::InvisibleCode | Self::PrefilledText | Self::Hashtag | Self::LinkHeader => Strength::Weak,
        }
    }

    /// Whether it still arrives when the customer erases the text.
    #[must_use]
    pub const fn survives_erased_text(self) -> bool {
        matches!(self, Self::DedicatedNumber | Self::ProductLink | Self::LinkHeader)
    }

    /// Whether a company that chose nothing uses it.
    #[must_use]
    pub const fn on_by_default(self) -> bool {
        !matches!(self, Self::InvisibleCode | Self::LinkHeader)
    }

    const fn bit(self) -> u8 {
        1 << self as u8
    }
}

/// The carriers that a company uses. Kept as the list of those that differ from the default, so that a carrier that is
/// added later begins with its own default everywhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(from = "Vec<Carrier>", into = "Vec<Carrier>")]
pub struct Carriers {
    switched: u8,
}

impl Carriers {
    /// Whether a carrier is used.
    #[must_use]
    pub const fn has(self, carrier: Carrier) -> bool {
        carrier.on_by_default() != (self.switched & carrier.bit() != 0)
    }

    /// The same with one carrier on or off.
    #[must_use]
    pub const fn with(self, carrier: Carrier, on: bool) -> Self {
        let bit = carrier.bit();
        let switched = if carrier.on_by_default() == on { self.switched & !bit } else { self.switched | bit };
        Self { switched }
    }

    /// A link's text with a code, as far as codes are used.
    #[must_use]
    pub fn written(self, code: &Code, text: &str) -> String {
        let visible = if self.has(Carrier::Code) { code.written_after(text) } else { text.trim_end().to_owned() };
        if self.has(Carrier::InvisibleCode) { invisible::hidden_in(code, &visible) } else { visible }
    }
}

impl From<Vec<Carrier>> for Carriers {
    fn from(switched: Vec<Carrier>) -> Self {
        Self { switched: switched.into_iter().fold(0, |bits, carrier| bits | carrier.bit()) }
    }
}

impl From<Carriers> for Vec<Carrier> {
    fn from(carriers: Carriers) -> Self {
        Carrier::ALL.iter().copied().filter(|carrier| carriers.switched & carrier.bit() != 0).collect()
    }
}

/// The longest text that is compared with links, in bytes: links have shorter ones.
const LONGEST_PREFILLED: usize = 4_000;

/// What people write to a shop without any link, folded and without punctuation.
const EVERYDAY: &[&str] = &[
    "bom dia",
    "boa tarde",
    "boa noite",
    "ola bom dia",
    "ola boa tarde",
    "ola boa noite",
    "oi bom dia",
    "oi boa tarde",
    "oi boa noite",
    "oi tudo bem",
    "ola tudo bem",
    "tudo bem",
    "oi tudo bom",
    "ola tudo bom",
    "good morning",
    "good afternoon",
    "good evening",
    "hi there",
    "how are you",
    "hello how are you",
];

/// The text of a message as it may prove a link by being equal to the link's; `None` when it proves nothing: it
/// carries a code, which says more, or is one that people write by themselves.
#[must_use]
pub fn comparable_text(text: &str) -> Option<String> {
    if text.len() > LONGEST_PREFILLED || find_codes(text).iter().any(|found| found.framed) {
        return None;
    }
    let compared = prefilled_text(text);
    let folded = fold(&compared);
    let words: Vec<&str> = folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let is_own_words = words.len() < 2 || EVERYDAY.contains(&words.join(" ").as_str());
    (!is_own_words && invisible::find(text).is_empty()).then_some(compared)
}

/// What stands before a code in the data of a link's header.
const HEADER_MARK: &str = "nsc-";

/// A code as the unsigned data of a link carries it.
#[must_use]
pub fn header_of(code: &Code) -> String {
    format!("{HEADER_MARK}{code}")
}

/// The code in what arrives as a link's data; `None` when it is not ours.
#[must_use]
pub fn read_header(text: &str) -> Option<Code> {
    text.trim().strip_prefix(HEADER_MARK).and_then(Code::read)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::code::CodeKind;
    use proptest::prelude::*;

    #[test]
    fn the_invisible_code_and_the_header_are_off_until_somebody_switches_them_on() {
        let usual = Carriers::default();
        let on: Vec<Carrier> = Carrier::ALL.iter().copied().filter(|carrier| usual.has(*carrier)).collect();
        assert_eq!(
            on,
            [Carrier::Code, Carrier::PrefilledText, Carrier::Hashtag, Carrier::DedicatedNumber, Carrier::ProductLink]
        );
        assert_eq!(serde_json::to_string(&usual).unwrap(), "[]");
    }

    #[test]
    fn a_text_is_written_with_what_is_switched_on_and_nothing_else() {
        let code = Code::make(CodeKind::Click, 99);
        let usual = Carriers::default();
        assert_eq!(usual.written(&code, "Olá"), format!("Olá (ref {code})"));
        let silent = usual.with(Carrier::Code, false);
        assert_eq!(silent.written(&code, "Olá "), "Olá");
        let hidden = silent.with(Carrier::InvisibleCode, true).written(&code, "Olá");
        assert_eq!(invisible::without(&hidden), "Olá");
        assert_eq!(invisible::find(&hidden), [code]);
    }

    #[test]
    fn words_that_people_write_by_themselves_prove_no_link() {
        for own in ["Oi", "olá!", "Bom dia!!", "  boa   TARDE ", "", "🎉🎉", "Olá, tudo bem?", "\u{202e}\u{200f}"]
        {
            assert_eq!(comparable_text(own), None, "{own:?}");
        }
        let code = Code::make(CodeKind::Click, 7);
        assert_eq!(comparable_text(&code.written_after("Quero o desconto")), None);
        assert_eq!(comparable_text(" Quero  o desconto ").as_deref(), Some("Quero o desconto"));
    }

    #[test]
    fn only_our_own_data_is_a_header() {
        let code = Code::make(CodeKind::Click, 12);
        assert_eq!(read_header(&header_of(&code)), Some(code));
        assert_eq!(read_header("QWZmY1R3..."), None);
        assert_eq!(read_header("nsc-0000001"), None);
    }

    proptest! {
        #[test]
        fn every_choice_is_kept_and_read_back(choice in proptest::collection::vec(any::<bool>(), Carrier::ALL.len())) {
            let carriers = Carrier::ALL.iter().zip(&choice).fold(Carriers::default(), |all, (one, on)| all.with(*one, *on));
            for (carrier, on) in Carrier::ALL.iter().zip(&choice) {
                prop_assert_eq!(carriers.has(*carrier), *on);
            }
            let text = serde_json::to_string(&carriers).unwrap();
            prop_assert_eq!(serde_json::from_str::<Carriers>(&text).unwrap(), carriers);
        }

        #[test]
        fn no_text_makes_the_comparison_panic_and_what_is_compared_is_its_own_form(text in "\\PC{0,200}") {
            if let Some(compared) = comparable_text(&text) {
                let again = prefilled_text(&compared);
                prop_assert_eq!(again, compared);
            }
        }
    }
}
