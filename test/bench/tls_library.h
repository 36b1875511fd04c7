// What the TLS benchmark asks of a library: handshakes of both ends in this process, over memory,
// and data from one end to the other.  One implementation for this library, through SSPI, and one
// for libssl; the same certificates, suite, group and checks.  Every call that fails ends the
// program.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <memory>

namespace bench {

struct TlsMode {
    const char* name;
    unsigned version;           // as on the wire
    const char* key;            // of the server's certificate: IssuePlan::key
    std::uint16_t suite;        // what must come out
    const char* libssl_suites;  // its name there
    bool rsa_exchange = false;
};

class TlsLibrary {
 public:
    virtual ~TlsLibrary() = default;

    // Two ends made, connected and let go of.
    virtual void handshake() = 0;
    // Further pairs that stay.
    virtual void keep(std::size_t pairs) = 0;
    virtual void release_clients() = 0;
    virtual void release_servers() = 0;
    // text of a size from the client of the first kept pair to its server.
    virtual void round_trip(std::size_t size) = 0;
};

std::unique_ptr<TlsLibrary> secur32_tls(const TlsMode& mode);
std::unique_ptr<TlsLibrary> libssl_tls(const TlsMode& mode);
// The public-key work that a handshake of the mode cannot do without, both ends, and nothing else.
std::unique_ptr<TlsLibrary> raw_public_key_work(const TlsMode& mode);

[[noreturn]] inline void fail_tls(const char* what, long code = 0) {
    std::fprintf(stderr, "bench_tls: %s: 0x%08lx\n", what,
                 static_cast<unsigned long>(code) & 0xFFFFFFFF);
    std::exit(2);
}
inline void expect_tls(bool condition, const char* what, long code = 0) {
    if (!condition) fail_tls(what, code);
}

}  // namespace bench
