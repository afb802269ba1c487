#!/usr/bin/env python3
"""Checks that the library keeps its layers: what a file may include, where its body and its tests are, its namespace.

    .ci/layers.py [FOLDER]      FOLDER is a checkout; the default is this one

It reads the preprocessor lines and the lines that open a namespace, so it takes less than a second. docs/architecture.md
explains the layers.
"""
import re
import sys
from pathlib import Path

# layer -> the other layers that it may include
LAYERS = {
    "core": "",
    "crypto": "core",
    "observe": "core",
    "json": "core",
    "http": "core crypto observe",
    "identity": "core crypto observe json http",
    "auth": "core crypto observe http identity",
    "model": "json",
    "api": "core json http model",
    "client": "core observe json http auth",
    "testing": "core crypto json http auth model",
    "workflow": "core json observe http model api client",
    "files": "core http model api client",
    "webhook": "core json http model api client",
    "store": "core crypto json observe http identity",
    "redis": "core crypto json observe http identity workflow store",
    "settings": "core crypto json observe http identity auth client store",
}
# layers whose declarations are in cloud_governance itself
ROOT_NAMESPACE = {"core", "crypto", "observe", "client"}
# headers outside these layers that declare something in cloud_governance itself, and what
ROOT_DECLARATIONS = {
    "auth/environment.hpp": "environment",
    "auth/impl/environment.ipp": "environment",
    "auth/strategy.hpp": "the concept auth_strategy, which stands beside client",
    "model/galleries.hpp": "items, galleries and decode_as, which users call unqualified",
}
NAME = "cloud_governance"
INCLUDE = re.compile(r'\s*#\s*include\s*([<"])([^>"]+)[>"]')
NAMESPACE = re.compile(r"\s*(?:inline )?namespace (cloud_governance[\w:]*) *\{?$")
FORWARD = re.compile(r"\s*(class|struct|enum class) \w+( : [\w:]+)?;$")
GUARD = f"#ifdef {NAME.upper()}_HEADER_ONLY"


class File:
    def __init__(self, path, folder):
        self.name = path.relative_to(folder).as_posix()
        self.layer = self.name.split("/")[0] if "/" in self.name else ""
        self.lines = path.read_text(encoding="utf-8").splitlines()
        self.in_impl = "/impl/" in self.name

    def includes(self):
        """(line number, name below cloud_governance/, whether it is within the closing guard)"""
        guarded = False
        for number, line in enumerate(self.lines, 1):
            if line.startswith(GUARD):
                guarded = True
            elif line.startswith("#endif"):
                guarded = False
            elif found := INCLUDE.match(line):
                if found[1] == '"':
                    yield number, None, guarded
                elif found[2].startswith(NAME + "/"):
                    yield number, found[2].removeprefix(NAME + "/"), guarded


def layer_of(name):
    return name.split("/")[0] if "/" in name else ""


def own_body(name):
    """The .ipp that belongs to a header: x/y.hpp and x/detail/y.hpp have x/impl/y.ipp."""
    path = Path(name)
    parent = path.parent.parent if path.parent.name == "detail" else path.parent
    return (parent / "impl" / path.name).with_suffix(".ipp").as_posix()


def without_comments(lines):
    text = re.sub(r"/\*.*?\*/", "", "\n".join(lines), flags=re.S)
    return [re.sub(r"//.*", "", line).strip() for line in text.splitlines()]


def check_root_file(file):
    for number, line in enumerate(without_comments(file.lines), 1):
        if line and not line.startswith("#"):
            yield f"{file.name}: code in the root folder: {line!r}. A forwarding header has only #include lines"
            return


def check_includes(file):
    may = set(LAYERS[file.layer].split()) | {file.layer} if file.layer in LAYERS else set()
    for number, name, guarded in file.includes():
        where = f"{file.name}:{number}"
        if name is None:
            yield f'{where}: an include in quotation marks; write <{NAME}/…>'
            continue
        other = layer_of(name)
        is_source = Path(file.name).name.startswith("src")
        if file.layer and not other and not (is_source and name == "src.hpp"):
            yield f"{where}: a layer includes the forwarding header {name}; include what it forwards to"
        elif file.layer and other not in may and other in LAYERS:
            yield f"{where}: {file.layer} may not include {other} ({name})"
        elif other and other not in LAYERS:
            yield f"{where}: {other} is no layer ({name})"
        if "/impl/" not in name or (is_source and not file.layer):
            continue
        if other != file.layer:
            yield f"{where}: includes {name}, which belongs to another layer"
        elif file.in_impl or is_source:
            continue
        elif name.endswith(".hpp"):
            yield f"{where}: a header outside impl/ includes {name}"
        elif name != own_body(file.name):
            yield f"{where}: includes {name}; its own body is {own_body(file.name)}"
        elif not guarded:
            yield f"{where}: includes its body outside '{GUARD}'"


def check_namespaces(file):
    if file.layer in ROOT_NAMESPACE or not file.layer:
        allowed = {NAME, f"{NAME}::detail", f"{NAME}::event"}
        fits = lambda found: found in allowed or (
            found.startswith(f"{NAME}::detail::") or (found.startswith(f"{NAME}::") and
                                                      found.split("::")[1] not in LAYERS))
    else:
        fits = lambda found: found == f"{NAME}::{file.layer}" or found.startswith(f"{NAME}::{file.layer}::")
    for number, line in enumerate(file.lines, 1):
        found = NAMESPACE.match(line)
        if not found or fits(found[1]):
            continue
        if found[1] == NAME and file.name in ROOT_DECLARATIONS:
            continue
        body = []
        for following in file.lines[number:]:
            if following.startswith("}"):
                break
            body.append(following)
        if all(FORWARD.match(each) or not each.strip() for each in body):
            continue # declares what another layer defines
        yield f"{file.name}:{number}: namespace {found[1]} in the folder {file.layer}"


def check_bodies(files):
    """Every body is compiled by compiled mode."""
    reached = set()
    waiting = [name for name, file in files.items() if re.fullmatch(r"src(_\d+)?\.hpp", Path(name).name)]
    while waiting:
        name = waiting.pop()
        if name in reached or name not in files:
            continue
        reached.add(name)
        waiting += [other for _, other, guarded in files[name].includes() if other and not guarded]
    for name in files:
        if name.endswith(".ipp") and name not in reached:
            yield f"{name}: no src.hpp includes it, so compiled mode lacks it"


def check_tests(root, layers):
    for layer in sorted(layers):
        if not list((root / "test/unit" / layer).glob("*.cpp")):
            yield f"test/unit/{layer}: missing or empty; {layer} is a layer"
    for path in sorted((root / "test").glob("*.[ch]pp")):
        yield f"test/{path.name}: a loose source; tests are in test/unit/<layer>/ and test/integration/"
    for path in sorted((root / "test/unit").glob("*/")):
        if path.is_dir() and path.name not in layers:
            yield f"test/unit/{path.name}: there is no such layer"


def check(root):
    """All findings of a checkout, a sentence each."""
    folder = root / "include" / NAME
    files = {}
    for path in sorted(folder.rglob("*.[hi]pp")):
        file = File(path, folder)
        files[file.name] = file
    findings = []
    for file in files.values():
        if not file.layer:
            findings += check_root_file(file)
        elif file.layer not in LAYERS:
            findings.append(f"{file.name}: {file.layer} is no layer; .ci/layers.py lists them")
            continue
        findings += check_includes(file)
        findings += check_namespaces(file)
    findings += check_bodies(files)
    findings += check_tests(root, {file.layer for file in files.values()} & set(LAYERS))
    return findings, len(files)


def main():
    root = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parent.parent
    findings, count = check(root)
    for finding in findings:
        print(finding)
    if findings:
        sys.exit(f"{len(findings)} findings; docs/architecture.md explains the layers")
    print(f"{count} files keep to their layers")


if __name__ == "__main__":
    main()
