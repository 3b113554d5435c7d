//! The page's end: keeps a worker, gives it jobs and hears what happens.
use hushcheck_web::wire::{Wire, from_bytes, to_bytes};
use js_sys::Uint8Array;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{MessageEvent, Worker};
use yew::Callback;

use crate::boot;
use crate::protocol::{Event, Job};

/// A running worker; it ends when this is dropped.
pub struct Client {
    worker: Worker,
    _on_message: Closure<dyn Fn(MessageEvent)>,
    _on_error: Closure<dyn Fn(web_sys::Event)>,
}

impl Client {
    /// Starts a worker. `heard` gets its events, and `None` when it is lost.
    pub fn start(heard: Callback<Option<Event>>) -> Result<Self, JsValue> {
        let worker = boot::start_worker()?;
        let on_error = {
            let heard = heard.clone();
            Closure::<dyn Fn(web_sys::Event)>::new(move |_| heard.emit(None))
        };
        let on_message = Closure::<dyn Fn(MessageEvent)>::new(move |message: MessageEvent| {
            let bytes = message.data().as_f64();
            heard.emit(bytes.map_or_else(|| received(&message), |n| Some(Event::Heard(n as u64))));
        });
        worker.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        worker.set_onerror(Some(on_error.as_ref().unchecked_ref()));
        Ok(Client { worker, _on_message: on_message, _on_error: on_error })
    }

    /// Gives the worker a job.
    pub fn give(&self, job: &Job) -> Result<(), JsValue> {
        self.worker.post_message(&Uint8Array::from(&to_bytes(job)[..]))
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        self.worker.set_onmessage(None);
        self.worker.set_onerror(None);
        self.worker.terminate();
    }
}

/// What a message holds; `None` if it holds nothing, or something else.
pub fn received<T: Wire>(message: &MessageEvent) -> Option<T> {
    let bytes: Uint8Array = message.data().dyn_into().ok()?;
    from_bytes(&bytes.to_vec())
}
