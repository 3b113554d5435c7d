//! Servers that run with the configuration in docs/HOSTING.md, as it stands there, and what
//! Debian's own configuration has around it. The site lies in the folder `check/` of each.
use std::collections::BTreeMap;
use std::fs;
use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use super::environment;

/// An answer: status, headers by their names in small letters, and the body.
pub struct Answer {
    pub status: u16,
    pub headers: BTreeMap<String, String>,
    pub body: Vec<u8>,
}

/// A running server; it ends when this is dropped.
pub struct Host {
    pub name: &'static str,
    pub address: SocketAddr,
    child: Child,
    _folder: tempfile::TempDir,
}

/// How a server is started: what it writes into its folder, and its command's arguments.
struct Start {
    name: &'static str,
    program: &'static str,
    configure: fn(&Path, SocketAddr),
    arguments: &'static [&'static str],
}

const STARTS: [Start; 3] = [
    Start {
        name: "nginx",
        program: "HUSHCHECK_NGINX",
        configure: nginx,
        arguments: &["-p", "{}", "-c", "{}/nginx.conf", "-e", "stderr"],
    },
    Start {
        name: "Apache",
        program: "HUSHCHECK_APACHE",
        configure: apache,
        // In one process: who starts it ends it wholly.
        arguments: &["-X", "-f", "{}/apache.conf"],
    },
    Start {
        name: "Caddy",
        program: "HUSHCHECK_CADDY",
        configure: caddy,
        arguments: &["run", "--adapter", "caddyfile", "--config", "{}/Caddyfile"],
    },
];

impl Host {
    /// Starts them all.
    pub fn all(site: &Path) -> Vec<Host> {
        STARTS.iter().map(|start| Host::start(start, site)).collect()
    }

    /// Starts nginx.
    pub fn nginx(site: &Path) -> Host {
        Host::start(&STARTS[0], site)
    }

    fn start(start: &Start, site: &Path) -> Host {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("www");
        fs::create_dir(&root).unwrap();
        copy(site, &root.join("check"));
        // Their workers may be of another user, who must be able to come here.
        fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
        let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        (start.configure)(folder.path(), address);
        let path = folder.path().display().to_string();
        let child = Command::new(environment(start.program))
            .args(start.arguments.iter().map(|argument| argument.replace("{}", &path)))
            // Where Caddy keeps what it has no need of here.
            .env("HOME", folder.path())
            .env_remove("XDG_CONFIG_HOME")
            .env_remove("XDG_DATA_HOME")
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let host = Host { name: start.name, address, child, _folder: folder };
        for _ in 0..100 {
            if TcpStream::connect(address).is_ok() {
                return host;
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        panic!("{} does not answer", start.name);
    }

    /// Asks for a file.
    pub fn get(&self, path: &str, more: &str) -> Answer {
        let mut stream = TcpStream::connect(self.address).unwrap();
        let host = self.address;
        write!(stream, "GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n{more}\r\n")
            .unwrap();
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).unwrap();
        let end = bytes.windows(4).position(|four| four == b"\r\n\r\n").unwrap();
        let head = String::from_utf8(bytes[..end].to_vec()).unwrap();
        let mut lines = head.lines();
        let status = lines.next().unwrap().split(' ').nth(1).unwrap().parse().unwrap();
        let header = |line: &str| {
            let (name, value) = line.split_once(": ").unwrap();
            (name.to_lowercase(), value.to_owned())
        };
        let headers = lines.map(header).collect();
        Answer { status, headers, body: bytes[end + 4..].to_vec() }
    }
}

impl Drop for Host {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir(to).unwrap();
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        let to = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &to);
        } else {
            fs::copy(entry.path(), to).unwrap();
        }
    }
}

/// The block of docs/HOSTING.md in that language.
fn block(language: &str) -> &'static str {
    let page = include_str!("../../docs/HOSTING.md");
    let begin = format!("```{language}\n");
    page.split(&begin).nth(1).unwrap().split("```").next().unwrap()
}

/// The same text with something else in the one place where something is.
fn replaced(text: &str, from: &str, to: &str) -> String {
    assert_eq!(text.matches(from).count(), 1, "{from}");
    text.replace(from, to)
}

fn nginx(folder: &Path, address: SocketAddr) {
    let path = folder.display();
    let block = replaced(block("nginx"), "listen 80;", &format!("listen {address};"));
    let block = replaced(&block, "root /srv/www;", &format!("root {path}/www;"));
    let kept = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];
    let kept = kept.map(|name| format!("{name}_temp_path {path}/{name};"));
    // In one process: who starts it ends it wholly.
    let text = format!(
        "daemon off; master_process off; pid {path}/pid; events {{}} http {{\n\
         include /etc/nginx/mime.types; default_type application/octet-stream;\n\
         access_log off; {}\n{block}}}",
        kept.join(" ")
    );
    fs::write(folder.join("nginx.conf"), text).unwrap();
}

/// As `.htaccess` in the site's folder.
fn apache(folder: &Path, address: SocketAddr) {
    fs::write(folder.join("www/check/.htaccess"), block("apache")).unwrap();
    let modules = [
        "mpm_event",
        "authz_core",
        "dir",
        "mime",
        "headers",
        "filter",
        "deflate",
        "setenvif",
        "env",
    ];
    let modules = modules
        .map(|name| format!("LoadModule {name}_module /usr/lib/apache2/modules/mod_{name}.so\n"));
    let path = folder.display();
    let text = format!(
        "{}ServerName localhost\nListen {address}\nPidFile {path}/pid\nErrorLog {path}/log\n\
         TypesConfig /etc/mime.types\nDocumentRoot {path}/www\nDirectoryIndex index.html\n\
         <Directory {path}/www>\nAllowOverride All\nRequire all granted\n</Directory>\n",
        modules.concat()
    );
    fs::write(folder.join("apache.conf"), text).unwrap();
}

fn caddy(folder: &Path, address: SocketAddr) {
    let block = replaced(block("caddy"), "example.org {", &format!("http://{address} {{"));
    let root = folder.join("www/check").display().to_string();
    let block = replaced(&block, "/srv/www/check", &root);
    // Debian's is older.
    let block = replaced(&block, "log_skip", "skip_log");
    let text = format!("{{\nadmin off\n}}\n{block}");
    fs::write(folder.join("Caddyfile"), text).unwrap();
}
