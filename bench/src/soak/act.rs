//! What happens at one number: contacts write, the company answers in the program and on its phone, the number is lost.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use nascente_domain::connection::Connection;
use nascente_domain::message::SendStatus;
use nascente_domain::moment::Moment;
use nascente_server::demo::simulator::fakes::{Card, File, Happening, Person, Progress, Said};
use nascente_wire::Provider;
use serde_json::json;
use tokio::task::{AbortHandle, JoinSet};

use super::chance::Dice;
use super::office::{Number, Office};
use crate::failure::Failure;

/// Contacts of a number.
const CONTACTS: u64 = 60;
/// The pause between two events.
const PAUSE: Duration = Duration::from_millis(40);
/// Deliveries that are held back, to be posted in another order.
const HELD: usize = 6;

/// What was done at a number: what has to be found again.
#[derive(Debug, Default)]
pub(crate) struct Done {
    pub(crate) place: usize,
    pub(crate) provider: Option<Provider>,
    /// Texts of contacts.
    pub(crate) said: Vec<String>,
    /// Texts typed on the company's phone.
    pub(crate) echoed: Vec<String>,
    /// Texts that the program took to send.
    pub(crate) asked: Vec<String>,
    /// Deliveries that were posted, repetitions included.
    pub(crate) posted: usize,
    /// Posts that were not taken and were posted again.
    pub(crate) again: usize,
    /// The contacts' conversations.
    pub(crate) conversations: BTreeMap<String, String>,
}

#[expect(clippy::disallowed_methods, reason = "what happens in the soak happens now")]
fn now() -> Moment {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Moment::from_millis(i64::try_from(since.as_millis()).unwrap_or_default())
}

/// Acts at a number until a moment.
pub(crate) async fn act(office: Arc<Office>, number: Number, mut dice: Dice, until: Instant) -> Result<Done, Failure> {
    let mut done = Done { place: number.place, provider: Some(number.provider), ..Done::default() };
    let mut held: Vec<Happening> = Vec::new();
    let mut turn = 0_u64;
    while Instant::now() < until {
        turn += 1;
        match dice.below(100) {
            0..=69 => held.push(say(&office, &number, &mut dice, turn, &mut done)),
            70..=89 => answer(&office, &number, &mut dice, turn, &mut done).await?,
            90..=97 => held.extend(echo(&number, &mut dice, turn, &mut done)),
            98 if dice.percent(10) => lose(&office, &number).await,
            _ => office.fakes.lose_files(number.provider, &number.key),
        }
        if held.len() >= HELD {
            post(&office, &number, &mut dice, &mut held, &mut done).await;
        }
        tokio::time::sleep(PAUSE).await;
    }
    post(&office, &number, &mut dice, &mut held, &mut done).await;
    Ok(done)
}

fn person(number: &Number, which: u64) -> Person {
    Person { phone: format!("55119{}{which:07}", number.place + 1), name: format!("Pessoa {which}") }
}

fn message_id(number: &Number, turn: u64, mark: char) -> String {
    match number.provider {
        Provider::MetaCloud | Provider::Dialog360 => format!("wamid.{}{mark}{turn:016X}", number.place),
        Provider::Twilio => format!("SM{:08x}{turn:024x}", u32::from(mark)),
        _ => format!("3EB0{}{:02X}{turn:014X}", number.place, u32::from(mark)),
    }
}

/// A contact writes; one in ten sends a picture, one in twelve comes from an ad.
fn say(office: &Office, number: &Number, dice: &mut Dice, turn: u64, done: &mut Done) -> Happening {
    let id = message_id(number, turn, 'A');
    let text = format!("entra {} {turn}", number.place);
    let mut said = Said::text(&id, person(number, dice.below(CONTACTS)), now(), &text);
    if dice.percent(10) {
        let bytes = b"\x89PNG\r\n\x1a\n-not-a-whole-picture".to_vec();
        let (kind, mime_type, name) = ("image".to_owned(), "image/png".to_owned(), "foto.png".to_owned());
        let file = File { id, kind, mime_type, name, bytes };
        office.fakes.keep_file(number.provider, &number.key, file.clone());
        said.file = Some(file);
    }
    if dice.percent(8) {
        said.card = Some(Card {
            source_url: "https://fb.me/promo".to_owned(),
            source_id: format!("12021000000000000{}", dice.below(5)),
            source_type: "ad".to_owned(),
            headline: "Oferta".to_owned(),
            body: "Chama".to_owned(),
            click_id: Some(format!("ARA{turn}")),
        });
    }
    done.said.push(text);
    Happening::Message(said)
}

/// The company types on its phone; numbers at Twilio have none.
fn echo(number: &Number, dice: &mut Dice, turn: u64, done: &mut Done) -> Option<Happening> {
    if number.provider == Provider::Twilio {
        return None;
    }
    let which = dice.below(CONTACTS);
    // Without a conversation an echo is no message: only contacts who have one get one.
    if !done.conversations.contains_key(&person(number, which).phone) {
        return None;
    }
    let text = format!("celular {} {turn}", number.place);
    let said = Said::text(&message_id(number, turn, 'E'), person(number, which), now(), &text);
    done.echoed.push(text);
    Some(Happening::Echo(said))
}

/// The company answers through the API.
async fn answer(office: &Office, number: &Number, dice: &mut Dice, turn: u64, done: &mut Done) -> Result<(), Failure> {
    let phone = person(number, dice.below(CONTACTS)).phone;
    if !done.conversations.contains_key(&phone) {
        let listed = office.get(&format!("/api/v1/conversations?q={phone}&status=waiting")).await?;
        let found = listed["items"][0]["id"].as_str().map(str::to_owned);
        done.conversations.extend(found.map(|id| (phone.clone(), id)));
    }
    let Some(id) = done.conversations.get(&phone) else { return Ok(()) };
    let text = format!("sai {} {turn}", number.place);
    office.tell(&format!("/api/v1/conversations/{id}/messages"), &json!({ "text": text })).await?;
    done.asked.push(text);
    Ok(())
}

/// The number is lost for a moment, and tells so where it can.
async fn lose(office: &Office, number: &Number) {
    for state in [Connection::Disconnected, Connection::Connected] {
        office.fakes.set_state(number.provider, &number.key, state);
        let told = office.fakes.post(&office.http, number.provider, &number.key, &Happening::Connection(state)).await;
        if told.is_err() {
            // Some providers tell nothing; the program has to find out by itself.
            tokio::task::yield_now().await;
        }
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
}

/// Posts what was held back, in any order, some of it twice; what is not taken is posted again, as providers do.
async fn post(office: &Office, number: &Number, dice: &mut Dice, held: &mut Vec<Happening>, done: &mut Done) {
    let mut deliveries = Vec::new();
    for happening in held.drain(..) {
        let times = if dice.percent(20) { 2 + dice.below(2) } else { 1 };
        for _ in 0..times {
            let place = usize::try_from(dice.below(u64::try_from(deliveries.len() + 1).unwrap_or(1))).unwrap_or(0);
            deliveries.insert(place, happening.clone());
        }
    }
    for happening in deliveries {
        done.posted += 1;
        while office.fakes.post(&office.http, number.provider, &number.key, &happening).await.is_err() {
            done.again += 1;
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }
}

/// Tells how far each message got, late, out of order, some of it twice. Ends when the handle is dropped.
pub(crate) fn tell_progress(office: Arc<Office>, mut dice: Dice) -> Telling {
    let mut sent = office.fakes.listen();
    let mut task = JoinSet::new();
    let handle = task.spawn(async move {
        let mut telling = JoinSet::new();
        while let Some(one) = sent.recv().await {
            let office = Arc::clone(&office);
            let mut steps = vec![SendStatus::Sent, SendStatus::Delivered, SendStatus::Read];
            if dice.percent(20) {
                steps.reverse();
            }
            if dice.percent(20) {
                steps.push(SendStatus::Delivered);
            }
            let wait = Duration::from_millis(dice.below(400));
            telling.spawn(async move {
                for status in steps {
                    tokio::time::sleep(wait).await;
                    let (id, to, our_id) = (one.id.clone(), one.to.clone(), one.our_id.clone());
                    let progress = Progress { id, to, status, at: now(), our_id, proves_ad: false };
                    let told = Happening::Progress(progress);
                    let mut tries = 0;
                    while office.fakes.post(&office.http, one.provider, &one.line, &told).await.is_err() && tries < 20 {
                        tries += 1;
                        tokio::time::sleep(Duration::from_millis(100)).await;
                    }
                }
            });
            while telling.try_join_next().is_some() {}
        }
    });
    Telling { _task: task, _handle: handle }
}

/// The task that tells; it ends with this.
pub(crate) struct Telling {
    _task: JoinSet<()>,
    _handle: AbortHandle,
}
