//! Many links at once, texts and slugs looked at before they are used, and the figures of one link.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::links::{new_channel, new_link};
use crate::world::World;

const PERSON: &str =
    "Mozilla/5.0 (Linux; Android 15; Pixel 8) AppleWebKit/537.36 Chrome/131.0.0.0 Mobile Safari/537.36";

async fn import(world: &World, query: &str, file: &str) -> (StatusCode, Value) {
    let url = format!("{}/api/v1/links/import{query}", world.url);
    let request = world.http.post(url).bearer_auth(&world.admin).header("content-type", "text/csv");
    let answer = request.body(file.to_owned()).send().await.unwrap();
    (answer.status(), answer.json().await.unwrap())
}

#[tokio::test]
async fn a_file_is_previewed_line_by_line_and_only_made_when_it_is_confirmed() {
    let world = World::start().await;
    let channel = new_channel(&world.app, world.company_id, "5511999990001").await;
    new_link(&world, channel, json!({ "slug": "natal" })).await;
    let file = "\u{feff}Nome;Conexão;Origem;Mensagem;Endereço;Departamento;Etiquetas;utm_source;Campanha\r\n\
        Bio;Loja;Instagram;\"Oi; vi no {site} ({campanha})\";bio-2;geral;Verão|bio;ig;Verão 26\r\n\
        Sem conexão;Outra;Google;Oi;;;;;\r\n\
        ;(11) 99999-0001;Google;Oi;hooks;;;;\r\n\
        Poster;(11) 99999-0001;Loja;Oi;natal;;;;\r\n\
        \r\n\
        Panfleto;(11) 99999-0001;Rua;Oi;bio-2;;;;\r\n\
        Cartão;5511999990001;Rua;#CARTAO;;;;;\r\n";
    let (status, seen) = import(&world, "", file).await;
    assert_eq!((status, &seen["preview"], &seen["items"]), (StatusCode::OK, &json!(true), &json!([])), "{seen}");
    let rows = seen["rows"].as_array().unwrap();
    assert_eq!(rows.iter().map(|row| &row["line"]).collect::<Vec<_>>(), [2, 8]);
    assert_eq!(
        (&rows[0]["message"], &rows[0]["tags"], &rows[0]["utm"], &rows[0]["channel_id"]),
        (
            &json!("Oi; vi no Instagram (Verão 26)"),
            &json!(["bio", "verão"]),
            &json!({ "utm_source": "ig", "utm_campaign": "Verão 26" }),
            &json!(channel.to_string())
        )
    );
    assert_eq!(rows[0]["department_id"], world.department_id.to_string());
    let errors = seen["errors"].as_array().unwrap().iter();
    let errors: Vec<String> = errors
        .map(|error| format!("{} {} {}", error["line"], error["field"], error["code"]).replace('"', ""))
        .collect();
    assert_eq!(
        errors,
        ["3 channel unknown", "4 name length", "4 slug reserved", "5 slug slug_taken", "7 slug slug_taken"]
    );
    assert_eq!(world.get("/api/v1/links?count=true").await["total"], 1);
    let (_, made) = import(&world, "?preview=false", file).await;
    assert_eq!((made["items"].as_array().unwrap().len(), made["items"][0]["slug"].as_str()), (2, Some("bio-2")));
    assert_eq!(world.get("/api/v1/links?count=true").await["total"], 3);
    assert_eq!(world.get("/api/v1/links?count=true&tag=Ver%C3%A3o").await["total"], 1);
    // The same file again: its slugs belong to links now.
    assert_eq!(import(&world, "", file).await.1["rows"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn a_file_that_is_none_is_refused_whole_whatever_is_in_it() {
    let world = World::start().await;
    let many = format!("name,channel,site\n{}", "a,b,c\n".repeat(501));
    for (file, code) in [
        ("", "column_missing"),
        ("{}", "column_missing"),
        ("name,channel\na,b", "column_missing"),
        ("name,channel,site\n", "length"),
        ("name,channel,site\na\0,b,c", "invalid_character"),
        (many.as_str(), "length"),
    ] {
        let (status, problem) = import(&world, "", file).await;
        assert_eq!(
            (status, &problem["errors"][0]["code"]),
            (StatusCode::UNPROCESSABLE_ENTITY, &json!(code)),
            "{problem}"
        );
    }
    // Hostile cells are wrong or kept as text, never more.
    let hostile = "name,channel,site,slug,tags\n=HYPERLINK(1),x,\u{202e}a,../../etc,%_\n\"unclosed,y,z";
    assert_eq!(import(&world, "?preview=false", hostile).await.1["items"], json!([]));
}

#[tokio::test]
async fn a_file_says_the_end_of_a_link_as_people_write_days() {
    let world = World::start().await;
    new_channel(&world.app, world.company_id, "5511999990001").await;
    let file = "nome;conexão;origem;expira em\n\
        A;Loja;Site;31/12/2026\nB;Loja;Site;2026-12-31\nC;Loja;Site;31/12/2026 18:00\n\
        D;Loja;Site;2026-12-31T18:00:00Z\nE;Loja;Site;\nF;Loja;Site;31/02/2026\nG;Outra;Site;logo\n";
    let (_, made) = import(&world, "?preview=false", file).await;
    let ends: Vec<&Value> = made["items"].as_array().unwrap().iter().map(|link| &link["expires_at"]).collect();
    let end = "2027-01-01T02:59:59.999Z";
    let expected =
        [json!(end), json!(end), json!("2026-12-31T21:00:00.000Z"), json!("2026-12-31T18:00:00.000Z"), Value::Null];
    assert_eq!(ends, expected.iter().collect::<Vec<_>>(), "{made}");
    let errors: Vec<(u64, &str)> = made["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|error| (error["line"].as_u64().unwrap(), error["field"].as_str().unwrap()))
        .collect();
    assert_eq!(errors, [(7, "expires_at"), (8, "channel"), (8, "expires_at")]);
    assert_eq!(made["errors"][0]["code"], "day_or_time");
}

#[tokio::test]
async fn sites_by_campaigns_make_one_link_for_each_pair() {
    let world = World::start().await;
    let channel = new_channel(&world.app, world.company_id, "5511999990001").await;
    let template = json!({ "name": "Loja", "channel_id": channel.to_string(), "site": "-",
        "message": "Vim do {site} pela {campanha}: {link}", "slug": "x", "utm": { "utm_medium": "qr" } });
    let request =
        json!({ "product": { "template": template, "sites": ["Google", "Bio"], "campaigns": ["Natal", "Páscoa"] } });
    let made = world.post("/api/v1/links/bulk", request).await;
    let items = made["items"].as_array().unwrap();
    let name = |at: usize| items[at]["name"].as_str().unwrap();
    assert_eq!((items.len(), name(0), name(3)), (4, "Loja · Google · Natal", "Loja · Bio · Páscoa"));
    assert_eq!(items[3]["message"], "Vim do Bio pela Páscoa: Loja · Bio · Páscoa");
    assert_eq!(items[3]["utm"], json!({ "utm_medium": "qr", "utm_campaign": "Páscoa" }));
    let both = json!({ "links": [template], "product": { "template": template, "sites": ["a"] } });
    let (status, _) = world.ask(&world.admin, Method::POST, "/api/v1/links/bulk", Some(both)).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    let sites: Vec<String> = (0..201).map(|number| format!("S{number}")).collect();
    let many = json!({ "product": { "template": template, "sites": sites } });
    let (status, _) = world.ask(&world.admin, Method::POST, "/api/v1/links/bulk", Some(many)).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn shared_texts_and_slugs_that_cannot_be_used_are_told_before_anything_is_made() {
    let world = World::start().await;
    let channel = new_channel(&world.app, world.company_id, "5511999990001").await;
    let link = new_link(&world, channel, json!({ "slug": "natal", "message": "Olá,  quero saber" })).await;
    let check = async |query: String| world.get(&format!("/api/v1/links/check?{query}")).await;
    let shared = check("message=Ol%C3%A1,%20quero%20saber%20".into()).await;
    assert_eq!(shared["message_shared_with"], json!([{ "id": link["id"], "name": "Bio" }]));
    let own = check(format!("message=Ol%C3%A1,%20quero%20saber&except={}", link["id"].as_str().unwrap())).await;
    assert_eq!((&own["message_shared_with"], &own["slug_state"]), (&json!([]), &Value::Null));
    for (slug, state, suggestion) in [
        ("Natal", "taken", json!("natal-2")),
        ("pascoa", "free", Value::Null),
        ("hooks", "reserved", json!("hooks-1")),
        ("P%C3%A1scoa%20%26%20cia", "form", json!("pascoa-cia")),
        ("..%2F..%2Fnatal", "form", json!("natal-2")),
        ("%F0%9F%8E%89", "form", Value::Null),
    ] {
        let seen = check(format!("slug={slug}")).await;
        assert_eq!((&seen["slug_state"], &seen["slug_suggestion"]), (&json!(state), &suggestion), "{slug}");
    }
}

#[tokio::test]
async fn end_department_tags_and_number_of_a_link_change_and_can_be_taken_away() {
    let world = World::start().await;
    let channel = new_channel(&world.app, world.company_id, "5511999990001").await;
    let link = new_link(&world, channel, json!({ "slug": "bio", "tags": [" Loja ", "loja", "B"] })).await;
    assert_eq!((&link["tags"], &link["dedicated_number"]), (&json!(["b", "loja"]), &json!(false)));
    let path = format!("/api/v1/links/{}", link["id"].as_str().unwrap());
    let changes = json!({ "expires_at": "2026-12-01T00:00:00Z", "department_id": world.department_id.to_string(),
        "tags": ["x"], "dedicated_number": true });
    let changed = world.patch(&path, changes).await;
    assert_eq!(
        (&changed["expires_at"], &changed["department_id"], &changed["tags"], &changed["dedicated_number"]),
        (&json!("2026-12-01T00:00:00.000Z"), &json!(world.department_id.to_string()), &json!(["x"]), &json!(true))
    );
    // The number belongs to it alone now.
    let second = json!({ "name": "B", "channel_id": channel.to_string(), "site": "S" });
    let (status, problem) = world.ask(&world.admin, Method::POST, "/api/v1/links", Some(second.clone())).await;
    assert_eq!(
        (status, &problem["errors"][0]["code"]),
        (StatusCode::UNPROCESSABLE_ENTITY, &json!("number_shared")),
        "{problem}"
    );
    let bare = world.patch(&path, json!({ "expires_at": "", "department_id": "", "dedicated_number": false })).await;
    assert_eq!((&bare["expires_at"], &bare["department_id"]), (&Value::Null, &Value::Null));
    world.post("/api/v1/links", second).await;
    for (change, field) in [
        (json!({ "expires_at": "amanhã" }), "expires_at"),
        (json!({ "department_id": "x" }), "department_id"),
        (json!({ "tags": ["a%"] }), "tags"),
        (json!({ "dedicated_number": true }), "dedicated_number"),
    ] {
        let (status, problem) = world.ask(&world.admin, Method::PATCH, &path, Some(change)).await;
        assert_eq!((status, &problem["errors"][0]["field"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!(field)));
    }
}

#[tokio::test]
async fn the_figures_of_a_link_add_up_by_hour_device_and_page() {
    let world = World::start().await;
    let channel = new_channel(&world.app, world.company_id, "5511999990001").await;
    let link = new_link(&world, channel, json!({ "slug": "bio" })).await;
    let visit = async |agent: &str, referrer: &str| {
        let request = world.http.get(format!("{}/l/bio?gclid=x", world.url)).header("user-agent", agent);
        assert_eq!(request.header("referer", referrer).send().await.unwrap().status(), StatusCode::FOUND);
    };
    // The story begins on Sunday, 2026-11-22, at 12:00 in São Paulo.
    visit(PERSON, "https://l.instagram.com/x").await;
    visit("curl/8", "https://l.instagram.com/x").await;
    world.clock.advance(3_600_000);
    visit(PERSON, "https://l.instagram.com/y").await;
    visit("Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/131.0", "").await;
    world.clock.advance(86_400_000);
    visit(PERSON, "").await;
    let path = format!("/api/v1/links/{}/statistics", link["id"].as_str().unwrap());
    let seen = world.get(&path).await;
    assert_eq!((&seen["clicks"], &seen["clicks_raw"], &seen["visitors"]), (&json!(4), &json!(5), &json!(3)));
    assert_eq!((&seen["conversations"], &seen["conversion"]), (&json!(0), &json!(0.0)));
    // Whoever writes a hashtag may have opened no link: nothing can be said of those who did.
    let hashtag =
        new_link(&world, channel, json!({ "slug": "cartaz", "kind": "hashtag", "message": "#PROMO oi" })).await;
    world.http.get(format!("{}/l/cartaz", world.url)).header("user-agent", PERSON).send().await.unwrap();
    let told = world.get(&format!("/api/v1/links/{}/statistics", hashtag["id"].as_str().unwrap())).await;
    assert_eq!((&told["clicks"], &told["conversion"]), (&json!(1), &Value::Null));
    let cell = |day: usize, hour: usize| seen["hours"][day][hour].as_i64().unwrap();
    assert_eq!((cell(6, 12), cell(6, 13), cell(0, 13)), (1, 2, 1));
    assert_eq!(seen["devices"], json!([{ "value": "mobile", "clicks": 3 }, { "value": "desktop", "clicks": 1 }]));
    assert_eq!(seen["referrers"], json!([{ "value": "", "clicks": 2 }, { "value": "l.instagram.com", "clicks": 2 }]));
    assert_eq!(seen["days"][0], json!({ "day": "2026-11-22", "clicks": 3, "clicks_raw": 4 }));
    let recent = seen["recent"].as_array().unwrap();
    assert_eq!((recent.len(), &recent[0]["parameters"]), (5, &json!({ "gclid": "x" })));
    let sunday = world.get(&format!("{path}?from=2026-11-22&to=2026-11-22")).await;
    assert_eq!((&sunday["clicks"], &sunday["visitors"]), (&json!(3), &json!(2)));
    for wrong in ["from=x", "from=2026-11-23&to=2026-11-22", "from=1900-01-01"] {
        let (status, _) = world.ask(&world.admin, Method::GET, &format!("{path}?{wrong}"), None).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
    }
}

#[tokio::test]
async fn each_ad_platform_has_its_macros_to_copy() {
    let world = World::start().await;
    let platforms = world.get("/api/v1/utm-macros").await;
    for (platform, text) in [("meta", "{{campaign.name}}"), ("google", "{campaignid}"), ("tiktok", "__CAMPAIGN_NAME__")]
    {
        let found = platforms.as_array().unwrap().iter().find(|one| one["platform"] == platform).unwrap();
        assert!(found["macros"].as_array().unwrap().iter().any(|one| one["text"] == text), "{platform}");
        assert!(found["parameters"].as_str().unwrap().contains(text), "{platform}");
    }
}
