//! `quilt-athena`: Athena SQL over Quilt registries from the shell.

mod args;
mod commands;
mod failure;
mod generate;
mod json;
mod output;
mod session;
mod sql;

use std::process::ExitCode;

use clap::Parser;

fn main() -> ExitCode {
    let args = match args::Args::try_parse() {
        Ok(args) => args,
        Err(error) => {
            // Help and version are not errors: clap prints those to stdout and exits with 0.
            let code = if error.use_stderr() { 2 } else { 0 };
            let _ = error.print();
            return ExitCode::from(code);
        }
    };
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return report(&error.into()),
    };
    let session = session::CliSession::new(args.quiet);
    let ended = runtime.block_on(async {
        let run = commands::run(args, &session);
        tokio::select! {
            ended = run => Some(ended),
            // What ran has been dropped by now, and with that its query is being stopped.
            _ = tokio::signal::ctrl_c() => None,
        }
    });
    session.clear();
    match ended {
        Some(Ok(())) => ExitCode::SUCCESS,
        Some(Err(error)) => report(&error),
        None => {
            runtime.block_on(session.interrupted());
            ExitCode::from(INTERRUPTED)
        }
    }
}

/// As in shells: 128 plus the number of the signal.
const INTERRUPTED: u8 = 130;

/// Prints what went wrong, unless the reader of our output has gone away.
fn report(error: &failure::Failure) -> ExitCode {
    if error.is_broken_pipe() {
        return ExitCode::SUCCESS;
    }
    eprintln!("quilt-athena: {error}");
    ExitCode::from(error.exit_code())
}
