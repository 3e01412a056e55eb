//! Posting as a provider does: in its form, with its proof, to the address that it was told.

use nascente_wire::Provider;

use super::{Delivery, Fakes, Happening, Line, dialog360, evolution, meta_cloud, twilio, waha, zapi};

/// Why a delivery was not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotTaken {
    /// The line is unknown or was told no address.
    #[error("the line was told no address")]
    NoAddress,
    /// The provider tells no such thing.
    #[error("this provider tells no such thing")]
    Untold,
    /// The receiver refused it.
    #[error("the webhook answered {0}")]
    Refused(u16),
    /// Nobody answered.
    #[error("the webhook did not answer")]
    NoAnswer,
}

impl Fakes {
    /// What a line would post; `None` where the provider tells no such thing.
    #[must_use]
    pub fn write(line: &Line, happening: &Happening) -> Option<Delivery> {
        let address = line.webhook.as_deref().unwrap_or_default();
        match line.provider {
            Provider::MetaCloud => meta_cloud::write(line, happening),
            Provider::Dialog360 => dialog360::write(line, happening),
            Provider::Twilio => twilio::write(line, happening, address),
            Provider::Evolution => Some(evolution::write(line, happening)),
            Provider::Waha => Some(waha::write(line, happening)),
            Provider::Zapi => zapi::write(line, happening),
            Provider::LinkOnly => None,
        }
    }

    /// Posts what happened to the address of its line.
    pub async fn post(
        &self,
        http: &reqwest::Client,
        provider: Provider,
        key: &str,
        happening: &Happening,
    ) -> Result<(), NotTaken> {
        let line = self.line(provider, key).ok_or(NotTaken::NoAddress)?;
        let address = line.webhook.clone().ok_or(NotTaken::NoAddress)?;
        let delivery = Self::write(&line, happening).ok_or(NotTaken::Untold)?;
        let mut request = http.post(address).header("content-type", delivery.content_type);
        for (name, value) in delivery.headers {
            request = request.header(name, value);
        }
        match request.body(delivery.body).send().await {
            Ok(answer) if answer.status().is_success() => Ok(()),
            Ok(answer) => Err(NotTaken::Refused(answer.status().as_u16())),
            Err(_) => Err(NotTaken::NoAnswer),
        }
    }
}
