//! Files that come: fetched before the provider forgets them, looked at, kept, and given to whoever may see them.

use std::io::Cursor;

use image::{DynamicImage, ImageFormat, RgbImage};
use nascente_domain::moment::SECOND;
use nascente_domain::role::Role;
use nascente_server::config::{Bucket, MediaPlace};
use reqwest::{Method, Response, StatusCode};
use serde_json::{Value, json};

use crate::desk_of_story::{connect, jobs_done, only_conversation, thread};
use crate::fake_graph::FakeGraph;
use crate::fake_s3::FakeS3;
use crate::meta::{Line, messages, text};
use crate::world::{World, new_company, new_token};

const MARINA: &str = "5511999990001";

/// A photograph of so many pixels.
pub(crate) fn jpeg(width: u32, height: u32) -> Vec<u8> {
    let shade = |place: u32| u8::try_from(place % 256).unwrap();
    let picture = RgbImage::from_fn(width, height, |x, y| image::Rgb([shade(x), shade(y), 90]));
    let mut bytes = Cursor::new(Vec::new());
    DynamicImage::from(picture).write_to(&mut bytes, ImageFormat::Jpeg).unwrap();
    bytes.into_inner()
}

/// A voice note of three seconds, as far as anybody looks at it.
pub(crate) fn voice() -> Vec<u8> {
    let mut sound = b"OggS\0\x02".to_vec();
    sound.extend_from_slice(&[0; 22]);
    sound.extend_from_slice(b"OpusHead\x01\x01\0\0");
    sound.extend_from_slice(&[0; 40]);
    sound.extend_from_slice(b"OggS\0\x04");
    sound.extend_from_slice(&144_000_i64.to_le_bytes());
    sound.extend_from_slice(&[0; 20]);
    sound
}

/// A message of Marina with a file.
fn with_file(id: &str, kind: &str, part: Value) -> Value {
    let mut message = text(MARINA, id, 0, "");
    message["type"] = json!(kind);
    message[kind] = part;
    message.as_object_mut().unwrap().remove("text");
    message
}

async fn arrives(world: &World, line: &Line, message: Value) {
    world.deliver(line, &messages(MARINA, &[message])).await;
}

pub(crate) async fn bytes_at(world: &World, token: &str, path: &str, headers: &[(&str, &str)]) -> Response {
    let request = world.http.get(format!("{}{path}", world.url)).bearer_auth(token);
    headers.iter().fold(request, |request, (name, value)| request.header(*name, *value)).send().await.unwrap()
}

fn header<'a>(response: &'a Response, name: &str) -> &'a str {
    response.headers()[name].to_str().unwrap()
}

#[tokio::test]
async fn a_picture_waits_is_fetched_and_is_shown_with_a_small_one() {
    let (world, graph) = (World::start().await, FakeGraph::start().await);
    let line = connect(&world, &graph).await;
    let photo = jpeg(1000, 500);
    graph.hold("m1", photo.clone());
    arrives(&world, &line, with_file("w1", "image", json!({ "id": "m1", "mime_type": "image/jpeg", "caption": "oi" })))
        .await;
    jobs_done(&world).await;
    let message = thread(&world).await[0].clone();
    let media = &message["media"];
    assert_eq!((&message["text"], &media["state"], &media["kind"]), (&json!("oi"), &json!("ready"), &json!("image")));
    assert_eq!((&media["width"], &media["height"]), (&json!(1000), &json!(500)));
    assert_eq!(media["size_bytes"], photo.len());
    let whole = bytes_at(&world, &world.admin, media["url"].as_str().unwrap(), &[]).await;
    assert_eq!((header(&whole, "content-type"), header(&whole, "content-disposition")), ("image/jpeg", "inline"));
    assert_eq!(header(&whole, "x-content-type-options"), "nosniff");
    assert!(header(&whole, "content-security-policy").starts_with("sandbox"));
    assert_eq!(header(&whole, "cache-control"), "private, max-age=31536000, immutable");
    assert_eq!(whole.bytes().await.unwrap(), photo);
    let small = bytes_at(&world, &world.admin, media["thumbnail_url"].as_str().unwrap(), &[]).await;
    let small = image::load_from_memory(&small.bytes().await.unwrap()).unwrap();
    assert_eq!((small.width(), small.height()), (480, 240));
    assert_eq!(graph.asked(), ["m1"]);
}

#[tokio::test]
async fn a_voice_note_is_given_in_ranges_and_not_given_again_to_whoever_has_it() {
    let (world, graph) = (World::start().await, FakeGraph::start().await);
    let line = connect(&world, &graph).await;
    graph.hold("a1", voice());
    let told = json!({ "id": "a1", "mime_type": "audio/ogg; codecs=opus", "voice": true });
    arrives(&world, &line, with_file("w1", "audio", told)).await;
    jobs_done(&world).await;
    let media = thread(&world).await[0]["media"].clone();
    assert_eq!(
        (&media["duration_s"], &media["voice"], &media["mime_type"]),
        (&json!(3), &json!(true), &json!("audio/ogg"))
    );
    let url = media["url"].as_str().unwrap();
    let part = bytes_at(&world, &world.admin, url, &[("range", "bytes=4-9")]).await;
    assert_eq!(part.status(), StatusCode::PARTIAL_CONTENT);
    assert_eq!(header(&part, "content-range"), format!("bytes 4-9/{}", voice().len()));
    let etag = header(&part, "etag").to_owned();
    assert_eq!(part.bytes().await.unwrap(), voice()[4..10]);
    let beyond = bytes_at(&world, &world.admin, url, &[("range", "bytes=99999-")]).await;
    assert_eq!(beyond.status(), StatusCode::RANGE_NOT_SATISFIABLE);
    let known = bytes_at(&world, &world.admin, url, &[("if-none-match", &etag)]).await;
    assert_eq!(known.status(), StatusCode::NOT_MODIFIED);
    let changed = bytes_at(&world, &world.admin, url, &[("range", "bytes=0-1"), ("if-range", "\"other\"")]).await;
    assert_eq!(changed.status(), StatusCode::OK);
}

#[tokio::test]
async fn a_document_keeps_its_name_and_a_page_is_saved_never_shown() {
    let (world, graph) = (World::start().await, FakeGraph::start().await);
    let line = connect(&world, &graph).await;
    graph.hold("d1", b"%PDF-1.7 nota".to_vec());
    graph.hold("d2", b"<!DOCTYPE html><script>alert(1)</script>".to_vec());
    let pdf = json!({ "id": "d1", "mime_type": "application/pdf", "filename": "Nota ção.pdf" });
    arrives(&world, &line, with_file("w1", "document", pdf)).await;
    let page = json!({ "id": "d2", "mime_type": "application/pdf", "filename": "boleto.html" });
    arrives(&world, &line, with_file("w2", "document", page)).await;
    jobs_done(&world).await;
    let messages = thread(&world).await;
    let of =
        |name: &str| messages.iter().map(|message| &message["media"]).find(|one| one["file_name"] == name).unwrap();
    let shown = bytes_at(&world, &world.admin, of("Nota ção.pdf")["url"].as_str().unwrap(), &[]).await;
    assert_eq!(header(&shown, "content-type"), "application/pdf");
    assert_eq!(header(&shown, "content-disposition"), "inline; filename*=UTF-8''Nota%20%C3%A7%C3%A3o%2Epdf");
    let saved = bytes_at(&world, &world.admin, of("boleto.html")["url"].as_str().unwrap(), &[]).await;
    assert!(header(&saved, "content-disposition").starts_with("attachment;"));
    assert!(header(&saved, "content-security-policy").starts_with("sandbox"));
}

#[tokio::test]
async fn what_is_too_large_or_not_what_it_says_it_is_stays_a_placeholder_with_its_reason() {
    let (world, graph) = (World::start().await, FakeGraph::start().await);
    let line = connect(&world, &graph).await;
    graph.hold("big", vec![0; (5 << 20) + 1]);
    graph.hold("page", b"<html><script>alert(1)</script></html>".to_vec());
    graph.hold("program", [b"MZ".as_slice(), &[0; 200]].concat());
    for (id, kind) in [("big", "image"), ("page", "image"), ("program", "document")] {
        arrives(&world, &line, with_file(id, kind, json!({ "id": id, "mime_type": "image/jpeg" }))).await;
    }
    jobs_done(&world).await;
    let messages = thread(&world).await;
    let of = |id: &str| messages.iter().find(|message| message["provider_id"] == id).unwrap()["media"].clone();
    assert_eq!((&of("big")["state"], &of("big")["reason"]), (&json!("too_large"), &json!("it is larger than 5 MB")));
    for id in ["page", "program"] {
        let media = of(id);
        assert_eq!((&media["state"], &media["url"]), (&json!("refused_type"), &Value::Null), "{media}");
        let path = format!("/api/v1/media/{}", media["id"].as_str().unwrap());
        assert_eq!(bytes_at(&world, &world.admin, &path, &[]).await.status(), StatusCode::CONFLICT);
    }
}

#[tokio::test]
async fn a_file_that_is_gone_is_tried_again_when_somebody_asks() {
    let (world, graph) = (World::start().await, FakeGraph::start().await);
    let line = connect(&world, &graph).await;
    arrives(&world, &line, with_file("w1", "image", json!({ "id": "m1", "mime_type": "image/jpeg" }))).await;
    jobs_done(&world).await;
    let media = thread(&world).await[0]["media"].clone();
    assert_eq!((&media["state"], &media["reason"]), (&json!("gone"), &json!("Unsupported get request")));
    graph.hold("m1", jpeg(20, 20));
    let retry = format!("/api/v1/media/{}/retry", media["id"].as_str().unwrap());
    assert_eq!(world.post(&retry, json!({})).await["state"], "waiting");
    jobs_done(&world).await;
    assert_eq!(thread(&world).await[0]["media"]["state"], "ready");
    assert_eq!(world.post(&retry, json!({})).await["state"], "ready");
    jobs_done(&world).await;
    assert_eq!(graph.asked(), ["m1", "m1"]);
}

#[tokio::test]
async fn a_provider_that_asks_to_wait_is_asked_again_only_then() {
    let (world, graph) = (World::start().await, FakeGraph::start().await);
    let line = connect(&world, &graph).await;
    graph.hold("m1", jpeg(20, 20));
    graph.refuse("file", 429, 4, Some(90));
    arrives(&world, &line, with_file("w1", "image", json!({ "id": "m1", "mime_type": "image/jpeg" }))).await;
    jobs_done(&world).await;
    assert_eq!(thread(&world).await[0]["media"]["state"], "waiting");
    world.clock.advance(89 * SECOND);
    jobs_done(&world).await;
    assert_eq!(graph.asked().len(), 1);
    world.clock.advance(2 * SECOND);
    jobs_done(&world).await;
    assert_eq!(thread(&world).await[0]["media"]["state"], "ready");
    assert_eq!(graph.asked().len(), 2);
}

#[tokio::test]
async fn a_stub_that_is_completed_later_gets_its_file_too() {
    let (world, graph) = (World::start().await, FakeGraph::start().await);
    let line = connect(&world, &graph).await;
    graph.hold("m1", jpeg(20, 20));
    let mut stub = with_file("w1", "unsupported", json!({}));
    stub["errors"] = json!([{ "code": 131_051, "title": "Unsupported message type" }]);
    arrives(&world, &line, stub).await;
    assert_eq!(thread(&world).await[0]["media"], Value::Null);
    let whole = with_file("w1", "image", json!({ "id": "m1", "mime_type": "image/jpeg" }));
    arrives(&world, &line, whole.clone()).await;
    arrives(&world, &line, whole).await;
    jobs_done(&world).await;
    assert_eq!(thread(&world).await[0]["media"]["state"], "ready");
    assert_eq!(graph.asked(), ["m1"]);
}

#[tokio::test]
async fn the_picture_of_an_ad_is_fetched_once_and_shown_by_us_to_the_whole_company() {
    let (world, graph) = (World::start().await, FakeGraph::start().await);
    let line = connect(&world, &graph).await;
    graph.hold("card1", jpeg(600, 600));
    for (phone, id) in [(MARINA, "w1"), ("5511999990002", "w2")] {
        let mut tapped = crate::meta::with_ad(text(phone, id, 0, "Oi"), "77", id);
        tapped["referral"]["image_url"] = json!(format!("{}/files/card1?signature={id}", graph.url));
        world.deliver(&line, &messages(phone, &[tapped])).await;
    }
    jobs_done(&world).await;
    let conversation = world.get("/api/v1/conversations").await["items"][0].clone();
    let picture = conversation["entry"]["image_url"].as_str().unwrap().to_owned();
    assert!(picture.starts_with("/api/v1/media/md_"), "{picture}");
    let card = thread(&world).await[0]["card"].clone();
    assert_eq!((&card["media"]["state"], &card["media"]["url"]), (&json!("ready"), &json!(picture)));
    let marketing = new_token(&world.app, world.company_id, Role::Marketing, None).await;
    assert_eq!(bytes_at(&world, &marketing, &picture, &[]).await.status(), StatusCode::OK);
    let (other, _) = new_company(&world.app, "Outra").await;
    let stranger = new_token(&world.app, other, Role::Admin, None).await;
    assert_eq!(bytes_at(&world, &stranger, &picture, &[]).await.status(), StatusCode::NOT_FOUND);
    let listed = world.get("/api/v1/conversations").await.to_string();
    assert!(!listed.contains("/files/card1"), "an address of somebody else is shown");
}

#[tokio::test]
async fn a_file_is_seen_by_whoever_sees_its_conversation_and_by_nobody_else() {
    let (world, graph) = (World::start().await, FakeGraph::start().await);
    let line = connect(&world, &graph).await;
    graph.hold("m1", jpeg(600, 600));
    arrives(&world, &line, with_file("w1", "image", json!({ "id": "m1", "mime_type": "image/jpeg" }))).await;
    jobs_done(&world).await;
    let media = thread(&world).await[0]["media"].clone();
    let department = world.post("/api/v1/departments", json!({ "name": "Vendas" })).await["id"].clone();
    let of_department = |id: &Value| id.as_str().unwrap().parse().unwrap();
    let own = new_token(&world.app, world.company_id, Role::Agent, Some(of_department(&department))).await;
    let foreign = world.post("/api/v1/departments", json!({ "name": "Suporte" })).await["id"].clone();
    let foreign = new_token(&world.app, world.company_id, Role::Agent, Some(of_department(&foreign))).await;
    let id = only_conversation(&world).await;
    world.post(&format!("/api/v1/conversations/{id}/transfer"), json!({ "department_id": department })).await;
    let marketing = new_token(&world.app, world.company_id, Role::Marketing, None).await;
    let (other, _) = new_company(&world.app, "Outra").await;
    let stranger = new_token(&world.app, other, Role::Admin, None).await;
    for address in ["url", "thumbnail_url"] {
        let path = media[address].as_str().unwrap();
        for (token, wanted) in [
            (&own, StatusCode::OK),
            (&foreign, StatusCode::NOT_FOUND),
            (&marketing, StatusCode::FORBIDDEN),
            (&stranger, StatusCode::NOT_FOUND),
        ] {
            assert_eq!(bytes_at(&world, token, path, &[]).await.status(), wanted, "{path}");
        }
        assert_eq!(
            world.http.get(format!("{}{path}", world.url)).send().await.unwrap().status(),
            StatusCode::UNAUTHORIZED
        );
    }
    let retry = format!("/api/v1/media/{}/retry", media["id"].as_str().unwrap());
    for (token, wanted) in [(&foreign, StatusCode::NOT_FOUND), (&marketing, StatusCode::FORBIDDEN)] {
        assert_eq!(world.ask(token, Method::POST, &retry, Some(json!({}))).await.0, wanted);
    }
}

#[tokio::test]
async fn files_are_kept_in_a_bucket_that_speaks_s3() {
    let (s3, graph) = (FakeS3::start().await, FakeGraph::start().await);
    let bucket = Bucket {
        name: s3.bucket.clone(),
        prefix: "nascente/files".into(),
        endpoint: Some(s3.url.clone()),
        region: None,
        keys: Some(FakeS3::keys()),
    };
    let world = World::begun(|config| config.media = MediaPlace::Bucket(bucket)).await;
    let line = connect(&world, &graph).await;
    let (photo, document) = (jpeg(800, 800), [b"%PDF-1.7".as_slice(), &vec![7; 11 << 20]].concat());
    graph.hold("m1", photo.clone());
    graph.hold("d1", document.clone());
    arrives(&world, &line, with_file("w1", "image", json!({ "id": "m1", "mime_type": "image/jpeg" }))).await;
    arrives(&world, &line, with_file("w2", "document", json!({ "id": "d1", "mime_type": "application/pdf" }))).await;
    jobs_done(&world).await;
    for message in thread(&world).await {
        let media = &message["media"];
        let wanted = if media["kind"] == "image" { &photo } else { &document };
        let path = media["url"].as_str().unwrap();
        assert_eq!(bytes_at(&world, &world.admin, path, &[]).await.bytes().await.unwrap(), *wanted);
        let part = bytes_at(&world, &world.admin, path, &[("range", "bytes=-5")]).await;
        assert_eq!(part.bytes().await.unwrap(), wanted[wanted.len() - 5..]);
    }
    let kept = s3.objects();
    assert_eq!(kept.len(), 3, "{kept:?}");
    assert!(kept.iter().all(|key| key.starts_with(&format!("nascente/files/{}/2026/11/md_", world.company_id))));
    assert!(!world.folder().join("media").try_exists().unwrap());
}
