#!/usr/bin/env python3
"""Writes the seeds of the fuzz target ssl_decrypt_packet, in the form that the head of
ssl_decrypt_packet.cpp describes: a content and a fragment for each kind of record, and headers that
belong to each.

usage: make_packet_corpus.py            (writes test/fuzz/corpus/ssl_decrypt_packet/)
"""
import pathlib

HERE = pathlib.Path(__file__).resolve().parent
KINDS = 17  # as many as kPacketKinds (test/support/ssl_packets.h)
VERSIONS = [0x0303] * 10 + [0x0302, 0x0301, 0x0301, 0xFEFD, 0xFEFD, 0xFEFD, 0xFEFF]
RAW, FRAGMENT, CONTENT = 0, 1, 2
APART, IN_PLACE, MIDST, SHORT = 0, 1, 2, 3


def record(version, fragment, kind=23):
    number = bytes(7) + b"\x01" if version >> 8 == 0xFE else b""
    return bytes([kind]) + version.to_bytes(2, "big") + number + \
        len(fragment).to_bytes(2, "big") + fragment


def main():
    folder = HERE / "corpus/ssl_decrypt_packet"
    folder.mkdir(parents=True, exist_ok=True)
    for kind in range(KINDS):
        fragment = bytes(range(96))
        seeds = {
            "raw": bytes([kind, RAW, APART]) + record(VERSIONS[kind], fragment),
            "fragment": bytes([kind, FRAGMENT, kind % 4]) + fragment,
            "content": bytes([kind, CONTENT, (kind + 1) % 4 + 4 * 20]) + b"what goes over the wire",
        }
        for name, octets in seeds.items():
            (folder / f"{kind:02}_{name}").write_bytes(octets)
    for name, octets in {
        "empty_content": bytes([0, CONTENT, IN_PLACE]),
        "empty_record": bytes([3, RAW, APART]),
        "no_fragment": bytes([6, FRAGMENT, MIDST]),
        "header_alone": bytes([6, RAW, SHORT]) + record(0x0303, b"")[:4],
        "alert": bytes([6, RAW, IN_PLACE]) + record(0x0303, bytes(64), 21),
        "no_such_type": bytes([6, RAW, IN_PLACE]) + record(0x0303, bytes(64), 99),
        "longest": bytes([9, RAW, APART]) + record(0x0303, bytes(2 ** 14 + 2048)),
    }.items():
        (folder / name).write_bytes(octets)


main()
