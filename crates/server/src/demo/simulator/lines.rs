//! The store's numbers at the fakes: one channel per provider, made when somebody first writes through it.
//!
//! In: a provider. Out: its line at the fakes, with the settings and the address that the channel has. The lines live in
//! memory; after a start they are opened again from the channels.

use std::collections::BTreeMap;

use nascente_domain::connection::Connection;
use nascente_domain::id::ChannelId;
use nascente_store::channel::{self, Channel};
use nascente_wire::Provider;
use nascente_wire::provider::{is_spoken, settings};

use super::Simulator;
use super::fakes::{FAKED, Line};
use crate::app::App;
use crate::auth::channel_secrets::{opened, plain_texts, secret_texts};
use crate::auth::secret;
use crate::demo::payload::STORE_NUMBER;
use crate::demo::shop::Shop;
use crate::failure::Failure;
use crate::http::body::company as body;
use crate::setup;

/// Where a fake is reached.
pub(crate) fn address(app: &App, provider: Provider) -> String {
    format!("{}/simulator/api/{provider}", app.public_url())
}

/// The setting that names the address of a provider.
pub(crate) const fn address_setting(provider: Provider) -> &'static str {
    if matches!(provider, Provider::MetaCloud) { "graph_base_url" } else { "base_url" }
}

/// The providers that the simulator offers.
pub(super) fn offered() -> Vec<Provider> {
    FAKED.into_iter().filter(|provider| is_spoken(*provider)).collect()
}

/// The store's number at a provider: the Cloud API has the number of the history, the others one of their own.
pub(super) fn number_at(provider: Provider) -> String {
    let place = FAKED.iter().position(|one| *one == provider).unwrap_or(0);
    if place == 0 { STORE_NUMBER.to_owned() } else { format!("55113000440{place}") }
}

impl Simulator {
    /// Opens the lines of every channel of the demo, once.
    pub(super) async fn open_lines(&self) -> Result<(), Failure> {
        let open = async {
            let company_id = self.shop().await?.company_id;
            let channels = self.app.db.read(move |tx| channel::list(tx, company_id)).await?;
            for channel in channels.iter().filter(|channel| channel.archived_at.is_none()) {
                self.open_line(channel)?;
            }
            Ok::<_, Failure>(())
        };
        self.lines_opened.get_or_try_init(|| open).await.map(drop)
    }

    fn open_line(&self, channel: &Channel) -> Result<(), Failure> {
        let Some(line) = self.line_of(channel)? else { return Ok(()) };
        if self.fakes.line(line.provider, &line.key()).is_none() {
            self.fakes.open(line);
        }
        Ok(())
    }

    /// The line of a channel whose provider is one of our fakes.
    fn line_of(&self, channel: &Channel) -> Result<Option<Line>, Failure> {
        let Ok(provider) = channel.provider.parse::<Provider>() else { return Ok(None) };
        let company_id = self.company_id()?;
        let mut settings = plain_texts(channel);
        if settings.get(address_setting(provider)) != Some(&address(&self.app, provider)) {
            return Ok(None);
        }
        settings.extend(secret_texts(&self.app, company_id, channel)?);
        let webhook = opened(&self.app, company_id, channel)?.setting("webhook_url").map(str::to_owned);
        Ok(Some(Line { webhook, ..Line::new(provider, &channel.phone_number, settings) }))
    }

    /// The channel and the key of the line that a phone writes to through a provider; made when there is none.
    pub(super) async fn line_at(&self, provider: Provider) -> Result<(ChannelId, String), Failure> {
        self.open_lines().await?;
        let shop = self.shop().await?;
        let company_id = shop.company_id;
        let channels = self.app.db.read(move |tx| channel::list(tx, company_id)).await?;
        for channel in channels.iter().filter(|one| one.archived_at.is_none() && one.provider == provider.as_str()) {
            if let Some(line) = self.line_of(channel)? {
                let key = line.key();
                // The address and the secrets may have been changed on the screen since the line was opened.
                let state = self.fakes.line(provider, &key).map_or(Connection::Connected, |known| known.state);
                let known = self.fakes.line(provider, &key).unwrap_or_else(|| line.clone());
                let (sent, files) = (known.sent, known.files);
                self.fakes.open(Line { state, sent, files, ..line });
                return Ok((channel.channel_id, key));
            }
        }
        let made = make(&self.app, shop, provider).await?;
        self.open_line(&made)?;
        let line = self.line_of(&made)?.ok_or(Failure::NotFound)?;
        Ok((made.channel_id, line.key()))
    }
}

async fn make(app: &App, shop: &Shop, provider: Provider) -> Result<Channel, Failure> {
    if !is_spoken(provider) {
        return Err(Failure::NotFound);
    }
    let mut given = BTreeMap::from([(address_setting(provider).to_owned(), address(app, provider))]);
    for rule in settings(provider).iter().filter(|rule| rule.name != address_setting(provider)) {
        let value = if rule.is_secret { secret::make("")? } else { format!("aurora-{provider}") };
        given.insert(rule.name.to_owned(), value);
    }
    let request = body::CreateChannelRequest {
        provider: provider.to_string(),
        name: format!("WhatsApp da loja ({provider})"),
        phone_number: number_at(provider),
        settings: given,
    };
    setup::channel::create(app, shop.company_id, request).await
}
