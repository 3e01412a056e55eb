//! What a request for a link tells about its visitor.

use axum::http::{HeaderMap, HeaderName, header};

use crate::click::own;

/// Longest query string that is kept: longer than any that an ad platform writes.
const LONGEST_QUERY: usize = 8_000;
/// Longest user agent that is looked at.
const LONGEST_AGENT: usize = 1_000;
/// The headers by which browsers say that nobody looks yet.
const PREFETCH_HEADERS: [&str; 4] = ["sec-purpose", "purpose", "x-purpose", "x-moz"];

/// What a request tells.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Traces {
    /// User agent.
    pub agent: String,
    /// Query string, whole up to 8,000 bytes.
    pub query: String,
    /// Host of the page before; nothing else of its address is kept.
    pub referrer: Option<String>,
    /// First language of the browser.
    pub language: Option<String>,
    /// Whether nobody looks: `HEAD`, prefetch, prerender, preview.
    pub prefetch: bool,
    /// The cookies by which a browser is marked as our own.
    pub cookies: Vec<(String, String)>,
}

/// The languages of public pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Language {
    /// pt-BR.
    #[default]
    Portuguese,
    /// For browsers that ask for English first.
    English,
}

impl Traces {
    /// Reads them out of a request.
    #[must_use]
    pub fn read(is_head: bool, query: Option<&str>, headers: &HeaderMap) -> Self {
        Self {
            agent: cut(&text(headers, &header::USER_AGENT), LONGEST_AGENT).to_owned(),
            query: cut(query.unwrap_or_default(), LONGEST_QUERY).to_owned(),
            referrer: host(&text(headers, &header::REFERER)),
            language: first_language(&text(headers, &header::ACCEPT_LANGUAGE)),
            prefetch: is_head || says_prefetch(headers),
            cookies: own_cookies(headers),
        }
    }

    /// `mobile` when the agent says `Mobi`, `Android`, `iPhone`, `iPad` or `iPod`; `desktop` when it names a desktop
    /// system; else `other`. Tablets that call themselves a Mac count as desktop: they cannot be told apart.
    #[must_use]
    pub fn device(&self) -> &'static str {
        let says = |words: &[&str]| words.iter().any(|word| self.agent.contains(word));
        if says(&["Mobi", "Android", "iPhone", "iPad", "iPod"]) {
            "mobile"
        } else if says(&["Windows", "Macintosh", "X11", "CrOS"]) {
            "desktop"
        } else {
            "other"
        }
    }

    /// The language of a page for this visitor.
    #[must_use]
    pub fn page_language(&self) -> Language {
        match self.language.as_deref().and_then(|tag| tag.split('-').next()) {
            Some(tag) if tag.eq_ignore_ascii_case("en") => Language::English,
            _ => Language::Portuguese,
        }
    }
}

fn text(headers: &HeaderMap, name: &HeaderName) -> String {
    headers.get(name).map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned()).unwrap_or_default()
}

fn cut(text: &str, longest: usize) -> &str {
    &text[..text.floor_char_boundary(longest)]
}

fn host(referrer: &str) -> Option<String> {
    let host = url::Url::parse(referrer).ok()?.host_str()?.to_lowercase();
    (1..=253).contains(&host.len()).then_some(host)
}

fn first_language(accepted: &str) -> Option<String> {
    let tag = accepted.split([',', ';']).next()?.trim();
    let formed = (2..=35).contains(&tag.len()) && tag.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    formed.then(|| tag.to_owned())
}

fn says_prefetch(headers: &HeaderMap) -> bool {
    PREFETCH_HEADERS.iter().filter_map(|name| headers.get(*name)).any(|value| {
        let value = String::from_utf8_lossy(value.as_bytes()).to_ascii_lowercase();
        ["prefetch", "prerender", "preview"].iter().any(|word| value.contains(word))
    })
}

fn own_cookies(headers: &HeaderMap) -> Vec<(String, String)> {
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    cookies
        .flat_map(|value| value.split(';'))
        .filter_map(|cookie| cookie.trim().split_once('='))
        .filter(|(name, _)| name.starts_with(own::COOKIE))
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(headers: &[(&'static str, &str)]) -> Traces {
        let headers = headers.iter().map(|(name, value)| (HeaderName::from_static(name), value.parse().unwrap()));
        Traces::read(false, Some("utm_source=ig&gclid=1"), &headers.collect())
    }

    #[test]
    fn only_the_host_of_the_page_before_is_kept() {
        let referrer = |text| read(&[("referer", text)]).referrer;
        assert_eq!(referrer("https://L.Instagram.com/?u=secret"), Some("l.instagram.com".into()));
        assert_eq!(referrer("android-app://com.facebook.katana/"), Some("com.facebook.katana".into()));
        assert_eq!(referrer("nonsense"), None);
    }

    #[test]
    fn a_prefetch_says_so_in_one_of_several_headers() {
        assert!(read(&[("sec-purpose", "prefetch;prerender")]).prefetch);
        assert!(read(&[("x-purpose", "preview")]).prefetch);
        assert!(!read(&[("purpose", "navigation")]).prefetch);
        assert!(Traces::read(true, None, &HeaderMap::new()).prefetch);
    }

    #[test]
    fn the_first_language_decides_about_the_page() {
        assert_eq!(read(&[("accept-language", "en-US,pt;q=0.9")]).page_language(), Language::English);
        assert_eq!(read(&[("accept-language", "pt-BR,en;q=0.9")]).page_language(), Language::Portuguese);
        assert_eq!(read(&[("accept-language", "*")]).language, None);
    }

    #[test]
    fn only_the_cookies_of_marked_browsers_are_looked_at() {
        let cookies = read(&[("cookie", "a=1; nascente_own_co_1=x; nascente_session=y")]).cookies;
        assert_eq!(cookies, [("nascente_own_co_1".to_owned(), "x".to_owned())]);
    }

    #[test]
    fn a_long_query_is_cut_and_a_short_one_kept_whole() {
        let long = "é".repeat(4_500);
        assert_eq!(Traces::read(false, Some(&long), &HeaderMap::new()).query.len(), 8_000);
        assert_eq!(read(&[]).query, "utm_source=ig&gclid=1");
    }

    #[test]
    fn the_device_follows_the_agent() {
        let device = |agent: &str| Traces { agent: agent.into(), ..Traces::default() }.device();
        assert_eq!(device("Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) Mobile/15E148"), "mobile");
        assert_eq!(device("Mozilla/5.0 (Linux; Android 15) Chrome/131.0 Mobile Safari/537.36"), "mobile");
        assert_eq!(device("Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/131.0"), "desktop");
        assert_eq!(device("curl/8"), "other");
    }
}
