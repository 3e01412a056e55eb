//! Trying a rule on past conversations before it is switched on: *o que teria acontecido*.
//!
//! In come a rule and a period; out goes what the rule would have done to each conversation of the department, beside how
//! it really ended. Nothing is kept and nothing is sent. Working hours and tags are those of now.

use std::collections::HashMap;

use nascente_domain::conversation::{StartedBy, Status};
use nascente_domain::id::{CompanyId, ConversationId, DepartmentId};
use nascente_domain::moment::{LocalDay, Moment};
use nascente_domain::rule::replay::{Heard, WouldHave, replay};
use nascente_domain::rule::{Occasion, Rule, Said, Situation};
use nascente_store::conversation_list::part::{self, Parts};
use nascente_store::conversation_list::{self, ConversationFilter, ConversationRow, IdFilter, Sort};
use nascente_store::message::{self, Spoken};
use nascente_store::{Tx, department};

use super::surroundings::Surroundings;
use crate::app::App;
use crate::auth::caller::Caller;
use crate::failure::Failure;
use crate::http::body::rule as body;
use crate::setup::rule as setup;

/// Conversations that are looked at.
const MOST: i64 = 2_000;
/// Conversations whose messages are held at once.
const CHUNK: usize = 200;
/// Conversations that are listed.
const LISTED: usize = 200;
/// Characters of a text that are shown.
const LONGEST_QUOTE: usize = 160;

/// Tries a rule.
pub async fn try_out(
    app: &App,
    caller: &Caller,
    department_id: DepartmentId,
    request: body::TryRuleRequest,
) -> Result<body::TriedRule, Failure> {
    let rule = setup::read(&request.rule)?;
    let today = app.now().day_in(&caller.zone);
    let to = day("to", request.to.as_deref())?.unwrap_or(today);
    let from = day("from", request.from.as_deref())?.unwrap_or_else(|| to.plus(-29));
    if from > to || to.number() - from.number() > 366 {
        return Err(Failure::invalid("from", "out_of_range", "use a period of at most a year"));
    }
    let (company_id, now) = (caller.company_id, app.now());
    app.db
        .read(move |tx| {
            department::get(tx, company_id, department_id)?.ok_or(Failure::NotFound)?;
            setup::check_rule(tx, company_id, department_id, &rule, &[], &[])?;
            Trial { company_id, department_id, rule: &rule, now }.over(tx, from, to)
        })
        .await
}

fn day(field: &str, text: Option<&str>) -> Result<Option<LocalDay>, Failure> {
    let wrong = |_| Failure::invalid(field, "invalid_day", "use a date of the form 2026-11-22");
    text.map(|text| text.parse().map_err(wrong)).transpose()
}

/// One trial of a rule.
struct Trial<'a> {
    company_id: CompanyId,
    department_id: DepartmentId,
    rule: &'a Rule,
    now: Moment,
}

impl Trial<'_> {
    fn over(&self, tx: &mut Tx<'_>, from: LocalDay, to: LocalDay) -> Result<body::TriedRule, Failure> {
        let filter = ConversationFilter {
            department_id: IdFilter::Is(self.department_id),
            from: Some(from),
            to: Some(to),
            ..ConversationFilter::default()
        };
        let mut rows = conversation_list::list(tx, self.company_id, &filter, Sort::OpenedAt, None, MOST + 1)?;
        let most = usize::try_from(MOST).unwrap_or(usize::MAX);
        let truncated = rows.len() > most;
        rows.truncate(most);
        let mut tried = body::TriedRule {
            from: from.to_string(),
            to: to.to_string(),
            examined: rows.len(),
            truncated,
            would_warn: 0,
            would_close: 0,
            agrees: 0,
            differs: 0,
            items: Vec::new(),
        };
        for chunk in rows.chunks(CHUNK) {
            self.chunk(tx, chunk, &mut tried)?;
        }
        Ok(tried)
    }

    fn chunk(&self, tx: &mut Tx<'_>, rows: &[ConversationRow], tried: &mut body::TriedRule) -> Result<(), Failure> {
        let ids: Vec<ConversationId> = rows.iter().map(|row| row.id).collect();
        let around = Surroundings::read(tx, self.company_id, &ids)?;
        let parts = part::parts(tx, self.company_id, rows)?;
        let mut spoken: HashMap<ConversationId, Vec<Spoken>> = HashMap::new();
        for one in message::spoken(tx, self.company_id, ids)? {
            spoken.entry(one.conversation_id).or_default().push(one);
        }
        for row in rows {
            let messages = spoken.remove(&row.id).unwrap_or_default();
            let Some(would) = self.replayed(row, &messages, &around) else { continue };
            tried.would_warn += usize::from(would.warned_at.is_some());
            tried.would_close += usize::from(would.closed_at.is_some());
            let shown = self.show(row, &parts, &messages, would);
            if would.closed_at.is_some() {
                tried.agrees += usize::from(shown.agrees == Some(true));
                tried.differs += usize::from(shown.agrees == Some(false));
            }
            if tried.items.len() < LISTED {
                tried.items.push(shown);
            }
        }
        Ok(())
    }

    fn replayed(&self, row: &ConversationRow, messages: &[Spoken], around: &Surroundings) -> Option<WouldHave> {
        if self.rule.conditions.occasion() == Occasion::Beginning && row.started_by == StartedBy::Company {
            return None;
        }
        let heard: Vec<Heard<'_>> = messages
            .iter()
            .map(|one| Heard {
                at: one.sent_at,
                said: Said {
                    direction: one.direction,
                    author: one.author,
                    kind: one.kind,
                    text: one.text.as_deref().unwrap_or_default(),
                },
            })
            .collect();
        let situation = |at| Situation {
            identifier_id: row.identifier_id,
            open: around.is_open(self.department_id, at),
            tags: around.tags_of(row.id),
        };
        replay(self.rule, &heard, row.opened_at, row.closed_at.unwrap_or(self.now), situation)
    }

    fn show(
        &self,
        row: &ConversationRow,
        parts: &Parts,
        messages: &[Spoken],
        would: WouldHave,
    ) -> body::TriedConversation {
        let message = would.message.and_then(|index| messages.get(index));
        let closing = row.closing_id.and_then(|id| parts.closings.get(&id));
        let contact = parts.contacts.get(&row.contact_id);
        let is_closed = row.status == Status::Closed;
        body::TriedConversation {
            conversation_id: row.id.to_string(),
            protocol: row.protocol.clone(),
            contact_name: contact.and_then(|contact| contact.name.clone()),
            opened_at: row.opened_at.to_string(),
            would_warn_at: would.warned_at.map(|at| at.to_string()),
            would_close_at: would.closed_at.map(|at| at.to_string()),
            message_id: message.map(|message| message.message_id.to_string()),
            quote: message
                .and_then(|message| message.text.as_ref())
                .map(|text| text.chars().take(LONGEST_QUOTE).collect()),
            value_cents: would.value_cents,
            status: row.status.to_string(),
            disposition: closing.and_then(|closing| closing.disposition.clone()),
            closed_at: row.closed_at.map(|at| at.to_string()),
            agrees: is_closed.then(|| closing.and_then(|closing| closing.disposition_id) == self.rule.disposition_id),
        }
    }
}
