//! The words of reports and files, in the language of the company.

use nascente_domain::conversation::Status;
use nascente_domain::disposition::{ClosedBy, Mode, Outcome};
use nascente_domain::touch::{EntryKind, Method};
use nascente_store::report::GroupBy;

/// The languages that the server itself speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Language {
    /// Brazilian Portuguese.
    #[default]
    Portuguese,
    /// English.
    English,
}

impl Language {
    /// The language of a locale; an unknown one is Portuguese.
    #[must_use]
    pub fn of(locale: &str) -> Self {
        if locale.to_ascii_lowercase().starts_with("en") { Self::English } else { Self::Portuguese }
    }

    /// The text of the two in this language.
    #[must_use]
    pub const fn pick(self, portuguese: &'static str, english: &'static str) -> &'static str {
        match self {
            Self::Portuguese => portuguese,
            Self::English => english,
        }
    }
}

/// A kind of entry.
#[must_use]
pub const fn kind(language: Language, kind: EntryKind) -> &'static str {
    match kind {
        EntryKind::Ad => language.pick("Anúncio", "Ad"),
        EntryKind::Post => language.pick("Publicação", "Post"),
        EntryKind::Link => language.pick("Link", "Link"),
        EntryKind::Hashtag => language.pick("Hashtag", "Hashtag"),
        EntryKind::Product => language.pick("Produto", "Product"),
        EntryKind::Number => language.pick("Número", "Number"),
        EntryKind::Organic => language.pick("Orgânico", "Organic"),
        EntryKind::Return => language.pick("Retorno de cliente", "Returning customer"),
        EntryKind::None => language.pick("Sem origem identificada", "No identified origin"),
    }
}

/// A kind of entry of which it is not known which one.
#[must_use]
pub const fn unidentified(language: Language, of: EntryKind) -> &'static str {
    match of {
        EntryKind::Ad => language.pick("Anúncio não identificado", "Unidentified ad"),
        EntryKind::Post => language.pick("Publicação não identificada", "Unidentified post"),
        EntryKind::Link => language.pick("Link não identificado", "Unidentified link"),
        EntryKind::Hashtag => language.pick("Hashtag não identificada", "Unidentified hashtag"),
        EntryKind::Product => language.pick("Produto não identificado", "Unidentified product"),
        EntryKind::Number => language.pick("Número não identificado", "Unidentified number"),
        EntryKind::Organic | EntryKind::Return | EntryKind::None => kind(language, of),
    }
}

/// How an origin is known.
#[must_use]
pub const fn method(language: Language, method: Method) -> &'static str {
    match method {
        Method::AdHeader => language.pick("Cabeçalho do anúncio", "Ad header"),
        Method::LinkHeader => language.pick("Cabeçalho do link", "Link header"),
        Method::Hashtag => language.pick("Hashtag no início da mensagem", "Hashtag at the start of the message"),
        Method::Code => language.pick("Código no texto", "Code in the text"),
        Method::PrefilledText => language.pick("Texto pronto do link", "Prefilled text of the link"),
        Method::Number => language.pick("Número dedicado", "Dedicated number"),
        Method::Product => language.pick("Produto do catálogo", "Catalogue product"),
        Method::EntryPoint => language.pick("Ponto de entrada do WhatsApp", "Entry point reported by WhatsApp"),
        Method::ClickMatch => language.pick("Clique próximo no tempo", "Click close in time"),
        Method::Manual => language.pick("Informada por uma pessoa", "Given by a person"),
        Method::None => language.pick("Sem evidência", "No evidence"),
    }
}

/// An outcome.
#[must_use]
pub const fn outcome(language: Language, outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Won => language.pick("Ganho", "Won"),
        Outcome::Qualified => language.pick("Qualificado", "Qualified"),
        Outcome::Lost => language.pick("Perdido", "Lost"),
        Outcome::Neutral => language.pick("Neutro", "Neutral"),
        Outcome::NotLead => language.pick("Não é lead", "Not a lead"),
    }
}

/// Who or what closed.
#[must_use]
pub const fn closed_by(language: Language, closed_by: ClosedBy) -> &'static str {
    match closed_by {
        ClosedBy::User => language.pick("Pessoa", "Person"),
        ClosedBy::Rule => language.pick("Regra", "Rule"),
        ClosedBy::Bot => language.pick("Robô", "Bot"),
        ClosedBy::Classifier => language.pick("Classificador", "Classifier"),
        ClosedBy::Api => language.pick("API", "API"),
    }
}

/// Human or automatic.
#[must_use]
pub const fn mode(language: Language, mode: Mode) -> &'static str {
    match mode {
        Mode::Human => language.pick("Humana", "Human"),
        Mode::Automatic => language.pick("Automática", "Automatic"),
    }
}

/// Where a conversation stands.
#[must_use]
pub const fn status(language: Language, status: Status) -> &'static str {
    match status {
        Status::Waiting => language.pick("Aguardando", "Waiting"),
        Status::Active => language.pick("Em atendimento", "Active"),
        Status::Closed => language.pick("Encerrado", "Closed"),
    }
}

/// The row of conversations that have no value in a grouping.
#[must_use]
pub const fn none(language: Language, group_by: GroupBy) -> &'static str {
    match group_by {
        GroupBy::EntryIdentifier | GroupBy::Kind => kind(language, EntryKind::None),
        GroupBy::Site => language.pick("Sem origem identificada ou sem site", "No identified origin, or no site"),
        GroupBy::Campaign => {
            language.pick("Sem origem identificada ou sem campanha", "No identified origin, or no campaign")
        }
        GroupBy::Department => language.pick("Sem departamento", "No department"),
        GroupBy::Agent => language.pick("Sem atendente", "No agent"),
        GroupBy::Disposition => language.pick("Sem classificação", "Unclassified"),
        GroupBy::Outcome => language.pick("Sem resultado", "No outcome"),
        GroupBy::ClosedBy => language.pick("Em aberto", "Open"),
        GroupBy::Channel => language.pick("Sem número", "No channel"),
        GroupBy::Day => language.pick("Sem data", "No day"),
    }
}

/// Who never came by anything that was paid for, in the view *last paid*.
#[must_use]
pub const fn no_paid_origin(language: Language) -> &'static str {
    language.pick("Sem origem paga", "No paid origin")
}

/// The sum of all rows.
#[must_use]
pub const fn total(language: Language) -> &'static str {
    language.pick("Total", "Total")
}
