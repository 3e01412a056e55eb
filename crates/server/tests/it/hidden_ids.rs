//! People who hide their number from linked devices: WAHA is asked whose hidden id one is, and believed.

use nascente_domain::moment::{DAY, HOUR, SECOND};
use nascente_server::demo::simulator::fakes::{Fault, Happening, Person, Said};
use nascente_wire::Provider;
use serde_json::{Value, json};

use crate::desk_of_story::jobs_done;
use crate::office::{Number, Office, ad, said};
use crate::world::World;

const ANA: &str = "5511999990001";
const HIDDEN: &str = "81896604192873@lid";

struct Shop {
    world: World,
    office: Office,
    number: Number,
}

impl Shop {
    async fn open() -> Self {
        let (world, office) = (World::start().await, Office::open().await);
        let number = office.connect(&world, Provider::Waha).await;
        Self { world, office, number }
    }

    fn provider_knows(&self) {
        self.office.fakes.tell_lid(Provider::Waha, &self.number.key, HIDDEN, ANA);
    }

    /// Somebody writes, by number or by hidden id.
    async fn writes(&self, id: &str, who: &str, text: &str) {
        self.tell(&Happening::Message(said(id, who, self.world.now(), text))).await;
    }

    async fn tell(&self, happening: &Happening) {
        self.office.tell(&self.world, &self.number, happening).await;
        self.world.clock.advance(SECOND);
    }

    async fn conversations(&self) -> Vec<Value> {
        self.world.get("/api/v1/conversations").await["items"].as_array().unwrap().clone()
    }

    async fn texts(&self, conversation: &Value) -> Vec<String> {
        let path = format!("/api/v1/conversations/{}/messages", conversation["id"].as_str().unwrap());
        let thread = self.world.get(&path).await;
        let texts = thread["items"].as_array().unwrap().iter().map(|one| one["text"].as_str().unwrap().to_owned());
        texts.collect()
    }

    async fn holds_together(&self) {
        let company_id = self.world.company_id;
        let differences = self.world.app.db.read(move |tx| nascente_store::report::differences(tx, company_id)).await;
        assert_eq!(differences.unwrap(), Vec::new());
    }
}

#[tokio::test]
async fn the_number_behind_a_hidden_id_is_asked_for_and_kept() {
    let shop = Shop::open().await;
    shop.provider_knows();
    let lead = Said { card: Some(ad()), ..said("3EB01", HIDDEN, shop.world.now(), "oi") };
    shop.tell(&Happening::Message(lead)).await;
    jobs_done(&shop.world).await;
    let conversations = shop.conversations().await;
    assert_eq!(conversations.len(), 1);
    assert_eq!(
        (&conversations[0]["contact"]["phone"], &conversations[0]["entry"]["kind"]),
        (&json!(ANA), &json!("ad"))
    );
    let path = format!("/api/v1/conversations/{}/messages", conversations[0]["id"].as_str().unwrap());
    shop.world.post(&path, json!({ "text": "Olá!" })).await;
    assert_eq!(shop.office.wait_for(&shop.number, 1).await[0].to, ANA, "the answer goes to the number");
    shop.writes("3EB02", ANA, "sou eu").await;
    assert_eq!(shop.conversations().await.len(), 1, "the number leads to the same person");
}

#[tokio::test]
async fn who_was_known_apart_by_number_and_hidden_id_is_one_person_by_the_provider_s_word() {
    let shop = Shop::open().await;
    shop.writes("3EB01", ANA, "primeira").await;
    shop.world.clock.advance(HOUR);
    shop.writes("3EB02", HIDDEN, "segunda").await;
    jobs_done(&shop.world).await;
    assert_eq!(shop.conversations().await.len(), 2, "nobody has proved anything yet");
    shop.provider_knows();
    shop.world.clock.advance(DAY);
    shop.writes("3EB03", HIDDEN, "terceira").await;
    jobs_done(&shop.world).await;
    let conversations = shop.conversations().await;
    assert_eq!(conversations.len(), 1, "{conversations:?}");
    assert_eq!(conversations[0]["contact"]["phone"], ANA);
    assert_eq!(shop.texts(&conversations[0]).await, ["terceira", "segunda", "primeira"]);
    shop.holds_together().await;
}

#[tokio::test]
async fn an_answer_from_the_phone_finds_its_conversation_when_the_provider_has_told() {
    let shop = Shop::open().await;
    shop.provider_knows();
    shop.office.fakes.set_weather(Some(Box::new(|| Some(Fault::Status(503)))));
    shop.writes("3EB01", HIDDEN, "oi").await;
    jobs_done(&shop.world).await;
    let person = Person { phone: ANA.to_owned(), name: "Loja".to_owned() };
    shop.tell(&Happening::Echo(Said::text("3EB02", person, shop.world.now(), "Bom dia!"))).await;
    assert_eq!(shop.conversations().await[0]["first_response_at"], Value::Null);
    shop.office.fakes.set_weather(None);
    shop.world.clock.advance(HOUR);
    jobs_done(&shop.world).await;
    let conversations = shop.conversations().await;
    assert_eq!((conversations.len(), &conversations[0]["first_response_by"]), (1, &json!("phone")));
    assert_eq!(shop.texts(&conversations[0]).await, ["Bom dia!", "oi"]);
    shop.holds_together().await;
}
