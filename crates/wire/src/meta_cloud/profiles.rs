//! Who the other side of a message is.
//!
//! In: the ids on the message and the `contacts[]` that stand beside it. Out: one [`Party`]. A profile belongs to the
//! message whose phone or user id it shares; the only profile of a change belongs to every message that it does not
//! contradict. A shared id also completes the other one, for the phone or the BSUID may stand in one place only.

use std::collections::HashMap;

use nascente_domain::person::Party;
use nascente_domain::phone::PhoneKey;
use serde_json::Value;

use crate::fields::{Fields, NotAnId};
use crate::identity::{is_bsuid, name, phone};

/// The profiles of one change, found by id.
#[derive(Default)]
pub(super) struct Profiles {
    all: Vec<Party>,
    by_phone: HashMap<PhoneKey, usize>,
    by_bsuid: HashMap<String, usize>,
}

impl Profiles {
    /// Reads `contacts[]`; what is no profile is passed over.
    pub(super) fn read(contacts: &[Value]) -> Self {
        let mut profiles = Self::default();
        for contact in contacts.iter().map(Fields::of).filter(|contact| contact.is_object()) {
            let Ok(mut party) = party(contact, "wa_id", &["user_id"]) else { continue };
            let profile = contact.object("profile");
            party.name = name(profile, "name");
            party.username = profile.id("username").map(|name| name.trim_start_matches('@').to_owned());
            profiles.add(party);
        }
        profiles
    }

    fn add(&mut self, party: Party) {
        let place = self.all.len();
        if let Some(phone) = &party.phone {
            self.by_phone.entry(phone.key()).or_insert(place);
        }
        if let Some(bsuid) = &party.bsuid {
            self.by_bsuid.entry(bsuid.clone()).or_insert(place);
        }
        self.all.push(party);
    }

    /// The party of a message with what its profile adds.
    pub(super) fn complete(&self, party: Party) -> Party {
        let profile = self.shared(&party).or_else(|| match &self.all[..] {
            [only] if !contradicts(only, &party) => Some(only),
            _ => None,
        });
        let Some(profile) = profile else { return party };
        let shares_id = self.shared(&party).is_some();
        Party {
            phone: party.phone.or_else(|| profile.phone.clone().filter(|_| shares_id)),
            bsuid: party.bsuid.or_else(|| profile.bsuid.clone().filter(|_| shares_id)),
            lid: party.lid,
            username: party.username.or_else(|| profile.username.clone()),
            name: party.name.or_else(|| profile.name.clone()),
        }
    }

    /// The profile that shares an id with the party, the stronger id first.
    fn shared(&self, party: &Party) -> Option<&Party> {
        let by_bsuid = party.bsuid.as_ref().and_then(|bsuid| self.by_bsuid.get(bsuid));
        let by_phone = || party.phone.as_ref().and_then(|phone| self.by_phone.get(&phone.key()));
        by_bsuid.or_else(by_phone).map(|place| &self.all[*place]).filter(|profile| !contradicts(profile, party))
    }
}

/// Whether two parties have an id of one kind, and different ones.
fn contradicts(one: &Party, other: &Party) -> bool {
    let phones = one.phone.as_ref().zip(other.phone.as_ref());
    let bsuids = one.bsuid.as_ref().zip(other.bsuid.as_ref());
    phones.is_some_and(|(one, other)| one.key() != other.key()) || bsuids.is_some_and(|(one, other)| one != other)
}

/// Reads the ids under the given keys. A BSUID in the place of the phone is taken for what it is.
pub(super) fn party(fields: Fields<'_>, phone_key: &str, bsuid_keys: &[&str]) -> Result<Party, NotAnId> {
    let address = fields.strict_id(phone_key)?;
    let mut bsuid = None;
    for key in bsuid_keys {
        bsuid = bsuid.or(fields.strict_id(key)?);
    }
    let bsuid = bsuid.or_else(|| address.clone().filter(|address| is_bsuid(address)));
    Ok(Party { phone: address.as_deref().and_then(phone), bsuid, ..Party::default() })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn sender(message: &Value, contacts: &Value) -> Party {
        let profiles = Profiles::read(contacts.as_array().unwrap());
        profiles.complete(party(Fields::of(message), "from", &["from_user_id"]).unwrap())
    }

    #[test]
    fn a_profile_is_found_by_phone_also_without_the_ninth_digit() {
        let contacts = json!([
            { "profile": { "name": "Outra" }, "wa_id": "5511999990002" },
            { "profile": { "name": "Marina" }, "wa_id": "553188887777", "user_id": "BR.1" },
        ]);
        let party = sender(&json!({ "from": "5531988887777" }), &contacts);
        assert_eq!(party.name.as_deref(), Some("Marina"));
        assert_eq!(party.bsuid.as_deref(), Some("BR.1"));
        assert_eq!(party.phone.unwrap().digits(), "5531988887777");
    }

    #[test]
    fn a_person_without_phone_is_found_by_user_id() {
        let contacts = json!([
            { "profile": { "name": "Lia", "username": "@lia.teste" }, "user_id": "BR.77" },
            { "profile": { "name": "Outra" }, "user_id": "BR.78" },
        ]);
        let party = sender(&json!({ "from_user_id": "BR.77" }), &contacts);
        assert_eq!((party.name.as_deref(), party.username.as_deref()), (Some("Lia"), Some("lia.teste")));
        assert_eq!(party.phone, None);
    }

    #[test]
    fn the_only_profile_gives_its_name_but_not_to_somebody_else() {
        let message = json!({ "from": "5511999990001" });
        assert_eq!(sender(&message, &json!([{ "profile": { "name": "Ana" } }])).name.as_deref(), Some("Ana"));
        let other = json!([{ "profile": { "name": "Ana" }, "wa_id": "5511999990009" }]);
        assert_eq!(sender(&message, &other).name, None);
    }

    #[test]
    fn a_user_id_in_the_place_of_the_phone_is_no_phone() {
        let party = sender(&json!({ "from": "BR.150257639" }), &json!([]));
        assert_eq!((party.phone, party.bsuid.as_deref()), (None, Some("BR.150257639")));
        assert!(sender(&json!({ "from": "120363@g.us" }), &json!([])).is_nobody());
    }
}
