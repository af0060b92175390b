//! Hostile inputs, each named by its defect.

/// Name and bytes of every file.
pub fn files() -> Vec<(&'static str, Vec<u8>)> {
    Vec::new()
}
