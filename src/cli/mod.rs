//! To come.
pub fn run() -> u8 {
    70
}
