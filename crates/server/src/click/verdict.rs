//! Why a click counts or does not: pure.

use std::sync::LazyLock;

use isbot::Bots;
use nascente_domain::link::ClickVerdict;

static BOTS: LazyLock<Bots> = LazyLock::new(Bots::default);

/// What is known of an opening before it is compared with the openings before it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Seen {
    pub(super) closed: bool,
    pub(super) prefetch: bool,
    pub(super) bot: bool,
    pub(super) own: bool,
}

impl Seen {
    /// The verdict so far; a valid one may still be a repeat. A link that is over says so first: its row is what the
    /// company looks for there.
    pub(super) const fn verdict(self) -> ClickVerdict {
        match self {
            Self { closed: true, .. } => ClickVerdict::ClosedLink,
            Self { prefetch: true, .. } => ClickVerdict::Prefetch,
            Self { bot: true, .. } => ClickVerdict::Bot,
            Self { own: true, .. } => ClickVerdict::Own,
            _ => ClickVerdict::Valid,
        }
    }
}

/// Whether somebody looked, so that a code of its own makes sense.
pub(super) const fn is_person(verdict: ClickVerdict) -> bool {
    matches!(verdict, ClickVerdict::Valid | ClickVerdict::Repeat | ClickVerdict::Own)
}

/// Whether a user agent is a program.
///
/// An empty agent is one. So is `WhatsApp/2…` at the start: that is how `WhatsApp` fetches a link's preview. Browsers
/// inside apps name the app behind their own name and are persons.
pub(super) fn is_bot(agent: &str) -> bool {
    let agent = agent.trim();
    agent.is_empty() || starts_with_whatsapp(agent) || BOTS.is_bot(agent)
}

fn starts_with_whatsapp(agent: &str) -> bool {
    agent.get(..8).is_some_and(|start| start.eq_ignore_ascii_case("whatsapp"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fetchers_of_previews_and_agents_without_a_name_are_bots() {
        for agent in [
            "",
            "  ",
            "WhatsApp/2.23.20.0",
            "WhatsApp/2.21.12.21 A",
            "WhatsApp/2.24.10.75 i",
            "WhatsApp/2.2413.51 W",
            "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)",
            "facebookexternalhit/1.1;line-poker/1.0",
            "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
            "TelegramBot (like TwitterBot)",
            "curl/8.5.0",
            "python-requests/2.32",
        ] {
            assert!(is_bot(agent), "{agent:?}");
        }
    }

    #[test]
    fn browsers_inside_apps_are_persons() {
        for agent in [
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) \
             Mobile/15E148 [FBAN/FBIOS;FBAV/490.0.0.42.109;FBBV/662151563;FBDV/iPhone15,2;FBMD/iPhone;FBSN/iOS]",
            "Mozilla/5.0 (Linux; Android 14; SM-A546E Build/UP1A.231005.007; wv) AppleWebKit/537.36 (KHTML, like \
             Gecko) Version/4.0 Chrome/130.0.6723.107 Mobile Safari/537.36 [FB_IAB/FB4A;FBAV/489.0.0.66.81;]",
            "Mozilla/5.0 (iPhone; CPU iPhone OS 17_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) \
             Mobile/15E148 Instagram 350.0.2.27.89 (iPhone14,5; iOS 17_6; pt_BR; pt; scale=3.00; 1170x2532)",
            "Mozilla/5.0 (Linux; Android 13; moto g(60) Build/T1RI33; wv) AppleWebKit/537.36 (KHTML, like Gecko) \
             Version/4.0 Chrome/129.0.0.0 Mobile Safari/537.36 WhatsApp/2.24.20.77",
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 \
             Safari/537.36",
            "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) \
             Mobile/15E148 musical_ly_35.0.0 BytedanceWebview/d8a21c6",
        ] {
            assert!(!is_bot(agent), "{agent:?}");
        }
    }

    #[test]
    fn a_link_that_is_over_comes_before_everything_and_a_program_before_our_own_browser() {
        let all = Seen { closed: true, prefetch: true, bot: true, own: true };
        assert_eq!(all.verdict(), ClickVerdict::ClosedLink);
        assert_eq!(Seen { closed: false, ..all }.verdict(), ClickVerdict::Prefetch);
        assert_eq!(Seen { closed: false, prefetch: false, ..all }.verdict(), ClickVerdict::Bot);
        assert_eq!(Seen { own: true, ..Seen::default() }.verdict(), ClickVerdict::Own);
        assert_eq!(Seen::default().verdict(), ClickVerdict::Valid);
    }
}
