//! Who is asking: what the web UI shows of the session, or a program of its token.

use nascente_store::access::login::{self, Session};
use nascente_store::company;

use crate::app::App;
use crate::auth::caller::Caller;
use crate::auth::session::{NewSession, caller_of, is_insecure};
use crate::failure::Failure;
use crate::http::body::access::{Me, MeCompany, MembershipSummary};

/// Describes a caller; `session` is `None` for an API token.
pub async fn describe(app: &App, caller: &Caller, session: Option<&Session>) -> Result<Me, Failure> {
    let (company_id, login_id) = (caller.company_id, session.map(|session| session.login_id));
    let (company, memberships) = app
        .db
        .read(move |tx| {
            let company = company::get(tx, company_id)?.ok_or(Failure::NotFound)?;
            let memberships = login_id.map(|id| login::memberships(tx, id)).transpose()?;
            Ok::<_, Failure>((company, memberships))
        })
        .await?;
    let summary = |company_id: String, name: String, role: String| MembershipSummary { company_id, name, role };
    let companies = match memberships {
        Some(all) => all
            .into_iter()
            .map(|one| summary(one.company_id.to_string(), one.company_name, one.role.to_string()))
            .collect(),
        None => vec![summary(company_id.to_string(), company.name.clone(), caller.role.to_string())],
    };
    Ok(Me {
        user_id: caller.user_id().map(|id| id.to_string()),
        name: caller.name.clone(),
        email: session.map(|session| session.email.clone()),
        role: caller.role.to_string(),
        department_ids: caller.departments.iter().map(ToString::to_string).collect(),
        company: MeCompany {
            id: company_id.to_string(),
            name: company.name,
            time_zone: company.time_zone,
            currency: company.currency,
            locale: company.locale,
            today: app.now().day_in(&caller.zone).to_string(),
        },
        companies,
        csrf_token: session.map(|session| session.csrf_token.clone()),
        demo: app.config.demo,
        insecure: is_insecure(app),
    })
}

/// Describes the caller of a session that has just begun.
pub async fn describe_new(app: &App, session: &NewSession) -> Result<Me, Failure> {
    let session = &session.held.session;
    let caller = caller_of(app, session).await?.ok_or(Failure::Unauthenticated)?;
    describe(app, &caller, Some(session)).await
}
