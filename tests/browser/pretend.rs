//! What a person has set, and what they look at the page on: screen or paper, dark or light.
use serde_json::{Value, json};
use thirtyfour::common::command::FormatRequestData;
use thirtyfour::{RequestData, SessionId};

use crate::page::Page;
use crate::page::engine::Engine;

/// Where Firefox's scripts run from now on: in the page, or in the window around it.
#[derive(Debug)]
struct Context(&'static str);

impl FormatRequestData for Context {
    fn format_request(&self, session: &SessionId) -> RequestData {
        let address = format!("/session/{session}/moz/context");
        RequestData::new(axum::http::Method::POST, address).add_body(json!({ "context": self.0 }))
    }
}

impl Page {
    /// Makes the browser pretend: a medium ("screen" or "print") and what the person prefers,
    /// by the names and values of media queries. WebKit's has no way.
    pub async fn pretend(&self, medium: &str, features: &[(&str, &str)]) {
        match Engine::chosen() {
            Engine::Chromium => {
                let pair = |&(name, value): &(&str, &str)| json!({"name": name, "value": value});
                let features: Vec<Value> = features.iter().map(pair).collect();
                self.cdp(
                    "Emulation.setEmulatedMedia",
                    json!({"media": medium, "features": features}),
                )
                .await;
            }
            Engine::Firefox => {
                let of = |wanted: &str| {
                    let found = features.iter().find(|(name, _)| *name == wanted);
                    found.map_or("none", |(_, value)| value)
                };
                self.around(&format!(
                    "const context = gBrowser.selectedBrowser.browsingContext; \
                     context.mediumOverride = '{medium}'; \
                     context.prefersColorSchemeOverride = '{}'; \
                     context.forcedColorsOverride = '{}';",
                    of("prefers-color-scheme"),
                    of("forced-colors"),
                ))
                .await;
            }
            Engine::WebKit => panic!("WebKit's browser cannot pretend"),
        }
    }

    /// Gives the page a window of this size, in pixels of CSS.
    pub async fn resize(&self, width: u32, height: u32) {
        match Engine::chosen() {
            Engine::Chromium => {
                let size = json!({
                    "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false,
                });
                self.cdp("Emulation.setDeviceMetricsOverride", size).await;
            }
            // The window itself cannot be as narrow as a phone.
            Engine::Firefox => {
                self.around(&format!(
                    "const style = gBrowser.selectedBrowser.style; \
                     style.flex = 'none'; style.width = '{width}px'; style.height = '{height}px';"
                ))
                .await;
            }
            Engine::WebKit => {
                self.driver.set_window_rect(0, 0, width, height).await.unwrap();
            }
        }
    }

    /// What the browser has ready to open again after a crash: Firefox's, as JSON; the others
    /// have no way to tell.
    pub async fn restorable(&self) -> String {
        if Engine::chosen() != Engine::Firefox {
            return String::new();
        }
        let state = "const { TabStateFlusher } = ChromeUtils.importESModule(
                'resource:///modules/sessionstore/TabStateFlusher.sys.mjs');
            await TabStateFlusher.flush(gBrowser.selectedBrowser);
            return SessionStore.getBrowserState();";
        self.around(state).await.as_str().unwrap().to_owned()
    }

    /// Runs a script in Firefox's window around the page; it may wait.
    async fn around(&self, script: &str) -> Value {
        let script = format!("return (async () => {{ {script} }})()");
        let context = async |name| self.driver.handle().cmd(Context(name)).await.unwrap();
        context("chrome").await;
        let returned = self.driver.execute(script, vec![]).await.unwrap().json().clone();
        context("content").await;
        returned
    }

    /// Tells Chromium something in its own words.
    pub async fn cdp(&self, command: &str, parameters: Value) {
        self.driver.cdp().send_raw(command, parameters).await.unwrap();
    }
}
