//! The address that a provider posts to.

use nascente_domain::id::ChannelId;
use nascente_store::channel::Channel;
use nascente_wire::Provider;

use crate::app::App;

/// The address of a channel at a provider; with its key where deliveries are not signed. Empty for numbers that are not
/// connected.
#[must_use]
pub fn webhook_url(app: &App, provider: Provider, channel_id: ChannelId, key: Option<&str>) -> String {
    if provider == Provider::LinkOnly {
        return String::new();
    }
    let address = format!("{}/hooks/{provider}/{channel_id}", app.public_url());
    match key {
        Some(key) => format!("{address}?key={key}"),
        None => address,
    }
}

/// The provider of a channel; one that a newer program wrote is none.
#[must_use]
pub fn provider_of(channel: &Channel) -> Provider {
    channel.provider.parse().unwrap_or(Provider::LinkOnly)
}
