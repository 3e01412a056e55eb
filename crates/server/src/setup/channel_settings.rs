//! What a provider's channel may be told, and which of it is secret.
//!
//! In: settings by name as they were sent. Out: plain settings, secrets and the provider's id of the number. An empty
//! text takes a setting away. Refused: names that the provider does not have, values that cannot be right, a missing
//! setting without which nothing works.

use std::collections::BTreeMap;

use nascente_domain::closing::FieldError;
use nascente_wire::Provider;

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

/// What a provider takes.
struct Names {
    plain: &'static [&'static str],
    secret: &'static [&'static str],
    required: &'static [&'static str],
    /// The plain setting by which a delivery names the number.
    number_id: Option<&'static str>,
}

const META_CLOUD: Names = Names {
    plain: &["phone_number_id", "waba_id", "graph_base_url"],
    secret: &["app_secret", "verify_token", "access_token"],
    required: &["phone_number_id"],
    number_id: Some("phone_number_id"),
};
const LINK_ONLY: Names = Names { plain: &[], secret: &[], required: &[], number_id: None };

/// The provider of a channel that is to be made; those that are not spoken yet are refused.
pub fn provider(text: &str) -> Result<Provider, Failure> {
    match text.parse() {
        Ok(provider @ (Provider::MetaCloud | Provider::LinkOnly)) => Ok(provider),
        Ok(_) => Err(Failure::invalid(
            "provider",
            "unsupported_provider",
            "this provider is not supported yet: use meta_cloud, or link_only for links without a connection",
        )),
        Err(_) => Err(Failure::invalid(
            "provider",
            "unsupported_provider",
            "there is no such provider: use meta_cloud, or link_only for links without a connection",
        )),
    }
}

fn names(provider: Provider) -> &'static Names {
    match provider {
        Provider::MetaCloud => &META_CLOUD,
        _ => &LINK_ONLY,
    }
}

/// The settings after a change: `given` over what there is.
pub fn change(provider: Provider, mut now: Settings, given: &BTreeMap<String, String>) -> Result<Settings, Failure> {
    let names = names(provider);
    let mut errors = Vec::new();
    for (name, value) in given {
        let value = value.trim();
        let part = if names.plain.contains(&name.as_str()) {
            &mut now.plain
        } else if names.secret.contains(&name.as_str()) {
            &mut now.secret
        } else {
            errors.push(wrong(name, "unknown_setting", "this provider has no such setting"));
            continue;
        };
        if value.is_empty() {
            part.remove(name);
        } else if let Some((code, message)) = fault(name, value) {
            errors.push(wrong(name, code, message));
        } else {
            part.insert(name.clone(), value.trim_end_matches('/').to_owned());
        }
    }
    for name in names.required {
        if !now.plain.contains_key(*name) && !errors.iter().any(|error| error.field.ends_with(name)) {
            errors.push(wrong(name, "required", "this provider does not work without it"));
        }
    }
    if errors.is_empty() { Ok(now) } else { Err(Failure::Invalid(errors)) }
}

/// The provider's own id of the number.
pub fn number_id(provider: Provider, settings: &Settings) -> Option<String> {
    settings.plain.get(names(provider).number_id?).cloned()
}

fn wrong(name: &str, code: &'static str, message: &str) -> FieldError {
    FieldError { field: format!("settings.{name}"), code, message: message.to_owned() }
}

fn fault(name: &str, value: &str) -> Option<(&'static str, &'static str)> {
    let is_id = matches!(name, "phone_number_id" | "waba_id");
    if value.chars().count() > LONGEST || value.chars().any(char::is_control) {
        Some(("invalid", "use one line of at most 1024 characters"))
    } else if is_id && (value.len() > 64 || !value.bytes().all(|byte| byte.is_ascii_graphic())) {
        Some(("invalid", "copy the number's id from Meta's page, up to 64 characters without spaces"))
    } else if name == "graph_base_url" && !is_safe_url(value) {
        Some(("unsafe_url", "use an https address (http only for this machine itself), without user and query"))
    } else {
        None
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
