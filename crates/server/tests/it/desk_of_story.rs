//! What stories about conversations share: a number that answers through a fake of the provider, and jobs that are done.

use nascente_store::{Statement, StoreError, params};
use serde_json::{Value, json};

use crate::fake_graph::FakeGraph;
use crate::meta::{Line, NUMBER_ID};
use crate::world::World;

/// Connects a number whose answers go to a fake of the provider.
pub(crate) async fn connect(world: &World, graph: &FakeGraph) -> Line {
    connect_to(world, &graph.url).await
}

/// Connects a number whose answers go to this address.
pub(crate) async fn connect_to(world: &World, url: &str) -> Line {
    let settings = json!({ "phone_number_id": NUMBER_ID, "access_token": "t", "graph_base_url": url });
    let number =
        json!({ "provider": "meta_cloud", "name": "Loja", "phone_number": "1130000001", "settings": settings });
    let made = world.post("/api/v1/channels", number).await;
    Line::at(made["webhook_url"].as_str().unwrap())
}

/// Carries out what is due and waits until no job is under way, here or in the server's own runner.
pub(crate) async fn jobs_done(world: &World) {
    static UNDER_WAY: Statement = Statement::new(
        "select count(*) from job j where j.company_id = $1 and j.state = 'ready'
            and (j.lease_until is not null or j.run_at <= $2)
            and not exists (select 1 from job e where e.company_id = $1 and e.contact_id = j.contact_id
                and e.state = 'ready' and e.job_id < j.job_id and e.run_at > $2)",
    );
    let (company_id, now) = (world.company_id, world.now());
    loop {
        nascente_server::jobs::runner::round(&world.app).await.unwrap();
        let under_way: Result<i64, StoreError> =
            world.app.db.read(move |tx| tx.query_first(&UNDER_WAY, params![company_id, now])?.unwrap().take()).await;
        if under_way.unwrap() == 0 {
            return;
        }
    }
}

/// The messages of the only conversation, latest first.
pub(crate) async fn thread(world: &World) -> Vec<Value> {
    let id = only_conversation(world).await;
    let thread = world.get(&format!("/api/v1/conversations/{id}/messages")).await;
    thread["items"].as_array().unwrap().clone()
}

/// The id of the only conversation.
pub(crate) async fn only_conversation(world: &World) -> String {
    world.get("/api/v1/conversations").await["items"][0]["id"].as_str().unwrap().to_owned()
}
