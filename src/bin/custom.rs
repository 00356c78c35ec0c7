//! The worker that counts by a user's own tokenizer.

fn main() {
    farebox::worker::own::serve::start();
}
