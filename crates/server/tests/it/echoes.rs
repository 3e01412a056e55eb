//! Echoes of what was sent from here: one message, by whoever wrote it, whatever came first.

use nascente_domain::role::Role;
use nascente_server::record::recorder;
use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::desk_of_story::{connect, jobs_done};
use crate::fake_graph::FakeGraph;
use crate::meta::{Line, echo, messages, text};
use crate::world::{World, new_token};

const MARINA: &str = "5511999990001";

/// A contact who wrote an hour ago; gives the id of the conversation.
async fn lead(world: &World, line: &Line) -> String {
    world.deliver(line, &messages(MARINA, &[text(MARINA, "wamid.1", 0, "Oi")])).await;
    world.get("/api/v1/conversations").await["items"][0]["id"].as_str().unwrap().to_owned()
}

/// The provider tells about each message, in these words, before it answers the send.
fn echo_first(world: &World, line: &Line, graph: &FakeGraph, words: &'static str) {
    let (app, url, http) = (world.app.clone(), line.url().to_owned(), world.http.clone());
    graph.before_answering(move |number| {
        let (app, url, http) = (app.clone(), url.clone(), http.clone());
        async move {
            let body = echo(MARINA, &format!("wamid.out{number}"), 3_600, words);
            assert_eq!(http.post(url).json(&body).send().await.unwrap().status(), StatusCode::OK);
            recorder::drain(&app).await.unwrap();
        }
    });
}

async fn said_by_us(world: &World, id: &str) -> Vec<Value> {
    let thread = world.get(&format!("/api/v1/conversations/{id}/messages")).await;
    let all = thread["items"].as_array().unwrap().clone();
    all.into_iter().filter(|one| one["direction"] == "out").collect()
}

async fn answered(world: &World) -> Value {
    world.get("/api/v1/reports/funnel?group_by=kind").await["totals"]["answered"].clone()
}

#[tokio::test]
async fn an_echo_before_the_answer_to_the_send_is_the_same_message_of_the_same_author() {
    let (world, graph) = (World::start().await, FakeGraph::start().await);
    let line = connect(&world, &graph).await;
    let id = lead(&world, &line).await;
    echo_first(&world, &line, &graph, "Já vejo para você");
    let bot = new_token(&world.app, world.company_id, Role::Manager, None).await;
    let body = json!({ "text": "Já vejo para você" });
    world.ask(&bot, reqwest::Method::POST, &format!("/api/v1/conversations/{id}/messages"), Some(body)).await;
    jobs_done(&world).await;
    let said = said_by_us(&world, &id).await;
    assert_eq!((said.len(), &said[0]["author"], &said[0]["status"]), (1, &json!("bot"), &json!("sent")), "{said:?}");
    assert_eq!(said[0]["provider_id"], "wamid.out1");
    assert_eq!(answered(&world).await, 0, "a program's words are no human answer, echoed or not");
}

#[tokio::test]
async fn an_echo_in_other_words_is_taken_in_when_the_answer_names_it() {
    let (world, graph) = (World::start().await, FakeGraph::start().await);
    let line = connect(&world, &graph).await;
    let id = lead(&world, &line).await;
    echo_first(&world, &line, &graph, "*Já vejo* para você");
    world.post(&format!("/api/v1/conversations/{id}/messages"), json!({ "text": "Já vejo para você" })).await;
    jobs_done(&world).await;
    let said = said_by_us(&world, &id).await;
    assert_eq!((said.len(), &said[0]["author"]), (1, &json!("bot")), "{said:?}");
    let shown = world.get(&format!("/api/v1/conversations/{id}")).await;
    assert_eq!(
        (&shown["first_response_at"], &shown["last_message"]["preview"]),
        (&Value::Null, &json!("Já vejo para você"))
    );
    assert_eq!(answered(&world).await, 0);
}

#[tokio::test]
async fn an_echo_proves_that_a_send_went_out_whose_answer_was_lost() {
    let (world, graph) = (World::start().await, FakeGraph::start().await);
    let line = connect(&world, &graph).await;
    let id = lead(&world, &line).await;
    echo_first(&world, &line, &graph, "Olá!");
    graph.refuse_next(500, 1);
    world.post(&format!("/api/v1/conversations/{id}/messages"), json!({ "text": "Olá!" })).await;
    jobs_done(&world).await;
    world.clock.advance(3_600_000);
    jobs_done(&world).await;
    let said = said_by_us(&world, &id).await;
    assert_eq!((said.len(), &said[0]["status"], &said[0]["error"]), (1, &json!("sent"), &Value::Null), "{said:?}");
    assert_eq!(graph.messages().len(), 1, "what went out is not sent again");
}

#[tokio::test]
async fn the_same_words_typed_on_the_phone_meanwhile_are_a_message_of_their_own() {
    let (world, graph) = (World::start().await, FakeGraph::start().await);
    let line = connect(&world, &graph).await;
    let id = lead(&world, &line).await;
    let (app, url, http) = (world.app.clone(), line.url().to_owned(), world.http.clone());
    graph.before_answering(move |_| {
        let (app, url, http) = (app.clone(), url.clone(), http.clone());
        async move {
            let body = echo(MARINA, "wamid.phone", 3_600, "Olá!");
            assert_eq!(http.post(url).json(&body).send().await.unwrap().status(), StatusCode::OK);
            recorder::drain(&app).await.unwrap();
        }
    });
    world.post(&format!("/api/v1/conversations/{id}/messages"), json!({ "text": "Olá!" })).await;
    jobs_done(&world).await;
    let said = said_by_us(&world, &id).await;
    let mut authors: Vec<(&str, &str)> =
        said.iter().map(|one| (one["author"].as_str().unwrap(), one["provider_id"].as_str().unwrap())).collect();
    authors.sort_unstable();
    assert_eq!(authors, [("bot", "wamid.out1"), ("phone", "wamid.phone")]);
    assert_eq!(answered(&world).await, 1);
}
