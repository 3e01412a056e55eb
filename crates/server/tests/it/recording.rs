//! From the webhook to the conversation.

use nascente_domain::conversation::{ReturnState, Status};
use nascente_domain::touch::{EntryKind, Method};
use nascente_server::record::recorder;
use nascente_store::conversation::ConversationRow;
use nascente_store::filter::Conditions;
use nascente_store::{FromValue, Statement, params};
use reqwest::StatusCode;
use serde_json::json;

use crate::meta::{echo, envelope, messages, text, with_ad};
use crate::world::World;

const MARINA: &str = "5511999990001";

/// Every conversation of the company, oldest first.
async fn conversations(world: &World) -> Vec<ConversationRow> {
    let company_id = world.company_id;
    let mut rows = world
        .app
        .db
        .read(move |tx| {
            let ids = Statement::new("select conversation_id from conversation where company_id = $1");
            let found = tx.query(&ids, Conditions::after(params![company_id]).values())?;
            let ids = found.into_iter().map(|mut row| row.take()).collect::<Result<Vec<_>, _>>()?;
            nascente_store::conversation::load(tx, company_id, ids)
        })
        .await
        .unwrap();
    rows.sort_by_key(|row| (row.opened_at, row.conversation_id));
    rows
}

async fn count<T: FromValue + Send + 'static>(world: &World, text: &'static str) -> T {
    let company_id = world.company_id;
    let statement = Statement::new(text);
    world.app.db.read(move |tx| tx.query_first(&statement, params![company_id])?.unwrap().take()).await.unwrap()
}

#[tokio::test]
async fn a_tap_on_an_ad_opens_a_conversation_that_names_the_ad() {
    let world = World::start().await;
    let line = world.connect().await;
    let tapped = with_ad(text(MARINA, "wamid.1", 0, "Oi"), "120226305854810726", "clid-1");
    world.deliver(&line, &messages(MARINA, &[tapped])).await;
    let rows = conversations(&world).await;
    assert_eq!(rows.len(), 1);
    let row = &rows[0];
    assert_eq!((row.entry_kind, row.entry_method, row.status), (EntryKind::Ad, Method::AdHeader, Status::Waiting));
    assert!(row.identifier_id.is_some() && row.new_contact && !row.entry_unidentified);
    assert_eq!(row.protocol, "20261122000001");
}

#[tokio::test]
async fn a_repeated_delivery_counts_once_and_says_so() {
    let world = World::start().await;
    let line = world.connect().await;
    let payload = messages(MARINA, &[text(MARINA, "wamid.1", 0, "Oi")]);
    world.deliver(&line, &payload).await;
    world.deliver(&line, &payload).await;
    assert_eq!(count::<i64>(&world, "select count(*) from message where company_id = $1").await, 1);
    let list = world.get("/api/v1/deliveries?count=true").await;
    assert_eq!(list["total"], 2);
    assert_eq!(list["items"][0]["events"][0]["outcome"], "duplicate");
    assert_eq!(list["items"][1]["events"][0]["outcome"], "recorded");
}

#[tokio::test]
async fn the_ad_on_the_earlier_message_is_the_entry_whatever_order_the_messages_came_in() {
    let world = World::start().await;
    let line = world.connect().await;
    let later = text(MARINA, "wamid.2", 2, "Tudo bem?");
    let tapped = with_ad(text(MARINA, "wamid.1", 1, "Oi"), "77", "clid-1");
    world.deliver(&line, &messages(MARINA, &[later])).await;
    assert_eq!(conversations(&world).await[0].entry_kind, EntryKind::None);
    world.deliver(&line, &messages(MARINA, &[tapped])).await;
    let rows = conversations(&world).await;
    assert_eq!((rows.len(), rows[0].entry_kind), (1, EntryKind::Ad));
    assert_eq!(rows[0].first_inbound_provider_id.as_deref(), Some("wamid.1"));
    let figures = "select conversations from figure where company_id = $1 and family = 'kind' and basis = 'entry' and key = 'none'";
    assert_eq!(count::<i64>(&world, figures).await, 0, "the figure without origin followed");
}

#[tokio::test]
async fn a_hashtag_counts_on_the_first_message_only_and_wins_over_the_ad() {
    let world = World::start().await;
    let line = world.connect().await;
    let tapped = with_ad(text(MARINA, "wamid.1", 0, "\u{200b} #Promoção! quero"), "77", "clid-1");
    world.deliver(&line, &messages(MARINA, &[tapped])).await;
    let other = "5521988887777";
    world.deliver(&line, &messages(other, &[text(other, "wamid.2", 0, "oi")])).await;
    world.deliver(&line, &messages(other, &[text(other, "wamid.3", 5, "#promocao")])).await;
    let rows = conversations(&world).await;
    let kinds: Vec<EntryKind> = rows.iter().map(|row| row.entry_kind).collect();
    assert_eq!(kinds, [EntryKind::Hashtag, EntryKind::None]);
}

#[tokio::test]
async fn both_spellings_of_a_mobile_number_are_one_contact() {
    let world = World::start().await;
    let line = world.connect().await;
    world.deliver(&line, &messages("553188887777", &[text("553188887777", "wamid.1", 0, "oi")])).await;
    world.deliver(&line, &messages("5531988887777", &[text("5531988887777", "wamid.2", 1, "sou eu")])).await;
    assert_eq!(conversations(&world).await.len(), 1);
    assert_eq!(count::<i64>(&world, "select count(*) from contact where company_id = $1").await, 1);
}

#[tokio::test]
async fn an_answer_from_the_phone_is_the_first_response_and_an_echo_alone_opens_nothing() {
    let world = World::start().await;
    let line = world.connect().await;
    world.deliver(&line, &echo("5511977770000", "wamid.e0", 0, "oi")).await;
    assert!(conversations(&world).await.is_empty());
    world.deliver(&line, &messages(MARINA, &[text(MARINA, "wamid.1", 0, "oi")])).await;
    world.deliver(&line, &echo(MARINA, "wamid.e1", 90, "Olá!")).await;
    let row = &conversations(&world).await[0];
    assert_eq!(row.first_response_at.unwrap().since(row.opened_at), 90_000);
    assert_eq!(row.first_response_by, Some(nascente_domain::message::Author::Phone));
    let list = world.get("/api/v1/deliveries").await;
    assert_eq!(list["items"][2]["events"][0]["reason"], "no conversation");
}

#[tokio::test]
async fn a_closed_card_is_an_unidentified_ad_when_a_status_proves_an_ad() {
    let world = World::start().await;
    let line = world.connect().await;
    world.deliver(&line, &messages(MARINA, &[text(MARINA, "wamid.1", 0, "oi")])).await;
    let status = envelope(
        "messages",
        &json!({
            "messaging_product": "whatsapp",
            "metadata": { "display_phone_number": "551130000001", "phone_number_id": crate::meta::NUMBER_ID },
            "statuses": [{ "id": "wamid.out", "status": "delivered", "timestamp": "1795356000", "recipient_id": MARINA,
                "conversation": { "id": "c", "origin": { "type": "referral_conversion" } } }],
        }),
    );
    world.deliver(&line, &status).await;
    let row = &conversations(&world).await[0];
    assert_eq!((row.entry_kind, row.entry_method, row.entry_unidentified), (EntryKind::Ad, Method::EntryPoint, true));
}

#[tokio::test]
async fn what_cannot_be_used_is_kept_with_its_reason() {
    let world = World::start().await;
    let line = world.connect().await;
    assert_eq!(world.post_delivery(&line, b"not json".to_vec()).await, StatusCode::OK);
    let elsewhere = json!({ "messages": [text(MARINA, "wamid.1", 0, "oi")], "metadata": { "phone_number_id": "999" } });
    world.deliver(&line, &envelope("messages", &elsewhere)).await;
    let list = world.get("/api/v1/deliveries").await;
    assert_eq!(list["items"][0]["events"][0]["reason"], "unknown number");
    assert_eq!(list["items"][1]["events"][0]["outcome"], "refused");
    assert!(conversations(&world).await.is_empty());
}

#[tokio::test]
async fn who_cannot_prove_to_be_the_provider_is_turned_away() {
    let world = World::start().await;
    let line = world.connect().await;
    let hook = format!("{}/hooks/meta_cloud/{}", world.url, line.channel_id);
    let post = |url: String| world.http.post(url).body("{}").send();
    assert_eq!(post(hook.clone()).await.unwrap().status(), StatusCode::UNAUTHORIZED);
    assert_eq!(post(format!("{hook}?key=guess")).await.unwrap().status(), StatusCode::UNAUTHORIZED);
    let unknown = format!("{}/hooks/meta_cloud/ch_0000000000000?key=x", world.url);
    assert_eq!(post(unknown).await.unwrap().status(), StatusCode::NOT_FOUND);
    assert_eq!(post(hook.replace("meta_cloud", "twilio")).await.unwrap().status(), StatusCode::NOT_FOUND);
    assert_eq!(world.post_delivery(&line, vec![b' '; 3 * 1_024 * 1_024 + 1]).await, StatusCode::PAYLOAD_TOO_LARGE);
}

#[tokio::test]
async fn a_closed_conversation_takes_a_thank_you_and_a_new_ad_opens_the_next_one() {
    let world = World::start().await;
    let line = world.connect().await;
    world.deliver(&line, &messages(MARINA, &[text(MARINA, "wamid.1", 0, "oi")])).await;
    let id = conversations(&world).await[0].conversation_id;
    world.post(&format!("/api/v1/conversations/{id}/close"), json!({ "note": "ok" })).await;
    world.clock.advance(3_600_000 * 2);
    world.deliver(&line, &messages(MARINA, &[text(MARINA, "wamid.2", 3_600 + 4_000, "obrigada!")])).await;
    let rows = conversations(&world).await;
    assert_eq!((rows.len(), rows[0].returned, rows[0].status), (1, ReturnState::Pending, Status::Closed));
    let tapped = with_ad(text(MARINA, "wamid.3", 3_600 + 5_000, "oi de novo"), "88", "clid-9");
    world.deliver(&line, &messages(MARINA, &[tapped])).await;
    let rows = conversations(&world).await;
    assert_eq!((rows.len(), rows[1].entry_kind, rows[1].new_contact), (2, EntryKind::Ad, false));
    world.post(&format!("/api/v1/conversations/{id}/reopen"), json!({ "dismiss": true })).await;
    assert_eq!(conversations(&world).await[0].returned, ReturnState::Dismissed);
}

/// What is unpacked ahead begins with the oldest again every few batches: a queue of many batches, each delivery of it
/// twice, has several such turns.
#[tokio::test]
async fn a_queue_of_many_batches_is_recorded_whole_and_once() {
    for most in [1, 3] {
        let world = World::start().await;
        let line = world.connect().await;
        let wanted: Vec<String> = (0..30).map(|number| format!("mensagem {number:02}")).collect();
        for (second, body) in (0..).zip(&wanted) {
            let payload = messages(MARINA, &[text(MARINA, &format!("wamid.{second}"), second, body)]).to_string();
            for _ in 0..2 {
                assert_eq!(world.post_delivery(&line, payload.clone().into_bytes()).await, StatusCode::OK);
            }
        }
        recorder::drain_in_batches(&world.app, most).await.unwrap();
        let pending = world.get("/api/v1/deliveries?state=pending&count=true").await;
        assert_eq!(pending["total"], 0, "in batches of {most}: {pending}");
        assert_eq!(conversations(&world).await.len(), 1, "in batches of {most}");
        let id = world.get("/api/v1/conversations").await["items"][0]["id"].as_str().unwrap().to_owned();
        let thread = world.get(&format!("/api/v1/conversations/{id}/messages?limit=200")).await;
        let mut told: Vec<&str> =
            thread["items"].as_array().unwrap().iter().map(|one| one["text"].as_str().unwrap()).collect();
        told.sort_unstable();
        assert_eq!(told, wanted, "in batches of {most}");
    }
}
