//! Whether a browser sends a request from a page of another site. Programs say nothing about it and are believed: the
//! routes that ask hold no session that another site could borrow.

use axum::http::{HeaderMap, HeaderName, header};

/// Whether the headers name another site than the server's own.
#[must_use]
pub(super) fn is_foreign(public_url: &str, headers: &HeaderMap) -> bool {
    let text = |name: HeaderName| headers.get(name).map(|value| value.to_str().unwrap_or("?"));
    if let Some(site) = text(HeaderName::from_static("sec-fetch-site")) {
        return site != "same-origin";
    }
    let Some(origin) = text(header::ORIGIN) else { return false };
    let authority = origin.split_once("://").map(|(_, authority)| authority);
    origin != public_url && (authority.is_none() || authority != text(header::HOST))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn foreign(headers: &[(&'static str, &'static str)]) -> bool {
        let headers = headers.iter().map(|(name, value)| (HeaderName::from_static(name), value.parse().unwrap()));
        is_foreign("https://zap.loja.com", &headers.collect())
    }

    #[test]
    fn the_browser_s_own_word_counts_first() {
        assert!(!foreign(&[("sec-fetch-site", "same-origin"), ("origin", "https://x.com")]));
        for site in ["cross-site", "same-site", "none"] {
            assert!(foreign(&[("sec-fetch-site", site), ("origin", "https://zap.loja.com")]), "{site}");
        }
    }

    #[test]
    fn an_older_browser_names_its_page_and_a_program_names_none() {
        assert!(!foreign(&[]));
        assert!(!foreign(&[("origin", "https://zap.loja.com"), ("host", "10.0.0.1:8080")]));
        assert!(!foreign(&[("origin", "http://127.0.0.1:8104"), ("host", "127.0.0.1:8104")]));
        for origin in ["null", "https://zap.loja.com.evil.com", "https://x.com", "", "http://127.0.0.1"] {
            assert!(foreign(&[("origin", origin), ("host", "127.0.0.1:8104")]), "{origin}");
        }
    }
}
