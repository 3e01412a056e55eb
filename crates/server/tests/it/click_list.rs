//! The list of clicks goes by the time of the click, also when a click became a row late.

use nascente_domain::id::IdGenerator;
use nascente_domain::link::ClickVerdict;
use nascente_domain::moment::Moment;
use nascente_store::click::{NewClick, record};
use serde_json::{Value, json};

use crate::clicks::begin;
use crate::links::new_link;
use crate::world::World;

/// Keeps a click that happened then on this node: its id was made there and then.
async fn keep(world: &World, link: &Value, clicked_at: Moment, node: u8) -> String {
    let click = NewClick {
        company_id: world.company_id,
        click_id: IdGenerator::new(node).next(clicked_at),
        link_id: link["id"].as_str().unwrap().parse().unwrap(),
        code: None,
        clicked_at,
        day: "2026-11-22".parse().unwrap(),
        hour: 12,
        verdict: ClickVerdict::Valid,
        visitor_key: clicked_at.to_string(),
        query: String::new(),
        referrer: None,
        language: None,
        device: None,
        region: None,
    };
    let id = click.click_id.to_string();
    let kept = world.app.db.write(nascente_store::Lane::Clicks, move |tx| {
        record(tx, vec![click.clone()], &mut || unreachable!("no code is wanted"))
    });
    kept.await.unwrap();
    id
}

/// The ids of all pages of one click each.
async fn page_by_page(world: &World, query: &str) -> Vec<String> {
    let (mut ids, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = world.get(&format!("/api/v1/clicks?limit=1&{query}{cursor}")).await;
        ids.extend(page["items"].as_array().unwrap().iter().map(|click| click["id"].as_str().unwrap().to_owned()));
        let Some(next) = page["next_cursor"].as_str() else { return ids };
        cursor = format!("&cursor={next}");
    }
}

#[tokio::test]
async fn clicks_are_listed_by_their_time_those_of_one_moment_by_their_id_page_by_page() {
    let (world, channel) = begin().await;
    let link = new_link(&world, channel, json!({ "slug": "bio" })).await;
    let other = new_link(&world, channel, json!({ "slug": "outro" })).await;
    let now = world.now();
    let second = keep(&world, &link, now, 1).await;
    let third = keep(&world, &link, now, 2).await;
    let elsewhere = keep(&world, &other, now.plus(5), 1).await;
    // Put aside while the store did not answer, and kept late.
    let first = keep(&world, &link, now.plus(-60_000), 2).await;
    let last = keep(&world, &link, now.plus(60_000), 1).await;
    let ours = [&last, &third, &second, &first].map(String::clone);
    let all = [&last, &elsewhere, &third, &second, &first].map(String::clone);
    let of_link = format!("link_id={}", link["id"].as_str().unwrap());
    assert_eq!(page_by_page(&world, &of_link).await, ours);
    assert_eq!(page_by_page(&world, "").await, all);
}
