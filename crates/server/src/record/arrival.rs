//! Decoding deliveries and sorting the events of a batch: by channel, and messages before echoes before statuses.
//!
//! Within a batch a message goes before the echo that answers it and the status that speaks of it, whatever order the
//! payload had; across batches the rules of placing do the same.

use std::collections::BTreeMap;

use nascente_domain::id::{ChannelId, DeliveryId};
use nascente_domain::moment::{Moment, clamp_sent_at};
use nascente_domain::outcome::EventResult;
use nascente_domain::phone::Phone;
use nascente_store::delivery::{Outcome, PendingDelivery, PlaceInLine};
use nascente_store::recording::ChannelFacts;
use nascente_wire::Provider;
use nascente_wire::inbound::{Event, Located, Number};

use super::evidence::{self, Evidence, Reading, Written};

/// Where an event stands: its delivery and its place in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) delivery_id: DeliveryId,
    pub(super) ordinal: i64,
}

impl Place {
    /// The outcome of the event at this place.
    pub(super) fn outcome(
        self,
        kind: &str,
        provider_id: Option<&str>,
        result: EventResult,
        reason: Option<&str>,
    ) -> Outcome {
        Outcome {
            delivery_id: self.delivery_id,
            ordinal: self.ordinal,
            kind: kind.to_owned(),
            provider_id: provider_id.map(str::to_owned),
            result,
            reason: reason.map(str::to_owned),
            conversation_id: None,
        }
    }
}

/// An event that has to be recorded.
#[derive(Debug)]
pub(super) struct Arrived {
    pub(super) place: Place,
    pub(super) channel_id: ChannelId,
    pub(super) received_at: Moment,
    /// When it happened, by the provider's clock within reason.
    pub(super) at: Moment,
    pub(super) event: Event,
    /// What it proves about its origin.
    pub(super) found: Vec<Evidence>,
}

/// A batch, decoded.
#[derive(Debug, Default)]
pub(super) struct Sorted {
    /// What has to be recorded, in the order of recording.
    pub(super) events: Vec<Arrived>,
    /// What is settled already: ignored and refused events.
    pub(super) settled: Vec<Outcome>,
    /// The channels that spoke, with the time of their last delivery.
    pub(super) channels: Vec<(ChannelId, Moment)>,
}

/// A delivery and its events: what can be told of it without the store.
#[derive(Debug)]
pub struct Unpacked {
    /// Without its bytes.
    delivery: PendingDelivery,
    /// Each with what its text would prove.
    events: Vec<(Located, Written)>,
}

impl Unpacked {
    /// Decodes a delivery.
    #[must_use]
    pub fn of(delivery: PendingDelivery) -> Self {
        // A provider that was written by a newer program is refused by the decoder, not lost.
        let provider: Provider = delivery.provider.parse().unwrap_or(Provider::LinkOnly);
        let decoded = nascente_wire::decode(provider, &delivery.body).events.into_iter();
        let events = decoded.map(|located| {
            let written = match &located.event {
                Event::Message(message) => Written::read(message),
                _ => Written::default(),
            };
            (located, written)
        });
        let events = events.collect();
        Self { delivery: PendingDelivery { body: Vec::new(), ..delivery }, events }
    }

    /// Its id.
    #[must_use]
    pub const fn id(&self) -> DeliveryId {
        self.delivery.delivery_id
    }

    /// Its place in the order of recording.
    #[must_use]
    pub const fn place_in_line(&self) -> PlaceInLine {
        (self.delivery.received_at, self.delivery.delivery_id)
    }
}

/// Finds the channel of each event and reads what it proves.
pub(super) fn sort(deliveries: Vec<Unpacked>, channels: &[ChannelFacts], reading: &Reading) -> Sorted {
    let mut sorted = Sorted::default();
    let mut spoke: BTreeMap<ChannelId, Moment> = BTreeMap::new();
    for Unpacked { delivery, events } in deliveries {
        // Whoever tells that a number is lost proves nothing about it by telling; nor does a provider that the channel
        // has left.
        let is_of = |one: &ChannelFacts| one.channel_id == delivery.channel_id && one.provider == delivery.provider;
        let is_silent = events.is_empty();
        let speaks = is_silent || events.iter().any(|(one, _)| !matches!(one.event, Event::Connection(_)));
        if speaks && channels.iter().any(is_of) {
            let last = spoke.entry(delivery.channel_id).or_insert(delivery.received_at);
            *last = (*last).max(delivery.received_at);
        }
        for (ordinal, event) in (0_i64..).zip(events) {
            let place = Place { delivery_id: delivery.delivery_id, ordinal };
            sorted.take(place, &delivery, event, (channels, reading));
        }
    }
    sorted.events.sort_by(|a, b| {
        (rank(&a.event), a.at, provider_id(&a.event)).cmp(&(rank(&b.event), b.at, provider_id(&b.event)))
    });
    sorted.channels = spoke.into_iter().collect();
    sorted
}

impl Sorted {
    fn take(
        &mut self,
        place: Place,
        delivery: &PendingDelivery,
        (located, written): (Located, Written),
        (channels, reading): (&[ChannelFacts], &Reading),
    ) {
        match located.event {
            Event::Ignored { kind, provider_id } => {
                self.settled.push(place.outcome(&kind, provider_id.as_deref(), EventResult::Ignored, Some(&kind)));
            }
            Event::Refused { reason, provider_id } => {
                self.settled.push(place.outcome(
                    "unreadable",
                    provider_id.as_deref(),
                    EventResult::Refused,
                    Some(&reason),
                ));
            }
            event => {
                let Some(channel_id) = channel_of(&located.number, delivery, channels) else {
                    let (kind, id) = (kind_of(&event), provider_id(&event));
                    let unknown = place.outcome(kind, Some(id), EventResult::Ignored, Some("unknown number"));
                    self.settled.push(unknown);
                    return;
                };
                let is_current = |one: &ChannelFacts| one.channel_id == channel_id && one.provider == delivery.provider;
                if matches!(event, Event::Connection(_)) && !channels.iter().any(is_current) {
                    let former = Some("former provider");
                    self.settled.push(place.outcome("connection", None, EventResult::Ignored, former));
                    return;
                }
                let at = clamp_sent_at(provider_time(&event), delivery.received_at);
                let found = match &event {
                    Event::Message(message) => evidence::of_message(message, written, channel_id, reading),
                    _ => Vec::new(),
                };
                self.events.push(Arrived { place, channel_id, received_at: delivery.received_at, at, event, found });
            }
        }
    }
}

/// The company's channel that a delivery names. An id that no channel has, or had at this provider, is nobody's; a
/// telephone number that no channel has may be spelt in another way, and the address tells.
fn channel_of(number: &Number, delivery: &PendingDelivery, channels: &[ChannelFacts]) -> Option<ChannelId> {
    let addressed = delivery.channel_id;
    let is_now = |channel: &ChannelFacts, id: &str| {
        channel.provider == delivery.provider && channel.number_id.as_deref() == Some(id)
    };
    let was = |channel: &ChannelFacts, wanted: &str| {
        channel.former.iter().any(|(provider, id)| *provider == delivery.provider && id == wanted)
    };
    let is_it = |channel: &&ChannelFacts| match number {
        Number::OfAddress => channel.channel_id == addressed,
        Number::Id(id) => is_now(channel, id) || was(channel, id),
        Number::Phone(phone) => Phone::read(&channel.phone_number).is_some_and(|own| own.key() == phone.key()),
    };
    let mut named: Vec<&ChannelFacts> = channels.iter().filter(is_it).collect();
    // Two channels may have had the number one after the other: the one in use goes first, then the one addressed.
    named.sort_by_key(|channel| {
        let is_former = matches!(number, Number::Id(id) if !is_now(channel, id));
        (channel.archived, is_former, channel.channel_id != addressed, channel.channel_id)
    });
    let found = named.first().map(|channel| channel.channel_id);
    if matches!(number, Number::Id(_)) { found } else { found.or(Some(addressed)) }
}

fn rank(event: &Event) -> u8 {
    match event {
        Event::Message(_) => 0,
        Event::Echo(_) => 1,
        _ => 2,
    }
}

/// The word for an event in its outcome.
pub(super) const fn kind_of(event: &Event) -> &'static str {
    match event {
        Event::Message(_) => "message",
        Event::Echo(_) => "echo",
        Event::Status(_) => "status",
        Event::Connection(_) => "connection",
        Event::Ignored { .. } => "ignored",
        Event::Refused { .. } => "unreadable",
    }
}

fn provider_time(event: &Event) -> Option<Moment> {
    match event {
        Event::Message(message) => message.sent_at,
        Event::Echo(echo) => echo.sent_at,
        Event::Status(report) => report.at,
        _ => None,
    }
}

fn provider_id(event: &Event) -> &str {
    match event {
        Event::Message(message) => &message.provider_id,
        Event::Echo(echo) => &echo.provider_id,
        Event::Status(report) => &report.provider_id,
        _ => "",
    }
}
