//! The demo: the planted truths show in the reports, and the simulated phone goes the whole way.

use std::path::PathBuf;
use std::sync::Arc;

use nascente_server::app::App;
use nascente_server::clock::SetClock;
use nascente_server::config::{Config, MediaPlace};
use nascente_server::demo;
use nascente_server::demo::shop::Shop;
use nascente_server::record::recorder;
use nascente_server::serve::Server;
use nascente_store::{Db, db::Place};
use reqwest::StatusCode;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::database::{place_for_test, postgres_server};
use crate::world::{START, World, new_token};

/// A running demo.
struct Demo {
    app: App,
    shop: Shop,
    url: String,
    token: String,
    http: reqwest::Client,
    _folder: TempDir,
}

impl Demo {
    async fn start(place_in: impl FnOnce(PathBuf) -> Place) -> Self {
        let folder = TempDir::new().unwrap();
        let place = place_in(folder.path().join("nascente.db"));
        let config = Config {
            listen: "127.0.0.1:0".parse().unwrap(),
            place: place.clone(),
            data_dir: PathBuf::from(folder.path()),
            public_url: None,
            trusted_proxies: Vec::new(),
            outbound_allow: Vec::new(),
            secret_key: None,
            geoip_file: None,
            click_patience: std::time::Duration::from_secs(20),
            media: MediaPlace::Folder(folder.path().join("media")),
            media_largest: nascente_domain::media::LARGEST,
            demo: true,
        };
        let opened = tokio::task::spawn_blocking(move || Db::open(&place)).await.unwrap().unwrap();
        let app = App::new(opened, config, Arc::new(SetClock::at(START.parse().unwrap())), 0);
        let shop = demo::prepare(&app, 0).await.unwrap();
        let server = Server::bind(app.clone()).await.unwrap();
        let url = format!("http://{}", server.address());
        demo::connect(&app, &shop).await.unwrap();
        app.tasks.spawn(async move { server.run().await.unwrap() });
        let token = new_token(&app, shop.company_id, nascente_domain::role::Role::Admin, None).await;
        #[expect(clippy::disallowed_methods, reason = "a story is a client from outside")]
        let http = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
        Self { app, shop, url, token, http, _folder: folder }
    }

    async fn get(&self, path: &str) -> Value {
        let answer = self.http.get(format!("{}{path}", self.url)).bearer_auth(&self.token).send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::OK, "GET {path}");
        answer.json().await.unwrap()
    }

    /// The funnel of the whole history.
    async fn funnel(&self, group_by: &str) -> Value {
        self.get(&format!("/api/v1/reports/funnel?from=2026-08-20&to=2026-11-22&group_by={group_by}")).await
    }
}

impl Drop for Demo {
    fn drop(&mut self) {
        self.app.stop.cancel();
    }
}

fn row<'a>(funnel: &'a Value, label: &str) -> &'a Value {
    let rows = funnel["rows"].as_array().unwrap();
    let found = rows.iter().find(|row| row["label"] == label);
    assert!(found.is_some(), "no row {label} in {funnel}");
    found.unwrap()
}

fn share(row: &Value, of: &str) -> f64 {
    row[of].as_f64().unwrap() / row["conversations"].as_f64().unwrap()
}

/// One demo serves several sentences: ninety days are quick to play, but not free. On PostgreSQL another one is kept in a
/// file, so that the same seed is seen to give the same figures on both stores.
#[tokio::test]
async fn the_demo_shows_its_truths_is_exact_the_same_on_each_store_and_takes_what_a_simulated_phone_sends() {
    let (demo, another) = tokio::join!(Demo::start(place_for_test), another_in_a_file());
    the_planted_truths_show(&demo).await;
    every_figure_is_exact_and_nothing_is_left_to_send(&demo).await;
    if let Some(another) = another {
        the_same_seed_gives_the_same_figures(&demo, &another).await;
    }
    a_second_start_adds_nothing(&demo).await;
    each_way_gives_the_entry_that_it_should(&demo).await;
    an_answer_goes_out_and_proves_the_ad_whose_card_was_closed(&demo).await;
    a_stranger_cannot_use_the_simulated_graph(&demo).await;
    the_pretended_meta_names_the_ad_that_nobody_has_named(&demo).await;
}

async fn another_in_a_file() -> Option<Demo> {
    postgres_server()?;
    Some(Demo::start(Place::File).await)
}

async fn the_planted_truths_show(demo: &Demo) {
    let campaigns = demo.funnel("campaign").await;
    let (many_leads, summer) = (row(&campaigns, "Black Friday – Promo Relâmpago"), row(&campaigns, "Verão 2027"));
    assert!(many_leads["conversations"].as_i64() > Some(600), "{many_leads}");
    assert!(share(many_leads, "won") < 0.06 && share(summer, "won") > 0.3, "{many_leads} {summer}");

    let departments = demo.funnel("department").await;
    let (slow, sales) = (row(&departments, "Pós-venda"), row(&departments, "Vendas"));
    assert!(slow["first_response"]["p50_s"].as_i64() > Some(3 * 3_600), "{slow}");
    assert!(sales["first_response"]["p50_s"].as_i64() < Some(1_800), "{sales}");
    assert!(share(slow, "answered") < 0.75 && share(sales, "answered") > 0.9, "{slow} {sales}");

    let identifiers = demo.funnel("entry_identifier").await;
    let (erased, bio) = (row(&identifiers, "Stories da Carol"), row(&identifiers, "Bio do Instagram"));
    let per_click = |row: &Value| row["conversations"].as_f64().unwrap() / row["clicks"].as_f64().unwrap();
    assert!(erased["clicks"].as_i64() > Some(400), "{erased}");
    assert!(per_click(erased) * 4.0 < per_click(bio), "{erased} {bio}");

    let kinds = demo.funnel("kind").await;
    for kind in ["ad", "post", "link", "hashtag", "product", "return", "none"] {
        let rows = kinds["rows"].as_array().unwrap();
        assert!(rows.iter().any(|row| row["key"] == kind && row["conversations"].as_i64() > Some(20)), "{kind}");
    }
    let closers = demo.funnel("closed_by").await;
    assert!(
        closers["rows"].as_array().unwrap().iter().any(|row| row["key"] == "rule" && row["lost"].as_i64() > Some(100))
    );
    let totals = &kinds["totals"];
    assert!(totals["unclassified"].as_i64() > Some(20) && totals["open"].as_i64() > Some(20), "{totals}");
    let proposed = demo.get("/api/v1/contacts/merge-proposals?count=true").await;
    assert!(proposed["total"].as_i64() >= Some(1), "{proposed}");
    let pairs = proposed["items"].as_array().unwrap();
    assert!(pairs.iter().any(|pair| pair["other"]["username"] == "heloisa.prado"), "{proposed}");
    let health = demo.get("/api/v1/tracking-health").await;
    let alarms = health["items"].as_array().unwrap().iter().filter(|one| one["state"] == "warning");
    let alarms: Vec<_> = alarms.map(|one| (one["code"].as_str().unwrap(), one["subject"]["name"].as_str())).collect();
    assert_eq!(alarms, [("link_never_clicked", Some("Placa do estacionamento"))], "{health}");
    let page = demo.http.get(format!("{}/demonstracao", demo.url)).send().await.unwrap().text().await.unwrap();
    for told in ["admin@demo.nascente", "demonstracao", "Black Friday – Promo Relâmpago", "/simulator"] {
        assert!(page.contains(told), "{told}");
    }
}

async fn every_figure_is_exact_and_nothing_is_left_to_send(demo: &Demo) {
    let company_id = demo.shop.company_id;
    let differences = demo.app.db.read(move |tx| nascente_store::report::differences(tx, company_id)).await;
    assert_eq!(differences.unwrap(), Vec::new());
    let waiting = demo.app.db.read(move |tx| nascente_store::job::count_ready(tx, company_id)).await;
    assert_eq!(waiting.unwrap(), 0, "nothing of the past may be sent");
    let failed = demo.get("/api/v1/deliveries?state=failed&count=true").await;
    assert_eq!(failed["total"], 0, "{failed}");
}

async fn the_same_seed_gives_the_same_figures(one: &Demo, other: &Demo) {
    for group_by in ["entry_identifier", "department", "agent", "disposition", "day"] {
        let (mut first, mut second) = (one.funnel(group_by).await, other.funnel(group_by).await);
        for funnel in [&mut first, &mut second] {
            without_ids(funnel);
        }
        assert_eq!(first, second, "{group_by}");
    }
}

async fn a_second_start_adds_nothing(one: &Demo) {
    let before = one.funnel("kind").await;
    let again = demo::prepare(&one.app, 0).await.unwrap();
    assert_eq!(again.company_id, one.shop.company_id);
    assert_eq!(one.funnel("kind").await, before);
}

/// Ids differ from one store to the next; figures do not.
fn without_ids(funnel: &mut Value) {
    let rows = funnel["rows"].as_array_mut().unwrap();
    for row in rows.iter_mut() {
        for name in ["key", "conversations_query", "clicks_query"] {
            row[name] = Value::Null;
        }
    }
    rows.sort_by_key(|row| (row["label"].to_string(), row["conversations"].as_i64()));
}

/// A simulated phone in the hand of a story.
struct InHand<'a> {
    demo: &'a Demo,
    id: String,
}

impl Demo {
    async fn post(&self, path: &str, body: Value) -> Value {
        let answer = self.http.post(format!("{}{path}", self.url)).bearer_auth(&self.token).json(&body).send().await;
        let answer = answer.unwrap();
        let (status, text) = (answer.status(), answer.text().await.unwrap());
        assert!(status.is_success(), "POST {path}: {status} {text}");
        serde_json::from_str(&text).unwrap_or(Value::Null)
    }

    async fn phone(&self, number: &str) -> InHand<'_> {
        let made = self.post("/simulator/api/phones", json!({ "name": "Marina Teste", "number": number })).await;
        InHand { demo: self, id: made["id"].as_str().unwrap().to_owned() }
    }
}

impl InHand<'_> {
    /// Taps something; gives the text that the field is filled with.
    async fn tap(&self, what: Value) -> String {
        let tapped = self.demo.post(&format!("/simulator/api/phones/{}/taps", self.id), what).await;
        tapped["prefilled"].as_str().unwrap_or_default().to_owned()
    }

    /// Sends a message; gives the conversation that it became.
    async fn send(&self, message: Value) -> Value {
        self.demo.post(&format!("/simulator/api/phones/{}/messages", self.id), message).await;
        recorder::drain(&self.demo.app).await.unwrap();
        self.conversation().await
    }

    async fn thread(&self) -> Value {
        self.demo.get(&format!("/simulator/api/phones/{}", self.id)).await
    }

    async fn conversation(&self) -> Value {
        self.thread().await["made"]["conversation"].clone()
    }
}

fn entry(conversation: &Value) -> (&str, &str, Option<&str>) {
    let entry = &conversation["entry"];
    (entry["kind"].as_str().unwrap(), entry["method"].as_str().unwrap(), entry["label"].as_str())
}

async fn each_way_gives_the_entry_that_it_should(demo: &Demo) {
    let summer = json!({ "kind": "ad", "key": "colecao-verao" });

    let phone = demo.phone("11 97777-0001").await;
    phone.tap(summer.clone()).await;
    let erased = phone.send(json!({ "text": "quanto custa?" })).await;
    assert_eq!(entry(&erased), ("ad", "ad_header", Some("Coleção Verão")));
    assert_eq!(erased["entry"]["campaign"], "Verão 2027");

    let phone = demo.phone("11 97777-0002").await;
    let text = phone.tap(json!({ "kind": "link", "slug": "bio" })).await;
    let kept = phone.send(json!({ "text": text })).await;
    assert_eq!(entry(&kept), ("link", "code", Some("Bio do Instagram")));

    let phone = demo.phone("11 97777-0003").await;
    phone.tap(json!({ "kind": "link", "slug": "bio" })).await;
    let lost = phone.send(json!({ "text": "oi, tudo bem?" })).await;
    assert_eq!(entry(&lost), ("none", "none", None));

    let phone = demo.phone("11 97777-0004").await;
    let text = phone.tap(json!({ "kind": "link", "slug": "vitrine" })).await;
    let hashtag = phone.send(json!({ "text": text })).await;
    assert_eq!(entry(&hashtag), ("hashtag", "hashtag", Some("#VITRINE")));

    let phone = demo.phone("11 97777-0005").await;
    let plain = phone.send(json!({ "kind": "image", "text": "tem este?" })).await;
    assert_eq!((entry(&plain), plain["last_message"]["kind"].as_str()), (("none", "none", None), Some("image")));

    let phone = demo.phone("11 97777-0007").await;
    phone.tap(json!({ "kind": "product", "retailer_id": "AUR-0112" })).await;
    let asked = phone.send(json!({ "text": "tem no M?" })).await;
    assert_eq!(entry(&asked), ("product", "product", Some("AUR-0112")));

    let phone = demo.phone("11 97777-0008").await;
    phone.tap(json!({ "kind": "chat", "url": "https://wa.me/p/AUR-0227/551130004400" })).await;
    let closed = phone.send(json!({ "text": "oi", "card_closed": true })).await;
    assert_eq!(entry(&closed), ("none", "none", None));

    let post = demo.phone("11 97777-0006").await;
    post.tap(json!({ "kind": "ad", "key": "provador-post" })).await;
    let organic = post.send(json!({ "text": "vi o post" })).await;
    assert_eq!(entry(&organic), ("post", "ad_header", Some("Provador da semana")));
}

async fn an_answer_goes_out_and_proves_the_ad_whose_card_was_closed(demo: &Demo) {
    let phone = demo.phone("31 8888-7777").await;
    phone.tap(json!({ "kind": "ad", "key": "festa" })).await;
    let closed = phone.send(json!({ "text": "oi", "card_closed": true })).await;
    assert_eq!(entry(&closed), ("none", "none", None));

    let id = closed["id"].as_str().unwrap();
    demo.post(&format!("/api/v1/conversations/{id}/messages"), json!({ "text": "Olá! Qual a data?" })).await;
    let thread = until(&phone, |thread| thread["messages"][1]["ticks"] == "read").await;
    assert_eq!(thread["messages"][1]["text"], "Olá! Qual a data?");
    assert_eq!(thread["messages"][1]["own"], false);
    let thread = until(&phone, |thread| thread["made"]["conversation"]["entry"]["unidentified"] == true).await;
    assert_eq!(entry(&thread["made"]["conversation"]), ("ad", "entry_point", None));
    recorder::drain(&demo.app).await.unwrap();
    let messages = demo.get(&format!("/api/v1/conversations/{id}/messages")).await;
    let statuses: Vec<&Value> = messages["items"].as_array().unwrap().iter().map(|one| &one["status"]).collect();
    assert!(statuses.contains(&&json!("read")), "{messages}");
}

/// Looks at the phone until something shows on it; the server works on by itself meanwhile.
async fn until(phone: &InHand<'_>, shown: impl Fn(&Value) -> bool) -> Value {
    let mut thread = phone.thread().await;
    for _ in 0..20_000 {
        if shown(&thread) {
            break;
        }
        tokio::task::yield_now().await;
        thread = phone.thread().await;
    }
    assert!(shown(&thread), "it never showed: {thread}");
    thread
}

async fn a_stranger_cannot_use_the_simulated_graph(demo: &Demo) {
    let url = format!("{}/simulator/api/meta_cloud/v24.0/100200300400500/messages", demo.url);
    let body = json!({ "to": "5511977770001", "type": "text", "text": { "body": "oi" } });
    let answer = demo.http.post(url).bearer_auth("guess").json(&body).send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::UNAUTHORIZED);
    let missing = demo.http.get(format!("{}/simulator/api/phones/none", demo.url)).send().await.unwrap();
    assert_eq!(missing.status(), StatusCode::NOT_FOUND);
}

async fn the_pretended_meta_names_the_ad_that_nobody_has_named(demo: &Demo) {
    let unnamed = async || demo.get("/api/v1/entry-identifiers?kind=ad&campaign=none").await["items"].clone();
    let before = unnamed().await;
    assert_eq!((before.as_array().unwrap().len(), &before[0]["conversations"]), (1, &json!(90)), "{before}");
    let told = demo.post("/api/v1/entry-identifiers/fetch-names", json!({})).await;
    assert_eq!((&told["named"], &told["error"]), (&json!(1), &Value::Null), "{told}");
    assert_eq!(unnamed().await, json!([]));
}

#[tokio::test]
async fn a_store_of_others_is_no_demo_and_has_no_simulator() {
    let world = World::start().await;
    assert!(demo::prepare(&world.app, 0).await.unwrap_err().to_string().contains("other companies"));
    let hidden = world.http.get(format!("{}/simulator/api/choices", world.url)).send().await.unwrap();
    let kind = hidden.headers().get("content-type").cloned();
    assert!(!kind.is_some_and(|kind| kind.to_str().unwrap().contains("json")), "only the demo has a simulator");
}
