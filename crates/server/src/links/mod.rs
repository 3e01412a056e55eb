//! Making links: what is typed in the link generator becomes a link with an identifier, a slug and a code.
//!
//! In: the bodies of `/links`. Out: links as the API shows them. Refused: every wrong field by its name (422), a slug
//! that belongs to somebody (409). Invariant: a slug leads to one link for ever, so links are archived, not deleted.

pub mod ad_names;
pub mod carrier_test;
pub mod carriers;
mod change;
mod check;
pub mod detail;
mod draft;
mod end;
pub mod identifier;
mod import;
mod macros;
mod make;
pub mod marketing;
pub mod merge;
pub mod naming;
mod product;
mod show;
mod statistics;
mod table;

pub use change::{Change, change};
pub use check::check;
pub use draft::{Draft, read_draft, read_drafts, read_tags};
pub use import::import;
pub use macros::macros;
pub use make::{make, make_as};
pub use product::expanded;
pub use show::{labels, list, logo_of_slug, one, short_url, with_figures};
pub use statistics::statistics;
