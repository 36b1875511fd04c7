"""The programs of these tests and what they need: a temporary folder, the library installed as a
user installs it, an X display.  Every program runs under timeout(1), in a process group of its own
that is ended when the test ends, however it ends; its environment is written down in full.
"""
import os
import pathlib
import select
import shutil
import signal
import subprocess
import tempfile
import time

LIFETIME = 240  # seconds, of any program
PATIENCE = 30   # seconds, for any one thing to happen


def wait_until(happened, what):
    """The first true answer of happened(); what it was is told when it does not come."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if answer := happened():
            return answer
        time.sleep(0.02)
    raise AssertionError(f"{what}: nothing in {PATIENCE} seconds")


class Program:
    """A program in the background; its output goes to a file."""

    def __init__(self, command, environment, output, pass_fds=()):
        self.output = output
        with open(output, "ab") as file:
            self.process = subprocess.Popen(
                ["timeout", "--kill-after=5", str(LIFETIME), *map(str, command)],
                env=environment, stdin=subprocess.DEVNULL, stdout=file, stderr=file,
                start_new_session=True, pass_fds=pass_fds)

    def running(self):
        return self.process.poll() is None

    def wait(self):
        return self.process.wait(PATIENCE)

    def stop(self):
        for ending in (signal.SIGTERM, signal.SIGKILL):
            try:
                os.killpg(self.process.pid, ending)
            except ProcessLookupError:
                pass
            try:
                self.process.wait(5)
                return
            except subprocess.TimeoutExpired:
                pass


class World:
    """What all programs of one run share."""

    def __init__(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="freerdp-"))
        self.programs = []
        self.count = 0
        self.display = None

    def install(self, build):
        prefix = self.folder / "prefix"
        with open(self.folder / "install.log", "wb") as log:
            subprocess.run(["cmake", "--install", build, "--prefix", prefix], check=True,
                           stdout=log, timeout=120)
        self.library = next(prefix.rglob("libsecur32.so.0"))
        self.preload = self.library.with_name("libsecur32-preload.so")
        self.accounts_command = prefix / "bin" / "secur32-accounts"
        for path in (self.preload, self.accounts_command):
            if not path.exists():
                raise AssertionError(f"not installed: {path}")

    def environment(self, **more):
        home = self.folder / "home"
        home.mkdir(exist_ok=True)
        base = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "HOME": str(home), "LANG": "C.UTF-8"}
        if self.display:
            base["DISPLAY"] = self.display
        return base | {name: str(value) for name, value in more.items()}

    def path(self, name):
        """A name in the folder that nobody else has."""
        self.count += 1
        return self.folder / f"{self.count:02}-{name}"

    def start(self, command, environment, name, pass_fds=()):
        program = Program(command, environment, self.path(name), pass_fds)
        self.programs.append(program)
        return program

    def start_display(self):
        """Xvfb takes the first number that is free, and writes it and a line's end."""
        ready, told = os.pipe()
        try:
            self.start(["Xvfb", "-displayfd", told, "-screen", "0", "640x480x24", "-noreset",
                        "-nolisten", "tcp"], self.environment(), "xvfb", (told,))
            os.close(told)
            number = ""
            while not number.endswith("\n"):
                more = select.select([ready], [], [], PATIENCE)[0] and os.read(ready, 16)
                if not more:
                    raise AssertionError("Xvfb gives no display")
                number += more.decode()
        finally:
            os.close(ready)
        self.display = f":{number.strip()}"

    def close(self):
        for program in reversed(self.programs):
            program.stop()
        shutil.rmtree(self.folder, ignore_errors=True)
