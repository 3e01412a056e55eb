//! Files that a provider gets hold of: uploaded in a form, written inside the message, or fetched from an address.

use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::File;

/// A file as an answer.
pub(super) fn bytes_of(file: File) -> Response {
    ([(axum::http::header::CONTENT_TYPE, file.mime_type)], file.bytes).into_response()
}

/// A file in base64, with its media type before it or without.
pub(super) fn inline(kind: &str, text: &str, name: &str) -> Option<File> {
    let (mime_type, bare) = match text.strip_prefix("data:") {
        Some(framed) => framed.split_once(";base64,")?,
        None => ("", text),
    };
    let bytes = STANDARD.decode(bare).ok().filter(|bytes| !bytes.is_empty())?;
    Some(file(kind, mime_type, name, bytes))
}

/// The file under the media type that stands beside it.
pub(super) fn typed(file: File, mime_type: Option<&str>) -> File {
    File { mime_type: mime_type.unwrap_or_default().to_owned(), ..file }
}

/// The file of an uploaded form; `None` when the form is not what Meta reads: its product, a type, and the file.
pub(super) fn uploaded(form: &[u8]) -> Option<File> {
    let end = find(form, b"\r\n")?;
    let boundary = [b"\r\n".as_slice(), form.get(..end)?].concat();
    let mut found: Option<File> = None;
    let (mut product, mut told) = (false, String::new());
    let mut rest = form.get(end..)?;
    while let Some(length) = rest.get(2..).and_then(|rest| find(rest, &boundary)) {
        let part = rest.get(2..2 + length)?;
        rest = rest.get(2 + length + boundary.len()..)?;
        let head_end = find(part, b"\r\n\r\n")?;
        let (head, body) = (String::from_utf8_lossy(part.get(..head_end)?), part.get(head_end + 4..)?);
        let words = || String::from_utf8_lossy(body).into_owned();
        match quoted(&head, "name=") {
            Some("messaging_product") => product = words() == "whatsapp",
            Some("type") => told = words(),
            Some("file") => {
                let name = quoted(&head, "filename=").unwrap_or_default();
                found = Some(file("document", header(&head, "content-type"), name, body.to_vec()));
            }
            _ => {}
        }
    }
    found.filter(|file| product && file.mime_type == told)
}

/// The value behind a word, in quotation marks.
fn quoted<'a>(head: &'a str, word: &str) -> Option<&'a str> {
    let (_, rest) = head.split_once(&format!("; {word}\""))?;
    rest.split('"').next()
}

fn header<'a>(head: &'a str, name: &str) -> &'a str {
    let mut lines = head.lines().filter_map(|line| line.split_once(':'));
    lines.find(|(key, _)| key.eq_ignore_ascii_case(name)).map_or("", |(_, value)| value.trim())
}

fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes.windows(wanted.len()).position(|window| window == wanted)
}

/// What lies at an address, as Twilio looks at it: the answer's type says what it is.
#[expect(clippy::disallowed_methods, reason = "the fake stands outside: it is the provider who asks us")]
pub(super) async fn fetched(address: &str) -> Option<File> {
    let http = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).no_proxy().build().ok()?;
    let answer = http.get(address).send().await.ok().filter(|answer| answer.status().is_success())?;
    let mime_type = answer.headers().get("content-type")?.to_str().ok()?.to_owned();
    let family = mime_type.split('/').next().filter(|family| matches!(*family, "image" | "audio" | "video"));
    let kind = family.unwrap_or("document");
    let bytes = answer.bytes().await.ok().filter(|bytes| !bytes.is_empty())?;
    Some(file(kind, &mime_type, "", bytes.to_vec()))
}

fn file(kind: &str, mime_type: &str, name: &str, bytes: Vec<u8>) -> File {
    let (kind, mime_type, name) = (kind.to_owned(), mime_type.to_owned(), name.to_owned());
    File { id: String::new(), kind, mime_type, name, bytes }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_of_a_form_is_found_whatever_its_bytes_are() {
        let form = b"--x\r\nContent-Disposition: form-data; name=\"messaging_product\"\r\n\r\nwhatsapp\r\n\
            --x\r\nContent-Disposition: form-data; name=\"type\"\r\n\r\nimage/png\r\n\
            --x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.png\"\r\nContent-Type: image/png\r\n\r\n\
            \r\n--\r\n\r\n--x--\r\n";
        let file = uploaded(form).unwrap();
        assert_eq!((file.name.as_str(), file.mime_type.as_str()), ("a.png", "image/png"));
        assert_eq!(file.bytes, b"\r\n--\r\n");
        let other = String::from_utf8_lossy(form).replace("whatsapp", "sms");
        assert_eq!((uploaded(other.as_bytes()), uploaded(b""), uploaded(b"--x\r\n")), (None, None, None));
    }

    #[test]
    fn a_file_inside_a_message_may_have_a_frame() {
        let framed = inline("image", "data:image/png;base64,AQID", "a.png").unwrap();
        assert_eq!((framed.mime_type.as_str(), framed.bytes.as_slice()), ("image/png", [1, 2, 3].as_slice()));
        assert_eq!(inline("image", "AQID", "a").unwrap().bytes, [1, 2, 3]);
        assert_eq!((inline("image", "não", "a"), inline("image", "", "a")), (None, None));
    }
}
