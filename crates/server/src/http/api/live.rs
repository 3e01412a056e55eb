//! Hints for open screens.

use utoipa_axum::router::OpenApiRouter;

use crate::app::App;

/// The routes of this topic, below `/api/v1`.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
}
