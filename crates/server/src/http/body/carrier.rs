//! Carriers of the company's links, and their test on a phone.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The carriers that the company uses, and who wins where they disagree.
#[derive(Debug, Serialize, ToSchema)]
pub struct CarrierSettings {
    /// Every carrier.
    pub items: Vec<CarrierSetting>,
    /// A hashtag at the start of the first message is the identifier instead of an ad or link.
    pub hashtag_wins: bool,
    /// Where the text names a link and the header an ad, the text decides. Both touches stay.
    pub text_wins: bool,
}

/// One carrier.
#[derive(Debug, Serialize, ToSchema)]
pub struct CarrierSetting {
    /// `code`, `invisible_code`, `prefilled_text`, `hashtag`, `dedicated_number`, `product_link`, `link_header`.
    pub carrier: String,
    /// Whether it is used.
    pub on: bool,
    /// Whether a company that chose nothing uses it.
    pub on_by_default: bool,
    /// `strong`, `medium`, `weak`.
    pub strength: String,
    /// Whether it still arrives when the customer erases the text.
    pub survives_erased_text: bool,
}

/// Changes; what is absent stays. What is switched off is neither written into links nor looked at in messages; the
/// touches of before stay.
#[derive(Debug, Default, Deserialize, ToSchema)]
pub struct UpdateCarriersRequest {
    /// Carriers by name, on or off.
    #[serde(default)]
    pub carriers: BTreeMap<String, bool>,
    /// See [`CarrierSettings`].
    pub hashtag_wins: Option<bool>,
    /// See [`CarrierSettings`].
    pub text_wins: Option<bool>,
}

/// *Testar no meu celular*.
#[derive(Debug, Deserialize, ToSchema)]
pub struct StartCarrierTestRequest {
    /// The number that the phone will write to; it has to be connected.
    pub channel_id: String,
    /// The phone at hand: number with country code, or Brazilian with area code. It becomes a test number.
    pub phone: String,
    /// A product of the number's catalogue; without one product links cannot be tried.
    pub product_id: Option<String>,
}

/// A test of the carriers, as far as it got.
#[derive(Debug, Serialize, ToSchema)]
pub struct CarrierTest {
    /// Id.
    pub id: String,
    /// The number that the phone writes to.
    pub channel_id: String,
    /// The phone, in digits.
    pub phone: String,
    /// When it was begun.
    pub started_at: String,
    /// One for each carrier, in the order in which they are sent.
    pub steps: Vec<CarrierTestStep>,
}

/// One message of the test.
#[derive(Debug, Serialize, ToSchema)]
pub struct CarrierTestStep {
    /// What it tries.
    pub carrier: String,
    /// `waiting`, `works`, `lost` (the message came without it), `unavailable` (there is no product to try).
    pub state: String,
    /// To be opened on the phone; the message is sent as it stands there. `null`: cannot be tried.
    pub url: Option<String>,
    /// The same as a QR code, to be read with the phone.
    pub qr_svg: Option<String>,
    /// What is prefilled, as it is seen.
    pub text: String,
    /// When the message that decided came.
    pub seen_at: Option<String>,
}
