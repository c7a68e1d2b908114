# SPDX-License-Identifier: GPL-2.0
"""Mutants of C in the kernel's style: small changes of the text of its functions."""
import re
from collections import namedtuple

Mutant = namedtuple("Mutant", "file function line start end text old new")

OTHER = {
    "<": ["<=", ">="], "<=": ["<", ">"], ">": [">=", "<="], ">=": [">", "<"],
    "==": ["!="], "!=": ["=="], "&&": ["||"], "||": ["&&"],
    " + ": [" - "], " - ": [" + "], " & ": [" | "], " | ": [" & "],
    " << ": [" >> "], " >> ": [" << "], "+=": ["-="], "-=": ["+="],
    "|=": ["&="], "&=": ["|="], "true": ["false"], "false": ["true"],
}
OPERATOR = re.compile(
    r"(?<![<>=!\-])(?:<=|>=|==|!=|<|>)(?![<>=])|&&|\|\||(?<=\w) [-+&|] |\) [-+&|] "
    r"| (?:<<|>>) |[-+|&]=|\b(?:true|false)\b")
CONSTANT = re.compile(r"\b(0x[0-9a-fA-F]+|\d+)(?=U?L*\b)")
NOT = re.compile(r"!(?!=)")
CONDITION = re.compile(r"\b(?:if|while) \(")
RETURN = re.compile(r"\breturn\b ?([^;]*);|\b(?:break|continue);")
KEYWORD = r"(?:return|break|continue|goto|case|default|else|if|for|while|do|switch)\b"
# An assignment, a call, or a count: a declaration has a space before its name
STATEMENT = re.compile(
    rf"^\t+(?!{KEYWORD})((?:[^\s=;(]+ (?:[-+|&^*]|<<|>>)?= [^;{{}}]*"
    r"|\w[\w>.\-]*\([^;{}]*\)|(?:\+\+|--)?[^\s;(]+(?:\+\+|--)?);)$", re.M)
ENTRY = re.compile(r"^\t+([\[.][^{}]*?,)$", re.M)


def without_words(text):
    """The text with comments, strings, and directives as spaces, at the same places."""
    words = r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\])*"|\'(?:\\.|[^\'\\])*\'|^#(?:[^\n]*\\\n)*[^\n]*'
    return re.sub(words, lambda m: re.sub(r"[^\n]", " ", m[0]), text, flags=re.S | re.M)


def regions(code):
    """Name, start, and end of each function and of each table of constants."""
    for m in re.finditer(r"^(?:\{|[^\n]*= \{[ {]*)$.*?^[ }]*\};?$", code, re.M | re.S):
        if m[0][0] == "{":
            head = code[:m.start()]
            head = head[max(head.rfind("}\n"), head.rfind(";\n"), head.rfind("\n\n")) + 1:]
            name = re.search(r"(\w+)\(", head)[1]
        else:
            name = re.search(r"(\w+)(?:\[.*)? = \{", m[0].split("\n")[0])[1]
        yield name, m.start(), m.end()


def closing(code, at):
    """Where the parenthesis that opens at @at is closed."""
    depth = 0
    for i in range(at, len(code)):
        depth += {"(": 1, ")": -1}.get(code[i], 0)
        if not depth:
            return i
    raise ValueError("unbalanced")


def changes(code, first, last):
    """Start, end, and new text of each change of code[first:last]."""
    def found(pattern):
        return pattern.finditer(code, first, last)

    for m in found(OPERATOR):
        for new in OTHER[m[0].lstrip(")")]:
            yield m.end() - len(m[0].lstrip(")")), m.end(), new
    for m in found(CONSTANT):
        value = int(m[1], 0)
        for new in {value + 1, abs(value - 1)}:
            yield m.start(1), m.end(1), hex(new) if m[1].startswith("0x") else str(new)
    for m in found(NOT):
        yield m.start(), m.end(), ""
    for m in found(CONDITION):
        end = closing(code, m.end() - 1)
        yield m.end(), end, f"!({code[m.end():end]})"
    for m in found(RETURN):
        yield m.start(), m.end(), ";"
        if m[1]:
            yield m.start(1), m.end(1), f"!({m[1]})"
    for m in found(STATEMENT):
        yield m.start(1), m.end(1), ";"
    for m in found(ENTRY):
        yield m.start(1), m.end(1), ""


def mutants_of(name, text):
    """Every mutant of a file."""
    code = without_words(text)
    for function, first, last in regions(code):
        for start, end, new in changes(code, first, last):
            left = text.rfind("\n", 0, start) + 1
            right = text.find("\n", end)
            # The lines of a statement stay as many as they were
            filler = "\n" * (code.count("\n", start, end) - new.count("\n"))
            yield Mutant(name, function, text.count("\n", 0, start) + 1, start, end,
                         text[:start] + new + filler + text[end:],
                         " ".join(text[left:right].split()),
                         " ".join((text[left:start] + new + text[end:right]).split()))
