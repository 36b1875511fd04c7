// What the benchmark asks of a library: a whole exchange between two ends in this process, and
// messages from one end to the other.  One implementation each for this library, libwinpr2 and
// gss-ntlmssp; every call that fails ends the program.
//
// Ends are plain words, so that nothing of the benchmark's own is counted as a library's heap.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <span>

namespace bench {

// A SecHandle is two words, a gss_ctx_id_t one.
struct Ends {
    std::uintptr_t client[2];
    std::uintptr_t server[2];
};

class Library {
 public:
    virtual ~Library() = default;

    // The three messages of NTLM, signing and sealing asked for by both ends.
    virtual Ends establish() = 0;
    virtual void release_client(Ends& ends) = 0;
    virtual void release_server(Ends& ends) = 0;
    // The client seals, the server unseals: in place where the library can.
    virtual void round_trip(Ends& ends, std::span<std::uint8_t> text) = 0;

    void release(Ends& ends) {
        release_client(ends);
        release_server(ends);
    }
};

// Where WinPR's server has the user's hash from: the SAM file, which it reads for every logon, or
// the program, which hands it over.
enum class Users : std::uint8_t { file, handed_over };

std::unique_ptr<Library> secur32_library();
std::unique_ptr<Library> winpr_library(Users users);
std::unique_ptr<Library> gss_library();

// This library alone: a call that does no more than to find its context.
void look_up(const Ends& ends);

[[noreturn]] inline void fail(const char* what, long code) {
    std::fprintf(stderr, "bench_ntlm: %s: 0x%08lx\n", what,
                 static_cast<unsigned long>(code) & 0xFFFFFFFF);
    std::exit(2);
}

inline void expect(bool condition, const char* what, long code) {
    if (!condition) fail(what, code);
}

}  // namespace bench
