// NCryptBufferDesc lists: read, and used by the functions that take one.
//
//     u8    which function: 0 session keys, 1 master key (PSK), 2 premaster secret (RSA)
//     le32  ulVersion
//     le32  cBuffers
//     then as many buffers as there are octets for: le32 type, le32 cbBuffer, u8 1 = no address,
//     and the octets, of which 64 at most: what is longer must be refused unread
//
// The memory of each buffer, and the array of them, ends where its octets end, so that a sanitizer
// sees every octet that is read beyond.
#include <sslprovider.h>

#include <algorithm>
#include <array>
#include <initializer_list>
#include <memory>
#include <optional>
#include <vector>

#include "sslprovider/api/parameter_list.h"
#include "sslprovider/base/reader.h"
#include "test/fuzz/check.h"

namespace {

using namespace secur32;

constexpr NCRYPT_KEY_HANDLE kNoHandle = 0x1234567812345678;
constexpr DWORD kTls12 = TLS1_2_PROTOCOL_VERSION, kPskSuite = TLS_PSK_WITH_AES_128_GCM_SHA256,
                kRsaSuite = TLS_RSA_WITH_AES_128_GCM_SHA256;

// A caller's list and its memory.
class List {
 public:
    explicit List(Reader& in) {
        desc_.ulVersion = in.le32();
        desc_.cBuffers = in.le32();
        std::vector<NCryptBuffer> read;
        while (in.remaining() > 9) read.push_back(next(in));
        // A count that is not refused unread tells the truth.
        read.resize(desc_.cBuffers <= api::kMaxParameters ? desc_.cBuffers : read.size());
        buffers_ = std::make_unique<NCryptBuffer[]>(read.size());
        std::ranges::copy(read, buffers_.get());
        desc_.pBuffers = read.empty() ? nullptr : buffers_.get();
    }
    NCryptBufferDesc* get() { return &desc_; }

 private:
    NCryptBuffer next(Reader& in) {
        NCryptBuffer buffer{};
        buffer.BufferType = in.le32();
        buffer.cbBuffer = in.le32();
        if (in.u8() == 1) return buffer;
        const std::size_t kept =
            std::min<std::size_t>({buffer.cbBuffer, crypto::kMaxHashLength, in.remaining()});
        // Sizes that would be read are the true ones.
        if (buffer.cbBuffer <= crypto::kMaxHashLength) buffer.cbBuffer = static_cast<ULONG>(kept);
        const Bytes octets = in.bytes(kept);
        memory_.push_back(std::make_unique<std::uint8_t[]>(kept));
        std::ranges::copy(octets, memory_.back().get());
        buffer.pvBuffer = memory_.back().get();
        return buffer;
    }

    NCryptBufferDesc desc_{};
    std::unique_ptr<NCryptBuffer[]> buffers_;
    std::vector<std::unique_ptr<std::uint8_t[]>> memory_;
};

NCRYPT_KEY_HANDLE imported(NCRYPT_PROV_HANDLE provider, LPCWSTR type, Buffer blob) {
    NCRYPT_KEY_HANDLE key = 0;
    const auto size = static_cast<DWORD>(blob.size());
    fuzz::require(SslImportKey(provider, &key, type, blob.data(), size, 0) == 0);
    return key;
}

Buffer headed(std::initializer_list<std::uint32_t> header, std::size_t octets) {
    Buffer blob;
    for (const std::uint32_t number : header)
        for (const unsigned shift : {0u, 8u, 16u, 24u})
            blob.push_back(static_cast<std::uint8_t>(number >> shift));
    blob.resize(blob.size() + octets, 0xC3);
    return blob;
}

// The handles that all inputs share.
struct World {
    World() {
        fuzz::require(SslOpenProvider(&provider, nullptr, 0) == 0);
        pre_shared_key =
            imported(provider, BCRYPT_KEY_DATA_BLOB,
                     headed({BCRYPT_KEY_DATA_BLOB_MAGIC, BCRYPT_KEY_DATA_BLOB_VERSION1, 32}, 32));
        Buffer rsa = headed({BCRYPT_RSAPUBLIC_MAGIC, 1024, 1, 128, 0, 0}, 1 + 128);
        rsa[24] = 3;
        rsa_key = imported(provider, BCRYPT_RSAPUBLIC_BLOB, rsa);
        std::array<std::uint8_t, 32> random{};
        NCryptBuffer both[] = {{32, NCRYPTBUFFER_SSL_CLIENT_RANDOM, random.data()},
                               {32, NCRYPTBUFFER_SSL_SERVER_RANDOM, random.data()}};
        NCryptBufferDesc list{NCRYPTBUFFER_VERSION, 2, both};
        fuzz::require(SslGenerateMasterKey(provider, pre_shared_key, 0, &master, kTls12, kPskSuite,
                                           &list, nullptr, 0, nullptr,
                                           NCRYPT_SSL_SERVER_FLAG) == 0);
    }
    NCRYPT_PROV_HANDLE provider = 0;
    NCRYPT_KEY_HANDLE pre_shared_key = 0, rsa_key = 0, master = 0;
};

const World& world() {
    static const World one;
    return one;
}

// A handle where it is wanted, none where it is not; freed either way.
void check_handle(bool wanted, NCRYPT_KEY_HANDLE handle) {
    fuzz::require((handle != 0) == wanted);
    if (wanted) fuzz::require(SslFreeObject(handle, 0) == 0);
}

void check_session_keys(List& list, bool both_randoms) {
    NCRYPT_KEY_HANDLE read = kNoHandle, write = kNoHandle;
    const SECURITY_STATUS status =
        SslGenerateSessionKeys(world().provider, world().master, &read, &write, list.get(), 0);
    fuzz::require((status == 0) == both_randoms);
    check_handle(both_randoms, read);
    check_handle(both_randoms, write);
}

void check_master_key(List& list, bool both_randoms, const std::optional<Bytes>& session_hash) {
    const bool wanted = both_randoms && (!session_hash || session_hash->size() == 32);
    NCRYPT_KEY_HANDLE master = kNoHandle;
    const SECURITY_STATUS status =
        SslGenerateMasterKey(world().provider, world().pre_shared_key, 0, &master, kTls12,
                             kPskSuite, list.get(), nullptr, 0, nullptr, NCRYPT_SSL_CLIENT_FLAG);
    fuzz::require((status == 0) == wanted);
    check_handle(wanted, master);
}

void check_premaster(List& list, bool parsed, const std::optional<DWORD>& version) {
    const bool wanted = parsed && (!version || version_of(*version));
    std::array<std::uint8_t, 128> encrypted{};
    DWORD written = 99;
    NCRYPT_KEY_HANDLE premaster = kNoHandle;
    const SECURITY_STATUS status = SslGeneratePreMasterKey(
        world().provider, world().rsa_key, &premaster, kTls12, kRsaSuite, list.get(),
        encrypted.data(), encrypted.size(), &written, NCRYPT_SSL_CLIENT_FLAG);
    fuzz::require((status == 0) == wanted);
    fuzz::require(written == (wanted ? encrypted.size() : 0));
    check_handle(wanted, premaster);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    Reader in(Bytes(data, size));
    const std::uint8_t function = in.u8();
    List list(in);
    const Result<api::Parameters> parsed = api::parse_parameters(list.get());
    const api::Parameters parameters = parsed.ok() ? parsed.value() : api::Parameters{};
    const bool both_randoms = parsed.ok() && parameters.randoms().ok();
    if (function % 3 == 0) check_session_keys(list, both_randoms);
    if (function % 3 == 1) check_master_key(list, both_randoms, parameters.session_hash);
    if (function % 3 == 2) check_premaster(list, parsed.ok(), parameters.highest_version);
    return 0;
}
