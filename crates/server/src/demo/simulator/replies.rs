//! What the store sends comes to the phones, and how far it got is told back.

use std::time::Duration;

use nascente_domain::message::SendStatus;
use nascente_domain::phone::Phone;
use tokio::sync::mpsc::UnboundedReceiver;

use super::Simulator;
use super::fakes::{Happening, Progress, Sent};
use super::phone::{Bubble, Ticks};

/// How long each step of a message takes.
const SENT_AFTER: Duration = Duration::from_millis(250);
const DELIVERED_AFTER: Duration = Duration::from_millis(600);

impl Simulator {
    /// Passes on what is sent, until the program stops.
    pub(super) async fn pass_on(self, mut sent: UnboundedReceiver<Sent>) {
        while let Some(Some(one)) = self.app.stop.run_until_cancelled(sent.recv()).await {
            let proves_ad = self.show(&one);
            let teller = self.clone();
            self.app.tasks.spawn(async move { teller.tell(one, proves_ad).await });
        }
    }

    /// Shows a message on the phone that it went to; gives whether its status has to prove an ad.
    fn show(&self, sent: &Sent) -> bool {
        let Some(to) = Phone::read(&sent.to) else { return false };
        let at = self.now().to_string();
        let mut phones = self.phones();
        let Some(phone) = phones.with_number(&to) else { return false };
        let kind = match sent.kind.as_str() {
            "image" | "sticker" => "image",
            "audio" => "audio",
            _ => "text",
        };
        phone.keep(Bubble {
            id: sent.id.clone(),
            provider: sent.provider.as_str(),
            line: sent.line.clone(),
            own: false,
            kind,
            text: sent.text.clone(),
            card: None,
            at,
            ticks: Ticks::Sent,
        });
        std::mem::take(&mut phone.proves_ad)
    }

    /// Tells that a message was sent and delivered; that it was read is told when the phone is looked at.
    async fn tell(&self, sent: Sent, proves_ad: bool) {
        for (status, wait) in [(SendStatus::Sent, SENT_AFTER), (SendStatus::Delivered, DELIVERED_AFTER)] {
            if self.app.stop.run_until_cancelled(tokio::time::sleep(wait)).await.is_none() {
                return;
            }
            self.report(&sent, status, proves_ad).await;
        }
        if let Some(to) = Phone::read(&sent.to)
            && let Some(phone) = self.phones().with_number(&to)
            && let Some(bubble) = phone.bubbles.iter_mut().find(|bubble| bubble.id == sent.id)
        {
            bubble.ticks = bubble.ticks.max(Ticks::Delivered);
        }
    }

    async fn report(&self, sent: &Sent, status: SendStatus, proves_ad: bool) {
        let progress = Progress {
            id: sent.id.clone(),
            to: sent.to.clone(),
            status,
            at: self.now(),
            our_id: sent.our_id.clone(),
            proves_ad,
        };
        let told = self.fakes.post(&self.http, sent.provider, &sent.line, &Happening::Progress(progress)).await;
        if let Err(error) = told {
            tracing::warn!(%error, "the simulated phone could not tell how far a message got");
        }
    }

    /// Whoever looks at the phone reads what was delivered.
    pub(super) async fn read(&self, id: &str) {
        let mut read = Vec::new();
        if let Some(phone) = self.phones().get(id) {
            let to = phone.number.digits().to_owned();
            for bubble in phone.bubbles.iter_mut().filter(|one| !one.own && one.ticks == Ticks::Delivered) {
                bubble.ticks = Ticks::Read;
                let Ok(provider) = bubble.provider.parse() else { continue };
                read.push(Sent {
                    provider,
                    line: bubble.line.clone(),
                    id: bubble.id.clone(),
                    to: to.clone(),
                    kind: "text".to_owned(),
                    text: None,
                    our_id: None,
                    reply_to: None,
                    file: None,
                });
            }
        }
        for sent in read {
            self.report(&sent, SendStatus::Read, false).await;
        }
    }
}
