//! The planted truths, with the figures by which the reports show them.

use nascente_domain::moment::LocalDay;

use crate::app::App;
use crate::demo::history::DAYS;
use crate::demo::history::sources::{MANY_LEADS, MANY_SALES, UNNAMED};
use crate::demo::shop::{AFTER_SALES, ERASED_LINK, Shop, UNREAD_SIGN};
use crate::failure::Failure;
use crate::http::body::conversation::ConversationFilter;
use crate::http::body::report::{Funnel, FunnelRow};
use crate::report::funnel::funnel;
use crate::report::wording::Language;

/// One truth: what was planted, what the reports say of it, where to look.
#[derive(Debug)]
pub(super) struct Truth {
    pub(super) title: String,
    pub(super) told: String,
    pub(super) address: String,
}

/// The period of the history.
pub(super) fn period(shop: &Shop, app: &App) -> (LocalDay, LocalDay) {
    let today = app.now().day_in(&shop.admin().zone);
    (today.plus(1 - DAYS), today)
}

/// Every truth, read from the reports at this moment.
pub(super) async fn truths(app: &App, shop: &Shop, language: Language) -> Result<Vec<Truth>, Failure> {
    let (from, to) = period(shop, app);
    let report = async |group_by: &str| {
        let wanted = ConversationFilter {
            from: Some(from.to_string()),
            to: Some(to.to_string()),
            ..ConversationFilter::default()
        };
        funnel(app, shop.admin(), wanted, Some(group_by)).await
    };
    let campaigns = report("campaign").await?;
    let identifiers = report("entry_identifier").await?;
    let departments = report("department").await?;
    let closers = report("closed_by").await?;
    let report = |group_by: &str| format!("/relatorios/funil?from={from}&to={to}&group_by={group_by}");
    let addresses = [
        report("campaign"),
        report("entry_identifier"),
        report("department"),
        report("entry_identifier"),
        report("kind"),
        report("closed_by"),
        "/identificadores?campaign=none".to_owned(),
        "/relatorios/saude".to_owned(),
    ];
    let figures = Figures { campaigns, identifiers, departments, closers };
    let told = match language {
        Language::Portuguese => figures.in_portuguese(),
        Language::English => figures.in_english(),
    };
    Ok(told.into_iter().zip(addresses).map(|((title, told), address)| Truth { title, told, address }).collect())
}

struct Figures {
    campaigns: Funnel,
    identifiers: Funnel,
    departments: Funnel,
    closers: Funnel,
}

/// What a sentence needs of a row.
#[derive(Debug, Default)]
struct Told {
    conversations: i64,
    won: i64,
    clicks: i64,
    unanswered: i64,
    hours: i64,
}

impl Told {
    fn of(funnel: &Funnel, is_it: impl Fn(&FunnelRow) -> bool) -> Self {
        funnel.rows.iter().find(|row| is_it(row)).map_or_else(Self::default, |row| Self {
            conversations: row.conversations,
            won: row.won,
            clicks: row.clicks.unwrap_or(0),
            unanswered: row.conversations - row.answered,
            hours: row.first_response.p50_s.unwrap_or(0) / 3_600,
        })
    }

    /// Won in a hundred.
    fn share(&self) -> i64 {
        (self.won * 200 + self.conversations).checked_div(self.conversations * 2).unwrap_or(0)
    }
}

impl Figures {
    fn rows(&self) -> [Told; 7] {
        let label = |label: &'static str| move |row: &FunnelRow| row.label == label;
        [
            Told::of(&self.campaigns, label(MANY_LEADS)),
            Told::of(&self.identifiers, label(MANY_SALES)),
            Told::of(&self.departments, label(AFTER_SALES)),
            Told::of(&self.identifiers, label(ERASED_LINK)),
            Told::of(&self.identifiers, |row| row.key == "none:ad"),
            Told::of(&self.closers, |row| row.key == "rule"),
            Told::of(&self.identifiers, label(UNNAMED)),
        ]
    }

    fn in_portuguese(&self) -> Vec<(String, String)> {
        let [many, summer, slow, erased, unknown, rule, unnamed] = self.rows();
        vec![
            (
                format!("A campanha “{MANY_LEADS}” traz muita gente e vende pouco"),
                format!("{} atendimentos, {} vendas ({}\u{a0}%).", many.conversations, many.won, many.share()),
            ),
            (
                format!("O anúncio “{MANY_SALES}” traz menos gente e vende muito"),
                format!("{} atendimentos, {} vendas ({}\u{a0}%).", summer.conversations, summer.won, summer.share()),
            ),
            (
                format!("O departamento {AFTER_SALES} demora"),
                format!(
                    "Metade das primeiras respostas leva mais de {} horas; {} de {} atendimentos ficaram sem resposta.",
                    slow.hours, slow.unanswered, slow.conversations
                ),
            ),
            (
                format!("No link “{ERASED_LINK}” as pessoas apagam o texto"),
                format!(
                    "{} cliques válidos, só {} atendimentos identificados: os outros estão em Sem origem identificada.",
                    erased.clicks, erased.conversations
                ),
            ),
            (
                "Quem toca no X do cartão ainda conta como anúncio".to_owned(),
                format!("{} atendimentos em Anúncio não identificado.", unknown.conversations),
            ),
            (
                "A regra de silêncio de Vendas encerra sozinha".to_owned(),
                format!("{} encerramentos automáticos, avisados antes.", rule.conversations),
            ),
            (
                format!("O anúncio “{UNNAMED}” é novo e ninguém deu nome à campanha"),
                format!(
                    "{} atendimentos. Em Identificadores, “Buscar nomes agora” pergunta a uma Meta de mentira.",
                    unnamed.conversations
                ),
            ),
            (
                format!("Ninguém leu o QR code da “{UNREAD_SIGN}”"),
                "A Saúde do rastreamento avisa e diz o que fazer.".to_owned(),
            ),
        ]
    }

    fn in_english(&self) -> Vec<(String, String)> {
        let [many, summer, slow, erased, unknown, rule, unnamed] = self.rows();
        vec![
            (
                format!("The campaign “{MANY_LEADS}” brings many people and sells little"),
                format!("{} conversations, {} sales ({}%).", many.conversations, many.won, many.share()),
            ),
            (
                format!("The ad “{MANY_SALES}” brings fewer people and sells a lot"),
                format!("{} conversations, {} sales ({}%).", summer.conversations, summer.won, summer.share()),
            ),
            (
                format!("The department {AFTER_SALES} is slow"),
                format!(
                    "Half of the first answers take more than {} hours; {} of {} conversations were never answered.",
                    slow.hours, slow.unanswered, slow.conversations
                ),
            ),
            (
                format!("People erase the text of the link “{ERASED_LINK}”"),
                format!(
                    "{} valid clicks, only {} identified conversations: the others have no identified origin.",
                    erased.clicks, erased.conversations
                ),
            ),
            (
                "Whoever taps the X on the card still counts as an ad".to_owned(),
                format!("{} conversations are of an ad, which one is unknown.", unknown.conversations),
            ),
            (
                "The silence rule of Vendas closes by itself".to_owned(),
                format!("{} automatic closings, each with a warning first.", rule.conversations),
            ),
            (
                format!("The ad “{UNNAMED}” is new and nobody has named its campaign"),
                format!(
                    "{} conversations. In Identifiers, “Fetch names now” asks a pretended Meta.",
                    unnamed.conversations
                ),
            ),
            (
                format!("Nobody ever read the QR code of “{UNREAD_SIGN}”"),
                "The health of tracking tells so, and what to do about it.".to_owned(),
            ),
        ]
    }
}
