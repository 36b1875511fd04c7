"""FreeRDP's two programs, each with WinPR's own SSPI or with this library's.

A side tells what it did in two places that the tests read: FreeRDP's log (WLOG_...), and the trace
of this library (SSPI_TRACE), which is empty when the library was not asked.
"""
import pathlib
import re
import socket
import subprocess

from programs import wait_until

HERE = pathlib.Path(__file__).parent
LOOPBACK = "127.0.0.1"

# Domain, user, password.
BOB = ("", "bob", "Passw0rd")
ALICE = ("DEMO", "alice", "P\u00e4ssw\u00f6rd 7")
WRONG_PASSWORD = ("", "bob", "Passw0rD")
UNKNOWN_USER = ("", "mallory", "Passw0rd")
DISABLED = ("", "dora", "Passw0rd")
# The accounts with what a SAM file has: MD4 of the password in UTF-16LE.
NT_HASHES = {BOB: "a87f3a337d73085c45f9416be5787d86", ALICE: "890128b80a2593ae2d56e1069f31896d"}


def text_of(path):
    return path.read_text(errors="replace") if path.exists() else ""


class Side:
    """One end: where its log and its trace are."""

    def __init__(self, world, name):
        self.world = world
        folder = world.path(name)
        folder.mkdir()
        self.name = name
        self.log_path, self.trace_path = folder / "log", folder / "trace"
        self.log = self.trace = ""

    def environment(self, **more):
        return self.world.environment(
            WLOG_LEVEL="DEBUG", WLOG_APPENDER="FILE",
            WLOG_FILEAPPENDER_OUTPUT_FILE_PATH=self.log_path.parent,
            WLOG_FILEAPPENDER_OUTPUT_FILE_NAME=self.log_path.name,
            SSPI_TRACE=self.trace_path, **more)


    def tell(self):
        print(f"== the {self.name}'s log\n{self.log}\n== the {self.name}'s trace\n{self.trace}")


class Server(Side):
    """freerdp-shadow-cli.  with_library: through the registry; database: through the accounts
    database of this library, else by a SAM file."""

    ACCEPTED, REFUSED = "Accepted client: ", "client authentication failure"

    def __init__(self, world, with_library, database):
        super().__init__(world, "server")
        self.seen_log = self.seen_trace = 0
        more, options = {}, []
        if database:
            more["SECUR32_ACCOUNTS"] = self.make_database()
        else:
            options.append(f"/sam-file:{self.make_sam_file()}")
        command = []
        if with_library:
            folder = world.path("registry")
            folder.mkdir()
            command = [HERE / "with_registry", folder, world.library]
        self.listen([*command, "freerdp-shadow-cli", f"/bind-address:{LOOPBACK}", "/sec:nla",
                     "+auth", *options], self.environment(**more))

    def make_sam_file(self):
        path = self.world.path("sam")
        path.touch(mode=0o600)
        path.write_text("".join(f"{user}:{domain}::{nt_hash}:::\n"
                                for (domain, user, _), nt_hash in NT_HASHES.items()))
        return path

    def make_database(self):
        path = self.world.path("accounts.db")

        def accounts(*arguments, password=""):
            subprocess.run([self.world.accounts_command, *arguments], check=True, timeout=30,
                           input=f"{password}\n".encode(), stdout=subprocess.DEVNULL,
                           env=self.world.environment(SECUR32_ACCOUNTS=path))

        for domain, user, password in (BOB, ALICE, DISABLED):
            name = f"{domain}\\{user}" if domain else user
            accounts("add", name, "--password-stdin", password=password)
        accounts("disable", DISABLED[1])
        return path

    def listen(self, command, environment):
        """On a free port.  Another may take it first: then FreeRDP ends, and we try the next."""
        for _ in range(10):
            with socket.socket() as probe:
                probe.bind((LOOPBACK, 0))
                self.port = probe.getsockname()[1]
            self.program = self.world.start([*command, f"/port:{self.port}"], environment,
                                            "server.output")
            wait_until(lambda: self.listening() or not self.program.running(), "the server's start")
            if self.listening():
                return
        raise AssertionError("the server does not start:\n" + text_of(self.program.output) +
                             text_of(self.log_path))

    def listening(self):
        return f"Listening on [{LOOPBACK}]:{self.port}" in text_of(self.log_path)

    def verdict(self):
        """Waits for the word on the client that came last; leaves in log and trace its part."""
        found = wait_until(
            lambda: re.search(f"{self.ACCEPTED}|{self.REFUSED}",
                              text_of(self.log_path)[self.seen_log:]), "the server's verdict")
        log, trace = text_of(self.log_path), text_of(self.trace_path)
        self.log, self.trace = log[self.seen_log:], trace[self.seen_trace:]
        return found[0] == self.ACCEPTED

    def next(self):
        """What is in log and trace by now belongs to clients that have gone."""
        self.seen_log, self.seen_trace = len(text_of(self.log_path)), len(text_of(self.trace_path))


class Client(Side):
    """xfreerdp, which only authenticates.  with_library: by the preload object."""

    def __init__(self, world, with_library):
        super().__init__(world, "client")
        self.with_library = with_library

    def authenticate(self, port, domain, user, password):
        """Whether FreeRDP says that it was let in."""
        more = {"LD_PRELOAD": self.world.preload} if self.with_library else {}
        program = self.world.start(
            ["xfreerdp", f"/v:{LOOPBACK}:{port}", "/cert:ignore", "/sec:nla", "+auth-only",
             f"/d:{domain}", f"/u:{user}", f"/p:{password}"],
            self.environment(**more), "client.output")
        self.exit_code = program.wait()
        self.log, self.trace = text_of(self.log_path), text_of(self.trace_path)
        status = re.search(r"Authentication only, exit status (\d+)", self.log)
        if not status:
            raise AssertionError(f"xfreerdp gave no verdict and ended with {self.exit_code}:\n" +
                                 text_of(program.output) + self.log)
        return status[1] == "0"
