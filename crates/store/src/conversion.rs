//! Closed conversations as ad platforms are told of them, and the click ids of their contacts.

use nascente_domain::disposition::Outcome;
use nascente_domain::id::{ClosingId, CompanyId, ContactId, ConversationId};
use nascente_domain::moment::{LocalDay, Moment};
use nascente_domain::touch::Card;

use crate::conversation_list::part::read_card;
use crate::{Row, StoreError, Tx, params, statements};

statements! {
    CLOSED = "select c.conversation_id, c.protocol, c.contact_id, c.closing_id, c.closed_at, c.outcome, c.value_cents,
            c.excluded, coalesce(p.phone, k.phone)
        from conversation c
        join contact k on k.company_id = $1 and k.contact_id = c.contact_id
        left join contact p on p.company_id = $1 and p.contact_id = k.merged_into
        where c.company_id = $1 and c.closing_day >= $2 and c.closing_day <= $3 and c.status = 'closed'
            and c.outcome {in:$4} and c.joined_into is null
        order by c.closed_at, c.conversation_id limit $5";
    CLICKS = "select c.contact_id, t.card, t.seen_at, q.query, q.clicked_at
        from conversation c
        join touch t on t.company_id = $1 and t.conversation_id = c.conversation_id
        left join click q on q.company_id = $1 and q.click_id = t.click_id
        where c.company_id = $1 and c.contact_id {in:$2} and (t.click_id is not null or t.card is not null)";
}

/// A closed conversation.
#[derive(Debug, Clone)]
pub struct ClosedRow {
    /// Id.
    pub conversation_id: ConversationId,
    /// Protocol number.
    pub protocol: String,
    /// Contact.
    pub contact_id: ContactId,
    /// The closing.
    pub closing_id: Option<ClosingId>,
    /// When.
    pub closed_at: Moment,
    /// How.
    pub outcome: Outcome,
    /// Value of the sale.
    pub value_cents: Option<i64>,
    /// Whether the contact stays out of every figure.
    pub excluded: bool,
    /// The contact's number, in digits.
    pub phone: Option<String>,
}

/// Where click ids of a contact may stand.
#[derive(Debug, Clone)]
pub struct ClickEvidence {
    /// Contact.
    pub contact_id: ContactId,
    /// Card of an ad, with the time of its message.
    pub card: Option<(Card, Moment)>,
    /// Query of a click of ours, with its time.
    pub query: Option<(String, Moment)>,
}

/// So many conversations that were closed with one of these outcomes between two days, oldest first.
pub fn closed(
    tx: &mut Tx<'_>,
    company_id: CompanyId,
    days: (LocalDay, LocalDay),
    outcomes: &[Outcome],
    limit: i64,
) -> Result<Vec<ClosedRow>, StoreError> {
    let outcomes: Vec<String> = outcomes.iter().map(ToString::to_string).collect();
    let read = |mut row: Row| {
        Ok(ClosedRow {
            conversation_id: row.take()?,
            protocol: row.take()?,
            contact_id: row.take()?,
            closing_id: row.take()?,
            closed_at: row.take()?,
            outcome: row.take()?,
            value_cents: row.take()?,
            excluded: row.take()?,
            phone: row.take()?,
        })
    };
    tx.query(&CLOSED, params![company_id, days.0, days.1, outcomes, limit])?.into_iter().map(read).collect()
}

/// What the ledger of these contacts holds of clicks.
pub fn clicks(
    tx: &mut Tx<'_>,
    company_id: CompanyId,
    contacts: Vec<ContactId>,
) -> Result<Vec<ClickEvidence>, StoreError> {
    if contacts.is_empty() {
        return Ok(Vec::new());
    }
    let read = |mut row: Row| {
        let contact_id = row.take()?;
        let (card, seen_at) = (read_card(row.take()?), row.take()?);
        let (query, clicked_at): (Option<String>, Option<Moment>) = (row.take()?, row.take()?);
        Ok(ClickEvidence { contact_id, card: card.map(|card| (card, seen_at)), query: query.zip(clicked_at) })
    };
    tx.query(&CLICKS, params![company_id, contacts])?.into_iter().map(read).collect()
}
