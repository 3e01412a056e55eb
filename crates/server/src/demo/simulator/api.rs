//! What the page of the phone asks for: phones, taps, messages, and what Nascente made of them.

use axum::Json;
use axum::extract::State;
use nascente_domain::phone::Phone;
use nascente_store::message;
use nascente_wire::Provider;
use serde::{Deserialize, Serialize};

use super::fakes::{Card, Happening, Person, Said};
use super::lines::{number_at, offered};
use super::phone::{Bubble, Handset, Tap, Ticks};
use super::{Simulator, files};
use crate::demo::history::sources::{ADVERTS, PRODUCTS};
use crate::demo::payload::{Advert, STORE_NUMBER};
use crate::demo::shop::Shop;
use crate::failure::Failure;
use crate::http::body::conversation::Conversation;
use crate::http::page::{Body, Path};
use crate::report;

/// Longest text and name.
const LONGEST_TEXT: usize = 4_096;
const LONGEST_NAME: usize = 60;
/// Who owns a phone that nobody named.
const NAMES: &[&str] = &["Marina Alves", "João Pedro Lima", "Beatriz Nogueira", "Caio Moreira", "Larissa Prado"];

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
    /// A product of the catalogue.
    Product { retailer_id: String },
    /// An address of `wa.me` itself.
    Chat { url: String },
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
        NewTap::Product { retailer_id } => {
            PRODUCTS.iter().find(|product| product.retailer_id == retailer_id).ok_or(Failure::NotFound)?;
            Some(product_of(retailer_id))
        }
        NewTap::Link { slug } => Some(Tap::Link { prefilled: simulator.open_link(&slug).await?, slug }),
        NewTap::Chat { url } => {
            let unknown =
                || Failure::invalid("url", "unknown", "use an address of wa.me that names a number of the store");
            Some(read_chat(&url).ok_or_else(unknown)?)
        }
    };
    simulator.phones().get(&id).ok_or(Failure::NotFound)?.tap.clone_from(&tap);
    Ok(Json(tap))
}

/// A product that was opened; one that the demo does not sell stands there by its id.
fn product_of(retailer_id: String) -> Tap {
    let known = PRODUCTS.iter().find(|product| product.retailer_id == retailer_id);
    let name = known.map_or_else(|| retailer_id.clone(), |product| product.name.to_owned());
    Tap::Product { retailer_id, name, price: known.map_or("", |product| product.price), prefilled: "" }
}

/// What a phone does with an address of `wa.me`: it opens the chat with the number and fills in the text, or shows a
/// product of the number's catalogue (`/p/{id}/{number}`). Like most phones this one drops every other parameter.
fn read_chat(address: &str) -> Option<Tap> {
    let address = url::Url::parse(address).ok().filter(|url| url.host_str() == Some("wa.me"))?;
    let path = address.path().trim_start_matches('/');
    if let Some((product, number)) = path.strip_prefix("p/").and_then(|rest| rest.split_once('/')) {
        let is_the_stores = Phone::read(number).is_some_and(|number| number.digits() == STORE_NUMBER);
        return is_the_stores.then(|| product_of(product.to_owned()));
    }
    let number = Phone::read(path)?;
    let provider = offered().into_iter().find(|provider| number_at(*provider) == number.digits())?;
    let text = address.query_pairs().find(|(name, _)| name == "text").map(|(_, text)| text.into_owned());
    Some(Tap::Chat { provider: provider.as_str(), prefilled: text.unwrap_or_default() })
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
    /// Through which provider it goes; `meta_cloud` by itself.
    provider: Option<String>,
}

impl NewMessage {
    /// Text, kind and provider, checked.
    fn read(&self) -> Result<(Option<String>, &'static str, Provider), Failure> {
        let text = self.text.trim();
        if text.chars().count() > LONGEST_TEXT {
            return Err(Failure::invalid("text", "too_long", "the text has more than 4096 characters"));
        }
        let kind = match self.kind.as_deref().unwrap_or("text") {
            "text" if text.is_empty() => return Err(Failure::invalid("text", "required", "write something")),
            "text" => "text",
            "image" => "image",
            "audio" => "audio",
            _ => return Err(Failure::invalid("kind", "unknown", "use text, image or audio")),
        };
        let provider = self.provider.as_deref().unwrap_or("meta_cloud").parse().ok();
        let provider = provider.filter(|provider| offered().contains(provider));
        let provider = provider.ok_or_else(|| Failure::invalid("provider", "unknown", "choose one of the list"))?;
        let text = Some(text.to_owned()).filter(|text| !text.is_empty() && kind != "audio");
        Ok((text, kind, provider))
    }
}

pub(super) async fn send(
    State(simulator): State<Simulator>,
    Path(id): Path<String>,
    Body(new): Body<NewMessage>,
) -> Result<Json<Bubble>, Failure> {
    let (text, kind, provider) = new.read()?;
    let phone = simulator.phones().get(&id).ok_or(Failure::NotFound)?.clone();
    let (_, line) = simulator.line_at(provider).await?;
    let (message_id, now) = (simulator.message_id(provider), simulator.now());
    let file = match kind {
        "image" => Some(files::picture(&message_id)),
        "audio" => Some(files::sound(&message_id)),
        _ => None,
    };
    let along = if new.card_closed { Along::default() } else { Along::of(&simulator, phone.tap.as_ref()) };
    if let Some(file) = file.clone() {
        simulator.fakes.keep_file(provider, &line, file);
    }
    let person = Person { phone: phone.number.digits().to_owned(), name: phone.name.clone() };
    let Along { title, card, product } = along;
    let said = Said { id: message_id.clone(), person, at: now, text: text.clone(), file, card, product };
    let recorded = simulator.write(provider, &line, &Happening::Message(said)).await?;
    let bubble = Bubble {
        id: recorded.unwrap_or(message_id),
        provider: provider.as_str(),
        line,
        own: true,
        kind,
        text,
        card: title,
        at: now.to_string(),
        ticks: Ticks::Delivered,
    };
    let mut phones = simulator.phones();
    let phone = phones.get(&id).ok_or(Failure::NotFound)?;
    let tapped = phone.tap.take();
    phone.proves_ad |= new.card_closed && tapped.and_then(|tap| tap.advert()).is_some_and(Advert::is_ad);
    phone.keep(bubble.clone());
    Ok(Json(bubble))
}

/// What goes along with a message because of what was tapped before.
#[derive(Debug, Default)]
struct Along {
    title: Option<String>,
    card: Option<Card>,
    product: Option<String>,
}

impl Along {
    fn of(simulator: &Simulator, tap: Option<&Tap>) -> Self {
        if let Some(Tap::Product { retailer_id, name, .. }) = tap {
            return Self { title: Some(name.clone()), card: None, product: Some(retailer_id.clone()) };
        }
        let advert = tap.and_then(Tap::advert);
        let title = advert.map(|advert| advert.headline.to_owned());
        Self { title, card: advert.map(|advert| card_of(simulator, advert)), product: None }
    }
}

/// The card of an ad, tapped just now; a post has no click id.
fn card_of(simulator: &Simulator, advert: &Advert) -> Card {
    let click_id = format!("ARA{:016x}{:016x}", simulator.app.random(), simulator.app.random());
    Card {
        source_url: format!("https://fb.me/{}", advert.key),
        source_id: advert.source_id.to_owned(),
        source_type: advert.source_type.to_owned(),
        headline: advert.headline.to_owned(),
        body: advert.body.to_owned(),
        click_id: advert.is_ad().then_some(click_id),
    }
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
        Some(last) => made_of(&simulator, last).await?,
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
async fn made_of(simulator: &Simulator, last: &Bubble) -> Result<Option<Made>, Failure> {
    let shop: &Shop = simulator.shop().await?;
    let company_id = shop.company_id;
    let Ok(provider) = last.provider.parse() else { return Ok(None) };
    let (channel_id, _) = simulator.line_at(provider).await?;
    let id = last.id.clone();
    let known = simulator.app.db.read(move |tx| message::known(tx, company_id, channel_id, vec![id.clone()])).await?;
    let Some(conversation_id) = known.first().map(|known| known.conversation_id) else { return Ok(None) };
    let conversation = report::list::one(&simulator.app, shop.admin(), conversation_id).await?;
    let home = shop.homes.iter().find(|(_, home)| home.department_id.to_string() == conversation.department_id);
    let is_agent = |caller: &&crate::auth::caller::Caller| {
        caller.user_id().is_some_and(|id| Some(id.to_string()) == conversation.agent_id)
    };
    let agent = shop.staff.iter().find(is_agent).map(|caller| caller.name.clone());
    Ok(Some(Made { department: home.map(|(name, _)| name.clone()), agent, conversation }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_of_whatsapp_opens_the_chat_with_a_number_of_the_store_and_nothing_else() {
        let opened = read_chat(&format!("https://wa.me/{STORE_NUMBER}?text=Teste%201&data=nsc-1&source=x"));
        let chat = Tap::Chat { provider: "meta_cloud", prefilled: "Teste 1".to_owned() };
        assert_eq!(opened, Some(chat));
        let product = read_chat(&format!("https://wa.me/p/AUR-0112/{STORE_NUMBER}"));
        assert_eq!(product, Some(product_of("AUR-0112".to_owned())));
        for other in [
            "https://wa.me/p/AUR-0112/5599999999999",
            "https://wa.me/5599999999999?text=Oi",
            "https://example.com/",
            "wa.me",
            "",
        ] {
            assert_eq!(read_chat(other), None, "{other}");
        }
    }
}
