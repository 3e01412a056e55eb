//! Lists of conversations: who sees which, in which order, found by what, and what one conversation holds.

use std::collections::BTreeSet;

use nascente_domain::conversation::{ReturnState, Status};
use nascente_domain::role::Role;
use nascente_domain::touch::EntryKind;
use nascente_store::{Statement, StoreError, params};
use reqwest::{Method, StatusCode};
use serde_json::Value;

use crate::crowd::{CROWD, Crowd};
use crate::world::{World, new_company, new_token};

const LIST: &str = "/api/v1/conversations";

async fn ids(world: &World, token: &str, query: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut cursor = String::new();
    loop {
        let (status, page) = world.ask(token, Method::GET, &format!("{LIST}?{query}{cursor}"), None).await;
        assert_eq!(status, StatusCode::OK, "{query}: {page}");
        found.extend(page["items"].as_array().unwrap().iter().map(|item| item["id"].as_str().unwrap().to_owned()));
        match page["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return found,
        }
    }
}

fn expected(crowd: &Crowd, keep: impl Fn(&nascente_store::conversation::ConversationRow) -> bool) -> BTreeSet<String> {
    crowd.rows.iter().filter(|row| keep(row)).map(|row| row.conversation_id.to_string()).collect()
}

#[tokio::test]
async fn walking_the_cursor_gives_every_conversation_once_in_order() {
    let world = World::start().await;
    let crowd = Crowd::gather(&world).await;
    let mut by_opening: Vec<_> = crowd.rows.iter().map(|row| (row.opened_at, row.conversation_id)).collect();
    by_opening.sort_unstable_by(|one, other| other.cmp(one));
    let wanted: Vec<String> = by_opening.iter().map(|(_, id)| id.to_string()).collect();
    assert_eq!(ids(&world, &world.admin, "limit=37").await, wanted);
    let mut by_last: Vec<_> = crowd.rows.iter().map(|row| (row.last_message_at, row.conversation_id)).collect();
    by_last.sort_unstable_by(|one, other| other.cmp(one));
    let wanted: Vec<String> = by_last.iter().map(|(_, id)| id.to_string()).collect();
    assert_eq!(ids(&world, &world.admin, "limit=200&sort=last_message").await, wanted);
    let first = world.get(&format!("{LIST}?limit=1&count=true")).await;
    assert_eq!(first["total"].as_u64(), Some(CROWD as u64));
    let foreign = format!("{LIST}?sort=last_message&cursor={}", first["next_cursor"].as_str().unwrap());
    let (status, problem) = world.ask(&world.admin, Method::GET, &foreign, None).await;
    assert_eq!((status, &problem["errors"][0]["field"]), (StatusCode::UNPROCESSABLE_ENTITY, &"cursor".into()));
}

#[tokio::test]
async fn an_agent_sees_the_own_departments_and_unassigned_ones_of_the_default_department() {
    let world = World::start().await;
    let crowd = Crowd::gather(&world).await;
    let (geral, vendas) = (crowd.departments[0], crowd.departments[1]);
    let agent = new_token(&world.app, crowd.company_id, Role::Agent, Some(vendas)).await;
    let visible =
        expected(&crowd, |row| row.department_id == vendas || (row.department_id == geral && row.agent_id.is_none()));
    let seen: BTreeSet<String> = ids(&world, &agent, "limit=200").await.into_iter().collect();
    assert_eq!(seen, visible);
    let hidden = crowd.rows.iter().find(|row| !visible.contains(&row.conversation_id.to_string())).unwrap();
    for part in ["", "/messages", "/touches", "/events", "/closing-form", "/closing"] {
        let path = format!("{LIST}/{}{part}", hidden.conversation_id);
        assert_eq!(world.ask(&agent, Method::GET, &path, None).await.0, StatusCode::NOT_FOUND, "{part}");
    }
    let shown = visible.first().unwrap();
    assert_eq!(world.ask(&agent, Method::GET, &format!("{LIST}/{shown}"), None).await.0, StatusCode::OK);
    let narrowed = ids(&world, &agent, &format!("department_id={}", crowd.departments[2])).await;
    assert_eq!(narrowed, Vec::<String>::new());
}

#[tokio::test]
async fn another_company_finds_nothing() {
    let world = World::start().await;
    let crowd = Crowd::gather(&world).await;
    let (other, _) = new_company(&world.app, "Outra Loja").await;
    let stranger = new_token(&world.app, other, Role::Admin, None).await;
    assert_eq!(ids(&world, &stranger, "limit=200").await, Vec::<String>::new());
    for filter in [
        format!("department_id={}", crowd.departments[0]),
        format!("contact_id={}", crowd.contacts[0].contact_id),
        format!("entry_identifier_id={}", crowd.identifiers[0].0),
        "site=Feira".to_owned(),
        "q=joao".to_owned(),
    ] {
        assert_eq!(ids(&world, &stranger, &filter).await, Vec::<String>::new(), "{filter}");
    }
    let path = format!("{LIST}/{}", crowd.rows[0].conversation_id);
    assert_eq!(world.ask(&stranger, Method::GET, &path, None).await.0, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn marketing_sees_masked_phones_and_no_text() {
    let world = World::start().await;
    let crowd = Crowd::gather(&world).await;
    let marketing = new_token(&world.app, crowd.company_id, Role::Marketing, None).await;
    let path = format!("{LIST}/{}", crowd.rows[0].conversation_id);
    let (_, shown) = world.ask(&marketing, Method::GET, &path, None).await;
    assert_eq!(shown["contact"]["phone"], "+55 11 •••••-0000");
    assert_eq!(shown["last_message"]["preview"], "");
    assert_eq!(world.get(&path).await["last_message"]["preview"], "segredo");
    let asked = world.ask(&marketing, Method::GET, &format!("{path}/messages"), None).await;
    assert_eq!(asked.0, StatusCode::FORBIDDEN);
    assert_eq!(world.ask(&marketing, Method::GET, &format!("{path}/touches"), None).await.0, StatusCode::OK);
    let (_, list) = world.ask(&marketing, Method::GET, &format!("{LIST}?limit=200"), None).await;
    assert!(!list.to_string().contains("55119000"), "no phone is left in the list");
    let found = ids(&world, &marketing, "q=5511900000000").await;
    assert_eq!(found, Vec::<String>::new(), "a phone is not found by those who may not see it");
    assert_eq!(ids(&world, &marketing, "q=joao&limit=200").await.len(), CROWD / 5);
}

#[tokio::test]
async fn every_term_of_a_search_is_a_prefix_without_accents() {
    let world = World::start().await;
    let crowd = Crowd::gather(&world).await;
    for (query, number) in [
        ("q=joao", 80),
        ("q=JO%C3%83O+conceic", 80),
        ("q=conceicao+joao", 80),
        ("q=oao", 0),
        ("q=avila", 80),
        ("q=100%25", 80),
        ("q=z%C3%A9_", 80),
        ("q=z__", 0),
        ("q=%25", 0),
        ("q=joao+avila", 0),
        ("q=%2B55+(11)+90000-0007", 1),
        ("q=11900000007", 1),
        ("q=20261122000007", 1),
        ("q=20261122", 400),
        ("q=%27", 0),
    ] {
        assert_eq!(ids(&world, &world.admin, &format!("{query}&limit=200")).await.len(), number, "{query}");
    }
    let contact = format!("contact_id={}", crowd.contacts[3].contact_id);
    assert_eq!(ids(&world, &world.admin, &contact).await, [crowd.rows[3].conversation_id.to_string()]);
}

#[tokio::test]
async fn the_tabs_count_what_they_list() {
    let world = World::start().await;
    let crowd = Crowd::gather(&world).await;
    let counts = world.get(&format!("{LIST}/counts")).await;
    let waiting = expected(&crowd, |row| row.status == Status::Waiting || row.returned == ReturnState::Pending);
    let listed: BTreeSet<String> = ids(&world, &world.admin, "status=waiting&limit=200").await.into_iter().collect();
    assert_eq!(listed, waiting);
    assert_eq!(counts["waiting"].as_u64(), Some(waiting.len() as u64));
    let active = expected(&crowd, |row| row.status == Status::Active);
    assert_eq!(counts["active"].as_u64(), Some(active.len() as u64));
    let unclassified = expected(&crowd, |row| {
        row.status == Status::Closed && row.outcome.is_none() && row.department_id == crowd.departments[1]
    });
    assert_eq!(counts["unclassified"].as_u64(), Some(unclassified.len() as u64));
    assert!(waiting.len() > active.len() && !unclassified.is_empty());
    assert_eq!(counts["mine"], 0, "a program has no conversations of its own");
    assert_eq!(ids(&world, &world.admin, "status=mine").await, Vec::<String>::new());
}

#[tokio::test]
async fn a_wrong_filter_is_refused_by_name() {
    let world = World::start().await;
    for (query, field) in [
        ("status=gone", "status"),
        ("department_id=dp_1", "department_id"),
        ("agent_id=ch_0000000000000", "agent_id"),
        ("channel_id=x", "channel_id"),
        ("contact_id=x", "contact_id"),
        ("entry_identifier_id=x", "entry_identifier_id"),
        ("entry_kind=tv", "entry_kind"),
        ("disposition_id=x", "disposition_id"),
        ("outcome=maybe", "outcome"),
        ("closed_by=god", "closed_by"),
        ("stage=x", "stage"),
        ("from=yesterday", "from"),
        ("to=2026-02-30", "to"),
        ("from=2026-02-02&to=2026-02-01", "from"),
        ("from=2000-01-01&to=2026-02-01", "to"),
        ("date_basis=x", "date_basis"),
        ("sort=x", "sort"),
        ("limit=0", "limit"),
        ("limit=201", "limit"),
        ("cursor=x", "cursor"),
        ("new_contact=x", "new_contact"),
        ("limit=x", "limit"),
        ("site=a%00b", "site"),
    ] {
        let (status, problem) = world.ask(&world.admin, Method::GET, &format!("{LIST}?{query}"), None).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{query}");
        assert_eq!(problem["errors"][0]["field"], field, "{query}");
    }
    let bad = world.ask(&world.admin, Method::GET, &format!("{LIST}/nothing"), None).await;
    assert_eq!(bad.0, StatusCode::NOT_FOUND);
    for fine in [
        "status=&from=&q=",
        "from=2030-01-01",
        "q=a%00b",
        "from=2006-11-22&to=2026-11-22",
        "outcome=none",
        "closed_by=none&channel_id=none",
    ] {
        world.get(&format!("{LIST}?{fine}")).await;
    }
}

fn of_kind(crowd: &Crowd, kind: EntryKind) -> &nascente_store::conversation::ConversationRow {
    crowd.rows.iter().find(|row| row.entry_kind == kind && row.identifier_id.is_some()).unwrap()
}

#[tokio::test]
async fn a_conversation_shows_its_entry_and_why() {
    let world = World::start().await;
    let crowd = Crowd::gather(&world).await;
    let entry = async |row: &nascente_store::conversation::ConversationRow| -> Value {
        world.get(&format!("{LIST}/{}", row.conversation_id)).await["entry"].clone()
    };
    let ad = entry(of_kind(&crowd, EntryKind::Ad)).await;
    assert_eq!(ad["source_url"], "https://fb.me/inverno");
    assert_eq!((&ad["ctwa_clid"], &ad["headline"]), (&"clid-1".into(), &"Jaquetas".into()));
    assert!(ad["explanation"].as_str().unwrap().starts_with("O anúncio veio no cabeçalho"));
    let link = entry(of_kind(&crowd, EntryKind::Link)).await;
    assert!(link["short_url"].as_str().unwrap().starts_with(&format!("{}/l/slug", world.url)), "{link}");
    assert_eq!(link["explanation"], "O código ABCDEF1 do link estava no texto.");
    assert!(link["ctwa_clid"].is_null());
    let product = entry(of_kind(&crowd, EntryKind::Product)).await;
    assert_eq!(product["source_id"], product["key"]);
    let some_ad = crowd.rows.iter().find(|row| row.entry_unidentified && row.entry_kind == EntryKind::Ad).unwrap();
    assert!(entry(some_ad).await["explanation"].as_str().unwrap().starts_with("Sabemos que veio de um anúncio"));
}

#[tokio::test]
async fn a_thread_is_read_from_its_end() {
    let world = World::start().await;
    let crowd = Crowd::gather(&world).await;
    let path = format!("{LIST}/{}/messages", crowd.rows[0].conversation_id);
    let mut texts = Vec::new();
    let mut cursor = String::new();
    loop {
        let page = world.get(&format!("{path}?limit=2&count=true{cursor}")).await;
        assert_eq!(page["total"], 5);
        texts.extend(page["items"].as_array().unwrap().iter().map(|item| item["text"].as_str().unwrap().to_owned()));
        let Some(next) = page["next_cursor"].as_str() else { break };
        cursor = format!("&cursor={next}");
    }
    assert_eq!(texts, ["mensagem 4", "mensagem 3", "mensagem 2", "mensagem 1", "mensagem 0"]);
    let row = of_kind(&crowd, EntryKind::Ad);
    let touches = world.get(&format!("{LIST}/{}/touches", row.conversation_id)).await;
    assert_eq!((&touches["items"][0]["decides"], &touches["items"][0]["ctwa_clid"]), (&true.into(), &"clid-1".into()));
}

#[tokio::test]
async fn a_closed_conversation_keeps_the_form_it_was_answered_with() {
    let world = World::start().await;
    let crowd = Crowd::gather(&world).await;
    let vendas = crowd.departments[1];
    let closed = crowd.rows.iter().find(|row| row.department_id == vendas && row.closing_id.is_some()).unwrap();
    let record = world.get(&format!("{LIST}/{}/closing", closed.conversation_id)).await;
    assert_eq!(record["fields"][0]["label"], "Produto", "version 1, although version 2 is the current one");
    assert_eq!(record["closing"]["fields"]["product"], "jaqueta");
    let form = world.get(&format!("{LIST}/{}/closing-form", closed.conversation_id)).await;
    assert_eq!((&form["form_version"], &form["fields"][0]["label"]), (&2.into(), &"Produto vendido".into()));
    assert_eq!(form["dispositions"].as_array().unwrap().len(), 5);
    let open = crowd.rows.iter().find(|row| row.closing_id.is_none()).unwrap();
    let path = format!("{LIST}/{}/closing", open.conversation_id);
    assert_eq!(world.ask(&world.admin, Method::GET, &path, None).await.0, StatusCode::NOT_FOUND);
}

async fn file(world: &World, token: &str, path: &str) -> (StatusCode, Vec<u8>) {
    let response = world.http.get(format!("{}/api/v1/exports/{path}", world.url)).bearer_auth(token).send().await;
    let response = response.unwrap();
    (response.status(), response.bytes().await.unwrap().to_vec())
}

#[tokio::test]
async fn every_file_leaves_an_event_behind() {
    static EVENTS: Statement =
        Statement::new("select v.details from audit_event v where v.company_id = $1 and v.kind = 'exported'");
    let world = World::start().await;
    let company_id = world.company_id;
    for path in ["conversations.csv?q=joao&stage=won", "conversations.xlsx"] {
        assert_eq!(file(&world, &world.admin, path).await.0, StatusCode::OK);
    }
    let read = world.app.db.read(move |tx| {
        let rows = tx.query(&EVENTS, params![company_id])?;
        rows.into_iter().map(|mut row| row.take()).collect::<Result<BTreeSet<String>, StoreError>>()
    });
    let kept = read.await.unwrap();
    let wanted = [r#"{"filter":"","format":"xlsx"}"#, r#"{"filter":"stage=won","format":"csv"}"#];
    assert_eq!(kept, wanted.map(str::to_owned).into());
}

#[tokio::test]
async fn a_file_has_a_row_for_each_conversation_and_no_formulas() {
    let world = World::start().await;
    let crowd = Crowd::gather(&world).await;
    let (status, bytes) = file(&world, &world.admin, "conversations.csv").await;
    assert_eq!(status, StatusCode::OK);
    let text = String::from_utf8(bytes).unwrap();
    let text = text.strip_prefix('\u{feff}').unwrap();
    assert!(text.starts_with("Protocolo,Situação,Contato,Telefone"));
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    assert_eq!(rows.len(), CROWD);
    assert_eq!(rows.iter().map(|row| row[0].to_owned()).collect::<BTreeSet<_>>().len(), CROWD);
    assert_eq!(rows.iter().filter(|row| &row[2] == "'=SOMA(A1)").count(), CROWD / 5);
    assert!(rows.iter().flatten().all(|field| !field.starts_with(['=', '+', '-', '@'])));
    let (_, filtered) = file(&world, &world.admin, "conversations.csv?outcome=won&date_basis=closing").await;
    let won = expected(&crowd, |row| row.outcome == Some(nascente_domain::disposition::Outcome::Won)).len();
    assert_eq!(csv::Reader::from_reader(&filtered[..]).records().count(), won);
    let (status, sheet) = file(&world, &world.admin, "conversations.xlsx?entry_kind=ad").await;
    assert_eq!((status, &sheet[..2]), (StatusCode::OK, &b"PK"[..]));
}

#[tokio::test]
async fn files_are_not_for_agents_and_masked_for_marketing() {
    let world = World::start().await;
    let crowd = Crowd::gather(&world).await;
    let agent = new_token(&world.app, crowd.company_id, Role::Agent, Some(crowd.departments[0])).await;
    assert_eq!(file(&world, &agent, "conversations.csv").await.0, StatusCode::FORBIDDEN);
    assert_eq!(file(&world, &agent, "conversations.xlsx").await.0, StatusCode::FORBIDDEN);
    let marketing = new_token(&world.app, crowd.company_id, Role::Marketing, None).await;
    let (status, bytes) = file(&world, &marketing, "conversations.csv").await;
    let text = String::from_utf8(bytes).unwrap();
    assert_eq!(status, StatusCode::OK);
    assert!(!text.contains("55119000") && text.contains("'+55 11 •••••-0000"));
    let bad = world.ask(&world.admin, Method::GET, "/api/v1/exports/conversations.csv?stage=x", None).await;
    assert_eq!(bad.0, StatusCode::UNPROCESSABLE_ENTITY);
}
