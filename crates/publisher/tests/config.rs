//! Options in a file: what `init` writes, and what the other commands take from it.
#![allow(clippy::unwrap_used, reason = "a test may panic")]
mod common;

use std::fs;

use common::{Bench, relative, text};

const HEADER: &str = "XM;身份证号;tel;mobile;E-Mail;secret remark\n";

/// Rows of which nothing may be told on; enough national IDs to tell the country by.
fn leak() -> String {
    let one = "张伟;11010519491231002X;13800138000;;marker-a@example.org;marker-b\n";
    let other = "李娜;none;13900139000;13700137000;marker-d@example.org;marker-e\n";
    [HEADER, &one.repeat(12), other].concat()
}

/// The lines that say something.
fn said(toml: &str) -> Vec<&str> {
    toml.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).collect()
}

#[test]
fn what_init_writes_of_several_files_reads_them_all() {
    let bench = Bench::new();
    let comma = leak().replace(';', ",");
    bench.write("utf8.txt", &comma);
    bench.write("gb.txt", encoding_rs::GB18030.encode(&leak()).0);
    let output = bench.run("init utf8.txt gb.txt", "");
    assert!(output.status.success(), "{}", text(&output.stderr));
    let toml = fs::read_to_string(bench.path("hushcheck.toml")).unwrap();
    let options = said(&toml);
    assert_eq!(
        &options[..3],
        ["leak = [\"utf8.txt\", \"gb.txt\"]", "format = \"csv\"", "country = \"CN\""]
    );
    let output = bench.run("plan", "");
    assert!(output.status.success(), "{}", text(&output.stderr));
    assert!(text(&output.stdout).starts_with("26 rows read"));
    // Naming one encoding for both does not blame another.
    bench.write("other.csv", "姓名,身份证号,手机号,email\n");
    let refused = text(&bench.run("plan other.csv --encoding gb18030", "").stderr);
    assert!(refused.contains("the first row of other.csv is not gb18030"), "{refused}");
    bench.write("names.csv", "email\n");
    bench.write("none.toml", "");
    let refused = text(&bench.run("plan names.csv --check email --config none.toml", "").stderr);
    assert!(refused.contains("there is no row in names.csv"), "{refused}");
}

#[test]
fn init_writes_what_it_saw_and_no_value() {
    let bench = Bench::new();
    bench.write("leak.txt", encoding_rs::GB18030.encode(&leak()).0);
    let output = bench.run("init leak.txt", "");
    assert!(output.status.success(), "{}", text(&output.stderr));
    let toml = fs::read_to_string(bench.path("hushcheck.toml")).unwrap();
    assert_eq!(
        said(&toml),
        [
            "leak = [\"leak.txt\"]",
            "format = \"csv\"",
            "encoding = \"gb18030\"",
            "delimiter = \";\"",
            "country = \"CN\"",
            "check = [\"email\", \"name+national-id\", \"name+phone\"]",
            "out = \"site\"",
            "[map]",
            "name = \"XM\"",
            "national-id = \"身份证号\"",
            "phone = \"tel,mobile\"",
            "email = \"E-Mail\"",
        ]
    );
    let all = toml + &text(&output.stdout) + &text(&output.stderr);
    for value in ["张伟", "marker", "1101", "138", "139", "remark"] {
        assert!(!all.contains(value), "{value} stands in {all}");
    }
    // What it wrote is read, and is the same as flags.
    bench.build("--out from-file");
    bench.write("empty.toml", "");
    bench.build(
        "leak.txt --config empty.toml --encoding gb18030 --delimiter ; --country CN --map name=XM \
         --map phone=tel,mobile --check email --check name+national-id --check name+phone \
         --out from-flags",
    );
    assert!(relative(&bench.path("from-file")) == relative(&bench.path("from-flags")));
}

#[test]
fn lines_and_hashes_are_known_without_a_header() {
    let bench = Bench::new();
    bench.write("mails.txt", "a@example.org\nb@example.org\n");
    assert!(bench.run("init mails.txt", "").status.success());
    let toml = fs::read_to_string(bench.path("hushcheck.toml")).unwrap();
    assert!(
        said(&toml).contains(&"format = \"lines\"") && !toml.contains("example.org\n"),
        "{toml}"
    );
    bench.build("--out mails");
    assert_eq!(bench.check("mails --check email", "b@example.org\n").0, ["match"]);

    bench.write("pwned.txt", format!("{}:3\n", "5BAA61E4C9B93F3F0682250B6CF8331B7EE68FD8"));
    assert!(bench.run("init pwned.txt --config pw.toml", "").status.success());
    bench.build("--config pw.toml --out pw");
    assert_eq!(bench.check("pw --check password", "password\n").0, ["match"]);
}

#[test]
fn flags_go_before_the_file() {
    let bench = Bench::new();
    bench.write("one.csv", "mail,tel,name\na@example.org,13800138000,Li Wei\n");
    bench.write("two.csv", "mail,tel,name\nb@example.org,13800138000,Li Wei\n");
    bench.write(
        "hushcheck.toml",
        "leak = [\"one.csv\"]\ncheck = [\"name+phone\"]\ncountry = \"CN\"\ndata-class = [\"Names\"]\n\
         date = 2022-07-01\nmemory = 1_0\nname = \"Only of publish\"\njson = true\nyes = false\n\
         [map]\nphone = \"tel\"\n",
    );
    let output = bench.build("--out file");
    assert!(text(&output.stdout).starts_with('{'), "json = true was not heard");
    let said = text(&bench.run("inspect file", "").stdout);
    assert!(said.contains("name+phone") && said.contains("2022-07-01"), "{said}");
    // A list on the command line stands in place of the file's.
    bench.build("two.csv --check email --date 2020-01-01 --out flags");
    assert!(!bench.path("flags/name_phone").exists());
    assert!(text(&bench.run("inspect flags", "").stdout).contains("2020-01-01"));
    let (answers, _) = bench.check("flags --check email", "a@example.org\nb@example.org\n");
    assert_eq!(answers, ["no match", "match"]);
    // Where spools are named, the file's leak is not read.
    let spool = bench.run("spool --out part", "");
    assert!(spool.status.success(), "{}", text(&spool.stderr));
    bench.build("--from-spools part --out spools");
    assert!(relative(&bench.path("file")) == relative(&bench.path("spools")));
    // What a command does not take, the file says to others.
    bench.write("hushcheck.toml", "leak = \"two.csv\"\ncheck = \"email\"\npart = \"2/2\"\n");
    bench.build("--out whole");
    assert_eq!(bench.check("whole --check email", "b@example.org\n").0, ["match"]);
    let add = "add flags two.csv --title Second --config hushcheck.toml --out more";
    assert!(bench.run(&format!("{add} --accept-risk test"), "").status.success());
    let help = text(&bench.run("add --help", "").stdout).to_owned();
    assert!(help.contains("--spools") && !help.contains("--check <"), "{help}");
    // What was not named goes nowhere near a site.
    bench.write("hushcheck.toml", "leak = \"one.csv\"\ncheck = \"email\"\nout = \"site\"\n");
    assert_eq!(bench.run("spool", "").status.code(), Some(2));
    // The file is about this leak, and not about one that is added to it.
    bench.write("hushcheck.toml", "nonsense = 1\n");
    let add = "add flags one.csv --title Second --out second --accept-risk test";
    assert!(bench.run(add, "").status.success());
}
