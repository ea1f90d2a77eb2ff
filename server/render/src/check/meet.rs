//! Whether two regular expressions have a match in common: both are turned into automata and walked
//! side by side. What cannot be decided within bounds counts as meeting.

use std::collections::HashSet;

use regex_syntax::hir::{Class, Hir, HirKind};

/// Places in one automaton, and pairs of places that are looked at.
const MAX_PLACES: usize = 5_000;
const MAX_PAIRS: usize = 200_000;

/// Whether some text matches both as a whole.
pub(super) fn expressions_meet(a: &str, b: &str) -> bool {
    match (Automaton::of(a), Automaton::of(b)) {
        (Some(a), Some(b)) => a.meets(&b),
        _ => true,
    }
}

/// Starts at place 0, ends at place 1.
#[derive(Debug, Default)]
struct Automaton {
    places: Vec<Place>,
}

#[derive(Debug, Default)]
struct Place {
    /// Where one gets without a character.
    free: Vec<usize>,
    /// Where one gets with a character of a range.
    moves: Vec<(char, char, usize)>,
}

impl Automaton {
    /// `None` for one that is too large or cannot be read.
    fn of(pattern: &str) -> Option<Self> {
        let expression = regex_syntax::parse(pattern).ok()?;
        let mut automaton = Self::default();
        let (start, end) = (automaton.place()?, automaton.place()?);
        automaton.add(&expression, start, end)?;
        Some(automaton)
    }

    fn place(&mut self) -> Option<usize> {
        self.places.push(Place::default());
        (self.places.len() <= MAX_PLACES).then(|| self.places.len() - 1)
    }

    fn free(&mut self, from: usize, to: usize) {
        self.places[from].free.push(to);
    }

    /// Puts an expression between two places.
    fn add(&mut self, expression: &Hir, from: usize, to: usize) -> Option<()> {
        match expression.kind() {
            // An anchor is taken to hold: that can only add matches.
            HirKind::Empty | HirKind::Look(_) => self.free(from, to),
            HirKind::Literal(literal) => {
                let mut at = from;
                for c in std::str::from_utf8(&literal.0).ok()?.chars() {
                    let next = self.place()?;
                    self.places[at].moves.push((c, c, next));
                    at = next;
                }
                self.free(at, to);
            }
            HirKind::Class(Class::Unicode(class)) => {
                self.places[from].moves.extend(class.iter().map(|range| (range.start(), range.end(), to)));
            }
            HirKind::Class(Class::Bytes(class)) => {
                let ranges = class.iter().map(|range| (range.start().into(), range.end().into(), to));
                self.places[from].moves.extend(ranges);
            }
            HirKind::Capture(capture) => self.add(&capture.sub, from, to)?,
            HirKind::Concat(parts) => {
                let mut at = from;
                for part in parts {
                    let next = self.place()?;
                    self.add(part, at, next)?;
                    at = next;
                }
                self.free(at, to);
            }
            HirKind::Alternation(branches) => {
                for branch in branches {
                    self.add(branch, from, to)?;
                }
            }
            HirKind::Repetition(repetition) => {
                let mut at = from;
                for _ in 0..repetition.min {
                    let next = self.place()?;
                    self.add(&repetition.sub, at, next)?;
                    at = next;
                }
                let more = match repetition.max {
                    Some(max) => max.saturating_sub(repetition.min),
                    None => {
                        // A place of its own, so that the way round leads nowhere else.
                        let round = self.place()?;
                        self.free(at, round);
                        self.add(&repetition.sub, round, round)?;
                        at = round;
                        0
                    }
                };
                for _ in 0..more {
                    self.free(at, to);
                    let next = self.place()?;
                    self.add(&repetition.sub, at, next)?;
                    at = next;
                }
                self.free(at, to);
            }
        }
        Some(())
    }

    fn meets(&self, other: &Self) -> bool {
        let mut seen = HashSet::from([(0, 0)]);
        let mut waiting = vec![(0, 0)];
        while let Some((a, b)) = waiting.pop() {
            if (a, b) == (1, 1) || seen.len() > MAX_PAIRS {
                return true;
            }
            let (one, two) = (&self.places[a], &other.places[b]);
            let free = one.free.iter().map(|next| (*next, b)).chain(two.free.iter().map(|next| (a, *next)));
            let together = one.moves.iter().flat_map(|(low, high, next)| {
                let shared = move |(l, h, _): &&(char, char, usize)| l <= high && low <= h;
                two.moves.iter().filter(shared).map(|(_, _, other)| (*next, *other))
            });
            for pair in free.chain(together) {
                if seen.insert(pair) {
                    waiting.push(pair);
                }
            }
        }
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expressions_meet_where_a_text_matches_both() {
        for (a, b, expected) in [
            ("/orders/[0-9]+", "/people/[0-9]+", false),
            ("/[a-z]+/[0-9]+", "/people/[0-9]+", true),
            ("/[^/]+/items/.*", "/[^/]+/users/.*", false),
            (".*/items", "/users/.*", true),
            ("/a{2,3}", "/aaaa?", true),
            ("/a{2,3}", "/aaaa+", false),
            ("/(?:ab)+", "/a(?:ba)+", false),
            ("/(?:ab)*", "/(?:ba)*", true),
            ("/(?i:a)", "/A", true),
            ("/x|/y", "/y|/z", true),
            ("/a{1000}b{1000}c{1000}d{1000}e{1000}f", "/g", true),
        ] {
            assert_eq!(expressions_meet(a, b), expected, "{a} {b}");
            assert_eq!(expressions_meet(b, a), expected, "{b} {a}");
        }
    }
}
