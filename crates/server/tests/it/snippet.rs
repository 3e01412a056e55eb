//! The script for a company's sites: small, without cookies, and it knows the company's numbers alone.

use reqwest::StatusCode;
use serde_json::json;

use crate::links::{new_channel, new_link};
use crate::world::{World, new_company};

#[tokio::test]
async fn the_script_is_small_and_leads_each_number_to_its_link_and_keeps_no_cookie() {
    let world = World::start().await;
    let first = new_channel(&world.app, world.company_id, "5511999990001").await;
    let second = new_channel(&world.app, world.company_id, "5511999990002").await;
    new_link(&world, first, json!({ "slug": "do-site", "tags": ["site"] })).await;
    new_link(&world, first, json!({ "slug": "mais-novo" })).await;
    new_link(&world, second, json!({ "slug": "outro-numero" })).await;
    new_link(&world, second, json!({ "slug": "acabou", "expires_at": "2026-11-22T14:59:59Z" })).await;
    let url = format!("{}/snippet/{}.js", world.url, world.company_id);
    let answer = world.http.get(&url).send().await.unwrap();
    assert_eq!(answer.headers()["content-type"], "text/javascript; charset=utf-8");
    assert_eq!(answer.headers()["cross-origin-resource-policy"], "cross-origin");
    assert!(!answer.headers().contains_key("set-cookie"));
    let tag = answer.headers()["etag"].to_str().unwrap().to_owned();
    let script = answer.text().await.unwrap();
    assert!(script.contains(r#"slugs = {"5511999990001":"do-site","5511999990002":"outro-numero"}"#), "{script}");
    assert!(script.contains(&format!("origin = \"{}\"", world.url)));
    for forbidden in ["document.cookie", "eval(", "new Function", "innerHTML", "__", "localStorage"] {
        assert!(!script.contains(forbidden), "{forbidden}");
    }
    // Deflate is what gzip packs with; eighteen bytes stand around it.
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    std::io::Write::write_all(&mut packed, script.as_bytes()).unwrap();
    let packed = packed.finish().unwrap().len();
    assert!(packed < 3_000, "{packed} bytes");
    let again = world.http.get(&url).header("if-none-match", tag).send().await.unwrap();
    assert_eq!(again.status(), StatusCode::NOT_MODIFIED);
}

#[tokio::test]
async fn an_unknown_company_has_no_script_and_another_one_has_its_own() {
    let world = World::start().await;
    let channel = new_channel(&world.app, world.company_id, "5511999990001").await;
    new_link(&world, channel, json!({ "slug": "do-site" })).await;
    let (other, _) = new_company(&world.app, "Outra").await;
    for (file, expected) in [
        (format!("{other}.js"), StatusCode::OK),
        (other.to_string(), StatusCode::NOT_FOUND),
        ("co_0000000000000.js".to_owned(), StatusCode::NOT_FOUND),
        ("..%2Fx.js".to_owned(), StatusCode::NOT_FOUND),
    ] {
        let answer = world.http.get(format!("{}/snippet/{file}", world.url)).send().await.unwrap();
        assert_eq!(answer.status(), expected, "{file}");
        assert!(!answer.text().await.unwrap().contains("5511999990001"));
    }
}
