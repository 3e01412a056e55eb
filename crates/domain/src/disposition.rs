//! Dispositions: the results a department closes with, and who or what gave them.

use crate::text_enum;

text_enum! {
    /// The polarity of a disposition (*Resultado*).
    Outcome {
        /// *Ganho*.
        Won = "won",
        /// *Qualificado*.
        Qualified = "qualified",
        /// *Perdido*.
        Lost = "lost",
        /// *Neutro*.
        Neutral = "neutral",
        /// *Não é lead*.
        NotLead = "not_lead",
    }
}

text_enum! {
    /// Whether a person or a program classified.
    Mode {
        /// *Humana*.
        Human = "human",
        /// *Automática*.
        Automatic = "automatic",
    }
}

text_enum! {
    /// Who or what closed.
    ClosedBy {
        /// A user.
        User = "user",
        /// An automatic rule.
        Rule = "rule",
        /// A bot's last step.
        Bot = "bot",
        /// The learned classifier.
        Classifier = "classifier",
        /// A program, through an API token.
        Api = "api",
    }
}

impl ClosedBy {
    /// Whether a closing of this kind is human or automatic.
    #[must_use]
    pub const fn mode(self) -> Mode {
        match self {
            Self::User => Mode::Human,
            Self::Rule | Self::Bot | Self::Classifier | Self::Api => Mode::Automatic,
        }
    }
}
