//! First, last and last-paid origin: three views over one ledger, on every report, list and file.

use nascente_domain::moment::{DAY, SECOND};
use nascente_store::{Lane, Statement, StoreError, origins, params, report};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::links::new_link;
use crate::meta::{Line, messages, text, with_ad};
use crate::people::{both, hidden};
use crate::world::{START, World};

const AGENT: &str = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) Mobile/15E148";
const PHONE: &str = "5511999990001";
const VIEWS: [&str; 4] = ["entry", "first", "last", "last_paid"];

/// A shop with a link, to which one person writes again and again.
struct Shop {
    world: World,
    line: Line,
    link: Value,
}

impl Shop {
    async fn open() -> Self {
        let world = World::start().await;
        let line = world.connect().await;
        let link =
            new_link(&world, line.channel_id, json!({ "slug": "bio", "name": "Bio", "site": "Instagram" })).await;
        Self { world, line, link }
    }

    /// The text with which WhatsApp opens after a click with this query.
    async fn click(&self, query: &str) -> String {
        let request = self.world.http.get(format!("{}/l/bio?{query}", self.world.url)).header("user-agent", AGENT);
        let answer = request.send().await.unwrap();
        let address = url::Url::parse(answer.headers()["location"].to_str().unwrap()).unwrap();
        address.query_pairs().find(|(name, _)| name == "text").unwrap().1.into_owned()
    }

    fn second(&self) -> i64 {
        self.world.now().since(START.parse().unwrap()) / SECOND
    }

    /// What the person writes now, from an ad where one is given; two days later it is closed.
    async fn write(&self, body: &str, ad: Option<&str>) -> String {
        let message = text(PHONE, &format!("wamid.{}", self.second()), self.second(), body);
        let message = ad.iter().fold(message, |message, ad| with_ad(message, ad, &format!("clid-{ad}")));
        self.world.deliver(&self.line, &messages(PHONE, &[message])).await;
        let newest = self.world.get("/api/v1/conversations?limit=1").await["items"][0].clone();
        let id = newest["id"].as_str().unwrap().to_owned();
        self.world.post(&format!("/api/v1/conversations/{id}/close"), json!({})).await;
        self.world.clock.advance(2 * DAY);
        id
    }

    /// What the views of a conversation name: kind, and label of an identifier that is known.
    async fn origins(&self, id: &str) -> [String; 3] {
        let origins = self.world.get(&format!("/api/v1/conversations/{id}")).await["origins"].clone();
        ["first", "last", "last_paid"].map(|view| {
            let origin = &origins[view];
            assert_eq!(origin["seen_at"].is_null(), origin["kind"] == "none", "{origin}");
            origin["label"].as_str().unwrap_or(origin["kind"].as_str().unwrap()).to_owned()
        })
    }

    /// How many conversations each label or kind has in a view; each row is held against its list.
    async fn counted(&self, view: &str, group_by: &str) -> Vec<(String, i64)> {
        let path =
            format!("/api/v1/reports/funnel?group_by={group_by}&origin_view={view}&to=2027-01-30&from=2026-11-01");
        let funnel = self.world.get(&path).await;
        let mut found = Vec::new();
        for row in funnel["rows"].as_array().unwrap().iter().filter(|row| row["conversations"] != 0) {
            let query = row["conversations_query"].as_str().unwrap();
            let listed = self.world.get(&format!("/api/v1/conversations?{query}&count=true")).await;
            assert_eq!(row["conversations"], listed["total"], "{row}");
            found.push((row["label"].as_str().unwrap().to_owned(), row["conversations"].as_i64().unwrap()));
        }
        found.sort();
        found
    }

    async fn hold(&self) {
        hold(&self.world).await;
    }
}

/// Views are what the touches show, and sums what the rows add up to.
async fn hold(world: &World) {
    let company_id = world.company_id;
    let read = world.app.db.read(move |tx| {
        Ok::<_, StoreError>((origins::differences(tx, company_id)?, report::differences(tx, company_id)?))
    });
    assert_eq!(read.await.unwrap(), (Vec::new(), Vec::new()));
}

fn pairs(wanted: &[(&str, i64)]) -> Vec<(String, i64)> {
    wanted.iter().map(|(label, count)| ((*label).to_owned(), *count)).collect()
}

#[tokio::test]
async fn one_contact_counts_by_the_view_that_is_asked_and_every_number_opens_its_list() {
    let shop = Shop::open().await;
    let by_ad = shop.write("oi", Some("A")).await;
    let by_fbclid = shop.write(&shop.click("fbclid=IwAR0").await, None).await;
    let by_gclid = shop.write(&shop.click("gclid=Cj0KCQ_1").await, None).await;
    let by_hashtag = shop.write("#Natal quero", Some("B")).await;
    let returned = shop.write("ainda tem?", None).await;
    let ads = ["Fale conosco", "Fale conosco"];
    assert_eq!(shop.origins(&by_ad).await, [ads[0], ads[0], ads[0]]);
    assert_eq!(shop.origins(&by_fbclid).await, ["Fale conosco", "Bio", "Fale conosco"]);
    assert_eq!(shop.origins(&by_gclid).await, ["Fale conosco", "Bio", "Bio"]);
    assert_eq!(shop.origins(&by_hashtag).await, ["Fale conosco", "#Natal", "Fale conosco"]);
    assert_eq!(shop.origins(&returned).await, ["Fale conosco", "#Natal", "Fale conosco"]);
    let kinds = async |view: &str| shop.counted(view, "kind").await;
    assert_eq!(kinds("entry").await, pairs(&[("Anúncio", 1), ("Hashtag", 1), ("Link", 2), ("Retorno de cliente", 1)]));
    assert_eq!(kinds("first").await, pairs(&[("Anúncio", 5)]));
    assert_eq!(kinds("last").await, pairs(&[("Anúncio", 1), ("Hashtag", 2), ("Link", 2)]));
    assert_eq!(kinds("last_paid").await, pairs(&[("Anúncio", 4), ("Link", 1)]));
    let sites = shop.counted("last_paid", "site").await;
    assert_eq!(sites, pairs(&[("Instagram", 1), ("Sem origem identificada ou sem site", 4)]));
    for view in VIEWS {
        assert_eq!(
            shop.counted(view, "entry_identifier").await.iter().map(|(_, count)| count).sum::<i64>(),
            5,
            "{view}"
        );
        assert_eq!(shop.counted(view, "department").await, pairs(&[("Geral", 5)]), "{view}");
    }
    let google = shop.world.get(&format!("/api/v1/conversations/{by_gclid}")).await;
    assert_eq!(google["origins"]["last_paid"]["identifier_id"], shop.link["identifier_id"]);
    let list = shop.world.get("/api/v1/conversations?origin_view=first&entry_kind=ad&count=true").await;
    assert_eq!(
        (&list["total"], list["items"][0].get("origins")),
        (&json!(5), None),
        "lists stay as light as they were"
    );
    shop.hold().await;
}

#[tokio::test]
async fn a_file_follows_the_view_and_names_all_three() {
    let shop = Shop::open().await;
    shop.write("#Natal quero", Some("A")).await;
    shop.write("oi de novo", None).await;
    let path = "exports/conversations.csv?origin_view=last_paid&entry_kind=ad&from=2026-11-01&to=2026-12-31";
    let request = shop.world.http.get(format!("{}/api/v1/{path}", shop.world.url)).bearer_auth(&shop.world.admin);
    let file = request.send().await.unwrap().text().await.unwrap();
    let mut reader = csv::Reader::from_reader(file.trim_start_matches('\u{feff}').as_bytes());
    let header = reader.headers().unwrap().clone();
    let column = |name: &str| header.iter().position(|one| one == name).unwrap();
    let places = ["Origem", "Primeira origem", "Última origem", "Última origem paga"].map(column);
    let rows: Vec<[String; 4]> = reader
        .records()
        .map(|row| {
            let row = row.unwrap();
            places.map(|place| row[place].to_owned())
        })
        .collect();
    assert_eq!(
        rows,
        [["Retorno de cliente", "#Natal", "#Natal", "Fale conosco"], ["Hashtag", "#Natal", "#Natal", "Fale conosco"]]
    );
    for path in
        ["conversations?origin_view=x", "reports/overview?origin_view=x", "exports/conversations.csv?origin_view=x"]
    {
        let (status, problem) = shop.world.ask(&shop.world.admin, Method::GET, &format!("/api/v1/{path}"), None).await;
        assert_eq!((status, &problem["errors"][0]["field"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("origin_view")));
    }
}

#[tokio::test]
async fn what_arrives_late_is_corrected_or_taken_back_moves_the_views_of_all_that_came_after() {
    let shop = Shop::open().await;
    let first = shop.write("bom dia", None).await;
    let second = shop.write("de novo", None).await;
    assert_eq!(shop.origins(&second).await, ["none", "none", "none"]);
    // An ad on a message of the first conversation that was on its way for days.
    let late = with_ad(text(PHONE, "wamid.late", -5, "vi o anúncio"), "A", "clid-A");
    shop.world.deliver(&shop.line, &messages(PHONE, &[late])).await;
    for id in [&first, &second] {
        assert_eq!(shop.origins(id).await, ["Fale conosco", "Fale conosco", "Fale conosco"]);
    }
    shop.hold().await;
    let attribute = async |to: Value| {
        shop.world.post(&format!("/api/v1/conversations/{first}/attribute"), json!({ "identifier_id": to })).await;
    };
    attribute(shop.link["identifier_id"].clone()).await;
    assert_eq!(shop.origins(&second).await, ["Bio", "Bio", "none"], "the word of a person stands for the conversation");
    shop.hold().await;
    attribute(Value::Null).await;
    assert_eq!(shop.origins(&second).await, ["Fale conosco", "Fale conosco", "Fale conosco"]);
    let contact = shop.world.get(&format!("/api/v1/conversations/{first}")).await["contact"]["id"].clone();
    let mark = format!("/api/v1/contacts/{}", contact.as_str().unwrap());
    shop.world.patch(&mark, json!({ "excluded": true })).await;
    assert_eq!(shop.counted("first", "kind").await, []);
    shop.hold().await;
    shop.world.patch(&mark, json!({ "excluded": false })).await;
    assert_eq!(shop.counted("first", "kind").await, pairs(&[("Anúncio", 2)]));
    shop.hold().await;
}

#[tokio::test]
async fn contacts_that_turn_out_to_be_one_person_share_their_views() {
    let world = World::start().await;
    let line = world.connect().await;
    world.deliver(&line, &hidden(with_ad(text(PHONE, "wamid.1", 1, "Oi"), "A", "clid-1"))).await;
    let id = world.get("/api/v1/conversations").await["items"][0]["id"].as_str().unwrap().to_owned();
    world.post(&format!("/api/v1/conversations/{id}/close"), json!({})).await;
    world.clock.advance(2 * DAY);
    let later = 2 * DAY / SECOND;
    world.deliver(&line, &messages(PHONE, &[text(PHONE, "wamid.2", later, "#Natal")])).await;
    let newest = async || {
        let id = world.get("/api/v1/conversations?limit=1").await["items"][0]["id"].as_str().unwrap().to_owned();
        world.get(&format!("/api/v1/conversations/{id}")).await["origins"].clone()
    };
    assert_eq!(newest().await["first"]["kind"], "hashtag");
    world.deliver(&line, &both(text(PHONE, "wamid.3", later + 5, "sou eu"))).await;
    let found = newest().await;
    assert_eq!((&found["first"]["kind"], &found["last"]["kind"]), (&json!("ad"), &json!("hashtag")));
    assert_eq!(found["last_paid"]["kind"], "ad");
    hold(&world).await;
}

#[tokio::test]
async fn merged_identifiers_count_as_one_in_every_view_and_are_split_exactly() {
    let shop = Shop::open().await;
    shop.write("#natal", Some("A")).await;
    shop.write("#nata", None).await;
    let last = shop.write("voltei", None).await;
    let before = [shop.counted("first", "entry_identifier").await, shop.counted("last", "entry_identifier").await];
    assert_eq!(before[0], pairs(&[("#natal", 3)]));
    assert_eq!(before[1], pairs(&[("#nata", 2), ("#natal", 1)]));
    let listed = shop.world.get("/api/v1/entry-identifiers").await["items"].as_array().unwrap().clone();
    let id = |label: &str| listed.iter().find(|one| one["label"] == label).unwrap()["id"].as_str().unwrap().to_owned();
    let path = format!("/api/v1/entry-identifiers/{}", id("#natal"));
    shop.world.post(&format!("{path}/merge"), json!({ "into": id("#nata") })).await;
    assert_eq!(shop.counted("first", "entry_identifier").await, pairs(&[("#nata", 3)]));
    assert_eq!(shop.counted("last", "entry_identifier").await, pairs(&[("#nata", 3)]));
    assert_eq!(shop.origins(&last).await, ["#nata", "#nata", "Fale conosco"]);
    shop.hold().await;
    shop.world.post(&format!("{path}/split"), json!({})).await;
    let after = [shop.counted("first", "entry_identifier").await, shop.counted("last", "entry_identifier").await];
    assert_eq!(after, before);
    shop.hold().await;
}

#[tokio::test]
async fn a_wrong_view_is_found_and_mended() {
    static SPOIL: Statement = Statement::new(
        "update conversation set first_kind = 'post', first_identifier_id = null where company_id = $1 and new_contact",
    );
    let shop = Shop::open().await;
    shop.write("oi", Some("A")).await;
    shop.write("voltei", None).await;
    let (company_id, db) = (shop.world.company_id, &shop.world.app.db);
    let spoilt: Result<u64, StoreError> = db.write(Lane::Work, move |tx| tx.execute(&SPOIL, params![company_id])).await;
    assert_eq!(spoilt.unwrap(), 1);
    assert_eq!(db.read(move |tx| origins::differences(tx, company_id)).await.unwrap().len(), 1);
    let rebuilt = db.write(Lane::Work, move |tx| origins::rebuild(tx, company_id));
    rebuilt.await.unwrap();
    shop.hold().await;
}
