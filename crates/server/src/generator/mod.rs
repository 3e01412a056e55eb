//! The public page `/gerador/{company_slug}`: sellers, shops and agencies of a company make links without a login.
//!
//! In: what the company offers (settings), and what a stranger typed. Out: the page's data, and a link of the company.
//! Refused: everything while the page is switched off, as if the company did not exist (404); requests that another
//! site's page sends (403); too many from one address, or in one day for the company (429). Invariants: a link leads to
//! a number that the company offers, named by its id; nothing but name, logo, colour, numbers and sites of the company
//! is told; what is made is marked `public` and stands in the audit trail.

pub mod attempts;
mod make;
mod page;
pub mod settings;

pub use make::make;
pub use page::{is_open, logo, page};
