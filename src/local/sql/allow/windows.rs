//! The frames of windows.

use datafusion::sql::sqlparser::ast::{
    DateTimeField, Expr, Function, Interval, UnaryOperator, Value, WindowFrame, WindowFrameBound, WindowFrameUnits,
    WindowSpec, WindowType,
};

use super::{
    super::windows::ends_before_it_begins,
    verdict::{Verdict, unsupported},
};
use crate::error::Error;

/// What follows OVER.
pub(super) fn window(function: &Function) -> Verdict {
    let spec = match &function.over {
        None => return Verdict::Continue(()),
        // Names were replaced before; one that is left is where no window can be.
        Some(WindowType::NamedWindow(name)) => {
            return invalid(format!("Cannot resolve WINDOW name `{}`", name.value));
        }
        Some(WindowType::WindowSpec(spec)) => spec,
    };
    let name = function.name.to_string();
    let shifted = matches!(name.as_str(), "lag" | "lead");
    if shifted && spec.order_by.is_empty() {
        return refused("MISSING_ORDER_BY", format!("{name} function requires an ORDER BY window clause"));
    }
    match &spec.window_frame {
        Some(_) if shifted => invalid(format!("Cannot specify window frame for {name} function")),
        _ => specified(spec),
    }
}

/// The frame of a window, if it has one.
pub(in crate::local::sql) fn specified(spec: &WindowSpec) -> Verdict {
    spec.window_frame.as_ref().map_or(Verdict::Continue(()), |frame| frame_of(frame, spec))
}

fn refused(code: &'static str, message: String) -> Verdict {
    Verdict::Break(Error::refused(code, message))
}

fn invalid(message: String) -> Verdict {
    refused("INVALID_WINDOW_FRAME", message)
}

/// Which bounds go together is Trino's rule ("Window functions", "frame").
fn frame_of(frame: &WindowFrame, spec: &WindowSpec) -> Verdict {
    use WindowFrameBound::{CurrentRow, Following, Preceding};
    let end = frame.end_bound.clone().unwrap_or(CurrentRow);
    match (&frame.start_bound, &end) {
        (Following(None), _) => return invalid("Window frame start cannot be UNBOUNDED FOLLOWING".to_owned()),
        (_, Preceding(None)) => return invalid("Window frame end cannot be UNBOUNDED PRECEDING".to_owned()),
        (CurrentRow, Preceding(_)) => {
            return invalid("Window frame starting from CURRENT ROW cannot end with PRECEDING".to_owned());
        }
        (Following(_), CurrentRow) => {
            return invalid("Window frame starting from FOLLOWING cannot end with CURRENT ROW".to_owned());
        }
        (Following(_), Preceding(_)) => {
            return invalid("Window frame starting from FOLLOWING cannot end with PRECEDING".to_owned());
        }
        _ => {}
    }
    for bound in [&frame.start_bound, &end] {
        let (Preceding(Some(offset)) | Following(Some(offset))) = bound else { continue };
        if frame.units == WindowFrameUnits::Range && spec.order_by.len() != 1 {
            let message = "Window frame of type RANGE PRECEDING or FOLLOWING requires single sort item in ORDER BY";
            let code = if spec.order_by.is_empty() { "MISSING_ORDER_BY" } else { "INVALID_ORDER_BY" };
            return refused(code, format!("{message} (actual: {})", spec.order_by.len()));
        }
        if frame.units == WindowFrameUnits::Groups && spec.order_by.is_empty() {
            let message = "Window frame of type GROUPS PRECEDING or FOLLOWING requires ORDER BY".to_owned();
            return refused("MISSING_ORDER_BY", message);
        }
        self::offset(frame.units, offset)?;
    }
    // Of a row whose key is NULL it has the other NULLs, which no frame of DataFusion's has.
    if frame.units == WindowFrameUnits::Range && ends_before_it_begins(frame) {
        return unsupported("a RANGE frame that ends before it begins");
    }
    Verdict::Continue(())
}

fn offset(units: WindowFrameUnits, offset: &Expr) -> Verdict {
    let number = |expr: &Expr| matches!(expr, Expr::Value(value) if matches!(value.value, Value::Number(..)));
    if matches!(offset, Expr::UnaryOp { op: UnaryOperator::Minus, expr } if number(expr)) {
        return invalid(format!("Window frame offset value must not be negative or null: {offset}"));
    }
    let text = match offset {
        Expr::Value(value) => Some(&value.value),
        // sqlparser takes a string for an interval without a unit.
        Expr::Interval(interval) if interval.leading_field.is_none() => match interval.value.as_ref() {
            Expr::Value(value) => Some(&value.value),
            _ => None,
        },
        _ => None,
    };
    let counted = units != WindowFrameUnits::Range;
    let is_wrong = match text {
        Some(Value::Number(digits, _)) => counted && digits.contains(['.', 'e', 'E']),
        Some(Value::SingleQuotedString(_) | Value::Boolean(_)) => true,
        Some(Value::Null) => counted,
        _ => false,
    };
    if is_wrong {
        let message =
            format!("Window frame {units} offset must be an integer, or for RANGE of the key's type: {offset}");
        return refused("TYPE_MISMATCH", message);
    }
    let literal = match offset {
        Expr::Value(value) => match &value.value {
            Value::Number(digits, _) => {
                digits.bytes().all(|b| b.is_ascii_digit())
                    || (units == WindowFrameUnits::Range && !digits.contains('e'))
            }
            _ => false,
        },
        Expr::Interval(interval) => units == WindowFrameUnits::Range && plain(interval),
        _ => false,
    };
    if literal { Verdict::Continue(()) } else { unsupported(format!("the bound `{offset}` of a window frame")) }
}

/// `INTERVAL '7' DAY`: one integer of one unit.
fn plain(interval: &Interval) -> bool {
    use DateTimeField::{Day, Hour, Minute, Month, Second, Year};
    let digits = match interval.value.as_ref() {
        Expr::Value(value) => match &value.value {
            Value::SingleQuotedString(digits) => !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()),
            _ => false,
        },
        _ => false,
    };
    digits
        && matches!(interval.leading_field, Some(Year | Month | Day | Hour | Minute | Second))
        && interval.leading_precision.is_none()
        && interval.last_field.is_none()
        && interval.fractional_seconds_precision.is_none()
}
