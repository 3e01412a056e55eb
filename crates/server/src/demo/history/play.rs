//! Playing a plan: each step through the stage that a real one goes through, at its own time.
//!
//! In: the plan, and an [`App`] whose clock is set. Out: the history in the store. Clicks go into the click store,
//! deliveries are kept raw and recorded, the staff's commands go over the desk; what would be sent is marked as sent
//! instead. Half a day is one transaction: within it the steps of each person keep their order, and steps of different
//! persons that may go together do. A command that the state refuses by then (the silence rule was faster) is left out.

use std::collections::HashMap;
use std::sync::Arc;

use jiff::tz::TimeZone;
use nascente_domain::closing::{Accepted, Answers, Demands, Unmet, accept};
use nascente_domain::code::{Code, CodeKind};
use nascente_domain::conversation::Status;
use nascente_domain::id::{CompanyId, ConversationId, DepartmentId, MessageId};
use nascente_domain::link::ClickVerdict;
use nascente_domain::media::MediaState;
use nascente_domain::message::{Author, Direction, MessageKind, SendStatus};
use nascente_domain::moment::{HOUR, Moment, SECOND};
use nascente_domain::phone::Phone;
use nascente_store::click::{self, NewClick};
use nascente_store::delivery::{self, NewDelivery};
use nascente_store::message::NewMessage;
use nascente_store::statistics::{self, Growth, Tables};
use nascente_store::{Lane, Tx, company, conversation, department, job, media, message};
use serde_json::{Value, json};

use super::sources;
use super::step::{Act, Deed, Ending, Member, Step};
use crate::app::App;
use crate::attend::desk::{Desk, Doer};
use crate::attend::say::add_sent_text;
use crate::attend::start::{self, Opening, Recipient, Start};
use crate::auth::caller::Caller;
use crate::clock::SetClock;
use crate::close;
use crate::demo::payload;
use crate::demo::shop::Shop;
use crate::failure::Failure;
use crate::jobs::{fetch, send, silence};
use crate::record::facts::Facts;
use crate::record::working::WorkingSet;
use crate::record::{Early, Load, record_pending};

/// The time that one transaction holds.
const STRETCH: i64 = 12 * HOUR;
/// How long the provider takes to deliver.
const TRANSIT: i64 = 2 * SECOND;

/// Plays a plan to its end.
pub(super) async fn play(
    app: &App,
    clock: &Arc<SetClock>,
    shop: &Shop,
    scripts: Vec<Vec<Step>>,
    now: Moment,
) -> Result<(), Failure> {
    let demands = demands(app, shop).await?;
    let stage = Arc::new(Stage {
        app: app.clone(),
        clock: Arc::clone(clock),
        shop: shop.clone(),
        demands,
        delivered: Growth::default(),
        clicked: Growth::default(),
    });
    for (until, stretch) in stretches(scripts, &shop.admin().zone, now) {
        let of_unit = Arc::clone(&stage);
        let stretch = Arc::new(stretch);
        app.db.write(Lane::Work, move |tx| of_unit.stretch(tx, &stretch, until)).await?;
    }
    let company_id = shop.company_id;
    app.db.write(Lane::Work, move |tx| settle_jobs(tx, company_id, now)).await
}

async fn demands(app: &App, shop: &Shop) -> Result<HashMap<DepartmentId, Demands>, Failure> {
    let company_id = shop.company_id;
    let ids: Vec<DepartmentId> = shop.homes.values().map(|home| home.department_id).collect();
    app.db
        .read(move |tx| {
            let mut all = HashMap::new();
            for id in &ids {
                all.extend(department::demands(tx, company_id, *id)?.map(|found| (*id, found.demands)));
            }
            Ok(all)
        })
        .await
}

/// Cuts every person's steps into stretches of time, which end at nine in the morning and at nine in the evening.
fn stretches(scripts: Vec<Vec<Step>>, zone: &TimeZone, now: Moment) -> Vec<(Moment, Vec<Vec<Step>>)> {
    let Some(first) = scripts.iter().filter_map(|steps| steps.first()).map(|step| step.at).min() else {
        return Vec::new();
    };
    let first = first.day_in(zone).start_in(zone).plus(9 * HOUR - 2 * STRETCH);
    let count = usize::try_from(now.since(first) / STRETCH).unwrap_or(0) + 1;
    let end = |index: usize| first.plus(STRETCH.saturating_mul(i64::try_from(index).unwrap_or(0) + 1));
    let mut cut: Vec<Vec<Vec<Step>>> = vec![Vec::new(); count];
    for steps in scripts {
        let mut last = usize::MAX;
        for step in steps {
            let index = usize::try_from(step.at.since(first) / STRETCH).unwrap_or(0).min(count - 1);
            if index != last {
                cut[index].push(Vec::new());
                last = index;
            }
            if let Some(part) = cut[index].last_mut() {
                part.push(step);
            }
        }
    }
    // The last moment before now is left to the program itself, so that ids and times never meet.
    cut.into_iter().enumerate().map(|(index, part)| (end(index).min(now.plus(-SECOND)), part)).collect()
}

struct Stage {
    app: App,
    clock: Arc<SetClock>,
    shop: Shop,
    /// What each department asks for when a conversation ends; nobody changes it in the history.
    demands: HashMap<DepartmentId, Demands>,
    /// Deliveries and clicks that were added: the recorder, which has tables counted as they grow, is not asked.
    delivered: Growth,
    clicked: Growth,
}

impl Stage {
    fn company_id(&self) -> CompanyId {
        self.shop.company_id
    }

    fn stretch(&self, tx: &mut Tx<'_>, scripts: &[Vec<Step>], until: Moment) -> Result<(), Failure> {
        self.click(tx, scripts)?;
        let mut next: Vec<&[Step]> = scripts.iter().map(Vec::as_slice).collect();
        // How far a message got changes nothing that the staff waits for: it is recorded with what arrives next.
        let mut told: Vec<&Step> = Vec::new();
        while next.iter().any(|steps| !steps.is_empty()) {
            let mut arrived = take_while(&mut next, |deed| !is_of_staff(deed));
            arrived.append(&mut told);
            self.record(tx, &arrived)?;
            let may = |deed: &Deed| is_of_staff(deed) || matches!(deed, Deed::Status(_));
            let (acts, statuses) = take_while(&mut next, may).into_iter().partition(|step| is_of_staff(&step.deed));
            told = statuses;
            self.act(tx, &acts)?;
        }
        self.record(tx, &told)?;
        self.clock.set(until);
        silence::round_in(&self.app, tx, self.company_id())?;
        settle_jobs(tx, self.company_id(), until)
    }

    fn click(&self, tx: &mut Tx<'_>, scripts: &[Vec<Step>]) -> Result<(), Failure> {
        let mut clicks: Vec<NewClick> = Vec::new();
        // Their ids tell their order.
        let mut steps: Vec<&Step> = scripts.iter().flatten().collect();
        steps.sort_by_key(|step| step.at);
        for step in steps {
            let Deed::Click { slug, code } = &step.deed else { continue };
            let Some(link) = self.shop.links.get(*slug) else { continue };
            self.clock.set(step.at);
            let click_id: nascente_domain::id::ClickId = self.app.id();
            clicks.push(NewClick {
                company_id: self.company_id(),
                click_id,
                link_id: link.link_id,
                code: code.clone(),
                clicked_at: step.at,
                day: step.at.day_in(&self.shop.admin().zone),
                hour: step.at.hour_in(&self.shop.admin().zone),
                verdict: ClickVerdict::Valid,
                visitor_key: format!("{:032x}", click_id.value()),
                query: sources::query_of(slug, step.at),
                referrer: None,
                language: Some("pt-BR".to_owned()),
                device: Some(if step.at.millis() % 9_000 == 0 { "desktop" } else { "mobile" }.to_owned()),
                region: None,
            });
        }
        let mut draw = || Code::make(CodeKind::Click, u32::try_from(self.app.random() >> 32).unwrap_or_default());
        let grown = self.clicked.add(clicks.len());
        click::record(tx, clicks, &mut draw)?;
        if grown {
            statistics::refresh(tx, Tables::Clicks)?;
        }
        Ok(())
    }

    /// Keeps what arrived as raw deliveries, and records it.
    fn record(&self, tx: &mut Tx<'_>, steps: &[&Step]) -> Result<(), Failure> {
        let mut steps: Vec<&Step> = steps.to_vec();
        steps.sort_by_key(|step| step.at);
        let mut deliveries = Vec::new();
        let mut statuses = Vec::new();
        for step in &steps {
            match &step.deed {
                Deed::Delivery(body) => deliveries.push(self.delivery(step.at, body)),
                Deed::Status(status) => statuses.push(status.clone()),
                _ => {}
            }
        }
        let Some(last) = steps.last() else { return Ok(()) };
        // The provider tells of many messages at once.
        for part in statuses.chunks(40) {
            deliveries.push(self.delivery(last.at, &payload::statuses(part)));
        }
        if deliveries.is_empty() {
            return Ok(());
        }
        let grown = self.delivered.add(deliveries.len());
        delivery::insert(tx, &deliveries)?;
        self.clock.set(last.at.plus(TRANSIT));
        let mut left = deliveries.len();
        while left > 0 {
            let recorded =
                record_pending(&self.app, tx, self.company_id(), Load::Oldest(i64::MAX), Early::DecidedAgain)?;
            if recorded.deliveries == 0 {
                break;
            }
            left = left.saturating_sub(recorded.deliveries);
        }
        if grown {
            statistics::refresh(tx, Tables::Recording)?;
        }
        Ok(())
    }

    fn delivery(&self, at: Moment, body: &Value) -> NewDelivery {
        self.clock.set(at.plus(TRANSIT));
        NewDelivery {
            company_id: self.company_id(),
            delivery_id: self.app.id(),
            channel_id: self.shop.channel_id,
            provider: "meta_cloud",
            received_at: at.plus(TRANSIT),
            body: body.to_string().into_bytes(),
        }
    }

    /// Carries out what the staff does, on one desk for all its conversations.
    fn act(&self, tx: &mut Tx<'_>, steps: &[&Step]) -> Result<(), Failure> {
        if steps.is_empty() {
            return Ok(());
        }
        let company_id = self.company_id();
        let about: Vec<String> = steps
            .iter()
            .filter_map(|step| if let Deed::Act { about, .. } = &step.deed { Some(about.clone()) } else { None })
            .collect();
        let known = message::known(tx, company_id, self.shop.channel_id, about)?;
        let conversations: HashMap<String, ConversationId> =
            known.into_iter().filter_map(|one| Some((one.provider_id?, one.conversation_id))).collect();
        let mut ids: Vec<ConversationId> = conversations.values().copied().collect();
        ids.sort_unstable();
        ids.dedup();
        let locked = company::lock(tx, company_id)?.ok_or(Failure::NotFound)?;
        let rows = conversation::load(tx, company_id, ids)?;
        let working = WorkingSet::new(&self.app, locked, Facts { conversations: rows, ..Facts::default() });
        let mut desk = Desk::over(working, ConversationId::from(0), self.app.now());
        let mut starts = Vec::new();
        for step in steps {
            match &step.deed {
                Deed::Act { about, by, act } => {
                    let Some(id) = conversations.get(about) else { continue };
                    self.clock.set(step.at);
                    (desk.id, desk.now) = (*id, step.at);
                    unless_refused(self.one(tx, &mut desk, *by, act))?;
                }
                Deed::Start { .. } => starts.push(*step),
                _ => {}
            }
        }
        desk.write(tx)?;
        for step in starts {
            unless_refused(self.start(tx, step))?;
        }
        Ok(())
    }

    /// One command.
    fn one(&self, tx: &mut Tx<'_>, desk: &mut Desk, by: Member, act: &Act) -> Result<(), Failure> {
        let caller = &self.shop.staff[by];
        let doer = Doer::from(caller);
        match act {
            Act::Reply { text, id } => reply(desk, caller, text, id)?,
            Act::Transfer { department, to } => {
                let department_id = self.shop.homes.get(*department).ok_or(Failure::NotFound)?.department_id;
                let user_id = to.and_then(|member| self.shop.staff[member].user_id());
                let from = desk.row()?.department_id;
                let next = desk.row()?.state().transfer(department_id, user_id)?;
                desk.set_state(next)?;
                let details = json!({ "from": from, "to": department_id, "user_id": user_id });
                desk.note_event(&doer, "transferred", details);
            }
            Act::Note(text) => note(&self.app, desk, caller, text)?,
            Act::Close(ending) => {
                let accepted = self.accepted(desk, ending)?;
                close::end(tx, desk, &close::Closer::from(caller), accepted)?;
            }
            Act::Classify(ending) => {
                if desk.row()?.status != Status::Closed || desk.row()?.disposition_id.is_some() {
                    return Ok(());
                }
                let accepted = self.accepted(desk, ending)?;
                close::put_closing(tx, desk, &close::Closer::from(caller), accepted, None)?;
                let details = json!({ "disposition_id": desk.row()?.disposition_id, "corrects": false });
                desk.note_event(&doer, "classified", details);
            }
            Act::DismissReturn => {
                let next = desk.row()?.state().dismiss_return()?;
                desk.set_state(next)?;
                desk.row_mut()?.unread = 0;
                desk.note_event(&doer, "return_dismissed", json!({}));
            }
        }
        Ok(())
    }

    /// The answers, held against what the department demands, as [`close::close`] does.
    fn accepted(&self, desk: &Desk, ending: &Ending) -> Result<Accepted, Failure> {
        let department_id = desk.row()?.department_id;
        let home = self.shop.homes.values().find(|home| home.department_id == department_id);
        let demands = self.demands.get(&department_id).ok_or(Failure::NotFound)?;
        let answers = Answers {
            disposition_id: ending.disposition.and_then(|name| self.shop.dispositions.get(name).copied()),
            value_cents: ending.value_cents,
            note: ending.note.clone(),
            form_version: home.map(|home| home.form_version),
            fields: ending.fields.iter().map(|(key, value)| ((*key).to_owned(), value.clone())).collect(),
        };
        accept(demands, answers).map_err(|unmet| match unmet {
            Unmet::Fields(errors) => Failure::Invalid(errors),
            Unmet::StaleForm => Failure::Unavailable(unmet.to_string()),
        })
    }

    fn start(&self, tx: &mut Tx<'_>, step: &Step) -> Result<(), Failure> {
        let Deed::Start { phone, by, department, text } = &step.deed else { return Ok(()) };
        self.clock.set(step.at);
        let start = Start {
            recipient: Recipient::Phone(Phone::read(phone).ok_or(Failure::NotFound)?),
            channel_id: self.shop.channel_id,
            department_id: self.shop.homes.get(*department).map(|home| home.department_id),
            opening: Opening::Text(text.clone()),
        };
        start::begin(&self.app, tx, &self.shop.staff[*by], &start)?.write(tx).map(drop)
    }
}

/// An answer that has gone out already.
fn reply(desk: &mut Desk, caller: &Caller, text: &str, id: &str) -> Result<(), Failure> {
    let user_id = caller.user_id().ok_or(Failure::NotFound)?;
    let before = desk.row()?.agent_id;
    let next = desk.row()?.state().answer_by(user_id)?;
    desk.set_state(next)?;
    if next.agent_id != before {
        desk.note_event(&Doer::from(caller), "assigned", json!({ "user_id": user_id, "by_reply": true }));
    }
    add_sent_text(desk, Author::Agent, Some(user_id), text.to_owned(), id.to_owned())
}

fn note(app: &App, desk: &mut Desk, caller: &Caller, text: &str) -> Result<(), Failure> {
    let (now, id, channel_id) = (desk.now, desk.id, desk.row()?.channel_id);
    desk.working.add_message(NewMessage {
        message_id: app.id(),
        conversation_id: id,
        channel_id,
        provider_id: None,
        direction: Direction::Internal,
        author: Author::Agent,
        user_id: caller.user_id(),
        kind: MessageKind::Note,
        text: Some(text.to_owned()),
        details: None,
        card: None,
        reply_to: None,
        sent_at: now,
        received_at: now,
        status: None,
        target: None,
        home_id: None,
    });
    Ok(())
}

/// What the state of the conversation refuses does not happen; anything else that fails is a fault.
fn unless_refused<T>(outcome: Result<T, Failure>) -> Result<Option<T>, Failure> {
    match outcome {
        Ok(value) => Ok(Some(value)),
        Err(Failure::Conflict { .. }) => Ok(None),
        Err(failure) => Err(failure),
    }
}

const fn is_of_staff(deed: &Deed) -> bool {
    matches!(deed, Deed::Act { .. } | Deed::Start { .. })
}

/// Takes from each script the steps at its front that may go now.
fn take_while<'a>(next: &mut [&'a [Step]], may: impl Fn(&Deed) -> bool) -> Vec<&'a Step> {
    let mut taken = Vec::new();
    for steps in next {
        let count = steps.iter().take_while(|step| may(&step.deed)).count();
        let (now, later) = steps.split_at(count);
        taken.extend(now);
        *steps = later;
    }
    taken
}

/// Nothing of the past is sent or fetched: every job counts as done, its message as sent, its file as gone.
fn settle_jobs(tx: &mut Tx<'_>, company_id: CompanyId, until: Moment) -> Result<(), Failure> {
    loop {
        let jobs = job::claim(tx, company_id, until, until.plus(HOUR), 500, &[send::KIND, fetch::KIND])?;
        if jobs.is_empty() {
            return Ok(());
        }
        let named = |job: &job::ClaimedJob| job.payload["message_id"].as_str()?.parse::<MessageId>().ok();
        let ids: Vec<MessageId> = jobs.iter().filter_map(named).collect();
        for known in message::known_by_id(tx, company_id, ids)? {
            if known.status == Some(SendStatus::Queued) {
                let provider_id = format!("wamid.HBgMA{}", known.message_id);
                message::set_sent(tx, company_id, known.message_id, &provider_id, SendStatus::Delivered)?;
            }
        }
        for job in jobs {
            // The people of the past sent no real bytes.
            if let Some(id) = job.payload["media_id"].as_str().and_then(|id| id.parse().ok()) {
                media::settle(tx, company_id, id, MediaState::Gone, Some("a demonstração não guarda arquivos"), 1)?;
            }
            job::done(tx, company_id, job.job_id)?;
        }
    }
}
