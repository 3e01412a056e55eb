//! Assigning new conversations by rule: whose turn it is.
//!
//! In come the members of a department with what each attends now; out goes one of them and why, or nobody: then the
//! conversation waits in the queue. The same facts always give the same member.

use serde::{Deserialize, Serialize};

use crate::id::UserId;
use crate::text_enum;

text_enum! {
    /// How a department's new conversations find their agent.
    Routing {
        /// Nobody is chosen: agents take them from the queue.
        Manual = "manual",
        /// Each member in turn.
        RoundRobin = "round_robin",
        /// The member who attends the fewest.
        LeastBusy = "least_busy",
        /// Who attended the contact the last time, else each in turn.
        LastAgent = "last_agent",
    }
}

text_enum! {
    /// Why a member was chosen.
    Reason {
        /// It was the member's turn.
        Turn = "turn",
        /// The member attends the fewest.
        LeastBusy = "least_busy",
        /// The member attended the contact before.
        LastAgent = "last_agent",
    }
}

/// A member who may be chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Member {
    /// Who.
    pub user_id: UserId,
    /// Conversations that the member attends now, in all departments.
    pub attends: i64,
}

/// Chooses a member.
///
/// `after` is whose turn it was the last time, `before` who attended the contact the last time, `capacity` how many
/// conversations a member attends at most.
#[must_use]
pub fn choose(
    routing: Routing,
    members: &[Member],
    after: Option<UserId>,
    before: Option<UserId>,
    capacity: Option<i64>,
) -> Option<(UserId, Reason)> {
    let mut free: Vec<Member> =
        members.iter().filter(|member| capacity.is_none_or(|most| member.attends < most)).copied().collect();
    // The circle begins behind whose turn it was; ties fall to whoever comes first in it.
    free.sort_by_key(|member| (after.is_some_and(|last| member.user_id <= last), member.user_id));
    let next = free.first().map(|member| (member.user_id, Reason::Turn));
    match routing {
        Routing::Manual => None,
        Routing::RoundRobin => next,
        Routing::LeastBusy => {
            free.iter().min_by_key(|member| member.attends).map(|member| (member.user_id, Reason::LeastBusy))
        }
        Routing::LastAgent => {
            let known = free.iter().find(|member| Some(member.user_id) == before);
            known.map(|member| (member.user_id, Reason::LastAgent)).or(next)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn members(attends: &[i64]) -> Vec<Member> {
        attends.iter().zip(1..).map(|(attends, id)| Member { user_id: UserId::from(id), attends: *attends }).collect()
    }

    fn user(id: i64) -> UserId {
        UserId::from(id)
    }

    fn chosen(routing: Routing, attends: &[i64], after: i64, before: Option<UserId>, most: Option<i64>) -> Option<i64> {
        choose(routing, &members(attends), Some(user(after)), before, most).map(|(user, _)| user.value())
    }

    #[test]
    fn turns_go_round_and_pass_over_whoever_is_full() {
        assert_eq!(chosen(Routing::RoundRobin, &[0, 0, 0], 1, None, None), Some(2));
        assert_eq!(chosen(Routing::RoundRobin, &[0, 0, 0], 3, None, None), Some(1));
        assert_eq!(chosen(Routing::RoundRobin, &[0, 5, 0], 1, None, Some(5)), Some(3));
        assert_eq!(chosen(Routing::RoundRobin, &[5, 5, 6], 1, None, Some(5)), None);
        assert_eq!(
            choose(Routing::RoundRobin, &members(&[9]), None, None, None),
            Some((UserId::from(1), Reason::Turn))
        );
    }

    #[test]
    fn the_least_busy_is_chosen_and_ties_go_in_turn() {
        assert_eq!(chosen(Routing::LeastBusy, &[3, 1, 2], 1, None, None), Some(2));
        assert_eq!(chosen(Routing::LeastBusy, &[1, 1, 1], 1, None, None), Some(2));
    }

    #[test]
    fn whoever_attended_before_attends_again_while_there_is_room() {
        assert_eq!(chosen(Routing::LastAgent, &[0, 0, 0], 1, Some(user(3)), Some(2)), Some(3));
        assert_eq!(chosen(Routing::LastAgent, &[0, 0, 2], 1, Some(user(3)), Some(2)), Some(2));
        assert_eq!(chosen(Routing::LastAgent, &[0, 0, 0], 1, Some(user(9)), None), Some(2));
    }

    #[test]
    fn manual_and_empty_departments_choose_nobody() {
        assert_eq!(chosen(Routing::Manual, &[0], 0, None, None), None);
        assert_eq!(chosen(Routing::RoundRobin, &[], 0, None, None), None);
    }
}
