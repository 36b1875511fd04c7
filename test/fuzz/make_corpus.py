#!/usr/bin/env python3
"""Writes the seeds of the NTLM fuzz targets from the known answers in test/vectors.

usage: make_corpus.py            (writes test/fuzz/corpus/<target>/)

The tokens are those of [MS-NLMP] 4.2 and of other implementations (peers/ntlm_tokens.txt); a few
short forms of old clients are made here.
"""
import pathlib
import re

HERE = pathlib.Path(__file__).resolve().parent
VECTORS = HERE.parent / "vectors"
SIGNATURE = b"NTLMSSP\0"


def stanzas(path):
    """The stanzas of a file of known answers, values as bytes."""
    stanza = {}
    for line in [*path.read_text().splitlines(), ""]:
        if line.startswith("#"):
            continue
        if not line:
            if stanza:
                yield stanza
            stanza = {}
            continue
        key, value = (part.strip() for part in line.split("=", 1))
        quoted = re.fullmatch('"(.*)"', value)
        stanza[key] = quoted[1].encode() if quoted else bytes.fromhex(value)


def target_info(challenge):
    """The AV pairs of a CHALLENGE_MESSAGE, empty when it has none."""
    size, offset = int.from_bytes(challenge[40:42], "little"), int.from_bytes(challenge[44:48], "little")
    return challenge[offset : offset + size]


def nt_response(authenticate):
    size, offset = (int.from_bytes(authenticate[i:j], "little") for i, j in ((20, 22), (24, 28)))
    return authenticate[offset : offset + size]


def main():
    seeds = {
        "negotiate_message": {
            "16_octets": SIGNATURE + bytes.fromhex("0100000007020000"),
            "32_octets": SIGNATURE + bytes.fromhex("0100000007020000" + 16 * "00"),
            "names": SIGNATURE
            + bytes.fromhex("0100000003320002030003002b000000030003002800000000000a0000000f")
            + b"\0WKSDOM",
        },
        "challenge_message": {
            "32_octets": SIGNATURE + bytes.fromhex("020000000000000000000000010200000102030405060708"),
        },
        "authenticate_message": {
            "52_octets": b"\1"
            + SIGNATURE
            + bytes.fromhex("03000000" "0100010034000000" + 4 * "0000000000000000" + "00"),
        },
        "ntlmv2_response": {},
        "av_pairs": {"end": bytes(4)},
    }
    for path in sorted([*VECTORS.glob("ms-nlmp/*.txt"), VECTORS / "peers/ntlm_tokens.txt"]):
        for number, stanza in enumerate(stanzas(path)):
            name = f"{path.stem}_{number}"
            if "negotiate" in stanza:
                seeds["negotiate_message"][name] = stanza["negotiate"]
            challenge = stanza.get("challenge", stanza.get("challenge_message"))
            if challenge:
                seeds["challenge_message"][name] = challenge
                if target_info(challenge):
                    seeds["av_pairs"][name] = target_info(challenge)
            authenticate = stanza.get("authenticate", stanza.get("authenticate_message"))
            if authenticate:
                seeds["authenticate_message"][name] = b"\1" + authenticate
                response = nt_response(authenticate)
                if len(response) > 24:
                    seeds["ntlmv2_response"][name] = response
                    seeds["av_pairs"][name + "_client"] = response[44:]
    for target, files in seeds.items():
        folder = HERE / "corpus" / target
        folder.mkdir(parents=True, exist_ok=True)
        for name, octets in files.items():
            (folder / name).write_bytes(octets)
        print(f"{target}: {len(files)} seeds")


if __name__ == "__main__":
    main()
