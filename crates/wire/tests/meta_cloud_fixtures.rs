//! Every payload of `fixtures/meta_cloud` against the events that are agreed on.
//!
//! Adding a payload adds a case: the run fails until its snapshot is reviewed and kept.

mod fixtures;

use nascente_wire::{Provider, decode};

#[test]
fn every_payload_gives_the_events_that_are_agreed_on() {
    let mut settings = insta::Settings::clone_current();
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    for (name, body) in fixtures::meta_cloud() {
        settings.bind(|| insta::assert_debug_snapshot!(name, decode(Provider::MetaCloud, &body).events));
    }
}

#[test]
fn every_snapshot_belongs_to_a_payload() {
    let names: Vec<String> = fixtures::meta_cloud().into_iter().map(|(name, _)| name).collect();
    let kept = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/snapshots")).unwrap();
    let kept = kept.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let orphans: Vec<String> = kept
        .filter_map(|file| file.strip_suffix(".snap").map(str::to_owned))
        .filter(|name| !names.contains(name))
        .collect();
    assert_eq!(orphans, Vec::<String>::new());
}
