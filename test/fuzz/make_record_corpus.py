#!/usr/bin/env python3
"""Writes the seeds of the fuzz targets packet_*, in the form that the head of packets.h describes.

usage: make_record_corpus.py            (writes test/fuzz/corpus/packet_*/)
"""
import pathlib

HERE = pathlib.Path(__file__).resolve().parent
RAW, FRAGMENT, CONTENT, TAMPERED, OTHER = range(5)


def record(version, fragment, kind=23):
    return bytes([kind]) + version.to_bytes(2, "big") + len(fragment).to_bytes(2, "big") + fragment


def common():
    text = b"what goes over the wire"
    for which in (0, 1, 2, 7):
        yield f"content_{which}", bytes([which, CONTENT, 0]) + text * which
        yield f"tampered_{which}", bytes([which, TAMPERED, 60 * which % 256]) + text
        yield f"fragment_{which}", bytes([which, FRAGMENT, 0]) + bytes(range(96))
    yield "raw", bytes([0, RAW, 0]) + record(0x0303, bytes(64))
    yield "raw_longer_than_it_says", bytes([0, RAW, 0]) + record(0x0303, bytes(64)) + b"x"
    yield "raw_alert", bytes([0, RAW, 0]) + record(0x0303, bytes(32), 21)
    yield "raw_header_alone", bytes([0, RAW, 0]) + record(0x0303, b"")[:4]
    yield "no_fragment", bytes([0, FRAGMENT, 0])


def cbc():
    for mac in range(4):
        yield f"text_{mac}", bytes([mac, OTHER, 11]) + b"eleven char" + bytes([15]) * 16
    yield "text_of_padding", bytes([1, OTHER, 0]) + bytes([255]) * 300
    yield "text_padded_wrong", bytes([1, OTHER, 5]) + b"fiver" + bytes([3, 2, 3, 3])


def aead13():
    for kind in (20, 21, 22, 23, 24):
        yield f"inner_{kind}", bytes([kind, OTHER, 0]) + b"inner" + bytes([kind]) + bytes(7)
    yield "inner_zeros", bytes([0, OTHER, 0]) + bytes(40)
    yield "inner_nothing", bytes([0, OTHER, 0])


def main():
    more = {"packet_aead12": list, "packet_aead13": aead13, "packet_cbc": cbc,
            "packet_stream": list}
    for target, others in more.items():
        folder = HERE / "corpus" / target
        folder.mkdir(parents=True, exist_ok=True)
        for name, octets in [*common(), *others()]:
            (folder / name).write_bytes(octets)


main()
