//! Identifiers that are one and the same: a pointer from one to another, never a rewrite of the ledger.
//!
//! In: the pointers of a company. Out: which identifier stands for another. Invariant: following them ends; whoever adds a
//! pointer asks [`Merges::may_merge`] first.

use std::collections::BTreeMap;

use crate::id::IdentifierId;

/// Which identifier was merged into which.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Merges(BTreeMap<IdentifierId, IdentifierId>);

impl Merges {
    /// The pointers as they are kept.
    #[must_use]
    pub fn of(pointers: impl IntoIterator<Item = (IdentifierId, IdentifierId)>) -> Self {
        Self(pointers.into_iter().collect())
    }

    /// The identifier that stands for this one; itself, when it was not merged.
    #[must_use]
    pub fn stands_for(&self, id: IdentifierId) -> IdentifierId {
        let mut standing = id;
        // A ring cannot be made; were there one, its pointers would be followed once each.
        for _ in 0..self.0.len() {
            match self.0.get(&standing) {
                Some(next) => standing = *next,
                None => break,
            }
        }
        standing
    }

    /// Every identifier that a pointer leads from to this one, and itself.
    #[must_use]
    pub fn family(&self, id: IdentifierId) -> Vec<IdentifierId> {
        let mut family = vec![id];
        let mut looked_at = 0;
        while let Some(into) = family.get(looked_at).copied() {
            let new: Vec<IdentifierId> = self
                .0
                .iter()
                .filter(|(from, to)| **to == into && !family.contains(from))
                .map(|(from, _)| *from)
                .collect();
            family.extend(new);
            looked_at += 1;
        }
        family
    }

    /// The identifiers whose pointer leads to this one without another in between.
    #[must_use]
    pub fn direct(&self, id: IdentifierId) -> Vec<IdentifierId> {
        self.0.iter().filter(|(_, into)| **into == id).map(|(from, _)| *from).collect()
    }

    /// Whether one may be merged into another: not into itself, nor into what leads back to it.
    #[must_use]
    pub fn may_merge(&self, from: IdentifierId, into: IdentifierId) -> bool {
        !self.0.contains_key(&from) && self.stands_for(into) != from
    }

    /// With one more pointer.
    #[must_use]
    pub fn with(mut self, from: IdentifierId, into: IdentifierId) -> Self {
        self.0.insert(from, into);
        self
    }

    /// With one pointer less.
    #[must_use]
    pub fn without(mut self, from: IdentifierId) -> Self {
        self.0.remove(&from);
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn id(value: i64) -> IdentifierId {
        IdentifierId::from(value)
    }

    #[test]
    fn a_chain_is_followed_to_its_end_and_taken_apart_where_it_was_joined() {
        let merges = Merges::of([(id(1), id(2)), (id(2), id(3))]);
        assert_eq!((merges.stands_for(id(1)), merges.stands_for(id(9))), (id(3), id(9)));
        assert_eq!(merges.family(id(2)), [id(2), id(1)]);
        assert_eq!((merges.direct(id(3)), merges.direct(id(1))), (vec![id(2)], vec![]));
        let split = merges.without(id(2));
        assert_eq!((split.stands_for(id(1)), split.stands_for(id(2))), (id(2), id(2)));
    }

    proptest! {
        #[test]
        fn what_may_be_merged_never_makes_a_ring(wishes in proptest::collection::vec((0_i64..8, 0_i64..8), 0..20)) {
            let mut merges = Merges::default();
            for (from, into) in wishes {
                if merges.may_merge(id(from), id(into)) {
                    merges = merges.with(id(from), id(into));
                }
            }
            for one in 0..8 {
                let standing = merges.stands_for(id(one));
                prop_assert_eq!(merges.stands_for(standing), standing);
                prop_assert!(merges.family(standing).contains(&id(one)));
            }
        }
    }
}
