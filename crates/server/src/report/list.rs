//! Lists of conversations, the tabs' counts, and single ones.

use nascente_domain::id::ConversationId;
use nascente_domain::moment::Moment;
use nascente_store::StoreError;
use nascente_store::conversation_list::{self as store, ConversationRow, Sort, part};
use nascente_store::report::label;

use crate::app::App;
use crate::auth::caller::Caller;
use crate::failure::Failure;
use crate::http::body::conversation::{Conversation, ConversationFilter, InboxCounts};
use crate::http::body::list::{Page, PageQuery};
use crate::http::page::{PageRequest, page};
use crate::report::filter;
use crate::report::view::{self, Manners};

/// One page of the conversations that a filter lets through.
pub async fn list(
    app: &App,
    caller: &Caller,
    wanted: &ConversationFilter,
    query: &PageQuery,
) -> Result<Page<Conversation>, Failure> {
    let sort = filter::sort(wanted)?;
    let asked = filter::read(wanted, caller)?;
    let request = PageRequest::read(query, 3)?;
    let after = place(sort, &request)?;
    let company_id = caller.company_id;
    let (count, limit) = (request.count, request.limit);
    let (rows, parts, pictures, total, manner) = app
        .db
        .read(move |tx| {
            let total = if count { Some(store::count(tx, company_id, &asked)?) } else { None };
            let rows = store::list(tx, company_id, &asked, sort, after, limit + 1)?;
            let parts = part::parts(tx, company_id, &rows)?;
            let pictures = view::pictures(tx, company_id, &parts)?;
            Ok::<_, StoreError>((rows, parts, pictures, total, label::manner(tx, company_id)?))
        })
        .await?;
    let rows = page(rows, limit, total, |row: &ConversationRow| cursor(sort, row));
    let manners = Manners::new(app, caller, &manner.locale).showing(pictures);
    Ok(Page {
        items: rows.items.iter().map(|row| view::conversation(row, &parts, &manners)).collect(),
        next_cursor: rows.next_cursor,
        total: rows.total,
    })
}

/// A cursor names the order it belongs to, so that it is not taken for a place in the other one.
fn cursor(sort: Sort, row: &ConversationRow) -> Vec<i64> {
    vec![order_number(sort), sort.moment_of(row).millis(), row.id.value()]
}

fn place(sort: Sort, request: &PageRequest) -> Result<Option<store::Place>, Failure> {
    let Some(numbers) = &request.after else { return Ok(None) };
    match numbers.as_slice() {
        [order, moment, id] if *order == order_number(sort) => {
            Ok(Some((Moment::from_millis(*moment), ConversationId::from(*id))))
        }
        _ => Err(Failure::invalid("cursor", "invalid", "this cursor belongs to another order")),
    }
}

const fn order_number(sort: Sort) -> i64 {
    match sort {
        Sort::OpenedAt => 0,
        Sort::LastMessage => 1,
    }
}

/// One conversation.
pub async fn one(app: &App, caller: &Caller, id: ConversationId) -> Result<Conversation, Failure> {
    let (company_id, visibility) = (caller.company_id, filter::visibility(caller));
    let (row, parts, origins, pictures, manner) = app
        .db
        .read(move |tx| {
            let row = store::find(tx, company_id, id, &visibility)?.ok_or(Failure::NotFound)?;
            let parts = part::parts(tx, company_id, std::slice::from_ref(&row))?;
            let origins = part::origin_parts(tx, company_id, std::slice::from_ref(&row))?;
            let pictures = view::pictures(tx, company_id, &parts)?;
            Ok::<_, Failure>((row, parts, origins, pictures, label::manner(tx, company_id)?))
        })
        .await?;
    let shown = view::conversation(&row, &parts, &Manners::new(app, caller, &manner.locale).showing(pictures));
    Ok(Conversation { origins: Some(view::origins(&row, &origins)), ..shown })
}

/// How many conversations each tab of the inbox holds.
pub async fn counts(app: &App, caller: &Caller) -> Result<InboxCounts, Failure> {
    let (company_id, visibility, user_id) = (caller.company_id, filter::visibility(caller), caller.user_id());
    let counts = app.db.read(move |tx| store::inbox_counts(tx, company_id, &visibility, user_id)).await?;
    Ok(InboxCounts {
        waiting: counts.waiting,
        mine: counts.mine,
        active: counts.active,
        unclassified: counts.unclassified,
    })
}
