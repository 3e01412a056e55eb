//! Whether a text says a phrase: contained, in one line, whatever the case, accents, cedillas, full stops and colons.
//!
//! Exclamation and question marks and emoji count, as people use them to tell phrases apart. `*` stands for anything.

use crate::hashtag::fold;

/// Whether a line of the text contains the phrase.
#[must_use]
pub fn says(text: &str, phrase: &str) -> bool {
    let parts = parts_of(phrase);
    !parts.is_empty() && text.lines().any(|line| contains(&plain(line), &parts))
}

/// Whether every text that says `narrow` says `wide` too, as far as the phrases themselves tell.
#[must_use]
pub fn covers(wide: &str, narrow: &str) -> bool {
    let parts = parts_of(wide);
    !parts.is_empty() && contains(&parts_of(narrow).join(" * "), &parts)
}

/// The phrase as it is compared, its parts around `*`.
fn parts_of(phrase: &str) -> Vec<String> {
    phrase.split('*').map(plain).filter(|part| !part.is_empty()).collect()
}

/// How many words a phrase has.
#[must_use]
pub fn words_in(phrase: &str) -> usize {
    parts_of(phrase).iter().map(|part| part.split(' ').count()).sum()
}

fn plain(text: &str) -> String {
    let kept: String = fold(text).chars().filter(|symbol| !matches!(symbol, '.' | ':')).collect();
    kept.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn contains(line: &str, parts: &[String]) -> bool {
    let mut rest = line;
    parts.iter().all(|part| match rest.find(part.as_str()) {
        Some(at) => {
            rest = &rest[at + part.len()..];
            true
        }
        None => false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("Pedido confirmado no valor de R$ 200", "pedido confirmado", true)]
    #[case("PEDIDO: CONFIRMADO.", "pedido confirmado", true)]
    #[case("Promoção: começa já", "promocao comeca", true)]
    #[case("pedido   confirmado", "Pedido Confirmado", true)]
    #[case("pedido 77 está confirmado", "pedido * confirmado", true)]
    #[case("confirmado o pedido", "pedido * confirmado", false)]
    #[case("pedido\nconfirmado", "pedido confirmado", false)]
    #[case("fechado", "fechado!", false)]
    #[case("fechado!", "fechado!", true)]
    #[case("qualquer coisa", "*", false)]
    #[case("qualquer coisa", " . ", false)]
    fn a_phrase_is_contained_in_one_line(#[case] text: &str, #[case] phrase: &str, #[case] found: bool) {
        assert_eq!(says(text, phrase), found);
    }

    #[test]
    fn a_wider_phrase_covers_a_narrower_one() {
        assert!(covers("pedido", "Pedido confirmado"));
        assert!(covers("pedido * confirmado", "pedido já confirmado"));
        assert!(!covers("pedido confirmado", "pedido"));
    }
}
