//! The description of the API that the screens are generated from is the one that the server gives.

const KEPT: &str = include_str!("../../../../web/openapi.json");

#[test]
fn the_kept_description_is_what_the_server_says() {
    let kept: serde_json::Value = serde_json::from_str(KEPT).unwrap();
    let said = serde_json::to_value(nascente_server::http::openapi::document()).unwrap();
    assert!(kept == said, "web/openapi.json is out of date: run `cargo xtask openapi`");
}

#[test]
fn every_operation_says_what_it_answers_and_every_body_says_what_it_is() {
    let said = serde_json::to_value(nascente_server::http::openapi::document()).unwrap();
    for (path, methods) in said["paths"].as_object().unwrap() {
        for (method, operation) in methods.as_object().unwrap() {
            assert!(operation["summary"].is_string(), "{method} {path} has no summary");
            assert!(!operation["responses"].as_object().unwrap().is_empty(), "{method} {path} has no answers");
        }
    }
}

#[test]
fn every_operation_has_a_name_of_its_own() {
    let said = serde_json::to_value(nascente_server::http::openapi::document()).unwrap();
    let paths = said["paths"].as_object().unwrap().values();
    let names: Vec<&str> = paths
        .flat_map(|methods| methods.as_object().unwrap().values())
        .map(|operation| operation["operationId"].as_str().unwrap())
        .collect();
    let distinct: std::collections::BTreeSet<&str> = names.iter().copied().collect();
    assert_eq!(names.len(), distinct.len());
}
