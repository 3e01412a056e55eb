//! Planted: somebody who writes with a number, and within the hour again hiding it. Nothing proves that the two are one
//! person, so *Contatos* proposes it.

use nascente_domain::moment::{DAY, Moment};

use super::hours::MINUTE;
use super::sources::ADVERTS;
use super::step::{Act, Deed, Step};
use crate::demo::payload::{self, Sender};
use crate::demo::shop::SALES;

const NAME: &str = "Heloísa Prado";
/// An area code that invented people do not have.
const PHONE: &str = "5527998887766";
const BSUID: &str = "BR.1203954028871156";
const USERNAME: &str = "heloisa.prado";
/// Who attends both.
const SELLER: usize = 4;

/// Both, each in order of time.
pub(super) fn twin(now: Moment) -> Vec<Vec<Step>> {
    let sender = Sender { phone: PHONE, name: NAME };
    let begins = now.plus(-6 * DAY);
    let said = payload::text(&sender, "wamid.HBgMT1", begins, "Oi! Vi o vestido no anúncio, ainda tem no 40?");
    let tapped = payload::with_card(said, &ADVERTS[2], "ARtwin1");
    let numbered = payload::delivery(&sender, &tapped);
    let later = begins.plus(38 * MINUTE);
    let hidden = payload::hidden(
        (NAME, USERNAME, BSUID),
        payload::text(&sender, "wamid.HBgMT2", later, "Oi, é a Heloísa, escrevi antes sobre o vestido"),
    );
    vec![
        attended("wamid.HBgMT1", begins, numbered, "Oi, Heloísa! Tem sim, quer que eu separe?"),
        attended("wamid.HBgMT2", later, hidden, "Oi! Já separamos o 40 para você."),
    ]
}

/// A message that is led to sales and answered there.
fn attended(id: &str, at: Moment, delivery: serde_json::Value, answer: &str) -> Vec<Step> {
    let act = |minutes: i64, act: Act| Step {
        at: at.plus(minutes * MINUTE),
        deed: Deed::Act { about: id.to_owned(), by: SELLER, act },
    };
    vec![
        Step { at, deed: Deed::Delivery(delivery) },
        act(3, Act::Transfer { department: SALES, to: Some(SELLER) }),
        act(5, Act::Reply { text: answer.to_owned(), id: format!("{id}A") }),
    ]
}
