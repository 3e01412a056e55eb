//! Who a contact is: a set of identities, of which the phone may be absent.
//!
//! Since 2026 a person with a username may arrive with a BSUID only, and linked-device providers deliver a LID;
//! nothing may therefore be keyed on the phone.

use crate::phone::Phone;
use crate::text_enum;

text_enum! {
    /// The kinds of identity, strongest first: the order in which a contact is looked up.
    IdentityKind {
        /// Business-scoped user id of Meta.
        Bsuid = "bsuid",
        /// Telephone number, in its comparable form.
        Phone = "phone",
        /// WhatsApp's hidden id of linked-device providers.
        Lid = "lid",
        /// Public username; it can pass to somebody else, so it never proves identity alone.
        Username = "username",
    }
}

/// One identity of a person, in the form in which it is compared.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Identity {
    /// Which kind.
    pub kind: IdentityKind,
    /// The comparable value.
    pub value: String,
}

/// The other side of a message as the wire described it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Party {
    /// The number exactly as sent.
    pub phone: Option<Phone>,
    /// Business-scoped user id.
    pub bsuid: Option<String>,
    /// Linked-device id.
    pub lid: Option<String>,
    /// Public username.
    pub username: Option<String>,
    /// The name the person chose.
    pub name: Option<String>,
}

impl Party {
    /// The identities that prove who this is, strongest first. The username is left out: it is no proof.
    #[must_use]
    pub fn identities(&self) -> Vec<Identity> {
        let bsuid = self.bsuid.clone().map(|value| Identity { kind: IdentityKind::Bsuid, value });
        let phone = self
            .phone
            .as_ref()
            .map(|phone| Identity { kind: IdentityKind::Phone, value: phone.key().as_str().to_owned() });
        let lid = self.lid.clone().map(|value| Identity { kind: IdentityKind::Lid, value });
        [bsuid, phone, lid].into_iter().flatten().collect()
    }

    /// Whether nothing tells who this is.
    #[must_use]
    pub fn is_nobody(&self) -> bool {
        self.phone.is_none() && self.bsuid.is_none() && self.lid.is_none()
    }
}
