//! Names of campaigns, ad sets and ads: by file, by the Marketing API, by hand for many at once.

use nascente_server::demo::simulator::fakes::marketing::{AdAccount, AdToken};
use nascente_wire::marketing::AdNames;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::meta::{messages, text, with_ad};
use crate::world::{World, new_company, new_token};

/// A conversation by each of the ads 120001 and 120002; gives the two identifiers.
async fn two_ads(world: &World) -> [String; 2] {
    let line = world.connect().await;
    for (phone, ad) in [("5511910000001", "120001"), ("5511910000002", "120002")] {
        let message = with_ad(text(phone, &format!("wamid.{ad}"), 0, "oi"), ad, &format!("clid-{ad}"));
        world.deliver(&line, &messages(phone, &[message])).await;
    }
    let known = world.get("/api/v1/entry-identifiers?kind=ad").await["items"].as_array().unwrap().clone();
    ["120001", "120002"]
        .map(|key| known.iter().find(|one| one["key"] == key).unwrap()["id"].as_str().unwrap().to_owned())
}

/// The answer to a file of names.
async fn names(world: &World, preview: bool, file: impl Into<Vec<u8>>) -> Value {
    let address = format!("{}/api/v1/entry-identifiers/import?preview={preview}", world.url);
    let request = world.http.post(address).bearer_auth(&world.admin).header("content-type", "text/csv");
    request.body(file.into()).send().await.unwrap().json().await.unwrap()
}

#[tokio::test]
async fn a_file_of_the_ads_manager_is_previewed_and_then_names_the_ads_that_are_known() {
    let world = World::start().await;
    two_ads(&world).await;
    let known = world.get("/api/v1/entry-identifiers?kind=ad").await["items"].as_array().unwrap().clone();
    let one = known.iter().find(|one| one["key"] == "120001").unwrap()["id"].as_str().unwrap().to_owned();
    let other = known.iter().find(|one| one["key"] == "120002").unwrap()["id"].as_str().unwrap().to_owned();
    world.patch(&format!("/api/v1/entry-identifiers/{other}"), json!({ "label": "O meu nome" })).await;
    let file = "\u{feff}Nome da campanha;Nome do conjunto de an\u{fa}ncios;Nome do an\u{fa}ncio;Identifica\u{e7}\u{e3}o do an\u{fa}ncio\r\n\
        Natal;Mulheres;V\u{ed}deo azul;120001\r\nNatal;Homens;Foto;120002\r\nNatal;Homens;Foto;999\r\nNatal;H;F;1,2E+17\r\n";
    let preview = names(&world, true, file).await;
    let states: Vec<&str> =
        preview["rows"].as_array().unwrap().iter().map(|row| row["state"].as_str().unwrap()).collect();
    assert_eq!((states, &preview["changed"]), (vec!["changed", "changed", "unseen"], &json!(2)), "{preview}");
    assert_eq!((&preview["errors"][0]["line"], &preview["errors"][0]["code"]), (&json!(5), &json!("ad_id_rounded")));
    assert_eq!(world.get(&format!("/api/v1/entry-identifiers/{one}")).await["campaign"], Value::Null);
    assert_eq!(names(&world, false, file).await["changed"], 2);
    let named = world.get(&format!("/api/v1/entry-identifiers/{one}")).await;
    let told = ["label", "campaign", "ad_set", "ad"].map(|field| named[field].as_str().unwrap().to_owned());
    assert_eq!(told, ["V\u{ed}deo azul", "Natal", "Mulheres", "V\u{ed}deo azul"]);
    assert_eq!(world.get(&format!("/api/v1/entry-identifiers/{other}")).await["label"], "O meu nome");
    assert_eq!(names(&world, false, file).await["changed"], 0);
    let wrong = names(&world, true, "campanha,valor\nNatal,5\n").await;
    assert_eq!(wrong["errors"][0]["code"], "column_missing");
}

/// A fake of the Marketing API that knows one ad; gives its address.
async fn marketing_fake() -> String {
    let named = |text: &str| Some(text.to_owned());
    let token = |text: &str, reads_ads, expires_at| (text.to_owned(), AdToken { reads_ads, expires_at });
    let names = AdNames { ad: named("V\u{ed}deo"), ad_set: named("Homens"), campaign: named("Natal") };
    let tokens = [token("lendo-anuncios", true, 1_800_000_000), token("sem-permissao", false, 0)].into();
    let routes = AdAccount { tokens, ads: [("120001".to_owned(), names)].into() }.routes();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    #[expect(clippy::disallowed_methods, reason = "the fake ends with its test")]
    let _running = tokio::spawn(async move { axum::serve(listener, routes).await.unwrap() });
    url
}

#[tokio::test]
async fn names_of_ads_come_by_the_marketing_api_where_a_token_is_set() {
    let world = World::start().await;
    two_ads(&world).await;
    let fetch = "/api/v1/entry-identifiers/fetch-names";
    let (status, problem) = world.ask(&world.admin, Method::POST, fetch, None).await;
    assert_eq!((status, &problem["code"]), (StatusCode::CONFLICT, &json!("no_token")));
    let set = |token: &'static str, base_url: String| {
        let body = json!({ "access_token": token, "base_url": base_url });
        world.ask(&world.admin, Method::PUT, "/api/v1/company/marketing-api", Some(body))
    };
    let fake = marketing_fake().await;
    assert_eq!(set("errado", fake.clone()).await.0, StatusCode::OK);
    assert_eq!(world.post(fetch, json!({})).await["error"], "token_refused");
    let (_, kept) = set("lendo-anuncios", fake).await;
    assert!(kept["has_token"] == true && !kept.to_string().contains("lendo-anuncios"), "{kept}");
    let fetched = world.post(fetch, json!({})).await;
    let told = json!({ "asked": 2, "named": 1, "unknown": ["120002"], "error": null, "next_cursor": null });
    assert_eq!(fetched, told);
    let named = world.get("/api/v1/entry-identifiers?kind=ad&q=V%C3%ADdeo").await["items"][0].clone();
    assert_eq!((&named["campaign"], &named["ad_set"]), (&json!("Natal"), &json!("Homens")), "{named}");
    let (status, _) = world.ask(&world.admin, Method::DELETE, "/api/v1/company/marketing-api", None).await;
    assert_eq!(status, StatusCode::NO_CONTENT);
    assert_eq!(world.get("/api/v1/company/marketing-api").await["has_token"], false);
}

#[tokio::test]
async fn a_file_is_read_as_spreadsheets_and_meta_write_it_and_tells_what_stood_before() {
    let world = World::start().await;
    let [one, _] = two_ads(&world).await;
    world.patch(&format!("/api/v1/entry-identifiers/{one}"), json!({ "campaign": "Antiga" })).await;
    let table = "Campaign name\tAd ID\tAd name\tCost\n\
        Natal\t120001\tV\u{ed}deo\t5\n\
        \n\
        Natal\ta:120002\tFoto\t5\n\
        Natal\t1.20001E+17\tFoto\t5\n\
        Natal\t\tFoto\t5\n\
        Natal\tad-7\tFoto\t5\n\
        \t\t\t20\n";
    let utf16: Vec<u8> = [0xff, 0xfe].into_iter().chain(table.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    let seen = names(&world, true, utf16).await;
    assert_eq!((&seen["changed"], &seen["unchanged"], &seen["unseen"]), (&json!(2), &json!(0), &json!(0)), "{seen}");
    let before = json!({ "label": "Fale conosco", "ad": null, "ad_set": null, "campaign": "Antiga" });
    assert_eq!((&seen["rows"][0]["before"], &seen["rows"][0]["campaign"]), (&before, &json!("Natal")));
    let errors: Vec<(u64, &str)> = seen["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|error| (error["line"].as_u64().unwrap(), error["code"].as_str().unwrap()))
        .collect();
    assert_eq!(errors, [(5, "ad_id_rounded"), (6, "ad_id_missing"), (7, "ad_id")]);
    // As Excel writes it, with its own first line and text kept from being taken for a number.
    let excel =
        "sep=;\r\nNome da campanha;Identifica\u{e7}\u{e3}o do an\u{fa}ncio\r\nNatal;\"=\"\"120001\"\"\"\r\nX;7\r\n";
    let seen = names(&world, false, excel).await;
    assert_eq!(
        (&seen["changed"], &seen["unseen"], &seen["rows"][1]["line"]),
        (&json!(1), &json!(1), &json!(4)),
        "{seen}"
    );
    let changes = world.get(&format!("/api/v1/entry-identifiers/{one}/changes")).await["items"].clone();
    let told = json!([{ "field": "campaign", "from": "Antiga", "to": "Natal" }]);
    assert_eq!((&changes[0]["way"], &changes[0]["names"]), (&json!("file"), &told), "{changes}");
    let latin = names(&world, true, b"Ad ID;Ad name\n120001;V\xeddeo".to_vec()).await;
    assert_eq!(latin["errors"][0]["code"], "encoding", "{latin}");
}

#[tokio::test]
async fn a_token_is_tried_before_it_is_needed_and_never_shown() {
    let world = World::start().await;
    let fake = marketing_fake().await;
    let path = "/api/v1/company/marketing-api";
    let test = || world.ask(&world.admin, Method::POST, "/api/v1/company/marketing-api/test", None);
    assert_eq!(test().await.0, StatusCode::CONFLICT);
    let set = |token: &'static str, base_url: String| {
        world.ask(&world.admin, Method::PUT, path, Some(json!({ "access_token": token, "base_url": base_url })))
    };
    for (token, error, ends) in [
        ("errado", json!("token_refused"), Value::Null),
        ("sem-permissao", json!("no_permission"), Value::Null),
        ("lendo-anuncios", Value::Null, json!("2027-01-15T08:00:00.000Z")),
    ] {
        let (_, kept) = set(token, fake.clone()).await;
        assert_eq!((&kept["tested_at"], &kept["last_error"]), (&Value::Null, &Value::Null));
        let (status, tried) = test().await;
        assert_eq!((status, &tried["last_error"], &tried["expires_at"]), (StatusCode::OK, &error, &ends), "{token}");
        assert!(tried["tested_at"].is_string() && !tried.to_string().contains(token), "{tried}");
    }
    set("lendo-anuncios", "http://127.0.0.1:9".to_owned()).await;
    assert_eq!(test().await.1["last_error"], "unreachable");
}

#[tokio::test]
async fn names_are_asked_for_part_by_part_and_those_that_lack_one_are_counted() {
    let world = World::start().await;
    let ids = two_ads(&world).await;
    let token = json!({ "access_token": "lendo-anuncios", "base_url": marketing_fake().await });
    let (_, kept) = world.ask(&world.admin, Method::PUT, "/api/v1/company/marketing-api", Some(token)).await;
    assert_eq!(kept["unnamed"], 2);
    // Behind the newest one there is one more.
    let newest = ids.iter().max().unwrap();
    let fetched = world.post(&format!("/api/v1/entry-identifiers/fetch-names?cursor={newest}"), json!({})).await;
    assert_eq!(fetched["asked"], 1, "{fetched}");
    let wrong = "/api/v1/entry-identifiers/fetch-names?cursor=x";
    assert_eq!(world.ask(&world.admin, Method::POST, wrong, None).await.0, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn one_campaign_is_given_to_many_or_to_none_and_every_change_is_told() {
    let world = World::start().await;
    let [one, other] = two_ads(&world).await;
    let missing = || async { world.get("/api/v1/entry-identifiers?campaign=none&count=true").await["total"].clone() };
    assert_eq!(missing().await, 2);
    let name = |ids: Value| {
        let body = json!({ "ids": ids, "campaign": "P\u{e1}scoa", "site": "Meta" });
        world.ask(&world.admin, Method::POST, "/api/v1/entry-identifiers/name-many", Some(body))
    };
    let (elsewhere, _) = new_company(&world.app, "Outra").await;
    let stranger = new_token(&world.app, elsewhere, nascente_domain::role::Role::Admin, None).await;
    let nobody = nascente_domain::id::IdentifierId::from(7).to_string();
    assert_eq!(name(json!([one, nobody])).await.0, StatusCode::NOT_FOUND);
    assert_eq!(missing().await, 2, "all or none");
    for wrong in [json!([]), json!(["x"])] {
        assert_eq!(name(wrong).await.0, StatusCode::UNPROCESSABLE_ENTITY);
    }
    assert_eq!(name(json!([one, other, one])).await, (StatusCode::OK, json!({ "changed": 2 })));
    assert_eq!(name(json!([one])).await.1, json!({ "changed": 0 }));
    assert_eq!(missing().await, 0);
    let found = world.get("/api/v1/entry-identifiers?campaign=P%C3%A1scoa&q=pascoa&count=true").await;
    assert_eq!(found["total"], 2);
    let known = world.get("/api/v1/entry-identifiers/names").await;
    assert_eq!(known, json!({ "campaigns": ["P\u{e1}scoa"], "ad_sets": [], "ads": [], "sites": ["Meta"] }));
    world.patch(&format!("/api/v1/entry-identifiers/{one}"), json!({ "campaign": "" })).await;
    let path = format!("/api/v1/entry-identifiers/{one}/changes?limit=1");
    let latest = world.get(&path).await;
    let told = json!([{ "field": "campaign", "from": "P\u{e1}scoa", "to": null }]);
    assert_eq!((&latest["items"][0]["names"], &latest["items"][0]["actor_name"]), (&told, &json!("story admin")));
    let next = world.get(&format!("{path}&cursor={}", latest["next_cursor"].as_str().unwrap())).await;
    assert_eq!((next["items"][0]["names"].as_array().unwrap().len(), &next["next_cursor"]), (2, &Value::Null));
    let (status, _) = world.ask(&stranger, Method::GET, &path, None).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
}
