//! Numbers of the running programs: each makes ids under its own number, so that ids never meet.
//!
//! In: the present moment. Out: a number that no living program holds. A program says every few minutes that it lives;
//! a number that was not heard of for an hour is given out again.

use nascente_domain::moment::{HOUR, Moment};

use crate::{StoreError, Tx, params, statements};

statements! {
    TAKEN = "select node_id from node where seen_at > $1";
    CLAIM = "insert into node (node_id, seen_at) values ($1, $2)
        on conflict (node_id) do update set seen_at = $2 where node.seen_at <= $3";
    LIVES = "update node set seen_at = $2 where node_id = $1";
    LEAVE = "delete from node where node_id = $1";
}

/// How long a silent program keeps its number.
const SILENCE: i64 = HOUR;

/// Takes a number that nobody holds.
pub fn take(tx: &mut Tx<'_>, now: Moment) -> Result<u8, StoreError> {
    let dead_since = now.plus(-SILENCE);
    let mut taken = Vec::new();
    for mut row in tx.query(&TAKEN, params![dead_since])? {
        taken.push(row.take::<i64>()?);
    }
    for number in (0..=u8::MAX).filter(|number| !taken.contains(&i64::from(*number))) {
        if tx.execute(&CLAIM, params![i64::from(number), now, dead_since])? > 0 {
            return Ok(number);
        }
    }
    Err(StoreError::Unavailable("256 programs use this store already".into()))
}

/// Says that the program with this number lives.
pub fn lives(tx: &mut Tx<'_>, number: u8, now: Moment) -> Result<(), StoreError> {
    tx.execute(&LIVES, params![i64::from(number), now]).map(drop)
}

/// Gives a number back.
pub fn leave(tx: &mut Tx<'_>, number: u8) -> Result<(), StoreError> {
    tx.execute(&LEAVE, params![i64::from(number)]).map(drop)
}
