//! Named SQL texts: one for both engines, in lower case, with `$n` for values.
//!
//! Five marks stand where the engines differ, and nowhere else may a text depend on the engine:
//!
//! | mark | PostgreSQL | SQLite |
//! |---|---|---|
//! | `$n` | `$n` | `?n` |
//! | `{in:$n}` | `= any($n)` | `in (select value from json_each(?n))` |
//! | `{ints:$n}` | `unnest($n::bigint[]) as wanted (value)` | `json_each(?n) as wanted` |
//! | `{lock}` | `for no key update` | nothing: there is one writer |
//! | `{skip_locked}` | `for update skip locked` | nothing |
//!
//! `{in:$n}` leaves it to the planner whether it looks each value up or reads a company's rows and compares them. Where
//! the latter would be dear and the planner may not know it, a list stands in `from` and each value is looked up by a
//! subquery.

use std::borrow::Cow;
use std::sync::OnceLock;

/// The two engines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    /// One file, one writer.
    Sqlite,
    /// A server.
    Postgres,
}

/// A statement.
#[derive(Debug)]
pub struct Statement {
    text: Cow<'static, str>,
    sqlite: OnceLock<String>,
    postgres: OnceLock<String>,
}

impl Statement {
    /// A statement with a fixed text.
    #[must_use]
    pub const fn new(text: &'static str) -> Self {
        Self { text: Cow::Borrowed(text), sqlite: OnceLock::new(), postgres: OnceLock::new() }
    }

    /// A statement put together from fixed texts, see [`crate::filter`].
    #[must_use]
    pub const fn composed(text: String) -> Self {
        Self { text: Cow::Owned(text), sqlite: OnceLock::new(), postgres: OnceLock::new() }
    }

    /// The text before the marks are replaced.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The text for an engine.
    #[must_use]
    pub fn for_engine(&self, engine: Engine) -> &str {
        match engine {
            Engine::Sqlite => self.sqlite.get_or_init(|| translate(&self.text, engine)),
            Engine::Postgres => self.postgres.get_or_init(|| translate(&self.text, engine)),
        }
    }
}

fn translate(text: &str, engine: Engine) -> String {
    let (in_start, in_end, lock, skip_locked) = match engine {
        Engine::Postgres => ("= any(", ")", "for no key update", "for update skip locked"),
        Engine::Sqlite => ("in (select value from json_each(", "))", "", ""),
    };
    let ints = match engine {
        Engine::Postgres => ("unnest(", "::bigint[]) as wanted (value)"),
        Engine::Sqlite => ("json_each(", ") as wanted"),
    };
    let translated = replace_mark(text, "{in:", (in_start, in_end));
    let translated = replace_mark(&translated, "{ints:", ints);
    let translated = translated.replace("{lock}", lock).replace("{skip_locked}", skip_locked);
    match engine {
        Engine::Postgres => translated,
        Engine::Sqlite => with_question_marks(&translated),
    }
}

/// Puts something around the value of each mark that begins so.
fn replace_mark(text: &str, mark: &str, (start, end): (&str, &str)) -> String {
    let mut replaced = String::with_capacity(text.len() + 32);
    let mut rest = text;
    while let Some((before, after)) = rest.split_once(mark) {
        let (value, remainder) = after.split_once('}').unwrap_or((after, ""));
        for part in [before, start, value, end] {
            replaced.push_str(part);
        }
        rest = remainder;
    }
    replaced.push_str(rest);
    replaced
}

/// SQLite takes `$1` for a name and numbers it by its place; `?1` is the number itself.
fn with_question_marks(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut symbols = text.chars().peekable();
    while let Some(symbol) = symbols.next() {
        let is_number = symbol == '$' && symbols.peek().is_some_and(char::is_ascii_digit);
        out.push(if is_number { '?' } else { symbol });
    }
    out
}

/// Declares a module's statements and the list `ALL` by which a test prepares every one of them on both engines.
#[macro_export]
macro_rules! statements {
    ($($(#[$meta:meta])* $name:ident = $text:expr;)+) => {
        $($(#[$meta])* static $name: $crate::Statement = $crate::Statement::new($text);)+
        /// Every statement of this module.
        pub(crate) static ALL: &[&$crate::Statement] = &[$(&$name),+];
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_become_what_each_engine_understands() {
        let statement = Statement::new("select a from t where b {in:$2} and c = $1 {lock}");
        assert_eq!(
            statement.for_engine(Engine::Postgres),
            "select a from t where b = any($2) and c = $1 for no key update"
        );
        assert_eq!(
            statement.for_engine(Engine::Sqlite),
            "select a from t where b in (select value from json_each(?2)) and c = ?1 "
        );
        let statement = Statement::new("select wanted.value from {ints:$3}");
        assert_eq!(
            statement.for_engine(Engine::Postgres),
            "select wanted.value from unnest($3::bigint[]) as wanted (value)"
        );
        assert_eq!(statement.for_engine(Engine::Sqlite), "select wanted.value from json_each(?3) as wanted");
    }
}
