//! A browser: keeps the cookie, sends the CSRF token.

use reqwest::{Method, Response, StatusCode};
use serde_json::{Value, json};

use crate::world::World;

/// A password that the stories use.
pub(crate) const PASSWORD: &str = "uma senha boa";

/// A logged-in browser.
pub(crate) struct Browser {
    pub(crate) cookie: String,
    pub(crate) csrf: String,
    pub(crate) me: Value,
}

impl Browser {
    /// The browser after an answer that logged it in.
    pub(crate) async fn from(answer: Response) -> Self {
        let set = answer.headers()["set-cookie"].to_str().unwrap().to_owned();
        assert!(set.contains("HttpOnly") && set.contains("SameSite=Lax") && set.contains("Path=/"), "{set}");
        let cookie = set.split(';').next().unwrap().to_owned();
        let me: Value = answer.json().await.unwrap();
        Self { cookie, csrf: me["csrf_token"].as_str().unwrap().to_owned(), me }
    }

    /// A request with cookie and CSRF token.
    pub(crate) async fn ask(
        &self,
        world: &World,
        method: Method,
        path: &str,
        body: Option<Value>,
    ) -> (StatusCode, Value) {
        let request = world.http.request(method, format!("{}{path}", world.url)).header("cookie", &self.cookie);
        finish(request.header("x-csrf-token", &self.csrf), body).await
    }

    /// A request with the cookie only.
    pub(crate) async fn ask_without_csrf(&self, world: &World, method: Method, path: &str) -> (StatusCode, Value) {
        let request = world.http.request(method, format!("{}{path}", world.url)).header("cookie", &self.cookie);
        finish(request, Some(json!({}))).await
    }
}

async fn finish(mut request: reqwest::RequestBuilder, body: Option<Value>) -> (StatusCode, Value) {
    if let Some(body) = body {
        request = request.json(&body);
    }
    let response = request.send().await.unwrap();
    let status = response.status();
    let bytes = response.bytes().await.unwrap();
    (status, serde_json::from_slice(&bytes).unwrap_or(Value::Null))
}

/// Posts without any login.
pub(crate) async fn post_openly(world: &World, path: &str, body: Value) -> Response {
    world.http.post(format!("{}{path}", world.url)).json(&body).send().await.unwrap()
}

/// Invites a user as administrator and lets the person choose [`PASSWORD`]; gives the user and its browser.
pub(crate) async fn new_user(world: &World, email: &str, role: &str) -> (Value, Browser) {
    let body = json!({ "name": email.split('@').next(), "email": email, "role": role });
    let invited = world.post("/api/v1/users", body).await;
    let token = invited["one_time_url"].as_str().unwrap().rsplit('/').next().unwrap().to_owned();
    let path = format!("/api/v1/one-time-links/{token}");
    let answer = post_openly(world, &path, json!({ "password": PASSWORD })).await;
    assert_eq!(answer.status(), StatusCode::OK);
    (invited["user"].clone(), Browser::from(answer).await)
}

/// Logs in.
pub(crate) async fn log_in(world: &World, email: &str, password: &str) -> Response {
    post_openly(world, "/api/v1/session", json!({ "email": email, "password": password })).await
}
