// The MAC's place is no secret here: no length is.
#include "sslprovider/crypto/record_stream.h"

#include <algorithm>

#include "sslprovider/base/secure_bytes.h"
#include "sslprovider/crypto/rc4.h"
#include "sslprovider/crypto/record_mac.h"

namespace secur32::crypto {
namespace {

// RC4, or nothing at all.
class KeyStream {
 public:
    explicit KeyStream(const RecordSuite& suite) {
        if (row(suite.cipher).kind == CipherKind::stream) rc4_ = std::make_unique<Rc4>(suite.key);
    }
    void apply(MutableBytes octets) {
        if (rc4_) rc4_->apply(octets);
    }

 private:
    std::unique_ptr<Rc4> rc4_;
};

class Sealer final : public RecordSealer {
 public:
    Sealer(const RecordSuite& suite, std::unique_ptr<RecordMac> mac)
        : mac_(std::move(mac)), stream_(suite) {}

    bool seal(const RecordPrefix& prefix, Bytes plaintext, const RecordParts& parts) override {
        mac_->compute({prefix, plaintext}, parts.trailer);
        if (plaintext.data() != parts.content.data())
            std::ranges::copy(plaintext, parts.content.begin());
        stream_.apply(parts.content);
        stream_.apply(parts.trailer);
        return true;
    }

 private:
    std::unique_ptr<RecordMac> mac_;
    KeyStream stream_;
};

class Opener final : public RecordOpener {
 public:
    Opener(const RecordSuite& suite, std::unique_ptr<RecordMac> mac)
        : mac_(std::move(mac)), stream_(suite) {}

    std::optional<MutableBytes> open(const RecordPrefix& prefix, MutableBytes fragment) override {
        if (fragment.size() < mac_->length()) return std::nullopt;
        stream_.apply(fragment);
        const MutableBytes content = fragment.first(fragment.size() - mac_->length());
        RecordPrefix header = prefix;
        set_length(header, content.size());
        std::array<std::uint8_t, kMaxRecordMac> computed;
        const MutableBytes expected = MutableBytes(computed).first(mac_->length());
        mac_->compute({header, content}, expected);
        if (constant_time_equal(expected, fragment.last(mac_->length()))) return content;
        secure_wipe(fragment);
        return std::nullopt;
    }

 private:
    std::unique_ptr<RecordMac> mac_;
    KeyStream stream_;
};

template <typename Made, typename Slot>
std::unique_ptr<Slot> make(const RecordSuite& suite) {
    if (suite.key.size() != row(suite.cipher).key_length || !suite.iv.empty()) return nullptr;
    auto mac = RecordMac::create(suite.mac, suite.mac_key);
    return mac ? std::make_unique<Made>(suite, std::move(mac)) : nullptr;
}

}  // namespace

std::unique_ptr<RecordSealer> make_stream_sealer(const RecordSuite& suite) {
    return make<Sealer, RecordSealer>(suite);
}

std::unique_ptr<RecordOpener> make_stream_opener(const RecordSuite& suite) {
    return make<Opener, RecordOpener>(suite);
}

}  // namespace secur32::crypto
