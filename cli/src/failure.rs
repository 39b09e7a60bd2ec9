//! Why a command failed, and the message for the user.

use std::{fmt, io};

/// Why a command failed.
#[derive(Debug)]
pub(crate) enum Failure {
    Engine(quilt_athena::Error),
    Output(io::Error),
    /// The statement cannot be read.
    Input(String),
    /// The differences have been printed.
    NotVerified(usize),
    Usage(String),
}

impl Failure {
    pub(crate) fn is_broken_pipe(&self) -> bool {
        matches!(self, Self::Output(error) if error.kind() == io::ErrorKind::BrokenPipe)
    }

    pub(crate) fn exit_code(&self) -> u8 {
        match self {
            Self::Usage(_) => 2,
            Self::Engine(error) => match error.kind() {
                quilt_athena::ErrorKind::Url { .. } | quilt_athena::ErrorKind::Configuration { .. } => 2,
                _ => 1,
            },
            _ => 1,
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Engine(error) => {
                write!(f, "{error}")?;
                let mut cause = std::error::Error::source(error);
                while let Some(error) = cause {
                    write!(f, ": {error}")?;
                    cause = error.source();
                }
                Ok(())
            }
            Self::Output(error) => write!(f, "cannot write the output: {error}"),
            Self::NotVerified(count) => {
                let things = if *count == 1 { "difference" } else { "differences" };
                write!(f, "{count} {things}: `quilt-athena tables create BUCKET` creates what is missing")
            }
            Self::Usage(message) | Self::Input(message) => f.write_str(message),
        }
    }
}

impl From<quilt_athena::Error> for Failure {
    fn from(error: quilt_athena::Error) -> Self {
        Self::Engine(error)
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::Output(error)
    }
}
