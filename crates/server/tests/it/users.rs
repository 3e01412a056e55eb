//! Users, tokens and company: what each role may.

use nascente_domain::role::Role;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::browser::new_user;
use crate::world::{World, new_token};

fn id(value: &Value) -> &str {
    value["id"].as_str().unwrap()
}

#[tokio::test]
async fn a_manager_does_everything_but_what_touches_administrators() {
    let world = World::start().await;
    let manager = new_token(&world.app, world.company_id, Role::Manager, None).await;
    let (admin, _) = new_user(&world, "chefe@loja.com", "admin").await;
    let body = |role: &str, email: &str| Some(json!({ "name": "X", "email": email, "role": role }));
    let (status, made) = world.ask(&manager, Method::POST, "/api/v1/users", body("agent", "bia@loja.com")).await;
    assert_eq!(status, StatusCode::CREATED);
    let path = format!("/api/v1/users/{}", id(&made["user"]));
    let (status, changed) = world.ask(&manager, Method::PATCH, &path, Some(json!({ "name": "Bia" }))).await;
    assert_eq!((status, &changed["name"]), (StatusCode::OK, &json!("Bia")));
    let of_admin = format!("/api/v1/users/{}", id(&admin));
    for (method, path, body) in [
        (Method::POST, "/api/v1/users".to_owned(), body("admin", "novo@loja.com")),
        (Method::PATCH, path.clone(), Some(json!({ "role": "admin" }))),
        (Method::PATCH, of_admin.clone(), Some(json!({ "name": "Y" }))),
        (Method::PATCH, of_admin.clone(), Some(json!({ "role": "agent" }))),
        (Method::DELETE, of_admin.clone(), None),
        (Method::POST, format!("{of_admin}/reset-password"), Some(json!({}))),
        (Method::GET, "/api/v1/tokens".to_owned(), None),
        (Method::PATCH, "/api/v1/company".to_owned(), Some(json!({ "name": "Y" }))),
    ] {
        assert_eq!(world.ask(&manager, method, &path, body).await.0, StatusCode::FORBIDDEN, "{path}");
    }
    assert_eq!(world.ask(&manager, Method::DELETE, &path, None).await.0, StatusCode::NO_CONTENT);
    assert!(world.get(&path).await["archived_at"].is_string());
}

#[tokio::test]
async fn agents_and_marketing_see_names_and_no_addresses() {
    let world = World::start().await;
    let (user, _) = new_user(&world, "ana@loja.com", "agent").await;
    for role in [Role::Agent, Role::Marketing] {
        let department = (role == Role::Agent).then_some(world.department_id);
        let token = new_token(&world.app, world.company_id, role, department).await;
        let (status, list) = world.ask(&token, Method::GET, "/api/v1/users", None).await;
        assert_eq!(
            (status, &list["items"][0]["name"], &list["items"][0]["email"]),
            (StatusCode::OK, &json!("ana"), &Value::Null)
        );
        let path = format!("/api/v1/users/{}", id(&user));
        assert_eq!(world.ask(&token, Method::GET, &path, None).await.0, StatusCode::FORBIDDEN);
        let body = json!({ "name": "X", "email": "x@y.com", "role": "agent" });
        assert_eq!(world.ask(&token, Method::POST, "/api/v1/users", Some(body)).await.0, StatusCode::FORBIDDEN);
    }
    assert_eq!(world.get("/api/v1/users").await["items"][0]["email"], "ana@loja.com");
}

#[tokio::test]
async fn the_last_administrator_stays() {
    let world = World::start().await;
    let (only, browser) = new_user(&world, "chefe@loja.com", "admin").await;
    world.post("/api/v1/users", json!({ "name": "N", "email": "nunca@veio.com", "role": "admin" })).await;
    let path = format!("/api/v1/users/{}", id(&only));
    for (method, body) in [(Method::DELETE, None), (Method::PATCH, Some(json!({ "role": "agent" })))] {
        let (status, problem) = world.ask(&world.admin, method, &path, body).await;
        assert_eq!((status, &problem["code"]), (StatusCode::CONFLICT, &json!("last_admin")));
    }
    new_user(&world, "outra@loja.com", "admin").await;
    let (status, _) = world.ask(&world.admin, Method::DELETE, &path, None).await;
    assert_eq!(status, StatusCode::NO_CONTENT);
    assert_eq!(browser.ask(&world, Method::GET, "/api/v1/me", None).await.0, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn an_archived_user_is_brought_back_by_a_new_invitation() {
    let world = World::start().await;
    let (user, _) = new_user(&world, "ana@loja.com", "agent").await;
    let invite = json!({ "name": "Ana B", "email": "ANA@loja.com", "role": "marketing" });
    let (status, problem) = world.ask(&world.admin, Method::POST, "/api/v1/users", Some(invite.clone())).await;
    assert_eq!((status, &problem["code"]), (StatusCode::CONFLICT, &json!("already_a_user")));
    world.ask(&world.admin, Method::DELETE, &format!("/api/v1/users/{}", id(&user)), None).await;
    let back = world.post("/api/v1/users", invite).await;
    assert_eq!((id(&back["user"]), &back["one_time_url"]), (id(&user), &Value::Null));
    assert_eq!((&back["user"]["role"], &back["user"]["archived_at"]), (&json!("marketing"), &Value::Null));
}

#[tokio::test]
async fn bad_users_are_refused_by_field() {
    let world = World::start().await;
    for (body, field) in [
        (json!({ "name": " ", "email": "a@b.c", "role": "agent" }), "name"),
        (json!({ "name": "A", "email": "nonsense", "role": "agent" }), "email"),
        (json!({ "name": "A", "email": "a@b.c", "role": "boss" }), "role"),
        (json!({ "name": "A", "email": "a@b.c", "role": "agent", "department_ids": ["dp_x"] }), "department_ids"),
        (
            json!({ "name": "A", "email": "a@b.c", "role": "agent", "department_ids": ["dp_0000000000001"] }),
            "department_ids",
        ),
    ] {
        let (status, problem) = world.ask(&world.admin, Method::POST, "/api/v1/users", Some(body)).await;
        assert_eq!((status, &problem["errors"][0]["field"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!(field)));
    }
}

#[tokio::test]
async fn a_token_shows_its_secret_once_and_works_until_it_is_revoked() {
    let world = World::start().await;
    let agent = json!({ "name": "bot", "role": "agent" });
    let (status, problem) = world.ask(&world.admin, Method::POST, "/api/v1/tokens", Some(agent)).await;
    assert_eq!((status, &problem["errors"][0]["field"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("department_id")));
    let body = json!({ "name": "bot", "role": "agent", "department_id": world.department_id.to_string() });
    let made = world.post("/api/v1/tokens", body).await;
    let secret = made["secret"].as_str().unwrap();
    assert!(secret.starts_with("nsc_"), "{secret}");
    assert!(!world.get("/api/v1/tokens").await.to_string().contains(secret));
    let (status, me) = world.ask(secret, Method::GET, "/api/v1/me", None).await;
    assert_eq!((status, &me["role"], &me["name"]), (StatusCode::OK, &json!("agent"), &json!("bot")));
    let path = format!("/api/v1/tokens/{}", id(&made["token"]));
    assert_eq!(world.ask(&world.admin, Method::DELETE, &path, None).await.0, StatusCode::NO_CONTENT);
    assert_eq!(world.ask(secret, Method::GET, "/api/v1/me", None).await.0, StatusCode::UNAUTHORIZED);
    assert_eq!(world.ask(&world.admin, Method::DELETE, &path, None).await.0, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn the_company_changes_within_its_rules() {
    let world = World::start().await;
    let changed = world
        .patch(
            "/api/v1/company",
            json!({ "time_zone": "america/manaus", "locale": "en", "currency": "EUR", "hashtag_wins": false }),
        )
        .await;
    assert_eq!((&changed["time_zone"], &changed["hashtag_wins"]), (&json!("America/Manaus"), &json!(false)));
    assert_eq!(world.get("/api/v1/company").await, changed);
    for (body, field) in [
        (json!({ "time_zone": "America/Nowhere" }), "time_zone"),
        (json!({ "currency": "real" }), "currency"),
        (json!({ "locale": "fr" }), "locale"),
        (json!({ "slug": "São João" }), "slug"),
        (json!({ "name": "" }), "name"),
    ] {
        let (status, problem) = world.ask(&world.admin, Method::PATCH, "/api/v1/company", Some(body)).await;
        assert_eq!((status, &problem["errors"][0]["field"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!(field)));
    }
    crate::world::new_company(&world.app, "Outra").await;
    let (status, problem) =
        world.ask(&world.admin, Method::PATCH, "/api/v1/company", Some(json!({ "slug": "outra" }))).await;
    assert_eq!((status, &problem["errors"][0]["code"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("taken")));
}

#[tokio::test]
async fn a_list_is_read_page_by_page_in_the_order_of_making() {
    let world = World::start().await;
    for name in ["b", "a", "c"] {
        world.post("/api/v1/dispositions", json!({ "name": name, "outcome": "won" })).await;
    }
    let first = world.get("/api/v1/dispositions?limit=2&count=true").await;
    assert_eq!((first["items"].as_array().unwrap().len(), &first["total"]), (2, &json!(3)));
    let rest = world.get(&format!("/api/v1/dispositions?cursor={}", first["next_cursor"].as_str().unwrap())).await;
    assert_eq!((&rest["items"][0]["name"], &rest["next_cursor"]), (&json!("c"), &Value::Null));
    let (status, _) = world.ask(&world.admin, Method::GET, "/api/v1/dispositions?limit=0", None).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
}
