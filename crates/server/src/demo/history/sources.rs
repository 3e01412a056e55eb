//! Where the store's customers come from: the planted truths, in numbers.
//!
//! Each source says how many leads it brings in which days and what becomes of them. The reports have to show exactly
//! these truths; the start page of the demo states them.

use nascente_domain::moment::Moment;

use crate::demo::payload::Advert;
use crate::demo::shop::{AFTER_SALES, GENERAL, SALES, SUPPORT};

/// The campaign that brings many and sells to few.
pub const MANY_LEADS: &str = "Black Friday – Promo Relâmpago";
/// The ad that brings fewer and sells to many.
pub const MANY_SALES: &str = "Coleção Verão";

/// The new ad that nobody has named.
pub const UNNAMED: &str = "Alfaiataria leve: chegou a nova coleção";

/// The ads and posts, as Meta shows them.
pub const ADVERTS: &[Advert] = &[
    Advert {
        key: "promo-feed",
        source_id: "120212345678900101",
        source_type: "ad",
        headline: "Promo Relâmpago: até 70% OFF",
        body: "Só hoje! Peças a partir de R$ 39. Chama no WhatsApp.",
        campaign: Some(MANY_LEADS),
        ad_set: Some("Público aberto"),
        named: true,
        prefilled: "Olá! Quero saber da promoção",
    },
    Advert {
        key: "promo-stories",
        source_id: "120212345678900102",
        source_type: "ad",
        headline: "Promo Relâmpago – Stories",
        body: "Arrasta e aproveita: últimas peças com 70% OFF.",
        campaign: Some(MANY_LEADS),
        ad_set: Some("Semelhantes 3%"),
        named: true,
        prefilled: "Olá! Quero saber da promoção",
    },
    Advert {
        key: "colecao-verao",
        source_id: "120212345678900201",
        source_type: "ad",
        headline: MANY_SALES,
        body: "Linho, algodão e cor. Monte seu look com a nossa consultora.",
        campaign: Some("Verão 2027"),
        ad_set: Some("Clientes e semelhantes 1%"),
        named: true,
        prefilled: "Olá! Tenho interesse na Coleção Verão",
    },
    Advert {
        key: "festa",
        source_id: "120212345678900301",
        source_type: "ad",
        headline: "Vestidos de festa sob medida",
        body: "Agende sua prova sem compromisso.",
        campaign: Some("Sempre ativo"),
        ad_set: Some("Remarketing 30 dias"),
        named: true,
        prefilled: "Olá! Quero agendar uma prova",
    },
    Advert {
        key: "provador-post",
        source_id: "18025550001112223",
        source_type: "post",
        headline: "Provador da semana",
        body: "Qual look você levaria?",
        campaign: None,
        ad_set: None,
        named: false,
        prefilled: "Oi! Vi o post do provador",
    },
    // New, and named by nobody yet: the health of tracking tells so, and the Marketing API has its names.
    Advert {
        key: "alfaiataria",
        source_id: "120212345678900401",
        source_type: "ad",
        headline: UNNAMED,
        body: "Peças para o trabalho que não amassam. Fale com a consultora.",
        campaign: Some("Meia-estação 2027"),
        ad_set: Some("Interesse em moda"),
        named: false,
        prefilled: "Olá! Quero ver a alfaiataria",
    },
];

/// A product of the catalogue.
#[derive(Debug)]
pub struct Product {
    /// The id that the store gives it.
    pub retailer_id: &'static str,
    /// What it is called.
    pub name: &'static str,
    /// What it costs, as the catalogue writes it.
    pub price: &'static str,
}

/// The products that people ask about.
pub const PRODUCTS: &[Product] = &[
    Product { retailer_id: "AUR-0112", name: "Vestido de linho Aurora", price: "R$ 389,00" },
    Product { retailer_id: "AUR-0227", name: "Jaqueta jeans curta", price: "R$ 259,00" },
];

/// How a customer arrives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Carrier {
    /// Taps an ad or post; the text is erased or rewritten half of the time, and the origin stays.
    Advert(usize),
    /// Taps the X on the card of an ad: only a status of our answer still proves it.
    ClosedCard,
    /// Opens a link and sends its text with the code.
    Link(&'static str),
    /// Opens a link and erases its text.
    Erased(&'static str),
    /// Sends a hashtag first.
    Hashtag(&'static str),
    /// Asks about a product of the catalogue.
    Product(&'static str),
    /// Just writes.
    Nothing,
}

/// What becomes of conversations, in a thousand: won, qualified, lost, not a lead, silence; the rest is answered
/// neutrally.
#[derive(Debug, Clone, Copy)]
pub(super) struct Odds {
    pub(super) won: i64,
    pub(super) qualified: i64,
    pub(super) lost: i64,
    pub(super) not_lead: i64,
    pub(super) silent: i64,
}

impl Odds {
    const fn of(won: i64, qualified: i64, lost: i64, not_lead: i64, silent: i64) -> Self {
        Self { won, qualified, lost, not_lead, silent }
    }
}

/// A stream of customers.
#[derive(Debug)]
pub(super) struct Source {
    pub(super) carrier: Carrier,
    /// Conversations in the whole history.
    pub(super) leads: usize,
    /// From so many days ago to so many days ago.
    pub(super) days: (i64, i64),
    /// Who attends to them: weights of sales, after-sales, support, *Geral*.
    pub(super) homes: [i64; 4],
    pub(super) odds: Odds,
    /// Clicks that nobody wrote after, for links.
    pub(super) idle_clicks: usize,
}

/// The departments of [`Source::homes`].
pub(super) const HOMES: [&str; 4] = [SALES, AFTER_SALES, SUPPORT, GENERAL];

const SELLING: [i64; 4] = [95, 1, 3, 1];

const fn source(
    carrier: Carrier,
    leads: usize,
    days: (i64, i64),
    homes: [i64; 4],
    odds: Odds,
    idle_clicks: usize,
) -> Source {
    Source { carrier, leads, days, homes, odds, idle_clicks }
}

/// Every stream. The planted truths are the first five lines, and the ad that nobody has named.
pub(super) const SOURCES: &[Source] = &[
    source(Carrier::Advert(0), 430, (24, 1), SELLING, Odds::of(30, 60, 430, 260, 100), 0),
    source(Carrier::Advert(1), 250, (24, 1), SELLING, Odds::of(24, 50, 450, 270, 100), 0),
    source(Carrier::Advert(2), 190, (60, 1), SELLING, Odds::of(430, 180, 180, 30, 70), 0),
    source(Carrier::Link("carol"), 46, (40, 1), SELLING, Odds::of(170, 150, 300, 120, 100), 210),
    source(Carrier::Erased("carol"), 194, (40, 1), SELLING, Odds::of(150, 140, 320, 140, 100), 0),
    source(Carrier::Advert(3), 150, (89, 1), SELLING, Odds::of(180, 260, 260, 60, 80), 0),
    source(Carrier::Advert(4), 58, (75, 1), SELLING, Odds::of(140, 170, 330, 140, 80), 0),
    source(Carrier::ClosedCard, 44, (70, 1), SELLING, Odds::of(120, 140, 360, 160, 80), 0),
    source(Carrier::Link("bio"), 300, (89, 1), SELLING, Odds::of(190, 170, 280, 110, 100), 190),
    source(Carrier::Link("google"), 165, (89, 1), SELLING, Odds::of(260, 180, 230, 70, 80), 90),
    source(Carrier::Link("site"), 150, (89, 1), [60, 12, 24, 4], Odds::of(230, 150, 220, 50, 80), 70),
    source(Carrier::Link("tiktok"), 80, (55, 1), SELLING, Odds::of(60, 110, 380, 240, 90), 230),
    source(Carrier::Link("panfleto"), 85, (50, 1), SELLING, Odds::of(240, 160, 260, 60, 80), 25),
    source(Carrier::Link("email"), 60, (22, 8), SELLING, Odds::of(290, 170, 240, 30, 70), 60),
    source(Carrier::Erased("bio"), 24, (89, 1), SELLING, Odds::of(170, 160, 300, 120, 90), 0),
    source(Carrier::Hashtag("#VITRINE"), 75, (80, 1), SELLING, Odds::of(280, 150, 250, 40, 80), 20),
    source(Carrier::Hashtag("#SORTEIO"), 48, (35, 12), SELLING, Odds::of(30, 70, 300, 430, 70), 0),
    source(Carrier::Product("AUR-0112"), 26, (89, 1), SELLING, Odds::of(260, 180, 260, 60, 80), 0),
    source(Carrier::Product("AUR-0227"), 18, (89, 1), SELLING, Odds::of(240, 180, 260, 60, 80), 0),
    source(Carrier::Advert(5), 90, (6, 1), SELLING, Odds::of(210, 200, 260, 60, 70), 0),
    source(Carrier::Nothing, 330, (89, 1), [28, 34, 18, 20], Odds::of(150, 120, 260, 120, 80), 0),
];

/// What stands behind the address of a click: ads of Google lead to the site, and most of them tell which click it was.
pub(super) fn query_of(slug: &str, at: Moment) -> String {
    let mark = at.millis().unsigned_abs().wrapping_mul(0x9e37_79b9_7f4a_7c15);
    match (slug, mark % 10) {
        ("google" | "site", 0..=5) => format!("utm_source=google&utm_medium=cpc&gclid=Cj0KCQiA{mark:016x}EAL_wcB"),
        ("google" | "site", 6) => format!("utm_source=google&utm_medium=cpc&wbraid=Cj8KCQ{mark:016x}"),
        // Facebook's mark stands behind unpaid links, too: it is no proof of an ad.
        ("bio", _) => format!("utm_source=instagram&fbclid=IwAR{mark:016x}"),
        _ => String::new(),
    }
}
