//! A company with four hundred conversations of every sort, put straight into the store by a seeded generator.

mod table;

use nascente_domain::conversation::{ReturnState, StartedBy, Status};
use nascente_domain::disposition::{ClosedBy, Outcome};
use nascente_domain::id::{
    ChannelId, ClosingId, CompanyId, ContactId, ConversationId, DepartmentId, DispositionId, IdentifierId, LinkId,
    LoginId, MessageId, TouchId, UserId,
};
use nascente_domain::message::{Author, Direction, MessageKind};
use nascente_domain::moment::{DAY, HOUR, Moment, SECOND};
use nascente_domain::origins::{Origin, Origins};
use nascente_domain::touch::{EntryKind, Method};
use nascente_server::app::App;
use nascente_store::contact::ContactRow;
use nascente_store::conversation::ConversationRow;
use nascente_store::{Lane, StoreError, Tx, Value, figure, params, report};

use crate::world::World;
use table::{
    CHANNELS, CLICK_DAYS, CLICKS, CLOSINGS, DEPARTMENTS, DISPOSITIONS, FORMS, IDENTIFIERS, LINKS, LOGINS, MESSAGES,
    OFFERS, TOUCHES, USERS,
};

/// How many conversations there are.
pub(crate) const CROWD: usize = 400;
const DAYS: i64 = 60;

/// What the conversations are about.
#[derive(Debug, Clone)]
pub(crate) struct Crowd {
    pub(crate) company_id: CompanyId,
    pub(crate) departments: Vec<DepartmentId>,
    pub(crate) agents: Vec<UserId>,
    pub(crate) channels: Vec<ChannelId>,
    pub(crate) dispositions: Vec<(DispositionId, Outcome)>,
    pub(crate) identifiers: Vec<(IdentifierId, EntryKind, Method)>,
    /// The links of the identifiers of kind link.
    pub(crate) links: Vec<(LinkId, IdentifierId)>,
    pub(crate) rows: Vec<ConversationRow>,
    pub(crate) contacts: Vec<ContactRow>,
    now: Moment,
}

/// Numbers that are the same in every run.
struct Dice(u64);

impl Dice {
    /// A number below `sides`.
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % sides
    }

    fn chance(&mut self, percent: usize) -> bool {
        self.roll(100) < percent
    }

    fn millis(&mut self, below: i64) -> i64 {
        i64::try_from(self.roll(usize::try_from(below / SECOND).unwrap())).unwrap() * SECOND
    }

    fn one<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.roll(of.len())]
    }
}

impl Crowd {
    /// Fills the world's company, figures included.
    pub(crate) async fn gather(world: &World) -> Self {
        let crowd = Self::imagine(&world.app, world.company_id, world.department_id);
        let kept = crowd.clone();
        let done: Result<(), StoreError> = world
            .app
            .db
            .write(Lane::Work, move |tx| {
                kept.keep(tx)?;
                let sums = report::recompute(tx, kept.company_id)?;
                figure::apply(tx, kept.company_id, &sums)
            })
            .await;
        done.unwrap();
        crowd
    }

    fn imagine(app: &App, company_id: CompanyId, default_department: DepartmentId) -> Self {
        let links: Vec<(LinkId, IdentifierId)> = (0..3).map(|_| (app.id(), app.id())).collect();
        let mut identifiers: Vec<(IdentifierId, EntryKind, Method)> = vec![
            (app.id(), EntryKind::Ad, Method::AdHeader),
            (app.id(), EntryKind::Ad, Method::AdHeader),
            (app.id(), EntryKind::Post, Method::AdHeader),
            (app.id(), EntryKind::Hashtag, Method::Hashtag),
            (app.id(), EntryKind::Product, Method::Product),
            (app.id(), EntryKind::Number, Method::Number),
        ];
        identifiers.extend(links.iter().map(|(_, id)| (*id, EntryKind::Link, Method::Code)));
        let mut crowd = Self {
            company_id,
            departments: vec![default_department, app.id(), app.id()],
            agents: (0..4).map(|_| app.id()).collect(),
            channels: (0..2).map(|_| app.id()).collect(),
            dispositions: Outcome::ALL.iter().map(|outcome| (app.id(), *outcome)).collect(),
            identifiers,
            links,
            rows: Vec::new(),
            contacts: Vec::new(),
            now: app.now(),
        };
        let mut dice = Dice(7);
        for number in 0..CROWD {
            let contact = crowd.contact(app, number);
            let row = crowd.conversation(app, &mut dice, contact.contact_id, number);
            crowd.contacts.push(contact);
            crowd.rows.push(row);
        }
        crowd
    }

    fn contact(&self, app: &App, number: usize) -> ContactRow {
        let name = ["João Conceição", "Ana 100%", "Zé_Roberto", "=SOMA(A1)", "Bia Ávila"][number % 5];
        let phone = format!("5511{}", 900_000_000 + number);
        let search_text = nascente_domain::hashtag::fold(&format!("{name} {phone}"));
        ContactRow {
            contact_id: app.id::<ContactId>(),
            name: Some(name.to_owned()),
            phone: (number % 10 != 9).then_some(phone),
            username: None,
            search_text,
            excluded: false,
            merged_into: None,
            created_at: self.now,
            keyed: true,
        }
    }

    fn conversation(&self, app: &App, dice: &mut Dice, contact_id: ContactId, number: usize) -> ConversationRow {
        let opened_at = self.now.plus(-dice.millis(DAYS * DAY));
        let zone = nascente_server::app::zone("America/Sao_Paulo");
        let status = dice.one(&[Status::Waiting, Status::Active, Status::Closed, Status::Closed, Status::Closed]);
        let answered = dice.chance(70).then(|| opened_at.plus(5 * SECOND + dice.millis(2 * DAY)));
        let wrote_again = dice.chance(50);
        let last_inbound = answered.filter(|_| wrote_again).map_or(opened_at, |at| at.plus(HOUR));
        let closed_at = (status == Status::Closed).then(|| opened_at.plus(HOUR + dice.millis(9 * DAY)));
        let disposition = closed_at.filter(|_| dice.chance(80)).map(|_| dice.one(&self.dispositions));
        let agent_id = match status {
            Status::Waiting => None,
            _ => dice.chance(90).then(|| dice.one(&self.agents)),
        };
        let (entry_kind, identifier_id, entry_method, unidentified) = self.entry(dice);
        ConversationRow {
            conversation_id: app.id::<ConversationId>(),
            protocol: format!("20261122{number:06}"),
            version: 1,
            status,
            started_by: if dice.chance(6) { StartedBy::Company } else { StartedBy::Contact },
            contact_id,
            channel_id: dice.one(&self.channels),
            department_id: dice.one(&self.departments),
            agent_id,
            returned: if closed_at.is_some() && dice.chance(10) { ReturnState::Pending } else { ReturnState::None },
            excluded: dice.chance(6),
            new_contact: dice.chance(60),
            opened_at,
            entry_day: opened_at.day_in(&zone),
            first_inbound_at: Some(opened_at),
            first_inbound_provider_id: None,
            first_response_at: answered,
            first_response_by: answered.map(|_| Author::Agent),
            last_inbound_at: Some(last_inbound),
            last_message_at: answered.unwrap_or(opened_at).max(last_inbound),
            last_message_preview: "segredo".to_owned(),
            last_message_kind: MessageKind::Text,
            last_message_direction: Direction::Inbound,
            unread: 1,
            warned_at: None,
            away_at: None,
            rules_since: None,
            entry_kind,
            identifier_id,
            entry_method,
            entry_confidence: 1.0,
            entry_unidentified: unidentified,
            entry_touch_id: identifier_id.map(|_| app.id::<TouchId>()),
            inherited_conversation_id: None,
            inherited_kind: None,
            inherited_identifier_id: None,
            origins: self.origins(dice, (entry_kind, identifier_id)),
            closing_id: closed_at.map(|_| app.id::<ClosingId>()),
            closed_at,
            closing_day: closed_at.map(|at| at.day_in(&zone)),
            disposition_id: disposition.map(|(id, _)| id),
            outcome: disposition.map(|(_, outcome)| outcome),
            closed_by: closed_at.map(|_| dice.one(ClosedBy::ALL)),
            value_cents: disposition.filter(|_| dice.chance(60)).map(|_| dice.millis(DAY)),
            joined_into: None,
        }
    }

    fn entry(&self, dice: &mut Dice) -> (EntryKind, Option<IdentifierId>, Method, bool) {
        match dice.roll(10) {
            0 => (EntryKind::None, None, Method::None, false),
            1 => (EntryKind::Return, None, Method::None, false),
            2 => (EntryKind::Organic, None, Method::EntryPoint, false),
            3 => (EntryKind::Ad, None, Method::EntryPoint, true),
            4 => (EntryKind::Link, None, Method::EntryPoint, true),
            _ => {
                // The last link gets clicks and no conversation.
                let (id, kind, method) = dice.one(&self.identifiers[..self.identifiers.len() - 1]);
                (kind, Some(id), method, false)
            }
        }
    }

    /// Views that agree with the entry, or name anything else.
    fn origins(&self, dice: &mut Dice, entry: (EntryKind, Option<IdentifierId>)) -> Origins {
        let mut viewed = |as_entry: usize| {
            let (kind, identifier_id) = if dice.chance(as_entry) {
                entry
            } else {
                let (kind, identifier_id, _, _) = self.entry(dice);
                (kind, identifier_id)
            };
            let origin = Origin { kind, identifier_id, touch_id: None };
            if origin.is_known() { origin } else { Origin::NONE }
        };
        Origins { first: viewed(60), last: viewed(80), last_paid: viewed(40) }
    }

    fn keep(&self, tx: &mut Tx<'_>) -> Result<(), StoreError> {
        self.keep_people(tx)?;
        self.keep_origins(tx)?;
        nascente_store::contact::insert(tx, self.company_id, &self.contacts.iter().collect::<Vec<_>>())?;
        nascente_store::conversation::insert(tx, self.company_id, &self.rows.iter().collect::<Vec<_>>())?;
        self.keep_ledgers(tx)
    }

    fn keep_people(&self, tx: &mut Tx<'_>) -> Result<(), StoreError> {
        let (company, now) = (self.company_id, self.now);
        let logins: Vec<LoginId> = self.agents.iter().map(|id| LoginId::from(id.value())).collect();
        tx.bulk(&LOGINS, logins.iter().map(|id| params![*id, format!("{id}@loja.test"), now]).collect())?;
        let users = self.agents.iter().zip(&logins).zip(["Ana", "Bruno", "Caio", "Dora"]);
        tx.bulk(&USERS, users.map(|((id, login), name)| params![company, *id, *login, name, "agent", now]).collect())?;
        let others = self.departments[1..].iter().zip(["Vendas", "Suporte"]);
        tx.bulk(
            &DEPARTMENTS,
            others
                .map(|(id, name)| {
                    params![
                        company,
                        *id,
                        name,
                        false,
                        name == "Vendas",
                        true,
                        name == "Vendas",
                        12_i64,
                        2_i64,
                        "{}",
                        now
                    ]
                })
                .collect(),
        )?;
        let form = |version: i64, label: &str| {
            let fields = format!(r#"[{{"key":"product","type":"text","label":"{label}"}}]"#);
            params![company, self.departments[1], version, fields, now]
        };
        tx.bulk(&FORMS, vec![form(1, "Produto"), form(2, "Produto vendido")])?;
        let dispositions = self
            .dispositions
            .iter()
            .map(|(id, outcome)| {
                params![company, *id, format!("Nome {outcome}"), *outcome, false, "#868e96", 0_i64, now]
            })
            .collect();
        tx.bulk(&DISPOSITIONS, dispositions)?;
        let offers = self.dispositions.iter().map(|(id, _)| params![company, self.departments[1], *id]).collect();
        tx.bulk(&OFFERS, offers)?;
        let channels = self.channels.iter().zip(["Loja", "Filial"]);
        tx.bulk(
            &CHANNELS,
            channels
                .map(|(id, name)| params![company, *id, "link_only", name, "551130000001", "{}", "link_only", now])
                .collect(),
        )
        .map(drop)
    }

    fn keep_origins(&self, tx: &mut Tx<'_>) -> Result<(), StoreError> {
        let (company, now) = (self.company_id, self.now);
        let names = [
            (Some("Inverno & cia"), None),
            (Some("none"), Some("Feira")),
            (None, None),
            (Some("Inverno & cia"), Some("Loja=1")),
            (Some(""), Some("")),
            (None, Some("none")),
            (Some("Verão"), Some("Feira")),
            (None, Some("Blog")),
            (None, Some("Blog novo")),
        ];
        let rows = self.identifiers.iter().zip(names).enumerate();
        let rows = rows
            .map(|(number, ((id, kind, _), (campaign, site)))| {
                let link = self.links.iter().find(|(_, of)| of == id).map(|(link, _)| *link);
                let (key, label) = (format!("chave-{number}"), format!("Rótulo {number}"));
                params![company, *id, *kind, key, label, false, campaign, site, link, now]
            })
            .collect();
        tx.bulk(&IDENTIFIERS, rows)?;
        let links = self.links.iter().enumerate();
        let links = links
            .map(|(number, (link, identifier))| {
                let (slug, code) = (format!("slug{number}"), format!("CODE{number}"));
                let channel = self.channels[0];
                params![
                    company,
                    *link,
                    *identifier,
                    slug,
                    code,
                    "Link",
                    channel,
                    "tracked",
                    "Blog",
                    "oi",
                    "{}",
                    now,
                    "[]",
                    false,
                    0_i64
                ]
            })
            .collect();
        tx.bulk(&LINKS, links)?;
        let today = now.day_in(&nascente_server::app::zone("America/Sao_Paulo"));
        // The second link has no click at all, the third no conversation.
        let days = [0, 2].into_iter().flat_map(|link: usize| (0..3).map(move |back| (link, back)));
        let days =
            days.map(|(link, back)| (self.links[link].0, today.plus(-back), i64::try_from(link).unwrap() + back + 1));
        let days: Vec<_> = days.collect();
        let sums = days.iter().map(|(link, day, valid)| params![company, *link, *day, *valid, *valid + 1]);
        tx.bulk(&CLICK_DAYS, sums.collect())?;
        let clicks =
            days.iter().flat_map(|(link, day, valid)| (0..=*valid).map(move |number| (link, day, valid, number)));
        let clicks = clicks.enumerate().map(|(number, (link, day, valid, of_day))| {
            let verdict = if of_day < *valid { "valid" } else { "bot" };
            let click_id = now.millis() + i64::try_from(number).unwrap();
            params![company, click_id, *link, now, *day, verdict, "visitor", ""]
        });
        tx.bulk(&CLICKS, clicks.collect()).map(drop)
    }

    fn keep_ledgers(&self, tx: &mut Tx<'_>) -> Result<(), StoreError> {
        let company = self.company_id;
        let touches = self.rows.iter().filter_map(|row| {
            let touch_id = row.entry_touch_id?;
            let card = (row.entry_kind == EntryKind::Ad).then(card);
            let code = (row.entry_method == Method::Code).then_some("ABCDEF1");
            Some(params![
                company,
                touch_id,
                row.contact_id,
                row.conversation_id,
                row.entry_kind,
                row.entry_method,
                row.identifier_id,
                row.opened_at,
                format!("wamid.{touch_id}"),
                touch_id.to_string(),
                card,
                code,
                self.now
            ])
        });
        tx.bulk(&TOUCHES, touches.collect())?;
        let closings = self.rows.iter().filter_map(|row| {
            let closed_by = row.closed_by?;
            let complete = row.department_id == self.departments[1];
            Some(params![
                company,
                row.closing_id,
                row.conversation_id,
                row.department_id,
                row.disposition_id,
                row.outcome,
                closed_by.mode(),
                closed_by,
                row.value_cents,
                complete.then_some(1_i64),
                if complete { r#"{"product":"jaqueta"}"# } else { "{}" },
                if complete { "jaqueta" } else { "" },
                row.closed_at,
                self.now
            ])
        });
        tx.bulk(&CLOSINGS, closings.collect())?;
        tx.bulk(&MESSAGES, self.messages()).map(drop)
    }

    /// Five messages of the first conversation, two of them sent in the same millisecond.
    fn messages(&self) -> Vec<Vec<Value>> {
        let row = &self.rows[0];
        let message = |number: i64| {
            let id = MessageId::from(row.conversation_id.value() + number);
            let sent_at = row.opened_at.plus((number / 2) * SECOND);
            let provider_id = format!("wamid.{number}");
            let text = format!("mensagem {number}");
            params![
                self.company_id,
                id,
                row.conversation_id,
                row.channel_id,
                provider_id,
                Direction::Inbound,
                Author::Contact,
                MessageKind::Text,
                text,
                sent_at,
                sent_at
            ]
        };
        (0..5).map(message).collect()
    }
}

/// The card of an ad, as the recorder keeps it.
fn card() -> String {
    serde_json::json!({
        "source": "ad", "source_url": "https://fb.me/inverno", "source_id": "120210000000000001",
        "ctwa_clid": "clid-1", "headline": "Jaquetas", "body": "Chame no zap", "media_type": "image",
        "image_url": null, "video_url": null, "thumbnail_url": "https://cdn.test/a.jpg", "greeting": null
    })
    .to_string()
}
