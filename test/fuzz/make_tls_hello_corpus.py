#!/usr/bin/env python3
"""Writes the seeds of the fuzz targets of hellos: those of RFC 8448 (test/vectors/rfc8448), and
others put together here: of TLS 1.2, of old clients, with GREASE, with everything.

usage: make_tls_hello_corpus.py            (writes test/fuzz/corpus/tls_*hello*/, tls_extensions/)
"""
import json
import pathlib

HERE = pathlib.Path(__file__).resolve().parent
STEPS = json.loads((HERE.parent / "vectors" / "rfc8448" / "rfc8448.json").read_text())
RANDOM = bytes(range(32))
RETRY = bytes.fromhex("cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c")
# Bits of the message that a block stands in (extensions.h).
CLIENT_HELLO, SERVER_HELLO12, SERVER_HELLO13, RETRY_REQUEST, ENCRYPTED, REQUEST = 0, 1, 2, 3, 4, 6


def vector(width, content):
    return len(content).to_bytes(width, "big") + content


def extension(kind, content=""):
    return kind.to_bytes(2, "big") + vector(2, bytes.fromhex(content))


def host(name):
    return (vector(2, b"\0" + vector(2, name.encode()))).hex()


def share(group, size):
    return group.to_bytes(2, "big").hex() + vector(2, bytes([4]) + bytes(size - 1)).hex()


def client(suites, extensions, version="0303", session_id=b"", tail=True):
    body = bytes.fromhex(version) + RANDOM + vector(1, session_id)
    body += vector(2, bytes.fromhex(suites)) + b"\1\0"
    return body + (vector(2, b"".join(extensions)) if tail else b"")


def server(suite, extensions, version="0303", random=RANDOM, session_id=b""):
    return (bytes.fromhex(version) + random + vector(1, session_id) + bytes.fromhex(suite) + b"\0"
            + vector(2, b"".join(extensions)))


GROUPS = extension(10, "0006" "001d" "0017" "0018")
SCHEMES = extension(13, "0010" "0403" "0503" "0804" "0805" "0807" "0401" "0203" "0201")
ALPN = extension(16, "000c" "02" "6832" "08" "687474702f312e31")
SHARES = extension(51, vector(2, bytes.fromhex(share(29, 32) + share(23, 65))).hex())
OLD = [extension(0xFF01, "00"), extension(23), extension(22), extension(11, "0100"), GROUPS]
SUITES12 = "c02cc02bc030c02f009f009ec024c028c014009d003d0035002f00ff"
CLIENTS = {
    "tls12": client(SUITES12, [extension(0, host("server")), *OLD, SCHEMES, ALPN]),
    "tls12_ed25519": client("c02b", [extension(0, host("www.a.example")), *OLD, SCHEMES]),
    "tls12_no_groups": client("c02f00330005", [extension(13, "0004" "0401" "0201")]),
    "tls12_dhe": client("009e0033", [extension(10, "0004" "0100" "0101"), SCHEMES]),
    "tls10": client("c014c0130035002f", [extension(0, host("x.a.example")), *OLD], "0301"),
    "no_extensions": client("0035002f000a", [], "0302", tail=False),
    "fallback": client("c02f5600", [*OLD, SCHEMES], "0302"),
    "tls13": client("130113021303" + SUITES12,
                    [extension(0, host("www.a.example")), *OLD, SCHEMES, ALPN, SHARES,
                     extension(43, "04" "0304" "0303"), extension(45, "0101")], session_id=RANDOM),
    "tls13_retry": client("1302", [GROUPS, SCHEMES, extension(51, "0000"),
                                   extension(43, "02" "0304")]),
    "tls13_psk": client("1301", [GROUPS, SCHEMES, SHARES, extension(43, "02" "0304"),
                                 extension(45, "0101"), extension(42), extension(41, "0000")]),
    "grease": client("8a8a1301c02f", [
        extension(0x1A1A), extension(10, "0006" "dada" "001d" "0017"), extension(13, "0004" "4a4a" "0403"),
        extension(51, "0029" "dada" "0001" "00" "001d" "0020" + "09" * 32),
        extension(43, "06" "7a7a" "0304" "0303"), extension(0xBABA, "00")]),
    "everything": client("1301c02b", [
        extension(0, host("a.example")), extension(1, "04"), extension(5, "01" "0000" "0000"), GROUPS,
        extension(11, "0100"), SCHEMES, ALPN, extension(28, "4001"), extension(35, "aabb"),
        extension(44, "0002" "abcd"), extension(47, "0004" "0002" "3000"), extension(49),
        extension(50, "0002" "0804"), SHARES, extension(43, "02" "0304")]),
    "address": client("1301", [extension(0, host("192.0.2.1"))]),
}
SERVERS = {
    "tls12": server("c02f", [extension(0xFF01, "00"), extension(23), extension(16, "0003" "02" "6832"),
                             extension(11, "0100"), extension(0), extension(35), extension(5)]),
    "tls12_cbc": server("c028", [extension(22), extension(1, "04"), extension(28, "0400")]),
    "tls10": server("002f", [], "0301"),
    "tls13": server("1301", [extension(51, share(29, 32)), extension(43, "0304")]),
    "tls13_psk": server("1301", [extension(41, "0000"), extension(51, share(23, 65)),
                                 extension(43, "0304")]),
    "retry": server("1302", [extension(43, "0304"), extension(51, "0017"),
                             extension(44, "0002" "abcd")], random=RETRY),
}
BLOCKS = {
    "client": (CLIENT_HELLO, b"".join([*OLD, SCHEMES, ALPN, SHARES])),
    "server12": (SERVER_HELLO12, extension(0xFF01, "00") + extension(23)),
    "server13": (SERVER_HELLO13, extension(43, "0304") + extension(51, share(29, 32))),
    "retry": (RETRY_REQUEST, extension(43, "0304") + extension(51, "0017")),
    "encrypted": (ENCRYPTED, GROUPS + extension(0) + extension(42)),
    "request": (REQUEST, SCHEMES + extension(47, "0004" "0002" "3000")),
    "numbers": (CLIENT_HELLO, bytes.fromhex("0004" "001d" "0017")),
    "protocols": (CLIENT_HELLO, bytes.fromhex("0006" "02" "6832" "02" "6833")),
    "names": (CLIENT_HELLO, bytes.fromhex("0007" "0002" "3000" "0001" "31")),
    "twins": (CLIENT_HELLO, extension(23) * 2),
}


def of_rfc8448(label):
    found = {}
    for step in STEPS:
        for item in step["items"]:
            if item["label"] == label:
                section = step["section"][0]
                found[f"rfc8448_{section}_{len(found)}"] = bytes.fromhex(item["hex"])[4:]
    return found


def write(target, seeds):
    folder = HERE / "corpus" / target
    folder.mkdir(parents=True, exist_ok=True)
    for name, octets in seeds.items():
        (folder / name).write_bytes(octets)
    print(f"{target}: {len(seeds)} seeds")


def main():
    clients = {**of_rfc8448("ClientHello"), **CLIENTS}
    write("tls_client_hello", clients)
    write("tls_server_hello", {**of_rfc8448("ServerHello"), **SERVERS})
    write("tls_extensions", {name: bytes([place]) + block for name, (place, block) in BLOCKS.items()})
    write("tls_client_hello_negotiation",
          {f"{name}_{terms}": bytes([terms]) + body for name, body in clients.items()
           for terms in (0, 1)})


main()
