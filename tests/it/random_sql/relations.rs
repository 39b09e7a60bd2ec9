//! Random queries: what stands in FROM, and what is made of it.

use fastrand::Rng;

use super::expressions::{Column, Type, condition, literal, literal_or_null, of_column, pick, value};

/// A query in a form that can stand in brackets, and the names and types of its columns.
struct Query {
    sql: String,
    columns: Vec<Column>,
}

/// Names that no two relations share.
struct Generator {
    rng: Rng,
    names: usize,
}

/// The query of a seed, in a total order.
pub(super) fn query(seed: u64) -> String {
    let mut generator = Generator { rng: Rng::with_seed(seed), names: 0 };
    let depth = generator.rng.u8(1..4);
    let inner = generator.relation(depth);
    let order = generator.total_order(&inner.columns);
    let limit = if generator.rng.u8(..3) == 0 { format!(" LIMIT {}", generator.rng.u8(1..5)) } else { String::new() };
    format!("SELECT * FROM ({}) AS t ORDER BY {order}{limit}", inner.sql)
}

impl Generator {
    fn name(&mut self, prefix: &str) -> String {
        self.names += 1;
        format!("{prefix}{}", self.names)
    }

    fn columns(&mut self, types: impl IntoIterator<Item = Type>) -> Vec<Column> {
        types.into_iter().map(|of| Column { sql: self.name("c"), of }).collect()
    }

    /// All columns, each in some direction: rows that tie are the same.
    fn total_order(&mut self, columns: &[Column]) -> String {
        let mut keys: Vec<_> = columns.iter().map(|column| &column.sql).collect();
        self.rng.shuffle(&mut keys);
        let key = |rng: &mut Rng, key| {
            format!("{key}{}{}", pick(rng, &["", "", " DESC"]), pick(rng, &["", "", " NULLS FIRST", " NULLS LAST"]))
        };
        keys.into_iter().map(|name| key(&mut self.rng, name)).collect::<Vec<_>>().join(", ")
    }

    fn relation(&mut self, depth: u8) -> Query {
        if depth == 0 {
            return if self.rng.u8(..6) == 0 { self.registry() } else { self.values() };
        }
        match self.rng.u8(..12) {
            0 | 1 => self.grouped(depth),
            2 => self.windows(depth),
            3 => self.set_operation(depth),
            4 => self.distinct(depth),
            5 => self.limited(depth),
            6 => self.with_subquery(depth),
            7 => self.constants(depth),
            _ => self.selected(depth),
        }
    }

    /// A few rows with NULLs and duplicates.
    fn values(&mut self) -> Query {
        let all = [Type::Integer, Type::Varchar, Type::Integer, Type::Double, Type::Bigint, Type::Boolean];
        let count = self.rng.usize(1..4);
        let types: Vec<_> = (0..count).map(|_| *pick(&mut self.rng, &all)).collect();
        let columns = self.columns(types.clone());
        let rows = (0..self.rng.usize(1..6)).map(|_| {
            let cells: Vec<_> = types.iter().map(|of| literal_or_null(&mut self.rng, *of)).collect();
            format!("({})", cells.join(", "))
        });
        let rows: Vec<_> = rows.collect();
        let names: Vec<_> = columns.iter().map(|column| column.sql.clone()).collect();
        let table = self.name("v");
        let sql = format!("SELECT * FROM (VALUES {}) AS {table}({})", rows.join(", "), names.join(", "));
        Query { sql, columns }
    }

    /// Some rows of Quilt's views, whose columns come from paths, JSON and a join of their own.
    fn registry(&mut self) -> Query {
        let columns = self.columns([Type::Varchar, Type::Varchar]);
        let (a, b) = (&columns[0].sql, &columns[1].sql);
        let pointers = "\"quilt_named_packages_example-packages_view\"";
        let manifests = "\"quilt_manifests_example-packages_view\"";
        let sql = match self.rng.u8(..3) {
            0 => format!(
                "SELECT name AS {a}, timestamp AS {b} FROM {pointers} WHERE \"user\" = 'alice' AND name LIKE 'e%'"
            ),
            1 => format!(
                "SELECT p.name AS {a}, m.message AS {b} FROM {pointers} AS p LEFT JOIN {manifests} AS m ON p.hash = m.tophash AND m.message = 'first' WHERE p.\"user\" IN ('alice', NULL) AND p.timestamp = 'latest'"
            ),
            _ => format!(
                "SELECT p.name AS {a}, m.message AS {b} FROM {pointers} AS p JOIN {manifests} AS m ON p.hash = m.tophash WHERE p.\"user\" NOT IN ('alice', 'bob') AND p.timestamp = 'latest'"
            ),
        };
        Query { sql, columns }
    }

    /// FROM with one to three relations, and the columns in scope.
    fn from(&mut self, depth: u8) -> (String, Vec<Column>) {
        let first = self.relation(depth - 1);
        let (mut from, mut scope) = self.aliased(&first);
        for _ in 0..*pick(&mut self.rng, &[0, 1, 1, 1, 2]) {
            let next = self.rng.u8(..depth);
            let next = self.relation(next);
            let (right, columns) = self.aliased(&next);
            scope.extend(columns.iter().cloned());
            let kind =
                *pick(&mut self.rng, &["JOIN", "LEFT JOIN", "LEFT JOIN", "RIGHT JOIN", "FULL JOIN", "CROSS JOIN"]);
            let on = match kind {
                "CROSS JOIN" => String::new(),
                _ => format!(" ON {}", self.on(&scope, &columns, kind == "FULL JOIN")),
            };
            from = format!("{from} {kind} {right}{on}");
        }
        (from, scope)
    }

    fn aliased(&mut self, query: &Query) -> (String, Vec<Column>) {
        let alias = self.name("r");
        let columns = query.columns.iter().map(|c| Column { sql: format!("{alias}.{}", c.sql), of: c.of }).collect();
        (format!("({}) AS {alias}", query.sql), columns)
    }

    /// An equality of both sides, a condition, or both.
    fn on(&mut self, scope: &[Column], right: &[Column], is_full: bool) -> String {
        let left = &scope[..scope.len() - right.len()];
        let pairs: Vec<_> =
            left.iter().flat_map(|a| right.iter().map(move |b| (a, b))).filter(|(a, b)| a.of.is_like(b.of)).collect();
        let of_both = self.rng.bool();
        let of = if of_both { scope } else { right };
        // Trino 435 loses rows of a full join whose condition it finds to be false, or that reads one side only.
        let other = if is_full { of_column(&mut self.rng, of) } else { condition(&mut self.rng, of, 1) };
        match pairs.as_slice() {
            [] if is_full => format!("CAST({} AS varchar) = CAST({} AS varchar)", left[0].sql, right[0].sql),
            [] => other,
            pairs => {
                let (a, b) = pick(&mut self.rng, pairs);
                let equal = format!("{} = {}", a.sql, b.sql);
                if self.rng.bool() { equal } else { format!("{equal} AND {other}") }
            }
        }
    }

    fn filter(&mut self, scope: &[Column]) -> String {
        match self.rng.u8(..5) {
            0 | 1 => String::new(),
            2 => {
                let column = pick(&mut self.rng, scope).clone();
                format!(" WHERE {} = {}", column.sql, literal(&mut self.rng, column.of))
            }
            _ => format!(" WHERE {}", condition(&mut self.rng, scope, 2)),
        }
    }

    fn items(&mut self, scope: &[Column], count: usize) -> (String, Vec<Column>) {
        let types: Vec<_> = (0..count).map(|_| pick(&mut self.rng, scope).of).collect();
        let columns = self.columns(types);
        let items: Vec<_> = columns
            .iter()
            .map(|column| {
                let depth = *pick(&mut self.rng, &[0, 0, 1, 2]);
                format!("{} AS {}", value(&mut self.rng, scope, column.of, depth), column.sql)
            })
            .collect();
        (items.join(", "), columns)
    }

    fn selected(&mut self, depth: u8) -> Query {
        let (from, scope) = self.from(depth);
        let count = self.rng.usize(1..4);
        let (items, columns) = self.items(&scope, count);
        Query { sql: format!("SELECT {items} FROM {from}{}", self.filter(&scope)), columns }
    }

    fn distinct(&mut self, depth: u8) -> Query {
        let Query { sql, columns } = self.selected(depth);
        Query { sql: sql.replacen("SELECT ", "SELECT DISTINCT ", 1), columns }
    }

    /// A column that is the same in all rows.
    fn constants(&mut self, depth: u8) -> Query {
        let (from, scope) = self.from(depth);
        let types = [pick(&mut self.rng, &scope).of, *pick(&mut self.rng, &[Type::Varchar, Type::Integer])];
        let columns = self.columns(types);
        let constant = literal(&mut self.rng, columns[1].of);
        let item = value(&mut self.rng, &scope, columns[0].of, 1);
        let (a, b) = (&columns[0].sql, &columns[1].sql);
        Query { sql: format!("SELECT {item} AS {a}, {constant} AS {b} FROM {from}{}", self.filter(&scope)), columns }
    }

    fn limited(&mut self, depth: u8) -> Query {
        let inner = self.relation(depth - 1);
        let order = self.total_order(&inner.columns);
        let offset = if self.rng.u8(..4) == 0 { " OFFSET 1" } else { "" };
        let limit = self.rng.u8(1..5);
        let alias = self.name("r");
        let sql = format!("SELECT * FROM ({}) AS {alias} ORDER BY {order}{offset} LIMIT {limit}", inner.sql);
        Query { sql, columns: inner.columns }
    }

    fn set_operation(&mut self, depth: u8) -> Query {
        let (left, right) = (self.selected(depth), self.relation(depth - 1));
        let (a, b) = (self.name("r"), self.name("r"));
        let fitting = |of: Type| right.columns.iter().find(|column| column.of.is_like(of));
        // The type of both branches decides that of the column.
        let wider = |a: Type, b: Type| if a == b || b == Type::Integer || a == Type::Double { a } else { b };
        let pairs: Vec<_> = left.columns.iter().filter_map(|l| Some((l.clone(), fitting(l.of)?.clone()))).collect();
        let pairs = if pairs.is_empty() {
            let text = |column: &Column| Column { sql: format!("CAST({} AS varchar)", column.sql), of: Type::Varchar };
            // A double's digits as a string are not what this is about.
            if left.columns[0].of == Type::Double || right.columns[0].of == Type::Double {
                return left;
            }
            vec![(text(&left.columns[0]), text(&right.columns[0]))]
        } else {
            pairs
        };
        let columns = self.columns(pairs.iter().map(|(l, r)| wider(l.of, r.of)).collect::<Vec<_>>());
        let items: Vec<_> = pairs.iter().zip(&columns).map(|((l, _), c)| format!("{} AS {}", l.sql, c.sql)).collect();
        let others: Vec<_> = pairs.iter().map(|(_, r)| r.sql.clone()).collect();
        let op = pick(
            &mut self.rng,
            &["UNION", "UNION ALL", "UNION ALL", "INTERSECT", "EXCEPT", "INTERSECT ALL", "EXCEPT ALL"],
        );
        let sql = format!(
            "SELECT {} FROM ({}) AS {a} {op} SELECT {} FROM ({}) AS {b}",
            items.join(", "),
            left.sql,
            others.join(", "),
            right.sql
        );
        Query { sql, columns }
    }

    fn aggregate(&mut self, scope: &[Column]) -> (String, Type) {
        let column = pick(&mut self.rng, scope).clone();
        let of = column.of;
        let item = value(&mut self.rng, scope, of, 1);
        let (call, of) = match self.rng.u8(..9) {
            0 => ("count(*)".to_owned(), Type::Bigint),
            1 => (format!("count({item})"), Type::Bigint),
            // Of a column: Trino 435 counts the rows of `count(DISTINCT 'x')` beside another aggregate.
            2 => (format!("count(DISTINCT {})", column.sql), Type::Bigint),
            3 if of != Type::Boolean => (format!("max({item})"), of),
            4 if of == Type::Integer => (format!("sum({item})"), Type::Bigint),
            5 => (format!("bool_or({})", condition(&mut self.rng, scope, 1)), Type::Boolean),
            6 => (format!("count_if({})", condition(&mut self.rng, scope, 1)), Type::Bigint),
            7 => {
                let of = column.of;
                let item =
                    if of == Type::Varchar { column.sql.clone() } else { format!("CAST({} AS varchar)", column.sql) };
                let item = if of == Type::Double { "'d'".to_owned() } else { item };
                let order = self.total_order(scope);
                (format!("array_join(array_agg({item} ORDER BY {order}), ',', '-')"), Type::Varchar)
            }
            _ => (format!("min({item})"), of),
        };
        let filter = match self.rng.u8(..5) {
            0 if !call.starts_with("count_if") && !call.starts_with("array_join") => {
                format!(" FILTER (WHERE {})", condition(&mut self.rng, scope, 1))
            }
            _ => String::new(),
        };
        (format!("{call}{filter}"), of)
    }

    fn grouped(&mut self, depth: u8) -> Query {
        let (from, scope) = self.from(depth);
        let mut keys: Vec<Column> = Vec::new();
        for _ in 0..self.rng.usize(1..4) {
            let key = pick(&mut self.rng, &scope).clone();
            if keys.iter().all(|known| known.sql != key.sql) {
                keys.push(key);
            }
        }
        let (grouping, shown) = self.grouping(&keys);
        let mut items: Vec<(String, Type)> = shown;
        for _ in 0..self.rng.usize(1..3) {
            items.push(self.aggregate(&scope));
        }
        let columns = self.columns(items.iter().map(|(_, of)| *of).collect::<Vec<_>>());
        let items: Vec<_> = items.iter().zip(&columns).map(|((sql, _), c)| format!("{sql} AS {}", c.sql)).collect();
        let having = match self.rng.u8(..5) {
            0 => " HAVING count(*) > 1".to_owned(),
            1 => format!(" HAVING {}", condition(&mut self.rng, &keys, 1)),
            _ => String::new(),
        };
        let sql = format!("SELECT {} FROM {from}{} GROUP BY {grouping}{having}", items.join(", "), self.filter(&scope));
        Query { sql, columns }
    }

    /// GROUP BY, and what of it can be selected.
    fn grouping(&mut self, keys: &[Column]) -> (String, Vec<(String, Type)>) {
        let names: Vec<_> = keys.iter().map(|key| key.sql.as_str()).collect();
        let all = names.join(", ");
        let mut items: Vec<_> = keys.iter().map(|key| (key.sql.clone(), key.of)).collect();
        let sets = match self.rng.u8(..6) {
            0 | 1 => return (all, items),
            2 => format!("ROLLUP ({all})"),
            3 => format!("CUBE ({all})"),
            4 => format!("GROUPING SETS (({all}), ({}), ())", names[0]),
            _ => {
                let each: Vec<_> = names.iter().map(|name| format!("({name})")).collect();
                format!("GROUPING SETS ({})", each.join(", "))
            }
        };
        if self.rng.bool() {
            // The type of grouping() is integer.
            items.push((format!("grouping({all})"), Type::Integer));
        }
        (sets, items)
    }

    fn windows(&mut self, depth: u8) -> Query {
        let (from, scope) = self.from(depth);
        let column = pick(&mut self.rng, &scope).clone();
        let shown = pick(&mut self.rng, &scope).clone();
        let partition = match self.rng.u8(..4) {
            0 => String::new(),
            1 => format!("PARTITION BY {} ", value(&mut self.rng, &scope, shown.of, 1)),
            _ => format!("PARTITION BY {} ", pick(&mut self.rng, &scope).sql),
        };
        let order = self.total_order(&scope);
        let frame = *pick(
            &mut self.rng,
            &["", "", " ROWS BETWEEN 1 PRECEDING AND CURRENT ROW", " ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING"],
        );
        let item = &column.sql;
        let (call, of, frame) = match self.rng.u8(..8) {
            0 => ("row_number()".to_owned(), Type::Bigint, ""),
            1 => ("rank()".to_owned(), Type::Bigint, ""),
            2 => ("dense_rank()".to_owned(), Type::Bigint, ""),
            3 => (format!("lag({item})"), column.of, ""),
            4 => (format!("first_value({item})"), column.of, frame),
            5 => (format!("count({item})"), Type::Bigint, frame),
            6 if column.of == Type::Integer => (format!("sum({item})"), Type::Bigint, frame),
            _ => (format!("last_value({item})"), column.of, frame),
        };
        let columns = self.columns([shown.of, of]);
        let (a, b) = (&columns[0].sql, &columns[1].sql);
        let filter = self.filter(&scope);
        let sql = format!(
            "SELECT {} AS {a}, {call} OVER ({partition}ORDER BY {order}{frame}) AS {b} FROM {from}{filter}",
            shown.sql
        );
        Query { sql, columns }
    }

    /// IN, EXISTS or a scalar subquery, correlated or not.
    fn with_subquery(&mut self, depth: u8) -> Query {
        let (from, scope) = self.from(depth);
        let inner = self.relation(depth - 1);
        let (inner_from, inner_scope) = self.aliased(&inner);
        let count = self.rng.usize(1..4);
        let (items, columns) = self.items(&scope, count);
        let outer = pick(&mut self.rng, &scope).clone();
        let like: Vec<_> = inner_scope.iter().filter(|column| column.of.is_like(outer.of)).collect();
        let found = (!like.is_empty()).then(|| pick(&mut self.rng, &like).sql.clone());
        let inner_filter = self.filter(&inner_scope);
        let predicate = match (self.rng.u8(..4), found) {
            (0 | 1, Some(column)) => format!(
                "{}{} IN (SELECT {column} FROM {inner_from}{inner_filter})",
                outer.sql,
                pick(&mut self.rng, &["", " NOT"])
            ),
            (2, Some(column)) => format!(
                "{}EXISTS (SELECT 1 FROM {inner_from} WHERE {column} = {})",
                pick(&mut self.rng, &["", "NOT "]),
                outer.sql
            ),
            (_, Some(column)) if outer.of != Type::Boolean => {
                format!("{} = (SELECT max({column}) FROM {inner_from}{inner_filter})", outer.sql)
            }
            _ => format!("EXISTS (SELECT 1 FROM {inner_from}{inner_filter})"),
        };
        Query { sql: format!("SELECT {items} FROM {from} WHERE {predicate}"), columns }
    }
}
