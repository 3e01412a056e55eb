//! Commands on conversations.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use nascente_domain::closing::Answers;
use nascente_domain::id::{ContactId, ConversationId};
use nascente_domain::money::{BadMoney, read_money};
use nascente_domain::phone::Phone;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::attend::say::Saying;
use crate::attend::start::{Opening, Recipient, Start};
use crate::attend::{assign, origin, say, start};
use crate::auth::permission::{Allowed, Converse, ManageTeam};
use crate::close::many::{self, Deed};
use crate::close::{self, take_back};
use crate::failure::Failure;
use crate::http::body::closing::{CloseManyRequest, CloseRequest, ManyOutcomes};
use crate::http::body::conversation::{
    AssignRequest, AttributeRequest, NoteRequest, ReopenRequest, SendMessageRequest, StartConversationRequest,
    TemplateRequest, TransferRequest,
};
use crate::http::page::{Body, Path, id, unknown_field};
use crate::http::problem::Problem;

/// The routes of this topic, below `/api/v1`.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(start_conversation))
        .routes(routes!(assign_conversation))
        .routes(routes!(transfer_conversation))
        .routes(routes!(send_message))
        .routes(routes!(write_note))
        .routes(routes!(close_conversation))
        .routes(routes!(classify_conversation))
        .routes(routes!(close_many))
        .routes(routes!(classify_many))
        .routes(routes!(undo_close))
        .routes(routes!(reverse_closing))
        .routes(routes!(reopen_conversation))
        .routes(routes!(attribute_conversation))
        .routes(routes!(read_conversation))
}

/// What was made.
#[derive(Debug, Serialize, ToSchema)]
pub struct Made {
    /// Id.
    pub id: String,
}

fn made(id: &impl ToString) -> (StatusCode, Json<Made>) {
    (StatusCode::CREATED, Json(Made { id: id.to_string() }))
}

/// Begin a conversation: outside entries and funnel, counted apart.
#[utoipa::path(post, path = "/conversations", tag = "conversations", request_body = StartConversationRequest,
    responses((status = 201, body = Made), (status = 409, body = Problem), (status = 422, body = Problem)))]
async fn start_conversation(
    State(app): State<App>,
    caller: Allowed<Converse>,
    Body(request): Body<StartConversationRequest>,
) -> Result<(StatusCode, Json<Made>), Failure> {
    let recipient = match (&request.contact_id, &request.phone) {
        (Some(contact), None) => Recipient::Contact(id::<ContactId>("contact_id", contact)?),
        (None, Some(phone)) => Recipient::Phone(
            Phone::read_brazilian(phone).ok_or_else(|| Failure::invalid("phone", "invalid", "this is no number"))?,
        ),
        _ => return Err(Failure::invalid("contact_id", "required", "give a contact or a phone, not both")),
    };
    let begun = Start {
        recipient,
        channel_id: id("channel_id", &request.channel_id)?,
        department_id: request.department_id.as_deref().map(|text| id("department_id", text)).transpose()?,
        opening: opening(request.text, request.template)?,
    };
    Ok(made(&start::start(&app, &caller, begun).await?))
}

/// Assign a conversation, or put it back into the queue.
#[utoipa::path(post, path = "/conversations/{id}/assign", tag = "conversations", params(("id" = String, Path)),
    request_body = AssignRequest,
    responses((status = 204), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
async fn assign_conversation(
    State(app): State<App>,
    caller: Allowed<Converse>,
    Path(conversation): Path<ConversationIdPath>,
    Body(request): Body<AssignRequest>,
) -> Result<StatusCode, Failure> {
    let user_id = request.user_id.as_deref().map(|text| id("user_id", text)).transpose()?;
    assign::assign(&app, &caller, conversation.read()?, user_id, request.version).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Move a conversation to another department.
#[utoipa::path(post, path = "/conversations/{id}/transfer", tag = "conversations", params(("id" = String, Path)),
    request_body = TransferRequest,
    responses((status = 204), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
async fn transfer_conversation(
    State(app): State<App>,
    caller: Allowed<Converse>,
    Path(conversation): Path<ConversationIdPath>,
    Body(request): Body<TransferRequest>,
) -> Result<StatusCode, Failure> {
    let department_id = id("department_id", &request.department_id)?;
    let user_id = request.user_id.as_deref().map(|text| id("user_id", text)).transpose()?;
    assign::transfer(&app, &caller, conversation.read()?, department_id, user_id, request.version).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Send a text or a file. A user's reply to a waiting conversation assigns it to the writer.
#[utoipa::path(post, path = "/conversations/{id}/messages", tag = "conversations", params(("id" = String, Path)),
    request_body = SendMessageRequest,
    responses((status = 201, body = Made), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
async fn send_message(
    State(app): State<App>,
    caller: Allowed<Converse>,
    Path(conversation): Path<ConversationIdPath>,
    Body(request): Body<SendMessageRequest>,
) -> Result<(StatusCode, Json<Made>), Failure> {
    let (text, media_id) = (request.text.as_deref(), request.media_id.as_deref());
    let saying = Saying::read(text, media_id, request.reply_to.as_deref())?;
    Ok(made(&say::say(&app, &caller, conversation.read()?, saying).await?))
}

/// Write an internal note.
#[utoipa::path(post, path = "/conversations/{id}/notes", tag = "conversations", params(("id" = String, Path)),
    request_body = NoteRequest,
    responses((status = 201, body = Made), (status = 404, body = Problem), (status = 422, body = Problem)))]
async fn write_note(
    State(app): State<App>,
    caller: Allowed<Converse>,
    Path(conversation): Path<ConversationIdPath>,
    Body(request): Body<NoteRequest>,
) -> Result<(StatusCode, Json<Made>), Failure> {
    Ok(made(&say::write_note(&app, &caller, conversation.read()?, request.text).await?))
}

/// Close a conversation with what its department demands.
#[utoipa::path(post, path = "/conversations/{id}/close", tag = "conversations", params(("id" = String, Path)),
    request_body = CloseRequest,
    responses((status = 204), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
async fn close_conversation(
    State(app): State<App>,
    caller: Allowed<Converse>,
    Path(conversation): Path<ConversationIdPath>,
    Body(request): Body<CloseRequest>,
) -> Result<StatusCode, Failure> {
    let version = request.version;
    close::close(&app, &caller, conversation.read()?, answers(request)?, version).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Classify a closed conversation; a manager may correct a classification.
#[utoipa::path(post, path = "/conversations/{id}/classify", tag = "conversations", params(("id" = String, Path)),
    request_body = CloseRequest,
    responses((status = 204), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
async fn classify_conversation(
    State(app): State<App>,
    caller: Allowed<Converse>,
    Path(conversation): Path<ConversationIdPath>,
    Body(request): Body<CloseRequest>,
) -> Result<StatusCode, Failure> {
    let (version, reason) = (request.version, request.reason.clone());
    close::classify(&app, &caller, conversation.read()?, answers(request)?, reason, version).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The answers of a request for many, whose own fields stand beside them.
fn answers_for_many(request: &CloseManyRequest) -> Result<CloseRequest, Failure> {
    let strangers: Vec<_> = request.strangers.keys().cloned().map(unknown_field).collect();
    if strangers.is_empty() { Ok(request.answers.clone()) } else { Err(Failure::Invalid(strangers)) }
}

/// Close several conversations alike; each has its own outcome.
#[utoipa::path(post, path = "/conversations/close-many", tag = "conversations", request_body = CloseManyRequest,
    responses((status = 200, body = ManyOutcomes), (status = 422, body = Problem)))]
async fn close_many(
    State(app): State<App>,
    caller: Allowed<Converse>,
    Body(request): Body<CloseManyRequest>,
) -> Result<Json<ManyOutcomes>, Failure> {
    let answers = answers(answers_for_many(&request)?)?;
    many::many(&app, &caller, Deed::Close, &request.conversation_ids, &answers, None).await.map(Json)
}

/// Classify several closed conversations alike; each has its own outcome.
#[utoipa::path(post, path = "/conversations/classify-many", tag = "conversations", request_body = CloseManyRequest,
    responses((status = 200, body = ManyOutcomes), (status = 422, body = Problem)))]
async fn classify_many(
    State(app): State<App>,
    caller: Allowed<Converse>,
    Body(request): Body<CloseManyRequest>,
) -> Result<Json<ManyOutcomes>, Failure> {
    let given = answers_for_many(&request)?;
    let reason = given.reason.clone();
    let answers = answers(given)?;
    many::many(&app, &caller, Deed::Classify, &request.conversation_ids, &answers, reason.as_deref()).await.map(Json)
}

/// Take the own closing of the last ten seconds back.
#[utoipa::path(post, path = "/conversations/{id}/undo-close", tag = "conversations", params(("id" = String, Path)),
    responses((status = 204), (status = 404, body = Problem),
        (status = 409, body = Problem, description = "`not_your_closing`, `undo_expired`, `not_undoable`, `another_is_open`")))]
async fn undo_close(
    State(app): State<App>,
    caller: Allowed<Converse>,
    Path(conversation): Path<ConversationIdPath>,
) -> Result<StatusCode, Failure> {
    take_back::undo(&app, &caller, conversation.read()?).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Reverse an automatic closing; it counts against its rule.
#[utoipa::path(post, path = "/conversations/{id}/reverse-closing", tag = "conversations", params(("id" = String, Path)),
    responses((status = 204), (status = 404, body = Problem),
        (status = 409, body = Problem, description = "`not_automatic`, `another_is_open`")))]
async fn reverse_closing(
    State(app): State<App>,
    caller: Allowed<Converse>,
    Path(conversation): Path<ConversationIdPath>,
) -> Result<StatusCode, Failure> {
    take_back::reverse(&app, &caller, conversation.read()?, None).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Open a closed conversation again, or leave a returned one closed.
#[utoipa::path(post, path = "/conversations/{id}/reopen", tag = "conversations", params(("id" = String, Path)),
    request_body = ReopenRequest,
    responses((status = 204), (status = 404, body = Problem), (status = 409, body = Problem)))]
async fn reopen_conversation(
    State(app): State<App>,
    caller: Allowed<Converse>,
    Path(conversation): Path<ConversationIdPath>,
    Body(request): Body<ReopenRequest>,
) -> Result<StatusCode, Failure> {
    let conversation_id = conversation.read()?;
    if request.dismiss {
        assign::dismiss_return(&app, &caller, conversation_id, request.version).await?;
    } else {
        assign::reopen(&app, &caller, conversation_id, request.version).await?;
    }
    Ok(StatusCode::NO_CONTENT)
}

/// Give the origin by hand, or take it back.
#[utoipa::path(post, path = "/conversations/{id}/attribute", tag = "conversations", params(("id" = String, Path)),
    request_body = AttributeRequest,
    responses((status = 204), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
async fn attribute_conversation(
    State(app): State<App>,
    caller: Allowed<ManageTeam>,
    Path(conversation): Path<ConversationIdPath>,
    Body(request): Body<AttributeRequest>,
) -> Result<StatusCode, Failure> {
    let identifier_id = request.identifier_id.as_deref().map(|text| id("identifier_id", text)).transpose()?;
    origin::attribute(&app, &caller, conversation.read()?, identifier_id, request.version).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Note that somebody looked: nothing is unread any more.
#[utoipa::path(post, path = "/conversations/{id}/read", tag = "conversations", params(("id" = String, Path)),
    responses((status = 204), (status = 404, body = Problem)))]
async fn read_conversation(
    State(app): State<App>,
    caller: Allowed<Converse>,
    Path(conversation): Path<ConversationIdPath>,
) -> Result<StatusCode, Failure> {
    assign::mark_read(&app, &caller, conversation.read()?).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What is said first: a text or a template, one of them.
fn opening(text: Option<String>, template: Option<TemplateRequest>) -> Result<Opening, Failure> {
    match (text, template) {
        (Some(text), None) => Ok(Opening::Text(say::check_text(&text)?)),
        (None, Some(template)) => Opening::template(&template.name, &template.language),
        _ => Err(Failure::invalid("text", "required", "give a text or a template, not both")),
    }
}

/// The conversation in an address; what is no id is not found.
#[derive(Debug, serde::Deserialize)]
struct ConversationIdPath {
    id: String,
}

impl ConversationIdPath {
    fn read(&self) -> Result<ConversationId, Failure> {
        self.id.parse().map_err(|_| Failure::NotFound)
    }
}

/// The value in cents, or as typed.
fn value_of(request: &CloseRequest) -> Result<Option<i64>, Failure> {
    let typed = request.value.as_deref().map(str::trim).filter(|text| !text.is_empty());
    let Some(typed) = typed.filter(|_| request.value_cents.is_none()) else { return Ok(request.value_cents) };
    read_money(typed).map(Some).map_err(|wrong| {
        let code = match wrong {
            BadMoney::Unreadable => "not_an_amount",
            BadMoney::Negative | BadMoney::TooLarge => "out_of_range",
        };
        Failure::invalid("value", code, &wrong.to_string())
    })
}

fn answers(request: CloseRequest) -> Result<Answers, Failure> {
    Ok(Answers {
        disposition_id: request.disposition_id.as_deref().map(|text| id("disposition_id", text)).transpose()?,
        value_cents: value_of(&request)?,
        note: request.note,
        form_version: request.form_version,
        fields: request.fields,
    })
}
