//! Sorting.
//!
//! Every type that the standard library sorts brings a sorting program of its own, some three kilobytes of
//! code. The places in a list are all of one type: there is one program for them.

use std::cmp::Ordering;

/// The list in an order; what is equal in it stays as it stood.
pub(crate) fn sorted<T>(list: Vec<T>, compare: impl Fn(&T, &T) -> Ordering) -> Vec<T> {
    let places = places(list.len(), &|one, other| match (list.get(one), list.get(other)) {
        (Some(one), Some(other)) => compare(one, other),
        _ => Ordering::Equal,
    });
    let mut list: Vec<Option<T>> = list.into_iter().map(Some).collect();
    places.into_iter().filter_map(|place| list.get_mut(place)?.take()).collect()
}

/// The places of so many, in an order.
fn places(length: usize, compare: &dyn Fn(usize, usize) -> Ordering) -> Vec<usize> {
    let mut places: Vec<usize> = (0..length).collect();
    places.sort_by(|one, other| compare(*one, *other));
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_sorted_and_equals_stay_in_their_order() {
        let list: Vec<(u32, usize)> = (0..200).map(|at| (at * 7_919 % 10, at as usize)).collect();
        let mut known = list.clone();
        known.sort_by_key(|(key, _)| *key);
        assert_eq!(sorted(list, |one, other| one.0.cmp(&other.0)), known);
        assert!(sorted(Vec::<u8>::new(), Ord::cmp).is_empty());
    }
}
