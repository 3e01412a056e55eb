//! A code is read by a decoder before it is given out.

use image::DynamicImage;

use super::{NoPicture, Picture, QUIET_ZONE};

/// Pixels of a module that are read, at most: a larger picture is the same one with larger pixels, and reading all of its
/// sixteen million would cost a second.
const MOST_PIXELS: usize = 4;

/// Reads a code without a logo, as large as it is drawn or a little smaller.
pub(super) fn modules(picture: &Picture, text: &str) -> Result<(), NoPicture> {
    let module = picture.module.min(MOST_PIXELS);
    let side = (picture.width + 2 * QUIET_ZONE) * module;
    let place = |pixel: usize| (pixel / module).checked_sub(QUIET_ZONE).filter(|place| *place < picture.width);
    let at = |x: usize, y: usize| {
        let dark = place(x).zip(place(y)).and_then(|(x, y)| picture.dark.get(y * picture.width + x));
        if dark == Some(&true) { 0 } else { 255 }
    };
    read(side, side, at, text)
}

/// Reads a drawing pixel by pixel.
pub(super) fn drawing(drawn: &DynamicImage, text: &str) -> Result<(), NoPicture> {
    let grey = drawn.to_luma8();
    let (width, height) = (grey.width() as usize, grey.height() as usize);
    let at = |x: usize, y: usize| {
        let place = u32::try_from(x).ok().zip(u32::try_from(y).ok());
        place.and_then(|(x, y)| grey.get_pixel_checked(x, y)).map_or(255, |pixel| pixel.0[0])
    };
    read(width, height, at, text)
}

fn read(width: usize, height: usize, at: impl FnMut(usize, usize) -> u8, text: &str) -> Result<(), NoPicture> {
    let mut prepared = rqrr::PreparedImage::prepare_from_greyscale(width, height, at);
    let found = prepared.detect_grids().iter().any(|grid| grid.decode().is_ok_and(|(_, content)| content == text));
    if found { Ok(()) } else { Err(NoPicture::Unreadable) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::qr::Level;

    #[test]
    fn a_code_whose_modules_are_damaged_or_say_something_else_is_refused() {
        let text = "https://nascente.example/l/vitrine";
        let mut picture = Picture::at_level(text, 512, Level::L).unwrap();
        assert_eq!(modules(&picture, "https://nascente.example/l/outra"), Err(NoPicture::Unreadable));
        for module in picture.dark.iter_mut().skip(picture.width * 9).step_by(3) {
            *module = !*module;
        }
        assert_eq!(modules(&picture, text), Err(NoPicture::Unreadable));
    }

    #[test]
    fn every_size_and_level_that_an_address_fits_is_read() {
        let text = format!("https://links.nascente.example/l/{}", "a".repeat(64));
        for side in [160, 256, 512, 1_024, 4_096] {
            for level in [Level::L, Level::M, Level::Q, Level::H] {
                assert!(Picture::at_level(&text, side, level).is_ok(), "{side} {level:?}");
            }
        }
    }
}
