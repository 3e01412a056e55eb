//! What happens on a line, before a provider puts it into its own words.

use nascente_domain::connection::Connection;
use nascente_domain::message::SendStatus;
use nascente_domain::moment::{Moment, SECOND};

/// Something that a provider delivers.
#[derive(Debug, Clone)]
pub enum Happening {
    /// Somebody wrote to the company.
    Message(Said),
    /// The company wrote on its own phone.
    Echo(Said),
    /// A message of ours got further.
    Progress(Progress),
    /// The number was connected or lost.
    Connection(Connection),
}

/// A message.
#[derive(Debug, Clone)]
pub struct Said {
    /// The provider's id; the fakes of linked devices put their own frame around it.
    pub id: String,
    /// The other side.
    pub person: Person,
    /// When.
    pub at: Moment,
    /// Text or caption.
    pub text: Option<String>,
    /// A file that the provider keeps.
    pub file: Option<File>,
    /// The card of an ad or post.
    pub card: Option<Card>,
    /// The retailer's id of the product that it was sent from; told by Meta and 360dialog only.
    pub product: Option<String>,
}

impl Said {
    /// A text.
    #[must_use]
    pub fn text(id: &str, person: Person, at: Moment, text: &str) -> Self {
        Self { id: id.to_owned(), person, at, text: Some(text.to_owned()), file: None, card: None, product: None }
    }

    /// Unix seconds.
    pub(super) const fn seconds(&self) -> i64 {
        self.at.millis().div_euclid(SECOND)
    }
}

/// The other side of a conversation.
#[derive(Debug, Clone)]
pub struct Person {
    /// Digits; from WAHA also a hidden id with its `@lid`, where nothing else is told.
    pub phone: String,
    /// Name of the profile.
    pub name: String,
}

/// A file that a provider keeps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// The provider's id of it; the id of its message where files have none of their own.
    pub id: String,
    /// `image`, `audio`, `video`, `document`, `sticker`.
    pub kind: String,
    /// Its media type.
    pub mime_type: String,
    /// Its name.
    pub name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// The card of an ad or post.
#[derive(Debug, Clone)]
pub struct Card {
    /// Where it leads.
    pub source_url: String,
    /// Id of the ad or post.
    pub source_id: String,
    /// `ad` or `post`.
    pub source_type: String,
    /// Title.
    pub headline: String,
    /// Text.
    pub body: String,
    /// Id of the click; posts have none.
    pub click_id: Option<String>,
}

/// How far a message of ours got.
#[derive(Debug, Clone)]
pub struct Progress {
    /// The id that the fake gave.
    pub id: String,
    /// To whom it went.
    pub to: String,
    /// How far.
    pub status: SendStatus,
    /// When.
    pub at: Moment,
    /// Our own id, where the provider takes one.
    pub our_id: Option<String>,
    /// Whether it says that an ad opened the conversation (Meta and its partners only).
    pub proves_ad: bool,
}

/// A delivery, ready to be posted.
#[derive(Debug, Clone)]
pub struct Delivery {
    /// Its media type.
    pub content_type: &'static str,
    /// Headers that prove the sender.
    pub headers: Vec<(&'static str, String)>,
    /// Its bytes.
    pub body: Vec<u8>,
}

impl Delivery {
    /// JSON without a signature: the key in the address proves it.
    pub(super) fn json(body: &serde_json::Value) -> Self {
        Self { content_type: "application/json", headers: Vec::new(), body: body.to_string().into_bytes() }
    }
}
