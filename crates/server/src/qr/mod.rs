//! QR codes of short addresses: black on white, whole-pixel modules, a quiet zone of four, error level M unless another
//! is asked for; with a logo in the middle always the highest.
//!
//! In: a text, a size, a level, perhaps a logo. Out: SVG text or PNG bytes. Refused: a size outside 128 to 4096, or too
//! small for the text. Invariant: whatever is given out was read back by a decoder, with its logo where it has one.

mod logo;
mod read_back;
pub mod sheet;

use std::fmt::Write;

pub use logo::{Logo, with_logo_png, with_logo_svg};

use qrcode::{Color, EcLevel, QrCode};

/// Modules of white around the code.
const QUIET_ZONE: usize = 4;
/// Smallest and largest side, in pixels.
const SIDES: std::ops::RangeInclusive<usize> = 128..=4_096;
/// The side when none is asked for.
pub const DEFAULT_SIDE: usize = 512;

/// Why there is no picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoPicture {
    /// The side is out of range.
    #[error("use a size from 128 to 4096")]
    Size,
    /// The text does not fit into a code, or the code not into the side.
    #[error("the address is too long for this size")]
    TooLong,
    /// The picture could not be written.
    #[error("the picture could not be written")]
    Writing,
    /// A decoder does not read the code.
    #[error("the code cannot be read like this: use a larger size, a lower level or no logo")]
    Unreadable,
    /// The logo is no picture that can be used.
    #[error("use a PNG picture of 32 to 1024 pixels a side and up to 512 KiB")]
    NoLogo,
}

/// How much of a code may be damaged and it is still read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Level {
    /// 7 %.
    L,
    /// 15 %.
    #[default]
    M,
    /// 25 %.
    Q,
    /// 30 %.
    H,
}

impl Level {
    /// Reads `L`, `M`, `Q` or `H`.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        match text {
            "L" | "l" => Some(Self::L),
            "M" | "m" => Some(Self::M),
            "Q" | "q" => Some(Self::Q),
            "H" | "h" => Some(Self::H),
            _ => None,
        }
    }

    const fn ec(self) -> EcLevel {
        match self {
            Self::L => EcLevel::L,
            Self::M => EcLevel::M,
            Self::Q => EcLevel::Q,
            Self::H => EcLevel::H,
        }
    }
}

/// A QR code laid out on a square of pixels, which a decoder reads.
#[derive(Debug)]
pub struct Picture {
    side: usize,
    /// Modules on a side, without the quiet zone.
    width: usize,
    dark: Vec<bool>,
    /// Pixels of a module.
    module: usize,
    /// Pixels before the first module; what the division leaves over widens the margin.
    margin: usize,
}

impl Picture {
    /// Lays out a text on a square with this side, at the usual level.
    pub fn of(text: &str, side: usize) -> Result<Self, NoPicture> {
        Self::at_level(text, side, Level::default())
    }

    /// Lays out a text on a square with this side, at a level of its own.
    pub fn at_level(text: &str, side: usize, level: Level) -> Result<Self, NoPicture> {
        if !SIDES.contains(&side) {
            return Err(NoPicture::Size);
        }
        let code = QrCode::with_error_correction_level(text, level.ec()).map_err(|_| NoPicture::TooLong)?;
        let width = code.width();
        let module = side / (width + 2 * QUIET_ZONE);
        if module == 0 {
            return Err(NoPicture::TooLong);
        }
        let margin = (side - width * module) / 2;
        let dark = code.to_colors().into_iter().map(|color| color == Color::Dark).collect();
        let picture = Self { side, width, dark, module, margin };
        read_back::modules(&picture, text)?;
        Ok(picture)
    }

    /// The code without its margin, row by row; `true` is dark.
    pub(super) fn rows(&self) -> impl Iterator<Item = &[bool]> {
        self.dark.chunks(self.width)
    }

    /// The picture as SVG: one path, a rectangle for each run of dark modules.
    #[must_use]
    pub fn svg(&self) -> String {
        let (side, module) = (self.side, self.module);
        let mut path = String::new();
        for (row, modules) in self.dark.chunks(self.width).enumerate() {
            let y = self.margin + row * module;
            let mut column = 0;
            for run in modules.chunk_by(|one, next| one == next) {
                if run.first() == Some(&true) {
                    let (x, length) = (self.margin + column * module, run.len() * module);
                    // Writing to a String cannot fail.
                    write!(path, "M{x} {y}h{length}v{module}h-{length}z").unwrap_or_default();
                }
                column += run.len();
            }
        }
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{side}\" height=\"{side}\" \
             viewBox=\"0 0 {side} {side}\" shape-rendering=\"crispEdges\"><path fill=\"#fff\" \
             d=\"M0 0h{side}v{side}H0z\"/><path fill=\"#000\" d=\"{path}\"/></svg>"
        )
    }

    /// The picture as PNG with one bit to a pixel, exactly `side` by `side`.
    pub fn png(&self) -> Result<Vec<u8>, NoPicture> {
        let side = u32::try_from(self.side).map_err(|_| NoPicture::Size)?;
        let mut bytes = Vec::new();
        let mut encoder = png::Encoder::new(&mut bytes, side, side);
        encoder.set_color(png::ColorType::Grayscale);
        encoder.set_depth(png::BitDepth::One);
        let mut writer = encoder.write_header().map_err(|_| NoPicture::Writing)?;
        writer.write_image_data(&self.bits()).map_err(|_| NoPicture::Writing)?;
        writer.finish().map_err(|_| NoPicture::Writing)?;
        Ok(bytes)
    }

    /// One bit to a pixel, each row filled up to whole bytes; 1 is white.
    fn bits(&self) -> Vec<u8> {
        let stride = self.side.div_ceil(8);
        let white = vec![0xff_u8; stride];
        let mut bits = Vec::with_capacity(stride * self.side);
        bits.extend(white.repeat(self.margin));
        for modules in self.dark.chunks(self.width) {
            let mut row = white.clone();
            for (column, _) in modules.iter().enumerate().filter(|(_, dark)| **dark) {
                let start = self.margin + column * self.module;
                for pixel in start..start + self.module {
                    row[pixel / 8] &= !(0x80 >> (pixel % 8));
                }
            }
            bits.extend(row.repeat(self.module));
        }
        bits.resize(stride * self.side, 0xff);
        bits
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_margin_takes_what_whole_pixels_leave_and_is_never_under_four_modules() {
        for side in [128, 129, 500, 512, 1_000, 4_096] {
            let picture = Picture::of("https://nascente.example/l/black-friday", side).unwrap();
            let after = side - picture.margin - picture.width * picture.module;
            assert!(picture.margin >= QUIET_ZONE * picture.module && after >= QUIET_ZONE * picture.module, "{side}");
            assert!(after.abs_diff(picture.margin) <= 1, "{side}");
        }
    }

    #[test]
    fn sizes_out_of_range_and_texts_that_do_not_fit_are_refused() {
        assert_eq!(Picture::of("a", 127).unwrap_err(), NoPicture::Size);
        assert_eq!(Picture::of("a", 4_097).unwrap_err(), NoPicture::Size);
        assert_eq!(Picture::of(&"a".repeat(2_000), 128).unwrap_err(), NoPicture::TooLong);
        assert_eq!(Picture::at_level(&"a".repeat(9_000), 4_096, Level::L).unwrap_err(), NoPicture::TooLong);
    }
}
