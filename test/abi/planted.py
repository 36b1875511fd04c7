"""The abi diff must be able to fail: plants faults in a copy of the headers, and wants them found.

    planted.py ROOT WORKDIR
"""
import pathlib
import shutil
import subprocess
import sys

import headers

HERE = pathlib.Path(__file__).resolve().parent
# file, what stands there, what is planted, what the diff must then name
FAULTS = [
    ("sspi/include/sspi_types.h", "SECBUFFER_TOKEN                           2",
     "SECBUFFER_TOKEN                           3", "macro SECBUFFER_TOKEN:"),
    ("sspi/include/sspi_attributes.h", "    ULONG cbMaxSignature;", "    USHORT cbMaxSignature;",
     "offset SecPkgContext_Sizes.cbMaxSignature:"),
    ("sspi/include/sspi_types.h", "    ULONG cbBuffer;", "    unsigned long cbBuffer;",
     "sizeof SecBuffer:"),
    ("sspi/include/secext.h", "NameCanonical = 7", "NameCanonical = 5", "enum NameCanonical:"),
    ("sspi/include/sspi_identity.h", "0x28bfc32f", "0x28bfc32e",
     "guid SEC_WINNT_AUTH_DATA_TYPE_PASSWORD:"),
    ("sspi/include/security.h", '"Kerberos"', '"kerberos"', "macro MICROSOFT_KERBEROS_NAME_A:"),
    ("sspi/include/sspi_functions.h", "MakeSignature(PCtxtHandle phContext, ULONG fQOP",
     "MakeSignature(PCtxtHandle phContext, USHORT fQOP", "function MakeSignature:"),
    ("sslprovider/include/wintypes.h", "typedef uint32_t DWORD;", "typedef unsigned long DWORD;",
     "typedef DWORD:"),
    ("sspi/include/schannel.h", "#define SCH_MACHINE_CERT_HASH ",
     "#define SCH_UNHEARD_OF 5\n#define SCH_MACHINE_CERT_HASH ", "SCH_UNHEARD_OF"),
    ("sspi/include/schannel.h", '"SCH_RSA_PSS_PAD"', '"SCH_RSA_PSS_PAT"',
     "macro SCHANNEL_RSA_PSS_PADDING_ALGORITHM:"),
]


def copied(root, target):
    for folder in headers.FOLDERS:
        shutil.copytree(root / folder, target / folder)


def finds(root, folder, fault):
    path, before, after, named = fault
    copy = folder / "copy"
    shutil.rmtree(copy, ignore_errors=True)
    copied(root, copy)
    text = (copy / path).read_text()
    if before not in text:
        return f"{path} does not contain {before!r}: the planted fault is out of date"
    (copy / path).write_text(text.replace(before, after))
    done = subprocess.run([sys.executable, str(HERE / "compare.py"), str(copy), str(folder)],
                          capture_output=True, text=True, check=False)
    output = done.stdout + done.stderr
    if done.returncode == 0 or named not in output:
        return f"{path}: {after!r} was not found out\n{output[-2000:]}"
    return None


def main():
    root, folder = pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2])
    folder.mkdir(parents=True, exist_ok=True)
    missed = [message for message in (finds(root, folder, fault) for fault in FAULTS) if message]
    print("\n".join(missed))
    print(f"{len(FAULTS)} faults planted, {len(FAULTS) - len(missed)} found")
    sys.exit(bool(missed))


main()
