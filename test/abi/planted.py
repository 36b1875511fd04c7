"""The abi diff must be able to fail: plants faults in a copy of the headers, and wants them found.

    planted.py ROOT WORKDIR
"""
import pathlib
import shutil
import subprocess
import sys

import headers

HERE = pathlib.Path(__file__).resolve().parent
# file, what stands there, what is planted, what the diff must then name; all are planted at once
WRONG = [
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
    ("sspi/include/schannel.h", '"SCH_RSA_PSS_PAD"', '"SCH_RSA_PSS_PAT"',
     "macro SCHANNEL_RSA_PSS_PADDING_ALGORITHM:"),
    ("sslprovider/compat/include/winsock2.h", "#define WSAECONNRESET     10054",
     "#define WSAECONNRESET     10053", "macro WSAECONNRESET:"),
    ("sslprovider/compat/include/fileapi.h", "DWORD WINAPI GetFileSize(HANDLE hFile,",
     "WORD WINAPI GetFileSize(HANDLE hFile,", "function GetFileSize:"),
]
# A name that mingw does not have and expected.txt does not list stops the diff: planted alone.
UNKNOWN = [
    ("sspi/include/schannel.h", "#define SCH_MACHINE_CERT_HASH ",
     "#define SCH_UNHEARD_OF 5\n#define SCH_MACHINE_CERT_HASH ", "SCH_UNHEARD_OF"),
]


def copied(root, target):
    for folder in (*headers.FOLDERS, headers.KIT):
        shutil.copytree(root / folder, target / folder)


def plant(copy, fault):
    path, before, after, _ = fault
    text = (copy / path).read_text()
    if before not in text:
        raise SystemExit(f"{path} has no {before!r}: the planted fault is out of date")
    (copy / path).write_text(text.replace(before, after))


def not_found_out(root, folder, faults):
    """What the diff does not name, of the faults planted together."""
    copy = folder / "copy"
    shutil.rmtree(copy, ignore_errors=True)
    copied(root, copy)
    for fault in faults:
        plant(copy, fault)
    done = subprocess.run([sys.executable, str(HERE / "compare.py"), str(copy), str(folder)],
                          capture_output=True, text=True, check=False)
    output = done.stdout + done.stderr
    return [f"{fault[0]}: {fault[2]!r} was not found out" for fault in faults
            if done.returncode == 0 or fault[3] not in output]


def main():
    root, folder = pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2])
    folder.mkdir(parents=True, exist_ok=True)
    missed = not_found_out(root, folder, WRONG) + not_found_out(root, folder, UNKNOWN)
    count = len(WRONG) + len(UNKNOWN)
    print("\n".join(missed))
    print(f"{count} faults planted, {count - len(missed)} found")
    sys.exit(bool(missed))


main()
