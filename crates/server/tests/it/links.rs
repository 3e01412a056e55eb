//! Links are made, changed and archived.

use nascente_domain::id::{ChannelId, CompanyId};
use nascente_domain::role::Role;
use nascente_server::app::App;
use nascente_store::{Lane, Statement, StoreError, params};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::world::{World, new_company, new_token};

static INSERT_CHANNEL: Statement = Statement::new(
    "insert into channel (company_id, channel_id, provider, name, phone_number, settings, state, created_at)
     values ($1, $2, 'link_only', 'Loja', $3, '{}', 'link_only', 0)",
);
static SET_PHONE: Statement =
    Statement::new("update channel set phone_number = $3 where company_id = $1 and channel_id = $2");
static ARCHIVE_CHANNEL: Statement =
    Statement::new("update channel set archived_at = 1 where company_id = $1 and channel_id = $2");

/// A number without a connection, as links need one.
pub(crate) async fn new_channel(app: &App, company_id: CompanyId, phone: &'static str) -> ChannelId {
    let channel_id: ChannelId = app.id();
    run(app, &INSERT_CHANNEL, move || params![company_id, channel_id, phone]).await;
    channel_id
}

/// Runs one statement of a story.
pub(crate) async fn run(
    app: &App,
    statement: &'static Statement,
    values: impl Fn() -> Vec<nascente_store::Value> + Send + 'static,
) {
    app.db.write(Lane::Work, move |tx| tx.execute(statement, values()).map(drop)).await.unwrap();
}

/// A link of the story's company.
pub(crate) async fn new_link(world: &World, channel_id: ChannelId, body: Value) -> Value {
    let mut request =
        json!({ "name": "Bio", "channel_id": channel_id.to_string(), "site": "Instagram", "message": "Olá" });
    for (key, value) in body.as_object().unwrap() {
        request[key] = value.clone();
    }
    world.post("/api/v1/links", request).await
}

async fn refused(world: &World, path: &str, body: Value) -> (StatusCode, Value) {
    let (status, answer) = world.ask(&world.admin, Method::POST, path, Some(body)).await;
    assert!(status.is_client_error(), "{status} {answer}");
    (status, answer)
}

fn fields(problem: &Value) -> Vec<&str> {
    problem["errors"].as_array().unwrap().iter().map(|error| error["field"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn a_tracked_link_gets_an_identifier_a_code_and_all_its_addresses() {
    let world = World::start().await;
    let channel = new_channel(&world.app, world.company_id, "+55 11 99999-0001").await;
    let link =
        new_link(&world, channel, json!({ "slug": "Bio-26", "utm": { "utm_campaign": "Natal", "x": " " } })).await;
    assert_eq!(link["slug"], "bio-26");
    assert_eq!(link["short_url"], format!("{}/l/bio-26", world.url));
    assert_eq!(link["qr_png_url"], format!("{}/l/bio-26/qr.png", world.url));
    assert_eq!(link["utm"], json!({ "utm_campaign": "Natal" }));
    let direct = url::Url::parse(link["whatsapp_url"].as_str().unwrap()).unwrap();
    assert_eq!((direct.host_str(), direct.path()), (Some("wa.me"), "/5511999990001"));
    let text = direct.query_pairs().find(|(name, _)| name == "text").unwrap().1.into_owned();
    let codes = nascente_domain::code::find_codes(&text);
    assert_eq!(codes.len(), 1, "{text}");
    assert_eq!(codes[0].code.kind(), nascente_domain::code::CodeKind::Link);
    let identifier = world.get(&format!("/api/v1/entry-identifiers/{}", link["identifier_id"].as_str().unwrap())).await;
    assert_eq!(identifier["kind"], "link");
    assert_eq!(identifier["key"], "bio-26");
    assert_eq!(identifier["label"], "Bio");
    assert_eq!(identifier["site"], "Instagram");
    assert_eq!(identifier["campaign"], "Natal");
    assert_eq!(identifier["short_url"], link["short_url"]);
    assert_eq!(world.get(&format!("/api/v1/links/{}", link["id"].as_str().unwrap())).await, link);
}

#[tokio::test]
async fn hashtag_links_of_one_term_share_its_identifier_and_carry_no_code() {
    let world = World::start().await;
    let channel = new_channel(&world.app, world.company_id, "5511999990001").await;
    let one = new_link(&world, channel, json!({ "kind": "hashtag", "message": "#Promoção! quero" })).await;
    let two = new_link(&world, channel, json!({ "kind": "hashtag", "message": "#PROMOCAO oi", "site": "Site" })).await;
    assert_eq!(one["identifier_id"], two["identifier_id"]);
    assert_eq!(one["whatsapp_url"], "https://wa.me/5511999990001?text=%23Promo%C3%A7%C3%A3o%21%20quero");
    let identifier = world.get(&format!("/api/v1/entry-identifiers/{}", one["identifier_id"].as_str().unwrap())).await;
    assert_eq!(identifier["label"], "#Promoção");
    assert_eq!(identifier["key"], "promocao");
    assert_eq!(identifier["site"], "Instagram");
    assert_eq!(identifier["short_url"], Value::Null);
}

#[tokio::test]
async fn a_taken_slug_is_a_conflict_with_a_free_one_offered_across_companies_too() {
    let world = World::start().await;
    let channel = new_channel(&world.app, world.company_id, "5511999990001").await;
    new_link(&world, channel, json!({ "slug": "promo" })).await;
    new_link(&world, channel, json!({ "slug": "promo-2" })).await;
    let (company, _) = new_company(&world.app, "Outra").await;
    let token = new_token(&world.app, company, Role::Marketing, None).await;
    let other = new_channel(&world.app, company, "5511999990002").await;
    let body = json!({ "name": "P", "channel_id": other.to_string(), "site": "S", "slug": "PROMO" });
    let (status, problem) = world.ask(&token, Method::POST, "/api/v1/links", Some(body.clone())).await;
    assert_eq!(status, StatusCode::CONFLICT);
    assert_eq!(problem["code"], "slug_taken");
    assert_eq!(problem["current"]["suggestion"], "promo-3");
    let (_, links) = world.ask(&token, Method::GET, "/api/v1/links", None).await;
    assert_eq!(links["items"], json!([]));
    let mut again = body;
    again["slug"] = problem["current"]["suggestion"].clone();
    let (status, _) = world.ask(&token, Method::POST, "/api/v1/links", Some(again)).await;
    assert_eq!(status, StatusCode::CREATED);
}

#[tokio::test]
async fn of_many_at_once_for_one_slug_exactly_one_gets_it() {
    let world = World::start().await;
    let channel = new_channel(&world.app, world.company_id, "5511999990001").await;
    let body = json!({ "name": "R", "channel_id": channel.to_string(), "site": "S", "slug": "corrida" });
    let asks = (0..8).map(|_| world.ask(&world.admin, Method::POST, "/api/v1/links", Some(body.clone())));
    let answers = futures_util::future::join_all(asks).await;
    let made = answers.iter().filter(|(status, _)| *status == StatusCode::CREATED).count();
    let taken = answers.iter().filter(|(_, problem)| problem["code"] == "slug_taken").count();
    assert_eq!((made, taken), (1, 7), "{answers:?}");
}

#[tokio::test]
async fn hostile_and_reserved_slugs_and_every_other_wrong_field_are_named() {
    let world = World::start().await;
    let channel = new_channel(&world.app, world.company_id, "5511999990001").await;
    for slug in ["../etc", "a/b", "", " ", "x\u{0}", "çã", "hooks", "a?b", "%2e%2e", "<script>"] {
        let body = json!({ "name": "N", "channel_id": channel.to_string(), "site": "S", "slug": slug });
        let (status, problem) = refused(&world, "/api/v1/links", body).await;
        assert_eq!((status, fields(&problem)), (StatusCode::UNPROCESSABLE_ENTITY, vec!["slug"]), "{slug}");
    }
    let many = json!({ "links": [
        { "name": "ok", "channel_id": channel.to_string(), "site": "S" },
        { "name": "", "channel_id": channel.to_string(), "site": "S", "expires_at": "amanhã" },
        { "name": "N\u{1}", "channel_id": channel.to_string(), "site": "S", "kind": "hashtag", "message": "sem" },
    ] });
    let (_, problem) = refused(&world, "/api/v1/links/bulk", many).await;
    assert_eq!(fields(&problem), ["links[1].name", "links[1].expires_at", "links[2].name", "links[2].message"]);
    let (status, problem) = refused(&world, "/api/v1/links/bulk", json!({ "links": [] })).await;
    assert_eq!((status, fields(&problem)), (StatusCode::UNPROCESSABLE_ENTITY, vec!["links"]));
}

#[tokio::test]
async fn channels_and_departments_have_to_be_the_companys_own_and_in_use() {
    let world = World::start().await;
    let (company, department) = new_company(&world.app, "Outra").await;
    let foreign = new_channel(&world.app, company, "5511999990002").await;
    let archived = new_channel(&world.app, world.company_id, "5511999990003").await;
    let company_id = world.company_id;
    run(&world.app, &ARCHIVE_CHANNEL, move || params![company_id, archived]).await;
    let own = new_channel(&world.app, world.company_id, "5511999990001").await;
    for channel in [foreign, archived] {
        let body = json!({ "name": "N", "channel_id": channel.to_string(), "site": "S" });
        assert_eq!(fields(&refused(&world, "/api/v1/links", body).await.1), ["channel_id"]);
    }
    let body =
        json!({ "name": "N", "channel_id": own.to_string(), "site": "S", "department_id": department.to_string() });
    assert_eq!(fields(&refused(&world, "/api/v1/links", body).await.1), ["department_id"]);
    let link = new_link(&world, own, json!({ "department_id": world.department_id.to_string() })).await;
    assert_eq!(link["department_id"], world.department_id.to_string());
}

#[tokio::test]
async fn several_links_are_made_in_their_order_or_none_at_all() {
    let world = World::start().await;
    let channel = new_channel(&world.app, world.company_id, "5511999990001").await.to_string();
    let link = |name: &str, slug: &str| json!({ "name": name, "channel_id": channel, "site": "S", "slug": slug });
    let body = json!({ "links": [link("a", "aa"), link("b", "bb"), link("c", "aa")] });
    let (status, problem) = refused(&world, "/api/v1/links/bulk", body).await;
    assert_eq!((status, problem["code"].as_str()), (StatusCode::CONFLICT, Some("slug_taken")));
    assert_eq!(problem["current"]["field"], "links[2].slug");
    assert_eq!(world.get("/api/v1/links?count=true").await["total"], 0);
    assert_eq!(world.get("/api/v1/entry-identifiers?count=true").await["total"], 0);
    let body = json!({ "links": [link("a", "aa"), link("b", "bb"), link("c", "cc")] });
    let made = world.post("/api/v1/links/bulk", body).await;
    let names: Vec<&str> = made["items"].as_array().unwrap().iter().map(|one| one["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["a", "b", "c"]);
}

#[tokio::test]
async fn the_list_is_newest_first_page_by_page_and_hides_archived_ones() {
    let world = World::start().await;
    let channel = new_channel(&world.app, world.company_id, "5511999990001").await;
    let mut ids = Vec::new();
    for name in ["1", "2", "3", "4", "5"] {
        ids.push(new_link(&world, channel, json!({ "name": name })).await["id"].as_str().unwrap().to_owned());
    }
    let (status, _) = world.ask(&world.admin, Method::DELETE, &format!("/api/v1/links/{}", ids[2]), None).await;
    assert_eq!(status, StatusCode::NO_CONTENT);
    let names = |page: &Value| -> String {
        page["items"].as_array().unwrap().iter().map(|link| link["name"].as_str().unwrap().to_owned()).collect()
    };
    let first = world.get("/api/v1/links?limit=3&count=true").await;
    assert_eq!((names(&first).as_str(), &first["total"]), ("542", &json!(4)));
    let cursor = first["next_cursor"].as_str().unwrap();
    let second = world.get(&format!("/api/v1/links?limit=3&cursor={cursor}")).await;
    assert_eq!((names(&second).as_str(), &second["next_cursor"]), ("1", &Value::Null));
    assert_eq!(names(&world.get("/api/v1/links?archived=true").await), "54321");
    let archived = world.get(&format!("/api/v1/links/{}", ids[2])).await;
    assert_eq!(archived["archived_at"], "2026-11-22T15:00:00.000Z");
    let back = world.patch(&format!("/api/v1/links/{}", ids[2]), json!({ "archived": false })).await;
    assert_eq!(back["archived_at"], Value::Null);
}

#[tokio::test]
async fn a_new_name_renames_the_identifier_until_a_person_has_named_it() {
    let world = World::start().await;
    let channel = new_channel(&world.app, world.company_id, "5511999990001").await;
    let link = new_link(&world, channel, json!({ "utm": { "utm_campaign": "A" } })).await;
    let link_path = format!("/api/v1/links/{}", link["id"].as_str().unwrap());
    let identifier_path = format!("/api/v1/entry-identifiers/{}", link["identifier_id"].as_str().unwrap());
    let change = json!({ "name": "Perfil", "site": "TikTok", "utm": { "utm_campaign": "B" }, "message": "Oi\nali" });
    let changed = world.patch(&link_path, change).await;
    assert_eq!((changed["slug"].clone(), changed["message"].as_str()), (link["slug"].clone(), Some("Oi\nali")));
    let identifier = world.get(&identifier_path).await;
    assert_eq!(
        (&identifier["label"], &identifier["site"], &identifier["campaign"]),
        (&json!("Perfil"), &json!("TikTok"), &json!("B"))
    );
    world.patch(&identifier_path, json!({ "label": "Da gerente", "site": "Rede", "campaign": "Minha" })).await;
    world.patch(&link_path, json!({ "name": "Outro", "site": "X", "utm": {} })).await;
    let kept = world.get(&identifier_path).await;
    assert_eq!(
        (&kept["label"], &kept["site"], &kept["campaign"]),
        (&json!("Da gerente"), &json!("Rede"), &json!("Minha"))
    );
    let wrong =
        world.ask(&world.admin, Method::PATCH, &link_path, Some(json!({ "name": "", "message": "\u{1b}" }))).await;
    assert_eq!(fields(&wrong.1), ["name", "message"]);
}

#[tokio::test]
async fn a_hashtag_link_keeps_its_term() {
    let world = World::start().await;
    let channel = new_channel(&world.app, world.company_id, "5511999990001").await;
    let link = new_link(&world, channel, json!({ "kind": "hashtag", "message": "#promo oi", "name": "Cartaz" })).await;
    let path = format!("/api/v1/links/{}", link["id"].as_str().unwrap());
    let (status, problem) =
        world.ask(&world.admin, Method::PATCH, &path, Some(json!({ "message": "#outra oi" }))).await;
    assert_eq!((status, fields(&problem)), (StatusCode::UNPROCESSABLE_ENTITY, vec!["message"]));
    world.patch(&path, json!({ "message": "#Promo quero saber", "name": "Panfleto" })).await;
    let identifier = world.get(&format!("/api/v1/entry-identifiers/{}", link["identifier_id"].as_str().unwrap())).await;
    assert_eq!(identifier["label"], "#promo");
}

#[tokio::test]
async fn variables_of_a_changed_text_are_filled_in_from_what_the_link_is_called_then() {
    let world = World::start().await;
    let channel = new_channel(&world.app, world.company_id, "5511999990001").await;
    let link = new_link(&world, channel, json!({ "name": "Bio", "site": "Instagram" })).await;
    let path = format!("/api/v1/links/{}", link["id"].as_str().unwrap());
    let text = "Vim do {site} ({campanha}) por {link}";
    let changed = world.patch(&path, json!({ "message": text, "site": "TikTok", "utm": { "utm_campaign": "Natal" } }));
    assert_eq!(changed.await["message"], "Vim do TikTok (Natal) por Bio");
    let renamed = world.patch(&path, json!({ "name": "Perfil", "message": text, "utm": {} })).await;
    assert_eq!(renamed["message"], "Vim do TikTok () por Perfil");
    // What is too long is what a customer would send.
    let long = json!({ "message": format!("{{site}}{}", "x".repeat(995)) });
    let (status, problem) = world.ask(&world.admin, Method::PATCH, &path, Some(long)).await;
    assert_eq!((status, fields(&problem)), (StatusCode::UNPROCESSABLE_ENTITY, vec!["message"]));
}

#[tokio::test]
async fn agents_read_links_and_only_the_others_write_them() {
    let world = World::start().await;
    let channel = new_channel(&world.app, world.company_id, "5511999990001").await;
    let link = new_link(&world, channel, json!({})).await;
    let path = format!("/api/v1/links/{}", link["id"].as_str().unwrap());
    let agent = new_token(&world.app, world.company_id, Role::Agent, Some(world.department_id)).await;
    for readable in ["/api/v1/links", path.as_str(), "/api/v1/clicks", "/api/v1/entry-identifiers"] {
        assert_eq!(world.ask(&agent, Method::GET, readable, None).await.0, StatusCode::OK, "{readable}");
    }
    let body = json!({ "name": "N", "channel_id": channel.to_string(), "site": "S" });
    let identifier = format!("/api/v1/entry-identifiers/{}", link["identifier_id"].as_str().unwrap());
    for (method, path, body) in [
        (Method::POST, "/api/v1/links", body.clone()),
        (Method::POST, "/api/v1/links/bulk", json!({ "links": [body] })),
        (Method::PATCH, path.as_str(), json!({ "name": "x" })),
        (Method::DELETE, path.as_str(), json!({})),
        (Method::PATCH, identifier.as_str(), json!({ "label": "x" })),
    ] {
        assert_eq!(
            world.ask(&agent, method.clone(), path, Some(body)).await.0,
            StatusCode::FORBIDDEN,
            "{method} {path}"
        );
    }
    let nobody = world.ask("wrong", Method::GET, "/api/v1/links", None).await;
    assert_eq!(nobody.0, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn another_companys_links_clicks_and_identifiers_do_not_exist() {
    let world = World::start().await;
    let channel = new_channel(&world.app, world.company_id, "5511999990001").await;
    let link = new_link(&world, channel, json!({ "slug": "meu" })).await;
    world.http.get(format!("{}/l/meu", world.url)).header("user-agent", "Mozilla/5.0 (X11)").send().await.unwrap();
    let (company, _) = new_company(&world.app, "Outra").await;
    let stranger = new_token(&world.app, company, Role::Admin, None).await;
    let link_path = format!("/api/v1/links/{}", link["id"].as_str().unwrap());
    let identifier_path = format!("/api/v1/entry-identifiers/{}", link["identifier_id"].as_str().unwrap());
    for (method, path, body) in [
        (Method::GET, &link_path, None),
        (Method::PATCH, &link_path, Some(json!({ "name": "x" }))),
        (Method::DELETE, &link_path, None),
        (Method::GET, &identifier_path, None),
        (Method::PATCH, &identifier_path, Some(json!({ "label": "x" }))),
    ] {
        assert_eq!(world.ask(&stranger, method, path, body).await.0, StatusCode::NOT_FOUND, "{path}");
    }
    let link_id = link["id"].as_str().unwrap();
    for list in ["links".to_owned(), "entry-identifiers".to_owned(), format!("clicks?link_id={link_id}")] {
        let (_, page) = world.ask(&stranger, Method::GET, &format!("/api/v1/{list}"), None).await;
        assert_eq!(page["items"], json!([]), "{list}");
    }
    assert_eq!(world.get("/api/v1/clicks?count=true").await["total"], 1);
    assert_eq!(world.get(&link_path).await["archived_at"], Value::Null);
}

#[tokio::test]
async fn a_channels_new_number_moves_the_target_and_neither_address_nor_code() {
    let world = World::start().await;
    let channel = new_channel(&world.app, world.company_id, "5511999990001").await;
    let before = new_link(&world, channel, json!({})).await;
    let company_id = world.company_id;
    run(&world.app, &SET_PHONE, move || params![company_id, channel, "5521988887777"]).await;
    let after = world.get(&format!("/api/v1/links/{}", before["id"].as_str().unwrap())).await;
    assert_eq!(after["short_url"], before["short_url"]);
    let moved = before["whatsapp_url"].as_str().unwrap().replace("5511999990001", "5521988887777");
    assert_eq!(after["whatsapp_url"], moved);
}

#[tokio::test]
async fn a_code_that_is_taken_gives_way_to_the_next_one() {
    use nascente_domain::code::{Code, CodeKind};
    let world = World::start().await;
    let channel = new_channel(&world.app, world.company_id, "5511999990001").await;
    let link = new_link(&world, channel, json!({})).await;
    let (company_id, link_id) = (world.company_id, link["id"].as_str().unwrap().parse().unwrap());
    let (id, now) = (world.app.id(), world.now());
    let second = world
        .app
        .db
        .write(Lane::Work, move |tx| {
            let first = nascente_store::link::find(tx, company_id, link_id)?.unwrap();
            let new = nascente_store::link::NewLink {
                link_id: id,
                identifier_id: first.identifier_id,
                slug: "outro".into(),
                name: first.name.clone(),
                channel_id: first.channel_id,
                kind: first.kind,
                site: first.site.clone(),
                message: first.message.clone(),
                utm: first.utm.clone(),
                tags: Vec::new(),
                owns_number: false,
                department_id: None,
                expires_at: None,
                created_at: now,
                made_by: first.made_by,
            };
            let free = Code::make(CodeKind::Link, 99);
            nascente_store::link::insert(tx, company_id, &new, &[first.code, free.clone()])?;
            let kept = nascente_store::link::find(tx, company_id, id)?.unwrap();
            Ok::<_, StoreError>((kept.code, free))
        })
        .await
        .unwrap();
    assert_eq!(second.0, second.1);
}
