//! Names of identifiers: what a person gives to one or many, and what every change of a name leaves behind.
//!
//! In: names by field, or an identifier with other names. Out: the identifier, and a row that tells what was changed, by
//! whom and how. Refused: names that are too long or hold control characters, identifiers of nobody or another company.
//! Figures do not move: they are kept by identifier.

use nascente_domain::closing::FieldError;
use nascente_domain::id::{CompanyId, IdentifierId};
use nascente_domain::touch::EntryKind;
use nascente_store::identifier::{self, StoredIdentifier};
use nascente_store::identifier_change::{self, ChangeActor, ChangeWay, NewChange};
use nascente_store::{Lane, Tx};
use serde_json::{Map, Value, json};

use crate::app::{App, LiveHint};
use crate::attend::desk::Doer;
use crate::failure::Failure;
use crate::http::body::identifier::UpdateIdentifierRequest;
use crate::links::draft::Reading;

/// Names that a person gives; an empty text takes one away.
#[derive(Debug, Clone)]
pub struct Naming {
    label: Option<String>,
    campaign: Option<String>,
    ad_set: Option<String>,
    ad: Option<String>,
    site: Option<String>,
}

impl Naming {
    /// Reads names; every wrong one is named.
    pub fn read(request: UpdateIdentifierRequest) -> Result<Self, Vec<FieldError>> {
        let mut reading = Reading::of("");
        let mut text = |field: &str, text: Option<String>| {
            text.map(|text| if text.trim().is_empty() { String::new() } else { reading.name(field, &text) })
        };
        let naming = Self {
            label: text("label", request.label),
            campaign: text("campaign", request.campaign),
            ad_set: text("ad_set", request.ad_set),
            ad: text("ad", request.ad),
            site: text("site", request.site),
        };
        reading.finish()?;
        Ok(naming)
    }

    fn applied_to(&self, before: StoredIdentifier) -> StoredIdentifier {
        let named = |text: &Option<String>, before: Option<String>| match text {
            Some(text) if text.is_empty() => None,
            Some(text) => Some(text.clone()),
            None => before,
        };
        let (label, label_given) = match &self.label {
            Some(text) if text.is_empty() => (own_label(&before), false),
            Some(text) => (text.clone(), true),
            None => (before.label.clone(), before.label_given),
        };
        StoredIdentifier {
            label,
            label_given,
            campaign: named(&self.campaign, before.campaign.clone()),
            ad_set: named(&self.ad_set, before.ad_set.clone()),
            ad: named(&self.ad, before.ad.clone()),
            site: named(&self.site, before.site.clone()),
            ..before
        }
    }
}

/// The label of an identifier that nobody named: the link's name, the term, else the key.
fn own_label(identifier: &StoredIdentifier) -> String {
    match (identifier.kind, &identifier.link_name) {
        (EntryKind::Link, Some(name)) => name.clone(),
        (EntryKind::Hashtag, _) => format!("#{}", identifier.key),
        _ => identifier.key.clone(),
    }
}

/// Who gives names, and by what means.
#[derive(Clone)]
pub(crate) struct Namer {
    pub(crate) app: App,
    pub(crate) doer: Doer,
    pub(crate) way: ChangeWay,
}

impl Namer {
    /// A person or a program of the company.
    pub(crate) fn new(app: &App, doer: impl Into<Doer>, way: ChangeWay) -> Self {
        Self { app: app.clone(), doer: doer.into(), way }
    }

    /// Keeps an identifier's names, and what was changed; answers whether anything was.
    pub(crate) fn give(
        &self,
        tx: &mut Tx<'_>,
        company_id: CompanyId,
        before: &StoredIdentifier,
        after: &StoredIdentifier,
    ) -> Result<bool, Failure> {
        let names = difference(before, after);
        if names.is_empty() && before.label_given == after.label_given {
            return Ok(false);
        }
        identifier::set(tx, company_id, after)?;
        self.note(tx, company_id, before.identifier_id, None, names)?;
        Ok(true)
    }

    /// Keeps what was changed already.
    pub(crate) fn note(
        &self,
        tx: &mut Tx<'_>,
        company_id: CompanyId,
        identifier_id: IdentifierId,
        other_id: Option<IdentifierId>,
        names: Map<String, Value>,
    ) -> Result<(), Failure> {
        let change = NewChange {
            change_id: self.app.id(),
            identifier_id,
            other_id,
            way: self.way,
            actor: ChangeActor { kind: self.doer.kind, id: self.doer.id.clone(), name: self.doer.name.clone() },
            changed_at: self.app.now(),
            names: Value::Object(names),
        };
        Ok(identifier_change::insert(tx, company_id, &[change])?)
    }
}

/// The names that differ, each before and after.
pub(crate) fn difference(before: &StoredIdentifier, after: &StoredIdentifier) -> Map<String, Value> {
    let fields = |one: &StoredIdentifier| {
        [
            ("label", Some(one.label.clone())),
            ("campaign", one.campaign.clone()),
            ("ad_set", one.ad_set.clone()),
            ("ad", one.ad.clone()),
            ("site", one.site.clone()),
        ]
    };
    let pairs = fields(before).into_iter().zip(fields(after)).filter(|((_, from), (_, to))| from != to);
    pairs.map(|((field, from), (_, to))| (field.to_owned(), json!([from, to]))).collect()
}

/// Gives names to identifiers, to all of them or none; answers how many have other names now.
pub(crate) async fn name(
    app: &App,
    company_id: CompanyId,
    doer: impl Into<Doer>,
    mut ids: Vec<IdentifierId>,
    naming: Naming,
) -> Result<usize, Failure> {
    ids.sort_unstable();
    ids.dedup();
    let only = match ids.as_slice() {
        [one] => one.to_string(),
        _ => company_id.to_string(),
    };
    let namer = Namer::new(app, doer, ChangeWay::Named);
    let changed = app
        .db
        .write(Lane::Work, move |tx| {
            let mut changed = 0;
            for id in &ids {
                let before = identifier::lock(tx, company_id, *id)?.ok_or(Failure::NotFound)?;
                let after = naming.applied_to(before.clone());
                changed += usize::from(namer.give(tx, company_id, &before, &after)?);
            }
            Ok::<_, Failure>(changed)
        })
        .await?;
    app.hint(LiveHint { company_id, kind: "entry_identifier", id: only, version: None });
    Ok(changed)
}

#[cfg(test)]
mod tests {
    use nascente_domain::moment::Moment;

    use super::*;

    #[test]
    fn a_change_tells_each_name_before_and_after_and_no_other() {
        let before = StoredIdentifier {
            identifier_id: IdentifierId::from(1),
            kind: EntryKind::Ad,
            key: "120".to_owned(),
            label: "120".to_owned(),
            label_given: false,
            campaign: None,
            ad_set: Some("Mulheres".to_owned()),
            ad: None,
            site: None,
            source_url: None,
            created_at: Moment::from_millis(0),
            slug: None,
            link_name: None,
            merged_into: None,
            link_id: None,
        };
        let after = StoredIdentifier { campaign: Some("Natal".to_owned()), ad_set: None, ..before.clone() };
        let told = json!({ "campaign": [null, "Natal"], "ad_set": ["Mulheres", null] });
        assert_eq!(Value::Object(difference(&before, &after)), told);
        assert!(difference(&before, &before).is_empty());
    }
}
