#!/usr/bin/env python3
"""Writes the seeds of the fuzz target certificate: those of test/vectors/botan, and others that
openssl(1) makes for keys and versions that are not among them.

usage: make_certificate_corpus.py            (writes test/fuzz/corpus/certificate/)
"""
import pathlib
import subprocess
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
FOLDER = HERE / "corpus" / "certificate"
VECTORS = HERE.parent / "vectors" / "botan"

EXTENSIONS = ["-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1",
              "-addext", "keyUsage=critical,digitalSignature",
              "-addext", "extendedKeyUsage=serverAuth"]
MADE = {
    "p256": ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", *EXTENSIONS],
    "p521_sha512": ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-521", "-sha512"],
    "ed25519": ["-newkey", "ed25519"],
    "rsa_pss": ["-newkey", "rsa:1024", "-sigopt", "rsa_padding_mode:pss", "-sha384"],
    "rsa_late": ["-newkey", "rsa:1024", "-days", "36500", "-set_serial", "-129"],
}


def openssl(*arguments):
    return subprocess.run(["openssl", *arguments], capture_output=True, check=True).stdout


def made(options):
    with tempfile.TemporaryDirectory() as folder:
        return openssl("req", "-x509", "-nodes", "-subj", "/C=DE/O=a/CN=localhost", "-keyout",
                       f"{folder}/key", "-outform", "DER", *options)


def main():
    seeds = {path.stem: openssl("x509", "-in", str(path), "-outform", "DER")
             for path in sorted(VECTORS.glob("*certificate*.pem"))}
    seeds.update({name: made(options) for name, options in MADE.items()})
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, octets in seeds.items():
        (FOLDER / name).write_bytes(octets)
    print(f"certificate: {len(seeds)} seeds")


if __name__ == "__main__":
    main()
