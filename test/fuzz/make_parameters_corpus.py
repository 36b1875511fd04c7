#!/usr/bin/env python3
"""Writes the seeds of the fuzz target ssl_parameters: lists of named parameters in the form that the
head of ssl_parameters.cpp describes.

usage: make_parameters_corpus.py            (writes test/fuzz/corpus/ssl_parameters/)
"""
import pathlib
import struct

HERE = pathlib.Path(__file__).resolve().parent
CLIENT, SERVER, VERSION, CLEAR, SESSION_HASH = 20, 21, 22, 23, 25
RANDOM = bytes(range(32))


def buffer(kind, octets, size=None, address=True):
    size = len(octets) if size is None else size
    return struct.pack("<IIB", kind, size, 0 if address else 1) + (octets if address else b"")


def listed(function, *buffers, version=0, count=None):
    count = len(buffers) if count is None else count
    return struct.pack("<BII", function, version, count) + b"".join(buffers)


def main():
    randoms = [buffer(CLIENT, RANDOM), buffer(SERVER, RANDOM[::-1])]
    version = buffer(VERSION, struct.pack("<I", 0x0303))
    session_hash = buffer(SESSION_HASH, RANDOM)
    seeds = {
        "session_keys": listed(0, *randoms),
        "session_keys_backwards": listed(0, *randoms[::-1], buffer(0, b""), buffer(CLEAR, b"x")),
        "master_key": listed(1, *randoms),
        "master_key_extended": listed(1, session_hash, *randoms, version),
        "master_key_other_hash": listed(1, *randoms, buffer(SESSION_HASH, 48 * b"h")),
        "premaster": listed(2),
        "premaster_offered": listed(2, version),
        "premaster_no_version": listed(2, buffer(VERSION, struct.pack("<I", 0x0309))),
        "twice": listed(0, *randoms, randoms[0]),
        "short_random": listed(0, randoms[0], buffer(SERVER, RANDOM[:31])),
        "wild_size": listed(0, randoms[0], buffer(SERVER, RANDOM, size=0xFFFFFFFF)),
        "wild_size_unknown": listed(0, *randoms, buffer(99, b"x", size=0xFFFFFFFF)),
        "no_address": listed(0, randoms[0], buffer(SERVER, b"", size=32, address=False)),
        "wild_count": listed(0, *randoms, count=0xFFFFFFFF),
        "other_version": listed(0, *randoms, version=1),
        "long_hash": listed(1, *randoms, buffer(SESSION_HASH, 64 * b"h", size=65)),
    }
    folder = HERE / "corpus/ssl_parameters"
    folder.mkdir(parents=True, exist_ok=True)
    for name, octets in seeds.items():
        (folder / name).write_bytes(octets)
    print(f"{len(seeds)} seeds in {folder.name}")


main()
