//! *Como sabemos*: why a conversation has the origin it has, as a sentence.

use nascente_domain::touch::{EntryKind, EntryPoint, Method};

use crate::report::wording::{self, Language};

/// What the sentence is made of.
#[derive(Debug, Clone, Copy)]
pub struct Facts<'a> {
    /// Kind of entry.
    pub kind: EntryKind,
    /// How it is known.
    pub method: Method,
    /// The kind is known, not which one.
    pub unidentified: bool,
    /// 0 to 1.
    pub confidence: f64,
    /// What the identifier is called.
    pub label: Option<&'a str>,
    /// The code in the text.
    pub code: Option<&'a str>,
    /// How the chat was opened, where WhatsApp told it.
    pub entry_point: Option<&'a EntryPoint>,
    /// For a return: kind and label of the last known origin.
    pub inherited: Option<(EntryKind, Option<&'a str>)>,
}

/// Why, in the company's language.
#[must_use]
pub fn explain(language: Language, facts: Facts<'_>) -> String {
    let why = reason(language, facts);
    match facts.entry_point.and_then(|point| told(language, point)) {
        Some(told) => format!("{why} {told}"),
        None => why,
    }
}

/// WhatsApp's own words for how the chat was opened.
fn told(language: Language, point: &EntryPoint) -> Option<String> {
    let words = [&point.source, &point.conversion, &point.app, &point.external_source, &point.external_medium];
    let words: Vec<&str> = words.into_iter().filter_map(Option::as_deref).collect();
    if words.is_empty() {
        return None;
    }
    let told = language.pick("Ponto de entrada informado pelo WhatsApp:", "Entry point told by WhatsApp:");
    Some(format!("{told} {}.", words.join(", ")))
}

fn reason(language: Language, facts: Facts<'_>) -> String {
    match facts.kind {
        EntryKind::None => language
            .pick("Nenhum sinal de origem chegou com a conversa.", "No sign of an origin came with it.")
            .to_owned(),
        EntryKind::Return => returned(language, facts),
        EntryKind::Organic => language
            .pick(
                "O WhatsApp informou a entrada: não veio de anúncio nem de link.",
                "WhatsApp told the entry point: neither an ad nor a link.",
            )
            .to_owned(),
        _ if facts.unidentified => unidentified(language, facts.kind).to_owned(),
        kind => by_method(language, kind, facts),
    }
}

fn returned(language: Language, facts: Facts<'_>) -> String {
    match facts.inherited {
        Some((kind, label)) => {
            let origin = label.unwrap_or(wording::unidentified(language, kind));
            match language {
                Language::Portuguese => format!("Cliente que voltou; a última origem conhecida foi {origin}."),
                Language::English => format!("A customer who came back; the last known origin was {origin}."),
            }
        }
        None => language
            .pick(
                "Cliente que voltou; nenhuma origem anterior é conhecida.",
                "A customer who came back; no earlier origin is known.",
            )
            .to_owned(),
    }
}

const fn unidentified(language: Language, kind: EntryKind) -> &'static str {
    match kind {
        EntryKind::Ad => language.pick(
            "Sabemos que veio de um anúncio, mas não de qual: o cartão do anúncio não chegou com a mensagem.",
            "We know that it came from an ad, not from which one: the ad's card did not come with the message.",
        ),
        EntryKind::Post => language.pick(
            "Sabemos que veio de uma publicação, mas não de qual: o cartão não chegou com a mensagem.",
            "We know that it came from a post, not from which one: the card did not come with the message.",
        ),
        EntryKind::Link => language.pick(
            "Sabemos que veio de um link, mas não de qual: o código não chegou com a mensagem.",
            "We know that it came from a link, not from which one: the code did not come with the message.",
        ),
        _ => language
            .pick("Sabemos como chegou, mas não de onde exatamente.", "We know how it came, not exactly from where."),
    }
}

fn by_method(language: Language, kind: EntryKind, facts: Facts<'_>) -> String {
    let label = facts.label.unwrap_or(wording::kind(language, kind));
    let fixed = match facts.method {
        Method::AdHeader if kind == EntryKind::Post => language.pick(
            "A publicação veio no cabeçalho da primeira mensagem: vale mesmo que o cliente mude o texto.",
            "The post came in the header of the first message: it holds even if the customer changes the text.",
        ),
        Method::AdHeader => language.pick(
            "O anúncio veio no cabeçalho da primeira mensagem: vale mesmo que o cliente mude o texto.",
            "The ad came in the header of the first message: it holds even if the customer changes the text.",
        ),
        Method::LinkHeader => language.pick(
            "O link veio no cabeçalho da primeira mensagem: vale mesmo que o cliente mude o texto.",
            "The link came in the header of the first message: it holds even if the customer changes the text.",
        ),
        Method::PrefilledText => language.pick(
            "O texto da mensagem é exatamente o texto pronto deste link.",
            "The text of the message is exactly the prefilled text of this link.",
        ),
        Method::Number => language.pick(
            "A mensagem chegou a um número usado só para esta origem.",
            "The message came to a number that is used for this origin only.",
        ),
        Method::Product => language.pick(
            "A mensagem se refere a este produto do catálogo.",
            "The message refers to this product of the catalogue.",
        ),
        Method::EntryPoint => language.pick("O WhatsApp informou esta entrada.", "WhatsApp told this entry point."),
        Method::Manual => language.pick("A origem foi informada por uma pessoa.", "A person gave this origin."),
        Method::None => language.pick("Não há registro de como sabemos.", "How it is known was not kept."),
        Method::Hashtag => return hashtag(language, label),
        Method::Code => return code(language, facts.code),
        Method::ClickMatch => return click_match(language, facts.confidence),
    };
    fixed.to_owned()
}

fn hashtag(language: Language, label: &str) -> String {
    match language {
        Language::Portuguese => format!("A mensagem começou com {label}."),
        Language::English => format!("The message began with {label}."),
    }
}

fn code(language: Language, code: Option<&str>) -> String {
    match (language, code) {
        (Language::Portuguese, Some(code)) => format!("O código {code} do link estava no texto."),
        (Language::Portuguese, None) => "O código do link estava no texto.".to_owned(),
        (Language::English, Some(code)) => format!("The link's code {code} was in the text."),
        (Language::English, None) => "The link's code was in the text.".to_owned(),
    }
}

fn click_match(language: Language, confidence: f64) -> String {
    let percent = (confidence * 100.0).floor();
    match language {
        Language::Portuguese => {
            format!("O texto foi mudado; um clique pouco antes indica este link, com {percent} % de certeza.")
        }
        Language::English => {
            format!("The text was changed; a click shortly before points to this link, with {percent} % certainty.")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const AD: Facts<'_> = Facts {
        kind: EntryKind::Ad,
        method: Method::AdHeader,
        unidentified: false,
        confidence: 1.0,
        label: Some("Inverno"),
        code: None,
        entry_point: None,
        inherited: None,
    };

    #[test]
    fn every_kind_and_method_is_explained_in_both_languages() {
        for language in [Language::Portuguese, Language::English] {
            for kind in EntryKind::ALL {
                for method in Method::ALL {
                    for unidentified in [false, true] {
                        let facts = Facts { kind: *kind, method: *method, unidentified, ..AD };
                        assert!(explain(language, facts).ends_with('.'), "{kind} {method}");
                    }
                }
            }
        }
    }

    #[test]
    fn a_sentence_names_what_was_seen() {
        let hashtag = Facts { kind: EntryKind::Hashtag, method: Method::Hashtag, label: Some("#PROMO"), ..AD };
        assert_eq!(explain(Language::Portuguese, hashtag), "A mensagem começou com #PROMO.");
        let back = Facts { kind: EntryKind::Return, inherited: Some((EntryKind::Ad, None)), ..AD };
        assert_eq!(
            explain(Language::Portuguese, back),
            "Cliente que voltou; a última origem conhecida foi Anúncio não identificado."
        );
    }
}
