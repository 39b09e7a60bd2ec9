//! What is wrong with a path, whatever the document.

use datafusion::common::{DataFusionError, Result};

use super::{Expression, Method, Path, Predicate, Primary, Step};
use crate::local::errors::refused;

/// The type that is known without a document: of literals, and of what is calculated from them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Known {
    Number,
    Text,
    Boolean,
}

fn invalid(message: impl Into<String>) -> DataFusionError {
    refused("INVALID_PATH", message)
}

impl Path {
    /// # Errors
    /// `INVALID_PATH` for variables that have no value among `names`, and for operators and methods over literals that they do not take.
    pub(in super::super) fn check(&self, names: &[String]) -> Result<()> {
        Checker { names }.expression(&self.expression).map(|_| ())
    }
}

struct Checker<'a> {
    names: &'a [String],
}

impl Checker<'_> {
    fn expression(&self, expression: &Expression) -> Result<Option<Known>> {
        match expression {
            Expression::Steps(primary, steps) => {
                let mut known = self.primary(primary)?;
                for step in steps {
                    known = self.step(known, step)?;
                }
                Ok(known)
            }
            Expression::Signed { operand, .. } => match self.expression(operand)? {
                None => Ok(None),
                Some(Known::Number) => Ok(Some(Known::Number)),
                Some(_) => Err(invalid("invalid operand type in JSON path arithmetic unary expression")),
            },
            Expression::Calculated(operator, left, right) => match (self.expression(left)?, self.expression(right)?) {
                (None, _) | (_, None) => Ok(None),
                (Some(Known::Number), Some(Known::Number)) => Ok(Some(Known::Number)),
                _ => Err(invalid(format!(
                    "invalid operand types in JSON path arithmetic binary expression: Cannot apply operator `{operator}`"
                ))),
            },
        }
    }

    fn primary(&self, primary: &Primary) -> Result<Option<Known>> {
        Ok(match primary {
            Primary::Variable(name) => return self.variable(name).map(|()| None),
            Primary::Document | Primary::Current | Primary::Null => None,
            Primary::Boolean(_) => Some(Known::Boolean),
            Primary::Text(_) => Some(Known::Text),
            Primary::Last | Primary::Integer(_) | Primary::Decimal(..) | Primary::Double(_) => Some(Known::Number),
            Primary::Parenthesized(inner) => return self.expression(inner),
        })
    }

    fn variable(&self, name: &str) -> Result<()> {
        if self.names.iter().any(|known| known == name) {
            return Ok(());
        }
        let other = self.names.iter().find(|known| known.eq_ignore_ascii_case(name));
        let advice = match other {
            Some(_) => format!(". Try quoting \"{name}\" in the PASSING clause to match case"),
            None => String::new(),
        };
        Err(invalid(format!("no value passed for parameter {name}{advice}")))
    }

    fn step(&self, known: Option<Known>, step: &Step) -> Result<Option<Known>> {
        match step {
            Step::Member(_) | Step::Descendants(_) => Ok(None),
            Step::Elements(subscripts) => {
                for subscript in subscripts {
                    self.expression(&subscript.from)?;
                    subscript.to.as_ref().map_or(Ok(None), |to| self.expression(to))?;
                }
                Ok(None)
            }
            Step::Filter(predicate) => self.predicate(predicate).map(|()| known),
            Step::Call(method) => match (method, known) {
                (Method::Type, _) => Ok(Some(Known::Text)),
                (Method::Size, _) => Ok(Some(Known::Number)),
                (Method::KeyValue, _) => Ok(None),
                (Method::Double, Some(Known::Boolean))
                | (Method::Abs | Method::Ceiling | Method::Floor, Some(Known::Boolean | Known::Text)) => {
                    Err(invalid(format!("cannot perform JSON path {}() method with this argument", method.name())))
                }
                (Method::Double, _) => Ok(Some(Known::Number)),
                (_, known) => Ok(known),
            },
        }
    }

    fn predicate(&self, predicate: &Predicate) -> Result<()> {
        match predicate {
            Predicate::Compared(_, left, right) => {
                self.expression(left)?;
                self.expression(right).map(|_| ())
            }
            Predicate::And(left, right) | Predicate::Or(left, right) => {
                self.predicate(left)?;
                self.predicate(right)
            }
            Predicate::Not(inner) | Predicate::IsUnknown(inner) => self.predicate(inner),
            Predicate::Exists(inner) => self.expression(inner).map(|_| ()),
            Predicate::StartsWith(whole, start) => {
                self.expression(whole)?;
                self.primary(start).map(|_| ())
            }
        }
    }
}
