//! The plan of 90 days: from one seed, every conversation of the store with all its steps.

use jiff::tz::TimeZone;
use nascente_domain::code::{Code, CodeKind};
use nascente_domain::moment::{DAY, Moment, SECOND};

use super::chance::Chance;
use super::episode::{Episode, Shape, Stop};
use super::hours::{Hours, MINUTE};
use super::people::{People, Person};
use super::sources::{Carrier, Odds, SOURCES, Source};
use super::step::{Deed, Step};
use super::twin::twin;

/// Customers who come back without new evidence.
const RETURNS: usize = 330;
/// Customers who come back by an ad or a link.
const DRAWN_BACK: usize = 70;
/// Days that a customer stays away, at least: what came before is closed by then.
const AWAY: i64 = 5;

/// Somebody whose conversations so far are over.
struct Customer {
    person: Person,
    steps: Vec<Step>,
    ended: Moment,
}

/// Plans; each part of the answer is what happens around one person, in order of time.
pub(super) fn plan(seed: u64, zone: &TimeZone, now: Moment) -> Vec<Vec<Step>> {
    let now = Moment::from_millis(now.millis() / SECOND * SECOND);
    let hours = Hours { zone: zone.clone(), today: now.day_in(zone) };
    let mut planner = Planner { chance: Chance::of(seed), people: People::default(), hours, serial: 0 };
    let mut customers = Vec::new();
    let mut idle = Vec::new();
    for source in SOURCES {
        planner.customers_of(source, &mut customers);
        planner.idle_clicks(source, &mut idle);
    }
    planner.come_back(&mut customers, now);
    planner.live(now, &mut customers);
    let until = now.plus(-2 * MINUTE);
    let mut scripts: Vec<Vec<Step>> = customers.into_iter().map(|customer| customer.steps).collect();
    scripts.push(idle);
    scripts.extend(twin(now));
    for steps in &mut scripts {
        steps.sort_by_key(|step| step.at);
        steps.retain(|step| step.at < until);
    }
    scripts
}

struct Planner {
    chance: Chance,
    people: People,
    hours: Hours,
    serial: u64,
}

impl Planner {
    fn customers_of(&mut self, source: &Source, customers: &mut Vec<Customer>) {
        for _ in 0..source.leads {
            let person = self.people.invent(&mut self.chance);
            let begins = self.hours.arrival(&mut self.chance, source.days);
            let home = self.chance.weighted(&source.homes);
            let customer = self.customer(person, (source.carrier, source.odds), (begins, home, false, Stop::Nowhere));
            customers.push(customer);
        }
    }

    fn customer(
        &mut self,
        person: Person,
        (carrier, odds): (Carrier, Odds),
        (begins, home, returning, stop): (Moment, usize, bool, Stop),
    ) -> Customer {
        let shape = Shape { person: &person, carrier, begins, home, odds, returning, stop };
        let written = Episode::write(&mut self.chance, &self.hours, &mut self.serial, shape);
        Customer { person, steps: written.steps, ended: written.ended }
    }

    fn idle_clicks(&mut self, source: &Source, idle: &mut Vec<Step>) {
        let slug = match source.carrier {
            Carrier::Link(slug) | Carrier::Erased(slug) => slug,
            Carrier::Hashtag(_) => "vitrine",
            _ => return,
        };
        for _ in 0..source.idle_clicks {
            let at = self.hours.arrival(&mut self.chance, source.days);
            let code = click_code(&mut self.chance);
            idle.push(Step { at, deed: Deed::Click { slug, code: (slug != "vitrine").then_some(code) } });
        }
    }

    /// Some customers write again, days or weeks later.
    fn come_back(&mut self, customers: &mut [Customer], now: Moment) {
        let odds = Odds { won: 260, qualified: 130, lost: 240, not_lead: 20, silent: 110 };
        let mut left = RETURNS + DRAWN_BACK;
        while left > 0 {
            let index = self.chance.below(customers.len());
            let earliest = customers[index].ended.plus(AWAY * DAY);
            let room = now.plus(-DAY).since(earliest) / DAY;
            if room < 1 {
                continue;
            }
            let days_ago = (1, self.chance.between(1, room.min(45)));
            let begins = self.hours.arrival(&mut self.chance, (days_ago.1, days_ago.0)).max(earliest);
            let carrier = match (left <= DRAWN_BACK, self.chance.below(3)) {
                (false, _) => Carrier::Nothing,
                (true, 0) => Carrier::Link("bio"),
                (true, 1) => Carrier::Advert(3),
                (true, _) => Carrier::Advert(2),
            };
            let homes = if carrier == Carrier::Nothing { [42, 41, 12, 5] } else { [100, 0, 0, 0] };
            let home = self.chance.weighted(&homes);
            let person = customers[index].person.clone();
            let again = self.customer(person, (carrier, odds), (begins, home, true, Stop::Nowhere));
            customers[index].steps.extend(again.steps);
            customers[index].ended = again.ended;
            left -= 1;
        }
    }

    /// What goes on at this moment: conversations of the last hours that wait, talk or have just ended.
    fn live(&mut self, now: Moment, customers: &mut Vec<Customer>) {
        const CARRIERS: [Carrier; 9] = [
            Carrier::Advert(2),
            Carrier::Link("bio"),
            Carrier::Advert(0),
            Carrier::Nothing,
            Carrier::Link("google"),
            Carrier::Hashtag("#VITRINE"),
            Carrier::Advert(1),
            Carrier::Link("site"),
            Carrier::Advert(4),
        ];
        /// How far, and how many minutes ago.
        const MOMENTS: [(Stop, i64); 30] = [
            (Stop::Unanswered, 4),
            (Stop::Talking, 26),
            (Stop::Unanswered, 9),
            (Stop::Answered, 31),
            (Stop::Talking, 38),
            (Stop::Unanswered, 14),
            (Stop::Answered, 44),
            (Stop::Talking, 52),
            (Stop::Unanswered, 23),
            (Stop::Nowhere, 190),
            (Stop::Talking, 61),
            (Stop::Answered, 70),
            (Stop::Unanswered, 35),
            (Stop::Thanked, 150),
            (Stop::Talking, 78),
            (Stop::Answered, 85),
            (Stop::Nowhere, 240),
            (Stop::Unanswered, 51),
            (Stop::Talking, 93),
            (Stop::Answered, 104),
            (Stop::Thanked, 210),
            (Stop::Talking, 118),
            (Stop::Nowhere, 280),
            (Stop::Answered, 131),
            (Stop::Unanswered, 88),
            (Stop::Talking, 142),
            (Stop::Nowhere, 330),
            (Stop::Thanked, 260),
            (Stop::Answered, 171),
            (Stop::Talking, 183),
        ];
        let odds = Odds { won: 420, qualified: 200, lost: 250, not_lead: 100, silent: 0 };
        for (index, (stop, ago)) in MOMENTS.into_iter().enumerate() {
            let person = self.people.invent(&mut self.chance);
            let begins = now.plus(-ago * MINUTE - self.chance.between(0, 50) * SECOND);
            let home = self.chance.weighted(&[74, 10, 8, 8]);
            let carrier = CARRIERS[index % CARRIERS.len()];
            customers.push(self.customer(person, (carrier, odds), (begins, home, false, stop)));
        }
    }
}

/// The code that a click is given.
pub(super) fn click_code(chance: &mut Chance) -> Code {
    Code::make(CodeKind::Click, u32::try_from(chance.bits() >> 32).unwrap_or_default())
}
