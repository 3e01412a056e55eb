//! Pairing: a code on the screen that the phone scans, and its end.
//!
//! In: a channel whose provider pairs by code. Out: the code as a picture, or why there is none. Refused: providers that
//! are connected elsewhere (`not_paired_by_code`), archived channels.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use nascente_domain::id::{ChannelId, CompanyId};
use nascente_store::{Lane, channel, connection};
use nascente_wire::connection::Pairing;
use nascente_wire::provider;

use super::address::provider_of;
use crate::app::App;
use crate::auth::channel_secrets::opened;
use crate::failure::Failure;
use crate::http::body::connection::Pairing as Shown;
use crate::qr::Picture;

/// How long `WhatsApp` takes a code, in seconds; the provider has another one then.
const CODE_LASTS: i64 = 20;
/// When to ask again for a code that is not ready.
const NOT_READY_LASTS: i64 = 3;
/// The side of the picture.
const SIDE: usize = 384;

/// Asks for a code to scan.
pub async fn begin(app: &App, company_id: CompanyId, channel_id: ChannelId) -> Result<Shown, Failure> {
    let (provider, secrets) = paired(app, company_id, channel_id).await?;
    let settings = |name: &str| secrets.setting(name);
    let door = app.outbound()?;
    for call in provider::prepare_pairing(provider, &settings) {
        // What is made may be there already: only silence is an obstacle.
        if let Err(error) = door.call(call).await {
            return Ok(refused(error.to_string()));
        }
    }
    let call = provider::pairing_code(provider, &settings);
    let call = call.ok_or_else(|| Failure::conflict("setting_missing", "a setting of this connection is missing"))?;
    let answer = match door.call(call).await {
        Ok(answer) => answer,
        Err(error) => return Ok(refused(error.to_string())),
    };
    let read = provider::read_pairing_code(provider, answer.status, &answer.body).unwrap_or(Pairing::NotYet);
    let restart = provider::restart_pairing(provider, &settings).filter(|_| read == Pairing::Stuck);
    if let Some(restart) = restart
        && let Err(error) = door.call(restart).await
    {
        return Ok(refused(error.to_string()));
    }
    ask_soon(app, company_id, channel_id).await?;
    Ok(shown(read))
}

/// Ends the pairing: the phone no longer lists us.
pub async fn end(app: &App, company_id: CompanyId, channel_id: ChannelId) -> Result<(), Failure> {
    let (provider, secrets) = paired(app, company_id, channel_id).await?;
    let call = provider::unpair(provider, &|name| secrets.setting(name));
    let call = call.ok_or_else(|| Failure::conflict("setting_missing", "a setting of this connection is missing"))?;
    let answer = app.outbound()?.call(call).await;
    ask_soon(app, company_id, channel_id).await?;
    match answer {
        Ok(answer) if answer.status < 400 => Ok(()),
        Ok(answer) => Err(Failure::conflict("provider_refused", &format!("the provider answered {}", answer.status))),
        Err(error) => Err(Failure::conflict("provider_refused", &error.to_string())),
    }
}

async fn paired(
    app: &App,
    company_id: CompanyId,
    channel_id: ChannelId,
) -> Result<(nascente_wire::Provider, crate::auth::channel_secrets::ChannelSecrets), Failure> {
    let found = app.db.read(move |tx| channel::get(tx, company_id, channel_id)).await?.ok_or(Failure::NotFound)?;
    let provider = provider_of(&found);
    if found.archived_at.is_some() || !provider::is_paired_by_code(provider) {
        let detail = "numbers of this provider are not connected by a code";
        return Err(Failure::conflict("not_paired_by_code", detail));
    }
    Ok((provider, opened(app, company_id, &found)?))
}

async fn ask_soon(app: &App, company_id: CompanyId, channel_id: ChannelId) -> Result<(), Failure> {
    app.db.write(Lane::Work, move |tx| connection::ask_soon(tx, company_id, channel_id)).await?;
    app.connection_changed.notify_one();
    Ok(())
}

fn shown(pairing: Pairing) -> Shown {
    let code = |qr_svg, qr_png| Shown { qr_svg, qr_png, expires_in_s: Some(CODE_LASTS), ..Shown::of("code") };
    match pairing {
        Pairing::Text(text) => match Picture::of(&text, SIDE) {
            Ok(picture) => code(Some(picture.svg()), None),
            Err(error) => refused(error.to_string()),
        },
        Pairing::Png(png) => code(None, Some(format!("data:image/png;base64,{}", STANDARD.encode(png)))),
        Pairing::Connected => Shown::of("connected"),
        // It was restarted a moment ago.
        Pairing::NotYet | Pairing::Stuck => Shown { expires_in_s: Some(NOT_READY_LASTS), ..Shown::of("not_ready") },
        Pairing::Refused(reason) => refused(reason),
    }
}

fn refused(reason: String) -> Shown {
    Shown { reason: Some(reason), ..Shown::of("refused") }
}
