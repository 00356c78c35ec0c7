//! The desk: the message loop of a worker that is loaded when it is first needed.

fn main() {
    farebox::desk::start();
}
