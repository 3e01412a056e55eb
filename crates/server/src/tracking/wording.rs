//! What each check says, and how it is mended.

use nascente_domain::tracking::{Check, Health};

use super::Finding;
use crate::report::wording::Language;

/// What was found, in a sentence.
pub(super) fn message(language: Language, finding: &Finding) -> String {
    if finding.health == Health::Ok {
        return language.pick("Tudo certo.", "All is well.").to_owned();
    }
    if finding.health == Health::Unknown {
        return language.pick("Ainda há poucos casos para dizer.", "There are too few cases to tell yet.").to_owned();
    }
    let name = finding.subject.as_ref().map(|subject| subject.name.as_str()).unwrap_or_default();
    let share = |share: Option<f64>| format!("{:.0}%", share.unwrap_or_default() * 100.0);
    let (value, usual, count) = (share(finding.value), share(finding.usual), finding.value.unwrap_or_default());
    match language {
        Language::Portuguese => portuguese(finding.check, name, &value, &usual, count),
        Language::English => english(finding.check, name, &value, &usual, count),
    }
}

fn portuguese(check: Check, name: &str, value: &str, usual: &str, count: f64) -> String {
    match check {
        Check::LinkToInactiveNumber => format!("{count:.0} link(s) levam ao número {name}, que não está ativo."),
        Check::AdToInactiveNumber => format!("{count:.0} anúncio(s) levaram ao número {name}, que não está ativo."),
        Check::AdsWithoutClickId => {
            format!("{value} dos cartões de anúncio dos últimos 7 dias vieram sem o código do clique.")
        }
        Check::AdsUnidentified => {
            format!("{value} dos atendimentos de anúncio dos últimos 7 dias não dizem qual anúncio foi.")
        }
        Check::CampaignNamesMissing => {
            format!("{value} dos atendimentos de anúncio dos últimos 28 dias não têm o nome da campanha.")
        }
        Check::CoverageFell => {
            format!("No número {name}, só {value} dos atendimentos têm origem conhecida; antes eram {usual}.")
        }
        Check::DeliveryLag if name.is_empty() => "Há mensagens recebidas que ainda não foram registradas.".to_owned(),
        Check::DeliveryLag => {
            format!("As mensagens do número {name} chegam com {:.0} min de atraso.", count / 60_000.0)
        }
        Check::FailingSignatures => {
            format!("{count:.0} entrega(s) para {name} vieram com assinatura errada no último dia.")
        }
        Check::LinkNeverClicked => format!("Ninguém abriu o link {name} desde que foi criado."),
        Check::ClickToConversationFell => {
            format!("Só {value} dos cliques dos últimos 7 dias viraram atendimento; antes eram {usual}.")
        }
        Check::TokenExpires if count < 0.0 => format!("O acesso do número {name} expirou."),
        Check::TokenExpires => format!("O acesso do número {name} expira em {count:.0} dia(s)."),
        Check::ClockSkew => format!("{value} das mensagens do número {name} dizem ter sido enviadas no futuro."),
    }
}

fn english(check: Check, name: &str, value: &str, usual: &str, count: f64) -> String {
    match check {
        Check::LinkToInactiveNumber => format!("{count:.0} link(s) lead to the number {name}, which is not active."),
        Check::AdToInactiveNumber => format!("{count:.0} ad(s) led to the number {name}, which is not active."),
        Check::AdsWithoutClickId => format!("{value} of the ad cards of the last 7 days came without a click id."),
        Check::AdsUnidentified => {
            format!("{value} of the conversations by ads of the last 7 days do not say which ad.")
        }
        Check::CampaignNamesMissing => {
            format!("{value} of the conversations by ads of the last 28 days have no name of a campaign.")
        }
        Check::CoverageFell => {
            format!("On {name} only {value} of the conversations have a known origin; it was {usual}.")
        }
        Check::DeliveryLag if name.is_empty() => "Some messages were received and are not recorded yet.".to_owned(),
        Check::DeliveryLag => format!("Messages of {name} arrive {:.0} min late.", count / 60_000.0),
        Check::FailingSignatures => format!("{count:.0} deliveries for {name} had a wrong signature in the last day."),
        Check::LinkNeverClicked => format!("Nobody has opened the link {name} since it was made."),
        Check::ClickToConversationFell => {
            format!("Only {value} of the clicks of the last 7 days became conversations; it was {usual}.")
        }
        Check::TokenExpires if count < 0.0 => format!("The token of {name} has expired."),
        Check::TokenExpires => format!("The token of {name} expires in {count:.0} day(s)."),
        Check::ClockSkew => format!("{value} of the messages of {name} say they were sent in the future."),
    }
}

/// How it is mended, in a sentence.
pub(super) const fn mend(language: Language, check: Check) -> &'static str {
    match check {
        Check::LinkToInactiveNumber => language.pick(
            "Reconecte o número, ou passe os links para outro número.",
            "Connect the number again, or move the links to another one.",
        ),
        Check::AdToInactiveNumber => language.pick(
            "Reconecte o número, ou troque o número dos anúncios no Gerenciador de Anúncios.",
            "Connect the number again, or change the number of the ads in the Ads Manager.",
        ),
        Check::AdsWithoutClickId => language.pick(
            "Anúncios no Status do WhatsApp vêm sem código. Se forem outros, confira se o número está na API oficial.",
            "Ads in WhatsApp Status have none. If they are others, check that the number is on the official API.",
        ),
        Check::AdsUnidentified => language.pick(
            "O cliente fechou o cartão do anúncio. Use um link rastreado por anúncio onde isso for comum.",
            "The customer closed the ad's card. Use a tracked link for each ad where that is common.",
        ),
        Check::CampaignNamesMissing => language.pick(
            "Preencha a campanha dos anúncios à mão, por arquivo do Gerenciador de Anúncios ou pela Marketing API.",
            "Fill in the campaigns of the ads by hand, by a file of the Ads Manager or by the Marketing API.",
        ),
        Check::CoverageFell => language.pick(
            "Veja o que mudou nesse dia: links com texto trocado, site sem o código, anúncio novo sem link.",
            "See what changed that day: links with another text, a site without the snippet, a new ad without a link.",
        ),
        Check::DeliveryLag => language.pick(
            "Confira a conexão do número e o servidor; as mensagens não se perdem, só atrasam.",
            "Check the number's connection and the server; messages are not lost, only late.",
        ),
        Check::FailingSignatures => language.pick(
            "Confira a chave secreta do número nas configurações da conexão.",
            "Check the number's secret key in the settings of its connection.",
        ),
        Check::LinkNeverClicked => language.pick(
            "Abra o link você mesmo para testar; se não está mais em uso, arquive.",
            "Open the link yourself to test it; archive it if it is not used.",
        ),
        Check::ClickToConversationFell => language.pick(
            "Teste os links no celular: número certo, texto que se entende, WhatsApp que abre.",
            "Try the links on a phone: right number, a text that makes sense, WhatsApp that opens.",
        ),
        Check::TokenExpires => language.pick(
            "Gere outro token na Meta e cole nas configurações da conexão.",
            "Make another token at Meta and paste it into the settings of the connection.",
        ),
        Check::ClockSkew => language.pick(
            "Acerte o relógio deste servidor (NTP) ou o do aparelho que está conectado.",
            "Set the clock of this server (NTP) or that of the connected device.",
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_check_has_its_words_and_its_mend_in_both_languages() {
        for check in Check::ALL {
            let finding = Finding::of(*check, Health::Problem).about("channel", "ch_1", "Loja");
            for language in [Language::Portuguese, Language::English] {
                let text = message(language, &finding);
                assert!(text.ends_with('.') && mend(language, *check).ends_with('.'), "{check}: {text}");
            }
        }
    }
}
