//! Figures about the running program, as Prometheus reads them.
//!
//! One recorder serves the whole process, because the `metrics` macros know only one; many servers in one test process
//! share it. Anybody may count: `metrics::counter!("nascente_…_total").increment(1)`. No label may carry a phone number,
//! a message or a name.

use std::sync::OnceLock;

use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};

static HANDLE: OnceLock<PrometheusHandle> = OnceLock::new();

/// Begins to count; later calls do nothing.
pub fn install() {
    HANDLE.get_or_init(|| {
        let recorder = PrometheusBuilder::new().build_recorder();
        let handle = recorder.handle();
        if metrics::set_global_recorder(recorder).is_err() {
            tracing::warn!("another recorder counts already, /metrics stays empty");
        }
        handle
    });
}

/// Everything that was counted, in the text format of Prometheus.
#[must_use]
pub fn text() -> String {
    HANDLE.get().map_or_else(String::new, |handle| {
        handle.run_upkeep();
        handle.render()
    })
}
