//! The description of the API: `/openapi.json` and the command `openapi`.

use utoipa::OpenApi;
use utoipa::openapi::security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityScheme};

use crate::http::problem::Problem;

/// What the description says before any route is added.
#[derive(Debug, OpenApi)]
#[openapi(
    info(title = "Nascente", description = "De onde vem cada lead do WhatsApp, e onde ele chega."),
    components(schemas(Problem)),
    modifiers(&Security),
    security(("token" = []), ("session" = []))
)]
pub struct Description;

struct Security;

impl utoipa::Modify for Security {
    fn modify(&self, openapi: &mut utoipa::openapi::OpenApi) {
        let components = openapi.components.get_or_insert_with(Default::default);
        let token = SecurityScheme::Http(HttpBuilder::new().scheme(HttpAuthScheme::Bearer).build());
        let session = SecurityScheme::ApiKey(ApiKey::Cookie(ApiKeyValue::new("__Host-nascente_session")));
        components.add_security_scheme("token", token);
        components.add_security_scheme("session", session);
    }
}

/// The whole description.
#[must_use]
pub fn document() -> utoipa::openapi::OpenApi {
    super::router::api().split_for_parts().1
}
