#!/usr/bin/env python3
"""Writes the seeds of the fuzz targets of keys: rsa_blob, ecc_blob, dh_blob, opaque_blob, pkcs8.

usage: make_key_corpus.py            (writes test/fuzz/corpus/<target>/)

The keys are made by the program openssl, small ones where they may be small, because what costs time
finds nothing; the blobs are laid out here after bcrypt.h.  The passphrase of the encrypted ones is
"p".  Every run makes other keys.
"""
import pathlib
import re
import struct
import subprocess

HERE = pathlib.Path(__file__).resolve().parent
GROUPS = {
    "P-256": (32, 0x31534345, 0x314B4345, 23),
    "P-384": (48, 0x33534345, 0x334B4345, 24),
    "P-521": (66, 0x35534345, 0x354B4345, 25),
}


def openssl(*arguments, stdin=b""):
    return subprocess.run(["openssl", *arguments], input=stdin, check=True,
                          capture_output=True).stdout


def key(algorithm, *options):
    """A private key as PEM."""
    flags = [flag for option in options for flag in ("-pkeyopt", option)]
    return openssl("genpkey", "-algorithm", algorithm, *flags)


def pkcs8(pem, *options):
    return openssl("pkcs8", "-topk8", "-outform", "DER", *(options or ["-nocrypt"]), stdin=pem)


def spki(pem):
    return openssl("pkey", "-pubout", "-outform", "DER", stdin=pem)


def numbers(pem):
    """The numbers of a key by the names that openssl prints."""
    text = openssl("pkey", "-noout", "-text", stdin=pem).decode()
    found = {}
    for name, digits in re.findall(r"^(\w+):\n((?: +[0-9a-f:]+\n)+)", text, re.M):
        found[name] = bytes.fromhex(re.sub(r"[\s:]", "", digits)).lstrip(b"\0")
    return found


def header(*fields):
    return struct.pack("<%dI" % len(fields), *fields)


def rsa_blobs():
    n = numbers(key("RSA", "rsa_keygen_bits:512"))
    e = bytes([1, 0, 1])
    p, q, modulus = n["prime1"], n["prime2"], n["modulus"]
    sizes = (512, 3, 64, len(p), len(q))
    rest = [n["exponent1"].rjust(len(p), b"\0"), n["exponent2"].rjust(len(q), b"\0"),
            n["coefficient"].rjust(len(p), b"\0"), n["privateExponent"].rjust(64, b"\0")]
    return {
        "public": header(0x31415352, 512, 3, 64, 0, 0) + e + modulus,
        "public_rounded": header(0x31415352, 520, 1, 65, 0, 0) + b"\3" + b"\1" + 64 * b"\xff",
        "private": header(0x32415352, *sizes) + e + modulus + p + q,
        "full": header(0x33415352, *sizes) + e + modulus + p + q + b"".join(rest),
    }


def ecc_blobs():
    seeds = {}
    for curve, (size, ecdsa, ecdh, group) in GROUPS.items():
        n = numbers(key("EC", "ec_paramgen_curve:" + curve))
        point, d = n["pub"], n["priv"].rjust(size, b"\0")
        name = curve.replace("-", "").lower()
        seeds[name + "_ecdsa"] = header(ecdsa, size) + point[1:]
        seeds[name + "_ecdh"] = header(ecdh, size) + point[1:]
        # A private magic is the public one's next.
        seeds[name + "_private"] = header(ecdsa + 0x01000000, size) + point[1:] + d
        seeds[name + "_wire"] = header(group, len(point)) + point
    seeds["x25519_wire"] = header(29, 32) + bytes([9] + 31 * [0])
    seeds["generic"] = header(0x504B4345, 32) + bytes(64)
    return seeds


def ffdhe2048():
    """RFC 7919 A.1: p = 2^2048 - 2^1984 + {[2^1918 e] + 560316} 2^64 - 1."""
    guard = 64
    e, term, k = 0, 1 << (1918 + guard), 1
    while term:
        e, term, k = e + term, term // k, k + 1
    return (2**2048 - 2**1984 + ((e >> guard) + 560316) * 2**64 - 1).to_bytes(256, "big")


def dh_blobs():
    prime = ffdhe2048()
    own = bytes([0xFF] * 127 + [0xFD])
    return {
        "ffdhe2048": header(0x42504844, 256) + prime + bytes(255) + b"\2" + bytes(255) + b"\4",
        "by_value": header(0x42504844, 128) + own + bytes(127) + b"\5" + bytes(127) + b"\7",
        "padded": header(0x42504844, 130) + b"\0\0" + own + bytes(129) + b"\5" + bytes(129) + b"\7",
        "parameters": header(12 + 256, 0x4D504844, 128) + own + bytes(127) + b"\2",
        "key_data": header(0x4D42444B, 1, 16) + bytes(range(16)),
    }


def opaque_blobs():
    """Without their digests, which the target adds."""
    def form(kind, protocol, suite, detail, *secrets):
        lengths = [len(secret) for secret in secrets] + (3 - len(secrets)) * [0]
        return (b"SK32" + struct.pack("<BBHHHI3I", 1, kind, 0, protocol, suite, detail, *lengths)
                + b"".join(secrets))
    return {
        "master": form(1, 0x0303, 0xC02F, 3, bytes(range(48))),
        "packet_gcm": form(2, 0x0303, 0xC02F, 3, b"", bytes(16), bytes(4)),
        "packet_13": form(2, 0x0304, 0x1301, 3, b"", bytes(16), bytes(12)),
        "packet_cbc": form(2, 0x0301, 0x002F, 3, bytes(20), bytes(16), bytes(16)),
        "packet_etm": form(2, 0x0303, 0x002F, 7, bytes(20), bytes(16)),
        "packet_null": form(2, 0x0303, 0x003B, 3, bytes(32)),
        "packet_dtls": form(2, 0xFEFD, 0xC02F, 1, b"", bytes(16), bytes(4)),
        "traffic": form(3, 0x0304, 0x1301, 7, bytes(32)),
        "master_secret": form(3, 0x0304, 0x1302, 3, bytes(48)),
        "pre_shared_key": form(3, 0x0304, 0x1301, 0, bytes(5)),
    }


def encodings():
    rsa = key("RSA", "rsa_keygen_bits:512")
    p256 = key("EC", "ec_paramgen_curve:P-256")
    pss = key("RSA-PSS", "rsa_keygen_bits:512", "rsa_pss_keygen_md:sha256",
              "rsa_pss_keygen_mgf1_md:sha256", "rsa_pss_keygen_saltlen:20")
    dsa_group = openssl("genpkey", "-genparam", "-algorithm", "DSA", "-pkeyopt",
                        "dsa_paramgen_bits:1024", "-pkeyopt", "dsa_paramgen_q_bits:160")
    dsa = openssl("genpkey", "-paramfile", "/dev/stdin", stdin=dsa_group)
    plain = {"rsa": rsa, "p256": p256, "p521": key("EC", "ec_paramgen_curve:P-521"),
             "pss": pss, "dsa": dsa, "ed25519": key("ED25519"), "x25519": key("X25519")}
    seeds = {name + "_private": pkcs8(pem) for name, pem in plain.items()}
    seeds |= {name + "_public": spki(pem) for name, pem in plain.items()}
    for name, options in {"pbes2": ["-v2", "aes-256-cbc", "-v2prf", "hmacWithSHA256", "-iter", "10"],
                          "pbes2_3des": ["-v2", "des3", "-v2prf", "hmacWithSHA1", "-iter", "10"],
                          "scrypt": ["-scrypt", "-scrypt_N", "16", "-scrypt_r", "1", "-scrypt_p", "1"],
                          "pkcs12": ["-v1", "PBE-SHA1-3DES", "-iter", "10"]}.items():
        seeds[name] = pkcs8(p256, *options, "-passout", "pass:p")
    seeds["pem"] = p256
    seeds["pem_ec"] = openssl("ec", stdin=p256)
    seeds["pem_rsa"] = openssl("rsa", "-traditional", stdin=rsa)
    seeds["pem_old"] = openssl("rsa", "-traditional", "-aes128", "-passout", "pass:p", stdin=rsa)
    return seeds


def main():
    for target, seeds in {"rsa_blob": rsa_blobs(), "ecc_blob": ecc_blobs(), "dh_blob": dh_blobs(),
                          "opaque_blob": opaque_blobs(), "pkcs8": encodings()}.items():
        folder = HERE / "corpus" / target
        folder.mkdir(parents=True, exist_ok=True)
        for name, octets in seeds.items():
            (folder / name).write_bytes(octets)
        print(f"{target}: {len(seeds)} seeds")


if __name__ == "__main__":
    main()
