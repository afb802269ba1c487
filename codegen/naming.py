"""Turns the vendor's names into C++ names; remembers which of them had to be corrected."""

import re

import tables

_WORD = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|[0-9]+")


def _pattern(table):
    keys = "|".join(sorted(table, key=lambda key: (-len(key), key)))
    return re.compile(rf"(?<![a-z0-9])(?:{keys})(?![a-z0-9])")


_MISSPELLED = _pattern(tables.MISSPELLED_WORDS)
_JOINED = _pattern(tables.JOINED_WORDS)
_SHORTENED = _pattern(tables.ABBREVIATIONS)


class Collision(Exception):
    """Two names of the description became the same C++ name."""


class Naming:
    """snake_case of the vendor's names, by the tables; `corrected` lists each name whose words were changed."""

    def __init__(self):
        self.corrected = {}
        self.used = set()

    def snake(self, name):
        """The C++ name of `name`, before the rules for its owner."""
        plain = "_".join(_words(name))
        if name in tables.WHOLE_NAMES:
            result = tables.WHOLE_NAMES[name]
        else:
            result = self._replace(plain, _MISSPELLED, tables.MISSPELLED_WORDS)
            result = self._replace(result, _JOINED, tables.JOINED_WORDS)
            result = self._replace(result, _SHORTENED, tables.ABBREVIATIONS)
        if result != plain:
            self.corrected[name] = result
        if result in tables.RESERVED_NAMES:
            result += "_"
        if not re.fullmatch(r"[a-z][a-z0-9_]*", result):
            raise Collision(f"{name}: no C++ name")
        return result

    def member(self, owner, name):
        """The name of a field of a schema."""
        return tables.MEMBER_NAMES.get(f"{owner}.{name}") or self.snake(name)

    def parameter(self, operation, name):
        """The name of a parameter of an operation."""
        return tables.PARAMETER_NAMES.get(f"{operation}.{name}") or self.snake(name)

    def _replace(self, text, pattern, table):
        """Replaces whole words, and runs of whole words, the longest first."""

        def correct(match):
            self.used.add(match[0])
            return table[match[0]]

        return pattern.sub(correct, text)


def _words(name):
    """`Office365TenantID` -> office365, tenant, id: digits belong to the word before them."""
    words = []
    for word in _WORD.findall(name):
        if word.isdigit() and words:
            words[-1] += word
        else:
            words.append(word.lower())
    return words


def camel(name):
    """The name on the wire that a C++ name says by itself: `task_list` -> `taskList`."""
    first, *others = name.split("_")
    return first + "".join(word.title() for word in others)


def pascal(name):
    """`task_list` -> `TaskList`."""
    return "".join(word.title() for word in name.split("_"))


def unique(owner, pairs):
    """Fails when two different wire names have one C++ name; `pairs` of (wire name, C++ name)."""
    seen = {}
    for wire, name in pairs:
        if seen.setdefault(name, wire) != wire:
            raise Collision(f"{owner}: {seen[name]} and {wire} are both {name}; add one to codegen/tables.py")
