"""What our public headers declare, found by compilers rather than by reading text.

The preprocessor lists the macros, clang's syntax tree everything else, so that a name that is added
to a header tomorrow is compared tomorrow.
"""
import json
import pathlib
import re
import subprocess

FOLDERS = ["sspi/include", "sslprovider/include", "credssp/include"]
# The porting kit: its headers lie over the others, and over some of the C library's.
KIT = "sslprovider/compat/include"
ALL = ("security.h sspi.h secext.h schannel.h credssp.h ntsecapi.h winerror.h wintypes.h ncrypt.h "
       "bcrypt.h wincrypt.h sslprovider.h").split()
KIT_ALL = ("winsock2.h ws2tcpip.h windows.h tchar.h strsafe.h ntdsapi.h lmcons.h subauth.h ntdef.h "
           "ntstatus.h winternl.h schnlsp.h wintrust.h").split()
KIT_FLAGS = ["-fshort-wchar", "-D_DEFAULT_SOURCE"]
# The C library's functions: mingw overloads them, so that they have no one shape there.
KIT_PARTS = "secur32_compat.h secur32_crt.h secur32_stdio.h secur32_wchar.h".split()


def include_flags(root, kit=False):
    over = [f"-I{root / KIT}"] if kit else []
    return over + [f"-I{root / folder}" for folder in FOLDERS] + (KIT_FLAGS if kit else [])


def paths(root, kit=False):
    folders = [KIT] if kit else FOLDERS
    return sorted(path for folder in folders for path in (root / folder).glob("*.h"))


def source(kit=False):
    names = KIT_ALL if kit else ALL
    return "#define SECURITY_WIN32\n" + "".join(f"#include <{name}>\n" for name in names)


def run(command, text):
    done = subprocess.run(command, input=text, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{' '.join(command)} failed:\n{done.stderr}")
    return done.stdout


def macros(root, flags, kit=False):
    """Object-like macros of our headers: name -> nothing but the name matters."""
    ours = {str(path) for path in paths(root, kit)}
    command = ["g++", "-std=c++20", "-E", "-dD", "-x", "c++", *include_flags(root, kit), *flags, "-"]
    found, current = [], None
    for line in run(command, source(kit)).splitlines():
        taken_back = re.match(r"#undef (\w+)", line)
        if taken_back and taken_back[1] in found:
            found.remove(taken_back[1])
        marker = re.match(r'# \d+ "([^"]*)"', line)
        if marker:
            current = str(pathlib.Path(marker[1]).resolve()) if marker[1][0] != "<" else None
        definition = re.match(r"#define (\w+)(?=\s|$)", line)
        if definition and current in ours and not is_scaffolding(definition[1]):
            found.append(definition[1])
    return list(dict.fromkeys(found))


def is_scaffolding(name):
    """Include guards and the macros that only serve to write the headers."""
    return (name.startswith("SECUR32_") and not name.startswith("SECUR32_CRED_ATTR_")
            or re.fullmatch(r"__\w+_DEFINED__|GUID_DEFINED", name) is not None)


def expansions(command, text, names):
    """What each macro stands for, as text."""
    probes = "".join(f"\nABI_PROBE {name.lower()}_ {'='} {name} ABI_END" for name in names)
    # The name must survive expansion: it is found again by its place.
    output = run([*command, "-E", "-P", "-"], text + probes)
    found = re.findall(r"ABI_PROBE\s.*?=\s*(.*?)\s*ABI_END", output, re.S)
    if len(found) != len(names):
        raise SystemExit(f"{len(names)} macros went in, {len(found)} came out")
    return dict(zip(names, (" ".join(value.split()) for value in found)))


class Tree:
    """clang's view of our headers: records, enumerators, typedefs, functions, constant GUIDs."""

    def __init__(self, root, flags, kit=False):
        command = ["clang++", "-std=c++20", "-fsyntax-only", "-Xclang", "-ast-dump=json", "-x",
                   "c++", *include_flags(root, kit), *flags, "-"]
        self.ours = {str(path) for path in paths(root, kit)}
        self.file = ""
        self.records, self.enumerators, self.typedefs = {}, [], {}
        self.functions, self.guids = [], []
        self.tags, self.aliases = {}, {}
        for node in self.declarations(json.loads(run(command, source(kit)))):
            self.take(node)
        self.name_records()

    def declarations(self, node):
        for child in node.get("inner", []):
            self.follow(child.get("loc", {}))
            here = self.file
            self.follow_all(child)
            if child.get("kind") == "LinkageSpecDecl":
                yield from self.linkage(child)
            elif here in self.ours:
                yield child

    def linkage(self, node):
        for child in node.get("inner", []):
            if self.place(child) in self.ours:
                yield child

    @staticmethod
    def place(node):
        return node.get("abi_file", "")

    def follow(self, location):
        """clang names a file only where it changes."""
        for part in (location, location.get("spellingLoc", {}), location.get("expansionLoc", {})):
            if "file" in part:
                self.file = str(pathlib.Path(part["file"]).resolve())

    def follow_all(self, node):
        node["abi_file"] = self.file
        for key, value in node.items():
            if key == "range":
                self.follow(value.get("begin", {}))
                self.follow(value.get("end", {}))
            elif key == "inner":
                for child in value:
                    if isinstance(child, dict):
                        self.follow(child.get("loc", {}))
                        self.follow_all(child)

    def take(self, node):
        kind = node.get("kind")
        if kind == "CXXRecordDecl" and node.get("completeDefinition"):
            self.tags[node["id"]] = (node.get("name"), fields(node), node["tagUsed"])
        elif kind == "EnumDecl":
            self.enumerators += [child["name"] for child in node.get("inner", [])
                                 if child.get("kind") == "EnumConstantDecl"]
        elif kind == "TypedefDecl":
            self.typedefs[node["name"]] = node["type"]
        elif kind == "FunctionDecl" and pathlib.Path(node["abi_file"]).name not in KIT_PARTS:
            self.functions.append(node["name"])
        elif kind == "VarDecl" and "GUID" in node["type"]["qualType"]:
            self.guids.append(node["name"])

    def name_records(self):
        """A record is called by its typedef if it has one, else by its tag."""
        by_tag = {}
        for name, written in self.typedefs.items():
            spelled = written.get("desugaredQualType", written["qualType"])
            spelled = re.sub(r"^(struct|union) ", "", spelled)
            by_tag.setdefault(spelled, []).append(name)
        for tag, members, used in self.tags.values():
            names = [name for name in by_tag.get(tag, []) if name in self.typedefs]
            for name in names or [f"{used} {tag}"]:
                self.records[name] = members


def fields(record, prefix=""):
    """Every field, also those of anonymous and of named inner records, as offsetof() takes them."""
    found, inner = [], None
    for node in record.get("inner", []):
        if node.get("kind") == "CXXRecordDecl" and node.get("completeDefinition"):
            inner = node
        if node.get("kind") != "FieldDecl":
            continue
        name = node.get("name")
        if name:
            found.append(prefix + name)
        if inner is not None:
            found += fields(inner, prefix + (name + "." if name else ""))
            inner = None
    return found
