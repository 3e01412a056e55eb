//! What the cards of ads have in common, whoever delivers them.

use nascente_domain::touch::CardSource;

/// The most bytes of the address by which an ad is keyed; indexes have limits. A shortened address leads nowhere.
pub(crate) const KEY_LIMIT: usize = 2_000;
/// The most bytes of other addresses.
pub(crate) const URL_LIMIT: usize = 4_096;

/// What a card says it is. Only the two words that Meta documents count; a post is never an ad.
pub(crate) fn source(word: Option<String>) -> CardSource {
    match word.unwrap_or_default().trim().to_ascii_lowercase().as_str() {
        "ad" => CardSource::Ad,
        "post" => CardSource::Post,
        _ => CardSource::Other,
    }
}
