//! What happens by itself: conversations find their department and agent, somebody answers outside working hours, rules
//! close, and whoever has room then is given what waits.
//!
//! All of it is decided in the transaction that records what caused it, under the company's lock: nothing happens twice,
//! and a batch gives what its messages one by one would give. In comes a desk over the transaction's rows, out go changed
//! rows, events that name the rule, messages and jobs. Refused is nothing: a rule that cannot act leaves the
//! conversation as it is and says why in its trail.

pub(crate) mod away;
pub(crate) mod closing;
pub(crate) mod hand_out;
mod led;
pub(crate) mod surroundings;
pub mod try_out;

use nascente_store::Tx;

use crate::attend::desk::Desk;
use crate::failure::Failure;

/// After deliveries were recorded.
pub(crate) fn after_recording(tx: &mut Tx<'_>, desk: &mut Desk) -> Result<(), Failure> {
    led::note_routes(desk);
    hand_out::after_changes(tx, desk)?;
    away::answer(desk)?;
    closing::hear(tx, desk)?;
    hand_out::after_closings(tx, desk)
}

/// After somebody's command: what an agent writes may close the conversation, and whoever has room then is given
/// another one.
pub(crate) fn after_command(tx: &mut Tx<'_>, desk: &mut Desk) -> Result<(), Failure> {
    let id = desk.id;
    closing::hear(tx, desk)?;
    desk.id = id;
    hand_out::after_changes(tx, desk)
}
