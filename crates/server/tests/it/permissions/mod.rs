//! Role x route x tenant: every operation of the API's description, asked by everybody.
//!
//! A route that stands in the description and not in the table fails the story, so that nobody adds one without saying
//! who may use it.

mod table;

use std::collections::{BTreeMap, BTreeSet};

use nascente_domain::id::DepartmentId;
use nascente_domain::role::Role;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use table::Stranger::{NotThere, Own, Refused};
use table::{OPEN, ROLES, TABLE};

use crate::browser::new_user;
use crate::meta::{Line, messages, text};
use crate::office::until;
use crate::world::{World, new_company, new_token};

/// One of each thing of the first company.
struct Things(BTreeMap<&'static str, String>);

impl Things {
    /// Makes what the text names as `{thing}`, and no more: a table of hundreds of rows is made anew for each role.
    async fn make(world: &World, line: &Line, number: usize, named: &str) -> Self {
        let mut things = Self(BTreeMap::from([
            ("department", world.department_id.to_string()),
            ("line", line.channel_id.to_string()),
            ("number", number.to_string()),
        ]));
        let names = |names: &[&str]| names.iter().any(|name| named.contains(&format!("{{{name}}}")));
        things.make_settings(world, number, names).await;
        if names(&["channel", "link", "identifier"]) {
            things.make_link(world).await;
        }
        if names(&["conversation", "contact", "media", "delivery", "closed", "webhook", "told"]) {
            things.make_conversations(world, line, number).await;
        }
        if names(&["test"]) {
            things.make_test(world, line, number).await;
        }
        if names(&["carrier_test"]) {
            let test = json!({ "channel_id": line.channel_id, "phone": format!("11 94{number:07}") });
            things.0.insert("carrier_test", id(&world.post("/api/v1/company/carrier-tests", test).await));
        }
        things
    }

    async fn make_settings(&mut self, world: &World, number: usize, names: impl Fn(&[&str]) -> bool) {
        if names(&["user"]) {
            let (user, _) = new_user(world, &format!("pessoa-{number}@loja.com"), "agent").await;
            self.0.insert("user", id(&user));
        }
        if names(&["spare", "rule"]) {
            let spare = world.post("/api/v1/departments", json!({ "name": format!("Vendas {number}") })).await;
            let rule = json!({ "name": "R", "conditions": { "key_phrase": { "texts": ["pedido confirmado"] } } });
            let rule = world.post(&format!("/api/v1/departments/{}/rules", id(&spare)), rule).await;
            self.0.extend([("spare", id(&spare)), ("rule", id(&rule))]);
        }
        if names(&["disposition"]) {
            let disposition = json!({ "name": format!("Venda {number}"), "outcome": "won" });
            self.0.insert("disposition", id(&world.post("/api/v1/dispositions", disposition).await));
        }
        if names(&["tag"]) {
            let tag = json!({ "name": format!("VIP {number}") });
            self.0.insert("tag", id(&world.post("/api/v1/tags", tag).await));
        }
        if names(&["token"]) {
            let token = world.post("/api/v1/tokens", json!({ "name": "T", "role": "manager" })).await;
            self.0.insert("token", id(&token["token"]));
        }
    }

    async fn make_link(&mut self, world: &World) {
        let number_only = json!({ "provider": "link_only", "name": "N", "phone_number": "11 99999-0001" });
        let channel = world.post("/api/v1/channels", number_only).await;
        let link = json!({ "name": "L", "channel_id": channel["id"], "site": "Google" });
        let link = world.post("/api/v1/links", link).await;
        let identifier = link["identifier_id"].as_str().unwrap().to_owned();
        self.0.extend([("channel", id(&channel)), ("link", id(&link)), ("identifier", identifier)]);
    }

    async fn make_conversations(&mut self, world: &World, line: &Line, number: usize) {
        let webhook = webhook(world).await;
        let (open, closed) =
            (conversation(world, line, number * 2).await, conversation(world, line, number * 2 + 1).await);
        world.post(&format!("/api/v1/conversations/{}/close", id(&closed)), json!({})).await;
        let media = sent_picture(world, &id(&open)).await;
        let delivery = world.get("/api/v1/deliveries?limit=1").await;
        let told = world.get(&format!("/api/v1/webhooks/{webhook}/deliveries?limit=1")).await;
        self.0.extend([
            ("contact", id(&open["contact"])),
            ("conversation", id(&open)),
            ("closed", id(&closed)),
            ("media", media),
            ("delivery", id(&delivery["items"][0])),
            ("webhook", webhook),
            ("told", id(&told["items"][0])),
        ]);
    }

    async fn make_test(&mut self, world: &World, line: &Line, number: usize) {
        let line = format!("/api/v1/channels/{}/test", line.channel_id);
        let test = world.post(&line, json!({ "phone": format!("11 96{number:07}") })).await;
        let test = test["test_id"].as_str().unwrap().to_owned();
        // Without a token it fails; the answer stands still from then on.
        until(world, &format!("{line}/{test}"), |progress| progress["out"] == "failed").await;
        self.0.insert("test", test);
    }

    fn fill(&self, template: &str) -> String {
        self.0.iter().fold(template.to_owned(), |text, (name, id)| text.replace(&format!("{{{name}}}"), id))
    }
}

fn id(thing: &Value) -> String {
    thing["id"].as_str().unwrap().to_owned()
}

/// Names everything that the table names.
fn every_thing() -> String {
    TABLE.iter().flat_map(|(_, path, _, _, body)| [*path, *body]).collect::<Vec<_>>().join(" ")
}

/// A picture that was sent in a conversation.
async fn sent_picture(world: &World, conversation: &str) -> String {
    let request = world.http.post(format!("{}/api/v1/media", world.url)).bearer_auth(&world.admin);
    let answer = request.header("content-type", "image/jpeg").body(crate::media::jpeg(40, 40)).send().await.unwrap();
    let media: Value = answer.json().await.unwrap();
    world.post(&format!("/api/v1/conversations/{conversation}/messages"), json!({ "media_id": media["id"] })).await;
    media["id"].as_str().unwrap().to_owned()
}

/// The webhook of the first company, made when there is none.
async fn webhook(world: &World) -> String {
    let known = world.get("/api/v1/webhooks").await;
    if let Some(id) = known["items"][0]["id"].as_str() {
        return id.to_owned();
    }
    let new = json!({ "url": "http://127.0.0.1:9/w", "events": ["conversation.opened"] });
    world.post("/api/v1/webhooks", new).await["id"].as_str().unwrap().to_owned()
}

/// A new open conversation of a new contact.
async fn conversation(world: &World, line: &Line, number: usize) -> Value {
    let phone = format!("55119{:08}", 10_000_000 + number);
    world.deliver(line, &messages(&phone, &[text(&phone, &format!("wamid.{number}"), 0, "segredo da Marina")])).await;
    let listed = world.get(&format!("/api/v1/conversations?q={phone}")).await;
    listed["items"][0].clone()
}

async fn ask(world: &World, token: Option<&str>, method: &str, path: &str, body: &str) -> (StatusCode, String) {
    let method: Method = method.to_uppercase().parse().unwrap();
    let mut request = world.http.request(method, format!("{}/api/v1{path}", world.url));
    if let Some(token) = token {
        request = request.bearer_auth(token);
    }
    if !body.is_empty() {
        request = request.header("content-type", "application/json").body(body.to_owned());
    }
    let response = request.send().await.unwrap();
    let status = response.status();
    (status, String::from_utf8_lossy(&response.bytes().await.unwrap()).into_owned())
}

#[tokio::test]
async fn every_operation_of_the_description_is_in_the_table() {
    let world = World::start().await;
    let document = world.get("/openapi.json").await;
    let mut described = BTreeSet::new();
    for (path, operations) in document["paths"].as_object().unwrap() {
        for method in operations.as_object().unwrap().keys() {
            described.insert(format!("{method} {}", shape(path.strip_prefix("/api/v1").unwrap())));
        }
    }
    let rows = TABLE.iter().map(|(method, path, ..)| format!("{method} {}", shape(path)));
    let open = OPEN.iter().map(|(method, path)| format!("{method} {}", shape(path)));
    let known: BTreeSet<String> = rows.chain(open).collect();
    assert_eq!(described.difference(&known).collect::<Vec<_>>(), Vec::<&String>::new(), "say who may use them");
    assert_eq!(known.difference(&described).collect::<Vec<_>>(), Vec::<&String>::new(), "these do not exist");
}

/// A path with every id as `{}`.
fn shape(path: &str) -> String {
    let path = path.split('?').next().unwrap_or_default();
    let parts = path.split('/').map(|part| if part.starts_with('{') || part == "1" { "{}" } else { part });
    parts.collect::<Vec<_>>().join("/")
}

#[tokio::test]
async fn each_role_may_do_exactly_what_the_table_says() {
    let world = World::start().await;
    let line = world.connect().await;
    let mut tokens = Vec::new();
    for role in ROLES {
        let department = (role == Role::Agent).then_some(world.department_id);
        tokens.push(new_token(&world.app, world.company_id, role, department).await);
    }
    // Something to see is there from the beginning, whatever a row names.
    let mut number = 1;
    Things::make(&world, &line, number, &every_thing()).await;
    for (method, path, may, _, body) in TABLE {
        number += 1;
        let named = format!("{path} {body}");
        let mut things = Things::make(&world, &line, number, &named).await;
        for (role, (token, allowed)) in ROLES.iter().zip(tokens.iter().zip(may)) {
            if *method != "get" && *allowed {
                // What one role has ended, the next one needs anew.
                number += 1;
                things = Things::make(&world, &line, number, &named).await;
            }
            let (status, answer) = ask(&world, Some(token), method, &things.fill(path), &things.fill(body)).await;
            let told = format!("{role}: {method} {path}: {status} {}", answer.chars().take(300).collect::<String>());
            if *allowed {
                // 409 and 422 come after the permission: the state or the department did not allow it.
                let accepted = status.is_success() || matches!(status.as_u16(), 409 | 422);
                assert!(accepted, "{told}");
            } else {
                assert_eq!(status, StatusCode::FORBIDDEN, "{told}");
            }
            if *role == Role::Marketing {
                assert!(!answer.contains("segredo da Marina"), "{told}");
                assert!(!answer.contains("5511910000"), "{told}");
            }
        }
    }
}

#[tokio::test]
async fn nobody_and_another_company_reach_nothing() {
    let world = World::start().await;
    let line = world.connect().await;
    let things = Things::make(&world, &line, 1, &every_thing()).await;
    let (other, _) = new_company(&world.app, "Outra").await;
    let stranger = new_token(&world.app, other, Role::Admin, None).await;
    let before = everything(&world, &things).await;
    for (method, path, _, expected, body) in TABLE {
        let (path, body) = (things.fill(path), things.fill(body));
        for nobody in [None, Some("nsc_wrong"), Some("")] {
            let (status, answer) = ask(&world, nobody, method, &path, &body).await;
            assert_eq!(status, StatusCode::UNAUTHORIZED, "{method} {path}: {answer}");
        }
        let (status, answer) = ask(&world, Some(&stranger), method, &path, &body).await;
        let told = format!("{method} {path}: {status} {answer}");
        match expected {
            NotThere => assert_eq!(status, StatusCode::NOT_FOUND, "{told}"),
            Own => assert!(status.is_success(), "{told}"),
            Refused => assert!(matches!(status.as_u16(), 404 | 409 | 422), "{told}"),
        }
        for (name, id) in &things.0 {
            assert!(*name == "number" || !answer.contains(id.as_str()), "{name}: {told}");
        }
    }
    assert_eq!(everything(&world, &things).await, before, "another company changed something");
}

/// What the first company sees of its things.
async fn everything(world: &World, things: &Things) -> Vec<Value> {
    let mut seen = Vec::new();
    for (method, path, ..) in TABLE {
        let unread = ["/tokens", "/company/qr-logo"].contains(path) || path.ends_with("/deliveries");
        if *method == "get" && !path.starts_with("/exports") && !unread {
            seen.push(world.get(&format!("/api/v1{}", things.fill(path))).await);
        }
    }
    seen
}

#[tokio::test]
async fn an_agent_reaches_only_conversations_of_the_own_departments_and_the_free_ones_of_the_default_one() {
    let world = World::start().await;
    let line = world.connect().await;
    let own: DepartmentId = department(&world, "Vendas").await;
    let foreign: DepartmentId = department(&world, "Suporte").await;
    let agent = new_token(&world.app, world.company_id, Role::Agent, Some(own)).await;
    let (user, _) = new_user(&world, "ana@loja.com", "agent").await;
    let tag = world.post("/api/v1/tags", json!({ "name": "VIP" })).await["id"].as_str().unwrap().to_owned();
    let mut number = 0;
    for (method, path, may, _, body) in TABLE {
        if !may[2] || !["{conversation}", "{closed}", "{contact}"].iter().any(|id| path.contains(id)) {
            continue;
        }
        for (place, sees) in [("own", true), ("free", true), ("foreign", false), ("taken", false)] {
            number += 1;
            let one = conversation(&world, &line, number).await;
            let id = one["id"].as_str().unwrap();
            let command = match place {
                "own" => Some(("transfer", json!({ "department_id": own.to_string() }))),
                "foreign" => Some(("transfer", json!({ "department_id": foreign.to_string() }))),
                "taken" => Some(("assign", json!({ "user_id": user["id"] }))),
                _ => None,
            };
            if let Some((command, request)) = command {
                world.post(&format!("/api/v1/conversations/{id}/{command}"), request).await;
            }
            if path.contains("{closed}") {
                world.post(&format!("/api/v1/conversations/{id}/close"), json!({})).await;
            }
            let contact = one["contact"]["id"].as_str().unwrap();
            let path = path
                .replace("{tag}", &tag)
                .replace("{conversation}", id)
                .replace("{closed}", id)
                .replace("{contact}", contact);
            let body = body.replace("{department}", &own.to_string()).replace("{tag}", &tag);
            let (status, answer) = ask(&world, Some(&agent), method, &path, &body).await;
            let told = format!("{place}: {method} {path}: {status} {answer}");
            if sees {
                assert!(status.is_success() || matches!(status.as_u16(), 409 | 422), "{told}");
            } else {
                assert_eq!(status, StatusCode::NOT_FOUND, "{told}");
            }
        }
    }
    assert!(number > 40, "{number}");
}

async fn department(world: &World, name: &str) -> DepartmentId {
    let made = world.post("/api/v1/departments", json!({ "name": name })).await;
    made["id"].as_str().unwrap().parse().unwrap()
}

#[tokio::test]
async fn what_is_open_to_nobody_gives_nothing_away() {
    let world = World::start().await;
    let login = r#"{"email":"ana@loja.com","password":"errada demais"}"#;
    let password = r#"{"password":"uma senha boa"}"#;
    let first = r#"{"company_name":"X","admin_name":"X","admin_email":"x@y.com","admin_password":"uma senha boa"}"#;
    for (method, path, body, expected) in [
        ("get", "/setup", "", StatusCode::OK),
        ("post", "/setup", first, StatusCode::CONFLICT),
        ("post", "/session", login, StatusCode::UNAUTHORIZED),
        ("delete", "/session", "", StatusCode::UNAUTHORIZED),
        ("post", "/session/company", r#"{"company_id":"co_0000000000000"}"#, StatusCode::UNAUTHORIZED),
        ("get", "/one-time-links/guess", "", StatusCode::NOT_FOUND),
        ("post", "/one-time-links/guess", password, StatusCode::NOT_FOUND),
        // The page of *Loja Teste* is switched off, as every page is at first.
        ("get", "/public-generators/loja-teste", "", StatusCode::NOT_FOUND),
        ("get", "/public-generators/loja-teste/logo", "", StatusCode::NOT_FOUND),
        ("post", "/public-generators/loja-teste/links", r#"{"name":"A","site":"B"}"#, StatusCode::NOT_FOUND),
        ("get", "/live", "", StatusCode::UNAUTHORIZED),
    ] {
        let (status, answer) = ask(&world, None, method, path, body).await;
        assert_eq!(status, expected, "{method} {path}: {answer}");
    }
    let wanted: BTreeSet<(&str, &str)> = OPEN.iter().copied().collect();
    assert_eq!(wanted.len(), 11, "each operation of OPEN stands above");
}
