//! Lists and single conversations, messages, touches, events, closing form and record.

use axum::Json;
use axum::extract::State;
use nascente_domain::id::ConversationId;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::auth::permission::{Allowed, Converse, ListConversations};
use crate::close::suggest;
use crate::failure::Failure;
use crate::http::body::closing::{ClosingForm, ClosingRecord, ClosingSuggestion, PastClosing};
use crate::http::body::conversation::{AuditEvent, Conversation, ConversationFilter, InboxCounts, Message, Touch};
use crate::http::body::list::{Page, PageQuery};
use crate::http::page::{Path, Query};
use crate::http::problem::Problem;
use crate::report::{list, thread};

/// The routes of this topic, below `/api/v1`.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list_conversations))
        .routes(routes!(count_conversations))
        .routes(routes!(get_conversation))
        .routes(routes!(list_messages))
        .routes(routes!(list_touches))
        .routes(routes!(list_events))
        .routes(routes!(get_closing_form))
        .routes(routes!(get_closing))
        .routes(routes!(list_closings))
        .routes(routes!(suggest_closing))
}

/// Conversations, newest first by their opening (`sort=last_message`: by their last message).
#[utoipa::path(get, path = "/conversations", tag = "conversations",
    params(ConversationFilter, PageQuery),
    responses((status = 200, body = Page<Conversation>), (status = 401, body = Problem), (status = 422, body = Problem)))]
async fn list_conversations(
    State(app): State<App>,
    caller: Allowed<ListConversations>,
    Query(filter): Query<ConversationFilter>,
    Query(page): Query<PageQuery>,
) -> Result<Json<Page<Conversation>>, Failure> {
    list::list(&app, &caller, &filter, &page).await.map(Json)
}

/// How many conversations each tab of the inbox holds.
#[utoipa::path(get, path = "/conversations/counts", tag = "conversations",
    responses((status = 200, body = InboxCounts), (status = 401, body = Problem)))]
async fn count_conversations(
    State(app): State<App>,
    caller: Allowed<ListConversations>,
) -> Result<Json<InboxCounts>, Failure> {
    list::counts(&app, &caller).await.map(Json)
}

/// One conversation.
#[utoipa::path(get, path = "/conversations/{id}", tag = "conversations",
    params(("id" = String, Path, description = "Conversation")),
    responses((status = 200, body = Conversation), (status = 401, body = Problem), (status = 404, body = Problem)))]
async fn get_conversation(
    State(app): State<App>,
    caller: Allowed<ListConversations>,
    Path(id): Path<ConversationId>,
) -> Result<Json<Conversation>, Failure> {
    list::one(&app, &caller, id).await.map(Json)
}

/// The thread, latest message first: the first page is the end of the thread, the next one what came before it.
#[utoipa::path(get, path = "/conversations/{id}/messages", tag = "conversations",
    params(("id" = String, Path, description = "Conversation"), PageQuery),
    responses((status = 200, body = Page<Message>), (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 404, body = Problem), (status = 422, body = Problem)))]
async fn list_messages(
    State(app): State<App>,
    caller: Allowed<Converse>,
    Path(id): Path<ConversationId>,
    Query(page): Query<PageQuery>,
) -> Result<Json<Page<Message>>, Failure> {
    thread::messages(&app, &caller, id, &page).await.map(Json)
}

/// The ledger of touches, earliest first.
#[utoipa::path(get, path = "/conversations/{id}/touches", tag = "conversations",
    params(("id" = String, Path, description = "Conversation"), PageQuery),
    responses((status = 200, body = Page<Touch>), (status = 401, body = Problem), (status = 404, body = Problem),
        (status = 422, body = Problem)))]
async fn list_touches(
    State(app): State<App>,
    caller: Allowed<ListConversations>,
    Path(id): Path<ConversationId>,
    Query(page): Query<PageQuery>,
) -> Result<Json<Page<Touch>>, Failure> {
    thread::touches(&app, &caller, id, &page).await.map(Json)
}

/// The audit trail, earliest first.
#[utoipa::path(get, path = "/conversations/{id}/events", tag = "conversations",
    params(("id" = String, Path, description = "Conversation"), PageQuery),
    responses((status = 200, body = Page<AuditEvent>), (status = 401, body = Problem), (status = 404, body = Problem),
        (status = 422, body = Problem)))]
async fn list_events(
    State(app): State<App>,
    caller: Allowed<ListConversations>,
    Path(id): Path<ConversationId>,
    Query(page): Query<PageQuery>,
) -> Result<Json<Page<AuditEvent>>, Failure> {
    thread::events(&app, &caller, id, &page).await.map(Json)
}

/// What the conversation's department asks for when it ends, as of now.
#[utoipa::path(get, path = "/conversations/{id}/closing-form", tag = "conversations",
    params(("id" = String, Path, description = "Conversation")),
    responses((status = 200, body = ClosingForm), (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 404, body = Problem)))]
async fn get_closing_form(
    State(app): State<App>,
    caller: Allowed<Converse>,
    Path(id): Path<ConversationId>,
) -> Result<Json<ClosingForm>, Failure> {
    thread::closing_form(&app, &caller, id).await.map(Json)
}

/// Every closing of a conversation, latest first: corrected, undone and reversed ones too.
#[utoipa::path(get, path = "/conversations/{id}/closings", tag = "conversations",
    params(("id" = String, Path, description = "Conversation")),
    responses((status = 200, body = Page<PastClosing>), (status = 401, body = Problem), (status = 404, body = Problem)))]
async fn list_closings(
    State(app): State<App>,
    caller: Allowed<ListConversations>,
    Path(id): Path<ConversationId>,
) -> Result<Json<Page<PastClosing>>, Failure> {
    let items = thread::closings(&app, &caller, id).await?;
    Ok(Json(Page { items, next_cursor: None, total: None }))
}

/// The value that the chat names, for the closing form to suggest.
#[utoipa::path(get, path = "/conversations/{id}/closing-suggestion", tag = "conversations",
    params(("id" = String, Path, description = "Conversation")),
    responses((status = 200, body = ClosingSuggestion), (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 404, body = Problem)))]
async fn suggest_closing(
    State(app): State<App>,
    caller: Allowed<Converse>,
    Path(id): Path<ConversationId>,
) -> Result<Json<ClosingSuggestion>, Failure> {
    suggest::value(&app, &caller, id).await.map(Json)
}

/// How a closed conversation ended, with the form that was answered and the closings before it.
#[utoipa::path(get, path = "/conversations/{id}/closing", tag = "conversations",
    params(("id" = String, Path, description = "Conversation")),
    responses((status = 200, body = ClosingRecord), (status = 401, body = Problem), (status = 404, body = Problem)))]
async fn get_closing(
    State(app): State<App>,
    caller: Allowed<ListConversations>,
    Path(id): Path<ConversationId>,
) -> Result<Json<ClosingRecord>, Failure> {
    thread::closing(&app, &caller, id).await.map(Json)
}
