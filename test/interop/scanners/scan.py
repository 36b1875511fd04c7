#!/usr/bin/env python3
"""What scanners and a browser think of the sample https_server.

Usage: scan.py {sslscan|testssl|chromium} HTTPS_SERVER MAKE_PKI.  Exit status 0: nothing is said
against it but what ALLOWED names.
"""
import contextlib
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as xml

# testssl's findings above OK and INFO that stand: there are suites with CBC, as on current Windows.
ALLOWED = {"LUCKY13": "potentially vulnerable", "cipherlist_AVERAGE": "offered"}


@contextlib.contextmanager
def server(program, folder, kind):
    """https_server with a certificate of that kind; gives its port."""
    command = [program, "--port", "0", "--certificate", f"{folder}/{kind}.pem",
               "--key", f"{folder}/{kind}.key"]
    log = open(f"{folder}/server.log", "wb")
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log)
    first = process.stdout.readline().decode()
    port = re.match(r"listening on port (\d+) ", first)
    if not port:
        sys.exit(f"https_server says {first!r}")
    drain = subprocess.Popen(["cat"], stdin=process.stdout, stdout=log)
    try:
        yield int(port[1])
        if process.poll() is not None:
            sys.exit(f"https_server is gone: {process.returncode}")
    finally:
        process.terminate()
        process.wait()
        drain.wait()


def run(command, **options):
    """Into a file: a pipe stays open as long as any process that the program left behind."""
    with tempfile.TemporaryFile() as output:
        done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=output,
                              stderr=subprocess.STDOUT, timeout=600, **options)
        output.seek(0)
        return done.returncode, output.read().decode(errors="replace")


# ---- sslscan ------------------------------------------------------------------------------------

def faults_of_sslscan(port, folder):
    report = f"{folder}/sslscan.xml"
    # For groups it waits seconds for each key exchange of RSA, which has none.
    code, output = run(["sslscan", "--no-colour", "--no-groups", f"--xml={report}",
                        f"127.0.0.1:{port}"])
    test = xml.parse(report).find("ssltest")
    if code != 0 or test is None:
        return [f"sslscan failed: {output}"]
    faults = []
    enabled = {f"{p.get('type')} {p.get('version')}" for p in test.iter("protocol")
               if p.get("enabled") == "1"}
    if enabled != {"tls 1.2", "tls 1.3"}:
        faults.append(f"versions: {sorted(enabled)}")
    for tag, good in (("fallback", "1"), ("compression", "0"), ("renegotiation", "0")):
        faults += [f"{tag}: {e.attrib}" for e in test.iter(tag) if e.get("supported") != good]
    faults += [f"heartbleed: {h.attrib}" for h in test.iter("heartbleed")
               if h.get("vulnerable") != "0"]
    ciphers = list(test.iter("cipher"))
    faults += [f"cipher {c.get('cipher')}: {c.get('strength')}" for c in ciphers
               if c.get("strength") not in ("strong", "acceptable")]
    if not ciphers:
        faults.append("no cipher at all")
    return faults


# ---- testssl.sh ---------------------------------------------------------------------------------

def faults_of_testssl(port, folder):
    report = pathlib.Path(f"{folder}/testssl.json")
    report.unlink(missing_ok=True)
    _, output = run(["testssl", "--quiet", "--color", "0", "--warnings", "off", "--nodns", "none",
                     "--add-ca", f"{folder}/root.pem", "--jsonfile", str(report),
                     f"localhost:{port}"])
    findings = json.loads(report.read_text())
    if len(findings) < 80:
        return [f"testssl said too little: {output}"]
    faults = []
    for finding in findings:
        if finding["severity"] in ("OK", "INFO"):
            continue
        allowed = ALLOWED.get(finding["id"])
        if allowed is None or not finding["finding"].startswith(allowed):
            faults.append(f"{finding['id']}: {finding['severity']}: {finding['finding']}")
        else:
            print(f"  known: {finding['id']}: {finding['finding']}")
    return faults


# ---- Chromium -----------------------------------------------------------------------------------

def faults_of_chromium(port, folder):
    home = tempfile.mkdtemp(dir=folder)
    database = f"{home}/.pki/nssdb"
    os.makedirs(database)
    certutil = ["certutil", "-d", f"sql:{database}"]
    run(certutil + ["-N", "--empty-password"])
    run(certutil + ["-A", "-t", "C,,", "-n", "root", "-i", f"{folder}/root.pem"])
    _, page = run(["chromium", "--headless", "--no-sandbox", "--disable-gpu",
                   "--disable-dev-shm-usage", f"--user-data-dir={home}/profile", "--dump-dom",
                   f"https://localhost:{port}/"], env={**os.environ, "HOME": home})
    faults = []
    for text in ("Hello over Schannel", "version=TLS 1.3", "alpn=http/1.1"):
        if text not in page:
            faults.append(f"no {text!r} in the page: {page[-3000:]}")
    return faults


# And with which certificates: RSA has the more suites, testssl takes minutes.
SCANNERS = {"sslscan": (faults_of_sslscan, ("rsa", "p256")),
            "testssl": (faults_of_testssl, ("rsa",)),
            "chromium": (faults_of_chromium, ("rsa", "p256"))}


def main():
    scanner, program, make_pki = sys.argv[1:]
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([make_pki, folder], check=True)
        faults = []
        faults_of, kinds = SCANNERS[scanner]
        for kind in kinds:
            with server(program, folder, kind) as port:
                found = faults_of(port, folder)
            print(f"{scanner}, {kind} certificate: {len(found)} faults")
            faults += found
    for fault in faults:
        print(f"  {fault}")
    sys.exit(1 if faults else 0)


main()
