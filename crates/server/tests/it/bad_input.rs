//! What bad input gets: webhooks are kept with their reason, API requests are refused by name, and nothing is a 5xx.

use std::collections::BTreeSet;

use nascente_store::db::Place;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::dice::Dice;
use crate::meta::{Line, envelope, messages, text, with_ad};
use crate::world::{World, new_company};

const MARINA: &str = "5511999990001";

async fn begin() -> (World, Line) {
    let world = World::start().await;
    let line = world.connect().await;
    (world, line)
}

/// The outcomes of the newest delivery, as `outcome: reason`.
async fn outcomes(world: &World) -> Vec<String> {
    let listed = world.get("/api/v1/deliveries?limit=1").await;
    let delivery = &listed["items"][0];
    assert_eq!(delivery["state"], "recorded", "{delivery}");
    let events = delivery["events"].as_array().unwrap();
    assert!(!events.is_empty(), "a delivery without any outcome says nothing: {delivery}");
    events
        .iter()
        .map(|event| {
            let reason = event["reason"].as_str();
            let outcome = event["outcome"].as_str().unwrap();
            assert!(reason.is_some_and(|reason| !reason.is_empty()) || outcome == "recorded", "{event}");
            format!("{outcome}: {}", reason.unwrap_or_default())
        })
        .collect()
}

async fn conversations(world: &World) -> u64 {
    world.get("/api/v1/conversations?count=true").await["total"].as_u64().unwrap()
}

#[tokio::test]
async fn whatever_the_bytes_are_they_are_kept_answered_and_given_a_reason() {
    let (world, line) = begin().await;
    let deep = |open: &str, close: &str| format!("{}{}", open.repeat(100_000), close.repeat(100_000));
    let wide = format!(r#"{{"object":"x","entry":[{}]}}"#, vec!["{}"; 20_000].join(","));
    let large = json!({ "object": "whatsapp_business_account", "filler": "x".repeat(3 * 1_024 * 1_024 - 100) });
    let wrong: Vec<Vec<u8>> = vec![
        b"".to_vec(),
        b"not json".to_vec(),
        b"null".to_vec(),
        b"17".to_vec(),
        b"[]".to_vec(),
        b"{}".to_vec(),
        b"\xff\xfe\x00\x01".to_vec(),
        b"{\"object\":\"whatsapp_business_account\",\"entry\":".to_vec(),
        br#"{"object":"whatsapp_business_account","entry":{}}"#.to_vec(),
        br#"{"object":"whatsapp_business_account","entry":[null,7,"x",{"changes":"y"},{"changes":[null,{}]}]}"#
            .to_vec(),
        br#"{"object":7,"entry":[{"changes":[{"field":9,"value":[]}]}]}"#.to_vec(),
        deep("[", "]").into_bytes(),
        deep(r#"{"a":"#, "}").into_bytes(),
        wide.into_bytes(),
        large.to_string().into_bytes(),
    ];
    for body in wrong {
        let shown = String::from_utf8_lossy(&body[..body.len().min(60)]).into_owned();
        assert_eq!(world.post_delivery(&line, body).await, StatusCode::OK, "{shown}");
        world.recorded().await;
        let outcomes = outcomes(&world).await;
        assert!(outcomes.iter().all(|one| !one.starts_with("recorded")), "{shown}: {outcomes:?}");
    }
    assert_eq!(conversations(&world).await, 0);
}

#[tokio::test]
async fn one_wrong_part_never_spoils_the_others() {
    let (world, line) = begin().await;
    let good = with_ad(text(MARINA, "wamid.good", 0, "oi"), "77", "clid");
    for (number, wrong) in [
        json!(null),
        json!(7),
        json!({}),
        json!({ "from": MARINA }),
        json!({ "from": MARINA, "id": "", "timestamp": "1795356000", "type": "text", "text": { "body": "x" } }),
        json!({ "from": MARINA, "id": "wamid.\u{0}", "timestamp": "1795356000", "type": "text", "text": { "body": "x" } }),
        json!({ "from": { "a": 1 }, "id": ["x"], "timestamp": {}, "type": 5 }),
        json!({ "from": "5511", "id": "wamid.short", "timestamp": "1795356000", "type": "text" }),
    ]
    .into_iter()
    .enumerate()
    {
        let mut good = good.clone();
        good["id"] = json!(format!("wamid.good.{number}"));
        world.deliver(&line, &messages(MARINA, &[wrong.clone(), good])).await;
        let outcomes = outcomes(&world).await;
        assert!(outcomes.iter().any(|one| one.starts_with("recorded")), "{wrong}: {outcomes:?}");
    }
    assert_eq!(conversations(&world).await, 1);
}

#[tokio::test]
async fn odd_values_of_a_real_message_are_recorded_as_far_as_they_go() {
    let (world, line) = begin().await;
    let with = |id: &str, change: &dyn Fn(&mut Value)| {
        let mut message = text(MARINA, id, 0, "oi");
        change(&mut message);
        messages(MARINA, &[message]).to_string()
    };
    let bodies = [
        with("wamid.time.none", &|message| drop(message.as_object_mut().unwrap().remove("timestamp"))),
        with("wamid.time.far", &|message| message["timestamp"] = json!("99999999999999999999")),
        with("wamid.time.old", &|message| message["timestamp"] = json!("-5")),
        with("wamid.time.number", &|message| message["timestamp"] = json!(1_795_356_000)),
        with("wamid.kind", &|message| message["type"] = json!("hologram")),
        with("wamid.kind.none", &|message| drop(message.as_object_mut().unwrap().remove("type"))),
        with("wamid.text.none", &|message| drop(message.as_object_mut().unwrap().remove("text"))),
        with("wamid.text.number", &|message| message["text"] = json!({ "body": 5 })),
        with("wamid.nul", &|message| message["text"] = json!({ "body": "a\u{0}b" })),
        with("wamid.long", &|message| message["text"] = json!({ "body": "á".repeat(70_000) })),
        with("wamid.referral", &|message| message["referral"] = json!({ "source_type": 5, "source_id": [] })),
        with("wamid.referral.nul", &|message| {
            message["referral"] = json!({ "source_type": "ad", "source_id": "1\u{0}2", "headline": "\u{0}" });
        }),
        with("wamid.context", &|message| message["context"] = json!("x")),
        with("wamid.lone", &|_| {}).replace("\"oi\"", r#""oi \ud83d fim""#),
        with("wamid.name", &|_| {}).replace("Marina Teste", r"Marina \udc00\u0000 Teste"),
        with("wamid.hashtag", &|message| message["text"] = json!({ "body": format!("#{}", "x".repeat(5_000)) })),
    ];
    let many = bodies.len();
    for body in bodies {
        assert_eq!(world.post_delivery(&line, body.clone().into_bytes()).await, StatusCode::OK);
        world.recorded().await;
        let shown = body.chars().take(400).collect::<String>();
        let outcomes = outcomes(&world).await;
        assert!(outcomes.iter().any(|one| one.starts_with("recorded")), "{outcomes:?} {shown}");
    }
    let failed = world.get("/api/v1/deliveries?state=failed&count=true").await;
    assert_eq!(failed["total"], 0, "{failed}");
    assert_eq!(conversations(&world).await, 1);
    let id = world.get("/api/v1/conversations").await["items"][0]["id"].as_str().unwrap().to_owned();
    let thread = world.get(&format!("/api/v1/conversations/{id}/messages?limit=200")).await;
    assert_eq!(thread["items"].as_array().unwrap().len(), many);
}

#[tokio::test]
async fn repeated_and_reordered_deliveries_count_once() {
    let (world, line) = begin().await;
    let payloads: Vec<Value> = (0..12)
        .map(|number| {
            let one = text(MARINA, &format!("wamid.{number}"), number * 7, &format!("oi {number}"));
            messages(MARINA, &[if number == 3 { with_ad(one, "77", "clid") } else { one }])
        })
        .collect();
    let mut all: Vec<Value> = payloads.iter().chain(&payloads).chain(&payloads).cloned().collect();
    Dice::new(3).shuffle(&mut all);
    for payload in &all {
        assert_eq!(world.post_delivery(&line, payload.to_string().into_bytes()).await, StatusCode::OK);
    }
    world.recorded().await;
    let listed = world.get("/api/v1/conversations?count=true").await;
    assert_eq!((&listed["total"], &listed["items"][0]["entry"]["kind"]), (&json!(1), &json!("ad")));
    let id = listed["items"][0]["id"].as_str().unwrap();
    let thread = world.get(&format!("/api/v1/conversations/{id}/messages?limit=200")).await;
    let texts: Vec<&str> =
        thread["items"].as_array().unwrap().iter().map(|one| one["text"].as_str().unwrap()).collect();
    let mut wanted: Vec<String> = (0..12).map(|number| format!("oi {number}")).collect();
    if texts.first() == Some(&"oi 11") {
        wanted.reverse();
    }
    assert_eq!(texts, wanted);
}

#[tokio::test]
async fn an_echo_and_a_status_of_nobody_are_ignored_with_a_reason() {
    let (world, line) = begin().await;
    world.deliver(&line, &crate::meta::echo("5511977770000", "wamid.e", 0, "oi")).await;
    assert_eq!(outcomes(&world).await, ["ignored: no conversation"]);
    world.deliver(&line, &envelope("hologram", &json!({ "anything": true }))).await;
    assert!(outcomes(&world).await.iter().all(|one| one.starts_with("ignored")), "an unknown field is no fault");
    assert_eq!(conversations(&world).await, 0);
}

/// When the store is away the provider is told to try again, and afterwards everything goes on.
#[tokio::test]
async fn a_delivery_that_cannot_be_kept_is_answered_503_and_taken_when_the_store_is_back() {
    let (world, line) = begin().await;
    let Place::Url(url) = world.app.config.place.clone() else {
        println!("SQLite lives inside the program: there is nothing to take away");
        return;
    };
    let payload = messages(MARINA, &[text(MARINA, "wamid.1", 0, "oi")]).to_string().into_bytes();
    run(&url, "alter table delivery rename to delivery_away").await;
    let refused = world.post_delivery(&line, payload.clone()).await;
    run(&url, "alter table delivery_away rename to delivery").await;
    assert_eq!(refused, StatusCode::SERVICE_UNAVAILABLE);
    // What a restart of the database does to everybody's connections.
    run(
        &url,
        "select pg_terminate_backend(pid) from pg_stat_activity
         where application_name = current_setting('application_name') and pid <> pg_backend_pid()",
    )
    .await;
    let mut answers = BTreeSet::new();
    for _ in 0..20 {
        answers.insert(world.post_delivery(&line, payload.clone()).await.as_u16());
    }
    assert!(answers.contains(&200) && answers.iter().all(|status| matches!(status, 200 | 503)), "{answers:?}");
    assert_eq!(world.post_delivery(&line, payload).await, StatusCode::OK);
    world.recorded().await;
    assert_eq!(conversations(&world).await, 1);
}

async fn run(url: &str, statement: &'static str) {
    let url = url.to_owned();
    let done = tokio::task::spawn_blocking(move || {
        postgres::Client::connect(&url, postgres::NoTls).unwrap().batch_execute(statement).unwrap();
    });
    done.await.unwrap();
}

/// Wrong bodies for every operation that takes one.
#[tokio::test]
async fn every_wrong_body_gets_a_problem_with_a_code_and_never_a_5xx() {
    let (world, line) = begin().await;
    world.deliver(&line, &messages(MARINA, &[text(MARINA, "wamid.1", 0, "oi")])).await;
    let conversation = world.get("/api/v1/conversations").await["items"][0].clone();
    let link = json!({ "name": "L", "channel_id": line.channel_id.to_string(), "site": "Google" });
    let link = world.post("/api/v1/links", link).await;
    let document = world.get("/openapi.json").await;
    let mut asked = 0;
    for (path, operations) in document["paths"].as_object().unwrap() {
        for (method, operation) in operations.as_object().unwrap() {
            if !matches!(method.as_str(), "post" | "patch" | "put") {
                continue;
            }
            // Whole new companies are another story's; wrong logins in a row are answered 429, which is right.
            if path == "/api/v1/setup" || path == "/api/v1/session" {
                continue;
            }
            let id = match path.split('/').nth(3).unwrap() {
                "conversations" => &conversation["id"],
                "contacts" => &conversation["contact"]["id"],
                "links" => &link["id"],
                "entry-identifiers" => &link["identifier_id"],
                "departments" => &conversation["department_id"],
                "channels" => &conversation["channel_id"],
                _ => &Value::Null,
            };
            let path = path.replace("{id}", id.as_str().unwrap_or("x_0000000000000"));
            for body in wrong_bodies(&document, operation) {
                hold(&world, method, &path, &body).await;
                asked += 1;
            }
        }
    }
    assert!(asked > 400, "{asked}");
}

async fn hold(world: &World, method: &str, path: &str, body: &str) {
    let method: Method = method.to_uppercase().parse().unwrap();
    let request = world.http.request(method.clone(), format!("{}{path}", world.url)).bearer_auth(&world.admin);
    let request = request.header("content-type", "application/json").body(body.to_owned());
    let response = request.send().await.unwrap();
    let (status, kind) = (response.status(), response.headers().get("content-type").cloned());
    let answer = response.text().await.unwrap();
    let told = format!("{method} {path} {}: {status} {answer}", body.chars().take(300).collect::<String>());
    // Some wrong values are no fault: an unknown member is left alone.
    assert!(status.is_success() || status.is_client_error(), "{told}");
    if status.is_client_error() {
        assert_eq!(kind.unwrap(), "application/problem+json", "{told}");
        let problem: Value = serde_json::from_str(&answer).unwrap();
        assert!(problem["code"].as_str().is_some_and(|code| !code.is_empty()), "{told}");
        assert_eq!(problem["status"], status.as_u16(), "{told}");
    }
}

/// Bodies that are no JSON, and for each member of the described body values that it does not expect.
fn wrong_bodies(document: &Value, operation: &Value) -> Vec<String> {
    let mut bodies: Vec<String> =
        ["", "{", "null", "[]", "7", "\"x\"", "{\"a\":", "{\"unknown\":1}"].map(str::to_owned).to_vec();
    bodies.push(format!("{}{}", "[".repeat(2_000), "]".repeat(2_000)));
    let reference = operation["requestBody"]["content"]["application/json"]["schema"]["$ref"].as_str();
    let Some(name) = reference.and_then(|reference| reference.rsplit('/').next()) else { return bodies };
    let schema = &document["components"]["schemas"][name];
    let plausible = |name: &str| match name {
        "role" => json!("agent"),
        "outcome" => json!("won"),
        "provider" => json!("link_only"),
        "email" => json!("a@b.com"),
        "phone_number" | "phone" => json!("11999990001"),
        "links" | "department_ids" => json!([]),
        _ => json!("x"),
    };
    let required: Vec<&str> =
        schema["required"].as_array().map(|names| names.iter().filter_map(Value::as_str).collect()).unwrap_or_default();
    let values = [
        json!(null),
        json!(true),
        json!(-1),
        json!(9_223_372_036_854_775_807_i64),
        json!(1.5e300),
        json!(""),
        json!("   "),
        json!("a\u{0}b"),
        json!("x".repeat(20_000)),
        json!("co_0000000000000"),
        json!("2026-13-45T99:00:00Z"),
        json!([null, {}, 5, ""]),
        json!({ "a": { "b": [] } }),
    ];
    for member in schema["properties"].as_object().into_iter().flat_map(|members| members.keys()) {
        for value in &values {
            let mut body = serde_json::Map::new();
            for name in &required {
                body.insert((*name).to_owned(), plausible(name));
            }
            body.insert(member.clone(), value.clone());
            bodies.push(Value::Object(body).to_string());
        }
    }
    bodies
}

#[tokio::test]
async fn wrong_ids_cursors_and_queries_are_refused_by_name() {
    let (world, _) = begin().await;
    let (_, _) = new_company(&world.app, "Outra").await;
    let document = world.get("/openapi.json").await;
    let mut asked = 0;
    for (path, operations) in document["paths"].as_object().unwrap() {
        let Some(parameters) = operations["get"]["parameters"].as_array() else { continue };
        if path.ends_with("/live") {
            continue;
        }
        for id in ["x", "%00", "cv_zzzzzzzzzzzzz", "..%2f..%2f", "-1"] {
            let filled = path.replace("{id}", id).replace("{token}", id).replace("{version}", "x");
            for parameter in parameters.iter().filter(|parameter| parameter["in"] == "query") {
                for value in ["%00", "x", "-1", "999999999999999999999", "%ff", "2026-02-30", "%F0%9F%98%80"] {
                    let name = parameter["name"].as_str().unwrap();
                    let url = format!("{}{filled}?{name}={value}", world.url);
                    let answer = world.http.get(url).bearer_auth(&world.admin).send().await.unwrap();
                    let status = answer.status();
                    assert!(!status.is_server_error(), "{filled}?{name}={value}: {status}");
                    asked += 1;
                }
            }
            if !path.contains('{') {
                break;
            }
        }
    }
    assert!(asked > 300, "{asked}");
}

/// What was refused: each field with its code.
fn refused(problem: &Value) -> Vec<(&str, &str)> {
    let errors = problem["errors"].as_array().unwrap();
    errors.iter().map(|one| (one["field"].as_str().unwrap(), one["code"].as_str().unwrap())).collect()
}

#[tokio::test]
async fn fields_and_parameters_that_nobody_reads_are_refused_by_name_and_nothing_is_done() {
    let world = World::start().await;
    let links = json!({ "links": [{ "name": "Bio", "slug": "bio", "channel_id": "ch_1", "site": "x", "Slug": "y" }] });
    for (method, path, body, strangers) in [
        (Method::POST, "/api/v1/tags", json!({ "name": "vip", "color": "red" }), vec!["color"]),
        (Method::POST, "/api/v1/links/bulk", links, vec!["links[0].Slug"]),
        (
            Method::POST,
            "/api/v1/channels",
            json!({ "provider": "link_only", "name": "A", "phone_number": "11 3000-0001",
            "secrets": {}, "state": "connected" }),
            vec!["secrets", "state"],
        ),
        (
            Method::POST,
            "/api/v1/conversations/close-many",
            json!({ "conversation_ids": [], "disposition": "x" }),
            vec!["disposition"],
        ),
    ] {
        let (status, problem) = world.ask(&world.admin, method, path, Some(body)).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{path}: {problem}");
        let expected: Vec<_> = strangers.into_iter().map(|field| (field, "unknown_field")).collect();
        assert_eq!(refused(&problem), expected, "{path}");
    }
    let many = |link: Value| json!({ "links": [link] });
    for (path, body, wrong) in [
        ("/api/v1/tags", json!({}), ("name", "required")),
        ("/api/v1/tags", json!({ "name": 5 }), ("name", "wrong_shape")),
        ("/api/v1/tags", json!([]), ("body", "wrong_shape")),
        ("/api/v1/links/bulk", many(json!({ "name": "Bio" })), ("links[0].channel_id", "required")),
        ("/api/v1/links/bulk", many(json!({ "name": [] })), ("links[0].name", "wrong_shape")),
    ] {
        let (status, problem) = world.ask(&world.admin, Method::POST, path, Some(body)).await;
        assert_eq!((status, refused(&problem)), (StatusCode::UNPROCESSABLE_ENTITY, vec![wrong]), "{path}: {problem}");
    }
    for list in ["tags", "links", "channels"] {
        assert_eq!(world.get(&format!("/api/v1/{list}")).await["items"], json!([]), "{list}");
    }
    for (path, strangers) in [
        ("/api/v1/conversations?depatment_id=dp_1&limit=5", vec!["depatment_id"]),
        ("/api/v1/reports/funnel?group_by=kind&chanel_id=x&until=2026-11-22", vec!["chanel_id", "until"]),
        ("/api/v1/tags?q=v&limit=1", vec!["q"]),
    ] {
        let (status, problem) = world.ask(&world.admin, Method::GET, path, None).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{path}: {problem}");
        let expected: Vec<_> = strangers.into_iter().map(|field| (field, "unknown_parameter")).collect();
        assert_eq!(refused(&problem), expected, "{path}");
    }
    for (query, wrong) in [("", ("platform", "required")), ("platform=meta&order_id=x", ("order_id", "wrong_shape"))] {
        let (_, problem) = world.ask(&world.admin, Method::GET, &format!("/api/v1/conversions?{query}"), None).await;
        assert_eq!(refused(&problem), [wrong], "{query}");
    }
}
