"""Drives samples/manual_session_keys_sender and _receiver as two processes, with an attacker between.

    manual_session_keys_test.py SENDER RECEIVER
"""
import os
import re
import socket
import struct
import subprocess
import sys
import tempfile
import threading
import unittest

SENDER, RECEIVER = sys.argv[1:3]
ACCEPTED, REFUSED = 0, 4  # the sender's exit status


class Scene(unittest.TestCase):
    """Two users who hold each other's public keys, in a folder of their own."""

    def setUp(self):
        temporary = tempfile.TemporaryDirectory()
        self.addCleanup(temporary.cleanup)
        self.folder = temporary.name
        self.environment = dict(os.environ, SECUR32_KEY_FOLDER=os.path.join(self.folder, "keys"))
        self.make_keys()
        self.receiver = None
        self.addCleanup(self.stop)

    def make_keys(self):
        for program in (SENDER, RECEIVER):
            self.assertEqual(self.run_program(program, "--keys-only").returncode, 0)

    def run_program(self, program, *arguments):
        return subprocess.run([program, *arguments], cwd=self.folder, env=self.environment,
                              capture_output=True, text=True, timeout=60)

    def start(self, *arguments):
        self.stop()
        self.receiver = subprocess.Popen([RECEIVER, "--port", "0", *arguments], cwd=self.folder,
                                         env=self.environment, stdout=subprocess.PIPE,
                                         stderr=subprocess.STDOUT, text=True)
        self.port = re.search(r"listening on port (\d+)", self.line_with("listening"))[1]

    def stop(self):
        if self.receiver:
            self.receiver.kill()
            self.receiver.wait()
            self.receiver.stdout.close()
        self.receiver = None

    def line_with(self, word):
        for line in self.receiver.stdout:
            if word in line:
                return line
        self.fail(f"the receiver ended without a word of {word}")

    def send(self, *arguments):
        return self.run_program(SENDER, "--port", self.port, *arguments)

    def refused(self, sent, reason):
        self.assertEqual(sent.returncode, REFUSED, sent.stdout + sent.stderr)
        self.assertIn("the receiver refuses the message", sent.stdout)
        self.assertIn(reason, self.line_with("refused"))

    def capture(self, text, port=None):
        """What an eavesdropper has of a message that was sent."""
        self.send("--text", text, "--save", "captured", *(["--port", port] if port else []))
        return self.bytes_of("captured")

    def bytes_of(self, name):
        with open(os.path.join(self.folder, name), "rb") as file:
            return file.read()

    def replay(self, body):
        with open(os.path.join(self.folder, "replayed"), "wb") as file:
            file.write(body)
        return self.send("--replay", "replayed")

    def swallow(self):
        """A man in the middle who lets nothing through: the port where he waits."""
        listener = socket.create_server(("127.0.0.1", 0))
        self.addCleanup(listener.close)

        def hold():
            connection, _ = listener.accept()
            with connection:
                length = struct.unpack(">I", connection.recv(4, socket.MSG_WAITALL))[0]
                connection.recv(length, socket.MSG_WAITALL)

        threading.Thread(target=hold, daemon=True).start()
        return str(listener.getsockname()[1])


class Messages(Scene):
    def test_a_message_and_its_answer(self):
        self.start()
        sent = self.send("--text", "the first")
        self.assertEqual(sent.returncode, ACCEPTED, sent.stdout + sent.stderr)
        self.assertIn('"the first"', self.line_with("decrypted"))
        self.assertIn('decrypted: "received: the first"', sent.stdout)
        self.assertEqual(re.findall(r"^(\d)\.", sent.stdout, re.M), list("123456"))

    def test_one_after_the_other(self):
        self.start()
        for n in range(70):  # further than the receiver remembers each
            self.assertEqual(self.send("--text", f"message {n}").returncode, ACCEPTED)

    def test_nothing_of_the_text_goes_over_the_line(self):
        self.start()
        self.assertNotIn(b"in the clear", self.capture("in the clear"))

    def test_keys_stay_from_one_run_to_the_next(self):
        before = self.bytes_of("sender.exchange")
        self.make_keys()
        self.assertEqual(self.bytes_of("sender.exchange"), before)


class Attacks(Scene):
    def test_a_replayed_message_is_refused(self):
        self.start()
        captured = self.capture("pay 100")
        self.refused(self.replay(captured), "replayed: message 1 was received before")

    def test_a_replayed_message_is_refused_after_a_restart(self):
        self.start()
        captured = self.capture("pay 100")
        self.start()
        self.refused(self.replay(captured), "replayed")

    def test_a_reordered_message_is_refused(self):
        self.start()
        held = self.capture("first", self.swallow())
        self.assertEqual(self.send("--text", "second").returncode, ACCEPTED)
        self.refused(self.replay(held), "reordered: message 1 came after message 2")

    def test_a_stale_message_is_refused(self):
        self.start("--longest-age", "60")
        self.refused(self.send("--age", "100"), "stale: sent 10")

    def test_a_message_that_was_held_for_long_is_refused(self):
        self.start("--longest-age", "0")
        held = self.capture("late", self.swallow())
        threading.Event().wait(1.1)
        self.refused(self.replay(held), "stale")

    def test_a_message_from_the_future_is_refused(self):
        self.start("--longest-age", "60")
        self.refused(self.send("--age", "-100"), "from now")

    def test_a_changed_message_is_refused(self):
        self.start()
        held = self.capture("pay 100", self.swallow())
        for at in range(0, len(held), 7):
            changed = bytearray(held)
            changed[at] ^= 1
            self.refused(self.replay(bytes(changed)), "not the sender's, or changed on its way")
        self.assertEqual(self.replay(held).returncode, ACCEPTED)  # it is as good as before

    def test_a_cut_or_padded_message_is_refused(self):
        self.start()
        held = self.capture("pay 100", self.swallow())
        for body in (b"", held[:3], held[:100], held[:-1], held + b"\0"):
            self.refused(self.replay(body), "not the sender's, or changed on its way")

    def test_another_sender_is_refused(self):
        self.start()
        other = self.run_program(SENDER, "--container", "mallory", "--public-keys", "mallory",
                                 "--memory", "mallory", "--port", self.port)
        self.refused(other, "not the sender's")

    def connect(self):
        peer = socket.create_connection(("127.0.0.1", int(self.port)))
        self.addCleanup(peer.close)
        return peer

    def test_a_silent_peer_keeps_no_message_waiting_for_long(self):
        self.start()
        self.connect()
        sent = self.send("--text", "after the silence")
        self.assertEqual(sent.returncode, ACCEPTED, sent.stdout + sent.stderr)
        self.assertIn("takes too long", self.line_with("refused"))
        self.assertIn('"after the silence"', self.line_with("decrypted"))

    def test_nor_does_one_that_speaks_slowly(self):
        self.start()
        peer, ended = self.connect(), threading.Event()

        def drip():
            peer.sendall(struct.pack(">I", 1000))
            while not ended.wait(1):
                try:
                    peer.sendall(b"E")
                except OSError:
                    return

        dripping = threading.Thread(target=drip)
        dripping.start()
        try:
            sent = self.send("--text", "after the drops")
        finally:
            ended.set()
            dripping.join()
        self.assertEqual(sent.returncode, ACCEPTED, sent.stdout + sent.stderr)
        self.assertIn("takes too long", self.line_with("refused"))

    def test_a_receiver_with_a_damaged_memory_receives_nothing(self):
        with open(os.path.join(self.folder, "receiver.memory.received"), "w") as file:
            file.write("what?")
        ended = self.run_program(RECEIVER, "--port", "0", "--messages", "1")
        self.assertEqual(ended.returncode, REFUSED)
        self.assertIn("damaged", ended.stderr)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=2)
