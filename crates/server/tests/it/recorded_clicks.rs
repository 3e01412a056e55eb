//! Clicks on their way into the store: by the way that asks nothing, and by the one that finds out.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use nascente_domain::code::{Code, CodeKind, find_codes};
use nascente_domain::id::{ChannelId, ClickId, CompanyId, LinkId, distance};
use nascente_domain::link::ClickVerdict;
use nascente_domain::moment::{Moment, SECOND};
use nascente_store::click::{NewClick, record, record_new};
use nascente_store::{Db, Lane, Statement, StoreError, Tx, params};
use serde_json::json;

use crate::clicks::{begin, location, text, verdicts, visit};
use crate::links::new_link;
use crate::world::{START, World, new_company};

fn click_of(company_id: CompanyId, link_id: LinkId, number: i64) -> NewClick {
    NewClick {
        company_id,
        click_id: ClickId::from(number),
        link_id,
        code: None,
        clicked_at: START.parse().unwrap(),
        day: "2026-11-22".parse().unwrap(),
        hour: 12,
        verdict: ClickVerdict::Valid,
        visitor_key: format!("visitor {number}"),
        query: String::new(),
        referrer: None,
        language: None,
        device: None,
        region: None,
    }
}

/// A new link, and its id as the store has it.
async fn link_of(world: &World, channel: ChannelId, slug: &str) -> LinkId {
    new_link(world, channel, json!({ "slug": slug })).await["id"].as_str().unwrap().parse().unwrap()
}

/// Records by the way that asks nothing; who is back is told by the visitors that were seen.
async fn as_new(world: &World, clicks: Vec<NewClick>, seen: HashSet<String>) -> Result<(), StoreError> {
    let unit = move |tx: &mut Tx<'_>| record_new(tx, clicks.clone(), &mut |click| seen.contains(&click.visitor_key));
    world.app.db.write(Lane::Clicks, unit).await
}

/// Records by the way that finds out. No code is taken.
async fn as_unknown(world: &World, clicks: Vec<NewClick>) -> Result<(), StoreError> {
    let unit = move |tx: &mut Tx<'_>| record(tx, clicks.clone(), &mut || unreachable!("no code is taken")).map(drop);
    world.app.db.write(Lane::Clicks, unit).await
}

static ROWS: Statement =
    Statement::new("select verdict from click where company_id = $1 and link_id = $2 order by click_id");
static SUMS: Statement = Statement::new(
    "select d.valid, d.raw, cast(sum(h.visitors) as bigint), cast(sum(h.valid) as bigint) from click_day d, click_hour h
        where d.company_id = $1 and d.link_id = $2 and h.company_id = $1 and h.link_id = $2 group by d.valid, d.raw",
);

/// The verdicts of a link's clicks, and its sums: valid, all, visitors, valid by the hours.
async fn kept(world: &World, link_id: LinkId) -> (Vec<ClickVerdict>, Option<[i64; 4]>) {
    let company_id = world.company_id;
    let read = move |tx: &mut Tx<'_>| {
        let rows = tx.query(&ROWS, params![company_id, link_id])?;
        let verdicts = rows.into_iter().map(|mut row| row.take()).collect::<Result<_, StoreError>>()?;
        let sums = tx.query_first(&SUMS, params![company_id, link_id])?;
        let sums = sums.map(|mut row| Ok::<_, StoreError>([row.take()?, row.take()?, row.take()?, row.take()?]));
        Ok::<_, StoreError>((verdicts, sums.transpose()?))
    };
    world.app.db.read(read).await.unwrap()
}

#[tokio::test]
async fn what_is_taken_for_new_and_is_not_is_refused_as_a_whole_and_found_out_by_the_other_way() {
    let (world, channel) = begin().await;
    let link_id = link_of(&world, channel, "bio").await;
    let click = |number: i64| click_of(world.company_id, link_id, number);
    let code = Code::make(CodeKind::Click, 77);
    as_new(&world, vec![NewClick { code: Some(code.clone()), ..click(1) }], HashSet::new()).await.unwrap();
    let before = kept(&world, link_id).await;
    assert_eq!(before, (vec![ClickVerdict::Valid], Some([1, 1, 1, 1])));
    let not_new = [
        click(1),
        NewClick { code: Some(code), ..click(3) },
        NewClick { visitor_key: click(1).visitor_key, ..click(4) },
    ];
    for one in not_new {
        let refused = as_new(&world, vec![click(2), one], HashSet::new()).await.unwrap_err();
        assert!(matches!(refused, StoreError::Exists(_)), "{refused}");
        assert_eq!(kept(&world, link_id).await, before);
    }
    let again = vec![click(1), click(2), NewClick { visitor_key: click(1).visitor_key, ..click(4) }];
    as_unknown(&world, again.clone()).await.unwrap();
    let after = (vec![ClickVerdict::Valid, ClickVerdict::Valid, ClickVerdict::Repeat], Some([2, 3, 2, 2]));
    assert_eq!(kept(&world, link_id).await, after);
    as_unknown(&world, again).await.unwrap();
    assert_eq!(kept(&world, link_id).await, after, "what is kept already changes nothing");
}

/// Ten batches of openings by a few visitors, 0 to 15 seconds from one to the next; every sixth is a program's.
fn openings(company_id: CompanyId, link_id: LinkId, first_id: i64) -> Vec<Vec<NewClick>> {
    let mut state = 9_u64;
    let mut random = move |below: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        i64::try_from((state >> 33) % below).unwrap()
    };
    let (mut at, mut number): (Moment, i64) = (START.parse().unwrap(), first_id);
    let mut one = || {
        at = at.plus(random(16) * SECOND);
        number += 1;
        let verdict = if random(6) == 0 { ClickVerdict::Bot } else { ClickVerdict::Valid };
        let visitor_key = format!("visitor {}", random(5));
        NewClick { clicked_at: at, verdict, visitor_key, ..click_of(company_id, link_id, number) }
    };
    (0..10).map(|_| (0..12).map(|_| one()).collect()).collect()
}

#[tokio::test]
async fn both_ways_come_to_the_verdicts_and_sums_that_the_openings_give_one_by_one() {
    let (world, channel) = begin().await;
    let (one, other) = (link_of(&world, channel, "um").await, link_of(&world, channel, "dois").await);
    let mut latest: BTreeMap<String, Moment> = BTreeMap::new();
    let (mut expected, mut seen) = (Vec::new(), HashSet::new());
    for batch in openings(world.company_id, one, 0) {
        as_new(&world, batch.clone(), seen.clone()).await.unwrap();
        for click in batch {
            if click.verdict != ClickVerdict::Valid {
                expected.push(click.verdict);
                continue;
            }
            let before = latest.insert(click.visitor_key.clone(), click.clicked_at);
            let is_repeat = before.is_some_and(|before| click.clicked_at.since(before) < 10 * SECOND);
            expected.push(if is_repeat { ClickVerdict::Repeat } else { ClickVerdict::Valid });
            seen.insert(click.visitor_key);
        }
    }
    for batch in openings(world.company_id, other, 1_000) {
        as_unknown(&world, batch).await.unwrap();
    }
    let count = |wanted: ClickVerdict| expected.iter().filter(|verdict| **verdict == wanted).count();
    assert!(count(ClickVerdict::Valid) > 20 && count(ClickVerdict::Repeat) > 10 && count(ClickVerdict::Bot) > 10);
    let valid = i64::try_from(count(ClickVerdict::Valid)).unwrap();
    let sums = Some([valid, 120, 5, valid]);
    assert_eq!(kept(&world, one).await, (expected.clone(), sums));
    assert_eq!(kept(&world, other).await, (expected, sums));
}

#[tokio::test]
async fn a_click_that_is_recorded_behind_later_ones_is_judged_by_those_around_it() {
    let (world, channel) = begin().await;
    let link_id = link_of(&world, channel, "bio").await;
    let start: Moment = START.parse().unwrap();
    let click = |visitor: &str, seconds: i64| {
        let clicked_at = start.plus(seconds * SECOND);
        let click_id = ClickId::from(distance(clicked_at.millis()) + i64::from(visitor.as_bytes()[0]));
        NewClick { click_id, clicked_at, visitor_key: visitor.into(), ..click_of(world.company_id, link_id, 0) }
    };
    let late = [("a", 5), ("b", 0), ("b", 5), ("c", 0), ("d", 30)];
    let late = late.map(|(visitor, at)| click(visitor, at)).to_vec();
    let others = [("a", 0), ("a", 60), ("b", 60), ("c", 5), ("c", 60), ("d", 0), ("d", 60)];
    as_unknown(&world, others.map(|(visitor, at)| click(visitor, at)).to_vec()).await.unwrap();
    let before = kept(&world, link_id).await;
    assert_eq!(before.1, Some([7, 7, 4, 7]));
    let seen = ["a", "b", "c", "d"].map(str::to_owned).into();
    let refused = as_new(&world, late.clone(), seen).await.unwrap_err();
    assert!(matches!(refused, StoreError::Exists(_)), "{refused}");
    assert_eq!(kept(&world, link_id).await, before);
    // Of one visitor the opening before is kept, of one the opening after, of one neither, twice.
    for _ in 0..2 {
        as_unknown(&world, late.clone()).await.unwrap();
        assert_eq!(kept(&world, link_id).await.1, Some([9, 12, 4, 9]));
    }
}

#[tokio::test]
async fn a_click_of_a_link_that_is_not_there_or_is_another_companys_is_refused() {
    let (world, channel) = begin().await;
    let link_id = link_of(&world, channel, "bio").await;
    let (other, _) = new_company(&world.app, "Outra loja").await;
    for (company_id, strange) in [(world.company_id, LinkId::from(404)), (other, link_id)] {
        let clicks = vec![click_of(world.company_id, link_id, 1), click_of(company_id, strange, 2)];
        let refused = [as_new(&world, clicks.clone(), HashSet::new()).await, as_unknown(&world, clicks).await];
        for refused in refused {
            assert!(matches!(refused, Err(StoreError::Refused(_))), "{refused:?}");
        }
        assert_eq!(verdicts(&world).await, Vec::<String>::new());
    }
}

#[tokio::test]
async fn a_code_that_is_taken_is_drawn_again() {
    let (world, channel) = begin().await;
    let link = new_link(&world, channel, json!({ "slug": "bio" })).await;
    let used = find_codes(&text(&location(&visit(&world, "/l/bio", &[]).await)))[0].code.clone();
    let link_id: LinkId = link["id"].as_str().unwrap().parse().unwrap();
    let twice = vec![
        NewClick { code: Some(used.clone()), ..click_of(world.company_id, link_id, 1) },
        NewClick { code: Some(used.clone()), ..click_of(world.company_id, link_id, 2) },
    ];
    let kept = world
        .app
        .db
        .write(Lane::Clicks, move |tx| {
            let mut random = 0_u32;
            let mut draw = || {
                random += 7;
                Code::make(CodeKind::Click, random / 14 * 14)
            };
            record(tx, twice.clone(), &mut draw)
        })
        .await
        .unwrap();
    let codes: HashSet<Code> = kept.into_iter().filter_map(|(_, code)| code).chain([used]).collect();
    assert_eq!(codes.len(), 3);
    let link = world.get(&format!("/api/v1/links/{}", link["id"].as_str().unwrap())).await;
    assert_eq!(link["clicks"], 3);
}

/// Openings of three links by two hundred visitors, each once, in an order of its own for each number.
fn mixed(company_id: CompanyId, links: &[LinkId; 3], number: i64) -> Vec<NewClick> {
    let one = |place: i64| {
        // They have no common divisor, so that each place is another visitor.
        let visitor = (place * 7 + number * 5) % 200;
        let link_id = links[usize::try_from((visitor + number) % 3).unwrap()];
        let click = click_of(company_id, link_id, 1 + number * 1_000 + place);
        NewClick { visitor_key: format!("visitor {visitor}"), ..click }
    };
    (0..200).map(one).collect()
}

/// Records batches one after another, by each way in turn from one of them on; gives how often a transaction was begun anew.
async fn record_all(db: &Db, batches: Vec<Vec<NewClick>>, first_way: i64) -> usize {
    let begun = Arc::new(AtomicUsize::new(0));
    let mut asked = 0;
    for (batch, turn) in batches.into_iter().zip(first_way..) {
        let (counted, clicks) = (Arc::clone(&begun), batch.clone());
        let unit = move |tx: &mut Tx<'_>| {
            counted.fetch_add(1, Ordering::Relaxed);
            match turn % 3 {
                0 => record(tx, clicks.clone(), &mut || unreachable!("no code is taken")).map(drop),
                way => record_new(tx, clicks.clone(), &mut |_| way == 1),
            }
        };
        asked += 1;
        let Err(error) = db.write(Lane::Clicks, unit).await else { continue };
        assert!(matches!(error, StoreError::Exists(_)), "{error}");
        let counted = Arc::clone(&begun);
        let unit = move |tx: &mut Tx<'_>| {
            counted.fetch_add(1, Ordering::Relaxed);
            record(tx, batch.clone(), &mut || unreachable!("no code is taken")).map(drop)
        };
        asked += 1;
        db.write(Lane::Clicks, unit).await.unwrap();
    }
    begun.load(Ordering::Relaxed) - asked
}

#[tokio::test]
async fn two_nodes_that_record_the_same_visitors_never_wait_for_each_other_in_a_circle() {
    let (world, channel) = begin().await;
    let links = [
        link_of(&world, channel, "um").await,
        link_of(&world, channel, "dois").await,
        link_of(&world, channel, "tres").await,
    ];
    let place = world.app.config.place.clone();
    let second = tokio::task::spawn_blocking(move || Db::open(&place)).await.unwrap().unwrap();
    let batches = |of: i64| (0..99).map(|turn| mixed(world.company_id, &links, turn * 2 + of)).collect();
    let begun_anew = tokio::join!(record_all(&world.app.db, batches(0), 0), record_all(&second, batches(1), 1));
    assert_eq!(begun_anew, (0, 0), "a circle would have been broken by refusing one of the two");
    for link_id in links {
        let (verdicts, sums) = kept(&world, link_id).await;
        let valid = verdicts.iter().filter(|verdict| **verdict == ClickVerdict::Valid).count();
        assert_eq!((verdicts.len(), valid, sums), (13_200, 200, Some([200, 13_200, 200, 200])));
    }
}
