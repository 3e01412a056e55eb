//! What a provider's channel may be told, and which of it is secret.
//!
//! In: settings by name as they were sent. Out: plain settings, secrets and the provider's id of the number. An empty
//! text takes a setting away. Refused: names that the provider does not have, values that cannot be right, a missing
//! setting without which nothing works.

use std::collections::BTreeMap;

use nascente_domain::closing::FieldError;
use nascente_wire::provider::{Provider, is_spoken, number_id_setting, settings};
use nascente_wire::settings::SettingShape;

use crate::auth::session::is_loopback;
use crate::failure::Failure;

/// Longest value of a setting.
const LONGEST: usize = 1_024;

/// The settings of a channel, apart by what may be shown.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Settings {
    /// May be shown.
    pub plain: BTreeMap<String, String>,
    /// Never shown again.
    pub secret: BTreeMap<String, String>,
}

/// The provider of a channel that is to be made.
pub fn provider(text: &str) -> Result<Provider, Failure> {
    let known = text.parse().ok().filter(|provider| *provider == Provider::LinkOnly || is_spoken(*provider));
    known.ok_or_else(|| {
        let names: Vec<&str> = Provider::ALL.iter().filter(|one| is_spoken(**one)).map(|one| one.as_str()).collect();
        let message = format!("use {}, or link_only for links without a connection", names.join(", "));
        Failure::Invalid(vec![FieldError { field: "provider".to_owned(), code: "unsupported_provider", message }])
    })
}

/// The settings after a change: `given` over what there is.
pub fn change(provider: Provider, mut now: Settings, given: &BTreeMap<String, String>) -> Result<Settings, Failure> {
    let rules = settings(provider);
    let mut errors = Vec::new();
    for (name, value) in given {
        let value = value.trim();
        let Some(rule) = rules.iter().find(|rule| rule.name == name) else {
            errors.push(wrong(name, "unknown_setting", "this provider has no such setting"));
            continue;
        };
        let part = if rule.is_secret { &mut now.secret } else { &mut now.plain };
        if value.is_empty() {
            part.remove(name);
        } else if let Some((code, message)) = fault(rule.shape, value) {
            errors.push(wrong(name, code, message));
        } else {
            part.insert(name.clone(), value.trim_end_matches('/').to_owned());
        }
    }
    for rule in rules.iter().filter(|rule| rule.is_required) {
        let is_there = now.plain.contains_key(rule.name) || now.secret.contains_key(rule.name);
        if !is_there && !errors.iter().any(|error| error.field.ends_with(rule.name)) {
            errors.push(wrong(rule.name, "required", "this provider does not work without it"));
        }
    }
    if errors.is_empty() { Ok(now) } else { Err(Failure::Invalid(errors)) }
}

/// The provider's own id of the number.
pub fn number_id(provider: Provider, settings: &Settings) -> Option<String> {
    settings.plain.get(number_id_setting(provider)?).cloned()
}

fn wrong(name: &str, code: &'static str, message: &str) -> FieldError {
    FieldError { field: format!("settings.{name}"), code, message: message.to_owned() }
}

fn fault(shape: SettingShape, value: &str) -> Option<(&'static str, &'static str)> {
    let is_id = || value.len() <= 64 && value.bytes().all(|byte| byte.is_ascii_graphic());
    if value.chars().count() > LONGEST || value.chars().any(char::is_control) {
        return Some(("invalid", "use one line of at most 1024 characters"));
    }
    match shape {
        SettingShape::Id if !is_id() => Some(("invalid", "copy the id as it is, up to 64 characters without spaces")),
        SettingShape::Address if !is_safe_url(value) => {
            Some(("unsafe_url", "use an https address (http only for this machine itself), without user and query"))
        }
        _ => None,
    }
}

/// Tokens may travel to https addresses, and over plain http only within this machine.
fn is_safe_url(text: &str) -> bool {
    url::Url::parse(text).is_ok_and(|url| {
        let is_bare = url.username().is_empty()
            && url.password().is_none()
            && url.query().is_none()
            && url.fragment().is_none()
            && url.has_host();
        is_bare && (url.scheme() == "https" || (url.scheme() == "http" && is_loopback(text)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    fn codes(given: &[(&str, &str)]) -> Vec<(String, &'static str)> {
        match change(Provider::MetaCloud, Settings::default(), &texts(given)) {
            Err(Failure::Invalid(errors)) => errors.into_iter().map(|error| (error.field, error.code)).collect(),
            _ => Vec::new(),
        }
    }

    #[test]
    fn secrets_and_plain_settings_are_kept_apart() {
        let given = texts(&[("phone_number_id", "123"), ("app_secret", " s "), ("waba_id", "")]);
        let settings = change(Provider::MetaCloud, Settings::default(), &given).unwrap();
        assert_eq!(settings.plain, texts(&[("phone_number_id", "123")]));
        assert_eq!(settings.secret, texts(&[("app_secret", "s")]));
        let cleared = change(Provider::MetaCloud, settings, &texts(&[("app_secret", "")])).unwrap();
        assert!(cleared.secret.is_empty());
    }

    #[test]
    fn what_is_missing_unknown_or_wrong_is_named() {
        assert_eq!(codes(&[]), [("settings.phone_number_id".into(), "required")]);
        assert_eq!(
            codes(&[("phone_number_id", "1"), ("api_key", "x")]),
            [("settings.api_key".into(), "unknown_setting")]
        );
        assert_eq!(codes(&[("phone_number_id", "1 2")]), [("settings.phone_number_id".into(), "invalid")]);
    }

    #[test]
    fn tokens_travel_to_https_or_to_this_machine_only() {
        let of = |url| codes(&[("phone_number_id", "1"), ("graph_base_url", url)]);
        for safe in ["https://graph.example.com/v1/", "http://127.0.0.1:9000", "http://localhost:1"] {
            assert!(of(safe).is_empty(), "{safe}");
        }
        for unsafe_url in ["http://example.com", "http://10.0.0.1", "ftp://localhost", "https://u:p@example.com", "x"] {
            assert_eq!(of(unsafe_url), [("settings.graph_base_url".into(), "unsafe_url")], "{unsafe_url}");
        }
    }
}
