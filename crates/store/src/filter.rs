//! Optional conditions of a query: fixed texts, each with its value, numbered as they are added.

use crate::value::{IntoValue, Value};

/// Conditions that are joined with `and`, and their values.
#[derive(Debug, Clone, Default)]
pub struct Conditions {
    text: String,
    values: Vec<Value>,
}

impl Conditions {
    /// Begins with the values that the statement's fixed part uses as `$1` to `$n`.
    #[must_use]
    pub fn after(values: Vec<Value>) -> Self {
        Self { text: String::new(), values }
    }

    /// Adds a condition without a value.
    pub fn and(&mut self, condition: &'static str) -> &mut Self {
        self.text.push_str(" and ");
        self.text.push_str(condition);
        self
    }

    /// Adds a condition in which `?` stands for the value, as often as it occurs.
    pub fn and_value(&mut self, condition: &'static str, value: impl IntoValue) -> &mut Self {
        let mark = self.bind(value);
        self.text.push_str(" and ");
        self.text.push_str(&condition.replace('?', &mark));
        self
    }

    /// Adds a condition in which every `?` stands for the next of the values.
    pub fn and_values(&mut self, condition: &'static str, values: Vec<Value>) -> &mut Self {
        let marks: Vec<String> = values.into_iter().map(|value| self.bind(value)).collect();
        self.text.push_str(" and ");
        let mut parts = condition.split('?');
        self.text.push_str(parts.next().unwrap_or_default());
        for (mark, part) in marks.iter().zip(parts) {
            self.text.push_str(mark);
            self.text.push_str(part);
        }
        self
    }

    /// Binds a value and gives its mark, for use in an `order by` or `limit` behind the conditions.
    pub fn bind(&mut self, value: impl IntoValue) -> String {
        self.values.push(value.into_value());
        format!("${}", self.values.len())
    }

    /// The text, beginning with ` and `, or empty.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The values, fixed ones first.
    #[must_use]
    pub fn values(&self) -> Vec<Value> {
        self.values.clone()
    }
}
