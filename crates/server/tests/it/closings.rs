//! How conversations end: forms of every type, corrections, many at once, undoing, suggested values, files.

use nascente_domain::moment::SECOND;
use nascente_domain::role::Role;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::meta::{Line, echo, messages, text};
use crate::world::{World, new_company, new_token};

/// A conversation of a contact with this number.
pub(crate) async fn conversation(world: &World, line: &Line, number: usize, body: &str) -> String {
    let phone = format!("55119{:08}", 10_000_000 + number);
    world.deliver(line, &messages(&phone, &[text(&phone, &format!("wamid.in{number}"), 0, body)])).await;
    let listed = world.get(&format!("/api/v1/conversations?q={phone}")).await;
    listed["items"][0]["id"].as_str().unwrap().to_owned()
}

pub(crate) async fn disposition(world: &World, name: &str, outcome: &str, departments: &[&str]) -> String {
    let body = json!({ "name": name, "outcome": outcome, "department_ids": departments });
    world.post("/api/v1/dispositions", body).await["id"].as_str().unwrap().to_owned()
}

async fn totals(world: &World) -> Value {
    world.get("/api/v1/reports/funnel?group_by=kind").await["totals"].clone()
}

async fn post(world: &World, path: &str, body: Value) -> (u16, Value) {
    let (status, answer) = world.ask(&world.admin, Method::POST, &format!("/api/v1{path}"), Some(body)).await;
    (status.as_u16(), answer)
}

/// Turns on what the default department asks for.
async fn ask_for(world: &World, body: Value) {
    world.patch(&format!("/api/v1/departments/{}", world.department_id), body).await;
}

#[tokio::test]
async fn a_form_of_every_type_is_answered_kept_and_readable_after_it_changed() {
    let world = World::start().await;
    let line = world.connect().await;
    let home = world.department_id.to_string();
    let won = disposition(&world, "Venda", "won", &[&home]).await;
    let field =
        |key: &str, kind: &str, options: Value| json!({ "key": key, "type": kind, "label": key, "options": options });
    let fields = json!([
        field("obs", "long_text", json!([])),
        field("peso", "number", json!([])),
        field("entrada", "money", json!([])),
        field("entrega", "date", json!([])),
        field("cores", "multiple", json!(["azul", "verde"])),
        field("garantia", "yes_no", json!([])),
        { "key": "doc", "type": "cpf_cnpj", "label": "CPF", "required": true, "shown_for": [won] },
    ]);
    ask_for(&world, json!({ "uses_dispositions": true, "full_closing": true, "form_fields": fields })).await;
    let id = conversation(&world, &line, 1, "oi").await;
    let path = format!("/conversations/{id}/close");
    let wrong = json!({ "disposition_id": won, "fields": { "peso": "muito", "entrada": "-5", "entrega": "31/02/2026",
        "cores": ["rosa"], "garantia": "talvez", "doc": "529.982.247-24" } });
    let (status, problem) = post(&world, &path, wrong).await;
    let codes: Vec<&str> =
        problem["errors"].as_array().unwrap().iter().map(|error| error["code"].as_str().unwrap()).collect();
    let wanted = ["not_a_number", "out_of_range", "not_a_date", "not_an_option", "not_yes_or_no", "invalid_document"];
    assert_eq!((status, codes), (422, wanted.to_vec()));
    let answers = json!({ "disposition_id": won, "value": "R$ 1.234,56", "fields": { "obs": "Ligar antes", "peso": "1,5",
        "entrada": "R$ 200", "entrega": "24/12/2026", "cores": ["verde"], "garantia": "sim", "doc": "529.982.247-25" } });
    assert_eq!(post(&world, &path, answers).await.0, 204);
    let kept = json!({ "obs": "Ligar antes", "peso": 1.5, "entrada": 20_000, "entrega": "2026-12-24", "cores": ["verde"],
        "garantia": true, "doc": "52998224725" });
    let record = world.get(&format!("/api/v1/conversations/{id}/closing")).await;
    assert_eq!((&record["closing"]["fields"], &record["closing"]["value_cents"]), (&kept, &json!(123_456)));
    // Renamed, removed and added: the old answers keep the names they were given under.
    ask_for(&world, json!({ "form_fields": [field("peso", "number", json!([])), field("nota", "text", json!([]))] }))
        .await;
    let versions = world.get(&format!("/api/v1/departments/{home}/form-versions")).await;
    let items = versions["items"].as_array().unwrap();
    assert_eq!((items.len(), &items[0]["current"], items[1]["fields"].as_array().unwrap().len()), (3, &json!(true), 7));
    let closings = world.get(&format!("/api/v1/conversations/{id}/closings")).await;
    assert_eq!(closings["items"][0]["form_fields"].as_array().unwrap().len(), 7);
    assert_eq!(closings["items"][0]["fields"], kept);
    // Found by an answer, and taken out with one column per field.
    for typed in ["ligar", "1.234,56", "24/12/2026", "529.982.247-25", "ligar%20antes"] {
        assert_eq!(world.get(&format!("/api/v1/conversations?q={typed}&count=true")).await["total"], 1, "{typed}");
    }
    let masked = new_token(&world.app, world.company_id, Role::Marketing, None).await;
    let hidden = world.ask(&masked, Method::GET, "/api/v1/conversations?q=ligar&count=true", None).await.1;
    assert_eq!(hidden["total"], 0);
    let request = world.http.get(format!("{}/api/v1/exports/conversations.csv", world.url)).bearer_auth(&world.admin);
    let file = request.send().await.unwrap().text().await.unwrap();
    for part in ["obs (obs)", "CPF (doc)", "nota (nota)", "Ligar antes", "200.00", "52998224725", "2026-12-24", "verde"]
    {
        assert!(file.contains(part), "{part}: {file}");
    }
}

#[tokio::test]
async fn an_amount_that_cannot_be_read_is_a_field_error() {
    let world = World::start().await;
    let line = world.connect().await;
    let id = conversation(&world, &line, 1, "oi").await;
    let path = format!("/conversations/{id}/close");
    for (typed, code) in [
        ("1,234", "not_an_amount"),
        ("muito", "not_an_amount"),
        ("US$ 10", "not_an_amount"),
        ("10 reais e pouco", "not_an_amount"),
        ("1.2.3", "not_an_amount"),
        ("-200", "out_of_range"),
        ("R$ -0,01", "out_of_range"),
        ("99999999999999", "out_of_range"),
    ] {
        let (status, problem) = post(&world, &path, json!({ "value": typed })).await;
        assert_eq!(
            (status, &problem["errors"][0]["field"], &problem["errors"][0]["code"]),
            (422, &json!("value"), &json!(code)),
            "{typed}"
        );
    }
    for cents in [-1_i64, i64::MAX] {
        let (status, problem) = post(&world, &path, json!({ "value_cents": cents })).await;
        assert_eq!((status, &problem["errors"][0]["field"]), (422, &json!("value_cents")), "{cents}");
    }
    for cents in [json!(1.5), json!("200"), json!(1e30)] {
        assert!((400..500).contains(&post(&world, &path, json!({ "value_cents": cents })).await.0), "{cents}");
    }
    assert_eq!(world.get(&format!("/api/v1/conversations/{id}")).await["status"], "waiting", "nothing was closed");
    assert_eq!(post(&world, &path, json!({ "value": "R$ 1.234,5" })).await.0, 204);
    assert_eq!(world.get(&format!("/api/v1/conversations/{id}")).await["closing"]["value_cents"], 123_450);
}

#[tokio::test]
async fn the_numbers_of_people_and_companies_are_checked_and_kept_without_points() {
    let world = World::start().await;
    let line = world.connect().await;
    let fields = json!([{ "key": "doc", "type": "cpf_cnpj", "label": "CPF ou CNPJ" }]);
    let switches = json!({ "uses_dispositions": true, "disposition_required": false, "full_closing": true });
    ask_for(&world, switches).await;
    ask_for(&world, json!({ "form_fields": fields })).await;
    for (number, typed, kept) in [
        (1, "529.982.247-25", Some("52998224725")),
        (2, "11.222.333/0001-81", Some("11222333000181")),
        (3, "529.982.247-24", None),
        (4, "111.111.111-11", None),
        (5, "11.222.333/0001-82", None),
        (6, "5299822472", None),
    ] {
        let id = conversation(&world, &line, number, "oi").await;
        let (status, problem) =
            post(&world, &format!("/conversations/{id}/close"), json!({ "fields": { "doc": typed } })).await;
        let shown = world.get(&format!("/api/v1/conversations/{id}")).await;
        match kept {
            Some(kept) => assert_eq!((status, &shown["closing"]["fields"]["doc"]), (204, &json!(kept)), "{typed}"),
            None => assert_eq!(
                (status, &problem["errors"][0]["field"], &shown["status"]),
                (422, &json!("fields.doc"), &json!("waiting")),
                "{typed}"
            ),
        }
    }
}

#[tokio::test]
async fn fields_that_were_renamed_removed_or_retyped_keep_old_answers_readable() {
    let world = World::start().await;
    let line = world.connect().await;
    let switches = json!({ "uses_dispositions": true, "disposition_required": false, "full_closing": true });
    ask_for(&world, switches).await;
    let list =
        |label: &str, options: &[&str]| json!({ "key": "plano", "type": "list", "label": label, "options": options });
    let money = json!({ "key": "entrada", "type": "money", "label": "Entrada" });
    ask_for(&world, json!({ "form_fields": [list("Plano", &["Ouro", "Prata"]), money] })).await;
    let id = conversation(&world, &line, 1, "oi").await;
    let answers = json!({ "plano": "Ouro", "entrada": "R$ 200,00" });
    world.post_ok(format!("/conversations/{id}/close"), json!({ "fields": answers })).await;
    let record = || async { world.get(&format!("/api/v1/conversations/{id}/closing")).await };
    let before = record().await;
    // Renamed, its option gone; removed; and the removed key may not come back as something else.
    ask_for(&world, json!({ "form_fields": [list("Plano escolhido", &["Bronze"])] })).await;
    let retyped = json!({ "form_fields": [{ "key": "entrada", "type": "text", "label": "Entrada" }] });
    let department = format!("/api/v1/departments/{}", world.department_id);
    let (status, problem) = world.ask(&world.admin, Method::PATCH, &department, Some(retyped)).await;
    assert_eq!((status.as_u16(), &problem["errors"][0]["code"]), (422, &json!("key_retyped")));
    assert_eq!(record().await, before, "the Ficha is what it was");
    let form = before["fields"].as_array().unwrap();
    let labels: Vec<&Value> = form.iter().map(|field| &field["label"]).collect();
    assert_eq!(labels, ["Plano", "Entrada"]);
    assert_eq!(before["closing"]["fields"], json!({ "plano": "Ouro", "entrada": 20_000 }));
    assert_eq!(world.get("/api/v1/conversations?q=ouro&count=true").await["total"], 1);
    // Another department may mean something else by the same key: the file tells both.
    let count = json!([{ "key": "entrada", "type": "number", "label": "Entradas" }]);
    let other = json!({ "name": "Eventos", "uses_dispositions": true, "disposition_required": false,
        "full_closing": true, "form_fields": count });
    let other = world.post("/api/v1/departments", other).await["id"].clone();
    let second = conversation(&world, &line, 2, "oi").await;
    world.post_ok(format!("/conversations/{second}/transfer"), json!({ "department_id": other })).await;
    world.post_ok(format!("/conversations/{second}/close"), json!({ "fields": { "entrada": 300 } })).await;
    let request = world.http.get(format!("{}/api/v1/exports/conversations.csv", world.url)).bearer_auth(&world.admin);
    let file = request.send().await.unwrap().text().await.unwrap();
    assert!(file.contains("Ouro,200.00") && file.contains("300.00"), "{file}");
}

#[tokio::test]
async fn a_disposition_that_is_not_offered_is_named() {
    let world = World::start().await;
    let line = world.connect().await;
    ask_for(&world, json!({ "uses_dispositions": true })).await;
    let (foreign, old) =
        (disposition(&world, "De outro", "won", &[]).await, disposition(&world, "Antiga", "won", &[]).await);
    world.patch(&format!("/api/v1/dispositions/{old}"), json!({ "archived": true })).await;
    let (elsewhere, _) = new_company(&world.app, "Outra Empresa").await;
    let stranger = new_token(&world.app, elsewhere, Role::Admin, None).await;
    let theirs = json!({ "name": "Segredo deles", "outcome": "won" });
    let theirs = world.ask(&stranger, Method::POST, "/api/v1/dispositions", Some(theirs)).await.1;
    let theirs = theirs["id"].as_str().unwrap();
    let ids = [conversation(&world, &line, 1, "oi").await, conversation(&world, &line, 2, "oi").await];
    ask_for(&world, json!({ "disposition_required": false })).await;
    world.post_ok(format!("/conversations/{}/close", ids[1]), json!({})).await;
    let paths = [format!("/conversations/{}/close", ids[0]), format!("/conversations/{}/classify", ids[1])];
    for (chosen, code, named) in [
        (foreign.as_str(), "not_offered", "De outro"),
        (old.as_str(), "archived", "Antiga"),
        (theirs, "unknown_disposition", theirs),
        ("ds_0000000000001", "unknown_disposition", "ds_0000000000001"),
    ] {
        for path in &paths {
            let (status, problem) = post(&world, path, json!({ "disposition_id": chosen })).await;
            assert_eq!((status, &problem["errors"][0]["code"]), (422, &json!(code)));
            let message = problem["errors"][0]["message"].as_str().unwrap();
            assert!(message.contains(named) && !message.contains("Segredo"), "{problem}");
        }
    }
}

#[tokio::test]
async fn whoever_closes_second_learns_who_closed_and_with_what() {
    let world = World::start().await;
    let line = world.connect().await;
    let won = disposition(&world, "Venda", "won", &[&world.department_id.to_string()]).await;
    ask_for(&world, json!({ "uses_dispositions": true })).await;
    let id = conversation(&world, &line, 1, "oi").await;
    let version = world.get(&format!("/api/v1/conversations/{id}")).await["version"].clone();
    let body = json!({ "disposition_id": won, "value_cents": 500, "version": version });
    let path = format!("/conversations/{id}/close");
    let (one, other) = tokio::join!(post(&world, &path, body.clone()), post(&world, &path, body.clone()));
    let mut statuses = [one.0, other.0];
    statuses.sort_unstable();
    assert_eq!(statuses, [204, 409]);
    let lost = if one.0 == 409 { one.1 } else { other.1 };
    assert_eq!(
        (&lost["code"], &lost["current"]["closing"]["disposition"]),
        (&json!("already_closed"), &json!("Venda"))
    );
    assert!(lost["detail"].as_str().unwrap().contains("story admin"), "{lost}");
    assert_eq!(totals(&world).await["revenue_cents"], 500);
}

#[tokio::test]
async fn a_closing_is_undone_for_ten_seconds_by_whoever_closed() {
    let world = World::start().await;
    let line = world.connect().await;
    let won = disposition(&world, "Venda", "won", &[&world.department_id.to_string()]).await;
    ask_for(&world, json!({ "uses_dispositions": true })).await;
    let id = conversation(&world, &line, 1, "oi").await;
    let before = totals(&world).await;
    let shown = world.get(&format!("/api/v1/conversations/{id}")).await;
    let close =
        || world.post_ok(format!("/conversations/{id}/close"), json!({ "disposition_id": won, "value_cents": 900 }));
    close().await;
    assert_eq!(totals(&world).await["won"], 1);
    let other = new_token(&world.app, world.company_id, Role::Manager, None).await;
    let undo = format!("/api/v1/conversations/{id}/undo-close");
    let refused = world.ask(&other, Method::POST, &undo, None).await;
    assert_eq!((refused.0, &refused.1["code"]), (StatusCode::CONFLICT, &json!("not_your_closing")));
    world.clock.advance(10 * SECOND);
    world.post(&undo, json!({})).await;
    assert_eq!(totals(&world).await, before);
    let again = world.get(&format!("/api/v1/conversations/{id}")).await;
    assert_eq!(
        (&again["status"], &again["unread"], &again["closing"]),
        (&shown["status"], &shown["unread"], &Value::Null)
    );
    close().await;
    world.clock.advance(11 * SECOND);
    let late = world.ask(&world.admin, Method::POST, &undo, None).await;
    assert_eq!((late.0, &late.1["code"]), (StatusCode::CONFLICT, &json!("undo_expired")));
    let closings = world.get(&format!("/api/v1/conversations/{id}/closings")).await;
    let marks: Vec<(bool, bool)> = closings["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| (one["current"] == true, one["undone_at"].is_string()))
        .collect();
    assert_eq!(marks, [(true, false), (false, true)]);
}

#[tokio::test]
async fn a_correction_says_why_and_moves_the_figures() {
    let world = World::start().await;
    let line = world.connect().await;
    let home = world.department_id.to_string();
    let (won, lost) =
        (disposition(&world, "Venda", "won", &[&home]).await, disposition(&world, "Perdida", "lost", &[&home]).await);
    ask_for(&world, json!({ "uses_dispositions": true })).await;
    let id = conversation(&world, &line, 1, "oi").await;
    world.post_ok(format!("/conversations/{id}/close"), json!({ "disposition_id": won, "value_cents": 900 })).await;
    let path = format!("/conversations/{id}/classify");
    let (status, problem) = post(&world, &path, json!({ "disposition_id": lost, "reason": "  " })).await;
    assert_eq!((status, &problem["errors"][0]["field"]), (422, &json!("reason")));
    assert_eq!(post(&world, &path, json!({ "disposition_id": lost, "reason": "cartão recusado" })).await.0, 204);
    let now = totals(&world).await;
    assert_eq!((&now["won"], &now["lost"], &now["revenue_cents"]), (&json!(0), &json!(1), &json!(0)));
    let closings = world.get(&format!("/api/v1/conversations/{id}/closings")).await;
    assert_eq!(closings["items"][0]["reason"], "cartão recusado");
    assert_eq!(closings["items"][0]["supersedes"], closings["items"][1]["id"]);
    let undo = world.ask(&world.admin, Method::POST, &format!("/api/v1/conversations/{id}/undo-close"), None).await;
    assert_eq!(undo.1["code"], "not_undoable");
}

#[tokio::test]
async fn many_are_closed_and_classified_each_with_its_outcome() {
    let world = World::start().await;
    let line = world.connect().await;
    let home = world.department_id.to_string();
    let lost = disposition(&world, "Perdida", "lost", &[&home]).await;
    let mut ids = Vec::new();
    for number in 1..=3 {
        ids.push(conversation(&world, &line, number, "oi").await);
    }
    world.post_ok(format!("/conversations/{}/close", ids[0]), json!({})).await;
    let done = world.post("/api/v1/conversations/close-many", json!({ "conversation_ids": ids })).await;
    assert_eq!((&done["done"], &done["refused"]), (&json!(2), &json!(1)));
    assert_eq!(
        (&done["items"][0]["outcome"], &done["items"][0]["problem"]["code"]),
        (&json!("refused"), &json!("already_closed"))
    );
    ask_for(&world, json!({ "uses_dispositions": true })).await;
    assert_eq!(world.get("/api/v1/conversations/counts").await["unclassified"], 3);
    ids.push("cv_0000000000001".to_owned());
    let body = json!({ "conversation_ids": ids, "disposition_id": lost });
    let done = world.post("/api/v1/conversations/classify-many", body).await;
    assert_eq!((&done["done"], &done["items"][3]["problem"]["status"]), (&json!(3), &json!(404)));
    assert_eq!(totals(&world).await["lost"], 3);
    assert_eq!(post(&world, "/conversations/close-many", json!({ "conversation_ids": [] })).await.0, 422);
}

#[tokio::test]
async fn the_value_that_the_chat_names_is_suggested_with_its_sentence() {
    let world = World::start().await;
    let line = world.connect().await;
    let id = conversation(&world, &line, 1, "Quanto custa? vi por R$ 250").await;
    let phone = "5511910000001";
    let path = format!("/api/v1/conversations/{id}/closing-suggestion");
    assert_eq!(world.get(&path).await["value_cents"], 25_000);
    world.deliver(&line, &echo(phone, "wamid.out", 30, "Pedido confirmado no valor de R$ 200")).await;
    world.deliver(&line, &messages(phone, &[text(phone, "wamid.end", 60, "obrigada!")])).await;
    let found = world.get(&path).await;
    assert_eq!(
        (&found["value_cents"], &found["quote"]),
        (&json!(20_000), &json!("Pedido confirmado no valor de R$ 200"))
    );
    let thread = world.get(&format!("/api/v1/conversations/{id}/messages")).await;
    assert_eq!(found["message_id"], thread["items"][1]["id"]);
    assert_eq!(world.get(&format!("/api/v1/conversations/{id}")).await["closing"], Value::Null, "never filled in");
}
