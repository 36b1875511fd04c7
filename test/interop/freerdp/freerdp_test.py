"""FreeRDP 2.11 with this library as its SSPI module: every pairing of its client and its server
with WinPR's SSPI and with ours; usage: freerdp_test.py --build FOLDER [unittest's arguments].

FreeRDP's exit codes are not trusted: what counts is what both ends log, and that this library's
trace shows the work on our side and nothing on the other, so no silent fall-back passes.
"""
import argparse
import atexit
import re
import signal
import sys
import unittest

from peers import ALICE, BOB, DISABLED, UNKNOWN_USER, WRONG_PASSWORD, Client, Server
from programs import World

WINPR_AT_WORK = "[com.winpr.sspi.NTLM]"
build = world = None


def setUpModule():
    global world
    world = World()
    atexit.register(world.close)
    world.install(build)
    world.start_display()


class Pairings:
    """One server, and clients of both kinds; the subclasses say which server."""

    server_has_library = True
    database = False
    reason = "ERRCONNECT_CONNECT_TRANSPORT_FAILED"  # what a refused client is told: nothing

    @classmethod
    def setUpClass(cls):
        cls.server = Server(world, cls.server_has_library, cls.database)

    @classmethod
    def tearDownClass(cls):
        cls.server.program.stop()

    def meet(self, client_has_library, account, accepted, reason=None):
        """Lets a client try, and checks that both ends say `accepted` and did it as they should."""
        self.server.next()
        client = Client(world, client_has_library)
        try:
            let_in = client.authenticate(self.server.port, *account)
            self.assertEqual(self.server.verdict(), accepted, "the server's verdict")
            self.assertEqual(let_in, accepted, "the client's verdict")
            self.assertTrue(self.server.program.running(), "the server died")
            if not accepted:
                self.assertIn(reason or self.reason, client.log)
            self.check_client(client, accepted)
            self.check_server(accepted)
        except AssertionError:
            client.tell()
            self.server.tell()
            raise

    def assert_traced(self, trace, *calls):
        """Each (function, status) is there, in this order."""
        lines = iter(trace.splitlines())
        for function, status in calls:
            call = re.compile(rf" {function}\(.*\) = 0x[0-9a-f]{{8}} {status}\b")
            self.assertTrue(any(map(call.search, lines)), f"no {function} = {status} in its place")

    def check_client(self, client, accepted):
        self.assertEqual(client.with_library, WINPR_AT_WORK not in client.log)
        if not client.with_library:
            self.assertEqual(client.trace, "")
            return
        self.assert_traced(client.trace,
                           ("AcquireCredentialsHandleA", "SEC_E_OK"),
                           ("InitializeSecurityContextA", "SEC_I_CONTINUE_NEEDED"),
                           ("InitializeSecurityContextA", "SEC_E_OK"),
                           ("EncryptMessage", "SEC_E_OK"))
        if accepted:
            self.assert_traced(client.trace, ("EncryptMessage", "SEC_E_OK"),
                               ("DecryptMessage", "SEC_E_OK"), ("EncryptMessage", "SEC_E_OK"))

    def check_server(self, accepted):
        self.assertEqual(self.server_has_library, WINPR_AT_WORK not in self.server.log)
        if not self.server_has_library:
            self.assertEqual(self.server.trace, "")
            return
        self.assert_traced(self.server.trace, *self.logon_calls(accepted))
        if accepted:
            self.assert_traced(self.server.trace, ("DecryptMessage", "SEC_E_OK"),
                               ("EncryptMessage", "SEC_E_OK"), ("DecryptMessage", "SEC_E_OK"),
                               ("ImpersonateSecurityContext", "SEC_E_OK"),
                               ("RevertSecurityContext", "SEC_E_OK"))
        else:
            self.assertNotIn("DecryptMessage", self.server.trace)

    def test_winprs_client_with_the_right_password_is_accepted(self):
        self.meet(False, BOB, accepted=True)

    def test_winprs_client_with_a_wrong_password_is_refused(self):
        self.meet(False, WRONG_PASSWORD, accepted=False)

    def test_winprs_client_with_an_unknown_user_is_refused(self):
        self.meet(False, UNKNOWN_USER, accepted=False)

    def test_winprs_client_with_a_domain_and_an_unusual_password_is_accepted(self):
        self.meet(False, ALICE, accepted=True)

    def test_our_client_with_the_right_password_is_accepted(self):
        self.meet(True, BOB, accepted=True)

    def test_our_client_with_a_wrong_password_is_refused(self):
        self.meet(True, WRONG_PASSWORD, accepted=False)

    def test_our_client_with_an_unknown_user_is_refused(self):
        self.meet(True, UNKNOWN_USER, accepted=False)

    def test_our_client_with_a_domain_and_an_unusual_password_is_accepted(self):
        self.meet(True, ALICE, accepted=True)


class WinprServer(Pairings, unittest.TestCase):
    server_has_library = False


class OurServerWithASamFile(Pairings, unittest.TestCase):
    """The users come after the last token, by SetContextAttributes; CompleteAuthToken judges."""

    def logon_calls(self, accepted):
        return (("AcceptSecurityContext", "SEC_I_CONTINUE_NEEDED"),
                ("AcceptSecurityContext", "SEC_I_COMPLETE_NEEDED"),
                ("SetContextAttributesA", "SEC_E_OK"),
                ("CompleteAuthToken", "SEC_E_OK" if accepted else "SEC_E_LOGON_DENIED"))


class OurServerWithADatabase(Pairings, unittest.TestCase):
    """The users are at hand: AcceptSecurityContext judges, and the client is told why not, by the
    process's last error."""

    database = True
    reason = "ERRCONNECT_AUTHENTICATION_FAILED"

    def logon_calls(self, accepted):
        self.assertNotIn("CompleteAuthToken", self.server.trace)
        return (("AcceptSecurityContext", "SEC_I_CONTINUE_NEEDED"),
                ("AcceptSecurityContext", "SEC_E_OK" if accepted else "SEC_E_LOGON_DENIED"))

    def test_a_disabled_account_is_told_so(self):
        self.meet(False, DISABLED, accepted=False, reason="ERRCONNECT_ACCOUNT_DISABLED")

    def test_a_disabled_account_with_a_wrong_password_is_not_told_so(self):
        self.meet(False, (*DISABLED[:2], "wrong"), accepted=False)


def main():
    global build
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--build", required=True)
    known, rest = arguments.parse_known_args()
    build = known.build
    # Ended from outside: unittest lets this one through, and world.close runs at exit.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    unittest.main(argv=[sys.argv[0], *rest], verbosity=2)


main()
