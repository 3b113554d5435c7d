//! Tables on a terminal.

/// Prints rows under a header, numbers to the right.
pub fn print(title: &str, header: &[&str], rows: &[Vec<String>]) {
    println!("\n{title}\n");
    let width = |column: usize| {
        let cells = rows.iter().map(|row| row[column].chars().count());
        cells.chain([header[column].chars().count()]).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..header.len()).map(width).collect();
    let line = |cells: &[String]| {
        for (i, (cell, width)) in cells.iter().zip(&widths).enumerate() {
            if i == 0 {
                print!("{cell:<width$}");
            } else {
                print!("  {cell:>width$}");
            }
        }
        println!();
    };
    line(&header.iter().map(|cell| (*cell).to_owned()).collect::<Vec<_>>());
    println!("{}", "-".repeat(widths.iter().sum::<usize>() + 2 * (widths.len() - 1)));
    rows.iter().for_each(|row| line(row));
}
