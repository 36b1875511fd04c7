// The cryptographic service providers (CSPs) of Microsoft, by name and type: what algorithms each
// has and with what key lengths.  One const table; a provider without a row for an algorithm
// answers NTE_BAD_ALGID. Sources: "Microsoft Base/Strong/Enhanced/AES Cryptographic Provider",
// "...Algorithms" in the Windows SDK's documentation (SecCrypto).
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "sslprovider/base/status.h"
#include "sslprovider/capi/algorithms.h"

namespace secur32::capi {

// Provider types, PROV_*.
namespace prov {
inline constexpr std::uint32_t rsa_full = 1, dss = 3, rsa_schannel = 12, dss_dh = 13,
                               dh_schannel = 18, rsa_aes = 24;
}

// PROV_ENUMALGS_EX, in bits of key (hashes: of hash).
struct ProviderAlgorithm {
    AlgId id;
    std::uint32_t default_bits, min_bits, max_bits, protocols;
    std::string_view name, long_name;  // PP_ENUMALGS: at most 19 and 39 characters
};

// How the providers that share the code differ.
enum class Family : std::uint8_t { base, strong, enhanced, aes, schannel, dss };

struct Provider {
    std::u16string_view name;  // MS_*_PROV
    std::uint32_t type;
    Family family;
    bool is_default;  // of its type
    std::span<const ProviderAlgorithm> algorithms;
};

struct ProviderType {
    std::uint32_t type;
    std::u16string_view name;  // CryptEnumProviderTypes: "RSA Full (Signature and Key Exchange)"
};

std::span<const Provider> providers();           // in CryptEnumProviders' order
std::span<const ProviderType> provider_types();  // by number

// Of a name (null: the type's default).  bad_provider_type: type 0 or over 999;
// provider_type_not_defined: no provider has that type; provider_not_defined: no such name;
// provider_type_no_match: the name's type is another.
Result<const Provider*> find_provider(std::u16string_view name, std::uint32_t type);

// Null when the provider has no such algorithm, or policy refuses it.
const ProviderAlgorithm* find_algorithm(const Provider& provider, AlgId id);
// The same as a judgement: bad_algorithm.
Result<const ProviderAlgorithm*> require_algorithm(const Provider& provider, AlgId id);

}  // namespace secur32::capi
