"""The abi diff: our headers on Linux against Windows' as mingw-w64 has them.

    compare.py ROOT WORKDIR [--print-ours]

Every constant, string, enumerator, size, offset, type and function shape that our headers declare
is compiled twice from one generated list, natively and for x86_64-w64-mingw32, and the values are
compared.  What mingw's headers lack or get wrong is in expected.txt, by name, with the value that
Windows' documentation gives; a name that is in neither place is an error.
"""
import itertools
import pathlib
import re
import subprocess
import sys

import headers
import program

HERE = pathlib.Path(__file__).resolve().parent
MINGW = "x86_64-w64-mingw32-"
KIT_BEFORE = "#define MICROSOFT_WINDOWS_WINBASE_H_DEFINE_INTERLOCKED_CPLUSPLUS_OVERLOADS 0\n#include <winsock2.h>\n#include <ws2tcpip.h>\n"
KIT_BEHIND = """\
#include <stdio.h>
#include <wchar.h>
#include <tchar.h>
#define STRSAFE_NO_DEPRECATE
#include <strsafe.h>
#include <ntdsapi.h>
#include <lmcons.h>
"""
WINDOWS = """\
#define WINVER 0x0A00
#define _WIN32_WINNT 0x0A00
#define NTDDI_VERSION 0x0A00000C
#define SECURITY_WIN32
#define SCHANNEL_USE_BLACKLISTS
#define _SEC_WINNT_AUTH_TYPES
#define WIN32_NO_STATUS
#include <windows.h>
#undef WIN32_NO_STATUS
#include <ntstatus.h>
#include <winternl.h>
#include <wininet.h>
#include <wincred.h>
#include <bcrypt.h>
#include <ncrypt.h>
#include <wincrypt.h>
#include <ntsecapi.h>
#include <security.h>
#include <ntsecpkg.h>
#include <schannel.h>
#include <credssp.h>
"""


def expected_values():
    """expected.txt: `key = value` lines; a # line says where the values below it come from."""
    found = {}
    for number, line in enumerate((HERE / "expected.txt").read_text().splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        key, separator, value = line.partition(" = ")
        if not separator or key in found:
            raise SystemExit(f"expected.txt:{number}: not a new `key = value`")
        found[key] = value.strip()
    return found


def expected_for(label, expected):
    """The values that hold for one flavour: a key may say `unicode:` or `ansi:` first."""
    plain = {key: value for key, value in expected.items() if ":" not in key}
    prefix = label + ": "
    plain.update({key[len(prefix):]: value for key, value in expected.items()
                  if key.startswith(prefix)})
    return plain


def guids_in(command, text):
    """name -> its eleven numbers."""
    found = {}
    for name, body in re.findall(r"GUID\s+(\w+)\s*=\s*\{(.*?)\}\s*;",
                                 headers.run([*command, "-E", "-P", "-"], text), re.S):
        numbers = re.findall(r"0x[0-9a-fA-F]+", body)
        found[f"guid {name}"] = " ".join(hex(int(number, 16)) for number in numbers)
    return found


def texts(tree, expansions):
    """Macros that stand for another name or for a list."""
    return {f"macro {name}": value for name, value in expansions.items()
            if value and program.macro_item(name, value) is None}


class Side:
    """One compiler's answers."""

    def __init__(self, compiler, objcopy, includes, flags):
        self.compiler, self.objcopy, self.includes, self.flags = compiler, objcopy, includes, flags
        self.preprocess = [compiler, "-std=c++20", "-x", "c++", *flags]

    def answers(self, items, names, folder, label):
        code = program.source(self.includes, items)
        values = program.values_of(self.compiler, self.objcopy, self.flags, code, folder, label)
        found = program.shown(items, values)
        expansions = headers.expansions(self.preprocess, self.includes, names)
        found.update({f"macro {name}": value for name, value in expansions.items()})
        found.update(guids_in(self.preprocess, self.includes))
        return found


def same_text(ours, theirs):
    """Equal but for spaces; a string literal stands for what a compiler makes of it."""
    if re.match(r'L?"', theirs) and " units of " in ours:
        theirs = program.text_of_literal(theirs)
    squeeze = lambda value: re.sub(r"\s+", "", value)
    return squeeze(ours) == squeeze(theirs)


def judge(ours, theirs, expected):
    """What differs, and how many were compared with mingw and with expected.txt."""
    wrong, with_mingw, with_list = [], 0, 0
    for key, value in ours.items():
        if key in expected:
            with_list += 1
            reference, where = expected[key], "expected.txt"
        else:
            with_mingw += 1
            reference, where = theirs.get(key, "nothing"), "mingw"
        if not same_text(value, reference):
            wrong.append(f"{key}: ours {value}, {where} {reference}")
    return wrong, with_mingw, with_list


def compare(root, folder, flags, label, kit, show):
    tree = headers.Tree(root, flags, kit)
    ours = Side("g++", "objcopy", headers.source(kit), [*headers.include_flags(root, kit), *flags])
    windows = KIT_BEFORE + WINDOWS + KIT_BEHIND if kit else WINDOWS
    theirs = Side(f"{MINGW}g++", f"{MINGW}objcopy", windows, flags)
    expected = expected_for(label, expected_values())
    names = headers.macros(root, flags, kit)
    expansions = headers.expansions(ours.preprocess, ours.includes, names)
    items = list(program.items_of(tree, expansions))
    as_text = [key.split()[1] for key in texts(tree, expansions)]

    mine = ours.answers(items, as_text, folder, f"ours_{label}")
    mine = {key: value for key, value in mine.items()
            if not key.startswith("guid ") or key.split()[1] in tree.guids}
    if show:
        print("\n".join(f"{key} = {value}" for key, value in mine.items()))
        return [], len(mine), 0, set()
    known = [item for item in items if item.key not in expected]
    foreign = theirs.answers(known, [n for n in as_text if f"macro {n}" not in expected], folder,
                             f"mingw_{label}")
    wrong, with_mingw, with_list = judge(mine, foreign, expected)
    return wrong, with_mingw, with_list, set(expected) - set(mine)


def main():
    root, folder = pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2])
    folder.mkdir(parents=True, exist_ok=True)
    failed, unused = 0, None
    flavours = [("ansi", []), ("unicode", ["-DUNICODE", "-D_UNICODE"])]
    for (label, flags), kit in itertools.product(flavours, (False, True)):
        wrong, with_mingw, with_list, left = compare(root, folder, flags, label, kit,
                                                     "--print-ours" in sys.argv)
        unused = left if unused is None else unused & left
        print(f"{label}{', porting kit' if kit else ''}: {with_mingw} compared with mingw, {with_list} with expected.txt, "
              f"{len(wrong)} differences")
        print("\n".join(f"  {line}" for line in wrong), end="\n" if wrong else "")
        failed += len(wrong)
    for key in sorted(unused):
        print(f"  expected.txt names {key}, which no header declares")
    sys.exit(bool(failed or unused))


if __name__ == "__main__":
    main()
