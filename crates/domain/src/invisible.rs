//! Codes in characters that draw nothing, inside the first word of a text.
//!
//! A run is a mark of three characters and four for each character of the code, over the three characters that are
//! known to travel: zero width space, word joiner, zero width no-break space. Only a whole run whose code has the right
//! checksum is read or taken away: the same characters alone are the writer's own, and so are joiners of emoji and
//! marks of direction, which are never touched.

use crate::code::{Code, LENGTH};

/// The three digits.
const DIGITS: [char; 3] = ['\u{200b}', '\u{2060}', '\u{feff}'];
/// What a run begins with.
const MARK: [u8; 3] = [2, 1, 2];
/// Digits for one character of a code: 3^4 passes 32.
const WIDTH: usize = 4;
/// Digits of a whole run.
const RUN: usize = MARK.len() + WIDTH * LENGTH;

/// A text with a code hidden in its first word.
#[must_use]
pub fn hidden_in(code: &Code, text: &str) -> String {
    let place = place_in(text);
    let (before, after) = text.split_at(place);
    let mut hidden = String::with_capacity(text.len() + 3 * RUN);
    hidden.push_str(before);
    hidden.extend(run_of(code).into_iter().map(|digit| DIGITS[usize::from(digit)]));
    hidden.push_str(after);
    hidden
}

/// Every hidden code of a text, in reading order, each once.
#[must_use]
pub fn find(text: &str) -> Vec<Code> {
    let mut found: Vec<Code> = Vec::new();
    for (_, code) in runs(text) {
        if !found.contains(&code) {
            found.push(code);
        }
    }
    found
}

/// A text as it is shown: without the runs that were read, and with everything else.
#[must_use]
pub fn without(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    let mut rest = 0;
    for (start, _) in runs(text) {
        shown.push_str(&text[rest..start]);
        // Each of the three characters has three bytes.
        rest = start + 3 * RUN;
    }
    shown.push_str(&text[rest..]);
    shown
}

/// Where runs begin, in bytes, and what they say.
fn runs(text: &str) -> Vec<(usize, Code)> {
    let mut found = Vec::new();
    let mut digits: Vec<u8> = Vec::new();
    let mut begin = 0;
    for (place, c) in text.char_indices().chain([(text.len(), ' ')]) {
        if let Some(digit) = digit_of(c) {
            if digits.is_empty() {
                begin = place;
            }
            digits.push(digit);
        } else if !digits.is_empty() {
            read_runs(&digits, begin, &mut found);
            digits.clear();
        }
    }
    found
}

fn read_runs(digits: &[u8], begin: usize, found: &mut Vec<(usize, Code)>) {
    let mut index = 0;
    while index + RUN <= digits.len() {
        match read_run(&digits[index..index + RUN]) {
            Some(code) => {
                found.push((begin + 3 * index, code));
                index += RUN;
            }
            None => index += 1,
        }
    }
}

fn read_run(digits: &[u8]) -> Option<Code> {
    let body = digits.strip_prefix(&MARK)?;
    let values = body.chunks(WIDTH).map(|chunk| chunk.iter().fold(0_u8, |value, digit| value * 3 + digit));
    Code::of_values(&values.collect::<Vec<u8>>())
}

fn run_of(code: &Code) -> Vec<u8> {
    let mut run = MARK.to_vec();
    for value in code.values() {
        run.extend([value / 27, value / 9 % 3, value / 3 % 3, value % 3]);
    }
    run
}

fn digit_of(c: char) -> Option<u8> {
    DIGITS.iter().position(|digit| *digit == c).and_then(|digit| u8::try_from(digit).ok())
}

/// Where a run does no harm: between two Latin letters or digits of the first word, else behind that word. Letters that
/// join their neighbours, marks and emoji are never torn apart.
fn place_in(text: &str) -> usize {
    let start = text.len() - text.trim_start().len();
    let end = text[start..].find(char::is_whitespace).map_or(text.len(), |length| start + length);
    let bytes = text.as_bytes();
    let joint = (start + 1..end)
        .find(|place| bytes[place - 1].is_ascii_alphanumeric() && bytes[*place].is_ascii_alphanumeric());
    joint.unwrap_or(end)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::code::CodeKind;
    use proptest::prelude::*;

    #[test]
    fn a_hidden_code_stands_inside_the_first_word_and_draws_nothing() {
        let code = Code::make(CodeKind::Click, 0x0bad_cafe);
        let hidden = hidden_in(&code, "Quero saber mais");
        assert!(hidden.starts_with("Q\u{feff}\u{2060}\u{feff}") && hidden.ends_with("uero saber mais"));
        assert_eq!(find(&hidden), std::slice::from_ref(&code));
        assert_eq!(without(&hidden), "Quero saber mais");
        assert_eq!(find(&hidden_in(&code, "")), [code]);
    }

    #[test]
    fn emoji_and_joined_letters_are_never_torn_apart() {
        let code = Code::make(CodeKind::Click, 5);
        for text in ["👩‍👩‍👧 oi", "مرحبا بكم", "ẹ\u{0301}", "🇧🇷"] {
            let first = text.split_whitespace().next().unwrap();
            assert!(hidden_in(&code, text).starts_with(first), "{text}");
        }
    }

    #[test]
    fn a_run_that_lost_a_character_is_no_code_and_is_left_alone() {
        let code = Code::make(CodeKind::Click, 1234);
        let hidden = hidden_in(&code, "Oi");
        let place = hidden.char_indices().nth(9).unwrap().0;
        let broken = format!("{}{}", &hidden[..place], &hidden[place + 3..]);
        assert_eq!(find(&broken), []);
        assert_eq!(without(&broken), broken);
    }

    #[test]
    fn eight_thousand_digits_are_read_and_bring_no_panic() {
        for digit in DIGITS {
            let hostile: String = std::iter::repeat_n(digit, 8_000).collect();
            assert_eq!(find(&hostile), []);
        }
        let marks = "\u{feff}\u{2060}".repeat(4_000);
        assert_eq!(without(&marks).len(), marks.len() - find(&marks).len() * 3 * RUN);
    }

    /// Texts that somebody sends to break things: zalgo, right-to-left marks, families of emoji, our own digits.
    fn hostile() -> impl Strategy<Value = String> {
        let part = prop_oneof![
            "\\PC{0,20}",
            "[\u{300}-\u{36f}]{0,40}",
            "[\u{200b}\u{2060}\u{feff}]{0,70}",
            "[\u{200c}-\u{200f}\u{202a}-\u{202e}\u{2066}-\u{2069}]{0,10}",
            Just("👩‍👩‍👧‍👦🏳️‍🌈".to_owned()),
            Just("#PROMO (ref ".to_owned()),
            Just("x".repeat(8_000)),
        ];
        proptest::collection::vec(part, 0..6).prop_map(|parts| parts.concat())
    }

    proptest! {
        #[test]
        fn a_code_is_read_back_out_of_every_text_and_the_text_is_as_before(text in hostile(), random: u32) {
            let code = Code::make(CodeKind::Click, random);
            // Digits of the text itself right beside the run may begin another one.
            let own: String = text.chars().filter(|c| digit_of(*c).is_none()).collect();
            let hidden = hidden_in(&code, &own);
            prop_assert_eq!(find(&hidden), vec![code]);
            prop_assert_eq!(without(&hidden), own);
        }

        #[test]
        fn no_text_panics_and_what_is_taken_away_is_whole_runs(text in hostile()) {
            let shown = without(&text);
            prop_assert_eq!((text.len() - shown.len()) % (3 * RUN), 0);
            prop_assert!(crate::carrier::comparable_text(&text).is_none_or(|compared| !compared.is_empty()));
            prop_assert!(crate::code::find_codes(&text).len() <= text.len());
            prop_assert!(crate::hashtag::leading_hashtag(&text).is_none_or(|tag| !tag.key.is_empty()));
        }
    }
}
