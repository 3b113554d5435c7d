//! The demo, served by the command itself.
use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};

use crate::environment;

/// A running `hushcheck serve`; it ends when this is dropped.
pub struct Served {
    child: Child,
    /// Where it serves, ending in a slash.
    pub url: String,
}

impl Served {
    /// Starts it at a free port, and waits until it serves.
    pub fn start() -> Self {
        let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let address = format!("127.0.0.1:{port}");
        let mut child = Command::new(environment("HUSHCHECK_COMMAND"))
            .args(["serve", &environment("HUSHCHECK_DIST"), "--listen", &address])
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        // It says so when it listens.
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        assert!(line.contains(&address), "{line}");
        Served { child, url: format!("http://{address}/") }
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
