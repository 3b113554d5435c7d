//! The worker's end: takes jobs, one after another, and tells what happens.
use std::cell::RefCell;
use std::collections::VecDeque;
use std::panic;
use std::rc::Rc;

use hushcheck_core::Secret;
use hushcheck_web::http::{Host, places};
use hushcheck_web::wire::to_bytes;
use hushcheck_web::{Catalogue, check, check_many, open};
use js_sys::{Uint8Array, global};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::spawn_local;
use web_sys::{DedicatedWorkerGlobalScope, MessageEvent};

use crate::client::received;
use crate::protocol::{Event, Job};

/// The catalogue, once it is open.
type Opened = Option<Catalogue>;

/// Waits for jobs and does them one after another. Called once, in a worker.
pub fn serve_jobs() {
    // `null` tells the page that this worker is lost. The reason is not sent: a
    // panic's text could hold anything.
    panic::set_hook(Box::new(|_| post(&JsValue::NULL)));
    let queue = Rc::new(RefCell::new(VecDeque::new()));
    // Taken while jobs are being done.
    let opened = Rc::new(RefCell::new(Some(Opened::None)));
    let on_message = Closure::<dyn Fn(MessageEvent)>::new(move |message: MessageEvent| {
        match received::<Job>(&message) {
            Some(job) => queue.borrow_mut().push_back(job),
            None => return post(&JsValue::NULL),
        }
        let (queue, place) = (queue.clone(), opened.clone());
        let free = place.borrow_mut().take();
        if let Some(mut opened) = free {
            spawn_local(async move {
                loop {
                    let next = queue.borrow_mut().pop_front();
                    let Some(job) = next else { break };
                    run(job, &mut opened).await;
                }
                *place.borrow_mut() = Some(opened);
            });
        }
    });
    scope().set_onmessage(Some(on_message.into_js_value().unchecked_ref()));
}

async fn run(job: Job, opened: &mut Opened) {
    match job {
        Job::Open => {
            let result = open(&Host::of_page(), |request| tell(&Event::Asked(request))).await;
            *opened = None;
            let files = result.map(|(catalogue, files)| {
                *opened = Some(catalogue);
                files
            });
            tell(&Event::Opened(files));
        }
        Job::Resume(files) => *opened = Catalogue::read(&files),
        Job::Check { fields, dial, checks } => {
            let fields = fields.into_iter().map(|(kind, text)| (kind, Secret::from(text)));
            let fields = fields.collect();
            if let Some(catalogue) = opened {
                let report = |event| tell(&Event::Check(event));
                let host = Host::of_page();
                let places = places(&host, &catalogue.site);
                check(catalogue, &places, fields, dial, &checks, &report).await;
            }
            tell(&Event::Done);
        }
        Job::CheckMany { check, rows } => {
            let secret = |row: Vec<String>| row.into_iter().map(Secret::from).collect();
            let rows = rows.into_iter().map(secret).collect();
            if let Some(catalogue) = opened {
                let host = Host::of_page();
                let places = places(&host, &catalogue.site);
                let report = |event| tell(&Event::Check(event));
                check_many(catalogue, &places, check, rows, &report).await;
            }
            tell(&Event::Done);
        }
    }
}

fn tell(event: &Event) {
    post(&Uint8Array::from(&to_bytes(event)[..]));
}

fn post(message: &JsValue) {
    // Fails only for what cannot be copied; these are plain values.
    let _ = scope().post_message(message);
}

fn scope() -> DedicatedWorkerGlobalScope {
    global().unchecked_into()
}
