//! The commands.

use std::path::Path;

use futures::{StreamExt, TryStreamExt, stream};
use quilt_athena::{
    BucketName, Connection, Engine, ErrorKind, Statement,
    athena::Athena,
    connect,
    local::Local,
    prelude::*,
    quilt::{self, NamedPackage, PackageRow, PackageTables},
    reflect,
    schema::{Table, TableName},
};

use crate::{
    args::{Args, BucketArgs, CliCommand, Format, GenerateArgs, PackageArgs, SqlCommand, TablesCommand},
    failure::Failure,
    generate, output,
    session::CliSession,
    sql,
};

/// The number of tables whose columns are requested concurrently.
const CONCURRENT_TABLES: usize = 8;

/// The registry that comes with the source code.
const BUNDLED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/buckets");

/// Runs a command.
///
/// # Errors
/// What went wrong, for the user.
pub(crate) async fn run(args: Args, session: &CliSession) -> Result<(), Failure> {
    let url = args.url;
    match args.command {
        CliCommand::Packages { packages, output } => {
            self::packages(&engine(url, session).await?, packages, output.format, session).await
        }
        CliCommand::Tables(tables) => self::tables(url, tables, session).await,
        CliCommand::Query { statement, output } => {
            let statement = Statement::query(sql::read(statement)?);
            rows(&engine(url, session).await?, &statement, output.format, session).await
        }
        CliCommand::Generate(wanted) => generate(&engine(url, session).await?, &wanted, session).await,
        CliCommand::Status { id } => {
            let status = athena(url, session).await?.status(&id).await?;
            output::status(&status)?;
            Ok(())
        }
        CliCommand::Stop { id } => {
            let athena = athena(url, session).await?;
            athena.stop(&id).await?;
            eprintln!("asked Athena to stop {id}; it is {}", athena.status(&id).await?.state);
            Ok(())
        }
        CliCommand::Sql(SqlCommand::Packages(packages)) => {
            let bucket = match &packages.bucket {
                Some(bucket) => bucket.clone(),
                None => registry(&engine(url, session).await?, None)?,
            };
            output::line(&package_query(&bucket, &packages).sql()?)?;
            Ok(())
        }
    }
}

async fn engine(url: Option<String>, session: &CliSession) -> Result<Connection, Failure> {
    match url {
        Some(url) if url.starts_with("awsathena") => Ok(Connection::Athena(session.connect(&url).await?)),
        Some(url) => Ok(connect(&url).await?),
        None if Path::new(BUNDLED).is_dir() => Ok(connect(&format!("local:{BUNDLED}")).await?),
        None => Err(Failure::Usage(
            "the registry bundled with the source code is not available: choose an engine with --url".to_owned(),
        )),
    }
}

async fn athena(url: Option<String>, session: &CliSession) -> Result<Athena, Failure> {
    match engine(url, session).await? {
        Connection::Athena(athena) => Ok(athena),
        _ => Err(Failure::Usage(
            "only Athena's queries have an ID: connect to Athena with --url awsathena+rest://…".to_owned(),
        )),
    }
}

fn registry(engine: &Connection, bucket: Option<&BucketName>) -> Result<BucketName, Failure> {
    match engine {
        Connection::Local(local) => Ok(quilt::registry(local, bucket)?),
        _ => {
            bucket.cloned().ok_or_else(|| Failure::Usage("name the bucket: `quilt-athena packages BUCKET`".to_owned()))
        }
    }
}

fn package_query(bucket: &BucketName, wanted: &PackageArgs) -> Query<PackageRow> {
    let p = NamedPackage::view(bucket);
    let mut query = quilt::packages(bucket);
    if let Some(user) = &wanted.user {
        query = query.filter(p.user.eq(user));
    }
    if let Some(name) = &wanted.name {
        query = query.filter(p.name.eq(name));
    }
    if wanted.latest {
        query = query.filter(p.timestamp.eq("latest"));
    }
    query = query.order_by(p.user).order_by(p.name).order_by(p.timestamp);
    if let Some(rows) = wanted.limit {
        query = query.limit(rows);
    }
    query.rows()
}

async fn packages(
    engine: &Connection,
    wanted: PackageArgs,
    format: Format,
    session: &CliSession,
) -> Result<(), Failure> {
    let bucket = registry(engine, wanted.bucket.as_ref())?;
    let statement = package_query(&bucket, &wanted).statement()?;
    match engine {
        Connection::Local(local) => rows(&with_tables(local, &bucket).await?, &statement, format, session).await,
        engine => rows(engine, &statement, format, session).await,
    }
}

/// The engine with the bucket's tables: for this command only, where the catalog has none of them.
async fn with_tables(local: &Local, bucket: &BucketName) -> Result<Local, Failure> {
    let tables = PackageTables::new(bucket);
    if tables.show(local).await?.iter().any(|definition| definition.sql.is_some()) {
        return Ok(local.clone());
    }
    let session = local.with_session_catalog();
    tables.create(&session).await?;
    Ok(session)
}

async fn generate(engine: &Connection, wanted: &GenerateArgs, session: &CliSession) -> Result<(), Failure> {
    let schema = wanted.schema.as_deref();
    let names = match wanted.names.as_slice() {
        [] => reflect::table_names(engine, schema).await?,
        names => names.iter().map(|name| placed(name, schema)).collect::<Result<_, _>>()?,
    };
    if names.is_empty() {
        let schema =
            schema.map_or_else(|| "the connection's schema".to_owned(), |schema| format!("the schema `{schema}`"));
        let message = format!("there are no tables or views in {schema}");
        return Err(quilt_athena::Error::from(ErrorKind::Definition(message)).into());
    }
    let tables = stream::iter(&names).map(|name| Table::reflect(engine, name)).buffered(CONCURRENT_TABLES);
    let tables: Vec<Table> = tables.try_collect().await?;
    session.clear();
    let options = generate::GenerateOptions { schema, bucket: wanted.bucket.as_ref(), features: &wanted.features };
    output::line(generate::rust(&tables, &options).trim_end())?;
    Ok(())
}

fn placed(name: &str, schema: Option<&str>) -> Result<TableName, quilt_athena::Error> {
    match schema {
        Some(schema) => TableName::new(name)?.in_schema(schema),
        None => TableName::new(name),
    }
}

async fn rows(
    engine: &impl Engine,
    statement: &Statement,
    format: Format,
    session: &CliSession,
) -> Result<(), Failure> {
    let execution = engine.execute(statement).await?;
    session.clear();
    let statistics = execution.statistics().cloned();
    let rows = output::rows(execution, format).await?;
    if let Some(statistics) = statistics {
        session.report(rows, &statistics);
    }
    Ok(())
}

async fn tables(url: Option<String>, command: TablesCommand, session: &CliSession) -> Result<(), Failure> {
    match command {
        TablesCommand::Create(BucketArgs { bucket, dry_run: true }) => {
            print_statements(&PackageTables::new(&bucket).create_statements()?)
        }
        TablesCommand::Drop(BucketArgs { bucket, dry_run: true }) => {
            print_statements(&PackageTables::new(&bucket).drop_statements()?)
        }
        TablesCommand::Create(BucketArgs { bucket, .. }) => {
            let engine = engine(url, session).await?;
            let bucket = registry(&engine, Some(&bucket))?;
            print_changes(&PackageTables::new(&bucket).create(&engine).await?);
            Ok(())
        }
        TablesCommand::Drop(BucketArgs { bucket, .. }) => {
            print_changes(&PackageTables::new(&bucket).drop(&engine(url, session).await?).await?);
            Ok(())
        }
        TablesCommand::Show(BucketArgs { bucket, .. }) => {
            for definition in PackageTables::new(&bucket).show(&engine(url, session).await?).await? {
                match definition.sql {
                    Some(text) => output::line(&format!("{text};\n"))?,
                    None => eprintln!("{} does not exist", definition.name),
                }
            }
            Ok(())
        }
        TablesCommand::Verify(BucketArgs { bucket, .. }) => {
            let differences = PackageTables::new(&bucket).verify(&engine(url, session).await?).await?;
            for difference in &differences {
                eprintln!("{difference}");
            }
            match differences.len() {
                0 => {
                    eprintln!("the tables and views of {bucket} are as they should be");
                    Ok(())
                }
                count => Err(Failure::NotVerified(count)),
            }
        }
    }
}

fn print_statements(statements: &[Statement]) -> Result<(), Failure> {
    for statement in statements {
        output::line(&format!("{statement};\n"))?;
    }
    Ok(())
}

fn print_changes(changes: &[quilt::tables::Change]) {
    for change in changes {
        eprintln!("{} {}", change.name, change.outcome);
    }
}
