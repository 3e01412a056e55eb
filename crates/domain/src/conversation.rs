//! Conversations: episodes of a contact on a channel, and where a message belongs.

use crate::id::{ConversationId, DepartmentId, UserId};
use crate::moment::Moment;
use crate::text_enum;

text_enum! {
    /// Where a conversation stands.
    Status {
        /// In the queue (*Aguardando*).
        Waiting = "waiting",
        /// Assigned to a user (*Em atendimento*).
        Active = "active",
        /// Ended (*Encerrado*).
        Closed = "closed",
    }
}

text_enum! {
    /// Who began a conversation. The company's own are outside entries and funnel.
    StartedBy {
        /// The contact wrote first.
        Contact = "contact",
        /// The company wrote first.
        Company = "company",
    }
}

text_enum! {
    /// A message within the return window of a closed conversation.
    ReturnState {
        /// Nobody came back.
        None = "none",
        /// Came back and waits (*Retornou*).
        Pending = "pending",
        /// Looked at and left closed (*Era só um agradecimento*).
        Dismissed = "dismissed",
    }
}

/// The state that commands act on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct State {
    /// Where it stands.
    pub status: Status,
    /// Whom it is assigned to.
    pub agent_id: Option<UserId>,
    /// Its queue.
    pub department_id: DepartmentId,
    /// Whether the contact came back after the closing.
    pub returned: ReturnState,
}

/// Why a command cannot be carried out in the present state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// Needs an open conversation.
    #[error("the conversation is closed")]
    Closed,
    /// Needs a closed conversation.
    #[error("the conversation is not closed")]
    NotClosed,
    /// There is nothing to dismiss.
    #[error("the contact has not come back")]
    NotReturned,
    /// Another conversation of the contact on this channel is open.
    #[error("another conversation of this contact is open on this channel")]
    AnotherIsOpen,
}

impl State {
    /// Assigns an open conversation to a user; `None` puts it back into the queue.
    pub fn assign(self, agent_id: Option<UserId>) -> Result<Self, Refused> {
        self.open()?;
        let status = if agent_id.is_some() { Status::Active } else { Status::Waiting };
        Ok(Self { status, agent_id, ..self })
    }

    /// What a user's reply does: a waiting conversation becomes the writer's, an assigned one stays.
    pub fn answer_by(self, user_id: UserId) -> Result<Self, Refused> {
        self.open()?;
        match self.status {
            Status::Waiting => self.assign(Some(user_id)),
            _ => Ok(self),
        }
    }

    /// Moves an open conversation to another department's queue, or straight to one of its users.
    pub fn transfer(self, department_id: DepartmentId, agent_id: Option<UserId>) -> Result<Self, Refused> {
        self.open()?;
        Self { department_id, ..self }.assign(agent_id)
    }

    /// Ends an open conversation. The user it was assigned to is kept: reports ask for it.
    pub fn close(self) -> Result<Self, Refused> {
        self.open()?;
        Ok(Self { status: Status::Closed, returned: ReturnState::None, ..self })
    }

    /// Opens a closed conversation again, for a user or in the queue.
    pub fn reopen(self, agent_id: Option<UserId>, another_is_open: bool) -> Result<Self, Refused> {
        if self.status != Status::Closed {
            return Err(Refused::NotClosed);
        }
        if another_is_open {
            return Err(Refused::AnotherIsOpen);
        }
        let status = if agent_id.is_some() { Status::Active } else { Status::Waiting };
        Ok(Self { status, agent_id, returned: ReturnState::None, ..self })
    }

    /// Leaves a conversation closed although the contact wrote again.
    pub fn dismiss_return(self) -> Result<Self, Refused> {
        match (self.status, self.returned) {
            (Status::Closed, ReturnState::Pending) => Ok(Self { returned: ReturnState::Dismissed, ..self }),
            _ => Err(Refused::NotReturned),
        }
    }

    fn open(self) -> Result<(), Refused> {
        if self.status == Status::Closed { Err(Refused::Closed) } else { Ok(()) }
    }
}

/// A conversation of the contact on the channel, as placing a message looks at it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Episode {
    /// Its id.
    pub id: ConversationId,
    /// When it was opened.
    pub opened_at: Moment,
    /// When it was closed; `None` while open.
    pub closed_at: Option<Moment>,
    /// For how long after the closing a message joins it, in milliseconds.
    pub return_window: i64,
}

/// Where a message belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Placement {
    /// In this conversation, which stays as it is.
    Join(ConversationId),
    /// In this closed conversation, which is marked *Retornou*.
    Return(ConversationId),
    /// In a new conversation.
    Open,
}

/// Places a message of the contact.
///
/// Takes the contact's conversations on the channel in any order, the time the message was sent and whether it
/// brings new entry evidence. A message sent before a closing belongs to the conversation that was closed; after
/// that the open conversation takes it; a closed one takes it within its return window unless it brings evidence.
/// A message that comes late, from before the open conversation began, is placed as if it had come in time.
#[must_use]
pub fn place_inbound(episodes: &[Episode], sent_at: Moment, new_evidence: bool) -> Placement {
    if let Some(earlier) = closed_after(episodes, sent_at) {
        return Placement::Join(earlier);
    }
    let open = episodes.iter().find(|episode| episode.closed_at.is_none());
    let last = episodes.iter().filter(|episode| episode.closed_at.is_some()).max_by_key(|one| (one.closed_at, one.id));
    let returns_to = last.filter(|last| {
        !new_evidence && last.closed_at.is_some_and(|closed_at| sent_at.since(closed_at) <= last.return_window)
    });
    match (open, returns_to) {
        (Some(open), Some(last)) if sent_at < open.opened_at => Placement::Return(last.id),
        (Some(open), _) => Placement::Join(open.id),
        (None, Some(last)) => Placement::Return(last.id),
        (None, None) => Placement::Open,
    }
}

/// Places what the company sent from its phone, or a status: it joins what exists and never opens anything.
#[must_use]
pub fn place_outbound(episodes: &[Episode], sent_at: Moment) -> Option<ConversationId> {
    closed_after(episodes, sent_at)
        .or_else(|| episodes.iter().find(|episode| episode.closed_at.is_none()).map(|episode| episode.id))
}

/// The conversation that was the current one at a moment now followed by its closing.
fn closed_after(episodes: &[Episode], sent_at: Moment) -> Option<ConversationId> {
    episodes
        .iter()
        .filter(|episode| episode.closed_at.is_some_and(|closed_at| sent_at < closed_at))
        .min_by_key(|episode| (episode.closed_at, episode.id))
        .map(|episode| episode.id)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::moment::HOUR;

    fn closed(id: i64, at: i64) -> Episode {
        Episode { closed_at: Some(Moment::from_millis(at)), ..open(id, 0) }
    }

    fn open(id: i64, at: i64) -> Episode {
        let opened_at = Moment::from_millis(at);
        Episode { id: ConversationId::from(id), opened_at, closed_at: None, return_window: 12 * HOUR }
    }

    fn place(episodes: &[Episode], at: i64, evidence: bool) -> Placement {
        place_inbound(episodes, Moment::from_millis(at), evidence)
    }

    #[test]
    fn the_open_conversation_takes_every_message_that_is_not_older_than_a_closing() {
        assert_eq!(place(&[closed(1, 100), open(2, 150)], 200, true), Placement::Join(ConversationId::from(2)));
        assert_eq!(place(&[closed(1, 100), open(2, 150)], 99, true), Placement::Join(ConversationId::from(1)));
    }

    #[test]
    fn a_late_message_joins_the_conversation_that_was_current_when_it_was_sent() {
        let episodes = [closed(1, 100), closed(2, 500)];
        assert_eq!(place(&episodes, 50, false), Placement::Join(ConversationId::from(1)));
        assert_eq!(place(&episodes, 300, false), Placement::Join(ConversationId::from(2)));
    }

    #[test]
    fn within_the_return_window_a_message_without_evidence_returns_and_one_with_evidence_opens() {
        let episodes = [closed(1, 100)];
        assert_eq!(place(&episodes, 100 + HOUR, false), Placement::Return(ConversationId::from(1)));
        assert_eq!(place(&episodes, 100 + HOUR, true), Placement::Open);
        assert_eq!(place(&episodes, 101 + 12 * HOUR, false), Placement::Open);
    }

    #[test]
    fn a_late_message_from_before_the_open_conversation_returns_as_if_it_had_come_in_time() {
        let episodes = [closed(1, 100), open(2, 100 + 2 * HOUR)];
        assert_eq!(place(&episodes, 100 + HOUR, false), Placement::Return(ConversationId::from(1)));
        assert_eq!(place(&episodes, 100 + HOUR, true), Placement::Join(ConversationId::from(2)));
        assert_eq!(place(&episodes, 100 + 2 * HOUR, false), Placement::Join(ConversationId::from(2)));
        let next_day = [closed(1, 100), open(2, 100 + 24 * HOUR)];
        assert_eq!(place(&next_day, 100 + 13 * HOUR, false), Placement::Join(ConversationId::from(2)));
    }

    #[test]
    fn a_return_window_of_zero_opens_a_new_conversation_at_once() {
        let episode = Episode { return_window: 0, ..closed(1, 100) };
        assert_eq!(place(&[episode], 101, false), Placement::Open);
    }

    #[test]
    fn what_the_company_sent_never_opens_a_conversation() {
        assert_eq!(place_outbound(&[], Moment::from_millis(1)), None);
        assert_eq!(place_outbound(&[closed(1, 100)], Moment::from_millis(101)), None);
        assert_eq!(place_outbound(&[closed(1, 100)], Moment::from_millis(99)), Some(ConversationId::from(1)));
    }

    #[test]
    fn replying_to_a_waiting_conversation_assigns_it_and_a_transfer_puts_it_back_into_a_queue() {
        let waiting = State {
            status: Status::Waiting,
            agent_id: None,
            department_id: DepartmentId::from(1),
            returned: ReturnState::None,
        };
        let active = waiting.answer_by(UserId::from(7)).unwrap();
        assert_eq!((active.status, active.agent_id), (Status::Active, Some(UserId::from(7))));
        assert_eq!(active.answer_by(UserId::from(8)).unwrap().agent_id, Some(UserId::from(7)));
        let moved = active.transfer(DepartmentId::from(2), None).unwrap();
        assert_eq!((moved.status, moved.agent_id), (Status::Waiting, None));
        let ended = active.close().unwrap();
        assert_eq!(ended.close(), Err(Refused::Closed));
        assert_eq!(ended.agent_id, Some(UserId::from(7)));
        assert_eq!(ended.reopen(None, true), Err(Refused::AnotherIsOpen));
    }
}
