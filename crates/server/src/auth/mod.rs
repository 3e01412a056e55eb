//! Who is asking, and what they may do. Permission is an extractor: a handler that names it cannot forget it.

pub mod caller;
pub mod channel_secrets;
pub mod limiter;
pub mod password;
pub mod permission;
pub mod seal;
pub mod secret;
pub mod session;
