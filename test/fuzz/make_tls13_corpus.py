#!/usr/bin/env python3
"""Writes the seeds of the fuzz targets of TLS 1.3: what RFC 8448's parties said (test/vectors/rfc8448),
with tickets and changes of keys behind it, and its messages one by one.

usage: make_tls13_corpus.py            (writes test/fuzz/corpus/tls13_*/)
"""
import json
import pathlib

HERE = pathlib.Path(__file__).resolve().parent
STEPS = json.loads((HERE.parent / "vectors" / "rfc8448" / "rfc8448.json").read_text())
SECTIONS = ["3", "5", "6", "7"]
KEY_UPDATES = bytes.fromhex("1800000100" "1800000101")
TICKET = bytes.fromhex("04000012" "0000001e" "01020304" "020000" "0003aabbcc" "0000")
# An EncryptedExtensions and a CertificateRequest with more in them than the RFC's have.
MADE = [
    bytes.fromhex("08" "001b" "000a00040002001d" "00100005000302" "6832" "001c00024001" "00000000"),
    bytes.fromhex("0d" "00001e" "000d0006000404030804" "0032000400020401" "002f00080006" "000130" "000131"),
    bytes.fromhex("0b" "00" "000010" "000002" "3000" "000a0005000601000002" "0102"),
    bytes.fromhex("1800"), bytes.fromhex("1801"), bytes.fromhex("0f040300020102"),
    bytes([0x14]) + bytes(48),
]


def payloads(section, who):
    return [bytes.fromhex(item["hex"]) for step in STEPS
            if step["section"].startswith(section + ".") and step["who"] == who
            and step["action"].startswith("send handshake record")
            for item in step["items"] if item["label"] == "payload"]


def messages(octets):
    while octets:
        size = 4 + int.from_bytes(octets[1:4], "big")
        yield octets[:size]
        octets = octets[size:]


def write(target, seeds):
    folder = HERE / "corpus" / target
    folder.mkdir(parents=True, exist_ok=True)
    for name, octets in seeds.items():
        (folder / name).write_bytes(octets)
    print(f"{target}: {len(seeds)} seeds")


def main():
    said = {who: {section: b"".join(payloads(section, who)) for section in SECTIONS}
            for who in ("client", "server")}
    for who, other in (("client", "server"), ("server", "client")):
        seeds = {}
        for index, section in enumerate(SECTIONS):
            heard = said[other][section]
            seeds[f"section_{section}"] = bytes([index]) + heard
            seeds[f"section_{section}_and_more"] = bytes([index]) + heard + KEY_UPDATES + TICKET
        if who == "client":
            seeds["section_6_asking"] = bytes([4]) + said["server"]["6"]
        write(f"tls13_{who}_step", seeds)
    whole = sorted({message for sections in said.values() for octets in sections.values()
                    for message in messages(octets) if message[0] not in (1, 2)})
    seeds = {f"{message[0]:02x}_{number}": message[:1] + message[4:]
             for number, message in enumerate(whole)}
    seeds.update({f"made_{number}": octets for number, octets in enumerate(MADE)})
    write("tls13_messages", seeds)


if __name__ == "__main__":
    main()
