//! The load: many connections that stay open, requests that were signed before the clock starts.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::failure::{Failure, stopped};

/// Connections that post at the same time.
pub(crate) const CONNECTIONS: usize = 64;

/// How a load went.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Posted {
    /// When the first request went out.
    pub(crate) begun: Instant,
    /// Until the last answer.
    pub(crate) took: Duration,
    /// Answers that were not 200; those requests were sent again.
    pub(crate) refused: usize,
}

/// Posts every request until each was answered with 200.
pub(crate) async fn post_all(address: &str, requests: Vec<Vec<u8>>) -> Result<Posted, Failure> {
    let (requests, next) = (Arc::new(requests), Arc::new(AtomicUsize::new(0)));
    let mut streams = Vec::new();
    for _ in 0..CONNECTIONS {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        streams.push(stream);
    }
    let begun = Instant::now();
    let mut posting = tokio::task::JoinSet::new();
    for stream in streams {
        posting.spawn(post_some(stream, Arc::clone(&requests), Arc::clone(&next)));
    }
    let mut refused = 0;
    while let Some(ended) = posting.join_next().await {
        refused += ended??;
    }
    Ok(Posted { begun, took: begun.elapsed(), refused })
}

async fn post_some(
    mut stream: TcpStream,
    requests: Arc<Vec<Vec<u8>>>,
    next: Arc<AtomicUsize>,
) -> Result<usize, Failure> {
    let mut answer = Vec::with_capacity(4_096);
    let mut refused = 0;
    while let Some(request) = requests.get(next.fetch_add(1, Ordering::Relaxed)) {
        loop {
            stream.write_all(request).await?;
            if read_answer(&mut stream, &mut answer).await?.0 == 200 {
                break;
            }
            refused += 1;
        }
    }
    Ok(refused)
}

/// Asks for a JSON document.
pub(crate) async fn get(address: &str, path: &str, token: &str) -> Result<serde_json::Value, Failure> {
    let request = format!("GET {path} HTTP/1.1\r\nhost: 127.0.0.1\r\nauthorization: Bearer {token}\r\n\r\n");
    ask(address, &request).await
}

/// Posts a JSON document.
pub(crate) async fn post(address: &str, path: &str, token: &str, body: &str) -> Result<serde_json::Value, Failure> {
    let request = format!(
        "POST {path} HTTP/1.1\r\nhost: 127.0.0.1\r\nauthorization: Bearer {token}\r\n\
         content-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    );
    ask(address, &request).await
}

/// Asks for a text that anybody may read.
pub(crate) async fn get_text(address: &str, path: &str) -> Result<String, Failure> {
    let request = format!("GET {path} HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n");
    Ok(String::from_utf8_lossy(&body_of(address, &request).await?).into_owned())
}

async fn ask(address: &str, request: &str) -> Result<serde_json::Value, Failure> {
    Ok(serde_json::from_slice(&body_of(address, request).await?)?)
}

async fn body_of(address: &str, request: &str) -> Result<Vec<u8>, Failure> {
    let mut stream = TcpStream::connect(address).await?;
    stream.write_all(request.as_bytes()).await?;
    let mut answer = Vec::new();
    let (status, begin) = read_answer(&mut stream, &mut answer).await?;
    let body = answer.get(begin..).unwrap_or_default();
    if !(200..300).contains(&status) {
        return Err(stopped(format!("{status}: {}", String::from_utf8_lossy(body))));
    }
    Ok(body.to_vec())
}

/// Reads one answer whole; gives its status and where its body begins.
pub(crate) async fn read_answer(stream: &mut TcpStream, answer: &mut Vec<u8>) -> Result<(u16, usize), Failure> {
    answer.clear();
    loop {
        if stream.read_buf(answer).await? == 0 {
            return Err(stopped("the server closed the connection"));
        }
        let Some(end) = answer.windows(4).position(|four| four == b"\r\n\r\n") else { continue };
        let head = String::from_utf8_lossy(answer.get(..end).unwrap_or_default()).to_ascii_lowercase();
        let status = head.split(' ').nth(1).and_then(|text| text.parse().ok());
        let status = status.ok_or_else(|| stopped("this is no HTTP answer"))?;
        let length = head.lines().find_map(|line| line.strip_prefix("content-length:")?.trim().parse::<usize>().ok());
        if answer.len() >= end + 4 + length.unwrap_or(0) {
            return Ok((status, end + 4));
        }
    }
}
