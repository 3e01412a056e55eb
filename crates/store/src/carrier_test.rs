//! Tests of the carriers on a phone: what was begun, and what came from that phone since.

use nascente_domain::id::{CarrierTestId, ChannelId, CompanyId, ContactId, MessageId};
use nascente_domain::moment::Moment;
use nascente_domain::touch::{Card, EntryPoint};

use crate::conversation_list::part::{read_card, read_entry_point};
use crate::{Row, StoreError, Tx, params, statements};

statements! {
    INSERT = "insert into carrier_test
            (company_id, test_id, channel_id, contact_id, phone, seed, product_id, started_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8)";
    GET = "select t.test_id, t.channel_id, t.contact_id, t.phone, t.seed, t.product_id, t.started_at, c.phone_number
        from carrier_test t
        join channel c on c.company_id = $1 and c.channel_id = t.channel_id
        where t.company_id = $1 and t.test_id = $2";
    ARRIVALS = "select m.message_id, m.text, m.card, m.received_at
        from conversation c
        join message m on m.company_id = $1 and m.conversation_id = c.conversation_id
        where c.company_id = $1 and c.contact_id {in:$2} and m.channel_id = $3 and m.direction = 'in'
            and m.received_at >= $4
        order by m.received_at, m.message_id limit 500";
    TOUCHES = "select t.message_id, t.entry_point, i.source_id
        from conversation c
        join touch t on t.company_id = $1 and t.conversation_id = c.conversation_id
        left join entry_identifier i
            on i.company_id = $1 and i.identifier_id = t.identifier_id and t.kind = 'product'
        where c.company_id = $1 and c.contact_id {in:$2} and t.created_at >= $3 and t.message_id is not null
        order by t.touch_id limit 2000";
}

/// A test that was begun.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CarrierTest {
    /// Id.
    pub test_id: CarrierTestId,
    /// The number that the phone writes to.
    pub channel_id: ChannelId,
    /// The phone's owner.
    pub contact_id: ContactId,
    /// The phone, in digits.
    pub phone: String,
    /// What its texts and codes are made of.
    pub seed: i64,
    /// A product of the catalogue to try.
    pub product_id: Option<String>,
    /// When it was begun.
    pub started_at: Moment,
    /// The channel's number, in digits.
    pub channel_phone: String,
}

/// A message that came from the phone since.
#[derive(Debug, Clone, Default)]
pub struct TestArrival {
    /// Its text.
    pub text: String,
    /// Its card.
    pub card: Option<Card>,
    /// The product that it refers to.
    pub product: Option<String>,
    /// How the chat was opened.
    pub entry_point: Option<EntryPoint>,
    /// When it came.
    pub received_at: Option<Moment>,
}

/// Keeps a test.
pub fn insert(tx: &mut Tx<'_>, company_id: CompanyId, test: &CarrierTest) -> Result<(), StoreError> {
    tx.execute(
        &INSERT,
        params![
            company_id,
            test.test_id,
            test.channel_id,
            test.contact_id,
            &test.phone,
            test.seed,
            test.product_id.clone(),
            test.started_at
        ],
    )
    .map(drop)
}

/// A test of the company.
pub fn get(tx: &mut Tx<'_>, company_id: CompanyId, test_id: CarrierTestId) -> Result<Option<CarrierTest>, StoreError> {
    let read = |mut row: Row| {
        Ok(CarrierTest {
            test_id: row.take()?,
            channel_id: row.take()?,
            contact_id: row.take()?,
            phone: row.take()?,
            seed: row.take()?,
            product_id: row.take()?,
            started_at: row.take()?,
            channel_phone: row.take()?,
        })
    };
    tx.query_first(&GET, params![company_id, test_id])?.map(read).transpose()
}

/// What came from the phone since the test began, oldest first.
pub fn arrivals(tx: &mut Tx<'_>, company_id: CompanyId, test: &CarrierTest) -> Result<Vec<TestArrival>, StoreError> {
    let family = crate::contact::families(tx, company_id, vec![test.contact_id])?;
    let contacts: Vec<ContactId> = family.iter().map(|row| row.contact_id).collect();
    if contacts.is_empty() {
        return Ok(Vec::new());
    }
    let mut found: Vec<(MessageId, TestArrival)> = Vec::new();
    let messages = params![company_id, contacts.clone(), test.channel_id, test.started_at];
    for mut row in tx.query(&ARRIVALS, messages)? {
        let message_id = row.take()?;
        let arrival = TestArrival {
            text: row.take::<Option<String>>()?.unwrap_or_default(),
            card: read_card(row.take()?),
            received_at: Some(row.take()?),
            ..TestArrival::default()
        };
        found.push((message_id, arrival));
    }
    for mut row in tx.query(&TOUCHES, params![company_id, contacts, test.started_at])? {
        let message_id: MessageId = row.take()?;
        let entry_point = read_entry_point(row.take()?);
        let product: Option<String> = row.take()?;
        if let Some((_, arrival)) = found.iter_mut().find(|(id, _)| *id == message_id) {
            arrival.entry_point = arrival.entry_point.take().or(entry_point);
            arrival.product = arrival.product.take().or(product);
        }
    }
    Ok(found.into_iter().map(|(_, arrival)| arrival).collect())
}
