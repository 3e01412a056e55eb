//! Making links: what is typed in the link generator becomes a link with an identifier, a slug and a code.
//!
//! In: the bodies of `/links`. Out: links as the API shows them. Refused: every wrong field by its name (422), a slug
//! that belongs to somebody (409). Invariant: a slug leads to one link for ever, so links are archived, not deleted.

mod change;
mod draft;
pub mod identifier;
mod make;
mod show;

pub use change::{Change, change};
pub use draft::{Draft, read_draft, read_drafts};
pub use make::make;
pub use show::{is_known, list, one, short_url, with_figures};
