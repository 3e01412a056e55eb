//! From the answer to the funnel: replying, transferring, closing, classifying, correcting, silence.

use nascente_domain::moment::HOUR;
use nascente_domain::role::Role;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::desk_of_story::{connect, jobs_done};
use crate::fake_graph::FakeGraph;
use crate::meta::{Line, NUMBER_ID, envelope, messages, text, with_ad};
use crate::world::{World, new_token};

const MARINA: &str = "5511999990001";

/// A lead from an ad writes; gives the id of its conversation.
async fn lead(world: &World, line: &Line, phone: &str, id: &str) -> String {
    let tapped = with_ad(text(phone, id, 0, "Oi"), "77", &format!("clid-{id}"));
    world.deliver(line, &messages(phone, &[tapped])).await;
    world.get("/api/v1/conversations").await["items"][0]["id"].as_str().unwrap().to_owned()
}

/// Makes *Vendas* with full closing and a won disposition that demands a value; gives both ids.
async fn sales(world: &World) -> (String, String) {
    let won = json!({ "name": "Venda realizada", "outcome": "won", "requires_value": true });
    let won = world.post("/api/v1/dispositions", won).await["id"].as_str().unwrap().to_owned();
    let department = json!({
        "name": "Vendas", "uses_dispositions": true, "full_closing": true, "disposition_ids": [won],
        "form_fields": [{ "key": "product", "type": "text", "label": "Produto", "required": true }],
    });
    let department = world.post("/api/v1/departments", department).await["id"].as_str().unwrap().to_owned();
    (department, won)
}

async fn totals(world: &World) -> Value {
    world.get("/api/v1/reports/funnel?group_by=entry_identifier").await["totals"].clone()
}

async fn refused(world: &World, token: &str, path: &str, body: Value) -> (StatusCode, Value) {
    world.ask(token, Method::POST, path, Some(body)).await
}

#[tokio::test]
async fn a_lead_is_answered_closed_with_a_sale_and_stands_in_the_funnel() {
    let (world, graph) = (World::start().await, FakeGraph::start().await);
    let line = connect(&world, &graph).await;
    let (department, won) = sales(&world).await;
    let id = lead(&world, &line, MARINA, "wamid.1").await;
    let path = |command: &str| format!("/api/v1/conversations/{id}/{command}");
    world.post(&path("transfer"), json!({ "department_id": department })).await;
    let asked = world.get(&path("messages")).await["items"][0]["id"].clone();
    world.post(&path("messages"), json!({ "text": "Olá!", "reply_to": asked })).await;
    jobs_done(&world).await;
    let sent = graph.messages();
    assert_eq!(sent[0]["context"]["message_id"], "wamid.1");
    assert_eq!((sent.len(), &sent[0]["to"], &sent[0]["text"]["body"]), (1, &json!(MARINA), &json!("Olá!")));
    let status = envelope(
        "messages",
        &json!({
            "metadata": { "phone_number_id": NUMBER_ID },
            "statuses": [{ "id": "wamid.out1", "status": "read", "timestamp": "1795359600", "recipient_id": MARINA }],
        }),
    );
    world.deliver(&line, &status).await;
    let thread = world.get(&path("messages")).await;
    assert_eq!(thread["items"][0]["status"], "read", "{thread}");
    let (code, problem) = refused(&world, &world.admin, &path("close"), json!({ "disposition_id": won })).await;
    assert_eq!(code, StatusCode::UNPROCESSABLE_ENTITY);
    let missing: Vec<&str> =
        problem["errors"].as_array().unwrap().iter().map(|error| error["field"].as_str().unwrap()).collect();
    assert_eq!(missing, ["value_cents", "fields.product"]);
    let answer =
        json!({ "disposition_id": won, "value_cents": 28_990, "fields": { "product": "Jaqueta" }, "form_version": 1 });
    world.post(&path("close"), answer).await;
    let funnel = totals(&world).await;
    assert_eq!(
        (&funnel["conversations"], &funnel["won"], &funnel["revenue_cents"]),
        (&json!(1), &json!(1), &json!(28_990))
    );
    let record = world.get(&path("closing")).await;
    assert_eq!(
        (&record["closing"]["fields"]["product"], &record["closing"]["mode"]),
        (&json!("Jaqueta"), &json!("automatic"))
    );
}

#[tokio::test]
async fn a_correction_moves_the_figures_and_keeps_the_history() {
    let (world, graph) = (World::start().await, FakeGraph::start().await);
    let line = connect(&world, &graph).await;
    let (department, won) = sales(&world).await;
    let lost = json!({ "name": "Preço", "outcome": "lost", "department_ids": [department] });
    let lost = world.post("/api/v1/dispositions", lost).await["id"].as_str().unwrap().to_owned();
    let id = lead(&world, &line, MARINA, "wamid.1").await;
    let path = |command: &str| format!("/api/v1/conversations/{id}/{command}");
    world.post(&path("transfer"), json!({ "department_id": department })).await;
    world
        .post(&path("close"), json!({ "disposition_id": won, "value_cents": 100, "fields": { "product": "x" } }))
        .await;
    let agent = new_token(&world.app, world.company_id, Role::Agent, department.parse().ok()).await;
    let correction = json!({ "disposition_id": lost, "fields": { "product": "x" }, "reason": "pagamento recusado" });
    assert_eq!(refused(&world, &agent, &path("classify"), correction.clone()).await.0, StatusCode::FORBIDDEN);
    world.post(&path("classify"), correction).await;
    let funnel = totals(&world).await;
    assert_eq!((&funnel["won"], &funnel["lost"], &funnel["revenue_cents"]), (&json!(0), &json!(1), &json!(0)));
    let record = world.get(&path("closing")).await;
    assert_eq!(
        (&record["closing"]["reason"], record["history"].as_array().unwrap().len()),
        (&json!("pagamento recusado"), 1)
    );
}

#[tokio::test]
async fn of_two_who_close_at_once_the_second_sees_that_it_is_closed() {
    let (world, graph) = (World::start().await, FakeGraph::start().await);
    let line = connect(&world, &graph).await;
    let id = lead(&world, &line, MARINA, "wamid.1").await;
    let path = format!("/api/v1/conversations/{id}/close");
    let close = || refused(&world, &world.admin, &path, json!({ "version": 1 }));
    let (first, second) = tokio::join!(close(), close());
    let mut codes = [first.0, second.0];
    codes.sort();
    assert_eq!(codes, [StatusCode::NO_CONTENT, StatusCode::CONFLICT]);
    assert_eq!(totals(&world).await["unclassified"], 1);
}

#[tokio::test]
async fn after_24_hours_nothing_but_a_template_may_be_sent() {
    let (world, graph) = (World::start().await, FakeGraph::start().await);
    let line = connect(&world, &graph).await;
    let id = lead(&world, &line, MARINA, "wamid.1").await;
    world.clock.advance(24 * HOUR);
    let path = format!("/api/v1/conversations/{id}/messages");
    let (code, problem) = refused(&world, &world.admin, &path, json!({ "text": "oi" })).await;
    assert_eq!((code, &problem["code"]), (StatusCode::CONFLICT, &json!("window_closed")));
    assert!(graph.messages().is_empty());
}

#[tokio::test]
async fn a_message_is_tried_again_when_the_provider_is_busy_and_failed_when_it_refuses() {
    let (world, graph) = (World::start().await, FakeGraph::start().await);
    let line = connect(&world, &graph).await;
    let id = lead(&world, &line, MARINA, "wamid.1").await;
    let path = format!("/api/v1/conversations/{id}/messages");
    graph.refuse_next(500, 131_000);
    world.post(&path, json!({ "text": "oi" })).await;
    jobs_done(&world).await;
    assert_eq!(world.get(&path).await["items"][0]["status"], "queued");
    world.clock.advance(60_000);
    jobs_done(&world).await;
    assert_eq!(world.get(&path).await["items"][0]["status"], "sent");
    graph.refuse_next(400, 131_026);
    world.post(&path, json!({ "text": "de novo" })).await;
    jobs_done(&world).await;
    let thread = world.get(&path).await;
    let failed: Vec<&Value> =
        thread["items"].as_array().unwrap().iter().filter(|message| message["status"] == "failed").collect();
    assert_eq!(failed.len(), 1);
    assert_eq!(graph.messages().len(), 1, "nothing was sent twice");
}

#[tokio::test]
async fn silence_is_warned_about_and_then_closed_by_the_rule() {
    let (world, graph) = (World::start().await, FakeGraph::start().await);
    let line = connect(&world, &graph).await;
    let rule = json!({ "warn_after_hours": 4, "close_after_hours": 2, "warning_text": "Ainda está aí?" });
    let path = format!("/api/v1/departments/{}", world.department_id);
    world.patch(&path, json!({ "uses_dispositions": true, "silence_rule": rule })).await;
    let id = lead(&world, &line, MARINA, "wamid.1").await;
    world.post(&format!("/api/v1/conversations/{id}/messages"), json!({ "text": "Posso ajudar?" })).await;
    let round = || nascente_server::jobs::silence::round(&world.app);
    assert_eq!(round().await.unwrap(), 0);
    world.clock.advance(4 * HOUR);
    assert_eq!(round().await.unwrap(), 1);
    assert_eq!(round().await.unwrap(), 0);
    world.clock.advance(2 * HOUR);
    assert_eq!(round().await.unwrap(), 1);
    let conversation = world.get(&format!("/api/v1/conversations/{id}")).await;
    let closing = &conversation["closing"];
    assert_eq!(
        (&conversation["status"], &closing["closed_by"], &closing["mode"]),
        (&json!("closed"), &json!("rule"), &json!("automatic"))
    );
    assert_eq!(closing["disposition"], "Encerrado por inatividade");
    assert_eq!(totals(&world).await["answered"], 0, "a token's reply and a warning are no human answers");
}

#[tokio::test]
async fn an_origin_given_by_hand_counts_until_it_is_taken_back() {
    let (world, graph) = (World::start().await, FakeGraph::start().await);
    let line = connect(&world, &graph).await;
    let id = lead(&world, &line, MARINA, "wamid.1").await;
    let other = "5521988887777";
    world.deliver(&line, &messages(other, &[text(other, "wamid.2", 9, "oi")])).await;
    let list = world.get("/api/v1/conversations?entry_kind=none").await;
    let plain = list["items"][0]["id"].as_str().unwrap().to_owned();
    let ad = world.get(&format!("/api/v1/conversations/{id}")).await["entry"]["identifier_id"].clone();
    let path = format!("/api/v1/conversations/{plain}/attribute");
    world.post(&path, json!({ "identifier_id": ad })).await;
    let entry = world.get(&format!("/api/v1/conversations/{plain}")).await["entry"].clone();
    assert_eq!((&entry["kind"], &entry["method"], &entry["identifier_id"]), (&json!("ad"), &json!("manual"), &ad));
    world.post(&path, json!({ "identifier_id": null })).await;
    assert_eq!(world.get("/api/v1/conversations?entry_kind=none&count=true").await["total"], 1);
}

#[tokio::test]
async fn a_test_contact_leaves_the_figures_and_comes_back_exactly() {
    let (world, graph) = (World::start().await, FakeGraph::start().await);
    let line = connect(&world, &graph).await;
    let id = lead(&world, &line, MARINA, "wamid.1").await;
    let before = totals(&world).await;
    let contact = world.get(&format!("/api/v1/conversations/{id}")).await["contact"]["id"].as_str().unwrap().to_owned();
    world.patch(&format!("/api/v1/contacts/{contact}"), json!({ "excluded": true })).await;
    assert_eq!(totals(&world).await["conversations"], 0);
    world.patch(&format!("/api/v1/contacts/{contact}"), json!({ "excluded": false })).await;
    assert_eq!(totals(&world).await, before);
}

#[tokio::test]
async fn the_company_begins_with_a_template_outside_entries_and_funnel() {
    let (world, graph) = (World::start().await, FakeGraph::start().await);
    let line = connect(&world, &graph).await;
    let start = |what: Value| {
        let mut body = json!({ "phone": "(11) 99999-0001", "channel_id": line.channel_id });
        body.as_object_mut().unwrap().extend(what.as_object().unwrap().clone());
        body
    };
    let (code, problem) = refused(&world, &world.admin, "/api/v1/conversations", start(json!({ "text": "oi" }))).await;
    assert_eq!((code, &problem["code"]), (StatusCode::CONFLICT, &json!("window_closed")));
    let hostile = start(json!({ "template": { "name": "../x", "language": "pt_BR" } }));
    assert_eq!(
        refused(&world, &world.admin, "/api/v1/conversations", hostile).await.0,
        StatusCode::UNPROCESSABLE_ENTITY
    );
    let template = json!({ "template": { "name": "boas_vindas", "language": "pt_BR" } });
    let id = world.post("/api/v1/conversations", start(template.clone())).await["id"].as_str().unwrap().to_owned();
    jobs_done(&world).await;
    let sent = &graph.messages()[0];
    assert_eq!((&sent["type"], &sent["template"]["name"]), (&json!("template"), &json!("boas_vindas")));
    let (code, problem) = refused(&world, &world.admin, "/api/v1/conversations", start(template)).await;
    assert_eq!((code, &problem["current"]["conversation_id"]), (StatusCode::CONFLICT, &json!(id)));
    world.deliver(&line, &messages(MARINA, &[text(MARINA, "wamid.1", 0, "oi, quero sim")])).await;
    let conversation = world.get(&format!("/api/v1/conversations/{id}")).await;
    assert_eq!((&conversation["started_by"], &conversation["unread"]), (&json!("company"), &json!(1)));
    assert_eq!(totals(&world).await["conversations"], 0);
}
