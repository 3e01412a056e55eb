//! Rules that close by themselves: what sets them off, what they leave alone, what is refused, and trying them first.

use nascente_domain::moment::{DAY, HOUR};
use nascente_server::jobs::silence;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::closings::{conversation, disposition};
use crate::meta::{echo, messages, text};
use crate::world::World;

async fn rules_path(world: &World) -> String {
    let path = format!("/api/v1/departments/{}", world.department_id);
    world.patch(&path, json!({ "uses_dispositions": true, "disposition_required": false })).await;
    format!("{path}/rules")
}

async fn refused(world: &World, path: &str, body: Value) -> String {
    let (status, problem) = world.ask(&world.admin, Method::POST, path, Some(body)).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{problem}");
    problem["errors"][0]["code"].as_str().unwrap().to_owned()
}

fn key(texts: &[&str]) -> Value {
    json!({ "key_phrase": { "texts": texts } })
}

#[tokio::test]
async fn the_attendants_key_phrase_closes_with_its_value_and_is_reversed_by_one_click() {
    let world = World::start().await;
    let line = world.connect().await;
    let path = rules_path(&world).await;
    let won = json!({ "name": "Venda", "outcome": "won", "requires_value": true, "department_ids": [world.department_id.to_string()] });
    let won = world.post("/api/v1/dispositions", won).await["id"].clone();
    let rule = json!({ "name": "Venda confirmada", "conditions": key(&["pedido confirmado"]), "disposition_id": won,
        "value": "text", "message": "Obrigado pela compra!", "enabled": true });
    let rule = world.post(&path, rule).await;
    let id = conversation(&world, &line, 1, "pedido confirmado R$ 10?").await;
    let status = || async { world.get(&format!("/api/v1/conversations/{id}")).await["status"].clone() };
    assert_eq!(status().await, "waiting", "a contact sets no key phrase off");
    let phone = "5511910000001";
    world.deliver(&line, &echo(phone, "wamid.o1", 10, "Pedido confirmado!")).await;
    assert_eq!(status().await, "waiting", "the disposition demands a value and the text tells none");
    world.deliver(&line, &echo(phone, "wamid.o2", 20, "PEDIDO: confirmado no valor de R$ 200.")).await;
    let closed = world.get(&format!("/api/v1/conversations/{id}")).await;
    let closing = &closed["closing"];
    assert_eq!(
        (&closed["status"], &closing["mode"], &closing["closed_by"]),
        (&json!("closed"), &json!("automatic"), &json!("rule"))
    );
    assert_eq!((&closing["closed_by_id"], &closing["closed_by_name"]), (&rule["id"], &json!("Venda confirmada")));
    assert_eq!((&closing["value_cents"], &closing["disposition_id"]), (&json!(20_000), &won));
    let thread = world.get(&format!("/api/v1/conversations/{id}/messages")).await;
    assert_eq!(
        (&thread["items"][0]["author"], &thread["items"][0]["text"]),
        (&json!("rule"), &json!("Obrigado pela compra!"))
    );
    assert_eq!(world.get("/api/v1/reports/funnel?group_by=kind").await["totals"]["revenue_cents"], 20_000);
    world.post_ok(format!("/conversations/{id}/reverse-closing"), json!({})).await;
    assert_eq!(status().await, "waiting");
    assert_eq!(world.get("/api/v1/reports/funnel?group_by=kind").await["totals"]["revenue_cents"], 0);
    let lately = world.get(&path).await["items"][0]["lately"].clone();
    assert_eq!((&lately["closed"], &lately["corrected"]), (&json!(1), &json!(1)));
    let actions = world.get(&format!("{path}/{}/actions", rule["id"].as_str().unwrap())).await;
    let kinds: Vec<&Value> = actions["items"].as_array().unwrap().iter().map(|one| &one["kind"]).collect();
    assert_eq!(kinds, ["closed", "held"]);
    let again =
        world.ask(&world.admin, Method::POST, &format!("/api/v1/conversations/{id}/reverse-closing"), None).await;
    assert_eq!(again.0, StatusCode::CONFLICT);
}

#[tokio::test]
async fn what_a_contact_says_closes_unless_a_tag_excepts_it() {
    let world = World::start().await;
    let line = world.connect().await;
    let path = rules_path(&world).await;
    let lost = disposition(&world, "Sem interesse", "lost", &[&world.department_id.to_string()]).await;
    let vip = world.post("/api/v1/tags", json!({ "name": "VIP", "colour": "#ff0000" })).await["id"].clone();
    let rule = json!({ "name": "Sem interesse", "disposition_id": lost, "except_tag_ids": [vip], "enabled": true,
        "conditions": { "phrase": { "from": "contact", "texts": ["não tenho * interesse"] } } });
    world.post(&path, rule).await;
    let (plain, tagged) = (conversation(&world, &line, 1, "oi").await, conversation(&world, &line, 2, "oi").await);
    world.post_ok(format!("/conversations/{tagged}/tags"), json!({ "tag_id": vip })).await;
    assert_eq!(world.get(&format!("/api/v1/conversations/{tagged}")).await["tag_ids"], json!([vip]));
    for (number, phone) in [(1, "5511910000001"), (2, "5511910000002")] {
        world
            .deliver(
                &line,
                &messages(phone, &[text(phone, &format!("wamid.no{number}"), 9, "Nao tenho mais interesse")]),
            )
            .await;
    }
    assert_eq!(world.get(&format!("/api/v1/conversations/{plain}")).await["closing"]["disposition"], "Sem interesse");
    assert_eq!(world.get(&format!("/api/v1/conversations/{tagged}")).await["status"], "waiting");
    let off = format!("/api/v1/conversations/{tagged}/tags/{}", vip.as_str().unwrap());
    assert_eq!(world.ask(&world.admin, Method::DELETE, &off, None).await.0, StatusCode::NO_CONTENT);
    assert_eq!(world.get(&format!("/api/v1/conversations/{tagged}")).await["tag_ids"], json!([]));
}

#[tokio::test]
async fn entries_and_hours_close_what_begins() {
    let world = World::start().await;
    let line = world.connect().await;
    let path = rules_path(&world).await;
    let spam = disposition(&world, "Divulgação", "not_lead", &[&world.department_id.to_string()]).await;
    conversation(&world, &line, 1, "#spam oi").await;
    let identifier = world.get("/api/v1/entry-identifiers").await["items"][0]["id"].clone();
    let rule = json!({ "name": "Spam", "disposition_id": spam, "enabled": true,
        "conditions": { "identifier_ids": [identifier], "outside_hours": true } });
    assert_eq!(refused(&world, &path, rule.clone()).await, "contradiction");
    let hours = json!({ "working_hours": { "week": [{ "weekday": "monday", "from": "08:00", "to": "18:00" }] } });
    world.patch(&format!("/api/v1/departments/{}", world.department_id), hours).await;
    world.post(&path, rule).await;
    let closed = conversation(&world, &line, 2, "#SPAM olá").await;
    assert_eq!(world.get(&format!("/api/v1/conversations/{closed}")).await["closing"]["outcome"], "not_lead");
    let other = conversation(&world, &line, 3, "olá").await;
    assert_eq!(world.get(&format!("/api/v1/conversations/{other}")).await["status"], "waiting");
}

#[tokio::test]
async fn the_silence_rule_of_a_department_is_the_first_of_its_rules_and_a_reversal_begins_anew() {
    let world = World::start().await;
    let line = world.connect().await;
    let path = rules_path(&world).await;
    let silence_rule = json!({ "warn_after_hours": 4, "close_after_hours": 2, "warning_text": "Ainda está aí?" });
    world.patch(&format!("/api/v1/departments/{}", world.department_id), json!({ "silence_rule": silence_rule })).await;
    let rules = world.get(&path).await;
    assert_eq!(
        (&rules["items"][0]["enabled"], &rules["items"][0]["conditions"]["silence"]),
        (&json!(true), &silence_rule)
    );
    let rule = format!("{path}/{}", rules["items"][0]["id"].as_str().unwrap());
    let id = conversation(&world, &line, 1, "oi").await;
    world.post_ok(format!("/conversations/{id}/messages"), json!({ "text": "Posso ajudar?" })).await;
    for hours in [4, 2] {
        world.clock.advance(hours * HOUR);
        assert_eq!(silence::round(&world.app).await.unwrap(), 1);
    }
    let shown = world.get(&format!("/api/v1/conversations/{id}")).await;
    assert_eq!(shown["closing"]["closed_by_name"], rules["items"][0]["name"]);
    assert_eq!(world.get(&rule).await["lately"]["warned"], 1);
    world.post_ok(format!("/conversations/{id}/reverse-closing"), json!({})).await;
    assert_eq!(silence::round(&world.app).await.unwrap(), 0, "the silence before the reversal is none");
    world.clock.advance(4 * HOUR);
    assert_eq!(silence::round(&world.app).await.unwrap(), 1);
    world.patch(&rule, json!({ "enabled": false })).await;
    assert_eq!(world.get(&format!("/api/v1/departments/{}", world.department_id)).await["silence_rule"], Value::Null);
    world.clock.advance(9 * HOUR);
    assert_eq!(silence::round(&world.app).await.unwrap(), 0);
}

#[tokio::test]
async fn loops_contradictions_and_rules_without_a_turn_are_refused_with_the_reason() {
    let world = World::start().await;
    let path = rules_path(&world).await;
    let rule = |name: &str, conditions: Value, message: Value, enabled: bool| json!({ "name": name, "conditions": conditions, "message": message, "enabled": enabled });
    assert_eq!(refused(&world, &path, rule("A", json!({}), Value::Null, false)).await, "required");
    assert_eq!(refused(&world, &path, rule("A", key(&["pedido ok"]), json!("Pedido ok!"), false)).await, "loop");
    let both = json!({ "key_phrase": { "texts": ["a b"] }, "silence": { "warn_after_hours": 1, "close_after_hours": 1, "warning_text": "x" } });
    assert_eq!(refused(&world, &path, rule("A", both, Value::Null, false)).await, "contradiction");
    let foreign = disposition(&world, "De outro", "won", &[]).await;
    let mut with = rule("A", key(&["a b"]), Value::Null, false);
    with["disposition_id"] = json!(foreign);
    assert_eq!(refused(&world, &path, with).await, "not_offered");
    let wide = world.post(&path, rule("Larga", key(&["pedido"]), Value::Null, true)).await;
    assert_eq!(wide["advice"][0]["code"], "single_word");
    assert_eq!(refused(&world, &path, rule("B", key(&["pedido fechado"]), Value::Null, true)).await, "never_reached");
    let narrow = world.post(&path, rule("Estreita", key(&["pedido fechado"]), Value::Null, false)).await;
    let on = format!("{path}/{}", narrow["id"].as_str().unwrap());
    let (status, problem) = world.ask(&world.admin, Method::PATCH, &on, Some(json!({ "enabled": true }))).await;
    assert_eq!((status.as_u16(), &problem["errors"][0]["code"]), (422, &json!("never_reached")));
    let ordered = world.post(&format!("{path}/order"), json!({ "rule_ids": [narrow["id"], wide["id"]] })).await;
    assert_eq!(ordered["items"][0]["name"], "Estreita");
    world.patch(&on, json!({ "enabled": true })).await;
    assert_eq!(world.ask(&world.admin, Method::DELETE, &on, None).await.0, StatusCode::NO_CONTENT);
    assert_eq!(world.get(&path).await["items"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn a_rule_is_tried_on_the_past_before_it_is_switched_on() {
    let world = World::start().await;
    let line = world.connect().await;
    let path = rules_path(&world).await;
    let home = world.department_id.to_string();
    let (won, lost) =
        (disposition(&world, "Venda", "won", &[&home]).await, disposition(&world, "Perdida", "lost", &[&home]).await);
    for (number, chosen) in [(1, &won), (2, &lost)] {
        let id = conversation(&world, &line, number, "oi").await;
        let phone = format!("55119{:08}", 10_000_000 + number);
        world.deliver(&line, &echo(&phone, &format!("wamid.o{number}"), 10, "Pedido confirmado: R$ 50")).await;
        world.post_ok(format!("/conversations/{id}/close"), json!({ "disposition_id": chosen })).await;
    }
    let quiet = conversation(&world, &line, 3, "oi").await;
    let rule =
        json!({ "name": "Venda", "conditions": key(&["pedido confirmado"]), "disposition_id": won, "value": "text" });
    let tried = world.post(&format!("{path}/try"), json!({ "rule": rule })).await;
    assert_eq!((&tried["examined"], &tried["would_close"]), (&json!(3), &json!(2)));
    assert_eq!((&tried["agrees"], &tried["differs"]), (&json!(1), &json!(1)));
    let first = &tried["items"][1];
    assert_eq!(
        (&first["value_cents"], &first["disposition"], &first["agrees"]),
        (&json!(5_000), &json!("Venda"), &json!(true))
    );
    assert_eq!(first["quote"], "Pedido confirmado: R$ 50");
    let silence = json!({ "name": "S", "conditions": { "silence": { "warn_after_hours": 24, "close_after_hours": 24, "warning_text": "oi?" } } });
    world.post_ok(format!("/conversations/{quiet}/messages"), json!({ "text": "olá" })).await;
    world.clock.advance(3 * DAY);
    let tried = world.post(&format!("{path}/try"), json!({ "rule": silence })).await;
    assert_eq!(
        (&tried["would_warn"], &tried["would_close"], &tried["items"][0]["conversation_id"]),
        (&json!(1), &json!(1), &json!(quiet))
    );
    assert_eq!(world.get(&path).await["items"], json!([]), "nothing was kept");
    assert_eq!(world.get(&format!("/api/v1/conversations/{quiet}")).await["status"], "waiting");
}

/// Field, code and message of the first thing that a change is refused for.
async fn blamed(world: &World, path: &str, body: Value) -> (String, String, String) {
    let (status, problem) = world.ask(&world.admin, Method::PATCH, path, Some(body)).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{problem}");
    let text = |name: &str| problem["errors"][0][name].as_str().unwrap().to_owned();
    (text("field"), text("code"), text("message"))
}

#[tokio::test]
async fn what_a_rule_needs_is_not_taken_from_it_and_the_rule_is_named() {
    let world = World::start().await;
    let path = rules_path(&world).await;
    let department = format!("/api/v1/departments/{}", world.department_id);
    let hours = json!({ "week": [{ "weekday": "monday", "from": "08:00", "to": "18:00" }] });
    world.patch(&department, json!({ "working_hours": hours, "away_message": "Voltamos amanhã" })).await;
    let lost = disposition(&world, "Perdida", "lost", &[&world.department_id.to_string()]).await;
    let night =
        json!({ "name": "Noite", "conditions": { "outside_hours": true }, "disposition_id": lost, "enabled": true });
    let night = world.post(&path, night).await["id"].as_str().unwrap().to_owned();
    let bot = json!({ "name": "Robô", "conditions": { "phrase": { "from": "company", "texts": ["pedido encerrado"] } }, "enabled": true });
    world.post(&path, bot).await;
    let silence =
        |text: &str| json!({ "silence_rule": { "warn_after_hours": 4, "close_after_hours": 2, "warning_text": text } });
    for (change, field, code, rule) in [
        (json!({ "working_hours": null, "away_message": null }), "working_hours", "needed_by_rule", "Noite"),
        (json!({ "away_message": "Seu pedido encerrado será visto amanhã" }), "away_message", "loop", "Robô"),
        (silence("Pedido encerrado?"), "silence_rule.warning_text", "loop", "Robô"),
        (json!({ "disposition_required": true }), "disposition_required", "needed_by_rule", "Robô"),
    ] {
        let (blamed, why, message) = blamed(&world, &department, change).await;
        assert_eq!((blamed.as_str(), why.as_str()), (field, code));
        assert!(message.contains(rule), "{message}");
    }
    let shown = world.get(&department).await;
    assert_eq!((&shown["working_hours"]["week"][0]["to"], &shown["silence_rule"]), (&json!("18:00"), &Value::Null));
    let of_lost = format!("/api/v1/dispositions/{lost}");
    for (change, field) in
        [(json!({ "requires_value": true }), "requires_value"), (json!({ "department_ids": [] }), "department_ids")]
    {
        let (blamed, why, message) = blamed(&world, &of_lost, change).await;
        assert_eq!((blamed.as_str(), why.as_str()), (field, "needed_by_rule"));
        assert!(message.contains("Noite"), "{message}");
    }
    let (status, problem) = world.ask(&world.admin, Method::DELETE, &of_lost, None).await;
    assert_eq!((status, &problem["code"]), (StatusCode::CONFLICT, &json!("in_closing_rule")));
    assert!(problem["detail"].as_str().unwrap().contains("Noite"), "{problem}");
    // A rule that is off holds up nothing, and is not switched on again over what it lacks.
    let rule = format!("{path}/{night}");
    world.patch(&rule, json!({ "enabled": false })).await;
    world.patch(&department, json!({ "working_hours": null, "away_message": null })).await;
    assert_eq!(blamed(&world, &rule, json!({ "enabled": true })).await.0, "conditions.outside_hours");
    world.patch(&department, json!({ "working_hours": hours })).await;
    assert_eq!(world.ask(&world.admin, Method::DELETE, &of_lost, None).await.0, StatusCode::NO_CONTENT);
    let (field, _, message) = blamed(&world, &rule, json!({ "enabled": true })).await;
    assert_eq!((field.as_str(), message.contains("“Perdida” is archived")), ("disposition_id", true), "{message}");
}

#[tokio::test]
async fn two_rules_for_the_same_conversations_and_a_closing_before_its_warning_are_refused() {
    let world = World::start().await;
    let path = rules_path(&world).await;
    let home = world.department_id.to_string();
    let (won, lost) =
        (disposition(&world, "Venda", "won", &[&home]).await, disposition(&world, "Perdida", "lost", &[&home]).await);
    let rule = |name: &str, conditions: &Value, disposition: &str| json!({ "name": name, "conditions": conditions, "disposition_id": disposition, "enabled": true });
    let quiet = |warn: i64, close: i64| json!({ "silence": { "warn_after_hours": warn, "close_after_hours": close, "warning_text": "Ainda está aí?" } });
    let said = json!({ "phrase": { "from": "contact", "texts": ["não quero mais"] } });
    for (first, second) in [(said.clone(), said), (quiet(24, 2), quiet(24, 2)), (quiet(48, 2), quiet(24, 2))] {
        let made = world.post(&path, rule("Primeira", &first, &lost)).await;
        let (status, problem) =
            world.ask(&world.admin, Method::POST, &path, Some(rule("Segunda", &second, &won))).await;
        assert_eq!((status.as_u16(), &problem["errors"][0]["code"]), (422, &json!("never_reached")), "{problem}");
        assert!(problem["errors"][0]["message"].as_str().unwrap().contains("Primeira"), "{problem}");
        let made = format!("{path}/{}", made["id"].as_str().unwrap());
        assert_eq!(world.ask(&world.admin, Method::DELETE, &made, None).await.0, StatusCode::NO_CONTENT);
    }
    // The closing is counted from the warning: none comes before it.
    for hours in [0, -3] {
        assert_eq!(refused(&world, &path, rule("Cedo", &quiet(24, hours), &lost)).await, "out_of_range");
        let early =
            json!({ "silence_rule": { "warn_after_hours": 24, "close_after_hours": hours, "warning_text": "oi?" } });
        let department = format!("/api/v1/departments/{home}");
        assert_eq!(blamed(&world, &department, early).await.0, "silence_rule.close_after_hours");
    }
}

#[tokio::test]
async fn a_correction_of_an_automatic_closing_counts_against_its_rule_and_moves_the_figures() {
    let world = World::start().await;
    let line = world.connect().await;
    let path = rules_path(&world).await;
    let home = world.department_id.to_string();
    let (won, lost) =
        (disposition(&world, "Venda", "won", &[&home]).await, disposition(&world, "Perdida", "lost", &[&home]).await);
    let rule = json!({ "name": "Venda", "conditions": key(&["pedido confirmado"]), "disposition_id": won, "value": "text", "enabled": true });
    world.post(&path, rule).await;
    let mut ids = Vec::new();
    for number in 1..=2 {
        ids.push(conversation(&world, &line, number, "oi").await);
        let phone = format!("55119{:08}", 10_000_000 + number);
        world.deliver(&line, &echo(&phone, &format!("wamid.o{number}"), 10, "Pedido confirmado: R$ 50")).await;
    }
    let figures = || async {
        let totals = world.get("/api/v1/reports/funnel?group_by=closed_by").await["totals"].clone();
        [totals["won"].clone(), totals["lost"].clone(), totals["revenue_cents"].clone()]
    };
    assert_eq!(figures().await, [json!(2), json!(0), json!(10_000)]);
    let correction = json!({ "disposition_id": lost, "reason": "era só um orçamento" });
    world.post_ok(format!("/conversations/{}/classify", ids[0]), correction).await;
    assert_eq!(figures().await, [json!(1), json!(1), json!(5_000)]);
    let lately = world.get(&path).await["items"][0]["lately"].clone();
    assert_eq!((&lately["closed"], &lately["corrected"]), (&json!(2), &json!(1)));
    let closings = world.get(&format!("/api/v1/conversations/{}/closings", ids[0])).await;
    let by: Vec<&Value> = closings["items"].as_array().unwrap().iter().map(|one| &one["closed_by"]).collect();
    assert_eq!(by, ["api", "rule"]);
    // A correction of the correction is none of the rule's doing.
    let again = json!({ "disposition_id": won, "value_cents": 7_000, "reason": "comprou" });
    world.post_ok(format!("/conversations/{}/classify", ids[0]), again).await;
    assert_eq!(figures().await, [json!(2), json!(0), json!(12_000)]);
    assert_eq!(world.get(&path).await["items"][0]["lately"]["corrected"], 1);
}

#[tokio::test]
async fn what_a_rule_writes_is_nobodys_last_word_also_when_the_conversation_is_folded_anew() {
    let world = World::start().await;
    let line = world.connect().await;
    let department = format!("/api/v1/departments/{}", world.department_id);
    let hours = json!({ "week": [{ "weekday": "monday", "from": "08:00", "to": "18:00" }] });
    let silence = json!({ "warn_after_hours": 4, "close_after_hours": 2, "warning_text": "Ainda está aí?" });
    world
        .patch(
            &department,
            json!({ "working_hours": hours, "away_message": "Voltamos amanhã", "silence_rule": silence }),
        )
        .await;
    let id = conversation(&world, &line, 1, "oi").await;
    let shown = || async { world.get(&format!("/api/v1/conversations/{id}")).await };
    let phone = "5511910000001";
    // An edit of the contact's first message has the conversation folded anew.
    let edited = |number: i64, body: &str| {
        let mut message = text(phone, &format!("wamid.edit{number}"), 5 + number, "");
        message["type"] = json!("edit");
        message["edit"] =
            json!({ "original_message_id": "wamid.in1", "message": { "type": "text", "text": { "body": body } } });
        messages(phone, &[message])
    };
    let before = shown().await;
    assert_eq!(
        (&before["last_message"]["direction"], &before["last_message"]["preview"]),
        (&json!("in"), &json!("oi"))
    );
    world.deliver(&line, &edited(1, "oi!")).await;
    let after = shown().await;
    assert_eq!((&after["last_message"]["direction"], &after["last_message"]["preview"]), (&json!("in"), &json!("oi!")));
    assert_eq!(
        (&after["last_message"]["at"], &after["first_response_at"]),
        (&before["last_message"]["at"], &Value::Null)
    );
    world.clock.advance(9 * HOUR);
    assert_eq!(silence::round(&world.app).await.unwrap(), 0, "the contact waits, and is not silent");
    // After an answer the warning changes nothing of it either.
    world.post_ok(format!("/conversations/{id}/messages"), json!({ "text": "Posso ajudar?" })).await;
    let answered = shown().await;
    world.clock.advance(4 * HOUR);
    assert_eq!(silence::round(&world.app).await.unwrap(), 1);
    assert_eq!(shown().await["last_message"], answered["last_message"]);
    world.deliver(&line, &edited(2, "oi?")).await;
    let folded = shown().await;
    for part in ["last_message", "first_response_at", "unread", "status"] {
        assert_eq!(folded[part], answered[part], "{part}");
    }
    assert_eq!(silence::round(&world.app).await.unwrap(), 0, "two hours after the warning, not sooner");
    // Whoever speaks after the warning begins the silence anew.
    world.clock.advance(HOUR);
    world.post_ok(format!("/conversations/{id}/messages"), json!({ "text": "Consegui um desconto!" })).await;
    world.clock.advance(HOUR);
    assert_eq!(silence::round(&world.app).await.unwrap(), 0, "the warning is not the last word any more");
    for hours in [3, 2] {
        world.clock.advance(hours * HOUR);
        let status = shown().await["status"].clone();
        assert_eq!((silence::round(&world.app).await.unwrap(), status), (1, json!("waiting")));
    }
    assert_eq!(shown().await["closing"]["closed_by"], "rule");
}
