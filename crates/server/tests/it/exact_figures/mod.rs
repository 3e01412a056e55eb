//! Hundreds of random operations, and after every few of them not one figure is off by one.

mod hold;

use std::collections::BTreeSet;

use nascente_domain::id::{ConversationId, DepartmentId, UserId};
use nascente_domain::moment::{DAY, HOUR, SECOND};
use nascente_domain::role::Role;
use nascente_server::attend::say::{self, Saying};
use nascente_server::auth::caller::{Actor, Caller};
use nascente_server::close;
use nascente_server::failure::Failure;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::browser::new_user;
use crate::dice::Dice;
use crate::meta::Line;
use crate::sent::{Origin, Sent, What, Who};
use crate::world::World;

const MINUTE: i64 = 60 * SECOND;
const SEEDS: [u64; 3] = [2, 3, 5];
const OPERATIONS: usize = 275;
/// After so many operations everything is counted again.
const EVERY: usize = 25;
const PHONES: [&str; 7] =
    ["5511999990001", "551188880002", "5521988887777", "5531999990004", "554133330005", "14155550006", "5551999990006"];

#[tokio::test]
async fn figures_stay_exact_under_random_operations() {
    let mut done = BTreeSet::new();
    for seed in SEEDS {
        // Shown only when the story fails.
        println!("seed {seed}");
        let mut life = Life::begin(seed).await;
        for number in 1..=OPERATIONS {
            life.operate().await;
            if number % EVERY == 0 {
                life.hold_figures(number).await;
            }
        }
        life.hold_messages().await;
        done.append(&mut life.done);
    }
    let missing: Vec<&&str> = EXPECTED.iter().filter(|name| !done.contains(*name)).collect();
    assert!(missing.is_empty(), "{missing:?} never happened: nothing is proved about them");
}

/// The operations that have to succeed at least once.
const EXPECTED: &[&str] = &[
    "receive",
    "again",
    "assign",
    "transfer",
    "reply",
    "note",
    "close",
    "classify",
    "correct",
    "undo",
    "reverse",
    "many",
    "rule",
    "reopen",
    "dismiss",
    "attribute",
    "exclude",
    "include",
    "advance",
    "silence",
    "settings",
    "join",
    "merge",
    "split",
];

/// One company and what happens in it.
struct Life {
    world: World,
    line: Line,
    dice: Dice,
    users: Vec<UserId>,
    departments: Vec<DepartmentId>,
    dispositions: Vec<String>,
    codes: Vec<String>,
    slugs: Vec<&'static str>,
    sent: Vec<Sent>,
    counter: usize,
    done: BTreeSet<&'static str>,
}

impl Life {
    async fn begin(seed: u64) -> Self {
        let world = World::start().await;
        let line = world.connect().await;
        let mut users = Vec::new();
        for name in ["ana", "bia"] {
            let (user, _) = new_user(&world, &format!("{name}@loja.com"), "agent").await;
            users.push(user["id"].as_str().unwrap().parse().unwrap());
        }
        let mut departments = vec![world.department_id];
        for (name, uses, full, hours) in [("Vendas", true, false, 2), ("Suporte", true, true, 0)] {
            let made = world
                .post(
                    "/api/v1/departments",
                    json!({ "name": name, "uses_dispositions": uses, "full_closing": full,
                        "disposition_required": full, "return_window_hours": hours,
                        "silence_rule": { "warn_after_hours": 1, "close_after_hours": 1, "warning_text": "Tem alguém?" } }),
                )
                .await;
            departments.push(made["id"].as_str().unwrap().parse().unwrap());
        }
        let mut dispositions = Vec::new();
        let offering: Vec<String> = departments[1..].iter().map(ToString::to_string).collect();
        for outcome in ["won", "qualified", "lost", "neutral", "not_lead"] {
            let body = json!({ "name": outcome, "outcome": outcome, "requires_value": outcome == "won",
                "department_ids": offering });
            let made = world.post("/api/v1/dispositions", body).await;
            dispositions.push(made["id"].as_str().unwrap().to_owned());
        }
        let mut codes = Vec::new();
        let slugs = vec!["bio", "panfleto"];
        for (slug, department) in slugs.iter().zip([None, Some(departments[1].to_string())]) {
            let body = json!({ "name": slug, "channel_id": line.channel_id.to_string(), "site": "Instagram",
                "message": "Olá", "slug": slug, "department_id": department });
            let link = world.post("/api/v1/links", body).await;
            codes.push(code_in(link["whatsapp_url"].as_str().unwrap()));
        }
        let sold = json!({ "name": "Pedido fechado", "conditions": { "key_phrase": { "texts": ["pedido fechado"] } },
            "disposition_id": dispositions[1], "enabled": true });
        world.post(&format!("/api/v1/departments/{}/rules", departments[1]), sold).await;
        let turns = json!({ "routing": "round_robin", "capacity": 3,
            "member_ids": users.iter().map(ToString::to_string).collect::<Vec<_>>() });
        world.patch(&format!("/api/v1/departments/{}", departments[1]), turns).await;
        let dice = Dice::new(seed);
        let (sent, done) = (Vec::new(), BTreeSet::new());
        Self { world, line, dice, users, departments, dispositions, codes, slugs, sent, counter: 0, done }
    }

    async fn operate(&mut self) {
        match self.dice.roll(100) {
            0..=31 => self.receive().await,
            32..=36 => self.again().await,
            37..=41 => self.echo_or_status().await,
            42..=44 => self.click().await,
            45..=84 => self.command().await,
            85..=87 => self.exclude().await,
            88..=89 => self.settings().await,
            90..=91 => self.merge_identifiers().await,
            92..=93 => self.silence().await,
            94..=95 => self.merge_or_split().await,
            _ => self.advance(),
        }
    }

    fn note(&mut self, name: &'static str, answered: StatusCode) {
        assert!(!answered.is_server_error(), "{name}: {answered}");
        if answered.is_success() {
            self.done.insert(name);
        }
    }

    fn next_sent(&mut self, phone: &'static str) -> Sent {
        self.counter += 1;
        let origin = Origin::by_chance(&mut self.dice, &self.codes);
        let ago = match self.dice.roll(10) {
            0 => self.dice.between(0, 3 * DAY / SECOND),
            1..=2 => self.dice.between(0, HOUR / SECOND),
            _ => self.dice.between(0, 5),
        };
        let at = self.world.now().plus(-ago * SECOND);
        Sent { phone, who: Who::Phone, id: format!("wamid.{}", self.counter), at, what: What::Text(origin) }
    }

    /// One to three messages of one contact in one delivery, in any order.
    async fn receive(&mut self) {
        let phone = self.dice.one(&PHONES);
        let many = self.dice.roll(3) + 1;
        let who = Who::by_chance(&mut self.dice);
        let sent: Vec<Sent> = (0..many).map(|_| Sent { who, ..self.next_sent(phone) }).collect();
        let bodies: Vec<Value> = sent.iter().map(Sent::message).collect();
        self.sent.extend(sent);
        self.post(&who.pack(phone, &bodies)).await;
        self.done.insert("receive");
    }

    /// What was delivered before is delivered once more, alone.
    async fn again(&mut self) {
        if self.sent.is_empty() {
            return;
        }
        let one = self.dice.one(&self.sent);
        self.post(&one.delivery()).await;
        self.done.insert("again");
    }

    async fn echo_or_status(&mut self) {
        self.counter += 1;
        let what = match self.dice.roll(10) {
            0..=3 => What::Echo,
            4..=6 => What::Status(self.dice.chance(50)),
            kind => self.change(kind),
        };
        let at = self.world.now().plus(-self.dice.between(0, 7_200) * SECOND);
        let id = format!("wamid.o{}", self.counter);
        let sent = Sent { phone: self.dice.one(&PHONES), who: Who::Phone, id, at, what };
        self.post(&sent.delivery()).await;
        self.sent.push(sent);
    }

    /// A change of a message that may or may not have arrived.
    fn change(&mut self, kind: usize) -> What {
        let of = format!("wamid.{}", self.dice.roll(self.counter + 5) + 1);
        match kind {
            7 => What::Edit(of),
            8 => What::Revoke(of),
            _ => What::Reaction(of),
        }
    }

    async fn post(&mut self, payload: &Value) {
        let answered = self.world.post_delivery(&self.line, payload.to_string().into_bytes()).await;
        assert_eq!(answered, StatusCode::OK);
        // Now and then several deliveries are recorded together.
        if self.dice.chance(60) {
            self.world.recorded().await;
        }
    }

    async fn click(&mut self) {
        let slug = self.dice.one(&self.slugs);
        let visitor = format!("Mozilla/5.0 (Linux; Android 15; V{}) Mobile Safari/537.36", self.dice.roll(1_000));
        let query = ["", "?gclid=Cj0KCQ_1", "?fbclid=IwAR0", "?utm_medium=cpc"][self.codes.len() % 4];
        let url = format!("{}/l/{slug}{query}", self.world.url);
        let answered = self.world.http.get(url).header("user-agent", visitor).send().await.unwrap();
        assert_eq!(answered.status(), StatusCode::FOUND);
        self.codes.push(code_in(answered.headers()["location"].to_str().unwrap()));
    }

    /// A command of a person or of a program on a conversation of any state.
    async fn command(&mut self) {
        self.world.recorded().await;
        let listed = self.world.get("/api/v1/conversations?limit=200").await;
        let all = listed["items"].as_array().unwrap();
        if all.is_empty() {
            return;
        }
        let one = self.dice.one(all);
        let id: ConversationId = one["id"].as_str().unwrap().parse().unwrap();
        let closed = one["status"] == "closed";
        match self.dice.roll(14) {
            10 if closed => self.ask("reverse", &format!("/conversations/{id}/reverse-closing"), json!({})).await,
            11 if closed => self.correct(id).await,
            12 if !closed => self.undo(id).await,
            13 => self.many(&listed).await,
            0..=1 => self.assign_or_transfer(id).await,
            2..=3 => self.say(id).await,
            4..=6 if closed => self.finish("classify", id).await,
            4..=6 => self.finish("close", id).await,
            7..=8 if one["returned"] == true => {
                self.ask("dismiss", &format!("/conversations/{id}/reopen"), json!({ "dismiss": true })).await;
            }
            7..=8 if closed => self.ask("reopen", &format!("/conversations/{id}/reopen"), json!({})).await,
            _ => self.attribute(id).await,
        }
    }

    async fn assign_or_transfer(&mut self, id: ConversationId) {
        let user = self.dice.chance(70).then(|| self.dice.one(&self.users).to_string());
        if self.dice.chance(50) {
            self.ask("assign", &format!("/conversations/{id}/assign"), json!({ "user_id": user })).await;
        } else {
            let body = json!({ "department_id": self.dice.one(&self.departments), "user_id": user });
            self.ask("transfer", &format!("/conversations/{id}/transfer"), body).await;
        }
    }

    async fn correct(&mut self, id: ConversationId) {
        let body = json!({ "disposition_id": self.dice.one(&self.dispositions), "reason": "engano",
            "value_cents": self.dice.between(0, 900_000) });
        self.ask("correct", &format!("/conversations/{id}/classify"), body).await;
    }

    /// A closing that is taken back at once.
    async fn undo(&mut self, id: ConversationId) {
        let body = json!({ "disposition_id": self.dice.one(&self.dispositions), "value_cents": 500 });
        self.ask("close", &format!("/conversations/{id}/close"), body).await;
        self.ask("undo", &format!("/conversations/{id}/undo-close"), json!({})).await;
    }

    async fn many(&mut self, listed: &Value) {
        let ids: Vec<&Value> = listed["items"].as_array().unwrap().iter().take(3).map(|one| &one["id"]).collect();
        let deed = self.dice.one(&["close", "classify"]);
        let body = json!({ "conversation_ids": ids, "disposition_id": self.dice.one(&self.dispositions),
            "value_cents": 700, "reason": "engano" });
        let answer = self.world.post(&format!("/api/v1/conversations/{deed}-many"), body).await;
        if answer["done"].as_i64().unwrap() > 0 {
            self.done.insert("many");
        }
    }

    async fn say(&mut self, id: ConversationId) {
        match self.dice.roll(4) {
            0 => self.ask("note", &format!("/conversations/{id}/notes"), json!({ "text": "veja" })).await,
            1 => self.ask("bot", &format!("/conversations/{id}/messages"), json!({ "text": "oi" })).await,
            _ => {
                let caller = self.agent();
                let sold = self.dice.chance(30);
                if sold {
                    // Where the rule hears it.
                    let body = json!({ "department_id": self.departments[1].to_string() });
                    self.ask("transfer", &format!("/conversations/{id}/transfer"), body).await;
                }
                let text = if sold { "Pedido: fechado." } else { "Bom dia" };
                let saying = Saying::read(Some(text), None, None).unwrap();
                let said = say::say(&self.world.app, &caller, id, saying).await;
                self.note_stage("reply", said);
                let shown = self.world.get(&format!("/api/v1/conversations/{id}")).await;
                if sold && shown["closing"]["closed_by"] == "rule" {
                    self.done.insert("rule");
                    if self.dice.chance(80) || !self.done.contains("reverse") {
                        self.ask("reverse", &format!("/conversations/{id}/reverse-closing"), json!({})).await;
                    }
                }
            }
        }
    }

    /// A closing or classification by a person or by a program; many are refused for what the department demands.
    async fn finish(&mut self, name: &'static str, id: ConversationId) {
        let disposition = self.dice.chance(75).then(|| self.dice.one(&self.dispositions));
        let value = self.dice.chance(70).then(|| self.dice.between(0, 900_000));
        if self.dice.chance(50) {
            let body = json!({ "disposition_id": disposition, "value_cents": value, "reason": "engano" });
            self.ask(name, &format!("/conversations/{id}/{name}"), body).await;
            return;
        }
        let answers = nascente_domain::closing::Answers {
            disposition_id: disposition.map(|id| id.parse().unwrap()),
            value_cents: value,
            ..nascente_domain::closing::Answers::default()
        };
        let (caller, app) = (self.agent(), &self.world.app);
        let ended = match name {
            "close" => close::close(app, &caller, id, answers, None).await,
            _ => close::classify(app, &caller, id, answers, None, None).await,
        };
        self.note_stage(name, ended);
    }

    async fn attribute(&mut self, id: ConversationId) {
        let listed = self.world.get("/api/v1/entry-identifiers?limit=200").await;
        let all: Vec<Value> = listed["items"].as_array().unwrap().iter().map(|item| item["id"].clone()).collect();
        let identifier = if all.is_empty() || self.dice.chance(30) { Value::Null } else { self.dice.one(&all) };
        let path = format!("/conversations/{id}/attribute");
        self.ask("attribute", &path, json!({ "identifier_id": identifier })).await;
    }

    async fn exclude(&mut self) {
        self.world.recorded().await;
        let listed = self.world.get("/api/v1/conversations?limit=200").await;
        let all = listed["items"].as_array().unwrap();
        if all.is_empty() {
            return;
        }
        let one = self.dice.one(all);
        let now_excluded = one["excluded"] != true;
        let path = format!("/api/v1/contacts/{}", one["contact"]["id"].as_str().unwrap());
        self.world.patch(&path, json!({ "excluded": now_excluded })).await;
        self.done.insert(if now_excluded { "exclude" } else { "include" });
    }

    /// Somebody says that two contacts are one person, or that what was merged, by proof or by hand, is two.
    async fn merge_or_split(&mut self) {
        self.world.recorded().await;
        let listed = self.world.get("/api/v1/contacts?limit=200").await;
        let all = listed["items"].as_array().unwrap();
        let merged: Vec<Value> = all.iter().filter(|one| one["merged"] != 0).cloned().collect();
        if !merged.is_empty() && self.dice.chance(60) {
            let one = self.dice.one(&merged);
            let shown = self.world.get(&format!("/api/v1/contacts/{}", one["id"].as_str().unwrap())).await;
            let gone = self.dice.one(shown["merges"].as_array().unwrap())["contact"]["id"].clone();
            self.ask("split", &format!("/contacts/{}/split", gone.as_str().unwrap()), json!({})).await;
        } else if all.len() > 1 {
            let (one, other) = (self.dice.one(all), self.dice.one(all));
            let body = json!({ "into": other["id"] });
            self.ask("merge", &format!("/contacts/{}/merge", one["id"].as_str().unwrap()), body).await;
        }
    }

    /// What a company changes while it works: whether the hashtag wins, return windows, names.
    async fn settings(&mut self) {
        match self.dice.roll(3) {
            0 => drop(self.world.patch("/api/v1/company", json!({ "hashtag_wins": self.dice.chance(50) })).await),
            1 => {
                let department = self.dice.one(&self.departments);
                let body = json!({ "return_window_hours": self.dice.between(0, 20) });
                self.world.patch(&format!("/api/v1/departments/{department}"), body).await;
            }
            _ => {
                let listed = self.world.get("/api/v1/entry-identifiers?limit=200").await;
                let Some(one) = listed["items"].as_array().unwrap().first() else { return };
                let path = format!("/api/v1/entry-identifiers/{}", one["id"].as_str().unwrap());
                let name = self.dice.one(&["Inverno", "Verão", ""]);
                self.world.patch(&path, json!({ "campaign": name, "site": name })).await;
            }
        }
        self.done.insert("settings");
    }

    /// Two identifiers of one kind become one, or one is given back what was its own.
    async fn merge_identifiers(&mut self) {
        self.world.recorded().await;
        let listed = self.world.get("/api/v1/entry-identifiers?merged=true&limit=200").await;
        let all = listed["items"].as_array().unwrap();
        if all.is_empty() {
            return;
        }
        let (one, other) = (self.dice.one(all), self.dice.one(all));
        let path = format!("/entry-identifiers/{}", one["id"].as_str().unwrap());
        if one["merged_into"].is_null() {
            self.ask("merge", &format!("{path}/merge"), json!({ "into": other["id"] })).await;
        } else {
            self.ask("split", &format!("{path}/split"), json!({})).await;
        }
    }

    async fn silence(&mut self) {
        self.world.clock.advance(self.dice.between(60, 130) * MINUTE);
        self.world.recorded().await;
        if nascente_server::jobs::silence::round(&self.world.app).await.unwrap() > 0 {
            self.done.insert("silence");
        }
    }

    fn advance(&mut self) {
        let by = match self.dice.roll(10) {
            0 => self.dice.between(1, 4) * DAY,
            1..=4 => self.dice.between(1, 14) * HOUR,
            _ => self.dice.between(1, 59) * MINUTE,
        };
        self.world.clock.advance(by);
        self.done.insert("advance");
    }

    async fn ask(&mut self, name: &'static str, path: &str, body: Value) {
        let (status, answer) =
            self.world.ask(&self.world.admin, Method::POST, &format!("/api/v1{path}"), Some(body)).await;
        assert!(!status.is_server_error(), "{name}: {answer}");
        self.note(name, status);
    }

    fn note_stage<T>(&mut self, name: &'static str, ended: Result<T, Failure>) {
        match ended {
            Ok(_) => drop(self.done.insert(name)),
            Err(Failure::Store(error)) => assert_eq!(error.to_string(), "", "{name}"),
            Err(_) => {}
        }
    }

    fn agent(&mut self) -> Caller {
        Caller {
            company_id: self.world.company_id,
            actor: Actor::User(self.dice.one(&self.users)),
            name: "Ana".to_owned(),
            role: Role::Agent,
            departments: self.departments.clone(),
            default_department: self.world.department_id,
            zone: nascente_server::app::zone("America/Sao_Paulo"),
        }
    }
}

/// The code in the text of an address.
fn code_in(address: &str) -> String {
    let address = url::Url::parse(address).unwrap();
    let text = address.query_pairs().find(|(name, _)| name == "text").unwrap().1.into_owned();
    nascente_domain::code::find_codes(&text)[0].code.to_string()
}
