//! Writes CSV as RFC 4180 has it, for spreadsheets too: no text becomes a formula.

/// A table under way.
#[derive(Debug, Default)]
pub(super) struct Csv {
    text: String,
    /// Whether the next cell is the first of its row.
    begun: bool,
}

/// What stands in a cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Cell {
    /// Nothing is known or meant.
    Null,
    /// Words.
    Text(String),
    /// A plain decimal number, which stays one.
    Number(String),
}

impl Csv {
    /// Writes a row.
    pub(super) fn row(&mut self, cells: impl IntoIterator<Item = Cell>) {
        for cell in cells {
            if self.begun {
                self.text.push(',');
            }
            self.begun = true;
            match cell {
                Cell::Null => {}
                Cell::Number(number) => self.text.push_str(&number),
                Cell::Text(text) => self.quoted(&text),
            }
        }
        self.text.push_str("\r\n");
        self.begun = false;
    }

    /// All rows.
    pub(super) fn finish(self) -> String {
        self.text
    }

    /// A text, in quotation marks where it has to be. One that a spreadsheet would compute is led by an
    /// apostrophe (OWASP ASVS 1.2.10): names come from price books, and those from anybody.
    fn quoted(&mut self, text: &str) {
        let formula = text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '\0']);
        let quote = formula || text.contains([',', '"', '\r', '\n']);
        if quote {
            self.text.push('"');
        }
        if formula {
            self.text.push('\'');
        }
        if quote {
            self.text.push_str(&text.replace('"', "\"\""));
            self.text.push('"');
        } else {
            self.text.push_str(text);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(cells: &[&str]) -> String {
        let mut csv = Csv::default();
        csv.row(cells.iter().map(|text| Cell::Text((*text).to_owned())));
        csv.finish()
    }

    #[test]
    fn cells_are_quoted_where_they_must_be() {
        assert_eq!(row(&["a", "b c", ""]), "a,b c,\r\n");
        assert_eq!(row(&["a,b", "say \"no\"", "1\n2"]), "\"a,b\",\"say \"\"no\"\"\",\"1\n2\"\r\n");
    }

    #[test]
    fn no_text_is_a_formula_and_numbers_stay_numbers() {
        assert_eq!(
            row(&["=HYPERLINK(\"x\")", "@sum", "-1", "+1", "\tx"]),
            "\"'=HYPERLINK(\"\"x\"\")\",\"'@sum\",\"'-1\",\"'+1\",\"'\tx\"\r\n"
        );
        let mut csv = Csv::default();
        csv.row([Cell::Number("-1.5".to_owned()), Cell::Null, Cell::Number("2.0".to_owned())]);
        assert_eq!(csv.finish(), "-1.5,,2.0\r\n");
    }
}
