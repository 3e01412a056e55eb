//! Links are opened: who counts, what is kept, and where visitors end up.

use std::collections::HashSet;

use nascente_domain::code::{CodeKind, find_codes};
use nascente_domain::id::{ChannelId, CompanyId};
use nascente_store::{Lane, Statement, StoreError, Tx};
use reqwest::{Method, Response, StatusCode};
use serde_json::{Value, json};
use url::Url;

use crate::links::{new_channel, new_link, run};
use crate::world::World;

const PERSON: &str =
    "Mozilla/5.0 (Linux; Android 15; Pixel 8) AppleWebKit/537.36 Chrome/131.0.0.0 Mobile Safari/537.36";

pub(crate) async fn begin() -> (World, ChannelId) {
    let world = World::start().await;
    let channel = new_channel(&world.app, world.company_id, "5511999990001").await;
    (world, channel)
}

pub(crate) async fn visit(world: &World, path: &str, headers: &[(&str, &str)]) -> Response {
    let mut request = world.http.get(format!("{}{path}", world.url)).header("user-agent", PERSON);
    for (name, value) in headers {
        // A header given by the story takes the place of the usual one.
        let mut replaced = reqwest::header::HeaderMap::new();
        replaced.insert(reqwest::header::HeaderName::from_bytes(name.as_bytes()).unwrap(), value.parse().unwrap());
        request = request.headers(replaced);
    }
    request.send().await.unwrap()
}

pub(crate) fn location(response: &Response) -> Url {
    assert_eq!(response.status(), StatusCode::FOUND);
    Url::parse(response.headers()["location"].to_str().unwrap()).unwrap()
}

pub(crate) fn text(url: &Url) -> String {
    url.query_pairs().find(|(name, _)| name == "text").map(|(_, text)| text.into_owned()).unwrap_or_default()
}

/// The kind of the code that a visitor was sent on with.
fn code_kind(response: &Response) -> Option<CodeKind> {
    find_codes(&text(&location(response))).first().map(|found| found.code.kind())
}

pub(crate) async fn verdicts(world: &World) -> Vec<String> {
    let clicks = world.get("/api/v1/clicks").await;
    let newest_first = clicks["items"].as_array().unwrap().clone();
    newest_first.iter().rev().map(|click| click["verdict"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn a_visitor_goes_on_with_a_code_of_the_click_and_the_click_is_kept_and_counted() {
    let (world, channel) = begin().await;
    let link = new_link(&world, channel, json!({ "slug": "bio", "message": "Olá & até já?" })).await;
    let response =
        visit(&world, "/l/bio?utm_source=ig&gclid=abc", &[("referer", "https://l.instagram.com/?u=x")]).await;
    assert_eq!(response.headers()["cache-control"], "no-store");
    assert_eq!(response.headers()["referrer-policy"], "no-referrer");
    assert_eq!(code_kind(&response), Some(CodeKind::Click));
    let onward = location(&response);
    assert_eq!((onward.host_str(), onward.path()), (Some("wa.me"), "/5511999990001"));
    assert!(text(&onward).starts_with("Olá & até já? (ref "), "{onward}");
    let clicks = world.get("/api/v1/clicks?count=true").await;
    assert_eq!(clicks["total"], 1);
    let click = &clicks["items"][0];
    assert_eq!(
        (
            &click["link_id"],
            &click["verdict"],
            &click["valid"],
            &click["device"],
            &click["referrer"],
            &click["matched"]
        ),
        (&link["id"], &json!("valid"), &json!(true), &json!("mobile"), &json!("l.instagram.com"), &json!(false))
    );
    let link = world.get(&format!("/api/v1/links/{}", link["id"].as_str().unwrap())).await;
    assert_eq!((&link["clicks"], &link["clicks_raw"]), (&json!(1), &json!(1)));
}

#[tokio::test]
async fn programs_prefetches_repeats_and_our_own_browsers_are_kept_and_do_not_count() {
    let (world, channel) = begin().await;
    let link = new_link(&world, channel, json!({ "slug": "bio" })).await;
    assert_eq!(code_kind(&visit(&world, "/l/bio", &[]).await), Some(CodeKind::Click));
    world.clock.advance(9_000);
    assert_eq!(code_kind(&visit(&world, "/l/bio", &[]).await), Some(CodeKind::Click));
    for headers in [
        [("user-agent", "WhatsApp/2.23.20.0")],
        [("user-agent", "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)")],
        [("user-agent", "")],
        [("sec-purpose", "prefetch;prerender")],
    ] {
        assert_eq!(code_kind(&visit(&world, "/l/bio", &headers).await), Some(CodeKind::Link), "{headers:?}");
    }
    let own = visit(&world, "/l/bio", &[("cookie", &own_cookie(&world).await)]).await;
    assert_eq!(code_kind(&own), Some(CodeKind::Click));
    // A mark that nobody gave marks nothing.
    let forged = format!("nascente_own_{}=0123456789abcdef0123456789abcdef", world.company_id);
    visit(&world, "/l/bio", &[("cookie", &forged), ("user-agent", &format!("{PERSON} forger"))]).await;
    world.clock.advance(11_000);
    visit(&world, "/l/bio", &[]).await;
    assert_eq!(verdicts(&world).await, ["valid", "repeat", "bot", "bot", "bot", "prefetch", "own", "valid", "valid"]);
    let link = world.get(&format!("/api/v1/links/{}", link["id"].as_str().unwrap())).await;
    assert_eq!((&link["clicks"], &link["clicks_raw"]), (&json!(3), &json!(9)));
    for (filter, expected) in [("valid=true", 3), ("valid=false", 6), ("verdict=own", 1), ("verdict=bot", 3)] {
        assert_eq!(world.get(&format!("/api/v1/clicks?{filter}&count=true")).await["total"], expected, "{filter}");
    }
    let (status, problem) = world.ask(&world.admin, Method::GET, "/api/v1/clicks?verdict=x", None).await;
    assert_eq!((status, &problem["errors"][0]["field"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("verdict")));
}

/// The cookie that a browser gets by opening *Ignorar meus cliques*.
async fn own_cookie(world: &World) -> String {
    let address = world.post("/api/v1/clicks/ignore-mine", json!({})).await;
    let opened = world.http.get(address["url"].as_str().unwrap()).send().await.unwrap();
    assert_eq!(opened.status(), StatusCode::OK);
    let cookie = opened.headers()["set-cookie"].to_str().unwrap().to_owned();
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"), "{cookie}");
    cookie.split(';').next().unwrap().to_owned()
}

#[tokio::test]
async fn the_mark_of_a_browser_can_be_taken_away_and_its_address_neither_forged_nor_opened_for_ever() {
    let (world, _) = begin().await;
    let address = world.post("/api/v1/clicks/ignore-mine", json!({})).await;
    let url = address["url"].as_str().unwrap();
    let undone = world.http.get(format!("{url}?desfazer=1")).send().await.unwrap();
    assert!(undone.headers()["set-cookie"].to_str().unwrap().contains("Max-Age=0"));
    let forged = url.replace(&world.company_id.to_string(), &CompanyId::from(7).to_string());
    for wrong in [&forged, &url[..url.len() - 1], &format!("{url}0")] {
        assert_eq!(world.http.get(wrong).send().await.unwrap().status(), StatusCode::NOT_FOUND, "{wrong}");
    }
    world.clock.advance(8 * 86_400_000);
    assert_eq!(world.http.get(url).send().await.unwrap().status(), StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_click_keeps_the_whole_query_and_what_the_browser_tells_but_no_address() {
    let (world, channel) = begin().await;
    new_link(&world, channel, json!({ "slug": "bio" })).await;
    let query = "utm_source=meta&utm_campaign=Black%20Friday&gclid=a1&gbraid=b2&wbraid=c3&fbclid=d4&ttclid=e5\
        &_ga=2.1.3-4&x=%7B%7Bad.name%7D%7D&utm_source=second";
    visit(&world, &format!("/l/bio?{query}"), &[("accept-language", "pt-BR,en;q=0.5")]).await;
    let click = world.get("/api/v1/clicks").await["items"][0].clone();
    assert_eq!(click["query"], query);
    let expected = json!({ "utm_source": "meta", "utm_campaign": "Black Friday", "gclid": "a1", "gbraid": "b2",
        "wbraid": "c3", "fbclid": "d4", "ttclid": "e5", "_ga": "2.1.3-4", "x": "{{ad.name}}" });
    assert_eq!(click["parameters"], expected);
    assert_eq!((&click["language"], &click["region"]), (&json!("pt-BR"), &Value::Null));
    assert!(!click.to_string().contains("127.0.0.1"));
    assert_eq!(click["visitor"].as_str().unwrap().len(), 32);
}

#[tokio::test]
async fn a_visitor_is_the_same_on_two_nodes_and_another_one_on_the_next_day() {
    let (world, channel) = begin().await;
    new_link(&world, channel, json!({ "slug": "bio" })).await;
    visit(&world, "/l/bio", &[]).await;
    // A second node with the same key and store, a moment later.
    let second = world.node().await;
    let answer = world.http.get(format!("{second}/l/bio")).header("user-agent", PERSON).send().await.unwrap();
    assert_eq!(code_kind(&answer), Some(CodeKind::Click));
    world.clock.advance(86_400_000);
    visit(&world, "/l/bio", &[]).await;
    let clicks = world.get("/api/v1/clicks").await;
    let visitor = |at: usize| clicks["items"][at]["visitor"].as_str().unwrap().to_owned();
    assert_eq!(visitor(2), visitor(1));
    assert_ne!(visitor(1), visitor(0));
    let mut seen = verdicts(&world).await;
    seen.sort();
    assert_eq!(seen, ["repeat", "valid", "valid"]);
}

#[tokio::test]
async fn of_many_openings_at_once_by_one_visitor_on_two_nodes_exactly_one_counts() {
    let (world, channel) = begin().await;
    let link = new_link(&world, channel, json!({ "slug": "bio" })).await;
    let nodes = [world.url.clone(), world.node().await];
    let visits = (0..40)
        .map(|number| world.http.get(format!("{}/l/bio", nodes[number % 2])).header("user-agent", PERSON).send());
    for answer in futures_util::future::join_all(visits).await {
        assert_eq!(answer.unwrap().status(), StatusCode::FOUND);
    }
    let link = world.get(&format!("/api/v1/links/{}", link["id"].as_str().unwrap())).await;
    assert_eq!((&link["clicks"], &link["clicks_raw"]), (&json!(1), &json!(40)));
}

#[tokio::test]
async fn asking_for_the_header_only_sends_on_without_any_code() {
    let (world, channel) = begin().await;
    new_link(&world, channel, json!({ "slug": "bio", "message": "Oi" })).await;
    let request = world.http.request(Method::HEAD, format!("{}/l/bio", world.url)).header("user-agent", PERSON);
    assert_eq!(location(&request.send().await.unwrap()).as_str(), "https://wa.me/5511999990001?text=Oi");
    assert_eq!(verdicts(&world).await, ["prefetch"]);
}

#[tokio::test]
async fn a_hashtag_link_sends_on_with_its_text_alone() {
    let (world, channel) = begin().await;
    new_link(&world, channel, json!({ "slug": "promo", "kind": "hashtag", "message": "#PROMO quero" })).await;
    assert_eq!(text(&location(&visit(&world, "/l/promo", &[]).await)), "#PROMO quero");
    assert_eq!(verdicts(&world).await, ["valid"]);
}

#[tokio::test]
async fn two_hundred_at_once_leave_two_hundred_clicks_with_codes_of_their_own() {
    let (world, channel) = begin().await;
    let link = new_link(&world, channel, json!({ "slug": "bio" })).await;
    let world = &world;
    let visits = (0..200).map(|number| async move {
        let agent = format!("{PERSON} visitor/{number}");
        text(&location(&visit(world, "/l/bio", &[("user-agent", &agent)]).await))
    });
    let texts = futures_util::future::join_all(visits).await;
    let codes: HashSet<String> = texts.iter().map(|text| find_codes(text)[0].code.as_str().to_owned()).collect();
    assert_eq!(codes.len(), 200);
    let link = world.get(&format!("/api/v1/links/{}", link["id"].as_str().unwrap())).await;
    assert_eq!((&link["clicks"], &link["clicks_raw"]), (&json!(200), &json!(200)));
    let (mut seen, mut path) = (HashSet::new(), "/api/v1/clicks?limit=70".to_owned());
    loop {
        let page = world.get(&path).await;
        for click in page["items"].as_array().unwrap() {
            assert!(seen.insert(click["id"].as_str().unwrap().to_owned()));
        }
        let Some(cursor) = page["next_cursor"].as_str() else { break };
        path = format!("/api/v1/clicks?limit=70&cursor={cursor}");
    }
    assert_eq!(seen.len(), 200);
}

#[tokio::test]
async fn one_visitor_at_once_many_times_counts_once() {
    let (world, channel) = begin().await;
    let link = new_link(&world, channel, json!({ "slug": "bio" })).await;
    futures_util::future::join_all((0..20).map(|_| visit(&world, "/l/bio", &[]))).await;
    let link = world.get(&format!("/api/v1/links/{}", link["id"].as_str().unwrap())).await;
    assert_eq!((&link["clicks"], &link["clicks_raw"]), (&json!(1), &json!(20)));
}

#[tokio::test]
async fn an_unknown_slug_shows_a_page_in_the_visitors_language_and_keeps_nothing() {
    let (world, _) = begin().await;
    for slug in ["nada", "..%2f..%2fetc", "%00", "%3Cscript%3E", "a%20b", "%ff"] {
        let response = visit(&world, &format!("/l/{slug}"), &[]).await;
        assert_eq!(response.status(), StatusCode::NOT_FOUND, "{slug}");
    }
    let response = visit(&world, "/l/nada", &[("accept-language", "pt-BR,pt;q=0.9,en;q=0.8")]).await;
    assert!(response.headers()["content-security-policy"].to_str().unwrap().starts_with("default-src 'none'"));
    assert!(response.text().await.unwrap().contains("Link não encontrado"));
    let english = visit(&world, "/l/nada", &[("accept-language", "en-GB,en")]).await.text().await.unwrap();
    assert!(english.contains("Link not found") && !english.contains("http"), "{english}");
    assert_eq!(verdicts(&world).await, Vec::<String>::new());
}

#[tokio::test]
async fn an_address_with_a_slash_behind_it_leads_where_it_would_without_and_none_opens_the_screens() {
    let (world, channel) = begin().await;
    new_link(&world, channel, json!({ "slug": "bio" })).await;
    assert_eq!(code_kind(&visit(&world, "/l/bio/?utm_source=ig", &[]).await), Some(CodeKind::Click));
    assert_eq!(verdicts(&world).await, ["valid"]);
    for path in ["/l", "/l/", "/l/nada/", "/l/bio/more", "/l/bio/qr.svg/"] {
        let response = visit(&world, path, &[]).await;
        assert_eq!(response.status(), StatusCode::NOT_FOUND, "{path}");
        assert!(response.text().await.unwrap().contains("Link não encontrado"), "{path}");
    }
    assert_eq!(visit(&world, "/l//evil.com", &[]).await.status(), StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_link_that_is_over_shows_the_way_to_the_company_and_keeps_the_click() {
    let (world, channel) = begin().await;
    let short = new_link(&world, channel, json!({ "slug": "curto", "expires_at": "2026-11-22T12:00:30-03:00" })).await;
    let gone = new_link(&world, channel, json!({ "slug": "velho" })).await;
    assert_eq!(visit(&world, "/l/curto", &[]).await.status(), StatusCode::FOUND);
    assert_eq!(visit(&world, "/l/velho", &[]).await.status(), StatusCode::FOUND);
    world.clock.advance(30_000);
    world.ask(&world.admin, Method::DELETE, &format!("/api/v1/links/{}", gone["id"].as_str().unwrap()), None).await;
    for slug in ["curto", "velho"] {
        let response = visit(&world, &format!("/l/{slug}"), &[]).await;
        assert_eq!(response.status(), StatusCode::GONE, "{slug}");
        let page = response.text().await.unwrap();
        assert!(page.contains("href=\"https://wa.me/5511999990001\""), "{page}");
        assert!(page.contains("Falar com a empresa no WhatsApp"));
    }
    assert_eq!(verdicts(&world).await, ["valid", "valid", "closed_link", "closed_link"]);
    let link = world.get(&format!("/api/v1/links/{}", short["id"].as_str().unwrap())).await;
    assert_eq!((&link["clicks"], &link["clicks_raw"]), (&json!(1), &json!(2)));
    let again = json!({ "name": "N", "channel_id": channel.to_string(), "site": "S", "slug": "velho" });
    let (status, _) = world.ask(&world.admin, Method::POST, "/api/v1/links", Some(again)).await;
    assert_eq!(status, StatusCode::CONFLICT);
}

#[tokio::test]
async fn no_message_can_change_where_a_visitor_goes() {
    let (world, channel) = begin().await;
    for (index, message) in [
        "@evil.example/",
        "//evil.example",
        "?phone=1&text=x#y",
        "https://evil.example/\\",
        "%0d%0aLocation: x",
        "</a>\"'",
    ]
    .iter()
    .enumerate()
    {
        let slug = format!("m{index}");
        new_link(&world, channel, json!({ "slug": slug, "message": message })).await;
        let onward = location(&visit(&world, &format!("/l/{slug}?next=https://evil.example"), &[]).await);
        assert_eq!((onward.scheme(), onward.host_str(), onward.path()), ("https", Some("wa.me"), "/5511999990001"));
        assert_eq!((onward.fragment(), onward.query_pairs().count()), (None, 1));
        assert!(text(&onward).starts_with(message), "{onward}");
    }
}

#[tokio::test]
async fn clicks_are_found_by_link_and_by_day_of_the_companys_zone() {
    let (world, channel) = begin().await;
    let one = new_link(&world, channel, json!({ "slug": "um" })).await;
    let two = new_link(&world, channel, json!({ "slug": "dois" })).await;
    visit(&world, "/l/um", &[]).await;
    // 23:30 in São Paulo is already the next day in UTC.
    world.clock.advance(11 * 3_600_000 + 1_800_000);
    visit(&world, "/l/dois", &[]).await;
    world.clock.advance(3_600_000);
    visit(&world, "/l/dois", &[]).await;
    let total = |query: String| {
        let world = &world;
        async move { world.get(&format!("/api/v1/clicks?count=true&{query}")).await["total"].clone() }
    };
    let (one, two) = (one["id"].as_str().unwrap(), two["id"].as_str().unwrap());
    assert_eq!(total(format!("link_id={one}")).await, 1);
    assert_eq!(total(format!("link_id={two}")).await, 2);
    assert_eq!(total("from=2026-11-22&to=2026-11-22".into()).await, 2);
    assert_eq!(total(format!("link_id={two}&from=2026-11-23")).await, 1);
    for wrong in ["from=x", "link_id=ch_1", "valid=maybe", "limit=0", "cursor=x"] {
        let (status, _) = world.ask(&world.admin, Method::GET, &format!("/api/v1/clicks?{wrong}"), None).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
    }
}

static DROP_CLICKS: Statement = Statement::new("drop table click");

#[tokio::test]
async fn a_visitor_goes_on_with_the_links_code_while_no_click_can_be_kept() {
    let (world, channel) = begin().await;
    let link = new_link(&world, channel, json!({ "slug": "bio" })).await;
    run(&world.app, &DROP_CLICKS, Vec::new).await;
    // The disk takes none either: a file lies where the folder should be.
    std::fs::write(world.folder().join("spool"), "").unwrap();
    let onward = location(&visit(&world, "/l/bio", &[]).await);
    assert_eq!(link["whatsapp_url"], onward.as_str());
    std::fs::remove_file(world.folder().join("spool")).unwrap();
    let onward = visit(&world, "/l/bio", &[]).await;
    assert_eq!(code_kind(&onward), Some(CodeKind::Click));
    let link = world.get(&format!("/api/v1/links/{}", link["id"].as_str().unwrap())).await;
    assert_eq!(link["clicks_raw"], 0);
}

#[tokio::test]
async fn a_store_that_is_busy_too_long_holds_no_visitor_back_and_each_click_is_kept_once_with_its_code() {
    let world = World::impatient().await;
    let channel = new_channel(&world.app, world.company_id, "5511999990001").await;
    let link = new_link(&world, channel, json!({ "slug": "bio" })).await;
    visit(&world, "/l/bio", &[("user-agent", "WhatsApp/2.23.20.0")]).await;
    let (release, wait) = std::sync::mpsc::channel::<()>();
    let (began, begun) = tokio::sync::oneshot::channel();
    let db = world.app.db.clone();
    let busy = world.app.tasks.spawn(async move {
        let mut began = Some(began);
        let unit = move |_: &mut Tx<'_>| {
            began.take().map(|began| began.send(()));
            assert!(wait.recv().is_err(), "it only ends when the story lets go");
            Ok::<_, StoreError>(())
        };
        db.write(Lane::Clicks, unit).await.unwrap();
    });
    begun.await.unwrap();
    let mut codes = HashSet::new();
    for number in 0..5 {
        let agent = format!("{PERSON} visitor/{number}");
        let onward = text(&location(&visit(&world, "/l/bio", &[("user-agent", &agent)]).await));
        codes.insert(find_codes(&onward)[0].code.clone());
    }
    assert!(codes.iter().all(|code| code.kind() == CodeKind::Click), "each goes on with a code of its own");
    drop(release);
    busy.await.unwrap();
    let path = format!("/api/v1/links/{}", link["id"].as_str().unwrap());
    let spool = world.folder().join("spool");
    while world.get(&path).await["clicks_raw"] != 6 || std::fs::read_dir(&spool).unwrap().count() > 0 {}
    assert_eq!(world.get(&path).await["clicks"], 5);
    assert_eq!(kept_codes(&world).await, codes.iter().map(ToString::to_string).collect());
}

/// The codes of all clicks in the store.
async fn kept_codes(world: &World) -> HashSet<String> {
    static CODES: Statement = Statement::new("select code from click where company_id = $1 and code is not null");
    let company_id = world.company_id;
    let rows = world.app.db.read(move |tx| tx.query(&CODES, nascente_store::params![company_id])).await.unwrap();
    rows.into_iter().map(|mut row| row.take::<String>().unwrap()).collect()
}
