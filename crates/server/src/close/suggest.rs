//! What the form may suggest: the value that the chat names. Shown with its sentence, never filled in silently.

use nascente_domain::id::ConversationId;
use nascente_domain::message::{Author, Direction};
use nascente_domain::money;
use nascente_store::conversation_list;
use nascente_store::conversation_list::thread::{self, MessageRow, Slice};

use crate::app::App;
use crate::auth::caller::Caller;
use crate::failure::Failure;
use crate::http::body::closing::ClosingSuggestion;
use crate::report::filter;

/// Latest messages that are read.
const MESSAGES: i64 = 200;

/// The value that the conversation's latest messages name.
pub async fn value(app: &App, caller: &Caller, id: ConversationId) -> Result<ClosingSuggestion, Failure> {
    let (company_id, visibility) = (caller.company_id, filter::visibility(caller));
    let messages = app
        .db
        .read(move |tx| {
            conversation_list::find(tx, company_id, id, &visibility)?.ok_or(Failure::NotFound)?;
            let slice = Slice { conversation_id: id, after: None, limit: MESSAGES };
            Ok::<_, Failure>(thread::messages(tx, company_id, slice)?)
        })
        .await?;
    let said: Vec<&MessageRow> = messages.iter().filter(|message| speaks(message)).collect();
    let found = money::suggest(said.iter().map(|message| message.text.as_deref().unwrap_or_default()));
    Ok(ClosingSuggestion {
        value_cents: found.as_ref().map(|found| found.cents),
        message_id: found.as_ref().and_then(|found| said.get(found.index)).map(|message| message.id.to_string()),
        quote: found.map(|found| found.quote),
    })
}

fn speaks(message: &MessageRow) -> bool {
    message.direction != Direction::Internal && message.author != Author::Rule && message.kind.opens_conversation()
}
