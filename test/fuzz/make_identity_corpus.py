#!/usr/bin/env python3
"""Writes the seeds of the fuzz target auth_data: identities in every form that pAuthData can have.

usage: make_identity_corpus.py            (writes test/fuzz/corpus/auth_data/)
"""
import pathlib
import struct
import uuid

FOLDER = pathlib.Path(__file__).resolve().parent / "corpus" / "auth_data"
PASSWORD = uuid.UUID("28bfc32f-10f6-4738-98d1-1ac061df716a").bytes_le
CERTIFICATE = uuid.UUID("235f69ad-73fb-4dbc-8203-0629e739339b").bytes_le
ANSI, UNICODE, EXTENDED, EXTENDED_V2, HASH = 1, 2, 0x100, 0x200, 0x800000
HASH_DIGITS = "8846f7eaee8fb117ad06bdd830b7586c"


def wide(text):
    return text.encode("utf-16-le")


def placed(header, parts):
    """The parts one after the other, and (offset, size) of each; (0, 0) for an empty one."""
    data, places = b"", []
    for part in parts:
        places.append((header + len(data), len(part)) if part else (0, 0))
        data += part
    return data, places


def packed_credentials(secret, kind=PASSWORD):
    return struct.pack("<HH16sIHH", 28, 28 + len(secret), kind, 28, len(secret), 0) + secret


def ex2(user, domain, secret, packages=b"", flags=UNICODE):
    data, ((u, ul), (d, dl), (s, sl), (p, pl)) = placed(48, (user, domain, secret, packages))
    return (
        struct.pack("<IHxxI", 0x201, 48, 48 + len(data))
        + struct.pack("<IHxxIHxxIHxx", u, ul, d, dl, s, sl)
        + struct.pack("<IIHxx", flags, p, pl)
        + data
    )


def flat(user, domain, password, packages=b"", flags=UNICODE):
    width = 2 if flags & UNICODE else 1
    data, places = placed(44, (user, domain, password, packages))
    (u, d, s, p) = ((offset, size // width) for offset, size in places)
    return struct.pack("<11I", 0x200, 44, *u, *d, *s, flags, *p) + data + bytes(4)


def pointed(kind, flags, *strings):
    counted = (b"\xff" if s is None else bytes([len(s)]) + s for s in strings)
    return struct.pack("<BI", kind, flags) + b"".join(counted)


def seeds():
    user, domain, password = wide("user"), wide("domain"), wide("password")
    secret, hashed = packed_credentials(password), wide(HASH_DIGITS)
    narrow = (b"user", b"domain", b"password", b"kerberos,!ntlm")
    first, second, mark = 1 | 1 << 2, 1 | 1 << 2, 2
    yield "ex2", 0, ex2(user, domain, secret)
    yield "ex2_packages", 0, ex2(user, b"", secret, wide("!ntlm"))
    yield "ex2_empty", 0, ex2(b"", b"", b"", flags=0)
    yield "ex2_certificate", 0, ex2(user, domain, packed_credentials(b"abc", CERTIFICATE))
    yield "ex2_odd_password", 0, ex2(user, domain, packed_credentials(b"abc"))
    yield "ex2_utf8", 0, ex2(b"user", b"domain", secret, b"kerberos", ANSI)
    yield "ex2_hash", 0, ex2(user, domain, packed_credentials(hashed), flags=UNICODE | HASH)
    yield "ex2_null_user", 0, ex2(user, domain, secret, flags=UNICODE | 0x60000)
    yield "ex2_encrypted", 0, ex2(user, domain, secret, flags=UNICODE | 0x10)
    yield "ex2_protected", 0, ex2(user, domain, secret, flags=UNICODE | 0x20)
    yield "flat_wide", 1, flat(user, domain, password)
    yield "flat_utf8", 1, flat("j\u00fcrgen".encode(), b"domain", b"password", b"!ntlm", ANSI)
    yield "flat_hash", 1, flat(user, b"", hashed, flags=UNICODE | HASH)
    yield "text_flat", 2, wide("@@" + flat(user, domain, password, wide("!ntlm")).hex())
    yield "text_ex2", 2, wide("@@" + ex2(user, domain, secret).hex())
    yield "plain_wide", 3, pointed(0, UNICODE, user, domain, password, None)
    yield "plain_utf8", 3, pointed(0, ANSI, b"user", None, b"pass", None)
    yield "plain_marked_hash", 3, pointed(mark, UNICODE, user, domain, hashed, None)
    yield "extended_wide", 3, pointed(1, UNICODE, user, b"", password, wide("kerberos,!ntlm"))
    yield "extended_utf8", 3, pointed(1, ANSI, *narrow)
    yield "extended_euro", 3, pointed(1, ANSI, b"user", b"d", "\u20ac\U0001f511".encode(), None)
    yield "extended_hash", 3, pointed(1, ANSI | HASH, b"user", b"d", HASH_DIGITS.encode(), None)
    yield "extended_at_signs", 3, pointed(1, UNICODE, user, domain, wide("@@x"), None)
    yield "winpr_first", 3, pointed(first, ANSI | EXTENDED, *narrow)
    yield "winpr_second", 3, pointed(second, ANSI | EXTENDED_V2, *narrow)
    yield "winpr_both", 3, pointed(second, ANSI | EXTENDED | EXTENDED_V2, *narrow)


def main():
    FOLDER.mkdir(parents=True, exist_ok=True)
    count = 0
    for name, kind, octets in seeds():
        (FOLDER / name).write_bytes(bytes([kind]) + octets)
        count += 1
    print(f"auth_data: {count} seeds")


if __name__ == "__main__":
    main()
