//! File formats that Athena writes, and how it compresses them.

use super::invalid::invalid;
use crate::error::Result;

/// A format of files that Athena writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum FileFormat {
    /// Apache Parquet.
    Parquet,
    /// Apache ORC.
    Orc,
    /// Apache Avro.
    Avro,
    /// One JSON object per line.
    Json,
    /// Fields between delimiters.
    TextFile,
}

impl FileFormat {
    /// Its name in SQL.
    pub fn name(self) -> &'static str {
        match self {
            Self::Parquet => "PARQUET",
            Self::Orc => "ORC",
            Self::Avro => "AVRO",
            Self::Json => "JSON",
            Self::TextFile => "TEXTFILE",
        }
    }
}

/// How files are compressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
#[expect(missing_docs, reason = "each is the name of an algorithm")]
pub enum Compression {
    None,
    Bzip2,
    Deflate,
    Gzip,
    Lz4,
    Snappy,
    Zlib,
    Zstd,
}

impl Compression {
    const ALL: [Self; 8] =
        [Self::None, Self::Bzip2, Self::Deflate, Self::Gzip, Self::Lz4, Self::Snappy, Self::Zlib, Self::Zstd];

    /// Its name in SQL.
    pub fn name(self) -> &'static str {
        match self {
            Self::None => "NONE",
            Self::Bzip2 => "BZIP2",
            Self::Deflate => "DEFLATE",
            Self::Gzip => "GZIP",
            Self::Lz4 => "LZ4",
            Self::Snappy => "SNAPPY",
            Self::Zlib => "ZLIB",
            Self::Zstd => "ZSTD",
        }
    }

    /// User guide, "Hive table compression support by file format", engine version 3.
    fn of_hive(self, format: FileFormat) -> bool {
        match format {
            FileFormat::Avro => matches!(self, Self::None | Self::Bzip2 | Self::Deflate | Self::Snappy | Self::Zstd),
            FileFormat::Orc => matches!(self, Self::None | Self::Lz4 | Self::Snappy | Self::Zlib | Self::Zstd),
            FileFormat::Parquet => matches!(self, Self::None | Self::Gzip | Self::Lz4 | Self::Snappy | Self::Zstd),
            FileFormat::Json | FileFormat::TextFile => !matches!(self, Self::Deflate | Self::Zlib),
        }
    }

    /// User guide, "Iceberg table compression support by file format", engine version 3.
    fn of_iceberg(self, format: FileFormat) -> bool {
        match format {
            FileFormat::Avro | FileFormat::Parquet => {
                matches!(self, Self::None | Self::Gzip | Self::Snappy | Self::Zstd)
            }
            FileFormat::Orc => matches!(self, Self::None | Self::Lz4 | Self::Snappy | Self::Zlib | Self::Zstd),
            FileFormat::Json | FileFormat::TextFile => false,
        }
    }
}

/// The format and compression of the files that a statement writes.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct FileOptions {
    pub(super) format: Option<FileFormat>,
    pub(super) compression: Option<Compression>,
    pub(super) level: Option<u8>,
    pub(super) delimiter: Option<char>,
}

/// The setters of a builder that has its [`FileOptions`] in the field `files`. How `format` and `compression` are written, and their defaults,
/// differ from statement to statement, and so do their docs.
macro_rules! file_setters {
    (format: $format:literal, compression: $compression:literal) => {
        #[doc = $format]
        pub fn format(mut self, format: FileFormat) -> Self {
            self.files.format = Some(format);
            self
        }

        #[doc = $compression]
        pub fn compression(mut self, compression: Compression) -> Self {
            self.files.compression = Some(compression);
            self
        }

        /// `compression_level`, of ZSTD: 1 to 22.
        pub fn compression_level(mut self, level: u8) -> Self {
            self.files.level = Some(level);
            self
        }
    };
    (format: $format:literal, compression: $compression:literal, field_delimiter) => {
        file_setters!(format: $format, compression: $compression);

        /// `field_delimiter`, of [`FileFormat::TextFile`].
        pub fn field_delimiter(mut self, delimiter: char) -> Self {
            self.files.delimiter = Some(delimiter);
            self
        }
    };
}

pub(super) use file_setters;

impl FileOptions {
    /// Parquet by default (user guide, "CREATE TABLE AS").
    pub(super) fn format(self) -> FileFormat {
        self.format.unwrap_or(FileFormat::Parquet)
    }

    /// Whether these go together in a Hive table.
    pub(super) fn fit_hive(self) -> Result<()> {
        self.compressed_by("a Hive table", Compression::of_hive)?;
        self.level_and_delimiter()
    }

    /// Whether these go together in an Iceberg table.
    pub(super) fn fit_iceberg(self) -> Result<()> {
        if matches!(self.format(), FileFormat::Json | FileFormat::TextFile) {
            let format = self.format().name();
            return invalid(format!("an Iceberg table has files of PARQUET, ORC or AVRO, not of {format}"));
        }
        self.compressed_by("an Iceberg table", Compression::of_iceberg)?;
        self.level_and_delimiter()
    }

    /// Whether these go together in UNLOAD, which lets compression be chosen for ORC and Parquet only (user guide, "UNLOAD").
    pub(super) fn fit_unload(self) -> Result<()> {
        let format = self.format();
        if self.compression.is_some() && !matches!(format, FileFormat::Parquet | FileFormat::Orc) {
            let format = format.name();
            return invalid(format!(
                "UNLOAD compresses {format} in its own way: leave out the compression, or unload PARQUET or ORC"
            ));
        }
        self.fit_hive()
    }

    fn compressed_by(self, table: &str, takes: fn(Compression, FileFormat) -> bool) -> Result<()> {
        let (format, Some(compression)) = (self.format(), self.compression) else { return Ok(()) };
        if takes(compression, format) {
            return Ok(());
        }
        let fitting: Vec<_> =
            Compression::ALL.into_iter().filter(|one| takes(*one, format)).map(Compression::name).collect();
        let (compression, format, fitting) = (compression.name(), format.name(), fitting.join(", "));
        invalid(format!("files of {format} in {table} are not compressed with {compression}: choose one of {fitting}"))
    }

    fn level_and_delimiter(self) -> Result<()> {
        if let Some(level) = self.level {
            if self.compression != Some(Compression::Zstd) {
                return invalid(
                    "a compression level goes with ZSTD: set the compression to it, or leave out the level",
                );
            }
            if !(1..=22).contains(&level) {
                return invalid(format!("{level} is not a compression level of ZSTD: these are 1 to 22"));
            }
        }
        if self.delimiter.is_some() && self.format() != FileFormat::TextFile {
            let format = self.format().name();
            return invalid(format!("files of {format} have no field delimiter: choose TEXTFILE, or leave it out"));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_format_has_its_own_compressions() {
        let fit = |format, compression| {
            let files = FileOptions { format: Some(format), compression: Some(compression), ..FileOptions::default() };
            (files.fit_hive().is_ok(), files.fit_iceberg().is_ok(), files.fit_unload().is_ok())
        };
        assert_eq!(fit(FileFormat::Parquet, Compression::Lz4), (true, false, true));
        assert_eq!(fit(FileFormat::Avro, Compression::Gzip), (false, true, false));
        assert_eq!(fit(FileFormat::Orc, Compression::Zlib), (true, true, true));
        assert_eq!(fit(FileFormat::TextFile, Compression::Gzip), (true, false, false));
    }

    #[test]
    fn a_wrong_compression_names_those_that_fit() {
        let files = FileOptions {
            format: Some(FileFormat::Orc),
            compression: Some(Compression::Gzip),
            ..FileOptions::default()
        };
        assert_eq!(
            files.fit_hive().expect_err("no gzip").to_string(),
            "this query cannot be sent: files of ORC in a Hive table are not compressed with GZIP: \
             choose one of NONE, LZ4, SNAPPY, ZLIB, ZSTD"
        );
    }

    #[test]
    fn a_level_needs_zstd_and_a_delimiter_needs_text() {
        let zstd = FileOptions { compression: Some(Compression::Zstd), level: Some(9), ..FileOptions::default() };
        assert!(zstd.fit_hive().is_ok());
        assert!(FileOptions { level: Some(23), ..zstd }.fit_hive().is_err());
        assert!(FileOptions { compression: None, ..zstd }.fit_hive().is_err());
        assert!(FileOptions { delimiter: Some(','), ..FileOptions::default() }.fit_hive().is_err());
    }
}
