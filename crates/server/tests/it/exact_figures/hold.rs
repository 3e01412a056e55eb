//! What must hold after every few operations: figures, lists and messages agree with the rows.

use std::collections::BTreeSet;

use nascente_store::report::differences;
use nascente_store::{StoreError, origins, params};
use serde_json::{Value, json};

use super::{EVERY, Life};

impl Life {
    /// Stored sums are the sums of the rows, every row adds up, and every figure is the length of its list.
    pub(super) async fn hold_figures(&self, number: usize) {
        self.world.recorded().await;
        let company_id = self.world.company_id;
        let found = self.world.app.db.read(move |tx| differences(tx, company_id)).await.unwrap();
        assert_eq!(found, [], "after {number} operations");
        let found = self.world.app.db.read(move |tx| origins::differences(tx, company_id)).await.unwrap();
        assert_eq!(found, [], "views that are not what the touches show, after {number} operations");
        let mut all = BTreeSet::new();
        for (group_by, basis, view) in [
            ("entry_identifier", "entry", "entry"),
            ("kind", "entry", "entry"),
            ("campaign", "entry", "entry"),
            ("department", "closing", "entry"),
            ("agent", "entry", "entry"),
            ("disposition", "closing", "entry"),
            ("closed_by", "entry", "entry"),
            ("day", "entry", "entry"),
            ("entry_identifier", "entry", "first"),
            ("kind", "closing", "last"),
            ("campaign", "entry", "last_paid"),
        ] {
            let path = format!(
                "/api/v1/reports/funnel?group_by={group_by}&date_basis={basis}&origin_view={view}\
                    &from=2026-09-01&to=2028-01-01"
            );
            let funnel = self.world.get(&path).await;
            all.insert((basis, funnel["totals"]["conversations"].as_i64()));
            let rows = funnel["rows"].as_array().unwrap();
            for row in rows.iter().chain([&funnel["totals"]]) {
                hold_row(row);
            }
            // Every figure of every grouping opens its list in `reports`; here it is enough to sample.
            let sampled = rows.iter().skip(number / EVERY % rows.len().max(1)).take(2);
            for row in sampled.chain([&funnel["totals"]]) {
                self.hold_list(row).await;
            }
            let sum: i64 = rows.iter().map(|row| figure(row, "conversations")).sum();
            assert_eq!(sum, figure(&funnel["totals"], "conversations"), "{group_by} in {view}");
        }
        assert_eq!(all.len(), 2, "of one basis the totals are the same in every view: {all:?}");
    }

    /// A figure is the length of the list that it opens.
    async fn hold_list(&self, row: &Value) {
        let query = row["conversations_query"].as_str().unwrap();
        let stages = [("", "conversations"), ("&stage=answered", "answered"), ("&stage=won", "won")];
        for (stage, name) in stages {
            let path = format!("/api/v1/conversations?{query}{stage}&count=true&limit=1");
            let listed = self.world.get(&path).await;
            assert_eq!(listed["total"], figure(row, name), "{name}: {row}");
        }
    }

    /// Whatever happened, each text was kept once, and nobody has two open conversations or two first ones.
    pub(super) async fn hold_messages(&mut self) {
        let texts: BTreeSet<&str> = self.sent.iter().filter(|one| one.is_text()).map(|one| one.id.as_str()).collect();
        let kept = self
            .count("select count(*) from message where company_id = $1 and direction = 'in' and target is null")
            .await;
        let failed = self.world.get("/api/v1/deliveries?state=failed").await;
        assert_eq!(failed["items"], json!([]), "what cannot be recorded is a fault of ours");
        assert_eq!(usize::try_from(kept).unwrap(), texts.len());
        let people = self
            .count(
                "select count(distinct coalesce(k.merged_into, k.contact_id)) from conversation c
            join contact k on k.company_id = $1 and k.contact_id = c.contact_id where c.company_id = $1",
            )
            .await;
        let firsts = "select count(*) from conversation where company_id = $1 and new_contact = (1 = 1)";
        assert_eq!(self.count(firsts).await, people);
        let open = "select count(*) - count(distinct coalesce(k.merged_into, k.contact_id)) from conversation c
            join contact k on k.company_id = $1 and k.contact_id = c.contact_id
            where c.company_id = $1 and c.status <> 'closed'";
        assert_eq!(self.count(open).await, 0);
        let joined = "select count(*) from conversation where company_id = $1 and joined_into is not null";
        if self.count(joined).await > 0 {
            self.done.insert("join");
        }
    }

    async fn count(&self, text: &'static str) -> i64 {
        let (company_id, statement) = (self.world.company_id, nascente_store::Statement::new(text));
        let read: Result<i64, StoreError> =
            self.world.app.db.read(move |tx| tx.query_first(&statement, params![company_id])?.unwrap().take()).await;
        read.unwrap()
    }
}

/// Each conversation is in exactly one of the parts.
fn hold_row(row: &Value) {
    let won = figure(row, "won");
    let parts = ["open", "unclassified", "lost", "neutral", "not_lead"];
    let sum: i64 = parts.iter().map(|name| figure(row, name)).sum();
    assert_eq!(figure(row, "conversations"), sum + won + (figure(row, "qualified") - won), "{row}");
}

fn figure(row: &Value, name: &str) -> i64 {
    row[name].as_i64().unwrap()
}
