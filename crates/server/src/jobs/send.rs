//! Sending a text: the provider is asked once; what it answers decides whether it is asked again.

use nascente_domain::id::{CompanyId, ContactId, MessageId};
use nascente_domain::message::{MessageKind, SendStatus};
use nascente_domain::moment::SECOND;
use nascente_domain::person::IdentityKind;
use nascente_domain::phone::Phone;
use nascente_store::job::ClaimedJob;
use nascente_store::message::{self, ToSend};
use nascente_store::{Lane, StoreError, channel, company, contact};
use nascente_wire::call::Call;
use nascente_wire::outbound::{OutboundContent, OutboundMessage, Recipient, Retry, SendAnswer};
use nascente_wire::provider;

use crate::app::{App, LiveHint};
use crate::auth::channel_secrets::{ChannelRoute, channel_route};
use crate::jobs::runner::JobEnd;
use crate::outbound::OutboundError;
use crate::record;

/// The kind of these jobs.
pub const KIND: &str = "send_message";
/// Attempts before a message is given up.
const ATTEMPTS: i64 = 8;
/// The wait after the first attempt; it doubles with each.
const FIRST_WAIT: i64 = 2 * SECOND;
const LONGEST_WAIT: i64 = 600 * SECOND;

/// What came of asking the provider.
enum Asked {
    Accepted { provider_id: String },
    Refused { code: i64, title: String, retry: Retry },
}

/// Sends the message that the job names.
pub(super) async fn carry_out(app: &App, company_id: CompanyId, job: &ClaimedJob) -> JobEnd {
    let Some(id) = job.payload.get("message_id").and_then(|id| id.as_str()).and_then(|id| id.parse().ok()) else {
        return JobEnd::Fail("the job names no message".to_owned());
    };
    let loaded = app.db.read(move |tx| load(tx, company_id, id)).await;
    let (to_send, recipient) = match loaded {
        Ok(Some(loaded)) => loaded,
        Ok(None) => return JobEnd::Fail("the message is unknown".to_owned()),
        Err(error) => return JobEnd::Retry(FIRST_WAIT, error.to_string()),
    };
    if to_send.status != Some(SendStatus::Queued) {
        return JobEnd::Done;
    }
    if job.was_interrupted() {
        let title = "interrupted while sending: it may have gone out".to_owned();
        return settle(app, company_id, id, &to_send, Asked::Refused { code: 0, title, retry: Retry::Never }, job)
            .await;
    }
    let asked = match ask(app, id, &to_send, recipient).await {
        Ok(asked) => asked,
        Err(reason) => Asked::Refused { code: 0, title: reason, retry: Retry::Later },
    };
    settle(app, company_id, id, &to_send, asked, job).await
}

fn load(
    tx: &mut nascente_store::Tx<'_>,
    company_id: CompanyId,
    id: MessageId,
) -> Result<Option<(ToSend, Option<Recipient>)>, StoreError> {
    let Some(to_send) = message::to_send(tx, company_id, id)? else { return Ok(None) };
    let recipient = match to_send.phone.as_deref().and_then(Phone::read) {
        Some(phone) => Some(Recipient::Phone(phone)),
        None => without_number(tx, company_id, to_send.contact_id)?,
    };
    Ok(Some((to_send, recipient)))
}

/// How somebody who hides the number is addressed.
fn without_number(
    tx: &mut nascente_store::Tx<'_>,
    company_id: CompanyId,
    contact_id: ContactId,
) -> Result<Option<Recipient>, StoreError> {
    let family = contact::families(tx, company_id, vec![contact_id])?;
    let all = family.iter().map(|row| row.contact_id).collect();
    let owned = contact::identities_of(tx, company_id, all)?;
    let value_of = |kind| owned.iter().find(|(one, _)| one.kind == kind).map(|(one, _)| one.value.clone());
    let bsuid = value_of(IdentityKind::Bsuid).map(Recipient::Bsuid);
    Ok(bsuid.or_else(|| value_of(IdentityKind::Lid).map(Recipient::Lid)))
}

/// Asks the provider; an error is a reason to try later.
async fn ask(app: &App, id: MessageId, to_send: &ToSend, recipient: Option<Recipient>) -> Result<Asked, String> {
    let never = |title: &str| Ok(Asked::Refused { code: 0, title: title.to_owned(), retry: Retry::Never });
    let Some(recipient) = recipient else { return never("the contact has no number to send to") };
    let route = channel_route(app, to_send.channel_id).await.map_err(|error| error.to_string())?;
    let Some(route) = route.filter(|route| !route.archived) else { return never("this number is not connected") };
    let Some(call) = call(&route, id, to_send, recipient) else {
        return never("the connection of this number lacks a setting, or cannot say this");
    };
    let door = app.outbound().map_err(|error| error.to_string())?;
    let answer = match door.call(call).await {
        Ok(answer) => answer,
        // The question went out and its answer was lost: asking again may send twice, so a person decides.
        Err(error @ (OutboundError::NoAnswer(_) | OutboundError::TooLarge)) => {
            return never(&format!("{error}; it may have gone out"));
        }
        Err(error) => return Err(error.to_string()),
    };
    match provider::read_send(route.provider, answer.status, &answer.body) {
        Some(SendAnswer::Accepted { provider_id, .. }) => Ok(Asked::Accepted { provider_id }),
        Some(SendAnswer::Refused { code, title, retry }) => Ok(Asked::Refused { code, title, retry }),
        None => never("this provider cannot send"),
    }
}

fn call(route: &ChannelRoute, id: MessageId, to_send: &ToSend, recipient: Recipient) -> Option<Call> {
    let message = OutboundMessage {
        to: recipient,
        content: content(to_send)?,
        our_id: id.to_string(),
        reply_to: to_send.reply_to.clone(),
    };
    provider::send(route.provider, &|name| route.secrets.setting(name), &message)
}

/// What the message says; `None` for a template that lost its language.
fn content(to_send: &ToSend) -> Option<OutboundContent> {
    if to_send.kind != MessageKind::Template {
        return Some(OutboundContent::Text(to_send.text.clone()));
    }
    let language = to_send.details.as_ref()?.get("language")?.as_str()?.to_owned();
    Some(OutboundContent::Template { name: to_send.text.clone(), language })
}

/// Keeps what the provider answered in the message, and decides about the job.
async fn settle(
    app: &App,
    company_id: CompanyId,
    id: MessageId,
    to_send: &ToSend,
    asked: Asked,
    job: &ClaimedJob,
) -> JobEnd {
    let ended = match &asked {
        Asked::Accepted { .. } => JobEnd::Done,
        Asked::Refused { title, retry: Retry::Later | Retry::LaterForThisContact, .. } if job.attempts < ATTEMPTS => {
            let doubled = u32::try_from(job.attempts - 1).unwrap_or(16).min(16);
            return JobEnd::Retry((FIRST_WAIT << doubled).min(LONGEST_WAIT), title.clone());
        }
        Asked::Refused { title, .. } => JobEnd::Fail(title.clone()),
    };
    let (of_unit, channel_id) = (app.clone(), to_send.channel_id);
    let written = app
        .db
        .write(Lane::Work, move |tx| {
            let Some(locked) = company::lock(tx, company_id)? else { return Ok(()) };
            let known = message::known_by_id(tx, company_id, vec![id])?;
            let before = known.first().and_then(|known| known.status).unwrap_or(SendStatus::Queued);
            match &asked {
                Asked::Accepted { provider_id } => match known.first() {
                    Some(sent) => record::echo::accepted(&of_unit, tx, locked, sent, provider_id),
                    None => Ok(()),
                },
                // An echo or a report that came meanwhile proves that it went out, whatever the answer said.
                Asked::Refused { .. } if known.first().is_some_and(|known| known.provider_id.is_some()) => Ok(()),
                Asked::Refused { code, title, retry } => {
                    if *retry == Retry::StopChannel {
                        channel::note_trouble(tx, company_id, channel_id, title)?;
                    }
                    let error = Some((*code, title.clone()));
                    message::set_status(tx, company_id, id, before.after(SendStatus::Failed), error)
                }
            }
        })
        .await;
    app.hint(LiveHint { company_id, kind: "conversation", id: to_send.conversation_id.to_string(), version: None });
    match written {
        Ok(()) => ended,
        // The provider has answered; asking it again would send twice. The next attempt finds the job interrupted.
        Err(error) => JobEnd::Fail(error.to_string()),
    }
}
