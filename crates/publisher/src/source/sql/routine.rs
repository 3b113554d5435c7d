//! Procedures, functions and triggers, whose statements are no data.
use std::io;

use super::dialect::Dialect;
use super::token::{Token, Tokens, cut};

/// Passes over the body of a procedure or trigger: up to the semicolon that no BEGIN
/// holds, for SQL Server up to GO.
pub(super) fn routine(tokens: &mut Tokens) -> io::Result<()> {
    let is_server = tokens.dialect == Some(Dialect::SqlServer);
    let (mut depth, mut blocks) = (0usize, 0usize);
    loop {
        let token = tokens.next()?;
        tokens.begin_row();
        let is_alone = tokens.is_first;
        match token {
            // All after a BEGIN that nothing ends would be passed over.
            Token::End if blocks > 0 => return Err(cut()),
            Token::End => break,
            Token::Word if is_alone && tokens.is_word("go") => break,
            // Oracle's end of a routine
            Token::Sign(b'/') if is_alone => break,
            _ if is_server => {}
            Token::Sign(b';') if depth == 0 && blocks == 0 => break,
            Token::Sign(b'(') => depth += 1,
            Token::Sign(b')') => depth = depth.saturating_sub(1),
            Token::Word if tokens.is_word("begin") || tokens.is_word("case") => blocks += 1,
            Token::Word if tokens.is_word("end") => {
                tokens.next()?;
                // These end what is not counted.
                if !["if", "loop", "while", "repeat", "for"].iter().any(|w| tokens.is_word(w)) {
                    blocks = blocks.saturating_sub(1);
                    if !tokens.is_word("case") {
                        tokens.give_back();
                    }
                }
            }
            _ => {}
        }
    }
    Ok(())
}

/// Between MySQL's DELIMITER lines are routines, whose statements are no data.
pub(super) fn delimited(tokens: &mut Tokens) -> io::Result<()> {
    tokens.line()?;
    while tokens.text.trim_ascii() != b";" {
        loop {
            if !tokens.line()? {
                return Ok(());
            }
            let line = tokens.text.trim_ascii();
            if line.len() > 9 && line[..9].eq_ignore_ascii_case(b"delimiter") {
                tokens.text = line[9..].to_vec();
                break;
            }
            tokens.begin_row();
        }
    }
    Ok(())
}
