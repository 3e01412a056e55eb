//! The hashtag at the start of a message: the term up to the first white space, compared without case, accents
//! and trailing punctuation, shown as it was first sent.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Longest term that is kept, in characters; a longer one is cut so that a hostile text stays a short key.
const LONGEST_TERM: usize = 100;

/// A term that a message started with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hashtag {
    /// As sent, with `#` and without trailing punctuation: `#Promoção`.
    pub shown: String,
    /// As compared: `promocao`.
    pub key: String,
}

/// The hashtag that a text starts with, if it does.
///
/// Leading white space and invisible characters are skipped. `#` alone, or `#` later in the text, is none.
#[must_use]
pub fn leading_hashtag(text: &str) -> Option<Hashtag> {
    let rest = text.trim_start_matches(is_skipped).strip_prefix('#')?;
    let term: String = rest.split(char::is_whitespace).next()?.chars().filter(|c| !is_invisible(*c)).collect();
    let term = term.trim_end_matches(is_trailing_punctuation);
    let term: String = term.chars().take(LONGEST_TERM).collect();
    let key = fold(&term);
    if key.trim_matches('#').is_empty() {
        return None;
    }
    Some(Hashtag { shown: format!("#{term}"), key })
}

/// A text as it is compared and searched: decomposed, marks dropped, lower case.
#[must_use]
pub fn fold(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    text.nfkd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase).collect()
}

fn is_skipped(c: char) -> bool {
    c.is_whitespace() || is_invisible(c)
}

/// Characters that draw nothing: zero-width spaces and joiners, direction marks, byte order mark, soft hyphen.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{2064}' | '\u{2066}'..='\u{206f}' | '\u{feff}' | '\u{fe0e}' | '\u{fe0f}')
        || c.is_control()
}

fn is_trailing_punctuation(c: char) -> bool {
    matches!(c, '.' | ',' | ';' | ':' | '!' | '?')
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("#PROMO quero saber", "#PROMO", "promo")]
    #[case("  \u{200b}\u{feff}#Promoção! oi", "#Promoção", "promocao")]
    #[case("#natal2026?!.", "#natal2026", "natal2026")]
    #[case("#a", "#a", "a")]
    #[case("#loja-1,\tolá", "#loja-1", "loja-1")]
    #[case("#SÃO\u{a0}PAULO", "#SÃO", "sao")]
    fn a_text_that_starts_with_a_term_gives_it(#[case] text: &str, #[case] shown: &str, #[case] key: &str) {
        assert_eq!(leading_hashtag(text), Some(Hashtag { shown: shown.to_owned(), key: key.to_owned() }));
    }

    #[rstest]
    #[case("")]
    #[case("#")]
    #[case("# promo")]
    #[case("#!!! oi")]
    #[case("oi #promo")]
    #[case("https://x/#a")]
    #[case("##")]
    fn a_text_that_does_not_start_with_a_term_gives_none(#[case] text: &str) {
        assert_eq!(leading_hashtag(text), None);
    }

    #[test]
    fn a_hostile_term_becomes_a_short_key() {
        let hashtag = leading_hashtag(&format!("#{}", "x".repeat(8_000))).unwrap();
        assert_eq!(hashtag.key.len(), LONGEST_TERM);
    }
}
