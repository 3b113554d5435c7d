//! Leaks in SQL dumps: their rows and nothing else.
#![allow(clippy::unwrap_used, reason = "a test may panic")]
mod common;

use common::rows::{assert_people, numbered, options, read, refused, table};
use common::{Bench, text};

#[test]
fn dumps_of_mysql() {
    let bench = Bench::new();
    let dump = r#"-- MySQL dump 10.13  Distrib 8.0.36
/*!40101 SET NAMES utf8mb4 */;
DROP TABLE IF EXISTS `users`;
CREATE TABLE `users` (
  `name` varchar(40) DEFAULT 'a,b;c',
  `mail` varchar(80) NOT NULL,
  `tel` decimal(20,0) DEFAULT NULL,
  PRIMARY KEY (`mail`),
  KEY `by_name` (`name`,`tel`)
) ENGINE=InnoDB COMMENT='INSERT INTO `users` VALUES (1)';
DELIMITER ;;
CREATE TRIGGER t AFTER INSERT ON users FOR EACH ROW BEGIN
INSERT INTO users VALUES (NEW.name, 'x', 1);
END ;;
DELIMITER ;
LOCK TABLES `users` WRITE;
INSERT INTO `users` VALUES ('张伟','zhang@example.org',13800138000),('O\'Hara, \"Jim\"','jim@example.org',NULL);
INSERT IGNORE INTO `shop`.`users` (`tel`, `mail`, `name`) VALUES
  ('13900139000', _utf8mb4'li@example.org', '李娜\\'
  );
UNLOCK TABLES;
-- Dump completed
"#;
    // One table under two names is two, but by a name without its schema.
    bench.write("leak.sql", dump);
    assert_people(&bench, "leak.sql", table("users"), 1);
    assert!(
        refused(&bench, &["leak.sql"], options()).contains("several tables: users, shop.users")
    );
    assert!(refused(&bench, &["leak.sql"], table("people")).contains("rows of: users"));
}

#[test]
fn dumps_of_postgresql() {
    let bench = Bench::new();
    let dump = r#"--
-- PostgreSQL database dump
--
SET standard_conforming_strings = on;
CREATE FUNCTION public.f() RETURNS trigger AS $fn$
BEGIN
INSERT INTO public.users VALUES ('x', 'y', 'z');
END $fn$ LANGUAGE plpgsql;
CREATE TABLE public.users (
    name text,
    mail character varying(80) NOT NULL,
    "tel" numeric(20,0),
    CONSTRAINT c CHECK ((tel > 0))
);
COPY public.audit (what) FROM stdin;
INSERT INTO public.users VALUES ('no');
\.
"#;
    let inserts = r#"INSERT INTO public.users VALUES ('张伟', 'zhang@example.org', 13800138000);
INSERT INTO public.users VALUES (E'O\'Hara, \x22Jim\u0022', 'jim@example.org', NULL);
INSERT INTO public.users (tel, name, mail) OVERRIDING SYSTEM VALUE VALUES ('13900139000'::numeric, '李娜\', 'li@example.org') ON CONFLICT DO NOTHING;
"#;
    let copy = "COPY public.users (name, mail, tel) FROM stdin;
张伟\tzhang@example.org\t13800138000
O'Hara, \"Jim\"\tjim@example.org\t\\N
李娜\\\\\tli@example.org\t13900139000
\\.
SELECT 1;
";
    for rows in [inserts, copy] {
        bench.write("dump", format!("{dump}{rows}"));
        assert_people(&bench, "dump", table("users"), 1);
        assert_people(&bench, "dump", table("PUBLIC.users"), 1);
    }
    // Without CREATE TABLE the columns may be named by a statement, or by nobody.
    bench.write("dump", copy);
    assert_people(&bench, "dump", options(), 1);
    bench.write("bare.sql", inserts);
    let said = refused(&bench, &["bare.sql"], options());
    assert!(said.contains("line 3: the statement names none of the columns"), "{said}");
    bench.write("cut.sql", format!("{dump}{}", &copy[..copy.len() - 20]));
    assert!(refused(&bench, &["cut.sql"], table("users")).contains("in the midst of a statement"));
    bench.write("csv.sql", "COPY t (a) FROM stdin WITH (FORMAT csv);\n1\n\\.\n");
    assert!(refused(&bench, &["csv.sql"], options()).contains("text format"));
}

#[test]
fn dumps_of_others() {
    let bench = Bench::new();
    let sqlite = "PRAGMA foreign_keys=OFF;\nBEGIN TRANSACTION;\n\
        CREATE TABLE IF NOT EXISTS \"people\"(name TEXT, mail TEXT, tel);\n\
        INSERT INTO people VALUES('张伟','zhang@example.org',13800138000);\n\
        INSERT INTO \"people\" VALUES('O''Hara, \"Jim\"',X'6a696d406578616d706c652e6f7267',NULL);\n\
        INSERT INTO people VALUES('李娜\\','li@example.org','13900139000');\nCOMMIT;\n";
    bench.write("sqlite.sql", sqlite);
    assert_people(&bench, "sqlite.sql", options(), 1);
    let server = "USE [shop]\nGO\nCREATE TABLE [dbo].[people]([name] [nvarchar](40) NULL, [mail] [nvarchar](80), [tel] [bigint])\nGO\n\
        INSERT [dbo].[people] ([name], [mail], [tel]) VALUES (N'张伟', N'zhang@example.org', 13800138000)\nGO\n\
        INSERT [dbo].[people] ([name], [mail], [tel]) VALUES (N'O''Hara, \"Jim\"', CAST(N'jim@example.org' AS NVarChar(80)), NULL)\n\
        INSERT [dbo].[people] ([name], [mail], [tel]) VALUES (N'李娜\\', N'li@example.org', 13900139000)\nGO\n";
    let utf_16: Vec<u8> =
        format!("\u{feff}{server}").encode_utf16().flat_map(u16::to_le_bytes).collect();
    bench.write("server.sql", utf_16);
    assert_people(&bench, "server.sql", options(), 1);

    bench.write("bare.sql", "insert into t values (1, -2, 0x6162, now(), default);");
    let (header, rows) = read(&bench, &["bare.sql"], options()).unwrap();
    assert_eq!(header, ["column1", "column2", "column3", "column4", "column5"]);
    assert_eq!(rows, numbered(1, &[&["1", "-2", "ab", "", ""]]));
    bench.write("empty.sql", "create table t (a int);");
    assert!(refused(&bench, &["empty.sql"], options()).contains("holds no rows"));
    // What is passed over may be of any length.
    let long = "x".repeat(20 << 20);
    bench.write("long.sql", format!("insert into t values ('{long}');\ninsert into u values (1)"));
    let (_, rows) = read(&bench, &["long.sql"], table("u")).unwrap();
    assert_eq!(rows, numbered(1, &[&["1"]]));
    bench.write("open.sql", format!("insert into t values ('a'), ('{}", "x\n".repeat(20 << 20)));
    assert!(
        refused(&bench, &["open.sql"], options()).contains("line 1: a row has more than 16 MiB")
    );
}

#[test]
fn no_cut_of_a_dump_panics_or_makes_rows_up() {
    let bench = Bench::new();
    let dump = "CREATE TABLE t (a text, b text);\nINSERT INTO t (a, b) VALUES ('x''y', E'\\u0041\\101'),\
                (X'41', -1), (CAST('c' AS text), $$q$$) ON CONFLICT DO NOTHING;\nCOPY t (a) FROM stdin;\nq\\t\n\\.\n";
    bench.write("leak.sql", dump);
    let (_, whole) = read(&bench, &["leak.sql"], options()).unwrap();
    assert_eq!(whole.len(), 4);
    let ends = ["\\101')", "-1)", "$$q$$)", "q\\t\n\\."];
    let ends = ends.map(|row| dump.find(row).unwrap() + row.len());
    let values = dump.find("VALUES").unwrap();
    let copy = dump.find("COPY t").unwrap();
    for cut in 0..dump.len() {
        bench.write("cut.sql", &dump[..cut]);
        let rows = read(&bench, &["cut.sql"], options()).map(|(_, rows)| rows);
        let complete = ends.iter().filter(|&&end| end <= cut).count();
        match rows {
            Ok(rows) => assert_eq!(rows, whole[..complete], "cut at {cut}"),
            // Between rows and between statements a dump may end; within one it is cut.
            Err(error) => {
                let may_end = ends.contains(&cut) || (ends[2]..=copy).contains(&cut);
                assert!(!may_end, "cut at {cut}: {error}");
            }
        }
        let is_within_rows = (values..ends[2]).contains(&cut) && !ends.contains(&cut);
        let is_within_copy = (copy + 6..ends[3]).contains(&cut);
        if is_within_rows || is_within_copy {
            let said = read(&bench, &["cut.sql"], options()).unwrap_err().to_string();
            let is_told = said.contains("in the midst of a statement") || cut <= values + 6;
            assert!(is_told, "cut at {cut}: {said}");
        }
    }
}

#[test]
fn words_that_are_columns_and_words_that_are_none() {
    let bench = Bench::new();
    bench.write(
        "leak.sql",
        r#"CREATE TABLE t (
    key text, index int NOT NULL, "primary" varchar(9), unique varchar(20), check enum('a','b'),
    period int, exclude boolean, `constraint` int, 'foreign' text, fulltext decimal(10,2) DEFAULT 0,
    PRIMARY KEY (key), KEY by_index (index), UNIQUE KEY `u` USING BTREE (`unique`), UNIQUE (period),
    INDEX ((lower(key))), FULLTEXT INDEX f (key), CONSTRAINT c CHECK (index > 0), CHECK (period > 0),
    CONSTRAINT FOREIGN KEY (index) REFERENCES u (id), EXCLUDE USING gist (key WITH =),
    PERIOD FOR SYSTEM_TIME (a, b), CONSTRAINT p PRIMARY KEY CLUSTERED ([key] ASC)
);
INSERT INTO t VALUES ('k', 1, 'p', 'u', 'a', 2, true, 3, 'f', 4.5);
INSERT INTO t (index, key) VALUES (5, 'l');
"#,
    );
    let (header, rows) = read(&bench, &["leak.sql"], options()).unwrap();
    let columns = [
        "key",
        "index",
        "primary",
        "unique",
        "check",
        "period",
        "exclude",
        "constraint",
        "foreign",
        "fulltext",
    ];
    assert_eq!(header, columns);
    let expected: [&[&str]; 2] = [
        &["k", "1", "p", "u", "a", "2", "true", "3", "f", "4.5"],
        &["l", "5", "", "", "", "", "", "", "", ""],
    ];
    assert_eq!(rows, numbered(1, &expected));
    bench.write("like.sql", "CREATE TABLE t (LIKE u, b int);\nINSERT INTO t VALUES (1, 2, 3);\n");
    let (header, _) = read(&bench, &["like.sql"], options()).unwrap();
    assert_eq!(header, ["column1", "column2", "column3"]);
}

#[test]
fn statements_of_routines_put_in_no_rows() {
    let bench = Bench::new();
    for (what, body) in [
        (
            "sqlite",
            "CREATE TRIGGER tr AFTER INSERT ON t BEGIN\nINSERT INTO t VALUES ('no');\nEND;\n",
        ),
        (
            "mysql",
            "DELIMITER $$\nCREATE PROCEDURE p()\nBEGIN\nINSERT INTO t VALUES ('no');\nEND$$\n\
             DELIMITER ;\n",
        ),
        (
            "blocks",
            "CREATE OR REPLACE DEFINER=`a`@`%` PROCEDURE p() BEGIN IF 1 THEN\nSELECT CASE a WHEN 1 \
             THEN 2 END;\nEND IF;\nINSERT INTO t VALUES ('no');\nEND;\n",
        ),
        ("dollars", "CREATE FUNCTION f() AS $$\nINSERT INTO t VALUES ('no');\n$$ LANGUAGE sql;\n"),
        ("atomic", "CREATE FUNCTION f() BEGIN ATOMIC\nINSERT INTO t VALUES ('no');\nEND;\n"),
        ("rule", "CREATE RULE r AS ON INSERT TO u DO ALSO\nINSERT INTO t VALUES ('no');\n"),
        ("do", "DO $x$ BEGIN\nINSERT INTO t VALUES ('no');\nEND $x$;\n"),
        ("explain", "EXPLAIN\nINSERT INTO t VALUES ('no');\n"),
        (
            "server",
            "USE [x]\nGO\nCREATE PROC [dbo].[p] AS\nBEGIN\nINSERT INTO t VALUES ('no')\nEND;\n\
             INSERT INTO t VALUES ('no')\nGO\n",
        ),
    ] {
        bench.write("leak.sql", format!("{body}INSERT INTO t VALUES ('yes');\n"));
        let (_, rows) = read(&bench, &["leak.sql"], options()).unwrap();
        assert_eq!(rows, numbered(1, &[&["yes"]]), "{what}");
    }
}

#[test]
fn what_is_not_understood_is_counted() {
    let bench = Bench::new();
    let dump = "CREATE TABLE t (mail text, x text);\nINSERT INTO t SET mail='a@example.org';\n\
                INSERT INTO t SELECT * FROM u;\nINSERT INTO other SELECT 1;\n\
                INSERT INTO t VALUES ('b@example.org', concat('x', 'y')), ('c@example.org', now());\n\
                INSERT INTO t VALUES ROW('d@example.org', 1);\n";
    bench.write("leak.sql", dump);
    let output = bench.build("leak.sql --map email=mail --check email --out ds");
    let said = text(&output.stderr);
    assert!(
        said.contains("the rows of 2 statements (the first on line 2) are put in in another way"),
        "{said}"
    );
    assert!(
        said.contains("what expressions give, as they do for 2 values (the first on line 5)"),
        "{said}"
    );
    assert!(said.contains("3 rows read"), "{said}");
    bench.write("none.sql", "INSERT INTO t SELECT 1;\n");
    let said = refused(&bench, &["none.sql"], options());
    assert!(
        said.contains("holds no rows") && said.contains("line 1 puts in rows in another"),
        "{said}"
    );
}

#[test]
fn what_backslashes_mean_does_not_hang_on_somebodys_data() {
    let bench = Bench::new();
    for (head, value, options, expected) in [
        ("", r"'`\\'", options(), r"`\\"),
        ("-- MySQL dump\n", r"'C:\\x'", options(), r"C:\x"),
        ("", r"'it\'s', 'b'", options(), "it's"),
        ("", r"'C:\\x'", dialect("mysql"), r"C:\x"),
        ("-- MySQL dump\n", r"'C:\\x'", dialect("sqlite"), r"C:\\x"),
        ("SET standard_conforming_strings = off;\n", r"'\x41'", options(), "A"),
        ("SET standard_conforming_strings = on;\n", r"'\x41`', E'\x41'", options(), r"\x41`"),
    ] {
        bench.write("leak.sql", format!("{head}INSERT INTO t VALUES ({value});\n"));
        let (_, rows) = read(&bench, &["leak.sql"], options).unwrap();
        assert_eq!(rows[0].1[0], expected, "{head}{value}");
    }
    bench.write("leak.sql", r"INSERT INTO t (mail, x) VALUES ('a@example.org', 'C:\\x');");
    let output = bench.build("leak.sql --map email=mail --check email --out ds");
    assert!(text(&output.stderr).contains("--dialect says otherwise"));
}

fn dialect(name: &str) -> hushcheck::source::Options {
    let dialect = clap::ValueEnum::from_str(name, false).unwrap();
    hushcheck::source::Options { dialect: Some(dialect), ..options() }
}

#[test]
fn dumps_of_sqlite_are_known_by_their_beginning() {
    let bench = Bench::new();
    for beginning in ["PRAGMA foreign_keys=OFF;\nBEGIN TRANSACTION;\n", "BEGIN TRANSACTION;\n"] {
        let rows = "CREATE TABLE people(id INTEGER PRIMARY KEY AUTOINCREMENT, mail);\n\
                    INSERT INTO people VALUES(1,'a@example.org');\n\
                    DELETE FROM sqlite_sequence;\nINSERT INTO sqlite_sequence VALUES('people',1);\n\
                    COMMIT;\n";
        bench.write("dump", format!("{beginning}{rows}"));
        let (header, rows) = read(&bench, &["dump"], options()).unwrap();
        assert_eq!(header, ["id", "mail"]);
        assert_eq!(rows, numbered(1, &[&["1", "a@example.org"]]));
    }
}

#[test]
fn one_name_in_two_schemas_is_two_tables() {
    let bench = Bench::new();
    let dump = "CREATE DATABASE a;\nUSE `a`;\nCREATE TABLE `users` (x int, mail text);\n\
                INSERT INTO `users` VALUES (1,'a@example.org');\n\
                USE `b`;\nCREATE TABLE `users` (mail text);\n\
                INSERT INTO `users` VALUES ('b@example.org');\n";
    bench.write("leak.sql", dump);
    for options in [options(), table("users")] {
        let said = refused(&bench, &["leak.sql"], options);
        assert!(said.contains("several tables: a.users, b.users"), "{said}");
    }
    let (header, rows) = read(&bench, &["leak.sql"], table("a.users")).unwrap();
    assert_eq!((header.as_slice(), rows.len()), (["x", "mail"].map(String::from).as_slice(), 1));
    let (header, _) = read(&bench, &["leak.sql"], table("b.users")).unwrap();
    assert_eq!(header, ["mail"]);
}

#[test]
fn create_table_names_the_columns_for_all_statements() {
    let bench = Bench::new();
    let rows = "INSERT INTO users (mail) VALUES ('a@example.org');\n\
                INSERT INTO users (name, mail) VALUES ('b', 'b@example.org');\n";
    bench.write("leak.sql", format!("CREATE TABLE public.users (name text, mail text);\n{rows}"));
    let (header, found) = read(&bench, &["leak.sql"], options()).unwrap();
    assert_eq!(header, ["name", "mail"]);
    assert_eq!(found, numbered(1, &[&["", "a@example.org"], &["b", "b@example.org"]]));
    // Where nothing says it, what is lost is said.
    bench.write("bare.sql", rows);
    let output = bench.build("bare.sql --map email=mail --check email --out ds");
    let said = text(&output.stderr);
    assert!(said.contains("line 2: the column name is not among those of the first"), "{said}");
}
