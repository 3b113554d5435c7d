//! Functions in an order in which neighbours are alike, so that compression finds near by what
//! they share: two kilobytes of a first visit.
//!
//! From the shortest function on, the next is always the one that shares most with the last, for
//! its length. All numbers are whole, so that every machine comes to the same order.

use std::collections::HashMap;
use std::convert::Infallible;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use wasm_encoder::reencode::{self, Reencode};
use wasm_encoder::{CodeSection, FunctionSection, Module};
use wasmparser::{
    CodeSectionReader, FunctionBody, FunctionSectionReader, Parser, Payload, TypeRef,
};

/// Bytes of the pieces that functions share.
const PIECE: usize = 4;
/// What more functions hold than so many says nothing of two that are alike.
const COMMON: usize = 300;
/// So many pieces are added to a function's, or else the shortest ones would always be next.
const LEAST: u64 = 30;
/// What a piece counts that two functions share; those of more of them count less.
const WEIGHT: u64 = 1 << 20;

/// Puts a module's functions into such an order.
///
/// # Errors
///
/// The file cannot be read or written, or is no module.
pub fn order_functions(module: &Path) -> Result<()> {
    let wasm = fs::read(module).with_context(|| format!("cannot read {}", module.display()))?;
    let wasm = ordered(&wasm).with_context(|| format!("{} is no module", module.display()))?;
    fs::write(module, wasm).with_context(|| format!("cannot write {}", module.display()))
}

fn ordered(wasm: &[u8]) -> Result<Vec<u8>> {
    let (mut imported, mut bodies) = (0, Vec::new());
    for payload in Parser::new(0).parse_all(wasm) {
        match payload? {
            Payload::ImportSection(section) => {
                for import in section.into_imports() {
                    imported += u32::from(matches!(import?.ty, TypeRef::Func(_)));
                }
            }
            Payload::CodeSectionEntry(body) => bodies.push(body.as_bytes()),
            _ => {}
        }
    }
    let order = order(&bodies);
    let mut places = vec![0; order.len()];
    for (place, &function) in (imported..).zip(&order) {
        places[function] = place;
    }
    let mut module = Module::new();
    let mut moving = Moving { imported, order, places };
    moving.parse_core_module(&mut module, Parser::new(0), wasm)?;
    Ok(module.finish())
}

/// The order: positions of functions.
fn order(functions: &[&[u8]]) -> Vec<usize> {
    let pieces: Vec<Vec<&[u8]>> = functions.iter().map(|function| pieces_of(function)).collect();
    let mut holders: HashMap<&[u8], Vec<usize>> = HashMap::new();
    for (function, pieces) in pieces.iter().enumerate() {
        for piece in pieces {
            holders.entry(piece).or_default().push(function);
        }
    }
    holders.retain(|_, functions| (2..=COMMON).contains(&functions.len()));
    let mut left: Vec<usize> = (0..functions.len()).collect();
    left.sort_by_key(|&function| functions[function].len());
    let mut is_left = vec![true; functions.len()];
    let mut order: Vec<usize> = Vec::with_capacity(functions.len());
    let mut shared = vec![0u64; functions.len()];
    while let Some(shortest) = left.iter().position(|&function| is_left[function]) {
        left.drain(..shortest);
        shared.fill(0);
        for piece in order.last().map_or(&[][..], |&last| &pieces[last]) {
            let Some(functions) = holders.get(piece) else { continue };
            let weight = WEIGHT / u64::from(functions.len().ilog2() + 1);
            for &function in functions.iter().filter(|&&function| is_left[function]) {
                shared[function] += weight;
            }
        }
        let likeness =
            |&function: &usize| shared[function] / (pieces[function].len() as u64 + LEAST);
        // Of those that are equally alike, the shortest.
        let alike = left.iter().rev().copied().filter(|&function| is_left[function]);
        let Some(next) = alike.max_by_key(likeness) else { break };
        is_left[next] = false;
        order.push(next);
    }
    order
}

/// The different pieces of a function.
fn pieces_of(function: &[u8]) -> Vec<&[u8]> {
    let mut pieces: Vec<&[u8]> = function.windows(PIECE).collect();
    pieces.sort_unstable();
    pieces.dedup();
    pieces
}

/// Writes a module anew, its functions in another order.
struct Moving {
    /// How many functions come before, which are imported.
    imported: u32,
    /// Which function comes next.
    order: Vec<usize>,
    /// Where each is to be.
    places: Vec<u32>,
}

type Encoded = Result<(), reencode::Error<Infallible>>;

impl Reencode for Moving {
    type Error = Infallible;

    fn function_index(&mut self, function: u32) -> Result<u32, reencode::Error<Infallible>> {
        let own = function.checked_sub(self.imported);
        Ok(own.map_or(function, |own| self.places[own as usize]))
    }

    fn parse_function_section(
        &mut self,
        functions: &mut FunctionSection,
        section: FunctionSectionReader<'_>,
    ) -> Encoded {
        let types = section.into_iter().collect::<Result<Vec<u32>, _>>()?;
        for function in self.order.clone() {
            functions.function(self.type_index(types[function])?);
        }
        Ok(())
    }

    fn parse_code_section(
        &mut self,
        code: &mut CodeSection,
        section: CodeSectionReader<'_>,
    ) -> Encoded {
        let bodies = section.into_iter().collect::<Result<Vec<FunctionBody<'_>>, _>>()?;
        for function in self.order.clone() {
            self.parse_function_body(code, bodies[function].clone())?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use wasm_encoder::{
        EntityType, ExportKind, ExportSection, Function, ImportSection, Instruction, TypeSection,
    };
    use wasmparser::Operator;

    use super::*;

    #[test]
    fn what_is_alike_stands_together() {
        let functions: [&[u8]; 5] =
            [b"xx", b"aaaabbbbcccc1", b"ddddeeeeffff22", b"aaaabbbbcccc333", b"ddddeeeeffff4444"];
        assert_eq!(order(&functions), [0, 1, 3, 2, 4]);
        assert!(order(&[]).is_empty());
    }

    /// A module of functions that push these numbers and call these others; all are exported.
    fn module(functions: &[(&str, &[i32], &[u32])]) -> Vec<u8> {
        let mut types = TypeSection::new();
        types.ty().function([], []);
        let mut imports = ImportSection::new();
        imports.import("a", "a", EntityType::Function(0));
        let mut declared = FunctionSection::new();
        let (mut exports, mut code) = (ExportSection::new(), CodeSection::new());
        for (number, (name, numbers, calls)) in (1..).zip(functions) {
            declared.function(0);
            exports.export(name, ExportKind::Func, number);
            let mut function = Function::new([]);
            for number in *numbers {
                function.instruction(&Instruction::I32Const(*number));
                function.instruction(&Instruction::Drop);
            }
            for call in *calls {
                function.instruction(&Instruction::Call(*call));
            }
            function.instruction(&Instruction::End);
            code.function(&function);
        }
        let mut module = Module::new();
        module.section(&types).section(&imports).section(&declared);
        module.section(&exports).section(&code);
        module.finish()
    }

    /// What each function pushes and calls, by names; and their names in their order.
    fn meaning(wasm: &[u8]) -> (BTreeMap<String, Vec<String>>, Vec<String>) {
        let mut names = vec!["imported".to_owned()];
        let mut bodies = Vec::new();
        for payload in Parser::new(0).parse_all(wasm) {
            match payload.unwrap() {
                Payload::ExportSection(section) => {
                    let mut exports: Vec<_> = section.into_iter().map(Result::unwrap).collect();
                    exports.sort_by_key(|export| export.index);
                    names.extend(exports.iter().map(|export| export.name.to_owned()));
                }
                Payload::CodeSectionEntry(body) => bodies.push(body),
                _ => {}
            }
        }
        let does = |body: FunctionBody<'_>| {
            let operators = body.get_operators_reader().unwrap().into_iter();
            let said = operators.map(Result::unwrap).filter_map(|operator| match operator {
                Operator::I32Const { value } => Some(value.to_string()),
                Operator::Call { function_index } => Some(names[function_index as usize].clone()),
                _ => None,
            });
            said.collect()
        };
        let all =
            bodies.into_iter().map(does).zip(&names[1..]).map(|(does, name)| (name.clone(), does));
        (all.collect(), names.split_off(1))
    }

    #[test]
    fn functions_do_the_same_in_their_new_places() {
        let (some, others) = ([1_000_001, 1_000_002, 1_000_003], [2_000_001, 2_000_002, 2_000_003]);
        let wasm = module(&[
            ("one", &some, &[0, 4]),
            ("two", &others, &[1, 2, 3, 4]),
            ("three", &some, &[3]),
            ("four", &[5], &[]),
        ]);
        let (does, names) = meaning(&wasm);
        let (does_then, names_then) = meaning(&ordered(&wasm).unwrap());
        assert_eq!(does, does_then);
        assert_eq!(names, ["one", "two", "three", "four"]);
        assert_eq!(names_then, ["four", "three", "one", "two"]);
        assert!(ordered(b"no module").is_err());
    }
}
