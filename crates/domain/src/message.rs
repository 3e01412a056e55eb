//! Messages: their kinds, who wrote them, how far they got.

use crate::text_enum;

text_enum! {
    /// Which way a message went.
    Direction {
        /// From the contact.
        Inbound = "in",
        /// To the contact.
        Outbound = "out",
        /// Seen by the company only: a note.
        Internal = "internal",
    }
}

text_enum! {
    /// Who wrote a message. Decides what counts as a human answer.
    Author {
        /// The contact.
        Contact = "contact",
        /// A user in Nascente.
        Agent = "agent",
        /// Somebody on the company's own phone (*pelo celular*).
        Phone = "phone",
        /// A program, through an API token.
        Bot = "bot",
        /// A rule of ours, such as the warning before an automatic closing.
        Rule = "rule",
    }
}

impl Author {
    /// Whether an outbound message of this author is a human answer.
    #[must_use]
    pub const fn is_human_answer(self) -> bool {
        matches!(self, Self::Agent | Self::Phone)
    }
}

text_enum! {
    /// How far an outbound message got. The order is the order of progress.
    SendStatus {
        /// Waiting to be sent.
        Queued = "queued",
        /// Accepted by the provider.
        Sent = "sent",
        /// On the contact's phone.
        Delivered = "delivered",
        /// Opened by the contact.
        Read = "read",
        /// Not going to arrive.
        Failed = "failed",
    }
}

impl SendStatus {
    /// The status after a report: progress is kept, reports come in any order, and a failure is final unless the
    /// message is known to have arrived.
    #[must_use]
    pub fn after(self, report: Self) -> Self {
        match (self, report) {
            (Self::Delivered | Self::Read, Self::Failed) | (Self::Failed, Self::Queued | Self::Sent) => self,
            (current, Self::Failed) if current != Self::Failed => Self::Failed,
            (Self::Failed, arrived) => arrived,
            (current, report) => current.max(report),
        }
    }
}

text_enum! {
    /// What a message is. Every kind is kept and shown at least as its kind.
    MessageKind {
        /// Plain text.
        Text = "text",
        /// Picture, with an optional caption.
        Image = "image",
        /// Video, with an optional caption.
        Video = "video",
        /// Sticker.
        Sticker = "sticker",
        /// Voice note or audio file.
        Audio = "audio",
        /// File.
        Document = "document",
        /// Place on a map.
        Location = "location",
        /// Contact cards.
        Contacts = "contacts",
        /// Answer to buttons, a list or a form.
        Interactive = "interactive",
        /// Answer to a template's button.
        Button = "button",
        /// Emoji on another message; no emoji means it was taken back.
        Reaction = "reaction",
        /// Order from the catalogue.
        Order = "order",
        /// Notice of WhatsApp itself.
        System = "system",
        /// The contact opened the chat for the first time.
        RequestWelcome = "request_welcome",
        /// Changed text of an earlier message.
        Edit = "edit",
        /// Earlier message taken back.
        Revoke = "revoke",
        /// A kind the provider cannot pass on.
        Unsupported = "unsupported",
        /// A kind we do not know; the raw delivery holds it.
        Unknown = "unknown",
        /// Template that the provider approved, sent by the company.
        Template = "template",
        /// Internal note.
        Note = "note",
    }
}

impl MessageKind {
    /// Whether a message of this kind is the contact speaking, and so may open a conversation.
    ///
    /// A reaction, an edit, a revocation or a notice of WhatsApp belongs to something that exists already.
    #[must_use]
    pub const fn opens_conversation(self) -> bool {
        !matches!(self, Self::Reaction | Self::Edit | Self::Revoke | Self::System | Self::Note)
    }

    /// Whether it changes another message instead of being one.
    #[must_use]
    pub const fn is_change(self) -> bool {
        matches!(self, Self::Reaction | Self::Edit | Self::Revoke)
    }

    /// Whether a message of ours of this kind answers the contact: a template or a notice never does.
    #[must_use]
    pub const fn answers(self) -> bool {
        self.opens_conversation() && !matches!(self, Self::Template)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_late_report_never_takes_progress_back() {
        assert_eq!(SendStatus::Read.after(SendStatus::Delivered), SendStatus::Read);
        assert_eq!(SendStatus::Queued.after(SendStatus::Read), SendStatus::Read);
        assert_eq!(SendStatus::Delivered.after(SendStatus::Failed), SendStatus::Delivered);
        assert_eq!(SendStatus::Sent.after(SendStatus::Failed), SendStatus::Failed);
        assert_eq!(SendStatus::Failed.after(SendStatus::Sent), SendStatus::Failed);
        assert_eq!(SendStatus::Failed.after(SendStatus::Delivered), SendStatus::Delivered);
    }
}
