//! How a delivery and each of its events ended: nothing that arrived is without an outcome.

use crate::text_enum;

text_enum! {
    /// How far a delivery got.
    DeliveryState {
        /// Kept, not yet understood.
        Pending = "pending",
        /// Every event has its outcome.
        Recorded = "recorded",
        /// Recording it failed; a person should look.
        Failed = "failed",
    }
}

text_enum! {
    /// The one way in which an event of a delivery ended.
    EventResult {
        /// It changed something.
        Recorded = "recorded",
        /// It was known.
        Duplicate = "duplicate",
        /// Understood and of no use; the reason says why.
        Ignored = "ignored",
        /// Not understood; the reason says why.
        Refused = "refused",
        /// A fault of ours; the reason says which.
        Failed = "failed",
    }
}
