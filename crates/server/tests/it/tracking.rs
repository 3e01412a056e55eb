//! *Saúde do rastreamento*: what stopped measuring is said in words, on the screen, in the metrics and to webhooks.

use nascente_domain::id::ChannelId;
use nascente_domain::moment::{DAY, HOUR};
use nascente_domain::role::Role;
use nascente_domain::tracking::Check;
use nascente_store::{Statement, params};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::links::{new_channel, new_link, run};
use crate::meta::{messages, text, with_ad};
use crate::world::{World, new_company, new_token};

const HEALTH: &str = "/api/v1/tracking-health";
static ARCHIVE: Statement =
    Statement::new("update channel set archived_at = $3 where company_id = $1 and channel_id = $2");
static TOKEN_ENDS: Statement =
    Statement::new("update channel set token_expires_at = $3 where company_id = $1 and channel_id = $2");

async fn archive(world: &World, channel_id: ChannelId, at: Option<i64>) {
    let company_id = world.company_id;
    run(&world.app, &ARCHIVE, move || params![company_id, channel_id, at]).await;
}

fn of<'a>(health: &'a Value, code: &str) -> Vec<&'a Value> {
    health["items"].as_array().unwrap().iter().filter(|one| one["code"] == code).collect()
}

/// What was told to a webhook, oldest first: code and state.
async fn told(world: &World, webhook: &str) -> Vec<(String, String)> {
    let company_id = world.company_id;
    let id: nascente_domain::id::WebhookId = webhook.parse().unwrap();
    let read = move |tx: &mut nascente_store::Tx<'_>| {
        nascente_store::webhook::deliveries(tx, company_id, id, i64::MAX.into(), 50)
    };
    let mut all = world.app.db.read(read).await.unwrap();
    all.reverse();
    let word = |value: &Value| value.as_str().unwrap().to_owned();
    all.iter().map(|one| (word(&one.payload["data"]["code"]), word(&one.payload["data"]["state"]))).collect()
}

#[tokio::test]
async fn a_company_without_anything_has_every_check_and_no_alarm() {
    let world = World::start().await;
    let health = world.get(HEALTH).await;
    let codes: Vec<&str> =
        health["items"].as_array().unwrap().iter().map(|one| one["code"].as_str().unwrap()).collect();
    assert_eq!(codes, Check::ALL.iter().map(|check| check.as_str()).collect::<Vec<_>>());
    assert!(["ok", "unknown"].contains(&health["worst"].as_str().unwrap()), "{health}");
    let agent = new_token(&world.app, world.company_id, Role::Agent, Some(world.department_id)).await;
    assert_eq!(world.ask(&agent, Method::GET, HEALTH, None).await.0, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn what_stops_measuring_is_said_with_its_mend_told_once_and_taken_back_once() {
    let world = World::start().await;
    let channel = new_channel(&world.app, world.company_id, "5511999990001").await;
    new_link(&world, channel, json!({ "slug": "bio" })).await;
    let webhook = json!({ "url": "http://127.0.0.1:9/w", "events": ["tracking.changed"] });
    let webhook = world.post("/api/v1/webhooks", webhook).await["id"].as_str().unwrap().to_owned();
    let watch = || nascente_server::tracking::watch::round(&world.app);
    watch().await.unwrap();
    assert_eq!(told(&world, &webhook).await, []);
    archive(&world, channel, Some(1)).await;
    let health = world.get(HEALTH).await;
    let found = of(&health, "link_to_inactive_number");
    assert_eq!((health["worst"].as_str(), found.len()), (Some("problem"), 1));
    assert_eq!((&found[0]["subject"]["id"], &found[0]["value"]), (&json!(channel), &json!(1.0)));
    assert!(found[0]["message"].as_str().unwrap().contains("não está ativo"), "{health}");
    assert_eq!(found[0]["mend_link"], "/conexoes");
    assert_eq!(found[0]["list_link"], format!("/links?channel_id={channel}"));
    for _ in 0..3 {
        watch().await.unwrap();
    }
    let raised = ("link_to_inactive_number".to_owned(), "problem".to_owned());
    assert_eq!(told(&world, &webhook).await, std::slice::from_ref(&raised));
    let metrics = world.http.get(format!("{}/metrics", world.url)).send().await.unwrap().text().await.unwrap();
    let line = metrics.lines().find(|line| {
        line.starts_with("nascente_tracking_health") && line.contains("link_to_inactive") && line.ends_with(" 3")
    });
    assert!(line.is_some(), "{metrics}");
    archive(&world, channel, None).await;
    for _ in 0..2 {
        watch().await.unwrap();
    }
    assert_eq!(told(&world, &webhook).await, [raised, ("link_to_inactive_number".to_owned(), "ok".to_owned())]);
}

#[tokio::test]
async fn wrong_signatures_tokens_that_end_and_links_that_nobody_opens_are_seen() {
    let world = World::start().await;
    let line = world.connect().await;
    for _ in 0..6 {
        let wrong = world
            .http
            .post(line.url().split('?').next().unwrap())
            .header("x-hub-signature-256", "sha256=00")
            .body("{}");
        assert_eq!(wrong.send().await.unwrap().status(), StatusCode::UNAUTHORIZED);
    }
    new_link(&world, line.channel_id, json!({ "slug": "bio" })).await;
    let (company_id, channel_id, ends) = (world.company_id, line.channel_id, world.now().plus(5 * DAY));
    run(&world.app, &TOKEN_ENDS, move || params![company_id, channel_id, ends]).await;
    let health = world.get(HEALTH).await;
    assert_eq!(of(&health, "failing_signatures")[0]["state"], "problem");
    assert_eq!(of(&health, "failing_signatures")[0]["value"], 6.0);
    assert_eq!(of(&health, "token_expires")[0]["state"], "warning");
    assert_eq!(of(&health, "link_never_clicked")[0]["state"], "ok");
    world.clock.advance(15 * DAY);
    let health = world.get(HEALTH).await;
    assert_eq!(of(&health, "link_never_clicked")[0]["state"], "warning");
    assert_eq!(of(&health, "failing_signatures")[0]["state"], "ok");
    assert_eq!(of(&health, "token_expires")[0]["state"], "problem");
    let (other, _) = new_company(&world.app, "Outra").await;
    let stranger = new_token(&world.app, other, Role::Admin, None).await;
    let theirs = world.ask(&stranger, Method::GET, HEALTH, None).await.1;
    assert!(["ok", "unknown"].contains(&theirs["worst"].as_str().unwrap()), "{theirs}");
}

#[tokio::test]
async fn every_node_sees_the_wrong_signatures_that_any_of_them_got_and_the_alarm_ends_a_day_later() {
    let world = World::start().await;
    let line = world.connect().await;
    let other = world.node().await;
    let forged = async |node: &str, times: usize| {
        let path = line.url().split('?').next().unwrap().replace(&world.url, "");
        for _ in 0..times {
            let wrong = world.http.post(format!("{node}{path}")).header("x-hub-signature-256", "sha256=00").body("{}");
            assert_eq!(wrong.send().await.unwrap().status(), StatusCode::UNAUTHORIZED);
        }
    };
    let counted = async |node: &str| {
        let asked = world.http.get(format!("{node}{HEALTH}")).bearer_auth(&world.admin).send().await.unwrap();
        let health: Value = asked.json().await.unwrap();
        let found = of(&health, "failing_signatures")[0].clone();
        (found["state"].as_str().unwrap().to_owned(), found["value"].as_f64())
    };
    forged(&other, 2).await;
    assert_eq!(counted(&other).await, ("warning".to_owned(), Some(2.0)));
    forged(&world.url, 3).await;
    for node in [&other, &world.url] {
        // Whoever asks writes first what that node summed; the second one has the whole of it.
        counted(node).await;
    }
    world.clock.advance(HOUR);
    forged(&other, 1).await;
    counted(&other).await;
    assert_eq!(counted(&world.url).await, ("problem".to_owned(), Some(6.0)));
    let webhook = json!({ "url": "http://127.0.0.1:9/w", "events": ["tracking.changed"] });
    let webhook = world.post("/api/v1/webhooks", webhook).await["id"].as_str().unwrap().to_owned();
    let watch = || nascente_server::tracking::watch::round(&world.app);
    watch().await.unwrap();
    world.clock.advance(DAY + HOUR);
    watch().await.unwrap();
    let both = ["problem", "ok"].map(|state| ("failing_signatures".to_owned(), state.to_owned()));
    assert_eq!(told(&world, &webhook).await, both);
    assert_eq!(counted(&other).await.0, "ok");
}

#[tokio::test]
async fn coverage_that_falls_and_messages_that_come_late_are_seen() {
    let world = World::start().await;
    let line = world.connect().await;
    let say = |number: usize, clid: Option<&'static str>| {
        let phone = format!("55119{:08}", 30_000_000 + number);
        let second = world.now().since(crate::world::START.parse().unwrap()) / 1_000;
        let message = text(&phone, &format!("wamid.t{number}"), second, "Bom dia");
        let message = match clid {
            Some(clid) => with_ad(message, "77", clid),
            None => message,
        };
        messages(&phone, &[message])
    };
    for number in 0..12 {
        world.deliver(&line, &say(number, Some("clid"))).await;
    }
    world.clock.advance(DAY);
    for number in 12..24 {
        world.deliver(&line, &say(number, None)).await;
    }
    world.clock.advance(HOUR);
    assert_eq!(of(&world.get(HEALTH).await, "delivery_lag")[0]["state"], "problem", "the story sends an hour late");
    world.clock.advance(DAY);
    let health = world.get(HEALTH).await;
    let fallen = of(&health, "coverage_fell")[0];
    assert_eq!((&fallen["state"], &fallen["value"], &fallen["usual"]), (&json!("problem"), &json!(0.0), &json!(1.0)));
    assert_eq!(of(&health, "ads_without_click_id")[0]["state"], "ok");
    let day = "2026-11-23";
    let list = format!("entry_kind=none&channel_id={}&counted=true&from={day}&to={day}", line.channel_id);
    assert_eq!(fallen["list_link"], format!("/atendimentos?status=all&{list}"));
    assert_eq!(world.get(&format!("/api/v1/conversations?count=true&{list}")).await["total"], 12);
    let days = json!([{ "day": "2026-11-22", "known": 12, "conversations": 12 },
        { "day": day, "known": 0, "conversations": 12 }]);
    assert_eq!(
        health["coverage"],
        json!([{ "channel_id": line.channel_id, "name": fallen["subject"]["name"], "days": days }])
    );
    assert_eq!((&health["from"], &health["to"]), (&json!("2026-10-27"), &json!("2026-11-24")));
}

#[tokio::test]
async fn ads_whose_campaign_has_no_name_are_told_until_it_is_given() {
    let world = World::start().await;
    let line = world.connect().await;
    for number in 0..10 {
        let phone = format!("55119{:08}", 40_000_000 + number);
        let message = with_ad(text(&phone, &format!("wamid.n{number}"), 0, "Oi"), "77", "clid");
        world.deliver(&line, &messages(&phone, &[message])).await;
    }
    let health = world.get(HEALTH).await;
    let unnamed = of(&health, "campaign_names_missing")[0];
    assert_eq!((&unnamed["state"], &unnamed["value"]), (&json!("warning"), &json!(1.0)));
    assert_eq!(unnamed["mend_link"], "/identificadores?kind=ad");
    let ad = world.get("/api/v1/entry-identifiers?kind=ad").await["items"][0]["id"].as_str().unwrap().to_owned();
    world.patch(&format!("/api/v1/entry-identifiers/{ad}"), json!({ "campaign": "Natal" })).await;
    assert_eq!(of(&world.get(HEALTH).await, "campaign_names_missing")[0]["state"], "ok");
}
