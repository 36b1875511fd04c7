"""Drives secur32-certs: every command, its messages and exit statuses; openssl(1) says what the
certificates and keys are.  Arguments: the program, the source tree."""
import os
import pathlib
import re
import stat
import subprocess
import sys
import tempfile
import unittest

PROGRAM = sys.argv[1]
TREE = pathlib.Path(sys.argv[2])
DONE, FAILED, MISUSED = 0, 1, 2


def openssl(*words, stdin=b""):
    done = subprocess.run(["openssl", *map(str, words)], input=stdin, capture_output=True,
                          timeout=60)
    if done.returncode != 0:
        raise AssertionError(done.stderr.decode())
    return done.stdout


class Certs(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.environment = {**os.environ, "SECUR32_CERT_FOLDER": str(self.folder / "user"),
                            "SECUR32_MACHINE_CERT_FOLDER": str(self.folder / "machine"),
                            "SECUR32_KEY_FOLDER": str(self.folder / "keys"),
                            "SSL_CERT_FILE": str(self.folder / "no-roots"), "SSL_CERT_DIR": ""}

    def run_program(self, *words, stdin=""):
        return subprocess.run([PROGRAM, *map(str, words)], input=stdin.encode(),
                              capture_output=True, timeout=120, env=self.environment)

    def succeeds(self, *words, stdin="", said=""):
        done = self.run_program(*words, stdin=stdin)
        self.assertEqual(done.returncode, DONE, (words, done.stderr))
        self.assertIn(said, done.stderr.decode())
        if not said:
            self.assertEqual(done.stderr, b"")
        return done.stdout.decode()

    def fails(self, status, message, *words, stdin=""):
        done = self.run_program(*words, stdin=stdin)
        self.assertEqual((done.returncode, done.stdout), (status, b""), (words, done.stderr))
        self.assertTrue(done.stderr.startswith(b"secur32-certs: "), done.stderr)
        self.assertIn(message, done.stderr.decode())

    def path(self, name):
        return self.folder / name

    def make(self, name="a", key="ec", *more):
        """A self-signed certificate and its key, by openssl."""
        kind = {"ec": ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"],
                "rsa": ["-newkey", "rsa:2048"]}[key]
        openssl("req", "-x509", "-nodes", *kind, "-subj", f"/CN={name}.example",
                "-keyout", self.path(f"{name}.key"), "-out", self.path(f"{name}.pem"), *more)
        return self.path(f"{name}.pem"), self.path(f"{name}.key")

    def chain(self):
        """leaf.pem, leaf.key, ca.pem, root.pem: issued by openssl."""
        root, root_key = self.make("root")
        for name, issuer in (("ca", "root"), ("leaf", "ca")):
            extensions = self.path("extensions")
            extensions.write_text("basicConstraints=CA:TRUE\n" if name == "ca" else "")
            openssl("req", "-new", "-nodes", "-newkey", "ec", "-pkeyopt",
                    "ec_paramgen_curve:P-256", "-subj", f"/CN={name}.example", "-keyout",
                    self.path(f"{name}.key"), "-out", self.path("request"))
            openssl("x509", "-req", "-in", self.path("request"), "-CA", self.path(f"{issuer}.pem"),
                    "-CAkey", self.path(f"{issuer}.key"), "-CAcreateserial", "-extfile",
                    extensions, "-out", self.path(f"{name}.pem"))

    @staticmethod
    def fingerprint(path, form="PEM"):
        text = openssl("x509", "-in", path, "-inform", form, "-noout", "-fingerprint", "-sha1")
        return text.decode().strip().split("=")[1].replace(":", "")

    def listed(self, *words):
        lines = self.succeeds("list", *words).splitlines()
        return {line.split("  ")[0]: line.split("  ")[1:] for line in lines}


class Importing(Certs):
    def test_pem_with_its_key_in_another_file(self):
        for kind in ("ec", "rsa"):
            certificate, key = self.make(kind, kind)
            self.succeeds("import", certificate, "--key", key, "--friendly-name", "f\u00fcr mich")
            thumbprint = self.fingerprint(certificate)
            self.assertEqual(self.listed()[thumbprint][1:], ["key", f"CN={kind}.example"])
            self.assertRegex(self.succeeds("show", thumbprint), "Friendly name +f\u00fcr mich\n")

    def test_files_are_private_and_named_by_the_hash(self):
        self.addCleanup(os.umask, os.umask(0))
        certificate, key = self.make()
        self.succeeds("import", certificate, "--key", key)
        file = self.path("user") / "MY" / self.fingerprint(certificate)
        self.assertEqual(stat.S_IMODE(file.stat().st_mode), 0o600)
        for folder in ("user", "user/MY", "keys"):
            self.assertEqual(stat.S_IMODE(self.path(folder).stat().st_mode), 0o700)
        for kept in self.path("keys").iterdir():
            self.assertEqual(stat.S_IMODE(kept.stat().st_mode), 0o600)

    def test_pem_with_the_key_inside_and_der(self):
        certificate, key = self.make()
        both = self.path("both.pem")
        both.write_bytes(key.read_bytes() + certificate.read_bytes())
        self.succeeds("import", both)
        self.assertEqual(self.listed()[self.fingerprint(certificate)][1], "key")
        other, _ = self.make("b")
        der = self.path("b.der")
        openssl("x509", "-in", other, "-outform", "DER", "-out", der)
        self.succeeds("import", der)
        self.assertEqual(self.listed()[self.fingerprint(other)][1].strip(), "-")

    def test_a_name_steers_no_terminal(self):
        certificate, _ = self.make("a\u009b2Jb\u001b[2J", "ec", "-utf8")
        said = self.succeeds("import", certificate)
        self.assertIn("a?2Jb?[2J.example", said)
        self.assertNotRegex(said + self.succeeds("list"), "[\u0080-\u009f\u001b]")

    def test_an_encrypted_key_wants_its_password(self):
        certificate, key = self.make()
        locked = self.path("locked.key")
        openssl("pkcs8", "-topk8", "-in", key, "-out", locked, "-passout", "pass:geheim")
        self.fails(FAILED, "wrong password", "import", certificate, "--key", locked,
                   "--password-stdin", stdin="falsch\n")
        self.assertEqual(self.listed(), {})
        self.succeeds("import", certificate, "--key", locked, "--password-stdin",
                      stdin="geheim\n")

    def test_a_chain_goes_where_it_belongs(self):
        self.chain()
        chain = self.path("chain.pem")
        chain.write_bytes(b"".join(self.path(f"{name}.pem").read_bytes()
                                   for name in ("leaf", "ca", "root")))
        self.succeeds("import", chain, "--key", self.path("leaf.key"), said="root.example")
        self.assertEqual(list(self.listed()), [self.fingerprint(self.path("leaf.pem"))])
        self.assertEqual(list(self.listed("--store", "CA")),
                         [self.fingerprint(self.path("ca.pem"))])
        self.assertEqual(self.listed("--store", "ROOT"), {})

    def test_a_root_is_trusted_when_it_is_said(self):
        certificate, _ = self.make()
        self.succeeds("import", certificate, "--store", "ROOT")
        self.assertEqual(list(self.listed("--store", "root")), [self.fingerprint(certificate)])

    def test_another_certificates_key_is_refused(self):
        certificate, _ = self.make()
        _, key = self.make("b")
        self.fails(FAILED, "is not the certificate's", "import", certificate, "--key", key)
        self.assertEqual(self.listed(), {})

    def test_files_that_are_none_are_refused(self):
        certificate, key = self.make()
        broken = self.path("broken.pem")
        broken.write_text("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")
        self.fails(FAILED, "no certificate in it", "import", broken)
        self.fails(FAILED, "no certificate in it", "import", key)
        self.fails(FAILED, "cannot read", "import", self.path("none"))
        self.fails(FAILED, "cannot read", "import", self.folder)
        self.fails(FAILED, "no private key in it", "import", certificate, "--key", certificate)

    def test_two_processes_at_once(self):
        made = [self.make(str(number)) for number in range(4)]
        running = [subprocess.Popen([PROGRAM, "import", str(certificate), "--key", str(key)],
                                    env=self.environment, stdout=subprocess.PIPE)
                   for certificate, key in made for _ in range(3)]
        for process in running:
            process.communicate(timeout=120)
            self.assertEqual(process.returncode, DONE)
        self.assertEqual(set(self.listed()), {self.fingerprint(path) for path, _ in made})


class Pfx(Certs):
    def pfx(self, password, *more):
        certificate, key = self.make()
        path = self.path("a.pfx")
        openssl("pkcs12", "-export", "-in", certificate, "-inkey", key, "-out", path,
                "-name", "my friend", "-passout", f"pass:{password}", *more)
        return certificate, path

    def test_a_file_of_openssl_is_imported(self):
        certificate, path = self.pfx("geheim")
        self.succeeds("import", path, "--password-stdin", stdin="geheim\n")
        thumbprint = self.fingerprint(certificate)
        self.assertEqual(self.listed()[thumbprint][1], "key")
        self.assertRegex(self.succeeds("show", thumbprint), "Friendly name +my friend\n")

    def test_a_file_without_a_password_asks_for_none(self):
        certificate, path = self.pfx("")
        self.succeeds("import", path)
        self.assertEqual(list(self.listed()), [self.fingerprint(certificate)])

    def test_a_wrong_password_is_refused(self):
        _, path = self.pfx("geheim")
        self.fails(FAILED, "wrong password", "import", path, "--password-stdin", stdin="falsch\n")
        self.assertEqual(self.listed(), {})

    def test_openssl_reads_what_is_exported(self):
        certificate, path = self.pfx("geheim")
        self.succeeds("import", path, "--exportable", "--password-stdin", stdin="geheim\n")
        out = self.path("out.pfx")
        self.succeeds("export", "a.example", "--pfx", "--output", out, "--password-stdin",
                      stdin="anders\n")
        self.assertEqual(stat.S_IMODE(out.stat().st_mode), 0o600)
        back = openssl("pkcs12", "-in", out, "-passin", "pass:anders", "-nodes")
        self.path("back.pem").write_bytes(back)
        self.assertEqual(self.fingerprint(self.path("back.pem")), self.fingerprint(certificate))
        self.assertEqual(openssl("pkey", "-in", self.path("back.pem"), "-pubout"),
                         openssl("pkey", "-in", self.path("a.key"), "-pubout"))
        self.fails(FAILED, "which must not be there yet", "export", "a.example", "--pfx",
                   "--output", out, "--password-stdin", stdin="anders\n")

    def test_a_key_that_is_not_exportable_stays(self):
        _, path = self.pfx("geheim")
        self.succeeds("import", path, "--password-stdin", stdin="geheim\n")
        out = self.path("out.pfx")
        self.fails(FAILED, "cannot export the key", "export", "a.example", "--pfx", "--output", out,
                   "--password-stdin", stdin="anders\n")
        self.assertFalse(out.exists())


class Exporting(Certs):
    def test_pem_is_the_certificate_and_with_its_key_the_key(self):
        certificate, key = self.make()
        self.succeeds("import", certificate, "--key", key, "--exportable")
        self.assertEqual(self.succeeds("export", "a.example"), certificate.read_text())
        out = self.path("out.pem")
        self.succeeds("export", "a.example", "--with-key", "--output", out)
        self.assertEqual(stat.S_IMODE(out.stat().st_mode), 0o600)
        self.assertEqual(openssl("pkey", "-in", out, "-pubout"),
                         openssl("pkey", "-in", key, "-pubout"))

    def test_a_key_that_is_not_exportable_or_not_there_stays(self):
        certificate, key = self.make()
        self.succeeds("import", certificate, "--key", key)
        self.fails(FAILED, "cannot export the key", "export", "a.example", "--with-key")
        other, _ = self.make("b")
        self.succeeds("import", other)
        self.fails(FAILED, "no private key here", "export", "b.example", "--with-key")


class SelfSigned(Certs):
    def test_openssl_reads_what_is_made(self):
        for kind, said in (("rsa2048", "2048 bit"), ("ec256", "prime256v1"),
                           ("ec384", "secp384r1")):
            line = self.succeeds("self-signed", "--subject", f"CN={kind}.example, O=Example",
                                 "--dns", "a.example", "--dns", "b.example", "--days", "9",
                                 "--kind", kind)
            thumbprint = line.split()[0]
            pem = self.path("made.pem")
            self.succeeds("export", thumbprint, "--output", pem)
            self.assertEqual(self.fingerprint(pem), thumbprint)
            text = openssl("x509", "-in", pem, "-noout", "-text").decode()
            self.assertIn(said, text)
            self.assertIn("DNS:a.example, DNS:b.example", text)
            self.assertIn(f"{kind}.example", text)
            openssl("verify", "-CAfile", pem, pem)
            openssl("x509", "-in", pem, "-checkend", 8 * 86400)
            self.assertRegex(self.listed()[thumbprint][1], "key")

    def test_what_cannot_be_is_refused(self):
        self.fails(MISUSED, "needs --subject", "self-signed")
        self.fails(MISUSED, "not a subject's name", "self-signed", "--subject", "nonsense")
        for days in ("0", "-1", "x", "36501", ""):
            self.fails(MISUSED, "--days is a number", "self-signed", "--subject", "CN=a",
                       f"--days={days}")
        self.fails(MISUSED, "no such kind of key", "self-signed", "--subject", "CN=a", "--kind",
                   "rsa512")
        self.assertFalse(self.path("user").exists())


class Removing(Certs):
    def keys(self):
        return sorted(path.name for path in self.path("keys").iterdir()
                      if not path.name.startswith("."))

    def test_the_key_stays_unless_it_is_said(self):
        certificate, key = self.make()
        self.succeeds("import", certificate, "--key", key)
        self.assertEqual(len(self.keys()), 1)
        self.succeeds("remove", "a.example")
        self.assertEqual((self.listed(), len(self.keys())), ({}, 1))
        self.succeeds("import", certificate, "--key", key)
        self.succeeds("remove", self.fingerprint(certificate), "--with-key")
        self.assertEqual((self.listed(), self.keys()), ({}, []))

    def test_what_is_not_there_or_is_several_is_refused(self):
        for name in ("a1", "a2"):
            certificate, _ = self.make(name)
            self.succeeds("import", certificate)
        self.fails(FAILED, "there is no certificate b", "remove", "b")
        self.fails(FAILED, "there are several", "remove", "EXAMPLE")
        self.assertEqual(len(self.listed()), 2)


class Stores(Certs):
    def test_the_machines_store_is_another(self):
        certificate, _ = self.make()
        self.succeeds("import", certificate, "--machine")
        self.assertEqual(self.listed(), {})
        self.assertEqual(list(self.listed("--machine")), [self.fingerprint(certificate)])

    def test_a_folder_that_is_open_to_others_is_refused(self):
        certificate, _ = self.make()
        self.succeeds("import", certificate)
        (self.path("user") / "MY").chmod(0o755)
        self.fails(FAILED, "cannot open the store MY", "list")

    def test_names_that_no_store_can_have_are_refused(self):
        for name in ("a/b", "..", ""):
            self.fails(FAILED, "cannot open the store", "list", f"--store={name}")

    def test_the_machines_roots_are_shown(self):
        certificate, _ = self.make()
        self.environment["SSL_CERT_FILE"] = str(certificate)
        self.assertEqual(list(self.listed("--store", "ROOT")), [self.fingerprint(certificate)])
        self.fails(FAILED, "cannot remove it", "remove", "a.example", "--store", "ROOT")


class CommandLine(Certs):
    def test_help_names_every_command_and_so_does_the_manual(self):
        manual = (TREE / "sspi/tools/secur32-certs.1").read_text()
        text = self.succeeds("--help")
        commands = re.findall(r"^  ([a-z-]+) ", text, re.M)
        self.assertEqual([name for name in commands if not name.startswith("--")],
                         ["list", "show", "import", "export", "self-signed", "remove"])
        for name in ("list", "show", "import", "export", "self-signed", "remove"):
            self.assertRegex(manual, rf"\.BI? {name}\b")
            shown = self.succeeds(name, "--help")
            for option in re.findall(r"--([a-z-]+)", shown):
                self.assertIn(option.replace("-", "\\-"), manual + "help")

    def test_wrong_command_lines_are_refused(self):
        self.fails(MISUSED, "no command")
        self.fails(MISUSED, "there is no command dance", "dance")
        self.fails(MISUSED, "show needs CERTIFICATE", "show")
        self.fails(MISUSED, "does not take more", "list", "more")
        self.fails(MISUSED, "there is no option --x", "list", "--x")
        self.fails(MISUSED, "list does not take --key", "list", "--key", "a")
        self.fails(MISUSED, "either --pfx or --pem", "export", "a", "--pfx", "--pem")


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
