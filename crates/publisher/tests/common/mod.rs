//! What the tests of the command have in common.
#![allow(dead_code, reason = "no test uses everything")]
pub mod rows;

use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use tempfile::TempDir;

/// The password of the tests' keys.
pub const PASSWORD: &str = "correct horse";

/// A page as Trunk builds it, in small.
const APP: [(&str, &str); 16] = [
    (
        "index.html",
        "<!doctype html><html lang=en><meta content=\"en ar\" name=languages><title>Page</title><meta content=\"default-src 'none'; connect-src 'self'\" \
         http-equiv=Content-Security-Policy><link href=./app-1.css integrity=sha384-x rel=stylesheet>\
         <link href=icon.svg rel=icon><script defer src=./boot-1.js></script>\
         <script data-glue defer src=./hushcheck-app-1.js></script>\
         <link as=fetch crossorigin href=./hushcheck-app-1_bg.wasm rel=preload type=application/wasm>\
         </head><body><p>Hello</p></body></html>",
    ),
    ("app-1.css", "p { color: red }"),
    ("boot-1.js", "boot();\r\n"),
    ("hushcheck-app-1.js", "glue();"),
    ("hushcheck-app-1_bg.wasm", "\0asm"),
    ("han.txt", "table"),
    ("icon.svg", "<svg/>"),
    ("lang/en.json", "{}"),
    ("plans/en.json", "{}"),
    ("pack/packed.js", "packed();"),
    ("pack/framed.js", "framed();"),
    ("pack/framed.css", "b { color: blue }"),
    ("pack/picked.js", "picked();"),
    ("pack/offline.js", "worker();"),
    ("pack/builder.html", "<link href=\"{style}\"><p>{languages}"),
    ("webapp.json", "{\"name\": \"Hushcheck\", \"start_url\": \"./\"}"),
];

/// A folder that is served until this is dropped.
pub struct Server {
    child: Child,
    pub address: String,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A folder to work in, and the command.
pub struct Bench(TempDir);

impl Bench {
    pub fn new() -> Self {
        Bench(tempfile::tempdir().unwrap())
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub fn write(&self, name: &str, text: impl AsRef<[u8]>) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    /// Puts a page to make sites of into the folder `app`.
    pub fn write_app(&self) {
        APP.iter().for_each(|(name, text)| self.write(&format!("app/{name}"), text));
    }

    pub fn run(&self, args: &str, input: impl AsRef<[u8]>) -> Output {
        let mut child = Command::new(env!("CARGO_BIN_EXE_hushcheck"))
            .args(args.split_whitespace())
            .current_dir(self.0.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // A command that ends early does not read its input.
        let _ = child.stdin.take().unwrap().write_all(input.as_ref());
        child.wait_with_output().unwrap()
    }

    /// Starts a command that is given no input.
    pub fn start(&self, args: &str) -> Child {
        Command::new(env!("CARGO_BIN_EXE_hushcheck"))
            .args(args.split_whitespace())
            .current_dir(self.0.path())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap()
    }

    /// Serves a folder at an address of its own.
    pub fn serve(&self, folder: &str) -> Server {
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let mut child = Command::new(env!("CARGO_BIN_EXE_hushcheck"))
            .args(["serve", folder, "--listen", &format!("127.0.0.1:{port}")])
            .current_dir(self.0.path())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        // It says where it listens when it does.
        let out = BufReader::new(child.stdout.take().unwrap()).lines().next();
        out.unwrap().unwrap();
        Server { child, address: format!("http://127.0.0.1:{port}") }
    }

    /// Runs a command that must succeed, with a password for the keys that have one.
    #[track_caller]
    pub fn succeed_with_password(&self, args: &str) {
        let output = Command::new(env!("CARGO_BIN_EXE_hushcheck"))
            .args(args.split_whitespace())
            .current_dir(self.0.path())
            .env("HUSHCHECK_KEY_PASSWORD", PASSWORD)
            .stdin(Stdio::null())
            .output()
            .unwrap();
        assert!(output.status.success(), "{args}: {}", text(&output.stderr));
    }

    #[track_caller]
    pub fn build(&self, args: &str) -> Output {
        let output = self.run(&format!("build {args} --title Example --published 2026-11-22"), "");
        assert!(output.status.success(), "{}", text(&output.stderr));
        output
    }

    /// Returns the answers and the exit code of `check`.
    pub fn check(&self, args: &str, queries: impl AsRef<[u8]>) -> (Vec<String>, i32) {
        let output = self.run(&format!("check {args}"), queries);
        let answers = text(&output.stdout).lines().map(first_word).collect();
        (answers, output.status.code().unwrap())
    }
}

pub fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// "match", "no match", "invalid", "could not check".
pub fn first_word(line: &str) -> String {
    line.split([':', '(']).next().unwrap_or_default().trim().to_owned()
}

/// All files below a folder, by name.
pub fn files(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.push((path.clone(), fs::read(&path).unwrap()));
        }
    }
    found.sort();
    found
}

pub fn relative(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let strip = |(path, bytes): (PathBuf, _)| (path.strip_prefix(folder).unwrap().into(), bytes);
    files(folder).into_iter().map(strip).collect()
}
