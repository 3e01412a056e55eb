//! What the page of the phone asks for: choices, phones, taps, messages, and what Nascente made of them.

use axum::Json;
use axum::extract::State;
use nascente_domain::phone::Phone;
use nascente_store::link::WantedLinks;
use nascente_store::message;
use serde::{Deserialize, Serialize};

use super::Simulator;
use super::phone::{Bubble, Handset, Tap, Ticks};
use crate::demo::history::sources::ADVERTS;
use crate::demo::payload::{self, STORE_NUMBER, Sender};
use crate::demo::shop::{NAME, Shop};
use crate::failure::Failure;
use crate::http::body::conversation::Conversation;
use crate::http::page::{Body, Path};
use crate::links::short_url;
use crate::report;

/// Longest text and name.
const LONGEST_TEXT: usize = 4_096;
const LONGEST_NAME: usize = 60;
/// Who owns a phone that nobody named.
const NAMES: &[&str] = &["Marina Alves", "João Pedro Lima", "Beatriz Nogueira", "Caio Moreira", "Larissa Prado"];

/// What somebody may tap.
#[derive(Debug, Serialize)]
pub(super) struct Choices {
    store: &'static str,
    store_number: &'static str,
    ads: Vec<AdChoice>,
    links: Vec<LinkChoice>,
}

#[derive(Debug, Serialize)]
struct AdChoice {
    key: &'static str,
    kind: &'static str,
    headline: &'static str,
    body: &'static str,
    campaign: Option<&'static str>,
}

#[derive(Debug, Serialize)]
struct LinkChoice {
    slug: String,
    name: String,
    kind: String,
    site: String,
    short_url: String,
}

pub(super) async fn choices(State(simulator): State<Simulator>) -> Result<Json<Choices>, Failure> {
    let company_id = simulator.shop().await?.company_id;
    // Read anew: a link that was made a moment ago in the link generator can be opened here.
    let in_use = WantedLinks::default();
    let found = simulator.app.db.read(move |tx| nascente_store::link::list(tx, company_id, &in_use, None, 100)).await?;
    let links = found.into_iter().map(|link| LinkChoice {
        short_url: short_url(&simulator.app, &link.slug),
        slug: link.slug,
        name: link.name,
        kind: link.kind.to_string(),
        site: link.site,
    });
    let ads = ADVERTS.iter().map(|advert| AdChoice {
        key: advert.key,
        kind: advert.source_type,
        headline: advert.headline,
        body: advert.body,
        campaign: advert.campaign,
    });
    Ok(Json(Choices { store: NAME, store_number: STORE_NUMBER, ads: ads.collect(), links: links.collect() }))
}

/// A new phone; without a number one is made up.
#[derive(Debug, Deserialize)]
pub(super) struct NewPhone {
    name: Option<String>,
    number: Option<String>,
}

#[derive(Debug, Serialize)]
pub(super) struct PhoneBody {
    id: String,
    name: String,
    number: String,
}

impl From<&Handset> for PhoneBody {
    fn from(phone: &Handset) -> Self {
        Self { id: phone.id.clone(), name: phone.name.clone(), number: phone.number.digits().to_owned() }
    }
}

pub(super) async fn add_phone(
    State(simulator): State<Simulator>,
    Body(wanted): Body<NewPhone>,
) -> Result<Json<PhoneBody>, Failure> {
    let random = simulator.app.random();
    let typed = wanted.number.as_deref().map(str::trim).filter(|text| !text.is_empty());
    let number = match typed {
        Some(text) => Phone::read_brazilian(text),
        None => Phone::read(&format!("551197{:07}", random % 10_000_000)),
    };
    let number = number.ok_or_else(|| {
        Failure::invalid("number", "invalid_phone", "give the number with area code, such as 11 99999-0001")
    })?;
    let named = wanted.name.as_deref().map(str::trim).filter(|name| !name.is_empty());
    let name = named.unwrap_or(NAMES[usize::try_from(random % 5).unwrap_or(0)]);
    if name.chars().count() > LONGEST_NAME || name.chars().any(char::is_control) {
        return Err(Failure::invalid("name", "length", "use 1 to 60 characters"));
    }
    let now = simulator.now();
    let phone = simulator.phones().add(format!("{random:016x}"), name.to_owned(), number, now);
    Ok(Json(PhoneBody::from(&phone)))
}

/// What somebody taps before writing.
#[derive(Debug, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(super) enum NewTap {
    /// Nothing: finds the number and writes.
    Plain,
    /// An ad or a post.
    Ad { key: String },
    /// A link of the link generator, tracked or of a hashtag.
    Link { slug: String },
}

pub(super) async fn tap(
    State(simulator): State<Simulator>,
    Path(id): Path<String>,
    Body(tap): Body<NewTap>,
) -> Result<Json<Option<Tap>>, Failure> {
    simulator.phones().get(&id).ok_or(Failure::NotFound)?;
    let tap = match tap {
        NewTap::Plain => None,
        NewTap::Ad { key } => {
            let advert = ADVERTS.iter().find(|advert| advert.key == key).ok_or(Failure::NotFound)?;
            let (headline, body) = (advert.headline, advert.body);
            Some(Tap::Ad { key: advert.key, headline, body, prefilled: advert.prefilled })
        }
        NewTap::Link { slug } => Some(Tap::Link { prefilled: simulator.open_link(&slug).await?, slug }),
    };
    simulator.phones().get(&id).ok_or(Failure::NotFound)?.tap.clone_from(&tap);
    Ok(Json(tap))
}

/// A message of the phone's owner.
#[derive(Debug, Deserialize)]
pub(super) struct NewMessage {
    #[serde(default)]
    text: String,
    /// `text` (default), `image` (the text is its caption), `audio`.
    kind: Option<String>,
    /// The X on the card of the ad was tapped before sending.
    #[serde(default)]
    card_closed: bool,
}

pub(super) async fn send(
    State(simulator): State<Simulator>,
    Path(id): Path<String>,
    Body(new): Body<NewMessage>,
) -> Result<Json<Bubble>, Failure> {
    let text = new.text.trim().to_owned();
    if text.chars().count() > LONGEST_TEXT {
        return Err(Failure::invalid("text", "too_long", "the text has more than 4096 characters"));
    }
    let kind = match new.kind.as_deref().unwrap_or("text") {
        "text" if text.is_empty() => return Err(Failure::invalid("text", "required", "write something")),
        "text" => "text",
        "image" => "image",
        "audio" => "audio",
        _ => return Err(Failure::invalid("kind", "unknown", "use text, image or audio")),
    };
    let phone = simulator.phones().get(&id).ok_or(Failure::NotFound)?.clone();
    let (wamid, now) = (simulator.wamid(), simulator.now());
    let sender = Sender { phone: phone.number.digits(), name: &phone.name };
    let mut message = match kind {
        "image" => payload::image(&sender, &wamid, now, Some(text.as_str()).filter(|text| !text.is_empty())),
        "audio" => payload::audio(&sender, &wamid, now),
        _ => payload::text(&sender, &wamid, now, &text),
    };
    let tapped = match &phone.tap {
        Some(Tap::Ad { key, .. }) => ADVERTS.iter().find(|advert| advert.key == *key),
        _ => None,
    };
    let card = tapped.filter(|_| !new.card_closed);
    if let Some(advert) = card {
        let click_id = format!("ARA{:016x}{:016x}", simulator.app.random(), simulator.app.random());
        message = payload::with_card(message, advert, &click_id);
    }
    simulator.post_to_hook(&payload::delivery(&sender, &message)).await?;
    let bubble = Bubble {
        id: wamid,
        own: true,
        kind,
        text: Some(text).filter(|text| !text.is_empty() && kind != "audio"),
        card: card.map(|advert| advert.headline.to_owned()),
        at: now.to_string(),
        ticks: Ticks::Delivered,
    };
    let mut phones = simulator.phones();
    let phone = phones.get(&id).ok_or(Failure::NotFound)?;
    phone.proves_ad |= tapped.is_some_and(|advert| advert.source_type == "ad") && new.card_closed;
    phone.tap = None;
    phone.keep(bubble.clone());
    Ok(Json(bubble))
}

/// A phone as its page shows it, and what Nascente made of its last message.
#[derive(Debug, Serialize)]
pub(super) struct Thread {
    phone: PhoneBody,
    messages: Vec<Bubble>,
    tap: Option<Tap>,
    made: Option<Made>,
}

#[derive(Debug, Serialize)]
struct Made {
    conversation: Conversation,
    department: Option<String>,
    agent: Option<String>,
}

pub(super) async fn thread(
    State(simulator): State<Simulator>,
    Path(id): Path<String>,
) -> Result<Json<Thread>, Failure> {
    simulator.read(&id).await;
    let phone = simulator.phones().get(&id).ok_or(Failure::NotFound)?.clone();
    let made = match phone.last_own() {
        Some(last) => made_of(&simulator, last.id.clone()).await?,
        None => None,
    };
    let looked_at = made.as_ref().is_some_and(|made| made.conversation.unread == 0);
    let mut messages = phone.bubbles.clone();
    for bubble in messages.iter_mut().filter(|bubble| bubble.own && looked_at) {
        bubble.ticks = Ticks::Read;
    }
    Ok(Json(Thread { phone: PhoneBody::from(&phone), messages, tap: phone.tap, made }))
}

/// The conversation that holds a message; `None` while it is not recorded yet.
async fn made_of(simulator: &Simulator, wamid: String) -> Result<Option<Made>, Failure> {
    let shop: &Shop = simulator.shop().await?;
    let (company_id, channel_id) = (shop.company_id, shop.channel_id);
    let known =
        simulator.app.db.read(move |tx| message::known(tx, company_id, channel_id, vec![wamid.clone()])).await?;
    let Some(conversation_id) = known.first().map(|known| known.conversation_id) else { return Ok(None) };
    let conversation = report::list::one(&simulator.app, shop.admin(), conversation_id).await?;
    let home = shop.homes.iter().find(|(_, home)| home.department_id.to_string() == conversation.department_id);
    let is_agent = |caller: &&crate::auth::caller::Caller| {
        caller.user_id().is_some_and(|id| Some(id.to_string()) == conversation.agent_id)
    };
    let agent = shop.staff.iter().find(is_agent).map(|caller| caller.name.clone());
    Ok(Some(Made { department: home.map(|(name, _)| name.clone()), agent, conversation }))
}
