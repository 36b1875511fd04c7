// The CryptoAPI on several threads at once: contexts, containers and keys that are made, used and
// released while others use them.  The preset "tsan" shows that nothing races for it.
#include <gtest/gtest.h>

#include <atomic>
#include <thread>
#include <vector>

#include "test/support/crypt_handles.h"
#include "test/support/foreign_ciphers.h"

namespace secur32::test {
namespace {

constexpr std::size_t kThreads = 4;

// Runs work(0), work(1), ... begun together.
template <typename Work>
void at_once(Work work) {
    std::atomic<std::size_t> ready = 0;
    std::vector<std::thread> threads;
    for (std::size_t i = 0; i < kThreads; ++i)
        threads.emplace_back([&, i] {
            ++ready;
            while (ready.load() < kThreads) std::this_thread::yield();
            work(i);
        });
    for (std::thread& thread : threads) thread.join();
}

TEST(CryptThreads, AcquireMakeKeysAndReleaseEachTheirOwn) {
    std::atomic<int> failed = 0;
    at_once([&](std::size_t) {
        for (int round = 0; round < 20; ++round) {
            ContextHandle context = verify_context();
            const KeyHandle key = generate_key(context, CALG_AES_128, CRYPT_EXPORTABLE);
            const Buffer message = counting(100);
            const KeyHandle same = import_key(context, export_key(key, PLAINTEXTKEYBLOB));
            if (decrypt_part(same, encrypt_part(key, message)) != message) ++failed;
        }
    });
    EXPECT_EQ(failed, 0);
}

TEST(CryptThreads, MakeKeysInOneContext) {
    const ContextHandle context = verify_context();
    std::atomic<int> failed = 0;
    at_once([&](std::size_t) {
        for (int round = 0; round < 50; ++round) {
            const KeyHandle key = generate_key(context, CALG_3DES);
            HashHandle hash = new_crypt_hash(context, CALG_SHA1);
            if (!CryptHashSessionKey(hash, key, 0) || hash_value(hash).size() != 20) ++failed;
        }
    });
    EXPECT_EQ(failed, 0);
}

// Each call answers as a released handle does, or as one that is not.
TEST(CryptThreads, UseAContextWhileItIsReleased) {
    for (int round = 0; round < 50; ++round) {
        ContextHandle context = verify_context();
        const HCRYPTPROV number = context;
        KeyHandle key = generate_key(context, CALG_3DES);
        context.forget();
        std::atomic<int> released = 0, odd = 0;
        at_once([&](std::size_t i) {
            if (i == 0) {
                if (CryptReleaseContext(number, 0)) ++released;
                return;
            }
            KeyHandle made;
            if (!CryptGenKey(number, CALG_3DES, 0, made.out()) &&
                GetLastError() != ERROR_INVALID_PARAMETER)
                ++odd;
            made.forget();
            BYTE data[16] = {};
            DWORD size = 8;
            if (!CryptEncrypt(key, 0, TRUE, 0, data, &size, sizeof data) &&
                GetLastError() != ERROR_INVALID_PARAMETER)
                ++odd;
        });
        EXPECT_EQ(released, 1);
        EXPECT_EQ(odd, 0);
        EXPECT_REFUSED(CryptDestroyKey(key), ERROR_INVALID_PARAMETER);
        key.forget();
    }
}

TEST(CryptThreads, ReleaseAContextOnce) {
    for (int round = 0; round < 100; ++round) {
        ContextHandle context = verify_context();
        const HCRYPTPROV number = context;
        context.forget();
        std::atomic<int> released = 0;
        at_once([&](std::size_t) {
            if (CryptReleaseContext(number, 0)) ++released;
        });
        EXPECT_EQ(released, 1);
    }
}

TEST(CryptThreads, HoldReferencesOfTheirOwn) {
    ContextHandle context = verify_context();
    const HCRYPTPROV number = context;
    std::atomic<int> failed = 0;
    at_once([&](std::size_t) {
        for (int round = 0; round < 100; ++round) {
            BYTE octets[16];
            if (!CryptContextAddRef(number, nullptr, 0) ||
                !CryptGenRandom(number, sizeof octets, octets) || !CryptReleaseContext(number, 0))
                ++failed;
        }
    });
    EXPECT_EQ(failed, 0);
    context.free();
    EXPECT_REFUSED(CryptReleaseContext(number, 0), ERROR_INVALID_PARAMETER);
}

// Every octet is the same, so that the order in which the threads come does not count.
TEST(CryptThreads, HashIntoOneHashWhileTheyEncryptAndDecrypt) {
    constexpr std::size_t kPart = 64 * 1024, kRounds = 20;
    const ContextHandle context = verify_context();
    const HashHandle hash = new_crypt_hash(context, CALG_SHA1);
    const Buffer part(kPart, 'x');
    std::atomic<int> failed = 0;
    at_once([&](std::size_t i) {
        const KeyHandle key = generate_key(context, CALG_AES_128);
        const Buffer ciphertext = encrypt_part(key, part);
        for (std::size_t round = 0; round < kRounds; ++round) {
            if (i % 2 == 0 && decrypt_part(key, ciphertext, true, 0, hash) != part) ++failed;
            if (i % 2 == 1 && encrypt_part(key, part, true, 0, hash) != ciphertext) ++failed;
            if (!CryptHashData(hash, part.data(), kPart, 0)) ++failed;
        }
    });
    EXPECT_EQ(failed, 0);
    EXPECT_EQ(hash_value(hash),
              foreign_digest("SHA1", Buffer(kThreads * kRounds * 2 * kPart, 'x')));
}

// The others encrypt once more after it, which is refused: a finished hash stays finished.
TEST(CryptThreads, FinishAHashWhileOthersEncryptIntoIt) {
    const ContextHandle context = verify_context();
    const Buffer part(64 * 1024, 'x');
    for (int round = 0; round < 20; ++round) {
        const HashHandle hash = new_crypt_hash(context, CALG_SHA1);
        Buffer value;
        std::atomic<bool> finished = false;
        std::atomic<int> odd = 0;
        at_once([&](std::size_t i) {
            if (i == 0) {
                value = hash_value(hash);
                finished = true;
                return;
            }
            const KeyHandle key = generate_key(context, CALG_AES_128);
            Buffer data = part;
            data.resize(part.size() + 16);
            BOOL done = TRUE;
            for (bool is_last = false; !is_last;) {
                is_last = finished;
                DWORD size = static_cast<DWORD>(part.size());
                done = CryptEncrypt(key, hash, TRUE, 0, data.data(), &size, size + 16);
            }
            if (done || static_cast<HRESULT>(GetLastError()) != NTE_BAD_HASH_STATE) ++odd;
        });
        EXPECT_EQ(odd, 0);
        EXPECT_EQ(hash_value(hash), value);
    }
}

TEST(CryptThreads, DestroyAKeyOnce) {
    const ContextHandle context = verify_context();
    for (int round = 0; round < 100; ++round) {
        KeyHandle key = generate_key(context, CALG_3DES);
        const HCRYPTKEY number = key;
        key.forget();
        std::atomic<int> destroyed = 0;
        at_once([&](std::size_t) {
            if (CryptDestroyKey(number)) ++destroyed;
        });
        EXPECT_EQ(destroyed, 1);
    }
}

// Two threads per slot of one container, each with contexts of its own.
TEST(CryptThreads, WriteTheSlotsOfOneContainer) {
    const KeptContainer container;
    const DWORD specs[] = {AT_KEYEXCHANGE, AT_SIGNATURE};
    std::atomic<int> failed = 0;
    at_once([&](std::size_t i) {
        for (int round = 0; round < 5; ++round) {
            const ContextHandle context = container.open();
            KeyHandle made, found;
            if (!CryptGenKey(context, specs[i % 2], 512u << 16, made.out())) ++failed;
            const ContextHandle again = container.open();
            if (!CryptGetUserKey(again, specs[i % 2], found.out())) ++failed;
        }
    });
    EXPECT_EQ(failed, 0);
    for (const DWORD spec : specs) {
        KeyHandle key;
        EXPECT_DONE(CryptGetUserKey(container, spec, key.out()));
    }
}

TEST(CryptThreads, MakeAndDeleteContainers) {
    const KeyFolder folder;
    std::atomic<int> made = 0, removed = 0, odd = 0;
    at_once([&](std::size_t) {
        for (int round = 0; round < 25; ++round) {
            ContextHandle context;
            if (CryptAcquireContextW(context.out(), u"x", nullptr, PROV_RSA_FULL, CRYPT_NEWKEYSET))
                ++made;
            else if (static_cast<HRESULT>(GetLastError()) != NTE_EXISTS)
                ++odd;
            HCRYPTPROV none = 0;
            if (CryptAcquireContextW(&none, u"x", nullptr, PROV_RSA_FULL, CRYPT_DELETEKEYSET))
                ++removed;
            else if (static_cast<HRESULT>(GetLastError()) != NTE_BAD_KEYSET)
                ++odd;
        }
    });
    EXPECT_EQ(odd, 0);
    EXPECT_EQ(made, removed);
    EXPECT_GT(made, 0);
}

TEST(CryptThreads, EnumerateAndSetDefaults) {
    const ContextHandle context = verify_context();
    std::atomic<int> odd = 0;
    at_once([&](std::size_t i) {
        for (int round = 0; round < 50; ++round) {
            PROV_ENUMALGS_EX entry{};
            DWORD size = sizeof entry;
            if (!CryptGetProvParam(context, PP_ENUMALGS_EX, reinterpret_cast<BYTE*>(&entry), &size,
                                   round % 5 == 0 ? CRYPT_FIRST : CRYPT_NEXT) &&
                GetLastError() != ERROR_NO_MORE_ITEMS)
                ++odd;
            const DWORD flags = CRYPT_USER_DEFAULT | (i % 2 == 0 ? 0 : CRYPT_DELETE_DEFAULT);
            if (!CryptSetProviderExW(MS_DEF_DSS_DH_PROV_W, PROV_DSS_DH, nullptr, flags)) ++odd;
            ContextHandle other = verify_context(PROV_DSS_DH);
        }
    });
    EXPECT_EQ(odd, 0);
    EXPECT_DONE(CryptSetProviderExW(MS_DEF_DSS_DH_PROV_W, PROV_DSS_DH, nullptr,
                                    CRYPT_USER_DEFAULT | CRYPT_DELETE_DEFAULT));
}

}  // namespace
}  // namespace secur32::test
