//! Reading a new link: pure, every wrong field is named.

use std::collections::BTreeMap;

use nascente_domain::closing::FieldError;
use nascente_domain::hashtag::{Hashtag, leading_hashtag};
use nascente_domain::id::{ChannelId, DepartmentId};
use nascente_domain::link::{BadSlug, LinkKind, Slug, with_variables};
use nascente_domain::moment::Moment;

use crate::http::body::link::CreateLinkRequest;

/// Longest name and site, in characters.
const LONGEST_NAME: usize = 120;
/// Longest prefilled text, in characters.
const LONGEST_MESSAGE: usize = 1_000;
/// Most UTM fields, longest key and longest value.
const MOST_UTM: usize = 20;
const LONGEST_UTM_KEY: usize = 64;
const LONGEST_UTM_VALUE: usize = 200;
/// Most tags, and the longest.
const MOST_TAGS: usize = 20;
const LONGEST_TAG: usize = 40;
/// What a tag may not hold: wildcards and quotes of the search, and what parts tags in a file.
const TAG_REFUSES: [char; 6] = ['"', '\'', '\\', '%', '_', '|'];

/// A new link whose fields are well formed; whether channel, department and slug can be used is for the store to say.
#[derive(Debug, Clone)]
pub struct Draft {
    /// Name.
    pub name: String,
    /// Channel.
    pub channel_id: ChannelId,
    /// Kind, with the term of a hashtag.
    pub kind: DraftKind,
    /// Site of origin.
    pub site: String,
    /// Prefilled text.
    pub message: String,
    /// UTM fields.
    pub utm: BTreeMap<String, String>,
    /// *Etiquetas*.
    pub tags: Vec<String>,
    /// Whether the number belongs to this link alone.
    pub owns_number: bool,
    /// The slug that was asked for.
    pub slug: Option<Slug>,
    /// Department that its conversations go to.
    pub department_id: Option<DepartmentId>,
    /// End.
    pub expires_at: Option<Moment>,
}

/// The kind of a draft.
#[derive(Debug, Clone)]
pub enum DraftKind {
    /// A click is recorded and its code travels in the text.
    Tracked,
    /// The text starts with this term.
    Hashtag(Hashtag),
}

impl DraftKind {
    /// The kind as it is stored.
    #[must_use]
    pub const fn kind(&self) -> LinkKind {
        match self {
            Self::Tracked => LinkKind::Tracked,
            Self::Hashtag(_) => LinkKind::Hashtag,
        }
    }
}

/// What was wrong while one thing was read, each under the full name of its field.
#[derive(Debug)]
pub(super) struct Reading<'a> {
    prefix: &'a str,
    errors: Vec<FieldError>,
}

impl<'a> Reading<'a> {
    pub(super) const fn of(prefix: &'a str) -> Self {
        Self { prefix, errors: Vec::new() }
    }

    pub(super) fn refuse(&mut self, field: &str, code: &'static str, message: &str) {
        self.errors.push(FieldError { field: format!("{}{field}", self.prefix), code, message: message.to_owned() });
    }

    /// The errors, if there were any.
    pub(super) fn finish(self) -> Result<(), Vec<FieldError>> {
        if self.errors.is_empty() { Ok(()) } else { Err(self.errors) }
    }

    /// A trimmed text of 1 to 120 characters on one line.
    pub(super) fn name(&mut self, field: &str, text: &str) -> String {
        let text = text.trim();
        if !(1..=LONGEST_NAME).contains(&text.chars().count()) {
            self.refuse(field, "length", "use 1 to 120 characters");
        }
        if text.chars().any(char::is_control) {
            self.refuse(field, "control_characters", "leave out control characters");
        }
        text.to_owned()
    }

    /// A prefilled text. Line ends of other systems become `\n`.
    pub(super) fn message(&mut self, text: &str) -> String {
        let text = text.replace("\r\n", "\n");
        if text.chars().count() > LONGEST_MESSAGE {
            self.refuse("message", "length", "use at most 1000 characters");
        }
        if text.chars().any(|c| c.is_control() && c != '\n') {
            self.refuse("message", "control_characters", "leave out control characters other than line ends");
        }
        text
    }

    /// The term that a hashtag link's text has to start with.
    pub(super) fn hashtag(&mut self, message: &str) -> Option<Hashtag> {
        let hashtag = leading_hashtag(message);
        if hashtag.is_none() {
            self.refuse("message", "hashtag_missing", "start the message with #TERM");
        }
        hashtag
    }

    /// UTM fields; those without a value are left out.
    pub(super) fn utm(&mut self, utm: BTreeMap<String, String>) -> BTreeMap<String, String> {
        let utm: BTreeMap<String, String> =
            utm.into_iter().map(|(key, value)| (key, value.trim().to_owned())).filter(|(_, v)| !v.is_empty()).collect();
        let formed = |text: &str, longest| text.chars().count() <= longest && !text.chars().any(char::is_control);
        if utm.len() > MOST_UTM {
            self.refuse("utm", "too_many", "use at most 20 fields");
        }
        if !utm.keys().all(|key| !key.is_empty() && formed(key, LONGEST_UTM_KEY)) {
            self.refuse("utm", "key", "use keys of 1 to 64 characters");
        }
        if !utm.values().all(|value| formed(value, LONGEST_UTM_VALUE)) {
            self.refuse("utm", "value", "use values of at most 200 characters");
        }
        utm
    }

    /// *Etiquetas*: lower case, sorted, each once.
    pub(super) fn tags(&mut self, tags: &[String]) -> Vec<String> {
        let mut tags: Vec<String> =
            tags.iter().map(|tag| tag.trim().to_lowercase()).filter(|t| !t.is_empty()).collect();
        tags.sort();
        tags.dedup();
        let formed = |tag: &String| {
            tag.chars().count() <= LONGEST_TAG && !tag.chars().any(|c| c.is_control() || TAG_REFUSES.contains(&c))
        };
        if tags.len() > MOST_TAGS || !tags.iter().all(formed) {
            self.refuse("tags", "form", "use at most 20 tags of up to 40 characters without quotes, \\, %, _ and |");
        }
        tags
    }

    pub(super) fn id<T: std::str::FromStr>(&mut self, field: &str, text: &str) -> Option<T> {
        let id = text.parse().ok();
        if id.is_none() {
            self.refuse(field, "invalid_id", "this is no id of the wanted kind");
        }
        id
    }

    fn kind(&mut self, text: Option<&str>, message: &str) -> Option<DraftKind> {
        match text.unwrap_or(LinkKind::Tracked.as_str()).parse() {
            Ok(LinkKind::Tracked) => Some(DraftKind::Tracked),
            Ok(LinkKind::Hashtag) => self.hashtag(message).map(DraftKind::Hashtag),
            Err(_) => {
                self.refuse("kind", "unknown", "use tracked or hashtag");
                None
            }
        }
    }

    fn slug(&mut self, text: Option<&str>) -> Option<Slug> {
        match Slug::read(text?) {
            Ok(slug) => Some(slug),
            Err(bad) => {
                let code = match bad {
                    BadSlug::Form => "form",
                    BadSlug::Reserved => "reserved",
                };
                let near = Slug::near(text?).map(|near| format!("; try {}", near.as_str()));
                self.refuse("slug", code, &format!("{bad}{}", near.unwrap_or_default()));
                None
            }
        }
    }

    pub(super) fn expires_at(&mut self, text: Option<&str>) -> Option<Moment> {
        let moment = text?.parse().ok();
        if moment.is_none() {
            self.refuse("expires_at", "time", "use a time of the form 2026-11-22T15:04:05Z");
        }
        moment
    }
}

/// Reads a new link; `prefix` stands before the names of its fields (`links[3].`, or nothing).
pub fn read_draft(prefix: &str, request: CreateLinkRequest) -> Result<Draft, Vec<FieldError>> {
    let mut reading = Reading::of(prefix);
    let name = reading.name("name", &request.name);
    let site = reading.name("site", &request.site);
    let campaign = request.utm.get("utm_campaign").map(|text| text.trim()).unwrap_or_default();
    let message = reading.message(&with_variables(&request.message, &site, campaign, &name));
    let tags = reading.tags(&request.tags);
    let channel_id = reading.id("channel_id", &request.channel_id);
    let department_id = request.department_id.as_deref().and_then(|text| reading.id("department_id", text));
    let kind = reading.kind(request.kind.as_deref(), &message);
    let slug = reading.slug(request.slug.as_deref());
    let expires_at = reading.expires_at(request.expires_at.as_deref());
    let utm = reading.utm(request.utm);
    reading.finish()?;
    // Both are present when nothing was refused.
    let (Some(channel_id), Some(kind)) = (channel_id, kind) else { return Err(Vec::new()) };
    let owns_number = request.dedicated_number;
    Ok(Draft { name, channel_id, kind, site, message, utm, tags, owns_number, slug, department_id, expires_at })
}

/// *Etiquetas* by themselves.
pub fn read_tags(tags: &[String]) -> Result<Vec<String>, Vec<FieldError>> {
    let mut reading = Reading::of("");
    let tags = reading.tags(tags);
    reading.finish()?;
    Ok(tags)
}

/// Reads several new links, each with the prefix of its fields' names; all that is wrong with any is named.
pub fn read_drafts(requests: Vec<CreateLinkRequest>, most: usize) -> Result<Vec<(String, Draft)>, Vec<FieldError>> {
    if !(1..=most).contains(&requests.len()) {
        let message = format!("use 1 to {most} links");
        return Err(vec![FieldError { field: "links".to_owned(), code: "length", message }]);
    }
    let (mut drafts, mut errors) = (Vec::new(), Vec::new());
    for (index, request) in requests.into_iter().enumerate() {
        let prefix = format!("links[{index}].");
        match read_draft(&prefix, request) {
            Ok(draft) => drafts.push((prefix, draft)),
            Err(found) => errors.extend(found),
        }
    }
    if errors.is_empty() { Ok(drafts) } else { Err(errors) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(change: impl FnOnce(&mut CreateLinkRequest)) -> CreateLinkRequest {
        let mut request = CreateLinkRequest {
            name: " Bio ".into(),
            channel_id: ChannelId::from(7).to_string(),
            kind: None,
            site: "Instagram".into(),
            message: "Olá!".into(),
            utm: BTreeMap::new(),
            tags: Vec::new(),
            dedicated_number: false,
            slug: None,
            department_id: None,
            expires_at: None,
        };
        change(&mut request);
        request
    }

    fn refused(change: impl FnOnce(&mut CreateLinkRequest)) -> Vec<String> {
        read_draft("links[3].", request(change)).unwrap_err().into_iter().map(|error| error.field).collect()
    }

    #[test]
    fn names_are_trimmed_and_the_kind_is_tracked_unless_another_is_named() {
        let draft = read_draft("", request(|_| {})).unwrap();
        assert_eq!((draft.name.as_str(), draft.kind.kind()), ("Bio", LinkKind::Tracked));
    }

    #[test]
    fn every_wrong_field_is_named_at_once() {
        let fields = refused(|request| {
            request.name = "  ".into();
            request.site = "x".repeat(121);
            request.message = "a\u{0}b".into();
            request.slug = Some("../x".into());
            request.expires_at = Some("tomorrow".into());
            request.channel_id = "dp_0".into();
            request.utm = [("utm_source".to_owned(), "v".repeat(201))].into();
        });
        let names = ["name", "site", "message", "channel_id", "slug", "expires_at", "utm"];
        assert_eq!(fields, names.map(|name| format!("links[3].{name}")));
    }

    #[test]
    fn a_hashtag_link_needs_its_term_at_the_start() {
        let fields = refused(|request| {
            request.kind = Some("hashtag".into());
            request.message = "quero #promo".into();
        });
        assert_eq!(fields, ["links[3].message"]);
    }

    #[test]
    fn a_message_of_a_thousand_characters_with_line_ends_is_taken_and_one_more_is_not() {
        let text = format!("{}\r\n", "é".repeat(999));
        assert_eq!(read_draft("", request(|request| request.message = text)).unwrap().message.chars().count(), 1_000);
        assert_eq!(refused(|request| request.message = "é".repeat(1_001)), ["links[3].message"]);
    }
}
