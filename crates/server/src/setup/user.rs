//! Users: inviting, changing, archiving, giving a new password.
//!
//! Administrators may all; managers all but what touches an administrator. Refused: leaving the company without an
//! administrator who has a password; a reset of a login that another company shares, because the link would open that
//! company too. An invited e-mail address that has a login already joins at once, with the password it has.

use nascente_domain::id::{CompanyId, DepartmentId, LoginId, UserId};
use nascente_domain::moment::Moment;
use nascente_domain::role::Role;
use nascente_store::access::login::{self, Login};
use nascente_store::access::user::{self, User};
use nascente_store::{Lane, Tx};

use crate::app::App;
use crate::auth::caller::Caller;
use crate::automation::hand_out;
use crate::failure::Failure;
use crate::http::body::access::{CreateUserRequest, UpdateUserRequest};
use crate::setup::one_time_link::NewLink;
use crate::setup::{field, hint, lock};

/// Every user of the company.
pub async fn list(app: &App, company_id: CompanyId) -> Result<Vec<User>, Failure> {
    app.db.read(move |tx| user::list(tx, company_id)).await.map_err(Failure::Store)
}

/// One user.
pub async fn get(app: &App, company_id: CompanyId, user_id: UserId) -> Result<User, Failure> {
    app.db.read(move |tx| user::get(tx, company_id, user_id)).await?.ok_or(Failure::NotFound)
}

/// A manager may neither make an administrator nor touch one.
fn may_touch(caller: &Caller, roles: &[Role]) -> Result<(), Failure> {
    if caller.role != Role::Admin && roles.contains(&Role::Admin) {
        return Err(Failure::Forbidden("only administrators may change administrators"));
    }
    Ok(())
}

/// What an invitation asks for.
#[derive(Debug, Clone)]
struct Invited {
    name: String,
    email: String,
    role: Role,
    departments: Vec<DepartmentId>,
    /// Ids to use where something is new.
    user_id: UserId,
    login_id: LoginId,
    now: Moment,
}

/// Invites somebody; gives the user and, where the person has to choose a password, the link.
pub async fn invite(app: &App, caller: &Caller, request: CreateUserRequest) -> Result<(User, Option<String>), Failure> {
    let invited = Invited {
        name: field::name("name", &request.name)?,
        email: field::email("email", &request.email)?,
        role: field::role("role", &request.role)?,
        departments: field::ids("department_ids", &request.department_ids)?,
        user_id: app.id(),
        login_id: app.id(),
        now: app.now(),
    };
    may_touch(caller, &[invited.role])?;
    let (company_id, link, caller) = (caller.company_id, NewLink::make(app)?, caller.clone());
    let kept = link.clone();
    let of_unit = app.clone();
    let (user, is_linked, hints) = app
        .db
        .write(Lane::Work, move |tx| {
            let locked = lock(tx, company_id)?;
            field::known_departments(tx, company_id, "department_ids", &invited.departments)?;
            let login = login_of(tx, &invited)?;
            let user = join(tx, &caller, &invited, &login)?;
            let is_linked = login.password_hash.is_none() && is_own(tx, company_id, login.login_id)?;
            if is_linked {
                kept.keep(tx, login.login_id, "invitation")?;
            }
            Ok::<_, Failure>((user, is_linked, hand_out::after_settings(&of_unit, tx, locked)?))
        })
        .await?;
    hint(app, company_id, user.user_id);
    app.hints(hints);
    Ok((user, is_linked.then(|| link.url(app))))
}

fn login_of(tx: &mut Tx<'_>, invited: &Invited) -> Result<Login, Failure> {
    if let Some(known) = login::by_email_locked(tx, &invited.email)? {
        return Ok(known);
    }
    let login = Login { login_id: invited.login_id, email: invited.email.clone(), password_hash: None };
    login::insert(tx, &login, invited.now)?;
    Ok(login)
}

/// Adds the login to the company, or brings an archived user back.
fn join(tx: &mut Tx<'_>, caller: &Caller, invited: &Invited, login: &Login) -> Result<User, Failure> {
    let mut user = User {
        user_id: invited.user_id,
        login_id: login.login_id,
        email: login.email.clone(),
        invited: login.password_hash.is_none(),
        name: invited.name.clone(),
        role: invited.role,
        created_at: invited.now,
        archived_at: None,
        departments: invited.departments.clone(),
    };
    match user::of_login(tx, caller.company_id, login.login_id)? {
        None => user::insert(tx, caller.company_id, &user)?,
        Some(known) if known.archived_at.is_none() => {
            return Err(Failure::conflict("already_a_user", "this e-mail address is a user of the company already"));
        }
        Some(known) => {
            may_touch(caller, &[known.role])?;
            (user.user_id, user.created_at) = (known.user_id, known.created_at);
            user::update(tx, caller.company_id, &user)?;
        }
    }
    Ok(user)
}

/// Whether the login belongs to no other company: only then may this company hand out a link to it.
fn is_own(tx: &mut Tx<'_>, company_id: CompanyId, login_id: LoginId) -> Result<bool, Failure> {
    let companies = login::memberships(tx, login_id)?;
    Ok(companies.iter().all(|membership| membership.company_id == company_id))
}

/// Changes a user.
pub async fn update(app: &App, caller: &Caller, user_id: UserId, request: UpdateUserRequest) -> Result<User, Failure> {
    let name = request.name.map(|name| field::name("name", &name)).transpose()?;
    let role = request.role.map(|role| field::role("role", &role)).transpose()?;
    let departments = request.department_ids.map(|ids| field::ids("department_ids", &ids)).transpose()?;
    change(app, caller, user_id, move |tx, company_id, user| {
        user.name = name.clone().unwrap_or_else(|| user.name.clone());
        user.role = role.unwrap_or(user.role);
        if let Some(departments) = &departments {
            field::known_departments(tx, company_id, "department_ids", departments)?;
            user.departments.clone_from(departments);
        }
        Ok(())
    })
    .await
}

/// Archives a user: its sessions in this company end, its name stays.
pub async fn archive(app: &App, caller: &Caller, user_id: UserId) -> Result<(), Failure> {
    let now = app.now();
    change(app, caller, user_id, move |_, _, user| {
        user.archived_at = user.archived_at.or(Some(now));
        Ok(())
    })
    .await
    .map(drop)
}

async fn change<F>(app: &App, caller: &Caller, user_id: UserId, mut apply: F) -> Result<User, Failure>
where
    F: FnMut(&mut Tx<'_>, CompanyId, &mut User) -> Result<(), Failure> + Send + 'static,
{
    let (of_unit, company_id, by) = (app.clone(), caller.company_id, caller.clone());
    let (user, hints) = app
        .db
        .write(Lane::Work, move |tx| {
            let locked = lock(tx, company_id)?;
            let mut user = user::get(tx, company_id, user_id)?.ok_or(Failure::NotFound)?;
            let before = (user.role, user.archived_at.is_none());
            apply(tx, company_id, &mut user)?;
            may_touch(&by, &[before.0, user.role])?;
            let stays = user.role == Role::Admin && user.archived_at.is_none();
            if before == (Role::Admin, true) && !stays && user::other_admins(tx, company_id, user_id)? == 0 {
                return Err(Failure::conflict("last_admin", "the company needs another administrator first"));
            }
            user::update(tx, company_id, &user)?;
            Ok::<_, Failure>((user, hand_out::after_settings(&of_unit, tx, locked)?))
        })
        .await?;
    hint(app, company_id, user_id);
    app.hints(hints);
    Ok(user)
}

/// A link by which the user chooses a new password.
pub async fn reset_password(app: &App, caller: &Caller, user_id: UserId) -> Result<(User, String), Failure> {
    let (company_id, by, link) = (caller.company_id, caller.clone(), NewLink::make(app)?);
    let kept = link.clone();
    let user = app
        .db
        .write(Lane::Work, move |tx| {
            let user = user::get(tx, company_id, user_id)?.ok_or(Failure::NotFound)?;
            may_touch(&by, &[user.role])?;
            if user.archived_at.is_some() {
                return Err(Failure::conflict("archived", "the user is archived: invite the person again"));
            }
            if !is_own(tx, company_id, user.login_id)? {
                return Err(Failure::conflict(
                    "shared_login",
                    "this person belongs to another company too: `nascente user reset-password` gives the link",
                ));
            }
            let purpose = if user.invited { "invitation" } else { "reset" };
            kept.keep(tx, user.login_id, purpose)?;
            Ok::<_, Failure>(user)
        })
        .await?;
    Ok((user, link.url(app)))
}
