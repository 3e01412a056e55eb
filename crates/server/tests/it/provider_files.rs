//! Files both ways through each provider's fake: fetched, kept and given by us; sent as that provider takes them.

use nascente_domain::message::SendStatus;
use nascente_domain::moment::SECOND;
use nascente_server::demo::simulator::fakes::{Fault, File, Happening, Progress, Said, Sent};
use nascente_wire::Provider;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::desk_of_story::jobs_done;
use crate::files_sent::uploaded;
use crate::media::{bytes_at, jpeg, voice};
use crate::office::{Number, Office, said};
use crate::world::World;

const ANA: &str = "5511999990001";

#[tokio::test]
async fn evolution_carries_files_both_ways() {
    trip(Provider::Evolution).await;
}

#[tokio::test]
async fn waha_carries_files_both_ways() {
    trip(Provider::Waha).await;
}

#[tokio::test]
async fn zapi_carries_files_both_ways() {
    trip(Provider::Zapi).await;
}

#[tokio::test]
async fn twilio_carries_files_both_ways() {
    trip(Provider::Twilio).await;
}

#[tokio::test]
async fn dialog360_carries_files_both_ways() {
    trip(Provider::Dialog360).await;
}

#[tokio::test]
async fn meta_carries_files_both_ways() {
    trip(Provider::MetaCloud).await;
}

async fn trip(provider: Provider) {
    let shop = Shop::open(provider).await;
    shop.files_come().await;
    shop.files_go_and_are_seen().await;
}

/// A company with one number at a provider.
struct Shop {
    world: World,
    office: Office,
    number: Number,
}

impl Shop {
    async fn open(provider: Provider) -> Self {
        let (world, office) = (World::start().await, Office::open().await);
        let number = office.connect(&world, provider).await;
        Self { world, office, number }
    }

    fn keep(&self, file: File) {
        self.office.fakes.keep_file(self.number.provider, &self.number.key, file);
    }

    /// Ana sends a file.
    async fn comes(&self, file: &File, text: Option<&str>) {
        let text = text.map(str::to_owned);
        let said = Said { file: Some(file.clone()), text, ..said(&file.id, ANA, self.world.now(), "") };
        self.office.tell(&self.world, &self.number, &Happening::Message(said)).await;
        self.world.clock.advance(SECOND);
    }

    async fn thread(&self) -> String {
        let listed = self.world.get("/api/v1/conversations").await;
        format!("/api/v1/conversations/{}/messages", listed["items"][0]["id"].as_str().unwrap())
    }

    /// The message whose id at the provider is, or ends in, this one.
    async fn message(&self, id: &str) -> Value {
        let thread = self.world.get(&self.thread().await).await;
        let is_it = |one: &&Value| one["provider_id"].as_str().is_some_and(|known| known.ends_with(id));
        thread["items"].as_array().unwrap().iter().find(is_it).cloned().unwrap_or_default()
    }

    async fn media(&self, id: &str) -> Value {
        self.message(id).await["media"].clone()
    }

    async fn again(&self, media: &Value) {
        let path = format!("/api/v1/media/{}/retry", media["id"].as_str().unwrap());
        assert_eq!(self.world.post(&path, json!({})).await["state"], "waiting");
        jobs_done(&self.world).await;
    }

    async fn bytes(&self, media: &Value) -> Vec<u8> {
        let given = bytes_at(&self.world, &self.world.admin, media["url"].as_str().unwrap(), &[]).await;
        assert_eq!(given.status(), StatusCode::OK);
        given.bytes().await.unwrap().to_vec()
    }

    async fn files_come(&self) {
        for (number, (kind, mime_type, name, bytes)) in files().into_iter().enumerate() {
            let file = file(&format!("3EB0F{number}"), kind, mime_type, name, bytes);
            self.keep(file.clone());
            let caption = (kind == "image").then_some("é esta?");
            // The same delivery twice is one message with one file.
            for _ in 0..2 {
                self.comes(&file, caption).await;
            }
            jobs_done(&self.world).await;
            let message = self.message(&file.id).await;
            let media = &message["media"];
            assert_eq!((&message["kind"], message["text"].as_str()), (&json!(kind), caption), "{message}");
            assert_eq!((&media["state"], &media["kind"]), (&json!("ready"), &json!(kind)), "{message}");
            assert_eq!(media["size_bytes"], file.bytes.len());
            assert_eq!(media["mime_type"].as_str(), mime_type.split(';').next());
            if kind == "document" && self.number.provider != Provider::Twilio {
                assert_eq!(media["file_name"], name);
            }
            assert_eq!(self.bytes(media).await, file.bytes, "{kind}");
        }
        let thread = self.world.get(&format!("{}?count=true", self.thread().await)).await;
        assert_eq!(thread["total"], files().len());
    }

    async fn files_go_and_are_seen(&self) {
        for (place, (kind, mime_type, name, bytes)) in files().into_iter().enumerate() {
            let voice = if kind == "audio" { "voice=true&" } else { "" };
            let upload = uploaded(&self.world, &format!("{voice}file_name={name}"), mime_type, bytes.clone()).await;
            let text = (kind == "image").then_some("Temos esta");
            self.world.post(&self.thread().await, json!({ "media_id": upload["id"], "text": text })).await;
            jobs_done(&self.world).await;
            let sent = self.office.sent(&self.number);
            assert_eq!(sent.len(), place + 1, "{sent:?}");
            self.holds(&sent[place], kind, text, &bytes);
            assert_eq!(self.message(&sent[place].id).await["status"], "sent");
            for (status, word) in [(SendStatus::Delivered, "delivered"), (SendStatus::Read, "read")] {
                self.tell_progress(&sent[place], status).await;
                assert_eq!(self.message(&sent[place].id).await["status"], word, "{kind}");
            }
        }
        assert_eq!(self.office.sent(&self.number).len(), files().len());
    }

    async fn tell_progress(&self, sent: &Sent, status: SendStatus) {
        let (id, to, our_id) = (sent.id.clone(), sent.to.clone(), sent.our_id.clone());
        let progress = Progress { id, to, status, at: self.world.now(), our_id, proves_ad: false };
        self.office.tell(&self.world, &self.number, &Happening::Progress(progress)).await;
    }

    /// Holds that the provider got the whole file, and what it has to be told about it.
    fn holds(&self, sent: &Sent, kind: &str, text: Option<&str>, bytes: &[u8]) {
        let provider = self.number.provider;
        assert_eq!((sent.to.as_str(), sent.kind.as_str(), sent.text.as_deref()), (ANA, kind, text), "{provider}");
        let file = sent.file.as_ref().unwrap();
        assert!(file.bytes == bytes, "{provider}: other bytes of {kind}");
        let told = match kind {
            "image" => "image/jpeg",
            // WhatsApp plays a voice note only when its codec is named; an address tells the bare type.
            "audio" if provider == Provider::Twilio => "audio/ogg",
            // Evolution makes a voice note of whatever it gets, and asks for no type.
            "audio" if provider == Provider::Evolution => "",
            "audio" => "audio/ogg; codecs=opus",
            "video" => "video/mp4",
            _ => "application/pdf",
        };
        assert_eq!(file.mime_type, told, "{provider}");
        if kind == "document" && provider != Provider::Twilio {
            assert_eq!(file.name, "Tabela.pdf", "{provider}");
        }
    }
}

/// A file of each kind that goes both ways.
fn files() -> [(&'static str, &'static str, &'static str, Vec<u8>); 4] {
    let video = [b"\0\0\0\x18ftypmp42\0\0\0\0isommp42".as_slice(), &[7; 900]].concat();
    [
        ("image", "image/jpeg", "foto.jpg", jpeg(64, 32)),
        ("audio", "audio/ogg; codecs=opus", "voz.ogg", voice()),
        ("video", "video/mp4", "peca.mp4", video),
        ("document", "application/pdf", "Tabela.pdf", b"%PDF-1.7 tabela".to_vec()),
    ]
}

fn file(id: &str, kind: &str, mime_type: &str, name: &str, bytes: Vec<u8>) -> File {
    let [id, kind, mime_type, name] = [id, kind, mime_type, name].map(str::to_owned);
    File { id, kind, mime_type, name, bytes }
}

fn photo(id: &str, bytes: Vec<u8>) -> File {
    file(id, "image", "image/jpeg", "foto.jpg", bytes)
}

const ALL: [Provider; 6] =
    [Provider::Evolution, Provider::Waha, Provider::Zapi, Provider::Twilio, Provider::Dialog360, Provider::MetaCloud];

#[tokio::test]
async fn a_file_that_the_provider_has_no_more_says_so_and_comes_when_it_is_there_again() {
    for provider in ALL {
        let shop = Shop::open(provider).await;
        let photo = photo("3EB0F1", jpeg(20, 20));
        shop.comes(&photo, None).await;
        jobs_done(&shop.world).await;
        let media = shop.media("3EB0F1").await;
        assert_eq!((&media["state"], media["reason"].is_string()), (&json!("gone"), true), "{provider}: {media}");
        assert_eq!(media["url"], Value::Null, "{provider}");
        shop.keep(photo.clone());
        shop.again(&media).await;
        let media = shop.media("3EB0F1").await;
        assert_eq!(media["state"], "ready", "{provider}: {media}");
        assert_eq!(shop.bytes(&media).await, photo.bytes, "{provider}");
    }
}

#[tokio::test]
async fn a_file_too_large_or_of_another_type_is_a_placeholder_with_its_reason_and_another_try() {
    for provider in ALL {
        let shop = Shop::open(provider).await;
        let large = photo("3EB0F1", vec![0; (5 << 20) + 1]);
        let page = photo("3EB0F2", b"<html><script>alert(1)</script></html>".to_vec());
        for file in [large, page] {
            shop.keep(file.clone());
            shop.comes(&file, None).await;
        }
        jobs_done(&shop.world).await;
        let media = shop.media("3EB0F1").await;
        let wanted = (&json!("too_large"), &json!("it is larger than 5 MB"));
        assert_eq!((&media["state"], &media["reason"]), wanted, "{provider}");
        let media = shop.media("3EB0F2").await;
        assert_eq!((&media["state"], media["reason"].is_string()), (&json!("refused_type"), true), "{provider}");
        let path = format!("/api/v1/media/{}", media["id"].as_str().unwrap());
        assert_eq!(bytes_at(&shop.world, &shop.world.admin, &path, &[]).await.status(), StatusCode::CONFLICT);
        shop.keep(photo("3EB0F2", jpeg(20, 20)));
        shop.again(&media).await;
        assert_eq!(shop.media("3EB0F2").await["state"], "ready", "{provider}");
    }
}

#[tokio::test]
async fn a_file_that_waha_moved_away_is_asked_for_by_its_message() {
    let shop = Shop::open(Provider::Waha).await;
    let photo = photo("3EB0F1", jpeg(20, 20));
    shop.keep(photo.clone());
    shop.office.fakes.end_addresses(Provider::Waha, &shop.number.key);
    shop.comes(&photo, None).await;
    jobs_done(&shop.world).await;
    let media = shop.media("3EB0F1").await;
    assert_eq!(media["state"], "ready", "{media}");
    assert_eq!(shop.bytes(&media).await, photo.bytes);
}

#[tokio::test]
async fn a_file_that_could_not_go_at_once_goes_once_and_one_that_is_refused_says_why() {
    for provider in ALL {
        let shop = Shop::open(provider).await;
        shop.office
            .tell(&shop.world, &shop.number, &Happening::Message(said("3EB01", ANA, shop.world.now(), "oi")))
            .await;
        let thread = shop.thread().await;
        let send = async || {
            let upload = uploaded(&shop.world, "file_name=foto.jpg", "image/jpeg", jpeg(30, 30)).await;
            let said = shop.world.post(&thread, json!({ "media_id": upload["id"], "text": "veja" })).await;
            jobs_done(&shop.world).await;
            said["id"].as_str().unwrap().to_owned()
        };
        let status = async |id: &str| {
            let messages = shop.world.get(&thread).await;
            messages["items"].as_array().unwrap().iter().find(|one| one["id"] == id).cloned().unwrap()
        };
        shop.office.fakes.fail_next(provider, Fault::Status(503));
        let delayed = send().await;
        assert_eq!(status(&delayed).await["status"], "queued", "{provider}");
        shop.world.clock.advance(60 * SECOND);
        jobs_done(&shop.world).await;
        assert_eq!(status(&delayed).await["status"], "sent", "{provider}");
        let sent = shop.office.sent(&shop.number);
        assert_eq!(sent.len(), 1, "{provider}");
        shop.holds(&sent[0], "image", Some("veja"), &jpeg(30, 30));

        shop.office.fakes.fail_next(provider, Fault::Status(400));
        let refused = status(&send().await).await;
        assert_eq!(
            (&refused["status"], refused["error"].is_string()),
            (&json!("failed"), true),
            "{provider}: {refused}"
        );
        assert_eq!(shop.office.sent(&shop.number).len(), 1, "{provider}");
        assert_eq!(status(&send().await).await["status"], "sent", "{provider}");
    }
}

#[tokio::test]
async fn a_file_that_is_lost_here_is_not_sent_for_ever() {
    for provider in ALL {
        let shop = Shop::open(provider).await;
        shop.office
            .tell(&shop.world, &shop.number, &Happening::Message(said("3EB01", ANA, shop.world.now(), "oi")))
            .await;
        let thread = shop.thread().await;
        let upload = uploaded(&shop.world, "file_name=foto.jpg", "image/jpeg", jpeg(30, 30)).await;
        std::fs::remove_dir_all(shop.world.folder().join("media")).unwrap();
        shop.world.post(&thread, json!({ "media_id": upload["id"] })).await;
        jobs_done(&shop.world).await;
        // Twilio takes the address, finds nothing there, and says so by a status.
        if let Some(sent) = shop.office.sent(&shop.number).first() {
            assert_eq!((provider, &sent.file), (Provider::Twilio, &None));
            shop.tell_progress(sent, SendStatus::Failed).await;
        }
        let message = shop.world.get(&thread).await["items"][0].clone();
        assert_eq!(
            (&message["status"], message["error"].is_string()),
            (&json!("failed"), true),
            "{provider}: {message}"
        );
    }
}

#[tokio::test]
async fn words_that_would_be_lost_below_a_document_are_refused() {
    let shop = Shop::open(Provider::Twilio).await;
    shop.office.tell(&shop.world, &shop.number, &Happening::Message(said("3EB01", ANA, shop.world.now(), "oi"))).await;
    let upload = uploaded(&shop.world, "file_name=Tabela.pdf", "application/pdf", b"%PDF-1.7".to_vec()).await;
    let thread = shop.thread().await;
    let with_text = Some(json!({ "media_id": upload["id"], "text": "nossos preços" }));
    let (status, problem) = shop.world.ask(&shop.world.admin, Method::POST, &thread, with_text).await;
    assert_eq!((status, &problem["errors"][0]["field"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("text")));
    shop.world.post(&thread, json!({ "media_id": upload["id"] })).await;
    jobs_done(&shop.world).await;
    assert_eq!(shop.office.sent(&shop.number)[0].kind, "document");
}
