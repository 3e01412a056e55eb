//! A printable sheet of many codes: A4, a grid, under each code the name of its link and its address to type.
//!
//! Texts are set in Helvetica, which every reader of PDF has; characters outside of Windows-1252 become `?`.

use pdf_writer::{Content, Finish, Name, Pdf, Rect, Ref, Str};

use super::{Level, NoPicture, Picture};

/// A4 in points, and the border of the page.
const PAGE: (f32, f32) = (595.0, 842.0);
const BORDER: f32 = 36.0;
/// Room for two lines of text under a code.
const CAPTION: f32 = 34.0;

/// One code of a sheet.
#[derive(Debug, Clone)]
pub struct Label {
    /// What the code says, and what is printed to be typed.
    pub url: String,
    /// Name of the link.
    pub name: String,
}

/// Lays out the codes, so many in a row.
pub fn sheet(labels: &[Label], columns: usize, level: Level) -> Result<Vec<u8>, NoPicture> {
    let columns = columns.clamp(1, 6);
    #[expect(clippy::cast_precision_loss, reason = "at most six")]
    let cell = (PAGE.0 - 2.0 * BORDER) / columns as f32;
    let rows = rows_on_a_page(cell);
    let mut pdf = Pdf::new();
    let (catalog, tree, font, bold) = (Ref::new(1), Ref::new(2), Ref::new(3), Ref::new(4));
    let pages: Vec<&[Label]> = labels.chunks(columns * rows).collect();
    let place = |index: usize| i32::try_from(index * 2 + 5).unwrap_or(i32::MAX - 1);
    let ids: Vec<Ref> = (0..pages.len()).map(|index| Ref::new(place(index))).collect();
    pdf.catalog(catalog).pages(tree);
    pdf.pages(tree).kids(ids.iter().copied()).count(i32::try_from(ids.len()).unwrap_or(i32::MAX));
    for (id, name) in [(font, "Helvetica"), (bold, "Helvetica-Bold")] {
        pdf.type1_font(id).base_font(Name(name.as_bytes())).encoding_predefined(Name(b"WinAnsiEncoding"));
    }
    for (index, page_labels) in pages.into_iter().enumerate() {
        let content_id = Ref::new(place(index) + 1);
        let mut page = pdf.page(Ref::new(place(index)));
        page.media_box(Rect::new(0.0, 0.0, PAGE.0, PAGE.1)).parent(tree).contents(content_id);
        page.resources().fonts().pair(Name(b"F"), font).pair(Name(b"B"), bold);
        page.finish();
        let mut content = Content::new();
        for (at, label) in page_labels.iter().enumerate() {
            draw(&mut content, label, corner(at, columns, cell), cell, level)?;
        }
        pdf.stream(content_id, &content.finish());
    }
    Ok(pdf.finish())
}

fn rows_on_a_page(cell: f32) -> usize {
    let mut rows = 1;
    let mut used = 2.0 * (cell + CAPTION);
    while used <= PAGE.1 - 2.0 * BORDER {
        rows += 1;
        used += cell + CAPTION;
    }
    rows
}

/// The upper left corner of a cell.
#[expect(clippy::cast_precision_loss, reason = "a few cells on a page")]
fn corner(at: usize, columns: usize, cell: f32) -> (f32, f32) {
    let (row, column) = (at / columns, at % columns);
    (BORDER + column as f32 * cell, PAGE.1 - BORDER - row as f32 * (cell + CAPTION))
}

#[expect(clippy::cast_precision_loss, reason = "a code has at most 177 modules")]
fn draw(content: &mut Content, label: &Label, at: (f32, f32), cell: f32, level: Level) -> Result<(), NoPicture> {
    let picture = Picture::at_level(&label.url, super::DEFAULT_SIDE, level)?;
    let module = cell / (picture.width + 2 * super::QUIET_ZONE) as f32;
    let quiet = super::QUIET_ZONE as f32 * module;
    content.set_fill_gray(0.0);
    for (row, modules) in picture.rows().enumerate() {
        let mut column = 0;
        for run in modules.chunk_by(|one, next| one == next) {
            if run.first() == Some(&true) {
                let (x, y) = (at.0 + quiet + column as f32 * module, at.1 - quiet - (row + 1) as f32 * module);
                content.rect(x, y, run.len() as f32 * module, module);
            }
            column += run.len();
        }
    }
    content.fill_nonzero();
    let typed = label.url.split_once("://").map_or(label.url.as_str(), |(_, rest)| rest);
    let left = at.0 + quiet;
    let room = cell - 2.0 * quiet;
    write_line(content, b"B", 10.0, (left, at.1 - cell - 4.0), &label.name, room);
    write_line(content, b"F", 8.0, (left, at.1 - cell - 16.0), typed, room);
    Ok(())
}

/// One line, cut where the room ends. Helvetica's letters are half as wide as high, more or less.
fn write_line(content: &mut Content, font: &[u8], size: f32, at: (f32, f32), text: &str, room: f32) {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a small positive number")]
    let most = (room / (size * 0.52)) as usize;
    let bytes: Vec<u8> = if text.chars().count() > most {
        text.chars().take(most.saturating_sub(1)).chain(['…']).map(windows_1252).collect()
    } else {
        text.chars().map(windows_1252).collect()
    };
    content.begin_text().set_font(Name(font), size).next_line(at.0, at.1).show(Str(&bytes)).end_text();
}

fn windows_1252(symbol: char) -> u8 {
    match symbol {
        ' '..='~' | '\u{a0}'..='\u{ff}' => u8::try_from(u32::from(symbol)).unwrap_or(b'?'),
        '€' => 0x80,
        '…' => 0x85,
        '‘' => 0x91,
        '’' => 0x92,
        '“' => 0x93,
        '”' => 0x94,
        '•' => 0x95,
        '–' => 0x96,
        '—' => 0x97,
        '™' => 0x99,
        _ => b'?',
    }
}
