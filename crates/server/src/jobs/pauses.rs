//! Channels whose provider asked to be left alone: nothing is sent through them until then.
//!
//! Kept in memory only. A restart forgets it, and the provider asks again.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use nascente_domain::id::ChannelId;
use nascente_domain::moment::Moment;

/// The channels and the moments until which they are left alone.
#[derive(Debug, Default)]
pub struct Pauses(Mutex<HashMap<ChannelId, Moment>>);

impl Pauses {
    /// Leaves a channel alone until a moment.
    pub fn pause(&self, channel_id: ChannelId, until: Moment) {
        let mut pauses = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let known = pauses.entry(channel_id).or_insert(until);
        *known = (*known).max(until);
    }

    /// How many milliseconds a channel is still left alone; `None`: it is not.
    pub fn remaining(&self, channel_id: ChannelId, now: Moment) -> Option<i64> {
        let mut pauses = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let remaining = pauses.get(&channel_id)?.since(now);
        if remaining <= 0 {
            pauses.remove(&channel_id);
            return None;
        }
        Some(remaining)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_channel_is_left_alone_until_the_latest_moment_that_was_asked_for() {
        let (pauses, channel) = (Pauses::default(), ChannelId::from(1));
        let at = Moment::from_millis;
        pauses.pause(channel, at(5_000));
        pauses.pause(channel, at(3_000));
        assert_eq!(pauses.remaining(channel, at(1_000)), Some(4_000));
        assert_eq!(pauses.remaining(ChannelId::from(2), at(1_000)), None);
        assert_eq!(pauses.remaining(channel, at(5_000)), None);
    }
}
