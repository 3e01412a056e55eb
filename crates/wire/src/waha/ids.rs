//! The ids of messages: `true|false_<chat>_<id>`, in groups with the participant behind.
//!
//! In: an id in any of the forms in which events name messages. Out: its parts, or the whole form again.

use serde_json::Value;

use crate::linked_device::jid::Jid;
use crate::linked_device::message::{Chat, Target};
use crate::linked_device::part::Part;

/// The parts of a whole id.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Whole<'a> {
    /// Whether we wrote it.
    pub(super) is_ours: bool,
    /// The chat it stands in.
    pub(super) chat: &'a str,
    /// Its short id.
    pub(super) short: &'a str,
}

/// The parts of an id; `None`: it is a short one.
pub(super) fn whole(id: &str) -> Option<Whole<'_>> {
    let (side, rest) = id.split_once('_')?;
    let is_ours = match side {
        "true" => true,
        "false" => false,
        _ => return None,
    };
    let at = rest.find('@')?;
    let (chat, short) = rest.split_at(at + rest[at..].find('_')?);
    let short = short[1..].split('_').next().filter(|short| !short.is_empty())?;
    Some(Whole { is_ours, chat, short })
}

/// The whole id of a message in this chat.
pub(super) fn build(chat: &str, target: &Target) -> String {
    if whole(&target.id).is_some() {
        return target.id.clone();
    }
    format!("{}_{chat}_{}", target.is_ours, target.id)
}

/// The id under a name, as text or as the object that a browser makes of it.
pub(super) fn id(parent: Part<'_>, name: &str) -> Option<String> {
    match parent.value(name) {
        Some(Value::Object(_)) => {
            let object = parent.object(name);
            object.id("_serialized").or_else(|| object.id("id"))
        }
        _ => parent.id(name),
    }
}

/// The message that an event names. Some engines tell the id from the side of the other person: then it names our number as the
/// chat, and the sides are changed back.
pub(super) fn named(id: String, is_ours: bool, chat: &Chat<'_>) -> String {
    let target = match whole(&id) {
        Some(parts) => {
            let names_us = Jid::read(parts.chat).is_some_and(|address| chat.is_named_as_us(&address));
            if !names_us {
                return id;
            }
            Target { id: parts.short.to_owned(), is_ours: !parts.is_ours }
        }
        None => Target { id, is_ours },
    };
    (chat.name)(&target)
}

#[cfg(test)]
mod tests {
    use nascente_domain::person::Party;

    use super::*;

    #[test]
    fn a_whole_id_is_taken_apart_and_a_short_one_is_completed() {
        let parts = whole("false_5511999990025@c.us_3A5").unwrap();
        assert_eq!((parts.is_ours, parts.chat, parts.short), (false, "5511999990025@c.us", "3A5"));
        let group = whole("true_120363@g.us_3A5_5511999990025@c.us").unwrap();
        assert_eq!((group.is_ours, group.chat, group.short), (true, "120363@g.us", "3A5"));
        for short in ["3A5", "maybe_1@c.us_3A5", "true_3A5", "true_1@c.us", "true_1@c.us_", ""] {
            assert_eq!(whole(short), None, "{short}");
        }
        let target = |id: &str| Target { id: id.to_owned(), is_ours: true };
        assert_eq!(build("1@c.us", &target("3A5")), "true_1@c.us_3A5");
        assert_eq!(build("1@c.us", &target("false_1@c.us_3A5")), "false_1@c.us_3A5");
    }

    #[test]
    fn an_id_told_from_the_other_side_is_turned_round() {
        let contact = Party::default();
        let own = [Jid::read("551130000001@c.us").unwrap()];
        let name = |target: &Target| build("5511999990025@c.us", target);
        let chat = Chat { contact: &contact, own: &own, from_me: false, name: &name };
        let turned = |id: &str| named(id.to_owned(), false, &chat);
        assert_eq!(turned("false_551130000001@c.us_3A5"), "true_5511999990025@c.us_3A5");
        assert_eq!(turned("true_551130000001@c.us_3A5"), "false_5511999990025@c.us_3A5");
        assert_eq!(turned("true_5511999990025@c.us_3A5"), "true_5511999990025@c.us_3A5");
        assert_eq!(turned("3A5"), "false_5511999990025@c.us_3A5");
    }
}
