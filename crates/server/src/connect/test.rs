//! *Enviar teste*: a text with a code word to a phone at hand, and the answer that proves the way in.
//!
//! In: a number. Out: the progress of the text, and whether the phone has written since. The phone's owner becomes a test
//! number: excluded from every figure, as is every conversation of theirs. Refused: numbers that are not connected. The
//! 24-hour window is not looked at: what the provider says about it is part of what the test shows.

use nascente_domain::conversation::{StartedBy, Status};
use nascente_domain::id::{ChannelId, CompanyId, ContactId, MessageId};
use nascente_domain::message::{Author, SendStatus};
use nascente_domain::person::Party;
use nascente_domain::phone::Phone;
use nascente_store::{Lane, Tx, channel, company, contact, conversation, message};
use serde_json::json;

use crate::app::App;
use crate::attend::desk::{Desk, Doer};
use crate::attend::say::queue_text;
use crate::auth::caller::Caller;
use crate::failure::Failure;
use crate::http::body::connection::{StartedTest, TestProgress};
use crate::record::facts::Facts;
use crate::record::working::WorkingSet;

/// Words that are read and typed without mistakes.
const WORDS: [&str; 8] = ["AMORA", "BACURI", "CAJU", "GOIABA", "JABUTICABA", "MANGA", "PITANGA", "UMBU"];

/// Sends the text.
pub async fn start(app: &App, caller: &Caller, channel_id: ChannelId, phone: &str) -> Result<StartedTest, Failure> {
    let phone = Phone::read_brazilian(phone).ok_or_else(|| {
        Failure::invalid("phone", "invalid_phone", "give the number with area code, such as 11 99999-0001")
    })?;
    let random = app.random();
    let word = WORDS[usize::try_from(random % 8).unwrap_or(0)];
    let code = format!("{word} {}", 100 + (random >> 8) % 900);
    let (of_unit, caller, coded) = (app.clone(), caller.clone(), code.clone());
    let (message_id, hints) = app
        .db
        .write(Lane::Work, move |tx| {
            let (message_id, desk) = lay_out(&of_unit, tx, &caller, channel_id, &phone, &coded)?;
            Ok::<_, Failure>((message_id, desk.write(tx)?))
        })
        .await?;
    for hint in hints {
        app.hint(hint);
    }
    app.job_arrived.notify_one();
    Ok(StartedTest { test_id: message_id.to_string(), code, sent_at: app.now().to_string() })
}

fn lay_out(
    app: &App,
    tx: &mut Tx<'_>,
    caller: &Caller,
    channel_id: ChannelId,
    phone: &Phone,
    code: &str,
) -> Result<(MessageId, Desk), Failure> {
    let company_id = caller.company_id;
    let locked = company::lock(tx, company_id)?.ok_or(Failure::NotFound)?;
    let used = channel::get(tx, company_id, channel_id)?.ok_or(Failure::NotFound)?;
    if used.archived_at.is_some() || used.provider == "link_only" {
        return Err(Failure::conflict("channel_cannot_send", "this number is not connected"));
    }
    let text = test_text(&locked.locale, &used.name, code);
    let party = Party { phone: Some(phone.clone()), ..Party::default() };
    let owners = contact::find(tx, company_id, &party.identities())?;
    let ids: Vec<ContactId> = owners.iter().map(|(_, id)| *id).collect();
    let facts = Facts {
        owners: owners.into_iter().collect(),
        contacts: contact::load(tx, company_id, ids.clone())?,
        conversations: conversation::load_of_contacts(tx, company_id, ids)?,
        ..Facts::default()
    };
    let mut working = WorkingSet::new(app, locked, facts);
    let contact_id = working.contact(&party, app.now());
    exclude(&mut working, contact_id);
    let open = working.conversations.values().find(|held| {
        (held.now.contact_id, held.now.channel_id) == (contact_id, channel_id) && held.now.status != Status::Closed
    });
    let known = open.map(|held| held.now.conversation_id);
    let id = known.unwrap_or_else(|| {
        let id = working.open(contact_id, channel_id, app.now());
        if let Some(held) = working.conversations.get_mut(&id) {
            held.now.started_by = StartedBy::Company;
            held.now.department_id = caller.default_department;
        }
        id
    });
    let mut desk = Desk::over(working, id, app.now());
    let message_id = queue_text(&mut desk, Author::Rule, None, text, None)?;
    desk.note_event(&Doer::from(caller), "connection_tested", json!({ "message_id": message_id }));
    Ok((message_id, desk))
}

/// The owner of the phone, and every conversation of theirs, leaves the figures.
pub(crate) fn exclude(working: &mut WorkingSet, contact_id: ContactId) {
    if let Some(held) = working.contacts.get_mut(&contact_id) {
        held.now.excluded = true;
    }
    for held in working.conversations.values_mut() {
        held.now.excluded = true;
    }
}

fn test_text(locale: &str, channel: &str, code: &str) -> String {
    if locale.starts_with("pt") {
        format!(
            "Teste do Nascente pela conexão {channel}. Palavra: {code}. Responda qualquer coisa para provar a volta."
        )
    } else {
        format!("Nascente test through {channel}. Word: {code}. Answer anything to prove the way back.")
    }
}

/// How far a test got; not found when the message is no test of this channel.
pub async fn progress(
    app: &App,
    company_id: CompanyId,
    channel_id: ChannelId,
    test_id: MessageId,
) -> Result<TestProgress, Failure> {
    let found = app.db.read(move |tx| message::answer_to_test(tx, company_id, channel_id, test_id)).await?;
    let test = found.ok_or(Failure::NotFound)?;
    Ok(TestProgress {
        out: test.status.unwrap_or(SendStatus::Queued).to_string(),
        out_reason: test.error_title,
        r#in: if test.answered_at.is_some() { "received" } else { "waiting" }.to_owned(),
        in_at: test.answered_at.map(|at| at.to_string()),
    })
}
