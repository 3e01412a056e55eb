//! One conversation from the tap to the closing, as a list of steps.

use nascente_domain::code::Code;
use nascente_domain::moment::{HOUR, Moment, SECOND};
use serde_json::json;

use super::chance::Chance;
use super::hours::{Hours, minutes_later};
use super::people::Person;
use super::sources::{ADVERTS, Carrier, HOMES, Odds};
use super::step::{Act, Deed, Ending, Member, Step};
use super::texts::{self, Talk};
use crate::demo::payload::{self, Progress, Sender};
use crate::demo::shop::{AFTER_SALES, GENERAL, SALES, STAFF, SUPPORT, link_text};

const MANAGER: Member = 1;
/// Who moves new conversations to their departments.
const RECEPTION: [Member; 2] = [3, 6];

/// How a department works.
struct Manner {
    talk: Talk,
    /// Minutes until the first answer.
    delay: (i64, i64),
    /// Answered, in a thousand.
    answered: i64,
    hours: (i64, i64),
    agents: &'static [Member],
}

fn manner(department: &str) -> Manner {
    let (talk, delay, answered, hours, agents): (_, _, _, _, &[Member]) = match department {
        SALES => (Talk::Sales, (1, 14), 955, (8, 22), &[4, 4, 5, 5, 6]),
        // Planted: slow, and many are never answered.
        AFTER_SALES => (Talk::AfterSales, (130, 420), 640, (8, 20), &[7, 7, 8]),
        SUPPORT => (Talk::Support, (4, 38), 930, (8, 20), &[8]),
        _ => (Talk::General, (2, 25), 900, (8, 21), &[3, 6]),
    };
    Manner { talk, delay, answered, hours, agents }
}

/// How far a conversation has got when the history ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stop {
    /// To its end.
    Nowhere,
    /// Nobody has answered.
    Unanswered,
    /// The store has the last word.
    Answered,
    /// The contact has the last word.
    Talking,
    /// Closed, and the contact said thanks.
    Thanked,
}

/// What shapes a conversation.
pub(super) struct Shape<'a> {
    pub(super) person: &'a Person,
    pub(super) carrier: Carrier,
    pub(super) begins: Moment,
    pub(super) home: usize,
    pub(super) odds: Odds,
    pub(super) returning: bool,
    pub(super) stop: Stop,
}

/// Writes the steps of one conversation.
pub(super) struct Episode<'a> {
    chance: &'a mut Chance,
    hours: &'a Hours,
    serial: &'a mut u64,
    shape: Shape<'a>,
    department: &'static str,
    agent: Member,
    goods: (&'static str, i64),
    /// The contact's last message.
    about: String,
    at: Moment,
    proves_ad: bool,
    steps: Vec<Step>,
}

/// The steps, and when the conversation is over.
pub(super) struct Written {
    pub(super) steps: Vec<Step>,
    pub(super) ended: Moment,
}

impl<'a> Episode<'a> {
    pub(super) fn write(chance: &'a mut Chance, hours: &'a Hours, serial: &'a mut u64, shape: Shape<'a>) -> Written {
        let department = HOMES[shape.home];
        let agents = manner(department).agents;
        let agent = agents[chance.below(agents.len())];
        let goods = texts::goods(chance);
        let (at, proves_ad) = (shape.begins, shape.carrier == Carrier::ClosedCard);
        let about = String::new();
        let mut episode =
            Self { chance, hours, serial, shape, department, agent, goods, about, at, proves_ad, steps: Vec::new() };
        episode.arrive();
        episode.go_on();
        Written { ended: episode.at, steps: episode.steps }
    }

    fn push(&mut self, deed: Deed) {
        self.steps.push(Step { at: self.at, deed });
    }

    fn act(&mut self, by: Member, act: Act) {
        let about = self.about.clone();
        self.push(Deed::Act { about, by, act });
    }

    fn later(&mut self, minutes: (i64, i64)) {
        self.at = minutes_later(self.chance, self.at, minutes);
    }

    fn is_live(&self) -> bool {
        self.shape.stop != Stop::Nowhere
    }

    fn next_id(&mut self, of: &str) -> String {
        *self.serial += 1;
        format!("wamid.HBgM{of}{:09}", *self.serial)
    }

    /// Sends something of the contact; a caption on a picture now and then.
    fn say(&mut self, text: &str, dress: impl FnOnce(serde_json::Value) -> serde_json::Value) {
        let id = self.next_id("C");
        // Now and then the provider spells the same number the other way.
        let other = self.shape.person.other_spelling.as_deref().filter(|_| self.chance.happens(40));
        let phone = other.unwrap_or(&self.shape.person.phone);
        let sender = Sender { phone, name: &self.shape.person.name };
        let message = match self.chance.weighted(&[93, 5, 2]) {
            1 => payload::image(&sender, &id, self.at, Some(text)),
            2 if !self.steps.iter().all(|step| matches!(step.deed, Deed::Click { .. })) => {
                payload::audio(&sender, &id, self.at)
            }
            _ => payload::text(&sender, &id, self.at, text),
        };
        let delivery = payload::delivery(&sender, &dress(message));
        self.about = id;
        self.push(Deed::Delivery(delivery));
    }

    /// The click, and the first message with whatever it carries.
    fn arrive(&mut self) {
        let own_words = self.own_words();
        match self.shape.carrier {
            Carrier::Advert(index) => {
                let advert = &ADVERTS[index];
                let text = if self.chance.happens(520) { advert.prefilled.to_owned() } else { own_words };
                let click_id = format!("ARA{:016x}", self.chance.bits());
                self.say(&text, |message| payload::with_card(message, advert, &click_id));
            }
            Carrier::Link(slug) => {
                let code = self.click(slug);
                let text = if self.chance.happens(120) { own_words } else { link_text(slug).to_owned() };
                self.say(&code.written_after(&text), |message| message);
            }
            Carrier::Erased(slug) => {
                self.click(slug);
                self.say(&own_words, |message| message);
            }
            Carrier::Hashtag(term) => {
                if term == "#VITRINE" && self.chance.happens(800) {
                    self.steps.push(Step {
                        at: self.at.plus(-30 * SECOND),
                        deed: Deed::Click { slug: "vitrine", code: None },
                    });
                }
                let spelled = match self.chance.weighted(&[70, 20, 10]) {
                    0 => term.to_owned(),
                    1 => term.to_lowercase(),
                    _ => format!("{term}!"),
                };
                let rest = if term == "#SORTEIO" { "quero participar" } else { "quero 10% de desconto" };
                self.say(&format!("{spelled} {rest}"), |message| message);
            }
            Carrier::Product(id) => self.say(&own_words, |message| payload::with_product(message, id)),
            Carrier::ClosedCard | Carrier::Nothing => self.say(&own_words, |message| message),
        }
        if self.chance.happens(280) {
            self.later((0, 2));
            let text = self.chance.pick(texts::FOLLOW_UPS);
            self.say(text, |message| message);
        }
    }

    fn click(&mut self, slug: &'static str) -> Code {
        let code = super::plan::click_code(self.chance);
        let before = self.chance.between(12, 80);
        self.steps
            .push(Step { at: self.at.plus(-before * SECOND), deed: Deed::Click { slug, code: Some(code.clone()) } });
        code
    }

    fn own_words(&mut self) -> String {
        let from = match self.department {
            _ if self.shape.returning && self.chance.happens(450) => texts::RETURNING,
            AFTER_SALES => texts::AFTER_SALES,
            SUPPORT => texts::SUPPORT,
            GENERAL => texts::GENERAL,
            _ => texts::SHOPPING,
        };
        texts::fill(self.chance.pick(from), &self.shape.person.name, self.goods.0)
    }

    fn go_on(&mut self) {
        let manner = manner(self.department);
        let arrived = self.at;
        if self.shape.stop == Stop::Unanswered {
            return self.route(arrived);
        }
        let answered = self.is_live() || self.chance.happens(manner.answered);
        let delay = if self.is_live() { (1, 4) } else { manner.delay };
        self.later(delay);
        if !self.is_live() {
            // Free text goes within 24 hours of the contact's message only.
            self.at = self.hours.worked(self.chance, self.at, manner.hours).min(arrived.plus(23 * HOUR));
        }
        let answers_at = self.at;
        self.route(arrived);
        if !answered {
            return self.give_up();
        }
        self.at = answers_at;
        let (customer, agent) = (self.shape.person.name.clone(), STAFF[self.agent].0);
        let text = texts::answer(self.chance, manner.talk, &customer, agent, self.goods);
        self.reply(text);
        self.talk();
    }

    /// Moves the conversation to its department, between its arrival and its answer.
    fn route(&mut self, arrived: Moment) {
        let lands_in = if matches!(self.shape.carrier, Carrier::Link(_)) { SALES } else { GENERAL };
        if lands_in == self.department {
            return;
        }
        let until = self.at;
        let routed = minutes_later(self.chance, arrived, (1, 3));
        self.at = if until > arrived {
            arrived.plus((until.since(arrived) / 2 / SECOND) * SECOND).min(routed)
        } else {
            routed
        };
        let by = RECEPTION[self.chance.below(RECEPTION.len())];
        let to = self.chance.happens(300).then_some(self.agent).filter(|_| self.shape.stop != Stop::Unanswered);
        self.act(by, Act::Transfer { department: self.department, to });
    }

    fn reply(&mut self, text: String) {
        if !self.proves_ad && !self.is_live() && self.chance.happens(30) {
            let id = self.next_id("E");
            return self.push(Deed::Delivery(payload::echo(&self.shape.person.phone, &id, self.at, &text)));
        }
        let id = self.next_id("R");
        self.act(self.agent, Act::Reply { text, id: id.clone() });
        let status = if self.chance.happens(820) { "read" } else { "delivered" };
        let seen = self.at.plus(self.chance.between(3, 50) * SECOND);
        let progress = Progress {
            id: &id,
            status,
            to: &self.shape.person.phone,
            at: seen,
            our_id: None,
            proves_ad: std::mem::take(&mut self.proves_ad),
        };
        self.steps.push(Step { at: seen, deed: Deed::Status(progress.to_status()) });
    }

    /// Question and answer until the end that the odds decide.
    fn talk(&mut self) {
        if self.shape.stop == Stop::Answered {
            return;
        }
        let odds = self.shape.odds;
        let shares = [odds.won, odds.qualified, odds.lost, odds.not_lead, odds.silent];
        let rest = 1_000 - shares.iter().sum::<i64>();
        let fate = self.chance.weighted(&[shares[0], shares[1], shares[2], shares[3], shares[4], rest]);
        let silent = fate == 4 && self.department == SALES && !self.is_live();
        let rounds = if silent { self.chance.between(0, 1) } else { self.chance.between(0, 2) + i64::from(fate < 2) };
        for _ in 0..rounds {
            self.later(if self.is_live() { (1, 4) } else { (2, 24) });
            let text = self.chance.pick(texts::FOLLOW_UPS);
            self.say(text, |message| message);
            self.later(if self.is_live() { (1, 3) } else { (1, 12) });
            let text = texts::another_answer(self.chance);
            self.reply(text);
        }
        if self.shape.stop == Stop::Talking {
            self.later((1, 3));
            let text = self.chance.pick(texts::FOLLOW_UPS);
            return self.say(text, |message| message);
        }
        if self.chance.happens(60) {
            let note = self.chance.pick(texts::NOTES).to_owned();
            self.act(self.agent, Act::Note(note));
        }
        if silent {
            // Nobody closes it: the silence rule does.
            self.at = self.at.plus(48 * HOUR);
            return;
        }
        self.later(if self.is_live() { (1, 5) } else { (6, 170) });
        self.close(fate);
    }

    fn close(&mut self, fate: usize) {
        let ending = self.ending(fate);
        let unclassified = ending.disposition.is_none();
        self.act(self.agent, Act::Close(ending));
        if unclassified && !self.is_live() && self.chance.happens(200) {
            self.later((600, 1_500));
            let late = Ending { disposition: Some("Informação prestada"), ..Ending::default() };
            self.act(MANAGER, Act::Classify(late));
        } else if self.shape.stop == Stop::Thanked || (!self.is_live() && self.chance.happens(110)) {
            self.later((2, 30));
            let text = self.chance.pick(texts::THANKS);
            self.say(text, |message| message);
            if !self.is_live() {
                self.later((4, 90));
                self.act(self.agent, Act::DismissReturn);
            }
        } else if fate == 0 && self.department == SALES && !self.is_live() && self.chance.happens(90) {
            self.start_again();
        }
    }

    /// The company writes first, some hours after the sale.
    fn start_again(&mut self) {
        self.later((200, 900));
        let text = texts::fill(self.chance.pick(texts::STARTED), &self.shape.person.name, self.goods.0);
        let (phone, by) = (self.shape.person.phone.clone(), self.agent);
        self.push(Deed::Start { phone, by, department: SALES, text });
        self.later((8, 50));
        let thanks = self.chance.pick(texts::THANKS);
        self.say(thanks, |message| message);
        self.later((5, 60));
        let fields = vec![("produto", json!(self.goods.0))];
        let ending = Ending { disposition: Some("Visita agendada"), fields, ..Ending::default() };
        self.act(self.agent, Act::Close(ending));
    }

    /// Nobody answered; the manager clears it away a day or two later.
    fn give_up(&mut self) {
        self.later((1_200, 2_800));
        let disposition = match self.department {
            SALES => Some("Desistiu"),
            AFTER_SALES => Some("Reclamação sem resposta"),
            SUPPORT => Some("Informação prestada"),
            _ => None,
        };
        self.act(MANAGER, Act::Close(Ending { disposition, ..Ending::default() }));
    }

    fn ending(&mut self, fate: usize) -> Ending {
        let chosen = match self.department {
            SALES => match fate {
                0 => "Venda realizada",
                1 => self.chance.pick(&["Orçamento enviado", "Orçamento enviado", "Visita agendada"]),
                3 => self.chance.pick(&["Só curiosidade", "Só curiosidade", "Engano ou propaganda"]),
                _ => self.chance.pick(&["Achou caro", "Achou caro", "Sem estoque", "Desistiu"]),
            },
            AFTER_SALES => {
                let shares = [5, 40, 35, 9, 11];
                ["Nova compra", "Troca concluída", "Dúvida resolvida", "Desistiu", "Reclamação sem resposta"]
                    [self.chance.weighted(&shares)]
            }
            SUPPORT => {
                ["Problema resolvido", "Dúvida resolvida", "Engano ou propaganda"][self.chance.weighted(&[62, 32, 6])]
            }
            _ => match self.chance.weighted(&[64, 26, 10]) {
                0 => return Ending::default(),
                1 => "Informação prestada",
                _ => "Só curiosidade",
            },
        };
        self.filled(chosen)
    }

    /// The closing form as an agent fills it in.
    fn filled(&mut self, disposition: &'static str) -> Ending {
        let pieces = 1 + i64::try_from(self.chance.weighted(&[70, 22, 8])).unwrap_or(0);
        let sold = matches!(disposition, "Venda realizada" | "Nova compra");
        let mut fields = Vec::new();
        if matches!(disposition, "Venda realizada" | "Orçamento enviado" | "Visita agendada") {
            fields.push(("produto", json!(self.goods.0)));
        }
        if disposition == "Venda realizada" {
            let ways = ["Pix", "Cartão de crédito", "Boleto", "Dinheiro na loja"];
            let way = ways[self.chance.weighted(&[46, 44, 6, 4])];
            fields.push(("forma_pagamento", json!(way)));
            if way == "Cartão de crédito" {
                fields.push(("parcelas", json!(self.chance.between(1, 6))));
            }
        }
        let note = self.chance.happens(120).then(|| self.chance.pick(texts::NOTES).to_owned());
        Ending { disposition: Some(disposition), value_cents: sold.then_some(self.goods.1 * pieces), note, fields }
    }
}
