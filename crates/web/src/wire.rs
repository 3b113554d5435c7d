//! What page and worker say to each other, as bytes.
//!
//! Both are the same program, so that names and versions would say nothing: a message is
//! its fields one after another. It costs the page a third of what serde's way would.
use hushcheck_core::{Check, CouldNotCheck, Dial, Finding, IdentifierError, Kind};

/// What can be written into a message and read from it.
pub trait Wire: Sized {
    /// Adds the value to a message.
    fn write(&self, message: &mut Vec<u8>);

    /// Takes the value from the front of a message; `None` if it begins with no such value.
    fn read(message: &mut &[u8]) -> Option<Self>;
}

/// Makes a message of a value.
pub fn to_bytes(value: &impl Wire) -> Vec<u8> {
    let mut message = Vec::new();
    value.write(&mut message);
    message
}

/// Reads a value that is a whole message.
pub fn from_bytes<T: Wire>(mut message: &[u8]) -> Option<T> {
    T::read(&mut message).filter(|_| message.is_empty())
}

/// Implements [`Wire`] for a struct, by its fields, or an enum, by its variants: the
/// number of each, and names for what it holds.
///
/// ```
/// use hushcheck_web::{wire, wire::{from_bytes, to_bytes}};
/// # #[derive(Debug, PartialEq)]
/// enum Shape { Dot, Box { width: u64, height: u64 }, Named(String) }
/// wire!(enum Shape { 0 => Dot, 1 => Box { width, height }, 2 => Named(name) });
/// let shape = Shape::Box { width: 2, height: 3 };
/// assert_eq!(from_bytes(&to_bytes(&shape)), Some(shape));
/// ```
#[macro_export]
macro_rules! wire {
    (struct $type:ident { $($field:ident),+ $(,)? }) => {
        impl $crate::wire::Wire for $type {
            fn write(&self, message: &mut Vec<u8>) {
                $($crate::wire::Wire::write(&self.$field, message);)+
            }

            fn read(message: &mut &[u8]) -> Option<Self> {
                Some($type { $($field: $crate::wire::Wire::read(message)?),+ })
            }
        }
    };
    (enum $type:ident { $(
        $number:literal => $variant:ident $(($($item:ident),+))? $({ $($field:ident),+ })?
    ),+ $(,)? }) => {
        impl $crate::wire::Wire for $type {
            fn write(&self, message: &mut Vec<u8>) {
                match self {$(
                    $type::$variant $(($($item),+))? $({ $($field),+ })? => {
                        message.push($number);
                        $($($crate::wire::Wire::write($item, message);)+)?
                        $($($crate::wire::Wire::write($field, message);)+)?
                    }
                )+}
            }

            fn read(message: &mut &[u8]) -> Option<Self> {
                match <u8 as $crate::wire::Wire>::read(message)? {
                    $($number => {
                        $($(let $item = $crate::wire::Wire::read(message)?;)+)?
                        $($(let $field = $crate::wire::Wire::read(message)?;)+)?
                        Some($type::$variant $(($($item),+))? $({ $($field),+ })?)
                    })+
                    _ => None,
                }
            }
        }
    };
}

/// Implements [`Wire`] for enums that have a table of all their variants.
macro_rules! by_place {
    ($($type:ty),+) => {$(
        impl Wire for $type {
            fn write(&self, message: &mut Vec<u8>) {
                let place = Self::ALL.iter().position(|value| value == self);
                message.push(place.map_or(u8::MAX, |place| place as u8));
            }

            fn read(message: &mut &[u8]) -> Option<Self> {
                Self::ALL.get(usize::from(u8::read(message)?)).copied()
            }
        }
    )+};
}

by_place!(CouldNotCheck, Dial, IdentifierError, Kind);
wire!(struct Finding { false_positive_rate, symbol });

impl Wire for Check {
    fn write(&self, message: &mut Vec<u8>) {
        self.kinds().collect::<Vec<Kind>>().write(message);
    }

    fn read(message: &mut &[u8]) -> Option<Self> {
        Check::new(Vec::read(message)?).ok()
    }
}

macro_rules! numbers {
    ($($type:ty),+) => {$(
        impl Wire for $type {
            fn write(&self, message: &mut Vec<u8>) {
                message.extend_from_slice(&self.to_le_bytes());
            }

            fn read(message: &mut &[u8]) -> Option<Self> {
                let (number, rest) = message.split_first_chunk()?;
                *message = rest;
                Some(Self::from_le_bytes(*number))
            }
        }
    )+};
}

numbers!(u8, u16, usize, u64, f64);

impl Wire for String {
    fn write(&self, message: &mut Vec<u8>) {
        self.len().write(message);
        message.extend_from_slice(self.as_bytes());
    }

    fn read(message: &mut &[u8]) -> Option<Self> {
        let length = usize::read(message)?;
        let (text, rest) = message.split_at_checked(length)?;
        *message = rest;
        String::from_utf8(text.to_vec()).ok()
    }
}

impl<T: Wire> Wire for Option<T> {
    fn write(&self, message: &mut Vec<u8>) {
        message.push(u8::from(self.is_some()));
        self.iter().for_each(|value| value.write(message));
    }

    fn read(message: &mut &[u8]) -> Option<Self> {
        match u8::read(message)? {
            0 => Some(None),
            _ => T::read(message).map(Some),
        }
    }
}

impl<T: Wire, E: Wire> Wire for Result<T, E> {
    fn write(&self, message: &mut Vec<u8>) {
        message.push(u8::from(self.is_ok()));
        match self {
            Ok(value) => value.write(message),
            Err(error) => error.write(message),
        }
    }

    fn read(message: &mut &[u8]) -> Option<Self> {
        match u8::read(message)? {
            0 => E::read(message).map(Err),
            _ => T::read(message).map(Ok),
        }
    }
}

impl<A: Wire, B: Wire> Wire for (A, B) {
    fn write(&self, message: &mut Vec<u8>) {
        self.0.write(message);
        self.1.write(message);
    }

    fn read(message: &mut &[u8]) -> Option<Self> {
        Some((A::read(message)?, B::read(message)?))
    }
}

impl<T: Wire> Wire for Vec<T> {
    fn write(&self, message: &mut Vec<u8>) {
        self.len().write(message);
        self.iter().for_each(|item| item.write(message));
    }

    fn read(message: &mut &[u8]) -> Option<Self> {
        (0..usize::read(message)?).map(|_| T::read(message)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::{Arrival, Request};
    use crate::{Event, Problem, SiteProblem, Stage, Trust, Verdict};

    #[track_caller]
    fn survives<T: Wire + PartialEq + std::fmt::Debug>(value: T) {
        let message = to_bytes(&value);
        for cut in 0..message.len() {
            assert_eq!(from_bytes::<T>(&message[..cut]), None, "{value:?} cut at {cut}");
        }
        let longer = [&message[..], &[0]].concat();
        assert_eq!(from_bytes::<T>(&longer), None, "{value:?} and more");
        assert_eq!(from_bytes(&message), Some(value));
    }

    #[test]
    fn values_survive() {
        Kind::ALL.into_iter().for_each(survives);
        Dial::ALL.into_iter().for_each(survives);
        IdentifierError::ALL.into_iter().for_each(survives);
        CouldNotCheck::ALL.into_iter().for_each(survives);
        survives("name+phone".parse::<Check>().unwrap());
        survives((String::from("张伟"), vec![None, Some(u64::MAX)]));
        survives(Vec::<String>::new());
        survives(Ok::<_, SiteProblem>(Trust::Local));
        survives(Err::<Trust, _>(SiteProblem::Malformed("a".into())));
        survives(Err::<Trust, _>(Problem::Tampered));
    }

    #[test]
    fn events_survive() {
        let request =
            |arrival| Request { url: "a/b".into(), arrival, list: Some(3), revealed_bits: 9 };
        let finding = |symbol| Finding { false_positive_rate: 1.0 / 3.0, symbol };
        let verdicts = [
            Verdict::Found(finding(None)),
            Verdict::Found(finding(Some(7))),
            Verdict::CouldNotCheck(CouldNotCheck::Tampered),
            Verdict::NotCovered,
            Verdict::Invalid(Kind::Phone, IdentifierError::PhonePrefix),
        ];
        for arrival in [Arrival::Awaited, Arrival::Came(1 << 40), Arrival::Failed, Arrival::Kept(9)]
        {
            survives(Event::Request(request(arrival)));
        }
        survives(Event::Refused { list: 7 });
        for stage in [Stage::Hashing, Stage::Fetching, Stage::Searching] {
            survives(Event::Progress { stage, done: 1, total: 2 });
        }
        survives(Event::Verdicts { list: 1, verdicts: verdicts.to_vec() });
        verdicts.into_iter().for_each(|verdict| survives(Event::Verdict { list: 2, verdict }));
    }

    #[test]
    fn what_is_no_message_is_refused() {
        assert_eq!(from_bytes::<Kind>(&[200]), None);
        assert_eq!(from_bytes::<Stage>(&[3]), None);
        assert_eq!(from_bytes::<String>(&to_bytes(&vec![0xffu8])), None);
        // A length that nothing follows allocates nothing.
        assert_eq!(from_bytes::<Vec<u64>>(&to_bytes(&usize::MAX)), None);
        assert_eq!(from_bytes::<String>(&to_bytes(&usize::MAX)), None);
    }
}
