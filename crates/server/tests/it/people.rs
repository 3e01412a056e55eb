//! Who is who: identities that one message proves to be one person's, and everything that follows from it.

use reqwest::Method;
use serde_json::{Value, json};

use crate::meta::{NUMBER_ID, echo, envelope, messages, text, with_ad};
use crate::world::World;

const PHONE: &str = "5511999990001";
const BSUID: &str = "BR.1502576394655843";

/// A message of somebody who hides the number.
pub(crate) fn hidden(mut message: Value) -> Value {
    message.as_object_mut().unwrap().remove("from");
    message["from_user_id"] = json!(BSUID);
    wrapped(&json!({ "profile": { "name": "Marina" }, "user_id": BSUID }), &message)
}

/// A message that tells number and hidden id.
pub(crate) fn both(mut message: Value) -> Value {
    message["from_user_id"] = json!(BSUID);
    wrapped(&json!({ "profile": { "name": "Marina" }, "wa_id": PHONE, "user_id": BSUID }), &message)
}

pub(crate) fn wrapped(contact: &Value, message: &Value) -> Value {
    let metadata = json!({ "display_phone_number": "551130000001", "phone_number_id": NUMBER_ID });
    envelope(
        "messages",
        &json!({ "messaging_product": "whatsapp", "metadata": metadata, "contacts": [contact], "messages": [message] }),
    )
}

async fn conversations(world: &World) -> Vec<Value> {
    world.get("/api/v1/conversations?count=true").await["items"].as_array().unwrap().clone()
}

async fn totals(world: &World) -> (Value, Value) {
    let totals = world.get("/api/v1/reports/funnel?group_by=kind").await["totals"].clone();
    (totals["conversations"].clone(), totals["new_contacts"].clone())
}

#[tokio::test]
async fn a_message_with_both_identities_merges_the_contacts_and_joins_their_open_conversations() {
    let world = World::start().await;
    let line = world.connect().await;
    let tapped = with_ad(text(PHONE, "wamid.1", 1, "Oi"), "77", "clid-1");
    world.deliver(&line, &hidden(tapped)).await;
    let old = conversations(&world).await[0]["id"].as_str().unwrap().to_owned();
    world.post(&format!("/api/v1/conversations/{old}/notes"), json!({ "text": "quer desconto" })).await;
    world.deliver(&line, &messages(PHONE, &[text(PHONE, "wamid.2", 5, "Alguém?")])).await;
    assert_eq!((conversations(&world).await.len(), totals(&world).await), (2, (json!(2), json!(2))));

    world.deliver(&line, &both(text(PHONE, "wamid.3", 9, "Sou eu"))).await;
    let found = conversations(&world).await;
    assert_eq!((found.len(), totals(&world).await), (1, (json!(1), json!(1))), "{found:?}");
    let one = &found[0];
    assert_eq!((&one["entry"]["kind"], &one["contact"]["phone"]), (&json!("ad"), &json!(PHONE)));
    assert_eq!((&one["new_contact"], &one["unread"]), (&json!(true), &json!(3)));
    let id = one["id"].as_str().unwrap();
    assert_ne!(id, old, "the newer conversation stays open");
    let thread = world.get(&format!("/api/v1/conversations/{id}/messages?count=true")).await;
    assert_eq!(thread["total"], 4, "note and messages of both: {thread}");
    assert_eq!(world.get(&format!("/api/v1/conversations/{id}/touches?count=true")).await["total"], 1);
    let events = world.get(&format!("/api/v1/conversations/{id}/events")).await;
    let merged = events["items"].as_array().unwrap().iter().find(|event| event["kind"] == "merged").unwrap();
    assert_eq!(merged["details"]["joined_conversation_id"], old.as_str());

    // Whoever still has the old one on screen comes to the new one.
    assert_eq!(world.get(&format!("/api/v1/conversations/{old}")).await["id"], id);
    world.post(&format!("/api/v1/conversations/{old}/notes"), json!({ "text": "aqui" })).await;
    assert_eq!(world.get(&format!("/api/v1/conversations/{id}/messages?count=true")).await["total"], 5);
    for q in ["marina", "1199999", "11999990001"] {
        let listed = world.get(&format!("/api/v1/conversations?count=true&q={}", q.replace(' ', "%20"))).await;
        assert_eq!(listed["total"], 1, "{q}: {listed}");
    }
    let counts = world.get("/api/v1/conversations/counts").await;
    assert_eq!(counts["waiting"], 1, "{counts}");
}

#[tokio::test]
async fn everything_about_a_person_is_found_under_each_contact_that_the_person_was() {
    let world = World::start().await;
    let line = world.connect().await;
    world.deliver(&line, &hidden(text(PHONE, "wamid.1", 1, "Oi"))).await;
    let first = conversations(&world).await[0].clone();
    world.post(&format!("/api/v1/conversations/{}/close", first["id"].as_str().unwrap()), json!({})).await;
    world.deliver(&line, &messages(PHONE, &[text(PHONE, "wamid.2", 2, "Oi, outra vez")])).await;
    let listed = conversations(&world).await;
    let second = listed.iter().find(|one| one["id"] != first["id"]).unwrap().clone();
    assert_eq!((&second["entry"]["kind"], &second["new_contact"]), (&json!("none"), &json!(true)));
    world.deliver(&line, &both(text(PHONE, "wamid.3", 3, "sou eu"))).await;

    assert_eq!(totals(&world).await, (json!(2), json!(1)));
    let second = world.get(&format!("/api/v1/conversations/{}", second["id"].as_str().unwrap())).await;
    assert_eq!((&second["entry"]["kind"], &second["new_contact"]), (&json!("return"), &json!(false)));
    for contact in [&first["contact"]["id"], &listed[0]["contact"]["id"]] {
        let contact = contact.as_str().unwrap();
        let page = world.get(&format!("/api/v1/contacts/{contact}")).await;
        assert_eq!((&page["phone"], page["identities"].as_array().unwrap().len()), (&json!(PHONE), 2), "{page}");
        let theirs = world.get(&format!("/api/v1/conversations?count=true&contact_id={contact}")).await;
        assert_eq!(theirs["total"], 2);
    }
    // A test number is one under every name.
    let contact = first["contact"]["id"].as_str().unwrap();
    let path = format!("/api/v1/contacts/{contact}");
    world.ask(&world.admin, Method::PATCH, &path, Some(json!({ "excluded": true }))).await;
    assert_eq!(totals(&world).await, (json!(0), json!(0)));
    world.ask(&world.admin, Method::PATCH, &path, Some(json!({ "excluded": false }))).await;
    assert_eq!(totals(&world).await, (json!(2), json!(1)));
}

#[tokio::test]
async fn who_was_attending_goes_on_after_a_merge() {
    let world = World::start().await;
    let line = world.connect().await;
    world.deliver(&line, &hidden(text(PHONE, "wamid.1", 1, "Oi"))).await;
    let old = conversations(&world).await[0]["id"].as_str().unwrap().to_owned();
    let user = json!({ "name": "Ana", "email": "ana@loja.test", "role": "admin" });
    let user = world.post("/api/v1/users", user).await["user"]["id"].as_str().unwrap().to_owned();
    world.post(&format!("/api/v1/conversations/{old}/assign"), json!({ "user_id": user })).await;
    world.deliver(&line, &messages(PHONE, &[text(PHONE, "wamid.2", 5, "Alguém?")])).await;
    world.deliver(&line, &both(text(PHONE, "wamid.3", 9, "Sou eu"))).await;
    let found = conversations(&world).await;
    assert_eq!((found.len(), &found[0]["agent_id"], &found[0]["status"]), (1, &json!(user), &json!("active")));
    world.deliver(&line, &echo(PHONE, "wamid.e", 20, "Oi, Marina")).await;
    assert_eq!(conversations(&world).await[0]["first_response_by"], "phone");
}

#[tokio::test]
async fn a_hidden_id_that_differs_tells_two_people_apart_although_the_number_passed_on() {
    let world = World::start().await;
    let line = world.connect().await;
    world.deliver(&line, &both(text(PHONE, "wamid.1", 1, "Oi"))).await;
    let mut other = hidden(text(PHONE, "wamid.2", 2, "Oi"));
    let value = &mut other["entry"][0]["changes"][0]["value"];
    value["contacts"][0]["user_id"] = json!("BR.999");
    value["messages"][0]["from_user_id"] = json!("BR.999");
    world.deliver(&line, &other).await;
    let mut new_owner = both(text(PHONE, "wamid.3", 3, "Comprei este número"));
    let value = &mut new_owner["entry"][0]["changes"][0]["value"];
    value["contacts"][0]["user_id"] = json!("BR.999");
    value["messages"][0]["from_user_id"] = json!("BR.999");
    world.deliver(&line, &new_owner).await;
    assert_eq!((conversations(&world).await.len(), totals(&world).await), (2, (json!(2), json!(2))));
}

#[tokio::test]
async fn a_changed_number_stays_the_same_person() {
    let world = World::start().await;
    let line = world.connect().await;
    world.deliver(&line, &messages(PHONE, &[text(PHONE, "wamid.1", 1, "Oi")])).await;
    let new = "5521988887777";
    let notice = json!({ "from": PHONE, "id": "wamid.2", "timestamp": "1795356005", "type": "system",
        "system": { "body": "changed", "type": "user_changed_number", "wa_id": new } });
    world.deliver(&line, &messages(PHONE, &[notice])).await;
    world.deliver(&line, &messages(new, &[text(new, "wamid.3", 9, "Mudei de número")])).await;
    let found = conversations(&world).await;
    assert_eq!((found.len(), &found[0]["contact"]["phone"]), (1, &json!(new)), "{found:?}");
}

#[tokio::test]
async fn the_journey_of_a_contact_is_one_line_of_clicks_touches_conversations_and_closings() {
    let world = World::start().await;
    let line = world.connect().await;
    crate::links::new_link(&world, line.channel_id, json!({ "slug": "bio" })).await;
    let agent = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) Mobile/15E148";
    let opened = world.http.get(format!("{}/l/bio?utm_source=ig", world.url)).header("user-agent", agent);
    let address = opened.send().await.unwrap().headers()["location"].to_str().unwrap().to_owned();
    let address = url::Url::parse(&address).unwrap();
    let said = address.query_pairs().find(|(name, _)| name == "text").unwrap().1.into_owned();
    world.clock.advance(60_000);
    let phone = "5511910000077";
    world.deliver(&line, &messages(phone, &[text(phone, "wamid.j1", 3_630, &said)])).await;
    let one = world.get(&format!("/api/v1/conversations?q={phone}")).await["items"][0].clone();
    let id = one["id"].as_str().unwrap();
    world.clock.advance(60_000);
    world.post(&format!("/api/v1/conversations/{id}/close"), json!({})).await;
    let path = format!("/api/v1/contacts/{}/journey", one["contact"]["id"].as_str().unwrap());
    let journey = world.get(&path).await;
    let steps = journey["items"].as_array().unwrap();
    let kinds: Vec<&str> = steps.iter().map(|step| step["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["click", "touch", "conversation", "closing"], "{journey}");
    assert_eq!(steps[0]["click"]["parameters"]["utm_source"], "ig");
    assert_eq!((&steps[1]["touch"]["method"], &steps[1]["touch"]["deciding"]), (&json!("code"), &json!(true)));
    assert_eq!(steps[2]["conversation"]["entry_label"], "Bio");
    assert_eq!(steps[3]["closing"]["closed_by"], "api");
    assert!(steps.iter().all(|step| step["conversation_id"] == id));
}
