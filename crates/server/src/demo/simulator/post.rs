//! Posting as the provider does: signed, over HTTP, to the address that the channel shows.

use serde_json::Value;

use super::Simulator;
use crate::auth::channel_secrets::channel_route;
use crate::failure::Failure;

/// The user agent of a phone's browser.
const BROWSER: &str = "Mozilla/5.0 (Linux; Android 14; SM-A546E) AppleWebKit/537.36 (KHTML, like Gecko) \
    Chrome/131.0.0.0 Mobile Safari/537.36 Instagram 350.0";

impl Simulator {
    /// Posts a delivery; an error when it was not taken.
    pub(super) async fn post_to_hook(&self, payload: &Value) -> Result<(), Failure> {
        let channel_id = self.shop().await?.channel_id;
        let route = channel_route(&self.app, channel_id).await?.ok_or(Failure::NotFound)?;
        let secret = route.secrets.secret("app_secret").ok_or(Failure::NotFound)?;
        let body = payload.to_string().into_bytes();
        let signature = nascente_wire::meta_cloud::signature::header_for(secret, &body);
        let url = format!("{}/hooks/meta_cloud/{channel_id}", self.app.public_url());
        let request = self.http.post(url).header("content-type", "application/json");
        let answer = request.header("x-hub-signature-256", signature).body(body).send().await;
        match answer {
            Ok(answer) if answer.status().is_success() => Ok(()),
            Ok(answer) => Err(Failure::Unavailable(format!("the webhook answered {}", answer.status()))),
            Err(error) => Err(Failure::Unavailable(error.without_url().to_string())),
        }
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
