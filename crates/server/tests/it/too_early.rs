//! What comes before the message that it speaks of, or before its contact's first: it waits, and is applied once.

use nascente_domain::moment::{DAY, MINUTE, SECOND};
use nascente_domain::outcome::EventResult::{self, Duplicate, Ignored, Recorded};
use nascente_server::record::recorder;
use nascente_store::{StoreError, delivery};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::changes::{edit, reaction, revoke};
use crate::desk_of_story::{connect, jobs_done};
use crate::fake_graph::FakeGraph;
use crate::meta::{Line, NUMBER_ID, echo, envelope, messages, text, with_ad};
use crate::world::World;

const MARINA: &str = "5511999990001";

/// A status of a message to Marina; some prove an ad.
fn status(of: &str, word: &str, origin: &str) -> Value {
    envelope(
        "messages",
        &json!({
            "messaging_product": "whatsapp",
            "metadata": { "display_phone_number": "551130000001", "phone_number_id": NUMBER_ID },
            "statuses": [{ "id": of, "status": word, "timestamp": "1795356060", "recipient_id": MARINA,
                "conversation": { "id": "c", "origin": { "type": origin } } }],
        }),
    )
}

fn of_marina(message: Value) -> Value {
    messages(MARINA, &[message])
}

/// How each event ended, oldest delivery first.
async fn outcomes(world: &World) -> Vec<(EventResult, Option<String>)> {
    let company_id = world.company_id;
    let found: Result<_, StoreError> = world
        .app
        .db
        .read(move |tx| {
            let ids = delivery::list(tx, company_id, i64::MAX, 200, None)?.iter().map(|one| one.delivery_id).collect();
            delivery::outcomes(tx, company_id, ids)
        })
        .await;
    found.unwrap().into_iter().map(|one| (one.result, one.reason)).collect()
}

async fn results(world: &World) -> Vec<EventResult> {
    outcomes(world).await.into_iter().map(|(result, _)| result).collect()
}

async fn waiting(world: &World) -> i64 {
    static WAITING: nascente_store::Statement =
        nascente_store::Statement::new("select count(*) from waiting_event where company_id = $1");
    let company_id = world.company_id;
    let counted: Result<i64, StoreError> = world
        .app
        .db
        .read(move |tx| tx.query_first(&WAITING, nascente_store::params![company_id])?.unwrap().take())
        .await;
    counted.unwrap()
}

/// The thread of the only conversation, latest first, and the conversation.
async fn only(world: &World) -> (Value, Vec<Value>) {
    let listed = world.get("/api/v1/conversations?count=true").await;
    assert_eq!(listed["total"], 1, "{listed}");
    let conversation = listed["items"][0].clone();
    let path = format!("/api/v1/conversations/{}/messages", conversation["id"].as_str().unwrap());
    let thread = world.get(&path).await;
    (conversation, thread["items"].as_array().unwrap().clone())
}

async fn deliver(world: &World, line: &Line, payloads: &[Value]) {
    for payload in payloads {
        world.deliver(line, payload).await;
    }
}

#[tokio::test]
async fn everything_that_comes_before_a_contact_s_first_message_is_applied_when_that_comes() {
    let (world, echoed) = (World::start().await, echo(MARINA, "wamid.e", 60, "Bom dia!"));
    let line = world.connect().await;
    let early = [
        status("wamid.e", "read", "service"),
        echoed.clone(),
        of_marina(edit("wamid.2", 30, "wamid.1", "quero duas")),
        of_marina(reaction("wamid.3", 70, "wamid.e", "❤")),
        status("wamid.out", "delivered", "referral_conversion"),
    ];
    // Each comes twice, as providers do.
    deliver(&world, &line, &early).await;
    deliver(&world, &line, &early).await;
    assert_eq!(world.get("/api/v1/conversations?count=true").await["total"], 0);
    let unapplied = outcomes(&world).await;
    assert!(unapplied.iter().all(|(result, _)| *result == Ignored), "{unapplied:?}");
    let wanted = ["unknown message", "no conversation", "no conversation", "no conversation", "unknown message"];
    let reasons: Vec<&str> = unapplied.iter().filter_map(|(_, reason)| reason.as_deref()).collect();
    assert_eq!(reasons, [wanted, wanted].concat());

    world.deliver(&line, &of_marina(text(MARINA, "wamid.1", 0, "quero uma"))).await;
    let (conversation, thread) = only(&world).await;
    assert_eq!(thread.len(), 2, "{thread:?}");
    let (answer, question) = (&thread[0], &thread[1]);
    assert_eq!((&question["text"], &answer["text"]), (&json!("quero duas"), &json!("Bom dia!")));
    assert_eq!((&answer["author"], &answer["status"]), (&json!("phone"), &json!("read")));
    assert_eq!(answer["reactions"].as_array().unwrap().len(), 1, "{answer}");
    assert_eq!(conversation["first_response_by"], "phone");
    assert_eq!((&conversation["entry"]["kind"], &conversation["entry"]["unidentified"]), (&json!("ad"), &json!(true)));
    // The status of a message that nobody knows proved the ad, and waits on for its message.
    let first = [Recorded, Recorded, Recorded, Recorded, Ignored];
    let second = [Duplicate, Duplicate, Duplicate, Duplicate, Ignored];
    assert_eq!(results(&world).await, [&first[..], &second[..], &[Recorded]].concat());
    assert_eq!(waiting(&world).await, 2);

    let before = only(&world).await;
    deliver(&world, &line, &early).await;
    replay_everything(&world).await;
    assert_eq!(only(&world).await, before, "nothing is applied twice");
    let company_id = world.company_id;
    let differences = world.app.db.read(move |tx| nascente_store::report::differences(tx, company_id)).await;
    assert_eq!(differences.unwrap(), Vec::new());
}

async fn replay_everything(world: &World) {
    let list = world.get("/api/v1/deliveries?limit=200").await;
    for one in list["items"].as_array().unwrap() {
        let path = format!("/api/v1/deliveries/{}/replay", one["id"].as_str().unwrap());
        assert_eq!(world.ask(&world.admin, Method::POST, &path, None).await.0, StatusCode::ACCEPTED);
    }
    world.recorded().await;
}

#[tokio::test]
async fn a_message_taken_back_before_it_came_is_never_shown() {
    let world = World::start().await;
    let line = world.connect().await;
    world.deliver(&line, &of_marina(revoke("wamid.2", 5, "wamid.1"))).await;
    world.deliver(&line, &of_marina(text(MARINA, "wamid.1", 0, "segredo"))).await;
    let (conversation, thread) = only(&world).await;
    assert_eq!((thread.len(), &thread[0]["text"]), (1, &Value::Null), "{thread:?}");
    assert!(thread[0]["revoked_at"].is_string());
    assert!(!conversation.to_string().contains("segredo"), "{conversation}");
}

#[tokio::test]
async fn what_comes_in_one_batch_with_its_subject_does_not_wait() {
    let world = World::start().await;
    let line = world.connect().await;
    // The same second: nothing but the ids tells which came first.
    let both = [edit("wamid.1", 0, "wamid.2", "quero duas"), text(MARINA, "wamid.2", 0, "quero uma")];
    world.deliver(&line, &messages(MARINA, &both)).await;
    let (conversation, thread) = only(&world).await;
    assert_eq!((thread.len(), &thread[0]["text"]), (1, &json!("quero duas")), "{thread:?}");
    assert_eq!(conversation["last_message"]["preview"], "quero duas");
    assert_eq!((results(&world).await, waiting(&world).await), (vec![Recorded; 2], 0));
}

#[tokio::test]
async fn a_status_that_overtakes_the_answer_to_the_send_is_kept_for_the_message() {
    let (world, graph) = (World::start().await, FakeGraph::start().await);
    let line = connect(&world, &graph).await;
    world.deliver(&line, &of_marina(text(MARINA, "wamid.1", 0, "oi"))).await;
    let (app, url, http) = (world.app.clone(), line.url().to_owned(), world.http.clone());
    graph.before_answering(move |number| {
        let (app, url, http) = (app.clone(), url.clone(), http.clone());
        async move {
            for word in ["read", "delivered"] {
                let body = status(&format!("wamid.out{number}"), word, "service");
                assert_eq!(http.post(&url).json(&body).send().await.unwrap().status(), StatusCode::OK);
                recorder::drain(&app).await.unwrap();
            }
        }
    });
    let (conversation, _) = only(&world).await;
    let path = format!("/api/v1/conversations/{}/messages", conversation["id"].as_str().unwrap());
    world.post(&path, json!({ "text": "Olá!" })).await;
    jobs_done(&world).await;
    let (_, thread) = only(&world).await;
    let ours = thread.iter().find(|one| one["direction"] == "out").unwrap();
    assert_eq!((&ours["status"], &ours["provider_id"]), (&json!("read"), &json!("wamid.out1")));
    assert_eq!(results(&world).await, [Recorded, Recorded, Duplicate]);
    assert_eq!(waiting(&world).await, 0);
}

#[tokio::test]
async fn an_answer_to_somebody_hidden_waits_until_it_is_known_who_that_is() {
    let world = World::start().await;
    let line = world.connect().await;
    let hidden = |id: &str, second: i64, with_phone: bool| {
        let mut payload = of_marina(text(MARINA, id, second, "oi"));
        let value = &mut payload["entry"][0]["changes"][0]["value"];
        value["contacts"][0]["user_id"] = json!("BR.1");
        value["messages"][0]["from_user_id"] = json!("BR.1");
        if !with_phone {
            value["contacts"][0].as_object_mut().unwrap().remove("wa_id");
            value["messages"][0].as_object_mut().unwrap().remove("from");
        }
        payload
    };
    world.deliver(&line, &hidden("wamid.1", 0, false)).await;
    world.deliver(&line, &echo(MARINA, "wamid.e", 60, "Bom dia!")).await;
    let (conversation, thread) = only(&world).await;
    assert_eq!((thread.len(), &conversation["first_response_at"]), (1, &Value::Null));
    world.deliver(&line, &hidden("wamid.2", 120, true)).await;
    let (conversation, thread) = only(&world).await;
    assert_eq!((thread.len(), &conversation["first_response_by"]), (3, &json!("phone")));
    assert_eq!(conversation["unread"], 2, "what came after the answer is still to be read");
}

/// Whoever writes by number and edits by a hidden id is two people until somebody proves otherwise.
#[tokio::test]
async fn a_change_by_somebody_known_apart_stands_on_the_message_that_it_names() {
    let world = World::start().await;
    let line = world.connect().await;
    let hidden = |message: Value| {
        let mut payload = of_marina(message);
        let value = &mut payload["entry"][0]["changes"][0]["value"];
        value["contacts"][0] = json!({ "profile": { "name": "Marina" }, "user_id": "BR.1" });
        value["messages"][0]["from_user_id"] = json!("BR.1");
        value["messages"][0].as_object_mut().unwrap().remove("from");
        payload
    };
    world.deliver(&line, &hidden(edit("wamid.3", 60, "wamid.1", "quero duas"))).await;
    world.deliver(&line, &of_marina(text(MARINA, "wamid.1", 0, "quero uma"))).await;
    let (conversation, _) = only(&world).await;
    assert_eq!(conversation["last_message"]["preview"], "quero uma", "nobody knows yet who changed it");
    world.deliver(&line, &hidden(text(MARINA, "wamid.2", 30, "oi"))).await;
    let listed = world.get("/api/v1/conversations?count=true").await;
    assert_eq!(listed["total"], 2, "{listed}");
    let previews: Vec<&Value> =
        listed["items"].as_array().unwrap().iter().map(|one| &one["last_message"]["preview"]).collect();
    assert!(previews.contains(&&json!("quero duas")) && previews.contains(&&json!("oi")), "{previews:?}");
    assert_eq!(results(&world).await, [Recorded, Recorded, Recorded]);
}

#[tokio::test]
async fn what_never_comes_is_waited_for_no_longer_than_a_provider_delivers() {
    let world = World::start().await;
    let line = world.connect().await;
    world.deliver(&line, &echo(MARINA, "wamid.e", 0, "Bom dia!")).await;
    world.clock.advance(7 * DAY + SECOND);
    let now = world.now().millis() / SECOND;
    let mut late = with_ad(text(MARINA, "wamid.1", 0, "oi"), "77", "clid");
    late["timestamp"] = json!(now.to_string());
    world.deliver(&line, &of_marina(late)).await;
    let (_, thread) = only(&world).await;
    assert_eq!(thread.len(), 1);
    let no_conversation = (Ignored, Some("no conversation".to_owned()));
    assert_eq!(outcomes(&world).await[0], no_conversation, "the outcome says so for ever");
    world.clock.advance(MINUTE);
    world.deliver(&line, &echo("5511977770000", "wamid.f", 0, "oi")).await;
    assert_eq!(waiting(&world).await, 1, "what waited too long is swept by the next that waits");
}
