//! Channels: making, changing, archiving. Making one never connects; the first delivery does.
//!
//! In: provider, name, number, settings. Out: the row, its secrets sealed, and its connection asked about at once.
//! Refused: providers that are not spoken yet, unknown settings, a number that another channel of the company receives
//! for, anything but a new name from a manager.

use std::collections::BTreeMap;

use nascente_domain::id::{ChannelId, CompanyId};
use nascente_domain::phone::Phone;
use nascente_domain::role::Role;
use nascente_store::channel::{self, Channel};
use nascente_store::{Lane, Tx, connection};
use nascente_wire::provider::{Provider, signing_secret};

use crate::app::App;
use crate::auth::caller::Caller;
use crate::auth::channel_secrets::{plain_texts, seal_texts, secret_texts};
use crate::auth::secret::make;
use crate::connect::address::{provider_of, webhook_url};
use crate::connect::show::Connections;
use crate::failure::Failure;
use crate::http::body::company::{self as body, CreateChannelRequest, UpdateChannelRequest};
use crate::setup::channel_settings::{self, Settings};
use crate::setup::{channel_move, field, hint, lock};

/// Every channel of the company.
pub async fn list(app: &App, company_id: CompanyId) -> Result<Vec<Channel>, Failure> {
    app.db.read(move |tx| channel::list(tx, company_id)).await.map_err(Failure::Store)
}

/// One channel.
pub async fn get(app: &App, company_id: CompanyId, channel_id: ChannelId) -> Result<Channel, Failure> {
    app.db.read(move |tx| channel::get(tx, company_id, channel_id)).await?.ok_or(Failure::NotFound)
}

/// Makes a channel.
pub async fn create(app: &App, company_id: CompanyId, request: CreateChannelRequest) -> Result<Channel, Failure> {
    let provider = channel_settings::provider(&request.provider)?;
    let mut new = Channel {
        channel_id: app.id(),
        provider: provider.to_string(),
        name: field::name("name", &request.name)?,
        phone_number: phone("phone_number", &request.phone_number)?,
        number_id: None,
        settings: serde_json::json!({}),
        secrets: None,
        hook_key: Some(make("")?),
        state: first_state(provider).to_owned(),
        state_reason: None,
        last_delivery_at: None,
        created_at: app.now(),
        archived_at: None,
    };
    let settings = channel_settings::change(provider, Settings::default(), &request.settings)?;
    set(app, company_id, &mut new, provider, &settings)?;
    let kept = new.clone();
    app.db
        .write(Lane::Work, move |tx| {
            lock(tx, company_id)?;
            refuse_taken_number(tx, company_id, &kept)?;
            channel::insert(tx, company_id, &kept)?;
            connection::ask_soon(tx, company_id, kept.channel_id).map_err(Failure::Store)
        })
        .await?;
    app.connection_changed.notify_one();
    hint(app, company_id, new.channel_id);
    Ok(new)
}

fn phone(field: &str, text: &str) -> Result<String, Failure> {
    Phone::read_brazilian(text).map(|phone| phone.digits().to_owned()).ok_or_else(|| {
        Failure::invalid(field, "invalid_phone", "give the number with area code, such as 11 99999-0001")
    })
}

/// What a channel is before anything was delivered.
pub(crate) const fn first_state(provider: Provider) -> &'static str {
    match provider {
        Provider::LinkOnly => "link_only",
        _ => "waiting",
    }
}

fn set(
    app: &App,
    company_id: CompanyId,
    channel: &mut Channel,
    provider: Provider,
    settings: &Settings,
) -> Result<(), Failure> {
    channel.number_id = channel_settings::number_id(provider, settings);
    channel.settings = serde_json::json!(settings.plain);
    channel.secrets = seal_texts(app, company_id, channel.channel_id, &settings.secret)?;
    Ok(())
}

/// A delivery names its number; two channels of the same number at the same server could not be told apart.
fn refuse_taken_number(tx: &mut Tx<'_>, company_id: CompanyId, channel: &Channel) -> Result<(), Failure> {
    let Some(number_id) = channel.number_id.as_deref() else { return Ok(()) };
    let server = |one: &Channel| one.settings.get("base_url").cloned();
    let is_taken = channel::by_number_id(tx, company_id, number_id)?.iter().any(|other| {
        other.channel_id != channel.channel_id && other.provider == channel.provider && server(other) == server(channel)
    });
    if is_taken {
        let id = provider_of(channel);
        let name = nascente_wire::provider::number_id_setting(id).unwrap_or("number");
        return Err(Failure::conflict("number_in_use", &format!("another channel receives for this {name} already")));
    }
    Ok(())
}

/// Changes a channel; settings that are left out stay.
pub async fn update(
    app: &App,
    caller: &Caller,
    channel_id: ChannelId,
    request: UpdateChannelRequest,
) -> Result<Channel, Failure> {
    let is_more_than_a_name =
        request.provider.is_some() || request.phone_number.is_some() || request.settings.is_some();
    if caller.role != Role::Admin && is_more_than_a_name {
        return Err(Failure::Forbidden("managers may rename a channel; the rest is for administrators"));
    }
    let name = request.name.map(|name| field::name("name", &name)).transpose()?;
    let number = request.phone_number.map(|text| phone("phone_number", &text)).transpose()?;
    let provider = request.provider.map(|text| channel_settings::provider(&text)).transpose()?;
    let (company_id, unit_app) = (caller.company_id, app.clone());
    let changed = app
        .db
        .write(Lane::Work, move |tx| {
            lock(tx, company_id)?;
            let mut channel = channel::get(tx, company_id, channel_id)?.ok_or(Failure::NotFound)?;
            channel.name = name.clone().unwrap_or(channel.name);
            channel.phone_number = number.clone().unwrap_or(channel.phone_number);
            if provider.is_some() || request.settings.is_some() {
                let given = request.settings.as_ref();
                change_settings(&unit_app, tx, company_id, &mut channel, provider, given)?;
                refuse_taken_number(tx, company_id, &channel)?;
                connection::ask_soon(tx, company_id, channel_id)?;
            }
            channel::update(tx, company_id, &channel)?;
            Ok::<_, Failure>(channel)
        })
        .await?;
    app.routes.forget(channel_id);
    app.connection_changed.notify_one();
    hint(app, company_id, channel_id);
    Ok(changed)
}

fn change_settings(
    app: &App,
    tx: &mut Tx<'_>,
    company_id: CompanyId,
    channel: &mut Channel,
    wanted: Option<Provider>,
    given: Option<&BTreeMap<String, String>>,
) -> Result<(), Failure> {
    let nothing = BTreeMap::new();
    let present = channel_settings::provider(&channel.provider)?;
    let provider = wanted.unwrap_or(present);
    let before = if provider == present {
        Settings { plain: plain_texts(channel), secret: secret_texts(app, company_id, channel)? }
    } else {
        channel_move::leave(app, tx, company_id, channel, provider)?
    };
    let settings = channel_settings::change(provider, before, given.unwrap_or(&nothing))?;
    if channel.state == "error" {
        // What was wrong may be mended now; the next answer of the provider tells.
        let state = if channel.last_delivery_at.is_some() { "connected" } else { first_state(provider) };
        (channel.state, channel.state_reason) = (state.to_owned(), None);
    }
    connection::forget(tx, company_id, channel.channel_id)?;
    set(app, company_id, channel, provider, &settings)
}

/// Archives a channel: its links and conversations stay.
pub async fn archive(app: &App, company_id: CompanyId, channel_id: ChannelId) -> Result<(), Failure> {
    let now = app.now();
    let archived = app
        .db
        .write(Lane::Work, move |tx| {
            let is_known = channel::get(tx, company_id, channel_id)?.is_some();
            channel::archive(tx, company_id, channel_id, now)?;
            Ok::<_, Failure>(is_known)
        })
        .await?;
    app.routes.forget(channel_id);
    hint(app, company_id, channel_id);
    if archived { Ok(()) } else { Err(Failure::NotFound) }
}

/// A channel as it is shown. Only administrators see the key in the webhook's address.
pub fn show(
    app: &App,
    caller: &Caller,
    channel: &Channel,
    connections: &Connections,
) -> Result<body::Channel, Failure> {
    let secrets = secret_texts(app, caller.company_id, channel)?;
    let provider = provider_of(channel);
    let is_signed = signing_secret(provider).is_some_and(|name| secrets.contains_key(name));
    let key = channel.hook_key.as_deref().filter(|_| caller.role == Role::Admin && !is_signed);
    let (state, state_reason) = connections.state_of(channel);
    Ok(body::Channel {
        id: channel.channel_id.to_string(),
        provider: channel.provider.clone(),
        name: channel.name.clone(),
        phone_number: channel.phone_number.clone(),
        state,
        state_reason,
        webhook_url: webhook_url(app, provider, channel.channel_id, key),
        settings: plain_texts(channel),
        secrets_set: secrets.into_keys().collect(),
        last_delivery_at: channel.last_delivery_at.map(|at| at.to_string()),
        archived_at: channel.archived_at.map(|at| at.to_string()),
        connection: connections.of(channel),
        queue: connections.queue(channel.channel_id),
    })
}
