//! Codes in the text: `(ref XXXXXXX)`, seven Crockford base32 characters, the last a checksum.
//!
//! A click has a code of its own; a link has one too, carried by its direct `WhatsApp` address. The first character
//! tells them apart: [`LINK_MARK`] starts a link's code and no other.

use core::fmt;

/// Crockford's alphabet in upper case, as codes are shown.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// Characters of a code, checksum included.
pub const LENGTH: usize = 7;
/// The first character of a link's code; a click's code never starts with it.
pub const LINK_MARK: u8 = b'K';
const LINK_MARK_VALUE: u8 = 19;

/// What a code stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CodeKind {
    /// One click on a link.
    Click,
    /// The link itself.
    Link,
}

/// A code whose checksum is right.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Code(String);

/// A code found in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundCode {
    /// The code.
    pub code: Code,
    /// Whether it stood behind the word `ref`, as we write it. Without it a code counts only when it is known.
    pub framed: bool,
}

impl Code {
    /// Makes a code out of 32 random bits.
    #[must_use]
    pub fn make(kind: CodeKind, random: u32) -> Self {
        let mut values = [0_u8; LENGTH];
        for (index, value) in values.iter_mut().enumerate().take(LENGTH - 1) {
            *value = u8::try_from((random >> (5 * index)) & 31).unwrap_or(0);
        }
        match kind {
            CodeKind::Link => values[0] = LINK_MARK_VALUE,
            CodeKind::Click if values[0] == LINK_MARK_VALUE => values[0] = 0,
            CodeKind::Click => {}
        }
        values[LENGTH - 1] = checksum(&values[..LENGTH - 1]);
        Self(values.iter().map(|value| char::from(ALPHABET[usize::from(*value)])).collect())
    }

    /// Reads a code in any case, with the letters that Crockford takes for digits (I, L: 1; O: 0).
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let values: Vec<u8> = text.bytes().map(symbol_value).collect::<Option<_>>()?;
        if values.len() != LENGTH || checksum(&values[..LENGTH - 1]) != values[LENGTH - 1] {
            return None;
        }
        Some(Self(values.iter().map(|value| char::from(ALPHABET[usize::from(*value)])).collect()))
    }

    /// The code with these values, the last a checksum.
    #[must_use]
    pub(crate) fn of_values(values: &[u8]) -> Option<Self> {
        let symbols: Option<String> =
            values.iter().map(|value| ALPHABET.get(usize::from(*value)).copied().map(char::from)).collect();
        symbols.as_deref().and_then(Self::read)
    }

    /// The values of the seven characters.
    pub(crate) fn values(&self) -> impl Iterator<Item = u8> {
        self.0.bytes().filter_map(symbol_value)
    }

    /// What the code stands for.
    #[must_use]
    pub fn kind(&self) -> CodeKind {
        if self.0.as_bytes()[0] == LINK_MARK { CodeKind::Link } else { CodeKind::Click }
    }

    /// The seven characters, in upper case.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// A text with this code behind it, as a redirect prefills it.
    #[must_use]
    pub fn written_after(&self, text: &str) -> String {
        let text = text.trim_end();
        if text.is_empty() { format!("(ref {self})") } else { format!("{text} (ref {self})") }
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Every code in a text, in reading order: in any case and bracket, anywhere.
#[must_use]
pub fn find_codes(text: &str) -> Vec<FoundCode> {
    let words = words_of(text);
    let mut found: Vec<FoundCode> = Vec::new();
    for (index, word) in words.iter().enumerate() {
        let framed_by_previous = index > 0 && words[index - 1].eq_ignore_ascii_case("ref");
        // "refABC1234": the space between the word and the code was lost.
        let glued = word.get(..3).filter(|start| start.eq_ignore_ascii_case("ref")).map(|_| &word[3..]);
        let candidate = glued.and_then(Code::read).map(|code| (code, true)).or_else(|| {
            let has_digit = word.bytes().any(|byte| byte.is_ascii_digit());
            Code::read(word).filter(|_| framed_by_previous || has_digit).map(|code| (code, framed_by_previous))
        });
        if let Some((code, framed)) = candidate
            && !found.iter().any(|other| other.code == code)
        {
            found.push(FoundCode { code, framed });
        }
    }
    found
}

/// The runs of ASCII letters and digits of a text.
fn words_of(text: &str) -> Vec<&str> {
    text.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()).collect()
}

fn symbol_value(byte: u8) -> Option<u8> {
    let upper = match byte.to_ascii_uppercase() {
        b'I' | b'L' => b'1',
        b'O' => b'0',
        other => other,
    };
    ALPHABET.iter().position(|symbol| *symbol == upper).and_then(|position| u8::try_from(position).ok())
}

/// Weighted sum over the prime 31: finds every single wrong character (but 0 for Z) and every swap of neighbours.
fn checksum(values: &[u8]) -> u8 {
    let sum: usize = values.iter().zip(1..).map(|(value, weight)| usize::from(*value) * weight).sum();
    u8::try_from(sum % 31).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_code_is_found_in_any_case_and_bracket_anywhere() {
        let code = Code::make(CodeKind::Click, 0x1234_5678);
        let lower = code.as_str().to_lowercase();
        for text in [
            format!("Olá (ref {code})"),
            format!("[REF {lower}] oi"),
            format!("oi ref: {lower}."),
            format!("oi ref{code} tudo bem"),
        ] {
            assert_eq!(find_codes(&text), vec![FoundCode { code: code.clone(), framed: true }], "{text}");
        }
    }

    #[test]
    fn a_word_without_digits_is_no_code_unless_it_is_framed() {
        let words = "obrigado bomdiaa atendam qualque";
        assert!(find_codes(words).is_empty());
    }

    #[test]
    fn a_wrong_character_is_no_code() {
        let code = Code::make(CodeKind::Click, 77);
        let wrong = format!("{}{}", if code.as_str().starts_with('3') { "4" } else { "3" }, &code.as_str()[1..]);
        assert_eq!(Code::read(&wrong), None);
    }

    proptest! {
        #[test]
        fn every_made_code_is_read_back_with_its_kind(random: u32, link: bool) {
            let kind = if link { CodeKind::Link } else { CodeKind::Click };
            let code = Code::make(kind, random);
            prop_assert_eq!(code.kind(), kind);
            prop_assert_eq!(Code::read(code.as_str()), Some(code));
        }

        #[test]
        fn no_text_makes_the_search_panic(text in ".{0,300}") {
            prop_assert!(find_codes(&text).len() <= text.len());
        }
    }
}
