//! Recognises a dump by its beginning.

/// Tells whether a text's beginning is of a dump.
pub(in crate::source) fn looks_like_it(sample: &[u8]) -> bool {
    const STARTS: [&[u8]; 13] = [
        b"insert into ",
        b"insert ignore ",
        b"insert [",
        b"replace into ",
        b"create table ",
        b"create database ",
        b"drop table ",
        b"lock tables ",
        b"-- ",
        b"/*",
        b"use [",
        b"pragma foreign_keys",
        b"\\connect ",
    ];
    // These begin lines that are no SQL as well.
    const COMMANDS: [&[u8]; 6] =
        [b"begin", b"start transaction", b"set ", b"use ", b"pragma ", b"go"];
    let mut lines =
        sample.split(|&byte| byte == b'\n').map(|line| line.trim_ascii().to_ascii_lowercase());
    lines.find(|line| !line.is_empty() && line != b"--").is_some_and(|line| {
        let starts = |with: &[&[u8]]| with.iter().any(|start| line.starts_with(start));
        starts(&STARTS)
            || (starts(&COMMANDS) && line.ends_with(b";"))
            || (line.starts_with(b"copy ") && line.ends_with(b"from stdin;"))
    })
}
