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
    let detail = |id: String| {
        let world = &world;
        async move { world.get(&format!("/api/v1/entry-identifiers/{id}")).await }
    };
    // What a split would give back: the branch with what was merged into it.
    let branch = json!([{ "id": nata, "label": "#nata", "key": "nata", "conversations": 3 }]);
    assert_eq!(
        (&detail(natal.clone()).await["merged"], &detail(natal.clone()).await["stands_for_it"]),
        (&branch, &Value::Null)
    );
    let inner = detail(nata.clone()).await;
    assert_eq!((&inner["merged"][0]["conversations"], &inner["stands_for_it"]["id"]), (&json!(2), &json!(natal)));
    assert_eq!(act(&nata, "split", "").await.0, StatusCode::OK);
    assert_eq!(counted().await, (vec![1, 3, 0], 2));
    assert_eq!(act(&natl, "split", "").await.0, StatusCode::OK);
    assert_eq!(counted().await, (vec![1, 1, 2], 3));
    assert_eq!(act(&natl, "split", "").await.0, StatusCode::CONFLICT);
    let changes = world.get(&format!("/api/v1/entry-identifiers/{nata}/changes")).await["items"].clone();
    let told: Vec<(&str, &str, &str)> = changes
        .as_array()
        .unwrap()
        .iter()
        .map(|one| {
            ["way", "identifier", "other"].map(|part| one[part].as_str().or(one[part]["label"].as_str()).unwrap())
        })
        .map(|[way, one, other]| (way, one, other))
        .collect();
    let expected = [
        ("split", "#natl", "#nata"),
        ("split", "#nata", "#natal"),
        ("merged", "#nata", "#natal"),
        ("merged", "#natl", "#nata"),
    ];
    assert_eq!(told, expected);
}

#[tokio::test]
async fn an_ad_shows_the_card_of_its_latest_conversation() {
    let world = World::start().await;
    let line = world.connect().await;
    let message = with_ad(text("5511910000001", "wamid.1", 0, "oi"), "120001", "clid");
    world.deliver(&line, &messages("5511910000001", &[message])).await;
    let ad = world.get("/api/v1/entry-identifiers?kind=ad").await["items"][0]["id"].as_str().unwrap().to_owned();
    let seen = world.get(&format!("/api/v1/entry-identifiers/{ad}")).await;
    let entry = world.get("/api/v1/conversations").await["items"][0]["entry"].clone();
    assert!(entry["headline"].is_string(), "{entry}");
    assert_eq!(
        (&seen["headline"], &seen["conversations"], &seen["key"]),
        (&entry["headline"], &json!(1), &json!("120001"))
    );
}
