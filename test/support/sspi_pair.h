// An initiator and an acceptor in one process, driven through the C surface as a program would.
// The accounts are a file of the test's own (NTLM_USER_FILE): DEMO\alice with password "secret".
#pragma once

#define SECURITY_WIN32
#include <security.h>

#include <string>
#include <string_view>
#include <vector>

namespace secur32::test {

using Token = std::vector<unsigned char>;

// Points NTLM_USER_FILE at a file with the accounts while it lives, and away from all others.
class AccountsFile {
public:
    explicit AccountsFile(std::string_view lines = "DEMO:alice:secret\n");
    ~AccountsFile();
    AccountsFile(const AccountsFile&) = delete;
    AccountsFile& operator=(const AccountsFile&) = delete;

private:
    std::string path_;
};

// One end. Handles are public: the tests do to them what programs do.
struct End {
    explicit End(bool initiator, std::string package = "NTLM");
    ~End();
    End(const End&) = delete;
    End& operator=(const End&) = delete;

    SECURITY_STATUS acquire(const char* user = "alice", const char* password = "secret");
    // One leg; input is the peer's token. Leaves the answer in output.
    SECURITY_STATUS step(const Token& input);

    bool initiator;
    std::string package;
    CredHandle credential{};
    CtxtHandle context{};
    bool has_credential = false;
    bool has_context = false;
    ULONG request = 0;
    ULONG attributes = 0;
    std::string target = "host/server";
    ULONG room = 4096;
    Token output;
};

// Both ends, acquired; run() goes on until both are done and gives the first status that is neither
// SEC_E_OK nor SEC_I_CONTINUE_NEEDED.
struct Pair {
    explicit Pair(const std::string& package = "NTLM", const std::string& user = "alice");
    SECURITY_STATUS run();

    AccountsFile accounts;
    End client;
    End server;
};

// A message on TOKEN + DATA buffers of the test's own.
struct Sealed {
    Token token;
    Token data;
};
SECURITY_STATUS seal(End& end, std::string_view text, Sealed& out, ULONG sequence = 0);
SECURITY_STATUS unseal(End& end, Sealed& message, ULONG sequence = 0);
SECURITY_STATUS sign(End& end, std::string_view text, Sealed& out, ULONG sequence = 0);
SECURITY_STATUS verify(End& end, Sealed& message, ULONG sequence = 0);
std::string text_of(const Sealed& message);

}  // namespace secur32::test
