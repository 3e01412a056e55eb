//! Every kind of code is read back by a program that has nothing to do with the one that drew it (zbar).

use std::io::Write;
use std::process::Command;

use image::{ImageFormat, Rgba, RgbaImage};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::clicks::{begin, verdicts, visit};
use crate::links::{new_channel, new_link};
use crate::world::{World, new_company, new_token};

/// What zbar reads in a picture, in the order of its finding.
fn zbar(file: &std::path::Path) -> Vec<String> {
    let mut read = Command::new("/usr/bin/zbarimg");
    read.args(["--quiet", "--raw", "-Sdisable", "-Sqrcode.enable"]).arg(file);
    let output = read.output().unwrap();
    let mut found: Vec<String> = String::from_utf8(output.stdout).unwrap().lines().map(str::to_owned).collect();
    found.sort();
    found
}

pub(crate) fn zbar_bytes(bytes: &[u8]) -> Vec<String> {
    let mut file = tempfile::Builder::new().suffix(".png").tempfile().unwrap();
    file.write_all(bytes).unwrap();
    zbar(file.path())
}

pub(crate) async fn fetch(world: &World, path: &str) -> (StatusCode, Vec<u8>) {
    let answer = world.http.get(format!("{}{path}", world.url)).bearer_auth(&world.admin).send().await.unwrap();
    (answer.status(), answer.bytes().await.unwrap().to_vec())
}

pub(crate) async fn set_logo(world: &World, bytes: Vec<u8>) -> (StatusCode, Value) {
    let request = world.http.put(format!("{}/api/v1/company/qr-logo", world.url)).bearer_auth(&world.admin);
    let answer = request.header("content-type", "image/png").body(bytes).send().await.unwrap();
    (answer.status(), answer.json().await.unwrap_or_default())
}

/// A round red logo on nothing.
pub(crate) fn logo(side: u32) -> Vec<u8> {
    let middle = i64::from(side) / 2;
    let picture = RgbaImage::from_fn(side, side, |x, y| {
        let far = (i64::from(x) - middle).pow(2) + (i64::from(y) - middle).pow(2) > middle * middle;
        if far { Rgba([0; 4]) } else { Rgba([200, 20, 40, 255]) }
    });
    let mut bytes = std::io::Cursor::new(Vec::new());
    picture.write_to(&mut bytes, ImageFormat::Png).unwrap();
    bytes.into_inner()
}

#[tokio::test]
async fn codes_of_every_size_and_level_are_read_back_with_and_without_a_logo() {
    let world = World::start().await;
    let channel = new_channel(&world.app, world.company_id, "5511999990001").await;
    let link = new_link(&world, channel, json!({ "slug": "vitrine-da-loja-do-centro" })).await;
    let url = link["short_url"].as_str().unwrap().to_owned();
    assert_eq!(set_logo(&world, logo(300)).await.0, StatusCode::NO_CONTENT);
    for size in [256, 512, 1_024] {
        for variant in ["level=L", "level=M", "level=Q", "level=H", "logo=true"] {
            let path = format!("/l/vitrine-da-loja-do-centro/qr.png?size={size}&{variant}");
            let (status, png) = fetch(&world, &path).await;
            assert_eq!((status, zbar_bytes(&png)), (StatusCode::OK, vec![url.clone()]), "{path}");
        }
    }
    let (_, svg) = fetch(&world, "/l/vitrine-da-loja-do-centro/qr.svg?logo=true&size=512").await;
    let svg = String::from_utf8(svg).unwrap();
    assert!(svg.contains("href=\"data:image/png;base64,") && svg.ends_with("</svg>"));
    for wrong in ["level=X", "level=", "logo=maybe", "logo=true&size=100"] {
        let (status, _) = fetch(&world, &format!("/l/vitrine-da-loja-do-centro/qr.png?{wrong}")).await;
        assert!(status.is_client_error(), "{wrong}: {status}");
    }
}

#[tokio::test]
async fn a_logo_that_is_none_is_refused_and_another_company_never_sees_it() {
    let world = World::start().await;
    for wrong in [Vec::new(), b"<svg/>".to_vec(), logo(31), logo(1_025), vec![0; 600 * 1_024]] {
        let (status, problem) = set_logo(&world, wrong).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{problem}");
    }
    assert_eq!(fetch(&world, "/api/v1/company/qr-logo").await.0, StatusCode::NO_CONTENT);
    assert_eq!(set_logo(&world, logo(64)).await.0, StatusCode::NO_CONTENT);
    let (status, png) = fetch(&world, "/api/v1/company/qr-logo").await;
    assert_eq!((status, image::load_from_memory(&png).unwrap().width()), (StatusCode::OK, 64));
    let (other, _) = new_company(&world.app, "Outra").await;
    let stranger = new_token(&world.app, other, nascente_domain::role::Role::Admin, None).await;
    let request = world.http.get(format!("{}/api/v1/company/qr-logo", world.url)).bearer_auth(stranger);
    assert_eq!(request.send().await.unwrap().status(), StatusCode::NO_CONTENT);
}

/// The place of a code on a sheet with three in a row and nine on a page, as a telephone is held over it.
fn drawn(sheet: &std::path::Path, at: u32) -> std::path::PathBuf {
    let (page, row, column) = (at / 9 + 1, at % 9 / 3, at % 3);
    // 36 points of border, cells of 174.3 by 208.3 points, 200 pixels an inch.
    let pixels = |tenths_of_points: u32| (tenths_of_points * 200 / 720).to_string();
    let to = sheet.with_file_name(format!("code-{at}"));
    let mut draw = Command::new("/usr/bin/pdftoppm");
    draw.args(["-r", "200", "-png", "-singlefile", "-f", &page.to_string()]);
    draw.args(["-x", &pixels(360 + column * 1_743), "-y", &pixels(360 + row * 2_083)]);
    draw.args(["-W", &pixels(1_743), "-H", &pixels(1_743)]).arg(sheet).arg(&to);
    assert!(draw.status().unwrap().success());
    to.with_extension("png")
}

#[tokio::test]
async fn every_code_of_a_printed_sheet_is_read_back_and_says_its_name_and_address() {
    let world = World::start().await;
    let channel = new_channel(&world.app, world.company_id, "5511999990001").await;
    let (mut ids, mut urls) = (Vec::new(), Vec::new());
    for number in 0..14 {
        let name = format!("Balcão nº {number} – Inês");
        let link = new_link(&world, channel, json!({ "slug": format!("balcao-{number:02}"), "name": name })).await;
        ids.push(link["id"].as_str().unwrap().to_owned());
        urls.push(link["short_url"].as_str().unwrap().to_owned());
    }
    let (status, pdf) = fetch(&world, &format!("/api/v1/links/qr-sheet.pdf?ids={}&columns=3", ids.join(","))).await;
    assert_eq!((status, &pdf[..5]), (StatusCode::OK, &b"%PDF-"[..]));
    let folder = tempfile::TempDir::new().unwrap();
    let file = folder.path().join("sheet.pdf");
    std::fs::write(&file, &pdf).unwrap();
    let found: Vec<Vec<String>> = (0..14).map(|at| zbar(&drawn(&file, at))).collect();
    assert_eq!(found, urls.into_iter().map(|url| vec![url]).collect::<Vec<_>>());
    let words = Command::new("/usr/bin/pdftotext").arg(&file).arg("-").output().unwrap().stdout;
    let words = String::from_utf8(words).unwrap();
    assert!(words.contains("Balcão nº 13 – Inês"), "{words}");
    assert!(words.contains("/l/balcao-13"), "{words}");
    for (wrong, expected) in [
        (String::new(), StatusCode::UNPROCESSABLE_ENTITY),
        ("x".to_owned(), StatusCode::UNPROCESSABLE_ENTITY),
        (nascente_domain::id::LinkId::from(7).to_string(), StatusCode::NOT_FOUND),
    ] {
        assert_eq!(fetch(&world, &format!("/api/v1/links/qr-sheet.pdf?ids={wrong}")).await.0, expected, "{wrong}");
    }
}

/// Reads a QR code with another library than the one that wrote it.
fn read_back(png: &[u8]) -> (u32, String) {
    let picture = image::load_from_memory(png).unwrap().to_luma8();
    let side = picture.width();
    assert_eq!(picture.height(), side);
    let at = |x: usize, y: usize| picture.get_pixel(u32::try_from(x).unwrap(), u32::try_from(y).unwrap()).0[0];
    let length = usize::try_from(side).unwrap();
    let mut prepared = rqrr::PreparedImage::prepare_from_greyscale(length, length, at);
    let grids = prepared.detect_grids();
    assert_eq!(grids.len(), 1);
    let (meta, content) = grids[0].decode().unwrap();
    assert_eq!(meta.ecc_level, 0, "level M");
    (side, content)
}

#[tokio::test]
async fn the_qr_code_reads_as_the_short_address_in_every_size() {
    let (world, channel) = begin().await;
    let link = new_link(&world, channel, json!({ "slug": "black-friday_26" })).await;
    for size in [128, 129, 300, 512, 1_000, 4_096] {
        let response = visit(&world, &format!("/l/black-friday_26/qr.png?size={size}"), &[]).await;
        assert_eq!(response.headers()["content-type"], "image/png");
        let (side, content) = read_back(&response.bytes().await.unwrap());
        assert_eq!((side, link["short_url"].as_str()), (size, Some(content.as_str())));
    }
    for size in ["127", "4097", "-1", "x", "99999999999999999999"] {
        let response = visit(&world, &format!("/l/black-friday_26/qr.png?size={size}"), &[]).await;
        assert_eq!(response.status(), StatusCode::UNPROCESSABLE_ENTITY, "{size}");
        assert_eq!(response.headers()["content-type"], "application/problem+json");
    }
    assert_eq!(visit(&world, "/l/nada/qr.png", &[]).await.status(), StatusCode::NOT_FOUND);
    assert_eq!(verdicts(&world).await, Vec::<String>::new());
}

#[tokio::test]
async fn the_svg_draws_the_same_modules_and_both_pictures_may_be_kept() {
    let (world, channel) = begin().await;
    let link = new_link(&world, channel, json!({ "slug": "bio" })).await;
    let response = visit(&world, "/l/bio/qr.svg?size=300", &[]).await;
    assert_eq!(response.headers()["content-type"], "image/svg+xml");
    assert!(response.headers()["cache-control"].to_str().unwrap().contains("immutable"));
    let tag = response.headers()["etag"].to_str().unwrap().to_owned();
    let unchanged = visit(&world, "/l/bio/qr.svg?size=300", &[("if-none-match", &tag)]).await;
    assert_eq!(unchanged.status(), StatusCode::NOT_MODIFIED);
    let svg = response.text().await.unwrap();
    let dark: u64 = svg
        .split("fill=\"#000\" d=\"")
        .nth(1)
        .unwrap()
        .split('M')
        .skip(1)
        .map(|run| {
            let number = |after: char| -> u64 {
                let digits = run.split(after).nth(1).unwrap();
                digits.chars().take_while(char::is_ascii_digit).collect::<String>().parse().unwrap()
            };
            number('h') * number('v')
        })
        .sum();
    let png = visit(&world, "/l/bio/qr.png?size=300", &[]).await.bytes().await.unwrap();
    let drawn = image::load_from_memory(&png).unwrap().to_luma8().pixels().filter(|pixel| pixel.0[0] == 0).count();
    assert_eq!(dark, u64::try_from(drawn).unwrap());
    assert_eq!(link["qr_svg_url"], format!("{}/l/bio/qr.svg", world.url));
    let path = format!("/api/v1/links/{}", link["id"].as_str().unwrap());
    assert_eq!(world.ask(&world.admin, Method::DELETE, &path, None).await, (StatusCode::NO_CONTENT, Value::Null));
    assert_eq!(visit(&world, "/l/bio/qr.svg", &[]).await.status(), StatusCode::OK);
}
