#include "sslprovider/provider/premaster.h"

#include "sslprovider/crypto/rsa_encryption.h"

namespace secur32::provider {

Result<Premaster> Premaster::agree(const crypto::KeyShare& own, Bytes peer_public_value) {
    TRY_ASSIGN(SecureBytes shared, own.agree(peer_public_value));
    return Premaster(std::move(shared));
}

Result<std::pair<Premaster, Buffer>> Premaster::for_server(Version offered,
                                                           const crypto::PublicKey& server_key) {
    SecureBytes premaster = make_rsa_premaster(offered);
    TRY_ASSIGN(Buffer encrypted, crypto::encrypt_pkcs1(server_key, premaster.bytes()));
    return std::pair(Premaster(std::move(premaster)), std::move(encrypted));
}

}  // namespace secur32::provider
