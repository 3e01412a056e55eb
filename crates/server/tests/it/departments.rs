//! Departments, dispositions and closing forms.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::world::World;

async fn refused(world: &World, method: Method, path: &str, body: Value) -> (u16, String, String) {
    let (status, problem) = world.ask(&world.admin, method, path, Some(body)).await;
    let error = &problem["errors"][0];
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let code = if error.is_null() { text(&problem["code"]) } else { text(&error["code"]) };
    (status.as_u16(), text(&error["field"]), code)
}

fn of<'a>(status: u16, field: &'a str, code: &'a str) -> (u16, String, String) {
    (status, field.to_owned(), code.to_owned())
}

async fn disposition(world: &World, name: &str) -> String {
    let made = world.post("/api/v1/dispositions", json!({ "name": name, "outcome": "won" })).await;
    made["id"].as_str().unwrap().to_owned()
}

async fn department(world: &World, body: Value) -> (String, Value) {
    let made = world.post("/api/v1/departments", body).await;
    (format!("/api/v1/departments/{}", made["id"].as_str().unwrap()), made)
}

#[tokio::test]
async fn the_association_is_written_from_either_side() {
    let world = World::start().await;
    let (sale, lost) = (disposition(&world, "Venda").await, disposition(&world, "Sem estoque").await);
    let body = json!({ "name": "Vendas", "uses_dispositions": true, "disposition_ids": [sale, sale] });
    let (path, made) = department(&world, body).await;
    assert_eq!(made["disposition_ids"], json!([sale]));
    let of_lost = format!("/api/v1/dispositions/{lost}");
    let changed =
        world.patch(&of_lost, json!({ "department_ids": [made["id"], world.department_id.to_string()] })).await;
    assert_eq!(changed["department_ids"].as_array().unwrap().len(), 2);
    assert_eq!(world.get(&path).await["disposition_ids"], json!([sale, lost]));
    world.patch(&path, json!({ "disposition_ids": [] })).await;
    assert_eq!(world.get(&of_lost).await["department_ids"], json!([world.department_id.to_string()]));
    let unknown = json!({ "disposition_ids": ["ds_0000000000001"] });
    assert_eq!(refused(&world, Method::PATCH, &path, unknown).await, of(422, "disposition_ids", "unknown_disposition"));
}

#[tokio::test]
async fn full_closing_needs_dispositions() {
    let world = World::start().await;
    let wrong = of(422, "full_closing", "needs_dispositions");
    let body = json!({ "name": "Vendas", "full_closing": true });
    assert_eq!(refused(&world, Method::POST, "/api/v1/departments", body).await, wrong);
    let (path, made) =
        department(&world, json!({ "name": "V", "uses_dispositions": true, "full_closing": true })).await;
    assert_eq!((&made["disposition_required"], &made["return_window_hours"]), (&json!(true), &json!(12)));
    assert_eq!(refused(&world, Method::PATCH, &path, json!({ "uses_dispositions": false })).await, wrong);
    let both = world.patch(&path, json!({ "uses_dispositions": false, "full_closing": false })).await;
    assert_eq!(both["full_closing"], false);
}

#[tokio::test]
async fn several_departments_are_switched_all_or_none() {
    let world = World::start().await;
    let (first, a) = department(&world, json!({ "name": "A", "uses_dispositions": true })).await;
    let (second, b) = department(&world, json!({ "name": "B" })).await;
    let ids = json!([a["id"], b["id"]]);
    let body = json!({ "department_ids": ids, "full_closing": true });
    let wrong = of(422, "full_closing", "needs_dispositions");
    assert_eq!(refused(&world, Method::POST, "/api/v1/departments/switch", body).await, wrong);
    assert_eq!(world.get(&first).await["full_closing"], false, "none was switched");
    let body = json!({ "department_ids": ids, "full_closing": true, "uses_dispositions": true });
    let switched = world.post("/api/v1/departments/switch", body).await;
    assert_eq!(switched["items"].as_array().unwrap().len(), 2);
    for path in [first, second] {
        assert_eq!(world.get(&path).await["full_closing"], true);
    }
}

#[tokio::test]
async fn a_changed_form_is_a_new_version_and_old_ones_stay() {
    let world = World::start().await;
    let size = json!({ "key": "size", "type": "number", "label": "Tamanho" });
    let colour = json!({ "key": "colour", "type": "list", "label": "Cor", "options": ["azul"], "required": true });
    let (path, made) = department(&world, json!({ "name": "V", "form_fields": [size] })).await;
    assert_eq!(made["form_version"], 1);
    let same = world.patch(&path, json!({ "form_fields": [size], "name": "W" })).await;
    assert_eq!((&same["form_version"], &same["name"]), (&json!(1), &json!("W")));
    let second = world.patch(&path, json!({ "form_fields": [colour] })).await;
    assert_eq!(second["form_version"], 2);
    assert_eq!(world.get(&format!("{path}/form-versions/1")).await[0]["key"], "size");
    assert_eq!(world.get(&format!("{path}/form-versions/2")).await[0]["options"], json!(["azul"]));
    let (status, _) = world.ask(&world.admin, Method::GET, &format!("{path}/form-versions/3"), None).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    let retyped = json!({ "form_fields": [{ "key": "size", "type": "text", "label": "Tamanho" }] });
    assert_eq!(refused(&world, Method::PATCH, &path, retyped).await, of(422, "form_fields[0].type", "key_retyped"));
    for (field, place) in [
        (json!({ "key": "Size!", "type": "text", "label": "x" }), "form_fields[0].key"),
        (json!({ "key": "n", "type": "colour", "label": "x" }), "form_fields[0].type"),
        (json!({ "key": "n", "type": "list", "label": "x" }), "form_fields[0].options"),
        (
            json!({ "key": "n", "type": "text", "label": "x", "shown_for": ["ds_0000000000001"] }),
            "form_fields[0].shown_for",
        ),
    ] {
        let (status, found, _) = refused(&world, Method::PATCH, &path, json!({ "form_fields": [field] })).await;
        assert_eq!((status, found.as_str()), (422, place));
    }
    assert_eq!(world.get(&path).await["form_version"], 2);
}

#[tokio::test]
async fn a_silence_rule_makes_its_disposition_once() {
    let world = World::start().await;
    let rule = json!({ "warn_after_hours": 24, "close_after_hours": 4, "warning_text": "Ainda está aí?" });
    let (path, made) = department(&world, json!({ "name": "V", "silence_rule": rule })).await;
    let id = made["silence_rule"]["disposition_id"].as_str().unwrap().to_owned();
    assert_eq!(made["disposition_ids"], json!([id]));
    let (_, other) = department(&world, json!({ "name": "W", "silence_rule": rule })).await;
    assert_eq!(other["silence_rule"]["disposition_id"], json!(id));
    let disposition = format!("/api/v1/dispositions/{id}");
    let shown = world.get(&disposition).await;
    assert_eq!((&shown["name"], &shown["outcome"]), (&json!("Encerrado por inatividade"), &json!("lost")));
    let used = refused(&world, Method::PATCH, &disposition, json!({ "archived": true })).await;
    assert_eq!(used, of(409, "", "in_silence_rule"));
    for (member, value) in
        [("warn_after_hours", json!(0)), ("close_after_hours", json!(721)), ("warning_text", json!(" "))]
    {
        let mut wrong = rule.clone();
        wrong[member] = value;
        let (status, field, _) = refused(&world, Method::PATCH, &path, json!({ "silence_rule": wrong })).await;
        assert_eq!((status, field), (422, format!("silence_rule.{member}")));
    }
    let off = world.patch(&path, json!({ "silence_rule": null })).await;
    assert_eq!(off["silence_rule"], Value::Null);
    let kept = world.patch(&path, json!({ "return_window_hours": 0 })).await;
    assert_eq!((&kept["silence_rule"], &kept["return_window_hours"]), (&Value::Null, &json!(0)));
}

#[tokio::test]
async fn the_default_department_stays_and_others_are_archived() {
    let world = World::start().await;
    let default = format!("/api/v1/departments/{}", world.department_id);
    let (status, problem) = world.ask(&world.admin, Method::DELETE, &default, None).await;
    assert_eq!((status, &problem["code"]), (StatusCode::CONFLICT, &json!("default_department")));
    let (path, made) = department(&world, json!({ "name": "V" })).await;
    assert_eq!(world.ask(&world.admin, Method::DELETE, &path, None).await.0, StatusCode::NO_CONTENT);
    assert!(world.get(&path).await["archived_at"].is_string());
    let body = json!({ "name": "X", "outcome": "lost", "department_ids": [made["id"]] });
    let gone = refused(&world, Method::POST, "/api/v1/dispositions", body).await;
    assert_eq!(gone, of(422, "department_ids", "unknown_department"));
}

#[tokio::test]
async fn an_archived_disposition_is_offered_no_longer_and_comes_back() {
    let world = World::start().await;
    let id = disposition(&world, "Venda").await;
    let path = format!("/api/v1/dispositions/{id}");
    let department = world.department_id.to_string();
    world.patch(&path, json!({ "department_ids": [department], "outcome": "qualified", "requires_value": true })).await;
    let offered = |world: &World| {
        let (db, company, department) = (world.app.db.clone(), world.company_id, world.department_id);
        async move {
            let demands = db.read(move |tx| nascente_store::department::demands(tx, company, department)).await;
            demands.unwrap().unwrap()
        }
    };
    assert_eq!(offered(&world).await.disposition_names, ["Venda"]);
    assert!(offered(&world).await.demands.offered[0].requires_value);
    assert_eq!(world.ask(&world.admin, Method::DELETE, &path, None).await.0, StatusCode::NO_CONTENT);
    assert!(offered(&world).await.demands.offered.is_empty());
    let back = world.patch(&path, json!({ "archived": false })).await;
    assert_eq!((&back["archived_at"], &back["outcome"]), (&Value::Null, &json!("qualified")));
    assert_eq!(offered(&world).await.disposition_names, ["Venda"]);
    let wrong = refused(&world, Method::PATCH, &path, json!({ "outcome": "great" })).await;
    assert_eq!(wrong, of(422, "outcome", "unknown_outcome"));
}
