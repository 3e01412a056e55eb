//! What a phone does in the world: writes to the store, opens links.

use nascente_wire::Provider;
use nascente_wire::inbound::Event;

use super::Simulator;
use super::fakes::{Fakes, Happening};
use crate::failure::Failure;

/// The user agent of a phone's browser.
const BROWSER: &str = "Mozilla/5.0 (Linux; Android 14; SM-A546E) AppleWebKit/537.36 (KHTML, like Gecko) \
    Chrome/131.0.0.0 Mobile Safari/537.36 Instagram 350.0";

impl Simulator {
    /// Posts a message as its provider does; gives the id under which it is recorded. An error when it was not taken.
    pub(super) async fn write(
        &self,
        provider: Provider,
        line: &str,
        happening: &Happening,
    ) -> Result<Option<String>, Failure> {
        let posted = self.fakes.post(&self.http, provider, line, happening).await;
        posted.map_err(|error| Failure::Unavailable(error.to_string()))?;
        let written = self.fakes.line(provider, line).and_then(|line| Fakes::write(&line, happening));
        let decoded = written.map(|delivery| nascente_wire::decode(provider, &delivery.body)).unwrap_or_default();
        Ok(decoded.events.into_iter().find_map(|located| match located.event {
            Event::Message(message) => Some(message.provider_id),
            _ => None,
        }))
    }

    /// Opens a short address as a phone does; gives the text that `WhatsApp` would be opened with.
    pub(super) async fn open_link(&self, slug: &str) -> Result<String, Failure> {
        let mut url =
            url::Url::parse(self.app.public_url()).map_err(|error| Failure::Unavailable(error.to_string()))?;
        url.set_path(&format!("/l/{slug}"));
        let request = self.http.get(url).header("user-agent", BROWSER).header("accept-language", "pt-BR");
        let answer = request.send().await.map_err(|error| Failure::Unavailable(error.without_url().to_string()))?;
        let location = answer.headers().get("location").and_then(|value| value.to_str().ok());
        let onward = location.and_then(|location| url::Url::parse(location).ok()).ok_or(Failure::NotFound)?;
        let text = onward.query_pairs().find(|(name, _)| name == "text").map(|(_, text)| text.into_owned());
        Ok(text.unwrap_or_default())
    }
}
