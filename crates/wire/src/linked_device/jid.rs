//! The addresses of the `WhatsApp` Web protocol and who stands behind them.
//!
//! In: the text of an address. Out: a person by phone or by LID, or the kind of chat that is not a person. The number
//! of the device (`:12`) is dropped, for it is the same person on another machine.

use nascente_domain::person::Party;
use nascente_domain::phone::Phone;

/// The most bytes of the part before the `@` of a LID.
const LID_LIMIT: usize = 32;

/// One address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Jid {
    /// A person by telephone number.
    Phone(Phone),
    /// A person whose number is hidden, with its `@lid`.
    Lid(String),
    /// No person: the word under which it is left aside.
    Other(&'static str),
}

impl Jid {
    /// Reads an address; `None`: it is none.
    pub(crate) fn read(text: &str) -> Option<Self> {
        let text = text.trim();
        let (user, server) = text.rsplit_once('@').unwrap_or((text, "s.whatsapp.net"));
        match server.to_ascii_lowercase().as_str() {
            "s.whatsapp.net" | "c.us" | "hosted" => phone(user).map(Self::Phone),
            "lid" | "hosted.lid" => lid(user).map(Self::Lid),
            "g.us" => Some(Self::Other("group")),
            "broadcast" if user.eq_ignore_ascii_case("status") => Some(Self::Other("status")),
            "broadcast" => Some(Self::Other("broadcast")),
            "newsletter" => Some(Self::Other("newsletter")),
            _ => Some(Self::Other("other_chat")),
        }
    }

    /// Whether it is an address of this person.
    pub(crate) fn is_of(&self, party: &Party) -> bool {
        match self {
            Self::Phone(phone) => party.phone.as_ref().is_some_and(|other| other.key() == phone.key()),
            Self::Lid(lid) => party.lid.as_ref() == Some(lid),
            Self::Other(_) => false,
        }
    }

    /// Whether two addresses are one, whatever the ninth digit.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Phone(one), Self::Phone(other)) => one.key() == other.key(),
            (one, other) => one == other,
        }
    }
}

/// The person behind several addresses; the first of each kind counts. Addresses of our own number are passed over:
/// tools have confused the two sides before.
pub(crate) fn party(addresses: impl IntoIterator<Item = Jid>, own: &[Jid]) -> Party {
    let mut party = Party::default();
    for address in addresses {
        if own.iter().any(|mine| mine.is_same(&address)) {
            continue;
        }
        match address {
            Jid::Phone(phone) => party.phone = party.phone.or(Some(phone)),
            Jid::Lid(lid) => party.lid = party.lid.or(Some(lid)),
            Jid::Other(_) => {}
        }
    }
    party
}

/// Digits, before the agent (`.0`, `_1`) and the device (`:12`).
fn phone(user: &str) -> Option<Phone> {
    let digits = user.split([':', '.', '_']).next().unwrap_or_default();
    let digits = digits.strip_prefix('+').unwrap_or(digits);
    digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| Phone::read(digits)).flatten()
}

fn lid(user: &str) -> Option<String> {
    let user = user.split([':', '.', '_']).next().unwrap_or_default();
    let is_id = (1..=LID_LIMIT).contains(&user.len()) && user.bytes().all(|byte| byte.is_ascii_digit());
    is_id.then(|| format!("{user}@lid"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Jid {
        Jid::read(text).unwrap()
    }

    #[test]
    fn one_person_has_one_address_on_every_device_and_in_every_spelling() {
        let wanted = read("5511999990001@s.whatsapp.net");
        assert!(matches!(&wanted, Jid::Phone(phone) if phone.digits() == "5511999990001"));
        for same in ["5511999990001:12@s.whatsapp.net", "5511999990001@c.us", "5511999990001.0:3@s.whatsapp.net"] {
            assert_eq!(read(same), wanted, "{same}");
        }
        assert_eq!(read("210000000000025:7@lid"), Jid::Lid("210000000000025@lid".to_owned()));
        assert!(read("553188887777@c.us").is_same(&read("5531988887777@s.whatsapp.net")));
    }

    #[test]
    fn what_is_no_person_says_what_it_is() {
        for (address, word) in [
            ("120363000000000019@g.us", "group"),
            ("status@broadcast", "status"),
            ("1700000000@broadcast", "broadcast"),
            ("120363000000000020@newsletter", "newsletter"),
            ("867051314767696@bot", "other_chat"),
        ] {
            assert_eq!(read(address), Jid::Other(word), "{address}");
        }
        for nothing in ["", "@s.whatsapp.net", "abc@c.us", "0@c.us", "@lid", "não@lid"] {
            assert_eq!(Jid::read(nothing), None, "{nothing}");
        }
    }

    #[test]
    fn a_person_gets_phone_and_lid_but_never_our_own_number() {
        let addresses = ["210000000000025@lid", "551130000001@c.us", "5511999990025@s.whatsapp.net"].map(read);
        let party = party(addresses, &[read("551130000001:4@s.whatsapp.net")]);
        assert_eq!(party.lid.as_deref(), Some("210000000000025@lid"));
        assert_eq!(party.phone.unwrap().digits(), "5511999990025");
    }
}
