//! Requests that wait, at most one for each slot.

use std::collections::VecDeque;

use super::protocol::Request;

/// The requests that have not been started, oldest slot first.
#[derive(Debug, Default)]
pub struct Queue {
    waiting: VecDeque<Request>,
}

impl Queue {
    /// Adds a request. One that waited for the same slot is given back: the new one takes its place
    /// in the line, so that a slot typed in without pause does not starve.
    pub fn push(&mut self, request: Request) -> Option<Request> {
        let same = self.waiting.iter_mut().find(|waiting| waiting.slot() == request.slot());
        if let Some(waiting) = same {
            return Some(std::mem::replace(waiting, request));
        }
        self.waiting.push_back(request);
        None
    }

    /// Takes the request whose turn it is.
    pub fn pop(&mut self) -> Option<Request> {
        self.waiting.pop_front()
    }

    /// Whether a newer request waits for the slot of this one.
    pub fn supersedes(&self, request: &Request) -> bool {
        self.waiting.iter().any(|waiting| waiting.slot() == request.slot())
    }
}

#[cfg(test)]
mod tests {
    use super::super::protocol::Text;
    use super::*;

    fn count(id: u32, slot: u32) -> Request {
        Request::Count { id, slot, text: Text::default(), tokenizers: Vec::new(), special: false }
    }

    #[test]
    fn a_burst_leaves_the_newest_of_each_slot_in_the_place_of_the_first() {
        let mut queue = Queue::default();
        assert_eq!(queue.push(count(1, 7)), None);
        assert_eq!(queue.push(count(2, 8)), None);
        assert_eq!(queue.push(count(3, 7)), Some(count(1, 7)));
        assert_eq!(queue.push(count(4, 7)), Some(count(3, 7)));
        assert_eq!(queue.pop(), Some(count(4, 7)));
        assert_eq!(queue.pop(), Some(count(2, 8)));
        assert_eq!(queue.pop(), None);
    }

    #[test]
    fn only_the_same_slot_supersedes() {
        let mut queue = Queue::default();
        let started = count(1, 7);
        queue.push(count(2, 8));
        assert!(!queue.supersedes(&started));
        queue.push(count(3, 7));
        assert!(queue.supersedes(&started));
    }

    #[test]
    fn a_request_that_names_no_slot_has_the_first() {
        let json = r#"{"type":"count","id":1,"text":"","tokenizers":["o200k_base"]}"#;
        let request: Request = serde_json::from_str(json).unwrap();
        assert_eq!(request.slot(), 0);
    }
}
