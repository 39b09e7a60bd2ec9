//! Random queries of every clause: what the types allow is rendered, stands in the goldens that independent grammars read, and runs.

use proptest::{
    prelude::*,
    test_runner::{RngAlgorithm, TestRng, TestRunner},
};
use quilt_athena::{
    Statement,
    local::Local,
    prelude::*,
    query::{
        Expr, Filter, FrameBound, Views, case, count, count_distinct,
        functions::{
            array::sequence,
            string::{concat, split},
        },
        if_, lag, max, min, null, rollup, row_number, sum, unnest, values, window,
    },
};

use crate::{
    golden::{answer, golden},
    support::ask,
};

#[derive(AthenaView)]
struct Left {
    id: i64,
    text: String,
    score: Option<i64>,
}

#[derive(AthenaView)]
struct Right {
    id: i64,
    text: String,
}

#[derive(AthenaView)]
struct Inner {
    id: i64,
}

#[derive(AthenaView)]
struct Part {
    part: String,
    n: i64,
}

type Both = (Left, Right);
type Number = Expr<Views<Both>, Option<i64>>;
type Text = Expr<Views<Both>, Option<String>>;

/// Numbers, texts and conditions as data, so that a failing one shrinks.
#[derive(Debug, Clone)]
enum Num {
    LeftId,
    Score,
    RightId,
    Value(i8),
    Null,
    Plus(Box<Num>, Box<Num>),
    Times(Box<Num>, Box<Num>),
    Else(Box<Num>, Box<Num>),
    NullIf(Box<Num>, Box<Num>),
    If(Box<Cond>, Box<Num>, Box<Num>),
    Case(Box<Cond>, Box<Num>, Box<Num>),
    Cast(Box<Txt>),
}

#[derive(Debug, Clone)]
enum Txt {
    Left,
    Right,
    Value(String),
    Substr(Box<Txt>, i8, u8),
    Else(Box<Txt>, Box<Txt>),
    Cast(Box<Num>),
}

#[derive(Debug, Clone)]
enum Cond {
    Less(Num, Num),
    Distinct(Num, Num),
    Between(Num, Num, Num),
    Same(Txt, Txt),
    Contains(Txt, String),
    NullText(Txt),
    In(Num, Vec<i64>),
    InQuery(Num, i8),
    Exists(i8),
    And(Box<Cond>, Box<Cond>),
    Or(Box<Cond>, Box<Cond>),
    Not(Box<Cond>),
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof!["[a-c%_'\"#?\\\\]{0,4}", Just("ä\u{1F9EC}\n--".to_owned())]
}

fn leaf() -> BoxedStrategy<Num> {
    prop_oneof![
        Just(Num::LeftId),
        Just(Num::Score),
        Just(Num::RightId),
        any::<i8>().prop_map(Num::Value),
        Just(Num::Null)
    ]
    .boxed()
}

fn texts() -> BoxedStrategy<Txt> {
    let leaf = prop_oneof![
        Just(Txt::Left),
        Just(Txt::Right),
        text().prop_map(Txt::Value),
        leaf().prop_map(|n| Txt::Cast(Box::new(n)))
    ];
    leaf.prop_recursive(3, 8, 2, |inner| {
        prop_oneof![
            (inner.clone(), -3i8..4, 0u8..4).prop_map(|(t, from, length)| Txt::Substr(Box::new(t), from, length)),
            (inner.clone(), inner).prop_map(|(a, b)| Txt::Else(Box::new(a), Box::new(b))),
        ]
    })
    .boxed()
}

/// Conditions without subqueries, which Athena takes in ON only when they read one side.
fn plain() -> BoxedStrategy<Cond> {
    combined(comparisons().boxed())
}

fn conditions() -> BoxedStrategy<Cond> {
    let queries = prop_oneof![
        (numbers(), any::<i8>()).prop_map(|(a, b)| Cond::InQuery(a, b)),
        any::<i8>().prop_map(Cond::Exists),
    ];
    combined(prop_oneof![4 => comparisons(), 1 => queries].boxed())
}

fn comparisons() -> impl Strategy<Value = Cond> {
    prop_oneof![
        (numbers(), numbers()).prop_map(|(a, b)| Cond::Less(a, b)),
        (numbers(), numbers()).prop_map(|(a, b)| Cond::Distinct(a, b)),
        (numbers(), numbers(), numbers()).prop_map(|(a, b, c)| Cond::Between(a, b, c)),
        (texts(), texts()).prop_map(|(a, b)| Cond::Same(a, b)),
        (texts(), text()).prop_map(|(a, b)| Cond::Contains(a, b)),
        texts().prop_map(Cond::NullText),
        (numbers(), prop::collection::vec(-3i64..4, 0..4)).prop_map(|(a, list)| Cond::In(a, list)),
    ]
}

fn combined(leaf: BoxedStrategy<Cond>) -> BoxedStrategy<Cond> {
    leaf.prop_recursive(3, 12, 2, |inner| {
        prop_oneof![
            (inner.clone(), inner.clone()).prop_map(|(a, b)| Cond::And(Box::new(a), Box::new(b))),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| Cond::Or(Box::new(a), Box::new(b))),
            inner.prop_map(|a| Cond::Not(Box::new(a))),
        ]
    })
    .boxed()
}

/// Numbers without conditions in them: [`choices`] has those.
fn numbers() -> BoxedStrategy<Num> {
    leaf()
        .prop_recursive(3, 10, 2, |inner| {
            let pair = (inner.clone(), inner).prop_map(|(a, b)| (Box::new(a), Box::new(b)));
            prop_oneof![
                pair.clone().prop_map(|(a, b)| Num::Plus(a, b)),
                pair.clone().prop_map(|(a, b)| Num::Times(a, b)),
                pair.clone().prop_map(|(a, b)| Num::Else(a, b)),
                pair.prop_map(|(a, b)| Num::NullIf(a, b)),
                text().prop_map(|t| Num::Cast(Box::new(Txt::Value(t)))),
            ]
        })
        .boxed()
}

fn choices() -> BoxedStrategy<Num> {
    let parts = (plain(), numbers(), numbers()).prop_map(|(c, a, b)| (Box::new(c), Box::new(a), Box::new(b)));
    prop_oneof![
        numbers(),
        parts.clone().prop_map(|(c, a, b)| Num::If(c, a, b)),
        parts.prop_map(|(c, a, b)| Num::Case(c, a, b)),
    ]
    .boxed()
}

/// The relations, and how trees become expressions over them.
struct Over {
    left: View<Left>,
    right: View<Right>,
    inner: View<Inner>,
}

impl Over {
    fn new() -> Self {
        let score = values::<Scored, _>([(1i64, "a", 7i64), (2, "b%", -1), (2, "it's", 0)]);
        Self {
            left: select().from(&score).select((score.id, score.text, score.score.null_if(0))).into_cte(),
            right: values([(2i64, "b%"), (3, "c"), (3, "")]),
            inner: values([(1i64,), (3,)]),
        }
    }

    fn number(&self, tree: &Num) -> Number {
        match tree {
            Num::LeftId => self.left.id.nullable().over_views(),
            Num::Score => self.left.score.nullable().over_views(),
            Num::RightId => self.right.id.nullable().over_views(),
            Num::Value(value) => val(i64::from(*value)).nullable().over_views(),
            Num::Null => null::<i64>().over_views(),
            Num::Plus(a, b) => self.number(a).plus(self.number(b)).over_views(),
            Num::Times(a, b) => self.number(a).times(self.number(b)).over_views(),
            Num::Else(a, b) => self.number(a).or_else(self.number(b)).over_views(),
            Num::NullIf(a, b) => self.number(a).null_if(self.number(b)).over_views(),
            Num::If(c, a, b) => if_(self.condition(c), self.number(a), self.number(b)).over_views(),
            Num::Case(c, a, b) => case(self.condition(c), self.number(a)).otherwise(self.number(b)).over_views(),
            Num::Cast(t) => self.text(t).try_cast::<i64>().over_views(),
        }
    }

    fn text(&self, tree: &Txt) -> Text {
        match tree {
            Txt::Left => self.left.text.nullable().over_views(),
            Txt::Right => self.right.text.nullable().over_views(),
            Txt::Value(text) => val(text).nullable().over_views(),
            Txt::Substr(t, from, length) => self.text(t).substr(i64::from(*from), i64::from(*length)).over_views(),
            Txt::Else(a, b) => self.text(a).or_else(self.text(b)).over_views(),
            Txt::Cast(n) => self.number(n).cast::<String>().over_views(),
        }
    }

    fn condition(&self, tree: &Cond) -> Filter<Both> {
        let i = &self.inner;
        match tree {
            Cond::Less(a, b) => self.number(a).lt(self.number(b)).into_filter(),
            Cond::Distinct(a, b) => self.number(a).is_distinct_from(self.number(b)).nullable().into_filter(),
            Cond::Between(a, b, c) => self.number(a).between(self.number(b), self.number(c)).into_filter(),
            Cond::Same(a, b) => self.text(a).eq(self.text(b)).into_filter(),
            Cond::Contains(a, b) => self.text(a).contains(b).into_filter(),
            Cond::NullText(a) => self.text(a).is_null().nullable().into_filter(),
            Cond::In(a, list) => self.number(a).is_in(list.iter().copied()).into_filter(),
            Cond::InQuery(a, over) => {
                let query = select().from(i).filter(i.id.gt(i64::from(*over))).select(i.id);
                self.number(a).in_query(query).into_filter()
            }
            Cond::Exists(over) => {
                let exists = select()
                    .correlate(&self.left)
                    .from(i)
                    .filter(i.id.eq(self.left.id))
                    .filter(i.id.lt(i64::from(*over)));
                exists.exists().nullable().into_filter()
            }
            Cond::And(a, b) => self.condition(a).and(self.condition(b)).into_filter(),
            Cond::Or(a, b) => self.condition(a).or(self.condition(b)).into_filter(),
            Cond::Not(a) => self.condition(a).not().into_filter(),
        }
    }
}

#[derive(AthenaView)]
struct Scored {
    id: i64,
    text: String,
    score: i64,
}

#[derive(Debug, Clone)]
struct Shape {
    join: u8,
    on: Cond,
    filter: Option<Cond>,
    kind: u8,
    number: Num,
    text: Txt,
    having: bool,
    distinct: bool,
    limit: Option<u8>,
    combine: u8,
}

fn shapes() -> impl Strategy<Value = Shape> {
    let parts = (0u8..5, plain(), prop::option::of(conditions()), 0u8..5, choices(), texts());
    let rest = (any::<bool>(), any::<bool>(), prop::option::of(0u8..4), 0u8..8);
    (parts, rest).prop_map(|((join, on, filter, kind, number, text), (having, distinct, limit, combine))| Shape {
        join,
        on,
        filter,
        kind,
        number,
        text,
        having,
        distinct,
        limit,
        combine,
    })
}

type Row = (Option<i64>, Option<String>, Option<i64>);

/// The clauses after FROM. A macro: the type of what is joined differs by the kind of join.
macro_rules! finish {
    ($over:expr, $shape:expr, $joined:expr) => {{
        let (over, shape) = ($over, $shape);
        let number = || over.number(&shape.number);
        let text = || over.text(&shape.text);
        let joined = $joined.filter_some(shape.filter.as_ref().map(|tree| over.condition(tree)));
        match shape.kind {
            0 => {
                // Sorted by all that is selected: rows are the same where their order is not said.
                let sorted =
                    joined.order_by(over.left.id.desc().nulls_first()).order_by(text().asc()).order_by(number().desc());
                let mut query = sorted.select((over.left.id.nullable(), text(), number()));
                if let Some(rows) = shape.limit {
                    query = query.limit(rows.into()).offset(1);
                }
                query.rows()
            }
            1 => {
                let key = over.text(&Txt::Left).named::<'k'>();
                let keyed = joined.group_by(key.clone());
                let keyed = if shape.having { keyed.having(count().gt(1).or(max(number()).is_null())) } else { keyed };
                keyed.select((sum(over.number(&Num::Score)), key, count_distinct(text()).nullable())).rows()
            }
            2 => {
                let (l, r) = (&over.left, &over.right);
                let rolled = joined.group_by(rollup((l.text, r.text)));
                let rolled = if shape.having { rolled.having(count().filter(l.id.gt(1)).ge(0)) } else { rolled };
                rolled.select((min(number()), max(text()), count().nullable())).rows()
            }
            3 => {
                let (part, parts) = (split(over.left.text, "'"), unnest(sequence(1, over.left.id.or_else(0).plus(1))));
                let (p, n) = (unnest(part).with_ordinality().into_view::<Part>(), parts.into_view::<Inner>());
                let lateral = joined.cross_join_lateral(&p).left_join_lateral(&n);
                lateral.select((p.n.plus(n.id), concat(p.part, text()), number())).rows()
            }
            _ => {
                let (l, r) = (&over.left, &over.right);
                let w = window().partition_by(l.text).order_by(number().asc());
                let w = w.order_by(l.id).order_by(l.text).order_by(r.id).order_by(r.text).named::<'w'>();
                let framed = window().order_by(l.id.desc()).order_by(l.text).order_by(r.id).order_by(r.text);
                let framed = framed.rows(FrameBound::preceding(2), FrameBound::CURRENT_ROW);
                let list = (sum(number()).over(framed), lag(text(), 1).over(&w), row_number().over(&w).nullable());
                let query = joined.select(list);
                if shape.distinct { query.distinct() } else { query }.rows()
            }
        }
    }};
}

fn query(shape: &Shape) -> Query<Row> {
    let over = Over::new();
    let (l, r) = (&over.left, &over.right);
    let on = over.condition(&shape.on);
    let start = || select().from(l);
    let one = match shape.join {
        0 => finish!(&over, shape, start().join(r, on)),
        1 => finish!(&over, shape, start().left_join(r, on)),
        2 => finish!(&over, shape, start().right_join(r, on)),
        3 => finish!(&over, shape, start().full_join(r, l.id.eq(r.id))),
        _ => finish!(&over, shape, start().cross_join(r).filter(on)),
    };
    let other = || start().select((l.id.nullable(), l.text.nullable(), l.score.nullable()));
    match shape.combine {
        0 => one.union(other()).sort_by(1).sort_by(2).sort_by_desc(3),
        1 => one.union_all(other()).sort_by_desc(2).sort_by(3).sort_by(1),
        2 => one.intersect(other()),
        3 => one.except(other()).sort_by(1).sort_by(2).sort_by_desc(3).limit(2),
        4 => one.except_all(other()),
        _ => one,
    }
}

/// How many. All their texts stand in the goldens, and each runs twice.
const CASES: u32 = 96;

/// What may fail at run time, whatever the query is: a number out of range, and what the embedded engine says it does not do.
fn expected(error: &str) -> bool {
    ["overflow", "out of range", "is not supported by the embedded engine"]
        .iter()
        .any(|known| error.to_lowercase().contains(known))
}

#[test]
fn random_typed_queries_are_sql_and_run() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let folder = tempfile::tempdir().expect("a folder");
    let engine = Local::open(folder.path()).expect("an engine");
    let config = ProptestConfig { cases: CASES, failure_persistence: None, ..ProptestConfig::default() };
    // The same queries in every run: their texts are goldens.
    let mut runner = TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha));
    let refused = std::cell::Cell::new(0);
    let ran = std::cell::Cell::new(0);
    let result = runner.run(&shapes(), |shape| {
        let query = query(&shape);
        let sql = query.sql().map_err(|error| TestCaseError::fail(format!("not rendered: {error}")))?;
        golden("random query", &Statement::query(&sql));
        match runtime.block_on(ask(&engine, &sql)) {
            Ok(rows) => {
                let typed = runtime.block_on(query.fetch(&engine));
                typed.map_err(|error| TestCaseError::fail(format!("{error}\n{sql}")))?;
                answer(&sql, &rows);
                ran.set(ran.get() + 1);
            }
            Err(error) if expected(&error.to_string()) => refused.set(refused.get() + 1),
            Err(error) => return Err(TestCaseError::fail(format!("{error}\n{sql}"))),
        }
        Ok(())
    });
    result.expect("every query runs");
    assert!(ran.get() > refused.get(), "{} queries ran and {} did not", ran.get(), refused.get());
}
