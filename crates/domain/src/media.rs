//! Files of conversations: how large they may be, which types are believed, what may be shown inline.
//!
//! In: the kind of a message, the type that was told, the type that the bytes show. Out: whether the file is kept, and
//! how it is served. A type is believed only from the bytes; a file whose bytes belong to another family than its
//! message is refused, and so is a program. A page or a drawing with scripts in it (HTML, SVG, XML) is kept only as a
//! document and never shown by us: it is saved by whoever wants it.

use crate::message::MessageKind;
use crate::text_enum;

text_enum! {
    /// How far a file got.
    MediaState {
        /// To be fetched, or being uploaded.
        Waiting = "waiting",
        /// It is kept.
        Ready = "ready",
        /// It could not be fetched; another try may succeed.
        Failed = "failed",
        /// It is larger than what is kept.
        TooLarge = "too_large",
        /// It is not what it says it is, or something that nobody should open.
        RefusedType = "refused_type",
        /// The provider has it no more.
        Gone = "gone",
    }
}

text_enum! {
    /// What a file is there for.
    MediaPurpose {
        /// It is what a message brings.
        Message = "message",
        /// It is the picture on the card of an ad or post: the whole company may see it.
        Card = "card",
    }
}

/// One megabyte.
pub const MEGABYTE: u64 = 1 << 20;
/// The largest file that is kept, whatever its kind.
pub const LARGEST: u64 = 64 * MEGABYTE;
/// The largest file that is taken to be sent, but for pictures.
pub const LARGEST_SENT: u64 = 16 * MEGABYTE;
/// The most pixels of a picture that anybody is asked to look at: more is a bomb.
pub const MOST_PIXELS: u64 = 50_000_000;
/// The longest text below a file, in characters.
pub const LONGEST_CAPTION: usize = 1_024;

/// Whether a message of this kind brings a file.
#[must_use]
pub const fn brings_file(kind: MessageKind) -> bool {
    use MessageKind::{Audio, Document, Image, Sticker, Video};
    matches!(kind, Image | Video | Sticker | Audio | Document)
}

/// The largest file of a kind, in bytes: what `WhatsApp` carries, and for documents what we keep.
#[must_use]
pub const fn largest(kind: MessageKind) -> u64 {
    match kind {
        MessageKind::Image => 5 * MEGABYTE,
        MessageKind::Audio | MessageKind::Video => 16 * MEGABYTE,
        MessageKind::Sticker => MEGABYTE,
        _ => LARGEST,
    }
}

/// The largest file of a kind that is taken to be sent.
#[must_use]
pub const fn largest_sent(kind: MessageKind) -> u64 {
    let kept = largest(kind);
    if kept < LARGEST_SENT { kept } else { LARGEST_SENT }
}

/// Whether `WhatsApp` shows a text below a file of this kind.
#[must_use]
pub const fn takes_caption(kind: MessageKind) -> bool {
    !matches!(kind, MessageKind::Audio | MessageKind::Sticker)
}

/// The type without its parameters, in lower case: `audio/ogg` of `Audio/OGG; codecs=opus`.
#[must_use]
pub fn essence(mime_type: &str) -> String {
    mime_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

/// Whether a type is one that a browser or a system would carry out.
#[must_use]
pub fn is_program(mime_type: &str) -> bool {
    const PROGRAMS: &[&str] = &[
        "application/vnd.microsoft.portable-executable",
        "application/x-executable",
        "application/x-elf",
        "application/x-mach-binary",
        "application/x-msdownload",
        "application/x-dosexec",
        "application/java",
        "application/java-archive",
        "application/java-vm",
        "application/wasm",
        "application/x-sh",
        "application/x-shellscript",
        "text/x-shellscript",
        "application/x-bat",
        "application/x-ms-installer",
        "application/x-ole-storage-installer",
        "application/vnd.android.package-archive",
        "application/vnd.debian.binary-package",
        "application/x-rpm",
        "application/llvm",
        "application/hta",
        "application/x-httpd-php",
    ];
    PROGRAMS.contains(&essence(mime_type).as_str())
}

/// Whether a name promises a program; people open what a name says, whatever the type.
#[must_use]
pub fn names_program(file_name: &str) -> bool {
    const ENDINGS: &[&str] = &[
        "exe", "scr", "com", "pif", "bat", "cmd", "msi", "msp", "ps1", "vbs", "vbe", "js", "jse", "wsf", "wsh", "hta",
        "cpl", "jar", "apk", "lnk", "reg", "dll", "sh", "appimage", "dmg", "pkg", "deb", "rpm",
    ];
    let ending = file_name.trim_end_matches(['.', ' ']).rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase());
    ending.is_some_and(|ending| ENDINGS.contains(&ending.as_str()))
}

/// Whether a type holds markup that may carry scripts.
#[must_use]
pub fn is_markup(mime_type: &str) -> bool {
    let essence = essence(mime_type);
    matches!(essence.as_str(), "text/html" | "text/xml" | "application/xml" | "image/svg" | "text/javascript")
        || essence.ends_with("+xml")
        || essence.ends_with("javascript")
        || essence.ends_with("ecmascript")
}

/// The type under which a file of a message is kept; `None`: it is refused.
///
/// `seen` is what the bytes show, `told` what the provider said. Sounds and videos share their containers, so each is
/// believed of the other.
#[must_use]
pub fn accepted_type(kind: MessageKind, told: Option<&str>, seen: Option<&str>) -> Option<String> {
    let told = told.map(essence);
    let seen = seen.map(essence);
    let is_of = |families: &[&str]| {
        let believed = seen.as_deref().filter(|seen| !is_markup(seen))?;
        let family = believed.split('/').next().unwrap_or_default();
        families.contains(&family).then(|| believed.to_owned())
    };
    match kind {
        MessageKind::Image | MessageKind::Sticker => is_of(&["image"]),
        MessageKind::Audio => {
            let believed = is_of(&["audio", "video"]).or_else(|| unmarked_sound(told.as_deref(), seen.as_deref()))?;
            Some(as_sound(&believed))
        }
        MessageKind::Video => is_of(&["video"]),
        MessageKind::Document => {
            let named = [seen.as_deref(), told.as_deref()];
            if named.iter().flatten().any(|named| is_program(named)) {
                return None;
            }
            Some(document_type(told.as_deref(), seen.as_deref()))
        }
        _ => None,
    }
}

/// MP3 and AAC without a head begin with nothing that tells; they are believed when they look like nothing else.
fn unmarked_sound(told: Option<&str>, seen: Option<&str>) -> Option<String> {
    let told = told.filter(|told| matches!(*told, "audio/mpeg" | "audio/aac" | "audio/amr"))?;
    seen.is_none().then(|| told.to_owned())
}

/// The name of a container that holds sound alone.
fn as_sound(container: &str) -> String {
    container.strip_prefix("video/").map_or_else(|| container.to_owned(), |rest| format!("audio/{rest}"))
}

/// A document is what its bytes show. Office files look like archives, and texts like nothing: there the word counts,
/// unless it promises something that is shown inline.
fn document_type(told: Option<&str>, seen: Option<&str>) -> String {
    let is_archive = |seen: &str| matches!(seen, "application/zip" | "application/x-ole-storage");
    let believed = |told: &&str| !is_shown_inline(told) && !is_markup(told) && told.contains('/');
    match (told.filter(believed), seen) {
        (told, Some(seen)) if !is_archive(seen) || told.is_none() => seen.to_owned(),
        (Some(told), _) => told.to_owned(),
        (None, _) => UNKNOWN_TYPE.to_owned(),
    }
}

/// The type of bytes that nobody vouches for.
pub const UNKNOWN_TYPE: &str = "application/octet-stream";

/// Whether a browser may show a file of this type in place; everything else is saved.
#[must_use]
pub fn is_shown_inline(mime_type: &str) -> bool {
    let essence = essence(mime_type);
    match essence.as_str() {
        "image/jpeg" | "image/png" | "image/webp" | "image/gif" | "application/pdf" => true,
        other => other.starts_with("audio/") || other.starts_with("video/"),
    }
}

/// The kind of message by which a file of this type is sent; `None`: it is not sent at all.
#[must_use]
pub fn kind_to_send(mime_type: &str) -> Option<MessageKind> {
    let essence = essence(mime_type);
    let is_type = essence.split('/').count() == 2 && essence.split('/').all(|part| !part.is_empty());
    if !is_type || is_program(&essence) || is_markup(&essence) {
        return None;
    }
    Some(match essence.as_str() {
        "image/jpeg" | "image/png" => MessageKind::Image,
        "video/mp4" | "video/3gpp" => MessageKind::Video,
        other if other.starts_with("audio/") => MessageKind::Audio,
        _ => MessageKind::Document,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use MessageKind::{Audio, Document, Image, Sticker, Video};

    #[test]
    fn the_bytes_decide_and_must_belong_to_the_family_of_the_message() {
        type Case = (MessageKind, Option<&'static str>, Option<&'static str>, Option<&'static str>);
        let table: &[Case] = &[
            (Image, Some("image/jpeg"), Some("image/jpeg"), Some("image/jpeg")),
            (Image, Some("image/jpeg"), Some("image/png"), Some("image/png")),
            (Image, Some("image/jpeg"), Some("text/html"), None),
            (Image, Some("image/svg+xml"), Some("image/svg+xml"), None),
            (Image, Some("image/jpeg"), Some("video/mp4"), None),
            (Image, Some("image/jpeg"), None, None),
            (Sticker, Some("image/webp"), Some("image/webp"), Some("image/webp")),
            (Audio, Some("audio/ogg; codecs=opus"), Some("audio/ogg"), Some("audio/ogg")),
            (Audio, Some("audio/mp4"), Some("video/mp4"), Some("audio/mp4")),
            (Audio, Some("audio/mpeg"), None, Some("audio/mpeg")),
            (Audio, Some("audio/mpeg"), Some("application/pdf"), None),
            (Audio, Some("text/html"), None, None),
            (Video, Some("video/mp4"), Some("video/mp4"), Some("video/mp4")),
            (Video, Some("video/mp4"), Some("audio/mpeg"), None),
        ];
        for (kind, told, seen, kept) in table {
            assert_eq!(accepted_type(*kind, *told, *seen).as_deref(), *kept, "{kind} {told:?} {seen:?}");
        }
    }

    #[test]
    fn a_document_may_be_anything_but_a_program_and_never_passes_for_something_shown() {
        let table: &[(Option<&str>, Option<&str>, Option<&str>)] = &[
            (Some("application/pdf"), Some("application/pdf"), Some("application/pdf")),
            (Some("application/pdf"), None, Some(UNKNOWN_TYPE)),
            (Some("text/csv"), None, Some("text/csv")),
            (Some("application/msword"), Some("application/x-ole-storage"), Some("application/msword")),
            (None, Some("application/zip"), Some("application/zip")),
            (Some("text/html"), None, Some(UNKNOWN_TYPE)),
            (Some("text/plain"), Some("text/html"), Some("text/html")),
            (Some("application/pdf"), Some("application/x-executable"), None),
            (Some("application/wasm"), None, None),
            (None, None, Some(UNKNOWN_TYPE)),
        ];
        for (told, seen, kept) in table {
            assert_eq!(accepted_type(Document, *told, *seen).as_deref(), *kept, "{told:?} {seen:?}");
        }
    }

    #[test]
    fn what_carries_scripts_is_never_shown_and_never_sent() {
        for hostile in ["text/html", "image/svg+xml", "application/xhtml+xml", "text/xml", "application/javascript"] {
            assert!(!is_shown_inline(hostile), "{hostile}");
            assert_eq!(kind_to_send(hostile), None, "{hostile}");
        }
        assert!(is_shown_inline("audio/ogg") && is_shown_inline("application/pdf"));
        assert_eq!(kind_to_send("image/png"), Some(Image));
        assert_eq!(kind_to_send("image/webp"), Some(Document));
        assert_eq!(kind_to_send("nonsense"), None);
    }

    #[test]
    fn a_name_that_ends_like_a_program_is_known_whatever_follows_it() {
        for name in ["a.exe", "Foto.JPG.scr", "a.exe. ", "nota.js"] {
            assert!(names_program(name), "{name}");
        }
        assert!(!names_program("exe") && !names_program("nota.pdf"));
    }

    #[test]
    fn nothing_that_is_sent_is_larger_than_what_is_kept() {
        for kind in [Image, Video, Sticker, Audio, Document] {
            assert!(brings_file(kind) && largest_sent(kind) <= largest(kind), "{kind}");
        }
        assert_eq!((largest_sent(Document), largest(Document)), (LARGEST_SENT, LARGEST));
        assert!(!brings_file(MessageKind::Text) && !takes_caption(Audio) && takes_caption(Image));
    }
}
