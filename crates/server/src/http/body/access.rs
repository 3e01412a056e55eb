//! Setup, session, users, tokens.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Whether the installation still lacks its first company.
#[derive(Debug, Serialize, ToSchema)]
pub struct SetupState {
    /// `true`: nobody can log in yet, `POST /setup` is open.
    pub needed: bool,
}

/// The first company and its administrator.
#[derive(Debug, Deserialize, ToSchema)]
pub struct SetupRequest {
    /// 1 to 120 characters.
    pub company_name: String,
    /// IANA name, default `America/Sao_Paulo`.
    pub time_zone: Option<String>,
    /// 1 to 120 characters.
    pub admin_name: String,
    /// E-mail address, unique in the installation.
    pub admin_email: String,
    /// 8 to 200 characters.
    pub admin_password: String,
}

/// Log in.
#[derive(Debug, Deserialize, ToSchema)]
pub struct LoginRequest {
    /// E-mail address.
    pub email: String,
    /// Password.
    pub password: String,
    /// The company to enter; default the first one of the login.
    pub company_id: Option<String>,
}

/// Go on in another company.
#[derive(Debug, Deserialize, ToSchema)]
pub struct SwitchCompanyRequest {
    /// A company of the same login.
    pub company_id: String,
}

/// Who is asking.
#[derive(Debug, Serialize, ToSchema)]
pub struct Me {
    /// The user; `null` for an API token.
    pub user_id: Option<String>,
    /// Name of the user or token.
    pub name: String,
    /// E-mail address of the login.
    pub email: Option<String>,
    /// `admin`, `manager`, `agent`, `marketing`.
    pub role: String,
    /// Departments of the user.
    pub department_ids: Vec<String>,
    /// The company.
    pub company: MeCompany,
    /// Every company of the login.
    pub companies: Vec<MembershipSummary>,
    /// Send it back as `X-CSRF-Token` on everything but GET; `null` for an API token.
    pub csrf_token: Option<String>,
    /// The server runs the demo company.
    pub demo: bool,
    /// The session cookie travels without protection (plain http, not loopback): show a banner.
    pub insecure: bool,
}

/// The company of the session.
#[derive(Debug, Serialize, ToSchema)]
pub struct MeCompany {
    /// Id.
    pub id: String,
    /// Name.
    pub name: String,
    /// IANA name.
    pub time_zone: String,
    /// ISO 4217.
    pub currency: String,
    /// BCP 47.
    pub locale: String,
    /// Today in the company's time zone, `YYYY-MM-DD`.
    pub today: String,
}

/// A company of the login.
#[derive(Debug, Serialize, ToSchema)]
pub struct MembershipSummary {
    /// Company.
    pub company_id: String,
    /// Its name.
    pub name: String,
    /// The role there.
    pub role: String,
}

/// What a one-time link is for.
#[derive(Debug, Serialize, ToSchema)]
pub struct OneTimeLink {
    /// `invitation` or `reset`.
    pub purpose: String,
    /// The e-mail address that it was made for.
    pub email: String,
}

/// The password chosen through a one-time link.
#[derive(Debug, Deserialize, ToSchema)]
pub struct ChoosePasswordRequest {
    /// 8 to 200 characters.
    pub password: String,
}

/// A user: the membership of a login.
#[derive(Debug, Serialize, ToSchema)]
pub struct User {
    /// Id.
    pub id: String,
    /// Name.
    pub name: String,
    /// E-mail address; `null` for roles that may not see it.
    pub email: Option<String>,
    /// `admin`, `manager`, `agent`, `marketing`.
    pub role: String,
    /// Departments.
    pub department_ids: Vec<String>,
    /// Whether the invitation is still open.
    pub invited: bool,
    /// Set: no longer a user.
    pub archived_at: Option<String>,
}

/// A new user.
#[derive(Debug, Deserialize, ToSchema)]
pub struct CreateUserRequest {
    /// 1 to 120 characters.
    pub name: String,
    /// E-mail address.
    pub email: String,
    /// `admin`, `manager`, `agent`, `marketing`.
    pub role: String,
    /// Departments.
    #[serde(default)]
    pub department_ids: Vec<String>,
}

/// Changes to a user.
#[derive(Debug, Deserialize, ToSchema)]
pub struct UpdateUserRequest {
    /// 1 to 120 characters.
    pub name: Option<String>,
    /// `admin`, `manager`, `agent`, `marketing`.
    pub role: Option<String>,
    /// Departments.
    pub department_ids: Option<Vec<String>>,
}

/// A created user, or a link by which a user chooses a password.
#[derive(Debug, Serialize, ToSchema)]
pub struct UserWithLink {
    /// The user.
    pub user: User,
    /// Give it to the person; works once, for 72 hours. `null` when the login had a password already.
    pub one_time_url: Option<String>,
}

/// An API token.
#[derive(Debug, Serialize, ToSchema)]
pub struct Token {
    /// Id.
    pub id: String,
    /// Name.
    pub name: String,
    /// Role.
    pub role: String,
    /// Department of a token with role `agent`.
    pub department_id: Option<String>,
    /// When it was made.
    pub created_at: String,
    /// Set: no longer valid.
    pub revoked_at: Option<String>,
}

/// A new API token.
#[derive(Debug, Deserialize, ToSchema)]
pub struct CreateTokenRequest {
    /// 1 to 120 characters.
    pub name: String,
    /// Role.
    pub role: String,
    /// Demanded with role `agent`.
    pub department_id: Option<String>,
}

/// A made API token.
#[derive(Debug, Serialize, ToSchema)]
pub struct CreatedToken {
    /// The token's row.
    pub token: Token,
    /// The secret; shown this once.
    pub secret: String,
}
