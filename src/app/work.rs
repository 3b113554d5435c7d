//! Jobs for the worker, and what it says.
use std::rc::Rc;

use hushcheck_web::Catalogue;
use yew::prelude::*;

use super::{App, Message};
use crate::boot;
use crate::client::Client;
use crate::protocol::{Event, Job};
use crate::state::Action;

impl App {
    /// Gives a worker a check to do; a new one takes the catalogue that is open.
    pub(super) fn check(&mut self, ctx: &Context<Self>, job: Job) {
        if self.client.is_none()
            && let Some(files) = self.files.clone()
        {
            self.give(ctx, &Job::Resume(files));
        }
        self.give(ctx, &job);
    }

    /// Gives a job to the worker, which is started if there is none.
    pub(super) fn give(&mut self, ctx: &Context<Self>, job: &Job) {
        if self.client.is_none() {
            match Client::start(ctx.link().callback(Message::Heard)) {
                Ok(client) => self.client = Some(client),
                Err(error) => return boot::fail(&error),
            }
        }
        let given = self.client.as_ref().map(|client| client.give(job));
        if !matches!(given, Some(Ok(()))) {
            self.client = None;
            self.act(Action::Crashed);
        }
    }

    /// What follows from what the worker says.
    pub(super) fn heard(&mut self, event: Option<Event>) -> Action {
        match event {
            Some(Event::Asked(request)) => Action::Asked(request),
            Some(Event::Opened(Err(problem))) => Action::Opened(Err(problem)),
            Some(Event::Opened(Ok(files))) => match Catalogue::read(&files) {
                Some(catalogue) => {
                    boot::offer(&files);
                    self.files = Some(files);
                    Action::Opened(Ok(Rc::new(catalogue)))
                }
                None => Action::Crashed,
            },
            Some(Event::Check(event)) => Action::Told(event),
            Some(Event::Done) => Action::Done,
            Some(Event::Heard(bytes)) => Action::Heard(bytes),
            None => {
                self.client = None;
                Action::Crashed
            }
        }
    }
}
