//! The end does not depend on the order in which deliveries arrive, nor on how they are cut into batches; nor on whether
//! an answer, a change or a status comes before the message that it speaks of, or before anything of its contact.

use std::collections::{BTreeMap, BTreeSet};

use nascente_domain::moment::{DAY, HOUR, Moment, SECOND};
use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::dice::Dice;
use crate::meta::Line;
use crate::sent::{Origin, Sent, What, Who};
use crate::world::World;

const PHONES: [&str; 5] = ["5511999990001", "5521988887777", "5531999990004", "554133330005", "14155550006"];
/// Histories, each told in several orders.
const SEEDS: [u64; 4] = [1, 2, 3, 4];
const ORDERS: usize = 3;

/// A company with a number and two links, one of which leads to a department of its own.
struct Shop {
    world: World,
    line: Line,
    codes: Vec<String>,
}

impl Shop {
    async fn open() -> Self {
        let world = World::start().await;
        let line = world.connect().await;
        let sales = world.post("/api/v1/departments", json!({ "name": "Vendas" })).await;
        let mut codes = Vec::new();
        for (slug, department) in [("bio", Value::Null), ("panfleto", sales["id"].clone())] {
            let body = json!({ "name": slug, "channel_id": line.channel_id.to_string(), "site": "Instagram",
                "message": "Olá", "slug": slug, "department_id": department });
            let link = world.post("/api/v1/links", body).await;
            let address = url::Url::parse(link["whatsapp_url"].as_str().unwrap()).unwrap();
            let text = address.query_pairs().find(|(name, _)| name == "text").unwrap().1.into_owned();
            codes.push(nascente_domain::code::find_codes(&text)[0].code.to_string());
        }
        Self { world, line, codes }
    }

    async fn post(&self, payload: &Value) {
        let answered = self.world.post_delivery(&self.line, payload.to_string().into_bytes()).await;
        assert_eq!(answered, StatusCode::OK);
    }

    /// Delivers everything in this order, cut and repeated by chance.
    async fn receive(&self, sent: &[Sent], codes: &[String], dice: &mut Dice) {
        let mut rest = sent;
        while let Some((first, after)) = rest.split_first() {
            // The codes of another shop's links stand for ours.
            let many = if first.is_text() { dice.roll(3) + 1 } else { 1 };
            let alike = rest
                .iter()
                .take(many)
                .take_while(|one| one.is_text() && (one.phone, one.who) == (first.phone, first.who))
                .count();
            if alike > 1 {
                let bodies: Vec<Value> = rest[..alike].iter().map(Sent::message).collect();
                self.post(&self.with_own_codes(&first.who.pack(first.phone, &bodies), codes)).await;
                rest = &rest[alike..];
            } else {
                self.post(&self.with_own_codes(&first.delivery(), codes)).await;
                if dice.chance(15) {
                    self.post(&self.with_own_codes(&first.delivery(), codes)).await;
                }
                rest = after;
            }
            if dice.chance(40) {
                self.world.recorded().await;
            }
        }
        self.world.recorded().await;
    }

    fn with_own_codes(&self, payload: &Value, codes: &[String]) -> Value {
        let mut text = payload.to_string();
        for (code, own) in codes.iter().zip(&self.codes) {
            text = text.replace(code, own);
        }
        serde_json::from_str(&text).unwrap()
    }

    /// Everything that can be seen, without ids and without what counts arrivals (`unread`, `version`, `protocol`).
    async fn dump(&self) -> Value {
        let departments = self.world.get("/api/v1/departments").await;
        let names: BTreeMap<String, Value> = departments["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| (one["id"].as_str().unwrap().to_owned(), one["name"].clone()))
            .collect();
        let listed = self.world.get("/api/v1/conversations?limit=200").await;
        let mut all = BTreeMap::new();
        for one in listed["items"].as_array().unwrap() {
            let id = one["id"].as_str().unwrap();
            let thread = self.world.get(&format!("/api/v1/conversations/{id}/messages?limit=200")).await;
            let mut thread: Vec<String> = thread["items"]
                .as_array()
                .unwrap()
                .iter()
                .map(|shown| {
                    format!(
                        "{} {} {} {} {} {} {}",
                        shown["sent_at"],
                        shown["direction"],
                        shown["author"],
                        shown["text"],
                        shown["status"],
                        shown["versions"],
                        shown["reactions"]
                    )
                })
                .collect();
            thread.sort();
            let entry = &one["entry"];
            let mut origins = self.world.get(&format!("/api/v1/conversations/{id}")).await["origins"].clone();
            for origin in origins.as_object_mut().unwrap().values_mut() {
                // Ids differ from shop to shop; a hashtag is shown as it first arrived.
                let label = origin["label"].as_str().map(str::to_lowercase);
                *origin = json!({ "kind": origin["kind"], "seen_at": origin["seen_at"], "label": label });
            }
            let shown = json!({
                "origins": origins,
                "contact": one["contact"]["phone"], "status": one["status"], "returned": one["returned"],
                "department": names[one["department_id"].as_str().unwrap()], "opened_at": one["opened_at"],
                "first_response_at": one["first_response_at"], "first_response_by": one["first_response_by"],
                "new_contact": one["new_contact"], "last_message": one["last_message"], "thread": thread,
                "entry": { "kind": entry["kind"], "key": entry["key"], "method": entry["method"],
                    "unidentified": entry["unidentified"], "source_url": entry["source_url"],
                    "ctwa_clid": entry["ctwa_clid"], "inherited": entry["inherited_from"]["kind"],
                    "inherited_label": entry["inherited_from"]["label"] },
            });
            all.insert(format!("{} {}", one["contact"]["phone"], one["opened_at"]), shown);
        }
        let dump = json!({ "conversations": all, "figures": self.figures().await });
        let mut text = dump.to_string().replace(&self.world.url, "https://shop.test");
        for (number, code) in self.codes.iter().enumerate() {
            text = text.replace(code, &format!("CODE{number}"));
        }
        serde_json::from_str(&text).unwrap()
    }

    async fn figures(&self) -> Value {
        let mut figures = BTreeMap::new();
        let of_views = ["first", "last", "last_paid"].map(|view| format!("kind&origin_view={view}"));
        for group_by in ["kind", "day", "site", "outcome"].iter().copied().chain(of_views.iter().map(String::as_str)) {
            let path = format!("/api/v1/reports/funnel?group_by={group_by}&from=2026-09-01&to=2027-12-31");
            let funnel = self.world.get(&path).await;
            for row in funnel["rows"].as_array().unwrap() {
                let mut row = row.clone();
                row.as_object_mut().unwrap().retain(|name, _| !name.ends_with("_query"));
                figures.insert(format!("{group_by} {}", row["key"]), row);
            }
        }
        json!(figures)
    }
}

/// Events of every contact between two moments, each in a second of its own.
fn history(dice: &mut Dice, codes: &[String], from: Moment, to: Moment, first: usize, many: usize) -> Vec<Sent> {
    let seconds = to.since(from) / SECOND;
    let mut taken = BTreeSet::new();
    (first..first + many)
        .map(|number| {
            let mut second = dice.between(0, seconds);
            while !taken.insert(second) {
                second = dice.between(0, seconds);
            }
            let what = match dice.roll(20) {
                0..=3 => What::Echo,
                4..=5 => What::Status(dice.chance(50)),
                _ => What::Text(Origin::by_chance(dice, codes)),
            };
            let at = from.plus(second * SECOND);
            Sent { phone: dice.one(&PHONES), who: Who::Phone, id: format!("wamid.{number}"), at, what }
        })
        .collect()
}

/// Some texts tell a hidden id instead of the number or beside it, some are changed afterwards; some answers are read.
fn disguise_and_change(sent: &mut Vec<Sent>, dice: &mut Dice, to: Moment) {
    for one in sent.iter_mut().filter(|one| one.is_text()) {
        one.who = Who::by_chance(dice);
    }
    let texts: Vec<Sent> = sent.iter().filter(|one| one.is_text() && one.who != Who::Hidden).cloned().collect();
    for (number, one) in texts.iter().enumerate().filter(|(number, _)| number % 4 == 0) {
        let of = one.id.clone();
        let what = match number % 3 {
            0 => What::Edit(of),
            1 => What::Revoke(of),
            _ => What::Reaction(of),
        };
        let at = one.at.plus(dice.between(1, to.since(one.at).max(2 * SECOND) / SECOND) * SECOND);
        sent.push(Sent { id: format!("{}.c", one.id), at, what, ..one.clone() });
    }
    let echoes: Vec<Sent> = sent.iter().filter(|one| matches!(one.what, What::Echo)).cloned().collect();
    for one in echoes.iter().step_by(2) {
        let what = What::Read(one.id.clone());
        sent.push(Sent { id: format!("{}.r", one.id), at: one.at.plus(SECOND), what, ..one.clone() });
    }
}

#[tokio::test]
async fn the_order_of_arrival_changes_nothing() {
    for seed in SEEDS {
        let mut dice = Dice::new(seed);
        let mut wanted: Option<(Value, Vec<String>, Vec<Sent>)> = None;
        for order in 0..ORDERS {
            println!("seed {seed}, order {order}");
            let shop = Shop::open().await;
            let now = shop.world.now();
            let (codes, mut sent) = if let Some((_, codes, sent)) = &wanted {
                (codes.clone(), sent.clone())
            } else {
                let mut sent = history(&mut dice, &shop.codes, now.plus(-3 * HOUR), now, 0, 40);
                disguise_and_change(&mut sent, &mut dice, now);
                (shop.codes.clone(), sent)
            };
            sent.sort_by_key(|one| one.at);
            if order > 0 {
                dice.shuffle(&mut sent);
            }
            shop.receive(&sent, &codes, &mut dice).await;
            let found = shop.dump().await;
            match &wanted {
                Some((wanted, _, _)) => hold_equal(wanted, &found),
                None => wanted = Some((found, codes, sent)),
            }
        }
    }
}

/// Late messages around a closing: from before it, from its return window, and from after it.
#[tokio::test]
async fn the_order_of_arrival_changes_nothing_around_a_closing_either() {
    for seed in SEEDS {
        let mut dice = Dice::new(seed);
        let mut wanted: Option<(Value, Vec<String>, [Vec<Sent>; 2])> = None;
        for order in 0..ORDERS {
            println!("seed {seed}, order {order}");
            let shop = Shop::open().await;
            let closing = shop.world.now();
            let (codes, [mut before, mut late]) = match &wanted {
                Some((_, codes, sent)) => (codes.clone(), sent.clone()),
                None => (shop.codes.clone(), around(&mut dice, &shop.codes, closing)),
            };
            if order > 0 {
                dice.shuffle(&mut before);
            }
            shop.receive(&before, &codes, &mut dice).await;
            let open = shop.world.get("/api/v1/conversations?limit=200").await;
            for one in open["items"].as_array().unwrap() {
                shop.world
                    .post(&format!("/api/v1/conversations/{}/close", one["id"].as_str().unwrap()), json!({}))
                    .await;
            }
            shop.world.clock.advance(2 * DAY);
            if order > 0 {
                dice.shuffle(&mut late);
            }
            shop.receive(&late, &codes, &mut dice).await;
            let found = shop.dump().await;
            match &wanted {
                Some((wanted, _, _)) => hold_equal(wanted, &found),
                None => wanted = Some((found, codes, [before, late])),
            }
        }
    }
}

/// What arrives before the closings, and what arrives long after them, by time.
fn around(dice: &mut Dice, codes: &[String], closing: Moment) -> [Vec<Sent>; 2] {
    let mut before = history(dice, codes, closing.plus(-2 * HOUR), closing.plus(-HOUR), 0, 15);
    before.sort_by_key(|one| one.at);
    let begun: BTreeSet<&str> = before.iter().filter(|one| one.is_text()).map(|one| one.phone).collect();
    let mut late = history(dice, codes, closing.plus(-3 * HOUR), closing.plus(-SECOND), 100, 10);
    // Some bring evidence, and so begin a new conversation with everything that was said after them.
    let mut returns = history(dice, codes, closing.plus(SECOND), closing.plus(11 * HOUR), 200, 12);
    returns.retain(Sent::is_text);
    late.append(&mut returns);
    let mut afterwards = history(dice, codes, closing.plus(13 * HOUR), closing.plus(DAY), 300, 20);
    afterwards.retain(Sent::is_text);
    late.append(&mut afterwards);
    late.retain(|one| begun.contains(one.phone));
    late.sort_by_key(|one| one.at);
    [before, late]
}

fn hold_equal(wanted: &Value, found: &Value) {
    let places = differing(wanted, found);
    assert!(places.is_empty(), "{}", places.join("\n"));
}

fn shown(part: Option<&Value>) -> String {
    part.map_or_else(|| "nothing".to_owned(), ToString::to_string)
}

/// The places in which two dumps differ.
fn differing(wanted: &Value, found: &Value) -> Vec<String> {
    let mut places = Vec::new();
    for part in ["conversations", "figures"] {
        let (wanted, found) = (wanted[part].as_object().unwrap(), found[part].as_object().unwrap());
        let names: BTreeSet<&String> = wanted.keys().chain(found.keys()).collect();
        for name in names {
            let (one, other) = (wanted.get(name), found.get(name));
            if one != other {
                places.push(format!("{name}\n   wanted {}\n   found  {}", shown(one), shown(other)));
            }
        }
    }
    places
}
