//! The page.

fn main() {
    farebox::app::mount();
}
