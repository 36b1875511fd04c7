// One row for each kind of cipher.
#include "sslprovider/crypto/record_cipher.h"

#include "sslprovider/crypto/record_aead.h"
#include "sslprovider/crypto/record_cbc.h"
#include "sslprovider/crypto/record_stream.h"

namespace secur32::crypto {
namespace {

struct KindRow {
    CipherKind kind;
    std::unique_ptr<RecordSealer> (*sealer)(const RecordSuite&);
    std::unique_ptr<RecordOpener> (*opener)(const RecordSuite&);
};

constexpr std::array kKinds = {
    KindRow{CipherKind::null, make_stream_sealer, make_stream_opener},
    KindRow{CipherKind::stream, make_stream_sealer, make_stream_opener},
    KindRow{CipherKind::block, make_cbc_sealer, make_cbc_opener},
    KindRow{CipherKind::aead, make_aead_sealer, make_aead_opener},
};

constexpr bool kinds_match_enum() {
    for (std::size_t i = 0; i < kKinds.size(); ++i)
        if (static_cast<std::size_t>(kKinds[i].kind) != i) return false;
    return true;
}
static_assert(kinds_match_enum());

// RFC 8446 B.4: TLS 1.3 has AEAD only.  RFC 7366 3: encrypt-then-MAC is of block ciphers alone.
bool is_possible(const RecordSuite& suite) {
    const CipherKind kind = row(suite.cipher).kind;
    if (suite.form == RecordForm::inner_type && kind != CipherKind::aead) return false;
    if (suite.encrypt_then_mac && kind != CipherKind::block) return false;
    return suite.mac_key.size() == hash_length(suite.mac);
}

const KindRow& kind_row(const RecordSuite& suite) {
    return kKinds[static_cast<std::size_t>(row(suite.cipher).kind)];
}

}  // namespace

std::unique_ptr<RecordSealer> make_record_sealer(const RecordSuite& suite) {
    return is_possible(suite) ? kind_row(suite).sealer(suite) : nullptr;
}

std::unique_ptr<RecordOpener> make_record_opener(const RecordSuite& suite) {
    return is_possible(suite) ? kind_row(suite).opener(suite) : nullptr;
}

}  // namespace secur32::crypto
