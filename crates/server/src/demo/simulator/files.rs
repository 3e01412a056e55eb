//! The picture and the sound that the simulated phone sends: made here, small and whole.

use super::fakes::File;
use crate::qr::Picture;

/// The side of the picture.
const SIDE: usize = 256;

/// A picture: a code with the name of the store.
pub(super) fn picture(id: &str) -> File {
    let bytes = Picture::of("Loja Aurora", SIDE).and_then(|picture| picture.png()).unwrap_or_default();
    file(id, "image", "image/png", "foto.png", bytes)
}

/// A second of silence: 8 kHz, 8 bits, one channel. Browsers play WAV everywhere.
pub(super) fn sound(id: &str) -> File {
    const RATE: u32 = 8_000;
    let mut bytes = Vec::with_capacity(44 + 8_000);
    bytes.extend_from_slice(b"RIFF");
    bytes.extend_from_slice(&(36 + RATE).to_le_bytes());
    bytes.extend_from_slice(b"WAVEfmt ");
    bytes.extend_from_slice(&16_u32.to_le_bytes());
    for part in [1_u16, 1] {
        bytes.extend_from_slice(&part.to_le_bytes());
    }
    for part in [RATE, RATE] {
        bytes.extend_from_slice(&part.to_le_bytes());
    }
    for part in [1_u16, 8] {
        bytes.extend_from_slice(&part.to_le_bytes());
    }
    bytes.extend_from_slice(b"data");
    bytes.extend_from_slice(&RATE.to_le_bytes());
    bytes.resize(44 + 8_000, 128);
    file(id, "audio", "audio/wav", "voz.wav", bytes)
}

fn file(id: &str, kind: &str, mime_type: &str, name: &str, bytes: Vec<u8>) -> File {
    let (id, kind) = (id.to_owned(), kind.to_owned());
    File { id, kind, mime_type: mime_type.to_owned(), name: name.to_owned(), bytes }
}
