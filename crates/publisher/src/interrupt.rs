//! Stopping in good order: Ctrl-C, or the system's request to end.
use std::sync::atomic::{AtomicBool, Ordering};

static ASKED: AtomicBool = AtomicBool::new(false);
static CAN_FINISH: AtomicBool = AtomicBool::new(false);

/// Exit code of a command that was stopped, as shells have it.
pub(crate) const EXIT_CODE: u8 = 130;

/// From now on Ctrl-C is a request, while `finish_what_is_begun` says so.
pub(crate) fn listen() {
    // Where that is not possible the program ends at once, and can go on all the same.
    let _ = ctrlc::set_handler(|| {
        if CAN_FINISH.load(Ordering::Relaxed) && !ASKED.swap(true, Ordering::Relaxed) {
            eprintln!("stopping; what was read is kept (once more: stop at once)");
        } else {
            std::process::exit(EXIT_CODE.into());
        }
    });
}

/// Says whether somebody looks at `is_asked`, and can end better than at once.
pub(crate) fn finish_what_is_begun(can: bool) {
    CAN_FINISH.store(can, Ordering::Relaxed);
}

/// Tells whether the program was asked to stop.
pub(crate) fn is_asked() -> bool {
    ASKED.load(Ordering::Relaxed)
}
