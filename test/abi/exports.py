"""The library exports what its map names, and that is what the headers declare.

    exports.py ROOT LIBRARY
"""
import pathlib
import re
import subprocess
import sys

import headers

# Windows exports these too and declares them in no header of its SDK.
UNDECLARED = {"GetSecurityUserInfo", "LogonUserExExW", "SeciAllocateAndSetIPAddress",
              "SeciFreeCallContext", "SeciIsProtectedUser"}


def exported(library):
    output = subprocess.run(["nm", "-D", "--defined-only", str(library)], capture_output=True,
                            text=True, check=True).stdout
    symbols = [line.split()[1:3] for line in output.splitlines()]
    return {name.split("@")[0] for kind, name in symbols if kind != "A"}


def mapped(path):
    text = re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.S)
    text = re.sub(r"#.*", "", text)
    globals_ = re.search(r"global:(.*?)local:", text, re.S)
    return set(re.findall(r"(\w+)\s*;", globals_[1])) if globals_ else set()


def kit_names(root):
    """What the porting kit declares; no name of it may leave the library."""
    text = "".join(path.read_text() for path in headers.paths(root, kit=True))
    names = set(re.findall(r"SECUR32_COMPAT\((\w+)\)", text)) - {"name"}
    if not {"CloseHandle", "HeapAlloc", "LoadLibraryA", "wcslen"} <= names:
        raise SystemExit("the porting kit's names were not found")
    return names | {f"secur32_compat_{name}" for name in names}


def report(left, right, left_name, right_name):
    lines = [f"  {name}: in {left_name}, not in {right_name}" for name in sorted(left - right)]
    return lines + [f"  {name}: in {right_name}, not in {left_name}"
                    for name in sorted(right - left)]


def main():
    root, library = pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2])
    declared = set(headers.Tree(root, []).functions)
    known = declared | UNDECLARED
    in_map = mapped(root / "sspi/api/secur32.map")
    in_library = exported(library)
    wrong = report(in_map, known, "secur32.map", "the headers")
    wrong += report(in_library, in_map, library.name, "secur32.map")
    wrong += [f"  {name}: of the porting kit, and in {library.name}"
              for name in sorted(in_library & kit_names(root))]
    print("\n".join(wrong))
    print(f"{len(in_library)} exported, {len(in_map)} in the map, {len(declared)} declared "
          f"and {len(UNDECLARED)} that Windows does not declare either")
    sys.exit(bool(wrong) or not declared)


main()
