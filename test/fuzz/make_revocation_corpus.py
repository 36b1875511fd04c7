#!/usr/bin/env python3
"""Writes the seeds of the fuzz targets crl and ocsp_response: what openssl(1)'s small authority says
of two certificates, one of them revoked.

usage: make_revocation_corpus.py            (writes test/fuzz/corpus/{crl,ocsp_response}/)
"""
import pathlib
import subprocess
import tempfile

CORPUS = pathlib.Path(__file__).resolve().parent / "corpus"

CONFIGURATION = """
[ca]
default_ca = own
[own]
database = index.txt
serial = serial
crlnumber = crlnumber
new_certs_dir = .
certificate = ca.pem
private_key = ca.key
default_md = sha256
default_days = 3650
default_crl_days = 3650
policy = any
[any]
commonName = supplied
[req]
distinguished_name = dn
[dn]
[root]
basicConstraints = critical,CA:TRUE
subjectKeyIdentifier = hash
[scoped]
authorityKeyIdentifier = keyid
issuingDistributionPoint = critical,@point
freshestCRL = URI:http://127.0.0.1/delta
[point]
fullname = URI:http://127.0.0.1/crl
onlyuser = TRUE
onlysomereasons = keyCompromise,CACompromise
"""


def main():
    with tempfile.TemporaryDirectory() as folder:
        home = pathlib.Path(folder)

        def openssl(*arguments):
            subprocess.run(["openssl", *arguments], cwd=home, capture_output=True, check=True)

        def keep(target, name, path):
            (CORPUS / target).mkdir(parents=True, exist_ok=True)
            (CORPUS / target / name).write_bytes((home / path).read_bytes())

        for name, text in {"ca.cnf": CONFIGURATION, "index.txt": "", "serial": "1000\n",
                           "crlnumber": "01\n"}.items():
            (home / name).write_text(text)
        new_key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
        openssl("req", "-config", "ca.cnf", "-x509", *new_key, "-keyout", "ca.key", "-out", "ca.pem",
                "-subj", "/CN=a", "-extensions", "root", "-days", "3650")
        for leaf in ("good", "bad"):
            openssl("req", "-config", "ca.cnf", "-new", *new_key, "-keyout", "key", "-out", "csr",
                    "-subj", f"/CN={leaf}")
            openssl("ca", "-batch", "-config", "ca.cnf", "-in", "csr", "-out", f"{leaf}.pem")

        def crl(name, *options):
            openssl("ca", "-config", "ca.cnf", "-gencrl", "-out", "crl.pem", *options)
            openssl("crl", "-in", "crl.pem", "-outform", "DER", "-out", "crl.der")
            keep("crl", name, "crl.der")

        def ocsp(name, leaf, *options):
            openssl("ocsp", "-issuer", "ca.pem", "-cert", f"{leaf}.pem", "-reqout", "request",
                    "-no_nonce")
            openssl("ocsp", "-index", "index.txt", "-CA", "ca.pem", "-rsigner", "ca.pem", "-rkey",
                    "ca.key", "-reqin", "request", "-respout", "response", *options)
            keep("ocsp_response", name, "response")

        crl("empty")
        ocsp("good", "good", "-ndays", "3650")
        openssl("ca", "-config", "ca.cnf", "-revoke", "bad.pem", "-crl_reason", "keyCompromise")
        crl("revoking")
        crl("scoped", "-crlexts", "scoped")
        ocsp("revoked", "bad", "-ndays", "3650", "-resp_key_id")
        ocsp("undated", "good", "-resp_no_certs")
        (CORPUS / "ocsp_response" / "unauthorized").write_bytes(bytes.fromhex("30030a0106"))
    print("crl, ocsp_response: seeds written")


if __name__ == "__main__":
    main()
