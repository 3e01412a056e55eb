//! Links of the link generator: what is typed, what is checked, and the `WhatsApp` address they lead to.

use std::borrow::Cow;

use unicode_normalization::{IsNormalized, UnicodeNormalization as _, is_nfc_quick};

use crate::phone::Phone;
use crate::text_enum;

text_enum! {
    /// The two kinds of link.
    LinkKind {
        /// *Link rastreado*: a click is recorded and its code travels in the text.
        Tracked = "tracked",
        /// *Mensagem com hashtag*: the text starts with `#TERM`.
        Hashtag = "hashtag",
    }
}

text_enum! {
    /// Where a link was made.
    LinkMaker {
        /// By the company's people or programs.
        Company = "company",
        /// On the company's public page, by a stranger.
        Public = "public",
    }
}

text_enum! {
    /// Why a click is kept apart from the valid ones.
    ClickVerdict {
        /// Counted.
        Valid = "valid",
        /// A program: crawler, link preview, monitoring.
        Bot = "bot",
        /// `HEAD`, prefetch or prerender: nobody looked.
        Prefetch = "prefetch",
        /// Same visitor and link within ten seconds.
        Repeat = "repeat",
        /// The link was expired or archived.
        ClosedLink = "closed_link",
        /// A browser marked as our own.
        Own = "own",
    }
}

/// Slugs that would hide our own addresses or mislead.
const RESERVED_SLUGS: &[&str] = &["admin", "api", "assets", "gerador", "healthz", "hooks", "l", "nascente", "qr"];

/// The public part of a link's address: 1 to 64 of a-z, 0-9, `-`, `_`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Slug(String);

/// Why a slug is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadSlug {
    /// Empty, too long, or with a character outside a-z, 0-9, `-`, `_`.
    #[error("use 1 to 64 of the characters a-z, 0-9, - and _")]
    Form,
    /// A word that Nascente uses itself.
    #[error("this word is reserved")]
    Reserved,
}

/// A prefilled text as it is compared: composed, without spaces at its ends, every run of white space one space.
#[must_use]
pub fn prefilled_text(text: &str) -> String {
    // Nearly every text is composed already; to see that is much less work than to compose it.
    let composed = match is_nfc_quick(text.chars()) {
        IsNormalized::Yes => Cow::Borrowed(text),
        IsNormalized::No | IsNormalized::Maybe => Cow::Owned(text.nfc().collect()),
    };
    composed.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A number by which a prefilled text is looked up (FNV-1a); texts with the same number still have to be compared.
#[must_use]
pub fn prefilled_key(text: &str) -> i64 {
    let hash = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    prefilled_text(text).bytes().fold(0xcbf2_9ce4_8422_2325, hash).cast_signed()
}

/// A text with its variables filled in: `{site}`, `{campanha}` and `{link}` (the link's name). Others stay as they are.
#[must_use]
pub fn with_variables(text: &str, site: &str, campaign: &str, name: &str) -> String {
    let mut filled = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        let (value, behind) = match after.split_once('}') {
            Some(("site", behind)) => (site, behind),
            Some(("campanha" | "campaign", behind)) => (campaign, behind),
            Some(("link", behind)) => (name, behind),
            _ => ("{", after),
        };
        filled.push_str(value);
        rest = behind;
    }
    filled.push_str(rest);
    filled
}

impl Slug {
    /// A good slug close to any text: accents dropped, everything else a dash. `None` when nothing remains.
    #[must_use]
    pub fn near(text: &str) -> Option<Self> {
        let folded = crate::hashtag::fold(text);
        let words: Vec<&str> =
            folded.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').filter(|word| !word.is_empty()).collect();
        let joined: String = words.join("-").chars().take(60).collect();
        let near = joined.trim_matches('-');
        Self::read(near).or_else(|_| Self::read(&format!("{near}-1"))).ok().filter(|_| !near.is_empty())
    }

    /// Checks a slug; upper case is lowered.
    pub fn read(text: &str) -> Result<Self, BadSlug> {
        let slug = text.trim().to_ascii_lowercase();
        let formed = (1..=64).contains(&slug.len())
            && slug.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
        if !formed {
            return Err(BadSlug::Form);
        }
        if RESERVED_SLUGS.contains(&slug.as_str()) {
            return Err(BadSlug::Reserved);
        }
        Ok(Self(slug))
    }

    /// A slug out of 40 random bits, eight characters without look-alikes.
    #[must_use]
    pub fn make(random: u64) -> Self {
        const LETTERS: &[u8; 32] = b"23456789abcdefghjkmnpqrstuvwxyzz";
        Self(
            (0..8)
                .map(|index| char::from(LETTERS[usize::try_from((random >> (5 * index)) & 31).unwrap_or(0)]))
                .collect(),
        )
    }

    /// The text of the slug.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The address that opens `WhatsApp` with a number and a prefilled text.
///
/// The target is always `wa.me`, whatever the input: no open redirect can be made.
#[must_use]
pub fn whatsapp_url(phone: &Phone, text: &str) -> String {
    let mut url = format!("https://wa.me/{}", phone.digits());
    if !text.is_empty() {
        url.push_str("?text=");
        escape(&mut url, text);
    }
    url
}

/// The same address with the unsigned parameters that some phones hand on beside the text.
#[must_use]
pub fn whatsapp_url_with_header(phone: &Phone, text: &str, short_url: &str, data: &str) -> String {
    let mut url = whatsapp_url(phone, text);
    let digits = phone.digits();
    let parameters =
        [("jid", format!("{digits}@s.whatsapp.net")), ("source_url", short_url.to_owned()), ("data", data.to_owned())];
    for (name, value) in parameters.into_iter().chain([("source", "nascente".to_owned())]) {
        url.push(if url.contains('?') { '&' } else { '?' });
        url.push_str(name);
        url.push('=');
        escape(&mut url, &value);
    }
    url
}

fn escape(url: &mut String, text: &str) {
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => url.push(char::from(byte)),
            other => percent_encode(url, other),
        }
    }
}

fn percent_encode(url: &mut String, byte: u8) {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    url.push('%');
    url.push(char::from(DIGITS[usize::from(byte >> 4)]));
    url.push(char::from(DIGITS[usize::from(byte & 15)]));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_escaped_byte_by_byte() {
        let phone = Phone::read("5511999990001").unwrap();
        assert_eq!(
            whatsapp_url(&phone, "Olá (ref 1)&x"),
            "https://wa.me/5511999990001?text=Ol%C3%A1%20%28ref%201%29%26x"
        );
        assert_eq!(whatsapp_url(&phone, ""), "https://wa.me/5511999990001");
    }

    #[test]
    fn a_slug_is_offered_for_what_was_refused() {
        let near = |text| Slug::near(text).map(|slug| slug.as_str().to_owned());
        assert_eq!(near("Promoção de Natal!"), Some("promocao-de-natal".into()));
        assert_eq!(near("../etc/passwd"), Some("etc-passwd".into()));
        assert_eq!(near("Hooks"), Some("hooks-1".into()));
        assert_eq!(near("🎉"), None);
    }

    #[test]
    fn variables_are_filled_in_once_and_unknown_ones_stay() {
        let filled = with_variables("Oi {site}, {campanha} {link} {nome} {", "Google {link}", "Natal", "Bio");
        assert_eq!(filled, "Oi Google {link}, Natal Bio {nome} {");
    }

    #[test]
    fn texts_that_look_the_same_are_the_same() {
        assert_eq!(prefilled_key(" Ola\u{301}  mundo\n"), prefilled_key("Olá mundo"));
        assert_ne!(prefilled_key("Olá"), prefilled_key("ola"));
    }

    #[test]
    fn hostile_and_reserved_slugs_are_refused() {
        assert_eq!(Slug::read("../etc"), Err(BadSlug::Form));
        assert_eq!(Slug::read("Hooks"), Err(BadSlug::Reserved));
        assert_eq!(Slug::read(" Black-Friday_26 ").unwrap().as_str(), "black-friday_26");
        assert!(Slug::read(Slug::make(u64::MAX).as_str()).is_ok());
    }
}
