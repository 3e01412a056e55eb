//! CSV files as spreadsheets and ad platforms write them: pure.
//!
//! In: bytes in UTF-8, or in UTF-16 with its mark, with commas, semicolons or tabs. Out: the text, what parts its cells,
//! the lines of its rows. Refused: any other encoding, the character NUL.

use crate::failure::Failure;

/// The text of a file, without a mark at its start and with plain line ends (with CRLF the reader names the line before).
pub(super) fn text(file: &[u8]) -> Result<String, Failure> {
    let text = match file {
        [0xff, 0xfe, rest @ ..] => utf16(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => utf16(rest, u16::from_be_bytes),
        bytes => std::str::from_utf8(bytes).ok().map(str::to_owned),
    };
    let text = text.ok_or_else(|| wrong("encoding", "save the file as CSV in UTF-8"))?;
    if text.contains('\0') {
        return Err(wrong("invalid_character", "the file holds the character NUL"));
    }
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    Ok(text.replace("\r\n", "\n").replace('\r', "\n"))
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Option<String> {
    let pairs = bytes.chunks_exact(2);
    if !pairs.remainder().is_empty() {
        return None;
    }
    let units = pairs.filter_map(|pair| Some(unit(pair.try_into().ok()?)));
    char::decode_utf16(units).collect::<Result<String, _>>().ok()
}

/// What parts the cells of a text: the mark that its first line holds most often.
pub(super) fn delimiter(text: &str) -> u8 {
    let first = text.lines().next().unwrap_or_default();
    let often = |mark: u8| first.bytes().filter(|byte| *byte == mark).count();
    let marks = [b',', b'\t', b';'].into_iter().filter(|mark| often(*mark) > 0);
    marks.max_by_key(|mark| often(*mark)).unwrap_or(b',')
}

/// The line of the first character behind a place that is no line end.
pub(super) fn line_at(text: &str, byte: u64) -> u64 {
    let begin = usize::try_from(byte).unwrap_or(usize::MAX);
    let (before, rest) = text.split_at_checked(begin).unwrap_or((text, ""));
    let blank = rest.bytes().take_while(|byte| *byte == b'\n');
    let ends = before.bytes().filter(|byte| *byte == b'\n').count() + blank.count();
    u64::try_from(ends).unwrap_or(u64::MAX).saturating_add(1)
}

/// A refusal of a whole file.
pub(super) fn wrong(code: &'static str, message: &str) -> Failure {
    Failure::invalid("file", code, message)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_read_in_every_encoding_that_marks_itself() {
        let plain = "Nome do an\u{fa}ncio;\u{1f384}\r\nx;y";
        let read = "Nome do an\u{fa}ncio;\u{1f384}\nx;y";
        let utf16 = |mark: [u8; 2], unit: fn(u16) -> [u8; 2]| -> Vec<u8> {
            mark.into_iter().chain(plain.encode_utf16().flat_map(unit)).collect()
        };
        let marked = [b"\xef\xbb\xbf".as_slice(), plain.as_bytes()].concat();
        let files = [
            plain.as_bytes().to_vec(),
            marked,
            utf16([0xff, 0xfe], u16::to_le_bytes),
            utf16([0xfe, 0xff], u16::to_be_bytes),
        ];
        for file in files {
            assert_eq!(text(&file).unwrap(), read);
        }
        for wrong in [b"\xe9".as_slice(), b"\xff\xfea", b"\xff\xfe\x00\xd8", b"a\0b"] {
            assert!(text(wrong).is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn what_parts_the_cells_is_seen_in_the_first_line() {
        assert_eq!(delimiter("Campaign name,Ad ID\na;b;c"), b',');
        assert_eq!(delimiter("Valor (R$, total);Ad ID;Ad name"), b';');
        assert_eq!(delimiter("Valor, em reais;Ad ID"), b';');
        assert_eq!(delimiter("Ad ID\tAd name"), b'\t');
        assert_eq!(delimiter(""), b',');
    }

    #[test]
    fn lines_are_counted_as_a_text_editor_does() {
        let text = "a\nb\n\nc\u{e9}\n";
        assert_eq!([0, 2, 4, 5, 99].map(|byte| line_at(text, byte)), [1, 2, 4, 4, 5]);
    }
}
