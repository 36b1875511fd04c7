"""Refuses what points up the layers of docs/architecture.md, and foreign headers out of place.

MAY is the list of allowed edges: a folder may include itself and what its row names.
FOREIGN says which folder alone may see a foreign library; `catch` is allowed in one file.
"""
import pathlib
import re
import sys

PUBLIC = ["sspi/include", "credssp/include", "sslprovider/include"]
MAY = {
    "sslprovider/include": PUBLIC,
    "sslprovider/base": [],
    "sslprovider/crypto": ["sslprovider/base"],
    "sslprovider/x509": ["sslprovider/crypto", "sslprovider/base"],
    "sslprovider/provider": ["sslprovider/crypto", "sslprovider/base"],
    "sslprovider/capi": ["sslprovider/provider", "sslprovider/crypto", "sslprovider/base"],
    "sslprovider/api": PUBLIC + ["sslprovider/capi", "sslprovider/provider", "sslprovider/x509",
                                 "sslprovider/crypto", "sslprovider/base"],
    # the porting kit: beside libsecur32.so, of which it sees what every program sees
    "sslprovider/compat": PUBLIC + ["sslprovider/compat/include"],
    "sslprovider/compat/include": PUBLIC,
    "sslprovider/compat/entry": ["sslprovider/compat/include"],
    "sspi/include": PUBLIC,
    "credssp/include": PUBLIC,
    "sspi/core": ["sslprovider/x509", "sslprovider/crypto", "sslprovider/base"],
    "sspi/accounts": ["sspi/core", "sslprovider/crypto", "sslprovider/base"],
    "sspi/ntlm": ["sspi/core", "sslprovider/crypto", "sslprovider/base"],
    "sspi/negotiate": ["sspi/core", "sslprovider/crypto", "sslprovider/base"],
    "sspi/schannel": ["sspi/core", "sslprovider/provider", "sslprovider/x509", "sslprovider/crypto",
                      "sslprovider/base"],
    "sspi/dispatch": ["sspi/schannel", "sslprovider/x509", "sspi/ntlm", "sspi/negotiate", "sspi/accounts", "sspi/core",
                      "sslprovider/crypto", "sslprovider/base"],
    "sspi/api": PUBLIC + ["sspi/dispatch", "sspi/schannel", "sspi/core", "sslprovider/api",
                          "sslprovider/x509", "sslprovider/crypto",
                          "sslprovider/base"],
    "sspi/tools": PUBLIC + ["sspi/accounts", "sspi/core", "sslprovider/x509", "sslprovider/crypto",
                            "sslprovider/base"],
    "sspi/preload": [],
    "samples": PUBLIC + ["samples/common"],
    "samples/common": PUBLIC,
    "samples/port_a_windows_program": PUBLIC + ["sslprovider/compat/include"],
}
FOREIGN = {
    r"openssl/(?!ssl)": ["sslprovider/crypto", "sslprovider/x509"],
    r"openssl/ssl": [],
    r"idn2\.h": ["sslprovider/x509"],
    r"sqlite3\.h": ["sspi/accounts"],
    r"krb5\.h|gssapi/": ["sspi/kerberos"],
    r"boost/": ["samples", "samples/common"],
}
CATCH = ["sslprovider/base/guard.h"]


def public_names(root):
    return {f.name: d for d in PUBLIC for f in (root / d).glob("*.h")}


def includes(path):
    for number, line in enumerate(path.read_text().splitlines(), 1):
        match = re.match(r'\s*#\s*include\s+(["<])([^">]+)[">]', line)
        if match:
            yield number, match[1] == '"', match[2]


def broken_edges(root):
    names = public_names(root)
    for top in ("sslprovider", "sspi", "credssp", "samples"):
        for path in sorted((root / top).rglob("*")):
            if path.suffix not in (".h", ".cpp", ".c"):
                continue
            here = str(path.parent.relative_to(root))
            where = path.relative_to(root)
            if here not in MAY:
                yield f"{where}: folder {here} has no row in MAY"
                continue
            for number, quoted, target in includes(path):
                folder = str(pathlib.PurePosixPath(target).parent) if "/" in target else here
                if not quoted:
                    folder = names.get(target)
                    for pattern, allowed in FOREIGN.items():
                        if re.match(pattern, target) and here not in allowed:
                            yield f"{where}:{number}: {target} does not belong here"
                if folder and folder != here and folder not in MAY[here]:
                    yield f"{where}:{number}: {here} may not include {target}"


def stray_catches(root):
    for top in ("sslprovider", "sspi", "credssp"):
        for path in sorted((root / top).rglob("*.[hc]*")):
            where = str(path.relative_to(root))
            if where in CATCH or path.suffix not in (".h", ".cpp"):
                continue
            for number, line in enumerate(path.read_text().splitlines(), 1):
                if re.search(r"\bcatch\s*\(", line):
                    yield f"{where}:{number}: catch belongs to {CATCH[0]} alone"


def main():
    root = pathlib.Path(sys.argv[1]).resolve()
    broken = list(broken_edges(root)) + list(stray_catches(root))
    print("\n".join(broken) if broken else "every include points down")
    sys.exit(bool(broken))


main()
