// TLS of this library through SSPI beside libssl over memory BIOs: handshakes of both ends,
// records, heap (README.md of this folder).
//
//   bench_tls [--quick]
//
// In every round all duels take their turn, both sides one right after the other.  Status 1 when an
// aim is missed, 2 when a library fails.
#include <time.h>

#include <algorithm>
#include <cstring>
#include <functional>
#include <string>
#include <vector>

#include "sslprovider/x509/chain_cache.h"
#include "sslprovider/x509/shared_certificate.h"
#include "test/bench/heap.h"
#include "test/bench/tls_library.h"
#include "test/support/tls_pair.h"

namespace bench {
namespace {

constexpr TlsMode kTls13{"1.3 ECDHE ECDSA", 0x0304, "P-256", 0x1301, "TLS_AES_128_GCM_SHA256"};
constexpr TlsMode kTls13Rsa{"1.3 ECDHE RSA", 0x0304, "RSA-2048", 0x1301, "TLS_AES_128_GCM_SHA256"};
constexpr TlsMode kTls12{"1.2 ECDHE ECDSA", 0x0303, "P-256", 0xC02B,
                         "ECDHE-ECDSA-AES128-GCM-SHA256"};
constexpr TlsMode kTls12Rsa{"1.2 ECDHE RSA", 0x0303, "RSA-2048", 0xC02F,
                            "ECDHE-RSA-AES128-GCM-SHA256"};
constexpr TlsMode kTls12RsaExchange{"1.2 RSA",           0x0303, "RSA-2048", 0x009C,
                                    "AES128-GCM-SHA256", true};

double cpu_nanoseconds() {
    timespec now;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) * 1e9 + static_cast<double>(now.tv_nsec);
}
double median(std::vector<double> values) {
    std::ranges::sort(values);
    return values.empty() ? 0 : values[values.size() / 2];
}

// `prepare` stands before the clock, before each run.
struct Side {
    std::function<void()> run;
    std::function<void()> prepare = {};

    double turn(std::size_t times) const {
        double spent = 0;
        if (!prepare) {
            const double before = cpu_nanoseconds();
            for (std::size_t i = 0; i < times; ++i) run();
            return (cpu_nanoseconds() - before) / static_cast<double>(times);
        }
        for (std::size_t i = 0; i < times; ++i) {
            prepare();
            const double before = cpu_nanoseconds();
            run();
            spent += cpu_nanoseconds() - before;
        }
        return spent / static_cast<double>(times);
    }
};

struct Duel {
    std::string what, against;
    double limit;  // 0: shown for information
    std::size_t times;
    Side ours, theirs;
    std::vector<double> our_times{}, their_times{}, ratios{};

    void round(bool ours_first) {
        const double first = (ours_first ? ours : theirs).turn(times);
        const double second = (ours_first ? theirs : ours).turn(times);
        our_times.push_back(ours_first ? first : second);
        their_times.push_back(ours_first ? second : first);
        ratios.push_back(our_times.back() / their_times.back());
    }
};

// The libraries live as long as the program.
TlsLibrary& keep(std::unique_ptr<TlsLibrary> library) {
    static std::vector<std::unique_ptr<TlsLibrary>> all;
    return *all.emplace_back(std::move(library));
}

void add_handshakes(std::vector<Duel>& duels) {
    struct Row {
        const TlsMode& mode;
        double cold, known, raw;
    };
    for (const Row& row :
         {Row{kTls13, 0.82, 0.50, 0}, Row{kTls13Rsa, 0, 0, 1.15}, Row{kTls12, 0, 0, 0},
          Row{kTls12Rsa, 0, 0, 1.15}, Row{kTls12RsaExchange, 0, 0, 1.15}}) {
        TlsLibrary& ours = keep(secur32_tls(row.mode));
        TlsLibrary& libssl = keep(libssl_tls(row.mode));
        TlsLibrary& raw = keep(raw_public_key_work(row.mode));
        const auto run = [](TlsLibrary& library) { return [&library] { library.handshake(); }; };
        const std::string name = row.mode.name;
        duels.push_back({name + " handshake, cold chain",
                         "libssl",
                         row.cold,
                         6,
                         {run(ours), secur32::x509::forget_verified_chains},
                         {run(libssl)}});
        duels.push_back({name + " handshake, chain seen before",
                         "libssl",
                         row.known,
                         6,
                         {run(ours)},
                         {run(libssl)}});
        duels.push_back({name + " handshake, cold chain",
                         "raw public key",
                         row.raw,
                         6,
                         {run(ours), secur32::x509::forget_verified_chains},
                         {run(raw)}});
    }
}

double record_limit(const TlsMode& mode, std::size_t size) {
    if (size == 64) return 0.50;
    if (size == 16384) return mode.version == 0x0304 ? 0.75 : 0.82;
    return 0;
}

void add_records(std::vector<Duel>& duels) {
    for (const TlsMode* const mode : {&kTls13, &kTls12}) {
        TlsLibrary& ours = keep(secur32_tls(*mode));
        TlsLibrary& libssl = keep(libssl_tls(*mode));
        ours.keep(1);
        libssl.keep(1);
        for (const std::size_t size : {64u, 1024u, 16384u}) {
            const auto run = [size](TlsLibrary& library) {
                return [&library, size] { library.round_trip(size); };
            };
            const std::uint64_t before = allocations();
            for (int i = 0; i < 1000; ++i) run(ours)();
            const std::uint64_t made = allocations() - before;
            std::printf("%.3s AES-128-GCM, %5zu octets: %llu allocations by 1000 records\n",
                        mode->name, size, static_cast<unsigned long long>(made));
            if (made != 0) fail_tls("a record allocates");
            duels.push_back({std::string(mode->name).substr(0, 3) + " AES-128-GCM round trip, " +
                                 std::to_string(size) + " octets",
                             "libssl",
                             record_limit(*mode, size),
                             200'000 / (size + 600),
                             {run(ours)},
                             {run(libssl)}});
        }
    }
}

struct Heap {
    std::size_t client, server;
};
Heap heap_of(TlsLibrary& library) {
    constexpr std::size_t kPairs = 500;
    library.handshake();
    const std::size_t before = heap_in_use();
    library.keep(kPairs);
    const std::size_t both = heap_in_use();
    library.release_clients();
    const std::size_t servers = heap_in_use();
    library.release_servers();
    return {(both - servers) / kPairs, (servers - before) / kPairs};
}

// What a client holds of its peer's certificate: parsed, with its key.
std::size_t heap_of_certificate(const TlsMode& mode) {
    constexpr std::size_t kCertificates = 500;
    std::vector<secur32::x509::SharedCertificate> all(kCertificates);
    const std::size_t before = heap_in_use();
    for (auto& one : all) {
        one = secur32::x509::OwnedCertificate::parse(secur32::test::tls_leaf(mode.key).der).value();
        expect_tls(one->public_key().ok(), "public key");
    }
    return (heap_in_use() - before) / kCertificates;
}

// slack: how far from its aim the suite lets it be (README.md).
bool report_heap(double slack) {
    constexpr std::size_t kAim = 3072;
    bool good = true;
    for (const TlsMode* const mode : {&kTls13, &kTls12}) {
        const Heap ours = heap_of(keep(secur32_tls(*mode)));
        const Heap libssl = heap_of(keep(libssl_tls(*mode)));
        const std::size_t certificate = heap_of_certificate(*mode);
        const bool met = ours.client - certificate <= kAim && ours.server <= kAim;
        std::printf(
            "%s, heap of a connected end: client %zu (and %zu of the certificate), server "
            "%zu octets (libssl %zu, %zu)"
            "  aim %zu  %s\n",
            mode->name, ours.client - certificate, certificate, ours.server, libssl.client,
            libssl.server, kAim, met ? "met" : "MISSED");
        const auto most = static_cast<double>(kAim) * slack;
        good = good && static_cast<double>(ours.client - certificate) <= most &&
               static_cast<double>(ours.server) <= most;
    }
    return good;
}

bool report(const Duel& duel, double slack) {
    const double ratio = median(duel.ratios);
    std::printf("%-44s %-15s %11.0f %11.0f %6.3f", duel.what.c_str(), duel.against.c_str(),
                median(duel.our_times), median(duel.their_times), ratio);
    if (duel.limit == 0) {
        std::printf("\n");
        return true;
    }
    const bool met = ratio <= duel.limit, near = ratio <= duel.limit * slack;
    std::printf("  aim %5.2f  %s\n", duel.limit,
                met    ? "met"
                : near ? "missed, within what noise explains"
                       : "MISSED");
    return near;
}

int run(bool quick) {
    std::vector<Duel> duels;
    add_handshakes(duels);
    add_records(duels);
    for (std::size_t round = 0; round < (quick ? 7u : 41u); ++round)
        for (Duel& duel : duels) duel.round(round % 2 == 0);
    std::printf("CPU time in ns, medians\n%-44s %-15s %11s %11s %6s\n", "", "against", "ours",
                "theirs", "ratio");
    bool good = true;
    const double slack = quick ? 1.5 : 1;
    for (const Duel& duel : duels) good = report(duel, slack) && good;
    return report_heap(slack) && good ? 0 : 1;
}

}  // namespace
}  // namespace bench

int main(int count, char** given) {
    const bool quick = count > 1 && std::strcmp(given[1], "--quick") == 0;
    if (count > 1 + (quick ? 1 : 0)) {
        std::fprintf(stderr, "usage: %s [--quick]\n", given[0]);
        return 2;
    }
    return bench::run(quick);
}
