//! A site as its host serves it, held against the one that the command makes.
#![allow(clippy::unwrap_used, reason = "a test may panic")]
mod common;

use std::fs;

use common::{Bench, text};

#[test]
fn a_site_is_held_against_the_one_that_the_command_makes() {
    let bench = Bench::new();
    bench.write_app();
    bench.write("leak.csv", "mail\na@example.org\nb@example.org\n");
    bench.run("keygen --out k --no-password", "");
    bench.write("logo.svg", "<svg/>");
    let site_json = r##"{
        "name": "Ours & theirs", "datasets": [], "languages": ["en"], "contact": "Desk\nRoom 1",
        "logo": {"file": "logo.svg", "width": 20, "height": 20},
        "accent": {"light": "#0c4a52", "dark": "#7ad1dd"}
    }"##;
    bench.write("ours.json", site_json);
    bench.build("leak.csv --check email --key k.key --id one --out one");
    let made = bench
        .run("site one --site-json ours.json --public-key k.pub --app app --default-country NL --out site", "");
    assert!(made.status.success(), "{}", text(&made.stderr));
    let verify = |args: &str| {
        let output = bench.run(&format!("verify {args}"), "");
        (output.status.code(), text(&output.stdout) + &text(&output.stderr))
    };
    let whole = |place: &str| {
        let (code, said) = verify(&format!("{place} --app app --public-key k.pub"));
        assert_eq!(code, Some(0), "{said}");
        assert!(said.contains("the page's 22 files are those that this command makes"), "{said}");
        assert!(said.contains("one, number 1: 1 file is what the manifest says, which is signed"));
        said
    };
    whole("site");
    // Done again, nothing changes.
    assert!(bench.run("configure site", "").status.success());
    whole("site");
    let (code, said) = verify("site --app app");
    assert!(code == Some(0) && said.contains("give --public-key"), "{said}");

    // Another believes another key.
    bench.run("keygen --out other --no-password", "");
    let (code, said) = verify("site --app app --public-key other.pub");
    assert!(code == Some(4) && said.contains("`keys[0]` of site.json is not the key"), "{said}");

    // As a host serves it: it tells who asks that others may be told otherwise.
    let server = bench.serve("site");
    let address = server.address.as_str();
    let said = whole(address);
    assert!(said.contains("it can answer others otherwise"), "{said}");

    // Changed, gone, and a list that is not what was signed.
    let changes: [(&str, Option<&[u8]>, &str); 5] = [
        ("boot-1.js", Some(b"boot();\r\nsend();"), "not as this command makes it: boot-1.js"),
        ("index.html", Some(b"<script src=//tracker></script>"), "makes it: index.html"),
        ("embed.html", Some(b""), "not as this command makes it: embed.html"),
        ("plans/en.json", None, "missing: plans/en.json"),
        ("datasets/one-1/manifest.json", Some(b"{}"), "site.json names it: datasets/one-1"),
    ];
    for (name, by, says) in changes {
        let path = bench.path("site").join(name);
        let before = fs::read(&path).unwrap();
        match by {
            Some(bytes) => fs::write(&path, bytes).unwrap(),
            None => fs::remove_file(&path).unwrap(),
        }
        for place in ["site", address] {
            let (code, said) = verify(&format!("{place} --app app --public-key k.pub"));
            assert!(code == Some(4) && said.contains(says), "{name}: {said}");
        }
        fs::write(&path, before).unwrap();
    }
    whole(address);
}

#[test]
fn mirrors_must_have_the_same() {
    let bench = Bench::new();
    bench.write_app();
    bench.write("leak.csv", "mail\na@example.org\n");
    bench.run("keygen --out k --no-password", "");
    bench.build("leak.csv --check email --key k.key --id one --out one");
    bench.build(
        "leak.csv --check email --key k.key --id one --previous one --accept-risk why --out two",
    );
    let mirror = bench.serve(".");
    let site = |folder: &str, out: &str| {
        let address = format!("{}/{folder}/", mirror.address);
        let args = format!("site one --name S --public-key k.pub --app app --mirror one={address}");
        let made = bench.run(&format!("{args} --out {out}"), "");
        assert!(made.status.success(), "{}", text(&made.stderr));
        let output = bench.run(&format!("verify {out} --app app --public-key k.pub"), "");
        (output.status.code(), text(&output.stdout) + &text(&output.stderr))
    };
    let (code, said) = site("one", "same");
    assert!(code == Some(0) && !said.contains("comes"), "{said}");
    let (code, said) = site("two", "newer");
    assert!(code == Some(4) && said.contains("/two has another version"), "{said}");
    let (code, said) = site("none", "gone");
    assert!(code == Some(3) && said.contains("it is the mirror http"), "{said}");
    // Signed, but not what was signed.
    let bucket = bench.path("one/email");
    let bucket = fs::read_dir(bucket).unwrap().next().unwrap().unwrap().path();
    let mut bytes = fs::read(&bucket).unwrap();
    bytes[0] ^= 1;
    fs::write(&bucket, bytes).unwrap();
    let output = bench.run("verify same --app app --public-key k.pub", "");
    let said = text(&output.stderr);
    assert!(output.status.code() == Some(4) && said.contains("it is the mirror http"), "{said}");
}
