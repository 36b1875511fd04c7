#!/usr/bin/env python3
"""Writes the seeds of the fuzz targets of the CryptoAPI's key blobs: capi_simple_blob,
capi_public_blob, capi_private_blob, capi_plaintext_blob, capi_opaque_blob, capi_wrapped_blob.

usage: make_capi_corpus.py            (writes test/fuzz/corpus/<target>/)

Blobs of RSA and DSA are written by the program openssl, the others laid out here after the Windows
SDK's documentation.  The pair that SIMPLEBLOBs are under is the one in capi.h.  The first octets are
each target's options.  Every run makes other keys.
"""
import pathlib
import re
import struct
import subprocess

HERE = pathlib.Path(__file__).resolve().parent
DES, RC2, TDES, TDES_112, AES_128, AES_256, RC4 = (0x6601, 0x6602, 0x6603, 0x6609, 0x660E, 0x6610,
                                                   0x6801)
RSA_KEYX, DSS_SIGN, DH_SF, DH_EPHEM = 0xA400, 0x2200, 0xAA01, 0xAA02
TLS1_MASTER, SSL3_MASTER = 0x4C06, 0x4C01
KEYS = {"rc4_40": (RC4, 5), "rc4": (RC4, 16), "rc2_40": (RC2, 5), "rc2": (RC2, 16),
        "des": (DES, 8), "tdes_112": (TDES_112, 16), "tdes": (TDES, 24), "aes_128": (AES_128, 16),
        "aes_256": (AES_256, 32)}


def openssl(*arguments, stdin=b""):
    return subprocess.run(["openssl", *arguments], input=stdin, check=True,
                          capture_output=True).stdout


def header(kind, algorithm, version=2):
    return struct.pack("<BBHI", kind, version, 0, algorithm)


def words(*fields):
    return struct.pack("<%dI" % len(fields), *fields)


def secret(size):
    return bytes(range(1, size + 1))


def exchange_pair():
    """The PRIVATEKEYBLOB of capi.h."""
    text = (HERE / "capi.h").read_text()
    array = re.search(r"kExchangePair\{(.*?)\}", text, re.S)[1]
    return bytes(int(octet, 16) for octet in re.findall(r"0x([0-9A-F]{2})", array))


def encrypted(content, *options):
    """Under the exchange pair, little-endian."""
    pair = exchange_pair()
    key = HERE / "exchange.tmp"
    key.write_bytes(pair)
    try:
        out = openssl("pkeyutl", "-encrypt", "-inkey", str(key), "-keyform", "MSBLOB",
                      *options, stdin=content)
    except subprocess.CalledProcessError:
        pem = openssl("rsa", "-inform", "MSBLOB", "-in", str(key))
        key.write_bytes(pem)
        out = openssl("pkeyutl", "-encrypt", "-inkey", str(key), *options, stdin=content)
    finally:
        key.unlink()
    return out[::-1]


def simple(algorithm, content, *options):
    return header(1, algorithm) + words(RSA_KEYX) + encrypted(content, *options)


def simple_blobs():
    ids = (RC4, RC2, DES, TDES, AES_128, AES_256, TLS1_MASTER, SSL3_MASTER)
    seeds = {name: b"\0" + simple(algorithm, secret(size))
             for name, (algorithm, size) in KEYS.items()}
    seeds["oaep"] = b"\2" + simple(AES_128, secret(16), "-pkeyopt", "rsa_padding_mode:oaep")
    seeds["hmac"] = b"\4" + simple(RC2, secret(40))
    seeds["no_salt"] = b"\x10" + simple(RC4, secret(5))
    seeds["master"] = b"\x08" + simple(TLS1_MASTER, b"\3\1" + secret(46))
    seeds["trailing"] = seeds["aes_128"] + b"more"
    for index, (algorithm, size) in enumerate(zip(ids, (16, 16, 8, 24, 16, 32, 48, 48))):
        block = b"\2" + bytes([0x55]) * (62 - 1 - size) + b"\0" + secret(size)
        options = 9 if algorithm in (TLS1_MASTER, SSL3_MASTER) else 1
        seeds["block_%x" % algorithm] = bytes([options, index]) + block
    return seeds


def rsa_pem():
    return openssl("genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:512")


def dsa_pem():
    group = openssl("genpkey", "-genparam", "-algorithm", "DSA", "-pkeyopt",
                    "dsa_paramgen_bits:1024", "-pkeyopt", "dsa_paramgen_q_bits:160")
    return openssl("genpkey", "-paramfile", "/dev/stdin", stdin=group)


def numbers(pem):
    """The numbers of a key by the names that openssl prints, little-endian."""
    text = openssl("pkey", "-noout", "-text", stdin=pem).decode()
    return {name.lower(): bytes.fromhex(re.sub(r"[\s:]", "", digits)).lstrip(b"\0")[::-1]
            for name, digits in re.findall(r"^([\w-]+):\s*\n((?: +[0-9a-f:]+\n)+)", text, re.M)}


def msblob(algorithm, pem, *options):
    return openssl(algorithm, "-outform", "MSBLOB", *options, stdin=pem)


def oakley_768():
    """RFC 2409 6.1: p = 2^768 - 2^704 - 1 + 2^64 * ([2^638 pi] + 149686)."""
    guard = 64
    one = 1 << (638 + guard)

    def arctan(x):
        total, power, k, sign = 0, one // x, 1, 1
        while power:
            total += sign * (power // k)
            power //= x * x
            k, sign = k + 2, -sign
        return total

    pi = 4 * (4 * arctan(5) - arctan(239))
    return 2**768 - 2**704 - 1 + 2**64 * ((pi >> guard) + 149686)


def dh_numbers():
    p, g, x = oakley_768(), 2, 0x1234567890ABCDEF
    return [number.to_bytes(96, "little") for number in (p, g, pow(g, x, p), x)]


def dh_blobs(kind):
    p, g, y, x = dh_numbers()
    if kind == 6:
        return {"dh": header(6, DH_SF) + words(0x31484400, 768) + y,
                "dh3": header(6, DH_EPHEM, 3) + words(0x33484400, 768, 160, 8) + bytes(24)
                + p + bytes(20) + g + b"\7" + y}
    return {"dh": header(7, DH_SF) + words(0x32484400, 768) + p + g + x,
            "dh3": header(7, DH_EPHEM, 3) + words(0x34484400, 768, 0, 0, 768) + bytes(24)
            + p + g + y + x}


def dss3(kind, pem):
    n = numbers(pem)
    p, q, g, y, x = (n[name] for name in ("p", "q", "g", "pub", "priv"))
    size = len(p)
    g, y, x = g.ljust(size, b"\0"), y.ljust(size, b"\0"), x.ljust(20, b"\0")
    seed = b"\xff" * 24
    if kind == 6:
        return (header(6, DSS_SIGN, 3) + words(0x33535344, 8 * size, 160, 0) + seed + p + q + g + y)
    return (header(7, DSS_SIGN, 3) + words(0x34535344, 8 * size, 160, 0, 160) + seed
            + p + q + g + y + x)


def public_blobs():
    dsa = dsa_pem()
    seeds = {"rsa": b"\0" + msblob("rsa", rsa_pem(), "-pubout"),
             "rsa_384": b"\0" + header(6, RSA_KEYX) + words(0x31415352, 384, 3) + b"\xff" * 48,
             "dss": b"\1" + msblob("dsa", dsa, "-pubout"), "dss3": b"\1" + dss3(6, dsa)}
    for name, blob in dh_blobs(6).items():
        seeds[name] = b"\1" + blob
        seeds[name + "_agree"] = b"\2" + blob
    return seeds


def private_blobs():
    dsa, rsa = dsa_pem(), msblob("rsa", rsa_pem())
    plain = {"dss": msblob("dsa", dsa), "dss3": dss3(7, dsa), **dh_blobs(7)}
    seeds = {name: b"\1" + blob for name, blob in plain.items()}
    seeds |= {name + "_encrypted": b"\3" + blob for name, blob in plain.items()}
    return seeds | {"rsa": b"\0" + rsa, "rsa_cut": b"\0" + rsa[:20 + 256], "rsa_encrypted": b"\2" + rsa,
                    "rsa_not_encrypted": b"\6" + rsa}


def plaintext(algorithm, size):
    return header(8, algorithm) + words(size) + secret(size)


def plaintext_blobs():
    seeds = {name: b"\0" + plaintext(*key) for name, key in KEYS.items()}
    seeds |= {"no_salt": b"\2" + plaintext(RC4, 5), "hmac": b"\1" + plaintext(RC2, 80),
              "schannel": b"\4" + plaintext(TDES, 24), "dss": b"\x08" + plaintext(RC2, 16)}
    return seeds


def opaque_blobs():
    ids = ("rc4", "rc2", "des", "tdes", "aes_128", "aes_256")
    seeds = {name: struct.pack("<BHHBB3B", 1, 20, 30, 1, index, 2, 40, 1) + secret(KEYS[name][1])
             for index, name in enumerate(ids)}
    return seeds | {"foreign": b"\0" + header(9, AES_256) + bytes(100)}


def odd(key):
    return bytes(octet if bin(octet).count("1") % 2 else octet ^ 1 for octet in key)


def wrapped_blobs():
    tdes = odd(secret(24))
    seeds = {"tdes": b"\1" + tdes, "tdes_simple": b"\x09" + tdes,
             "tdes_112": b"\5" + odd(secret(16)) + odd(secret(16))[:8],
             "rc2": b"\3" + b"\x10" + secret(16) + b"padding", "rc2_40": b"\3" + b"\5" + secret(5) + b"22",
             "hmac": b"\x13" + b"\x28" + secret(40) + b"padding"}
    for name, algorithm in (("tdes_raw", TDES), ("rc2_raw", RC2)):
        options = b"\0" if algorithm == TDES else b"\2"
        seeds[name] = options + header(11, algorithm) + words(algorithm) + bytes(range(40))
    return seeds


def main():
    for target, seeds in {
        "capi_simple_blob": simple_blobs(), "capi_public_blob": public_blobs(),
        "capi_private_blob": private_blobs(), "capi_plaintext_blob": plaintext_blobs(),
        "capi_opaque_blob": opaque_blobs(), "capi_wrapped_blob": wrapped_blobs(),
    }.items():
        folder = HERE / "corpus" / target
        folder.mkdir(parents=True, exist_ok=True)
        for name, seed in seeds.items():
            (folder / name).write_bytes(seed)
        print(f"{target}: {len(seeds)} seeds")


if __name__ == "__main__":
    main()
