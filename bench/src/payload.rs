//! The webhooks of the load: a tap on one of two hundred ads, each by a contact who was never seen before.

use hmac::{Hmac, KeyInit, Mac};
use serde_json::json;
use sha2::Sha256;

/// The secret that signs the webhooks.
pub(crate) const APP_SECRET: &str = "secret-of-the-measurement";
/// The provider's id of the number.
pub(crate) const NUMBER_ID: &str = "106540352242922";
const ADS: usize = 200;

/// A whole HTTP request, signed, of about 1.5 KiB.
pub(crate) fn request(path: &str, number: usize, seconds: u64) -> Vec<u8> {
    let body = body(number, seconds);
    let mut mac = Hmac::<Sha256>::new_from_slice(APP_SECRET.as_bytes()).unwrap_or_else(|_| unreachable!());
    mac.update(body.as_bytes());
    let signature = hex::encode(mac.finalize().into_bytes());
    format!(
        "POST {path} HTTP/1.1\r\nhost: 127.0.0.1\r\nuser-agent: facebookexternalua\r\ncontent-type: application/json\r\n\
         x-hub-signature-256: sha256={signature}\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    )
    .into_bytes()
}

fn body(number: usize, seconds: u64) -> String {
    let phone = format!("55119{:08}", 10_000_000 + number);
    let ad = format!("1202263058548{:05}", number % ADS);
    json!({
        "object": "whatsapp_business_account",
        "entry": [{ "id": "102290129340398", "changes": [{ "field": "messages", "value": {
            "messaging_product": "whatsapp",
            "metadata": { "display_phone_number": "551130000001", "phone_number_id": NUMBER_ID },
            "contacts": [{ "profile": { "name": format!("Pessoa {number}") }, "wa_id": phone }],
            "messages": [{
                "from": phone, "id": format!("wamid.HBgNNTUxMTk5OTk5MDAwMRUCABIYFDNBNEE2NTk5{number:010}"),
                "timestamp": seconds.to_string(), "type": "text",
                "text": { "body": "Olá! Vi o anúncio e queria mais informações, por favor." },
                "referral": {
                    "source_url": format!("https://fb.me/{ad}"), "source_id": ad, "source_type": "ad",
                    "headline": "Fale conosco", "body": "Coleção de verão: até 40% só nesta semana.",
                    "media_type": "image",
                    "image_url": "https://scontent.xx.fbcdn.net/v/t45.1600-4/480000000_120226305854810726_n.jpg?stp=dst-jpg&oh=00_AYD3",
                    "ctwa_clid": format!("Aff-n8ZTODiE79d22KtAwQKj9e_mIEOOj27vDVwFjN80dp4_0NiNhEgpGo0AHemvuSoifXaytfTz{number:010}"),
                    "welcome_message": { "text": "Oi! Como podemos ajudar?" }
                }
            }]
        } }] }]
    })
    .to_string()
}
