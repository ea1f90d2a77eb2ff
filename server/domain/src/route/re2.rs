//! Regular expressions as RE2 reads them, which is what gateways match with. The parser at hand reads
//! Rust's dialect: it is close, and what it knows beyond RE2 is refused here by name.

use regex_syntax::{
    ast::{
        self, AssertionKind, Ast, ClassSetBinaryOp, ClassSetItem, ClassUnicode, ClassUnicodeKind, Flag,
        Flags, FlagsItemKind, GroupKind, HexLiteralKind, Literal, LiteralKind, Repetition, RepetitionKind,
        RepetitionRange, Span, SpecialLiteralKind, Visitor,
    },
    hir::{Hir, HirKind, translate::Translator},
};

/// RE2 repeats at most this often, nested repetitions multiplied.
const MAX_REPEAT: u32 = 1000;

/// The expression as it was understood.
///
/// # Errors
/// What is wrong with it, as part of a sentence.
pub(super) fn parse(pattern: &str) -> Result<Hir, String> {
    let ast = ast::parse::Parser::new().parse(pattern).map_err(|e| e.kind().to_string())?;
    ast::visit(&ast, Dialect { pattern, repeats: Vec::new() })?;
    Translator::new().translate(pattern, &ast).map_err(|e| e.kind().to_string())
}

/// Whether whatever matches begins with a slash.
pub(super) fn begins_with_slash(expression: &Hir) -> bool {
    match expression.kind() {
        HirKind::Literal(literal) => literal.0.starts_with(b"/"),
        HirKind::Capture(capture) => begins_with_slash(&capture.sub),
        HirKind::Repetition(repetition) => repetition.min > 0 && begins_with_slash(&repetition.sub),
        HirKind::Alternation(branches) => branches.iter().all(begins_with_slash),
        HirKind::Concat(parts) => {
            // What may be left out only hands over to what comes next.
            let is_left_out = |part: &&Hir| match part.kind() {
                HirKind::Repetition(repetition) => repetition.min == 0 && begins_with_slash(&repetition.sub),
                _ => false,
            };
            parts.iter().find(|part| !is_left_out(part)).is_some_and(begins_with_slash)
        }
        HirKind::Empty | HirKind::Class(_) | HirKind::Look(_) => false,
    }
}

/// Walks an expression and stops at the first thing that RE2 does not know.
struct Dialect<'a> {
    pattern: &'a str,
    /// How often each repetition around the current place repeats.
    repeats: Vec<u32>,
}

impl Dialect<'_> {
    fn unknown(&self, span: &Span) -> String {
        let text = self.pattern.get(span.start.offset..span.end.offset).unwrap_or_default();
        format!("RE2 does not know {text}")
    }

    fn known(&self, span: &Span, known: bool) -> Result<(), String> {
        if known { Ok(()) } else { Err(self.unknown(span)) }
    }

    fn literal(&self, literal: &Literal) -> Result<(), String> {
        let known = match &literal.kind {
            LiteralKind::Verbatim | LiteralKind::Meta | LiteralKind::Superfluous => true,
            LiteralKind::HexFixed(kind) | LiteralKind::HexBrace(kind) => *kind == HexLiteralKind::X,
            LiteralKind::Special(kind) => *kind != SpecialLiteralKind::Space,
            LiteralKind::Octal => false,
        };
        self.known(&literal.span, known)
    }

    /// General categories by their short names; names of scripts differ between the two.
    fn category(&self, class: &ClassUnicode) -> Result<(), String> {
        const CATEGORIES: &[&str] = &[
            "Cc", "Cf", "Co", "Ll", "Lm", "Lo", "Lt", "Lu", "Mc", "Me", "Mn", "Nd", "Nl", "No", "Pc", "Pd",
            "Pe", "Pf", "Pi", "Po", "Ps", "Sc", "Sk", "Sm", "So", "Zl", "Zp", "Zs",
        ];
        let known = match &class.kind {
            ClassUnicodeKind::OneLetter(letter) => "CLMNPSZ".contains(*letter),
            ClassUnicodeKind::Named(name) => CATEGORIES.contains(&name.as_str()),
            ClassUnicodeKind::NamedValue { .. } => false,
        };
        self.known(&class.span, known)
    }

    fn flags(&self, flags: &Flags) -> Result<(), String> {
        let known = flags.items.iter().all(|item| match item.kind {
            FlagsItemKind::Negation => true,
            FlagsItemKind::Flag(flag) => matches!(
                flag,
                Flag::CaseInsensitive | Flag::MultiLine | Flag::DotMatchesNewLine | Flag::SwapGreed
            ),
        });
        self.known(&flags.span, known)
    }

    fn repetition(&mut self, repetition: &Repetition) -> Result<(), String> {
        // RE2 takes neither `a**` nor white space between braces.
        let stacked = matches!(*repetition.ast, Ast::Repetition(_));
        let operator = &repetition.op.span;
        let text = self.pattern.get(operator.start.offset..operator.end.offset).unwrap_or_default();
        self.known(&repetition.span, !stacked && !text.contains(char::is_whitespace))?;
        let times = match &repetition.op.kind {
            RepetitionKind::Range(RepetitionRange::Exactly(n) | RepetitionRange::AtLeast(n)) => *n,
            RepetitionKind::Range(RepetitionRange::Bounded(_, most)) => *most,
            RepetitionKind::ZeroOrOne | RepetitionKind::ZeroOrMore | RepetitionKind::OneOrMore => 1,
        };
        self.repeats.push(times.max(1));
        let all = self.repeats.iter().fold(1_u32, |all, times| all.saturating_mul(*times));
        if all <= MAX_REPEAT { Ok(()) } else { Err(format!("{text} repeats more than {MAX_REPEAT} times")) }
    }
}

impl Visitor for Dialect<'_> {
    type Output = ();
    type Err = String;

    fn finish(self) -> Result<(), String> {
        Ok(())
    }

    fn visit_pre(&mut self, ast: &Ast) -> Result<(), String> {
        match ast {
            Ast::Literal(literal) => self.literal(literal),
            Ast::Flags(set) => self.flags(&set.flags),
            Ast::ClassUnicode(class) => self.category(class),
            Ast::Assertion(assertion) => {
                let known = matches!(
                    assertion.kind,
                    AssertionKind::StartLine
                        | AssertionKind::EndLine
                        | AssertionKind::StartText
                        | AssertionKind::EndText
                        | AssertionKind::WordBoundary
                        | AssertionKind::NotWordBoundary
                );
                self.known(&assertion.span, known)
            }
            Ast::Repetition(repetition) => self.repetition(repetition),
            Ast::Group(group) => match &group.kind {
                GroupKind::CaptureIndex(_) => Ok(()),
                GroupKind::NonCapturing(flags) => self.flags(flags),
                GroupKind::CaptureName { name, .. } => {
                    let plain = name.name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
                    self.known(&name.span, plain)
                }
            },
            _ => Ok(()),
        }
    }

    fn visit_post(&mut self, ast: &Ast) -> Result<(), String> {
        if matches!(ast, Ast::Repetition(_)) {
            self.repeats.pop();
        }
        Ok(())
    }

    fn visit_class_set_item_pre(&mut self, item: &ClassSetItem) -> Result<(), String> {
        match item {
            ClassSetItem::Literal(literal) => self.literal(literal),
            ClassSetItem::Range(range) => {
                self.literal(&range.start)?;
                self.literal(&range.end)
            }
            ClassSetItem::Unicode(class) => self.category(class),
            ClassSetItem::Bracketed(class) => Err(self.unknown(&class.span)),
            ClassSetItem::Empty(_)
            | ClassSetItem::Ascii(_)
            | ClassSetItem::Perl(_)
            | ClassSetItem::Union(_) => Ok(()),
        }
    }

    fn visit_class_set_binary_op_pre(&mut self, operation: &ClassSetBinaryOp) -> Result<(), String> {
        Err(self.unknown(&operation.span))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_only_rust_knows_is_refused() {
        let good = [
            "/orders/[0-9]+",
            r"/a\.b|/c\d*?",
            "/(?i:abc)/(?P<id>x)/(?<rest>y)",
            r"/[[:alpha:]\-\x41-\x5A]\pL\p{Lu}\b$",
            "/a{1000}",
            "/(a{100}){10}",
            "/(?:a*)*",
            r"/\x{41}\_\%",
        ];
        for pattern in good {
            assert!(parse(pattern).is_ok(), "{pattern}: {:?}", parse(pattern));
        }
        let bad = [
            ("/a{1001}", "{1001} repeats more than 1000 times"),
            ("/a{1001,}", "{1001,} repeats more than 1000 times"),
            ("/(a{500}){3}", "{500} repeats more than 1000 times"),
            ("/a**", "RE2 does not know a**"),
            ("/a{2}{3}", "RE2 does not know a{2}{3}"),
            ("/a{ 2 }", "RE2 does not know a{ 2 }"),
            ("/(?x) a", "RE2 does not know x"),
            ("/(?-u:b)", "RE2 does not know -u"),
            ("/(?R)a", "RE2 does not know R"),
            (r"/\u0041", r"RE2 does not know \u0041"),
            (r"/\U00000041", r"RE2 does not know \U00000041"),
            (r"/[\u{41}-z]", r"RE2 does not know \u{41}"),
            ("/[a-z&&[^b]]", "RE2 does not know a-z&&[^b]"),
            ("/[a-z--b]", "RE2 does not know a-z--b"),
            ("/[a[bc]]", "RE2 does not know [bc]"),
            (r"/\<a", r"RE2 does not know \<"),
            (r"/\b{start}a", r"RE2 does not know \b{start}"),
            (r"/\p{Letter}", r"RE2 does not know \p{Letter}"),
            (r"/\p{sc=Greek}", r"RE2 does not know \p{sc=Greek}"),
            (r"/\p{lu}", r"RE2 does not know \p{lu}"),
            ("/(?P<a.b>x)", "RE2 does not know a.b"),
            ("/(a", "unclosed group"),
        ];
        for (pattern, detail) in bad {
            assert_eq!(parse(pattern).map(|_| ()), Err(detail.to_owned()), "{pattern}");
        }
    }

    #[test]
    fn every_alternative_begins_with_a_slash() {
        for good in ["/", "/x|/y", "/(?:a|b)", "(?:/a)+", "/a?", "(?:/v1)?/orders", "(/a|/b)c", "/x|/.*"] {
            assert!(begins_with_slash(&parse(good).unwrap()), "{good}");
        }
        for bad in ["/x|.*", "/x|", "/?x", "/*", "(?:/a)?", "/x|^/y", "[/]?", ".*", "(?:/v1)?orders"] {
            assert!(!begins_with_slash(&parse(bad).unwrap()), "{bad}");
        }
    }
}
