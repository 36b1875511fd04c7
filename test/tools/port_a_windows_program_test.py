"""One source text for both systems: mingw-w64 builds it for Windows, the porting kit for Linux, where
client and server talk to each other.

    port_a_windows_program_test.py PROGRAM FOLDER
"""
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

PROGRAM, FOLDER = sys.argv[1], pathlib.Path(sys.argv[2])
SOURCE = FOLDER / "port_a_windows_program.cpp"
PASSWORD = "correct horse 7"


class Talk:
    """A server with one account, a client, and what became of both."""

    def __init__(self, work, package, user="alice", password=PASSWORD, client_package=None):
        users = pathlib.Path(work) / "users"
        users.write_text(f"DEMO:alice:{PASSWORD}\n")
        users.chmod(0o600)
        server = subprocess.Popen([PROGRAM, "server", "0", package], text=True,
                                  stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                                  env={**os.environ, "NTLM_USER_FILE": str(users)})
        port = re.search(r"listening on port (\d+)", server.stdout.readline())[1]
        self.client = subprocess.run(
            [PROGRAM, "client", port, client_package or package, "DEMO", user, "-"],
            input=password + "\n", capture_output=True, text=True, timeout=60, check=False)
        self.server_says, _ = server.communicate(timeout=60)
        self.server_status = server.returncode


class OneText(unittest.TestCase):
    def test_has_no_line_for_one_system_alone(self):
        self.assertIsNone(re.search(r"^\s*#\s*(if|elif|ifdef|ifndef)\b", SOURCE.read_text(), re.M))

    def test_compiles_for_windows(self):
        with tempfile.TemporaryDirectory() as work:
            built = pathlib.Path(work) / "program.exe"
            done = subprocess.run(
                ["x86_64-w64-mingw32-g++", "-std=c++17", "-Wall", "-Wextra", "-Werror", str(SOURCE),
                 "-o", str(built), "-lsecur32", "-lws2_32"],
                capture_output=True, text=True, check=False)
            self.assertEqual((0, ""), (done.returncode, done.stderr))
            self.assertEqual(b"MZ", built.read_bytes()[:2])


class OnLinux(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)

    def talk(self, *arguments, **more):
        return Talk(self.folder.name, *arguments, **more)

    def test_client_and_server_seal_their_messages(self):
        for package in "NTLM", "Negotiate":
            talk = self.talk(package)
            self.assertEqual((0, 0), (talk.client.returncode, talk.server_status), package)
            self.assertIn("authenticated as DEMO\\alice", talk.server_says)
            self.assertIn("the client says: Gr\u00fc\u00dfe \u2014 hello", talk.server_says)
            self.assertIn('server has "Gr\u00fc\u00dfe \u2014 hello"', talk.client.stdout)

    def test_a_wrong_password_is_refused_by_name(self):
        talk = self.talk("NTLM", password="wrong")
        self.assertEqual((1, 1), (talk.client.returncode, talk.server_status))
        self.assertIn("0x8009030c SEC_E_LOGON_DENIED", talk.server_says)

    def test_an_unknown_user_is_refused(self):
        talk = self.talk("Negotiate", user="nobody")
        self.assertEqual((1, 1), (talk.client.returncode, talk.server_status))

    def test_a_package_that_is_not_there_is_named(self):
        done = subprocess.run([PROGRAM, "client", "1", "Unheard", "D", "u", "p"],
                              capture_output=True, text=True, timeout=60, check=False)
        self.assertEqual(1, done.returncode)
        self.assertIn("AcquireCredentialsHandle: 0x80090305 SEC_E_SECPKG_NOT_FOUND", done.stderr)

    def test_a_server_that_is_not_there_is_a_winsock_error(self):
        done = subprocess.run([PROGRAM, "client", "1", "NTLM", "D", "u", "p"],
                              capture_output=True, text=True, timeout=60, check=False)
        self.assertEqual(1, done.returncode)
        self.assertIn("connect: 0x0000274d WSAECONNREFUSED", done.stderr)


unittest.main(argv=sys.argv[:1])
