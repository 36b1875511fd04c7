#include "sslprovider/crypto/pkey_data.h"

#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/params.h>

#include <algorithm>
#include <array>

#include "sslprovider/base/trace.h"
#include "sslprovider/crypto/pkey_context.h"

namespace secur32::crypto {
namespace {

constexpr std::array<const char*, 5> kTypeNames{"RSA", "RSA-PSS", "DSA", "EC", "DH"};
constexpr std::array kSelections{EVP_PKEY_KEY_PARAMETERS, EVP_PKEY_PUBLIC_KEY, EVP_PKEY_KEYPAIR};

// Fetches the type's management once per thread.
EVP_PKEY_CTX* context_for(PkeyType type) {
    thread_local std::array<PkeyContext, kTypeNames.size()> contexts;
    const auto index = static_cast<std::size_t>(type);
    if (contexts[index]) return contexts[index].get();
    PkeyContext made(EVP_PKEY_CTX_new_from_name(nullptr, kTypeNames[index], nullptr));
    if (!made || EVP_PKEY_fromdata_init(made.get()) != 1) return nullptr;
    contexts[index] = std::move(made);
    return contexts[index].get();
}

std::size_t room_for_numbers(std::initializer_list<PkeyField> fields) {
    std::size_t room = 0;
    for (const PkeyField& field : fields)
        if (const auto* const number = std::get_if<PkeyNumber>(&field.value))
            room += number->big_endian.size();
    return room;
}

// libcrypto takes pointers to what it will not write, and numbers in the machine's order.
class Parameters {
 public:
    explicit Parameters(std::initializer_list<PkeyField> fields)
        : numbers_(room_for_numbers(fields)), room_(numbers_.mutable_bytes()) {
        parameters_.fill(OSSL_PARAM_construct_end());
        for (const PkeyField& field : fields)
            std::visit([&](const auto& value) { add(field.name, value); }, field.value);
    }
    OSSL_PARAM* get() { return parameters_.data(); }

 private:
    void add(const char*, std::monostate) {}
    void add(const char* name, const PkeyNumber& number) {
        const MutableBytes place = room_.first(number.big_endian.size());
        room_ = room_.subspan(place.size());
        std::ranges::reverse_copy(number.big_endian, place.begin());
        *next_++ = OSSL_PARAM_construct_BN(name, place.data(), place.size());
    }
    void add(const char* name, Bytes octets) {
        *next_++ = OSSL_PARAM_construct_octet_string(name, const_cast<std::uint8_t*>(octets.data()),
                                                     octets.size());
    }
    void add(const char* name, const char* text) {
        *next_++ = OSSL_PARAM_construct_utf8_string(name, const_cast<char*>(text), 0);
    }
    void add(const char* name, const int& number) {
        *next_++ = OSSL_PARAM_construct_int(name, const_cast<int*>(&number));
    }

    SecureBytes numbers_;
    MutableBytes room_;
    std::array<OSSL_PARAM, kMaxPkeyFields + 1> parameters_;
    OSSL_PARAM* next_ = parameters_.data();
};

Status no_such_number() {
    ERR_clear_error();
    return trace::because(Status::internal_error, "ssl: libcrypto does not tell a key's number");
}

}  // namespace

Pkey own(evp_pkey_st* key) { return key == nullptr ? nullptr : Pkey(key, EVP_PKEY_free); }

Pkey make_pkey(PkeyType type, PkeyParts parts, std::initializer_list<PkeyField> fields) {
    Parameters parameters(fields);
    EVP_PKEY_CTX* const context = context_for(type);
    EVP_PKEY* key = nullptr;
    if (context != nullptr &&
        EVP_PKEY_fromdata(context, &key, kSelections[static_cast<std::size_t>(parts)],
                          parameters.get()) == 1)
        return own(key);
    EVP_PKEY_free(key);
    ERR_clear_error();
    return nullptr;
}

Pkey make_peer(const Pkey& like, Bytes encoded) {
    Pkey peer = own(EVP_PKEY_new());
    if (peer && EVP_PKEY_copy_parameters(peer.get(), like.get()) == 1 &&
        EVP_PKEY_set1_encoded_public_key(peer.get(), encoded.data(), encoded.size()) == 1)
        return peer;
    ERR_clear_error();
    return nullptr;
}

Result<SecureBytes> number_of(const Pkey& key, const char* name, std::size_t length) {
    if (length == 0) {
        OSSL_PARAM size[] = {OSSL_PARAM_construct_BN(name, nullptr, 0), OSSL_PARAM_construct_end()};
        if (EVP_PKEY_get_params(key.get(), size) != 1 || !OSSL_PARAM_modified(size))
            return no_such_number();
        length = size->return_size;
    }
    SecureBytes number(length);
    OSSL_PARAM value[] = {OSSL_PARAM_construct_BN(name, number.mutable_bytes().data(), length),
                          OSSL_PARAM_construct_end()};
    if (EVP_PKEY_get_params(key.get(), value) != 1 || !OSSL_PARAM_modified(value))
        return no_such_number();
    std::ranges::reverse(number.mutable_bytes());
    return number;
}

Result<Buffer> encoded_public_half(const Pkey& key, std::size_t length) {
    Buffer encoded(length);
    std::size_t size = 0;
    if (EVP_PKEY_get_octet_string_param(key.get(), OSSL_PKEY_PARAM_ENCODED_PUBLIC_KEY,
                                        encoded.data(), encoded.size(), &size) != 1)
        return no_such_number();
    encoded.resize(size);
    return encoded;
}

}  // namespace secur32::crypto
