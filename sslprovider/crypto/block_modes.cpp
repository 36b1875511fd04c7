// AES and triple DES are libcrypto's, mode and all; RC2's modes are written out here, because its
// cipher is.
#include "sslprovider/crypto/block_modes.h"

#include <openssl/err.h>
#include <openssl/evp.h>

#include <algorithm>
#include <array>

#include "sslprovider/crypto/rc2.h"

namespace secur32::crypto {
namespace {

constexpr std::size_t kTripleDesKey = 24;

struct EvpRow {
    EvpRow(SymmetricAlgorithm its_algorithm, BlockMode its_mode, std::size_t its_key_length,
           const char* name)
        : algorithm(its_algorithm),
          mode(its_mode),
          key_length(its_key_length),
          cipher(EVP_CIPHER_fetch(nullptr, name, nullptr)) {
        if (cipher == nullptr) ERR_clear_error();
    }
    SymmetricAlgorithm algorithm;
    BlockMode mode;
    std::size_t key_length;
    const EVP_CIPHER* cipher;
};

// Fetched once and never freed: a thread may still be at work while the process ends.
const EVP_CIPHER* find_cipher(SymmetricAlgorithm algorithm, BlockMode mode,
                              std::size_t key_length) {
    using enum SymmetricAlgorithm;
    using enum BlockMode;
    static const std::array rows = {
        EvpRow(aes, ecb, 16, "AES-128-ECB"),   EvpRow(aes, cbc, 16, "AES-128-CBC"),
        EvpRow(aes, cfb8, 16, "AES-128-CFB8"), EvpRow(aes, ecb, 24, "AES-192-ECB"),
        EvpRow(aes, cbc, 24, "AES-192-CBC"),   EvpRow(aes, cfb8, 24, "AES-192-CFB8"),
        EvpRow(aes, ecb, 32, "AES-256-ECB"),   EvpRow(aes, cbc, 32, "AES-256-CBC"),
        EvpRow(aes, cfb8, 32, "AES-256-CFB8"), EvpRow(tdes, ecb, 24, "DES-EDE3-ECB"),
        EvpRow(tdes, cbc, 24, "DES-EDE3-CBC"), EvpRow(tdes, cfb8, 24, "DES-EDE3-CFB8"),
    };
    const auto found = std::ranges::find_if(rows, [&](const EvpRow& row) {
        return row.algorithm == algorithm && row.mode == mode && row.key_length == key_length;
    });
    return found == rows.end() ? nullptr : found->cipher;
}

// One context for each direction, made when it is first needed.  A context keeps the register of
// its own last run, which is right while nothing else has moved it.
class EvpModes final : public BlockModes {
 public:
    EvpModes(const EVP_CIPHER* cipher, SecureBytes key) : cipher_(cipher), key_(std::move(key)) {}

    // Not EVP_CIPHER_CTX_copy, which providers need not have: from the key, which is kept.
    std::unique_ptr<BlockModes> clone() const override {
        return std::make_unique<EvpModes>(cipher_, key_.clone());
    }

    bool run(Direction direction, Bytes feedback, MutableBytes in_place) override {
        Runner& runner = runners_[direction == Direction::seal ? 0 : 1];
        if (!prepare(runner, direction, feedback)) return false;
        forget_feedback();
        for (; !in_place.empty(); in_place = in_place.subspan(std::min(kPart, in_place.size())))
            if (!run_cipher(runner.context, in_place.first(std::min(kPart, in_place.size()))))
                return false;
        runner.in_step = true;
        return true;
    }

    void forget_feedback() override {
        for (Runner& runner : runners_) runner.in_step = false;
    }

 private:
    struct Runner {
        CipherContext context;
        bool in_step = false;
    };
    // EVP_Cipher answers how much it did as an int.
    static constexpr std::size_t kPart = std::size_t{1} << 30;

    bool prepare(Runner& runner, Direction direction, Bytes feedback) {
        if (runner.context == nullptr) {
            runner.context = make_cipher_context(cipher_, direction, key_.bytes(), feedback);
            return runner.context != nullptr;
        }
        return runner.in_step || feedback.empty() || restart_cipher(runner.context, feedback);
    }

    const EVP_CIPHER* cipher_;
    SecureBytes key_;
    std::array<Runner, 2> runners_;
};

class Rc2Modes final : public BlockModes {
 public:
    Rc2Modes(const Rc2& rc2, BlockMode mode) : rc2_(rc2), mode_(mode) {}

    std::unique_ptr<BlockModes> clone() const override {
        return std::make_unique<Rc2Modes>(rc2_, mode_);
    }

    bool run(Direction direction, Bytes feedback, MutableBytes in_place) override {
        const bool sealing = direction == Direction::seal;
        if (mode_ == BlockMode::cfb8) {
            run_cfb8(sealing, feedback, in_place);
            return true;
        }
        Secret<kBlock> chain, read;
        if (mode_ == BlockMode::cbc) std::ranges::copy(feedback, chain.mutable_bytes().begin());
        for (; !in_place.empty(); in_place = in_place.subspan(kBlock)) {
            const auto block = in_place.first<kBlock>();
            std::ranges::copy(block, read.mutable_bytes().begin());
            if (sealing) {
                add(block, chain.bytes());
                rc2_.encrypt(block);
            } else {
                rc2_.decrypt(block);
                add(block, chain.bytes());
            }
            if (mode_ == BlockMode::cbc)
                std::ranges::copy(sealing ? Bytes(block) : Bytes(read.bytes()),
                                  chain.mutable_bytes().begin());
        }
        return true;
    }

 private:
    static constexpr std::size_t kBlock = Rc2::kBlock;

    static void add(std::span<std::uint8_t, kBlock> block, Bytes other) {
        for (std::size_t i = 0; i < kBlock; ++i) block[i] ^= other[i];
    }

    // SP 800-38A 6.3, s = 8: each octet is added to the first of the encrypted register, into which
    // the octet of ciphertext is then shifted.
    void run_cfb8(bool sealing, Bytes feedback, MutableBytes in_place) const {
        Secret<kBlock> input, output;
        const auto in = input.mutable_bytes();
        std::ranges::copy(feedback, in.begin());
        for (std::uint8_t& octet : in_place) {
            std::ranges::copy(in, output.mutable_bytes().begin());
            rc2_.encrypt(output.mutable_bytes());
            const std::uint8_t read = octet;
            octet ^= output.bytes().front();
            std::shift_left(in.begin(), in.end(), 1);
            in.back() = sealing ? octet : read;
        }
    }

    Rc2 rc2_;
    BlockMode mode_;
};

// FIPS 46-3, keying options 2 and 3: K3 = K1, and all three equal (E(D(E(x))) is E(x) then).
SecureBytes triple_key(Bytes key) {
    SecureBytes triple(kTripleDesKey);
    for (std::size_t i = 0; i < kTripleDesKey; ++i) triple.mutable_bytes()[i] = key[i % key.size()];
    return triple;
}

std::unique_ptr<BlockModes> make_evp(SymmetricAlgorithm algorithm, BlockMode mode,
                                     SecureBytes key) {
    const EVP_CIPHER* const cipher = find_cipher(algorithm, mode, key.size());
    if (cipher == nullptr) return nullptr;
    return std::make_unique<EvpModes>(cipher, std::move(key));
}

}  // namespace

std::unique_ptr<BlockModes> BlockModes::make(const CipherForm& form, Bytes key) {
    switch (form.algorithm) {
        case SymmetricAlgorithm::rc2:
            return std::make_unique<Rc2Modes>(Rc2(key, form.effective_bits), form.mode);
        case SymmetricAlgorithm::des:
        case SymmetricAlgorithm::tdes:
            return make_evp(SymmetricAlgorithm::tdes, form.mode, triple_key(key));
        default:
            return make_evp(form.algorithm, form.mode, SecureBytes(key));
    }
}

}  // namespace secur32::crypto
