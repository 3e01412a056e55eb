//! What sending through a gateway has in common: file names, addresses of servers, what refusals ask for.

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;

use super::part::Part;
use crate::fields::shortened;
use crate::media::MediaAnswer;
use crate::outbound::{Retry, SendAnswer};
use crate::settings::Settings;

/// The most characters of a refusal's words that are kept.
const TITLE_LIMIT: usize = 300;

/// The address of the gateway, without a slash at the end.
pub(crate) fn base_url(settings: &Settings<'_>) -> Option<String> {
    Some(settings("base_url")?.trim_end_matches('/').to_owned())
}

/// A name as it may stand in a path.
pub(crate) fn in_path(name: &str) -> String {
    utf8_percent_encode(name, NON_ALPHANUMERIC).to_string()
}

/// What an HTTP status asks for. A gateway is one server for one company: when it does not know the key or the number,
/// nothing will work until somebody mends it.
pub(crate) const fn retry_by_status(http_status: u16) -> Retry {
    match http_status {
        401 | 403 | 404 => Retry::StopChannel,
        501 => Retry::Never,
        other => Retry::by_status(other),
    }
}

/// The answer as JSON; whatever else it was counts as empty.
pub(crate) fn answer(body: &[u8]) -> Value {
    serde_json::from_slice(body).unwrap_or(Value::Null)
}

/// The words of a refusal: under `response.message`, `exception.message` or `message`, as a text or a list.
pub(crate) fn words(answer: Part<'_>) -> Option<String> {
    let places = [answer.object("response"), answer.object("exception"), answer];
    let text = places.into_iter().find_map(|place| match place.value("message")? {
        Value::String(text) => Some(text.clone()),
        Value::Array(list) => {
            let texts: Vec<&str> = list.iter().filter_map(Value::as_str).collect();
            (!texts.is_empty()).then(|| texts.join("; "))
        }
        _ => None,
    });
    shortened(text?.trim(), TITLE_LIMIT)
}

/// A refusal in the words of the gateway.
pub(crate) fn refused(http_status: u16, title: Option<String>, retry: Retry) -> SendAnswer {
    SendAnswer::Refused { code: i64::from(http_status), title: title.unwrap_or_else(|| unclear(http_status)), retry }
}

/// A file that is not to be had.
pub(crate) fn no_file(http_status: u16, answer: Part<'_>) -> MediaAnswer {
    let title = words(answer).unwrap_or_else(|| unclear(http_status));
    // Where the file alone is missing, the channel still works.
    let retry = if http_status == 404 { Retry::Never } else { retry_by_status(http_status) };
    MediaAnswer::Refused { title, retry }
}

fn unclear(http_status: u16) -> String {
    format!("the answer with HTTP status {http_status} was not understood")
}

/// A file name with an ending. Gateways guess the media type from it and send nonsense where it has none.
pub(crate) fn file_name(name: &str, mime_type: &str) -> String {
    let has_ending = name.rsplit_once('.').is_some_and(|(stem, ending)| {
        !stem.is_empty() && (1..=8).contains(&ending.len()) && ending.bytes().all(|byte| byte.is_ascii_alphanumeric())
    });
    let kind = mime_type.split(';').next().unwrap_or_default().trim();
    let ending = match kind {
        "image/jpeg" => "jpg",
        "audio/mpeg" => "mp3",
        "audio/mp4" => "m4a",
        "text/plain" => "txt",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document" => "docx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" => "xlsx",
        "application/msword" => "doc",
        "application/vnd.ms-excel" => "xls",
        other => other.rsplit('/').next().filter(|ending| ending.len() <= 4).unwrap_or("bin"),
    };
    let stem = if name.is_empty() { "arquivo" } else { name };
    if has_ending { name.to_owned() } else { format!("{stem}.{ending}") }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_file_name_without_ending_gets_the_one_of_its_type() {
        assert_eq!(file_name("tabela.pdf", "application/pdf"), "tabela.pdf");
        assert_eq!(file_name("tabela", "application/pdf"), "tabela.pdf");
        assert_eq!(file_name("nota 1.2 final", "text/plain"), "nota 1.2 final.txt");
        assert_eq!(file_name("", "audio/ogg; codecs=opus"), "arquivo.ogg");
        assert_eq!(file_name("x", "application/octet-stream"), "x.bin");
    }

    #[test]
    fn the_words_of_a_refusal_are_found_in_every_place() {
        let found = |value: Value| words(Part::of(&value));
        assert_eq!(found(json!({ "response": { "message": ["a", "b"] } })).as_deref(), Some("a; b"));
        assert_eq!(found(json!({ "message": "c" })).as_deref(), Some("c"));
        assert_eq!(found(json!({ "exception": { "message": "d" }, "message": {} })).as_deref(), Some("d"));
        assert_eq!(found(json!([])), None);
    }
}
