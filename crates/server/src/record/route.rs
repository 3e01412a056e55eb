//! Where a conversation is led: by its link, by a rule, or to the usual department.

use nascente_domain::assignment::Routing;
use nascente_domain::id::{DepartmentId, RoutingRuleId};
use nascente_domain::touch::EntryKind;
use nascente_store::conversation::ConversationRow;
use nascente_store::recording::DepartmentFacts;
use nascente_store::routing::ActiveRule;

use super::working::WorkingSet;

/// Where a conversation is led, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Route {
    pub(crate) department_id: DepartmentId,
    /// The rule; `None`: the link's own department.
    pub(crate) rule_id: Option<RoutingRuleId>,
    /// `link`, `identifier`, `hashtag`, `channel`.
    pub(crate) by: String,
    /// Which of them.
    pub(crate) value: String,
}

impl WorkingSet {
    /// A department as recording sees it.
    pub(crate) fn department(&self, id: DepartmentId) -> Option<&DepartmentFacts> {
        self.departments.get(&id)
    }

    /// Whether it is known that no department chooses agents by itself.
    pub(crate) fn routes_by_hand(&self) -> bool {
        let by_hand = |home: &DepartmentFacts| home.attendance.routing == Routing::Manual;
        !self.departments.is_empty() && self.departments.values().all(by_hand)
    }

    /// The department that a conversation with this entry goes to: by [`Self::route`], else the default one. `None`
    /// where departments were not read.
    pub(crate) fn department_of_entry(&self, row: &ConversationRow) -> Option<DepartmentId> {
        self.default_department.map(|usual| self.route(row).map_or(usual, |route| route.department_id))
    }

    /// Where a conversation with this entry is led: by its link's own department while that is in use, else by the
    /// first rule that fits.
    pub(crate) fn route(&self, row: &ConversationRow) -> Option<Route> {
        let link = row.identifier_id.and_then(|id| self.links.values().find(|link| link.identifier_id == id));
        let of_link = link.and_then(|link| link.department_id).filter(|id| self.departments.contains_key(id));
        if let (Some(department_id), Some(link)) = (of_link, link) {
            let value = link.link_id.to_string();
            return Some(Route { department_id, rule_id: None, by: "link".to_owned(), value });
        }
        let rule = self.routes.iter().find(|rule| self.fits(rule, row))?;
        Some(Route {
            department_id: rule.department_id,
            rule_id: Some(rule.rule_id),
            by: rule.match_kind.clone(),
            value: rule.match_value.clone(),
        })
    }

    fn fits(&self, rule: &ActiveRule, row: &ConversationRow) -> bool {
        if let Some(channel_id) = rule.channel_id {
            return row.channel_id == channel_id;
        }
        // A hashtag may be seen for the first time in this very transaction.
        let wanted = rule.identifier_id.or_else(|| {
            let key = (EntryKind::Hashtag, rule.match_value.clone());
            self.identifiers.get(&key).filter(|_| rule.match_kind == "hashtag").copied()
        });
        wanted.is_some() && row.identifier_id == wanted
    }
}
