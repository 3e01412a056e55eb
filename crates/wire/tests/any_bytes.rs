//! Whatever the bytes: no panic, at least one event, and nothing that the store could not keep.

mod fixtures;

use fixtures::Payload;
use nascente_domain::person::Party;
use nascente_wire::inbound::{Content, Event, Number as CompanyNumber};
use nascente_wire::{Provider, decode};
use proptest::prelude::*;
use proptest::sample::Index;
use serde_json::{Map, Number, Value, json};

/// The words of the format, so that arbitrary JSON reaches every reader.
const KEYS: &[&str] = &[
    "address",
    "animated",
    "audio",
    "biz_opaque_callback_data",
    "body",
    "button",
    "button_reply",
    "caption",
    "catalog_id",
    "code",
    "contacts",
    "context",
    "conversation",
    "ctwa_clid",
    "document",
    "edit",
    "emoji",
    "errors",
    "filename",
    "formatted_name",
    "from",
    "from_user_id",
    "group_id",
    "history",
    "id",
    "image",
    "interactive",
    "latitude",
    "list_reply",
    "location",
    "longitude",
    "message",
    "message_echoes",
    "message_id",
    "messages",
    "metadata",
    "name",
    "nfm_reply",
    "order",
    "origin",
    "original_message_id",
    "phone",
    "phone_number_id",
    "phones",
    "pricing",
    "product_items",
    "product_retailer_id",
    "profile",
    "quantity",
    "reaction",
    "recipient_id",
    "referral",
    "referred_product",
    "response_json",
    "revoke",
    "source_id",
    "source_type",
    "source_url",
    "status",
    "statuses",
    "sticker",
    "system",
    "text",
    "threads",
    "timestamp",
    "title",
    "to",
    "type",
    "unsupported",
    "user_id",
    "username",
    "video",
    "voice",
    "wa_id",
    "welcome_message",
];
/// The values that decide something.
const WORDS: &[&str] = &[
    "text",
    "image",
    "sticker",
    "audio",
    "document",
    "location",
    "contacts",
    "interactive",
    "button",
    "reaction",
    "order",
    "system",
    "request_welcome",
    "edit",
    "revoke",
    "unsupported",
    "note",
    "unknown",
    "ad",
    "post",
    "button_reply",
    "list_reply",
    "nfm_reply",
    "sent",
    "played",
    "failed",
    "referral_conversion",
    "5511999990001",
    "BR.1",
    "wamid.A",
    "1793750400",
    "",
    "\u{0}",
    "#",
    "https://fb.me/x",
];

/// The words of Z-API.
const ZAPI_KEYS: &[&str] = &[
    "adContext",
    "audio",
    "audioUrl",
    "body",
    "broadcast",
    "buttonId",
    "buttonsResponseMessage",
    "caption",
    "chatLid",
    "chatName",
    "connected",
    "contact",
    "contacts",
    "conversionData",
    "conversionSource",
    "ctwaClid",
    "displayName",
    "document",
    "entryPointConversionSource",
    "error",
    "externalAdReply",
    "fileName",
    "fromApi",
    "fromMe",
    "hydratedTemplate",
    "id",
    "ids",
    "image",
    "imageUrl",
    "instanceId",
    "isEdit",
    "isGroup",
    "listResponseMessage",
    "location",
    "mediaType",
    "message",
    "messageId",
    "mimeType",
    "momment",
    "notification",
    "options",
    "order",
    "phone",
    "phones",
    "poll",
    "pollVote",
    "product",
    "products",
    "reaction",
    "referenceMessageId",
    "referencedMessage",
    "retailerId",
    "senderLid",
    "senderName",
    "sourceId",
    "sourceType",
    "sourceUrl",
    "status",
    "sticker",
    "text",
    "title",
    "vCard",
    "value",
    "waitingMessage",
    "$numberLong",
];
/// The types of Z-API and of nobody.
const ZAPI_TYPES: &[&str] = &[
    "ReceivedCallback",
    "MessageStatusCallback",
    "DeliveryCallback",
    "ConnectedCallback",
    "DisconnectedCallback",
    "PresenceChatCallback",
    "",
];
/// The fields of Twilio's forms.
const TWILIO_KEYS: &[&str] = &[
    "Body",
    "ButtonPayload",
    "ButtonText",
    "ErrorCode",
    "From",
    "InteractiveData",
    "Latitude",
    "ListId",
    "ListTitle",
    "Longitude",
    "MediaContentType0",
    "MediaContentType1",
    "MediaUrl0",
    "MediaUrl1",
    "MessageSid",
    "MessageStatus",
    "MessageType",
    "NumMedia",
    "OriginalRepliedMessageSid",
    "ProfileName",
    "ReferralBody",
    "ReferralCtwaClid",
    "ReferralMediaContentType",
    "ReferralMediaUrl",
    "ReferralNumMedia",
    "ReferralSourceId",
    "ReferralSourceUrl",
    "SmsSid",
    "SmsStatus",
    "To",
    "WaId",
];
/// The values of such forms that decide something.
const TWILIO_WORDS: &[&str] = &[
    "",
    "\u{0}",
    "2",
    "11",
    "-1",
    "63016",
    "read",
    "received",
    "text",
    "image/webp",
    "audio/ogg",
    "https://api.twilio.com/a/ME1",
    "javascript:x",
    "whatsapp:+5511999990001",
    "whatsapp:BR.1",
    "+5511999990001",
    "5511999990001",
    "SM1",
];

fn any_json() -> impl Strategy<Value = Value> {
    any_json_of(KEYS)
}

fn any_json_of(keys: &'static [&'static str]) -> impl Strategy<Value = Value> {
    let number = prop_oneof![any::<i64>().prop_map(Number::from), any::<u64>().prop_map(Number::from)];
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::Bool),
        number.prop_map(Value::Number),
        any::<f64>().prop_map(|float| json!(float)),
        any::<String>().prop_map(Value::String),
        (0..600_usize).prop_map(|length| Value::String("ã".repeat(length))),
        proptest::sample::select(WORDS).prop_map(|word| json!(word)),
        proptest::sample::select(WORDS).prop_map(|word| json!(word)),
    ];
    leaf.prop_recursive(5, 60, 6, move |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..5).prop_map(Value::Array),
            any_object(keys, inner.clone()),
            any_object(keys, inner),
        ]
    })
}

fn any_object(keys: &'static [&'static str], value: impl Strategy<Value = Value>) -> impl Strategy<Value = Value> {
    let pair = (proptest::sample::select(keys), value);
    proptest::collection::vec(pair, 0..8).prop_map(|pairs| {
        Value::Object(pairs.into_iter().map(|(key, value)| (key.to_owned(), value)).collect::<Map<_, _>>())
    })
}

/// A message that is good but for one arbitrary part, so that the readers behind the first checks are reached.
fn almost_good_message() -> impl Strategy<Value = Value> {
    (proptest::sample::select(WORDS), proptest::sample::select(KEYS), any_json()).prop_map(|(kind, key, part)| {
        let mut message = json!({ "id": "wamid.A", "from": "5511999990001", "timestamp": "1793750400", "type": kind });
        message[kind] = part.clone();
        message[key] = part;
        message
    })
}

/// A delivery of Z-API that is good but for some arbitrary parts.
fn almost_good_zapi() -> impl Strategy<Value = Value> {
    let part = (proptest::sample::select(ZAPI_KEYS), any_json_of(ZAPI_KEYS));
    (proptest::sample::select(ZAPI_TYPES), proptest::collection::vec(part, 0..5)).prop_map(|(kind, parts)| {
        let mut body = json!({ "type": kind, "instanceId": "3C01", "messageId": "3EB0", "ids": ["3EB0"],
            "phone": "5511999990001", "momment": 1_793_750_400_000_i64, "status": "READ" });
        for (key, part) in parts {
            body[key] = part;
        }
        body
    })
}

/// A form whose fields are Twilio's, with arbitrary values.
fn any_form() -> impl Strategy<Value = Vec<u8>> {
    let value = prop_oneof![
        proptest::sample::select(TWILIO_WORDS).prop_map(str::to_owned),
        any::<String>(),
        (0..600_usize).prop_map(|length| "ã".repeat(length)),
    ];
    let fields = proptest::collection::vec((proptest::sample::select(TWILIO_KEYS), value), 0..12);
    (any::<bool>(), fields).prop_map(|(is_good, fields)| {
        let mut form = url::form_urlencoded::Serializer::new(String::new());
        for (name, value) in fields {
            form.append_pair(name, &value);
        }
        if is_good {
            form.append_pair("MessageSid", "SM1").append_pair("From", "whatsapp:+5511999990001");
        }
        form.finish().into_bytes()
    })
}

fn is_kept_well(content: &Content) -> bool {
    let text = content.text.as_deref().unwrap_or("x");
    let details = content.details.as_ref().map(Value::to_string).unwrap_or_default();
    !text.is_empty() && text.chars().count() <= 65_536 && !text.contains('\0') && !details.contains("\\u0000")
}

fn is_id(id: &str) -> bool {
    !id.is_empty() && id.len() <= 512 && !id.contains('\0')
}

fn is_recordable(provider_id: &str, party: &Party, content: &Content) -> bool {
    is_id(provider_id) && !party.is_nobody() && is_kept_well(content)
}

/// Decodes and checks what holds for every delivery; gives back how many messages there were.
fn check(body: &[u8]) -> usize {
    check_of(Provider::MetaCloud, body)
}

/// The same for a delivery of any provider.
fn check_of(provider: Provider, body: &[u8]) -> usize {
    let events = decode(provider, body).events;
    assert!(!events.is_empty());
    for located in &events {
        let good = match &located.event {
            Event::Message(message) => is_recordable(&message.provider_id, &message.from, &message.content),
            Event::Echo(echo) => is_recordable(&echo.provider_id, &echo.to, &echo.content),
            Event::Status(status) => is_id(&status.provider_id),
            Event::Connection(_) => true,
            Event::Ignored { kind, provider_id } => !kind.is_empty() && provider_id.as_deref().is_none_or(is_id),
            Event::Refused { reason, provider_id } => !reason.is_empty() && provider_id.as_deref().is_none_or(is_id),
        };
        assert!(good && !matches!(&located.number, CompanyNumber::Id(id) if !is_id(id)), "{located:?}");
    }
    events.iter().filter(|located| matches!(located.event, Event::Message(_))).count()
}

/// A fixture with some bytes changed and, where a cut is given, without its end.
fn mutated(which: Index, changes: &[(Index, u8)], cut: Option<Index>) -> (Provider, Vec<u8>) {
    let payloads = fixtures::all();
    let Payload { provider, mut body, .. } = which.get(&payloads).clone();
    for (place, byte) in changes {
        let place = place.index(body.len());
        body[place] = *byte;
    }
    body.truncate(cut.map_or(body.len(), |cut| cut.index(body.len())));
    (provider, body)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn arbitrary_bytes_give_events(body in proptest::collection::vec(any::<u8>(), 0..2_000)) {
        for provider in Provider::ALL {
            check_of(*provider, &body);
        }
    }

    #[test]
    fn arbitrary_text_gives_events(body in any::<String>()) {
        check(body.as_bytes());
    }

    #[test]
    fn arbitrary_values_in_the_right_envelope_give_events(
        value in any_json(),
        field in proptest::sample::select(&["messages", "smb_message_echoes", "history", "", "other"][..]),
    ) {
        let body = json!({ "object": "whatsapp_business_account",
            "entry": [value.clone(), { "changes": [value.clone(), { "field": field, "value": value }] }] });
        check(body.to_string().as_bytes());
    }

    #[test]
    fn a_spoilt_message_never_takes_the_good_one_beside_it(bad in prop_oneof![any_json(), almost_good_message()]) {
        let good = json!({ "id": "wamid.GOOD", "from": "5511999990002", "timestamp": "1793750400", "type": "text",
            "text": { "body": "oi" } });
        let value = json!({ "messages": [bad.clone(), good], "statuses": [bad.clone()], "contacts": [bad] });
        let body = json!({ "entry": [{ "changes": [{ "field": "messages", "value": value }] }] }).to_string();
        check(body.as_bytes());
        let found = decode(Provider::MetaCloud, body.as_bytes()).events.into_iter().find_map(|located| match located.event {
            Event::Message(message) if message.provider_id == "wamid.GOOD" => message.content.text,
            _ => None,
        });
        prop_assert_eq!(found.as_deref(), Some("oi"));
    }

    #[test]
    fn arbitrary_deliveries_of_zapi_give_events(body in almost_good_zapi()) {
        check_of(Provider::Zapi, body.to_string().as_bytes());
    }

    #[test]
    fn arbitrary_forms_give_events(body in any_form()) {
        check_of(Provider::Twilio, &body);
    }

    #[test]
    fn arbitrary_fields_of_forms_as_json_give_events(fields in any_object(TWILIO_KEYS, any_json_of(TWILIO_KEYS))) {
        check_of(Provider::Twilio, fields.to_string().as_bytes());
    }

    #[test]
    fn arbitrary_values_in_both_envelopes_of_dialog360_give_events(value in any_json()) {
        let cloud = json!({ "entry": [{ "changes": [{ "field": "messages", "value": value.clone() }] }] });
        let notice = json!({ "id": value.clone(), "event": value.clone(), "data": value.clone() });
        for body in [cloud, notice, value] {
            check_of(Provider::Dialog360, body.to_string().as_bytes());
        }
    }

    #[test]
    fn mutated_payloads_give_events(
        which in any::<Index>(),
        changes in proptest::collection::vec((any::<Index>(), any::<u8>()), 0..6),
        cut in proptest::option::weighted(0.25, any::<Index>()),
    ) {
        let (provider, body) = mutated(which, &changes, cut);
        check_of(provider, &body);
    }
}

#[test]
fn a_body_of_three_megabytes_gives_all_its_messages() {
    let mut messages: Vec<String> = Vec::new();
    let mut length = 0;
    while length < 3_000_000 {
        let number = messages.len();
        let message = format!(
            r#"{{"id":"wamid.{number}","from":"5511999990001","timestamp":"1793750400","type":"text","text":{{"body":"oi"}}}}"#
        );
        length += message.len();
        messages.push(message);
    }
    let list = messages.join(",");
    let body = format!(r#"{{"entry":[{{"changes":[{{"field":"messages","value":{{"messages":[{list}]}}}}]}}]}}"#);
    assert_eq!(check(body.as_bytes()), messages.len());
}
