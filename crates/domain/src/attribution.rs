//! The verdict over the touches of a conversation: which identifier, how it is known, with which confidence.
//!
//! A pure function of the ledger. It does not depend on the order of arrival: touches are compared by the time
//! their message was sent and by the provider's id of that message.

use crate::carrier::Carriers;
use crate::id::{ConversationId, IdentifierId, TouchId};
use crate::moment::Moment;
use crate::touch::{EntryKind, Method, Touch};

/// A company's choices about attribution.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(default)]
pub struct Rules {
    /// A hashtag at the start of the first message is the identifier instead of an ad or link (default).
    pub hashtag_wins: bool,
    /// Where the text names a link and the header an ad, the text decides; by default the header does.
    pub text_wins: bool,
    /// The carriers that are used.
    pub carriers: Carriers,
}

impl Default for Rules {
    fn default() -> Self {
        Self { hashtag_wins: true, text_wins: false, carriers: Carriers::default() }
    }
}

/// The earliest message of the contact in a conversation: only its hashtag counts.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct MessageOrder {
    /// When it was sent.
    pub sent_at: Moment,
    /// The provider's id; decides between messages of one millisecond.
    pub provider_message_id: String,
}

/// The last origin of a contact who came back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Inherited {
    /// The conversation it was known from.
    pub conversation_id: ConversationId,
    /// Its kind.
    pub kind: EntryKind,
    /// Its identifier.
    pub identifier_id: Option<IdentifierId>,
}

/// What a contact already was when the conversation began.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct History {
    /// Whether the contact had a conversation before this one.
    pub known_contact: bool,
    /// The last origin known from those.
    pub inherited: Option<Inherited>,
}

/// Where a conversation came from and how that is known.
#[derive(Debug, Clone, PartialEq)]
pub struct Verdict {
    /// The kind of entry.
    pub kind: EntryKind,
    /// The identifier, when it is known which one.
    pub identifier_id: Option<IdentifierId>,
    /// How it is known.
    pub method: Method,
    /// 0 to 1; 1 for evidence that proves, 0 for none.
    pub confidence: f64,
    /// The kind is known, not which one (*Anúncio não identificado*, *Link não identificado*).
    pub unidentified: bool,
    /// The touch that decided.
    pub touch_id: Option<TouchId>,
    /// For a return: the origin it is remembered by.
    pub inherited: Option<Inherited>,
}

/// Decides where a conversation came from.
///
/// Takes every touch of the conversation, the order key of the contact's first message in it, the company's rules
/// and what the contact already was. Gives the verdict; the strongest evidence wins, among equals the earliest.
#[must_use]
pub fn attribute(touches: &[Touch], first_inbound: Option<&MessageOrder>, rules: Rules, history: History) -> Verdict {
    let deciding = speaking(touches, first_inbound, history.known_contact)
        .into_iter()
        .min_by_key(|touch| (strength(touch, rules), touch.seen_at, touch.provider_message_id.as_str(), touch.id));
    match deciding {
        Some(touch) => Verdict {
            kind: touch.kind,
            identifier_id: touch.identifier_id,
            method: touch.method,
            confidence: 1.0,
            unidentified: touch.identifier_id.is_none() && touch.kind != EntryKind::Organic,
            touch_id: Some(touch.id),
            inherited: None,
        },
        None => without_evidence(history),
    }
}

/// The touches of a conversation that say where it came from. Where a person has said it, that alone does.
pub(crate) fn speaking<'a>(
    touches: &'a [Touch],
    first_inbound: Option<&MessageOrder>,
    known_contact: bool,
) -> Vec<&'a Touch> {
    // A person may correct a correction, and take it back by naming nothing: the last word counts.
    let by_hand =
        touches.iter().filter(|touch| touch.method == Method::Manual).max_by_key(|touch| (touch.seen_at, touch.id));
    let says_something = |touch: &&Touch| !matches!(touch.kind, EntryKind::None | EntryKind::Return);
    if let Some(touch) = by_hand.filter(says_something) {
        return vec![touch];
    }
    touches
        .iter()
        .filter(says_something)
        .filter(|touch| touch.method != Method::Manual)
        .filter(|touch| !counts_on_first_only(touch.method) || is_of_message(touch, first_inbound))
        // That a known contact found the chat by itself is no new evidence: it is a return.
        .filter(|touch| touch.kind != EntryKind::Organic || !known_contact)
        .collect()
}

fn without_evidence(history: History) -> Verdict {
    let kind = if history.known_contact { EntryKind::Return } else { EntryKind::None };
    Verdict {
        kind,
        identifier_id: None,
        method: Method::None,
        confidence: if history.known_contact { 1.0 } else { 0.0 },
        unidentified: false,
        touch_id: None,
        inherited: history.inherited,
    }
}

/// Whether such evidence says how the conversation began only when it stands on its first message: a customer may type
/// a hashtag or a link's words later for other reasons.
const fn counts_on_first_only(method: Method) -> bool {
    matches!(method, Method::Hashtag | Method::PrefilledText)
}

fn is_of_message(touch: &Touch, message: Option<&MessageOrder>) -> bool {
    message
        .is_some_and(|first| first.sent_at == touch.seen_at && first.provider_message_id == touch.provider_message_id)
}

/// Rank of a touch, smallest strongest. Evidence that names its identifier goes before evidence that does not.
pub(crate) fn strength(touch: &Touch, rules: Rules) -> u8 {
    let unidentified = if touch.identifier_id.is_some() { 0 } else { 20 };
    let carrier = match touch.method {
        Method::Manual => return 0,
        // Anything that points somewhere goes before "neither an ad nor a link".
        _ if touch.kind == EntryKind::Organic => return 60,
        Method::Hashtag if rules.hashtag_wins => 1,
        Method::Code if rules.text_wins => 2,
        Method::PrefilledText if rules.text_wins => 3,
        Method::AdHeader => 4,
        Method::LinkHeader => 5,
        Method::Code => 6,
        Method::Hashtag => 7,
        Method::PrefilledText => 8,
        Method::Product => 9,
        Method::Number => 10,
        // A proven ad is an ad, also when another message of the conversation came by a link.
        Method::EntryPoint if matches!(touch.kind, EntryKind::Ad | EntryKind::Post) => 11,
        Method::EntryPoint => 12,
        Method::ClickMatch => 13,
        Method::None => 14,
    };
    carrier + unidentified
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn an_entry_point_never_weakens_what_names_its_identifier_and_a_proven_ad_goes_before_a_link_and_organic() {
        let decide = |touches: &[Touch], history| attribute(touches, Some(&first(1)), Rules::default(), history);
        let organic = touch(1, Method::EntryPoint, EntryKind::Organic, None, 1);
        let link = touch(2, Method::EntryPoint, EntryKind::Link, None, 1);
        let ad = touch(3, Method::EntryPoint, EntryKind::Ad, None, 9);
        let code = touch(4, Method::Code, EntryKind::Link, Some(7), 5);
        let all = [organic.clone(), link.clone(), ad.clone(), code];
        let new = History::default();
        assert_eq!(decide(&all, new).identifier_id, Some(IdentifierId::from(7)));
        assert_eq!((decide(&all[..3], new).kind, decide(&all[..3], new).unidentified), (EntryKind::Ad, true));
        assert_eq!((decide(&all[..2], new).kind, decide(&all[..2], new).unidentified), (EntryKind::Link, true));
        assert_eq!((decide(&all[..1], new).kind, decide(&all[..1], new).unidentified), (EntryKind::Organic, false));
        let known = History { known_contact: true, inherited: None };
        assert_eq!(decide(&[organic], known).kind, EntryKind::Return);
        assert_eq!(decide(&[ad], known).kind, EntryKind::Ad);
    }

    fn touch(id: i64, method: Method, kind: EntryKind, identifier: Option<i64>, at: i64) -> Touch {
        Touch {
            id: TouchId::from(id),
            kind,
            method,
            identifier_id: identifier.map(IdentifierId::from),
            click_id: None,
            seen_at: Moment::from_millis(at),
            provider_message_id: format!("m{at}"),
            paid_click: false,
        }
    }

    fn first(at: i64) -> MessageOrder {
        MessageOrder { sent_at: Moment::from_millis(at), provider_message_id: format!("m{at}") }
    }

    #[test]
    fn the_hashtag_of_the_first_message_wins_over_the_ad() {
        let touches = [
            touch(1, Method::AdHeader, EntryKind::Ad, Some(10), 5),
            touch(2, Method::Hashtag, EntryKind::Hashtag, Some(11), 5),
        ];
        let verdict = attribute(&touches, Some(&first(5)), Rules::default(), History::default());
        assert_eq!((verdict.kind, verdict.identifier_id), (EntryKind::Hashtag, Some(IdentifierId::from(11))));
        let turned_around = Rules { hashtag_wins: false, ..Rules::default() };
        let verdict = attribute(&touches, Some(&first(5)), turned_around, History::default());
        assert_eq!(verdict.kind, EntryKind::Ad);
    }

    #[test]
    fn where_header_and_text_disagree_the_rule_of_the_company_decides() {
        let touches = [
            touch(1, Method::AdHeader, EntryKind::Ad, Some(10), 5),
            touch(2, Method::Code, EntryKind::Link, Some(11), 5),
        ];
        let decide = |text_wins| {
            let rules = Rules { text_wins, ..Rules::default() };
            attribute(&touches, Some(&first(5)), rules, History::default()).identifier_id
        };
        assert_eq!(decide(false), Some(IdentifierId::from(10)));
        assert_eq!(decide(true), Some(IdentifierId::from(11)));
    }

    #[test]
    fn a_rule_that_was_kept_before_carriers_could_be_chosen_is_still_read() {
        let kept: Rules = serde_json::from_str(r#"{"hashtag_wins":false}"#).unwrap();
        assert_eq!(kept, Rules { hashtag_wins: false, ..Rules::default() });
    }

    #[test]
    fn a_links_words_in_a_later_message_change_nothing() {
        let touches = [touch(2, Method::PrefilledText, EntryKind::Link, Some(11), 9)];
        let verdict = attribute(&touches, Some(&first(5)), Rules::default(), History::default());
        assert_eq!(verdict.kind, EntryKind::None);
    }

    #[test]
    fn a_hashtag_in_a_later_message_changes_nothing() {
        let touches = [touch(2, Method::Hashtag, EntryKind::Hashtag, Some(11), 9)];
        let verdict = attribute(&touches, Some(&first(5)), Rules::default(), History::default());
        assert_eq!(verdict.kind, EntryKind::None);
    }

    #[test]
    fn of_two_ads_the_one_of_the_earlier_message_is_the_entry() {
        let touches = [
            touch(1, Method::AdHeader, EntryKind::Ad, Some(10), 9),
            touch(2, Method::AdHeader, EntryKind::Ad, Some(11), 5),
        ];
        let verdict = attribute(&touches, Some(&first(5)), Rules::default(), History::default());
        assert_eq!(verdict.identifier_id, Some(IdentifierId::from(11)));
    }

    #[test]
    fn a_proof_of_some_ad_is_an_unidentified_ad_until_a_card_names_it() {
        let some_ad = touch(1, Method::EntryPoint, EntryKind::Ad, None, 5);
        let verdict = attribute(std::slice::from_ref(&some_ad), Some(&first(5)), Rules::default(), History::default());
        assert!(verdict.unidentified && verdict.kind == EntryKind::Ad);
        let named = touch(2, Method::AdHeader, EntryKind::Ad, Some(3), 7);
        let verdict = attribute(&[some_ad, named], Some(&first(5)), Rules::default(), History::default());
        assert!(!verdict.unidentified && verdict.identifier_id == Some(IdentifierId::from(3)));
    }

    #[test]
    fn a_known_contact_without_evidence_is_a_return_and_names_the_last_origin() {
        let inherited = Inherited {
            conversation_id: ConversationId::from(1),
            kind: EntryKind::Ad,
            identifier_id: Some(IdentifierId::from(4)),
        };
        let history = History { known_contact: true, inherited: Some(inherited) };
        let verdict = attribute(&[], Some(&first(5)), Rules::default(), history);
        assert_eq!((verdict.kind, verdict.identifier_id), (EntryKind::Return, None));
        assert_eq!(verdict.inherited, Some(inherited));
    }

    #[test]
    fn the_last_word_of_a_person_wins_and_can_be_taken_back() {
        let ad = touch(1, Method::AdHeader, EntryKind::Ad, Some(10), 5);
        let first_word = touch(2, Method::Manual, EntryKind::Link, Some(11), 6);
        let last_word = touch(3, Method::Manual, EntryKind::Link, Some(12), 7);
        let taken_back = touch(4, Method::Manual, EntryKind::None, None, 8);
        let decide = |touches: &[Touch]| attribute(touches, Some(&first(5)), Rules::default(), History::default());
        let corrected = [ad.clone(), first_word.clone(), last_word.clone()];
        assert_eq!(decide(&corrected).identifier_id, Some(IdentifierId::from(12)));
        assert_eq!(decide(&[ad, first_word, last_word, taken_back]).identifier_id, Some(IdentifierId::from(10)));
    }

    proptest! {
        #[test]
        fn the_order_of_arrival_never_changes_the_verdict(
            rows in proptest::collection::vec((0_usize..Method::ALL.len(), proptest::option::of(0_i64..4), 0_i64..5), 0..8),
            turn in 0_usize..8,
        ) {
            let touches: Vec<Touch> = rows.iter().enumerate().map(|(index, (method, identifier, at))| {
                let id = i64::try_from(index).unwrap();
                touch(id, Method::ALL[*method], EntryKind::Ad, *identifier, *at)
            }).collect();
            let mut turned = touches.clone();
            turned.rotate_left(turn.min(touches.len()));
            turned.reverse();
            let order = first(0);
            prop_assert_eq!(
                attribute(&touches, Some(&order), Rules::default(), History::default()),
                attribute(&turned, Some(&order), Rules::default(), History::default())
            );
        }
    }
}
