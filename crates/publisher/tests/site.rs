//! From a leak to a finished site.
#![allow(clippy::unwrap_used, reason = "a test may panic")]
mod common;

use std::fs;
use std::io::Read as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use common::{Bench, relative, text};
use flate2::read::GzDecoder;
use hushcheck_core::Site;
use sha2::{Digest as _, Sha256};

const LEAK: &str = "mail\na@example.org\nb@example.org\n";

/// A page to put into sites: what counts here is that its files arrive.
fn bench() -> Bench {
    let bench = Bench::new();
    bench.write_app();
    bench.write("leak.csv", LEAK);
    bench.run("keygen --out k --no-password", "");
    bench
}

#[test]
fn one_command_makes_a_site() {
    let bench = bench();
    let publish = "publish leak.csv --title Leak --check email --app app --out site";
    let output = bench.run(&format!("{publish} --key k.key --published 2026-11-22"), "");
    assert!(output.status.success(), "{}", text(&output.stderr));
    let site: Site =
        serde_json::from_slice(&fs::read(bench.path("site/site.json")).unwrap()).unwrap();
    assert_eq!(site.name, "Leak");
    assert_eq!(site.public_keys().count(), 1);
    let dataset = &site.datasets[0];
    assert_eq!((dataset.path.as_str(), dataset.min_number), ("datasets/leak-1", Some(1)));
    assert!(bench.path("site/lang/en.json").is_file());
    let verify = bench.run("verify site/datasets/leak-1 --public-key k.pub", "");
    assert!(verify.status.success(), "{}", text(&verify.stderr));
    // Nothing is left beside it, and nothing is written over it.
    let names = fs::read_dir(bench.path(".")).unwrap();
    assert!(names.flatten().all(|entry| !entry.file_name().to_string_lossy().starts_with('.')));
    assert_eq!(bench.run(publish, "").status.code(), Some(2));
}

#[test]
fn a_site_that_failed_at_its_end_is_gone_on_with() {
    let bench = bench();
    // A row that cannot be used, so that there are rejects.
    bench.write("leak.csv", format!("{LEAK}no address\n"));
    // A page of another version, which is noticed when everything else is done.
    bench.write("old/index.html", "<!doctype html>");
    let publish = "publish leak.csv --title Leak --check email --rejects r.csv --keep-spools kept";
    let output = bench.run(&format!("{publish} --app old --out site"), "");
    let said = text(&output.stderr);
    assert!(!output.status.success() && said.contains("go on with --resume"), "{said}");
    assert!(bench.path("r.csv").exists());
    assert!(!bench.path("site").exists() && !bench.path("kept").exists());
    let output = bench.run(&format!("{publish} --app app --out site --resume"), "");
    assert!(output.status.success(), "{}", text(&output.stderr));
    assert!(bench.path("kept/spools.json").exists() && !bench.path("site.partial").exists());
}

#[test]
fn a_site_takes_in_only_what_is_whole() {
    let bench = bench();
    bench.build("leak.csv --check email --key k.key --id one --out one");
    bench.build("leak.csv --check email --key k.key --id two --out two");
    bench.run("keygen --out other --no-password", "");
    let site = |args: &str| {
        bench.run(&format!("site {args} --name S --app app --out site"), "").status.code()
    };
    assert_eq!(site("one --public-key other.pub"), Some(4));
    assert_eq!(site("one one --public-key k.pub"), Some(2));
    let path = bench.path("two/email/0.bin");
    let mut bytes = fs::read(&path).unwrap();
    bytes[5] ^= 1;
    fs::write(&path, bytes).unwrap();
    assert_eq!(site("one two --public-key k.pub"), Some(4));
    assert!(!bench.path("site").exists());
    assert_eq!(site("one --public-key k.pub"), Some(0));
    let without = bench.run("site one --name S --app nowhere --out other", "");
    assert!(text(&without.stderr).contains("no built page"));
}

/// The elements of a name: what stands in their start tags, and what they hold.
fn elements<'a>(html: &'a str, name: &str) -> Vec<(&'a str, &'a str)> {
    let begin = format!("<{name}");
    let parts = html.split(begin.as_str()).skip(1);
    parts
        .map(|part| {
            let (start, rest) = part.split_once('>').unwrap();
            (start.trim(), rest.split_once(&format!("</{name}>")).unwrap().0)
        })
        .collect()
}

/// The files that stand in a packed page.
fn packed_files(html: &str) -> Vec<(String, Vec<u8>)> {
    let data = elements(html, "script").into_iter().filter_map(|(start, text)| {
        let name = start.strip_prefix("type=application/gzip data-file=\"")?.strip_suffix('"')?;
        let packed = STANDARD.decode(text).unwrap();
        let mut bytes = Vec::new();
        GzDecoder::new(&packed[..]).read_to_end(&mut bytes).unwrap();
        Some((name.to_owned(), bytes))
    });
    data.collect()
}

/// Every script and style that runs is in the policy, and the policy allows no other; the
/// page asks for no file beside it.
#[track_caller]
fn assert_self_contained(html: &str, scripts: &[&str]) {
    let policy = elements(html, "html").len();
    assert_eq!(policy, 1);
    let policy = html.split_once("Content-Security-Policy content=\"").unwrap().1;
    let policy = policy.split_once('"').unwrap().0;
    let running: Vec<&str> = elements(html, "script")
        .into_iter()
        .filter(|(start, _)| !start.contains("data-file"))
        .map(|(_, text)| text)
        .collect();
    assert_eq!(running, scripts);
    let style = elements(html, "style");
    let all: Vec<&str> = running.into_iter().chain(style.iter().map(|(_, text)| *text)).collect();
    assert_eq!(policy.matches("sha256-").count(), all.len());
    for text in all {
        let hash = STANDARD.encode(Sha256::digest(text));
        assert!(policy.contains(&format!("'sha256-{hash}'")), "{text} is not in {policy}");
    }
    assert!(!policy.contains("unsafe-inline") && policy.contains("'wasm-unsafe-eval'"));
    assert!(!html.contains("src=") && !html.contains("rel=preload") && !html.contains("integrity"));
}

#[test]
fn a_site_holds_a_page_for_frames() {
    let bench = bench();
    bench.build("leak.csv --check email --key k.key --id one --out one");
    let site = bench.run("site one --name S --app app --out site --public-key k.pub", "");
    assert!(site.status.success(), "{}", text(&site.stderr));
    let html = fs::read_to_string(bench.path("site/embed.html")).unwrap();
    assert_self_contained(&html, &["packed();", "framed();", "glue();", "boot();\n"]);
    assert!(html.contains("connect-src http: https:;") && html.contains("<p>Hello</p>"));
    assert!(html.contains("<title>S</title>"));
    assert_eq!(elements(&html, "style")[0].1, "p { color: red }b { color: blue }");
    let files = packed_files(&html);
    let names: Vec<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["hushcheck-app-1_bg.wasm", "han.txt", "lang/en.json"]);
    assert_eq!(files[0].1, b"\0asm");
}

#[test]
fn a_site_becomes_one_file() {
    let bench = bench();
    bench.write("app/lang/en.json", "{\"a\": \"host\", \"b\": {\"c\": [\"host\", \"stays\"]}}");
    fs::create_dir(bench.path("app/pack/lang")).unwrap();
    bench.write("app/pack/lang/en.json", "{\"/a\": \"none\", \"/b/c/0\": \"none\"}");
    bench.build("leak.csv --check email --key k.key --id one --out one");
    bench.run("site one --name S --app app --out site --public-key k.pub", "");
    let bundle = bench.run("bundle site --single-file page.html", "");
    assert!(bundle.status.success(), "{}", text(&bundle.stderr));
    let html = fs::read_to_string(bench.path("page.html")).unwrap();
    assert_self_contained(&html, &["packed();", "glue();", "boot();\n"]);
    assert!(html.contains("connect-src 'none'"));
    for (name, bytes) in packed_files(&html) {
        if name == "lang/en.json" {
            // What would speak of a host speaks of none.
            assert_eq!(text(&bytes), "{\"a\":\"none\",\"b\":{\"c\":[\"none\",\"stays\"]}}");
        } else {
            assert_eq!(bytes, fs::read(bench.path("site").join(&name)).unwrap(), "{name}");
        }
    }
    let holds = |name: &str| packed_files(&html).iter().any(|(known, _)| known == name);
    assert!(holds("site.json") && holds("datasets/one-1/manifest.json.minisig"));
    assert!(holds("datasets/one-1/email/0.bin"));
    let digest: String = Sha256::digest(&html).iter().map(|byte| format!("{byte:02x}")).collect();
    assert!(text(&bundle.stdout).ends_with(&format!("{digest}  page.html\n")));
    // The same site is the same file, and nothing is written over it.
    assert!(bench.run("bundle site --single-file again.html", "").status.success());
    assert_eq!(html, fs::read_to_string(bench.path("again.html")).unwrap());
    assert_eq!(bench.run("bundle site --single-file page.html", "").status.code(), Some(2));
}

#[test]
fn lists_may_lie_beside_the_file() {
    let bench = bench();
    bench.build("leak.csv --check email --key k.key --id one --out one");
    bench.run("site one --name S --app app --out site --public-key k.pub", "");
    for name in ["a", "b"] {
        let args = format!("bundle site --single-file {name}.html --zip {name}.zip");
        let bundle = bench.run(&args, "");
        assert!(bundle.status.success(), "{}", text(&bundle.stderr));
    }
    let html = fs::read_to_string(bench.path("a.html")).unwrap();
    assert_eq!(html, fs::read_to_string(bench.path("b.html")).unwrap());
    assert_eq!(fs::read(bench.path("a.zip")).unwrap(), fs::read(bench.path("b.zip")).unwrap());
    assert!(html.contains("id=pick-datasets>[\"datasets/one-1\"]</script>"));
    let names: Vec<String> = packed_files(&html).into_iter().map(|(name, _)| name).collect();
    assert!(names.contains(&"datasets/one-1/manifest.json".to_owned()));
    assert!(!names.iter().any(|name| name.ends_with(".bin")));
    let mut zip = zip::ZipArchive::new(fs::File::open(bench.path("a.zip")).unwrap()).unwrap();
    assert_eq!(zip.len(), 1);
    let mut entry = zip.by_index(0).unwrap();
    assert_eq!(entry.compression(), zip::CompressionMethod::Stored);
    let mut bytes = Vec::new();
    entry.read_to_end(&mut bytes).unwrap();
    let name = entry.name().unwrap().into_owned();
    assert_eq!(bytes, fs::read(bench.path("site").join(name)).unwrap());
}

#[test]
fn a_stick_holds_the_page_and_a_zip_of_each_dataset() {
    let bench = bench();
    bench.build("leak.csv --check email --key k.key --id one --out one");
    bench.build("leak.csv --check email --key k.key --id two --out two");
    bench.run("site one two --name S --app app --out site --public-key k.pub", "");
    for name in ["a", "b"] {
        let bundle = bench.run(&format!("bundle site --out {name}"), "");
        assert!(bundle.status.success(), "{}", text(&bundle.stderr));
        // What it printed is what `sha256sum --check` reads.
        let sums: String =
            text(&bundle.stdout).lines().skip(1).map(|line| format!("{line}\n")).collect();
        for line in sums.lines() {
            let (sum, file) = line.split_once("  ").unwrap();
            let bytes = fs::read(bench.path(name).join(file)).unwrap();
            let digest: String =
                Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect();
            assert_eq!(digest, sum, "{file}");
        }
        assert_eq!(sums.lines().count(), 3);
    }
    assert!(relative(&bench.path("a")) == relative(&bench.path("b")));
    let html = fs::read_to_string(bench.path("a/check.html")).unwrap();
    assert!(html.contains("id=pick-datasets>[\"datasets/one-1\",\"datasets/two-1\"]</script>"));
    for name in ["one-1", "two-1"] {
        let file = fs::File::open(bench.path(&format!("a/{name}.zip"))).unwrap();
        let mut zip = zip::ZipArchive::new(file).unwrap();
        let folder = bench.path("unpacked");
        for i in 0..zip.len() {
            let entry = zip.by_index(i).unwrap();
            assert_eq!(entry.compression(), zip::CompressionMethod::Stored);
        }
        zip.extract(&folder).unwrap();
        // It is the dataset, whole.
        let of_site = bench.path(&format!("site/datasets/{name}"));
        assert!(relative(&folder.join(name)) == relative(&of_site));
        let verify = bench.run(&format!("verify unpacked/{name} --public-key k.pub"), "");
        assert!(verify.status.success(), "{}", text(&verify.stderr));
    }
    // Nothing is written over it, and one says what is to be made.
    assert_eq!(bench.run("bundle site --out a", "").status.code(), Some(2));
    assert_eq!(bench.run("bundle site", "").status.code(), Some(2));
    assert_eq!(bench.run("bundle site --out c --single-file d.html", "").status.code(), Some(2));
}

#[test]
fn one_file_holds_only_what_is_whole_and_signed() {
    let bench = bench();
    bench.build("leak.csv --check email --key k.key --id one --out one");
    bench.run("site one --name S --app app --out unsigned", "");
    let bundle = |site: &str| {
        let output = bench.run(&format!("bundle {site} --single-file page.html"), "");
        assert!(!bench.path("page.html").exists());
        (output.status.code(), text(&output.stderr))
    };
    let (code, message) = bundle("unsigned");
    assert!(code == Some(2) && message.contains("names no public key"), "{message}");
    bench.run("site one --name S --app app --out site --public-key k.pub", "");
    let path = bench.path("site/datasets/one-1/email/0.bin");
    let mut bytes = fs::read(&path).unwrap();
    bytes[5] ^= 1;
    fs::write(&path, bytes).unwrap();
    assert_eq!(bundle("site").0, Some(4));
    assert_eq!(bundle("nowhere").0, Some(3));
}

/// Runs `hushcheck site` for a dataset `one` that is there, and returns what a file says.
fn site_with(bench: &Bench, more: &str, out: &str) {
    let site = format!("site one --name Leaks --public-key k.pub --app app --out {out} {more}");
    let output = bench.run(&site, "");
    assert!(output.status.success(), "{}", text(&output.stderr));
}

#[test]
fn the_service_worker_knows_the_pages_own_files() {
    let bench = bench();
    bench.build("leak.csv --check email --key k.key --id one --out one");
    let worker = |out: &str| fs::read_to_string(bench.path(out).join("offline.js")).unwrap();
    site_with(&bench, "", "site");
    let first = worker("site");
    let (table, rest) = first.strip_prefix("const FILES = ").unwrap().split_once(";\n").unwrap();
    assert!(rest.ends_with("worker();"), "{rest}");
    let table: serde_json::Map<String, serde_json::Value> = serde_json::from_str(table).unwrap();
    let names: Vec<&str> = table.keys().map(String::as_str).collect();
    let expected = [
        "app-1.css",
        "boot-1.js",
        "han.txt",
        "hushcheck-app-1.js",
        "hushcheck-app-1_bg.wasm",
        "icon.svg",
        "index.html",
        "lang/en.json",
        "plans/en.json",
        "webapp.json",
    ];
    assert_eq!(names, expected);
    // What a publisher puts beside them is not the page's.
    bench.write("site/_headers", "/*");
    bench.write("site/.htaccess", "AddType application/wasm .wasm");
    fs::create_dir(bench.path("site/hashes")).unwrap();
    bench.write("site/hashes/00000", "");
    assert!(bench.run("configure site", "").status.success());
    assert_eq!(worker("site"), first);
    for (name, hash) in &table {
        let bytes = fs::read(bench.path("site").join(name)).unwrap();
        let right: String = Sha256::digest(&bytes).iter().map(|b| format!("{b:02x}")).collect();
        assert_eq!(hash.as_str(), Some(&*right), "{name}");
    }
    // The same page is the same version, another is another.
    site_with(&bench, "", "again");
    assert_eq!(worker("again"), first);
    bench.write("app/lang/en.json", "{\"a\": \"b\"}");
    site_with(&bench, "", "other");
    let version = |code: &str| code.split("const VERSION = ").nth(1).unwrap()[..18].to_owned();
    assert_ne!(version(&worker("other")), version(&first));
    let read = |name: &str| fs::read_to_string(bench.path("site").join(name)).unwrap();
    assert!(read("webapp.json").contains("\"name\":\"Leaks\""));
    assert_eq!(read("builder.html"), "<link href=\"app-1.css\"><p>en ar");
}

#[test]
fn mirrors_stand_in_the_configuration_and_in_the_policies() {
    let bench = bench();
    bench.build("leak.csv --check email --key k.key --id one --out one");
    let mirrors = "--mirror one=https://a.example/x/one-1 --mirror one=http://localhost:81/ \
                   --mirror one=https://a.example/y/";
    site_with(&bench, mirrors, "site");
    let read = |name: &str| fs::read_to_string(bench.path("site").join(name)).unwrap();
    let site: Site = serde_json::from_str(&read("site.json")).unwrap();
    let expected = ["https://a.example/x/one-1/", "http://localhost:81/", "https://a.example/y/"];
    assert_eq!(site.datasets[0].mirrors, expected);
    let hosts = "https://a.example http://localhost:81";
    assert!(read("index.html").contains(&format!("connect-src 'self' {hosts}\"")));
    assert!(
        read("embed.html").contains(&format!("<meta content=\"{hosts}\" data-site name=hosts>"))
    );
    let wrong = ["two=https://a.example/", "one=ftp://a.example/", "one=https://a.example/?b/"];
    for wrong in wrong.into_iter().chain(["one=http://a.example/one-1/"]) {
        let site =
            format!("site one --name L --public-key k.pub --app app --out no --mirror {wrong}");
        assert_eq!(bench.run(&site, "").status.code(), Some(2), "{wrong}");
        assert!(!bench.path("no").exists());
    }
}

#[test]
fn lists_are_not_asked_for_where_somebody_between_sees_it() {
    let bench = bench();
    let refused = |args: &str| {
        let output = bench.run(args, "");
        let said = text(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{said}");
        assert!(said.contains("at http://") && said.contains("https://"), "{said}");
    };
    refused("site http://a.example/one-1 --name L --public-key k.pub --app app --out no");
    refused("check http://a.example/one-1 --check email");
}

const LOOK: &str = "{\"name\": \"News & Co\", \"datasets\": [], \"default_country\": \"NL\", \
    \"contact\": \"tips@news.example\", \"imprint\": \"News & Co, <1> Street\", \
    \"accent\": {\"light\": \"#804000\", \"dark\": \"#ffb488\"}, \
    \"logo\": {\"file\": \"logo.svg\", \"width\": 120, \"height\": 40}}";

#[test]
fn a_site_looks_as_its_configuration_says() {
    let bench = bench();
    bench.build("leak.csv --check email --key k.key --id one --out one");
    bench.write("look.json", LOOK);
    let make =
        || bench.run("site one --site-json look.json --public-key k.pub --app app --out site", "");
    let lacks = make();
    assert!(text(&lacks.stderr).contains("logo.svg") && !bench.path("site").exists());
    bench.write("logo.svg", "<svg/>");
    let made = make();
    assert!(made.status.success(), "{}", text(&made.stderr));

    let read = |name: &str| fs::read_to_string(bench.path("site").join(name)).unwrap();
    let page = read("index.html");
    assert!(page.contains("<title>News &amp; Co</title>") && page.contains("tips@news.example"));
    assert!(page.contains("News &amp; Co, &lt;1&gt; Street"), "{page}");
    assert!(page.contains("href=theme.css") && read("theme.css").contains("url(\"logo.svg\")"));
    let site: Site = serde_json::from_str(&read("site.json")).unwrap();
    assert_eq!((site.name.as_str(), site.datasets.len()), ("News & Co", 1));

    // What stands in one file has its colours and its logo too.
    let bundle = bench.run("bundle site --single-file page.html", "");
    assert!(bundle.status.success(), "{}", text(&bundle.stderr));
    for html in [read("embed.html"), fs::read_to_string(bench.path("page.html")).unwrap()] {
        let style = elements(&html, "style")[0].1;
        assert!(style.contains("--accent:#804000"), "{style}");
        let logo = format!("url(\"data:image/svg+xml;base64,{}\")", STANDARD.encode("<svg/>"));
        assert!(style.contains(&logo) && html.contains("tips@news.example"));
        assert!(html.contains(&format!("'sha256-{}'", STANDARD.encode(Sha256::digest(style)))));
    }
}

#[test]
fn what_is_edited_takes_effect_once_it_is_in_order() {
    let bench = bench();
    bench.build("leak.csv --check email --key k.key --id one --out one");
    bench.run("site one --name S --app app --out site --public-key k.pub", "");
    let read = |name: &str| fs::read_to_string(bench.path("site").join(name)).unwrap();
    let (site, page, embed) = (read("site.json"), read("index.html"), read("embed.html"));
    let edit = |from: &str, to: &str| {
        assert!(site.contains(from), "{site}");
        bench.write("site/site.json", site.replacen(from, to, 1));
        let output = bench.run("configure site", "");
        (output.status.code(), text(&output.stderr))
    };
    // The same once more changes nothing.
    assert_eq!(edit("", "").0, Some(0));
    assert!(read("index.html") == page && read("embed.html") == embed);
    for (from, to, said) in [
        ("{", "{\"colour\": 1, ", "`colour` is no key that is known"),
        ("{", "{\"accent\": {\"light\": \"#ffff00\", \"dark\": \"#ffffff\"}, ", "`accent.light`"),
        ("{", "{\"logo\": {\"file\": \"a.png\", \"width\": 9, \"height\": 9}, ", "`logo.file`"),
        ("{", "{\"languages\": [\"en\", \"xx\"], ", "`languages[1]`"),
        ("\"min_number\": 1", "\"min_number\": 2", "`datasets[0]`: the folder holds number 1"),
        ("datasets/one-1", "datasets/two-1", "`datasets[0].path`"),
        ("{", "{, ", "line 1 column 2"),
        ("{", "\u{feff}{", "byte order mark"),
    ] {
        let (code, message) = edit(from, to);
        assert!(code.is_some_and(|code| code > 0) && message.contains(said), "{to}: {message}");
        assert!(read("index.html") == page && read("embed.html") == embed, "{to}");
    }
    let other = "\"datasets\": [{\"path\": \"https://lists.example/two-1\"}, ";
    assert_eq!(edit("\"datasets\": [", other).0, Some(0));
    assert!(read("index.html").contains("connect-src 'self' https://lists.example\""));
    assert!(read("embed.html").contains("content=\"https://lists.example\" data-site name=hosts"));
    let bundle = bench.run("bundle site --single-file page.html", "");
    assert!(text(&bundle.stderr).contains("https://lists.example has cannot stand in a file"));
    // Taken out again, it is gone.
    assert_eq!(edit("", "").0, Some(0));
    assert!(read("index.html") == page && read("embed.html") == embed);
}

#[test]
fn a_file_made_of_a_site_with_mirrors_names_none() {
    let bench = bench();
    bench.build("leak.csv --check email --key k.key --id one --out one");
    site_with(&bench, "--mirror one=https://mirror.example/one-1/", "site");
    site_with(&bench, "", "plain");
    for site in ["site", "plain"] {
        let output = bench.run(&format!("bundle {site} --single-file {site}.html"), "");
        assert!(output.status.success(), "{}", text(&output.stderr));
    }
    let html = fs::read_to_string(bench.path("site.html")).unwrap();
    assert!(!html.contains("mirror.example"));
    assert!(html == fs::read_to_string(bench.path("plain.html")).unwrap());
}

#[test]
fn it_is_said_what_expired_and_what_is_offered_no_more() {
    let bench = bench();
    let old = "--title Old --published 2024-01-01 --expires 2024-06-30 --out old";
    let build = format!("build leak.csv --check email --key k.key {old}");
    assert!(bench.run(&build, "").status.success());
    bench.build("leak.csv --check email --key k.key --id one --out one");
    let said = |args: &str| {
        let output = bench.run(args, "");
        assert!(output.status.success(), "{}", text(&output.stderr));
        text(&output.stderr)
    };
    let expired = "the dataset old should not be relied on after 2024-06-30";
    let site = "site old one --name S --public-key k.pub --app app --out site";
    for args in ["verify old", "inspect old", site, "configure site"] {
        let said = said(args);
        assert!(said.contains(expired) && !said.contains("does not name"), "{args}: {said}");
    }
    let json = fs::read_to_string(bench.path("site/site.json")).unwrap();
    let mut site: serde_json::Value = serde_json::from_str(&json).unwrap();
    site["datasets"].as_array_mut().unwrap().remove(0);
    bench.write("site/site.json", site.to_string());
    let said = said("configure site");
    assert!(
        said.contains("does not name site/datasets/old-1") && !said.contains(expired),
        "{said}"
    );
}
