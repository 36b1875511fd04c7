// CryptEncrypt and CryptDecrypt in parts, cut anywhere: what the parts give must be what one call
// on the whole gives; and octets that are no ciphertext.
//
//     u8    cipher: a row of kCiphers
//     u8    KP_MODE; CBC where there is no such mode
//     u8    1: KP_IV is FF.., 2: the plaintext is hashed, 4: the message is taken for a ciphertext
//     u8    how many parts
//     le16  of each part: its length; the upper bit: Final
//     the message
//
// Buffers are as long as they must be, so that a sanitizer sees every octet beyond.  A part that is
// refused must be no whole blocks; it changes nothing, and the message goes on without it.
#include <wincrypt.h>
#include <winerror.h>

#include <memory>
#include <vector>

#include "sslprovider/base/reader.h"
#include "test/fuzz/check.h"

namespace {

using namespace secur32;
using fuzz::require;
using fuzz::same;

struct Cipher {
    ALG_ID id;
    DWORD key_size, block;
};
constexpr Cipher kCiphers[] = {
    {CALG_DES, 8, 8},       {CALG_3DES_112, 16, 8}, {CALG_3DES, 24, 8}, {CALG_AES_128, 16, 16},
    {CALG_AES_192, 24, 16}, {CALG_AES_256, 32, 16}, {CALG_RC2, 5, 8},   {CALG_RC2, 16, 8},
    {CALG_RC4, 5, 0},       {CALG_RC4, 16, 0}};

HCRYPTPROV context() {
    static const HCRYPTPROV opened = [] {
        HCRYPTPROV handle = 0;
        require(CryptAcquireContextW(&handle, nullptr, nullptr, PROV_RSA_AES, CRYPT_VERIFYCONTEXT));
        return handle;
    }();
    return opened;
}

struct KeyFree {
    void operator()(HCRYPTKEY* key) const {
        CryptDestroyKey(*key);
        delete key;
    }
};
using Key = std::unique_ptr<HCRYPTKEY, KeyFree>;

class Case {
 public:
    explicit Case(Reader& in)
        : cipher_(kCiphers[in.u8() % std::size(kCiphers)]), mode_(in.u8()), options_(in.u8()) {
        for (std::size_t count = in.u8(); count != 0 && in.remaining() >= 2; --count)
            parts_.push_back(in.le16());
        const Bytes rest = in.bytes(in.remaining());
        message_.assign(rest.begin(), rest.end());
    }
    void run() const {
        if ((options_ & 4) != 0) return run_on_ciphertext();
        const Buffer ciphertext = whole(true, message_).octets;
        compare(true, message_);
        compare(false, ciphertext);
    }

 private:
    struct Outcome {
        bool done = true;
        Buffer octets, digest;
        bool operator==(const Outcome& other) const {
            return done == other.done && (!done || same(octets, other.octets)) &&
                   (!done || same(digest, other.digest));
        }
    };

    Key key() const {
        Buffer blob = {PLAINTEXTKEYBLOB, CUR_BLOB_VERSION, 0, 0};
        for (const DWORD word : {DWORD{cipher_.id}, cipher_.key_size})
            for (const unsigned shift : {0u, 8u, 16u, 24u})
                blob.push_back(static_cast<std::uint8_t>(word >> shift));
        for (DWORD i = 0; i < cipher_.key_size; ++i)
            blob.push_back(static_cast<std::uint8_t>(i * 7 + 1));
        Key made(new HCRYPTKEY(0));
        require(CryptImportKey(context(), blob.data(), static_cast<DWORD>(blob.size()), 0, 0,
                               made.get()));
        if (cipher_.block == 0) return made;
        const DWORD mode = mode_;
        const bool known = mode >= CRYPT_MODE_CBC && mode <= CRYPT_MODE_CTS;
        const auto* const address = reinterpret_cast<const BYTE*>(&mode);
        require((CryptSetKeyParam(*made, KP_MODE, address, 0) != FALSE) == known);
        if ((options_ & 1) == 0) return made;
        const Buffer iv(cipher_.block, 0xFF);
        require(CryptSetKeyParam(*made, KP_IV, iv.data(), 0));
        return made;
    }
    bool mode_is_there() const {
        return cipher_.block == 0 || (mode_ != CRYPT_MODE_OFB && mode_ != CRYPT_MODE_CTS);
    }
    HCRYPTHASH hash() const {
        HCRYPTHASH made = 0;
        if ((options_ & 2) != 0) require(CryptCreateHash(context(), CALG_SHA1, 0, 0, &made));
        return made;
    }
    static Buffer digest_of(HCRYPTHASH hash) {
        if (hash == 0) return {};
        Buffer digest(20);
        DWORD size = 20;
        require(CryptGetHashParam(hash, HP_HASHVAL, digest.data(), &size, 0));
        require(CryptDestroyHash(hash));
        return digest;
    }

    // One call on a buffer of the length that it must have.
    static bool call(bool encrypts, HCRYPTKEY key, HCRYPTHASH hash, bool final, Buffer& part) {
        part.reserve(1);  // no octets have an address too: NULL would ask for the size
        auto size = static_cast<DWORD>(part.size());
        if (!encrypts) {
            const Buffer before = part;
            const bool done = CryptDecrypt(key, hash, final, 0, part.data(), &size);
            require(done ? size <= before.size() : size == before.size() && part == before);
            if (done) part.resize(size);
            return done;
        }
        if (!CryptEncrypt(key, hash, final, 0, nullptr, &size, 0)) return false;
        const Buffer before = part;
        const DWORD needed = size;
        Buffer room(needed);
        room.reserve(1);
        std::copy(part.begin(), part.end(), room.begin());
        if (needed > part.size()) {
            size = static_cast<DWORD>(part.size());
            require(!CryptEncrypt(key, hash, final, 0, part.data(), &size, size));
            require(size == needed && part == before && GetLastError() == ERROR_MORE_DATA);
        }
        size = static_cast<DWORD>(part.size());
        if (!CryptEncrypt(key, hash, final, 0, room.data(), &size, needed)) {
            require(size == before.size() && same(Bytes(room).first(size), before));
            return false;
        }
        require(size == needed);
        part = std::move(room);
        return true;
    }

    Outcome whole(bool encrypts, Bytes message) const {
        const Key one = key();
        Outcome outcome;
        const HCRYPTHASH hashed = hash();
        outcome.octets.assign(message.begin(), message.end());
        outcome.done = call(encrypts, *one, hashed, true, outcome.octets);
        outcome.digest = digest_of(hashed);
        return outcome;
    }

    // As the list of parts says, the rest at once.  taken: what was not refused, since the last
    // Final.
    void compare(bool encrypts, Bytes message) const {
        const Key running = key();
        HCRYPTHASH hashed = hash();
        Buffer taken;
        Outcome streamed;
        const auto part_done = [&](Bytes octets, bool final) {
            Buffer part(octets.begin(), octets.end());
            const bool whole_blocks =
                cipher_.block == 0 ||
                (octets.size() % cipher_.block == 0 && (encrypts || !final || !octets.empty()));
            const bool sound = mode_is_there() && (whole_blocks || (encrypts && final));
            const bool done = call(encrypts, *running, hashed, final, part);
            if (!done && (!sound || encrypts || !final)) {
                require(!sound);
                return;
            }
            require(sound);
            taken.insert(taken.end(), octets.begin(), octets.end());
            streamed.octets.insert(streamed.octets.end(), part.begin(), part.end());
            if (!final) return;
            streamed.done = done;
            streamed.digest = digest_of(hashed);
            require(streamed == whole(encrypts, taken));
            taken.clear();
            streamed = {};
            hashed = hash();
        };
        for (const std::uint16_t form : parts_) {
            const Bytes octets =
                message.first(std::min<std::size_t>(form & 0x7FFF, message.size()));
            message = message.subspan(octets.size());
            part_done(octets, (form & 0x8000) != 0);
        }
        part_done(message, true);
        digest_of(hashed);
    }

    void run_on_ciphertext() const { compare(false, message_); }

    Cipher cipher_;
    std::uint8_t mode_, options_;
    std::vector<std::uint16_t> parts_;
    Buffer message_;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    Reader in{Bytes(data, size)};
    Case(in).run();
    return 0;
}
