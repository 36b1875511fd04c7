// A line is "Key = value" or empty; what follows '#' is a comment.
#include "sspi/schannel/policy.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "sslprovider/base/environment.h"
#include "sslprovider/base/files.h"
#include "sslprovider/base/trace.h"
#include "sslprovider/base/utf16.h"

namespace secur32::schannel {
namespace {

constexpr std::size_t kLargestFile = 0x10000;

// ---- Defaults -----------------------------------------------------------------------------------

// Of the two newest Windows: no suites without forward secrecy but RSA's, none of DHE, none that
// encrypts nothing.
bool is_usual(const provider::CipherSuite& suite) {
    if (suite.standing == provider::Standing::legacy) return provider::legacy_suites_allowed();
    if (suite.cipher == crypto::BulkCipher::null) return false;
    using enum provider::KeyExchange;
    return suite.key_exchange != dhe && suite.key_exchange != psk;
}

bool is_usual(const provider::Group& group) {
    using enum crypto::NamedGroup;
    return group.id == x25519 || group.id == secp256r1 || group.id == secp384r1;
}

// ---- Values -------------------------------------------------------------------------------------

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view kBlank = " \t\r";
    const std::size_t first = text.find_first_not_of(kBlank);
    if (first == text.npos) return {};
    return text.substr(first, text.find_last_not_of(kBlank) - first + 1);
}

// Every element of "a, b, c"; false when use(element) is, for an empty one and an empty list.
template <typename Use>
bool for_each(std::string_view list, Use use) {
    for (std::size_t start = 0; start <= list.size();) {
        const std::size_t end = std::min(list.find(',', start), list.size());
        const std::string_view element = trimmed(list.substr(start, end - start));
        if (element.empty() || !use(element)) return false;
        start = end + 1;
    }
    return true;
}

template <typename Number, Number kLeast, Number kMost>
bool parse_number(std::string_view text, Number& out) {
    Number number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size()) return false;
    if (number < kLeast || number > kMost) return false;
    out = number;
    return true;
}

bool parse_switch(std::string_view text, bool& out) {
    if (text != "0" && text != "1") return false;
    out = text == "1";
    return true;
}

struct VersionName {
    std::string_view name;
    Version version;
};
constexpr std::array kVersionNames = {
    VersionName{"TLS 1.0", Version::tls10},
    VersionName{"TLS 1.1", Version::tls11},
    VersionName{"TLS 1.2", Version::tls12},
    VersionName{"TLS 1.3", Version::tls13},
};

bool parse_versions(std::string_view list, Versions& out) {
    out = {};
    return for_each(list, [&](std::string_view name) {
        const auto row = std::ranges::find(kVersionNames, name, &VersionName::name);
        if (row != kVersionNames.end()) out.set(row->version);
        return row != kVersionNames.end();
    });
}

// find: a pointer to the row of that name, or null.
template <typename Row, typename Find>
bool parse_rows(std::string_view list, std::vector<const Row*>& out, Find find) {
    out.clear();
    return for_each(list, [&](std::string_view name) {
        const Row* const row = find(name);
        if (row == nullptr || std::ranges::find(out, row) != out.end()) return false;
        out.push_back(row);
        return true;
    });
}

template <typename Row>
const Row* row_named(std::span<const Row> rows, std::string_view name) {
    const Result<std::u16string> wide = utf16_of(name);
    if (!wide.ok()) return nullptr;
    const auto row = std::ranges::find_if(
        rows, [&](const Row& one) { return equal_ignoring_case(one.name, wide.value()); });
    return row == rows.end() ? nullptr : &*row;
}

// Legacy ones are for whoever asks twice: here and with SECUR32_TLS_LEGACY_SUITES.  Of pre-shared
// keys none can be negotiated yet.
const provider::CipherSuite* suite_named(std::string_view name) {
    const auto* const suite = row_named(provider::cipher_suites(), name);
    if (suite == nullptr || suite->key_exchange == provider::KeyExchange::psk) return nullptr;
    return provider::find_cipher_suite(suite->id);
}
const provider::Group* group_named(std::string_view name) {
    return row_named(provider::groups(), name);
}
const SignatureScheme* scheme_named(std::string_view name) {
    const auto rows = signature_schemes();
    const auto row = std::ranges::find(rows, name, &SignatureScheme::name);
    return row == rows.end() ? nullptr : &*row;
}

// ---- Keys ---------------------------------------------------------------------------------------

using Text = std::string_view;
struct Key {
    Text name;
    bool (*parse)(Text value, Policy& policy);
};
// clang-format off
constexpr std::array kKeys = {
    Key{"ClientVersions",              [](Text v, Policy& p) { return parse_versions(v, p.client.usual); }},
    Key{"ServerVersions",              [](Text v, Policy& p) { return parse_versions(v, p.server.usual); }},
    Key{"AllowedVersions",             [](Text v, Policy& p) { return parse_versions(v, p.allowed); }},
    Key{"CipherSuites",                [](Text v, Policy& p) { return parse_rows(v, p.suites, suite_named); }},
    Key{"Groups",                      [](Text v, Policy& p) { return parse_rows(v, p.groups, group_named); }},
    Key{"SignatureSchemes",            [](Text v, Policy& p) { return parse_rows(v, p.schemes, scheme_named); }},
    Key{"MinRsaBits",                  [](Text v, Policy& p) { return parse_number<std::size_t, 512, 16384>(v, p.least_rsa_bits); }},
    Key{"MinDhBits",                   [](Text v, Policy& p) { return parse_number<std::size_t, 1024, 8192>(v, p.least_dh_bits); }},
    Key{"MessageLimitClient",          [](Text v, Policy& p) { return parse_number<std::size_t, 0x1000, 0xFFFFFF>(v, p.client.message_limit); }},
    Key{"MessageLimitServer",          [](Text v, Policy& p) { return parse_number<std::size_t, 0x1000, 0xFFFFFF>(v, p.server.message_limit); }},
    // RFC 8449 4: "Endpoints MUST NOT send a record_size_limit extension with a value smaller than 64."
    Key{"RecordLimit",                 [](Text v, Policy& p) { return parse_number<std::size_t, 64, 1 << 14>(v, p.record_limit); }},
    Key{"KeyUpdateAfter",              [](Text v, Policy& p) { return parse_number<std::uint64_t, 1, 1 << 24>(v, p.key_update_after); }},
    Key{"RequireExtendedMasterSecret", [](Text v, Policy& p) { return parse_switch(v, p.require_extended_master_secret); }},
    Key{"RequireClientCertificate",    [](Text v, Policy& p) { return parse_switch(v, p.require_client_certificate); }},
    Key{"ServerPrefersOwnOrder",       [](Text v, Policy& p) { return parse_switch(v, p.server_prefers_own_order); }},
};
// clang-format on
using KeysSeen = std::array<bool, kKeys.size()>;

// What is wrong with the line; empty: nothing.
std::string_view parse_line(std::string_view line, Policy& policy, KeysSeen& seen) {
    line = trimmed(line.substr(0, line.find('#')));
    if (line.empty()) return {};
    const std::size_t equals = line.find('=');
    if (equals == line.npos) return "no '='";
    const auto key = std::ranges::find(kKeys, trimmed(line.substr(0, equals)), &Key::name);
    if (key == kKeys.end()) return "no such key";
    bool& again = seen[static_cast<std::size_t>(key - kKeys.begin())];
    if (std::exchange(again, true)) return "the key is there already";
    return key->parse(trimmed(line.substr(equals + 1)), policy) ? std::string_view()
                                                                : "no such value";
}

}  // namespace

Policy Policy::defaults() {
    Policy policy;
    policy.client.usual.set(Version::tls12).set(Version::tls13);
    policy.server.usual = policy.client.usual;
    for (const VersionName& row : kVersionNames) policy.allowed.set(row.version);
    for (const provider::CipherSuite& suite : provider::cipher_suites())
        if (is_usual(suite)) policy.suites.push_back(&suite);
    for (const provider::Group& group : provider::groups())
        if (is_usual(group)) policy.groups.push_back(&group);
    for (const SignatureScheme& scheme : signature_schemes())
        if (scheme.is_current) policy.schemes.push_back(&scheme);
    return policy;
}

Result<Policy> Policy::parse(std::string_view text, std::string_view file) {
    Policy policy = defaults();
    KeysSeen seen{};
    for (std::size_t start = 0, number = 1; start <= text.size(); ++number) {
        const std::size_t end = std::min(text.find('\n', start), text.size());
        const auto wrong = parse_line(text.substr(start, end - start), policy, seen);
        if (!wrong.empty())
            return trace::because(
                Status::internal_error, "schannel: the policy is not understood",
                std::string(file) + ":" + std::to_string(number) + ": " + std::string(wrong));
        start = end + 1;
    }
    return policy;
}

Result<Policy> Policy::of_machine() {
    const auto named = environment::text(environment::kTlsPolicy);
    const std::string path = named.value_or(kPolicyPath);
    const Result<Buffer> octets = read_file(path, kLargestFile);
    if (octets.status() == Status::not_found && !named) return defaults();
    if (!octets.ok())
        return trace::because(Status::internal_error, "schannel: the policy cannot be read", path);
    const Bytes text = octets.value();
    return parse({reinterpret_cast<const char*>(text.data()), text.size()}, path);
}

}  // namespace secur32::schannel
