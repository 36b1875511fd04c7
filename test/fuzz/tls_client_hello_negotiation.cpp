// What a server makes of a ClientHello: whatever is chosen was offered, and fits together.
#include "sspi/schannel/negotiation.h"
#include "test/fuzz/check.h"
#include "test/unit/sspi/schannel/own_certificates.h"

namespace {

using namespace secur32;
using namespace secur32::schannel;

const std::vector<OwnCertificate>& certificates() {
    static const std::vector<OwnCertificate> made = [] {
        std::vector<OwnCertificate> list;
        list.push_back(test::own_certificate("DNS:server", "RSA-2048"));
        list.push_back(test::own_certificate("DNS:*.a.example", "P-256"));
        list.push_back(test::own_certificate("DNS:www.a.example", "ED25519"));
        return list;
    }();
    return made;
}

bool has_group(const ClientHello& hello, const provider::Group& group) {
    return hello.supported_groups.contains(static_cast<std::uint16_t>(group.id));
}

void check12(const ClientHello& hello, Version version, const Terms& terms) {
    const auto choice = choose12(hello, version, terms, certificates());
    if (!choice.ok()) {
        fuzz::require(choice.status() == Status::algorithm_mismatch);
        return;
    }
    const auto& [suite, group, certificate, scheme] = choice.value();
    fuzz::require(suite->suits(version) && hello.offers_suite(suite->id));
    const bool ephemeral = suite->key_exchange != provider::KeyExchange::rsa;
    fuzz::require(ephemeral == (group != nullptr) && ephemeral == (scheme != nullptr));
    if (!ephemeral) return;
    fuzz::require(scheme->suits(version, certificate->key.public_key()));
    fuzz::require(version < Version::tls12 || hello.signature_algorithms.empty() ||
                  hello.signature_algorithms.contains(scheme->id));
    if (!group->finite_field && !hello.supported_groups.empty())
        fuzz::require(has_group(hello, *group));
}

void check13(const ClientHello& hello, const Terms& terms) {
    const auto choice = choose13(hello, terms, certificates());
    if (!choice.ok()) {
        const Status status = choice.status();
        fuzz::require(status == Status::algorithm_mismatch || status == Status::missing_extension ||
                      status == Status::illegal_parameter);
        return;
    }
    const auto& [suite, group, share, certificate, scheme] = choice.value();
    fuzz::require(suite->suits(Version::tls13) && hello.offers_suite(suite->id));
    fuzz::require(has_group(hello, *group));
    fuzz::require(share == nullptr || share->group == static_cast<std::uint16_t>(group->id));
    fuzz::require(hello.signature_algorithms.contains(scheme->id));
    fuzz::require(scheme->suits(Version::tls13, certificate->key.public_key()));
}

}  // namespace

// The first octet says which of two terms the server has.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    static const Terms all = test::all_terms();
    static const Terms clients_order = [] {
        Terms terms = test::all_terms();
        terms.server_prefers_own_order = false;
        terms.schemes.push_back(find_scheme(0x0201));
        terms.groups.push_back(provider::find_group(256));
        return terms;
    }();
    const Terms& terms = (data[0] & 1u) != 0 ? clients_order : all;
    const auto parsed = ClientHello::parse(Bytes(data, size).subspan(1));
    if (!parsed.ok()) return 0;
    const ClientHello& hello = parsed.value();

    const std::string own[] = {"h2", "http/1.1"};
    const auto protocol = choose_application_protocol(hello, own);
    fuzz::require(protocol.ok() || protocol.status() == Status::application_protocol_mismatch);
    const auto version = choose_version(hello, terms);
    if (!version.ok()) return 0;
    // Whatever was chosen: the choices stand for themselves.
    check13(hello, terms);
    for (const Version older : {Version::tls10, Version::tls11, Version::tls12})
        check12(hello, older, terms);
    return 0;
}
