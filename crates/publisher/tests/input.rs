//! Leaks in every format that is read: the same people come out of each.
#![allow(clippy::unwrap_used, reason = "a test may panic")]
mod common;

use std::fs::{self, File};
use std::io::Write as _;
use std::path::Path;

use common::rows::table;
use common::rows::{HEADER, PEOPLE, assert_people, batch, drain, numbered, options, read, refused};
use common::{Bench, text};
use hushcheck::source::{Options, Source};

fn csv(delimiter: char) -> String {
    let mut text = HEADER.join(&delimiter.to_string()) + "\n";
    for row in PEOPLE {
        let fields: Vec<_> =
            row.iter().map(|field| format!("\"{}\"", field.replace('"', "\"\""))).collect();
        text += &(fields.join(&delimiter.to_string()) + "\r\n");
    }
    text
}

#[test]
fn excel_may_say_above_the_header_what_parts_fields() {
    let bench = Bench::new();
    bench.write("leak.csv", "sep=;\r\nname;email\r\nLi, Na;a@example.org\r\nB;none\r\n");
    let output = bench.build("leak.csv --check email --out ds");
    let said = text(&output.stderr);
    assert!(said.contains("1 distinct record of 1 row,"), "{said}");
    // Rows are numbered without it.
    assert!(said.contains("leak.csv, row 3: email not used"), "{said}");
    assert_eq!(bench.check("ds --check email", "a@example.org\n").0, ["match"]);
}

#[test]
fn whatever_parts_the_fields() {
    let bench = Bench::new();
    for delimiter in [',', ';', '\t', '|'] {
        bench.write("leak.txt", csv(delimiter));
        assert_people(&bench, "leak.txt", options(), 2);
    }
    bench.write("leak.csv", csv(':'));
    let colon = Options { delimiter: Some(":".parse().unwrap()), ..options() };
    assert_people(&bench, "leak.csv", colon, 2);
}

#[test]
fn in_every_compression_and_encoding() {
    let bench = Bench::new();
    let text = csv(',');
    let utf_16: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let (gb18030, ..) = encoding_rs::GB18030.encode(&text);
    for (bytes, encoding) in [(text.as_bytes(), None), (&utf_16, None), (&gb18030, Some("gbk"))] {
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), Default::default());
        gzip.write_all(bytes).unwrap();
        let mut bzip2 = bzip2::write::BzEncoder::new(Vec::new(), Default::default());
        bzip2.write_all(bytes).unwrap();
        let mut xz = lzma_rust2::XzWriter::new(Vec::new(), Default::default()).unwrap();
        xz.write_all(bytes).unwrap();
        for (name, packed) in [
            ("leak.csv", bytes.to_vec()),
            ("leak.csv.gz", gzip.finish().unwrap()),
            ("leak.csv.bz2", bzip2.finish().unwrap()),
            ("leak.csv.xz", xz.finish().unwrap()),
            // The first bytes say it, not the name.
            ("leak.txt", zstd::encode_all(bytes, 3).unwrap()),
        ] {
            bench.write(name, packed);
            let encoding = encoding.map(|label: &str| label.parse().unwrap());
            assert_people(&bench, name, Options { encoding, ..options() }, 2);
        }
    }
}

#[test]
fn a_cut_or_damaged_file_is_an_error_however_late() {
    let bench = Bench::new();
    let rows: String = (0..200_000u64)
        .map(|i| format!("{:x}@example.org\n", i.wrapping_mul(0x9E37_79B9_7F4A_7C15)))
        .collect();
    let packed = zstd::encode_all(format!("mail\n{rows}").as_bytes(), 3).unwrap();
    bench.write("cut.csv.zst", &packed[..packed.len() - 1000]);
    let paths = [bench.path("cut.csv.zst")];
    let mut source = Source::open(&paths, options()).unwrap();
    assert_eq!(batch(&mut source, 1000).unwrap().len(), 1000);
    let said = drain(&mut source).unwrap_err().to_string();
    assert!(said.contains("cut.csv.zst, line ") && said.contains("ends before its end"), "{said}");
    bench.write("name.csv.gz", "mail\na@example.org\n");
    assert!(refused(&bench, &["name.csv.gz"], options()).contains("is not gzip data"));

    // Nor does a build leave anything.
    let build = "build cut.csv.zst --title X --map email=mail --check email --out ds";
    assert_eq!(bench.run(build, "").status.code(), Some(3));
    assert_eq!(fs::read_dir(bench.path(".")).unwrap().count(), 2);
}

#[test]
fn a_file_that_changes_is_an_error() {
    let bench = Bench::new();
    bench.write("leak.csv", format!("mail\n{}", "someone@example.org\n".repeat(200_000)));
    let mut source = Source::open(&[bench.path("leak.csv")], options()).unwrap();
    batch(&mut source, 10).unwrap();
    let mut file = File::options().append(true).open(bench.path("leak.csv")).unwrap();
    file.write_all(b"more@example.org\n").unwrap();
    let said = drain(&mut source).unwrap_err().to_string();
    assert!(said.contains("changed while it was read"), "{said}");
}

#[test]
fn a_wrong_byte_rejects_its_row_alone() {
    let bench = Bench::new();
    let mut bytes = format!("name;mail\n{}", "张伟;a@example.org\n".repeat(40)).into_bytes();
    bytes.extend_from_slice(b"\xff\xfe;b@example.org\n");
    // Of much that is UTF-8 a few wrong bytes make no other encoding.
    bench.write("leak.csv", &bytes);
    let (_, rows) = read(&bench, &["leak.csv"], options()).unwrap();
    assert_eq!(rows.len(), 41);
    assert!(rows[..40].iter().all(|(_, row)| row[0] == "张伟"));
    assert_eq!(rows[40], (42, ["not UTF-8", "b@example.org"].map(String::from).to_vec()));
    let gb18030 = encoding_rs::GB18030.encode("李娜;c@example.org\n").0.into_owned();
    for (head, broken, encoding) in [
        ("name;mail\n李娜;c@example.org\n".into(), &b"\xff;b@example.org\n"[..], "utf-8"),
        ([b"name;mail\n", &gb18030[..]].concat(), b"\xff;b@example.org\n", "gb18030"),
    ] as [(Vec<u8>, &[u8], &str); 2]
    {
        bench.write("leak.csv", [&head[..], broken, b"d;d@example.org\n"].concat());
        let options = Options { encoding: Some(encoding.parse().unwrap()), ..options() };
        let (_, rows) = read(&bench, &["leak.csv"], options).unwrap();
        let people: [&[&str]; 3] =
            [&["李娜", "c@example.org"], &["not UTF-8", "b@example.org"], &["d", "d@example.org"]];
        assert_eq!(rows, numbered(2, &people), "{encoding}");
    }
}

#[test]
fn several_files_are_one_leak() {
    let bench = Bench::new();
    bench.write("part-1.csv", "name,mail\na,a@example.org\n\nb,b@example.org\n");
    bench.write("part-2.csv", " name , mail\nc,c@example.org\n");
    bench.write("part-3.csv", "mail,name\nd@example.org,d\n");
    let (_, rows) = read(&bench, &["part-1.csv", "part-2.csv"], options()).unwrap();
    let numbers: Vec<u64> = rows.iter().map(|(number, _)| *number).collect();
    assert_eq!(numbers, [2, 3, 5]);
    let mut source = Source::open(&[bench.path("part-[12].csv")], options()).unwrap();
    assert_eq!(drain(&mut source).unwrap(), rows);
    assert_eq!(source.name(), "2 files");
    for (row, file, number) in [(2, "part-1.csv", 2), (3, "part-1.csv", 3), (5, "part-2.csv", 2)] {
        let (name, found) = source.places().locate(row);
        assert!(name.ends_with(file) && found == number, "{row}: {name}, {found}");
    }

    let said = refused(&bench, &["part-*.csv"], options());
    assert!(said.contains("part-3.csv are not those of") && said.contains("part-1.csv"), "{said}");
    assert!(refused(&bench, &["part-1.csv", "part-1.csv"], options()).contains("named twice"));
    assert!(refused(&bench, &["other-*.csv"], options()).contains("no file fits"));
    assert!(refused(&bench, &["."], options()).contains("is a folder"));
    let said = text(&bench.build("part-[12].csv --map email=mail --check email --out ds").stderr);
    assert!(said.contains("3 rows read from 2 files"), "{said}");
}

#[test]
fn lines_are_values() {
    let bench = Bench::new();
    bench.write("mails.txt", "\u{feff}a@example.org\r\n\r\nb,@example.org\nlast");
    let lines = Options { format: Some(hushcheck::source::Format::Lines), ..options() };
    let (header, rows) = read(&bench, &["mails.txt"], lines).unwrap();
    assert_eq!(header, ["value"]);
    let numbers: Vec<u64> = rows.iter().map(|(number, _)| *number).collect();
    assert_eq!(numbers, [1, 3, 4]);
    assert_eq!(rows[1].1, ["b,@example.org"]);
}

#[test]
fn objects_a_line() {
    let bench = Bench::new();
    let mut lines = String::new();
    for row in PEOPLE {
        let row: Vec<String> =
            row.iter().map(|field| serde_json::to_string(field).unwrap()).collect();
        lines += &format!("{{\"name\":{},\"mail\":{},\"tel\":{}}}\n", row[0], row[1], row[2]);
    }
    bench.write("leak.jsonl", &lines);
    assert_people(&bench, "leak.jsonl", options(), 1);
    bench.write("leak", &lines);
    assert_people(&bench, "leak", options(), 1);

    bench.write(
        "deep.ndjson",
        concat!(
            "{\"id\": 11010519491231002, \"who\": {\"mail\": \"a@b.c\", \"tel\": [\"1\", 2.0, null]}}\n",
            "{\"who\": null, \"ok\": true, \"x\": 123456789012345678901234567890}\n",
            "not JSON\n",
            "[1]\n",
            "{\"id\": -5, \"who.mail\": \"d@e.f\", \"unknown\": [[{}]], \"late\": \"l\"}\n",
        ),
    );
    let asked = Options { columns: vec!["rare".into(), "id".into()], ..options() };
    let (header, rows) = read(&bench, &["deep.ndjson"], asked).unwrap();
    let columns =
        ["id", "who.mail", "who.tel.0", "who.tel.1", "who.tel.2", "who", "ok", "x", "late", "rare"];
    assert_eq!(header, columns);
    let expected: [&[&str]; 5] = [
        &["11010519491231002", "a@b.c", "1", "2", "", "", "", "", "", ""],
        &["", "", "", "", "", "", "true", "", "", ""],
        &[],
        &[],
        &["-5", "d@e.f", "", "", "", "", "", "", "l", ""],
    ];
    assert_eq!(rows, numbered(1, &expected));

    bench.write("array.json", "[{\"mail\": \"a@b.c\"}]");
    assert!(refused(&bench, &["array.json"], options()).contains("jq -c"));
    bench.write("none.ndjson", "hello\n");
    assert!(refused(&bench, &["none.ndjson"], options()).contains("no JSON objects"));
}

#[test]
fn sheets_of_workbooks() {
    use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};
    let bench = Bench::new();
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (row, fields) in [&HEADER[..]].iter().chain(PEOPLE.iter()).enumerate() {
        for (column, field) in fields.iter().enumerate() {
            sheet.write(row as u32, column as u16, *field).unwrap();
        }
    }
    book.save(bench.path("leak.xlsx")).unwrap();
    assert_people(&bench, "leak.xlsx", options(), 2);
    // Whatever it is called, and packed as well.
    let bytes = fs::read(bench.path("leak.xlsx")).unwrap();
    bench.write("leak.gz", {
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), Default::default());
        gzip.write_all(&bytes).unwrap();
        gzip.finish().unwrap()
    });
    assert_people(&bench, "leak.gz", options(), 2);

    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    let date = Format::new().set_num_format("yyyy-mm-dd");
    for (column, name) in ["tel", "id", "born"].into_iter().enumerate() {
        sheet.write(2, column as u16, name).unwrap();
    }
    sheet.write(4, 0, 13_800_138_000.0).unwrap();
    sheet.write(4, 1, 110_105_194_912_310_021.0).unwrap();
    let born = ExcelDateTime::from_ymd(1990, 12, 31).unwrap();
    sheet.write_with_format(4, 2, &born, &date).unwrap();
    book.save(bench.path("numbers.xlsx")).unwrap();
    let (header, rows) = read(&bench, &["numbers.xlsx"], options()).unwrap();
    assert_eq!(header, ["tel", "id", "born"]);
    // What Excel rounded is not taken for somebody's number.
    assert_eq!(rows, numbered(5, &[&["13800138000", "", "1990-12-31"]]));

    let mut book = Workbook::new();
    for name in ["One", "Two", "Three"] {
        let sheet = book.add_worksheet().set_name(name).unwrap();
        if name != "Two" {
            sheet.write(0, 0, "mail").unwrap();
            sheet.write(1, 0, format!("{name}@example.org")).unwrap();
        }
    }
    book.save(bench.path("several.xlsx")).unwrap();
    let said = refused(&bench, &["several.xlsx"], options());
    assert!(said.contains("several sheets: One, Three"), "{said}");
    let (_, rows) = read(&bench, &["several.xlsx"], table("Three")).unwrap();
    assert_eq!(rows, numbered(2, &[&["Three@example.org"]]));
    assert!(refused(&bench, &["several.xlsx"], table("Two")).contains("is empty"));
    assert!(refused(&bench, &["several.xlsx"], table("Four")).contains("One, Two, Three"));
    bench.write("zip.xlsx", &bytes[..bytes.len() / 2]);
    assert!(refused(&bench, &["zip.xlsx"], options()).contains("no workbook"));
}

#[cfg(feature = "parquet")]
mod parquet_files {
    use std::sync::Arc;

    use parquet::basic::{Compression, ZstdLevel};
    use parquet::data_type::{ByteArray, ByteArrayType, DoubleType, Int32Type, Int64Type};
    use parquet::file::properties::WriterProperties;
    use parquet::file::writer::SerializedFileWriter;
    use parquet::schema::parser::parse_message_type;

    use super::*;

    fn write(path: &Path, compression: Compression, groups: u64) {
        let schema = "message leak {
            REQUIRED BYTE_ARRAY name (UTF8);
            OPTIONAL GROUP who { OPTIONAL BYTE_ARRAY mail (UTF8); OPTIONAL INT64 tel; }
            OPTIONAL INT32 born (DATE);
            OPTIONAL DOUBLE float;
            OPTIONAL GROUP tags (LIST) { REPEATED GROUP list { OPTIONAL INT64 element; } }
        }";
        let schema = Arc::new(parse_message_type(schema).unwrap());
        let properties = WriterProperties::builder().set_compression(compression).build();
        let file = File::create(path).unwrap();
        let mut writer = SerializedFileWriter::new(file, schema, Arc::new(properties)).unwrap();
        for group in 0..groups {
            let text = |text: String| ByteArray::from(text.into_bytes());
            let names: Vec<_> =
                (0..2000).map(|row| text(format!("用户{}", group * 2000 + row))).collect();
            let mails: Vec<_> = (0..1000).map(|row| text(format!("{group}.{row}@b.c"))).collect();
            // Every other row has a mail address.
            let half: Vec<i16> = (0..2000).map(|row| if row % 2 == 0 { 2 } else { 1 }).collect();
            let mut groups = writer.next_row_group().unwrap();
            let mut column = groups.next_column().unwrap().unwrap();
            column.typed::<ByteArrayType>().write_batch(&names, None, None).unwrap();
            column.close().unwrap();
            let mut column = groups.next_column().unwrap().unwrap();
            column.typed::<ByteArrayType>().write_batch(&mails, Some(&half), None).unwrap();
            column.close().unwrap();
            let mut column = groups.next_column().unwrap().unwrap();
            let numbers = vec![13_800_138_000; 2000];
            column.typed::<Int64Type>().write_batch(&numbers, Some(&[2; 2000]), None).unwrap();
            column.close().unwrap();
            let mut column = groups.next_column().unwrap().unwrap();
            column.typed::<Int32Type>().write_batch(&[7669; 2000], Some(&[1; 2000]), None).unwrap();
            column.close().unwrap();
            let mut column = groups.next_column().unwrap().unwrap();
            column.typed::<DoubleType>().write_batch(&[5.0; 2000], Some(&[1; 2000]), None).unwrap();
            column.close().unwrap();
            let mut column = groups.next_column().unwrap().unwrap();
            column
                .typed::<Int64Type>()
                .write_batch(&[], Some(&[0; 2000]), Some(&[0; 2000]))
                .unwrap();
            column.close().unwrap();
            groups.close().unwrap();
        }
        writer.close().unwrap();
    }

    #[test]
    fn columns_of_plain_values() {
        let bench = Bench::new();
        for compression in [
            Compression::UNCOMPRESSED,
            Compression::SNAPPY,
            Compression::GZIP(Default::default()),
            Compression::BROTLI(Default::default()),
            Compression::ZSTD(ZstdLevel::default()),
            Compression::LZ4_RAW,
        ] {
            write(&bench.path("leak.parquet"), compression, 2);
            let (header, rows) = read(&bench, &["leak.parquet"], options()).unwrap();
            assert_eq!(header, ["name", "who.mail", "who.tel", "born", "float"]);
            assert_eq!(rows.len(), 4000);
            for (at, mail) in [(0, "0.0@b.c"), (1, ""), (1026, "0.513@b.c"), (3998, "1.999@b.c")] {
                let name = format!("用户{at}");
                let row = [name.as_str(), mail, "13800138000", "1990-12-31", "5"];
                assert_eq!(rows[at], (at as u64 + 1, row.map(String::from).to_vec()));
            }
        }
    }

    #[test]
    fn numbers_with_too_many_places_are_refused() {
        let bench = Bench::new();
        for (scale, is_read) in [(38, true), (70_000, false)] {
            let schema =
                format!("message leak {{ REQUIRED BYTE_ARRAY n (DECIMAL(70000,{scale})); }}");
            let schema = Arc::new(parse_message_type(&schema).unwrap());
            let file = File::create(bench.path("leak.parquet")).unwrap();
            let mut writer = SerializedFileWriter::new(file, schema, Default::default()).unwrap();
            let mut groups = writer.next_row_group().unwrap();
            let mut column = groups.next_column().unwrap().unwrap();
            let value = ByteArray::from(vec![5]);
            column.typed::<ByteArrayType>().write_batch(&[value], None, None).unwrap();
            column.close().unwrap();
            groups.close().unwrap();
            writer.close().unwrap();
            match read(&bench, &["leak.parquet"], options()) {
                Ok((_, rows)) => {
                    assert!(
                        is_read && rows[0].1[0] == format!("0.{}5", "0".repeat(37)),
                        "{rows:?}"
                    );
                }
                Err(error) => {
                    assert!(!is_read && error.to_string().contains("decimal places"), "{error}");
                }
            }
        }
    }

    #[test]
    fn what_is_damaged_or_cannot_be_read_in_order() {
        let bench = Bench::new();
        write(&bench.path("leak.parquet"), Compression::SNAPPY, 1);
        let bytes = fs::read(bench.path("leak.parquet")).unwrap();
        bench.write("cut.parquet", &bytes[..bytes.len() - 100]);
        assert!(refused(&bench, &["cut.parquet"], options()).contains("not copied whole"));
        let mut damaged = bytes.clone();
        damaged[100..400].fill(0x55);
        bench.write("damaged.parquet", damaged);
        assert!(refused(&bench, &["damaged.parquet"], options()).contains("cannot read"));
        bench.write("packed.zst", zstd::encode_all(&bytes[..], 1).unwrap());
        assert!(refused(&bench, &["packed.zst"], options()).contains("save it, unpacked"));
        bench.write("text.parquet", "mail\na@b.c\n");
        assert!(refused(&bench, &["text.parquet"], options()).contains("not what its name says"));
    }
}

#[test]
fn hashes_with_counts() {
    let bench = Bench::new();
    let (one, two) =
        ("0000000CAEF405439D57847A8657218C618160B2", "00001FFFF405439D57847A8657218C618160B2AA");
    bench.write("pwned.txt", format!("{one}:15\r\n{two}:3\r\n"));
    let (header, rows) = read(&bench, &["pwned.txt"], options()).unwrap();
    assert_eq!(header, ["hash", "count"]);
    assert_eq!(rows, numbered(1, &[&[one, "15"], &[two, "3"]]));

    fs::create_dir(bench.path("ranges")).unwrap();
    bench.write("ranges/00001.txt", format!("{}:3\n\n", &two[5..]));
    bench.write("ranges/00000", format!("{}:15\r\nnonsense\n{}:0\n", &one[5..], "A".repeat(35)));
    bench.write("ranges/README", "other files are not read\n");
    let (_, rows) = read(&bench, &["ranges"], options()).unwrap();
    let expected =
        [(1, vec![one.to_owned(), "15".into()]), (2, vec![]), (4, vec![two.into(), "3".into()])];
    assert_eq!(rows, expected);
    let (_, rows) = read(&bench, &["ranges/00001.txt"], options()).unwrap();
    assert_eq!(rows, numbered(1, &[&[two, "3"]]));
    bench.write("ranges/00001.gz", "");
    assert!(refused(&bench, &["ranges"], options()).contains("holds a range twice"));
}

#[test]
fn a_row_without_end_does_not_fill_the_memory() {
    let bench = Bench::new();
    bench.write("leak.csv", format!("mail,x\na@b.c,\"{}", "y".repeat(40 << 20)));
    let said = refused(&bench, &["leak.csv"], options());
    assert!(said.contains("line 2: a row has more than 16 MiB"), "{said}");
    bench.write(
        "leak.ndjson",
        format!("{{\"mail\": \"a@b.c\"}}\n{{\"mail\": \"{}", "y".repeat(40 << 20)),
    );
    let said = refused(&bench, &["leak.ndjson"], options());
    assert!(said.contains("line 2: a row has more than 16 MiB"), "{said}");
}

#[test]
fn a_build_tells_what_it_guessed() {
    let bench = Bench::new();
    let leak = "name;mail\nJürgen Müller;jm@example.org\nBärbel Groß;bg@example.org\n";
    bench.write("leak.csv", encoding_rs::WINDOWS_1252.encode(leak).0);
    let output = bench.build("leak.csv --check email --out ds");
    let said = text(&output.stderr);
    assert!(said.contains("reading leak.csv in windows-1252"), "{said}");
    assert!(said.contains("parted by semicolons"), "{said}");
    let (answers, _) = bench.check("ds --check email", "JM@example.org\n");
    assert_eq!(answers, ["match"]);
}

#[test]
fn a_quote_that_nothing_closes_swallows_no_row() {
    let bench = Bench::new();
    for (what, rows, expected) in [
        (
            "the next quote begins a field",
            "1,\"abc,x\n2,\"def\",y\n3,ghi,z\n",
            &[&["1", "abc", "x"][..], &["2", "def", "y"], &["3", "ghi", "z"]][..],
        ),
        ("no quote comes", "1,\"abc,x\n2,def,y\n", &[&["1", "abc", "x"], &["2", "def", "y"]]),
        (
            "the next quote ends a field of a line that is complete",
            "1,\"abc,x\n2,def,y\"\n3,\"\"\"g\"\"\",z\n",
            &[&["1", "abc", "x"], &["2", "def", "y\""], &["3", "\"g\"", "z"]],
        ),
        (
            "fields over lines",
            "1,\"a\n\nb, c\r\nd\",x\n\n2,\"e\n4,5,6\n\",y\n",
            &[&["1", "a\n\nb, c\r\nd", "x"], &["2", "e\n4,5,6\n", "y"]],
        ),
        (
            "quotes in fields",
            "1,5\" pipe,x\n2,\"a\"b\"\",y\n3,\"\",\"\"\n",
            &[&["1", "5\" pipe", "x"], &["2", "ab\"\"", "y"], &["3", "", ""]],
        ),
    ] {
        bench.write("leak.csv", format!("a,b,c\n{rows}"));
        let (_, rows) = read(&bench, &["leak.csv"], options()).unwrap();
        assert_eq!(rows, numbered(2, expected), "{what}");
    }
    // However many rows come after it, and told.
    let rows: String = (0..50).map(|i| format!("x,user{i}@example.org\n")).collect();
    bench.write("leak.csv", format!("name,mail\n\"Li,li@example.org\n{rows}\"Na,na@example.org\n"));
    let said = text(&bench.build("leak.csv --check email --out ds").stderr);
    assert!(said.contains("begins that nothing ends in 2 rows (the first on line 2)"), "{said}");
    assert!(said.contains("52 distinct records of 52 rows"), "{said}");
}

#[test]
fn lines_end_in_any_way() {
    let bench = Bench::new();
    for end in ["\n", "\r\n", "\r"] {
        for last in ["", end] {
            let text = ["a,b", "1,\"2\"", "", "3,4"].join(end) + last;
            bench.write("leak.csv", text);
            let (header, rows) = read(&bench, &["leak.csv"], options()).unwrap();
            assert_eq!(header, ["a", "b"], "{end:?}");
            assert_eq!(rows, numbered(2, &[&["1", "2"], &["3", "4"]]), "{end:?}");
        }
    }
}

/// The rows that the crate csv finds, which most people read CSV with.
#[test]
fn rows_of_good_csv_are_those_that_everybody_finds() {
    let bench = Bench::new();
    let fields = ["", "a", "b c", "x,y", "d\"e", "f\ng", "\"", "李娜", "h\r\ni", " j "];
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(["one", "two", "three"]).unwrap();
    let mut state = 7usize;
    let mut next = || {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        fields[(state >> 33) % fields.len()]
    };
    for _ in 0..3000 {
        writer.write_record([next(), next(), next()]).unwrap();
    }
    let bytes = writer.into_inner().unwrap();
    let expected: Vec<Vec<String>> = csv::Reader::from_reader(&bytes[..])
        .records()
        .map(|row| row.unwrap().iter().map(str::to_owned).collect())
        .collect();
    bench.write("leak.csv", bytes);
    let (_, rows) = read(&bench, &["leak.csv"], options()).unwrap();
    assert!(rows.into_iter().map(|(_, row)| row).eq(expected));
}

#[test]
fn rows_with_more_fields_than_the_header_are_not_used() {
    let bench = Bench::new();
    bench.write(
        "leak.csv",
        "name,mail\nLi, Na,li@example.org\nZhang,zhang@example.org,, \nWei\nJim,jim@example.org\n",
    );
    let output = bench.build("leak.csv --check email --rejects rejects.csv --out ds");
    let said = text(&output.stderr);
    assert!(said.contains("row 2: row not used: it has more fields than the header"), "{said}");
    assert!(said.contains("1 row with fewer fields than the header"), "{said}");
    assert!(said.contains("2 distinct records"), "{said}");
    let table = fs::read_to_string(bench.path("rejects.csv")).unwrap();
    assert!(table.contains("leak.csv,2,row,") && table.contains("leak.csv,4,email,"), "{table}");
    // What a plan leaves out it tells as well.
    let output = bench.run("plan leak.csv --check email", "");
    assert!(text(&output.stderr).contains("row 2: row not used"), "{}", text(&output.stderr));
}

#[test]
fn a_build_that_fails_leaves_no_list_of_rejects() {
    let bench = Bench::new();
    bench.write("leak.csv", "name,mail\nLi,none\n");
    let build = "build leak.csv --title X --check email --rejects rejects.csv --out ds";
    assert_eq!(bench.run(build, "").status.code(), Some(2));
    assert_eq!(fs::read_dir(bench.path(".")).unwrap().count(), 1);
    bench.write("rejects.csv", "mine");
    assert!(text(&bench.run(build, "").stderr).contains("rejects.csv is there already"));
    assert_eq!(fs::read_to_string(bench.path("rejects.csv")).unwrap(), "mine");
}

#[test]
fn a_wrong_mapping_stops_a_build_early() {
    let bench = Bench::new();
    let row = |i| if i % 20 == 0 { "a@example.org,x\n" } else { "x,a@example.org\n" };
    let rows: String = (0..60_000).map(row).collect();
    bench.write("leak.csv", format!("one,two\n{rows}"));
    let build = "build leak.csv --title X --map email=one --check email --out ds";
    let output = bench.run(build, "");
    let said = text(&output.stderr);
    assert_eq!(output.status.code(), Some(2));
    assert!(said.contains("gave nothing; most often email was not used"), "{said}");
    assert!(bench.run(&format!("{build} --max-rejects 96"), "").status.success());
}

#[cfg(unix)]
#[test]
fn what_flows_through_pipes_is_read_once_and_wholly() {
    let bench = Bench::new();
    bench.write("first.csv", "mail\na@example.org\n");
    for name in ["one", "two"] {
        let made = std::process::Command::new("mkfifo").arg(bench.path(name)).status();
        assert!(made.unwrap().success());
    }
    // One process that writes one after the other, as a person's script would.
    let writer = std::process::Command::new("sh")
        .current_dir(bench.path("."))
        .args([
            "-c",
            "printf 'mail\\nb@example.org\\n' > one; printf 'mail\\nc@example.org\\n' > two",
        ])
        .spawn();
    let (_, rows) = read(&bench, &["first.csv", "one", "two"], options()).unwrap();
    writer.unwrap().wait().unwrap();
    let mails: Vec<&str> = rows.iter().map(|(_, row)| row[0].as_str()).collect();
    assert_eq!(mails, ["a@example.org", "b@example.org", "c@example.org"]);

    let build = "build first.csv /dev/stdin --title X --check email --out ds";
    let output = bench.run(build, "mail\nb@example.org\nc@example.org\n");
    assert!(text(&output.stderr).contains("3 rows read"), "{}", text(&output.stderr));
    let output = bench.run("build - /dev/stdin --title X --check email --out other", "mail\n");
    assert!(text(&output.stderr).contains("are one file"), "{}", text(&output.stderr));
}

#[test]
fn one_file_under_two_names_is_named_twice() {
    let bench = Bench::new();
    bench.write("a.csv", "mail\na@example.org\n");
    fs::create_dir(bench.path("x")).unwrap();
    assert!(refused(&bench, &["a.csv", "x/../a.csv"], options()).contains("are one file"));
    assert!(refused(&bench, &["a.*", "*.csv"], options()).contains("is named twice"));
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink(bench.path("a.csv"), bench.path("b.csv")).unwrap();
        assert!(refused(&bench, &["*.csv"], options()).contains("are one file"));
    }
}

#[test]
fn batches_are_bounded_by_bytes() {
    let bench = Bench::new();
    let long = "x".repeat(1 << 20);
    bench.write("leak.csv", format!("mail,x\n{}", format!("a@example.org,{long}\n").repeat(40)));
    let mut source = Source::open(&[bench.path("leak.csv")], options()).unwrap();
    let mut total = 0;
    loop {
        let rows = batch(&mut source, 4096).unwrap().len();
        assert!(rows <= 5, "{rows}");
        total += rows;
        if rows == 0 {
            break;
        }
    }
    assert_eq!(total, 40);
}

#[test]
fn a_mark_says_the_encoding_whatever_is_named() {
    let bench = Bench::new();
    let text = format!("\u{feff}{}", csv(','));
    bench.write("leak.csv", text.encode_utf16().flat_map(u16::to_be_bytes).collect::<Vec<u8>>());
    for label in ["utf-16", "utf-16be", "gb18030"] {
        let encoding = Some(label.parse().unwrap());
        assert_people(&bench, "leak.csv", Options { encoding, ..options() }, 2);
    }
}

#[test]
fn options_that_say_nothing_of_a_file_are_refused() {
    let bench = Bench::new();
    bench.write("leak.csv", "mail\na@example.org\n");
    bench.write("leak.sql", "insert into t (mail) values ('a@example.org');\n");
    bench.write("leak.json", "{\"mail\": \"a@example.org\"}\n");
    fs::create_dir(bench.path("ranges")).unwrap();
    bench.write("ranges/00000", "");
    for (file, option, format) in [
        ("leak.csv", "--table t", "CSV"),
        ("leak.csv", "--dialect mysql", "CSV"),
        ("leak.sql", "--delimiter ;", "an SQL dump"),
        ("leak.json", "--delimiter ;", "JSON lines"),
        ("ranges", "--encoding latin1", "lines of hashes"),
    ] {
        let output =
            bench.run(&format!("build {file} {option} --title X --check email --out ds"), "");
        let said = text(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{said}");
        let option = option.split(' ').next().unwrap();
        assert!(
            said.contains(&format!("{option} says nothing of {file}, which is read as {format}")),
            "{said}"
        );
    }
}

#[test]
fn other_archives_are_named() {
    let bench = Bench::new();
    // The beginning of an archive of one stored file.
    bench.write(
        "leak.zip",
        b"PK\x03\x04\x0a\0\0\0\0\0\0\0\0\0\0\0\0\0\x05\0\0\0\x05\0\0\0\x08\0\0\0leak.csvmail\n",
    );
    let said = refused(&bench, &["leak.zip"], options());
    assert!(said.contains("is a ZIP archive") && said.contains("unzip -p"), "{said}");
}

/// Changes a file of a workbook, which is a ZIP archive.
fn change_workbook(
    bench: &Bench,
    from: &str,
    to: &str,
    name: &str,
    change: impl Fn(&str) -> String,
) {
    let script = "import sys, zipfile\na, b, n = sys.argv[1:4]\ni = zipfile.ZipFile(a)\no = zipfile.ZipFile(b, 'w')\n\
                  for e in i.namelist():\n    o.writestr(e, sys.stdin.read() if e == n else i.read(e))\no.close()\n";
    let show = "import sys, zipfile\nsys.stdout.write(zipfile.ZipFile(sys.argv[1]).read(sys.argv[2]).decode())";
    let python = |args: &[&str]| {
        let mut command = std::process::Command::new("python3");
        command.current_dir(bench.path(".")).args(args);
        command
    };
    let before = python(&["-c", show, from, name]).output().unwrap();
    bench.write("changed.xml", change(&text(&before.stdout)));
    let input = File::open(bench.path("changed.xml")).unwrap();
    assert!(python(&["-c", script, from, to, name]).stdin(input).status().unwrap().success());
}

#[test]
fn a_damaged_sheet_is_an_error_that_repeats_no_cell() {
    let bench = Bench::new();
    let mut book = rust_xlsxwriter::Workbook::new();
    for name in ["One", "Two"] {
        let sheet = book.add_worksheet().set_name(name).unwrap();
        sheet.write(0, 0, "tel").unwrap();
        sheet.write(1, 0, 13_800_138_000.0).unwrap();
    }
    book.save(bench.path("leak.xlsx")).unwrap();
    let damage = |xml: &str| {
        xml.replace("<c r=\"A2\"><v>13800138000", "<c r=\"A2\" t=\"13800138000\"><v>13800138000")
    };
    change_workbook(&bench, "leak.xlsx", "damaged.xlsx", "xl/worksheets/sheet2.xml", damage);
    let said = refused(&bench, &["damaged.xlsx"], options());
    assert!(said.contains("the sheet Two of") && said.contains("it is damaged"), "{said}");
    assert!(!said.contains("138"), "{said}");
    let (_, rows) = read(&bench, &["damaged.xlsx"], table("One")).unwrap();
    assert_eq!(rows, numbered(2, &[&["13800138000"]]));
}

#[test]
fn empty_cells_take_no_memory() {
    let bench = Bench::new();
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write(0, 0, "mail").unwrap();
    sheet.write(1, 0, "a@example.org").unwrap();
    // As a range it would be 2³⁴ cells.
    sheet.write(1_048_575, 16_383, "far").unwrap();
    book.save(bench.path("leak.xlsx")).unwrap();
    let (header, rows) = read(&bench, &["leak.xlsx"], options()).unwrap();
    assert_eq!(header, ["mail"]);
    assert_eq!(rows[0], (2, vec!["a@example.org".to_owned()]));
    assert_eq!((rows[1].0, rows[1].1.len()), (1_048_576, 16_384));
}
