//! `token create`: prints the secret of a new API token, alone, on stdout.

use nascente_domain::id::CompanyId;
use nascente_store::company;

use crate::app::App;
use crate::cli::arguments::TokenArguments;
use crate::cli::{Stopped, answer, with_app};
use crate::config::Config;
use crate::http::body::access::CreateTokenRequest;
use crate::setup::token;

pub(super) fn create(config: Config, asked: TokenArguments) -> Result<(), Stopped> {
    with_app(config, async move |app| {
        let company_id = company_of(app, asked.company.as_deref()).await?;
        let request = CreateTokenRequest { name: asked.name, role: asked.role, department_id: asked.department };
        let (_, secret) = token::create(app, company_id, request).await?;
        answer(secret.expose());
        Ok(())
    })
}

async fn company_of(app: &App, named: Option<&str>) -> Result<CompanyId, Stopped> {
    let known = app.db.read(company::ids).await?;
    if let Some(text) = named {
        let found = text.parse().ok().filter(|id| known.contains(id));
        return found.ok_or_else(|| Stopped::because(format!("there is no company {text}"), "check --company"));
    }
    match known.as_slice() {
        [only] => Ok(*only),
        [] => Err(Stopped::because("there is no company yet", "make it with `nascente setup`")),
        several => {
            let ids: Vec<String> = several.iter().map(ToString::to_string).collect();
            Err(Stopped::because("there are several companies", &format!("choose with --company: {}", ids.join(", "))))
        }
    }
}
