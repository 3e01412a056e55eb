//! Each provider's trip against its fake: in with its origin, answered, seen, typed on the phone, lost and found again.

use nascente_domain::connection::Connection;
use nascente_domain::message::SendStatus;
use nascente_domain::moment::{DAY, HOUR};
use nascente_server::connect::watch;
use nascente_server::demo::simulator::fakes::{Happening, Line, Progress, Said, Sent};
use nascente_wire::Provider;
use nascente_wire::provider::{is_paired_by_code, sets_webhook};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::office::{Number, Office, ad, said, until};
use crate::world::World;

const ANA: &str = "5511999990001";
const BIA: &str = "5511999990002";

#[tokio::test]
async fn meta_goes_the_whole_way() {
    trip(Provider::MetaCloud, "access_token").await;
}

#[tokio::test]
async fn dialog360_goes_the_whole_way() {
    trip(Provider::Dialog360, "api_key").await;
}

#[tokio::test]
async fn twilio_goes_the_whole_way() {
    trip(Provider::Twilio, "auth_token").await;
}

#[tokio::test]
async fn zapi_goes_the_whole_way() {
    trip(Provider::Zapi, "client_token").await;
}

#[tokio::test]
async fn evolution_goes_the_whole_way() {
    trip(Provider::Evolution, "api_key").await;
}

#[tokio::test]
async fn waha_goes_the_whole_way() {
    trip(Provider::Waha, "api_key").await;
}

async fn trip(provider: Provider, key: &str) {
    let (world, office) = (World::start().await, Office::open().await);
    let number = office.connect(&world, provider).await;
    let shown = world.post(&format!("{}/check", number.path), json!({})).await;
    assert_eq!(shown["connection"]["state"], "connected", "{shown}");
    let conversation = a_lead_of_an_ad_comes_in_once(&world, &office, &number).await;
    an_answer_goes_out_and_is_seen(&world, &office, &number, &conversation).await;
    if provider != Provider::Twilio {
        an_answer_typed_on_the_phone_counts(&world, &office, &number).await;
    }
    a_wrong_key_names_its_setting(&world, &number, key).await;
    let company_id = world.company_id;
    let differences = world.app.db.read(move |tx| nascente_store::report::differences(tx, company_id)).await;
    assert_eq!(differences.unwrap(), Vec::new());
}

/// The customer has erased the text of the ad; the card stays.
async fn a_lead_of_an_ad_comes_in_once(world: &World, office: &Office, number: &Number) -> String {
    let lead = Said { card: Some(ad()), ..said("3EB0AD01", ANA, world.now(), "oi") };
    for _ in 0..2 {
        office.tell(world, number, &Happening::Message(lead.clone())).await;
    }
    let listed = world.get("/api/v1/conversations?count=true").await;
    assert_eq!(listed["total"], 1, "{listed}");
    let entry = &listed["items"][0]["entry"];
    assert_eq!((&entry["kind"], &entry["method"]), (&json!("ad"), &json!("ad_header")), "{entry}");
    assert_eq!(
        (&entry["source_id"], &entry["source_url"]),
        (&json!("120210000000000001"), &json!("https://fb.me/promo"))
    );
    assert_eq!((&entry["ctwa_clid"], &entry["headline"]), (&json!("ARAclique"), &json!("Coleção Verão")));
    let contact = &listed["items"][0]["contact"];
    assert_eq!((&contact["phone"], &contact["name"]), (&json!(ANA), &json!("Marina Teste")));
    let id = listed["items"][0]["id"].as_str().unwrap().to_owned();
    let messages = world.get(&format!("/api/v1/conversations/{id}/messages?count=true")).await;
    assert_eq!((&messages["total"], &messages["items"][0]["text"]), (&json!(1), &json!("oi")));
    id
}

async fn an_answer_goes_out_and_is_seen(world: &World, office: &Office, number: &Number, conversation: &str) {
    let thread = format!("/api/v1/conversations/{conversation}/messages");
    world.post(&thread, json!({ "text": "Olá! Qual o tamanho?" })).await;
    let sent = office.wait_for(number, 1).await;
    assert_eq!((sent[0].to.as_str(), sent[0].text.as_deref()), (ANA, Some("Olá! Qual o tamanho?")));
    until(world, &thread, |messages| ours(messages)["status"] == "sent").await;
    for (status, word) in [(SendStatus::Delivered, "delivered"), (SendStatus::Read, "read")] {
        office.tell(world, number, &Happening::Progress(progress(world, &sent[0], status))).await;
        assert_eq!(ours(&world.get(&thread).await)["status"], word);
    }
}

fn progress(world: &World, sent: &Sent, status: SendStatus) -> Progress {
    let (id, to, our_id) = (sent.id.clone(), sent.to.clone(), sent.our_id.clone());
    Progress { id, to, status, at: world.now(), our_id, proves_ad: false }
}

fn ours(messages: &Value) -> Value {
    let items = messages["items"].as_array().unwrap();
    items.iter().find(|message| message["direction"] == "out").cloned().unwrap_or_default()
}

async fn an_answer_typed_on_the_phone_counts(world: &World, office: &Office, number: &Number) {
    office.tell(world, number, &Happening::Message(said("3EB0BB01", BIA, world.now(), "tem loja física?"))).await;
    world.clock.advance(60_000);
    let echo = Happening::Echo(said("3EB0BB02", BIA, world.now(), "Tem sim, na Augusta"));
    for _ in 0..2 {
        office.tell(world, number, &echo).await;
    }
    let listed = world.get(&format!("/api/v1/conversations?q={BIA}")).await;
    let conversation = &listed["items"][0];
    assert_eq!(conversation["first_response_at"], world.now().to_string(), "{conversation}");
    let thread = format!("/api/v1/conversations/{}/messages", conversation["id"].as_str().unwrap());
    let messages = world.get(&thread).await;
    assert_eq!(messages["items"].as_array().unwrap().len(), 2, "{messages}");
    assert_eq!(
        (&ours(&messages)["author"], &ours(&messages)["text"]),
        (&json!("phone"), &json!("Tem sim, na Augusta"))
    );
}

async fn a_wrong_key_names_its_setting(world: &World, number: &Number, key: &str) {
    world.patch(&number.path, json!({ "settings": { key: "errado" } })).await;
    let wrong = world.post(&format!("{}/check", number.path), json!({})).await;
    let connection = &wrong["connection"];
    assert_eq!((&connection["state"], &connection["wrong_setting"]), (&json!("wrong_key"), &json!(key)), "{wrong}");
    let mended = json!({ "settings": { key: format!("segredo-{key}") } });
    world.patch(&number.path, mended).await;
    let mended = world.post(&format!("{}/check", number.path), json!({})).await;
    assert_eq!(mended["connection"]["state"], "connected");
}

/// The providers that pair by code.
const PAIRED: &[Provider] = &[Provider::Evolution, Provider::Waha, Provider::Zapi];

#[tokio::test]
async fn a_number_is_paired_by_its_code_lost_and_found_again() {
    for provider in PAIRED.iter().copied() {
        assert!(is_paired_by_code(provider), "{provider}");
        let (world, office) = (World::start().await, Office::open().await);
        let number = office.connect(&world, provider).await;
        office.fakes.set_state(provider, &number.key, Connection::Disconnected);
        let pairing = format!("{}/pairing", number.path);
        let asked = world.post(&pairing, json!({})).await;
        let code = if asked["state"] == "not_ready" { world.post(&pairing, json!({})).await } else { asked };
        assert_eq!(code["state"], "code", "{provider}: {code}");
        let drawn = code["qr_svg"].as_str().map(|svg| svg.starts_with("<svg"));
        let painted = code["qr_png"].as_str().map(|png| png.starts_with("data:image/png;base64,"));
        assert_eq!(drawn.or(painted), Some(true), "{provider}");
        office.fakes.set_state(provider, &number.key, Connection::Connected);
        assert_eq!(world.post(&pairing, json!({})).await["state"], "connected", "{provider}");
        let state = |word: &'static str| move |channel: &Value| channel["connection"]["state"] == word;
        until(&world, &number.path, state("connected")).await;

        world.clock.advance(HOUR);
        office.fakes.set_state(provider, &number.key, Connection::Disconnected);
        office.tell(&world, &number, &Happening::Connection(Connection::Disconnected)).await;
        let lost = world.get(&number.path).await;
        assert_eq!((&lost["connection"]["state"], &lost["state"]), (&json!("disconnected"), &json!("error")));
        assert_eq!(lost["connection"]["since"], world.now().to_string(), "{provider}");
        world.clock.advance(HOUR);
        office.fakes.set_state(provider, &number.key, Connection::Connected);
        watch::round(&world.app).await.unwrap();
        let found = until(&world, &number.path, state("connected")).await;
        assert_eq!(found["connection"]["since"], world.now().to_string(), "{provider}");

        let (status, _) = world.ask(&world.admin, Method::DELETE, &pairing, None).await;
        assert_eq!(status, StatusCode::NO_CONTENT, "{provider}");
        until(&world, &number.path, state("disconnected")).await;
    }
}

/// What failed counts as started, so that starting it again changes nothing.
#[tokio::test]
async fn a_waha_session_that_failed_is_restarted_before_its_code_is_shown() {
    let (world, office) = (World::start().await, Office::open().await);
    let number = office.connect(&world, Provider::Waha).await;
    office.fakes.set_state(Provider::Waha, &number.key, Connection::Unknown);
    let pairing = format!("{}/pairing", number.path);
    assert_eq!(world.post(&pairing, json!({})).await["state"], "not_ready");
    let code = world.post(&pairing, json!({})).await;
    assert_eq!((&code["state"], code["qr_svg"].is_string()), (&json!("code"), true), "{code}");
}

#[tokio::test]
async fn our_address_is_set_where_the_provider_takes_it() {
    let (world, office) = (World::start().await, Office::open().await);
    let mut set = Vec::new();
    for provider in Provider::ALL.iter().copied().filter(|one| sets_webhook(*one)) {
        let number = office.connect(&world, provider).await;
        let address = world.get(&number.path).await["webhook_url"].as_str().unwrap().to_owned();
        office.fakes.open(Line { webhook: None, ..office.fakes.line(provider, &number.key).unwrap() });
        let done = world.post(&format!("{}/webhook", number.path), json!({})).await;
        assert_eq!(done, json!({ "done": true, "reason": null }), "{provider}");
        assert_eq!(office.fakes.line(provider, &number.key).unwrap().webhook, Some(address), "{provider}");
        set.push(provider);
    }
    let all = [Provider::Dialog360, Provider::Evolution, Provider::Waha, Provider::Zapi];
    assert_eq!(set, all);
    let meta = office.connect(&world, Provider::MetaCloud).await;
    let by_hand = world.post(&format!("{}/webhook", meta.path), json!({})).await;
    assert_eq!((&by_hand["done"], by_hand["reason"].is_string()), (&json!(false), true));
}

const FUNNEL: &str = "/api/v1/reports/funnel?from=2026-11-01&to=2026-11-30&group_by=kind";

#[tokio::test]
async fn a_number_moves_to_another_provider_with_its_links_contacts_and_figures() {
    let (world, office) = (World::start().await, Office::open().await);
    let meta = office.connect(&world, Provider::MetaCloud).await;
    let link = json!({ "name": "Bio", "channel_id": meta.id, "site": "Instagram", "slug": "bio" });
    let link = world.post("/api/v1/links", link).await;
    let lead = Said { card: Some(ad()), ..said("wamid.1", ANA, world.now(), "oi") };
    office.tell(&world, &meta, &Happening::Message(lead)).await;
    let before = (world.get(FUNNEL).await, world.get("/api/v1/conversations").await);

    let body = json!({ "provider": "zapi", "settings": office.settings(Provider::Zapi) });
    let moved = world.patch(&meta.path, body).await;
    assert_eq!(
        (&moved["id"], &moved["provider"], &moved["state"]),
        (&json!(meta.id), &json!("zapi"), &json!("waiting"))
    );
    assert!(moved["webhook_url"].as_str().unwrap().contains("/hooks/zapi/"), "{moved}");
    assert!(moved["settings"].get("phone_number_id").is_none(), "{moved}");
    assert_eq!((world.get(FUNNEL).await, world.get("/api/v1/conversations").await), before);
    let same = world.get(&format!("/api/v1/links/{}", link["id"].as_str().unwrap())).await;
    assert_eq!((&same["short_url"], &same["whatsapp_url"]), (&link["short_url"], &link["whatsapp_url"]));

    let zapi = office.line(Provider::Zapi, &moved);
    office.tell(&world, &zapi, &Happening::Message(said("3EB01", ANA, world.now(), "voltei"))).await;
    office.tell(&world, &meta, &Happening::Message(said("wamid.2", ANA, world.now(), "atrasada"))).await;
    let listed = world.get("/api/v1/conversations?count=true").await;
    assert_eq!(listed["total"], 1, "{listed}");
    let id = listed["items"][0]["id"].as_str().unwrap().to_owned();
    let thread = world.get(&format!("/api/v1/conversations/{id}/messages?count=true")).await;
    assert_eq!(thread["total"], 3, "what the former provider delivers late is not lost: {thread}");
    world.post(&format!("/api/v1/conversations/{id}/messages"), json!({ "text": "olá de novo" })).await;
    office.wait_for(&zapi, 1).await;
    assert!(office.sent(&meta).is_empty());

    let back = world.patch(&meta.path, json!({ "provider": "meta_cloud" })).await;
    assert_eq!((&back["provider"], &back["settings"]["phone_number_id"]), (&json!("meta_cloud"), &json!(meta.key)));
    assert_eq!(back["secrets_set"], json!(["access_token", "app_secret", "verify_token"]));
    office.tell(&world, &zapi, &Happening::Message(said("3EB02", ANA, world.now(), "atrasada também"))).await;
    world.clock.advance(31 * DAY);
    let late = office.post(&zapi, &Happening::Message(said("3EB03", ANA, world.now(), "tarde demais"))).await;
    assert!(late.unwrap_err().to_string().contains("404"));
}

#[tokio::test]
async fn two_servers_may_call_two_numbers_alike_and_one_server_may_not() {
    let (world, office) = (World::start().await, Office::open().await);
    let body = |server: &str| {
        let mut settings = office.settings(Provider::Waha);
        settings.insert("base_url".into(), server.to_owned());
        json!({ "provider": "waha", "name": "Loja", "phone_number": "11 3000-0001", "settings": settings })
    };
    world.post("/api/v1/channels", body("http://127.0.0.1:9/um")).await;
    world.post("/api/v1/channels", body("http://127.0.0.1:9/dois")).await;
    let again = Some(body("http://127.0.0.1:9/um"));
    let (status, problem) = world.ask(&world.admin, Method::POST, "/api/v1/channels", again).await;
    assert_eq!((status, &problem["code"]), (StatusCode::CONFLICT, &json!("number_in_use")));
}
