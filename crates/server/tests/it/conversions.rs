//! Conversions for ad platforms, by file: what goes out, in the platform's own form, and why the rest does not.

use nascente_domain::moment::{DAY, HOUR};
use nascente_domain::role::Role;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::closings::disposition;
use crate::links::new_link;
use crate::meta::{Line, messages, text, with_ad};
use crate::world::{World, new_company, new_token};

const AGENT: &str = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) Mobile/15E148";

/// A shop with a link, whose closings ask for a disposition.
struct Shop {
    world: World,
    line: Line,
    won: String,
    qualified: String,
    contacts: std::sync::atomic::AtomicU32,
}

impl Shop {
    async fn open() -> Self {
        let world = World::start().await;
        let line = world.connect().await;
        let home = world.department_id.to_string();
        let won = disposition(&world, "Venda", "won", &[&home]).await;
        let qualified = disposition(&world, "Orçamento", "qualified", &[&home]).await;
        world.patch(&format!("/api/v1/departments/{home}"), json!({ "uses_dispositions": true })).await;
        new_link(&world, line.channel_id, json!({ "slug": "bio", "message": "Olá" })).await;
        Self { world, line, won, qualified, contacts: std::sync::atomic::AtomicU32::new(0) }
    }

    /// The text with which WhatsApp opens after a click with these fields.
    async fn click(&self, query: &str) -> String {
        let request = self.world.http.get(format!("{}/l/bio?{query}", self.world.url)).header("user-agent", AGENT);
        let answer = request.send().await.unwrap();
        let address = url::Url::parse(answer.headers()["location"].to_str().unwrap()).unwrap();
        address.query_pairs().find(|(name, _)| name == "text").unwrap().1.into_owned()
    }

    /// A new contact writes now, from an ad when one is given; gives the conversation.
    async fn write(&self, body: &str, ad: Option<&str>) -> String {
        let number = self.contacts.fetch_add(1, std::sync::atomic::Ordering::Relaxed) + 1;
        let phone = format!("55119{:08}", 20_000_000 + number);
        let second = self.world.now().since(crate::world::START.parse().unwrap()) / 1_000;
        let mut message = text(&phone, &format!("wamid.c{number}"), second, body);
        if let Some(clid) = ad {
            message = with_ad(message, "77", clid);
        }
        self.world.deliver(&self.line, &messages(&phone, &[message])).await;
        let listed = self.world.get(&format!("/api/v1/conversations?q={phone}")).await;
        listed["items"][0]["id"].as_str().unwrap().to_owned()
    }

    async fn close(&self, conversation: &str, disposition: &str, cents: Option<i64>) {
        let body = json!({ "disposition_id": disposition, "value_cents": cents });
        self.world.post(&format!("/api/v1/conversations/{conversation}/close"), body).await;
    }

    async fn file(&self, path: &str) -> String {
        let request = self.world.http.get(format!("{}/api/v1/exports/{path}", self.world.url));
        let answer = request.bearer_auth(&self.world.admin).send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::OK, "{path}");
        answer.text().await.unwrap()
    }
}

fn reasons(preview: &Value) -> Vec<&str> {
    preview["items"].as_array().unwrap().iter().filter_map(|one| one["reason"].as_str()).collect()
}

#[tokio::test]
async fn the_file_for_google_has_its_header_its_zone_and_the_rows_that_it_takes() {
    let shop = Shop::open().await;
    let paid = shop.write(&shop.click("utm_source=google&gclid=Cj0KCQ_1").await, None).await;
    let organic = shop.write("Oi, tudo certo por aí?", None).await;
    let forged = shop.write(&shop.click("gclid=%3Dcmd%7C%27x").await, None).await;
    let test = shop.write(&shop.click("gclid=Cj0KCQ_9").await, None).await;
    let contact = shop.world.get(&format!("/api/v1/conversations/{test}")).await["contact"]["id"].clone();
    let mark = format!("/api/v1/contacts/{}", contact.as_str().unwrap());
    shop.world.patch(&mark, json!({ "excluded": true })).await;
    shop.world.clock.advance(2 * HOUR);
    for (conversation, cents) in [(&paid, Some(123_450)), (&organic, None), (&forged, None), (&test, None)] {
        shop.close(conversation, &shop.won, cents).await;
    }
    let name = "conversion_name=Venda%20WhatsApp";
    let file = shop.file(&format!("google-ads-conversions.csv?{name}")).await;
    assert_eq!(
        file,
        "Parameters:TimeZone=America/Sao_Paulo\n\
         Google Click ID,Conversion Name,Conversion Time,Conversion Value,Conversion Currency\n\
         Cj0KCQ_1,Venda WhatsApp,2026-11-22 14:00:00,1234.50,BRL\n"
    );
    let preview = shop.world.get("/api/v1/conversions?platform=google_ads").await;
    assert_eq!((&preview["eligible"], &preview["left_out"]), (&json!(1), &json!(3)));
    let mut told = reasons(&preview);
    told.sort_unstable();
    assert_eq!(told, ["excluded", "malformed_click_id", "no_click_id"]);
    let again = shop.file(preview["file_url"].as_str().unwrap().strip_prefix("/api/v1/exports/").unwrap()).await;
    assert_eq!(again.lines().count(), 3);
}

#[tokio::test]
async fn a_braid_gets_a_column_of_its_own_and_stands_where_no_gclid_does() {
    let shop = Shop::open().await;
    let both = shop.write(&shop.click("gclid=G1&wbraid=W1").await, None).await;
    let braid = shop.write(&shop.click("wbraid=W2").await, None).await;
    shop.world.clock.advance(HOUR);
    shop.close(&both, &shop.won, None).await;
    shop.close(&braid, &shop.won, None).await;
    let file = shop.file("google-ads-conversions.csv?order_id=true").await;
    let lines: Vec<&str> = file.lines().skip(1).collect();
    assert!(lines[0].ends_with("Conversion Currency,WBRAID,Order ID"), "{file}");
    let cells = |line: &str| line.split(',').map(str::to_owned).collect::<Vec<_>>();
    let rows: Vec<(String, String)> =
        lines[1..].iter().map(|line| (cells(line)[0].clone(), cells(line)[5].clone())).collect();
    assert_eq!(rows, [("G1".to_owned(), String::new()), (String::new(), "W2".to_owned())]);
}

#[tokio::test]
async fn the_file_for_meta_has_sales_with_a_value_of_the_last_seven_days() {
    let shop = Shop::open().await;
    let sale = shop.write("Quero este", Some("ctwa-1")).await;
    let unpriced = shop.write("Quero aquele", Some("ctwa-2")).await;
    let lead = shop.write("Quanto custa?", Some("ctwa-3")).await;
    shop.world.clock.advance(HOUR);
    shop.close(&sale, &shop.won, Some(5_000)).await;
    shop.close(&unpriced, &shop.won, None).await;
    shop.close(&lead, &shop.qualified, None).await;
    let file = shop.file("meta-conversions.csv?outcome=won,qualified").await;
    let lines: Vec<&str> = file.lines().collect();
    assert_eq!(lines[0], "event_name,event_time,event_id,value,currency,ctwa_clid,fbc,phone");
    assert!(lines[1].starts_with("Purchase,1795363200,cl_") && lines[1].contains(",50.00,BRL,ctwa-1,,"), "{file}");
    assert!(lines[2].starts_with("LeadSubmitted,") && lines[2].contains(",ctwa-3,,"), "{file}");
    assert_eq!((lines.len(), file.contains("55119")), (3, false));
    let path = "/api/v1/conversions?platform=meta&outcome=won,qualified";
    assert_eq!(reasons(&shop.world.get(path).await), ["no_value"]);
    shop.world.clock.advance(8 * DAY);
    assert_eq!(shop.world.get(path).await["reasons"], json!({ "too_old": 3 }));
}

#[tokio::test]
async fn who_may_not_export_and_what_cannot_be_asked_is_refused() {
    let shop = Shop::open().await;
    let world = &shop.world;
    let agent = new_token(&world.app, world.company_id, Role::Agent, Some(world.department_id)).await;
    let path = "/api/v1/conversions?platform=google_ads";
    assert_eq!(world.ask(&agent, Method::GET, path, None).await.0, StatusCode::FORBIDDEN);
    for wrong in [
        "conversions?platform=tiktok",
        "conversions?platform=meta&outcome=lost",
        "conversions?platform=meta&from=2026-11-30&to=2026-11-01",
        "exports/google-ads-conversions.csv?conversion_name=%3DHYPERLINK(1)",
    ] {
        let (status, problem) = world.ask(&world.admin, Method::GET, &format!("/api/v1/{wrong}"), None).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}: {problem}");
    }
    let sale = shop.write(&shop.click("gclid=G1").await, None).await;
    shop.close(&sale, &shop.won, None).await;
    let (other, _) = new_company(&world.app, "Outra").await;
    let stranger = new_token(&world.app, other, Role::Admin, None).await;
    assert_eq!(world.ask(&stranger, Method::GET, path, None).await.1["items"], json!([]));
}
