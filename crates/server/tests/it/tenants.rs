//! What one company keeps, another neither sees nor changes, whoever asks.

use nascente_domain::role::Role;
use reqwest::{Method, StatusCode};
use serde_json::json;

use crate::browser::new_user;
use crate::world::{World, new_company, new_token};

#[tokio::test]
async fn things_of_another_company_are_not_there() {
    let world = World::start().await;
    let (user, _) = new_user(&world, "ana@loja.com", "agent").await;
    let channel = world
        .post("/api/v1/channels", json!({ "provider": "link_only", "name": "N", "phone_number": "11 99999-0001" }))
        .await;
    let department = world.post("/api/v1/departments", json!({ "name": "V" })).await;
    let disposition = world.post("/api/v1/dispositions", json!({ "name": "V", "outcome": "won" })).await;
    let token = world.post("/api/v1/tokens", json!({ "name": "T", "role": "manager" })).await["token"].clone();
    let (other, _) = new_company(&world.app, "Outra").await;
    let stranger = new_token(&world.app, other, Role::Admin, None).await;
    for (list, one) in [
        ("users", &user),
        ("channels", &channel),
        ("departments", &department),
        ("dispositions", &disposition),
        ("tokens", &token),
    ] {
        let (_, all) = world.ask(&stranger, Method::GET, &format!("/api/v1/{list}"), None).await;
        let id = one["id"].as_str().unwrap();
        assert!(!all.to_string().contains(id), "{list}");
        let path = format!("/api/v1/{list}/{id}");
        for (method, body) in
            [(Method::GET, None), (Method::PATCH, Some(json!({ "name": "roubado" }))), (Method::DELETE, None)]
        {
            if list == "tokens" && method != Method::DELETE {
                continue;
            }
            let (status, _) = world.ask(&stranger, method.clone(), &path, body).await;
            assert_eq!(status, StatusCode::NOT_FOUND, "{method} {path}");
        }
    }
    let foreign_ids = json!({ "name": "X", "outcome": "won", "department_ids": [department["id"]] });
    let (status, _) = world.ask(&stranger, Method::POST, "/api/v1/dispositions", Some(foreign_ids)).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    let switch = json!({ "department_ids": [department["id"]], "uses_dispositions": true });
    let (status, _) = world.ask(&stranger, Method::POST, "/api/v1/departments/switch", Some(switch)).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    let reset = format!("/api/v1/users/{}/reset-password", user["id"].as_str().unwrap());
    assert_eq!(world.ask(&stranger, Method::POST, &reset, Some(json!({}))).await.0, StatusCode::NOT_FOUND);
    let form = format!("/api/v1/departments/{}/form-versions/1", department["id"].as_str().unwrap());
    assert_eq!(world.ask(&stranger, Method::GET, &form, None).await.0, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn each_role_reaches_what_the_table_says() {
    use StatusCode as S;
    let world = World::start().await;
    let roles = [Role::Admin, Role::Manager, Role::Agent, Role::Marketing];
    let table: [(Method, &str, [S; 4]); 9] = [
        (Method::GET, "/api/v1/company", [S::OK; 4]),
        (Method::PATCH, "/api/v1/company", [S::OK, S::FORBIDDEN, S::FORBIDDEN, S::FORBIDDEN]),
        (Method::GET, "/api/v1/channels", [S::OK; 4]),
        (Method::GET, "/api/v1/departments", [S::OK; 4]),
        (Method::GET, "/api/v1/dispositions", [S::OK; 4]),
        (Method::GET, "/api/v1/users", [S::OK; 4]),
        (Method::GET, "/api/v1/tokens", [S::OK, S::FORBIDDEN, S::FORBIDDEN, S::FORBIDDEN]),
        (Method::POST, "/api/v1/departments", [S::CREATED, S::CREATED, S::FORBIDDEN, S::FORBIDDEN]),
        (Method::POST, "/api/v1/tokens", [S::CREATED, S::FORBIDDEN, S::FORBIDDEN, S::FORBIDDEN]),
    ];
    for (index, role) in roles.into_iter().enumerate() {
        let department = (role == Role::Agent).then_some(world.department_id);
        let token = new_token(&world.app, world.company_id, role, department).await;
        for (method, path, expected) in &table {
            let mut body = (method != Method::GET).then(|| json!({ "name": "X" }));
            if let Some(body) = body.as_mut().filter(|_| path.ends_with("/tokens")) {
                body["role"] = json!("manager");
            }
            let (status, _) = world.ask(&token, method.clone(), path, body).await;
            assert_eq!(status, expected[index], "{role} {method} {path}");
            let (status, _) = world.ask("nobody", method.clone(), path, None).await;
            assert_eq!(status, S::UNAUTHORIZED, "nobody {method} {path}");
        }
    }
}
