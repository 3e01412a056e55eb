//! How the chat was opened, where WhatsApp tells it: evidence beside the text that names a kind and never which one.

use nascente_domain::moment::HOUR;
use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::world::World;

const MARINA: &str = "5511999990001";
/// An hour before the story begins, in unix seconds.
const BEGIN: i64 = 1_795_359_600 - 3_600;

/// A company on a linked-device provider.
pub(crate) struct Shop {
    pub(crate) world: World,
    hook: String,
    pub(crate) channel_id: Value,
}

impl Shop {
    pub(crate) async fn open() -> Self {
        let world = World::start().await;
        let settings = json!({ "base_url": "https://evolution.example.com", "instance": "loja", "api_key": "k" });
        let body =
            json!({ "provider": "evolution", "name": "Loja", "phone_number": "551130000001", "settings": settings });
        let made = world.post("/api/v1/channels", body).await;
        let hook = made["webhook_url"].as_str().unwrap().to_owned();
        Self { world, hook, channel_id: made["id"].clone() }
    }

    async fn post(&self, event: &str, data: Value) {
        let body = json!({ "event": event, "instance": "loja", "data": data, "sender": "551130000001@s.whatsapp.net" });
        assert_eq!(self.world.http.post(&self.hook).json(&body).send().await.unwrap().status(), StatusCode::OK);
        self.world.recorded().await;
    }

    /// A text of Marina's, sent some seconds after the story's beginning, with what stands beside it.
    pub(crate) async fn says(&self, id: &str, second: i64, text: &str, beside: Value) {
        let data = json!({
            "key": { "id": id, "fromMe": false, "remoteJid": format!("{MARINA}@s.whatsapp.net") },
            "pushName": "Marina", "messageType": "conversation", "message": { "conversation": text },
            "contextInfo": beside, "messageTimestamp": BEGIN + second,
        });
        self.post("messages.upsert", data).await;
    }

    pub(crate) async fn conversations(&self) -> Vec<Value> {
        let mut all = self.world.get("/api/v1/conversations").await["items"].as_array().unwrap().clone();
        all.sort_by_key(|one| one["opened_at"].as_str().unwrap().to_owned());
        all
    }

    pub(crate) async fn touches(&self, conversation: &Value) -> Vec<Value> {
        let path = format!("/api/v1/conversations/{}/touches", conversation["id"].as_str().unwrap());
        self.world.get(&path).await["items"].as_array().unwrap().clone()
    }

    pub(crate) async fn close(&self, conversation: &Value) {
        let path = format!("/api/v1/conversations/{}/close", conversation["id"].as_str().unwrap());
        self.world.post(&path, json!({})).await;
    }
}

pub(crate) fn by(source: &str) -> Value {
    json!({ "entryPointConversionSource": source, "entryPointConversionApp": "instagram" })
}

#[tokio::test]
async fn an_entry_point_alone_tells_the_kind_and_says_so() {
    let cases = [
        ("ctwa_ad", "ad", true, "Sabemos que veio de um anúncio, mas não de qual"),
        ("click_to_chat_link", "link", true, "Sabemos que veio de um link, mas não de qual"),
        ("post_cta", "post", true, "Sabemos que veio de uma publicação, mas não de qual"),
        ("product_link", "product", true, "Sabemos como chegou"),
        ("global_search_new_chat", "organic", false, "não veio de anúncio nem de link"),
        ("something_new", "none", false, "Nenhum sinal"),
    ];
    for (source, kind, unidentified, why) in cases {
        let shop = Shop::open().await;
        shop.says("A1", 1, "Oi", by(source)).await;
        let one = &shop.conversations().await[0];
        let entry = &one["entry"];
        assert_eq!((&entry["kind"], &entry["unidentified"]), (&json!(kind), &json!(unidentified)), "{entry}");
        assert!(entry["explanation"].as_str().unwrap().contains(why), "{entry}");
        let touches = shop.touches(one).await;
        assert_eq!(touches.len(), usize::from(kind != "none"));
        for touch in touches {
            assert_eq!((&touch["method"], &touch["entry_point"]["source"]), (&json!("entry_point"), &json!(source)));
            assert_eq!(touch["entry_point"]["app"], "instagram");
            assert!(entry["explanation"].as_str().unwrap().contains(source), "{entry}");
        }
    }
}

#[tokio::test]
async fn beside_what_names_its_identifier_an_entry_point_neither_weakens_nor_doubles() {
    let shop = Shop::open().await;
    let card = json!({ "sourceType": "ad", "sourceId": "77", "sourceUrl": "https://fb.me/77", "ctwaClid": "clid-1",
        "title": "Fale conosco" });
    let mut beside = by("ctwa_ad");
    beside["externalAdReply"] = card;
    shop.says("A1", 1, "Oi", beside).await;
    let one = shop.conversations().await[0].clone();
    let touches = shop.touches(&one).await;
    assert_eq!((&one["entry"]["method"], &one["entry"]["source_id"]), (&json!("ad_header"), &json!("77")));
    assert_eq!((touches.len(), &touches[0]["entry_point"]["source"]), (1, &json!("ctwa_ad")));

    let shop = Shop::open().await;
    let body =
        json!({ "name": "Bio", "channel_id": shop.channel_id, "site": "Instagram", "message": "Olá", "slug": "bio" });
    let link = shop.world.post("/api/v1/links", body).await;
    let address = url::Url::parse(link["whatsapp_url"].as_str().unwrap()).unwrap();
    let text = address.query_pairs().find(|(name, _)| name == "text").unwrap().1.into_owned();
    shop.says("A1", 1, &text, by("click_to_chat_link")).await;
    let one = shop.conversations().await[0].clone();
    let touches = shop.touches(&one).await;
    assert_eq!((&one["entry"]["key"], &one["entry"]["method"]), (&json!("bio"), &json!("code")));
    assert_eq!((touches.len(), &touches[0]["entry_point"]["source"]), (1, &json!("click_to_chat_link")));

    let shop = Shop::open().await;
    shop.says("A1", 1, "#Natal quero", by("click_to_chat_link")).await;
    let one = shop.conversations().await[0].clone();
    assert_eq!((&one["entry"]["key"], &one["entry"]["method"]), (&json!("natal"), &json!("hashtag")));
}

#[tokio::test]
async fn a_new_tap_after_a_closing_opens_a_new_conversation_and_finding_the_chat_again_does_not() {
    let shop = Shop::open().await;
    shop.says("A1", 1, "Oi", by("global_search_new_chat")).await;
    shop.close(&shop.conversations().await[0]).await;
    shop.world.clock.advance(HOUR);
    shop.says("A2", 3_700, "Obrigada", by("contact_search")).await;
    let all = shop.conversations().await;
    assert_eq!((all.len(), &all[0]["returned"]), (1, &json!(true)));
    shop.says("A3", 3_800, "Vi outra coisa", by("click_to_chat_link")).await;
    let all = shop.conversations().await;
    assert_eq!(
        (all.len(), &all[1]["entry"]["kind"], &all[1]["entry"]["unidentified"]),
        (2, &json!("link"), &json!(true))
    );
    shop.close(&all[1]).await;
    shop.world.clock.advance(24 * HOUR);
    shop.says("A4", 25 * 3_600, "Oi", by("global_search_new_chat")).await;
    let entry = shop.conversations().await[2]["entry"].clone();
    assert_eq!((&entry["kind"], &entry["inherited_from"]["kind"]), (&json!("return"), &json!("link")), "{entry}");
}

#[tokio::test]
async fn a_lost_number_is_told_and_deliveries_that_tell_it_do_not_count_as_connected() {
    let shop = Shop::open().await;
    shop.post("connection.update", json!({ "instance": "loja", "state": "close", "statusReason": 401 })).await;
    let list = shop.world.get("/api/v1/deliveries").await;
    let event = &list["items"][0]["events"][0];
    assert_eq!((&event["kind"], &event["outcome"]), (&json!("connection"), &json!("recorded")), "{list}");
    let company_id = shop.world.company_id;
    let read = shop.world.app.db.read(move |tx| nascente_store::connection::list(tx, company_id)).await;
    let known = read.unwrap()[0].1.clone();
    assert_eq!(known.state, Some(nascente_domain::connection::Connection::Disconnected));
    let path = format!("/api/v1/channels/{}", shop.channel_id.as_str().unwrap());
    assert_ne!(shop.world.get(&path).await["state"], "connected");
    assert_eq!(shop.conversations().await.len(), 0);
}
