//! Every payload of `fixtures/` against the events that are agreed on.
//!
//! Adding a payload adds a case: the run fails until its snapshot is reviewed and kept. A provider that is spoken
//! without payloads fails too.

mod fixtures;

use std::collections::BTreeSet;

use nascente_wire::Provider;
use nascente_wire::provider::{decode, is_spoken};

#[test]
fn every_payload_gives_the_events_that_are_agreed_on() {
    let mut settings = insta::Settings::clone_current();
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    for payload in fixtures::all() {
        settings.set_snapshot_path(format!("snapshots/{}", payload.provider));
        let events = decode(payload.provider, &payload.body).events;
        settings.bind(|| insta::assert_debug_snapshot!(payload.name, events));
    }
}

#[test]
fn every_snapshot_belongs_to_a_payload() {
    let wanted: BTreeSet<(String, String)> =
        fixtures::all().into_iter().map(|payload| (payload.provider.to_string(), payload.name)).collect();
    let mut orphans = Vec::new();
    for folder in std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/snapshots")).unwrap() {
        let folder = folder.unwrap();
        let provider = folder.file_name().into_string().unwrap();
        for file in std::fs::read_dir(folder.path()).unwrap() {
            let file = file.unwrap().file_name().into_string().unwrap();
            let name = file.strip_suffix(".snap").map(str::to_owned).unwrap_or(file);
            if !wanted.contains(&(provider.clone(), name.clone())) {
                orphans.push(format!("{provider}/{name}"));
            }
        }
    }
    assert_eq!(orphans, Vec::<String>::new());
}

#[test]
fn every_provider_that_is_spoken_has_payloads() {
    for provider in Provider::ALL.iter().copied().filter(|provider| is_spoken(*provider)) {
        let count = fixtures::of(provider).len();
        assert!(count >= 8, "{provider} has {count} payloads");
    }
}
