#!/usr/bin/env python3
"""Writes the seeds of the fuzz target capi_decrypt.

usage: make_decrypt_corpus.py            (writes test/fuzz/corpus/capi_decrypt/)

Each is a cipher, a mode, options, parts and a message, as capi_decrypt.cpp reads them.
"""
import pathlib
import struct

FOLDER = pathlib.Path(__file__).resolve().parent / "corpus/capi_decrypt"
CIPHERS = ["des", "3des112", "3des", "aes128", "aes192", "aes256", "rc2-40", "rc2-128", "rc4-40", "rc4-128"]
MODES = ["none", "cbc", "ecb", "ofb", "cfb", "cts"]
FINAL = 0x8000
IV, HASH, CIPHERTEXT = 1, 2, 4


def seed(cipher, mode, options, parts, message):
    return (bytes([CIPHERS.index(cipher), MODES.index(mode), options, len(parts)])
            + b"".join(struct.pack("<H", part) for part in parts) + message)


def message(size):
    return bytes(range(0x20, 0x20 + size))


SEEDS = {
    "empty": seed("aes128", "cbc", 0, [], b""),
    "whole": seed("aes128", "cbc", 0, [], message(37)),
    "blocks": seed("aes256", "cbc", IV | HASH, [16, 16], message(48)),
    "no_blocks": seed("3des", "cbc", HASH, [7, 8, 9], message(40)),
    "two_messages": seed("des", "cbc", IV, [8, 16 | FINAL, 8], message(44)),
    "nothing_at_the_end": seed("aes192", "cbc", 0, [16, 0 | FINAL, 16 | FINAL], message(32)),
    "feedback": seed("rc2-128", "cfb", IV | HASH, [8, 16], message(35)),
    "codebook": seed("3des112", "ecb", HASH, [8, 8, 8], message(30)),
    "salted": seed("rc2-40", "cbc", 0, [8], message(20)),
    "stream": seed("rc4-128", "cbc", HASH, [1, 2, 3, 0, 5 | FINAL], message(26)),
    "stream_salted": seed("rc4-40", "none", 0, [0 | FINAL, 9], message(12)),
    "mode_not_there": seed("des", "ofb", HASH, [8], message(16)),
    "stealing": seed("aes128", "cts", 0, [16 | FINAL], message(32)),
    "no_ciphertext": seed("aes128", "cbc", CIPHERTEXT | HASH, [16, 16 | FINAL], message(64)),
    "no_ciphertext_of_blocks": seed("3des", "ecb", CIPHERTEXT, [3, 8], message(31)),
    "no_ciphertext_of_feedback": seed("des", "cfb", CIPHERTEXT | IV, [8], message(24)),
}

FOLDER.mkdir(parents=True, exist_ok=True)
for name, octets in SEEDS.items():
    (FOLDER / name).write_bytes(octets)
print(f"{len(SEEDS)} seeds")
