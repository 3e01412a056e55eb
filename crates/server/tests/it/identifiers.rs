//! Entry identifiers are found, counted and named.

use nascente_domain::id::{ChannelId, ContactId, ConversationId, IdentifierId};
use nascente_store::{Statement, params};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::links::{new_channel, new_link, run};
use crate::meta::{messages, text, with_ad};
use crate::world::World;

static INSERT_CONTACT: Statement = Statement::new(
    "insert into contact (company_id, contact_id, search_text, excluded, created_at) values ($1, $2, '', false, 0)",
);
static INSERT_CONVERSATION: Statement = Statement::new(
    "insert into conversation (company_id, conversation_id, protocol, version, status, started_by, contact_id, channel_id,
        department_id, returned, excluded, new_contact, opened_at, entry_day, last_message_at, last_message_preview,
        last_message_kind, last_message_direction, engaged, unread, entry_kind, identifier_id, entry_method,
        entry_confidence, entry_unidentified)
     values ($1, $2, $3, 1, 'closed', $4, $5, $6, $7, 'no', $8, true, 0, 0, 0, '', 'text', 'inbound', false, 0, 'link',
        $9, 'code', 1.0, false)",
);

/// A closed conversation that came in by an identifier.
async fn new_conversation(
    world: &World,
    channel: ChannelId,
    identifier: &Value,
    started_by: &'static str,
    excluded: bool,
) {
    let (company, contact): (_, ContactId) = (world.company_id, world.app.id());
    let (conversation, department): (ConversationId, _) = (world.app.id(), world.department_id);
    let identifier: IdentifierId = identifier.as_str().unwrap().parse().unwrap();
    run(&world.app, &INSERT_CONTACT, move || params![company, contact]).await;
    let values = move || {
        let protocol = conversation.to_string();
        params![company, conversation, protocol, started_by, contact, channel, department, excluded, identifier]
    };
    run(&world.app, &INSERT_CONVERSATION, values).await;
}

#[tokio::test]
async fn conversations_that_count_are_counted_at_the_link_and_at_its_identifier() {
    let world = World::start().await;
    let channel = new_channel(&world.app, world.company_id, "5511999990001").await;
    let link = new_link(&world, channel, json!({})).await;
    new_link(&world, channel, json!({ "name": "Outro" })).await;
    let identifier = &link["identifier_id"];
    new_conversation(&world, channel, identifier, "contact", false).await;
    new_conversation(&world, channel, identifier, "contact", false).await;
    new_conversation(&world, channel, identifier, "contact", true).await;
    new_conversation(&world, channel, identifier, "company", false).await;
    let counts = |page: Value| -> Vec<i64> {
        page["items"].as_array().unwrap().iter().map(|item| item["conversations"].as_i64().unwrap()).collect()
    };
    assert_eq!(counts(world.get("/api/v1/links").await), [0, 2]);
    assert_eq!(counts(world.get("/api/v1/entry-identifiers").await), [0, 2]);
    let one = world.get(&format!("/api/v1/entry-identifiers/{}", identifier.as_str().unwrap())).await;
    assert_eq!(one["conversations"], 2);
}

#[tokio::test]
async fn identifiers_are_found_by_kind_and_by_part_of_label_or_key_without_accents() {
    let world = World::start().await;
    let channel = new_channel(&world.app, world.company_id, "5511999990001").await;
    new_link(&world, channel, json!({ "name": "Promoção de Verão", "slug": "verao" })).await;
    new_link(&world, channel, json!({ "name": "Natal", "slug": "natal-26" })).await;
    new_link(&world, channel, json!({ "kind": "hashtag", "message": "#VERÃO oi" })).await;
    let found = |query: &str| {
        let (world, path) = (&world, format!("/api/v1/entry-identifiers?count=true&{query}"));
        async move {
            let page = world.get(&path).await;
            let labels: Vec<String> =
                page["items"].as_array().unwrap().iter().map(|item| item["label"].as_str().unwrap().into()).collect();
            (labels, page["total"].as_i64().unwrap())
        }
    };
    assert_eq!(found("kind=hashtag").await, (vec!["#VERÃO".to_owned()], 1));
    assert_eq!(found("q=PROMOCAO").await, (vec!["Promoção de Verão".to_owned()], 1));
    assert_eq!(found("q=l-26").await, (vec!["Natal".to_owned()], 1));
    assert_eq!(found("q=ver%C3%A3o&limit=1").await, (vec!["#VERÃO".to_owned()], 2));
    assert_eq!(found("q=%25&kind=link").await, (vec![], 0));
    assert_eq!(found("q=%00").await, (vec![], 0));
    let page = world.get("/api/v1/entry-identifiers?q=verao&limit=1").await;
    let cursor = page["next_cursor"].as_str().unwrap();
    let next = world.get(&format!("/api/v1/entry-identifiers?q=verao&limit=1&cursor={cursor}")).await;
    assert_eq!((&next["items"][0]["label"], &next["next_cursor"]), (&json!("Promoção de Verão"), &Value::Null));
    let (status, _) = world.ask(&world.admin, Method::GET, "/api/v1/entry-identifiers?kind=x", None).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn a_person_names_an_identifier_and_takes_the_names_away_again() {
    let world = World::start().await;
    let channel = new_channel(&world.app, world.company_id, "5511999990001").await;
    let link = new_link(&world, channel, json!({ "name": "Bio" })).await;
    let path = format!("/api/v1/entry-identifiers/{}", link["identifier_id"].as_str().unwrap());
    let given = json!({ "label": " Perfil ", "campaign": "C", "ad_set": "S", "ad": "A", "site": "TikTok" });
    let named = world.patch(&path, given).await;
    assert_eq!((&named["label"], &named["ad_set"], &named["site"]), (&json!("Perfil"), &json!("S"), &json!("TikTok")));
    let kept = world.patch(&path, json!({})).await;
    assert_eq!(kept, named);
    let bare = world.patch(&path, json!({ "label": "", "campaign": "", "ad_set": " ", "ad": "", "site": "" })).await;
    assert_eq!(
        (&bare["label"], &bare["campaign"], &bare["ad_set"], &bare["ad"], &bare["site"]),
        (&json!("Bio"), &Value::Null, &Value::Null, &Value::Null, &Value::Null)
    );
    let wrong = json!({ "label": "x".repeat(121), "site": "a\u{1}" });
    let (status, problem) = world.ask(&world.admin, Method::PATCH, &path, Some(wrong)).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(problem["errors"].as_array().unwrap().len(), 2);
}

/// The answer to a file of names.
async fn names(world: &World, preview: bool, file: &str) -> Value {
    let address = format!("{}/api/v1/entry-identifiers/import?preview={preview}", world.url);
    let request = world.http.post(address).bearer_auth(&world.admin).header("content-type", "text/csv");
    request.body(file.to_owned()).send().await.unwrap().json().await.unwrap()
}

#[tokio::test]
async fn a_file_of_the_ads_manager_is_previewed_and_then_names_the_ads_that_are_known() {
    let world = World::start().await;
    let line = world.connect().await;
    for (phone, ad) in [("5511910000001", "120001"), ("5511910000002", "120002")] {
        let message = with_ad(text(phone, &format!("wamid.{ad}"), 0, "oi"), ad, &format!("clid-{ad}"));
        world.deliver(&line, &messages(phone, &[message])).await;
    }
    let known = world.get("/api/v1/entry-identifiers?kind=ad").await["items"].as_array().unwrap().clone();
    let one = known.iter().find(|one| one["key"] == "120001").unwrap()["id"].as_str().unwrap().to_owned();
    let other = known.iter().find(|one| one["key"] == "120002").unwrap()["id"].as_str().unwrap().to_owned();
    world.patch(&format!("/api/v1/entry-identifiers/{other}"), json!({ "label": "O meu nome" })).await;
    let file = "\u{feff}Nome da campanha;Nome do conjunto de an\u{fa}ncios;Nome do an\u{fa}ncio;Identifica\u{e7}\u{e3}o do an\u{fa}ncio\r\n\
        Natal;Mulheres;V\u{ed}deo azul;120001\r\nNatal;Homens;Foto;120002\r\nNatal;Homens;Foto;999\r\nNatal;H;F;1,2E+17\r\n";
    let preview = names(&world, true, file).await;
    let states: Vec<&str> =
        preview["rows"].as_array().unwrap().iter().map(|row| row["state"].as_str().unwrap()).collect();
    assert_eq!((states, &preview["changed"]), (vec!["changed", "changed", "unseen"], &json!(2)), "{preview}");
    assert_eq!((&preview["errors"][0]["line"], &preview["errors"][0]["code"]), (&json!(5), &json!("ad_id")));
    assert_eq!(world.get(&format!("/api/v1/entry-identifiers/{one}")).await["campaign"], Value::Null);
    assert_eq!(names(&world, false, file).await["changed"], 2);
    let named = world.get(&format!("/api/v1/entry-identifiers/{one}")).await;
    let told = ["label", "campaign", "ad_set", "ad"].map(|field| named[field].as_str().unwrap().to_owned());
    assert_eq!(told, ["V\u{ed}deo azul", "Natal", "Mulheres", "V\u{ed}deo azul"]);
    assert_eq!(world.get(&format!("/api/v1/entry-identifiers/{other}")).await["label"], "O meu nome");
    assert_eq!(names(&world, false, file).await["changed"], 0);
    let wrong = names(&world, true, "campanha,valor\nNatal,5\n").await;
    assert_eq!(wrong["errors"][0]["code"], "column_missing");
}

/// A fake of the Marketing API that knows one ad and refuses whole questions that name another.
async fn marketing_fake() -> String {
    use axum::extract::Query;
    use axum::http::{HeaderMap, StatusCode as Status};
    let tell = |headers: HeaderMap, Query(asked): Query<std::collections::BTreeMap<String, String>>| async move {
        if headers.get("authorization").is_none_or(|value| value != "Bearer lendo-anuncios") {
            return (Status::UNAUTHORIZED, axum::Json(json!({ "error": { "code": 190 } })));
        }
        if asked["ids"] != "120001" {
            return (Status::BAD_REQUEST, axum::Json(json!({ "error": { "code": 100 } })));
        }
        let names = json!({ "name": "V\u{ed}deo", "adset": { "name": "Homens" }, "campaign": { "name": "Natal" } });
        (Status::OK, axum::Json(json!({ "120001": names })))
    };
    let routes = axum::Router::new().route("/v24.0/", axum::routing::get(tell));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    #[expect(clippy::disallowed_methods, reason = "the fake ends with its test")]
    let _running = tokio::spawn(async move { axum::serve(listener, routes).await.unwrap() });
    url
}

#[tokio::test]
async fn names_of_ads_come_by_the_marketing_api_where_a_token_is_set() {
    let world = World::start().await;
    let line = world.connect().await;
    for (phone, ad) in [("5511910000001", "120001"), ("5511910000002", "120002")] {
        let message = with_ad(text(phone, &format!("wamid.{ad}"), 0, "oi"), ad, &format!("clid-{ad}"));
        world.deliver(&line, &messages(phone, &[message])).await;
    }
    let fetch = "/api/v1/entry-identifiers/fetch-names";
    let (status, problem) = world.ask(&world.admin, Method::POST, fetch, None).await;
    assert_eq!((status, &problem["code"]), (StatusCode::CONFLICT, &json!("no_token")));
    let set = |token: &'static str, base_url: String| {
        let body = json!({ "access_token": token, "base_url": base_url });
        world.ask(&world.admin, Method::PUT, "/api/v1/company/marketing-api", Some(body))
    };
    let fake = marketing_fake().await;
    assert_eq!(set("errado", fake.clone()).await.0, StatusCode::OK);
    assert_eq!(world.post(fetch, json!({})).await["error"], "token_refused");
    let (_, kept) = set("lendo-anuncios", fake).await;
    assert!(kept["has_token"] == true && !kept.to_string().contains("lendo-anuncios"), "{kept}");
    let fetched = world.post(fetch, json!({})).await;
    assert_eq!(fetched, json!({ "asked": 2, "named": 1, "unknown": ["120002"], "error": null }));
    let named = world.get("/api/v1/entry-identifiers?kind=ad&q=V%C3%ADdeo").await["items"][0].clone();
    assert_eq!((&named["campaign"], &named["ad_set"]), (&json!("Natal"), &json!("Homens")), "{named}");
    let (status, _) = world.ask(&world.admin, Method::DELETE, "/api/v1/company/marketing-api", None).await;
    assert_eq!(status, StatusCode::NO_CONTENT);
    assert_eq!(world.get("/api/v1/company/marketing-api").await["has_token"], false);
}

#[tokio::test]
async fn merged_identifiers_count_as_one_and_are_split_exactly_as_they_were() {
    let world = World::start().await;
    let line = world.connect().await;
    let say = |number: usize, said: &'static str| {
        let phone = format!("55119{:08}", 40_000_000 + number);
        messages(&phone, &[text(&phone, &format!("wamid.m{number}"), 0, said)])
    };
    world.deliver(&line, &say(1, "#natal quero")).await;
    world.deliver(&line, &say(2, "#nata quero")).await;
    world.deliver(&line, &say(3, "#natl quero")).await;
    let listed = world.get("/api/v1/entry-identifiers?kind=hashtag").await["items"].as_array().unwrap().clone();
    let id = |key: &str| listed.iter().find(|one| one["key"] == key).unwrap()["id"].as_str().unwrap().to_owned();
    let (natal, nata, natl) = (id("natal"), id("nata"), id("natl"));
    let act = |id: &str, what: &'static str, into: &str| {
        let path = format!("/api/v1/entry-identifiers/{id}/{what}");
        let body = json!({ "into": into });
        let world = &world;
        async move { world.ask(&world.admin, Method::POST, &path, Some(body)).await }
    };
    let counted = || async {
        let mut counts = Vec::new();
        for id in [&natal, &nata, &natl] {
            counts.push(world.get(&format!("/api/v1/entry-identifiers/{id}")).await["conversations"].as_i64().unwrap());
        }
        let path = "/api/v1/reports/funnel?group_by=entry_identifier";
        let rows = world.get(path).await["rows"].as_array().unwrap().clone();
        (counts, rows.iter().filter(|row| row["conversations"] != 0).count())
    };
    assert_eq!(counted().await, (vec![1, 1, 1], 3));
    assert_eq!(act(&natl, "merge", &nata).await.0, StatusCode::OK);
    assert_eq!(act(&nata, "merge", &natal).await.0, StatusCode::OK);
    assert_eq!(counted().await, (vec![3, 0, 0], 1));
    assert_eq!(act(&natal, "merge", &natl).await.0, StatusCode::CONFLICT, "a ring");
    assert_eq!(act(&natal, "merge", &natal).await.0, StatusCode::CONFLICT, "itself");
    assert_eq!(world.get("/api/v1/entry-identifiers?kind=hashtag").await["items"].as_array().unwrap().len(), 1);
    // What arrives later counts there too, and its touch still says what was written.
    world.deliver(&line, &say(4, "#natl de novo")).await;
    assert_eq!(counted().await, (vec![4, 0, 0], 1));
    assert_eq!(act(&nata, "split", "").await.0, StatusCode::OK);
    assert_eq!(counted().await, (vec![1, 3, 0], 2));
    assert_eq!(act(&natl, "split", "").await.0, StatusCode::OK);
    assert_eq!(counted().await, (vec![1, 1, 2], 3));
    assert_eq!(act(&natl, "split", "").await.0, StatusCode::CONFLICT);
}
