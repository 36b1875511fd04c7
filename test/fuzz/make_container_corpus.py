#!/usr/bin/env python3
"""Writes the seeds of the fuzz target container_file.

usage: make_container_corpus.py            (writes test/fuzz/corpus/container_file/)

The keys are made by the program openssl, small ones, because what costs time finds nothing.  Every
run makes other keys.
"""
import pathlib
import subprocess

FOLDER = pathlib.Path(__file__).resolve().parent / "corpus/container_file"


def openssl(*arguments, stdin=b""):
    return subprocess.run(["openssl", *arguments], input=stdin, check=True,
                          capture_output=True).stdout


def key(algorithm, *options):
    flags = [flag for option in options for flag in ("-pkeyopt", option)]
    return openssl("genpkey", "-algorithm", algorithm, *flags).decode()


def dsa():
    group = openssl("genpkey", "-genparam", "-algorithm", "DSA", "-pkeyopt",
                    "dsa_paramgen_bits:1024", "-pkeyopt", "dsa_paramgen_q_bits:160")
    return openssl("genpkey", "-paramfile", "/dev/stdin", stdin=group).decode()


def container(*pairs):
    text = f"Container: my%20keys\nPairs: {len(pairs)}\n"
    for spec, pem in pairs:
        text += f"Key Spec: {spec}\nPermissions: 0x0000003f\n{pem}"
    return text


def main():
    rsa = key("RSA", "rsa_keygen_bits:512")
    seeds = {
        "empty": container(),
        "exchange": container(("AT_KEYEXCHANGE", rsa)),
        "both": container(("AT_KEYEXCHANGE", rsa), ("AT_SIGNATURE", rsa)),
        "dsa": container(("AT_SIGNATURE", dsa())),
        "dh": container(("AT_KEYEXCHANGE", key("DH", "group:modp_1536"))),
        "ec": container(("AT_SIGNATURE", key("EC", "ec_paramgen_curve:P-256"))),
        "twice": container(("AT_SIGNATURE", rsa), ("AT_SIGNATURE", rsa)),
        "cut_off": container(("AT_KEYEXCHANGE", rsa))[:-40],
        "foreign": rsa,
    }
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, text in seeds.items():
        (FOLDER / name).write_text(text)
    print(f"container_file: {len(seeds)} seeds")


if __name__ == "__main__":
    main()
