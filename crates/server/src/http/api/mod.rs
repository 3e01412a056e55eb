//! Handlers of `/api/v1`, one file per topic: extract (permission included), call one stage, answer.

pub mod audit_event;
pub mod carrier;
pub mod channel;
pub mod click;
pub mod command;
pub mod company;
pub mod connection;
pub mod contact;
pub mod conversation;
pub mod delivery;
pub mod department;
pub mod disposition;
pub mod export;
pub mod identifier;
pub mod link;
pub mod live;
pub mod media;
pub mod public_generator;
pub mod qr;
pub mod report;
pub mod rule;
pub mod session;
pub mod setup;
pub mod tag;
pub mod token;
pub mod tracking;
pub mod user;
pub mod webhook;

use utoipa_axum::router::OpenApiRouter;

use crate::app::App;

/// Every route of the API.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .merge(session::routes())
        .merge(setup::routes())
        .merge(company::routes())
        .merge(channel::routes())
        .merge(connection::routes())
        .merge(user::routes())
        .merge(token::routes())
        .merge(department::routes())
        .merge(disposition::routes())
        .merge(link::routes())
        .merge(click::routes())
        .merge(qr::routes())
        .merge(public_generator::routes())
        .merge(carrier::routes())
        .merge(tracking::routes())
        .merge(identifier::routes())
        .merge(contact::routes())
        .merge(conversation::routes())
        .merge(command::routes())
        .merge(media::routes())
        .merge(report::routes())
        .merge(export::routes())
        .merge(delivery::routes())
        .merge(rule::routes())
        .merge(tag::routes())
        .merge(webhook::routes())
        .merge(live::routes())
        .merge(audit_event::routes())
}
