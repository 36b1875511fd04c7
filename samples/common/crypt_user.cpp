// Containers and public key blobs.
#include "samples/common/crypt_user.h"

#include <winerror.h>

#include <fstream>
#include <iostream>
#include <iterator>

namespace samples {
namespace {

constexpr DWORD kRsaBits = 2048;

bool make_pair(const CryptUser& user, DWORD key_spec) {
    CryptKey made;
    return done("CryptGenKey",
                CryptGenKey(user.context.get(), key_spec, kRsaBits << 16, made.out()));
}

bool acquire(const std::string& container, DWORD flags, CryptContext& context) {
    const std::u16string name(container.begin(), container.end());
    return CryptAcquireContextW(context.out(), name.c_str(), MS_ENH_RSA_AES_PROV_W, PROV_RSA_AES,
                                flags) != FALSE;
}

bool make_user(const std::string& container, CryptUser& user) {
    return done("CryptAcquireContext", acquire(container, CRYPT_NEWKEYSET, user.context)) &&
           make_pair(user, AT_KEYEXCHANGE) && make_pair(user, AT_SIGNATURE);
}

bool save(const CryptKey& key, const std::string& file) {
    Bytes blob;
    if (!export_key(key, 0, PUBLICKEYBLOB, blob)) return false;
    std::ofstream out(file, std::ios::binary);
    out.write(reinterpret_cast<const char*>(blob.data()),
              static_cast<std::streamsize>(blob.size()));
    if (!out.flush()) return std::cerr << file << " cannot be written\n", false;
    return true;
}

bool load(const CryptUser& user, const std::string& file, CryptKey& key) {
    std::ifstream in(file, std::ios::binary);
    if (!in) return std::cerr << file << " cannot be read\n", false;
    const Bytes blob{std::istreambuf_iterator<char>(in), {}};
    return done("CryptImportKey", CryptImportKey(user.context.get(), blob.data(),
                                                 static_cast<DWORD>(blob.size()), 0, 0, key.out()));
}

}  // namespace

bool open_user(const std::string& container, CryptUser& user) {
    if (!acquire(container, 0, user.context)) {
        if (GetLastError() != static_cast<DWORD>(NTE_BAD_KEYSET))
            return done("CryptAcquireContext", FALSE);
        if (!make_user(container, user)) return false;
        std::cout << "made the key container " << container << std::endl;
    }
    const HCRYPTPROV context = user.context.get();
    return done("CryptGetUserKey", CryptGetUserKey(context, AT_KEYEXCHANGE, user.exchange.out())) &&
           done("CryptGetUserKey", CryptGetUserKey(context, AT_SIGNATURE, user.signature.out()));
}

bool save_public_keys(const CryptUser& user, const std::string& prefix) {
    return save(user.exchange, prefix + ".exchange") && save(user.signature, prefix + ".signature");
}

bool load_peer(const CryptUser& user, const std::string& prefix, CryptPeer& peer) {
    return load(user, prefix + ".exchange", peer.exchange) &&
           load(user, prefix + ".signature", peer.signature);
}

bool export_key(const CryptKey& key, HCRYPTKEY under, DWORD type, Bytes& blob) {
    DWORD length = 0;
    if (!done("CryptExportKey", CryptExportKey(key.get(), under, type, 0, nullptr, &length)))
        return false;
    blob.resize(length);
    if (!done("CryptExportKey", CryptExportKey(key.get(), under, type, 0, blob.data(), &length)))
        return false;
    blob.resize(length);
    return true;
}

}  // namespace samples
