//! The macros that ad platforms fill in at each click, to be copied into their field for parameters.

use crate::http::body::link::{UtmMacro, UtmMacros};

type Macros = &'static [(&'static str, &'static str)];

const META: Macros = &[
    ("{{campaign.name}}", "nome da campanha"),
    ("{{campaign.id}}", "número da campanha"),
    ("{{adset.name}}", "nome do conjunto de anúncios"),
    ("{{adset.id}}", "número do conjunto de anúncios"),
    ("{{ad.name}}", "nome do anúncio"),
    ("{{ad.id}}", "número do anúncio"),
    ("{{placement}}", "posicionamento"),
    ("{{site_source_name}}", "rede: fb, ig, msg, an"),
];
const GOOGLE: Macros = &[
    ("{campaignid}", "número da campanha"),
    ("{adgroupid}", "número do grupo de anúncios"),
    ("{creative}", "número do anúncio"),
    ("{keyword}", "palavra-chave"),
    ("{matchtype}", "tipo de correspondência: e, p, b"),
    ("{network}", "rede: g, s, d, ytv"),
    ("{device}", "aparelho: m, t, c"),
    ("{placement}", "site ou canal onde apareceu"),
    ("{gclid}", "identificador do clique"),
];
const TIKTOK: Macros = &[
    ("__CAMPAIGN_NAME__", "nome da campanha"),
    ("__CAMPAIGN_ID__", "número da campanha"),
    ("__AID_NAME__", "nome do grupo de anúncios"),
    ("__AID__", "número do grupo de anúncios"),
    ("__CID_NAME__", "nome do anúncio"),
    ("__CID__", "número do anúncio"),
    ("__PLACEMENT__", "posicionamento"),
    ("__CLICKID__", "identificador do clique"),
];

/// The macros of every platform.
#[must_use]
pub fn macros() -> Vec<UtmMacros> {
    vec![
        platform(
            "meta",
            "Meta Ads (Facebook e Instagram)",
            META,
            "utm_source=meta&utm_medium=paid&utm_campaign={{campaign.name}}&utm_content={{ad.name}}&\
             utm_term={{adset.name}}&utm_id={{campaign.id}}",
            "Anúncio > Rastreamento > Parâmetros de URL",
        ),
        platform(
            "google",
            "Google Ads",
            GOOGLE,
            "utm_source=google&utm_medium=cpc&utm_campaign={campaignid}&utm_content={creative}&utm_term={keyword}",
            "Configurações da campanha > Opções de URL da campanha > Sufixo do URL final",
        ),
        platform(
            "tiktok",
            "TikTok Ads",
            TIKTOK,
            "utm_source=tiktok&utm_medium=paid&utm_campaign=__CAMPAIGN_NAME__&utm_content=__CID_NAME__&\
             utm_term=__AID_NAME__&utm_id=__CAMPAIGN_ID__",
            "Anúncio > URL de destino > Parâmetros de URL",
        ),
    ]
}

fn platform(name: &str, label: &str, macros: Macros, parameters: &str, place: &str) -> UtmMacros {
    UtmMacros {
        platform: name.to_owned(),
        label: label.to_owned(),
        macros: macros
            .iter()
            .map(|(text, meaning)| UtmMacro { text: (*text).to_owned(), meaning: (*meaning).to_owned() })
            .collect(),
        parameters: parameters.to_owned(),
        place: place.to_owned(),
    }
}
