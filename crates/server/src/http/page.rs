//! Extractors whose refusals are problems, and cursors of lists.

use axum::body::Bytes;
use axum::extract::rejection::JsonRejection;
use axum::extract::{FromRequest, FromRequestParts, Request};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use nascente_domain::closing::FieldError;
use serde::de::DeserializeOwned;
use serde_ignored::Path as Ignored;

use crate::failure::Failure;
use crate::http::body::list::{Page, PageQuery};

/// A JSON body of fields that are known, whose texts can be kept: PostgreSQL has no place for the character NUL.
///
/// A field that nobody reads is refused by its name: whoever misspells one would otherwise be told that all went well.
#[derive(Debug)]
pub struct Body<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Body<T> {
    type Rejection = Failure;

    async fn from_request(request: Request, state: &S) -> Result<Self, Failure> {
        let (parts, body) = request.into_parts();
        let bytes = Bytes::from_request(Request::from_parts(parts.clone(), body), state).await;
        let bytes = bytes.map_err(JsonRejection::from)?;
        let again = Request::from_parts(parts, bytes.clone().into());
        let axum::Json(value) = axum::Json::<T>::from_request(again, state).await?;
        let strangers = strangers::<T>(&bytes);
        if !strangers.is_empty() {
            return Err(Failure::Invalid(strangers));
        }
        if bytes.windows(NUL.len()).any(|six| six == NUL)
            && let Some(field) = serde_json::from_slice(&bytes).ok().and_then(|value| field_with_nul(&value))
        {
            return Err(Failure::invalid(&field, "invalid_character", "a text holds the character NUL"));
        }
        Ok(Self(value))
    }
}

/// The fields of a body that its type does not have.
fn strangers<T: DeserializeOwned>(bytes: &[u8]) -> Vec<FieldError> {
    let mut found = Vec::new();
    let mut note = |path: Ignored<'_>| found.push(unknown_field(written(&path)));
    // That it can be read is known already.
    let _read: Result<T, _> = serde_ignored::deserialize(&mut serde_json::Deserializer::from_slice(bytes), &mut note);
    found
}

/// The refusal of a field that nobody reads.
pub(crate) fn unknown_field(field: String) -> FieldError {
    let message = "there is no such field here; see /openapi.json".to_owned();
    FieldError { field, code: "unknown_field", message }
}

/// Where a field stands, such as `links[3].name`.
fn written(path: &Ignored<'_>) -> String {
    match path {
        Ignored::Root => String::new(),
        Ignored::Seq { parent, index } => format!("{}[{index}]", written(parent)),
        Ignored::Map { parent, key } => match written(parent) {
            above if above.is_empty() => key.clone(),
            above => format!("{above}.{key}"),
        },
        Ignored::Some { parent } | Ignored::NewtypeStruct { parent } | Ignored::NewtypeVariant { parent } => {
            written(parent)
        }
    }
}

/// How JSON writes the character NUL; behind a backslash it means something else.
const NUL: &[u8] = b"\\u0000";

/// The first field whose text holds NUL, such as `links[3].name`.
fn field_with_nul(value: &serde_json::Value) -> Option<String> {
    use serde_json::Value;
    match value {
        Value::String(text) => text.contains('\0').then(String::new),
        Value::Array(items) => {
            items.iter().zip(0..).find_map(|(item, index): (_, usize)| Some(format!("[{index}]{}", below(item)?)))
        }
        Value::Object(members) => members.iter().find_map(|(name, member)| {
            if name.contains('\0') { Some("body".to_owned()) } else { Some(format!("{name}{}", below(member)?)) }
        }),
        Value::Null | Value::Bool(_) | Value::Number(_) => None,
    }
}

/// The field inside another one, with the point that parts a member from its object.
fn below(value: &serde_json::Value) -> Option<String> {
    let field = field_with_nul(value)?;
    Some(if value.is_object() { format!(".{field}") } else { field })
}

/// A query string.
#[derive(Debug, FromRequestParts)]
#[from_request(via(axum::extract::Query), rejection(Failure))]
pub struct Query<T>(pub T);

/// Parts of the path; what cannot be read is not found.
#[derive(Debug, FromRequestParts)]
#[from_request(via(axum::extract::Path), rejection(Failure))]
pub struct Path<T>(pub T);

/// A checked [`PageQuery`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageRequest {
    /// How many items.
    pub limit: i64,
    /// The sort values and id of the last item seen.
    pub after: Option<Vec<i64>>,
    /// Whether the total is wanted.
    pub count: bool,
}

impl PageRequest {
    /// Checks the limit and reads the cursor; `width` is how many numbers this list's cursor has.
    pub fn read(query: &PageQuery, width: usize) -> Result<Self, Failure> {
        let limit = query.limit.unwrap_or(50);
        if !(1..=200).contains(&limit) {
            return Err(Failure::invalid("limit", "out_of_range", "use 1 to 200"));
        }
        let after = query.cursor.as_deref().map(|cursor| read_cursor(cursor, width)).transpose()?;
        Ok(Self { limit, after, count: query.count.unwrap_or(false) })
    }
}

fn read_cursor(cursor: &str, width: usize) -> Result<Vec<i64>, Failure> {
    let wrong = || Failure::invalid("cursor", "invalid", "use the next_cursor of the page before");
    let bytes = URL_SAFE_NO_PAD.decode(cursor).map_err(|_| wrong())?;
    let numbers: Vec<i64> = serde_json::from_slice(&bytes).map_err(|_| wrong())?;
    if numbers.len() == width { Ok(numbers) } else { Err(wrong()) }
}

/// A page out of `limit + 1` fetched items: the surplus one tells that there is a next page.
pub fn page<T>(mut items: Vec<T>, limit: i64, total: Option<i64>, cursor_of: impl Fn(&T) -> Vec<i64>) -> Page<T> {
    let limit = usize::try_from(limit).unwrap_or(50);
    let more = items.len() > limit;
    items.truncate(limit);
    let next_cursor = items
        .last()
        .filter(|_| more)
        .map(|last| URL_SAFE_NO_PAD.encode(serde_json::to_vec(&cursor_of(last)).unwrap_or_default()));
    Page { items, next_cursor, total }
}

/// An id out of a request body or query; `field` names it in the refusal.
pub fn id<T: std::str::FromStr>(field: &str, text: &str) -> Result<T, Failure> {
    text.parse().map_err(|_| Failure::invalid(field, "invalid_id", "this is no id of the wanted kind"))
}

/// A page of a list that is small enough to be read whole, such as a company's departments. The items come in the
/// list's order; `key` gives the numbers by which that order is made.
pub fn part_of<T>(items: Vec<T>, query: &PageQuery, key: impl Fn(&T) -> [i64; 2]) -> Result<Page<T>, Failure> {
    let request = PageRequest::read(query, 2)?;
    let total = request.count.then(|| i64::try_from(items.len()).unwrap_or(i64::MAX));
    let is_after = |item: &T| request.after.as_ref().is_none_or(|after| key(item).as_slice() > after.as_slice());
    let wanted = usize::try_from(request.limit + 1).unwrap_or(usize::MAX);
    let rest = items.into_iter().filter(is_after).take(wanted).collect();
    Ok(page(rest, request.limit, total, |item| key(item).to_vec()))
}
