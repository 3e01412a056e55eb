//! Handing out: whoever has room is given the oldest conversation that waits.
//!
//! In comes the working set of a transaction, as it will be written; out go waiting conversations with an agent, chosen
//! by the routing of their department, each with an event that gives the reason. It looks only where something changed: a
//! conversation came into a queue, somebody attends one less, or a department or its members were changed. It runs under
//! the company's lock and reads what is stored together with what is about to be, so that of two closings at the same
//! moment each hands out another conversation. Left alone: departments that are routed by hand, what an agent has just
//! put back into the queue, and conversations whose contact never wrote.

use std::collections::{BTreeSet, HashMap, HashSet};

use nascente_domain::assignment::{Member, Reason, Routing, choose};
use nascente_domain::conversation::{StartedBy, Status};
use nascente_domain::id::{ConversationId, DepartmentId, UserId};
use nascente_domain::moment::Moment;
use nascente_store::company::LockedCompany;
use nascente_store::conversation::{ConversationRow, queue};
use nascente_store::recording::{self, DepartmentFacts};
use nascente_store::{StoreError, Tx, department};
use serde_json::json;

use crate::app::{App, LiveHint};
use crate::attend::desk::{Desk, Doer};
use crate::failure::Failure;
use crate::record::facts::{Facts, of_people};
use crate::record::working::{Held, WorkingSet};

/// Waiting conversations that are read at once.
const BATCH: i64 = 200;

/// A place in a queue: when the conversation was opened, and its id.
type Place = (Moment, ConversationId);

/// What a transaction changed for those who wait and those who attend.
#[derive(Debug, Default)]
struct Stir {
    /// Departments into whose queue something came.
    came: BTreeSet<DepartmentId>,
    /// Conversations that an agent has just put back.
    put_back: HashSet<ConversationId>,
    /// Whom a conversation has just left, so that it does not go back to the same agent.
    left: HashMap<ConversationId, UserId>,
    /// How many conversations more, or less, each agent attends.
    loads: HashMap<UserId, i64>,
}

impl Stir {
    fn of(working: &WorkingSet) -> Self {
        let mut stir = Self::default();
        for held in working.conversations.values() {
            let (before, now) = (held.before.as_ref(), &held.now);
            if let Some(agent) = before.and_then(attended_by) {
                *stir.loads.entry(agent).or_default() -= 1;
            }
            if let Some(agent) = attended_by(now) {
                *stir.loads.entry(agent).or_default() += 1;
            }
            let left = before.and_then(attended_by).filter(|_| waits(now));
            stir.left.extend(left.map(|agent| (now.conversation_id, agent)));
            let stayed = before.is_some_and(|before| before.department_id == now.department_id);
            if left.is_some() && stayed {
                stir.put_back.insert(now.conversation_id);
            } else if waits(now) && !(stayed && before.is_some_and(waits)) {
                stir.came.insert(now.department_id);
            }
        }
        stir
    }

    fn frees(&self, member: UserId) -> bool {
        self.loads.get(&member).is_some_and(|change| *change < 0)
    }
}

fn attended_by(row: &ConversationRow) -> Option<UserId> {
    row.agent_id.filter(|_| row.status == Status::Active)
}

/// Whether it waits for an agent: one that the company began does as soon as the contact has answered, unless it is a test.
fn waits(row: &ConversationRow) -> bool {
    let is_for_somebody = row.started_by == StartedBy::Contact || !row.excluded;
    row.status == Status::Waiting && row.first_inbound_at.is_some() && is_for_somebody
}

/// Hands out what this transaction lets be handed out.
pub(crate) fn after_changes(tx: &mut Tx<'_>, desk: &mut Desk) -> Result<(), Failure> {
    let stir = Stir::of(&desk.working);
    if stir.came.is_empty() && !stir.loads.values().any(|change| *change < 0) {
        return Ok(());
    }
    let homes = routed_departments(tx, desk)?;
    if homes.is_empty() {
        return Ok(());
    }
    let mut table = Table::read(tx, desk, stir)?;
    for home in homes {
        let freed = table.members_of(&home).iter().any(|member| table.stir.frees(*member));
        if freed || table.stir.came.contains(&home.department_id) {
            table.hand_out(tx, desk, home)?;
        }
    }
    Ok(())
}

/// Hands out once more where rules closed what was attended; what came was looked at before.
pub(super) fn after_closings(tx: &mut Tx<'_>, desk: &mut Desk) -> Result<(), Failure> {
    let closes = |held: &Held<ConversationRow>| {
        let was_closed = held.before.as_ref().is_some_and(|before| before.status == Status::Closed);
        held.now.status == Status::Closed && !was_closed && held.now.agent_id.is_some()
    };
    if desk.working.conversations.values().any(closes) { after_changes(tx, desk) } else { Ok(()) }
}

/// Hands out what waits anywhere in the company, after departments or members were changed; gives hints for screens.
pub(crate) fn after_settings(app: &App, tx: &mut Tx<'_>, locked: LockedCompany) -> Result<Vec<LiveHint>, Failure> {
    let working = WorkingSet::new(app, locked, Facts::default());
    let mut desk = Desk::over(working, ConversationId::from(0), app.now());
    let homes = routed_departments(tx, &desk)?;
    if homes.is_empty() {
        return Ok(Vec::new());
    }
    let mut table = Table::read(tx, &desk, Stir::default())?;
    for home in homes {
        table.hand_out(tx, &mut desk, home)?;
    }
    desk.write(tx)
}

/// The departments in use that choose agents by themselves, in the order of their making.
fn routed_departments(tx: &mut Tx<'_>, desk: &Desk) -> Result<Vec<DepartmentFacts>, StoreError> {
    if desk.working.routes_by_hand() {
        return Ok(Vec::new());
    }
    let mut homes = recording::departments(tx, desk.working.company.company_id)?;
    homes.retain(|home| home.attendance.routing != Routing::Manual);
    homes.sort_by_key(|home| home.department_id);
    Ok(homes)
}

/// Who attends what, as it will be when the transaction ends.
struct Table {
    stir: Stir,
    members: HashMap<DepartmentId, Vec<UserId>>,
    attends: HashMap<UserId, i64>,
}

impl Table {
    fn read(tx: &mut Tx<'_>, desk: &Desk, stir: Stir) -> Result<Self, StoreError> {
        let company_id = desk.working.company.company_id;
        let mut attends: HashMap<UserId, i64> = queue::loads(tx, company_id)?.into_iter().collect();
        for (agent, change) in &stir.loads {
            *attends.entry(*agent).or_default() += change;
        }
        Ok(Self { stir, members: department::members(tx, company_id)?, attends })
    }

    fn members_of(&self, home: &DepartmentFacts) -> &[UserId] {
        self.members.get(&home.department_id).map(Vec::as_slice).unwrap_or_default()
    }

    /// The members who may be given a conversation.
    fn candidates(&self, home: &DepartmentFacts, id: Option<ConversationId>) -> Vec<Member> {
        let left = id.and_then(|id| self.stir.left.get(&id));
        let members = self.members_of(home).iter().filter(|member| Some(*member) != left);
        members
            .map(|user_id| Member {
                user_id: *user_id,
                attends: self.attends.get(user_id).copied().unwrap_or_default(),
            })
            .collect()
    }

    /// Gives the conversations of a queue to those who have room, oldest first, until nobody has.
    fn hand_out(&mut self, tx: &mut Tx<'_>, desk: &mut Desk, mut home: DepartmentFacts) -> Result<(), Failure> {
        let mut after: Place = (Moment::from_millis(i64::MIN), ConversationId::from(i64::MIN));
        loop {
            if !self.has_room(&home) {
                return Ok(());
            }
            let (queue, last) = queue(tx, desk, home.department_id, after)?;
            for row in queue {
                if !self.has_room(&home) {
                    return Ok(());
                }
                if !self.stir.put_back.contains(&row.conversation_id) {
                    self.give(tx, desk, &mut home, &row)?;
                }
            }
            match last {
                Some(place) => after = place,
                None => return Ok(()),
            }
        }
    }

    fn has_room(&self, home: &DepartmentFacts) -> bool {
        let most = home.attendance.capacity;
        self.candidates(home, None).iter().any(|member| most.is_none_or(|most| member.attends < most))
    }

    /// Gives one conversation to the member whom the department's routing chooses.
    fn give(
        &mut self,
        tx: &mut Tx<'_>,
        desk: &mut Desk,
        home: &mut DepartmentFacts,
        row: &ConversationRow,
    ) -> Result<(), Failure> {
        let company_id = desk.working.company.company_id;
        let (routing, capacity) = (home.attendance.routing, home.attendance.capacity);
        let before = if routing == Routing::LastAgent { last_agent(tx, desk, row)? } else { None };
        let candidates = self.candidates(home, Some(row.conversation_id));
        let Some((user_id, reason)) = choose(routing, &candidates, home.routed_to, before, capacity) else {
            return Ok(());
        };
        *self.attends.entry(user_id).or_default() += 1;
        home.routed_to = Some(user_id);
        department::set_routed_to(tx, company_id, home.department_id, user_id)?;
        if !desk.working.conversations.contains_key(&row.conversation_id) {
            desk.working.know(Vec::new(), vec![row.clone()], Vec::new());
        }
        assign(desk, row.conversation_id, home.department_id, routing, (user_id, reason))
    }
}

fn assign(
    desk: &mut Desk,
    id: ConversationId,
    department_id: DepartmentId,
    routing: Routing,
    (user_id, reason): (UserId, Reason),
) -> Result<(), Failure> {
    let at = std::mem::replace(&mut desk.id, id);
    let next = desk.row()?.state().assign(Some(user_id))?;
    desk.set_state(next)?;
    let details = json!({ "user_id": user_id, "by_rule": routing, "reason": reason });
    desk.note_event(&by_rule(Some(department_id.to_string())), "assigned", details);
    desk.id = at;
    Ok(())
}

/// What hands conversations out, as one who does something.
pub(super) fn by_rule(id: Option<String>) -> Doer {
    Doer { kind: "rule", id, name: Some("Distribuição".to_owned()) }
}

/// A queue's next conversations as they will be when the transaction ends, oldest first, and where the next page begins.
///
/// What the transaction holds stands in for what is stored, and all of it is looked at with the first page: a
/// conversation that is new is in no stored page.
fn queue(
    tx: &mut Tx<'_>,
    desk: &Desk,
    department_id: DepartmentId,
    after: Place,
) -> Result<(Vec<ConversationRow>, Option<Place>), StoreError> {
    let mut rows = queue::waiting(tx, desk.working.company.company_id, department_id, after, BATCH)?;
    let is_full = i64::try_from(rows.len()).is_ok_and(|found| found == BATCH);
    let last = rows.last().map(|row| (row.opened_at, row.conversation_id)).filter(|_| is_full);
    rows.retain(|row| !desk.working.conversations.contains_key(&row.conversation_id));
    let held = desk.working.conversations.values().map(|held| &held.now);
    let within = |row: &&ConversationRow| {
        let place = (row.opened_at, row.conversation_id);
        place > after && last.is_none_or(|last| place <= last)
    };
    rows.extend(held.filter(|row| row.department_id == department_id && waits(row)).filter(within).cloned());
    // The order in which the contacts wrote, however they arrived in a batch.
    rows.sort_by_key(|row| (row.opened_at, row.first_inbound_provider_id.clone(), row.conversation_id));
    Ok((rows, last))
}

/// Who attended the contact the last time.
fn last_agent(tx: &mut Tx<'_>, desk: &Desk, row: &ConversationRow) -> Result<Option<UserId>, StoreError> {
    let stored = of_people(tx, desk.working.company.company_id, vec![row.contact_id])?.conversations;
    let held = |id: ConversationId| desk.working.conversations.get(&id).map(|held| &held.now);
    let others = stored.iter().filter(|other| other.conversation_id != row.conversation_id);
    Ok(others
        .map(|other| held(other.conversation_id).unwrap_or(other))
        .filter_map(|other| Some((other.opened_at, other.conversation_id, other.agent_id?)))
        .max()
        .map(|(.., agent)| agent))
}
