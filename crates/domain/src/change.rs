//! What a message looks like after edits, reactions and a taking back.
//!
//! In: a message as it was sent and everything that names it, in any order. Out: what a screen shows. The row of the
//! message is never changed by it, so nothing here depends on which came first. Only its own side edits a message or
//! takes it back; a reaction counts once for each side, the last one.

use crate::message::{Direction, MessageKind};
use crate::moment::Moment;

/// An edit, a taking back or a reaction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Edit, revoke or reaction.
    pub kind: MessageKind,
    /// Whose it is.
    pub direction: Direction,
    /// The new text, or the emoji; `None`: no text, or a reaction taken back.
    pub text: Option<String>,
    /// When it was sent.
    pub sent_at: Moment,
    /// The provider's id; decides between changes of one millisecond.
    pub provider_id: Option<String>,
}

/// An emoji on a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reaction {
    /// The emoji.
    pub emoji: String,
    /// Whose it is.
    pub by: Direction,
}

/// A text that a message had before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    /// The text.
    pub text: Option<String>,
    /// From when on it was shown.
    pub at: Moment,
}

/// A message as it is shown now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// The text; `None` once it was taken back.
    pub text: Option<String>,
    /// When the text was changed last.
    pub edited_at: Option<Moment>,
    /// When it was taken back (*Mensagem apagada*).
    pub revoked_at: Option<Moment>,
    /// At most one of each side.
    pub reactions: Vec<Reaction>,
    /// The texts before the present one, earliest first; of one that was taken back the last one too.
    pub versions: Vec<Version>,
}

/// Applies changes to a message.
#[must_use]
pub fn shown(direction: Direction, text: Option<&str>, sent_at: Moment, changes: &[Change]) -> Shown {
    let mut ordered: Vec<&Change> = changes.iter().collect();
    ordered.sort_by_key(|change| (change.sent_at, change.provider_id.as_deref()));
    let own = |kind: MessageKind| ordered.iter().filter(move |one| one.kind == kind && one.direction == direction);
    let mut current = Version { text: text.map(str::to_owned), at: sent_at };
    let mut versions = Vec::new();
    for edit in own(MessageKind::Edit).filter(|edit| edit.text.is_some()) {
        let next = Version { text: edit.text.clone(), at: edit.sent_at };
        versions.push(std::mem::replace(&mut current, next));
    }
    let edited_at = (!versions.is_empty()).then_some(current.at);
    if let Some(revoke) = own(MessageKind::Revoke).next() {
        versions.push(current);
        return Shown { text: None, edited_at, revoked_at: Some(revoke.sent_at), reactions: Vec::new(), versions };
    }
    let reactions = [Direction::Inbound, Direction::Outbound]
        .into_iter()
        .filter_map(|by| {
            let last = ordered.iter().rfind(|one| one.kind == MessageKind::Reaction && one.direction == by)?;
            let emoji = last.text.clone().filter(|emoji| !emoji.is_empty())?;
            Some(Reaction { emoji, by })
        })
        .collect();
    Shown { text: current.text, edited_at, revoked_at: None, reactions, versions }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn change(kind: MessageKind, direction: Direction, text: Option<&str>, at: i64) -> Change {
        let provider_id = Some(format!("c{at}"));
        Change { kind, direction, text: text.map(str::to_owned), sent_at: Moment::from_millis(at), provider_id }
    }

    fn of_contact(changes: &[Change]) -> Shown {
        shown(Direction::Inbound, Some("first"), Moment::from_millis(0), changes)
    }

    #[test]
    fn the_last_edit_is_shown_and_the_texts_before_it_are_kept() {
        let edits = [
            change(MessageKind::Edit, Direction::Inbound, Some("third"), 2),
            change(MessageKind::Edit, Direction::Inbound, Some("second"), 1),
        ];
        let found = of_contact(&edits);
        assert_eq!((found.text.as_deref(), found.edited_at), (Some("third"), Some(Moment::from_millis(2))));
        let before: Vec<_> = found.versions.iter().filter_map(|one| one.text.as_deref()).collect();
        assert_eq!(before, ["first", "second"]);
    }

    #[test]
    fn nobody_edits_or_takes_back_what_the_other_side_wrote() {
        let strange = [
            change(MessageKind::Edit, Direction::Outbound, Some("never said"), 1),
            change(MessageKind::Revoke, Direction::Outbound, None, 2),
        ];
        assert_eq!(of_contact(&strange), of_contact(&[]));
    }

    #[test]
    fn a_message_that_was_taken_back_shows_no_text_and_no_reaction() {
        let changes = [
            change(MessageKind::Reaction, Direction::Outbound, Some("👍"), 1),
            change(MessageKind::Revoke, Direction::Inbound, None, 2),
            change(MessageKind::Edit, Direction::Inbound, Some("late"), 3),
        ];
        let found = of_contact(&changes);
        assert_eq!((found.text, found.revoked_at), (None, Some(Moment::from_millis(2))));
        assert!(found.reactions.is_empty());
    }

    #[test]
    fn a_reaction_counts_once_for_each_side_until_it_is_taken_back() {
        let changes = [
            change(MessageKind::Reaction, Direction::Inbound, Some("👍"), 1),
            change(MessageKind::Reaction, Direction::Inbound, Some("❤"), 2),
            change(MessageKind::Reaction, Direction::Outbound, Some("🙏"), 3),
            change(MessageKind::Reaction, Direction::Outbound, None, 4),
        ];
        assert_eq!(of_contact(&changes).reactions, [Reaction { emoji: "❤".to_owned(), by: Direction::Inbound }]);
    }

    proptest! {
        #[test]
        fn the_order_of_changes_is_of_no_consequence(seed in prop::collection::vec((0_usize..3, any::<bool>()), 0..8)) {
            let kinds = [MessageKind::Edit, MessageKind::Revoke, MessageKind::Reaction];
            let changes: Vec<Change> = seed.iter().zip(1..).map(|((kind, ours), at)| {
                let side = if *ours { Direction::Outbound } else { Direction::Inbound };
                change(kinds[*kind], side, Some("x"), at)
            }).collect();
            let mut turned = changes.clone();
            turned.reverse();
            prop_assert_eq!(of_contact(&changes), of_contact(&turned));
        }
    }
}
