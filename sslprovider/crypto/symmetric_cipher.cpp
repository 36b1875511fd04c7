// What all the ciphers share: the judgement on lengths, and for block ciphers the feedback
// register.
#include "sslprovider/crypto/symmetric_cipher.h"

#include <algorithm>
#include <array>

#include "sslprovider/base/trace.h"
#include "sslprovider/crypto/block_modes.h"
#include "sslprovider/crypto/rc2.h"
#include "sslprovider/crypto/rc4.h"

namespace secur32::crypto {

struct SymmetricCipher::State {
    State() = default;
    State(const State&) = delete;
    State& operator=(const State&) = delete;
    virtual ~State() = default;
    virtual Status run(Direction direction, MutableBytes in_place) = 0;
    virtual void restart() = 0;
    virtual std::unique_ptr<State> clone() const = 0;
};

namespace {

struct KeyLengths {
    SymmetricAlgorithm algorithm;
    std::size_t least, most, step;
};
constexpr std::array kKeyLengths = {
    KeyLengths{SymmetricAlgorithm::rc2, 1, Rc2::kMaxKey, 1},
    KeyLengths{SymmetricAlgorithm::rc4, 1, Rc4::kMaxKey, 1},
    KeyLengths{SymmetricAlgorithm::des, 8, 8, 1},
    KeyLengths{SymmetricAlgorithm::tdes, 16, 24, 8},
    KeyLengths{SymmetricAlgorithm::aes, 16, 32, 8},
};

Status check_lengths(const CipherForm& form, Bytes key, Bytes iv) {
    const KeyLengths& row = *std::ranges::find(kKeyLengths, form.algorithm, &KeyLengths::algorithm);
    if (key.size() < row.least || key.size() > row.most || (key.size() - row.least) % row.step != 0)
        return trace::because(Status::bad_length, "crypto: no key length of that cipher");
    if (form.algorithm == SymmetricAlgorithm::rc2 &&
        (form.effective_bits == 0 || form.effective_bits > Rc2::kMaxEffectiveBits))
        return trace::because(Status::bad_length, "crypto: no effective key length of RC2");
    const std::size_t block = block_length(form.algorithm);
    if (iv.size() == block || (iv.empty() && form.mode == BlockMode::ecb)) return Status::ok;
    return trace::because(Status::bad_length, "crypto: the IV is no block");
}

class StreamState final : public SymmetricCipher::State {
 public:
    StreamState(Bytes key, const Rc4& rc4) : key_(key), rc4_(rc4) {}

    Status run(Direction, MutableBytes in_place) override {
        rc4_.apply(in_place);
        return Status::ok;
    }
    void restart() override { rc4_.set_key(key_.bytes()); }
    std::unique_ptr<State> clone() const override {
        return std::make_unique<StreamState>(key_.bytes(), rc4_);
    }

 private:
    SecureBytes key_;
    Rc4 rc4_;
};

class BlockState final : public SymmetricCipher::State {
 public:
    BlockState(const CipherForm& form, std::unique_ptr<BlockModes> modes, Bytes iv)
        : form_(form), modes_(std::move(modes)), iv_(iv) {
        BlockState::restart();
    }

    Status run(Direction direction, MutableBytes in_place) override {
        if (form_.mode != BlockMode::cfb8 && in_place.size() % block() != 0)
            return trace::because(Status::bad_length, "crypto: no whole blocks");
        if (in_place.empty()) return Status::ok;
        const bool sealing = direction == Direction::seal;
        auto next = feedback_;
        if (!sealing) shift_in(next, in_place);
        if (!modes_->run(direction, feedback(), in_place)) {
            modes_->forget_feedback();
            return trace::because(Status::internal_error, "crypto: libcrypto does not run");
        }
        if (sealing) shift_in(next, in_place);
        feedback_ = next;
        return Status::ok;
    }

    void restart() override {
        std::ranges::copy(iv_.bytes(), feedback_.begin());
        modes_->forget_feedback();
    }

    std::unique_ptr<State> clone() const override {
        auto copy = std::make_unique<BlockState>(form_, modes_->clone(), iv_.bytes());
        copy->feedback_ = feedback_;
        return copy;
    }

 private:
    using Register = std::array<std::uint8_t, kMaxBlock>;

    std::size_t block() const { return block_length(form_.algorithm); }
    Bytes feedback() const { return Bytes(feedback_).first(iv_.size()); }

    // The register holds the last block of what went before and the ciphertext.
    void shift_in(Register& feedback, Bytes ciphertext) const {
        const std::size_t count = std::min(ciphertext.size(), block());
        const auto end = feedback.begin() + static_cast<std::ptrdiff_t>(block());
        const auto rest =
            std::shift_left(feedback.begin(), end, static_cast<std::ptrdiff_t>(count));
        std::ranges::copy(ciphertext.last(count), rest);
    }

    CipherForm form_;
    std::unique_ptr<BlockModes> modes_;
    SecureBytes iv_;  // empty in ECB
    Register feedback_{};
};

}  // namespace

SymmetricCipher::SymmetricCipher(std::unique_ptr<State> state) : state_(std::move(state)) {}
SymmetricCipher::SymmetricCipher(SymmetricCipher&&) noexcept = default;
SymmetricCipher& SymmetricCipher::operator=(SymmetricCipher&&) noexcept = default;
SymmetricCipher::~SymmetricCipher() = default;

Result<SymmetricCipher> SymmetricCipher::make(const CipherForm& form, Bytes key, Bytes iv) {
    TRY(check_lengths(form, key, iv));
    if (form.algorithm == SymmetricAlgorithm::rc4)
        return SymmetricCipher(std::make_unique<StreamState>(key, Rc4(key)));
    auto modes = BlockModes::make(form, key);
    if (modes == nullptr)
        return trace::because(Status::unsupported_function, "crypto: libcrypto has no such cipher");
    const Bytes start = form.mode == BlockMode::ecb ? Bytes() : iv;
    return SymmetricCipher(std::make_unique<BlockState>(form, std::move(modes), start));
}

Result<SymmetricCipher> SymmetricCipher::clone() const { return SymmetricCipher(state_->clone()); }

Status SymmetricCipher::encrypt(MutableBytes in_place) {
    return state_->run(Direction::seal, in_place);
}

Status SymmetricCipher::decrypt(MutableBytes in_place) {
    return state_->run(Direction::open, in_place);
}

Status SymmetricCipher::restart() {
    state_->restart();
    return Status::ok;
}

}  // namespace secur32::crypto
