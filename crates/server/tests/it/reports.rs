//! Every figure is exact, and opens the list behind it.

use nascente_domain::funnel::DateBasis;
use nascente_domain::id::UserId;
use nascente_domain::origins::OriginView;
use nascente_domain::role::Role;
use nascente_server::auth::caller::{Actor, Caller};
use nascente_server::http::body::conversation::ConversationFilter as Wanted;
use nascente_server::http::body::list::PageQuery;
use nascente_store::conversation_list::ConversationFilter;
use nascente_store::report::{Difference, GroupBy, Period, differences, raw, stored};
use nascente_store::{Lane, Statement, StoreError, params};
use reqwest::{Method, StatusCode};
use serde_json::Value;

use crate::crowd::Crowd;
use crate::world::{World, new_token};

/// The figures of a row, each with the condition that its list adds.
const STAGES: &[(&str, &str)] = &[
    ("conversations", ""),
    ("new_contacts", "&new_contact=true"),
    ("answered", "&stage=answered"),
    ("engaged", "&stage=engaged"),
    ("qualified", "&stage=qualified"),
    ("won", "&stage=won"),
    ("lost", "&stage=lost"),
    ("neutral", "&stage=neutral"),
    ("not_lead", "&stage=not_lead"),
    ("unclassified", "&stage=unclassified"),
    ("open", "&stage=open"),
];

async fn total(world: &World, query: &str) -> i64 {
    let page = world.get(&format!("/api/v1/conversations?{query}&count=true&limit=1")).await;
    page["total"].as_i64().unwrap()
}

fn number(row: &Value, name: &str) -> i64 {
    row[name].as_i64().ok_or_else(|| format!("{name} of {row}")).unwrap()
}

fn text<'a>(row: &'a Value, name: &str) -> &'a str {
    row[name].as_str().ok_or_else(|| format!("{name} of {row}")).unwrap()
}

#[tokio::test]
async fn the_stored_sums_and_the_counted_rows_agree_on_every_grouping() {
    let world = World::start().await;
    let crowd = Crowd::gather(&world).await;
    let today = world.now().day_in(&nascente_server::app::zone("America/Sao_Paulo"));
    let company_id = crowd.company_id;
    for basis in DateBasis::ALL {
        for (from, to) in [(-70, 30), (-20, -10), (0, 0), (40, 50)] {
            let period = Period { basis: *basis, from: today.plus(from), to: today.plus(to) };
            for (group_by, view) in
                GroupBy::ALL.iter().flat_map(|one| OriginView::ALL.iter().map(move |view| (one, view)))
            {
                let filter = ConversationFilter {
                    view: *view,
                    basis: *basis,
                    from: Some(period.from),
                    to: Some(period.to),
                    ..ConversationFilter::default()
                };
                let read = world.app.db.read(move |tx| {
                    Ok::<_, StoreError>((
                        stored::groups(tx, company_id, *group_by, *view, period)?,
                        raw::groups(tx, company_id, *group_by, &filter)?,
                    ))
                });
                let (kept, counted) = read.await.unwrap();
                assert_eq!(kept, counted, "{group_by} {view} {basis} {from}..{to}");
                assert!(from != -70 || counted.len() >= 2, "{group_by} {basis}");
                assert!(from != 40 || counted.is_empty(), "{group_by} {basis}");
            }
        }
    }
}

#[tokio::test]
async fn every_figure_is_the_total_of_its_list() {
    let world = World::start().await;
    Crowd::gather(&world).await;
    for basis in ["entry", "closing"] {
        for group_by in GroupBy::ALL {
            let path = format!("/api/v1/reports/funnel?group_by={group_by}&date_basis={basis}&from=2026-10-20");
            let funnel = world.get(&path).await;
            let rows = funnel["rows"].as_array().unwrap();
            assert!(rows.len() >= 2, "{group_by}");
            for row in rows.iter().chain([&funnel["totals"]]) {
                let query = text(row, "conversations_query");
                assert_eq!(number(row, "conversations"), total(&world, query).await, "{group_by}: {row}");
                if *group_by == GroupBy::Day && text(row, "key") != "2026-11-20" {
                    continue;
                }
                for (name, stage) in STAGES {
                    let listed = total(&world, &format!("{query}{stage}")).await;
                    assert_eq!(number(row, name), listed, "{name} of {group_by}: {row}");
                }
            }
        }
    }
}

/// Groupings that follow the view; the others are the same in all.
const BY_ORIGIN: [GroupBy; 4] = [GroupBy::EntryIdentifier, GroupBy::Kind, GroupBy::Site, GroupBy::Campaign];

#[tokio::test]
async fn every_figure_is_the_total_of_its_list_in_every_view() {
    let world = World::start().await;
    Crowd::gather(&world).await;
    let mut told_apart = std::collections::BTreeSet::new();
    // Once from the stored sums, once counted.
    for (group_by, filter) in BY_ORIGIN.iter().zip(["", "&status=closed", "", "&status=closed"]) {
        let mut totals = std::collections::BTreeSet::new();
        for view in OriginView::ALL {
            let path = format!("/api/v1/reports/funnel?group_by={group_by}&origin_view={view}&from=2026-10-20{filter}");
            let funnel = world.get(&path).await;
            assert_eq!(text(&funnel, "origin_view"), view.as_str());
            let rows = funnel["rows"].as_array().unwrap();
            for row in rows.iter().chain([&funnel["totals"]]) {
                let query = text(row, "conversations_query");
                assert!(query.contains(&format!("origin_view={view}")), "{query}");
                for (name, stage) in [("conversations", ""), ("won", "&stage=won")] {
                    let listed = total(&world, &format!("{query}{stage}")).await;
                    assert_eq!(number(row, name), listed, "{name} of {group_by} in {view}: {row}");
                }
            }
            let counts: Vec<i64> = rows.iter().map(|row| number(row, "conversations")).collect();
            assert_eq!(number(&funnel["totals"], "conversations"), counts.iter().sum::<i64>(), "{group_by} in {view}");
            totals.insert(number(&funnel["totals"], "conversations"));
            told_apart.insert((group_by.as_str(), counts));
        }
        assert_eq!(totals.len(), 1, "totals are the same in every view");
    }
    assert!(told_apart.len() > 3 * BY_ORIGIN.len(), "the views differ: {told_apart:?}");
}

#[tokio::test]
async fn a_filter_by_origin_follows_the_view() {
    let world = World::start().await;
    let crowd = Crowd::gather(&world).await;
    let counted = "from=2026-09-01&to=2026-12-31&counted=true";
    for view in OriginView::ALL {
        let of = async |narrow: &str| total(&world, &format!("{counted}&origin_view={view}{narrow}")).await;
        let all = of("").await;
        let known = of("&origin=identified").await + of("&origin=unidentified").await;
        assert_eq!(known + of("&entry_kind=none").await + of("&entry_kind=return").await, all, "{view}");
        assert_eq!(
            of("&site=none").await + of("&site=Feira").await + of("&site=Blog").await + of("&site=Loja%3D1").await,
            all
        );
        let identifier = crowd.identifiers[0].0;
        let named = crowd.rows.iter().filter(|row| counts(row));
        let named =
            named.filter(|row| row.origins.seen_by(*view, row.entry()).identifier_id == Some(identifier)).count();
        assert_eq!(of(&format!("&entry_identifier_id={identifier}")).await, i64::try_from(named).unwrap(), "{view}");
        assert!(named > 3, "{view}: {named}");
    }
}

#[tokio::test]
async fn every_row_adds_up_and_the_totals_are_the_sum_of_the_rows() {
    let world = World::start().await;
    Crowd::gather(&world).await;
    for group_by in GroupBy::ALL {
        let funnel = world.get(&format!("/api/v1/reports/funnel?group_by={group_by}&from=2026-09-01")).await;
        let rows = funnel["rows"].as_array().unwrap();
        for row in rows.iter().chain([&funnel["totals"]]) {
            let parts = ["open", "unclassified", "qualified", "lost", "neutral", "not_lead"];
            let sum: i64 = parts.iter().map(|name| number(row, name)).sum();
            assert_eq!(number(row, "conversations"), sum, "{row}");
            let first = &row["first_response"];
            assert_eq!(number(row, "conversations"), number(first, "n") + number(first, "unanswered"));
            let query = text(row, "conversations_query");
            for (name, stage) in [("n", "responded"), ("unanswered", "unanswered")] {
                let listed = total(&world, &format!("{query}&stage={stage}")).await;
                assert_eq!(number(first, name), listed, "{name} of {group_by}: {row}");
            }
        }
        for (name, _) in STAGES {
            let sum: i64 = rows.iter().map(|row| number(row, name)).sum();
            assert_eq!(number(&funnel["totals"], name), sum, "{name} by {group_by}");
        }
        let revenue: i64 = rows.iter().map(|row| number(row, "revenue_cents")).sum();
        assert_eq!(number(&funnel["totals"], "revenue_cents"), revenue);
        assert!(revenue > 0 && number(&funnel["totals"], "conversations") > 300);
    }
}

#[tokio::test]
async fn a_filtered_report_opens_filtered_lists() {
    let world = World::start().await;
    let crowd = Crowd::gather(&world).await;
    let filters = [
        format!("department_id={}", crowd.departments[1]),
        format!("entry_identifier_id={}", crowd.identifiers[0].0),
        format!("disposition_id={}&date_basis=closing", crowd.dispositions[0].0),
        "entry_kind=ad".to_owned(),
        "entry_kind=none".to_owned(),
        "entry_identifier_id=none".to_owned(),
        "site=none".to_owned(),
        "site=Feira".to_owned(),
        "campaign=Inverno+%26+cia".to_owned(),
        "campaign=none&agent_id=none".to_owned(),
        "q=joao".to_owned(),
        "status=waiting".to_owned(),
        "outcome=won&closed_by=user".to_owned(),
        "new_contact=false".to_owned(),
    ];
    for filter in filters {
        for group_by in ["entry_identifier", "kind", "site", "campaign", "agent", "outcome"] {
            let path = format!("/api/v1/reports/funnel?group_by={group_by}&from=2026-09-01&{filter}");
            let funnel = world.get(&path).await;
            for row in funnel["rows"].as_array().unwrap().iter().chain([&funnel["totals"]]) {
                let listed = total(&world, text(row, "conversations_query")).await;
                assert_eq!(number(row, "conversations"), listed, "{filter} by {group_by}: {row}");
            }
        }
    }
}

#[tokio::test]
async fn conversations_without_an_origin_are_a_row_even_when_there_is_none() {
    let world = World::start().await;
    for group_by in ["entry_identifier", "kind", "site", "campaign"] {
        let funnel = world.get(&format!("/api/v1/reports/funnel?group_by={group_by}")).await;
        assert_eq!(funnel["rows"][0]["key"], "none", "{group_by}");
        assert!(text(&funnel["rows"][0], "label").starts_with("Sem origem identificada"));
    }
    let funnel = world.get("/api/v1/reports/funnel?group_by=day").await;
    assert_eq!(funnel["rows"].as_array().unwrap().len(), 30);
    assert_eq!((text(&funnel, "from"), text(&funnel, "to")), ("2026-10-24", "2026-11-22"));
}

#[tokio::test]
async fn rows_are_named_and_unidentified_origins_are_apart_from_none() {
    let world = World::start().await;
    let crowd = Crowd::gather(&world).await;
    let funnel = world.get("/api/v1/reports/funnel?from=2026-09-01").await;
    let rows = funnel["rows"].as_array().unwrap();
    let row = |key: &str| rows.iter().find(|row| row["key"] == key).ok_or(key).unwrap();
    assert_eq!(row("none:ad")["label"], "Anúncio não identificado");
    assert_eq!(row("none:link")["kind"], "link");
    assert_eq!(row("none")["label"], "Sem origem identificada");
    assert_eq!(row("none:return")["label"], "Retorno de cliente");
    assert_eq!(row(&crowd.identifiers[0].0.to_string())["label"], "Rótulo 0");
    let agents = world.get("/api/v1/reports/funnel?group_by=agent&from=2026-09-01").await;
    let labels: Vec<&str> = agents["rows"].as_array().unwrap().iter().map(|row| text(row, "label")).collect();
    assert!(labels.contains(&"Dora") && labels.contains(&"Sem atendente"), "{labels:?}");
}

#[tokio::test]
async fn clicks_stand_by_links_and_by_days_and_nowhere_else() {
    let world = World::start().await;
    let crowd = Crowd::gather(&world).await;
    let funnel = world.get("/api/v1/reports/funnel?from=2026-09-01").await;
    let rows = funnel["rows"].as_array().unwrap();
    let clicks = |identifier: &str| &rows.iter().find(|row| row["key"] == identifier).unwrap()["clicks"];
    let links: Vec<String> = crowd.links.iter().map(|(_, identifier)| identifier.to_string()).collect();
    assert_eq!(clicks(&links[0]).as_i64(), Some(6));
    assert_eq!(clicks(&links[1]).as_i64(), Some(0));
    assert_eq!(clicks(&links[2]).as_i64(), Some(12), "a link with clicks and no conversation has a row");
    assert!(clicks(&crowd.identifiers[0].0.to_string()).is_null());
    assert_eq!(funnel["totals"]["clicks"], 18);
    assert_eq!(funnel["totals"]["clicks_query"], "valid=true&from=2026-09-01&to=2026-11-22");
    for group_by in GroupBy::ALL {
        let path = format!("/api/v1/reports/funnel?from=2026-11-21&group_by={group_by}");
        let funnel = world.get(&path).await;
        for row in funnel["rows"].as_array().unwrap().iter().chain([&funnel["totals"]]) {
            let Some(query) = row["clicks_query"].as_str() else { continue };
            let listed = world.get(&format!("/api/v1/clicks?{query}&count=true")).await;
            assert_eq!(row["clicks"], listed["total"], "{row}");
        }
    }
    let days = world.get("/api/v1/reports/funnel?from=2026-11-21&group_by=day").await;
    assert_eq!((&days["rows"][0]["clicks"], &days["rows"][1]["clicks"]), (&6.into(), &4.into()));
    let kinds = world.get("/api/v1/reports/funnel?from=2026-09-01&group_by=kind").await;
    for row in kinds["rows"].as_array().unwrap() {
        assert_eq!(row["clicks"].as_i64(), (row["key"] == "link").then_some(18), "{row}");
    }
    let sites = world.get("/api/v1/reports/funnel?from=2026-09-01&group_by=site&site=Blog+novo").await;
    assert_eq!(sites["rows"][0]["clicks"], 12);
    let filtered = world.get("/api/v1/reports/funnel?from=2026-09-01&outcome=won").await;
    assert!(filtered["totals"]["clicks"].is_null(), "clicks know no outcome");
}

#[tokio::test]
async fn a_wrong_sum_is_found_and_named() {
    static SPOIL: Statement = Statement::new(
        "update figure set won = won + 1 where company_id = $1 and family = 'total' and basis = 'entry'
            and day = (select max(f.day) from figure f
                where f.company_id = $1 and f.family = 'total' and f.basis = 'entry')",
    );
    let world = World::start().await;
    let company_id = Crowd::gather(&world).await.company_id;
    let db = &world.app.db;
    assert_eq!(db.read(move |tx| differences(tx, company_id)).await.unwrap(), []);
    let spoilt: Result<u64, StoreError> = db.write(Lane::Work, move |tx| tx.execute(&SPOIL, params![company_id])).await;
    assert_eq!(spoilt.unwrap(), 1);
    let found = db.read(move |tx| differences(tx, company_id)).await.unwrap();
    assert!(matches!(&found[..], [Difference::Counts { stored, counted, .. }] if stored.won == counted.won + 1));
}

#[tokio::test]
async fn the_overview_compares_with_the_period_before() {
    let world = World::start().await;
    Crowd::gather(&world).await;
    let overview = world.get("/api/v1/reports/overview?from=2026-11-01&to=2026-11-10").await;
    assert_eq!((text(&overview, "previous_from"), text(&overview, "previous_to")), ("2026-10-22", "2026-10-31"));
    assert_eq!(overview["days"].as_array().unwrap().len(), 10);
    for name in ["totals", "previous"] {
        let row = &overview[name];
        assert!(number(row, "conversations") > 20);
        assert_eq!(number(row, "conversations"), total(&world, text(row, "conversations_query")).await);
    }
}

#[tokio::test]
async fn the_matrix_of_dispositions_opens_its_lists() {
    let world = World::start().await;
    Crowd::gather(&world).await;
    for by in ["department", "agent"] {
        let path = format!("/api/v1/reports/dispositions?by={by}&from=2026-09-01&to=2026-12-31&date_basis=closing");
        let matrix = world.get(&path).await;
        assert_eq!(matrix["dispositions"].as_array().unwrap().len(), 6);
        assert_eq!(matrix["dispositions"][5]["label"], "Sem classificação");
        let rows = matrix["rows"].as_array().unwrap();
        for row in rows.iter().chain([&matrix["totals"]]) {
            for cell in row["cells"].as_array().unwrap() {
                let listed = total(&world, text(cell, "conversations_query")).await;
                assert_eq!(number(cell, "conversations"), listed, "{cell}");
                let automatic = format!("{}&mode=automatic", text(cell, "conversations_query"));
                assert_eq!(number(cell, "automatic"), total(&world, &automatic).await, "{cell}");
                assert!(number(cell, "automatic") <= listed);
            }
        }
        let closed: i64 = rows.iter().map(|row| number(row, "closed")).sum();
        assert_eq!(number(&matrix["totals"], "closed"), closed);
        assert!(closed > 150);
    }
}

#[tokio::test]
async fn every_conversation_is_identified_unidentified_without_origin_or_of_a_returning_customer() {
    let world = World::start().await;
    Crowd::gather(&world).await;
    let counted = "from=2026-09-01&to=2026-12-31&counted=true";
    let of = async |narrow: &str| total(&world, &format!("{counted}{narrow}")).await;
    let (identified, unidentified) = (of("&origin=identified").await, of("&origin=unidentified").await);
    let (none, returns) = (of("&entry_kind=none").await, of("&entry_kind=return").await);
    assert_eq!(identified + unidentified + none + returns, of("").await);
    assert!(identified > 0 && unidentified > 0, "{identified} {unidentified}");
    let path = format!("/api/v1/reports/funnel?group_by=kind&{counted}&origin=unidentified");
    assert_eq!(number(&world.get(&path).await["totals"], "conversations"), unidentified);
}

#[tokio::test]
async fn an_agent_reads_the_own_row_only() {
    let world = World::start().await;
    let crowd = Crowd::gather(&world).await;
    let caller = Caller {
        company_id: crowd.company_id,
        actor: Actor::User(crowd.agents[0]),
        name: "Ana".to_owned(),
        role: Role::Agent,
        departments: crowd.departments.clone(),
        default_department: crowd.departments[0],
        zone: nascente_server::app::zone("America/Sao_Paulo"),
    };
    let wanted = Wanted {
        from: Some("2026-09-01".to_owned()),
        agent_id: Some(crowd.agents[1].to_string()),
        ..Wanted::default()
    };
    let asked = nascente_server::report::funnel::funnel(&world.app, &caller, wanted, Some("agent")).await;
    let funnel = asked.unwrap();
    let own = |id: UserId| crowd.rows.iter().filter(|row| row.agent_id == Some(id) && counts(row)).count();
    assert_eq!(funnel.rows.len(), 1);
    assert_eq!(funnel.rows[0].key, crowd.agents[0].to_string());
    assert_eq!(usize::try_from(funnel.totals.conversations).unwrap(), own(crowd.agents[0]));
    assert!(own(crowd.agents[0]) > 10);
    let listed = agents_list(&world, Caller { departments: Vec::new(), ..caller }).await;
    let assigned = crowd.rows.iter().filter(|row| row.agent_id == Some(crowd.agents[0])).count();
    assert_eq!(usize::try_from(listed).unwrap(), assigned, "what is assigned to a user is seen in any department");
    let token = new_token(&world.app, crowd.company_id, Role::Agent, Some(crowd.departments[1])).await;
    let (status, funnel) = world.ask(&token, Method::GET, "/api/v1/reports/funnel?group_by=agent", None).await;
    assert_eq!((status, funnel["totals"]["conversations"].as_i64()), (StatusCode::OK, Some(0)));
}

/// How many conversations of the own an agent's list has.
async fn agents_list(world: &World, caller: Caller) -> i64 {
    let wanted = Wanted { agent_id: caller.user_id().map(|id| id.to_string()), ..Wanted::default() };
    let page = PageQuery { count: Some(true), ..PageQuery::default() };
    let listed = nascente_server::report::list::list(&world.app, &caller, &wanted, &page).await;
    listed.unwrap().total.unwrap()
}

fn counts(row: &nascente_store::conversation::ConversationRow) -> bool {
    nascente_domain::funnel::counts_of(&row.counted()).is_some()
}

#[tokio::test]
async fn what_a_report_cannot_answer_is_refused_by_name() {
    let world = World::start().await;
    for (query, field) in [
        ("group_by=moon", "group_by"),
        ("from=2026-13-01", "from"),
        ("from=2026-11-02&to=2026-11-01", "from"),
        ("from=2000-01-01&to=2026-01-01", "to"),
        ("from=1999-01-01", "to"),
        ("stage=happy", "stage"),
        ("date_basis=birth", "date_basis"),
        ("origin_view=middle", "origin_view"),
        ("counted=perhaps", "counted"),
    ] {
        let (status, problem) =
            world.ask(&world.admin, Method::GET, &format!("/api/v1/reports/funnel?{query}"), None).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{query}");
        assert_eq!(problem["errors"][0]["field"], field, "{query}");
    }
    let future = world.get("/api/v1/reports/funnel?from=2040-01-01&to=2049-12-31").await;
    assert_eq!(future["totals"]["conversations"], 0);
}
