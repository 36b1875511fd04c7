#!/usr/bin/env python3
"""Writes cells.txt: handshakes between this library and others, chosen so that every two values of
every two columns that can stand together do so at least once, for each peer and role.

Usage: make_cells.py > cells.txt.  Deterministic; cells.txt is committed and read by tls_test.cpp.
"""
import itertools
import random

# As sslprovider/provider/cipher_suites.cpp has them; names of the peers: cells.cpp.
TLS13 = ["TLS_AES_256_GCM_SHA384", "TLS_AES_128_GCM_SHA256", "TLS_CHACHA20_POLY1305_SHA256"]
OLD = ["AES_256_CBC_SHA", "AES_128_CBC_SHA"]
AEAD = ["AES_256_GCM_SHA384", "AES_128_GCM_SHA256", "CHACHA20_POLY1305_SHA256"]
CBC = ["AES_256_CBC_SHA384", "AES_128_CBC_SHA256"]
SUITES = (
    TLS13
    + [f"TLS_ECDHE_{key}_WITH_{cipher}" for key in ("ECDSA", "RSA") for cipher in AEAD + CBC + OLD]
    + [f"TLS_DHE_RSA_WITH_{cipher}" for cipher in AEAD + OLD]
    + [f"TLS_RSA_WITH_{cipher}" for cipher in AEAD[:2] + ["AES_256_CBC_SHA256"] + CBC[1:] + OLD]
)
COLUMNS = {
    "version": ["1.3", "1.2", "1.1", "1.0"],
    "suite": SUITES,
    "key": ["rsa", "p256", "p384", "ed25519", "pss"],  # the server's
    "group": ["x25519", "p256", "p384", "ffdhe2048", "ffdhe3072", "-"],
    # yes: the client's share is of another group than the one that the server takes
    "retry": ["no", "yes"],
    # of the client: none: not asked for; asked: asked for, not given; given: with a key of the
    # server's kind
    "auth": ["none", "asked", "given"],
    # one: http/1.1; second: the client wants h2, then http/1.1, the server has only the latter
    "alpn": ["none", "one", "second"],
}
NAMES = list(COLUMNS)
SIDES = [("openssl", "client"), ("openssl", "server"), ("gnutls", "client"), ("gnutls", "server"),
         ("curl", "server"), ("nginx", "client")]
NEW_KEYS = ("ed25519", "pss")


def suite_fits(version, suite):
    if version == "1.3" or suite in TLS13:
        return version == "1.3" and suite in TLS13
    return version == "1.2" or suite.endswith("_CBC_SHA")


def key_fits(suite, key):
    if suite in TLS13:
        return True
    if "_ECDSA_" in suite:
        return key in ("p256", "p384", "ed25519")
    return key == "rsa" or (key == "pss" and not suite.startswith("TLS_RSA_"))


def group_fits(suite, group):
    if suite.startswith("TLS_RSA_"):
        return group == "-"
    if suite.startswith("TLS_DHE_"):
        return group.startswith("ffdhe")
    return group != "-" and (suite in TLS13 or not group.startswith("ffdhe"))


# Any two columns at a time: what is not excluded here can stand in one cell.
RULES = {
    ("version", "suite"): suite_fits,
    ("suite", "key"): key_fits,
    ("suite", "group"): group_fits,
    ("version", "key"): lambda version, key: version >= "1.2" or key not in NEW_KEYS,
    ("version", "retry"): lambda version, retry: version == "1.3" or retry == "no",
    ("version", "group"): lambda version, group: version != "1.3" or group != "-",
}

def possible(first, a, second, b):
    rule = RULES.get((first, second))
    return rule is None or rule(a, b)


def is_cell(cell):
    return all(possible(x, cell[x], y, cell[y]) for x, y in itertools.combinations(NAMES, 2)
               if x in cell and y in cell)


def completed(cell, rng, wanted):
    """A cell with the values of `cell`, the others chosen for the most pairs still wanted."""
    missing = [name for name in NAMES if name not in cell]
    rng.shuffle(missing)
    missing.sort(key=lambda name: name not in ("version", "suite"))
    return complete(dict(cell), missing, rng, wanted)


def complete(cell, missing, rng, wanted):
    if not missing:
        return cell
    name, rest = missing[0], missing[1:]
    values = COLUMNS[name][:]
    rng.shuffle(values)
    values.sort(key=lambda value: -sum(pair_of(name, value, other, cell[other]) in wanted
                                       for other in cell))
    for value in values:
        candidate = {**cell, name: value}
        if is_cell(candidate):
            whole = complete(candidate, rest, rng, wanted)
            if whole:
                return whole
    return None


def pair_of(x, a, y, b):
    return (x, a, y, b) if NAMES.index(x) < NAMES.index(y) else (y, b, x, a)


def pairs_in(cell):
    return {(x, cell[x], y, cell[y]) for x, y in itertools.combinations(NAMES, 2)}


def all_pairs(rng):
    pairs = {(x, a, y, b) for x, y in itertools.combinations(NAMES, 2)
             for a in COLUMNS[x] for b in COLUMNS[y]}
    return {(x, a, y, b) for x, a, y, b in sorted(pairs) if completed({x: a, y: b}, rng, set())}


def cells_of(peer, role):
    rng = random.Random(f"{peer} {role}")
    wanted = all_pairs(rng)
    count = len(wanted)
    cells = []
    while wanted:
        x, a, y, b = min(wanted)
        tries = [completed({x: a, y: b}, rng, wanted) for _ in range(8)]
        best = max(tries, key=lambda cell: len(pairs_in(cell) & wanted))
        wanted -= pairs_in(best)
        cells.append(best)
    return cells, count


def main():
    print("# Written by make_cells.py, read by tls_test.cpp.  A line is a handshake: with whom, which "
          "role is ours,\n# and what it must agree on.  Pairwise: for each peer and role every two "
          "values that can stand\n# together do so in some line.")
    header = ["peer", "ours"] + NAMES
    rows = []
    for peer, role in SIDES:
        cells, pairs = cells_of(peer, role)
        print(f"# {peer}, ours the {role}: {len(cells)} cells for {pairs} pairs")
        rows += [[peer, role] + [cell[name] for name in NAMES] for cell in cells]
    print(f"# {len(rows)} cells")
    widths = [max(len(row[i]) for row in rows + [header]) for i in range(len(header))]
    for row in [["#" + header[0]] + header[1:]] + rows:
        print(" ".join(text.ljust(width) for text, width in zip(row, widths)).rstrip())


main()
