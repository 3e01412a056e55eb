//! First, last and last-paid origin: three views over the ledger of touches, kept beside the verdict of each conversation.
//!
//! In: what the person's conversations up to one showed, oldest first. Out: for each conversation which origin each view
//! names. A view never changes the verdict, nor which click id is told to an ad platform. It does not depend on the order of
//! arrival: what a touch weighs is decided within its conversation, by the rules of the verdict, and a tap that is reported
//! again never counts as a newer one.

use std::collections::BTreeMap;

use crate::attribution::{MessageOrder, Rules, speaking, strength};
use crate::conversion::is_formed;
use crate::id::{ClickId, IdentifierId, TouchId};
use crate::merging::Merges;
use crate::text_enum;
use crate::touch::{EntryKind, Touch};

text_enum! {
    /// Which origin of a conversation a figure or list goes by.
    OriginView {
        /// The conversation's own entry.
        Entry = "entry",
        /// The first one known of the person.
        First = "first",
        /// The last one that decided a conversation: a return counts for what it inherits.
        Last = "last",
        /// The last one that was paid for.
        LastPaid = "last_paid",
    }
}

/// An origin that a view names; of kind *none* where there never was one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Origin {
    /// Its kind.
    pub kind: EntryKind,
    /// Which identifier; `None`: the kind is known, not which one.
    pub identifier_id: Option<IdentifierId>,
    /// The touch that shows it.
    pub touch_id: Option<TouchId>,
}

impl Origin {
    /// No origin.
    pub const NONE: Self = Self { kind: EntryKind::None, identifier_id: None, touch_id: None };

    /// Whether it is an origin: neither *none* nor a return.
    #[must_use]
    pub const fn is_known(&self) -> bool {
        !matches!(self.kind, EntryKind::None | EntryKind::Return)
    }
}

impl Default for Origin {
    fn default() -> Self {
        Self::NONE
    }
}

/// What the three views name for a conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Origins {
    /// First.
    pub first: Origin,
    /// Last.
    pub last: Origin,
    /// Last paid.
    pub last_paid: Origin,
}

/// What a conversation that the contact began shows.
#[derive(Debug, Clone, Copy)]
pub struct Shown<'a> {
    /// Its verdict.
    pub entry: Origin,
    /// Its touches.
    pub touches: &'a [Touch],
    /// The contact's first message in it.
    pub first_inbound: Option<&'a MessageOrder>,
    /// Whether the person had a conversation before it.
    pub known_contact: bool,
}

impl Origins {
    /// The views after one more conversation of the person.
    #[must_use]
    pub fn after(self, shown: &Shown<'_>, merges: &Merges) -> Self {
        let speaking = speaking(shown.touches, shown.first_inbound, shown.known_contact);
        let standing = |touch: &Touch| Origin {
            kind: touch.kind,
            identifier_id: touch.identifier_id.map(|id| merges.stands_for(id)),
            touch_id: Some(touch.id),
        };
        let first = || earliest(&speaking, shown.entry.touch_id).map(standing);
        Self {
            first: if self.first.is_known() { self.first } else { first().unwrap_or_default() },
            last: if shown.entry.is_known() { shown.entry } else { self.last },
            last_paid: latest_paid(&speaking, shown.entry.touch_id).map_or(self.last_paid, standing),
        }
    }

    /// The origin that a view names; `entry` is the conversation's own.
    #[must_use]
    pub const fn seen_by(&self, view: OriginView, entry: Origin) -> Origin {
        match view {
            OriginView::Entry => entry,
            OriginView::First => self.first,
            OriginView::Last => self.last,
            OriginView::LastPaid => self.last_paid,
        }
    }
}

/// Of the touches of one message: the one that decided first, then by what the usual rules make of their carriers.
fn rank(touch: &Touch, deciding: Option<TouchId>) -> (bool, u8, TouchId) {
    (deciding != Some(touch.id), strength(touch, Rules::default()), touch.id)
}

/// The earliest touch of a conversation. As in the verdict, what names its identifier goes before what does not, and both
/// before *neither an ad nor a link*.
fn earliest<'a>(speaking: &[&'a Touch], deciding: Option<TouchId>) -> Option<&'a Touch> {
    let place = |touch: &&&Touch| {
        let vague = (touch.kind == EntryKind::Organic, touch.identifier_id.is_none());
        (vague, touch.seen_at, touch.provider_message_id.clone(), rank(touch, deciding))
    };
    speaking.iter().min_by_key(place).copied()
}

/// The latest paid touch of a conversation; of what was shown several times the first time counts.
fn latest_paid<'a>(speaking: &[&'a Touch], deciding: Option<TouchId>) -> Option<&'a Touch> {
    type Tap = (EntryKind, Option<IdentifierId>, Option<ClickId>);
    let mut taps: BTreeMap<Tap, &'a Touch> = BTreeMap::new();
    let place = |touch: &Touch| (touch.seen_at, touch.provider_message_id.clone(), rank(touch, deciding));
    for touch in speaking.iter().copied().filter(|touch| is_paid(touch)) {
        let kept = taps.entry((touch.kind, touch.identifier_id, touch.click_id)).or_insert(touch);
        if place(touch) < place(kept) {
            *kept = touch;
        }
    }
    // Later messages first; within one message as the verdict has it.
    let latest = |touch: &&Touch| {
        let named = touch.identifier_id.is_some();
        (named, touch.seen_at, touch.provider_message_id.clone(), std::cmp::Reverse(rank(touch, deciding)))
    };
    taps.into_values().max_by_key(latest)
}

/// Whether somebody paid for the way that a touch shows: an ad, or a link that was opened from one.
const fn is_paid(touch: &Touch) -> bool {
    matches!(touch.kind, EntryKind::Ad) || touch.paid_click
}

/// Click ids that only ads append. Meta appends an `fbclid` to every link that leaves it, paid or not.
const IDS_OF_ADS: &[&str] = &["gclid", "gbraid", "wbraid", "dclid", "msclkid", "ttclid"];

/// Whether the query of a click proves an ad: by the click id of one, or by a medium that Google Analytics counts as paid.
#[must_use]
pub fn is_paid_query(query: &str) -> bool {
    query.split('&').filter_map(|pair| pair.split_once('=')).any(|(name, value)| {
        IDS_OF_ADS.contains(&name) && is_formed(value) || name == "utm_medium" && is_paid_medium(value)
    })
}

/// `^(.*cp.*|ppc|retargeting|paid.*)$`, without case.
fn is_paid_medium(medium: &str) -> bool {
    let medium = medium.to_ascii_lowercase();
    medium.contains("cp") || matches!(medium.as_str(), "ppc" | "retargeting") || medium.starts_with("paid")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::attribution::{History, attribute};
    use crate::moment::Moment;
    use crate::touch::Method;
    use proptest::prelude::*;

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

    fn ad(id: i64, identifier: i64, at: i64) -> Touch {
        touch(id, Method::AdHeader, EntryKind::Ad, Some(identifier), at)
    }

    fn code(id: i64, identifier: i64, at: i64) -> Touch {
        touch(id, Method::Code, EntryKind::Link, Some(identifier), at)
    }

    fn first(at: i64) -> MessageOrder {
        MessageOrder { sent_at: Moment::from_millis(at), provider_message_id: format!("m{at}") }
    }

    /// The views after conversations that begin with their first touch, or at the time given.
    fn after(conversations: &[(i64, Vec<Touch>)]) -> Origins {
        let mut origins = Origins::default();
        for (index, (at, touches)) in conversations.iter().enumerate() {
            let order = first(*at);
            let history = History { known_contact: index > 0, inherited: None };
            let verdict = attribute(touches, Some(&order), Rules::default(), history);
            let shown = Shown {
                entry: Origin { kind: verdict.kind, identifier_id: verdict.identifier_id, touch_id: verdict.touch_id },
                touches,
                first_inbound: Some(&order),
                known_contact: index > 0,
            };
            origins = origins.after(&shown, &Merges::default());
        }
        origins
    }

    fn named(origin: Origin) -> (EntryKind, Option<i64>) {
        (origin.kind, origin.identifier_id.map(IdentifierId::value))
    }

    #[test]
    fn a_return_keeps_all_three_and_a_link_after_an_ad_moves_the_last_alone() {
        let returned = after(&[(1, vec![ad(1, 10, 1)]), (5, vec![])]);
        assert_eq!(named(returned.first), (EntryKind::Ad, Some(10)));
        assert_eq!((named(returned.last), named(returned.last_paid)), (named(returned.first), named(returned.first)));
        let linked = after(&[(1, vec![ad(1, 10, 1)]), (5, vec![code(2, 20, 5)]), (9, vec![])]);
        assert_eq!(named(linked.first), (EntryKind::Ad, Some(10)));
        assert_eq!(named(linked.last), (EntryKind::Link, Some(20)));
        assert_eq!(named(linked.last_paid), (EntryKind::Ad, Some(10)));
    }

    #[test]
    fn an_ad_that_lost_against_a_hashtag_is_still_the_last_paid() {
        let hashtag = touch(1, Method::Hashtag, EntryKind::Hashtag, Some(30), 1);
        let origins = after(&[(1, vec![hashtag, ad(2, 10, 1)])]);
        assert_eq!(named(origins.first), (EntryKind::Hashtag, Some(30)));
        assert_eq!(named(origins.last), (EntryKind::Hashtag, Some(30)));
        assert_eq!(named(origins.last_paid), (EntryKind::Ad, Some(10)));
    }

    #[test]
    fn who_never_showed_anything_has_no_origin_and_organic_is_one_only_for_a_stranger() {
        assert_eq!(after(&[(1, vec![]), (2, vec![])]), Origins::default());
        let organic = |id, at| touch(id, Method::EntryPoint, EntryKind::Organic, None, at);
        let origins = after(&[(1, vec![organic(1, 1)]), (5, vec![organic(2, 5)])]);
        assert_eq!(
            (named(origins.first), named(origins.last)),
            ((EntryKind::Organic, None), (EntryKind::Organic, None))
        );
        assert_eq!(origins.last_paid, Origin::NONE);
    }

    #[test]
    fn of_several_touches_in_one_conversation_the_earliest_is_first_and_the_latest_paid_is_last_paid() {
        let touches = vec![code(1, 20, 1), ad(2, 10, 3), ad(3, 11, 5)];
        let origins = after(&[(1, touches)]);
        assert_eq!(named(origins.first), (EntryKind::Link, Some(20)), "though the header of the ad decides");
        assert_eq!(named(origins.last), (EntryKind::Ad, Some(10)));
        assert_eq!(named(origins.last_paid), (EntryKind::Ad, Some(11)));
        let again = after(&[(1, vec![ad(1, 10, 1), ad(2, 11, 3), ad(3, 10, 5)])]);
        assert_eq!(named(again.last_paid), (EntryKind::Ad, Some(11)), "a tap that is reported again is no newer one");
        let proof = touch(2, Method::EntryPoint, EntryKind::Ad, None, 9);
        let proven = after(&[(1, vec![ad(1, 10, 1), proof])]);
        assert_eq!(named(proven.last_paid), (EntryKind::Ad, Some(10)), "a proof of some ad does not hide which one");
    }

    #[test]
    fn the_word_of_a_person_stands_for_all_that_its_conversation_showed_until_it_is_taken_back() {
        let by_hand = |id, kind, identifier| touch(id, Method::Manual, kind, identifier, 50);
        let given = after(&[(1, vec![ad(1, 10, 1), by_hand(2, EntryKind::Link, Some(20))])]);
        assert_eq!((named(given.first), named(given.last)), ((EntryKind::Link, Some(20)), (EntryKind::Link, Some(20))));
        assert_eq!(given.last_paid, Origin::NONE);
        let taken_back = [ad(1, 10, 1), by_hand(2, EntryKind::Link, Some(20)), by_hand(3, EntryKind::None, None)];
        assert_eq!(named(after(&[(1, taken_back.to_vec())]).last_paid), (EntryKind::Ad, Some(10)));
    }

    #[test]
    fn merged_identifiers_count_for_the_one_that_stands_for_them() {
        let merges = Merges::of([(IdentifierId::from(10), IdentifierId::from(11))]);
        let touches = [ad(1, 10, 1)];
        let entry = Origin { kind: EntryKind::Ad, identifier_id: Some(IdentifierId::from(11)), touch_id: None };
        let shown = Shown { entry, touches: &touches, first_inbound: None, known_contact: false };
        let origins = Origins::default().after(&shown, &merges);
        assert_eq!(
            (named(origins.first), named(origins.last_paid)),
            ((EntryKind::Ad, Some(11)), (EntryKind::Ad, Some(11)))
        );
    }

    #[test]
    fn an_id_that_only_ads_append_and_a_paid_medium_prove_an_ad_and_an_fbclid_does_not() {
        for paid in ["gclid=Cj0K", "a=b&wbraid=x", "utm_medium=cpc", "utm_medium=Paid+Social", "ttclid=E.C.P"] {
            assert!(is_paid_query(paid), "{paid}");
        }
        for free in ["", "fbclid=IwAR0", "gclid=", "gclid=%7Bgclid%7D", "utm_medium=social", "utm_source=cpc", "gclid"]
        {
            assert!(!is_paid_query(free), "{free}");
        }
    }

    proptest! {
        #[test]
        fn the_order_in_which_touches_are_read_never_changes_a_view(
            rows in proptest::collection::vec(
                (0_usize..Method::ALL.len(), 0_usize..EntryKind::ALL.len(), proptest::option::of(0_i64..4), 0_i64..5, any::<bool>()),
                0..8,
            ),
            turn in 0_usize..8,
        ) {
            let touches: Vec<Touch> = rows.iter().enumerate().map(|(index, (method, kind, identifier, at, paid))| {
                let id = i64::try_from(index).unwrap();
                Touch { paid_click: *paid, ..touch(id, Method::ALL[*method], EntryKind::ALL[*kind], *identifier, *at) }
            }).collect();
            let mut turned = touches.clone();
            turned.rotate_left(turn.min(touches.len()));
            turned.reverse();
            prop_assert_eq!(after(&[(0, touches)]), after(&[(0, turned)]));
        }

        #[test]
        fn what_one_touch_shows_is_first_and_last_at_once(method in 0_usize..Method::ALL.len(), kind in 0_usize..EntryKind::ALL.len()) {
            let one = touch(1, Method::ALL[method], EntryKind::ALL[kind], Some(4), 1);
            let origins = after(&[(1, vec![one])]);
            prop_assert_eq!(origins.first, origins.last);
        }
    }
}
