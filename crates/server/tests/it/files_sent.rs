//! What goes: files, uploaded by whoever wants to send them, taken by one message, handed to the provider once; and the
//! order in which messages go, and that none goes twice.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use nascente_domain::moment::{DAY, HOUR, SECOND};
use nascente_domain::role::Role;
use nascente_store::StoreError;
use nascente_store::send_queue::{Queue, queue_of_channels};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use tokio::io::AsyncReadExt;

use crate::desk_of_story::{connect, connect_to, jobs_done, only_conversation, thread};
use crate::fake_graph::FakeGraph;
use crate::media::{jpeg, voice};
use crate::meta::{Line, messages, text};
use crate::world::{World, new_token};

const MARINA: &str = "5511999990001";

/// A world in which Marina has written a moment ago.
async fn marina_wrote() -> (World, FakeGraph, Line, String) {
    let (world, graph) = (World::start().await, FakeGraph::start().await);
    let line = connect(&world, &graph).await;
    world.deliver(&line, &messages(MARINA, &[text(MARINA, "wamid.1", 0, "Oi")])).await;
    let id = only_conversation(&world).await;
    (world, graph, line, format!("/api/v1/conversations/{id}/messages"))
}

/// Uploads bytes; gives status and body of the answer.
pub(crate) async fn upload(
    world: &World,
    token: &str,
    query: &str,
    mime_type: &str,
    bytes: Vec<u8>,
) -> (StatusCode, Value) {
    uploaded_with_key(world, token, query, mime_type, bytes, None).await
}

async fn uploaded_with_key(
    world: &World,
    token: &str,
    query: &str,
    mime_type: &str,
    bytes: Vec<u8>,
    key: Option<&str>,
) -> (StatusCode, Value) {
    let request = world.http.post(format!("{}/api/v1/media?{query}", world.url)).bearer_auth(token);
    let mut request = request.header("content-type", mime_type).body(bytes);
    if let Some(key) = key {
        request = request.header("idempotency-key", key);
    }
    let answer = request.send().await.unwrap();
    let status = answer.status();
    (status, serde_json::from_slice(&answer.bytes().await.unwrap()).unwrap_or(Value::Null))
}

pub(crate) async fn uploaded(world: &World, query: &str, mime_type: &str, bytes: Vec<u8>) -> Value {
    let (status, body) = upload(world, &world.admin, query, mime_type, bytes).await;
    assert_eq!(status, StatusCode::CREATED, "{body}");
    body
}

#[tokio::test]
async fn a_picture_is_uploaded_and_sent_with_its_caption_as_an_answer() {
    let (world, graph, _, path) = marina_wrote().await;
    let photo = uploaded(&world, "file_name=jaqueta.jpg", "image/jpeg", jpeg(640, 320)).await;
    assert_eq!((&photo["kind"], &photo["state"], &photo["width"]), (&json!("image"), &json!("ready"), &json!(640)));
    let answered = thread(&world).await[0]["id"].clone();
    let said = json!({ "media_id": photo["id"], "text": "Temos esta", "reply_to": answered });
    world.post(&path, said).await;
    jobs_done(&world).await;
    let uploads = graph.uploads();
    assert_eq!(uploads.len(), 1);
    assert!(uploads[0].contains("image/jpeg") && uploads[0].contains("jaqueta.jpg"));
    let sent = graph.messages();
    assert_eq!(sent[0]["image"], json!({ "id": "up1", "caption": "Temos esta" }));
    assert_eq!(sent[0]["context"], json!({ "message_id": "wamid.1" }));
    let message = thread(&world).await[0].clone();
    assert_eq!(
        (&message["kind"], &message["status"], &message["text"]),
        (&json!("image"), &json!("sent"), &json!("Temos esta"))
    );
    assert_eq!((&message["media"]["id"], &message["media"]["state"]), (&photo["id"], &json!("ready")));
}

#[tokio::test]
async fn a_message_that_is_tried_again_does_not_upload_its_file_again() {
    let (world, graph, _, path) = marina_wrote().await;
    let sound = uploaded(&world, "voice=true", "audio/ogg", voice()).await;
    graph.refuse("media", 503, 131_016, None);
    graph.refuse("messages", 500, 131_000, None);
    world.post(&path, json!({ "media_id": sound["id"] })).await;
    for _ in 0..3 {
        jobs_done(&world).await;
        world.clock.advance(60 * SECOND);
    }
    assert_eq!(graph.uploads().len(), 1);
    assert!(graph.uploads()[0].contains("audio/ogg; codecs=opus"));
    let sent = graph.messages();
    assert_eq!((sent.len(), &sent[0]["audio"]), (1, &json!({ "id": "up1" })));
    assert_eq!(thread(&world).await[0]["status"], "sent");
}

#[tokio::test]
async fn what_cannot_be_sent_is_refused_at_the_upload_and_leaves_nothing() {
    let (world, _, _, _) = marina_wrote().await;
    let page = b"<html><script>alert(1)</script></html>".to_vec();
    let program = [b"\x7fELF\x02\x01\x01".as_slice(), &[0; 100]].concat();
    for (query, mime_type, bytes, status, code) in [
        ("", "image/svg+xml", b"<svg/>".to_vec(), 415, "unsupported_type"),
        ("", "text/html", page.clone(), 415, "unsupported_type"),
        ("", "application/octet-stream", page.clone(), 415, "unsupported_type"),
        ("", "application/pdf", program, 422, "invalid"),
        ("file_name=nota.pdf.exe", "application/pdf", b"%PDF-1.7".to_vec(), 415, "unsupported_type"),
        ("file_name=a%2Fb.pdf", "application/pdf", b"%PDF-1.7".to_vec(), 422, "invalid"),
        ("", "image/jpeg", page, 422, "invalid"),
        ("", "image/jpeg", Vec::new(), 422, "invalid"),
        ("voice=true", "image/jpeg", jpeg(9, 9), 422, "invalid"),
        ("", "image/jpeg", vec![0; (5 << 20) + 1], 413, "too_large"),
        ("", "application/pdf", vec![0; (16 << 20) + 1], 413, "too_large"),
    ] {
        let (answered, problem) = upload(&world, &world.admin, query, mime_type, bytes).await;
        assert_eq!((answered.as_u16(), &problem["code"]), (status, &json!(code)), "{query} {mime_type}: {problem}");
    }
    let media = world.folder().join("media");
    let left =
        std::fs::read_dir(&media).map_or(0, |entries| entries.map(|entry| files_below(&entry.unwrap().path())).sum());
    assert_eq!(left, 0);
    let marketing = new_token(&world.app, world.company_id, Role::Marketing, None).await;
    assert_eq!(upload(&world, &marketing, "", "image/jpeg", jpeg(9, 9)).await.0, StatusCode::FORBIDDEN);
}

pub(crate) fn files_below(path: &std::path::Path) -> usize {
    if !path.is_dir() {
        return 1;
    }
    std::fs::read_dir(path).unwrap().map(|entry| files_below(&entry.unwrap().path())).sum()
}

#[tokio::test]
async fn an_upload_is_taken_by_one_message_of_its_uploader_and_by_no_other() {
    let (world, _, _, path) = marina_wrote().await;
    let photo = uploaded(&world, "", "image/jpeg", jpeg(20, 20)).await;
    let manager = new_token(&world.app, world.company_id, Role::Manager, None).await;
    let said = json!({ "media_id": photo["id"] });
    let (status, problem) = world.ask(&manager, Method::POST, &path, Some(said.clone())).await;
    assert_eq!((status, &problem["errors"][0]["field"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("media_id")));
    let own = format!("/api/v1/media/{}", photo["id"].as_str().unwrap());
    assert_eq!(world.ask(&manager, Method::GET, &own, None).await.0, StatusCode::NOT_FOUND);
    world.post(&path, said.clone()).await;
    assert_eq!(world.ask(&world.admin, Method::POST, &path, Some(said)).await.0, StatusCode::UNPROCESSABLE_ENTITY);
    let sound = uploaded(&world, "", "audio/ogg", voice()).await;
    let with_text = json!({ "media_id": sound["id"], "text": "ouça" });
    let (status, problem) = world.ask(&world.admin, Method::POST, &path, Some(with_text)).await;
    assert_eq!((status, &problem["errors"][0]["field"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("text")));
    assert_eq!(world.ask(&world.admin, Method::POST, &path, Some(json!({}))).await.0, StatusCode::UNPROCESSABLE_ENTITY);
    world.clock.advance(24 * HOUR);
    let (status, problem) =
        world.ask(&world.admin, Method::POST, &path, Some(json!({ "media_id": sound["id"] }))).await;
    assert_eq!((status, &problem["code"]), (StatusCode::CONFLICT, &json!("window_closed")));
}

#[tokio::test]
async fn an_upload_with_the_same_key_is_one_upload() {
    let (world, _, _, _) = marina_wrote().await;
    let mut ids = Vec::new();
    for _ in 0..2 {
        let large = [b"%PDF-1.7".as_slice(), &vec![1; 2 << 20]].concat();
        let (status, body) = uploaded_with_key(&world, &world.admin, "", "application/pdf", large, Some("k1")).await;
        assert_eq!(status, StatusCode::CREATED, "{body}");
        ids.push(body["id"].clone());
    }
    assert_eq!(ids[0], ids[1]);
    let (status, problem) =
        uploaded_with_key(&world, &world.admin, "", "application/pdf", b"%PDF-1.7".to_vec(), Some("k1")).await;
    assert_eq!((status, &problem["code"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("idempotency_key_reused")));
}

#[tokio::test]
async fn an_upload_that_no_message_takes_is_swept_after_a_day() {
    let (world, _, _, path) = marina_wrote().await;
    let taken = uploaded(&world, "", "image/jpeg", jpeg(600, 600)).await;
    let left = uploaded(&world, "", "image/jpeg", jpeg(500, 500)).await;
    world.post(&path, json!({ "media_id": taken["id"] })).await;
    jobs_done(&world).await;
    world.clock.advance(DAY + SECOND);
    jobs_done(&world).await;
    let status = async |media: &Value| {
        let path = format!("/api/v1/media/{}", media["id"].as_str().unwrap());
        world.ask(&world.admin, Method::GET, &path, None).await.0
    };
    assert_eq!((status(&taken).await, status(&left).await), (StatusCode::OK, StatusCode::NOT_FOUND));
    assert_eq!(files_below(&world.folder().join("media")), 2);
}

#[tokio::test]
async fn a_signed_address_gives_the_file_without_a_login_until_its_time_is_over() {
    let (world, _, _, _) = marina_wrote().await;
    let photo = uploaded(&world, "", "image/jpeg", jpeg(20, 20)).await;
    let id = photo["id"].as_str().unwrap().parse().unwrap();
    let address = nascente_server::media::give::signed_address(&world.app, world.company_id, id).unwrap();
    let path = address.strip_prefix(&world.url).unwrap();
    let ask = async |path: &str| world.http.get(format!("{}{path}", world.url)).send().await.unwrap();
    let given = ask(path).await;
    assert_eq!((given.status(), given.headers()["content-type"].to_str().unwrap()), (StatusCode::OK, "image/jpeg"));
    assert_eq!(given.bytes().await.unwrap(), jpeg(20, 20));
    let (before, last) = path.split_at(path.len() - 2);
    let forged = if last == "AA" { "BB" } else { "AA" };
    assert_eq!(ask(&format!("{before}{forged}")).await.status(), StatusCode::NOT_FOUND);
    world.clock.advance(3 * HOUR);
    assert_eq!(ask(path).await.status(), StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn messages_to_one_contact_keep_their_order_and_another_contact_does_not_wait() {
    let (world, graph, line, path) = marina_wrote().await;
    world.deliver(&line, &messages("5511999990002", &[text("5511999990002", "wamid.2", 0, "Oi")])).await;
    let other = world.get("/api/v1/conversations?q=5511999990002").await["items"][0]["id"].clone();
    graph.refuse("messages", 400, 131_056, None);
    for said in ["um", "dois", "três"] {
        world.post(&path, json!({ "text": said })).await;
        jobs_done(&world).await;
    }
    world
        .post(&format!("/api/v1/conversations/{}/messages", other.as_str().unwrap()), json!({ "text": "quatro" }))
        .await;
    jobs_done(&world).await;
    let texts =
        || graph.messages().iter().map(|one| one["text"]["body"].as_str().unwrap().to_owned()).collect::<Vec<_>>();
    assert_eq!(texts(), ["quatro"]);
    let (company_id, now) = (world.company_id, world.now());
    let queues: Result<_, StoreError> = world.app.db.read(move |tx| queue_of_channels(tx, company_id, now)).await;
    let queue = queues.unwrap()[&line.channel_id];
    assert_eq!(queue, Queue { waiting: 2, retrying: 1, failed: 0 });
    world.clock.advance(5 * SECOND);
    jobs_done(&world).await;
    assert_eq!(texts(), ["quatro", "um", "dois", "três"]);
}

#[tokio::test]
async fn what_waits_to_be_sent_is_listed_in_its_order_without_what_it_says() {
    let (world, graph, line, path) = marina_wrote().await;
    let photo = uploaded(&world, "", "image/jpeg", jpeg(20, 20)).await;
    graph.refuse("messages", 400, 131_026, None);
    world.post(&path, json!({ "text": "perdida" })).await;
    jobs_done(&world).await;
    graph.refuse("messages", 400, 131_056, None);
    for said in [json!({ "text": "um" }), json!({ "media_id": photo["id"], "text": "dois" }), json!({ "text": "três" })]
    {
        world.post(&path, said).await;
        jobs_done(&world).await;
    }
    let queue = format!("/api/v1/channels/{}/queue", line.channel_id);
    let (mut found, mut cursor) = (Vec::new(), String::new());
    for _ in 0..3 {
        let page = world.get(&format!("{queue}?limit=2&count=true{cursor}")).await;
        assert_eq!(page["total"], 4);
        found.extend(page["items"].as_array().unwrap().clone());
        let Some(next) = page["next_cursor"].as_str() else { break };
        cursor = format!("&cursor={next}");
    }
    let told: Vec<[&str; 2]> =
        found.iter().map(|one| ["state", "kind"].map(|name| one[name].as_str().unwrap())).collect();
    assert_eq!(told, [["retrying", "text"], ["waiting", "image"], ["waiting", "text"], ["failed", "text"]]);
    let attempts: Vec<i64> = found.iter().map(|one| one["attempts"].as_i64().unwrap()).collect();
    assert_eq!(attempts, [1, 0, 0, 1]);
    assert_eq!(found[0]["next_attempt_at"], world.now().plus(2 * SECOND).to_string());
    assert!(found[0]["reason"].is_string() && found[1]["reason"].is_null() && found[3]["reason"].is_string());
    assert_eq!(found[3]["next_attempt_at"], Value::Null);
    let conversation = only_conversation(&world).await;
    assert!(found.iter().all(|one| one["conversation_id"] == conversation));
    let shown = Value::Array(found).to_string();
    assert!(["um", "dois", "três", "perdida", MARINA].iter().all(|secret| !shown.contains(&format!("\"{secret}\""))));
    world.clock.advance(DAY + SECOND);
    jobs_done(&world).await;
    assert_eq!(world.get(&queue).await["items"], json!([]), "all was sent, and the failure is a day old");
}

#[tokio::test]
async fn a_message_that_is_given_up_does_not_hold_up_the_next_one() {
    let (world, graph, line, path) = marina_wrote().await;
    graph.refuse("messages", 400, 131_026, None);
    for said in ["um", "dois"] {
        world.post(&path, json!({ "text": said })).await;
    }
    jobs_done(&world).await;
    let sent = graph.messages();
    assert_eq!((sent.len(), &sent[0]["text"]["body"]), (1, &json!("dois")));
    let (company_id, start) = (world.company_id, world.now().plus(-DAY));
    let queues: Result<_, StoreError> = world.app.db.read(move |tx| queue_of_channels(tx, company_id, start)).await;
    assert_eq!(queues.unwrap()[&line.channel_id], Queue { waiting: 0, retrying: 0, failed: 1 });
}

#[tokio::test]
async fn a_provider_that_asks_to_be_left_alone_hears_nothing_from_the_whole_channel_until_then() {
    let (world, graph, line, path) = marina_wrote().await;
    world.deliver(&line, &messages("5511999990002", &[text("5511999990002", "wamid.2", 0, "Oi")])).await;
    let other = world.get("/api/v1/conversations?q=5511999990002").await["items"][0]["id"].clone();
    graph.refuse("messages", 429, 130_429, Some(120));
    world.post(&path, json!({ "text": "um" })).await;
    jobs_done(&world).await;
    world.post(&format!("/api/v1/conversations/{}/messages", other.as_str().unwrap()), json!({ "text": "dois" })).await;
    jobs_done(&world).await;
    world.clock.advance(119 * SECOND);
    jobs_done(&world).await;
    assert_eq!(graph.messages().len(), 0);
    world.clock.advance(2 * SECOND);
    jobs_done(&world).await;
    assert_eq!(graph.messages().len(), 2);
}

#[tokio::test]
async fn a_message_whose_answer_never_came_is_not_sent_again() {
    let world = World::start().await;
    let deaf = Deaf::start().await;
    let line = connect_to(&world, &deaf.url).await;
    world.deliver(&line, &messages(MARINA, &[text(MARINA, "wamid.1", 0, "Oi")])).await;
    let path = format!("/api/v1/conversations/{}/messages", only_conversation(&world).await);
    world.post(&path, json!({ "text": "um" })).await;
    jobs_done(&world).await;
    world.clock.advance(HOUR);
    jobs_done(&world).await;
    let message = thread(&world).await[0].clone();
    assert_eq!(message["status"], "failed");
    assert!(message["error"].as_str().unwrap().ends_with("it may have gone out"), "{message}");
    assert_eq!(deaf.heard(), 1);
}

#[tokio::test]
async fn a_message_that_reached_nobody_is_tried_again() {
    let (world, graph) = (World::start().await, FakeGraph::start().await);
    let nobody = {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        format!("http://{}", listener.local_addr().unwrap())
    };
    let line = connect_to(&world, &nobody).await;
    world.deliver(&line, &messages(MARINA, &[text(MARINA, "wamid.1", 0, "Oi")])).await;
    let path = format!("/api/v1/conversations/{}/messages", only_conversation(&world).await);
    world.post(&path, json!({ "text": "um" })).await;
    jobs_done(&world).await;
    assert_eq!(thread(&world).await[0]["status"], "queued");
    let channel = format!("/api/v1/channels/{}", line.channel_id);
    world.patch(&channel, json!({ "settings": { "graph_base_url": graph.url } })).await;
    world.clock.advance(60 * SECOND);
    jobs_done(&world).await;
    assert_eq!((thread(&world).await[0]["status"].as_str(), graph.messages().len()), (Some("sent"), 1));
}

#[tokio::test]
async fn a_sound_that_the_provider_cannot_play_is_refused_before_it_is_sent() {
    let (world, graph, _, path) = marina_wrote().await;
    let recorded = [b"\x1a\x45\xdf\xa3\x9f\x42\x86\x81\x01\x42\x82\x84webm".as_slice(), &[0; 300]].concat();
    let sound = uploaded(&world, "voice=true", "audio/webm;codecs=opus", recorded).await;
    assert_eq!((&sound["kind"], &sound["mime_type"]), (&json!("audio"), &json!("audio/webm")));
    let (status, problem) =
        world.ask(&world.admin, Method::POST, &path, Some(json!({ "media_id": sound["id"] }))).await;
    assert_eq!((status, &problem["errors"][0]["code"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("unsupported_type")));
    assert_eq!(graph.uploads().len(), 0);
}

/// A server that hears every request to its end and hangs up.
struct Deaf {
    url: String,
    heard: Arc<AtomicUsize>,
}

impl Deaf {
    async fn start() -> Self {
        let heard: Arc<AtomicUsize> = Arc::default();
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let counted = Arc::clone(&heard);
        #[expect(clippy::disallowed_methods, reason = "the fake ends with its test")]
        let _running = tokio::spawn(async move {
            loop {
                let (mut socket, _) = listener.accept().await.unwrap();
                let mut request = Vec::new();
                // The state of the number is asked for too: those requests have no body.
                while !request.ends_with(b"}") && !request.starts_with(b"GET") {
                    if socket.read_buf(&mut request).await.unwrap() == 0 {
                        break;
                    }
                }
                counted.fetch_add(usize::from(request.starts_with(b"POST")), Ordering::SeqCst);
            }
        });
        Self { url, heard }
    }

    fn heard(&self) -> usize {
        self.heard.load(Ordering::SeqCst)
    }
}
