//! The providers' offices: every fake on loopback, and numbers of the story's company connected through them.

use std::collections::BTreeMap;

use nascente_domain::moment::Moment;
use nascente_server::demo::simulator::fakes::{Card, Fakes, Happening, Line, NotTaken, Person, Said, Sent};
use nascente_wire::Provider;
use nascente_wire::provider::settings;
use nascente_wire::settings::SettingShape;
use serde_json::{Value, json};

use crate::world::World;

/// Every fake, listening.
pub(crate) struct Office {
    pub(crate) fakes: Fakes,
    url: String,
    http: reqwest::Client,
}

/// A number of the company at a provider.
pub(crate) struct Number {
    pub(crate) provider: Provider,
    /// Its key at the fakes.
    pub(crate) key: String,
    /// `/api/v1/channels/…`.
    pub(crate) path: String,
    pub(crate) id: String,
}

impl Office {
    /// Opens the offices.
    pub(crate) async fn open() -> Self {
        let fakes = Fakes::default();
        let routes = fakes.routes();
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        #[expect(clippy::disallowed_methods, reason = "the fakes end with their test")]
        let _running = tokio::spawn(async move { axum::serve(listener, routes).await.unwrap() });
        #[expect(clippy::disallowed_methods, reason = "the providers stand outside")]
        let http = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
        Self { fakes, url, http }
    }

    /// The address of a provider.
    pub(crate) fn address(&self, provider: Provider) -> String {
        format!("{}/{provider}", self.url)
    }

    /// Settings under which a number is known at a provider.
    pub(crate) fn settings(&self, provider: Provider) -> BTreeMap<String, String> {
        let value = |name: &str, shape, is_secret: bool| match shape {
            SettingShape::Address => self.address(provider),
            _ if is_secret => format!("segredo-{name}"),
            _ => format!("numero-{provider}"),
        };
        settings(provider)
            .iter()
            .map(|rule| (rule.name.to_owned(), value(rule.name, rule.shape, rule.is_secret)))
            .collect()
    }

    /// Connects a number of the company, and tells its provider where to post.
    pub(crate) async fn connect(&self, world: &World, provider: Provider) -> Number {
        // The first look comes at once: it finds the line open.
        self.fakes.open(Line::new(provider, "551130000001", self.settings(provider)));
        let made = world
            .post(
                "/api/v1/channels",
                json!({ "provider": provider, "name": format!("Loja {provider}"), "phone_number": "11 3000-0001",
                    "settings": self.settings(provider) }),
            )
            .await;
        self.line(provider, &made)
    }

    /// Opens the line of a channel as the API showed it.
    pub(crate) fn line(&self, provider: Provider, channel: &Value) -> Number {
        let phone = channel["phone_number"].as_str().unwrap();
        let line = Line::new(provider, phone, self.settings(provider));
        let webhook = channel["webhook_url"].as_str().map(str::to_owned);
        let key = line.key();
        self.fakes.open(Line { webhook, ..line });
        let id = channel["id"].as_str().unwrap().to_owned();
        Number { provider, key, path: format!("/api/v1/channels/{id}"), id }
    }

    /// Has the provider of a number tell something, and waits until it is recorded.
    pub(crate) async fn tell(&self, world: &World, number: &Number, happening: &Happening) {
        self.post(number, happening).await.unwrap();
        world.recorded().await;
    }

    /// Posts what happened; gives why it was not taken.
    pub(crate) async fn post(&self, number: &Number, happening: &Happening) -> Result<(), NotTaken> {
        self.fakes.post(&self.http, number.provider, &number.key, happening).await
    }

    /// What was sent through a number.
    pub(crate) fn sent(&self, number: &Number) -> Vec<Sent> {
        self.fakes.sent(number.provider, &number.key)
    }

    /// Waits until so many messages went out through a number.
    pub(crate) async fn wait_for(&self, number: &Number, messages: usize) -> Vec<Sent> {
        for _ in 0..100_000 {
            if self.sent(number).len() >= messages {
                break;
            }
            tokio::task::yield_now().await;
        }
        let sent = self.sent(number);
        assert_eq!(sent.len(), messages, "{sent:?}");
        sent
    }
}

/// Asks until something shows; the server works on by itself meanwhile.
pub(crate) async fn until(world: &World, path: &str, shown: impl Fn(&Value) -> bool) -> Value {
    let mut answer = world.get(path).await;
    for _ in 0..20_000 {
        if shown(&answer) {
            break;
        }
        tokio::task::yield_now().await;
        answer = world.get(path).await;
    }
    assert!(shown(&answer), "it never showed: {answer}");
    answer
}

/// A text of somebody.
pub(crate) fn said(id: &str, phone: &str, at: Moment, text: &str) -> Said {
    Said::text(id, Person { phone: phone.to_owned(), name: "Marina Teste".to_owned() }, at, text)
}

/// The card of an ad.
pub(crate) fn ad() -> Card {
    Card {
        source_url: "https://fb.me/promo".to_owned(),
        source_id: "120210000000000001".to_owned(),
        source_type: "ad".to_owned(),
        headline: "Coleção Verão".to_owned(),
        body: "Chama no WhatsApp".to_owned(),
        click_id: Some("ARAclique".to_owned()),
    }
}
