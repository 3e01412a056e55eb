//! The providers: every fake on loopback, and one number of the company at each.

use std::collections::BTreeMap;

use nascente_server::demo::simulator::fakes::{FAKED, Fakes, Line};
use nascente_wire::Provider;
use nascente_wire::provider::{is_spoken, settings};
use nascente_wire::settings::SettingShape;
use serde_json::json;
use tokio::net::TcpListener;

use crate::failure::{Failure, stopped};
use crate::load;

/// A number of the company.
#[derive(Debug, Clone)]
pub(crate) struct Number {
    pub(crate) provider: Provider,
    /// Its key at the fakes.
    pub(crate) key: String,
    /// Its place among the numbers.
    pub(crate) place: usize,
}

/// The providers, and the way to the program.
pub(crate) struct Office {
    pub(crate) fakes: Fakes,
    pub(crate) numbers: Vec<Number>,
    pub(crate) http: reqwest::Client,
    /// `127.0.0.1:port` of the program.
    pub(crate) program: String,
    pub(crate) token: String,
}

impl Office {
    /// Starts the fakes and connects a number through each.
    pub(crate) async fn open(program: &str, token: &str) -> Result<Self, Failure> {
        let fakes = Fakes::default();
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let url = format!("http://{}", listener.local_addr()?);
        let routes = fakes.routes();
        #[expect(clippy::disallowed_methods, reason = "the fakes end with the program")]
        let _running = tokio::spawn(async move { axum::serve(listener, routes).await });
        let mut numbers = Vec::new();
        for (place, provider) in FAKED.into_iter().filter(|one| is_spoken(*one)).enumerate() {
            let given = given(provider, &format!("{url}/{provider}"));
            let body = json!({ "provider": provider, "name": format!("Loja {provider}"),
                "phone_number": format!("55113000000{place}"), "settings": given });
            let made = load::post(program, "/api/v1/channels", token, &body.to_string()).await?;
            let phone = made["phone_number"].as_str().ok_or_else(|| stopped("the channel has no number"))?;
            let line = Line::new(provider, phone, given);
            let key = line.key();
            fakes.open(Line { webhook: made["webhook_url"].as_str().map(str::to_owned), ..line });
            numbers.push(Number { provider, key, place });
        }
        #[expect(clippy::disallowed_methods, reason = "the providers stand outside the program")]
        let http = reqwest::Client::builder().no_proxy().build()?;
        Ok(Self { fakes, numbers, http, program: program.to_owned(), token: token.to_owned() })
    }
}

fn given(provider: Provider, address: &str) -> BTreeMap<String, String> {
    let value = |name: &str, shape| match shape {
        SettingShape::Address => address.to_owned(),
        _ => format!("{name}-{provider}"),
    };
    settings(provider).iter().map(|rule| (rule.name.to_owned(), value(rule.name, rule.shape))).collect()
}
