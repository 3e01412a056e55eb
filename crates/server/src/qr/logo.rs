//! A logo in the middle of a code: error level H, a white field of a quarter of the code's width, read back before it
//! is given out.

use std::io::Cursor;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use image::imageops::{FilterType, overlay, resize};
use image::{DynamicImage, ImageFormat, ImageReader, Limits, Rgba, RgbaImage};

use super::{Level, NoPicture, Picture, read_back};

/// Largest file.
const MOST_BYTES: usize = 512 * 1_024;
/// Smallest and largest side, in pixels.
const SIDES: std::ops::RangeInclusive<u32> = 32..=1_024;

/// A picture that was looked at and can be used.
#[derive(Debug, Clone)]
pub struct Logo {
    picture: RgbaImage,
    png: Vec<u8>,
}

impl Logo {
    /// Reads a PNG.
    pub fn read(bytes: &[u8]) -> Result<Self, NoPicture> {
        if bytes.len() > MOST_BYTES {
            return Err(NoPicture::NoLogo);
        }
        let mut reader = ImageReader::with_format(Cursor::new(bytes), ImageFormat::Png);
        let mut limits = Limits::default();
        limits.max_image_width = Some(*SIDES.end());
        limits.max_image_height = Some(*SIDES.end());
        reader.limits(limits);
        let picture = reader.decode().map_err(|_| NoPicture::NoLogo)?.to_rgba8();
        if !SIDES.contains(&picture.width()) || !SIDES.contains(&picture.height()) {
            return Err(NoPicture::NoLogo);
        }
        // Written anew, so that nothing else that a file may hold is handed on.
        let png = png_of(&DynamicImage::ImageRgba8(picture.clone()))?;
        Ok(Self { picture, png })
    }

    /// The picture as PNG.
    #[must_use]
    pub fn png(&self) -> &[u8] {
        &self.png
    }
}

fn png_of(picture: &DynamicImage) -> Result<Vec<u8>, NoPicture> {
    let mut bytes = Vec::new();
    picture.write_to(&mut Cursor::new(&mut bytes), ImageFormat::Png).map_err(|_| NoPicture::Writing)?;
    Ok(bytes)
}

/// The white field in the middle, in pixels: where it begins and its side; and the same for the logo in it.
fn field(picture: &Picture) -> (usize, usize, usize, usize) {
    // An odd number of modules, as the code has, so that the field lies on whole ones.
    let modules = (picture.width / 4) | 1;
    let begin = picture.margin + (picture.width - modules) / 2 * picture.module;
    let side = modules * picture.module;
    let inner = side * 4 / 5;
    (begin, side, begin + (side - inner) / 2, inner)
}

/// A code with a logo as PNG, read back by a decoder.
pub fn with_logo_png(text: &str, side: usize, logo: &Logo) -> Result<Vec<u8>, NoPicture> {
    let picture = Picture::at_level(text, side, Level::H)?;
    let drawn = composed(&picture, logo)?;
    read_back::drawing(&drawn, text)?;
    png_of(&drawn)
}

/// The same as SVG; what is read back is the drawing in pixels.
pub fn with_logo_svg(text: &str, side: usize, logo: &Logo) -> Result<String, NoPicture> {
    let picture = Picture::at_level(text, side, Level::H)?;
    read_back::drawing(&composed(&picture, logo)?, text)?;
    let (begin, length, inside, inner) = field(&picture);
    let data = STANDARD.encode(logo.png());
    let middle = format!(
        "<path fill=\"#fff\" d=\"M{begin} {begin}h{length}v{length}H{begin}z\"/><image x=\"{inside}\" y=\"{inside}\" \
         width=\"{inner}\" height=\"{inner}\" href=\"data:image/png;base64,{data}\"/></svg>"
    );
    Ok(picture.svg().replace("</svg>", &middle))
}

fn composed(picture: &Picture, logo: &Logo) -> Result<DynamicImage, NoPicture> {
    let png = picture.png()?;
    let code = image::load_from_memory_with_format(&png, ImageFormat::Png).map_err(|_| NoPicture::Writing)?;
    let mut code = code.to_rgba8();
    let (begin, length, inside, inner) = field(picture);
    let small = |number: usize| u32::try_from(number).unwrap_or_default();
    let white = RgbaImage::from_pixel(small(length), small(length), Rgba([255; 4]));
    overlay(&mut code, &white, i64::from(small(begin)), i64::from(small(begin)));
    let (width, height) = logo.picture.dimensions();
    let longest = width.max(height).max(1);
    let scaled = |length: u32| (length * small(inner) / longest).max(1);
    let (width, height) = (scaled(width), scaled(height));
    let logo = resize(&logo.picture, width, height, FilterType::Triangle);
    let place = |length: u32| i64::from(small(inside) + (small(inner) - length) / 2);
    overlay(&mut code, &logo, place(width), place(height));
    Ok(DynamicImage::ImageRgba8(code))
}
