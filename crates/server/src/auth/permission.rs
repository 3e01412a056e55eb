//! Permissions as extractors: `Allowed<ManageLinks>` in a handler's signature is the check.

use std::marker::PhantomData;
use std::ops::Deref;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use nascente_domain::role::Role;

use crate::app::App;
use crate::auth::caller::Caller;
use crate::failure::Failure;

/// A permission: the roles that have it.
pub trait Permission: Send + Sync + 'static {
    /// The roles that have it.
    const ROLES: &'static [Role];
    /// What is forbidden to the others, for a person.
    const FORBIDDEN: &'static str;
}

/// A caller who has a permission.
#[derive(Debug)]
pub struct Allowed<P>(Caller, PhantomData<P>);

impl<P> Allowed<P> {
    /// The caller.
    #[must_use]
    pub fn into_caller(self) -> Caller {
        self.0
    }
}

impl<P> Deref for Allowed<P> {
    type Target = Caller;
    fn deref(&self) -> &Caller {
        &self.0
    }
}

impl<P: Permission> FromRequestParts<App> for Allowed<P> {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Failure> {
        let caller = Caller::from_request_parts(parts, app).await?;
        if !caller.is(P::ROLES) {
            return Err(Failure::Forbidden(P::FORBIDDEN));
        }
        Ok(Self(caller, PhantomData))
    }
}

macro_rules! permissions {
    ($($(#[$meta:meta])* $name:ident: $roles:expr, $forbidden:literal;)+) => { $(
        $(#[$meta])*
        #[derive(Debug)]
        pub struct $name;
        impl Permission for $name {
            const ROLES: &'static [Role] = $roles;
            const FORBIDDEN: &'static str = $forbidden;
        }
    )+ };
}

use Role::{Admin, Agent, Manager, Marketing};

permissions! {
    /// Anybody of the company.
    Anyone: &[Admin, Manager, Agent, Marketing], "";
    /// Company settings, tokens, secrets.
    ManageCompany: &[Admin], "only administrators may do this";
    /// Departments, dispositions, users, channels (without secrets), contacts, corrections.
    ManageTeam: &[Admin, Manager], "only managers and administrators may do this";
    /// Links and names of identifiers.
    ManageLinks: &[Admin, Manager, Marketing], "agents may not do this";
    /// Lists of conversations: what a number opens.
    ListConversations: &[Admin, Manager, Agent, Marketing], "";
    /// Message texts and commands on conversations.
    Converse: &[Admin, Manager, Agent], "the role marketing sees no messages";
    /// Reports; an agent sees the own row only.
    ReadReports: &[Admin, Manager, Agent, Marketing], "";
    /// Files of conversations.
    Export: &[Admin, Manager, Marketing], "agents may not export";
    /// Raw deliveries.
    ReadDeliveries: &[Admin, Manager], "only managers and administrators may do this";
}
