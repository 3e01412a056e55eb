//! What the bytes of a file show: its type, its measures, how long it plays, a small picture of it.
//!
//! In: bytes and the kind of the message they came with. Out: what is kept of them, or why they are refused. Decoding a
//! picture is bounded in pixels and in memory, and done for one picture at a time.

use std::io::Cursor;

use axum::body::Bytes;
use image::codecs::jpeg::JpegEncoder;
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits, RgbImage};
use nascente_domain::media::{MOST_PIXELS, accepted_type, names_program};
use nascente_domain::message::MessageKind;
use sha2::{Digest, Sha256};

/// The longer side of a small picture.
const SMALL: u32 = 480;
/// The quality of a small picture.
const QUALITY: u8 = 80;
/// The most memory that decoding one picture may take.
const MOST_MEMORY: u64 = 100 << 20;
/// The bytes at the end of a sound in which its length is looked for.
const TAIL: usize = 64 << 10;

/// What bytes turned out to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Seen {
    pub(crate) mime_type: String,
    pub(crate) sha256: String,
    pub(crate) width: Option<i64>,
    pub(crate) height: Option<i64>,
    pub(crate) duration_ms: Option<i64>,
    /// A small picture (JPEG).
    pub(crate) thumbnail: Option<Vec<u8>>,
}

/// The type that the first bytes of a file show, under the name that browsers know.
pub(crate) fn seen_type(bytes: &[u8]) -> Option<&'static str> {
    let Some(seen) = infer::get(bytes).map(|seen| seen.mime_type()) else {
        // A brand of the MP4 family that is younger than the list, such as those of 3GPP.
        return (bytes.get(4..8) == Some(b"ftyp")).then_some("video/mp4");
    };
    Some(match seen {
        "audio/m4a" => "audio/mp4",
        "audio/opus" => "audio/ogg",
        "audio/x-wav" => "audio/wav",
        "audio/x-flac" => "audio/flac",
        "video/x-m4v" => "video/mp4",
        other => other,
    })
}

/// Looks at the bytes of a file; an error is why it is refused.
pub(crate) fn inspect(
    kind: MessageKind,
    told: Option<&str>,
    file_name: Option<&str>,
    bytes: &Bytes,
) -> Result<Seen, String> {
    let seen = seen_type(bytes);
    if file_name.is_some_and(names_program) {
        return Err("its name is that of a program".to_owned());
    }
    let mime_type = accepted_type(kind, told, seen)
        .ok_or_else(|| format!("its bytes are {}, not what belongs to {kind}", seen.unwrap_or("of no known type")))?;
    let mut found = Seen {
        sha256: hex::encode(Sha256::digest(bytes)),
        duration_ms: (mime_type == "audio/ogg").then(|| ogg_duration(bytes)).flatten(),
        mime_type,
        width: None,
        height: None,
        thumbnail: None,
    };
    if let Some(format) = picture_format(&found.mime_type) {
        measure(&mut found, format, bytes, kind)?;
    }
    Ok(found)
}

fn picture_format(mime_type: &str) -> Option<ImageFormat> {
    match mime_type {
        "image/jpeg" => Some(ImageFormat::Jpeg),
        "image/png" => Some(ImageFormat::Png),
        "image/webp" => Some(ImageFormat::WebP),
        _ => None,
    }
}

/// Measures a picture and makes a small one. One that cannot be decoded is kept without; a bomb is refused. Stickers are
/// small already.
fn measure(found: &mut Seen, format: ImageFormat, bytes: &Bytes, kind: MessageKind) -> Result<(), String> {
    let Ok(mut decoder) = reader(format, bytes).into_decoder() else { return Ok(()) };
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > MOST_PIXELS {
        return Err(format!("it has {width} x {height} pixels, more than anybody should open"));
    }
    let orientation = decoder.orientation().ok();
    let wanted = kind != MessageKind::Sticker;
    let Some(mut picture) = wanted.then(|| DynamicImage::from_decoder(decoder).ok()).flatten() else {
        (found.width, found.height) = (Some(width.into()), Some(height.into()));
        return Ok(());
    };
    if picture.width().max(picture.height()) > SMALL {
        picture = picture.thumbnail(SMALL, SMALL);
    }
    let turned = orientation.is_some_and(|orientation| {
        picture.apply_orientation(orientation);
        orientation.to_exif() >= 5
    });
    let (width, height) = if turned { (height, width) } else { (width, height) };
    (found.width, found.height) = (Some(width.into()), Some(height.into()));
    found.thumbnail = as_jpeg(&picture);
    Ok(())
}

fn reader(format: ImageFormat, bytes: &Bytes) -> ImageReader<Cursor<Bytes>> {
    let mut limits = Limits::default();
    limits.max_alloc = Some(MOST_MEMORY);
    let mut reader = ImageReader::with_format(Cursor::new(bytes.clone()), format);
    reader.limits(limits);
    reader
}

/// A picture on white, since JPEG knows no transparency.
fn as_jpeg(picture: &DynamicImage) -> Option<Vec<u8>> {
    let pixels = picture.to_rgba8();
    let flat = RgbImage::from_fn(pixels.width(), pixels.height(), |x, y| {
        let [red, green, blue, alpha] = pixels.get_pixel(x, y).0;
        let over = |colour: u8| {
            let mixed = (u32::from(colour) * u32::from(alpha) + 255 * (255 - u32::from(alpha))) / 255;
            u8::try_from(mixed).unwrap_or(u8::MAX)
        };
        image::Rgb([over(red), over(green), over(blue)])
    });
    let mut small = Vec::new();
    JpegEncoder::new_with_quality(&mut small, QUALITY).encode_image(&flat).ok()?;
    Some(small)
}

/// How long an Opus sound in Ogg plays: the position of its last page, in samples of 1/48000 s, less what is skipped at
/// its beginning.
fn ogg_duration(bytes: &[u8]) -> Option<i64> {
    let head = bytes.windows(8).take(256).position(|eight| eight == b"OpusHead")?;
    let skipped = i64::from(u16::from_le_bytes(bytes.get(head + 10..head + 12)?.try_into().ok()?));
    let tail = bytes.get(bytes.len().saturating_sub(TAIL)..)?;
    let page = tail.windows(4).rposition(|four| four == b"OggS")?;
    let position = i64::from_le_bytes(tail.get(page + 6..page + 14)?.try_into().ok()?);
    let samples = position.checked_sub(skipped).filter(|samples| *samples >= 0)?;
    Some(samples / 48)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn png(width: u32, height: u32) -> Bytes {
        let mut bytes = Cursor::new(Vec::new());
        DynamicImage::new_rgba8(width, height).write_to(&mut bytes, ImageFormat::Png).unwrap();
        Bytes::from(bytes.into_inner())
    }

    #[test]
    fn a_picture_is_measured_and_made_small() {
        let seen = inspect(MessageKind::Image, Some("image/jpeg"), None, &png(1200, 600)).unwrap();
        assert_eq!((seen.mime_type.as_str(), seen.width, seen.height), ("image/png", Some(1200), Some(600)));
        let small = image::load_from_memory(&seen.thumbnail.unwrap()).unwrap();
        assert_eq!((small.width(), small.height()), (480, 240));
        assert_eq!(small.to_rgb8().get_pixel(0, 0).0, [255, 255, 255]);
    }

    #[test]
    fn a_bomb_is_refused_by_its_head() {
        // A head that promises 60,000 x 60,000 pixels, with the checksum of its chunk set right.
        let mut bytes = png(1, 1).to_vec();
        bytes[16..20].copy_from_slice(&60_000_u32.to_be_bytes());
        bytes[20..24].copy_from_slice(&60_000_u32.to_be_bytes());
        let sum = crc(&bytes[12..29]);
        bytes[29..33].copy_from_slice(&sum.to_be_bytes());
        let refused = inspect(MessageKind::Image, None, None, &Bytes::from(bytes)).unwrap_err();
        assert!(refused.contains("pixels"), "{refused}");
    }

    /// The checksum of PNG, bit by bit.
    fn crc(bytes: &[u8]) -> u32 {
        let step = |sum: u32| if sum & 1 == 1 { 0xedb8_8320 ^ (sum >> 1) } else { sum >> 1 };
        !bytes.iter().fold(u32::MAX, |sum, byte| (0..8).fold(sum ^ u32::from(*byte), |sum, _| step(sum)))
    }

    #[test]
    fn a_broken_picture_is_kept_without_a_small_one_and_a_page_is_refused() {
        let whole = png(300, 300);
        let broken = whole.slice(..whole.len() / 2);
        let seen = inspect(MessageKind::Image, None, None, &broken).unwrap();
        assert_eq!(seen.thumbnail, None);
        let page = Bytes::from_static(b"<!DOCTYPE html><script>alert(1)</script>");
        assert!(inspect(MessageKind::Image, Some("image/png"), None, &page).is_err());
        let program = Bytes::from_static(b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0");
        assert!(inspect(MessageKind::Document, Some("application/pdf"), None, &program).is_err());
        let named = Bytes::from_static(b"%PDF-1.7");
        assert!(inspect(MessageKind::Document, None, Some("boleto.pdf.exe"), &named).is_err());
    }

    #[test]
    fn a_video_of_a_phone_is_known_by_the_family_of_its_container() {
        let video = Bytes::from_static(b"\0\0\0\x18ftyp3gp6\0\0\0\0isom3gp6");
        let seen = inspect(MessageKind::Video, Some("video/3gpp"), None, &video).unwrap();
        assert_eq!(seen.mime_type, "video/mp4");
        let sound = inspect(MessageKind::Audio, Some("audio/mp4"), None, &video).unwrap();
        assert_eq!(sound.mime_type, "audio/mp4");
    }

    #[test]
    fn a_voice_note_tells_how_long_it_plays() {
        let mut sound = b"OggS\0\x02".to_vec();
        sound.extend_from_slice(&[0; 22]);
        sound.extend_from_slice(b"OpusHead\x01\x01");
        sound.extend_from_slice(&312_u16.to_le_bytes());
        sound.extend_from_slice(&[0; 40]);
        sound.extend_from_slice(b"OggS\0\x04");
        sound.extend_from_slice(&(48_000_i64 * 3 + 312).to_le_bytes());
        sound.extend_from_slice(&[0; 20]);
        let seen = inspect(MessageKind::Audio, Some("audio/ogg; codecs=opus"), None, &Bytes::from(sound)).unwrap();
        assert_eq!((seen.mime_type.as_str(), seen.duration_ms), ("audio/ogg", Some(3_000)));
    }
}
