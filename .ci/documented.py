#!/usr/bin/env python3
"""Checks that every public symbol of the headers written by hand has a comment of documentation, `///` or `/** */`.

    .ci/documented.py [FOLDER]      FOLDER is a checkout; the default is this one

Symbols are types, aliases, concepts, functions, variables, members that are public or protected, and enumerators. It
reads the headers by itself, without a compiler, so it takes a second. CONTRIBUTING.md says what a comment contains.

These need no comment, because they say nothing that the reader does not know or has read elsewhere:
- functions that are defaulted or deleted, destructors, and copy and move operations, whatever their bodies;
- what overrides a function of a base class;
- declarations without a body of a class or an enumeration, friends without a body, specialisations and deduction guides
  of templates, and definitions of what was declared before;
- an overload that follows the one before it without a blank line.
"""
import re
import sys
from pathlib import Path

NAME = "cloud_governance"
TOKEN = re.compile(
    r"""(?P<comment>//[^\n]*|/\*.*?\*/)
      | (?P<raw>R"(?P<mark>[^(\s]*)\(.*?\)(?P=mark)")
      | (?P<string>"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*')
      | (?P<word>[A-Za-z_]\w*)
      | (?P<number>\.?\d(?:[\w.']|[eEpP][+-])*)
      | (?P<directive>^[ \t]*\#(?:[^\n\\]|\\.|\\\n)*)
      | (?P<punctuation>::|->\*?|&&|\|\||\.\.\.|<=>|[=!<]=|\+\+|--|[^\s\w])""",
    re.S | re.M | re.X)
PAIRS = {"(": ")", "[": "]", "{": "}"}
# words before a declaration that say nothing of its kind
PREFIXES = {"inline", "static", "constexpr", "consteval", "constinit", "virtual", "explicit", "extern", "typename",
            "mutable", "friend", "CLOUD_GOVERNANCE_DECL", "thread_local"}


class Token:
    __slots__ = ("text", "line", "last_line", "comment")

    def __init__(self, match, line):
        self.text = match[0]
        self.line = line
        self.last_line = line + match[0].count("\n")
        self.comment = match["comment"] is not None


def is_documentation(comment):
    """A comment of documentation that has words."""
    text = comment.text
    return text.startswith(("///", "/**", "/*!")) and re.search(r"\w", text) is not None


class Symbol:
    def __init__(self, kind, name, tokens, documented):
        self.kind = kind
        self.name = name
        self.line = tokens[0].line
        self.last_line = tokens[-1].last_line
        self.documented = documented


class Header:
    """The undocumented public symbols of a header."""

    def __init__(self, text):
        self.tokens = []
        self.documentation = {} # last line -> comment that stands alone; the one before a declaration
        self.trailing = set() # lines with a comment `///<`
        line, at = 1, 0
        for match in TOKEN.finditer(text):
            line += text.count("\n", at, match.start())
            at = match.start()
            token = Token(match, line)
            if match["directive"] is not None:
                continue
            if not token.comment:
                self.tokens.append(token)
            elif re.match(r"//[/!]<|/\*[*!]<", token.text):
                self.trailing.add(token.line)
            elif text[text.rfind("\n", 0, match.start()) + 1:match.start()].isspace() or \
                    match.start() == text.rfind("\n", 0, match.start()) + 1:
                self.documentation[token.last_line] = token
        self.at = 0
        self.symbols = []
        self.declared = {} # what was declared before -> documented
        self.scope((), None, public=True)

    # --- reading

    def peek(self, ahead=0):
        return self.tokens[self.at + ahead].text if self.at + ahead < len(self.tokens) else ""

    def skip_pair(self, at):
        """The index after the bracket that closes the one at `at`."""
        depth = 0
        while at < len(self.tokens):
            text = self.tokens[at].text
            if text in PAIRS:
                depth += 1
            elif text in PAIRS.values():
                depth -= 1
                if depth == 0:
                    return at + 1
            at += 1
        return at

    def skip_angles(self, at):
        """The index after the `>` that closes the `<` at `at`."""
        depth = 0
        while at < len(self.tokens):
            text = self.tokens[at].text
            if text in PAIRS:
                at = self.skip_pair(at)
                continue
            depth += (text == "<") - (text == ">")
            at += 1
            if depth == 0:
                return at
        return at

    def skip_requirement(self, at):
        """The index after the constraint that begins at `at`."""
        while True:
            if self.tokens[at].text == "requires":
                at += 1
                if self.tokens[at].text == "(":
                    at = self.skip_pair(at)
                at = self.skip_pair(at)
            elif self.tokens[at].text == "(":
                at = self.skip_pair(at)
            else:
                while self.tokens[at].text == "::" or re.match(r"[A-Za-z_]", self.tokens[at].text):
                    is_name = self.tokens[at].text != "::"
                    at += 1
                    if self.tokens[at].text == "<":
                        at = self.skip_angles(at)
                    if is_name and self.tokens[at].text != "::":
                        break
            if self.tokens[at].text not in ("&&", "||"):
                return at
            at += 1

    # --- scopes

    def scope(self, path, class_name, public):
        """Everything up to the bracket that closes the scope."""
        while self.at < len(self.tokens):
            text = self.peek()
            if text == "}":
                self.at += 1
                return
            if text == ";":
                self.at += 1
            elif text in ("public", "protected", "private") and self.peek(1) == ":":
                public = text != "private"
                self.at += 2
            elif text == "namespace" or (text == "inline" and self.peek(1) == "namespace"):
                self.namespace(path)
            elif text == "extern" and self.peek(1).startswith('"') and self.peek(2) == "{":
                self.at += 3
                self.scope(path, None, public)
            else:
                self.declaration(path, class_name, public)

    def namespace(self, path):
        self.at += 1 + (self.peek() == "inline")
        name = []
        while self.peek() not in ("{", "=", ";", ""):
            name.append(self.peek())
            self.at += 1
        if self.peek() == "=":
            while self.peek() not in (";", ""):
                self.at += 1
        elif "detail" in name or not name or name[0] == "std":
            self.at = self.skip_pair(self.at)
        else:
            self.at += 1
            self.scope(path + tuple(word for word in name if word != "::"), None, public=True)

    def declaration(self, path, class_name, public):
        begin = self.at
        specialised = False
        while True:
            text = self.peek()
            if text == "template":
                specialised = specialised or (self.peek(1) == "<" and self.peek(2) == ">")
                self.at = self.skip_angles(self.at + 1) if self.peek(1) == "<" else self.at + 1
            elif text == "requires":
                self.at = self.skip_requirement(self.at + 1)
            elif text == "[" and self.peek(1) == "[":
                self.at = self.skip_pair(self.at)
            elif text in PREFIXES:
                self.at += 1
                if text == "explicit" and self.peek() == "(":
                    self.at = self.skip_pair(self.at)
            else:
                break
        friend = any(token.text == "friend" for token in self.tokens[begin:self.at])
        text = self.peek()
        if text in ("class", "struct", "union", "enum") and not friend and self.is_type():
            self.type(begin, path, public, specialised)
        elif text in ("static_assert", "using", "typedef", "concept"):
            self.simple(begin, path, public)
        else:
            self.function_or_variable(begin, path, class_name, public, friend, specialised)

    def is_type(self):
        """Whether `class`, `struct`, … here opens or declares a type, and does not only begin the type of something."""
        at = self.at + 1
        while at < len(self.tokens) and self.tokens[at].text not in ("{", ";", "(", "="):
            at = self.skip_angles(at) if self.tokens[at].text == "<" else at + 1
        return self.tokens[at].text in "{;"

    def type(self, begin, path, public, specialised):
        is_enum = self.peek() == "enum"
        default_public = self.peek() != "class"
        self.at += 1
        if is_enum and self.peek() in ("class", "struct"):
            self.at += 1
        name = ""
        qualified = False
        while self.peek() not in ("{", ";", ":", ""):
            if self.peek() == "<":
                specialised = True
                self.at = self.skip_angles(self.at)
            elif self.peek() == "[":
                self.at = self.skip_pair(self.at)
            else:
                qualified = qualified or self.peek() == "::"
                if re.match(r"\w", self.peek()) and self.peek() not in ("final", "CLOUD_GOVERNANCE_DECL"):
                    name = self.peek()
                self.at += 1
        while self.peek() not in ("{", ";", ""):
            self.at = self.skip_angles(self.at) if self.peek() == "<" else self.at + 1
        if self.peek() == ";":
            self.at += 1
            return # only declared
        own = path + (name,)
        shown = public and not specialised
        if shown and not qualified and name:
            self.add("enumeration" if is_enum else "type", own, begin, self.at)
        self.at += 1
        if is_enum:
            self.enumerators(own, shown)
        elif shown:
            self.scope(own, name, default_public)
        else:
            self.at = self.skip_pair(self.at - 1)
        while self.peek() not in (";", ""): # a variable of that type, declared with it
            self.at += 1

    def enumerators(self, path, public):
        while self.peek() not in ("}", ""):
            begin = self.at
            while self.peek() not in (",", "}", ""):
                self.at = self.skip_pair(self.at) if self.peek() in PAIRS else self.at + 1
            end = self.at
            if self.peek() == ",":
                self.at += 1
            if public:
                self.add("enumerator", path + (self.tokens[begin].text,), begin, end)
        self.at += 1

    def simple(self, begin, path, public):
        kind = self.peek()
        first = self.peek(1)
        is_alias = kind == "typedef"
        while self.peek() not in (";", ""):
            is_alias = is_alias or (kind == "using" and self.peek() == "=")
            self.at = self.skip_pair(self.at) if self.peek() in PAIRS else self.at + 1
        if public and (is_alias or kind == "concept"):
            name = self.tokens[self.at - 1].text if kind == "typedef" else first
            self.add("concept" if kind == "concept" else "alias", path + (name,), begin, self.at)

    def function_or_variable(self, begin, path, class_name, public, friend, specialised):
        start = self.at
        name = self.peek() # the last word before the parameters or the value
        qualified = False
        parameters = None
        while self.peek() not in ("(", "=", "{", ";", ":", ""):
            if self.peek() == "operator":
                name = "operator"
                self.at += 1
                while self.peek() != "(" or (name == "operator" and self.peek(1) == ")"):
                    if self.peek() == "(":
                        name += "()"
                        self.at += 2
                        continue
                    name += self.peek() if not re.match(r"\w", self.peek()) else " " + self.peek()
                    self.at += 1
                break
            if self.peek() == "<":
                self.at = self.skip_angles(self.at)
            elif self.peek() == "[":
                self.at = self.skip_pair(self.at)
            elif self.peek() in ("decltype", "noexcept", "alignas") and self.peek(1) == "(":
                self.at = self.skip_pair(self.at + 1)
            else:
                if re.match(r"\w", self.peek()):
                    qualified = self.at > start and self.tokens[self.at - 1].text == "::" and \
                        self.tokens[self.at + 1].text in ("(", "=", "{")
                    name = ("~" if self.at > start and self.tokens[self.at - 1].text == "~" else "") + self.peek()
                self.at += 1
        is_function = self.peek() == "("
        if is_function:
            opening = self.at
            self.at = self.skip_pair(self.at)
            parameters = " ".join(token.text for token in self.tokens[opening:self.at])
        has_body = self.skip_rest(is_function)
        words = [token.text for token in self.tokens[start:self.at]]
        if not public or qualified or specialised or name.startswith("~") or (friend and not has_body):
            return
        if is_function:
            tail = words[-3:]
            if tail[0] == "=" and tail[1] in ("default", "delete"):
                return
            if "override" in words or self.is_copy_or_move(name, class_name, parameters):
                return
            if class_name is None and words[0] == name and (path + (name,), None) in self.declared:
                return # a deduction guide
        elif class_name is None and "extern" in [token.text for token in self.tokens[begin:start]]:
            return
        kind = "function" if is_function else "field" if class_name else "variable"
        self.add(kind, path + (name,), begin, self.at, parameters)

    def skip_rest(self, is_function):
        """Goes to the end of a declaration; whether it has a body."""
        if is_function:
            while self.peek() not in ("{", ";", ":", "=", ""):
                if self.peek() == "requires":
                    self.at = self.skip_requirement(self.at + 1)
                else:
                    self.at = self.skip_pair(self.at) if self.peek() in PAIRS else self.at + 1
            if self.peek() == ":": # the initialisers of members
                self.at += 1
                while self.peek():
                    while self.peek() not in ("(", "{", "<"):
                        self.at += 1
                    if self.peek() == "<":
                        self.at = self.skip_angles(self.at)
                        continue
                    self.at = self.skip_pair(self.at)
                    if self.peek() == "...":
                        self.at += 1
                    if self.peek() != ",":
                        break
                    self.at += 1
            if self.peek() == "{":
                self.at = self.skip_pair(self.at)
                return True
        while self.peek() not in (";", ""):
            self.at = self.skip_pair(self.at) if self.peek() in PAIRS else self.at + 1
        self.at += 1
        return False

    @staticmethod
    def is_copy_or_move(name, class_name, parameters):
        if class_name is None or name not in (class_name, "operator="):
            return False
        pattern = rf"\( (?:{class_name} const &|const {class_name} &|{class_name} (?:&&|& &))(?: \w+)? \)"
        return re.fullmatch(pattern, parameters) is not None

    # --- symbols

    def add(self, kind, path, begin, end, parameters=None):
        tokens = self.tokens[begin:max(end, begin + 1)]
        first = tokens[0].line
        comment = self.documentation.get(first - 1)
        while comment is not None and not is_documentation(comment): # `// NOLINT` between both
            comment = self.documentation.get(comment.line - 1)
        documented = comment is not None or tokens[-1].last_line in self.trailing or \
            (kind == "enumerator" and first in self.trailing)
        symbol = Symbol(kind, "::".join(path), tokens, documented)
        key = (path, parameters)
        if not documented:
            before = self.symbols[-1] if self.symbols else None
            if before and kind == "function" and before.name == symbol.name and before.documented and \
                    before.last_line + 1 == symbol.line:
                symbol.documented = True
            elif self.declared.get(key):
                return # described where it was declared
        self.declared[key] = self.declared.get(key) or symbol.documented
        self.symbols.append(symbol)


def public_headers(root):
    folder = root / "include" / NAME
    for path in sorted(folder.rglob("*.hpp")):
        parts = path.relative_to(folder).parts
        if "detail" in parts or "impl" in parts or re.fullmatch(r"src(_\d+)?\.hpp", path.name):
            continue
        text = path.read_text(encoding="utf-8")
        if "Generated by codegen" not in text.split("\n", 1)[0]:
            yield path, text


def check(root):
    """All findings of a checkout, a sentence each, and the number of symbols."""
    findings = []
    count = 0
    for path, text in public_headers(root):
        symbols = Header(text).symbols
        count += len(symbols)
        for symbol in symbols:
            if not symbol.documented:
                findings.append(f"{path.relative_to(root)}:{symbol.line}: {symbol.kind} {symbol.name} has no comment")
    return findings, count


def main():
    root = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parent.parent
    findings, count = check(root)
    for finding in findings:
        print(finding)
    if findings:
        sys.exit(f"{len(findings)} of {count} public symbols have no comment; CONTRIBUTING.md says what it contains")
    print(f"{count} public symbols have a comment")


if __name__ == "__main__":
    main()
