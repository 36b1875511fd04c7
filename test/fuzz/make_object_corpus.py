#!/usr/bin/env python3
"""Writes the seeds of the fuzz target decode_object: for each structure the encodings that
test/support/object_samples.cpp has of it in hexadecimal digits, and of keys, certificates and lists
what openssl(1) makes.

usage: make_object_corpus.py                 (writes test/fuzz/corpus/decode_object/)
"""
import pathlib
import re
import subprocess
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
FOLDER = HERE / "corpus" / "decode_object"
SAMPLES = HERE.parent / "support" / "object_samples.cpp"
HEADER = HERE.parent.parent / "sslprovider" / "include" / "wincrypt_objects.h"
TARGET = HERE / "decode_object.cpp"


def openssl(*arguments, **options):
    return subprocess.run(["openssl", *arguments], capture_output=True, check=True, **options).stdout


def numbers():
    """X509_... -> its number."""
    text = HEADER.read_text()
    found = {name.removeprefix("SECUR32_"): int(number) for name, number in
             re.findall(r"#define (\w+) +\(\(LPCSTR\)\(ULONG_PTR\)(\d+)\)", text)}
    return found | {name: found[other] for name, other in
                    re.findall(r"#define (\w+) +((?:X509|PKCS)_\w+)$", text, re.M) if other in found}


def choices():
    """number -> the octet that chooses it."""
    table = re.search(r"kTypes = \{(.*?)\};", TARGET.read_text(), re.S)[1]
    return {int(number): octet for octet, number in enumerate(re.findall(r"\d+", table))}


def written():
    """(name, structure, encoding) of the samples in hexadecimal digits."""
    text = SAMPLES.read_text()
    constants = {name: "".join(re.findall(r'"([^"]*)"', digits)) for name, digits in
                 re.findall(r'constexpr char (k\w+)\[\] =\s*((?:"[^"]*"\s*)+);', text)}
    row = r'\{"([^"]+)",\s*(?:SECUR32_)?(\w+),\s*(k\w+|(?:"[^"]*"\s*)+)\}'
    for name, structure, digits in re.findall(row, text):
        digits = constants.get(digits) or "".join(re.findall(r'"([^"]*)"', digits))
        if structure.startswith(("X509", "PKCS", "RSA", "CNG")) and digits:
            yield name, structure, bytes.fromhex(digits.replace(" ", ""))


def made():
    with tempfile.TemporaryDirectory() as folder:
        key, request = f"{folder}/key", f"{folder}/request"
        openssl("req", "-new", "-newkey", "rsa:512", "-nodes", "-keyout", key, "-out", request,
                "-subj", "/CN=a", "-addext", "subjectAltName=DNS:a,IP:127.0.0.1")
        yield "request", "X509_CERT_REQUEST_TO_BE_SIGNED", openssl(
            "req", "-in", request, "-outform", "DER")
        certificate = openssl("req", "-x509", "-key", key, "-in", request, "-outform", "DER")
        yield "certificate", "X509_CERT", certificate
        yield "certificate fields", "X509_CERT_TO_BE_SIGNED", certificate
        pkcs1 = openssl("rsa", "-in", key, "-traditional", "-outform", "DER")
        yield "rsa key", "PKCS_RSA_PRIVATE_KEY", pkcs1
        yield "rsa key cng", "CNG_RSA_PRIVATE_KEY_BLOB", pkcs1
        pkcs8 = openssl("pkcs8", "-topk8", "-nocrypt", "-in", key, "-outform", "DER")
        yield "pkcs8", "PKCS_PRIVATE_KEY_INFO", pkcs8
        yield "sealed pkcs8", "PKCS_ENCRYPTED_PRIVATE_KEY_INFO", openssl(
            "pkcs8", "-topk8", "-passout", "pass:a", "-in", key, "-outform", "DER")
        yield "ec key", "X509_ECC_PRIVATE_KEY", openssl(
            "ecparam", "-name", "P-256", "-genkey", "-noout", "-outform", "DER")
        yield "pss", "PKCS_RSA_SSA_PSS_PARAMETERS", bytes.fromhex(
            "3034a00f300d06096086480165030402010500a11c301a06092a864886f70d010108300d0609608648016503"
            "04020105 00a203020120".replace(" ", ""))
    for name, structure, digits in (
            ("crl", "X509_CERT_CRL_TO_BE_SIGNED",
             "3050020101300506032b6570300c310a300806035504030c0161170d3230303130313030303030305a170d32"
             "31303130313030303030305a30143012020105170d3230303130323030303030305a"),
            ("unicode name", "X509_UNICODE_NAME",
             "3021311f300b060355040413044c616e673010060355040313094a75616e204c616e67"),
            ("dsa signature", "X509_DSS_SIGNATURE", "3006020101020102"),
            ("name constraints", "X509_NAME_CONSTRAINTS", "300da00b3009820161800101810105"),
            ("mappings", "X509_POLICY_MAPPINGS", "300a300806022a0306022a04"),
            ("policy constraints", "X509_POLICY_CONSTRAINTS", "3006800101810100"),
            ("access", "X509_AUTHORITY_INFO_ACCESS", "3011300f06082b060105050730018603613a2f")):
        yield name, structure, bytes.fromhex(digits.replace(" ", ""))


def main():
    FOLDER.mkdir(parents=True, exist_ok=True)
    number, choice, seen = numbers(), choices(), set()
    for name, structure, encoding in [*written(), *made()]:
        octet = choice[number[structure]]
        seen.add(octet)
        file = re.sub(r"[^a-z0-9]+", "_", f"{structure} {name}".lower()).strip("_")
        (FOLDER / file).write_bytes(bytes([octet]) + encoding)
    missing = set(choice.values()) - seen
    if missing:
        raise SystemExit(f"no seed of {sorted(missing)}")


main()
