//! Closing or classifying many conversations alike: each in a transaction of its own, each with its outcome.

use nascente_domain::closing::Answers;
use nascente_domain::id::ConversationId;

use crate::app::App;
use crate::auth::caller::Caller;
use crate::failure::Failure;
use crate::http::body::closing::{ManyOutcome, ManyOutcomes};
use crate::http::problem::Problem;

/// Most conversations at once.
const MOST: usize = 200;

/// What is done to each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deed {
    /// Open ones are closed.
    Close,
    /// Closed ones are classified.
    Classify,
}

/// Does it to each of these conversations, in their order; one that refuses holds up no other.
pub async fn many(
    app: &App,
    caller: &Caller,
    deed: Deed,
    ids: &[String],
    answers: &Answers,
    reason: Option<&str>,
) -> Result<ManyOutcomes, Failure> {
    if ids.is_empty() || ids.len() > MOST {
        return Err(Failure::invalid("conversation_ids", "out_of_range", "give 1 to 200 conversations"));
    }
    let mut items: Vec<ManyOutcome> = Vec::with_capacity(ids.len());
    for (index, text) in ids.iter().enumerate() {
        if ids[..index].contains(text) {
            continue;
        }
        let ended = one(app, caller, deed, text, answers, reason).await;
        items.push(ManyOutcome {
            conversation_id: text.clone(),
            outcome: if ended.is_ok() { "done" } else { "refused" }.to_owned(),
            problem: ended.as_ref().err().map(Problem::from),
        });
    }
    let done = items.iter().filter(|item| item.problem.is_none()).count();
    Ok(ManyOutcomes { done, refused: items.len() - done, items })
}

async fn one(
    app: &App,
    caller: &Caller,
    deed: Deed,
    id: &str,
    answers: &Answers,
    reason: Option<&str>,
) -> Result<(), Failure> {
    let id: ConversationId = id.parse().map_err(|_| Failure::NotFound)?;
    match deed {
        Deed::Close => super::close(app, caller, id, answers.clone(), None).await,
        Deed::Classify => super::classify(app, caller, id, answers.clone(), reason.map(str::to_owned), None).await,
    }
}
