//! What the link generator says while somebody types: texts that several links share, slugs that cannot be used.

use nascente_domain::id::{CompanyId, LinkId};
use nascente_domain::link::{BadSlug, Slug};
use nascente_store::link;

use crate::app::App;
use crate::failure::Failure;
use crate::http::body::link::{LinkCheck, LinkCheckQuery, NamedLink};
use crate::http::page::id;

/// Looks at a text and a slug.
pub async fn check(app: &App, company_id: CompanyId, query: LinkCheckQuery) -> Result<LinkCheck, Failure> {
    let except: Option<LinkId> = query.except.as_deref().map(|text| id("except", text)).transpose()?;
    let message = query.message.filter(|text| !text.trim().is_empty());
    let slug = query.slug.as_deref().map(|text| (Slug::read(text), Slug::near(text)));
    let candidates = slug.as_ref().map(|(read, near)| candidates(read.as_ref().ok().or(near.as_ref())));
    let (shared, taken) = app
        .db
        .read(move |tx| {
            let shared = match &message {
                Some(text) => link::with_text(tx, company_id, text)?,
                None => Vec::new(),
            };
            Ok::<_, Failure>((shared, link::taken_slugs(tx, candidates.clone().unwrap_or_default())?))
        })
        .await?;
    let message_shared_with = shared
        .into_iter()
        .filter(|(link_id, _)| Some(*link_id) != except)
        .map(|(link_id, name)| NamedLink { id: link_id.to_string(), name })
        .collect();
    let Some((read, near)) = slug else {
        return Ok(LinkCheck { message_shared_with, slug_state: None, slug_suggestion: None });
    };
    let state = match &read {
        Ok(slug) if taken.iter().any(|taken| taken == slug.as_str()) => "taken",
        Ok(_) => "free",
        Err(BadSlug::Form) => "form",
        Err(BadSlug::Reserved) => "reserved",
    };
    let offered = candidates_free(read.as_ref().ok().or(near.as_ref()), &taken);
    let slug_suggestion = offered.filter(|_| state != "free");
    Ok(LinkCheck { message_shared_with, slug_state: Some(state.to_owned()), slug_suggestion })
}

/// A slug, and the same with a number behind it.
fn candidates(slug: Option<&Slug>) -> Vec<String> {
    let Some(slug) = slug else { return Vec::new() };
    let start: String = slug.as_str().chars().take(61).collect();
    let numbered = (2..=30).map(|number| format!("{start}-{number}"));
    std::iter::once(slug.as_str().to_owned()).chain(numbered).collect()
}

fn candidates_free(slug: Option<&Slug>, taken: &[String]) -> Option<String> {
    candidates(slug).into_iter().find(|candidate| !taken.contains(candidate))
}
