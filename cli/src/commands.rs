//! What each command does.

use std::path::Path;

use quilt_athena::{
    BucketName, Connection, Engine, Statement, connect,
    local::Local,
    prelude::*,
    quilt::{self, NamedPackage, PackageRow, PackageTables},
};

use crate::{
    args::{Args, Command, Format, PackageArgs, Sql, Tables, TablesOf},
    failure::Failure,
    output,
};

/// The registry that comes with the source.
const BUNDLED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/buckets");

/// Runs a command.
///
/// # Errors
/// What went wrong, for the user.
pub(crate) async fn run(args: Args) -> Result<(), Failure> {
    let url = args.url;
    match args.command {
        Command::Packages { packages, output } => self::packages(&engine(url).await?, packages, output.format).await,
        Command::Tables(tables) => self::tables(url, tables).await,
        Command::Query { sql, output } => rows(&engine(url).await?, &Statement::query(sql), output.format).await,
        Command::Sql(Sql::Packages(packages)) => {
            let bucket = match &packages.bucket {
                Some(bucket) => bucket.clone(),
                None => registry(&engine(url).await?, None)?,
            };
            output::line(&package_query(&bucket, &packages).sql()?)?;
            Ok(())
        }
    }
}

async fn engine(url: Option<String>) -> Result<Connection, Failure> {
    match url {
        Some(url) => Ok(connect(&url).await?),
        None if Path::new(BUNDLED).is_dir() => Ok(connect(&format!("local:{BUNDLED}")).await?),
        None => Err(Failure::Usage(
            "the registry bundled with the source is not here; say which one to use with --url local:ROOT".to_owned(),
        )),
    }
}

fn registry(engine: &Connection, bucket: Option<&BucketName>) -> Result<BucketName, Failure> {
    match engine {
        Connection::Local(local) => Ok(quilt::registry(local, bucket)?),
        _ => bucket.cloned().ok_or_else(|| Failure::Usage("say which bucket".to_owned())),
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

async fn packages(engine: &Connection, wanted: PackageArgs, format: Format) -> Result<(), Failure> {
    let bucket = registry(engine, wanted.bucket.as_ref())?;
    let statement = package_query(&bucket, &wanted).statement()?;
    match engine {
        Connection::Local(local) => rows(&with_tables(local, &bucket).await?, &statement, format).await,
        engine => rows(engine, &statement, format).await,
    }
}

/// The engine with the bucket's tables: for this command only, where the catalog has none of them.
async fn with_tables(local: &Local, bucket: &BucketName) -> Result<Local, Failure> {
    let tables = PackageTables::new(bucket);
    if tables.show(local).await?.iter().any(|definition| definition.text.is_some()) {
        return Ok(local.clone());
    }
    let session = local.with_session_catalog();
    tables.create(&session).await?;
    Ok(session)
}

async fn rows(engine: &impl Engine, statement: &Statement, format: Format) -> Result<(), Failure> {
    let execution = engine.execute(statement).await?;
    output::rows(execution, format).await
}

async fn tables(url: Option<String>, command: Tables) -> Result<(), Failure> {
    match command {
        Tables::Create(TablesOf { bucket, dry_run: true }) => {
            print_statements(&PackageTables::new(&bucket).create_statements()?)
        }
        Tables::Drop(TablesOf { bucket, dry_run: true }) => {
            print_statements(&PackageTables::new(&bucket).drop_statements()?)
        }
        Tables::Create(TablesOf { bucket, .. }) => {
            let engine = engine(url).await?;
            let bucket = registry(&engine, Some(&bucket))?;
            print_changes(&PackageTables::new(&bucket).create(&engine).await?);
            Ok(())
        }
        Tables::Drop(TablesOf { bucket, .. }) => {
            print_changes(&PackageTables::new(&bucket).drop(&engine(url).await?).await?);
            Ok(())
        }
        Tables::Show(TablesOf { bucket, .. }) => {
            for definition in PackageTables::new(&bucket).show(&engine(url).await?).await? {
                match definition.text {
                    Some(text) => output::line(&format!("{text};\n"))?,
                    None => eprintln!("{} does not exist", definition.name),
                }
            }
            Ok(())
        }
        Tables::Verify(TablesOf { bucket, .. }) => {
            let differences = PackageTables::new(&bucket).verify(&engine(url).await?).await?;
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
