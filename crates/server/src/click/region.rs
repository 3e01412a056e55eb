//! The region of a visitor's address, from a file that the installation may name (`geoip_file`, `MaxMind`'s format).
//!
//! Out comes the country and its part by ISO 3166 (`BR-SP`), never the address or a place on the map.

use std::net::IpAddr;
use std::path::Path;

use maxminddb::{MaxMindDbError, PathElement, Reader};

/// The regions, where a file was named.
pub(super) struct Regions(Option<Reader<Vec<u8>>>);

impl std::fmt::Debug for Regions {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Regions").field(&self.0.is_some()).finish()
    }
}

impl Regions {
    /// Reads the file; without one nobody has a region, and neither where it cannot be read.
    pub(super) fn read(file: Option<&Path>) -> Self {
        Self(file.and_then(|file| match open(file) {
            Ok(reader) => Some(reader),
            Err(error) => {
                tracing::error!(%error, file = %file.display(), "the file of regions cannot be read");
                None
            }
        }))
    }

    /// `BR-SP`, `BR`, or nothing.
    pub(super) fn of(&self, address: IpAddr) -> Option<String> {
        let found = self.0.as_ref()?.lookup(address).ok()?;
        let text = |path: &[PathElement<'_>]| found.decode_path::<String>(path).ok().flatten();
        let country = text(&[PathElement::Key("country"), PathElement::Key("iso_code")])?;
        let part = text(&[PathElement::Key("subdivisions"), PathElement::Index(0), PathElement::Key("iso_code")]);
        Some(part.map_or(country.clone(), |part| format!("{country}-{part}")))
    }
}

fn open(file: &Path) -> Result<Reader<Vec<u8>>, MaxMindDbError> {
    Reader::open_readfile(file)
}
