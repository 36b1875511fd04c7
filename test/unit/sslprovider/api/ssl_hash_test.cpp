// Handshake hashes, and the hashes that are taken out of them, against libcrypto's digests.
#include <gtest/gtest.h>

#include <utility>

#include "test/support/ssl_tls12.h"

namespace secur32::test {
namespace {

// A hash's handle out of a call, which a failure must leave 0.
struct HandleOut {
    NCRYPT_HANDLE handle = kNoHandle;
    void expect_none() const { EXPECT_EQ(handle, 0u); }
};

// -- SslCreateHandshakeHash -----------------------------------------------------------------------

TEST(SslCreateHandshakeHash, AgreesWithLibcryptosDigestOfTheProtocolAndSuite) {
    for (const HashRow& row : kHashRows) {
        NCRYPT_HASH_HANDLE made = 0;
        ASSERT_EQ(SslCreateHandshakeHash(ssl_provider(), &made, row.protocol, row.suite, 0),
                  ERROR_SUCCESS);
        const SslHandle hash(made);
        EXPECT_EQ(to_hex(value_of(hash, row.protocol)), to_hex(transcript(row.prf, {})));
        add_to(hash, kMessage);
        EXPECT_EQ(to_hex(value_of(hash, row.protocol)), to_hex(transcript(row.prf)));
    }
}

TEST(SslCreateHandshakeHash, RefusesSsl2AndSsl3AndSuitesOfOtherProtocols) {
    const std::pair<DWORD, DWORD> bad[] = {{SSL2_PROTOCOL_VERSION, SSL_CK_RC4_128_WITH_MD5},
                                           {SSL3_PROTOCOL_VERSION, TLS_RSA_WITH_AES_128_CBC_SHA},
                                           {kTls12, TLS_AES_128_GCM_SHA256},
                                           {kTls12, 0xFFFF}};
    for (const auto& [protocol, suite] : bad) {
        HandleOut out;
        EXPECT_EQ(SslCreateHandshakeHash(ssl_provider(), &out.handle, protocol, suite, 0),
                  NTE_INVALID_PARAMETER);
        out.expect_none();
    }
}

TEST(SslCreateHandshakeHash, RefusesAHandleWithoutAPlace) {
    EXPECT_EQ(SslCreateHandshakeHash(ssl_provider(), nullptr, TLS1_3_PROTOCOL_VERSION,
                                     TLS_AES_128_GCM_SHA256, 0),
              NTE_INVALID_PARAMETER);
}

TEST(SslCreateHandshakeHash, RefusesAProviderThatIsNone) {
    HandleOut out;
    EXPECT_EQ(SslCreateHandshakeHash(freed_handle(), &out.handle, TLS1_3_PROTOCOL_VERSION,
                                     TLS_AES_128_GCM_SHA256, 0),
              NTE_INVALID_HANDLE);
    out.expect_none();
}

TEST(SslCreateHandshakeHash, RefusesFlags) {
    HandleOut out;
    EXPECT_EQ(SslCreateHandshakeHash(ssl_provider(), &out.handle, TLS1_3_PROTOCOL_VERSION,
                                     TLS_AES_128_GCM_SHA256, 1),
              NTE_BAD_FLAGS);
    out.expect_none();
}

// -- SslCreateClientAuthHash ----------------------------------------------------------------------

TEST(SslCreateClientAuthHash, AgreesWithLibcryptosDigestOfThatName) {
    const std::pair<LPCWSTR, const char*> names[] = {
        {BCRYPT_MD5_ALGORITHM, "MD5"},       {BCRYPT_SHA1_ALGORITHM, "SHA1"},
        {BCRYPT_SHA256_ALGORITHM, "SHA256"}, {BCRYPT_SHA384_ALGORITHM, "SHA384"},
        {BCRYPT_SHA512_ALGORITHM, "SHA512"}, {u"sha512", "SHA512"}};
    for (const DWORD protocol : {kTls12, DWORD{DTLS1_2_PROTOCOL_VERSION}})
        for (const auto& [ours, foreigns] : names) {
            SslHandle hash;
            ASSERT_EQ(SslCreateClientAuthHash(ssl_provider(), hash.out(), protocol,
                                              TLS_RSA_WITH_AES_128_CBC_SHA, ours, 0),
                      ERROR_SUCCESS);
            add_to(hash, kMessage);
            EXPECT_EQ(to_hex(value_of(hash, protocol)), to_hex(foreign::hash(foreigns, kMessage)));
        }
}

TEST(SslCreateClientAuthHash, RefusesAnAlgorithmThatIsNoHash) {
    for (const LPCWSTR name : {u"", u"SHA", u"SHA224", u"RSA", u"MD5SHA1"}) {
        HandleOut out;
        EXPECT_EQ(SslCreateClientAuthHash(ssl_provider(), &out.handle, kTls12,
                                          TLS_RSA_WITH_AES_128_CBC_SHA, name, 0),
                  NTE_NOT_SUPPORTED);
        out.expect_none();
    }
}

TEST(SslCreateClientAuthHash, RefusesProtocolsBeforeTls12AndUnknownSuites) {
    for (const DWORD protocol : {0x0301u, 0x0302u, 0xFEFFu}) {
        HandleOut out;
        EXPECT_EQ(SslCreateClientAuthHash(ssl_provider(), &out.handle, protocol,
                                          TLS_RSA_WITH_AES_128_CBC_SHA, u"SHA256", 0),
                  NTE_INVALID_PARAMETER);
        out.expect_none();
    }
    HandleOut out;
    EXPECT_EQ(SslCreateClientAuthHash(ssl_provider(), &out.handle, kTls12, 0x1234, u"SHA256", 0),
              NTE_INVALID_PARAMETER);
    out.expect_none();
}

TEST(SslCreateClientAuthHash, RefusesMissingPointers) {
    HandleOut out;
    EXPECT_EQ(SslCreateClientAuthHash(ssl_provider(), &out.handle, kTls12,
                                      TLS_RSA_WITH_AES_128_CBC_SHA, nullptr, 0),
              NTE_INVALID_PARAMETER);
    out.expect_none();
    EXPECT_EQ(SslCreateClientAuthHash(ssl_provider(), nullptr, kTls12, TLS_RSA_WITH_AES_128_CBC_SHA,
                                      u"SHA256", 0),
              NTE_INVALID_PARAMETER);
}

TEST(SslCreateClientAuthHash, RefusesAProviderThatIsNone) {
    HandleOut out;
    EXPECT_EQ(SslCreateClientAuthHash(kNoHandle, &out.handle, kTls12, TLS_RSA_WITH_AES_128_CBC_SHA,
                                      u"SHA256", 0),
              NTE_INVALID_HANDLE);
    out.expect_none();
}

TEST(SslCreateClientAuthHash, RefusesFlags) {
    HandleOut out;
    EXPECT_EQ(SslCreateClientAuthHash(ssl_provider(), &out.handle, kTls12,
                                      TLS_RSA_WITH_AES_128_CBC_SHA, u"SHA256", 2),
              NTE_BAD_FLAGS);
    out.expect_none();
}

// -- SslHashHandshake -----------------------------------------------------------------------------

TEST(SslHashHandshake, AgreesWithLibcryptosDigestHoweverTheMessagesAreCut) {
    const SslHandle hash = new_hash(kTls12, TLS_RSA_WITH_AES_128_CBC_SHA);
    Buffer message = kMessage;
    std::size_t done = 0;
    for (const std::size_t piece : {0u, 1u, 63u, 64u, 65u, 7u}) {
        ASSERT_EQ(SslHashHandshake(ssl_provider(), hash, message.data() + done,
                                   static_cast<DWORD>(piece), 0),
                  ERROR_SUCCESS);
        done += piece;
    }
    ASSERT_EQ(done, message.size());
    EXPECT_EQ(to_hex(value_of(hash, kTls12)), to_hex(foreign::hash("SHA256", message)));
}

TEST(SslHashHandshake, TakesNothingFromNowhere) {
    const SslHandle hash = new_hash(kTls12, TLS_RSA_WITH_AES_128_CBC_SHA);
    EXPECT_EQ(SslHashHandshake(ssl_provider(), hash, nullptr, 0, 0), ERROR_SUCCESS);
    EXPECT_EQ(to_hex(value_of(hash, kTls12)), to_hex(foreign::hash("SHA256", {})));
}

TEST(SslHashHandshake, RefusesAHandleThatIsNoHash) {
    const SslHandle key = rsa_public();
    for (const NCRYPT_HASH_HANDLE handle :
         {NCRYPT_HASH_HANDLE{0}, NCRYPT_HASH_HANDLE{key}, freed_handle(), ssl_provider()})
        EXPECT_EQ(SslHashHandshake(ssl_provider(), handle, octets(kMessage), 4, 0),
                  NTE_INVALID_HANDLE);
}

TEST(SslHashHandshake, RefusesASizeWithoutAnAddress) {
    const SslHandle hash = new_hash(kTls12, TLS_RSA_WITH_AES_128_CBC_SHA);
    EXPECT_EQ(SslHashHandshake(ssl_provider(), hash, nullptr, 1, 0), NTE_INVALID_PARAMETER);
    EXPECT_EQ(to_hex(value_of(hash, kTls12)), to_hex(foreign::hash("SHA256", {})));
}

TEST(SslHashHandshake, RefusesFlagsAndHashesNothing) {
    const SslHandle hash = new_hash(kTls12, TLS_RSA_WITH_AES_128_CBC_SHA);
    EXPECT_EQ(SslHashHandshake(ssl_provider(), hash, octets(kMessage), 4, 1), NTE_BAD_FLAGS);
    EXPECT_EQ(to_hex(value_of(hash, kTls12)), to_hex(foreign::hash("SHA256", {})));
}

TEST(SslHashHandshake, RefusesAProviderThatIsNone) {
    const SslHandle hash = new_hash(kTls12, TLS_RSA_WITH_AES_128_CBC_SHA);
    EXPECT_EQ(SslHashHandshake(hash, hash, octets(kMessage), 4, 0), NTE_INVALID_HANDLE);
}

// -- SslComputeClientAuthHash ---------------------------------------------------------------------

// A call's output, which a failure must leave as it was.
struct Out {
    Buffer buffer = Buffer(80, 0xEE);
    DWORD written = 99;

    Buffer result() const { return {buffer.begin(), buffer.begin() + written}; }
    void expect_untouched() const { EXPECT_EQ(to_hex(buffer), to_hex(Buffer(80, 0xEE))); }
    void expect_nothing() const {
        expect_untouched();
        EXPECT_EQ(written, 0u);
    }
};

SECURITY_STATUS client_auth(NCRYPT_KEY_HANDLE master, NCRYPT_HASH_HANDLE hash, LPCWSTR algorithm,
                            Out& out) {
    return SslComputeClientAuthHash(ssl_provider(), master, hash, algorithm, out.buffer.data(),
                                    count(out.buffer), &out.written, 0);
}

TEST(SslComputeClientAuthHash, AgreesWithWhatTheRfcsSignUpToTls11) {
    const RsaSuite& row = kRsaSuites[1];
    const SslHandle master = imported_master(row), hash = hash_of({row.protocol, row.suite, ""});
    Out rsa, dsa, ecdsa;
    // RFC 4346 7.4.8: both for RSA, SHA-1 for DSS; RFC 4492 5.8: SHA-1 for ECDSA.
    ASSERT_EQ(client_auth(master, hash, BCRYPT_RSA_ALGORITHM, rsa), ERROR_SUCCESS);
    ASSERT_EQ(client_auth(master, hash, BCRYPT_DSA_ALGORITHM, dsa), ERROR_SUCCESS);
    ASSERT_EQ(client_auth(master, hash, BCRYPT_ECDSA_P256_ALGORITHM, ecdsa), ERROR_SUCCESS);
    EXPECT_EQ(to_hex(rsa.result()), to_hex(transcript("MD5-SHA1")));
    EXPECT_EQ(to_hex(dsa.result()), to_hex(foreign::hash("SHA1", kMessage)));
    EXPECT_EQ(to_hex(ecdsa.result()), to_hex(foreign::hash("SHA1", kMessage)));
}

TEST(SslComputeClientAuthHash, AgreesWithTheHashThatWasChosenInTls12) {
    const SslHandle master = imported_master();
    SslHandle hash;
    ASSERT_EQ(SslCreateClientAuthHash(ssl_provider(), hash.out(), kTls12, kRsaSuite.suite,
                                      BCRYPT_SHA512_ALGORITHM, 0),
              ERROR_SUCCESS);
    add_to(hash, kMessage);
    for (const LPCWSTR algorithm : {BCRYPT_RSA_ALGORITHM, BCRYPT_ECDSA_ALGORITHM}) {
        Out out;
        ASSERT_EQ(client_auth(master, hash, algorithm, out), ERROR_SUCCESS);
        EXPECT_EQ(to_hex(out.result()), to_hex(foreign::hash("SHA512", kMessage)));
    }
}

TEST(SslComputeClientAuthHash, TellsTheSizeToACallerWithoutABuffer) {
    const RsaSuite& row = kRsaSuites[0];
    const SslHandle master = imported_master(row), hash = hash_of({row.protocol, row.suite, ""});
    DWORD size = 0;
    EXPECT_EQ(SslComputeClientAuthHash(ssl_provider(), master, hash, BCRYPT_RSA_ALGORITHM, nullptr,
                                       0, &size, 0),
              ERROR_SUCCESS);
    EXPECT_EQ(size, 36u);
    EXPECT_EQ(SslComputeClientAuthHash(ssl_provider(), master, hash, BCRYPT_DSA_ALGORITHM, nullptr,
                                       0, &size, 0),
              ERROR_SUCCESS);
    EXPECT_EQ(size, 20u);
}

TEST(SslComputeClientAuthHash, RefusesABufferThatIsTooSmallAndTellsTheSize) {
    const SslHandle master = imported_master(), hash = hash_of(kHashRows[3]);
    Out out;
    EXPECT_EQ(SslComputeClientAuthHash(ssl_provider(), master, hash, BCRYPT_RSA_ALGORITHM,
                                       out.buffer.data(), 31, &out.written, 0),
              NTE_BUFFER_TOO_SMALL);
    EXPECT_EQ(out.written, 32u);
    out.expect_untouched();
}

TEST(SslComputeClientAuthHash, RefusesHandlesOfOtherKinds) {
    const SslHandle master = imported_master(), hash = hash_of(kHashRows[3]);
    const std::pair<NCRYPT_HANDLE, NCRYPT_HANDLE> bad[] = {
        {hash, hash}, {master, master}, {0, hash}, {master, 0}, {master, freed_handle()}};
    for (const auto& [key, transcript_hash] : bad) {
        Out out;
        EXPECT_EQ(client_auth(key, transcript_hash, BCRYPT_RSA_ALGORITHM, out), NTE_INVALID_HANDLE);
        out.expect_nothing();
    }
}

TEST(SslComputeClientAuthHash, RefusesAHashOfAnotherProtocol) {
    const SslHandle master = imported_master(), hash = hash_of(kHashRows[0]);
    Out out;
    EXPECT_EQ(client_auth(master, hash, BCRYPT_RSA_ALGORITHM, out), NTE_INVALID_PARAMETER);
    out.expect_nothing();
}

TEST(SslComputeClientAuthHash, RefusesAnAlgorithmThatSignsNothing) {
    const SslHandle master = imported_master(), hash = hash_of(kHashRows[3]);
    for (const LPCWSTR algorithm : {u"", u"ECDH", u"SHA256"}) {
        Out out;
        EXPECT_EQ(client_auth(master, hash, algorithm, out), NTE_NOT_SUPPORTED);
        out.expect_nothing();
    }
}

TEST(SslComputeClientAuthHash, RefusesMissingPointers) {
    const SslHandle master = imported_master(), hash = hash_of(kHashRows[3]);
    Out out;
    EXPECT_EQ(client_auth(master, hash, nullptr, out), NTE_INVALID_PARAMETER);
    out.expect_nothing();
    EXPECT_EQ(SslComputeClientAuthHash(ssl_provider(), master, hash, BCRYPT_RSA_ALGORITHM,
                                       out.buffer.data(), 80, nullptr, 0),
              NTE_INVALID_PARAMETER);
    out.expect_untouched();
}

TEST(SslComputeClientAuthHash, RefusesFlags) {
    const SslHandle master = imported_master(), hash = hash_of(kHashRows[3]);
    Out out;
    EXPECT_EQ(SslComputeClientAuthHash(ssl_provider(), master, hash, BCRYPT_RSA_ALGORITHM,
                                       out.buffer.data(), 80, &out.written, 1),
              NTE_BAD_FLAGS);
    out.expect_nothing();
}

// -- SslComputeSessionHash ------------------------------------------------------------------------

SECURITY_STATUS session_hash(NCRYPT_HASH_HANDLE hash, DWORD protocol, Out& out) {
    return SslComputeSessionHash(ssl_provider(), hash, protocol, out.buffer.data(),
                                 count(out.buffer), &out.written, 0);
}

// RFC 7627 3: session_hash = Hash(handshake_messages)
TEST(SslComputeSessionHash, AgreesWithLibcryptosDigest) {
    for (const HashRow& row : kHashRows) {
        const SslHandle hash = hash_of(row);
        Out out;
        ASSERT_EQ(session_hash(hash, row.protocol, out), ERROR_SUCCESS);
        EXPECT_EQ(to_hex(out.result()), to_hex(transcript(row.prf)));
        DWORD size = 0;
        EXPECT_EQ(SslComputeSessionHash(ssl_provider(), hash, row.protocol, nullptr, 0, &size, 0),
                  ERROR_SUCCESS);
        EXPECT_EQ(size, out.written);
    }
}

TEST(SslComputeSessionHash, RefusesAnotherProtocolThanTheHashs) {
    const SslHandle hash = hash_of(kHashRows[3]);
    for (const DWORD protocol : {0u, 0x0300u, 0x0302u, 0x0304u, 0xFEFDu}) {
        Out out;
        EXPECT_EQ(session_hash(hash, protocol, out), NTE_INVALID_PARAMETER);
        out.expect_nothing();
    }
}

TEST(SslComputeSessionHash, RefusesABufferThatIsTooSmallAndTellsTheSize) {
    const SslHandle hash = hash_of(kHashRows[4]);
    Out out;
    EXPECT_EQ(
        SslComputeSessionHash(ssl_provider(), hash, kTls12, out.buffer.data(), 47, &out.written, 0),
        NTE_BUFFER_TOO_SMALL);
    EXPECT_EQ(out.written, 48u);
    out.expect_untouched();
}

TEST(SslComputeSessionHash, RefusesAHandleThatIsNoHash) {
    const SslHandle master = imported_master();
    for (const NCRYPT_HASH_HANDLE handle :
         {NCRYPT_HASH_HANDLE{0}, NCRYPT_HASH_HANDLE{master}, freed_handle()}) {
        Out out;
        EXPECT_EQ(session_hash(handle, kTls12, out), NTE_INVALID_HANDLE);
        out.expect_nothing();
    }
}

TEST(SslComputeSessionHash, RefusesFlagsAndNoPlaceForTheSize) {
    const SslHandle hash = hash_of(kHashRows[3]);
    Out out;
    EXPECT_EQ(
        SslComputeSessionHash(ssl_provider(), hash, kTls12, out.buffer.data(), 80, &out.written, 1),
        NTE_BAD_FLAGS);
    out.expect_nothing();
    EXPECT_EQ(
        SslComputeSessionHash(ssl_provider(), hash, kTls12, out.buffer.data(), 80, nullptr, 0),
        NTE_INVALID_PARAMETER);
    out.expect_untouched();
}

}  // namespace
}  // namespace secur32::test
