"""Drives secur32-accounts: every command, its messages and exit statuses, and the prompt on a
pseudo-terminal.  Arguments: the program, the source tree."""
import fcntl
import os
import pathlib
import pty
import re
import select
import signal
import sqlite3
import stat
import subprocess
import sys
import tempfile
import termios
import time
import unittest

PROGRAM = sys.argv[1]
TREE = pathlib.Path(sys.argv[2])
DONE, FAILED, MISUSED = 0, 1, 2
NT_HASH = "fc525c9683e8fe067095ba2ddc971889"  # Passw0rd!


class Accounts(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.database = os.path.join(self.folder.name, "accounts.db")
        self.environment = {**os.environ, "SECUR32_ACCOUNTS": self.database, "TZ": "UTC"}

    def run_program(self, *words, stdin=""):
        data = stdin if isinstance(stdin, bytes) else stdin.encode()
        return subprocess.run([PROGRAM, *words], input=data, capture_output=True, timeout=60,
                              env=self.environment)

    def succeeds(self, *words, stdin=""):
        done = self.run_program(*words, stdin=stdin)
        self.assertEqual((done.returncode, done.stderr), (DONE, b""), words)
        return done.stdout.decode()

    def fails(self, status, message, *words, stdin=""):
        done = self.run_program(*words, stdin=stdin)
        self.assertEqual((done.returncode, done.stdout), (status, b""), (words, done.stderr))
        text = done.stderr.decode()
        self.assertTrue(text.startswith("secur32-accounts: "), text)
        self.assertIn(message, text)

    def add(self, *names, password="Passw0rd!"):
        for name in names:
            self.succeeds("add", name, "--password-stdin", stdin=password + "\n")

    def rows(self, sql):
        connection = sqlite3.connect(self.database)
        with connection:
            found = connection.execute(sql).fetchall()
        connection.close()
        return found

    def listed(self):
        lines = self.succeeds("list").splitlines()
        self.assertEqual(re.split(r"  +", lines[0]),
                         ["ACCOUNT", "STATE", "LAST LOGON", "FAILURES", "LAST FAILURE"])
        return {re.split(r"  +", line)[0]: re.split(r"  +", line)[1:] for line in lines[1:]
                if line and not line.startswith("Last tried")}

    def file(self, name, text):
        path = os.path.join(self.folder.name, name)
        pathlib.Path(path).write_bytes(text if isinstance(text, bytes) else text.encode())
        return path


class Adding(Accounts):
    def test_makes_a_private_database_with_a_hash_and_no_password(self):
        self.addCleanup(os.umask, os.umask(0))
        self.add("DOM\\bob")
        self.assertEqual(stat.S_IMODE(os.stat(self.database).st_mode), 0o600)
        self.assertEqual(self.rows("SELECT user, domain, lower(hex(nt_hash)) FROM accounts "
                                   "WHERE id > 0"), [("bob", "DOM", NT_HASH)])
        for name in os.listdir(self.folder.name):
            content = pathlib.Path(self.folder.name, name).read_bytes()
            self.assertNotIn(b"Passw0rd!", content)
            self.assertNotIn("Passw0rd!".encode("utf-16-le"), content)

    def test_takes_the_first_line_of_standard_input_only(self):
        for text in ("Passw0rd!", "Passw0rd!\n", "Passw0rd!\r\n", "Passw0rd!\nmore\n"):
            self.succeeds("add", "bob", "--password-stdin", stdin=text)
            self.assertEqual(self.rows("SELECT lower(hex(nt_hash)) FROM accounts WHERE id > 0"),
                             [(NT_HASH,)])
            self.succeeds("remove", "bob")

    def test_refuses_passwords_that_are_none(self):
        self.fails(FAILED, "empty password", "add", "bob", "--password-stdin", stdin="")
        self.fails(FAILED, "empty password", "add", "bob", "--password-stdin", stdin="\n")
        self.fails(FAILED, "not UTF-8", "add", "bob", "--password-stdin", stdin=b"\xff\xfe\n")
        self.fails(FAILED, "zero octets", "add", "bob", "--password-stdin", stdin=b"a\0b\n")
        self.fails(FAILED, "longer than", "add", "bob", "--password-stdin", stdin="x" * 1025)
        self.succeeds("add", "bob", "--password-stdin", stdin="x" * 1024)
        self.succeeds("passwd", "bob", "--password-stdin", stdin="p\u00e4ss \U0001f600")

    def test_refuses_an_account_that_is_there_before_it_asks(self):
        self.add("DOM\\bob")
        self.fails(FAILED, "there already is an account dom\\BOB", "add", "dom\\BOB")
        self.fails(FAILED, "there already is an account dom\\bob", "add", "bob@dom")

    def test_refuses_names_that_are_none(self):
        for name in ("", "DOM\\", "a:b", "a\\b\\c", "x" * 257, "a\nb"):
            self.fails(MISUSED, "not an account's name", "add", name, "--password-stdin",
                       stdin="x")

    def test_takes_hostile_names_as_names(self):
        names = ["o'brien", "'; DROP TABLE accounts; --", '"', "%s%n", "j\u00f6rg", "--"]
        for name in names:
            self.succeeds("add", "--password-stdin", "--", name, stdin="x")
        self.assertEqual(set(self.listed()), set(names))


class Changing(Accounts):
    def setUp(self):
        super().setUp()
        self.add("DOM\\bob", "eve")

    def test_gives_a_new_password(self):
        self.succeeds("passwd", "dom\\bob", "--password-stdin", stdin="Password\n")
        self.assertEqual(self.rows("SELECT lower(hex(nt_hash)) FROM accounts WHERE user = 'bob'"),
                         [("a4f49c406510bdcab6824ee7c30fd852",)])

    def test_disables_and_enables(self):
        self.succeeds("disable", "bob@dom")
        self.assertEqual(self.listed()["DOM\\bob"][0], "disabled")
        self.assertEqual(self.listed()["eve"][0], "active")
        self.succeeds("enable", "bob@dom")
        self.assertEqual(self.listed()["DOM\\bob"][0], "active")

    def test_unlocks(self):
        self.rows("UPDATE accounts SET failures = 10, locked_since = strftime('%s', 'now'), "
                  "last_failure = strftime('%s', 'now') WHERE user = 'eve'")
        self.assertEqual(self.listed()["eve"][0], "locked out")
        self.assertEqual(self.listed()["eve"][2], "10")
        self.succeeds("unlock", "EVE")
        self.assertEqual(self.listed()["eve"][0], "active")
        self.assertEqual(self.listed()["eve"][2], "0")

    def test_removes(self):
        self.succeeds("remove", "eve")
        self.assertEqual(set(self.listed()), {"DOM\\bob"})

    def test_sets_expiry_dates(self):
        self.succeeds("set", "eve", "--expires", "2001-02-03")
        self.assertEqual(self.listed()["eve"][0], "expired")
        self.succeeds("set", "eve", "--expires=2999-02-03T04:05", "--password-expires", "now")
        self.assertEqual(self.listed()["eve"][0], "password expired")
        self.succeeds("passwd", "eve", "--password-stdin", stdin="x")
        self.assertEqual(self.listed()["eve"][0], "active until 2999-02-03 04:05")
        self.succeeds("set", "eve", "--expires", "never")
        self.assertEqual(self.listed()["eve"][0], "active")

    def test_refuses_dates_that_are_none(self):
        for date in ("", "tomorrow", "2026-2-3", "2026-02-31", "2026-13-01", "2026-01-01T24:00",
                     "2026-01-01T00:60", "2026-01-01 00:00", "2026-01-01T00:00Z", "0000-00-00"):
            self.fails(MISUSED, "not a date", "set", "eve", "--expires", date)
        self.fails(MISUSED, "needs --expires or", "set", "eve")

    def test_says_which_account_is_missing(self):
        for words in (["passwd", "max"], ["disable", "max"], ["enable", "max"], ["unlock", "max"],
                      ["remove", "max"], ["set", "max", "--expires", "now"]):
            self.fails(FAILED, "there is no account max", *words)
        self.fails(FAILED, "there is no account bob", "remove", "bob")

    def test_sets_the_policy(self):
        self.assertEqual(self.succeeds("policy").splitlines(),
                         ["lock-out threshold: 10", "lock-out duration:  30 minutes",
                          "failure window:     30 minutes"])
        self.succeeds("policy", "--lockout-threshold", "3", "--lockout-duration", "5",
                      "--lockout-window", "7")
        self.assertEqual(self.rows("SELECT * FROM policy"), [(1, 3, 300, 420)])
        self.assertIn("none", self.succeeds("policy", "--lockout-threshold", "0"))
        self.assertEqual(self.rows("SELECT * FROM policy"), [(1, 0, 300, 420)])
        for value in ("-1", "x", "", "3x", "99999999999999999999", "1e3"):
            self.fails(MISUSED, "not a number", "policy", "--lockout-threshold", value)

    def test_shows_last_logon_and_failure(self):
        self.rows("UPDATE accounts SET last_logon = 1700000000, last_failure = 1700000060 "
                  "WHERE user = 'eve'")
        self.assertEqual(self.listed()["eve"],
                         ["active", "2023-11-14 22:13", "0", "2023-11-14 22:14"])

    def test_shows_that_unknown_users_were_tried(self):
        self.assertNotIn("does not exist", self.succeeds("list"))
        self.rows("UPDATE accounts SET last_failure = 1700000060 WHERE id = 0")
        self.assertIn("a user that does not exist: 2023-11-14 22:14", self.succeeds("list"))


class Importing(Accounts):
    def test_takes_sam_lines_and_names_the_bad_ones(self):
        self.add("bob", password="old")
        sam = self.file("sam", f"# x\nbob:::{NT_HASH}:::\neve:DOM::{NT_HASH}:::\nnonsense\n"
                               f"max:1001::{NT_HASH}:[UD ]:LCT-0:\n")
        done = self.run_program("import", sam)
        self.assertEqual(done.returncode, FAILED)
        self.assertEqual(done.stdout, b"2 added, 0 replaced, 1 kept, 1 left out\n")
        self.assertIn(f"{sam}:4: not an account", done.stderr.decode())
        self.assertNotIn(b"nonsense", done.stderr)
        self.assertIn(b"bob was there already", done.stderr)
        self.assertEqual({name: row[0] for name, row in self.listed().items()},
                         {"bob": "active", "DOM\\eve": "active", "max": "disabled"})

    def test_replaces_when_told(self):
        self.add("bob", password="old")
        sam = self.file("sam", f"bob:::{NT_HASH}:::\n")
        self.assertIn("1 replaced", self.succeeds("import", sam, "--replace"))
        self.assertEqual(self.rows("SELECT lower(hex(nt_hash)) FROM accounts WHERE id > 0"),
                         [(NT_HASH,)])

    def test_makes_the_database(self):
        self.succeeds("import", self.file("sam", f"bob:::{NT_HASH}:::\n"))
        self.assertEqual(set(self.listed()), {"bob"})

    def test_refuses_what_it_cannot_read(self):
        self.fails(FAILED, "No such file", "import", os.path.join(self.folder.name, "missing"))
        self.fails(FAILED, "not a regular file", "import", self.folder.name)


class Usage(Accounts):
    def test_helps_in_general_and_for_each_command(self):
        general = self.succeeds("--help")
        commands = re.findall(r"^  (\w+) ", general, re.MULTILINE)
        self.assertEqual(commands, ["add", "passwd", "list", "disable", "enable", "unlock",
                                    "remove", "set", "policy", "import"])
        for command in commands:
            text = self.succeeds(command, "--help")
            self.assertTrue(text.startswith(f"usage: secur32-accounts {command}"), text)
            self.assertIn("--database FILE", text)
        self.assertFalse(os.path.exists(self.database))

    def test_is_described_by_its_manual_page(self):
        page = (TREE / "sspi/tools/secur32-accounts.1").read_text().replace("\\-", "-")
        for command in re.findall(r"^  (\w+) ", self.succeeds("--help"), re.MULTILINE):
            self.assertRegex(page, rf"(?m)^\.BI? {command}\b")
            for option in re.findall(r"^  (--[\w-]+)", self.succeeds(command, "--help"),
                                     re.MULTILINE):
                self.assertIn(option, page)

    def test_refuses_what_it_does_not_understand(self):
        self.fails(MISUSED, "no command;")
        self.fails(MISUSED, "no command frobnicate", "frobnicate")
        self.fails(MISUSED, "add needs ACCOUNT", "add")
        self.fails(MISUSED, "add does not take secret", "add", "bob", "secret")
        self.fails(MISUSED, "list does not take x", "list", "x")
        self.fails(MISUSED, "no option --password", "add", "bob", "--password", "secret")
        self.fails(MISUSED, "list does not take --replace", "list", "--replace")
        self.fails(MISUSED, "--expires needs a value", "set", "bob", "--expires")
        self.fails(MISUSED, "--replace takes no value", "import", "x", "--replace=yes")

    def test_does_not_make_a_database_to_look_at_it(self):
        for words in (["list"], ["remove", "bob"], ["passwd", "bob"]):
            self.fails(FAILED, f"{self.database}: No such file", *words)
        self.assertFalse(os.path.exists(self.database))

    def test_prefers_the_database_of_the_command_line(self):
        other = os.path.join(self.folder.name, "other.db")
        self.succeeds("--database", other, "add", "bob", "--password-stdin", stdin="x")
        self.assertFalse(os.path.exists(self.database))
        self.assertIn("bob", self.succeeds("list", f"--database={other}"))

    def test_refuses_files_that_are_no_accounts_database(self):
        self.file("accounts.db", "hello\n" * 1000)
        self.fails(FAILED, f"{self.database}: file is not a database", "list")
        self.fails(FAILED, self.database, "add", "bob", "--password-stdin", stdin="x")
        self.assertTrue(pathlib.Path(self.database).read_text().startswith("hello"))
        self.file("accounts.db", "x")
        self.fails(FAILED, "not an accounts database", "add", "bob", "--password-stdin", stdin="x")
        os.unlink(self.database)
        self.rows("CREATE TABLE other (x)")
        self.fails(FAILED, "not an accounts database", "list")
        os.chmod(self.database, 0o666)
        self.fails(FAILED, "others can write it", "list")
        os.unlink(self.database)
        self.add("bob")
        self.rows("PRAGMA user_version = 7")
        self.fails(FAILED, "newer version", "list")

    def test_says_when_its_output_is_lost(self):
        self.add("bob")
        with open("/dev/full", "wb") as full:
            done = subprocess.run([PROGRAM, "list"], stdout=full, stderr=subprocess.PIPE,
                                  env=self.environment, timeout=60)
        self.assertEqual(done.returncode, FAILED)
        self.assertIn(b"standard output", done.stderr)


class Prompt(Accounts):
    """The program on a terminal of its own."""

    def begin(self, *words):
        terminal, self.inner = pty.openpty()
        self.addCleanup(os.close, terminal)
        self.addCleanup(os.close, self.inner)
        self.seen = b""

        def take_terminal():
            os.setsid()
            fcntl.ioctl(0, termios.TIOCSCTTY, 0)

        child = subprocess.Popen([PROGRAM, *words], stdin=self.inner, stdout=self.inner,
                                 stderr=self.inner, env=self.environment,
                                 preexec_fn=take_terminal)
        return child, terminal

    def wait_for(self, terminal, text):
        deadline = time.monotonic() + 30
        while text not in self.seen and time.monotonic() < deadline:
            self.read_what_is_there(terminal, 0.1)
        self.assertIn(text, self.seen)

    def read_what_is_there(self, terminal, seconds):
        while select.select([terminal], [], [], seconds)[0]:
            self.seen += os.read(terminal, 1000)
            seconds = 0

    def hidden(self):
        return not termios.tcgetattr(self.inner)[3] & termios.ECHO

    def answer(self, first, second):
        child, terminal = self.begin("add", "DOM\\bob")
        self.wait_for(terminal, b"Password for DOM\\bob: ")
        self.assertTrue(self.hidden())
        os.write(terminal, first + b"\n")
        self.wait_for(terminal, b"The same again: ")
        os.write(terminal, second + b"\n")
        status = child.wait(timeout=60)
        self.read_what_is_there(terminal, 0)
        self.assertFalse(self.hidden())
        return status

    def test_asks_twice_and_shows_nothing(self):
        self.assertEqual(self.answer(b"Passw0rd!", b"Passw0rd!"), DONE)
        self.assertNotIn(b"Passw0rd!", self.seen)
        self.assertEqual(self.rows("SELECT lower(hex(nt_hash)) FROM accounts WHERE id > 0"),
                         [(NT_HASH,)])

    def test_refuses_two_different_passwords(self):
        self.assertEqual(self.answer(b"Passw0rd!", b"Passw0rd?"), FAILED)
        self.assertIn(b"the two passwords differ", self.seen)
        self.assertEqual(self.rows("SELECT count(*) FROM accounts WHERE id > 0"), [(0,)])

    def test_gives_the_terminal_back_when_it_is_interrupted(self):
        child, terminal = self.begin("add", "bob")
        self.wait_for(terminal, b"Password for bob: ")
        self.assertTrue(self.hidden())
        os.write(terminal, b"\x03")
        self.assertEqual(child.wait(timeout=60), -signal.SIGINT)
        self.assertFalse(self.hidden())

    # Between hiding what is typed and waiting for it, too.
    def test_ends_whenever_it_is_interrupted(self):
        for _ in range(100):
            child, _terminal = self.begin("add", "bob")
            while not self.hidden() and child.poll() is None:
                pass
            child.send_signal(signal.SIGINT)
            self.assertEqual(child.wait(timeout=20), -signal.SIGINT)
            self.assertFalse(self.hidden())

    def test_needs_a_terminal(self):
        done = subprocess.run([PROGRAM, "add", "bob"], stdin=subprocess.DEVNULL,
                              capture_output=True, env=self.environment, start_new_session=True,
                              timeout=60)
        self.assertEqual(done.returncode, FAILED)
        self.assertIn(b"use --password-stdin", done.stderr)


class Together(Accounts):
    def test_many_at_once_lose_nothing(self):
        running = [subprocess.Popen([PROGRAM, "add", f"user{i}", "--password-stdin"],
                                    stdin=subprocess.PIPE, env=self.environment)
                   for i in range(24)]
        for each in running:
            each.communicate(b"x\n", timeout=120)
        self.assertEqual([each.returncode for each in running], [DONE] * 24)
        self.assertEqual(len(self.listed()), 24)
        self.assertEqual(self.rows("PRAGMA integrity_check"), [("ok",)])


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
