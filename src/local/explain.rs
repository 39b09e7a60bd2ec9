//! EXPLAIN: the plan of a query as text, a row per line as Athena gives it.
//!
//! The nodes and the types of their columns; how much each would read, which Trino estimates, is not known.

use datafusion::logical_expr::LogicalPlan;

use super::types::type_name;

/// The lines of a plan. `names` are those of the result's columns.
pub(super) fn lines(plan: &LogicalPlan, names: &[String]) -> Vec<String> {
    let mut lines = vec![
        format!("Output[columnNames = [{}]]", names.join(", ")),
        format!("│   Layout: [{}]", layout(plan, Some(names))),
    ];
    add(plan, "", &mut lines);
    lines
}

/// Adds a node and what is below it.
fn add(plan: &LogicalPlan, indent: &str, lines: &mut Vec<String>) {
    // What only gives names is no step.
    if let LogicalPlan::SubqueryAlias(alias) = plan {
        return add(&alias.input, indent, lines);
    }
    let inputs = plan.inputs();
    lines.push(format!("{indent}└─ {}", name(plan)));
    let below = format!("{indent}   ");
    let bar = if inputs.is_empty() { " " } else { "│" };
    lines.push(format!("{below}{bar}   Layout: [{}]", layout(plan, None)));
    for input in inputs {
        add(input, &below, lines);
    }
}

/// What follows this in a name is not the query's.
const SUFFIX: char = '\u{1}';

fn layout(plan: &LogicalPlan, names: Option<&[String]>) -> String {
    let column = |(i, field): (usize, &std::sync::Arc<arrow_schema::Field>)| {
        let plain = field.name().split(SUFFIX).next().unwrap_or_default();
        let named = names.and_then(|names| names.get(i)).map_or(plain, String::as_str);
        // The names of expressions have the engine's own functions in them.
        let named = if named.contains(['(', '$']) && names.is_none() { "expr" } else { named };
        format!("{named}:{}", type_name(field.data_type()))
    };
    let columns: Vec<String> = plan.schema().fields().iter().enumerate().map(column).collect();
    columns.join(", ")
}

fn name(plan: &LogicalPlan) -> String {
    match plan {
        LogicalPlan::TableScan(scan) => {
            let table = scan.table_name.to_string();
            format!("TableScan[table = {}]", table.split(SUFFIX).next().unwrap_or_default())
        }
        LogicalPlan::Join(join) => format!("{}Join", join.join_type),
        LogicalPlan::Projection(_) => "Project[]".to_owned(),
        LogicalPlan::Filter(_) => "Filter[]".to_owned(),
        LogicalPlan::Window(_) => "Window[]".to_owned(),
        LogicalPlan::Aggregate(_) | LogicalPlan::Distinct(_) => "Aggregate[]".to_owned(),
        LogicalPlan::Sort(_) => "Sort[]".to_owned(),
        LogicalPlan::Union(_) => "Union[]".to_owned(),
        LogicalPlan::Limit(_) => "Limit[]".to_owned(),
        LogicalPlan::Values(_) | LogicalPlan::EmptyRelation(_) => "Values[]".to_owned(),
        LogicalPlan::Unnest(_) => "Unnest[]".to_owned(),
        _ => "Node[]".to_owned(),
    }
}
