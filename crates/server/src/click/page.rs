//! The two pages of short addresses: no such link, and a link that is over. Nothing on them is fetched from elsewhere.

use std::sync::LazyLock;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

use crate::click::Language;

const STYLE: &str = "\
:root{color-scheme:light dark}\
body{margin:0;min-height:100vh;display:grid;place-items:center;background:#f6f8f7;color:#14211b;\
font:1.0625rem/1.5 system-ui,sans-serif}\
main{box-sizing:border-box;width:min(26rem,100%);padding:2rem 1.5rem;text-align:center}\
h1{margin:0 0 .75rem;font-size:1.5rem;line-height:1.25}\
p{margin:0 0 1.5rem}\
a{display:inline-block;padding:.875rem 1.25rem;border-radius:.625rem;background:#0b5d3b;color:#fff;\
font-weight:600;text-decoration:none}\
a:focus-visible{outline:3px solid #14211b;outline-offset:3px}\
@media(prefers-color-scheme:dark){body{background:#101614;color:#e8efeb}a{background:#7fe0ae;color:#06251a}\
a:focus-visible{outline-color:#e8efeb}}";

static SECURITY: LazyLock<String> = LazyLock::new(|| {
    let hash = STANDARD.encode(Sha256::digest(STYLE.as_bytes()));
    format!(
        "default-src 'none'; style-src 'sha256-{hash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
});

/// What the browser may do on these pages: nothing but show them.
#[must_use]
pub fn content_security_policy() -> &'static str {
    &SECURITY
}

/// The page for a slug that leads nowhere.
#[must_use]
pub fn unknown(language: Language) -> String {
    match language {
        Language::Portuguese => page(
            "pt-BR",
            "Link não encontrado",
            "Este endereço não leva a lugar nenhum. Confira se ele foi copiado por inteiro.",
            None,
        ),
        Language::English => {
            page("en", "Link not found", "This address leads nowhere. Check whether it was copied completely.", None)
        }
    }
}

/// The page for a link that is over, with the way to the company that remains.
#[must_use]
pub fn closed(language: Language, whatsapp_url: Option<&str>) -> String {
    match language {
        Language::Portuguese => page(
            "pt-BR",
            "Este link foi encerrado",
            "A página que você procura não está mais no ar.",
            whatsapp_url.map(|url| (url, "Falar com a empresa no WhatsApp")),
        ),
        Language::English => page(
            "en",
            "This link has ended",
            "What you are looking for is no longer available.",
            whatsapp_url.map(|url| (url, "Talk to the company on WhatsApp")),
        ),
    }
}

/// The page behind *Ignorar meus cliques*.
#[must_use]
pub fn own(language: Language, marked: bool) -> String {
    match (language, marked) {
        (Language::Portuguese, true) => page(
            "pt-BR",
            "Seus cliques não serão contados",
            "Este navegador foi marcado. O que ele abrir dos links da empresa fica separado dos cliques válidos.",
            Some(("?desfazer=1", "Voltar a contar meus cliques")),
        ),
        (Language::Portuguese, false) => page(
            "pt-BR",
            "Seus cliques voltam a ser contados",
            "A marca deste navegador foi retirada.",
            Some(("?", "Ignorar meus cliques")),
        ),
        (Language::English, true) => page(
            "en",
            "Your clicks will not be counted",
            "This browser is marked. What it opens of the company's links is kept apart from valid clicks.",
            Some(("?desfazer=1", "Count my clicks again")),
        ),
        (Language::English, false) => page(
            "en",
            "Your clicks are counted again",
            "The mark of this browser is gone.",
            Some(("?", "Ignore my clicks")),
        ),
    }
}

fn page(language: &str, title: &str, text: &str, button: Option<(&str, &str)>) -> String {
    let button = button
        .map(|(url, label)| format!("<a href=\"{}\" rel=\"noreferrer\">{}</a>", escaped(url), escaped(label)))
        .unwrap_or_default();
    format!(
        "<!doctype html><html lang=\"{language}\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\
         <meta name=\"robots\" content=\"noindex\"><title>{title}</title><style>{STYLE}</style></head>\
         <body><main><h1>{title}</h1><p>{text}</p>{button}</main></body></html>"
    )
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;").replace('\'', "&#39;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_cannot_break_out_of_its_attribute() {
        let page = closed(Language::Portuguese, Some("https://wa.me/1?text=\"><script>x</script>&'"));
        assert!(!page.contains("<script>"));
        assert!(page.contains("href=\"https://wa.me/1?text=&quot;&gt;&lt;script&gt;x&lt;/script&gt;&amp;&#39;\""));
    }

    #[test]
    fn each_page_names_its_language_and_only_a_known_number_gets_a_button() {
        assert!(closed(Language::English, None).contains("<html lang=\"en\">"));
        assert!(!closed(Language::English, None).contains("<a "));
        assert!(closed(Language::Portuguese, Some("https://wa.me/1")).contains(">Falar com a empresa no WhatsApp</a>"));
        assert!(unknown(Language::Portuguese).contains("<html lang=\"pt-BR\">"));
    }
}
