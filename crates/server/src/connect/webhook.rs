//! Telling a provider our address, where it takes that by a request.

use nascente_domain::id::{ChannelId, CompanyId};
use nascente_store::channel;
use nascente_wire::provider;

use super::address::provider_of;
use crate::app::App;
use crate::auth::channel_secrets::opened;
use crate::failure::Failure;
use crate::http::body::connection::WebhookSet;

/// Has the provider of a channel post to us; what it refuses is told, not failed.
pub async fn set(app: &App, company_id: CompanyId, channel_id: ChannelId) -> Result<WebhookSet, Failure> {
    let found = app.db.read(move |tx| channel::get(tx, company_id, channel_id)).await?.ok_or(Failure::NotFound)?;
    let provider = provider_of(&found);
    let secrets = opened(app, company_id, &found)?;
    let address = secrets.setting("webhook_url").unwrap_or_default().to_owned();
    let calls = provider::set_webhook(provider, &|name| secrets.setting(name), &address);
    if calls.is_empty() {
        return Ok(not_done("set the address by hand in the console of the provider".to_owned()));
    }
    for call in calls {
        match app.outbound()?.call(call).await {
            Ok(answer) if answer.status < 300 => {}
            Ok(answer) => return Ok(not_done(format!("the provider answered {}", answer.status))),
            Err(error) => return Ok(not_done(error.to_string())),
        }
    }
    Ok(WebhookSet { done: true, reason: None })
}

fn not_done(reason: String) -> WebhookSet {
    WebhookSet { done: false, reason: Some(reason) }
}
