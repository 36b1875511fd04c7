// Packet keys measured against the cheapest patterns of libcrypto's EVP (evp_records.h), and the
// exported functions against packet keys.
//
//   bench_records [--quick]
//
// A duel is one record size, suite and direction; in every round both sides take their turn, one
// right after the other, now this first, now that.  Status 1 when an aim is missed (README.md of
// this folder), 2 when a library fails.
#include <time.h>

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <functional>
#include <string>
#include <vector>

#include "sslprovider/provider/packet_key.h"
#include "test/bench/evp_records.h"
#include "test/bench/heap.h"
#include "test/support/ssl_handles.h"

namespace bench {
namespace {

using namespace secur32;
using provider::ContentType;
using provider::PacketKey;
using provider::PacketUse;
namespace test = secur32::test;

constexpr std::size_t kSizes[] = {64, 1024, 16384};

[[noreturn]] void fail(const char* what) {
    std::fprintf(stderr, "bench_records: %s\n", what);
    std::exit(2);
}
void expect(bool condition, const char* what) {
    if (!condition) fail(what);
}

struct Suite {
    const char* name;
    Version version;
    std::uint16_t id;
    std::unique_ptr<EvpRecords> (*evp)();
    bool aimed;  // or shown for information
    bool protects = true;
};

const Suite kSuites[] = {
    {"1.3 AES-128-GCM", Version::tls13, 0x1301, [] { return evp_aead13("AES-128-GCM"); }, true},
    {"1.3 AES-256-GCM", Version::tls13, 0x1302, [] { return evp_aead13("AES-256-GCM"); }, true},
    {"1.3 ChaCha20", Version::tls13, 0x1303, [] { return evp_aead13("ChaCha20-Poly1305"); }, true},
    {"1.2 AES-128-GCM", Version::tls12, 0xC02F, [] { return evp_aead12("AES-128-GCM"); }, true},
    {"1.2 AES-256-GCM", Version::tls12, 0xC030, [] { return evp_aead12("AES-256-GCM"); }, true},
    {"1.2 ChaCha20", Version::tls12, 0xCCA8, [] { return evp_aead12("ChaCha20-Poly1305"); }, true},
    {"1.2 AES-128-CBC SHA-1", Version::tls12, 0x002F,
     [] { return evp_stitched("AES-128-CBC", "SHA1"); }, true},
    {"1.2 AES-128-CBC SHA-256", Version::tls12, 0x003C,
     [] { return evp_stitched("AES-128-CBC", "SHA256"); }, true},
    {"1.2 AES-256-CBC SHA-384", Version::tls12, 0xC028,
     [] { return evp_apart("AES-256-CBC", "SHA384"); }, true},
    {"1.2 NULL SHA-1", Version::tls12, 0x0002, [] { return evp_hmac("SHA1"); }, true},
    {"1.3 AES-128-GCM", Version::tls13, 0x1301, [] { return evp_aead13("AES-128-GCM", true); },
     false},
    {"1.2 AES-128-GCM", Version::tls12, 0xC02F, [] { return evp_aead12("AES-128-GCM", true); },
     false},
    {"1.2 ChaCha20", Version::tls12, 0xCCA8, [] { return evp_aead12("ChaCha20-Poly1305", true); },
     false},
    {"1.2 AES-256-CBC SHA-384", Version::tls12, 0xC028,
     [] { return evp_libssls_way("AES-256-CBC", "SHA384"); }, false, false},
    {"1.2 AES-128-CBC SHA-1", Version::tls12, 0x002F,
     [] { return evp_libssls_way("AES-128-CBC", "SHA1"); }, false, false},
};

// All zeros, as evp_records' keys are.
PacketKey packet_key(Version version, std::uint16_t id, PacketUse use) {
    const auto suite = std::ranges::find(provider::cipher_suites(), id, &provider::CipherSuite::id);
    const auto& cipher = row(suite->cipher);
    const std::size_t iv = version == Version::tls13 ? 12 : cipher.fixed_iv_length;
    auto key = PacketKey::create(version, *suite,
                                 {SecureBytes(crypto::hash_length(suite->mac)),
                                  SecureBytes(cipher.key_length), SecureBytes(iv)},
                                 use);
    expect(key.ok(), "no packet key");
    return std::move(key).value();
}

double cpu_nanoseconds() {
    timespec now;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) * 1e9 + static_cast<double>(now.tv_nsec);
}

double median(std::vector<double> values) {
    std::ranges::sort(values);
    return values[values.size() / 2];
}

// Memory for as many records as a turn takes: what opens them in place needs new ones each time.
class Pool {
 public:
    Pool(std::size_t record, std::size_t count)
        : stride_((record + 63) / 64 * 64), size_(record), memory_(stride_ * count) {}
    MutableBytes at(std::size_t n) { return MutableBytes(memory_).subspan(n * stride_, size_); }
    void fill(Bytes record) {
        for (std::size_t at = 0; at < memory_.size(); at += stride_)
            std::memcpy(memory_.data() + at, record.data(), record.size());
    }

 private:
    std::size_t stride_, size_;
    Buffer memory_;
};

// `prepare` stands before the clock; `run` does so many records.
struct Side {
    std::function<void()> prepare;
    std::function<void(std::size_t)> run;

    double turn(std::size_t records) const {
        prepare();
        const double before = cpu_nanoseconds();
        run(records);
        return (cpu_nanoseconds() - before) / static_cast<double>(records);
    }
};

struct Duel {
    std::string suite, direction, against;
    std::size_t size;
    double limit;  // 0: shown for information
    std::size_t records;
    Side ours, theirs;
    std::vector<double> our_times{}, their_times{}, ratios{};

    void round(bool ours_first) {
        const double first = (ours_first ? ours : theirs).turn(records);
        const double second = (ours_first ? theirs : ours).turn(records);
        our_times.push_back(ours_first ? first : second);
        their_times.push_back(ours_first ? second : first);
        ratios.push_back(our_times.back() / their_times.back());
    }
    double ratio() const { return median(ratios); }
};

// The aims; at 1 KiB there is none.
double limit_of(std::size_t size) {
    if (size == kSizes[0]) return 1.15;
    return size == kSizes[2] ? 1.05 : 0;
}

// A turn takes a tenth of a millisecond or so, and its records fit the caches of both sides alike.
std::size_t records_of(std::size_t size) {
    return std::clamp<std::size_t>(400'000 / (size + 600), 16, 600);
}

// One suite at one size: keys, memory and contexts of both sides.
struct Stage {
    Stage(const Suite& suite, std::size_t content_size)
        : size(content_size),
          records(records_of(size)),
          writer(packet_key(suite.version, suite.id, PacketUse::protect)),
          reader(packet_key(suite.version, suite.id, PacketUse::unprotect)),
          evp(suite.evp()),
          header(writer.lengths().header),
          trailer(writer.trailer_length(size)),
          explicit_part(header - 5),
          pool(header + size + trailer, records) {
        our_record.resize(header + size + trailer);
        protect_ours(our_record);
        their_record.resize(our_record.size());
        evp->protect(fragment(their_record), size);
    }
    MutableBytes fragment(MutableBytes record) const { return record.subspan(5); }
    void protect_ours(MutableBytes record) {
        expect(writer.protect(ContentType::application_data, sequence++, record.first(header),
                              record.subspan(header, size), record.last(trailer)) == Status::ok,
               "protect");
    }

    std::size_t size, records;
    PacketKey writer, reader;
    std::unique_ptr<EvpRecords> evp;
    std::size_t header, trailer, explicit_part;
    Pool pool;
    Buffer our_record, their_record;
    std::uint64_t sequence = 0;
};

Duel protect_duel(const Suite& suite, Stage& stage) {
    const auto nothing = [] {};
    const auto ours = [&stage](std::size_t count) {
        const MutableBytes record = stage.pool.at(0);
        for (std::size_t i = 0; i < count; ++i) stage.protect_ours(record);
    };
    const auto theirs = [&stage](std::size_t count) {
        const MutableBytes fragment = stage.fragment(stage.pool.at(0));
        for (std::size_t i = 0; i < count; ++i) stage.evp->protect(fragment, stage.size);
    };
    return {suite.name,
            "protect",
            stage.evp->pattern(),
            stage.size,
            suite.aimed ? limit_of(stage.size) : 0,
            stage.records,
            {nothing, ours},
            {nothing, theirs}};
}

Duel unprotect_duel(const Suite& suite, Stage& stage) {
    const auto ours = [&stage](std::size_t count) {
        for (std::size_t i = 0; i < count; ++i)
            expect(stage.reader.unprotect(0, stage.pool.at(i)).ok(), "unprotect");
    };
    const auto theirs = [&stage](std::size_t count) {
        for (std::size_t i = 0; i < count; ++i)
            stage.evp->unprotect(stage.fragment(stage.pool.at(i)), stage.size);
    };
    return {suite.name,
            "unprotect",
            stage.evp->pattern(),
            stage.size,
            suite.aimed ? limit_of(stage.size) : 0,
            stage.records,
            {[&stage] { stage.pool.fill(stage.our_record); }, ours},
            {[&stage] { stage.pool.fill(stage.their_record); }, theirs}};
}

// What SslEncryptPacket and SslDecryptPacket add to a packet key: handles, flags, a lock, a copy.
struct ExportedStage {
    explicit ExportedStage(const Suite& suite, std::size_t size)
        : stage(suite, size),
          write(test::handle_of<api::SslPacketKey>(
              packet_key(suite.version, suite.id, PacketUse::protect))),
          read(test::handle_of<api::SslPacketKey>(
              packet_key(suite.version, suite.id, PacketUse::unprotect))),
          plain(size) {}

    Stage stage;
    test::SslHandle write, read;
    Buffer plain;
    std::uint64_t sequence = 0;
};

Duel encrypt_duel(const Suite& suite, ExportedStage& exported) {
    Stage& stage = exported.stage;
    const auto ours = [&exported, &stage](std::size_t count) {
        const MutableBytes record = stage.pool.at(0);
        DWORD written = 0;
        for (std::size_t i = 0; i < count; ++i)
            expect(SslEncryptPacket(test::ssl_provider(), exported.write, exported.plain.data(),
                                    test::count(exported.plain), record.data(), test::count(record),
                                    &written, exported.sequence++, 23, 0) == ERROR_SUCCESS,
                   "SslEncryptPacket");
    };
    Duel duel = protect_duel(suite, stage);
    return {duel.suite,   "SslEncryptPacket",        "protect", duel.size, 0,
            duel.records, {duel.ours.prepare, ours}, duel.ours};
}

Duel decrypt_duel(const Suite& suite, ExportedStage& exported) {
    Stage& stage = exported.stage;
    const auto ours = [&exported, &stage](std::size_t count) {
        DWORD written = 0;
        for (std::size_t i = 0; i < count; ++i) {
            const MutableBytes record = stage.pool.at(i);
            expect(SslDecryptPacket(test::ssl_provider(), exported.read, record.data(),
                                    test::count(record), record.data(), test::count(record),
                                    &written, 0, 0) == ERROR_SUCCESS,
                   "SslDecryptPacket");
        }
    };
    Duel duel = unprotect_duel(suite, stage);
    return {duel.suite,   "SslDecryptPacket",        "unprotect", duel.size, 0,
            duel.records, {duel.ours.prepare, ours}, duel.ours};
}

// Of a record of ours, protected and unprotected.
std::uint64_t allocations_of(Stage& stage) {
    constexpr std::size_t kRecords = 1000;
    const std::uint64_t before = allocations();
    for (std::size_t i = 0; i < kRecords; ++i) {
        stage.protect_ours(stage.pool.at(0));
        expect(stage.reader.unprotect(stage.sequence - 1, stage.pool.at(0)).ok(), "unprotect");
    }
    return allocations() - before;
}

bool report(const Duel& duel, double slack) {
    const double ratio = duel.ratio();
    std::printf("%-24s %-17s %6zu %10.1f %10.1f  %-13s %6.3f", duel.suite.c_str(),
                duel.direction.c_str(), duel.size, median(duel.our_times), median(duel.their_times),
                duel.against.c_str(), ratio);
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
    const std::size_t rounds = quick ? 41 : 401;
    std::vector<std::unique_ptr<Stage>> stages;
    std::vector<std::unique_ptr<ExportedStage>> exported;
    std::vector<Duel> duels;
    std::uint64_t allocated = 0;
    for (const Suite& suite : kSuites)
        for (const std::size_t size : kSizes) {
            Stage& stage = *stages.emplace_back(std::make_unique<Stage>(suite, size));
            allocated += allocations_of(stage);
            if (suite.protects) duels.push_back(protect_duel(suite, stage));
            duels.push_back(unprotect_duel(suite, stage));
        }
    for (const std::size_t size : kSizes) {
        ExportedStage& stage =
            *exported.emplace_back(std::make_unique<ExportedStage>(kSuites[0], size));
        duels.push_back(encrypt_duel(kSuites[0], stage));
        duels.push_back(decrypt_duel(kSuites[0], stage));
    }
    for (std::size_t round = 0; round < rounds; ++round)
        for (Duel& duel : duels) duel.round(round % 2 == 0);

    std::printf(
        "medians of %zu rounds, CPU time in ns a record\n%-24s %-17s %6s %10s %10s  %-13s "
        "%6s\n",
        rounds, "", "", "octets", "ours", "theirs", "which is", "ratio");
    // A busy machine moves single ratios; what is farther off is a defect.
    constexpr double kNoise = 1.5;
    bool good = true;
    for (const Duel& duel : duels) good = report(duel, quick ? kNoise : 1) && good;
    std::printf("allocations of %zu records: %llu, aim 0  %s\n", stages.size() * 2000,
                static_cast<unsigned long long>(allocated), allocated == 0 ? "met" : "MISSED");
    return good && allocated == 0 ? 0 : 1;
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
