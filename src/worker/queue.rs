//! Requests that wait, at most one for each slot.

use std::collections::VecDeque;

use super::protocol::Request;

/// A request, with what has happened to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Job<E> {
    /// What is asked.
    pub request: Request,
    /// Why packs that it needs cannot be had, by the pack's id.
    pub failures: Vec<(&'static str, E)>,
}

/// The requests that have not been answered to their end; `E` is why a pack cannot be had.
#[derive(Debug)]
pub struct Queue<E> {
    /// Those whose turn will come, oldest slot first.
    waiting: VecDeque<Job<E>>,
    /// Those that a pack is needed for.
    aside: Vec<Job<E>>,
}

impl<E> Default for Queue<E> {
    fn default() -> Self {
        Self { waiting: VecDeque::new(), aside: Vec::new() }
    }
}

impl<E: Clone> Queue<E> {
    /// Adds a request. One of the same slot is given back: the new one takes its place in the line, so that a
    /// slot typed in without pause does not starve.
    pub fn push(&mut self, request: Request) -> Option<Request> {
        let slot = request.slot();
        let job = Job { request, failures: Vec::new() };
        let same = |job: &Job<E>| job.request.slot() == slot;
        if let Some(waiting) = self.waiting.iter_mut().find(|job| same(job)) {
            return Some(std::mem::replace(waiting, job).request);
        }
        self.waiting.push_back(job);
        let place = self.aside.iter().position(same)?;
        Some(self.aside.remove(place).request)
    }

    /// Takes the request whose turn it is.
    pub fn pop(&mut self) -> Option<Job<E>> {
        self.waiting.pop_front()
    }

    /// Sets a request aside until a pack has come.
    pub fn set_aside(&mut self, job: Job<E>) {
        self.aside.push(job);
    }

    /// Those that were set aside, the first of them first.
    pub fn aside(&self) -> impl Iterator<Item = &Job<E>> {
        self.aside.iter()
    }

    /// Tells those that were set aside why they get no such pack.
    pub fn fail(&mut self, pack: &'static str, why: &E) {
        for job in &mut self.aside {
            job.failures.push((pack, why.clone()));
        }
    }

    /// Takes all that were set aside.
    pub fn take_aside(&mut self) -> Vec<Job<E>> {
        std::mem::take(&mut self.aside)
    }
}

#[cfg(test)]
mod tests {
    use super::super::protocol::Text;
    use super::*;

    fn count(id: u32, slot: u32) -> Request {
        Request::Count { id, slot, text: Text::default(), tokenizers: Vec::new(), special: false }
    }

    fn pop(queue: &mut Queue<()>) -> Option<u32> {
        queue.pop().map(|job| job.request.id())
    }

    #[test]
    fn a_burst_leaves_the_newest_of_each_slot_in_the_place_of_the_first() {
        let mut queue = Queue::default();
        assert_eq!(queue.push(count(1, 7)), None);
        assert_eq!(queue.push(count(2, 8)), None);
        assert_eq!(queue.push(count(3, 7)), Some(count(1, 7)));
        assert_eq!(queue.push(count(4, 7)), Some(count(3, 7)));
        assert_eq!([pop(&mut queue), pop(&mut queue), pop(&mut queue)], [Some(4), Some(2), None]);
    }

    #[test]
    fn what_is_set_aside_gives_way_to_the_newer_of_its_slot_only() {
        let mut queue = Queue::<()>::default();
        for (id, slot) in [(1, 7), (2, 8)] {
            queue.push(count(id, slot));
            let job = queue.pop().unwrap();
            queue.set_aside(job);
        }
        assert_eq!(queue.push(count(3, 9)), None);
        assert_eq!(queue.push(count(4, 7)), Some(count(1, 7)));
        assert_eq!([pop(&mut queue), pop(&mut queue), pop(&mut queue)], [Some(3), Some(4), None]);
        let left = queue.take_aside();
        assert_eq!(left.iter().map(|job| job.request.id()).collect::<Vec<_>>(), [2]);
        assert_eq!(queue.aside().count(), 0);
    }

    #[test]
    fn a_pack_that_cannot_be_had_is_told_to_those_that_wait_for_it_and_to_none_that_come_later() {
        let mut queue = Queue::default();
        queue.push(count(1, 7));
        let job = queue.pop().unwrap();
        queue.set_aside(job);
        queue.push(count(2, 8));
        queue.fail("o200k_base", &"no network");
        assert_eq!(queue.take_aside()[0].failures, [("o200k_base", "no network")]);
        assert_eq!(queue.pop().unwrap().failures, []);
    }

    #[test]
    fn a_request_that_names_no_slot_has_the_first() {
        let json = r#"{"type":"count","id":1,"text":"","tokenizers":["o200k_base"]}"#;
        let request: Request = serde_json::from_str(json).unwrap();
        assert_eq!(request.slot(), 0);
    }
}
