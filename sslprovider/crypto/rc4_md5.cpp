// One byte of RC4 beside each of MD5's 64 steps: neither depends on the other, and MD5 alone leaves
// half the processor idle.  In place, block by block:
//
//      encrypting      copy block n, hash the copy, and meanwhile encrypt block n
//      decrypting      hash block n, and meanwhile decrypt block n + 1
//
// The first and the last bytes of a piece may be less than a block: they are encrypted beside the
// block that they complete, or on their own if they complete none.
#include "sslprovider/crypto/rc4_md5.h"

#include <algorithm>

#include "sslprovider/crypto/md5_rounds.h"
#include "sslprovider/crypto/rc4_generator.h"

namespace secur32::crypto {

class Interleaver {
 public:
    Interleaver(Rc4& rc4, Md5& md5) : rc4_(rc4), md5_(md5) {}

    void encrypt(MutableBytes data);
    void decrypt(MutableBytes data);

 private:
    // Hashes a block while RC4 goes over data, which is no part of it and at most as long.
    void hash_beside(const std::uint8_t* block, MutableBytes data);

    Rc4& rc4_;
    Md5& md5_;
};

void Interleaver::hash_beside(const std::uint8_t* block, MutableBytes data) {
    Rc4Generator generator(rc4_.state_);
    std::uint8_t* const out = data.data();
    const std::size_t size = data.size();
    if (size == Md5::kBlock) {
        md5_rounds::compress(md5_.chain_, block,
                             [&](std::size_t n) { out[n] ^= generator.next(); });
    } else {
        md5_rounds::compress(md5_.chain_, block, [&](std::size_t n) {
            if (n < size) out[n] ^= generator.next();
        });
    }
}

void Interleaver::encrypt(MutableBytes data) {
    while (data.size() >= md5_.room()) {
        const MutableBytes part = data.first(md5_.room());
        hash_beside(md5_.copy_block(part), part);
        data = data.subspan(part.size());
    }
    md5_.keep(data);
    rc4_.apply(data);
}

void Interleaver::decrypt(MutableBytes data) {
    MutableBytes part = data.first(std::min(data.size(), md5_.room()));
    rc4_.apply(part);
    while (part.size() == md5_.room()) {
        data = data.subspan(part.size());
        const MutableBytes next = data.first(std::min(data.size(), Md5::kBlock));
        hash_beside(md5_.complete_block(part), next);
        part = next;
    }
    md5_.keep(part);
}

void encrypt_and_hash(Rc4& rc4, Md5& md5, MutableBytes data) {
    Interleaver(rc4, md5).encrypt(data);
}

void decrypt_and_hash(Rc4& rc4, Md5& md5, MutableBytes data) {
    Interleaver(rc4, md5).decrypt(data);
}

}  // namespace secur32::crypto
