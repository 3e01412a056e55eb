//! The program itself, as a process: set up, asked, told to stop.

use std::io::{BufRead, BufReader, Write};
use std::process::{Command, Output, Stdio};

use reqwest::StatusCode;
use serde_json::Value;
use tempfile::TempDir;

use crate::database::place_for_test;
use nascente_store::db::Place;

/// A folder with a store of its own.
struct Installation {
    folder: TempDir,
    store: Vec<String>,
}

impl Installation {
    fn new() -> Self {
        let folder = TempDir::new().unwrap();
        let data = folder.path().join("data").display().to_string();
        let mut store = vec!["--data".to_owned(), data];
        if let Place::Url(url) = place_for_test(folder.path().join("unused")) {
            store.extend(["--database-url".to_owned(), url]);
        }
        Self { folder, store }
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_nascente"));
        command.args(arguments).args(&self.store).current_dir(self.folder.path()).env("NASCENTE_LOG", "warn");
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    fn run(&self, arguments: &[&str], stdin: &str) -> Output {
        let mut child = self.command(arguments).spawn().unwrap();
        child.stdin.take().unwrap().write_all(stdin.as_bytes()).unwrap();
        child.wait_with_output().unwrap()
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

const SETUP: [&str; 5] = ["setup", "--company", "Loja", "--admin-email", "ana@loja.com"];

#[test]
fn an_installation_is_set_up_served_and_stopped() {
    let here = Installation::new();
    let done = here.run(&SETUP, "uma senha boa\n");
    assert!(done.status.success(), "{}", text(&done.stderr));
    let again = here.run(&SETUP, "uma senha boa\n");
    assert_eq!(again.status.code(), Some(1));
    assert_eq!(text(&again.stderr).lines().count(), 1, "{}", text(&again.stderr));

    let made = here.run(&["token", "create", "--name", "t", "--role", "admin"], "");
    let token = text(&made.stdout).trim().to_owned();
    assert!(token.starts_with("nsc_") && !token.contains(char::is_whitespace), "{token}");
    let lacking = here.run(&["token", "create", "--name", "t", "--role", "agent"], "");
    assert_eq!(lacking.status.code(), Some(1));
    assert!(text(&lacking.stderr).contains("department"), "{}", text(&lacking.stderr));

    let mut server = here.command(&["serve", "--listen", "127.0.0.1:0"]).spawn().unwrap();
    let mut first = String::new();
    BufReader::new(server.stdout.take().unwrap()).read_line(&mut first).unwrap();
    let url = first.trim().strip_prefix("listening on ").unwrap().to_owned();
    let me = ask(&url, &token);
    assert_eq!((&me["company"]["name"], &me["role"]), (&Value::from("Loja"), &Value::from("admin")));

    let reset = here.run(&["user", "reset-password", "--email", "ana@loja.com", "--public-url", &url], "");
    assert!(text(&reset.stdout).starts_with(&format!("{url}/senha/")), "{}", text(&reset.stderr));
    let doctor = here.run(&["doctor"], "");
    assert!(doctor.status.success(), "{}{}", text(&doctor.stdout), text(&doctor.stderr));

    let told = Command::new("kill").args(["-TERM", &server.id().to_string()]).status().unwrap();
    assert!(told.success());
    let ended = server.wait().unwrap();
    assert_eq!(ended.code(), Some(0));
    assert!(here.folder.path().join("data/secret.key").is_file());
}

/// Asks from a thread with a runtime of its own.
fn ask(url: &str, token: &str) -> Value {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    #[expect(clippy::disallowed_methods, reason = "a story is a client from outside")]
    let http = reqwest::Client::new();
    runtime.block_on(async {
        let ready = http.get(format!("{url}/readyz")).send().await.unwrap();
        assert_eq!(ready.status(), StatusCode::OK);
        http.get(format!("{url}/api/v1/me")).bearer_auth(token).send().await.unwrap().json().await.unwrap()
    })
}

#[test]
fn wrong_usage_and_wrong_settings_are_told_apart() {
    let here = Installation::new();
    for usage in [&["serve", "--nonsense"][..], &["dance"], &["token", "create", "--name", "t", "--role", "boss"]] {
        assert_eq!(here.run(usage, "").status.code(), Some(2), "{usage:?}");
    }
    let failed = here.run(&["serve", "--listen", "nowhere"], "");
    assert_eq!(failed.status.code(), Some(1));
    let said = text(&failed.stderr);
    assert!(said.contains("listen") && said.lines().count() == 1, "{said}");
    let nobody = here.run(&["user", "reset-password", "--email", "x@y.com"], "");
    assert_eq!((nobody.status.code(), text(&nobody.stdout)), (Some(1), String::new()));
    assert_eq!(here.run(&SETUP, "").status.code(), Some(1), "no password");
    assert_eq!(here.run(&["migrate"], "").status.code(), Some(0));
    assert_eq!(here.run(&["--version"], "").status.code(), Some(0));
}

#[test]
fn settings_come_from_the_environment_and_from_the_file() {
    let here = Installation::new();
    std::fs::write(here.folder.path().join("nascente.toml"), "public_url = \"https://leads.example.com/\"\n").unwrap();
    assert!(here.run(&SETUP, "uma senha boa").status.success());
    let asked = ["user", "reset-password", "--email", "ana@loja.com"];
    let by_file = text(&here.run(&asked, "").stdout);
    assert!(by_file.starts_with("https://leads.example.com/senha/"), "{by_file}");
    let mut command = here.command(&asked);
    let by_environment = command.env("NASCENTE_PUBLIC_URL", "https://outro.example.com").output().unwrap();
    assert!(text(&by_environment.stdout).starts_with("https://outro.example.com/senha/"));
    std::fs::write(here.folder.path().join("nascente.toml"), "publik_url = \"https://leads.example.com/\"\n").unwrap();
    let wrong = here.run(&asked, "");
    assert!(!wrong.status.success() && text(&wrong.stderr).contains("publik_url"), "{}", text(&wrong.stderr));
}

#[test]
fn the_description_of_the_api_is_printed_without_a_store() {
    let here = Installation::new();
    let printed = here.run(&["openapi"], "");
    let document: Value = serde_json::from_slice(&printed.stdout).unwrap();
    assert!(document["paths"]["/api/v1/departments/switch"]["post"].is_object());
    assert!(!here.folder.path().join("data").is_dir());
}
