// Chains of three certificates (a leaf, an intermediate, a root that is trusted) judged by this
// library and by libcrypto, in one run.
//
//   bench_chains [--quick]
//
//   cold     leaf and intermediate come as DER: parsed, their keys imported, the chain built and
//            judged; nothing is remembered
//   warm     the certificates are parsed already; the verdict is not remembered
//   cached   the same with the verdicts that are remembered, as a handshake asks
// each beside d2i_X509 of the same two and X509_verify_cert with a prepared X509_STORE.  In every
// round both sides take their turn, one right after the other.  Status 1 when an aim is missed.
#include <openssl/x509.h>
#include <openssl/x509v3.h>
#include <time.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <string>
#include <vector>

#include "sslprovider/x509/chain_cache.h"
#include "test/support/test_authority.h"

namespace bench {
namespace {

using namespace secur32;
namespace test = secur32::test;

void expect(bool condition, const char* what) {
    if (condition) return;
    std::fprintf(stderr, "bench_chains: %s\n", what);
    std::exit(2);
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

struct Certificates {
    explicit Certificates(const std::string& kind)
        : root(test::make_root("Bench root " + kind, {.key = kind})),
          ca(test::make_intermediate("Bench CA " + kind, root, {.key = kind})),
          leaf(test::make_leaf("www.example.com", ca, {.key = kind})) {}
    test::Issued root, ca, leaf;
};

x509::SharedCertificate parsed(const test::Issued& issued) {
    auto out = x509::OwnedCertificate::parse(issued.der);
    expect(out.ok(), "a certificate does not parse");
    return std::move(out).value();
}

class Ours {
 public:
    explicit Ours(const Certificates& all) : all_(all), leaf_(parsed(all.leaf)) {
        sent_.push_back(parsed(all.ca));
        roots_ = std::make_shared<const x509::CertificateIndex>(
            std::vector<x509::SharedCertificate>{parsed(all.root)}, 1);
    }
    void cold() const {
        const std::vector<x509::SharedCertificate> sent{parsed(all_.ca)};
        judge(build_chain(request(parsed(all_.leaf), sent)));
    }
    void warm() const { judge(build_chain(request(leaf_, sent_))); }
    void cached() const { judge(*verified_chain(request(leaf_, sent_))); }

 private:
    x509::ChainRequest request(const x509::SharedCertificate& leaf,
                               const std::vector<x509::SharedCertificate>& sent) const {
        x509::ChainRequest out{.leaf = leaf, .additional = sent};
        out.trust.roots = roots_;
        out.usages = {std::string(x509::kServerAuthentication)};
        return out;
    }
    static void judge(const x509::ChainResult& result) {
        expect(result.best.errors == x509::TrustError::none && result.best.elements.size() == 3,
               "our chain is not good");
    }

    const Certificates& all_;
    x509::SharedCertificate leaf_;
    std::vector<x509::SharedCertificate> sent_;
    x509::SharedIndex roots_;
};

class Theirs {
 public:
    explicit Theirs(const Certificates& all) : all_(all), store_(X509_STORE_new()) {
        X509* const root = read(all.root);
        expect(X509_STORE_add_cert(store_, root) == 1, "no root in the store");
        X509_free(root);
    }
    ~Theirs() { X509_STORE_free(store_); }
    Theirs(const Theirs&) = delete;
    Theirs& operator=(const Theirs&) = delete;

    void run() const {
        X509 *const leaf = read(all_.leaf), *const ca = read(all_.ca);
        STACK_OF(X509)* const sent = sk_X509_new_null();
        sk_X509_push(sent, ca);
        X509_STORE_CTX* const context = X509_STORE_CTX_new();
        X509_STORE_CTX_init(context, store_, leaf, sent);
        X509_STORE_CTX_set_purpose(context, X509_PURPOSE_SSL_SERVER);
        expect(X509_verify_cert(context) == 1, "their chain is not good");
        X509_STORE_CTX_free(context);
        sk_X509_free(sent);
        X509_free(ca);
        X509_free(leaf);
    }

 private:
    static X509* read(const test::Issued& issued) {
        const unsigned char* at = issued.der.data();
        return d2i_X509(nullptr, &at, static_cast<long>(issued.der.size()));
    }
    const Certificates& all_;
    X509_STORE* store_;
};

struct Row {
    const char* name;
    std::function<void()> ours;
    std::size_t count;  // of ours for one of theirs: a turn's length
    double limit;       // 0: shown for information
    std::vector<double> our_times{}, their_times{}, ratios{};
};

double time_of(const std::function<void()>& work, std::size_t count) {
    const double before = cpu_nanoseconds();
    for (std::size_t i = 0; i < count; ++i) work();
    return (cpu_nanoseconds() - before) / static_cast<double>(count);
}

void take_turns(Row& row, const Theirs& theirs, bool ours_first) {
    constexpr std::size_t kTurn = 8;
    const auto them = [&] { return time_of([&] { theirs.run(); }, kTurn); };
    const auto us = [&] { return time_of(row.ours, kTurn * row.count); };
    double our_time = 0;
    if (ours_first) our_time = us();
    const double their_time = them();
    if (!ours_first) our_time = us();
    row.our_times.push_back(our_time);
    row.their_times.push_back(their_time);
    row.ratios.push_back(our_time / their_time);
}

bool show(const std::string& kind, const Row& row, double slack) {
    const double ratio = median(row.ratios);
    const bool met = row.limit == 0 || ratio <= row.limit * slack;
    std::printf("%-10s %-8s %10.2f us %10.2f us   %7.4f x   %s\n", kind.c_str(), row.name,
                median(row.our_times) / 1e3, median(row.their_times) / 1e3, ratio,
                row.limit == 0 ? ""
                : met          ? "aim met"
                               : "AIM MISSED");
    return met;
}

bool run(const std::string& kind, std::size_t rounds, double slack) {
    const Certificates all(kind);
    const Ours ours(all);
    const Theirs theirs(all);
    Row rows[] = {{"cold", [&] { ours.cold(); }, 1, 1.0},
                  {"warm", [&] { ours.warm(); }, 1, 0},
                  {"cached", [&] { ours.cached(); }, 64, 0.01}};
    for (Row& row : rows) take_turns(row, theirs, true);
    for (Row& row : rows) row.our_times.clear(), row.their_times.clear(), row.ratios.clear();
    for (std::size_t i = 0; i < rounds; ++i)
        for (Row& row : rows) take_turns(row, theirs, i % 2 == 0);
    bool met = true;
    for (const Row& row : rows) met = show(kind, row, slack) && met;
    return met;
}

}  // namespace
}  // namespace bench

int main(int argc, char** argv) {
    const bool quick = argc > 1 && std::strcmp(argv[1], "--quick") == 0;
    // A busy machine moves the ratio of so short a run; the long one has no excuse.
    const double slack = quick ? 1.25 : 1.0;
    const std::size_t rounds = quick ? 31 : 201;
    std::printf("%-10s %-8s %13s %13s\n", "keys", "chain", "ours", "libcrypto");
    bool met = true;
    for (const char* const kind : {"P-256", "RSA-2048"})
        met = bench::run(kind, rounds, slack) && met;
    return met ? 0 : 1;
}
