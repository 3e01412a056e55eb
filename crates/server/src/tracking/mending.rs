//! Which screen mends a finding, and which list shows what it is about.

use nascente_domain::moment::LocalDay;
use nascente_domain::tracking::Check;

use super::Finding;

/// Path of the screen where it is mended.
pub(super) fn mend_link(finding: &Finding) -> String {
    let subject = finding.subject.as_ref();
    let link = subject.filter(|subject| subject.kind == "link");
    match finding.check {
        Check::LinkToInactiveNumber
        | Check::AdToInactiveNumber
        | Check::AdsWithoutClickId
        | Check::FailingSignatures
        | Check::TokenExpires
        | Check::ClockSkew => "/conexoes".to_owned(),
        Check::DeliveryLag if subject.is_some() => "/conexoes".to_owned(),
        Check::DeliveryLag => "/conexoes?tab=deliveries".to_owned(),
        Check::AdsUnidentified => "/links?new=true".to_owned(),
        Check::CampaignNamesMissing => "/identificadores?kind=ad".to_owned(),
        Check::CoverageFell => {
            let channel = subject.map(|subject| format!("channel_id={}&", subject.id)).unwrap_or_default();
            let days = finding.days.map(|(from, to)| format!("from={from}&to={to}")).unwrap_or_default();
            with_query("/relatorios/origens", &format!("{channel}{days}"))
        }
        Check::LinkNeverClicked => link.map_or_else(|| "/links".to_owned(), |link| format!("/links/{}", link.id)),
        Check::ClickToConversationFell => "/links/origem/teste".to_owned(),
    }
}

fn with_query(path: &str, query: &str) -> String {
    let query = query.trim_end_matches('&');
    if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
}

/// Path of the list of what it is about, where there is one.
pub(super) fn list_link(finding: &Finding) -> Option<String> {
    let channel = || finding.subject.as_ref().map(|subject| format!("&channel_id={}", subject.id));
    match finding.check {
        Check::LinkToInactiveNumber => Some(
            finding.subject.as_ref().map_or_else(|| "/links".to_owned(), |one| format!("/links?channel_id={}", one.id)),
        ),
        Check::AdToInactiveNumber => {
            Some(conversations(finding.days?, &format!("entry_kind=ad{}", channel().unwrap_or_default())))
        }
        Check::AdsUnidentified => Some(conversations(finding.days?, "entry_kind=ad&origin=unidentified")),
        Check::CoverageFell => Some(conversations(finding.days?, &format!("entry_kind=none{}", channel()?))),
        Check::ClickToConversationFell => Some("/links".to_owned()),
        _ => None,
    }
}

/// The conversations that count of some days.
fn conversations((from, to): (LocalDay, LocalDay), query: &str) -> String {
    format!("/atendimentos?status=all&{query}&counted=true&from={from}&to={to}")
}

#[cfg(test)]
mod tests {
    use nascente_domain::tracking::Health;

    use super::*;

    #[test]
    fn every_finding_leads_to_a_screen_with_and_without_a_subject() {
        for check in Check::ALL {
            let whole = Finding::of(*check, Health::Problem);
            let day: LocalDay = "2026-11-22".parse().unwrap();
            let one = whole.clone().about("channel", "ch_1", "Loja").of_days((day, day));
            for finding in [&whole, &one] {
                let path = mend_link(finding);
                assert!(path.starts_with('/') && !path.ends_with(['?', '&']), "{check}: {path}");
            }
        }
    }

    #[test]
    fn a_day_that_fell_leads_to_its_conversations_without_origin() {
        let day: LocalDay = "2026-11-22".parse().unwrap();
        let fell =
            Finding::of(Check::CoverageFell, Health::Problem).about("channel", "ch_1", "Loja").of_days((day, day));
        assert_eq!(mend_link(&fell), "/relatorios/origens?channel_id=ch_1&from=2026-11-22&to=2026-11-22");
        assert_eq!(
            list_link(&fell).as_deref(),
            Some("/atendimentos?status=all&entry_kind=none&channel_id=ch_1&counted=true&from=2026-11-22&to=2026-11-22")
        );
    }
}
