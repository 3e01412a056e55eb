//! Conversations, messages, touches.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::closing::Closing;
use super::contact::ContactSummary;
use super::media::Media;

/// A conversation.
#[derive(Debug, Serialize, ToSchema)]
pub struct Conversation {
    /// Id.
    pub id: String,
    /// *Protocolo*.
    pub protocol: String,
    /// Rises with every change; commands may carry it.
    pub version: i64,
    /// `waiting`, `active`, `closed`.
    pub status: String,
    /// `contact` or `company`.
    pub started_by: String,
    /// Contact.
    pub contact: ContactSummary,
    /// Channel.
    pub channel_id: String,
    /// Department.
    pub department_id: String,
    /// Agent.
    pub agent_id: Option<String>,
    /// First message of the contact.
    pub opened_at: String,
    /// First human answer.
    pub first_response_at: Option<String>,
    /// `agent` or `phone` (*pelo celular*).
    pub first_response_by: Option<String>,
    /// End.
    pub closed_at: Option<String>,
    /// *Retornou*: the contact wrote again within the return window and waits.
    pub returned: bool,
    /// First conversation of its contact.
    pub new_contact: bool,
    /// Outside every figure.
    pub excluded: bool,
    /// Messages of the contact since the last answer or look.
    pub unread: i64,
    /// Last message.
    pub last_message: LastMessage,
    /// Free text may be sent until then (24 hours after the contact's last message); `null`: never wrote.
    pub window_until: Option<String>,
    /// Where it came from.
    pub entry: Entry,
    /// First, last and last paid origin of its contact up to it; only where one conversation is asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub origins: Option<Origins>,
    /// Its tags.
    pub tag_ids: Vec<String>,
    /// How it ended.
    pub closing: Option<Closing>,
}

/// Views over the touches of a contact, up to and with a conversation. The click id that ad platforms are told goes by a
/// rule of its own.
#[derive(Debug, Serialize, ToSchema)]
pub struct Origins {
    /// The first origin known of the contact.
    pub first: ViewedOrigin,
    /// The last one that decided a conversation; a return counts for what it inherits.
    pub last: ViewedOrigin,
    /// The last one that was paid for: an ad, or a link opened from one.
    pub last_paid: ViewedOrigin,
}

/// An origin that a view names.
#[derive(Debug, Serialize, ToSchema)]
pub struct ViewedOrigin {
    /// As of an entry; `none` where there never was one.
    pub kind: String,
    /// Identifier; `null`: it is not known which one.
    pub identifier_id: Option<String>,
    /// Its label.
    pub label: Option<String>,
    /// When the message was sent that showed it.
    pub seen_at: Option<String>,
}

/// The last message, for lists.
#[derive(Debug, Serialize, ToSchema)]
pub struct LastMessage {
    /// First characters; empty for role `marketing` and for kinds without text.
    pub preview: String,
    /// Kind of message.
    pub kind: String,
    /// `in`, `out`, `internal`.
    pub direction: String,
    /// When it was sent.
    pub at: String,
}

/// Where a conversation came from and how that is known.
#[derive(Debug, Serialize, ToSchema)]
pub struct Entry {
    /// `ad`, `post`, `link`, `hashtag`, `product`, `number`, `organic`, `return`, `none`.
    pub kind: String,
    /// Entry identifier.
    pub identifier_id: Option<String>,
    /// What it is keyed by.
    pub key: Option<String>,
    /// Its label.
    pub label: Option<String>,
    /// How it is known.
    pub method: String,
    /// 0 to 1.
    pub confidence: f64,
    /// The kind is known, not which one.
    pub unidentified: bool,
    /// For a return: the last known origin.
    pub inherited_from: Option<InheritedEntry>,
    /// Address of the ad, post or link.
    pub source_url: Option<String>,
    /// Id of the ad or post; of a product its retailer id.
    pub source_id: Option<String>,
    /// Click id of the ad; never filled from another field.
    pub ctwa_clid: Option<String>,
    /// Title of the card.
    pub headline: Option<String>,
    /// Text of the card.
    pub body: Option<String>,
    /// Picture of the card, kept and given by us; `null` while it is not there.
    pub image_url: Option<String>,
    /// Site of origin of the link.
    pub site: Option<String>,
    /// Short address of the link.
    pub short_url: Option<String>,
    /// Campaign of the identifier.
    pub campaign: Option<String>,
    /// Why, as a sentence in the company's language.
    pub explanation: String,
}

/// The last known origin of a contact who came back.
#[derive(Debug, Serialize, ToSchema)]
pub struct InheritedEntry {
    /// The conversation it was known from.
    pub conversation_id: String,
    /// Kind.
    pub kind: String,
    /// Identifier.
    pub identifier_id: Option<String>,
    /// Label.
    pub label: Option<String>,
}

/// Which conversations. `none` is a value of every id filter.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ConversationFilter {
    /// `waiting` (returned ones included), `active`, `closed`; `mine`: active ones of the asking user.
    pub status: Option<String>,
    /// Department.
    pub department_id: Option<String>,
    /// Agent.
    pub agent_id: Option<String>,
    /// Channel.
    pub channel_id: Option<String>,
    /// Contact.
    pub contact_id: Option<String>,
    /// A tag that it carries.
    pub tag_id: Option<String>,
    /// By which origin identifier, kind, campaign, site and `origin` are meant: `entry` (default: the conversation's
    /// own), `first`, `last` or `last_paid` of its contact up to it.
    pub origin_view: Option<String>,
    /// Entry identifier.
    pub entry_identifier_id: Option<String>,
    /// Kind of entry.
    pub entry_kind: Option<String>,
    /// Campaign of the identifier.
    pub campaign: Option<String>,
    /// Site of the identifier.
    pub site: Option<String>,
    /// Disposition of the current closing.
    pub disposition_id: Option<String>,
    /// Outcome of the current closing.
    pub outcome: Option<String>,
    /// Who or what closed.
    pub closed_by: Option<String>,
    /// `human` or `automatic`.
    pub mode: Option<String>,
    /// `answered`, `responded`, `unanswered`, `engaged`, `qualified`, `won`, `lost`, `neutral`, `not_lead`,
    /// `unclassified`, `open`.
    pub stage: Option<String>,
    /// `identified`: the entry identifier is known, or known to be none; `unidentified`: an ad or link is proved, but
    /// not which one.
    pub origin: Option<String>,
    /// First conversation of its contact.
    pub new_contact: Option<bool>,
    /// `true`: only those that count in the figures (begun by the contact, not excluded).
    pub counted: Option<bool>,
    /// First day, inclusive.
    pub from: Option<String>,
    /// Last day, inclusive.
    pub to: Option<String>,
    /// `entry` (default) or `closing`.
    pub date_basis: Option<String>,
    /// Name, phone or protocol; every term, each a prefix.
    pub q: Option<String>,
    /// `opened_at` (default) or `last_message`.
    pub sort: Option<String>,
}

/// How many conversations each tab of the inbox holds.
#[derive(Debug, Serialize, ToSchema)]
pub struct InboxCounts {
    /// *Aguardando*, returned ones included.
    pub waiting: i64,
    /// *Meus*.
    pub mine: i64,
    /// *Em atendimento*.
    pub active: i64,
    /// *Encerrados sem classificação* of departments that use dispositions.
    pub unclassified: i64,
}

/// A message or note.
#[derive(Debug, Serialize, ToSchema)]
pub struct Message {
    /// Id.
    pub id: String,
    /// `in`, `out`, `internal`.
    pub direction: String,
    /// `contact`, `agent`, `phone`, `bot`, `rule`.
    pub author: String,
    /// User who wrote.
    pub user_id: Option<String>,
    /// Name of that user.
    pub user_name: Option<String>,
    /// Kind.
    pub kind: String,
    /// Text or caption.
    pub text: Option<String>,
    /// What the kind needs beyond the text.
    #[schema(value_type = Option<Object>)]
    pub details: Option<serde_json::Value>,
    /// Card of the ad or post on this message.
    pub card: Option<Card>,
    /// The file of this message.
    pub media: Option<Media>,
    /// The provider's id, by which others point at it.
    pub provider_id: Option<String>,
    /// The message it answers, when we have it.
    pub reply_to: Option<AnsweredMessage>,
    /// When it was sent.
    pub sent_at: String,
    /// When its text was changed last; `text` is the present one.
    pub edited_at: Option<String>,
    /// When it was taken back (*Mensagem apagada*): text, details and card are `null` from then on.
    pub revoked_at: Option<String>,
    /// At most one of each side.
    pub reactions: Vec<Reaction>,
    /// The texts before the present one, earliest first; of a message that was taken back for role `admin` only.
    pub versions: Vec<MessageVersion>,
    /// `queued`, `sent`, `delivered`, `read`, `failed`; outbound only.
    pub status: Option<String>,
    /// Why it failed.
    pub error: Option<String>,
}

/// The message that another one answers.
#[derive(Debug, Serialize, ToSchema)]
pub struct AnsweredMessage {
    /// Id.
    pub message_id: String,
    /// Kind; `revoke` when it was taken back.
    pub kind: String,
    /// First characters of its present text.
    pub preview: String,
    /// `in` or `out`.
    pub direction: String,
}

/// An emoji on a message.
#[derive(Debug, Serialize, ToSchema)]
pub struct Reaction {
    /// The emoji.
    pub emoji: String,
    /// `contact` or `company`.
    pub by: String,
}

/// A text that a message had before.
#[derive(Debug, Serialize, ToSchema)]
pub struct MessageVersion {
    /// The text.
    pub text: Option<String>,
    /// From when on it was shown.
    pub at: String,
}

/// Card of an ad or post.
#[derive(Debug, Serialize, ToSchema)]
pub struct Card {
    /// `ad`, `post`, `other`.
    pub source: String,
    /// Address.
    pub source_url: Option<String>,
    /// Title.
    pub headline: Option<String>,
    /// Text.
    pub body: Option<String>,
    /// `image` or `video`.
    pub media_type: Option<String>,
    /// Its picture, kept and given by us.
    pub media: Option<Media>,
}

/// How the chat was opened, in WhatsApp's words.
#[derive(Debug, Serialize, ToSchema)]
pub struct EntryPoint {
    /// `ctwa_ad`, `click_to_chat_link`, `global_search_new_chat` …
    pub source: Option<String>,
    /// `facebook`, `instagram`, `whatsapp` …
    pub app: Option<String>,
    /// `FB_Ads`, `FB_Post` …
    pub conversion: Option<String>,
    /// `google`, `unknown` …
    pub external_source: Option<String>,
    /// Medium of the external source.
    pub external_medium: Option<String>,
}

/// One piece of evidence.
#[derive(Debug, Serialize, ToSchema)]
pub struct Touch {
    /// Id.
    pub id: String,
    /// Kind.
    pub kind: String,
    /// Carrier.
    pub method: String,
    /// Identifier.
    pub identifier_id: Option<String>,
    /// Its label.
    pub label: Option<String>,
    /// Click.
    pub click_id: Option<String>,
    /// Code in the text.
    pub code: Option<String>,
    /// Address.
    pub source_url: Option<String>,
    /// Ad or post id.
    pub source_id: Option<String>,
    /// Click id of the ad.
    pub ctwa_clid: Option<String>,
    /// How the chat was opened, where WhatsApp told it beside this evidence.
    pub entry_point: Option<EntryPoint>,
    /// When the message was sent.
    pub seen_at: String,
    /// Whether the verdict rests on it.
    pub decides: bool,
}

/// One thing that was done.
#[derive(Debug, Serialize, ToSchema)]
pub struct AuditEvent {
    /// Id.
    pub id: String,
    /// The conversation it concerns.
    pub conversation_id: Option<String>,
    /// `opened`, `assigned`, `transferred`, `closed`, `classified`, `reopened`, `return_dismissed`, `attributed`, `warned`,
    /// `merged` …
    pub kind: String,
    /// `user`, `token`, `rule`, `contact`, `system`.
    pub actor_kind: String,
    /// Who.
    pub actor_id: Option<String>,
    /// Name.
    pub actor_name: Option<String>,
    /// When.
    pub at: String,
    /// More, by kind.
    #[schema(value_type = Object)]
    pub details: serde_json::Value,
}

/// A conversation begun by the company.
#[derive(Debug, Deserialize, ToSchema)]
pub struct StartConversationRequest {
    /// A known contact …
    pub contact_id: Option<String>,
    /// … or a number.
    pub phone: Option<String>,
    /// Channel.
    pub channel_id: String,
    /// Department; default: the default department.
    pub department_id: Option<String>,
    /// Text (only within 24 hours of the contact's last message).
    pub text: Option<String>,
    /// Name of an approved template.
    pub template: Option<TemplateRequest>,
}

/// An approved template.
#[derive(Debug, Deserialize, ToSchema)]
pub struct TemplateRequest {
    /// Name.
    pub name: String,
    /// Language code, such as `pt_BR`.
    pub language: String,
}

/// Assign a conversation.
#[derive(Debug, Deserialize, ToSchema)]
pub struct AssignRequest {
    /// The user; `null`: back to the queue.
    pub user_id: Option<String>,
    /// The version that was seen; stale: 409.
    pub version: Option<i64>,
}

/// Move a conversation to another department.
#[derive(Debug, Deserialize, ToSchema)]
pub struct TransferRequest {
    /// Department.
    pub department_id: String,
    /// Straight to one of its users.
    pub user_id: Option<String>,
    /// The version that was seen; stale: 409.
    pub version: Option<i64>,
}

/// Send a text or a file.
#[derive(Debug, Deserialize, ToSchema)]
pub struct SendMessageRequest {
    /// 1 to 4096 characters; with a file: what stands below it, up to 1024.
    pub text: Option<String>,
    /// An upload of the caller (`POST /media`) that was not sent yet.
    pub media_id: Option<String>,
    /// Id of the message it answers: one of this contact on this number.
    pub reply_to: Option<String>,
}

/// Write an internal note.
#[derive(Debug, Deserialize, ToSchema)]
pub struct NoteRequest {
    /// 1 to 4096 characters.
    pub text: String,
}

/// Open a closed conversation again, or leave a returned one closed.
#[derive(Debug, Default, Deserialize, ToSchema)]
pub struct ReopenRequest {
    /// `true`: *Era só um agradecimento*; the conversation stays closed and leaves the queue.
    #[serde(default)]
    pub dismiss: bool,
    /// The version that was seen; stale: 409.
    pub version: Option<i64>,
}

/// Give the origin by hand.
#[derive(Debug, Deserialize, ToSchema)]
pub struct AttributeRequest {
    /// The identifier; `null` takes the manual origin back.
    pub identifier_id: Option<String>,
    /// The version that was seen; stale: 409.
    pub version: Option<i64>,
}
