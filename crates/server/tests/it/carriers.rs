//! The carriers of a link: which are used, what each of them proves, and what a phone lets through.

use nascente_domain::role::Role;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::entry_points::{Shop, by};
use crate::world::{new_company, new_token};

const CARRIERS: &str = "/api/v1/company/carriers";

impl Shop {
    async fn link(&self, slug: &str, message: &str, more: Value) -> Value {
        let mut body = json!({ "name": slug, "channel_id": self.channel_id, "site": "Instagram", "message": message,
            "slug": slug });
        for (key, value) in more.as_object().unwrap() {
            body[key] = value.clone();
        }
        self.world.post("/api/v1/links", body).await
    }

    async fn switch(&self, carrier: &str, on: bool) {
        let body = json!({ "carriers": { carrier: on } });
        assert_eq!(item(&self.world.patch(CARRIERS, body).await, carrier)["on"], on);
    }

    /// Where a visitor of a link is sent.
    async fn opened(&self, slug: &str) -> url::Url {
        let agent = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) Mobile/15E148";
        let request = self.world.http.get(format!("{}/l/{slug}", self.world.url)).header("user-agent", agent);
        let answer = request.send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::FOUND);
        answer.headers()["location"].to_str().unwrap().parse().unwrap()
    }

    async fn entry(&self) -> Value {
        self.conversations().await.last().unwrap()["entry"].clone()
    }
}

fn item(settings: &Value, carrier: &str) -> Value {
    settings["items"].as_array().unwrap().iter().find(|one| one["carrier"] == carrier).unwrap().clone()
}

fn parameter(url: &url::Url, name: &str) -> Option<String> {
    url.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
}

fn told(entry: &Value) -> (Value, Value, Value) {
    (entry["kind"].clone(), entry["method"].clone(), entry["key"].clone())
}

fn link_by(method: &str, slug: &str) -> (Value, Value, Value) {
    (json!("link"), json!(method), json!(slug))
}

#[tokio::test]
async fn a_company_begins_with_the_visible_carriers_and_its_rules_are_changed_by_administrators_alone() {
    let shop = Shop::open().await;
    let settings = shop.world.get(CARRIERS).await;
    let on: Vec<&str> = settings["items"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|one| one["on"] == true)
        .map(|one| one["carrier"].as_str().unwrap())
        .collect();
    assert_eq!(on, ["code", "prefilled_text", "hashtag", "dedicated_number", "product_link"]);
    assert_eq!((&settings["hashtag_wins"], &settings["text_wins"]), (&json!(true), &json!(false)));
    assert_eq!(item(&settings, "dedicated_number")["strength"], "strong");
    let manager = new_token(&shop.world.app, shop.world.company_id, Role::Manager, None).await;
    let marketing = new_token(&shop.world.app, shop.world.company_id, Role::Marketing, None).await;
    let switch = || Some(json!({ "carriers": { "code": true } }));
    assert_eq!(shop.world.ask(&manager, Method::PATCH, CARRIERS, switch()).await.0, StatusCode::OK);
    assert_eq!(shop.world.ask(&marketing, Method::PATCH, CARRIERS, switch()).await.0, StatusCode::FORBIDDEN);
    for rule in ["hashtag_wins", "text_wins"] {
        let (status, _) = shop.world.ask(&manager, Method::PATCH, CARRIERS, Some(json!({ rule: true }))).await;
        assert_eq!(status, StatusCode::FORBIDDEN, "{rule}");
    }
    let wrong = json!({ "carriers": { "pigeon": true } });
    let (status, problem) = shop.world.ask(&shop.world.admin, Method::PATCH, CARRIERS, Some(wrong)).await;
    assert_eq!((status, &problem["errors"][0]["field"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("carriers.pigeon")));
    let (other, _) = new_company(&shop.world.app, "Outra").await;
    let stranger = new_token(&shop.world.app, other, Role::Admin, None).await;
    shop.switch("code", false).await;
    let (_, theirs) = shop.world.ask(&stranger, Method::GET, CARRIERS, None).await;
    assert_eq!(item(&theirs, "code")["on"], true);
}

#[tokio::test]
async fn a_text_that_one_link_alone_has_is_that_link_and_a_shared_one_is_none() {
    let shop = Shop::open().await;
    shop.link("bio", "Quero o desconto da bio", json!({})).await;
    shop.link("faixa", "Vi a faixa na rua", json!({})).await;
    shop.link("faixa-2", "Vi  a faixa na rua ", json!({})).await;
    shop.says("A1", 3_601, " Quero  o desconto da bio", json!({})).await;
    assert_eq!(told(&shop.entry().await), link_by("prefilled_text", "bio"));
    shop.close(&shop.conversations().await[0]).await;
    shop.world.clock.advance(60_000);
    shop.says("A2", 3_605, "Vi a faixa na rua", json!({})).await;
    let all = shop.conversations().await;
    assert_eq!((all.len(), &all[0]["returned"]), (1, &json!(true)), "a shared text is no news");
    shop.says("A3", 3_606, "Quero o desconto da bio, por favor", json!({})).await;
    assert_eq!(shop.conversations().await.len(), 1, "another text is no news either");
    shop.switch("prefilled_text", false).await;
    shop.says("A4", 3_607, "Quero o desconto da bio", json!({})).await;
    assert_eq!(shop.conversations().await.len(), 1, "nor is the right one once the carrier is off");
    shop.switch("prefilled_text", true).await;
    shop.says("A5", 3_608, "Quero o desconto da bio", json!({})).await;
    assert_eq!(shop.conversations().await.len(), 2);
}

#[tokio::test]
async fn an_invisible_code_proves_its_click_where_it_is_switched_on() {
    let shop = Shop::open().await;
    shop.link("bio", "Quero o desconto", json!({})).await;
    shop.switch("code", false).await;
    assert_eq!(parameter(&shop.opened("bio").await, "text").as_deref(), Some("Quero o desconto"));
    shop.switch("invisible_code", true).await;
    shop.switch("prefilled_text", false).await;
    let text = parameter(&shop.opened("bio").await, "text").unwrap();
    assert!(text != "Quero o desconto" && nascente_domain::invisible::without(&text) == "Quero o desconto");
    shop.says("A1", 3_601, &format!("{text} do anúncio 👩‍👩‍👧"), json!({})).await;
    let entry = shop.entry().await;
    assert_eq!(told(&entry), link_by("code", "bio"));
    let touches = shop.touches(&shop.conversations().await[0]).await;
    assert!(touches[0]["click_id"].is_string(), "{touches:?}");
}

#[tokio::test]
async fn a_number_of_one_link_alone_is_that_link_once_and_never_for_who_comes_back() {
    let shop = Shop::open().await;
    let link = shop.link("fachada", "Oi", json!({ "dedicated_number": true })).await;
    shop.says("A1", 3_601, "Bom dia", json!({})).await;
    shop.says("A2", 3_602, "Tem em azul?", json!({})).await;
    let all = shop.conversations().await;
    assert_eq!((all.len(), told(&all[0]["entry"])), (1, link_by("number", "fachada")));
    assert_eq!(shop.touches(&all[0]).await.len(), 1);
    shop.close(&all[0]).await;
    shop.world.clock.advance(20 * 3_600_000);
    shop.says("A3", 3_600 + 20 * 3_600, "Voltei", json!({})).await;
    let entry = shop.entry().await;
    assert_eq!((&entry["kind"], &entry["inherited_from"]["kind"]), (&json!("return"), &json!("link")), "{entry}");
    // A second link on the number makes it nobody's own.
    let other = json!({ "name": "Outro", "channel_id": shop.channel_id, "site": "Google", "message": "Olá" });
    let (status, _) = shop.world.ask(&shop.world.admin, Method::POST, "/api/v1/links", Some(other)).await;
    assert!(status == StatusCode::CREATED || status.is_client_error(), "{status} {}", link["id"]);
}

#[tokio::test]
async fn a_header_of_a_link_is_written_and_read_only_where_it_is_switched_on() {
    let shop = Shop::open().await;
    shop.link("bio", "Olá", json!({})).await;
    assert_eq!(parameter(&shop.opened("bio").await, "data"), None);
    shop.switch("link_header", true).await;
    let opened = shop.opened("bio").await;
    assert_eq!(opened.host_str(), Some("wa.me"));
    let data = parameter(&opened, "data").unwrap();
    assert_eq!(parameter(&opened, "source_url"), Some(format!("{}/l/bio", shop.world.url)));
    // The text was erased; the data came through, and is no ad's.
    let mut beside = by("click_to_chat_link");
    beside["conversionData"] = json!(data.bytes().collect::<Vec<u8>>());
    shop.says("A1", 3_601, "Tem entrega?", beside.clone()).await;
    let entry = shop.entry().await;
    assert_eq!(told(&entry), link_by("link_header", "bio"));
    shop.close(&shop.conversations().await[0]).await;
    // A card with the address of the link says the same.
    let card = json!({ "externalAdReply": { "sourceType": "link", "title": "Loja",
        "sourceUrl": format!("{}/l/bio", shop.world.url) } });
    shop.world.clock.advance(48 * 3_600_000);
    shop.says("A2", 3_600 + 48 * 3_600, "Oi de novo", card).await;
    assert_eq!(told(&shop.entry().await), link_by("link_header", "bio"));
}

#[tokio::test]
async fn forged_headers_and_codes_of_another_company_prove_nothing() {
    let shop = Shop::open().await;
    shop.switch("link_header", true).await;
    shop.switch("invisible_code", true).await;
    let (other, _) = new_company(&shop.world.app, "Outra").await;
    let stranger = new_token(&shop.world.app, other, Role::Admin, None).await;
    let number = json!({ "provider": "link_only", "name": "N", "phone_number": "11 98888-0000" });
    let (_, number) = shop.world.ask(&stranger, Method::POST, "/api/v1/channels", Some(number)).await;
    let theirs = json!({ "name": "X", "channel_id": number["id"], "site": "Google", "message": "Quero a oferta deles",
        "slug": "deles" });
    shop.world.ask(&stranger, Method::POST, "/api/v1/links", Some(theirs)).await;
    let card = json!({ "externalAdReply": { "sourceType": "link", "title": "x",
        "sourceUrl": format!("{}/l/deles", shop.world.url) }, "conversionData": "nsc-0000000" });
    shop.says("A1", 3_601, "Quero a oferta deles", card).await;
    let entry = shop.entry().await;
    assert_eq!((&entry["identifier_id"], entry["key"].as_str()), (&Value::Null, None), "{entry}");
    for (number, hostile) in [
        "\u{feff}\u{2060}\u{feff}".repeat(2_600),
        format!("Z{}", "\u{0353}\u{0369}".repeat(3_900)),
        "\u{202e}oi\u{2066}".repeat(900),
        "👨‍👩‍👧‍👦🏴‍☠️".repeat(300),
        format!("(ref {})", "0".repeat(7_990)),
    ]
    .iter()
    .enumerate()
    {
        shop.says(&format!("H{number}"), 3_610, hostile, json!({})).await;
    }
    let list = shop.world.get("/api/v1/deliveries?limit=10").await;
    for delivery in list["items"].as_array().unwrap() {
        assert_eq!(delivery["events"][0]["outcome"], "recorded", "{delivery}");
    }
    assert_eq!(shop.conversations().await.len(), 1);
}

#[tokio::test]
async fn where_text_and_header_disagree_the_company_decides_and_both_touches_stay() {
    for text_wins in [false, true] {
        let shop = Shop::open().await;
        shop.world.patch(CARRIERS, json!({ "text_wins": text_wins })).await;
        shop.link("bio", "Olá", json!({})).await;
        let text = parameter(&shop.opened("bio").await, "text").unwrap();
        let card = json!({ "externalAdReply": { "sourceType": "ad", "sourceId": "77", "ctwaClid": "c-1",
            "sourceUrl": "https://fb.me/77", "title": "Anúncio" } });
        shop.says("A1", 3_601, &text, card).await;
        let one = shop.conversations().await[0].clone();
        assert_eq!(one["entry"]["kind"], if text_wins { "link" } else { "ad" });
        let mut methods: Vec<Value> = shop.touches(&one).await.iter().map(|touch| touch["method"].clone()).collect();
        methods.sort_by_key(ToString::to_string);
        assert_eq!(methods, ["ad_header", "code"]);
    }
}

#[tokio::test]
async fn a_test_on_a_phone_tells_which_carriers_come_through_and_moves_no_figure() {
    let shop = Shop::open().await;
    let body = json!({ "channel_id": shop.channel_id, "phone": "11 99999-0001" });
    let test = shop.world.post("/api/v1/company/carrier-tests", body).await;
    let path = format!("/api/v1/company/carrier-tests/{}", test["id"].as_str().unwrap());
    let state = |test: &Value, carrier: &str| {
        let steps = test["steps"].as_array().unwrap();
        steps.iter().find(|one| one["carrier"] == carrier).unwrap()["state"].clone()
    };
    let text = |carrier: &str| {
        let step = test["steps"].as_array().unwrap().iter().find(|one| one["carrier"] == carrier).unwrap().clone();
        parameter(&step["url"].as_str().unwrap().parse().unwrap(), "text").unwrap()
    };
    assert_eq!((state(&test, "code"), state(&test, "product_link")), (json!("waiting"), json!("unavailable")));
    shop.says("A1", 3_601, &text("code"), json!({})).await;
    shop.says("A2", 3_602, &nascente_domain::invisible::without(&text("invisible_code")), json!({})).await;
    shop.says("A3", 3_603, &text("hashtag"), json!({})).await;
    shop.says("A4", 3_604, &format!("{} e mais", text("prefilled_text")), json!({})).await;
    let seen = shop.world.get(&path).await;
    let states = ["code", "invisible_code", "hashtag", "prefilled_text", "link_header"].map(|one| state(&seen, one));
    assert_eq!(states, ["works", "lost", "works", "lost", "waiting"]);
    let funnel = shop.world.get("/api/v1/reports/funnel?from=2026-11-01&to=2026-11-30").await;
    assert_eq!(funnel["totals"]["conversations"], 0, "a test number counts nowhere");
    let (other, _) = new_company(&shop.world.app, "Outra").await;
    let stranger = new_token(&shop.world.app, other, Role::Admin, None).await;
    assert_eq!(shop.world.ask(&stranger, Method::GET, &path, None).await.0, StatusCode::NOT_FOUND);
}
