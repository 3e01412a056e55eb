//! A number moves from one provider to another.
//!
//! In: a channel and the provider it goes to. Out: the channel without what belonged to the former one; links, contacts,
//! conversations and figures hang on the channel and stay as they are. The former provider is remembered: its address
//! keeps taking deliveries for [`KEEPS_TAKING`], by its own secret, so that what it delivers late is not lost. A number
//! that moves back finds its former settings and address again. Refused: a connected number becoming `link_only`.

use nascente_domain::id::CompanyId;
use nascente_domain::moment::DAY;
use nascente_store::Tx;
use nascente_store::channel::Channel;
use nascente_store::connection::{self, FormerConnection};
use nascente_wire::provider::Provider;

use crate::app::App;
use crate::auth::channel_secrets::{plain_texts, secret_texts};
use crate::auth::secret::make;
use crate::failure::Failure;
use crate::setup::channel::first_state;
use crate::setup::channel_settings::Settings;

/// How long a former provider may still deliver. Meta and its partners try again for up to seven days; a month also
/// covers a server that was away.
const KEEPS_TAKING: i64 = 30 * DAY;

/// Takes a channel away from its provider; gives the settings that are known of the next one.
pub(super) fn leave(
    app: &App,
    tx: &mut Tx<'_>,
    company_id: CompanyId,
    channel: &mut Channel,
    next: Provider,
) -> Result<Settings, Failure> {
    if next == Provider::LinkOnly {
        let detail = "a connected number stays connected; archive it, or choose another provider";
        return Err(Failure::invalid("provider", "cannot_change", detail));
    }
    let known = connection::former(tx, company_id)?;
    let known = known.into_iter().find(|one| one.channel_id == channel.channel_id && one.provider == next.as_str());
    if channel.provider != Provider::LinkOnly.as_str() {
        connection::remember(tx, company_id, &former(app, channel))?;
    }
    connection::recall(tx, company_id, channel.channel_id, next.as_str())?;
    channel.provider = next.to_string();
    first_state(next).clone_into(&mut channel.state);
    channel.state_reason = None;
    let Some(known) = known else {
        channel.hook_key = Some(make("")?);
        return Ok(Settings::default());
    };
    channel.hook_key = known.hook_key;
    channel.settings = known.settings;
    channel.secrets = known.secrets;
    Ok(Settings { plain: plain_texts(channel), secret: secret_texts(app, company_id, channel)? })
}

fn former(app: &App, channel: &Channel) -> FormerConnection {
    FormerConnection {
        channel_id: channel.channel_id,
        provider: channel.provider.clone(),
        number_id: channel.number_id.clone(),
        settings: channel.settings.clone(),
        secrets: channel.secrets.clone(),
        hook_key: channel.hook_key.clone(),
        until: app.now().plus(KEEPS_TAKING),
    }
}
