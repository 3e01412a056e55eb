//! The closed list of values that may be bound or read, and rows of them.

use nascente_domain::moment::{LocalDay, Moment};

use crate::error::StoreError;

/// A value on its way into or out of the store.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// Nothing.
    Null,
    /// Whole number: ids, times, counts.
    Int(i64),
    /// Fraction: confidences.
    Real(f64),
    /// Yes or no; SQLite keeps 0 and 1.
    Bool(bool),
    /// Text.
    Text(String),
    /// Bytes.
    Bytes(Vec<u8>),
    /// A list for `{in:$n}`.
    Ints(Vec<i64>),
    /// A list for `{in:$n}`.
    Texts(Vec<String>),
}

/// What may be bound.
pub trait IntoValue {
    /// The value as it is stored.
    fn into_value(self) -> Value;
}

/// What may be read.
pub trait FromValue: Sized {
    /// The value out of its stored form.
    fn from_value(value: Value) -> Result<Self, StoreError>;
}

/// One row; its columns are read in the order in which the statement lists them.
#[derive(Debug, Clone)]
pub struct Row {
    values: std::vec::IntoIter<Value>,
}

impl Row {
    pub(crate) fn new(values: Vec<Value>) -> Self {
        Self { values: values.into_iter() }
    }

    /// The next column.
    pub fn take<T: FromValue>(&mut self) -> Result<T, StoreError> {
        let value = self.values.next().ok_or_else(|| StoreError::Unreadable("the row has no further column".into()))?;
        T::from_value(value)
    }
}

fn unreadable<T>(wanted: &str, value: &Value) -> Result<T, StoreError> {
    let found = match value {
        Value::Null => "nothing",
        Value::Int(_) => "a whole number",
        Value::Real(_) => "a fraction",
        Value::Bool(_) => "yes or no",
        Value::Text(_) => "a text",
        Value::Bytes(_) => "bytes",
        Value::Ints(_) | Value::Texts(_) => "a list",
    };
    Err(StoreError::Unreadable(format!("wanted {wanted}, found {found}")))
}

impl IntoValue for i64 {
    fn into_value(self) -> Value {
        Value::Int(self)
    }
}
impl FromValue for i64 {
    fn from_value(value: Value) -> Result<Self, StoreError> {
        if let Value::Int(number) = value { Ok(number) } else { unreadable("a whole number", &value) }
    }
}
impl IntoValue for f64 {
    fn into_value(self) -> Value {
        Value::Real(self)
    }
}
impl FromValue for f64 {
    #[expect(clippy::cast_precision_loss, reason = "SQLite gives whole fractions back as integers")]
    fn from_value(value: Value) -> Result<Self, StoreError> {
        match value {
            Value::Real(number) => Ok(number),
            Value::Int(number) => Ok(number as Self),
            other => unreadable("a fraction", &other),
        }
    }
}
impl IntoValue for bool {
    fn into_value(self) -> Value {
        Value::Bool(self)
    }
}
impl FromValue for bool {
    fn from_value(value: Value) -> Result<Self, StoreError> {
        match value {
            Value::Bool(yes) => Ok(yes),
            Value::Int(number) => Ok(number != 0),
            other => unreadable("yes or no", &other),
        }
    }
}
impl IntoValue for String {
    fn into_value(self) -> Value {
        Value::Text(self)
    }
}
impl IntoValue for &String {
    fn into_value(self) -> Value {
        Value::Text(self.clone())
    }
}
impl IntoValue for &str {
    fn into_value(self) -> Value {
        Value::Text(self.to_owned())
    }
}
impl FromValue for String {
    fn from_value(value: Value) -> Result<Self, StoreError> {
        if let Value::Text(text) = value { Ok(text) } else { unreadable("a text", &value) }
    }
}
impl IntoValue for Vec<u8> {
    fn into_value(self) -> Value {
        Value::Bytes(self)
    }
}
impl FromValue for Vec<u8> {
    fn from_value(value: Value) -> Result<Self, StoreError> {
        if let Value::Bytes(bytes) = value { Ok(bytes) } else { unreadable("bytes", &value) }
    }
}
impl IntoValue for Vec<String> {
    fn into_value(self) -> Value {
        Value::Texts(self)
    }
}
impl IntoValue for Vec<i64> {
    fn into_value(self) -> Value {
        Value::Ints(self)
    }
}
impl IntoValue for Value {
    fn into_value(self) -> Value {
        self
    }
}
impl IntoValue for Moment {
    fn into_value(self) -> Value {
        Value::Int(self.millis())
    }
}
impl FromValue for Moment {
    fn from_value(value: Value) -> Result<Self, StoreError> {
        i64::from_value(value).map(Self::from_millis)
    }
}
impl IntoValue for LocalDay {
    fn into_value(self) -> Value {
        Value::Int(self.number())
    }
}
impl FromValue for LocalDay {
    fn from_value(value: Value) -> Result<Self, StoreError> {
        i64::from_value(value).map(Self::from_number)
    }
}
impl<T: IntoValue> IntoValue for Option<T> {
    fn into_value(self) -> Value {
        self.map_or(Value::Null, T::into_value)
    }
}
impl<T: FromValue> FromValue for Option<T> {
    fn from_value(value: Value) -> Result<Self, StoreError> {
        if value == Value::Null { Ok(None) } else { T::from_value(value).map(Some) }
    }
}
impl IntoValue for &serde_json::Value {
    fn into_value(self) -> Value {
        Value::Text(self.to_string())
    }
}
impl FromValue for serde_json::Value {
    fn from_value(value: Value) -> Result<Self, StoreError> {
        let text = String::from_value(value)?;
        serde_json::from_str(&text).map_err(|error| StoreError::Unreadable(error.to_string()))
    }
}

macro_rules! stored_ids {
    ($($name:ident),+ $(,)?) => { $(
        impl IntoValue for nascente_domain::id::$name {
            fn into_value(self) -> Value { Value::Int(self.value()) }
        }
        impl FromValue for nascente_domain::id::$name {
            fn from_value(value: Value) -> Result<Self, StoreError> { i64::from_value(value).map(Self::from) }
        }
        impl IntoValue for Vec<nascente_domain::id::$name> {
            fn into_value(self) -> Value { Value::Ints(self.into_iter().map(|id| id.value()).collect()) }
        }
    )+ };
}

stored_ids! {
    CompanyId, LoginId, UserId, TokenId, ChannelId, ContactId, ConversationId, MessageId, MediaId, TouchId, IdentifierId,
    LinkId, ClickId, DepartmentId, DispositionId, ClosingId, DeliveryId, JobId, EventId,
    RuleId, RuleActionId, RoutingRuleId, TagId, WebhookId, CarrierTestId, IdentifierChangeId, WebhookDeliveryId,
    MergeId, ProposalId,
}

/// Lets a text enum be bound and read.
macro_rules! stored_texts {
    ($($path:path),+ $(,)?) => { $(
        impl IntoValue for $path {
            fn into_value(self) -> Value { Value::Text(self.as_str().to_owned()) }
        }
        impl FromValue for $path {
            fn from_value(value: Value) -> Result<Self, StoreError> {
                String::from_value(value)?.parse().map_err(|error| StoreError::Unreadable(format!("{error}")))
            }
        }
    )+ };
}

stored_texts! {
    nascente_domain::connection::Connection,
    nascente_domain::conversation::Status,
    nascente_domain::conversation::StartedBy,
    nascente_domain::conversation::ReturnState,
    nascente_domain::disposition::Outcome,
    nascente_domain::disposition::Mode,
    nascente_domain::disposition::ClosedBy,
    nascente_domain::funnel::Family,
    nascente_domain::funnel::DateBasis,
    nascente_domain::link::LinkKind,
    crate::identifier_change::ChangeWay,
    nascente_domain::link::ClickVerdict,
    nascente_domain::link::LinkMaker,
    nascente_domain::media::MediaPurpose,
    nascente_domain::media::MediaState,
    nascente_domain::message::Author,
    nascente_domain::message::Direction,
    nascente_domain::message::MessageKind,
    nascente_domain::message::SendStatus,
    nascente_domain::outcome::DeliveryState,
    nascente_domain::outcome::EventResult,
    nascente_domain::person::IdentityKind,
    nascente_domain::role::Role,
    nascente_domain::rule::Occasion,
    nascente_domain::touch::EntryKind,
    nascente_domain::touch::Method,
}

/// The values of a statement, in the order of `$1`, `$2` …
#[macro_export]
macro_rules! params {
    ($($value:expr),* $(,)?) => { vec![$($crate::IntoValue::into_value($value)),*] };
}
