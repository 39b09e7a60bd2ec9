//! The number of readings of a text, and the path of the only one.

use std::collections::BTreeMap;

use serde_json::value::RawValue;

use super::{
    leaf,
    program::{COMMA, ReadingStep},
};

/// How much may be done for one text: about twice what the longest text of short numbers takes. At twelve bytes a visit it is 48 MB.
const MAX_WORK: usize = 4 << 20;

/// There was more to do than [`MAX_WORK`].
pub(super) struct TooLong;

pub(super) enum Readings {
    None,
    /// The steps of the only one, each with its position in the text.
    One(Vec<(usize, usize)>),
    More,
}

/// A step at a position of the text, as some reading may pass it.
struct Visit {
    at: u32,
    step: u32,
    /// The visit before this one. Where several led here, any of them: then there is more than one reading, or none that ends.
    from: u32,
}

/// A visit still to be made: in how many ways it is reached (2 means two or more), and from where.
struct Waiting {
    ways: u8,
    from: u32,
}

/// Counts the readings: from the front, each step at each position once, with the number of ways to come there.
pub(super) struct Search<'a, 's> {
    text: &'a str,
    steps: &'s [ReadingStep<'s>],
    /// Where a value that is not nested may end: before `, `, `=`, `]` and `}`, and at the end of the text.
    cuts: Vec<usize>,
    waiting: BTreeMap<(usize, usize), Waiting>,
    visits: Vec<Visit>,
    work: usize,
}

impl<'a, 's> Search<'a, 's> {
    pub(super) fn new(text: &'a str, steps: &'s [ReadingStep<'s>]) -> Self {
        let bytes = text.as_bytes();
        let is_cut = |at: &usize| match bytes[*at] {
            b',' => bytes.get(at + 1) == Some(&b' '),
            b'=' | b']' | b'}' => true,
            _ => false,
        };
        let cuts = (0..bytes.len()).filter(is_cut).chain([bytes.len()]).collect();
        Self { text, steps, cuts, waiting: BTreeMap::new(), visits: Vec::new(), work: 0 }
    }

    pub(super) fn run(&mut self) -> Result<Readings, TooLong> {
        let mut last = None;
        self.lead(0, 0, 1, 0);
        // In the order of positions, then of steps: all that leads to a visit has been made before it.
        while let Some(((at, step), Waiting { ways, from })) = self.waiting.pop_first() {
            self.spend(0)?;
            let here = u32::try_from(self.visits.len()).map_err(|_| TooLong)?;
            let (at32, step32) = (at as u32, u32::try_from(step).map_err(|_| TooLong)?);
            self.visits.push(Visit { at: at32, step: step32, from });
            if !matches!(self.steps[step], ReadingStep::End) {
                self.visit(at, step, ways, here)?;
            } else if at == self.text.len() {
                last = Some((ways, here));
            }
        }
        Ok(match last {
            None => Readings::None,
            Some((1, last)) => Readings::One(self.path(last)),
            Some(_) => Readings::More,
        })
    }

    /// The visits that led to this one, which must be the end of a single way.
    fn path(&self, last: u32) -> Vec<(usize, usize)> {
        let mut path = Vec::new();
        let mut next = last as usize;
        loop {
            let visit = &self.visits[next];
            path.push((visit.at as usize, visit.step as usize));
            if next == 0 {
                break;
            }
            next = visit.from as usize;
        }
        path.reverse();
        path
    }

    fn spend(&mut self, bytes: usize) -> Result<(), TooLong> {
        self.work += 1 + bytes / 32;
        if self.work > MAX_WORK { Err(TooLong) } else { Ok(()) }
    }

    /// Notes that a step at a position can be reached.
    fn lead(&mut self, at: usize, step: usize, ways: u8, from: u32) {
        let waiting = self.waiting.entry((at, step)).or_insert(Waiting { ways: 0, from });
        waiting.ways = (waiting.ways + ways).min(2);
        waiting.from = from;
    }

    fn visit(&mut self, at: usize, step: usize, ways: u8, here: u32) -> Result<(), TooLong> {
        let rest = &self.text.as_bytes()[at..];
        let next = step + 1;
        match self.steps[step] {
            ReadingStep::Open(shape) if rest.first() == Some(&shape.brackets().0) => {
                self.lead(at + 1, next, ways, here)
            }
            ReadingStep::Close(shape) if rest.first() == Some(&shape.brackets().1) => {
                self.lead(at + 1, next, ways, here)
            }
            ReadingStep::Eat(token) if rest.starts_with(token.as_bytes()) => {
                self.lead(at + token.len(), next, ways, here)
            }
            ReadingStep::Null(after) if rest.starts_with(b"null") => self.lead(at + 4, after, ways, here),
            ReadingStep::Or(other) => {
                self.lead(at, next, ways, here);
                self.lead(at, other, ways, here);
            }
            ReadingStep::More(back) => {
                if rest.starts_with(COMMA.as_bytes()) {
                    self.lead(at + COMMA.len(), back, ways, here);
                }
                self.lead(at, next, ways, here);
            }
            ReadingStep::Name(name) => {
                let named = rest.get(..name.len()).is_some_and(|found| found.eq_ignore_ascii_case(name.as_bytes()));
                if named && rest.get(name.len()) == Some(&b'=') {
                    self.lead(at + name.len() + 1, next, ways, here);
                }
            }
            ReadingStep::Fixed(data_type) => {
                let end = self.cut_from(at);
                self.spend(end - at)?;
                if leaf::fits(data_type, &self.text[at..end]) {
                    self.lead(end, next, ways, here);
                }
            }
            ReadingStep::Json => {
                if let Some(end) = self.json_end(at)? {
                    self.lead(end, next, ways, here);
                }
            }
            ReadingStep::Text => self.lead(self.cut_from(at), next, ways, here),
            ReadingStep::Inside => {
                self.lead(at, next, ways, here);
                if at < self.text.len() {
                    self.lead(self.cut_from(at + 1), step, ways, here);
                }
            }
            _ => {}
        }
        Ok(())
    }

    /// The first place at or after this one where a value may end.
    fn cut_from(&self, at: usize) -> usize {
        let first = self.cuts.partition_point(|cut| *cut < at);
        self.cuts.get(first).copied().unwrap_or(self.text.len())
    }

    /// Where the JSON value ends that begins here. There is one end at most: after part of a number or word comes no separator.
    fn json_end(&mut self, at: usize) -> Result<Option<usize>, TooLong> {
        let rest = &self.text[at..];
        if rest.starts_with(['"', '[', '{']) {
            return match serde_json::Deserializer::from_str(rest).into_iter::<&RawValue>().next() {
                Some(Ok(json)) => self.spend(json.get().len()).map(|()| Some(at + json.get().len())),
                Some(Err(error)) => {
                    // How far it read: a text with many such places must not take the square of its length.
                    let looked = if error.line() == 1 { error.column() } else { rest.len() };
                    self.spend(looked).map(|()| None)
                }
                None => Ok(None),
            };
        }
        let end = self.cut_from(at);
        self.spend(end - at)?;
        let token = &self.text[at..end];
        let json = serde_json::from_str::<&RawValue>(token);
        Ok(json.is_ok_and(|json| json.get().len() == token.len()).then_some(end))
    }
}
