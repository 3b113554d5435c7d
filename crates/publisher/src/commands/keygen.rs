//! `hushcheck keygen`: a key pair in minisign's format.
use std::io::{self, IsTerminal as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use crate::cli::KeygenArgs;
use crate::commands::say;
use crate::whole::Whole;
use crate::{Error, Result, signing};

pub(crate) fn run(args: &KeygenArgs) -> Result<ExitCode> {
    let secret_path = with_extension(&args.out, "key");
    let public_path = with_extension(&args.out, "pub");
    for path in [&secret_path, &public_path] {
        if path.symlink_metadata().is_ok() {
            return Err(Error::input(format!("{} exists already", path.display()))
                .hint("a key that was published cannot be replaced; name another"));
        }
    }
    let password = if args.no_password { None } else { Some(ask_password()?) };
    let (secret, public) = signing::generate(password)?;
    let secret = Whole::private(&secret_path, secret.as_bytes())?;
    Whole::public(&public_path, public.as_bytes())?.keep()?;
    secret.keep()?;
    say(format_args!("secret key: {} (keep it to yourself)", secret_path.display()))?;
    say(format_args!("public key: {}", public_path.display()))?;
    say(public.lines().last().unwrap_or_default())?;
    Ok(ExitCode::SUCCESS)
}

/// Appends an extension; the prefix may hold dots of its own.
fn with_extension(prefix: &Path, extension: &str) -> PathBuf {
    let mut name = prefix.as_os_str().to_owned();
    name.push(".");
    name.push(extension);
    name.into()
}

fn ask_password() -> Result<String> {
    if let Ok(password) = std::env::var(signing::PASSWORD_VARIABLE) {
        return Ok(password);
    }
    if !io::stdin().is_terminal() {
        return Err(Error::input("there is no terminal to ask for a password at").hint(
            "run it in a terminal, set the environment variable HUSHCHECK_KEY_PASSWORD, or leave \
                   the key without a password: --no-password",
        ));
    }
    let ask = |prompt: &str| {
        rpassword::prompt_password(prompt).map_err(|cause| Error::io("read", "the password", cause))
    };
    let password = ask("Password for the secret key: ")?;
    if ask("The same again: ")? == password {
        Ok(password)
    } else {
        Err(Error::input("the two passwords differ"))
    }
}
