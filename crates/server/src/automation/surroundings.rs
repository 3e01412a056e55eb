//! What rules look at besides the conversation itself: its tags, and its department's working hours.

use std::collections::{BTreeMap, HashMap};

use jiff::tz::TimeZone;
use nascente_domain::hours::WorkingHours;
use nascente_domain::id::{CompanyId, ConversationId, DepartmentId, TagId};
use nascente_domain::moment::Moment;
use nascente_domain::rule::Situation;
use nascente_store::conversation::ConversationRow;
use nascente_store::{StoreError, Tx, company, recording, tag};

/// Tags and working hours, read for many conversations at once.
#[derive(Debug)]
pub(crate) struct Surroundings {
    tags: HashMap<ConversationId, Vec<TagId>>,
    hours: HashMap<DepartmentId, WorkingHours>,
    zone: TimeZone,
}

impl Surroundings {
    /// The same within a transaction that joins conversations into others: their tags count for those already.
    pub(crate) fn read_joined(
        tx: &mut Tx<'_>,
        company_id: CompanyId,
        conversations: &[ConversationId],
        joined: &BTreeMap<ConversationId, ConversationId>,
    ) -> Result<Self, StoreError> {
        let gone = joined.iter().filter(|(_, to)| conversations.contains(to));
        let all: Vec<ConversationId> =
            conversations.iter().chain(gone.clone().map(|(from, _)| from)).copied().collect();
        let mut read = Self::read(tx, company_id, &all)?;
        for (from, to) in gone {
            let theirs = read.tags.remove(from).unwrap_or_default();
            read.tags.entry(*to).or_default().extend(theirs);
        }
        Ok(read)
    }

    /// Reads what the rules have to know about these conversations.
    pub(crate) fn read(
        tx: &mut Tx<'_>,
        company_id: CompanyId,
        conversations: &[ConversationId],
    ) -> Result<Self, StoreError> {
        let zone = company::get(tx, company_id)?.map_or(TimeZone::UTC, |found| crate::app::zone(&found.time_zone));
        let departments = recording::departments(tx, company_id)?;
        let with_hours =
            departments.into_iter().filter_map(|one| Some((one.department_id, one.attendance.working_hours?)));
        Ok(Self {
            tags: tag::of_conversations(tx, company_id, conversations.to_vec())?,
            hours: with_hours.collect(),
            zone,
        })
    }

    /// Whether a department attends at a moment.
    pub(crate) fn is_open(&self, department_id: DepartmentId, at: Moment) -> bool {
        self.hours.get(&department_id).is_none_or(|hours| hours.is_open(at, &self.zone))
    }

    /// The tags of a conversation.
    pub(crate) fn tags_of(&self, id: ConversationId) -> &[TagId] {
        self.tags.get(&id).map(Vec::as_slice).unwrap_or_default()
    }

    /// What held about a conversation at a moment.
    pub(crate) fn situation(&self, row: &ConversationRow, at: Moment) -> Situation<'_> {
        Situation {
            identifier_id: row.identifier_id,
            open: self.is_open(row.department_id, at),
            tags: self.tags_of(row.conversation_id),
        }
    }
}
