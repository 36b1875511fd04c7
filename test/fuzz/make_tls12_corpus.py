#!/usr/bin/env python3
"""Writes the seeds of the fuzz target tls12_messages: the messages in those of tls12_client_step and
tls12_server_step (tls12_step.h says where these come from), and some made by hand.

usage: make_tls12_corpus.py            (writes test/fuzz/corpus/tls12_messages/)
"""
import pathlib

HERE = pathlib.Path(__file__).resolve().parent
CORPUS = HERE / "corpus"
READ = (11, 12, 13, 14, 15, 16, 20, 22)
# The second octet by scene (kTls12Scenes): bits 0 and 1 the version, 2 and 3 the key exchange.
MODES = (0, 0, 1, 2 << 2, 2 | 1 << 2)


def messages(octets):
    while len(octets) >= 4:
        length = int.from_bytes(octets[1:4], "big")
        yield octets[0], octets[4:4 + length]
        octets = octets[4 + length:]


def seeds():
    for side in ("client", "server"):
        for path in sorted((CORPUS / f"tls12_{side}_step").iterdir()):
            octets = path.read_bytes()
            for kind, body in messages(octets[1:]):
                if kind in READ:
                    yield f"{kind:02x}_{path.name}", bytes([kind, MODES[octets[0]]]) + body
    yield "16_made", bytes([22, 0, 1, 0, 0, 2, 0x30, 0])
    yield "0b_empty", bytes([11, 0, 0, 0, 0])
    yield "0d_names", bytes([13, 0, 1, 64, 0, 2, 4, 3, 0, 7, 0, 2, 0x30, 0, 0, 1, 0x31])


def main():
    folder = CORPUS / "tls12_messages"
    folder.mkdir(parents=True, exist_ok=True)
    for name, octets in seeds():
        (folder / name).write_bytes(octets)


if __name__ == "__main__":
    main()
