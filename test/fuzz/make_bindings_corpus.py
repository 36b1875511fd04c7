#!/usr/bin/env python3
"""Writes the seeds of the fuzz target channel_bindings.

usage: make_bindings_corpus.py            (writes test/fuzz/corpus/channel_bindings/)
"""
import pathlib
import struct

FOLDER = pathlib.Path(__file__).resolve().parent / "corpus" / "channel_bindings"
MAGIC = 0x58454243
END_POINT = b"tls-server-end-point:" + bytes(range(32))
ADDRESS = 2  # GSS_C_AF_INET


def blob(initiator=b"", acceptor=b"", application=b"", extended=False, flags=0):
    header = 48 if extended else 32
    fields, data = [], b""
    for kind, part in ((ADDRESS, initiator), (ADDRESS, acceptor), (None, application)):
        place = (len(part), header + len(data) if part else 0)
        fields += place if kind is None else (kind if part else 0, *place)
        data += part
    front = struct.pack("<4I", MAGIC, flags, header, header + len(data)) if extended else b""
    return front + struct.pack("<8I", *fields) + data


def main():
    seeds = {
        "nothing": blob(),
        "end_point": blob(application=END_POINT),
        "addresses": blob(b"\x7f\0\0\1", b"\xc0\0\2\1", b"application"),
        "extended": blob(application=END_POINT, extended=True),
        "extended_audit": blob(b"\x7f\0\0\1", b"", END_POINT, extended=True, flags=1),
        "trailing": blob(application=END_POINT, extended=True) + bytes(8),
    }
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, octets in seeds.items():
        (FOLDER / name).write_bytes(octets)
    print(f"channel_bindings: {len(seeds)} seeds")


if __name__ == "__main__":
    main()
