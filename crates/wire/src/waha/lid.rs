//! The number behind a LID, as far as the session has seen both.
//!
//! An answer about another LID than the one that was asked for proves nothing.

use super::send::{of_session, with_key};
use crate::call::Call;
use crate::lid::{LidAnswer, LidWay};
use crate::linked_device::jid::Jid;
use crate::linked_device::outgoing::{answer, in_path, retry_by_status, words};
use crate::linked_device::part::Part;
use crate::outbound::Retry;
use crate::settings::Settings;

/// How it is asked.
pub(super) const WAY: LidWay = LidWay { call, read };

fn call(settings: &Settings<'_>, lid: &str) -> Option<Call> {
    with_key(settings, Call::get(of_session(settings, "", &format!("/lids/{}", in_path(lid)))?))
}

fn read(lid: &str, http_status: u16, body: &[u8]) -> LidAnswer {
    let body = answer(body);
    let answer = Part::of(&body);
    if !(200..300).contains(&http_status) {
        let unclear = || format!("the answer with HTTP status {http_status} was not understood");
        // A server that is too old to be asked answers like one that does not know.
        let retry = if http_status == 404 { Retry::Never } else { retry_by_status(http_status) };
        return LidAnswer::Refused { title: words(answer).unwrap_or_else(unclear), retry };
    }
    let asked = Jid::read(lid);
    let is_about_it = answer.id("lid").is_some_and(|told| Jid::read(&told) == asked);
    match answer.id("pn").and_then(|number| Jid::read(&number)) {
        Some(Jid::Phone(phone)) if is_about_it => LidAnswer::Phone(phone),
        _ => LidAnswer::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(name: &str) -> Option<&'static str> {
        match name {
            "base_url" => Some("https://waha.example.com"),
            "session" => Some("default"),
            "api_key" => Some("K"),
            _ => None,
        }
    }

    #[test]
    fn the_session_is_asked_by_the_whole_lid() {
        let call = call(&settings, "21@lid").unwrap();
        assert_eq!(call.url, "https://waha.example.com/api/default/lids/21%40lid");
        assert_eq!(call.headers, [("x-api-key", "K".to_owned())]);
    }

    #[test]
    fn only_an_answer_about_the_same_person_is_believed() {
        let told = |status, body: &str| read("21@lid", status, body.as_bytes());
        let LidAnswer::Phone(phone) = told(200, r#"{"lid":"21@lid","pn":"5511999990001@c.us"}"#) else {
            panic!("no number")
        };
        assert_eq!(phone.digits(), "5511999990001");
        for unknown in [
            r#"{"lid":"21@lid","pn":null}"#,
            r#"{"lid":"22@lid","pn":"5511999990001@c.us"}"#,
            r#"{"pn":"5511999990001@c.us"}"#,
            r#"{"lid":"21@lid","pn":"120363@g.us"}"#,
            "[]",
        ] {
            assert_eq!(told(200, unknown), LidAnswer::Unknown, "{unknown}");
        }
        let retry = |status| match told(status, "<html>") {
            LidAnswer::Refused { retry, .. } => retry,
            _ => panic!("not refused"),
        };
        assert_eq!((retry(404), retry(401), retry(503)), (Retry::Never, Retry::StopChannel, Retry::Later));
    }
}
