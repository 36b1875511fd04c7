// The CryptoAPI in a test's hands: contexts, keys and hashes that free themselves, a container in a
// temporary folder of keys, blobs written out by hand.  What a test needs and does not test throws
// when it fails.
#pragma once

#include <gtest/gtest.h>
#include <wincrypt_parts.h>
#include <winerror.h>

#include <algorithm>
#include <cstring>
#include <initializer_list>
#include <ostream>
#include <stdexcept>
#include <string>
#include <utility>

#include "sslprovider/base/bytes.h"
#include "test/support/key_folder.h"

namespace secur32::test {

// Neither was ever a handle.
inline constexpr ULONG_PTR kInventedHandle = 0x1234567800000001;

inline void expect_true(BOOL done, const char* what) {
    if (!done) throw std::runtime_error(what + (" " + std::to_string(GetLastError())));
}

inline testing::AssertionResult refused(BOOL answer, DWORD code, const char* call,
                                        const char* name) {
    const DWORD error = GetLastError();
    if (!answer && error == code) return testing::AssertionSuccess();
    return testing::AssertionFailure() << call << " answers " << answer << " with error "
                                       << std::hex << error << " where " << name << " is due";
}

// A call that must answer FALSE and leave code as the last error:
//     EXPECT_REFUSED(CryptDestroyKey(0), ERROR_INVALID_PARAMETER);
#define EXPECT_REFUSED(call, code)                                                                 \
    EXPECT_TRUE(::secur32::test::refused((SetLastError(0xDEAD), (call)), static_cast<DWORD>(code), \
                                         #call, #code))
#define ASSERT_DONE(call) ASSERT_TRUE(call) << "error " << std::hex << GetLastError()
#define EXPECT_DONE(call) EXPECT_TRUE(call) << "error " << std::hex << GetLastError()

// A handle that is given back when it dies.
template <BOOL (*Free)(ULONG_PTR)>
class CryptHandle {
 public:
    CryptHandle() = default;
    explicit CryptHandle(ULONG_PTR handle) : handle_(handle) {}
    CryptHandle(CryptHandle&& other) noexcept : handle_(std::exchange(other.handle_, 0)) {}
    CryptHandle& operator=(CryptHandle&& other) noexcept {
        std::swap(handle_, other.handle_);
        return *this;
    }
    ~CryptHandle() { free(); }

    operator ULONG_PTR() const { return handle_; }
    // For an out parameter; what was in it is freed.
    ULONG_PTR* out() {
        free();
        return &handle_;
    }
    void free() {
        if (handle_ != 0) Free(std::exchange(handle_, 0));
    }
    // What the library freed itself.
    void forget() { handle_ = 0; }

 private:
    ULONG_PTR handle_ = 0;
};

inline BOOL release_context(ULONG_PTR handle) { return CryptReleaseContext(handle, 0); }
using ContextHandle = CryptHandle<release_context>;
using KeyHandle = CryptHandle<CryptDestroyKey>;
using HashHandle = CryptHandle<CryptDestroyHash>;

// A context without a container.
inline ContextHandle verify_context(DWORD type = PROV_RSA_AES, LPCWSTR provider = nullptr) {
    ContextHandle context;
    expect_true(CryptAcquireContextW(context.out(), nullptr, provider, type, CRYPT_VERIFYCONTEXT),
                "CryptAcquireContext");
    return context;
}

// A user's folder of keys, and a container in it, newly made and open.
class KeptContainer {
 public:
    explicit KeptContainer(DWORD type = PROV_RSA_AES, LPCWSTR provider = nullptr, DWORD flags = 0)
        : type_(type), provider_(provider) {
        expect_true(
            CryptAcquireContextW(context_.out(), kName, provider, type, CRYPT_NEWKEYSET | flags),
            "CryptAcquireContext");
    }
    operator HCRYPTPROV() const { return context_; }
    const KeyFolder& folder() const { return folder_; }
    // Another context of the same container.
    ContextHandle open(DWORD flags = 0) const {
        ContextHandle context;
        expect_true(CryptAcquireContextW(context.out(), kName, provider_, type_, flags),
                    "CryptAcquireContext");
        return context;
    }

    static constexpr const char16_t* kName = u"container";

 private:
    KeyFolder folder_;
    DWORD type_;
    LPCWSTR provider_;
    ContextHandle context_;
};

// ---- Keys and hashes ----------------------------------------------------------------------------

inline KeyHandle generate_key(HCRYPTPROV context, ALG_ID id, DWORD flags = 0) {
    KeyHandle key;
    expect_true(CryptGenKey(context, id, flags, key.out()), "CryptGenKey");
    return key;
}

inline KeyHandle import_key(HCRYPTPROV context, Bytes blob, DWORD flags = 0, HCRYPTKEY with = 0) {
    KeyHandle key;
    expect_true(CryptImportKey(context, blob.data(), static_cast<DWORD>(blob.size()), with, flags,
                               key.out()),
                "CryptImportKey");
    return key;
}

inline Buffer export_key(HCRYPTKEY key, DWORD type, HCRYPTKEY with = 0, DWORD flags = 0) {
    DWORD size = 0;
    expect_true(CryptExportKey(key, with, type, flags, nullptr, &size), "CryptExportKey");
    Buffer blob(size);
    expect_true(CryptExportKey(key, with, type, flags, blob.data(), &size), "CryptExportKey");
    blob.resize(size);
    return blob;
}

// Little-endian, as blobs and DWORD parameters are.
inline Buffer le_words(std::initializer_list<DWORD> numbers) {
    Buffer all;
    for (const DWORD number : numbers)
        for (const unsigned shift : {0u, 8u, 16u, 24u})
            all.push_back(static_cast<std::uint8_t>(number >> shift));
    return all;
}
inline Buffer joined_octets(std::initializer_list<Bytes> parts) {
    Buffer all;
    for (const Bytes part : parts) all.insert(all.end(), part.begin(), part.end());
    return all;
}
inline Buffer reversed(Bytes bytes) { return {bytes.rbegin(), bytes.rend()}; }
// 00, 01, 02, ...
inline Buffer counting(std::size_t size, unsigned first = 0) {
    Buffer bytes(size);
    for (std::size_t i = 0; i < size; ++i) bytes[i] = static_cast<std::uint8_t>(first + i);
    return bytes;
}

// BLOBHEADER { bType; bVersion; reserved = 0; aiKeyAlg }.
inline Buffer blob_header(DWORD type, ALG_ID id, DWORD version = CUR_BLOB_VERSION) {
    return le_words({type | version << 8, id});
}
// PLAINTEXTKEYBLOB { BLOBHEADER; DWORD cbKey; key }.
inline Buffer plaintext_key_blob(ALG_ID id, Bytes key) {
    return joined_octets(
        {blob_header(PLAINTEXTKEYBLOB, id), le_words({static_cast<DWORD>(key.size())}), key});
}
inline KeyHandle import_plaintext(HCRYPTPROV context, ALG_ID id, Bytes key, DWORD flags = 0) {
    return import_key(context, plaintext_key_blob(id, key), flags);
}

inline HashHandle new_crypt_hash(HCRYPTPROV context, ALG_ID id, HCRYPTKEY key = 0) {
    HashHandle hash;
    expect_true(CryptCreateHash(context, id, key, 0, hash.out()), "CryptCreateHash");
    return hash;
}
inline Buffer hash_value(HCRYPTHASH hash) {
    Buffer value(64);
    DWORD size = static_cast<DWORD>(value.size());
    expect_true(CryptGetHashParam(hash, HP_HASHVAL, value.data(), &size, 0), "CryptGetHashParam");
    value.resize(size);
    return value;
}

// Numbers that were handles.
inline HCRYPTKEY freed_key_of(HCRYPTPROV context) {
    KeyHandle key = generate_key(context, CALG_3DES);
    const HCRYPTKEY number = key;
    key.free();
    return number;
}
inline HCRYPTHASH freed_hash_of(HCRYPTPROV context) {
    HashHandle hash = new_crypt_hash(context, CALG_SHA1);
    const HCRYPTHASH number = hash;
    hash.free();
    return number;
}

// ---- Parameters of keys -------------------------------------------------------------------------

inline Buffer key_param(HCRYPTKEY key, DWORD param) {
    DWORD size = 0;
    expect_true(CryptGetKeyParam(key, param, nullptr, &size, 0), "CryptGetKeyParam");
    Buffer value(size);
    // An empty value's address would be null: a question for the size.
    BYTE nothing = 0;
    expect_true(CryptGetKeyParam(key, param, size == 0 ? &nothing : value.data(), &size, 0),
                "CryptGetKeyParam");
    if (size != value.size()) throw std::runtime_error("the sizes of a parameter differ");
    return value;
}
inline DWORD key_number(HCRYPTKEY key, DWORD param) {
    const Buffer value = key_param(key, param);
    DWORD number = 0;
    if (value.size() != sizeof number) throw std::runtime_error("the parameter is no DWORD");
    std::memcpy(&number, value.data(), sizeof number);
    return number;
}
inline void set_key_param(HCRYPTKEY key, DWORD param, Bytes value) {
    expect_true(CryptSetKeyParam(key, param, value.data(), 0), "CryptSetKeyParam");
}
inline void set_key_number(HCRYPTKEY key, DWORD param, DWORD value) {
    set_key_param(key, param, le_words({value}));
}

// ---- Messages -----------------------------------------------------------------------------------

// One call, in a buffer that has room for what CryptEncrypt adds.
inline Buffer encrypt_part(HCRYPTKEY key, Bytes part, bool final = true, DWORD flags = 0,
                           HCRYPTHASH hash = 0) {
    Buffer buffer(part.begin(), part.end());
    buffer.resize(part.size() + 1024);
    DWORD size = static_cast<DWORD>(part.size());
    expect_true(CryptEncrypt(key, hash, final, flags, buffer.data(), &size,
                             static_cast<DWORD>(buffer.size())),
                "CryptEncrypt");
    buffer.resize(size);
    return buffer;
}
inline Buffer decrypt_part(HCRYPTKEY key, Bytes part, bool final = true, DWORD flags = 0,
                           HCRYPTHASH hash = 0) {
    Buffer buffer(part.begin(), part.end());
    buffer.reserve(1);
    DWORD size = static_cast<DWORD>(part.size());
    expect_true(CryptDecrypt(key, hash, final, flags, buffer.data(), &size), "CryptDecrypt");
    buffer.resize(size);
    return buffer;
}

}  // namespace secur32::test
