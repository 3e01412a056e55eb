//! Sending a message: the provider is asked once; what it answers decides whether it is asked again.
//!
//! Invariants: a message whose sending may have arrived is never sent again, whatever became of the answer; messages to
//! one contact keep their order (the store gives only the first of them); a provider that asks to be left alone is left
//! alone by every message of its channel; a file is uploaded once, however often its message is tried.

use std::collections::BTreeSet;

use nascente_domain::id::{CompanyId, ContactId, MessageId};
use nascente_domain::message::{MessageKind, SendStatus};
use nascente_domain::moment::SECOND;
use nascente_domain::person::IdentityKind;
use nascente_domain::phone::Phone;
use nascente_store::job::ClaimedJob;
use nascente_store::media::MediaRow;
use nascente_store::message::{self, ToSend};
use nascente_store::{Lane, StoreError, channel, company, contact, media, send_queue};
use nascente_wire::call::Call;
use nascente_wire::media::OutboundMedia;
use nascente_wire::outbound::{OutboundContent, OutboundMessage, Recipient, Retry, SendAnswer};
use nascente_wire::provider;

use crate::app::{App, LiveHint};
use crate::auth::channel_secrets::{ChannelRoute, channel_route};
use crate::jobs::runner::JobEnd;
use crate::jobs::send_file;
use crate::outbound::OutboundError;
use crate::record;
use crate::record::waiting::{self, Subject};

/// The kind of these jobs.
pub const KIND: &str = send_queue::SEND_JOB;
/// Attempts before a message is given up.
const ATTEMPTS: i64 = 8;
/// The wait after the first attempt; it doubles with each.
const FIRST_WAIT: i64 = 2 * SECOND;
const LONGEST_WAIT: i64 = 600 * SECOND;
/// The longest wait that a provider may ask for.
const LONGEST_ASKED: i64 = 3_600 * SECOND;

/// What came of asking the provider.
pub(super) enum Asked {
    Accepted { provider_id: String },
    Refused(Refusal),
}

/// Why a message did not go out.
pub(super) struct Refusal {
    pub(super) code: i64,
    pub(super) title: String,
    pub(super) retry: Retry,
    /// The milliseconds that the provider asks to wait.
    pub(super) wait: Option<i64>,
}

impl Refusal {
    pub(super) fn new(title: impl Into<String>, retry: Retry) -> Self {
        Self { code: 0, title: title.into(), retry, wait: None }
    }

    /// The same refusal, with what the provider asks to wait in seconds.
    pub(super) fn waiting(self, seconds: Option<i64>) -> Self {
        Self { wait: seconds.map(|seconds| seconds.max(0).saturating_mul(SECOND).min(LONGEST_ASKED)), ..self }
    }
}

/// What is to be sent, to whom.
struct Letter {
    to_send: ToSend,
    recipient: Option<Recipient>,
    file: Option<MediaRow>,
}

/// Sends the message that the job names.
pub(super) async fn carry_out(app: &App, company_id: CompanyId, job: &ClaimedJob) -> JobEnd {
    let Some(id) = job.payload.get("message_id").and_then(|id| id.as_str()).and_then(|id| id.parse().ok()) else {
        return JobEnd::Fail("the job names no message".to_owned());
    };
    let letter = match app.db.read(move |tx| load(tx, company_id, id)).await {
        Ok(Some(letter)) => letter,
        Ok(None) => return JobEnd::Fail("the message is unknown".to_owned()),
        Err(error) => return JobEnd::Postpone(FIRST_WAIT, StoreError::to_string(&error)),
    };
    if letter.to_send.status != Some(SendStatus::Queued) {
        return JobEnd::Done;
    }
    if let Some(wait) = app.pauses.remaining(letter.to_send.channel_id, app.now()) {
        return JobEnd::Postpone(wait, "the provider asked to be left alone".to_owned());
    }
    let asked = match ask(app, company_id, id, &letter, job).await {
        Ok(asked) => asked,
        Err(refusal) => Asked::Refused(refusal),
    };
    settle(app, company_id, id, &letter.to_send, asked, job).await
}

fn load(tx: &mut nascente_store::Tx<'_>, company_id: CompanyId, id: MessageId) -> Result<Option<Letter>, StoreError> {
    let Some(to_send) = message::to_send(tx, company_id, id)? else { return Ok(None) };
    let recipient = match to_send.phone.as_deref().and_then(Phone::read) {
        Some(phone) => Some(Recipient::Phone(phone)),
        None => without_number(tx, company_id, to_send.contact_id)?,
    };
    let file = media::of_messages(tx, company_id, vec![id])?.pop();
    Ok(Some(Letter { to_send, recipient, file }))
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

/// Asks the provider; an error is a refusal before the message itself was sent.
async fn ask(
    app: &App,
    company_id: CompanyId,
    id: MessageId,
    letter: &Letter,
    job: &ClaimedJob,
) -> Result<Asked, Refusal> {
    let never = |title: &str| Refusal::new(title, Retry::Never);
    let later = |error: &dyn std::fmt::Display| Refusal::new(error.to_string(), Retry::Later);
    let to_send = &letter.to_send;
    let recipient = letter.recipient.clone().ok_or_else(|| never("the contact has no number to send to"))?;
    let route = channel_route(app, to_send.channel_id).await.map_err(|error| later(&error))?;
    let route = route.filter(|route| !route.archived).ok_or_else(|| never("this number is not connected"))?;
    if job.was_interrupted() && may_have_gone_out(&route, letter) {
        return Err(never("interrupted while sending: it may have gone out"));
    }
    let file = match &letter.file {
        Some(file) => Some(send_file::prepare(app, company_id, &route, file, to_send).await?),
        None => None,
    };
    let media = file.as_ref().map(|file| file.media.clone());
    let Some(call) = call(&route, id, to_send, recipient, media) else {
        return Err(never("the connection of this number lacks a setting, or cannot say this"));
    };
    let door = app.outbound().map_err(|error| later(&error))?;
    let answer = match door.call(call).await {
        Ok(answer) => answer,
        Err(error @ OutboundError::Unreached) => return Err(later(&error)),
        Err(error @ OutboundError::Forbidden) => return Err(never(&error.to_string())),
        Err(error @ (OutboundError::NoAnswer(_) | OutboundError::TooLarge)) => {
            return Err(never(&format!("{error}; it may have gone out")));
        }
    };
    match provider::read_send(route.provider, answer.status, &answer.body) {
        Some(SendAnswer::Accepted { provider_id, .. }) => Ok(Asked::Accepted { provider_id }),
        Some(SendAnswer::Refused { code, title, retry }) => {
            let refusal = Refusal { code, title, retry, wait: None }.waiting(answer.retry_after);
            if let (Some(wait), Retry::Later) = (refusal.wait, retry) {
                app.pauses.pause(to_send.channel_id, app.now().plus(wait));
            }
            Ok(Asked::Refused(refusal))
        }
        None => Err(never("this provider cannot send")),
    }
}

/// Whether an attempt that never ended can have sent the message: not while its file was still to be uploaded.
fn may_have_gone_out(route: &ChannelRoute, letter: &Letter) -> bool {
    let uploads = provider::media_carrier(route.provider) == Some(nascente_wire::media::MediaCarrier::Upload);
    !(uploads && letter.file.as_ref().is_some_and(|file| file.provider_upload.is_none()))
}

fn call(
    route: &ChannelRoute,
    id: MessageId,
    to_send: &ToSend,
    recipient: Recipient,
    file: Option<OutboundMedia>,
) -> Option<Call> {
    let message = OutboundMessage {
        to: recipient,
        content: file.map(OutboundContent::Media).or_else(|| words(to_send))?,
        our_id: id.to_string(),
        reply_to: to_send.reply_to.clone(),
    };
    provider::send(route.provider, &|name| route.secrets.setting(name), &message)
}

/// What a message without a file says; `None` for a template that lost its language, and for a file that is not there.
fn words(to_send: &ToSend) -> Option<OutboundContent> {
    match to_send.kind {
        MessageKind::Text => Some(OutboundContent::Text(to_send.text.clone())),
        MessageKind::Template => {
            let language = to_send.details.as_ref()?.get("language")?.as_str()?.to_owned();
            Some(OutboundContent::Template { name: to_send.text.clone(), language })
        }
        _ => None,
    }
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
        Asked::Refused(refusal) => match refusal.retry {
            Retry::Later | Retry::LaterForThisContact if job.attempts < ATTEMPTS => {
                let wait = refusal.wait.unwrap_or(0).max(wait_after(job.attempts));
                return JobEnd::Retry(wait, refusal.title.clone());
            }
            _ => JobEnd::Fail(refusal.title.clone()),
        },
    };
    let (of_unit, channel_id) = (app.clone(), to_send.channel_id);
    let named = match &asked {
        Asked::Accepted { provider_id } => Some(Subject::Message(channel_id, provider_id.clone())),
        Asked::Refused(_) => None,
    };
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
                Asked::Refused(_) if known.first().is_some_and(|known| known.provider_id.is_some()) => Ok(()),
                Asked::Refused(refusal) => {
                    if refusal.retry == Retry::StopChannel {
                        channel::note_trouble(tx, company_id, channel_id, &refusal.title)?;
                    }
                    let error = Some((refusal.code, refusal.title.clone()));
                    message::set_statuses(tx, company_id, [(&id, &(before.after(SendStatus::Failed), error))])
                }
            }
        })
        .await;
    if let (Ok(()), Some(named)) = (&written, named) {
        // A report may have come before it was known whose it is.
        waiting::wake(app, company_id, BTreeSet::from([named])).await;
    }
    app.hint(LiveHint { company_id, kind: "conversation", id: to_send.conversation_id.to_string(), version: None });
    match written {
        Ok(()) => ended,
        // The provider has answered; asking it again would send twice. The next attempt finds the job interrupted.
        Err(error) => JobEnd::Fail(StoreError::to_string(&error)),
    }
}

fn wait_after(attempts: i64) -> i64 {
    let doubled = u32::try_from(attempts - 1).unwrap_or(16).min(16);
    (FIRST_WAIT << doubled).min(LONGEST_WAIT)
}
