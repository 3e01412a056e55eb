//! Edits, reactions, answers and what was taken back, as a thread shows them.

use nascente_domain::role::Role;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::meta::{echo, messages, text};
use crate::world::{World, new_token};

const MARINA: &str = "5511999990001";

pub(crate) fn edit(id: &str, second: i64, of: &str, body: &str) -> Value {
    let mut message = text(MARINA, id, second, "");
    message["type"] = json!("edit");
    message["edit"] = json!({ "original_message_id": of, "message": { "type": "text", "text": { "body": body } } });
    message
}

pub(crate) fn revoke(id: &str, second: i64, of: &str) -> Value {
    let mut message = text(MARINA, id, second, "");
    message["type"] = json!("revoke");
    message["revoke"] = json!({ "original_message_id": of });
    message
}

pub(crate) fn reaction(id: &str, second: i64, of: &str, emoji: &str) -> Value {
    let mut message = text(MARINA, id, second, "");
    message["type"] = json!("reaction");
    message["reaction"] = json!({ "message_id": of, "emoji": emoji });
    message
}

async fn only(world: &World) -> Value {
    let listed = world.get("/api/v1/conversations").await;
    assert_eq!(listed["items"].as_array().unwrap().len(), 1, "{listed}");
    listed["items"][0].clone()
}

async fn thread(world: &World, token: &str) -> Vec<Value> {
    let id = only(world).await["id"].as_str().unwrap().to_owned();
    let path = format!("/api/v1/conversations/{id}/messages?count=true");
    let (status, thread) = world.ask(token, Method::GET, &path, None).await;
    assert_eq!(status, StatusCode::OK);
    let items = thread["items"].as_array().unwrap().clone();
    assert_eq!(thread["total"], items.len());
    items
}

#[tokio::test]
async fn an_edit_changes_what_is_shown_and_never_the_origin_whichever_came_first() {
    let said = text(MARINA, "wamid.1", 1, "#promo quero");
    let edited = edit("wamid.2", 5, "wamid.1", "#natal quero");
    for order in [[&said, &edited], [&edited, &said]] {
        let world = World::start().await;
        let line = world.connect().await;
        world.deliver(&line, &messages(MARINA, &[text(MARINA, "wamid.0", -5, "#feirao oi")])).await;
        for message in order {
            world.deliver(&line, &messages(MARINA, std::slice::from_ref(message))).await;
        }
        let shown = thread(&world, &world.admin).await;
        assert_eq!(shown.len(), 2, "{shown:?}");
        assert_eq!(shown[0]["text"], "#natal quero");
        assert_eq!(shown[0]["versions"][0]["text"], "#promo quero");
        assert!(shown[0]["edited_at"].is_string() && shown[1]["edited_at"].is_null());
        let conversation = only(&world).await;
        assert_eq!(
            (&conversation["entry"]["key"], &conversation["entry"]["kind"]),
            (&json!("feirao"), &json!("hashtag"))
        );
        assert_eq!(conversation["last_message"]["preview"], "#natal quero");
        assert_eq!(conversation["unread"], 2, "an edit is no new message");
    }
}

#[tokio::test]
async fn a_message_taken_back_leaves_nothing_but_the_fact_and_an_administrator_can_read_it() {
    let world = World::start().await;
    let line = world.connect().await;
    world
        .deliver(&line, &messages(MARINA, &[text(MARINA, "wamid.1", 1, "Oi"), text(MARINA, "wamid.2", 2, "meu cpf é")]))
        .await;
    world.deliver(&line, &messages(MARINA, &[revoke("wamid.3", 5, "wamid.2")])).await;
    let manager = new_token(&world.app, world.company_id, Role::Manager, None).await;
    for (token, readable) in [(&manager, 0), (&world.admin, 1)] {
        let shown = thread(&world, token).await;
        assert_eq!((shown.len(), &shown[0]["text"]), (2, &Value::Null), "{shown:?}");
        assert!(shown[0]["revoked_at"].is_string());
        assert_eq!(shown[0]["versions"].as_array().unwrap().len(), readable, "{shown:?}");
    }
    let last = only(&world).await["last_message"].clone();
    assert_eq!((&last["preview"], &last["kind"]), (&json!(""), &json!("revoke")));
}

#[tokio::test]
async fn reactions_stand_on_their_message_and_neither_open_nor_answer_anything() {
    let world = World::start().await;
    let line = world.connect().await;
    world.deliver(&line, &messages(MARINA, &[reaction("wamid.r0", 0, "wamid.unknown", "👍")])).await;
    assert_eq!(world.get("/api/v1/conversations").await["items"], json!([]));
    world.deliver(&line, &messages(MARINA, &[text(MARINA, "wamid.1", 1, "Oi")])).await;
    world.deliver(&line, &messages(MARINA, &[reaction("wamid.r1", 2, "wamid.1", "👍")])).await;
    world.deliver(&line, &messages(MARINA, &[reaction("wamid.r2", 3, "wamid.1", "❤")])).await;
    let mut ours = echo(MARINA, "wamid.r3", 4, "");
    let message = &mut ours["entry"][0]["changes"][0]["value"]["message_echoes"][0];
    message["type"] = json!("reaction");
    message["reaction"] = json!({ "message_id": "wamid.1", "emoji": "🙏" });
    world.deliver(&line, &ours).await;
    let shown = thread(&world, &world.admin).await;
    // What the first one stands on never came, so that it stands by itself.
    assert_eq!((shown.len(), &shown[1]["kind"]), (2, &json!("reaction")));
    assert_eq!(shown[0]["reactions"], json!([{ "emoji": "❤", "by": "contact" }, { "emoji": "🙏", "by": "company" }]));
    let conversation = only(&world).await;
    assert_eq!((&conversation["first_response_at"], &conversation["unread"]), (&Value::Null, &json!(1)));
    assert_eq!(conversation["last_message"]["preview"], "Oi");
    let id = conversation["id"].as_str().unwrap().to_owned();
    world.post(&format!("/api/v1/conversations/{id}/close"), json!({})).await;
    world.clock.advance(60_000);
    world.deliver(&line, &messages(MARINA, &[reaction("wamid.r4", 3_620, "wamid.1", "")])).await;
    let shown = thread(&world, &world.admin).await;
    assert_eq!(shown[0]["reactions"], json!([{ "emoji": "🙏", "by": "company" }]), "taken back after the closing");
    assert_eq!((&only(&world).await["returned"], &only(&world).await["status"]), (&json!(false), &json!("closed")));
}

#[tokio::test]
async fn an_answer_shows_the_message_it_answers_and_must_be_one_of_this_contact() {
    let world = World::start().await;
    let line = world.connect().await;
    world.deliver(&line, &messages(MARINA, &[text(MARINA, "wamid.1", 1, "Tem azul?")])).await;
    let mut answer = text(MARINA, "wamid.2", 9, "esse");
    answer["context"] = json!({ "from": "551130000001", "id": "wamid.1" });
    world.deliver(&line, &messages(MARINA, &[answer])).await;
    let shown = thread(&world, &world.admin).await;
    let reply = &shown[0]["reply_to"];
    assert_eq!(
        (&reply["preview"], &reply["direction"], &reply["kind"]),
        (&json!("Tem azul?"), &json!("in"), &json!("text"))
    );
    assert_eq!(reply["message_id"], shown[1]["id"]);
    world.deliver(&line, &messages(MARINA, &[revoke("wamid.3", 12, "wamid.1")])).await;
    let reply = thread(&world, &world.admin).await[0]["reply_to"].clone();
    assert_eq!((&reply["preview"], &reply["kind"]), (&json!(""), &json!("revoke")));

    let id = only(&world).await["id"].as_str().unwrap().to_owned();
    let other = "5521988887777";
    world.deliver(&line, &messages(other, &[text(other, "wamid.x", 20, "Oi")])).await;
    let listed = world.get("/api/v1/conversations?limit=200").await;
    let theirs = listed["items"].as_array().unwrap().iter().find(|one| one["id"] != id.as_str()).unwrap();
    let path = format!("/api/v1/conversations/{}/messages", theirs["id"].as_str().unwrap());
    let strange = world.get(&path).await["items"][0]["id"].clone();
    let path = format!("/api/v1/conversations/{id}/messages");
    for reply_to in [strange, json!("ms_0000000000000"), json!("wamid.1")] {
        let body = json!({ "text": "Olá", "reply_to": reply_to });
        let (status, problem) = world.ask(&world.admin, Method::POST, &path, Some(body)).await;
        assert_eq!((status, &problem["errors"][0]["field"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("reply_to")));
    }
}
