//! What a provider has to be told before it works, and how the told is found again.

/// Finds a setting of a channel, plain or secret, by its name.
pub type Settings<'a> = dyn Fn(&str) -> Option<&'a str> + 'a;

/// One setting that a provider takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SettingRule {
    /// Its name in the API.
    pub name: &'static str,
    /// Whether it is never shown again.
    pub is_secret: bool,
    /// Whether nothing works without it.
    pub is_required: bool,
    /// What it may look like.
    pub shape: SettingShape,
}

/// What a setting may look like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SettingShape {
    /// One line.
    Line,
    /// An id: up to 64 visible ASCII characters.
    Id,
    /// The address of a server.
    Address,
}

impl SettingRule {
    /// An id that may be shown and that nothing works without.
    pub(crate) const fn id(name: &'static str) -> Self {
        Self { name, is_secret: false, is_required: true, shape: SettingShape::Id }
    }

    /// A secret that nothing works without.
    pub(crate) const fn secret(name: &'static str) -> Self {
        Self { name, is_secret: true, is_required: true, shape: SettingShape::Line }
    }

    /// The address of a server that nothing works without.
    pub(crate) const fn address(name: &'static str) -> Self {
        Self { name, is_secret: false, is_required: true, shape: SettingShape::Address }
    }

    /// The same setting, but it may be missing.
    pub(crate) const fn optional(self) -> Self {
        Self { is_required: false, ..self }
    }
}
