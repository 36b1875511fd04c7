"""Every exported function of the SSL provider, the key storage, the certificates and the CryptoAPI
is tested.

    exports_tested.py ROOT TESTS...             proves it, and prints the count
    exports_tested.py ROOT TESTS... --planted   proves that what is missing is found

TESTS are the programs provider_api_tests and capi_tests.

The names are those of sspi/api/secur32.map.  The tests of SslFoo are the suite SslFoo:

    AgreesWith...   at least one: the function succeeds in it, and a foreign computation agrees
    Refuses...      at least three: in each the function answers a status that the test's text names,
                    and together they see as many different ones as it has, three at most

What a function answered is taken from the trace, so that a test which never calls it proves nothing.
A function that answers a BOOL is traced with what GetLastError() says then.
"""
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field

NAMES = r"GetSChannelInterface|(?:Ssl|NCrypt|Cert|Crypt|PFX)\w+"
# Names of our own are told by the section of the map that they stand in.
SECTIONS = r"SSL provider|key storage|certificate|CryptoAPI"
# Of SSPI, whatever their names begin with: sspi/api has tests of its own.
OTHERS = r"Schannel's helpers"
STATUSES = 3
REFUSALS = 3

# Functions that have fewer statuses than three: how many, and why.
FEWER = {
    "CertOpenSystemStoreA": (1, "a name is all that it takes"),
    "CertOpenSystemStoreW": (1, "a name is all that it takes"),
    "CertCreateCertificateChainEngine": (1, "E_INVALIDARG is what is documented for all arguments"),
    "CertDuplicateCertificateChain": (1, "a pointer is all that it takes"),
    "CertFindChainInStore": (2, "E_INVALIDARG for all arguments, CRYPT_E_NOT_FOUND at the end"),
    "CertFreeCertificateChain": (1, "a pointer is all that it takes"),
    "CertFreeCertificateChainEngine": (1, "a handle is all that it takes"),
    "CertGetCertificateChain": (1, "E_INVALIDARG is what is documented for all arguments"),
    "CertIsStrongHashToSign": (2, "E_INVALIDARG for all arguments, NTE_BAD_ALGID for what is weak"),
    "CertResyncCertificateChainEngine": (1, "a handle is all that it takes"),
    "CertVerifyCertificateChainPolicy": (2, "E_INVALIDARG for all arguments but the policy"),
    "CertCompareCertificate": (1, "two structures are all that it looks at"),
    "CertCompareCertificateName": (1, "two blobs are all that it looks at"),
    "CertCompareIntegerBlob": (1, "two blobs are all that it takes"),
    "CertComparePublicKeyInfo": (1, "two structures are all that it looks at"),
    "CertFindAttribute": (1, "an identifier and an array are all that it takes"),
    "CertFindExtension": (1, "an identifier and an array are all that it takes"),
    "CertFindRDNAttr": (1, "an identifier and a structure are all that it takes"),
    "CertGetNameStringA": (1, "a context and numbers are all that it takes"),
    "CertGetNameStringW": (1, "a context and numbers are all that it takes"),
    "CertOIDToAlgId": (1, "a string is all that it takes"),
    "CertRDNValueToStrA": (2, "a type and a value are all that it takes"),
    "CertRDNValueToStrW": (2, "a type and a value are all that it takes"),
    "CertSetEnhancedKeyUsage": (2, "a context and a list are all that it takes"),
    "CertVerifyTimeValidity": (1, "two structures are all that it takes"),
    "CertVerifyValidityNesting": (1, "two structures are all that it takes"),
    "CryptBinaryToStringA": (2, "any octets can be written"),
    "CryptBinaryToStringW": (2, "any octets can be written"),
    "CryptEnumOIDInfo": (1, "a callback is all that can be wrong"),
    "CryptFindOIDInfo": (1, "a key is all that can be wrong"),
    "BCryptDestroyKey": (1, "a handle is all that it takes"),
    "CertAddStoreToCollection": (1, "E_INVALIDARG is what is documented for all arguments"),
    "CertCloseStore": (2, "a handle and flags are all that it takes"),
    "CertDeleteCRLFromStore": (1, "a pointer is all that it takes"),
    "CertDeleteCertificateFromStore": (1, "a pointer is all that it takes"),
    "CertDuplicateCRLContext": (1, "a pointer is all that it takes"),
    "CertDuplicateStore": (1, "a handle is all that it takes"),
    "CertEnumCRLContextProperties": (1, "a pointer and any number are all that it takes"),
    "CertEnumCRLsInStore": (2, "E_INVALIDARG for all arguments, CRYPT_E_NOT_FOUND at the end"),
    "CertEnumCertificatesInStore": (2, "E_INVALIDARG for all arguments, CRYPT_E_NOT_FOUND at the end"),
    "CertFindCRLInStore": (2, "E_INVALIDARG for all arguments, CRYPT_E_NOT_FOUND at the end"),
    "CertFindCertificateInCRL": (1, "two contexts and an output are all that it takes"),
    "CertFindCertificateInStore": (2, "E_INVALIDARG for all arguments, CRYPT_E_NOT_FOUND at the end"),
    "CertFreeCRLContext": (1, "a pointer is all that it takes"),
    "CertGetCRLFromStore": (2, "E_INVALIDARG for all arguments, CRYPT_E_NOT_FOUND at the end"),
    "CertGetSubjectCertificateFromStore": (2, "E_INVALIDARG for all arguments but what is not there"),
    "CertIsValidCRLForCertificate": (2, "two contexts are all that it takes"),
    "CertRemoveStoreFromCollection": (1, "two handles are all that it takes"),
    "CertSetCRLContextProperty": (1, "E_INVALIDARG is what is documented for all arguments"),
    "CertSetStoreProperty": (1, "E_INVALIDARG is what is documented for all arguments"),
    "CertVerifyCRLRevocation": (2, "a certificate and lists are all that it takes"),
    "CertVerifyCRLTimeValidity": (1, "a time and a list are all that it takes"),
    "CertVerifySubjectCertificateContext": (1, "E_INVALIDARG is what is documented for all arguments"),
    "CertDuplicateCertificateContext": (1, "a pointer is all that it takes"),
    "CertEnumCertificateContextProperties": (1, "a pointer and any number are all that it takes"),
    "CertFreeCertificateContext": (1, "a pointer is all that it takes"),
    "CertSerializeCRLStoreElement": (2, "a context and a buffer are all that it takes"),
    "CertSerializeCertificateStoreElement": (2, "a context and a buffer are all that it takes"),
    "CertSetCertificateContextProperty": (1, "E_INVALIDARG is what is documented for all arguments"),
    "CryptContextAddRef": (2, "a handle, flags and what is reserved are all that it takes"),
    "CryptDestroyHash": (1, "a handle is all that it takes"),
    "CryptDestroyKey": (1, "a handle is all that it takes"),
    "CryptDuplicateHash": (2, "a handle, flags and what is reserved are all that it takes"),
    "CryptDuplicateKey": (2, "a handle, flags and what is reserved are all that it takes"),
    "CryptGenRandom": (1, "a handle and a buffer are all that it takes"),
    "CryptReleaseContext": (2, "a handle and flags are all that it takes"),
    "NCryptEnumStorageProviders": (2, "two outputs and flags are all that it takes"),
    "NCryptFreeBuffer": (1, "a pointer is all that it takes"),
    "NCryptFreeObject": (1, "a handle is all that it takes"),
    "NCryptIsKeyHandle": (1, "a handle is all that it takes"),
    "PFXIsPFXBlob": (2, "a blob is all that it takes"),
    "SslChangeNotify": (1, "answers NTE_NOT_SUPPORTED whatever it is given, as documented"),
    "SslDecrementProviderReferenceCount": (1, "a handle is all that it takes"),
    "SslIncrementProviderReferenceCount": (1, "a handle is all that it takes"),
    "SslFreeBuffer": (1, "a pointer is all that it takes"),
    "SslFreeObject": (2, "a handle and flags are all that it takes"),
    "GetSChannelInterface": (2, "no flags are defined, and no handle goes in"),
    "SslEnumProtocolProviders": (2, "two outputs and flags are all that it takes"),
}
# Functions that nothing can make fail, and why: they have no Refuses... tests.
CANNOT_FAIL = {
    "CertAlgIdToOID": "any number is asked for",
    "CryptMemAlloc": "no memory is what no test makes",
    "CryptMemFree": "answers nothing",
    "CryptMemRealloc": "no memory is what no test makes",
}
# Functions whose documented answer is a failure: AgreesWith... sees that one.
NEVER_SUCCEED = {"SslChangeNotify"}


@dataclass
class Test:
    name: str
    outcome: str = "COMPLETED"  # gtest's word; "FAILED" and "DISABLED" are ours
    answered: set = field(default_factory=set)  # the codes that the function of its suite returned
    named: set = field(default_factory=set)     # the codes that its text names

    def proves(self, prefix):
        return self.name.startswith(prefix) and self.outcome == "COMPLETED"


# ---- What there is to prove ----------------------------------------------------------------------


def exported(map_file):
    text = map_file.read_text()
    globals_ = re.search(r"global:(.*?)local:", text, re.S)[1]
    names, section = [], ""
    for line in globals_.splitlines():
        comment = re.match(r"\s*#\s*(.*)", line)
        section = comment[1] if comment else section
        name = re.match(r"\s*(\w+);", line)
        if not name or re.fullmatch(OTHERS, section):
            continue
        if re.fullmatch(NAMES, name[1]) or re.search(SECTIONS, section, re.I):
            names.append(name[1])
    return names


# ---- What the tests show -------------------------------------------------------------------------


def codes(root):
    """Every status macro of the public headers: name -> number."""
    found = {}
    for header in (root / "sslprovider/include").glob("*.h"):
        for name, number in re.findall(
                r"#define\s+((?:NTE|STATUS|ERROR|CRYPT_E|E|CERT_E|TRUST_E)_\w+)\s+\D*?\(?"
                r"(0x[0-9A-Fa-f]+|\d+)", header.read_text()):
            found[name] = int(number, 0) & 0xFFFFFFFF
    return found


def bodies(root):
    """(suite, test) -> its text, without comments."""
    found = {}
    for source in sorted((root / "test/unit/sslprovider/api").glob("*_test.cpp")):
        text = re.sub(r"//.*", "", source.read_text())
        for suite, name, body in re.findall(
                r"^TEST(?:_F)?\(\s*(\w+),\s*(\w+)\s*\)\s*(\{[^\n]*\}$|.*?^\})", text, re.M | re.S):
            found[suite, name] = body
    return found


def run(program, suites):
    """(gtest's report, what the trace says each test called): the two in one stream, in order."""
    with tempfile.TemporaryDirectory() as folder:
        report = pathlib.Path(folder) / "report.json"
        done = subprocess.run(
            [str(program), f"--gtest_output=json:{report}", "--gtest_color=no",
             "--gtest_filter=" + ":".join(f"{suite}.*" for suite in suites)],
            env={**os.environ, "SSPI_TRACE": "-"}, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, check=False)
        if not report.exists():
            raise SystemExit(f"{program.name} ended with {done.returncode} and left no report")
        return json.loads(report.read_text()), done.stdout.decode(errors="replace")


def answers(output):
    """(suite, test) -> the codes that the function named as the suite returned."""
    found, test = {}, None
    for line in output.splitlines():
        begins = re.match(r"\[ RUN      \] (\w+)\.(\w+)", line)
        if begins:
            test = (begins[1], begins[2])
            found.setdefault(test, set())
        called = re.search(r"Z \d+/\d+ (\w+)\(.*\) = 0x([0-9a-f]{8}) ", line)
        if called and test and called[1] == test[0]:
            found[test].add(int(called[2], 16))
    return found


def outcome_of(case):
    if case["status"] != "RUN":
        return "DISABLED"
    return "FAILED" if case.get("failures") else case["result"]


def evidence(root, programs, names):
    """name -> the tests of its suite."""
    known, texts, tests = codes(root), bodies(root), {}
    for program in programs:
        report, output = run(program, names)
        add_evidence(report, answers(output), known, texts, tests)
    return tests


def add_evidence(report, called, known, texts, tests):
    for suite in report["testsuites"]:
        for case in suite["testsuite"]:
            where = (suite["name"], case["name"])
            words = set(re.findall(r"\b[A-Z]\w+\b", texts.get(where, "")))
            tests.setdefault(suite["name"], []).append(
                Test(case["name"], outcome_of(case), called.get(where, set()),
                     {known[word] for word in words & known.keys()}))


# ---- The judgement -------------------------------------------------------------------------------


def faults_of(name, tests):
    for test in tests:
        if test.outcome != "COMPLETED":
            yield f"{name}.{test.name}: {test.outcome.lower()}"
    agreeing = [t for t in tests if t.proves("AgreesWith")
                and (t.answered if name in NEVER_SUCCEED else 0 in t.answered)]
    if not agreeing:
        yield f"{name}: no passed AgreesWith... test in which it succeeds"
    if name in CANNOT_FAIL:
        return
    refusing = [t for t in tests if t.proves("Refuses")]
    for test in refusing:
        if not refusals(test):
            yield f"{name}.{test.name}: it answers no failure that the test's text names"
    refusing = [t for t in refusing if refusals(t)]
    if len(refusing) < REFUSALS:
        yield f"{name}: {len(refusing)} of {REFUSALS} passed Refuses... tests"
    wanted = FEWER.get(name, (STATUSES,))[0]
    seen = len(set().union(*map(refusals, refusing))) if refusing else 0
    if seen < wanted:
        yield f"{name}: {seen} of {wanted} different statuses"
    if name in FEWER and seen > wanted:
        yield f"{name}: its row in FEWER says {wanted} statuses, its tests see {seen}"


def refusals(test):
    return (test.answered & test.named) - {0}


def faults(names, tests):
    found = [fault for name in names for fault in faults_of(name, tests.get(name, []))]
    return found + [f"{name}: has a row in FEWER and is not exported"
                    for name in sorted(FEWER.keys() - set(names))]


# ---- The faults planted --------------------------------------------------------------------------


def whole():
    refused = [Test(f"Refuses{n}", answered={n, 0}, named={n}) for n in (1, 2, 3)]
    return [Test("AgreesWithX", answered={0}), *refused]


PLANTED = {
    "no tests": (lambda t: t.clear(), "no passed AgreesWith"),
    "a disabled test": (lambda t: setattr(t[1], "outcome", "DISABLED"), "disabled"),
    "a skipped test": (lambda t: setattr(t[0], "outcome", "SKIPPED"), "skipped"),
    "a failed test": (lambda t: setattr(t[0], "outcome", "FAILED"), "failed"),
    "an agreement without a call": (lambda t: t[0].answered.clear(), "no passed AgreesWith"),
    "a refusal without a call": (lambda t: t[2].answered.clear(), "answers no failure"),
    "a refusal that names no status": (lambda t: t[3].named.clear(), "answers no failure"),
    "two refusals": (lambda t: t.pop(), "2 of 3 passed"),
    "twice the same status": (lambda t: t.__setitem__(3, Test("RefusesY", "COMPLETED", {1}, {1})),
                              "2 of 3 different"),
}


def not_found_out(root, programs, names):
    if list(faults_of("SslWhole", whole())):
        yield "a whole suite was found fault with"
    if not any("says 1 statuses" in fault for fault in faults_of("SslFreeBuffer", whole())):
        yield "a row of FEWER that is out of date was not found out"
    for title, (spoil, sign) in PLANTED.items():
        tests = whole()
        spoil(tests)
        if not any(sign in fault for fault in faults_of("SslSpoilt", tests)):
            yield f"{title} was not found out"
    planted = [names[0], "SslNobodyTests"]
    missing = [name for name in planted if list(faults_of(
        name, evidence(root, programs, planted).get(name, [])))]
    if missing != ["SslNobodyTests"]:
        yield f"a function without tests was not found out: {missing}"


def main():
    root = pathlib.Path(sys.argv[1]).resolve()
    programs = [pathlib.Path(each) for each in sys.argv[2:] if each != "--planted"]
    names = exported(root / "sspi/api/secur32.map")
    if "--planted" in sys.argv:
        wrong = list(not_found_out(root, programs, names))
        print("\n".join(wrong) if wrong else f"{len(PLANTED) + 2} faults planted, all found")
        sys.exit(bool(wrong))
    tests = evidence(root, programs, names)
    wrong = faults(names, tests)
    lacking = {re.match(r"\w+", fault)[0] for fault in wrong}
    print("\n".join(wrong))
    print(f"{len(names)} exported, {len(set(names) - lacking)} with their tests, of which there are "
          f"{sum(len(tests.get(name, [])) for name in names)}")
    sys.exit(bool(wrong) or not names)


main()
