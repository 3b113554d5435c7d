//! What is thrown: codes, out of which the module makes errors with words.
use hushcheck_core::{IdentifierError, Kind};
use hushcheck_web::Problem;
use serde::Serialize;
use wasm_bindgen::JsValue;

/// Why a call failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "code", rename_all = "kebab-case")]
pub enum Failure {
    /// An argument is not what it should be.
    Argument {
        /// Which one.
        argument: Argument,
    },
    /// What was given is no identifier of its kind.
    Invalid {
        /// The kind.
        kind: Kind,
        /// What is wrong with it.
        reason: IdentifierError,
    },
    /// The manifest did not come.
    Unreachable,
    /// There is no signature.
    Unsigned,
    /// The signature is not by one of the keys.
    Untrusted,
    /// The manifest is not what was signed.
    Tampered,
    /// The manifest is none of this version of the format.
    Malformed,
    /// The table of Chinese characters is not there.
    NamesUnknown,
    /// A slow hash would stop the page for as long as it takes.
    WouldBlock,
}

/// The arguments that can be wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Argument {
    /// No kind that is known.
    Kind,
    /// The same kind twice.
    KindTwice,
    /// Not two letters.
    Country,
    /// No setting of the dial.
    Dial,
    /// No public key in minisign's format.
    PublicKey,
}

impl Failure {
    /// That of a wrong argument.
    pub(crate) fn of(argument: Argument) -> Self {
        Failure::Argument { argument }
    }
}

impl From<Problem> for Failure {
    fn from(problem: Problem) -> Self {
        match problem {
            Problem::Unreachable => Failure::Unreachable,
            Problem::Unsigned => Failure::Unsigned,
            Problem::Untrusted => Failure::Untrusted,
            Problem::Tampered => Failure::Tampered,
            // Only a site's catalogue expects anything.
            Problem::Malformed | Problem::Unexpected => Failure::Malformed,
        }
    }
}

impl From<Failure> for JsValue {
    fn from(failure: Failure) -> JsValue {
        // Texts only, which can always be written.
        crate::plain::plain(&failure)
    }
}
