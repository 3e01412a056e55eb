//! The public page of the link generator: what a company offers there, and what a stranger may write.
//!
//! A stranger's link stands beside the company's own and leads customers to its number. So its name is cleaned of what
//! misleads the eye, and its message may not speak for another link: no code, and a hashtag only where the company
//! offers hashtags.

use unicode_normalization::char::is_combining_mark;

use crate::code::find_codes;
use crate::hashtag::leading_hashtag;
use crate::id::{ChannelId, DepartmentId};
use crate::invisible;
use crate::link::LinkKind;

/// Links that a day brings when the company says nothing else.
pub const USUAL_DAILY_LIMIT: i64 = 100;
/// The most links that a day may bring.
pub const HIGHEST_DAILY_LIMIT: i64 = 5_000;
/// Marks over one letter that are kept; languages use up to three.
const MOST_MARKS: usize = 3;

/// What a company offers on its public page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicGenerator {
    /// Whether the page is there at all.
    pub enabled: bool,
    /// The numbers that are offered.
    pub channel_ids: Vec<ChannelId>,
    /// The kinds that are offered.
    pub kinds: Vec<LinkKind>,
    /// The sites to choose from; empty: anything may be written.
    pub sites: Vec<String>,
    /// Department of the links that are made there.
    pub department_id: Option<DepartmentId>,
    /// *Etiquetas* of the links that are made there.
    pub tags: Vec<String>,
    /// How many links a day may bring.
    pub daily_limit: i64,
    /// Colour of the company, `#rrggbb`.
    pub colour: Option<String>,
}

impl Default for PublicGenerator {
    fn default() -> Self {
        Self {
            enabled: false,
            channel_ids: Vec::new(),
            kinds: vec![LinkKind::Tracked],
            sites: Vec::new(),
            department_id: None,
            tags: Vec::new(),
            daily_limit: USUAL_DAILY_LIMIT,
            colour: None,
        }
    }
}

/// Why a stranger's message is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadMessage {
    /// It carries the code of a link or click.
    #[error("leave out the code in brackets: every link gets one of its own")]
    Code,
    /// It starts with a hashtag, and would be taken for that hashtag's.
    #[error("leave out the # at the start, or choose a message with hashtag")]
    Hashtag,
}

/// Holds a stranger's message against what it could pretend.
pub fn check_message(kind: LinkKind, message: &str) -> Result<(), BadMessage> {
    if !find_codes(message).is_empty() || !invisible::find(message).is_empty() {
        return Err(BadMessage::Code);
    }
    if kind == LinkKind::Tracked && leading_hashtag(message).is_some() {
        return Err(BadMessage::Hashtag);
    }
    Ok(())
}

/// A stranger's text without what turns or hides writing, and without towers of marks. Emoji and accents stay.
#[must_use]
pub fn tidied(text: &str) -> String {
    let mut marks = 0;
    let keeps = |c: &char| {
        marks = if is_combining_mark(*c) { marks + 1 } else { 0 };
        marks <= MOST_MARKS && !misleads(*c)
    };
    text.chars().filter(keeps).collect()
}

/// Marks of direction, and spaces without width. The joiners of emoji and of some scripts are none of them.
const fn misleads(c: char) -> bool {
    matches!(c, '\u{61c}' | '\u{180e}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{2064}' | '\u{2066}'..='\u{206f}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::code::{Code, CodeKind};

    #[test]
    fn what_turns_or_hides_writing_goes_and_people_s_own_writing_stays() {
        assert_eq!(tidied("Ana\u{202e}lave\u{202c} \u{200b}Souza\u{feff}"), "Analave Souza");
        for own in ["João Ação", "👩‍👩‍👧 Família", "Nguyễn", "می\u{200c}خواهم", "Jo\u{303}o"] {
            assert_eq!(tidied(own), own);
        }
        assert_eq!(tidied(&format!("a{}b", "\u{301}".repeat(40))).chars().count(), 2 + MOST_MARKS);
    }

    #[test]
    fn a_message_may_not_speak_for_another_link() {
        let code = Code::make(CodeKind::Link, 7);
        let spoken = |kind, text: &str| check_message(kind, text);
        assert_eq!(spoken(LinkKind::Tracked, &code.written_after("Oi")), Err(BadMessage::Code));
        assert_eq!(spoken(LinkKind::Hashtag, &code.written_after("#X oi")), Err(BadMessage::Code));
        assert_eq!(spoken(LinkKind::Tracked, &invisible::hidden_in(&code, "Oi")), Err(BadMessage::Code));
        assert_eq!(spoken(LinkKind::Tracked, " \u{200b}#VITRINE oi"), Err(BadMessage::Hashtag));
        assert_eq!(spoken(LinkKind::Hashtag, "#VITRINE oi"), Ok(()));
        assert_eq!(spoken(LinkKind::Tracked, "Oi, sou a #1 (promoção)"), Ok(()));
    }
}
