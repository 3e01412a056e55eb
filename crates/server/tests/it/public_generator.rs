//! `/gerador/{company_slug}`: strangers make links of a company, as far as the company lets them.

use nascente_domain::code::{Code, CodeKind};
use nascente_domain::id::ChannelId;
use nascente_domain::role::Role;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::links::{new_channel, new_link};
use crate::qr_codes::{fetch, logo, set_logo, zbar_bytes};
use crate::world::{World, new_company, new_token};

/// The page of *Loja Teste*.
const PAGE: &str = "/api/v1/public-generators/loja-teste";
const SETTINGS: &str = "/api/v1/company/public-generator";

/// A world whose company offers one number on its page; gives the channel.
async fn opened(changes: Value) -> (World, ChannelId) {
    let world = World::start().await;
    let channel = new_channel(&world.app, world.company_id, "5511999990001").await;
    let mut settings = json!({ "enabled": true, "channel_ids": [channel.to_string()] });
    settings.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
    world.patch(SETTINGS, settings).await;
    (world, channel)
}

/// What a stranger is told.
async fn look(world: &World, path: &str) -> (StatusCode, Value) {
    let answer = world.http.get(format!("{}{path}", world.url)).send().await.unwrap();
    (answer.status(), answer.json().await.unwrap_or_default())
}

/// A request of a stranger, with more headers.
async fn ask(world: &World, url: &str, body: Value, headers: &[(&str, &str)]) -> reqwest::Response {
    let mut request = json!({ "name": "Ana", "site": "Instagram", "message": "Oi, vim pela {link}" });
    request.as_object_mut().unwrap().extend(body.as_object().unwrap().clone());
    let asked = world.http.post(format!("{url}{PAGE}/links")).json(&request);
    headers.iter().fold(asked, |asked, (name, value)| asked.header(*name, *value)).send().await.unwrap()
}

async fn make(world: &World, body: Value) -> (StatusCode, Value) {
    let answer = ask(world, &world.url, body, &[]).await;
    (answer.status(), answer.json().await.unwrap())
}

/// Field and code of the first thing that is wrong.
fn wrong(problem: &Value) -> String {
    let first = &problem["errors"][0];
    format!("{} {}", first["field"].as_str().unwrap_or("?"), first["code"].as_str().unwrap_or("?"))
}

#[tokio::test]
async fn a_page_that_is_off_cannot_be_told_from_a_company_that_does_not_exist() {
    let world = World::start().await;
    let channel = new_channel(&world.app, world.company_id, "5511999990001").await;
    let settings = world.get(SETTINGS).await;
    assert_eq!((&settings["enabled"], &settings["reachable"]), (&json!(false), &json!(false)));
    let unknown = PAGE.replace("loja-teste", "ninguem");
    let same = async |path: &str| {
        let (status, seen) = look(&world, &PAGE.replace("loja-teste", path)).await;
        let asked = world.http.post(format!("{}{}/links", world.url, PAGE.replace("loja-teste", path)));
        let refused = asked.json(&json!({ "name": "A", "site": "B" })).send().await.unwrap();
        (status, seen, refused.status(), refused.text().await.unwrap())
    };
    let nowhere = same("ninguem").await;
    assert_eq!((nowhere.0, nowhere.2), (StatusCode::NOT_FOUND, StatusCode::NOT_FOUND));
    assert_eq!(same("loja-teste").await, nowhere);
    let (status, problem) = world.ask(&world.admin, Method::PATCH, SETTINGS, Some(json!({ "enabled": true }))).await;
    assert_eq!((status, wrong(&problem).as_str()), (StatusCode::UNPROCESSABLE_ENTITY, "channel_ids required"));
    let settings = world.patch(SETTINGS, json!({ "enabled": true, "channel_ids": [channel.to_string()] })).await;
    assert_eq!(
        (&settings["reachable"], &settings["url"]),
        (&json!(true), &json!(format!("{}/gerador/loja-teste", world.url)))
    );
    assert_eq!(look(&world, PAGE).await.0, StatusCode::OK);
    assert_eq!(
        look(&world, &PAGE.to_uppercase().replace("/API/V1/PUBLIC-GENERATORS", "/api/v1/public-generators")).await.0,
        StatusCode::OK
    );
    assert_eq!(look(&world, &unknown).await.0, StatusCode::NOT_FOUND);
    // The number is archived: there is nothing left to offer.
    world.ask(&world.admin, Method::DELETE, &format!("/api/v1/channels/{channel}"), None).await;
    assert_eq!(same("loja-teste").await, nowhere);
    let settings = world.get(SETTINGS).await;
    assert_eq!((&settings["enabled"], &settings["reachable"]), (&json!(true), &json!(false)));
}

#[tokio::test]
async fn the_page_tells_name_colour_numbers_and_sites_and_nothing_else_and_stays_out_of_search_engines() {
    let (world, channel) = opened(json!({ "colour": "#7A1F5C", "sites": [" Loja ", "Panfleto", "Loja"] })).await;
    new_link(&world, channel, json!({ "slug": "segredo", "name": "Segredo" })).await;
    let (_, seen) = look(&world, PAGE).await;
    assert_eq!(
        seen,
        json!({ "company": "Loja Teste", "locale": "pt-BR", "colour": "#7a1f5c", "logo_url": null,
            "numbers": [{ "id": channel.to_string(), "phone_number": "5511999990001" }],
            "kinds": ["tracked"], "sites": ["Loja", "Panfleto"], "limit_reached": false })
    );
    assert_eq!(look(&world, &format!("{PAGE}/logo")).await.0, StatusCode::NOT_FOUND);
    assert_eq!(set_logo(&world, logo(64)).await.0, StatusCode::NO_CONTENT);
    let path = look(&world, PAGE).await.1["logo_url"].as_str().unwrap().to_owned();
    let picture = world.http.get(format!("{}{path}", world.url)).send().await.unwrap();
    assert_eq!((picture.status(), picture.headers()["content-type"].to_str().unwrap()), (StatusCode::OK, "image/png"));
    for slug in ["loja-teste", "ninguem", "ninguem/"] {
        let screen = world.http.get(format!("{}/gerador/{slug}", world.url)).send().await.unwrap();
        assert_eq!(screen.headers()["x-robots-tag"], "noindex, nofollow");
        let policy = screen.headers()["content-security-policy"].to_str().unwrap();
        assert!(policy.contains("script-src 'self'") && policy.contains("frame-ancestors 'none'"), "{policy}");
    }
}

#[tokio::test]
async fn a_stranger_s_link_works_is_marked_and_audited_and_the_company_can_archive_it() {
    let sales = json!({ "tags": ["Vendedores"], "colour": "" });
    let (world, channel) = opened(sales).await;
    world.patch(SETTINGS, json!({ "department_id": world.department_id.to_string() })).await;
    let own = new_link(&world, channel, json!({ "slug": "bio" })).await;
    assert_eq!(own["made_by"], "company");
    let (status, made) = make(&world, json!({})).await;
    assert_eq!(
        (status, &made["message"], &made["kind"]),
        (StatusCode::CREATED, &json!("Oi, vim pela Ana"), &json!("tracked"))
    );
    let names: Vec<&String> = made.as_object().unwrap().keys().collect();
    assert_eq!(names, ["kind", "message", "name", "qr_png_url", "qr_svg_url", "short_url", "slug", "whatsapp_url"]);
    let (short, slug) = (made["short_url"].as_str().unwrap(), made["slug"].as_str().unwrap());
    assert!(made["whatsapp_url"].as_str().unwrap().starts_with("https://wa.me/5511999990001?text="));
    let opened = world.http.get(short).header("user-agent", "Mozilla/5.0 (iPhone)").send().await.unwrap();
    let target = opened.headers()["location"].to_str().unwrap();
    assert!(
        opened.status() == StatusCode::FOUND && target.starts_with("https://wa.me/5511999990001?text="),
        "{target}"
    );
    assert_eq!(zbar_bytes(&fetch(&world, &format!("/l/{slug}/qr.png?size=128")).await.1), [short]);
    let public = world.get("/api/v1/links?made_by=public&count=true").await;
    let link = &public["items"][0];
    assert_eq!((&public["total"], &link["slug"], &link["made_by"]), (&json!(1), &made["slug"], &json!("public")));
    assert_eq!(
        (&link["tags"], &link["department_id"]),
        (&json!(["vendedores"]), &json!(world.department_id.to_string()))
    );
    assert_eq!(world.get("/api/v1/links?made_by=company&count=true").await["total"], 1);
    let (status, _) = world.ask(&world.admin, Method::GET, "/api/v1/links?made_by=x", None).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    let trail = world.get("/api/v1/audit-events?kind=public_link_made").await;
    let event = &trail["items"][0];
    assert_eq!((&event["actor_kind"], &event["details"]), (&json!("public"), &json!({ "id": link["id"] })));
    // The script of the company's site never takes a stranger's link.
    let snippet = world.http.get(format!("{}/snippet/{}.js", world.url, world.company_id)).send().await.unwrap();
    assert!(snippet.text().await.unwrap().contains(r#"{"5511999990001":"bio"}"#));
    let path = format!("/api/v1/links/{}", link["id"].as_str().unwrap());
    assert_eq!(world.ask(&world.admin, Method::DELETE, &path, None).await.0, StatusCode::NO_CONTENT);
    assert_eq!(world.http.get(short).send().await.unwrap().status(), StatusCode::GONE);
}

#[tokio::test]
async fn numbers_are_named_by_id_and_only_those_that_are_offered() {
    let (world, offered) = opened(json!({})).await;
    let kept = new_channel(&world.app, world.company_id, "5511999990002").await;
    let (other, _) = new_company(&world.app, "Outra").await;
    let foreign = new_channel(&world.app, other, "5511999990003").await;
    for id in [kept.to_string(), foreign.to_string(), "5511988887777".into(), "https://evil.com".into(), String::new()]
    {
        let (status, problem) = make(&world, json!({ "channel_id": id })).await;
        assert_eq!(
            (status, wrong(&problem).as_str()),
            (StatusCode::UNPROCESSABLE_ENTITY, "channel_id unknown"),
            "{id}"
        );
    }
    let (status, problem) = make(&world, json!({ "phone_number": "5511988887777" })).await;
    assert_eq!((status, wrong(&problem).as_str()), (StatusCode::UNPROCESSABLE_ENTITY, "phone_number unknown_field"));
    let (status, problem) =
        world.ask(&world.admin, Method::PATCH, SETTINGS, Some(json!({ "channel_ids": [foreign.to_string()] }))).await;
    assert_eq!((status, wrong(&problem).as_str()), (StatusCode::UNPROCESSABLE_ENTITY, "channel_ids unknown"));
    world.patch(SETTINGS, json!({ "channel_ids": [offered.to_string(), kept.to_string()] })).await;
    assert_eq!(wrong(&make(&world, json!({})).await.1), "channel_id required");
    let (status, made) = make(&world, json!({ "channel_id": kept.to_string() })).await;
    assert_eq!(status, StatusCode::CREATED);
    assert!(made["whatsapp_url"].as_str().unwrap().starts_with("https://wa.me/5511999990002?"), "{made}");
    // A number that a link has for itself is not offered any more.
    new_link(&world, new_channel(&world.app, world.company_id, "5511999990004").await, json!({})).await;
    let own = new_channel(&world.app, world.company_id, "5511999990005").await;
    world.patch(SETTINGS, json!({ "channel_ids": [offered.to_string(), own.to_string()] })).await;
    new_link(&world, own, json!({ "dedicated_number": true })).await;
    assert_eq!(look(&world, PAGE).await.1["numbers"].as_array().unwrap().len(), 1);
    assert_eq!(wrong(&make(&world, json!({ "channel_id": own.to_string() })).await.1), "channel_id unknown");
}

#[tokio::test]
async fn slugs_of_others_are_refused_with_a_suggestion_and_nothing_is_told_of_their_links() {
    let (world, channel) = opened(json!({})).await;
    new_link(&world, channel, json!({ "slug": "natal", "name": "Campanha secreta" })).await;
    let (status, problem) = make(&world, json!({ "slug": "Natal" })).await;
    assert_eq!(
        (status, &problem["code"], &problem["current"]["suggestion"]),
        (StatusCode::CONFLICT, &json!("slug_taken"), &json!("natal-2"))
    );
    assert!(!problem.to_string().contains("secreta"), "{problem}");
    for (slug, code, near) in [
        ("hooks", "slug reserved", Some("hooks-1")),
        ("../../etc/passwd", "slug form", Some("etc-passwd")),
        ("<script>alert(1)</script>", "slug form", Some("script-alert-1-script")),
        ("http://evil.com", "slug form", Some("http-evil-com")),
        ("promo\u{202e}gpj", "slug form", Some("promo-gpj")),
        ("🎉", "slug form", None),
        ("", "slug form", None),
    ] {
        let (status, problem) = make(&world, json!({ "slug": slug })).await;
        assert_eq!((status, wrong(&problem).as_str()), (StatusCode::UNPROCESSABLE_ENTITY, code), "{slug}");
        let said = problem["errors"][0]["message"].as_str().unwrap();
        assert_eq!(said.split("; try ").nth(1), near, "{slug}: {said}");
    }
    assert_eq!(make(&world, json!({ "slug": "natal-2" })).await.0, StatusCode::CREATED);
    assert_eq!(world.get(SETTINGS).await["made_today"], 1);
}

#[tokio::test]
async fn hostile_texts_are_cleaned_or_refused_by_field_and_never_speak_for_another_link() {
    let (world, _) = opened(json!({})).await;
    let code = Code::make(CodeKind::Link, 77).written_after("Oi");
    for (body, expected) in [
        (json!({ "name": "" }), "name length"),
        (json!({ "name": "\u{202e}\u{200b}" }), "name length"),
        (json!({ "name": "a".repeat(121) }), "name length"),
        (json!({ "name": "a\nb" }), "name control_characters"),
        (json!({ "site": "é".repeat(121) }), "site length"),
        (json!({ "message": "x".repeat(8_000) }), "message length"),
        (json!({ "message": "a\u{1b}[31m" }), "message control_characters"),
        (json!({ "message": "a\u{0}b" }), "message invalid_character"),
        (json!({ "message": code }), "message holds_code"),
        (json!({ "name": code, "message": "{link}" }), "message holds_code"),
        (json!({ "message": "#VITRINE oi" }), "message hashtag_unwanted"),
        (json!({ "name": "#VITRINE", "message": "{link} oi" }), "message hashtag_unwanted"),
        (json!({ "kind": "hashtag", "message": "#VITRINE oi" }), "kind unknown"),
        (json!({ "kind": "anything" }), "kind unknown"),
        (json!({ "name": 7 }), "name wrong_shape"),
    ] {
        let (status, problem) = make(&world, body.clone()).await;
        assert_eq!((status, wrong(&problem).as_str()), (StatusCode::UNPROCESSABLE_ENTITY, expected), "{body}");
    }
    world.clock.advance(11 * 60_000);
    let zalgo = format!("Z{} 👩‍👩‍👧 \u{202e}ana", "\u{301}".repeat(60));
    let (status, made) = make(&world, json!({ "name": zalgo, "message": "👋🏽 Oi\r\ntudo bem?" })).await;
    assert_eq!((status, &made["message"]), (StatusCode::CREATED, &json!("👋🏽 Oi\ntudo bem?")));
    assert_eq!(made["name"], format!("Z{} 👩‍👩‍👧 ana", "\u{301}".repeat(3)));
    world.patch(SETTINGS, json!({ "kinds": ["hashtag", "tracked", "hashtag"], "sites": ["Loja"] })).await;
    let (status, made) = make(&world, json!({ "kind": "hashtag", "site": " Loja ", "message": "#ANA oi" })).await;
    assert_eq!((status, &made["kind"]), (StatusCode::CREATED, &json!("hashtag")), "{made}");
    assert_eq!(wrong(&make(&world, json!({ "site": "Instagram" })).await.1), "site unknown");
}

#[tokio::test]
async fn settings_that_make_no_sense_are_refused_by_field() {
    let (world, channel) = opened(json!({})).await;
    let many: Vec<String> = (0..41).map(|number| format!("Site {number}")).collect();
    for (change, expected) in [
        (json!({ "channel_ids": ["x"] }), "channel_ids invalid_id"),
        (json!({ "channel_ids": [] }), "channel_ids required"),
        (json!({ "kinds": [] }), "kinds required"),
        (json!({ "kinds": ["ad"] }), "kinds unknown"),
        (json!({ "sites": ["a".repeat(121)] }), "sites invalid_length"),
        (json!({ "sites": many }), "sites too_many"),
        (json!({ "department_id": "dp_0000000000001" }), "department_id unknown_department"),
        (json!({ "tags": ["a%"] }), "tags form"),
        (json!({ "daily_limit": 0 }), "daily_limit out_of_range"),
        (json!({ "daily_limit": 5_001 }), "daily_limit out_of_range"),
        (json!({ "colour": "red" }), "colour invalid_colour"),
        (json!({ "colour": "#12345g" }), "colour invalid_colour"),
    ] {
        let (status, problem) = world.ask(&world.admin, Method::PATCH, SETTINGS, Some(change.clone())).await;
        assert_eq!((status, wrong(&problem).as_str()), (StatusCode::UNPROCESSABLE_ENTITY, expected), "{change}");
    }
    assert_eq!(world.get(SETTINGS).await["channel_ids"], json!([channel.to_string()]));
    let off = world.patch(SETTINGS, json!({ "enabled": false, "channel_ids": [] })).await;
    assert_eq!((&off["enabled"], &off["channel_ids"]), (&json!(false), &json!([])));
    let manager = new_token(&world.app, world.company_id, Role::Manager, None).await;
    assert_eq!(world.ask(&manager, Method::GET, SETTINGS, None).await.0, StatusCode::OK);
}

#[tokio::test]
async fn a_page_of_another_site_cannot_make_a_visitor_ask_and_a_session_changes_nothing() {
    let (world, _) = opened(json!({})).await;
    let host = world.url.trim_start_matches("http://").to_owned();
    for headers in [
        [("origin", "https://evil.com"), ("host", host.as_str())],
        [("origin", "null"), ("host", host.as_str())],
        [("sec-fetch-site", "cross-site"), ("host", host.as_str())],
        [("sec-fetch-site", "same-site"), ("origin", world.url.as_str())],
    ] {
        assert_eq!(ask(&world, &world.url, json!({}), &headers).await.status(), StatusCode::FORBIDDEN, "{headers:?}");
    }
    // What a form of another site can send is no JSON.
    let form = world.http.post(format!("{}{PAGE}/links", world.url)).header("content-type", "text/plain");
    let answer = form.body(r#"{"name":"A","site":"B"}"#).send().await.unwrap();
    assert!(answer.status().is_client_error(), "{}", answer.status());
    let own =
        ask(&world, &world.url, json!({}), &[("sec-fetch-site", "same-origin"), ("cookie", "nascente_session=x")])
            .await;
    assert_eq!(own.status(), StatusCode::CREATED);
    assert!(own.headers().get("access-control-allow-origin").is_none());
    assert_eq!(world.get("/api/v1/links?count=true").await["total"], 1);
}

#[tokio::test]
async fn one_address_has_to_wait_after_twenty_attempts_whatever_came_of_them() {
    let (world, _) = opened(json!({})).await;
    for number in 0..20 {
        let wanted = if number % 2 == 0 { json!({}) } else { json!({ "slug": "hooks" }) };
        assert_ne!(make(&world, wanted).await.0, StatusCode::TOO_MANY_REQUESTS);
    }
    world.clock.advance(60_000);
    let refused = ask(&world, &world.url, json!({}), &[]).await;
    assert_eq!(
        (refused.status(), &refused.headers()["retry-after"]),
        (StatusCode::TOO_MANY_REQUESTS, &reqwest::header::HeaderValue::from_static("541"))
    );
    assert_eq!(refused.json::<Value>().await.unwrap()["code"], "too_many");
    // Nobody can name another address, and looking is free.
    let named = ask(&world, &world.url, json!({}), &[("x-forwarded-for", "203.0.113.9")]).await;
    assert_eq!(named.status(), StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(look(&world, PAGE).await.0, StatusCode::OK);
    world.clock.advance(9 * 60_000);
    assert_eq!(make(&world, json!({})).await.0, StatusCode::CREATED);
}

#[tokio::test]
async fn the_daily_limit_holds_over_all_nodes_and_begins_anew_at_midnight_where_the_company_is() {
    let (world, _) = opened(json!({ "daily_limit": 3 })).await;
    let second = world.node().await;
    let tries = (0..8).map(|number| {
        let url = if number % 2 == 0 { &world.url } else { &second };
        ask(&world, url, json!({}), &[])
    });
    let answers = futures_util::future::join_all(tries).await;
    let made = answers.iter().filter(|answer| answer.status() == StatusCode::CREATED).count();
    assert_eq!((made, world.get(SETTINGS).await["made_today"].as_i64()), (3, Some(3)));
    let full = answers.into_iter().find(|answer| answer.status() == StatusCode::TOO_MANY_REQUESTS).unwrap();
    // The story begins at noon in São Paulo.
    assert_eq!(full.headers()["retry-after"], "43201");
    assert_eq!(full.json::<Value>().await.unwrap()["code"], "day_full");
    assert_eq!(look(&world, PAGE).await.1["limit_reached"], true);
    assert_eq!(world.get("/api/v1/links?count=true").await["total"], 3);
    world.clock.advance(12 * 3_600_000);
    assert_eq!(look(&world, PAGE).await.1["limit_reached"], false);
    assert_eq!(make(&world, json!({})).await.0, StatusCode::CREATED);
}
