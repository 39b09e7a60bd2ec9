//! A declared type as a list of steps, by which its text is read.
//!
//! What a type can print is a regular language, as types are finite: brackets of the text are matched by brackets of the type, never
//! counted. So the readings of a text are the paths through these steps that end where the text ends.

use crate::types::AthenaType;

/// What a pair of brackets holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    List,
    Map,
    Row,
}

impl Shape {
    pub(super) fn brackets(self) -> (u8, u8) {
        match self {
            Self::List => (b'[', b']'),
            Self::Map | Self::Row => (b'{', b'}'),
        }
    }
}

/// One step. Unless it says otherwise, the next one follows it in the list.
///
/// A step that reads nothing only ever leads to a later step. So every step of a path has a greater position in the text, or the same
/// position and a later step: the paths can be walked in that order, and there are no circles.
#[derive(Debug, Clone, Copy)]
pub(super) enum ReadingStep<'t> {
    /// Reads the opening bracket.
    Open(Shape),
    /// Reads the closing bracket.
    Close(Shape),
    /// Goes on with the next step, or with this one.
    Or(usize),
    /// Reads `null` and goes on with this step.
    Null(usize),
    /// Reads `, ` and goes back to this step; or reads nothing and goes on.
    More(usize),
    /// Reads these characters.
    Eat(&'static str),
    /// Reads the name of a field, in any case, and `=`.
    Name(&'t str),
    /// Reads a value of a type that has a format of its own.
    Fixed(&'t AthenaType),
    /// Reads a JSON value.
    Json,
    /// Begins a free text.
    Text,
    /// Within a free text, at a place where it may end: ends it, or goes to the next such place.
    Inside,
    /// The text must end here.
    End,
}

/// What separates the items of arrays, the entries of maps and the fields of rows.
pub(super) const COMMA: &str = ", ";

/// The steps for a value that is not NULL. The type must be [bounded](super::bounded).
pub(super) fn compile(data_type: &AthenaType) -> Vec<ReadingStep<'_>> {
    let mut steps = Vec::new();
    value(data_type, &mut steps);
    steps.push(ReadingStep::End);
    steps
}

fn nullable<'t>(data_type: &'t AthenaType, steps: &mut Vec<ReadingStep<'t>>) {
    let or = steps.len();
    steps.push(ReadingStep::Or(or + 2));
    steps.push(ReadingStep::Null(0));
    value(data_type, steps);
    steps[or + 1] = ReadingStep::Null(steps.len());
}

fn value<'t>(data_type: &'t AthenaType, steps: &mut Vec<ReadingStep<'t>>) {
    match data_type {
        AthenaType::Array(item) => repeated(Shape::List, steps, |steps| nullable(item, steps)),
        AthenaType::Map(key, data_type) => repeated(Shape::Map, steps, |steps| {
            value(key, steps);
            steps.push(ReadingStep::Eat("="));
            nullable(data_type, steps);
        }),
        AthenaType::Row(fields) => {
            steps.push(ReadingStep::Open(Shape::Row));
            for (i, (name, data_type)) in fields.iter().enumerate() {
                if i > 0 {
                    steps.push(ReadingStep::Eat(COMMA));
                }
                if !name.is_empty() {
                    steps.push(ReadingStep::Name(name));
                }
                nullable(data_type, steps);
            }
            steps.push(ReadingStep::Close(Shape::Row));
        }
        AthenaType::Varchar(_) | AthenaType::Char(_) => steps.extend([ReadingStep::Text, ReadingStep::Inside]),
        AthenaType::Json => steps.push(ReadingStep::Json),
        fixed => steps.push(ReadingStep::Fixed(fixed)),
    }
}

/// Brackets around any number of parts, none included.
fn repeated<'t>(shape: Shape, steps: &mut Vec<ReadingStep<'t>>, part: impl FnOnce(&mut Vec<ReadingStep<'t>>)) {
    steps.push(ReadingStep::Open(shape));
    let or = steps.len();
    steps.push(ReadingStep::Or(0));
    part(steps);
    steps.push(ReadingStep::More(or + 1));
    steps[or] = ReadingStep::Or(steps.len());
    steps.push(ReadingStep::Close(shape));
}
