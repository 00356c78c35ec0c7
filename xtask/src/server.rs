//! The site on this machine, with the headers of a real host.

use std::io::ErrorKind;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};
use axum::Router;
use axum::extract::{Request, State};
use axum::http::HeaderValue;
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::Response;
use tower_http::services::ServeDir;

use crate::site::{self, policy_of};

/// A year: the name holds the content's hash.
const FOR_EVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
/// The service worker: so that a second visit asks for nothing, and a new version shows within a day.
const A_DAY: HeaderValue = HeaderValue::from_static("max-age=86400");
/// Kept, but asked about each time.
const ASK: HeaderValue = HeaderValue::from_static("no-cache");

/// What `serve` takes.
#[derive(clap::Args)]
pub(crate) struct ServeArgs {
    /// The port to listen at
    #[arg(long, default_value_t = 8080)]
    port: u16,
    /// Open the page in the browser
    #[arg(long)]
    open: bool,
}

/// Builds the site and serves it until it is stopped.
pub(crate) fn serve(args: &ServeArgs) -> Result<()> {
    // Before the build: who must change the port should not wait for it.
    let listener = listen(args.port)?;
    let site = site::build()?;
    let address = format!("http://{}/", listener.local_addr()?);
    println!("serve: {address} (Ctrl-C stops)");
    println!(
        "serve: a browser that was here before opens what it kept: \"Look for an update\" in the panel at the top takes this build"
    );
    if args.open {
        open(&address);
    }
    answer(listener, &site, &["/"])
}

/// Serves the site in a thread that lives as long as the process, at each of the paths (each ends in
/// a slash); gives the address.
pub(crate) fn in_background(site: &Path, paths: &'static [&'static str]) -> Result<SocketAddr> {
    let listener = listen(0)?;
    let address = listener.local_addr()?;
    let site = site.to_path_buf();
    std::thread::spawn(move || {
        if let Err(error) = answer(listener, &site, paths) {
            eprintln!("serve: {error:#}");
        }
    });
    Ok(address)
}

fn listen(port: u16) -> Result<TcpListener> {
    match TcpListener::bind((Ipv4Addr::LOCALHOST, port)) {
        Ok(listener) => Ok(listener),
        Err(error) if error.kind() == ErrorKind::AddrInUse => bail!(
            "Port {port} is taken by another program: stop that, or choose another port with `cargo xtask serve --port {}`.",
            port.saturating_add(1)
        ),
        Err(error) => Err(error).with_context(|| format!("cannot listen at port {port}")),
    }
}

fn answer(listener: TcpListener, site: &Path, paths: &[&str]) -> Result<()> {
    let index = site.join("index.html");
    let html = std::fs::read_to_string(&index)
        .with_context(|| format!("cannot read {}", index.display()))?;
    let policy = HeaderValue::from_str(&policy_of(&html))?;
    let files = || ServeDir::new(site).precompressed_br().precompressed_gzip();
    let mut router = Router::new();
    for path in paths {
        router = match path.trim_end_matches('/') {
            "" => router.fallback_service(files()),
            inner => router.nest_service(inner, files()),
        };
    }
    let router = router.layer(from_fn_with_state(policy, add_headers));
    tokio::runtime::Builder::new_current_thread().enable_io().build()?.block_on(async {
        listener.set_nonblocking(true)?;
        axum::serve(tokio::net::TcpListener::from_std(listener)?, router).await
    })?;
    Ok(())
}

async fn add_headers(State(policy): State<HeaderValue>, request: Request, next: Next) -> Response {
    let name = request.uri().path().rsplit('/').next().unwrap_or_default();
    let caching = match name {
        "sw.js" => A_DAY,
        _ if has_hash(name) => FOR_EVER,
        _ => ASK,
    };
    let mut response = next.run(request).await;
    let found = response.status().is_success();
    let headers = response.headers_mut();
    headers.insert(CONTENT_SECURITY_POLICY, policy);
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    headers.insert(CACHE_CONTROL, if found { caching } else { ASK });
    response
}

/// Whether a file's name holds a hash of its content: a part of ten or more hexadecimal digits.
fn has_hash(name: &str) -> bool {
    name.split(['-', '.', '_'])
        .any(|part| part.len() >= 10 && part.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

fn open(address: &str) {
    let program = if cfg!(target_os = "macos") {
        "open"
    } else if cfg!(windows) {
        "explorer"
    } else {
        "xdg-open"
    };
    if let Err(error) = Command::new(program).arg(address).spawn() {
        println!("serve: {program} could not open the page ({error}); open {address} yourself");
    }
}

#[cfg(test)]
mod tests {
    use super::has_hash;

    #[test]
    fn only_names_with_a_hash_are_kept_for_ever() {
        assert!(has_hash("app-1f2e3d4c5b6a7988_bg.wasm"));
        assert!(!has_hash("index.html"));
        assert!(!has_hash("o200k_base.pack"));
        assert!(!has_hash("decade-facade.js"));
    }
}
