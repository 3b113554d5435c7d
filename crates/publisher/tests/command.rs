//! The command from outside: leaks in, datasets and answers out.
#![allow(clippy::unwrap_used, reason = "a test may panic")]
mod common;

use std::fs;

use common::{Bench, files, relative, text};

const PEOPLE: &str = "\
xm,first,last,id,tel1,tel2,mail
张伟,Wei,Zhang,11010519491231002X, 138 0013 8000 ,,Zhang.Wei+shop@gmail.com
李 娜,Na,Li,110105491231002,+86 13900139000,0086-13700137000,li.na@example.org
\"Smith, John\",John,Smith,11010519491231002x,１３８００１３８００１,,JOHN@EXAMPLE.ORG
";

#[test]
fn queries_may_come_in_a_named_encoding() {
    let bench = Bench::new();
    bench.write("leak.csv", PEOPLE);
    bench.build("leak.csv --country CN --map name=xm --map national-id=id --check name+national-id --out ds");
    let gb18030 = b"\xd5\xc5\xce\xb0,11010519491231002X\n\xc0\xee\xc4\xc8,110105491231002\n";
    let (answers, code) = bench.check("ds --check name+national-id --encoding gb18030", gb18030);
    assert_eq!((answers, code), (vec!["match".to_owned(); 2], 1));
    // What is guessed wrongly would be told to match nobody.
    let output = bench.run("check ds --check name+national-id", gb18030);
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(text(&output.stdout), "invalid: it is not UTF-8\n".repeat(2));
    let said = text(&output.stderr);
    assert!(said.contains("name it, for instance: --encoding GB18030"), "{said}");
    // A mark says it for sure.
    let text = "\u{feff}张伟,11010519491231002X\r\n";
    let utf_16: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(bench.check("ds --check name+national-id", utf_16).0, ["match"]);
}

#[test]
fn all_usual_spellings_match_and_others_do_not() {
    let bench = Bench::new();
    bench.write("leak.csv", PEOPLE);
    bench.build(
        "leak.csv --country CN --map name=xm --map national-id=id --map phone=tel1,tel2 \
         --map email=mail --check email --check name+national-id --check name+phone --out ds",
    );
    let (answers, code) = bench.check(
        "ds --check email",
        "zhangwei@googlemail.com\n LI.NA@Example.org\nnobody@example.org\n",
    );
    assert_eq!(
        (answers.as_slice(), code),
        (["match", "match", "no match"].map(String::from).as_slice(), 1)
    );

    let ids = "张伟,11010519491231002x\n李娜,11010519491231002X\njohn smith,110105491231002\n";
    let (answers, code) = bench.check("ds --check name+national-id --country CN", ids);
    assert_eq!((answers, code), (vec!["match".to_owned(); 3], 1));

    // Any of several columns counts.
    let phones = "李娜,13900139000\n李娜,13700137000\nSMITH John,138-0013-8001\n";
    let (answers, code) = bench.check("ds --check name+phone --country CN", phones);
    assert_eq!((answers, code), (vec!["match".to_owned(); 3], 1));

    assert_eq!(bench.check("ds --check email", "x@example.org\n").1, 0);
    assert_eq!(bench.check("ds --check email", "").1, 0);
    let (answers, code) = bench.check("ds --check email", "nonsense\n");
    assert_eq!((answers[0].as_str(), code), ("invalid", 2));
    assert_eq!(bench.run("check ds --check password", "").status.code(), Some(2));
}

#[test]
fn columns_with_usual_names_need_no_mapping() {
    let bench = Bench::new();
    bench.write(
        "leak.csv",
        "XM,IBAN,出生日期,Passport No\n张伟,DE89 3704 0044 0532 0130 00,1990/12/31,e12345678\n",
    );
    let output = bench
        .build("leak.csv --check name+iban --check name+birth-date --check name+passport --out ds");
    let said = text(&output.stderr);
    for column in ["\"XM\" for the name", "\"IBAN\" for the iban", "\"Passport No\""] {
        assert!(said.contains(column), "{said}");
    }
    for (check, query) in [
        ("name+iban", "张伟,de89370400440532013000"),
        ("name+birth-date", "张伟,19901231"),
        ("name+passport", "张伟,E12345678"),
    ] {
        let (answers, code) = bench.check(&format!("ds --check {check}"), query);
        assert_eq!((answers, code), (vec!["match".to_owned()], 1), "{check}");
    }
}

#[test]
fn columns_can_be_composed() {
    let bench = Bench::new();
    bench.write("leak.csv", PEOPLE);
    bench.build(
        "leak.csv --country CN --map name=first+last --map phone=tel1 --check name+phone --out ds",
    );
    let (answers, _) = bench.check("ds --check name+phone --country CN", "zhang wei,13800138000\n");
    assert_eq!(answers, ["match"]);
}

#[test]
fn the_order_of_rows_and_of_checks_changes_no_byte() {
    let bench = Bench::new();
    let mut rows: Vec<String> = (0..20_000)
        .map(|i| format!("用户{},user{i}@example.org,138{:08}", (b'a' + (i % 26) as u8) as char, i))
        .collect();
    rows.push(rows[7].clone());
    let csv = |rows: &[String]| format!("name,mail,tel\n{}\n", rows.join("\n"));
    bench.write("one.csv", csv(&rows));
    rows.reverse();
    rows.rotate_left(777);
    bench.write("two.csv", csv(&rows));
    bench.run("keygen --out k --no-password", "");
    let options = "--id example --country CN --map email=mail --map name=name --map phone=tel \
                   --prefix-bits 3 --key k.key";
    bench.build(&format!(
        "one.csv {options} --check email --check name+phone --check email --out one"
    ));
    // Without memory for digests, which then wait on disk.
    bench
        .build(&format!("two.csv {options} --check phone+name --check email --memory 0 --out two"));
    // Signatures are hedged with random numbers: two of one manifest differ.
    for signature in ["one/manifest.json.minisig", "two/manifest.json.minisig"] {
        fs::remove_file(bench.path(signature)).unwrap();
    }
    let (one, two) = (relative(&bench.path("one")), relative(&bench.path("two")));
    assert_eq!(one.len(), 1 + 8 + 8);
    let differing: Vec<_> =
        one.iter().zip(&two).filter(|(a, b)| a != b).map(|(a, _)| &a.0).collect();
    assert!(differing.is_empty(), "{differing:?}");
    for check in ["email", "name_phone"] {
        let sizes: Vec<usize> =
            one.iter().filter(|(path, _)| path.starts_with(check)).map(|(_, b)| b.len()).collect();
        assert!(sizes.windows(2).all(|pair| pair[0] == pair[1]), "{sizes:?}");
    }
}

#[test]
fn a_changed_byte_is_never_a_no_match() {
    let bench = Bench::new();
    bench.write("leak.csv", PEOPLE);
    bench.build("leak.csv --map email=mail --check email --out ds");
    let path = bench.path("ds/email/0.bin");
    let whole = fs::read(&path).unwrap();
    let mut broken: Vec<Vec<u8>> = (0..whole.len())
        .map(|i| whole.iter().enumerate().map(|(j, b)| if i == j { b ^ 1 } else { *b }).collect())
        .collect();
    broken.push(whole[1..].to_vec());
    broken.push([&whole[..], &[0]].concat());
    broken.push(Vec::new());
    for bytes in broken {
        fs::write(&path, bytes).unwrap();
        let (answers, code) = bench.check("ds --check email", "nobody@example.org\n");
        assert_eq!((answers[0].as_str(), code), ("could not check", 2));
        assert_eq!(bench.run("verify ds", "").status.code(), Some(4));
    }
    fs::remove_file(&path).unwrap();
    assert_eq!(bench.check("ds --check email", "nobody@example.org\n").1, 2);
    assert_eq!(bench.run("verify ds", "").status.code(), Some(3));
}

#[test]
fn buckets_cannot_be_swapped() {
    let bench = Bench::new();
    let rows: String = (0..10_000).map(|i| format!("user{i}@example.org\n")).collect();
    bench.write("leak.csv", format!("mail\n{rows}"));
    bench.build("leak.csv --map email=mail --check email --prefix-bits 2 --out ds");
    assert!(bench.run("verify ds", "").status.success());
    fs::copy(bench.path("ds/email/1.bin"), bench.path("ds/email/2.bin")).unwrap();
    assert_eq!(bench.run("verify ds", "").status.code(), Some(4));
}

#[test]
fn signatures_tell_whose_dataset_it_is() {
    let bench = Bench::new();
    bench.write("leak.csv", PEOPLE);
    bench.run("keygen --out mine --no-password", "");
    bench.run("keygen --out other --no-password", "");
    bench.build("leak.csv --map email=mail --check email --key mine.key --out ds");
    assert!(bench.run("verify ds --public-key mine.pub", "").status.success());
    assert_eq!(bench.run("verify ds --public-key other.pub", "").status.code(), Some(4));
    let manifest = bench.path("ds/manifest.json");
    let text = fs::read_to_string(&manifest).unwrap().replace("Example", "Changed");
    fs::write(&manifest, text).unwrap();
    assert_eq!(bench.run("verify ds --public-key mine.pub", "").status.code(), Some(4));
    // A key is never overwritten.
    assert_eq!(bench.run("keygen --out mine --no-password", "").status.code(), Some(2));
}

#[test]
fn a_key_can_have_successors() {
    let bench = Bench::new();
    bench.write("leak.csv", PEOPLE);
    for key in ["first", "second", "third", "thief"] {
        bench.run(&format!("keygen --out {key} --no-password"), "");
    }
    bench.build("leak.csv --map email=mail --check email --key third.key --out ds");
    let verify = |trust: &str| bench.run(&format!("verify ds {trust}"), "").status.code();
    assert!(bench.run("endorse second.pub --key first.key", "").status.success());
    assert!(bench.run("endorse third.pub --key second.key", "").status.success());
    assert_eq!(verify("--public-key first.pub"), Some(4));
    let chain = "--public-key first.pub --successor second.pub --successor third.pub";
    assert_eq!(verify(chain), Some(0));
    // A link is missing, or another key's.
    assert_eq!(verify("--public-key first.pub --successor third.pub"), Some(4));
    assert!(bench.run("endorse third.pub --key thief.key", "").status.success());
    assert_eq!(verify(chain), Some(4));
    bench.write("no.pub", "no key");
    assert_eq!(bench.run("endorse no.pub --key first.key", "").status.code(), Some(2));
}

#[test]
fn versions_are_chained_and_signed_elsewhere() {
    let bench = Bench::new();
    bench.write("leak.csv", PEOPLE);
    bench.run("keygen --out k --no-password", "");
    let args = "leak.csv --id example --map email=mail --check email";
    bench.build(&format!("{args} --out one"));
    bench.build(&format!("{args} --previous one --out two"));
    let manifest = fs::read(bench.path("one/manifest.json")).unwrap();
    let hash = hushcheck_core::Hash256::of(&manifest).to_string();
    let said = text(&bench.run("inspect two", "").stdout);
    assert!(said.contains("number 2") && said.contains(&hash), "{said}");
    let other =
        "build leak.csv --title Other --map email=mail --check email --previous one --out x";
    assert_eq!(bench.run(other, "").status.code(), Some(2));

    // Only the manifest travels to the key, and only the signature back.
    fs::create_dir(bench.path("elsewhere")).unwrap();
    fs::copy(bench.path("two/manifest.json"), bench.path("elsewhere/manifest.json")).unwrap();
    assert!(bench.run("sign elsewhere/manifest.json --key k.key", "").status.success());
    let signature = "manifest.json.minisig";
    fs::copy(bench.path("elsewhere").join(signature), bench.path("two").join(signature)).unwrap();
    assert!(bench.run("verify two --public-key k.pub", "").status.success());
    bench.write("nonsense.json", "{}");
    assert_eq!(bench.run("sign nonsense.json --key k.key", "").status.code(), Some(4));
}

#[test]
fn rejected_rows_are_told_by_number_and_never_by_value() {
    let bench = Bench::new();
    let mut csv = b"mail,tel\n".to_vec();
    csv.extend_from_slice(b"fine@example.org,13800138000\n");
    csv.extend_from_slice(b"marker-one,marker-two\n");
    csv.extend_from_slice(b"marker@\xff.org,\n");
    for _ in 0..30 {
        csv.extend_from_slice(b"marker-three\n");
    }
    bench.write("leak.csv", csv);
    let output = bench.build(
        "leak.csv --encoding utf-8 --map email=mail --check email --rejects out.csv --out ds",
    );
    let rejects = fs::read_to_string(bench.path("out.csv")).unwrap();
    let said = text(&output.stderr) + &text(&output.stdout) + &rejects;
    assert!(!said.contains("marker"), "{said}");
    assert!(rejects.contains("\nleak.csv,3,email,an e-mail address needs one @"), "{rejects}");
    assert!(rejects.contains("\nleak.csv,4,email,it is not UTF-8\n"), "{rejects}");
    assert_eq!(rejects.lines().count(), 1 + 32);
}

#[test]
fn marks_line_ends_and_blank_lines_are_no_rows() {
    let bench = Bench::new();
    bench.write(
        "leak.csv",
        "\u{feff}mail,note\r\na@example.org,x\r\n\r\n\r\nbad,x\r\nb@example.org\r\n",
    );
    let output = bench.build("leak.csv --map email=mail --check email --rejects no.csv --out ds");
    let said = text(&output.stderr);
    assert!(said.contains("row 3: email not used") && said.contains("3 rows read"), "{said}");
    assert!(said.contains("1 row with fewer fields"), "{said}");
    let (answers, _) = bench.check("ds --check email", "a@example.org\nb@example.org\n");
    assert_eq!(answers, ["match", "match"]);
    // Neither the leak nor anything else is overwritten by what was rejected.
    let again =
        "build leak.csv --title X --map email=mail --check email --rejects leak.csv --out new";
    assert_eq!(bench.run(again, "").status.code(), Some(2));
    assert!(fs::read(bench.path("leak.csv")).unwrap().len() > 50);
}

#[test]
fn one_person_does_not_stand_under_several_spellings() {
    let bench = Bench::new();
    bench.write("leak.csv", PEOPLE);
    let names = "build leak.csv --title X --country CN --map name=xm,first --map phone=tel1 \
                 --check name+phone --out ds";
    assert_eq!(bench.run(names, "").status.code(), Some(2));
    let phones = "build leak.csv --title X --country CN --map name=xm --map email=mail \
                  --map phone=tel1 --check name+phone --check email+phone --out ds";
    assert_eq!(bench.run(phones, "").status.code(), Some(2));
}

#[test]
fn a_plan_says_what_a_list_gives_away_and_builds_nothing() {
    let bench = Bench::new();
    bench.write("leak.csv", PEOPLE);
    let args = "leak.csv --country CN --map name=xm --map national-id=id --map email=mail \
                --check name+national-id";
    let output = bench.run(&format!("plan {args}"), "");
    let said = text(&output.stdout);
    assert_eq!(output.status.code(), Some(0), "{said}");
    assert!(said.contains("3 distinct records of 3 rows, in fingerprints of 9 bits"), "{said}");
    assert!(said.contains("is left with 125 numbers"), "{said}");
    assert_eq!(fs::read_dir(bench.path(".")).unwrap().count(), 1);

    // Of a slow hash it says what it says of a fast one, which it takes in its place.
    let slow = text(&bench.run(&format!("plan {args} --scheme argon2id"), "").stdout);
    let bytes =
        |said: &str| said.lines().find(|line| line.contains("1 file of")).map(str::to_owned);
    assert_eq!(bytes(&slow).unwrap().replace("about ", ""), bytes(&said).unwrap());
    assert!(slow.contains("hashed by argon2id") && slow.contains("1 file of about"), "{slow}");

    // What stands in another dataset already needs a reason, which all can read.
    bench.build(&format!("{args} --id first --out first"));
    let again = "leak.csv --country CN --map email=mail --map national-id=id \
                 --check email+national-id --earlier first";
    let output = bench.run(&format!("plan {again}"), "");
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stdout).contains("Risk: national-id stands in"), "{output:?}");
    let build = format!("build {again} --title Second --out second");
    assert_eq!(bench.run(&build, "").status.code(), Some(2));
    assert!(bench.run(&format!("{build} --accept-risk because"), "").status.success());
    assert!(text(&bench.run("inspect second", "").stdout).contains("because"));
    // A reason that was not needed is not told.
    bench.build(&format!("{args} --id third --accept-risk because --out third"));
    assert!(!text(&bench.run("inspect third", "").stdout).contains("because"));
}

#[test]
fn every_query_has_its_line() {
    let bench = Bench::new();
    bench.write("leak.csv", PEOPLE);
    bench.build("leak.csv --country CN --map name=xm --map phone=tel1 --check name+phone --out ds");
    // The country is that of the dataset.
    let queries = "张伟,13800138000\n\n张伟\n张伟,138,00138000\n\"Smith, John\",13800138001\n";
    let (answers, code) = bench.check("ds --check name+phone", queries);
    assert_eq!(answers, ["match", "invalid", "invalid", "invalid", "match"]);
    assert_eq!(code, 2);
}

#[test]
fn what_is_whole_is_not_replaced() {
    let bench = Bench::new();
    bench.write("leak.csv", PEOPLE);
    bench.build("leak.csv --map email=mail --check email --out ds");
    let before = files(&bench.path("ds"));
    let again = "build leak.csv --title Other --map email=mail --check email --out ds";
    assert_eq!(bench.run(again, "").status.code(), Some(2));
    assert!(files(&bench.path("ds")) == before);
    // Nor is anything left behind by a build that fails.
    let alone = "build leak.csv --title X --country CN --map phone=tel1 --check phone --out new";
    assert_eq!(bench.run(alone, "").status.code(), Some(2));
    assert_eq!(fs::read_dir(bench.path(".")).unwrap().count(), 2);
}

#[test]
fn slow_hashes_and_passwords() {
    let bench = Bench::new();
    bench.write("leak.csv", "mail,pw\na@example.org, spaced \nb@example.org,\"pass,word\"\n");
    bench.build(
        "leak.csv --map email=mail --check email --scheme argon2id --argon2-memory 19456 \
         --argon2-passes 2 --out slow",
    );
    let (answers, _) = bench.check("slow --check email", "A@example.org\nc@example.org\n");
    assert_eq!(answers, ["match", "no match"]);

    bench.build("leak.csv --map password=pw --check password --scheme sha1 --out pw");
    let (answers, _) =
        bench.check("pw --check password", " spaced \nspaced\npass,word\n\"pass,word\"\n");
    assert_eq!(answers, ["match", "no match", "match", "no match"]);
    // What begins a text of Windows is no part of the first password.
    let (answers, _) = bench.check("pw --check password", "\u{feff} spaced \n\u{feff} spaced \n");
    assert_eq!(answers, ["match", "no match"]);
    let wrong = "build leak.csv --title X --map email=mail --check email --scheme sha1 --out x";
    assert_eq!(bench.run(wrong, "").status.code(), Some(2));
}

#[test]
fn a_dataset_is_checked_over_http_as_in_a_folder() {
    let bench = Bench::new();
    bench.write("leak.csv", PEOPLE);
    bench.build("leak.csv --map email=mail --check email --out ds");
    let server = bench.serve("ds");
    let url = &server.address;
    let answers = bench.check(&format!("{url} --check email"), "john@example.org\nx@example.org\n");
    let verified = bench.run(&format!("verify {url}"), "").status;
    let missing = bench.run(&format!("verify {url}/nothing"), "").status;
    assert_eq!(answers, (vec!["match".to_owned(), "no match".to_owned()], 1));
    assert!(verified.success());
    assert_eq!(missing.code(), Some(3));
}

#[test]
fn canonical_forms_line_by_line() {
    let bench = Bench::new();
    let output = bench.run("canonical --kind phone --country CN", "138 0013 8000\nx\n");
    let expected = "+8613800138000\nerror: it holds a character that cannot be part of it\n";
    assert_eq!((text(&output.stdout).as_str(), output.status.code()), (expected, Some(2)));
    let output =
        bench.run("canonical --kind national-id --country CN --reduced", "11010519491231002X\n");
    assert_eq!(text(&output.stdout), "CN:110105194912312\n");
}

#[test]
fn help_and_messages() {
    trycmd::TestCases::new().case("tests/cmd/*.toml");
}
