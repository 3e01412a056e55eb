//! Names behind the `?` that a route of the API does not have are refused: a filter that is misspelt would filter nothing,
//! and the figures would be those of all.
//!
//! In: a request to a route that the description of the API names. Out: the request, or 422 with each name that is not in
//! that description. The description is what tells, so a parameter that is not described cannot be used.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use axum::extract::{MatchedPath, Request, State};
use axum::http::Method;
use axum::middleware::Next;
use axum::response::Response;
use nascente_domain::closing::FieldError;
use utoipa::openapi::path::{Operation, ParameterIn};
use utoipa::openapi::{OpenApi, RefOr};

use crate::failure::Failure;

/// The names that each operation takes, by its path.
#[derive(Debug, Default)]
pub(super) struct QueryNames(HashMap<String, Vec<(Method, HashSet<String>)>>);

impl QueryNames {
    /// The names that a description tells of.
    pub(super) fn of(document: &OpenApi) -> Self {
        let of_path = |(path, item): (&String, &utoipa::openapi::path::PathItem)| {
            let operations = [
                (Method::GET, &item.get),
                (Method::POST, &item.post),
                (Method::PUT, &item.put),
                (Method::PATCH, &item.patch),
                (Method::DELETE, &item.delete),
            ];
            let known =
                operations.into_iter().filter_map(|(method, operation)| Some((method, names(operation.as_ref()?))));
            (path.clone(), known.collect())
        };
        Self(document.paths.paths.iter().map(of_path).collect())
    }

    /// The names in a query that its operation does not have.
    fn strangers(&self, method: &Method, path: &str, query: &str) -> Vec<String> {
        // What answers GET answers HEAD.
        let method = if method == Method::HEAD { &Method::GET } else { method };
        let operation = self.0.get(path).and_then(|of_path| of_path.iter().find(|(one, _)| one == method));
        let Some((_, known)) = operation else { return Vec::new() };
        let asked = url::form_urlencoded::parse(query.as_bytes()).map(|(name, _)| name.into_owned());
        asked.filter(|name| !known.contains(name)).collect()
    }
}

fn names(operation: &Operation) -> HashSet<String> {
    let all = operation.parameters.iter().flatten();
    let of_query = all.filter_map(|one| match one {
        RefOr::T(one) if one.parameter_in == ParameterIn::Query => Some(one.name.clone()),
        _ => None,
    });
    of_query.collect()
}

/// Lets through what names nothing that its operation does not have.
pub(super) async fn check(
    State(known): State<Arc<QueryNames>>,
    request: Request,
    next: Next,
) -> Result<Response, Failure> {
    let query = request.uri().query().unwrap_or_default();
    let path = request.extensions().get::<MatchedPath>().map(MatchedPath::as_str);
    let strangers = path.map(|path| known.strangers(request.method(), path, query)).unwrap_or_default();
    if strangers.is_empty() {
        return Ok(next.run(request).await);
    }
    let message = || "there is no such parameter here; see /openapi.json".to_owned();
    let error = |name: String| FieldError { field: name, code: "unknown_parameter", message: message() };
    Err(Failure::Invalid(strangers.into_iter().map(error).collect()))
}
