//! Asking a provider for the state of one connection, and keeping what it says.
//!
//! In: a channel. Out: whether the provider answered so that it could be understood; then the state is kept, and open
//! screens are told when it is another one than before.

use nascente_domain::connection::{Connection, TokenLife};
use nascente_domain::id::{ChannelId, CompanyId};
use nascente_domain::moment::Moment;
use nascente_store::Lane;
use nascente_store::channel::{self, Channel, ConnectionNews};
use nascente_wire::provider;

use super::address::provider_of;
use crate::app::{App, LiveHint};
use crate::auth::channel_secrets::{ChannelSecrets, opened};
use crate::failure::Failure;

/// What came of asking.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    /// The provider told.
    Told(Connection),
    /// Nobody answered, or not so that it could be understood.
    Silence,
    /// There is nothing to ask, or a setting is missing.
    Nothing,
}

/// Asks the provider of a channel for its state.
pub async fn ask(app: &App, company_id: CompanyId, channel_id: ChannelId) -> Result<Asked, Failure> {
    let found = app.db.read(move |tx| channel::get(tx, company_id, channel_id)).await?;
    let found = found.filter(|channel| channel.archived_at.is_none()).ok_or(Failure::NotFound)?;
    let secrets = opened(app, company_id, &found)?;
    let provider = provider_of(&found);
    let Some(call) = provider::connection_state(provider, &|name| secrets.setting(name)) else {
        return Ok(Asked::Nothing);
    };
    let asked_at = app.now();
    let Ok(answer) = app.outbound()?.call(call).await else { return Ok(Asked::Silence) };
    let told_at = app.now();
    let report = provider::read_connection_state(provider, answer.status, &answer.body);
    let Some(news) = super::news(&report) else { return Ok(Asked::Silence) };
    let state = news.state;
    // A token that is refused is not asked about: until when it was good is what the person who mends it has to read.
    let token = match state {
        Connection::Connected => token_life(app, &found, &secrets).await,
        _ => None,
    };
    keep(app, company_id, &found, ConnectionNews { token, ..news }, (asked_at, told_at)).await?;
    Ok(Asked::Told(state))
}

/// How long the token is good, as far as the provider tells.
async fn token_life(app: &App, channel: &Channel, secrets: &ChannelSecrets) -> Option<TokenLife> {
    let provider = provider_of(channel);
    let call = provider::token_expiry(provider, &|name| secrets.setting(name))?;
    let answer = app.outbound().ok()?.call(call).await.ok()?;
    provider::read_token_expiry(provider, answer.status, &answer.body)
}

async fn keep(
    app: &App,
    company_id: CompanyId,
    asked: &Channel,
    news: ConnectionNews,
    (asked_at, told_at): (Moment, Moment),
) -> Result<(), Failure> {
    let channel_id = asked.channel_id;
    let asked = asked.clone();
    let has_changed = app
        .db
        .write(Lane::Work, move |tx| {
            let now = channel::get(tx, company_id, channel_id)?;
            // The answer is about settings that are no longer those of the channel: it says nothing about it.
            let is_current = now.is_some_and(|now| {
                (&now.provider, &now.settings, &now.secrets) == (&asked.provider, &asked.settings, &asked.secrets)
            });
            if !is_current {
                return Ok(false);
            }
            channel::note_connection(tx, company_id, channel_id, &news, (asked_at, told_at))
        })
        .await
        .map_err(Failure::Store)?;
    if has_changed {
        hint(app, company_id, channel_id);
    }
    Ok(())
}

/// Tells open screens that a connection has changed.
pub(crate) fn hint(app: &App, company_id: CompanyId, channel_id: ChannelId) {
    app.hint(LiveHint { company_id, kind: "channel", id: channel_id.to_string(), version: None });
}
