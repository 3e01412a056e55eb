//! *Testar no meu celular*: one message for each carrier from a phone at hand, and what of them arrives.
//!
//! In: a number and a phone. Out: the addresses to open on that phone, and, from what it has sent since, which carriers
//! come through. The phone's owner becomes a test number, so that no figure moves. Refused: numbers that are not
//! connected. Nothing is sent from here: WhatsApp lets only the phone's owner begin.

use nascente_domain::carrier::{Carrier, header_of};
use nascente_domain::carrier_test::{Arrival, Step, StepState, best, steps};
use nascente_domain::id::{CarrierTestId, ChannelId, CompanyId, ContactId};
use nascente_domain::invisible;
use nascente_domain::link::{whatsapp_url, whatsapp_url_with_header};
use nascente_domain::person::Party;
use nascente_domain::phone::Phone;
use nascente_store::carrier_test::{self as store, CarrierTest as Kept, TestArrival};
use nascente_store::{Lane, Tx, channel, company, contact};

use crate::app::App;
use crate::connect::test::exclude;
use crate::failure::Failure;
use crate::http::body::carrier::{CarrierTest, CarrierTestStep, StartCarrierTestRequest};
use crate::http::page::id;
use crate::links::short_url;
use crate::qr::Picture;
use crate::record::facts::{Facts, of_people};
use crate::record::flush;
use crate::record::working::WorkingSet;

/// Side of the codes on the screen, in pixels.
const QR_SIDE: usize = 256;
/// A product's id is a short number or word.
const LONGEST_PRODUCT: usize = 100;

/// Begins a test.
pub async fn start(app: &App, company_id: CompanyId, request: StartCarrierTestRequest) -> Result<CarrierTest, Failure> {
    let channel_id: ChannelId = id("channel_id", &request.channel_id)?;
    let phone = Phone::read_brazilian(&request.phone).ok_or_else(|| {
        Failure::invalid("phone", "invalid_phone", "give the number with area code, such as 11 99999-0001")
    })?;
    let product_id = request.product_id.as_deref().map(checked_product).transpose()?;
    let of_unit = app.clone();
    let seed = i64::from(u32::try_from(app.random() >> 32).unwrap_or_default());
    let kept = app
        .db
        .write(Lane::Work, move |tx| {
            let used = channel::get(tx, company_id, channel_id)?.filter(|channel| channel.archived_at.is_none());
            let used = used.ok_or_else(|| Failure::invalid("channel_id", "unknown", "there is no such channel"))?;
            if used.provider == "link_only" {
                return Err(Failure::conflict("channel_not_connected", "this number is not connected"));
            }
            let contact_id = test_number(&of_unit, tx, company_id, &phone)?;
            let kept = Kept {
                test_id: of_unit.id(),
                channel_id,
                contact_id,
                phone: phone.digits().to_owned(),
                seed,
                product_id: product_id.clone(),
                started_at: of_unit.now(),
                channel_phone: used.phone_number,
            };
            store::insert(tx, company_id, &kept)?;
            Ok::<_, Failure>(kept)
        })
        .await?;
    Ok(show(app, &kept, &[]))
}

fn checked_product(text: &str) -> Result<String, Failure> {
    let text = text.trim().to_owned();
    let formed = (1..=LONGEST_PRODUCT).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
    formed.then_some(text).ok_or_else(|| Failure::invalid("product_id", "invalid", "use the product's id"))
}

/// The phone's owner, known or new, out of every figure.
fn test_number(app: &App, tx: &mut Tx<'_>, company_id: CompanyId, phone: &Phone) -> Result<ContactId, Failure> {
    let locked = company::lock(tx, company_id)?.ok_or(Failure::NotFound)?;
    let party = Party { phone: Some(phone.clone()), ..Party::default() };
    let owners = contact::find(tx, company_id, &party.identities())?;
    let ids: Vec<ContactId> = owners.iter().map(|(_, id)| *id).collect();
    let facts = Facts { owners: owners.into_iter().collect(), ..of_people(tx, company_id, ids)? };
    let mut working = WorkingSet::new(app, locked, facts);
    let contact_id = working.contact(&party, app.now());
    exclude(&mut working, contact_id);
    flush::flush(tx, &mut working)?;
    Ok(contact_id)
}

/// How far a test got.
pub async fn progress(app: &App, company_id: CompanyId, test_id: CarrierTestId) -> Result<CarrierTest, Failure> {
    let (kept, arrivals) = app
        .db
        .read(move |tx| {
            let kept = store::get(tx, company_id, test_id)?.ok_or(Failure::NotFound)?;
            let arrivals = store::arrivals(tx, company_id, &kept)?;
            Ok::<_, Failure>((kept, arrivals))
        })
        .await?;
    Ok(show(app, &kept, &arrivals))
}

fn show(app: &App, kept: &Kept, arrivals: &[TestArrival]) -> CarrierTest {
    let seed = u32::try_from(kept.seed).unwrap_or_default();
    CarrierTest {
        id: kept.test_id.to_string(),
        channel_id: kept.channel_id.to_string(),
        phone: kept.phone.clone(),
        started_at: kept.started_at.to_string(),
        steps: steps(seed).iter().map(|step| show_step(app, kept, step, arrivals)).collect(),
    }
}

fn show_step(app: &App, kept: &Kept, step: &Step, arrivals: &[TestArrival]) -> CarrierTestStep {
    let url = address(app, kept, step);
    let own = short_url(app, "");
    let judged: Vec<(StepState, &TestArrival)> = arrivals
        .iter()
        .filter_map(|arrival| step.judge(brought(arrival), &own).map(|state| (state, arrival)))
        .collect();
    let state = match &url {
        Some(_) => best(judged.iter().map(|(state, _)| *state)),
        None => StepState::Unavailable,
    };
    let decided = judged.iter().find(|(seen, _)| *seen == state).and_then(|(_, arrival)| arrival.received_at);
    let picture = url.as_deref().and_then(|url| Picture::of(url, QR_SIDE).ok());
    CarrierTestStep {
        carrier: step.carrier.to_string(),
        state: state.to_string(),
        qr_svg: picture.map(|picture| picture.svg()),
        url,
        text: invisible::without(&step.text),
        seen_at: decided.map(|at| at.to_string()),
    }
}

fn brought(arrival: &TestArrival) -> Arrival<'_> {
    Arrival {
        text: &arrival.text,
        product: arrival.product.as_deref(),
        source_url: arrival.card.as_ref().and_then(|card| card.source_url.as_deref()),
        link_code: arrival.entry_point.as_ref().and_then(|point| point.link_code.as_deref()),
    }
}

/// What is opened on the phone; `None` when the step cannot be tried.
fn address(app: &App, kept: &Kept, step: &Step) -> Option<String> {
    let phone = Phone::read(&kept.channel_phone)?;
    Some(match step.carrier {
        Carrier::ProductLink => format!("https://wa.me/p/{}/{}", kept.product_id.as_ref()?, phone.digits()),
        Carrier::LinkHeader => {
            whatsapp_url_with_header(&phone, &step.text, &short_url(app, "teste"), &header_of(&step.code))
        }
        _ => whatsapp_url(&phone, &step.text),
    })
}
