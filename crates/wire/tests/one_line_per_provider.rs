//! What ARCHITECTURE.md says about adding a provider, held against the sources: one folder, one line of a list.
//!
//! A provider is a folder of `wire/src` with a dialect. Everything else asks by `Provider`; by the name of a folder
//! speak only the list, folders of providers among themselves (one may build on another's form), and those who play a
//! provider's part: the simulator of the demo, and tests.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use nascente_wire::Provider;
use nascente_wire::provider::is_spoken;

const WIRE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/src");
const WORKSPACE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");
/// Where Rust is written that ships.
const SHIPPED: &[&str] = &["crates/domain/src", "crates/store/src", "crates/server/src", "crates/wire/src"];
/// Who plays a provider's part.
const PLAYS: &str = "crates/server/src/demo";

fn source(path: impl AsRef<Path>) -> String {
    std::fs::read_to_string(path).expect("a source")
}

/// The names of the folders that have a dialect.
fn folders() -> BTreeSet<String> {
    let entries = std::fs::read_dir(WIRE).expect("the sources").map(|entry| entry.expect("an entry").path());
    let folders = entries.filter(|path| path.is_dir());
    let has_dialect = |path: &PathBuf| source(path.join("mod.rs")).contains("const DIALECT: Dialect");
    folders.filter(has_dialect).map(|path| path.file_name().expect("a name").to_string_lossy().into_owned()).collect()
}

fn rust_files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            rust_files(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            found.push(path);
        }
    }
}

/// Whether a text has a path with a module of this name: `name::` or `::name`.
fn has_module(text: &str, name: &str) -> bool {
    let is_word = |character: char| character.is_alphanumeric() || character == '_';
    text.match_indices(name).any(|(at, _)| {
        let (before, after) = (&text[..at], &text[at + name.len()..]);
        let is_whole = !before.ends_with(is_word) && !after.starts_with(is_word);
        is_whole && (before.ends_with("::") || after.starts_with("::"))
    })
}

#[test]
fn every_provider_that_is_spoken_is_a_folder_of_its_name() {
    let spoken = Provider::ALL.iter().filter(|provider| is_spoken(**provider)).map(ToString::to_string);
    assert_eq!(folders(), spoken.collect::<BTreeSet<String>>());
}

#[test]
fn every_provider_is_one_line_of_the_list() {
    let list = source(format!("{WIRE}/provider.rs"));
    let list = list.split("#[cfg(test)]").next().unwrap_or_default();
    let declared = source(format!("{WIRE}/lib.rs"));
    for folder in folders() {
        let lines = list.lines().filter(|line| has_module(line, &folder)).count();
        let declarations = declared.lines().filter(|line| line.trim_end().ends_with(&format!("mod {folder};"))).count();
        assert_eq!((lines, declarations), (1, 1), "{folder}");
    }
}

#[test]
fn nobody_else_speaks_by_the_name_of_a_providers_folder() {
    let folders = folders();
    let may_speak: Vec<PathBuf> = folders.iter().map(|folder| Path::new(WIRE).join(folder)).collect();
    let mut files = Vec::new();
    for folder in SHIPPED {
        rust_files(&Path::new(WORKSPACE).join(folder), &mut files);
    }
    let list = Path::new(WIRE).join("provider.rs").canonicalize().expect("the list");
    let plays = Path::new(WORKSPACE).join(PLAYS);
    let silent = files.iter().filter(|file| {
        let is_list = file.canonicalize().is_ok_and(|file| file == list);
        let is_provider = may_speak.iter().any(|folder| file.canonicalize().is_ok_and(|file| file.starts_with(folder)));
        !is_list && !is_provider && !file.starts_with(&plays)
    });
    let mut found = Vec::new();
    for file in silent {
        let text = source(file);
        found.extend(
            folders.iter().filter(|folder| has_module(&text, folder)).map(|folder| (file.clone(), folder.clone())),
        );
    }
    assert_eq!(found, Vec::<(PathBuf, String)>::new());
}

#[test]
fn a_module_is_told_from_a_word() {
    assert!(has_module("use nascente_wire::twilio;", "twilio"));
    assert!(has_module("crate::zapi::DIALECT", "zapi"));
    assert!(!has_module("base \"twilio\" of twilio, my_twilio::x and twilio_::y", "twilio"));
}
