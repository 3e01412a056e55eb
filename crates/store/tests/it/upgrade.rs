//! What a store of an earlier program gets when it is opened by this one.

use nascente_domain::funnel::DateBasis;
use nascente_domain::id::CompanyId;
use nascente_domain::moment::LocalDay;
use nascente_domain::origins::OriginView;
use nascente_store::report::{GroupBy, Period, stored};
use nascente_store::{StoreError, origins, report};

use crate::place::of_before;

/// A company whose one contact came by a hashtag on an ad, and came back.
const ROWS: &str = "
    insert into company values (1, 'Loja', 'loja', 'America/Sao_Paulo', 'BRL', 'pt-BR', '{}', null, 2, 0);
    insert into department (company_id, department_id, name, is_default, uses_dispositions, disposition_required,
        full_closing, return_window_hours, form_version, attendance, created_at)
        values (1, 1, 'Geral', true, false, true, false, 12, 1, '{}', 0);
    insert into channel (company_id, channel_id, provider, name, phone_number, settings, state, created_at)
        values (1, 1, 'link_only', 'Loja', '551130000001', '{}', 'link_only', 0);
    insert into contact (company_id, contact_id, search_text, excluded, created_at) values (1, 1, '', false, 0);
    insert into conversation (company_id, conversation_id, protocol, version, status, started_by, contact_id, channel_id,
        department_id, returned, excluded, new_contact, opened_at, entry_day, first_inbound_at, first_inbound_provider_id,
        last_message_at, last_message_preview, last_message_kind, last_message_direction, engaged, unread, entry_kind,
        identifier_id, entry_method, entry_confidence, entry_unidentified, entry_touch_id)
        values (1, 1, 'a', 1, 'closed', 'contact', 1, 1, 1, 'none', false, true, 5, 100, 5, 'm1', 5, '', 'text', 'in', false,
            0, 'hashtag', 20, 'hashtag', 1.0, false, 1),
        (1, 2, 'b', 1, 'waiting', 'contact', 1, 1, 1, 'none', false, false, 9, 101, 9, 'm2', 9, '', 'text', 'in', false,
            0, 'return', null, 'none', 1.0, false, null);
    insert into touch (company_id, touch_id, contact_id, conversation_id, kind, method, identifier_id, seen_at,
        provider_message_id, evidence_key, created_at)
        values (1, 1, 1, 1, 'hashtag', 'hashtag', 20, 5, 'm1', 'x', 5), (1, 2, 1, 1, 'ad', 'ad_header', 10, 5, 'm1', 'y', 5);
";

#[tokio::test]
async fn views_and_their_figures_are_worked_out_from_the_touches() {
    let store = of_before(ROWS);
    let company_id = CompanyId::from(1);
    let day = LocalDay::from_number;
    let (wrong, counted) = store
        .db
        .read(move |tx| {
            let period = Period { basis: DateBasis::Entry, from: day(100), to: day(101) };
            let mut counted = Vec::new();
            for view in OriginView::ALL {
                let groups = stored::groups(tx, company_id, GroupBy::Kind, *view, period)?;
                counted.extend(groups.into_iter().map(|(key, group)| (*view, key, group.counts.conversations)));
            }
            let wrong = (origins::differences(tx, company_id)?, report::differences(tx, company_id)?);
            Ok::<_, StoreError>((wrong, counted))
        })
        .await
        .unwrap();
    assert_eq!(wrong, (Vec::new(), Vec::new()));
    let told: Vec<(&str, &str, i64)> =
        counted.iter().map(|(view, key, count)| (view.as_str(), key.as_str(), *count)).collect();
    assert_eq!(
        told,
        [
            ("entry", "hashtag", 1),
            ("entry", "return", 1),
            ("first", "hashtag", 2),
            ("last", "hashtag", 2),
            ("last_paid", "ad", 2),
        ]
    );
}
