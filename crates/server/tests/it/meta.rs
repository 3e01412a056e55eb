//! What Meta would post, and a number to post it to.

use nascente_domain::id::ChannelId;
use nascente_store::Lane;
use nascente_store::channel::Channel;
use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::world::World;

/// The provider's id of the company's number.
pub(crate) const NUMBER_ID: &str = "106540352242922";
/// The unguessable part of the address of a channel without an app secret.
const KEY: &str = "key-of-the-story";

/// A connected number of the story's company.
pub(crate) struct Line {
    pub(crate) channel_id: ChannelId,
    /// The address that the provider posts to, with its key.
    url: String,
}

impl Line {
    /// The address that the provider posts to.
    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// A number that was connected through the API.
    pub(crate) fn at(webhook_url: &str) -> Self {
        let (path, _) = webhook_url.split_once('?').unwrap();
        Self { channel_id: path.rsplit('/').next().unwrap().parse().unwrap(), url: webhook_url.to_owned() }
    }
}

impl World {
    /// Connects a number of the Cloud API whose deliveries prove themselves by the key in the address.
    pub(crate) async fn connect(&self) -> Line {
        let channel_id: ChannelId = self.app.id();
        let channel = Channel {
            channel_id,
            provider: "meta_cloud".into(),
            name: "Principal".into(),
            phone_number: "551130000001".into(),
            number_id: Some(NUMBER_ID.into()),
            settings: json!({}),
            secrets: None,
            hook_key: Some(KEY.into()),
            state: "waiting".into(),
            state_reason: None,
            last_delivery_at: None,
            created_at: self.now(),
            archived_at: None,
        };
        let company_id = self.company_id;
        let kept = self.app.db.write(Lane::Work, move |tx| nascente_store::channel::insert(tx, company_id, &channel));
        kept.await.unwrap();
        Line { channel_id, url: format!("{}/hooks/meta_cloud/{channel_id}?key={KEY}", self.url) }
    }

    /// Posts a payload and waits until it is recorded.
    pub(crate) async fn deliver(&self, line: &Line, payload: &Value) {
        assert_eq!(self.post_delivery(line, payload.to_string().into_bytes()).await, StatusCode::OK);
        self.recorded().await;
    }

    /// Posts bytes as the provider would.
    pub(crate) async fn post_delivery(&self, line: &Line, body: Vec<u8>) -> StatusCode {
        self.http.post(&line.url).body(body).send().await.unwrap().status()
    }

    /// Waits until nothing is pending any more.
    pub(crate) async fn recorded(&self) {
        nascente_server::record::recorder::drain(&self.app).await.unwrap();
    }
}

/// A payload with these messages of one contact.
pub(crate) fn messages(phone: &str, messages: &[Value]) -> Value {
    let value = json!({
        "messaging_product": "whatsapp",
        "metadata": { "display_phone_number": "551130000001", "phone_number_id": NUMBER_ID },
        "contacts": [{ "profile": { "name": "Marina Teste" }, "wa_id": phone }],
        "messages": messages,
    });
    envelope("messages", &value)
}

/// A payload with one change.
pub(crate) fn envelope(field: &str, value: &Value) -> Value {
    json!({
        "object": "whatsapp_business_account",
        "entry": [{ "id": "102290129340398", "changes": [{ "field": field, "value": value }] }],
    })
}

/// A text of a contact, sent some seconds after the story's beginning.
pub(crate) fn text(phone: &str, id: &str, second: i64, body: &str) -> Value {
    json!({ "from": phone, "id": id, "timestamp": (BEGIN + second).to_string(), "type": "text", "text": { "body": body } })
}

/// The same text, tapped on an ad.
pub(crate) fn with_ad(mut message: Value, ad: &str, clid: &str) -> Value {
    message["referral"] = json!({
        "source_url": format!("https://fb.me/{ad}"), "source_id": ad, "source_type": "ad",
        "headline": "Fale conosco", "body": "Oferta", "media_type": "image", "ctwa_clid": clid,
    });
    message
}

/// An answer that the company typed on its phone.
pub(crate) fn echo(phone: &str, id: &str, second: i64, body: &str) -> Value {
    envelope(
        "smb_message_echoes",
        &json!({
            "messaging_product": "whatsapp",
            "metadata": { "display_phone_number": "551130000001", "phone_number_id": NUMBER_ID },
            "message_echoes": [{ "from": "551130000001", "to": phone, "id": id,
                "timestamp": (BEGIN + second).to_string(), "type": "text", "text": { "body": body } }],
        }),
    )
}

/// An hour before the story begins, in unix seconds: what is sent then is no future to its server.
const BEGIN: i64 = 1_795_359_600 - 3_600;
