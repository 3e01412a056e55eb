//! Asking a provider for the number behind a hidden id (LID), where a message brought nothing else.
//!
//! In: a contact of a channel. Out: its number, and where somebody with that number is known already, one person of the
//! two: the provider's word is the proof. Refused: an answer about somebody else; merging two people whom unchangeable
//! identities tell apart. Asking twice does no harm; whoever stays unknown is asked about again at the first message of
//! another day.

use std::collections::BTreeMap;

use nascente_domain::id::{ChannelId, CompanyId, ContactId, ConversationId};
use nascente_domain::moment::SECOND;
use nascente_domain::person::{IdentityKind, Party};
use nascente_store::job::{ClaimedJob, NewJob};
use nascente_store::recording::ChannelFacts;
use nascente_store::{Lane, StoreError, Tx, company, contact};
use nascente_wire::lid::LidAnswer;
use nascente_wire::outbound::Retry;
use nascente_wire::{Provider, provider};
use serde_json::json;

use crate::app::App;
use crate::attend::desk::Desk;
use crate::auth::channel_secrets::channel_route;
use crate::failure::Failure;
use crate::jobs::runner::JobEnd;
use crate::record::working::WorkingSet;
use crate::record::{facts, settle_people, waiting};

/// The kind of these jobs.
pub const KIND: &str = "look_up_lid";
/// Attempts before a number stays unknown for the day.
const ATTEMPTS: i64 = 6;
/// The wait after the first attempt; it doubles with each.
const FIRST_WAIT: i64 = 5 * SECOND;

/// The jobs for people who wrote through these channels and whose numbers are not known.
pub(crate) fn jobs_for(
    working: &WorkingSet,
    channels: &[ChannelFacts],
    wrote: BTreeMap<ContactId, ChannelId>,
) -> Vec<NewJob> {
    let (app, now) = (&working.app, working.app.now());
    let can_tell = |id: ChannelId| {
        let channel = channels.iter().find(|channel| channel.channel_id == id);
        let provider = channel.and_then(|channel| channel.provider.parse::<Provider>().ok());
        provider.is_some_and(provider::looks_up_lids)
    };
    let is_hidden = |id: &ContactId| working.contacts.get(id).is_some_and(|held| held.now.phone.is_none());
    let wanted = wrote.into_iter().filter(|(id, channel_id)| is_hidden(id) && can_tell(*channel_id));
    wanted
        .map(|(contact_id, channel_id)| NewJob {
            job_id: app.id(),
            kind: KIND,
            dedupe_key: format!("{channel_id}:{contact_id}:{}", now.day_in(&working.zone)),
            in_order_of: None,
            payload: json!({ "channel_id": channel_id, "contact_id": contact_id }),
            run_at: now,
            created_at: now,
        })
        .collect()
}

/// Asks for the number of the contact that the job names.
pub(super) async fn carry_out(app: &App, company_id: CompanyId, job: &ClaimedJob) -> JobEnd {
    let named = |name: &str| job.payload.get(name).and_then(|id| id.as_str());
    let channel_id = named("channel_id").and_then(|id| id.parse().ok());
    let contact_id = named("contact_id").and_then(|id| id.parse().ok());
    let (Some(channel_id), Some(contact_id)) = (channel_id, contact_id) else {
        return JobEnd::Fail("the job names nobody".to_owned());
    };
    match look_up(app, company_id, channel_id, contact_id).await {
        Ok(LidAnswer::Phone(_)) => JobEnd::Done,
        Ok(LidAnswer::Unknown) => JobEnd::Fail("the provider does not know the number".to_owned()),
        Ok(LidAnswer::Refused { title, retry: Retry::Later | Retry::LaterForThisContact }) => later(job, title),
        Ok(LidAnswer::Refused { title, .. }) => JobEnd::Fail(title),
        Err(failure) => later(job, failure.to_string()),
    }
}

fn later(job: &ClaimedJob, why: String) -> JobEnd {
    if job.attempts >= ATTEMPTS {
        return JobEnd::Fail(why);
    }
    let doubled = u32::try_from(job.attempts - 1).unwrap_or(16).min(16);
    JobEnd::Retry(FIRST_WAIT << doubled, why)
}

async fn look_up(
    app: &App,
    company_id: CompanyId,
    channel_id: ChannelId,
    contact_id: ContactId,
) -> Result<LidAnswer, Failure> {
    let never = |title: &str| LidAnswer::Refused { title: title.to_owned(), retry: Retry::Never };
    let lid = app.db.read(move |tx| lid_of(tx, company_id, contact_id)).await?;
    let Some(lid) = lid else { return Ok(never("the number is known by now")) };
    let route = channel_route(app, channel_id).await?.filter(|route| !route.archived);
    let Some(route) = route else { return Ok(never("this number is not connected any more")) };
    let call = provider::look_up_lid(route.provider, &|name| route.secrets.setting(name), &lid);
    let Some(call) = call else { return Ok(never("the connection of this number lacks a setting, or cannot tell")) };
    let answer = match app.outbound()?.call(call).await {
        Ok(answer) => answer,
        Err(error) => return Ok(LidAnswer::Refused { title: error.to_string(), retry: Retry::Later }),
    };
    let told = provider::read_lid(route.provider, &lid, answer.status, &answer.body).unwrap_or(LidAnswer::Unknown);
    if let LidAnswer::Phone(phone) = &told {
        let party = Party { phone: Some(phone.clone()), lid: Some(lid), ..Party::default() };
        learn(app, company_id, party).await?;
    }
    Ok(told)
}

/// The LID of somebody whose number is not known.
fn lid_of(tx: &mut Tx<'_>, company_id: CompanyId, contact_id: ContactId) -> Result<Option<String>, StoreError> {
    let family = contact::families(tx, company_id, vec![contact_id])?;
    let all = family.iter().map(|row| row.contact_id).collect();
    let owned = contact::identities_of(tx, company_id, all)?;
    let value_of = |kind| owned.iter().find(|(one, _)| one.kind == kind).map(|(one, _)| one.value.clone());
    Ok(value_of(IdentityKind::Lid).filter(|_| value_of(IdentityKind::Phone).is_none()))
}

/// Keeps that both identities are one person's.
async fn learn(app: &App, company_id: CompanyId, party: Party) -> Result<(), Failure> {
    let of_unit = app.clone();
    let (known_now, hints) = app
        .db
        .write(Lane::Work, move |tx| {
            let locked = company::lock(tx, company_id)?.ok_or(Failure::NotFound)?;
            let facts = facts::of_party(tx, company_id, &party)?;
            let mut working = WorkingSet::new(&of_unit, locked, facts);
            let person = working.contact(&party, of_unit.now());
            let known_now = waiting::of_person(&working, person);
            settle_people(tx, &mut working)?;
            let hints = Desk::over(working, ConversationId::from(0), of_unit.now()).write(tx)?;
            Ok::<_, Failure>((known_now, hints))
        })
        .await?;
    for hint in hints {
        app.hint(hint);
    }
    waiting::wake(app, company_id, known_now).await;
    app.job_arrived.notify_one();
    Ok(())
}
