#!/usr/bin/env python3
"""Writes the seeds of the fuzz targets pem, pkcs7, serialized_store and query_object, out of the
certificates of test/vectors/botan with openssl(1).

usage: make_store_corpus.py            (writes test/fuzz/corpus/<target>/)
"""
import base64
import pathlib
import struct
import subprocess
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
VECTORS = HERE.parent / "vectors" / "botan"


def openssl(*arguments, **more):
    return subprocess.run(["openssl", *arguments], capture_output=True, check=True, **more).stdout


def record(number, value):
    return struct.pack("<III", number, 1, len(value)) + value


def key_name():
    container, provider = ("key\0".encode("utf-16-le"), "P\0".encode("utf-16-le"))
    return struct.pack("<7I", 28, 28 + len(container), 0, 0, 0, 0, 1) + container + provider


def revocation_list(folder):
    """An empty CRL of a CA that is made for it."""
    (folder / "index").write_text("")
    (folder / "config").write_text(f"[ca]\ndefault_ca=a\n[a]\ndatabase={folder}/index\n"
                                   "default_md=sha256\ndefault_crl_days=9\n")
    openssl("req", "-x509", "-nodes", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
            "-subj", "/CN=a", "-keyout", folder / "key", "-out", folder / "cert")
    return openssl("ca", "-config", folder / "config", "-gencrl", "-keyfile", folder / "key",
                   "-cert", folder / "cert")


def main():
    paths = sorted(VECTORS.glob("*certificate*.pem"))
    pem = b"".join(path.read_bytes() for path in paths)
    der = openssl("x509", "-in", paths[0], "-outform", "DER")
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        crl = revocation_list(folder)
        (folder / "all").write_bytes(pem)
        (folder / "crl").write_bytes(crl)
        pkcs7 = openssl("crl2pkcs7", "-in", folder / "crl", "-certfile", folder / "all",
                        "-outform", "DER")
        pfx = openssl("pkcs12", "-export", "-in", folder / "cert", "-inkey", folder / "key",
                      "-passout", "pass:")
    crl_der = openssl("crl", "-outform", "DER", input=crl)
    element = record(11, "name\0".encode("utf-16-le")) + record(2, key_name()) + record(32, der)
    store = b"\0\0\0\0CERT" + element + record(33, crl_der) + bytes(12)
    seeds = {
        "pem": {"certificates": pem, "crl": crl, "several": b"text\r\n" + pem + crl + pem},
        "pkcs7": {"bag": pkcs7},
        "serialized_store": {"element": element, "store": store, "empty": b"\0\0\0\0CERT" +
                             bytes(12), "key_name": key_name()},
        "query_object": {"certificate": der, "crl": crl_der, "pem": pem, "pem_crl": crl,
                         "pkcs7": pkcs7, "element": element, "store": store, "pfx": pfx,
                         "crl_element": record(33, crl_der), "base64": base64.b64encode(der),
                         "hex": der.hex().encode()},
    }
    for target, files in seeds.items():
        (HERE / "corpus" / target).mkdir(parents=True, exist_ok=True)
        for file, octets in files.items():
            (HERE / "corpus" / target / file).write_bytes(octets)


main()
