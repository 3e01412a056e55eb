//! The providers that are spoken, as forms are drawn from them.

use nascente_wire::provider::{
    self, Provider, is_paired_by_code, is_spoken, number_id_setting, sets_webhook, signing_secret,
};
use nascente_wire::settings::SettingShape;

use crate::http::body::connection::{ProviderRules, Providers, SettingRules};

/// Every spoken provider.
#[must_use]
pub fn list() -> Providers {
    Providers { items: Provider::ALL.iter().copied().filter(|one| is_spoken(*one)).map(rules).collect() }
}

fn rules(provider: Provider) -> ProviderRules {
    let settings = provider::settings(provider).iter().map(|rule| SettingRules {
        name: rule.name.to_owned(),
        secret: rule.is_secret,
        required: rule.is_required,
        shape: match rule.shape {
            SettingShape::Line => "line",
            SettingShape::Id => "id",
            SettingShape::Address => "address",
        }
        .to_owned(),
    });
    ProviderRules {
        provider: provider.to_string(),
        settings: settings.collect(),
        paired_by_code: is_paired_by_code(provider),
        sets_webhook: sets_webhook(provider),
        signs_with: signing_secret(provider).map(str::to_owned),
        number_id_setting: number_id_setting(provider).map(str::to_owned),
    }
}
