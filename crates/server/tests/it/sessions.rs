//! Logging in and out, the limits of it, one-time links, the first run, what holds for every answer.

use nascente_domain::moment::{DAY, HOUR};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::browser::{Browser, PASSWORD, log_in, new_user, post_openly};
use crate::world::{World, new_company};

#[tokio::test]
async fn who_logs_in_is_told_who_it_is_and_who_logs_out_is_out() {
    let world = World::start().await;
    new_user(&world, "ana@loja.com", "manager").await;
    let browser = Browser::from(log_in(&world, " Ana@LOJA.com ", PASSWORD).await).await;
    assert!(browser.cookie.starts_with("nascente_session="), "over plain http no __Host- cookie is possible");
    let (status, me) = browser.ask(&world, Method::GET, "/api/v1/me", None).await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(
        (&me["email"], &me["role"], &me["insecure"]),
        (&json!("ana@loja.com"), &json!("manager"), &json!(false))
    );
    assert_eq!(me["company"]["today"], "2026-11-22");
    assert_eq!(me["companies"][0]["company_id"], world.company_id.to_string());
    assert_eq!(me, browser.me);
    let (status, _) = browser.ask(&world, Method::DELETE, "/api/v1/session", None).await;
    assert_eq!(status, StatusCode::NO_CONTENT);
    assert_eq!(browser.ask(&world, Method::GET, "/api/v1/me", None).await.0, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn a_token_asks_who_it_is_too() {
    let world = World::start().await;
    let me = world.get("/api/v1/me").await;
    assert_eq!((&me["user_id"], &me["email"], &me["csrf_token"]), (&Value::Null, &Value::Null, &Value::Null));
    assert_eq!((&me["role"], &me["companies"][0]["name"]), (&json!("admin"), &json!("Loja Teste")));
}

#[tokio::test]
async fn a_wrong_password_and_an_unknown_address_get_the_same_answer() {
    let world = World::start().await;
    new_user(&world, "ana@loja.com", "manager").await;
    let mut answers = Vec::new();
    for (email, password) in [("ana@loja.com", "errada demais"), ("ninguem@loja.com", PASSWORD), ("\u{1}", "x")] {
        let answer = log_in(&world, email, password).await;
        assert_eq!(answer.status(), StatusCode::UNAUTHORIZED);
        answers.push(answer.json::<Value>().await.unwrap());
    }
    assert_eq!(answers[0]["code"], "wrong_login");
    assert!(answers.iter().all(|answer| *answer == answers[0]));
}

#[tokio::test]
async fn ten_wrong_passwords_close_the_door_for_fifteen_minutes() {
    let world = World::start().await;
    new_user(&world, "ana@loja.com", "manager").await;
    for _ in 0..10 {
        assert_eq!(log_in(&world, "ana@loja.com", "errada demais").await.status(), StatusCode::UNAUTHORIZED);
    }
    let refused = log_in(&world, "ana@loja.com", PASSWORD).await;
    assert_eq!(refused.status(), StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(refused.headers()["retry-after"], "901");
    world.clock.advance(HOUR);
    assert_eq!(log_in(&world, "ana@loja.com", PASSWORD).await.status(), StatusCode::OK);
}

#[tokio::test]
async fn a_change_from_a_browser_needs_the_token_of_its_session() {
    let world = World::start().await;
    let (_, browser) = new_user(&world, "ana@loja.com", "manager").await;
    let (status, problem) = browser.ask_without_csrf(&world, Method::POST, "/api/v1/dispositions").await;
    assert_eq!((status, &problem["code"]), (StatusCode::FORBIDDEN, &json!("csrf")));
    let forged = Browser { csrf: "x".repeat(browser.csrf.len()), cookie: browser.cookie.clone(), me: Value::Null };
    assert_eq!(forged.ask(&world, Method::DELETE, "/api/v1/session", None).await.0, StatusCode::FORBIDDEN);
    let body = json!({ "name": "Venda", "outcome": "won" });
    let (status, _) = browser.ask(&world, Method::POST, "/api/v1/dispositions", Some(body)).await;
    assert_eq!(status, StatusCode::CREATED);
}

#[tokio::test]
async fn a_session_ends_thirty_days_after_its_last_use() {
    let world = World::start().await;
    let (_, browser) = new_user(&world, "ana@loja.com", "manager").await;
    for _ in 0..3 {
        world.clock.advance(20 * DAY);
        assert_eq!(browser.ask(&world, Method::GET, "/api/v1/me", None).await.0, StatusCode::OK);
    }
    world.clock.advance(31 * DAY);
    assert_eq!(browser.ask(&world, Method::GET, "/api/v1/me", None).await.0, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn an_invitation_works_once_and_for_three_days() {
    let world = World::start().await;
    let body = json!({ "name": "Ana", "email": "ana@loja.com", "role": "agent" });
    let invited = world.post("/api/v1/users", body).await;
    assert_eq!(invited["user"]["invited"], true);
    let url = invited["one_time_url"].as_str().unwrap();
    assert!(url.starts_with(&format!("{}/senha/", world.url)), "{url}");
    let path = format!("/api/v1/one-time-links/{}", url.rsplit('/').next().unwrap());
    assert_eq!(world.get(&path).await, json!({ "purpose": "invitation", "email": "ana@loja.com" }));
    let short = post_openly(&world, &path, json!({ "password": "curta" })).await;
    assert_eq!(short.status(), StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(post_openly(&world, &path, json!({ "password": PASSWORD })).await.status(), StatusCode::OK);
    assert_eq!(post_openly(&world, &path, json!({ "password": PASSWORD })).await.status(), StatusCode::NOT_FOUND);

    let user = format!("/api/v1/users/{}/reset-password", invited["user"]["id"].as_str().unwrap());
    let reset = world.post(&user, json!({})).await;
    let path =
        format!("/api/v1/one-time-links/{}", reset["one_time_url"].as_str().unwrap().rsplit('/').next().unwrap());
    assert_eq!(world.get(&path).await["purpose"], "reset");
    world.clock.advance(72 * HOUR);
    assert_eq!(post_openly(&world, &path, json!({ "password": PASSWORD })).await.status(), StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_new_password_ends_every_other_session() {
    let world = World::start().await;
    let (user, browser) = new_user(&world, "ana@loja.com", "agent").await;
    let path = format!("/api/v1/users/{}/reset-password", user["id"].as_str().unwrap());
    let reset = world.post(&path, json!({})).await;
    assert_eq!(browser.ask(&world, Method::GET, "/api/v1/me", None).await.0, StatusCode::OK);
    let path =
        format!("/api/v1/one-time-links/{}", reset["one_time_url"].as_str().unwrap().rsplit('/').next().unwrap());
    let fresh = Browser::from(post_openly(&world, &path, json!({ "password": "outra senha boa" })).await).await;
    assert_eq!(browser.ask(&world, Method::GET, "/api/v1/me", None).await.0, StatusCode::UNAUTHORIZED);
    assert_eq!(fresh.ask(&world, Method::GET, "/api/v1/me", None).await.0, StatusCode::OK);
    assert_eq!(log_in(&world, "ana@loja.com", PASSWORD).await.status(), StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn the_first_company_is_made_once_also_when_several_ask_at_the_same_moment() {
    let world = World::empty().await;
    assert_eq!(
        world.http.get(format!("{}/api/v1/setup", world.url)).send().await.unwrap().json::<Value>().await.unwrap(),
        json!({ "needed": true })
    );
    let body = json!({ "company_name": "Padaria São João", "admin_name": "Ana", "admin_email": "ana@padaria.com",
        "admin_password": PASSWORD });
    let other = json!({ "company_name": "Outra", "admin_name": "Bia", "admin_email": "bia@outra.com",
        "admin_password": PASSWORD });
    let asked = [&body, &other, &body, &other].map(|body| post_openly(&world, "/api/v1/setup", body.clone()));
    let answers = futures_util::future::join_all(asked).await;
    let mut made: Vec<_> = answers.into_iter().filter(|answer| answer.status() == StatusCode::CREATED).collect();
    assert_eq!(made.len(), 1);
    let browser = Browser::from(made.remove(0)).await;
    let company = browser.ask(&world, Method::GET, "/api/v1/company", None).await.1;
    assert_eq!(
        (&company["time_zone"], &company["currency"], &company["locale"]),
        (&json!("America/Sao_Paulo"), &json!("BRL"), &json!("pt-BR"))
    );
    let departments = browser.ask(&world, Method::GET, "/api/v1/departments", None).await.1;
    assert_eq!(
        (&departments["items"][0]["name"], &departments["items"][0]["is_default"]),
        (&json!("Geral"), &json!(true))
    );
    let late = post_openly(&world, "/api/v1/setup", body).await;
    assert_eq!(
        (late.status(), late.json::<Value>().await.unwrap()["code"].clone()),
        (StatusCode::CONFLICT, json!("setup_done"))
    );
}

#[tokio::test]
async fn a_login_of_two_companies_goes_from_one_to_the_other() {
    let world = World::start().await;
    let (_, browser) = new_user(&world, "ana@loja.com", "manager").await;
    let (other, _) = new_company(&world.app, "Outra").await;
    let foreign = crate::world::new_token(&world.app, other, nascente_domain::role::Role::Admin, None).await;
    let switch = json!({ "company_id": other.to_string() });
    let (status, _) = browser.ask(&world, Method::POST, "/api/v1/session/company", Some(switch.clone())).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "not a member yet");
    let invite = json!({ "name": "Ana", "email": "ana@loja.com", "role": "agent" });
    let (status, joined) = world.ask(&foreign, Method::POST, "/api/v1/users", Some(invite)).await;
    assert_eq!((status, &joined["one_time_url"]), (StatusCode::CREATED, &Value::Null));
    let (status, me) = browser.ask(&world, Method::POST, "/api/v1/session/company", Some(switch)).await;
    assert_eq!((status, &me["role"], &me["company"]["name"]), (StatusCode::OK, &json!("agent"), &json!("Outra")));
    assert_eq!(me["companies"].as_array().unwrap().len(), 2);
    assert_eq!(browser.ask(&world, Method::GET, "/api/v1/company", None).await.1["name"], "Outra");
    let path = format!("/api/v1/users/{}/reset-password", joined["user"]["id"].as_str().unwrap());
    let (status, problem) = world.ask(&foreign, Method::POST, &path, Some(json!({}))).await;
    assert_eq!((status, &problem["code"]), (StatusCode::CONFLICT, &json!("shared_login")));
}

#[tokio::test]
async fn every_answer_carries_the_security_headers_and_unknown_things_are_problems() {
    let world = World::start().await;
    for path in ["/healthz", "/readyz", "/metrics", "/openapi.json", "/api/v1/me", "/api/nothing", "/nothing"] {
        let answer = world.http.get(format!("{}{path}", world.url)).send().await.unwrap();
        let policy = answer.headers()["content-security-policy"].to_str().unwrap();
        assert!(policy.contains("frame-ancestors 'none'") && policy.contains("script-src 'self';"), "{path}: {policy}");
        assert_eq!(answer.headers()["x-content-type-options"], "nosniff");
        assert_eq!(answer.headers()["referrer-policy"], "same-origin");
    }
    for (method, path, code) in [
        (Method::GET, "/api/v1/nothing", "not_found"),
        (Method::POST, "/api/v2/session", "not_found"),
        (Method::PUT, "/api/v1/company", "method_not_allowed"),
    ] {
        let answer = world.http.request(method, format!("{}{path}", world.url)).send().await.unwrap();
        assert_eq!(answer.headers()["content-type"], "application/problem+json");
        assert_eq!(answer.json::<Value>().await.unwrap()["code"], code, "{path}");
    }
    let large = json!({ "name": "x".repeat(1024 * 1024), "outcome": "won" });
    let (status, problem) = world.ask(&world.admin, Method::POST, "/api/v1/dispositions", Some(large)).await;
    assert_eq!((status, &problem["code"]), (StatusCode::PAYLOAD_TOO_LARGE, &json!("too_large")));
    log_in(&world, "a@b.c", "errada demais").await;
    let metrics = world.http.get(format!("{}/metrics", world.url)).send().await.unwrap().text().await.unwrap();
    assert!(metrics.contains("nascente_logins_total"), "{metrics}");
}

fn setup() -> Value {
    json!({ "company_name": "Loja", "admin_name": "Ana", "admin_email": "ana@loja.com", "admin_password": PASSWORD })
}

#[tokio::test]
async fn over_https_the_cookie_is_secure_and_bound_to_the_host() {
    let world = World::told(|config| config.public_url = Some("https://leads.example.com".into())).await;
    let answer = post_openly(&world, "/api/v1/setup", setup()).await;
    let set = answer.headers()["set-cookie"].to_str().unwrap().to_owned();
    assert!(set.starts_with("__Host-nascente_session=") && set.contains("Secure"), "{set}");
    let browser = Browser::from(answer).await;
    assert_eq!(browser.me["insecure"], false);
    assert_eq!(browser.ask(&world, Method::GET, "/api/v1/me", None).await.0, StatusCode::OK);
    let renamed = Browser { cookie: browser.cookie.replace("__Host-", ""), ..browser };
    assert_eq!(renamed.ask(&world, Method::GET, "/api/v1/me", None).await.0, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn plain_http_to_another_machine_is_called_insecure() {
    let world = World::told(|config| config.public_url = Some("http://leads.example.com".into())).await;
    let browser = Browser::from(post_openly(&world, "/api/v1/setup", setup()).await).await;
    assert_eq!(browser.me["insecure"], true);
    assert!(browser.cookie.starts_with("nascente_session="));
}

#[tokio::test]
async fn only_a_trusted_proxy_names_the_address_that_is_limited() {
    for trusted in [true, false] {
        let world = World::told(|config| {
            if trusted {
                config.trusted_proxies = vec!["127.0.0.0/8".parse().unwrap()];
            }
        })
        .await;
        let try_from = |client: &str, email: String| {
            let request = world.http.post(format!("{}/api/v1/session", world.url)).header("x-forwarded-for", client);
            request.json(&json!({ "email": email, "password": "errada demais" })).send()
        };
        for number in 0..10 {
            try_from("203.0.113.1", format!("a{number}@loja.com")).await.unwrap();
        }
        assert_eq!(try_from("203.0.113.1", "b@loja.com".into()).await.unwrap().status(), StatusCode::TOO_MANY_REQUESTS);
        let expected = if trusted { StatusCode::UNAUTHORIZED } else { StatusCode::TOO_MANY_REQUESTS };
        assert_eq!(try_from("203.0.113.2", "b@loja.com".into()).await.unwrap().status(), expected);
    }
}
