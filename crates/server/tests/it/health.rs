//! The server answers, and asks who is there.

use reqwest::{Method, StatusCode};

use crate::world::World;

#[tokio::test]
async fn the_server_is_alive_and_describes_its_api() {
    let world = World::start().await;
    let alive = world.http.get(format!("{}/healthz", world.url)).send().await.unwrap();
    assert_eq!(alive.status(), StatusCode::OK);
    assert_eq!(world.get("/openapi.json").await["info"]["title"], "Nascente");
    let (status, _) = world.ask("nobody", Method::GET, "/api/v1/nothing", None).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
}
