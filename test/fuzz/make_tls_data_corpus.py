#!/usr/bin/env python3
"""Writes the seeds of decrypt_message (its actions: decrypt_message.cpp)."""
import pathlib

FOLDER = pathlib.Path(__file__).parent / "corpus" / "decrypt_message"


def vector8(content):
    return bytes([len(content)]) + content


def vector16(content):
    return len(content).to_bytes(2, "big") + content


def raw(content):
    return b"\0" + vector16(content)


def sealed(content_type, content):
    return bytes([1, content_type - 20]) + vector16(content)


def flipped(content, position, mask):
    return b"\2" + vector8(content) + position.to_bytes(2, "big") + bytes([mask])


def pieces(content, cut):
    return b"\3" + vector8(content) + cut.to_bytes(2, "big")


STEP, CLOSE, REPLY = b"\4", b"\5", b"\6"
TICKET = bytes([4, 0, 0, 17, 0, 0, 14, 16, 1, 2, 3, 4, 1, 0, 0, 3, 97, 98, 99, 0, 0])

SEEDS = {
    "data": pieces(b"hello", 3) + REPLY + CLOSE,
    "empty_data": sealed(23, b"") * 3 + REPLY,
    "flipped": pieces(b"whole", 9) + flipped(b"forged", 20, 1) + REPLY + STEP,
    "garbage": raw(b"HTTP/1.1 200 OK\r\n\r\n") + STEP,
    "raw_record": raw(bytes([23, 3, 3, 0, 32]) + bytes(32)),
    "change_cipher_spec": raw(bytes([20, 3, 3, 0, 1, 1])),
    "ticket": sealed(22, TICKET) + STEP + pieces(b"behind", 7),
    "two_tickets": sealed(22, TICKET * 2) + STEP + STEP + REPLY,
    "split_ticket": sealed(22, TICKET[:9]) + sealed(22, TICKET[9:]) + STEP + REPLY,
    "data_inside_ticket": sealed(22, TICKET[:9]) + pieces(b"no", 1),
    "key_update": sealed(22, bytes([24, 0, 0, 1, 0])) + STEP + REPLY,
    "key_update_asked": sealed(22, bytes([24, 0, 0, 1, 1])) + STEP + REPLY,
    "hello_request": sealed(22, bytes(4)) + STEP + REPLY + pieces(b"goes on", 2),
    "no_place": sealed(22, bytes([20, 0, 0, 0])) + STEP,
    "warnings": sealed(21, bytes([1, 90])) * 5,
    "fatal": sealed(21, bytes([2, 80])) + REPLY,
    "closed": CLOSE + REPLY + STEP,
}


def main():
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, actions in SEEDS.items():
        for version, mark in (("12", b"\0"), ("13", b"\1")):
            (FOLDER / f"{name}_{version}").write_bytes(mark + actions)


if __name__ == "__main__":
    main()
