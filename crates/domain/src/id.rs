//! Identifiers: 64 bits, ordered by time, made by the application, shown with a prefix that names their kind.
//!
//! Layout, from the top: 42 bits of milliseconds since 1970, 8 bits of node, 14 bits of sequence. A node can
//! therefore make 16,384 ids in a millisecond; beyond that the generator borrows from the next millisecond.

use core::fmt;
use core::str::FromStr;
use std::sync::atomic::{AtomicI64, Ordering};

use crate::moment::Moment;

const SEQUENCE_BITS: u32 = 14;
const NODE_BITS: u32 = 8;
/// Crockford's alphabet in lower case: no i, l, o, u.
const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
/// 13 digits of 5 bits hold 64 bits.
const DIGITS: usize = 13;

/// Makes ids that never repeat on this node and never decrease.
#[derive(Debug)]
pub struct IdGenerator {
    node: i64,
    /// The last `(milliseconds << SEQUENCE_BITS) | sequence` that was given out.
    last: AtomicI64,
}

/// How far apart ids lie whose moments are so many milliseconds apart.
#[must_use]
pub const fn distance(milliseconds: i64) -> i64 {
    milliseconds << (NODE_BITS + SEQUENCE_BITS)
}

impl IdGenerator {
    /// A generator for the given node number (0 on SQLite, leased on PostgreSQL).
    #[must_use]
    pub const fn new(node: u8) -> Self {
        Self { node: node as i64, last: AtomicI64::new(0) }
    }

    /// The next id at the given moment; two calls never give the same.
    pub fn next<T: From<i64>>(&self, now: Moment) -> T {
        let floor = now.millis() << SEQUENCE_BITS;
        let previous = self
            .last
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |last| Some(floor.max(last + 1)))
            .unwrap_or_default();
        let ticket = floor.max(previous + 1);
        let millis = ticket >> SEQUENCE_BITS;
        let sequence = ticket & ((1 << SEQUENCE_BITS) - 1);
        T::from((millis << (NODE_BITS + SEQUENCE_BITS)) | (self.node << SEQUENCE_BITS) | sequence)
    }
}

/// A text that is no id of the wanted kind.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not an id of the form {prefix}_…")]
pub struct BadId {
    /// The prefix that was expected.
    pub prefix: &'static str,
}

/// Writes the shown form of an id.
fn write_id(prefix: &str, value: i64, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let bits = value.cast_unsigned();
    write!(f, "{prefix}_")?;
    for position in (0..DIGITS).rev() {
        let digit = (bits >> (position * 5)) & 31;
        fmt::Write::write_char(f, char::from(ALPHABET[usize::try_from(digit).unwrap_or(0)]))?;
    }
    Ok(())
}

/// Reads the shown form of an id.
fn read_id(prefix: &'static str, text: &str) -> Result<i64, BadId> {
    let bad = BadId { prefix };
    let digits = text.strip_prefix(prefix).and_then(|rest| rest.strip_prefix('_')).ok_or(bad.clone())?;
    if digits.len() != DIGITS {
        return Err(bad);
    }
    let mut bits: u64 = 0;
    for (index, byte) in digits.bytes().enumerate() {
        let digit = ALPHABET.iter().position(|symbol| *symbol == byte.to_ascii_lowercase()).ok_or(bad.clone())?;
        if index == 0 && digit > 15 {
            return Err(bad);
        }
        bits = (bits << 5) | u64::try_from(digit).unwrap_or(0);
    }
    Ok(bits.cast_signed())
}

macro_rules! ids {
    ($($(#[$meta:meta])* $name:ident = $prefix:literal),+ $(,)?) => { $(
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(i64);
        impl $name {
            /// The visible prefix of this kind of id.
            pub const PREFIX: &'static str = $prefix;
            /// The value that is stored.
            #[must_use]
            pub const fn value(self) -> i64 { self.0 }
        }
        impl From<i64> for $name { fn from(value: i64) -> Self { Self(value) } }
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result { write_id($prefix, self.0, f) }
        }
        impl FromStr for $name {
            type Err = BadId;
            fn from_str(text: &str) -> Result<Self, BadId> { read_id($prefix, text).map(Self) }
        }
        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }
        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }
    )+ };
}

ids! {
    /// A company (tenant).
    CompanyId = "co",
    /// A login: one e-mail address of the installation.
    LoginId = "lg",
    /// A user: the membership of a login in a company.
    UserId = "us",
    /// An API token.
    TokenId = "tk",
    /// A channel: one WhatsApp number through one provider.
    ChannelId = "ch",
    /// A contact: a person.
    ContactId = "ct",
    /// A conversation: one episode.
    ConversationId = "cv",
    /// A message or an internal note.
    MessageId = "ms",
    /// A file of a message, or the picture of a card.
    MediaId = "md",
    /// A touch: one piece of evidence.
    TouchId = "tc",
    /// An entry identifier.
    IdentifierId = "ei",
    /// A change of an entry identifier.
    IdentifierChangeId = "ic",
    /// A link of the link generator.
    LinkId = "lk",
    /// A click on a link.
    ClickId = "ck",
    /// A department.
    DepartmentId = "dp",
    /// A disposition.
    DispositionId = "ds",
    /// A closing.
    ClosingId = "cl",
    /// A raw delivery of a provider.
    DeliveryId = "dl",
    /// A job.
    JobId = "jb",
    /// An audit event.
    EventId = "ev",
    /// A rule by which conversations are closed.
    RuleId = "ru",
    /// Something that a rule did.
    RuleActionId = "ra",
    /// A rule by which new conversations find their department.
    RoutingRuleId = "rr",
    /// A tag.
    TagId = "tg",
    /// A webhook to another program.
    WebhookId = "wh",
    /// Something that is told to a webhook.
    WebhookDeliveryId = "wd",
    /// A test of the carriers on a phone.
    CarrierTestId = "tt",
    /// One contact merged into another.
    MergeId = "mg",
    /// Two contacts that are proposed to be merged.
    ProposalId = "mp",
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_read_back_from_what_it_shows() {
        let id = ContactId::from(0x7fff_ffff_ffff_fff5);
        assert_eq!(id.to_string().parse::<ContactId>(), Ok(id));
    }

    #[test]
    fn an_id_of_another_kind_is_refused() {
        let shown = ContactId::from(5).to_string();
        assert!(shown.parse::<ChannelId>().is_err());
        assert!("ct_".parse::<ContactId>().is_err());
        assert!("ct_zzzzzzzzzzzzz".parse::<ContactId>().is_err());
    }

    #[test]
    fn ids_of_one_moment_rise_and_never_repeat() {
        let ids = IdGenerator::new(3);
        let now = Moment::from_millis(1_762_000_000_000);
        let made: Vec<MessageId> = (0..40_000).map(|_| ids.next(now)).collect();
        assert!(made.windows(2).all(|pair| pair[0] < pair[1]));
        let later: MessageId = ids.next(Moment::from_millis(1_762_000_100_000));
        assert!(later > made[39_999]);
    }
}
