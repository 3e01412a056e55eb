//! What hangs on a message beside its content: the context.
//!
//! In: the message's own context, and the one that a gateway hoisted beside it. Out: the evidence of where the person
//! came from, and the message that is answered. The own one comes first, field by field of meaning; a quoted message's
//! context is another message's and is never looked into, but for the product it may be.

use nascente_domain::touch::{EntryPoint, HeaderEvidence};

use super::card;
use super::jid::Jid;
use super::message::{Chat, Target, unwrapped};
use super::part::Part;
use crate::evidence::link_code;

/// What a message of the contact proves.
pub(super) fn evidence(own: Part<'_>, hoisted: Part<'_>) -> Vec<HeaderEvidence> {
    let entry_point = [own, hoisted].map(entry_point).into_iter().find(|entry_point| !entry_point.is_empty());
    let card = [own, hoisted].into_iter().find_map(|context| {
        // What is forwarded carries the click of whoever got it first.
        let card = context.object("externalAdReply");
        (!is_forwarded(context)).then(|| card::of(card, entry_point.as_ref())).flatten()
    });
    let product = [own, hoisted].into_iter().find_map(product);
    let entry_point = entry_point.map(HeaderEvidence::EntryPoint);
    [card.map(HeaderEvidence::Card), product, entry_point].into_iter().flatten().collect()
}

/// How the chat was opened.
pub(crate) fn entry_point(context: Part<'_>) -> EntryPoint {
    let link_code = link_code(context.value("conversionData"));
    EntryPoint {
        source: context.id("entryPointConversionSource"),
        app: context.id("entryPointConversionApp"),
        conversion: context.id("conversionSource"),
        external_source: context.id("entryPointConversionExternalSource"),
        external_medium: context.id("entryPointConversionExternalMedium"),
        has_ad_payload: context.has_bytes("ctwaPayload")
            || (link_code.is_none() && context.has_bytes("conversionData")),
        link_code,
    }
}

fn is_forwarded(context: Part<'_>) -> bool {
    context.flag("isForwarded") == Some(true) || context.long("forwardingScore").is_some_and(|score| score > 0)
}

/// A product link attaches the product as a quoted message.
fn product(context: Part<'_>) -> Option<HeaderEvidence> {
    let quoted = unwrapped(context.object("quotedMessage")).object("productMessage");
    let product = quoted.object("product");
    let retailer_id = product.id("retailerId").or_else(|| product.id("productId"))?;
    Some(HeaderEvidence::Product { catalog_id: quoted.object("catalog").id("id"), retailer_id })
}

/// The message that is answered. Who wrote it stands beside its id.
pub(super) fn answered(context: Part<'_>, chat: &Chat<'_>) -> Option<Target> {
    let id = context.id("stanzaId")?;
    let author = context.id("participant").and_then(|participant| Jid::read(&participant));
    let is_ours = author.map_or(!chat.from_me, |author| chat.is_ours(&author));
    Some(Target { id, is_ours })
}
