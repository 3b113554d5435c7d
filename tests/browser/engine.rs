//! The browsers that the tests run in, and how each is started.
use std::os::unix::process::CommandExt as _;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use serde_json::{Value, json};
use tempfile::TempDir;
use thirtyfour::prelude::*;

use crate::server::Site;

/// A browser's engine; `HUSHCHECK_ENGINE` names it, else it is Chromium.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    Chromium,
    Firefox,
    WebKit,
}

const CHROMIUM: [&str; 16] = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-default-apps",
    "--disable-extensions",
    "--disable-domain-reliability",
    "--disable-features=NetworkTimeServiceQuerying,OptimizationHints,MediaRouter,Translate",
    "--lang=en",
    // A fast line changes where the dial stands at first.
    "--force-effective-connection-type=3G",
    "--window-size=1280,1600",
];

impl Engine {
    /// The engine that this run is for.
    pub fn chosen() -> Self {
        match std::env::var("HUSHCHECK_ENGINE").as_deref() {
            Err(_) | Ok("chromium") => Engine::Chromium,
            Ok("firefox") => Engine::Firefox,
            Ok("webkit") => Engine::WebKit,
            Ok(other) => panic!("HUSHCHECK_ENGINE is `{other}`, which the tests do not know"),
        }
    }

    /// Starts the program that drives the browser, which answers at a port.
    fn start_driver(self, port: u16, profile: &TempDir) -> Child {
        let mut command = match self {
            Engine::Chromium => Command::new(crate::environment("CHROMEDRIVER")),
            Engine::Firefox => Command::new(crate::environment("GECKODRIVER")),
            Engine::WebKit => Command::new(crate::environment("WEBKITDRIVER")),
        };
        match self {
            Engine::Chromium => {}
            // What a person sets in the browser, the tests set in its own windows.
            Engine::Firefox => drop(command.args(["--allow-system-access", "--marionette-port=0"])),
            Engine::WebKit => {
                // It keeps nothing when it is driven; were it to, it would be found here.
                for folder in ["HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME"] {
                    command.env(folder, profile.path());
                }
                // Its sandbox cannot be made by root, nor in a container.
                command.env("WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS", "1");
                command.env("LANGUAGE", "en").env("NO_AT_BRIDGE", "1");
            }
        }
        let command = command.arg(format!("--port={port}")).process_group(0);
        command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
    }

    /// What the driver is told. All that the browser asks for, of this computer too, goes
    /// by way of the recording server, but for what is asked of the host `besides`.
    fn capabilities(self, site: &Site, besides: &str, profile: &TempDir) -> Value {
        let profile = profile.path().display();
        match self {
            Engine::Chromium => {
                let mut arguments: Vec<String> = CHROMIUM.map(String::from).into();
                arguments.push(format!("--proxy-server=http://{}", site.address));
                arguments.push(format!("--proxy-bypass-list=<-loopback>;{besides}"));
                arguments.push(format!("--user-data-dir={profile}"));
                json!({
                    "browserName": "chrome",
                    "goog:chromeOptions": {
                        "args": arguments,
                        "binary": crate::environment("CHROMIUM"),
                        // Else the browser itself calls at its search engine.
                        "prefs": {"net.network_prediction_options": 2, "search.suggest_enabled": false},
                    },
                })
            }
            Engine::Firefox => json!({
                "browserName": "firefox",
                "moz:firefoxOptions": {
                    "binary": crate::environment("FIREFOX"),
                    "args": ["-headless", "-profile", profile.to_string(), "-width", "1280", "-height", "1600"],
                    "prefs": {
                        "network.proxy.type": 1,
                        "network.proxy.http": site.address.ip().to_string(),
                        "network.proxy.http_port": site.address.port(),
                        "network.proxy.ssl": site.address.ip().to_string(),
                        "network.proxy.ssl_port": site.address.port(),
                        "network.proxy.allow_hijacking_localhost": true,
                        "network.proxy.no_proxies_on": besides,
                        "intl.accept_languages": "en",
                        // What it asks its maker for by itself.
                        "network.captive-portal-service.enabled": false,
                        "network.connectivity-service.enabled": false,
                    },
                },
            }),
            Engine::WebKit => json!({
                "browserName": "MiniBrowser",
                "proxy": {
                    "proxyType": "manual",
                    "httpProxy": site.address.to_string(),
                    "noProxy": [besides],
                },
                "webkitgtk:browserOptions": {
                    "binary": crate::environment("MINIBROWSER"),
                    "args": ["--automation"],
                },
            }),
        }
    }

    /// Starts a browser and what drives it.
    pub async fn start(self, site: &Site, besides: &str, profile: &TempDir) -> (WebDriver, Child) {
        let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let child = self.start_driver(port, profile);
        let server = format!("http://127.0.0.1:{port}");
        let capabilities = self.capabilities(site, besides, profile);
        let mut tries = 0;
        let driver = loop {
            let capabilities: Capabilities = serde_json::from_value(capabilities.clone()).unwrap();
            match WebDriver::new(&server, capabilities).await {
                Ok(driver) => break driver,
                Err(error) if tries == 100 => panic!("no browser: {error}"),
                Err(_) => tries += 1,
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        };
        if self == Engine::WebKit {
            driver.set_window_rect(0, 0, 1280, 1600).await.unwrap();
        }
        (driver, child)
    }
}

/// Ends a driver and the browser that it started: alone, some would leave theirs running.
pub fn end(driver: &mut Child) {
    // One that has ended has given its number back.
    if matches!(driver.try_wait(), Ok(None)) {
        let group = format!("-{}", driver.id());
        let _ = Command::new("kill").args(["-KILL", "--", &group]).stderr(Stdio::null()).status();
        let _ = driver.wait();
    }
}
