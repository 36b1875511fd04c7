#include "sslprovider/capi/hashes.h"

#include <gtest/gtest.h>

#include "sslprovider/capi/hash_functions.h"
#include "test/unit/sslprovider/capi/hash_samples.h"

namespace secur32::capi {
namespace {

using namespace samples;

const Provider& aes() { return provider("aes"); }
const Provider& schannel() { return provider("schannel"); }

HmacInfo hmac_info(AlgId id) {
    HmacInfo info;
    info.hash = id;
    return info;
}

// ---- Making -------------------------------------------------------------------------------------

TEST(HashObject, IsMadeForEachHashThatTheProviderHas) {
    struct Row {
        AlgId id;
        std::size_t length;
    };
    for (const Row& each : {Row{calg::md2, 16}, Row{calg::md4, 16}, Row{calg::md5, 16},
                            Row{calg::sha1, 20}, Row{calg::sha_256, 32}, Row{calg::sha_384, 48},
                            Row{calg::sha_512, 64}, Row{calg::ssl3_shamd5, 36}}) {
        const HashObject made = hash(aes(), each.id);
        EXPECT_EQ(made.id(), each.id);
        EXPECT_EQ(made.length(), each.length);
        EXPECT_FALSE(made.finished());
        EXPECT_EQ(made.master(), nullptr);
    }
}

TEST(HashObject, RefusesWhatTheProviderHasNot) {
    for (const char* name : {"base", "strong", "enhanced"})
        for (const AlgId id : {calg::sha_256, calg::sha_384, calg::sha_512})
            EXPECT_EQ(HashObject::make(provider(name), id, nullptr).status(),
                      Status::bad_algorithm);
    const Key key = master_key(master());
    for (const AlgId id : {calg::tls1_prf, calg::schannel_master_hash})
        EXPECT_EQ(HashObject::make(aes(), id, &key).status(), Status::bad_algorithm);
    EXPECT_EQ(HashObject::make(schannel(), calg::md2, nullptr).status(), Status::bad_algorithm);
}

TEST(HashObject, RefusesWhatIsNoHash) {
    for (const AlgId id : {AlgId{0}, calg::rc2, calg::aes_128, calg::rsa_sign, calg::rsa_keyx,
                           calg::dss_sign, AlgId{0x800B}, AlgId{0xFFFFFFFF}})
        EXPECT_EQ(HashObject::make(aes(), id, nullptr).status(), Status::bad_algorithm);
    EXPECT_EQ(HashObject::make(schannel(), calg::schannel_enc_key, nullptr).status(),
              Status::bad_algorithm);
}

TEST(HashObject, RefusesAKeyedHashWithoutAKey) {
    for (const AlgId id : {calg::hmac, calg::mac})
        EXPECT_EQ(HashObject::make(aes(), id, nullptr).status(), Status::bad_key);
    for (const AlgId id : {calg::tls1_prf, calg::schannel_master_hash})
        EXPECT_EQ(HashObject::make(schannel(), id, nullptr).status(), Status::bad_key);
}

TEST(HashObject, RefusesAKeyWhereNoneIsUsed) {
    const Key key = session_key(aes(), calg::des, ramp(1, 8));
    for (const AlgId id : {calg::md5, calg::sha1, calg::sha_256, calg::ssl3_shamd5})
        EXPECT_EQ(HashObject::make(aes(), id, &key).status(), Status::bad_key);
}

TEST(HashObject, RefusesKeysOfTheWrongKind) {
    const Key stream = session_key(schannel(), calg::rc4, ramp(1, 16));
    const Key block = session_key(schannel(), calg::des, ramp(1, 8));
    const Key channel = master_key(master());
    const Key ssl3 = master_key(master(calg::ssl3_master));
    EXPECT_EQ(HashObject::make(schannel(), calg::mac, &stream).status(), Status::bad_key);
    EXPECT_EQ(HashObject::make(schannel(), calg::mac, &channel).status(), Status::bad_key);
    EXPECT_EQ(HashObject::make(schannel(), calg::hmac, &channel).status(), Status::bad_key);
    EXPECT_EQ(HashObject::make(schannel(), calg::tls1_prf, &block).status(), Status::bad_key);
    EXPECT_EQ(HashObject::make(schannel(), calg::tls1_prf, &ssl3).status(), Status::bad_key);
    EXPECT_EQ(HashObject::make(schannel(), calg::schannel_master_hash, &block).status(),
              Status::bad_key);
    EXPECT_TRUE(HashObject::make(schannel(), calg::schannel_master_hash, &ssl3).ok());
    EXPECT_TRUE(HashObject::make(schannel(), calg::hmac, &stream).ok());
}

TEST(HashObject, RefusesAMasterKeyWithoutItsRandoms) {
    for (const bool client : {true, false}) {
        SchannelMaster unfinished = master();
        (client ? unfinished.client_random : unfinished.server_random).clear();
        const Key key = master_key(std::move(unfinished));
        for (const AlgId id : {calg::tls1_prf, calg::schannel_master_hash})
            EXPECT_EQ(HashObject::make(schannel(), id, &key).status(), Status::invalid_parameter);
    }
}

// ---- Data and value -----------------------------------------------------------------------------

TEST(HashObject, IsRepeatableOnceItIsFinished) {
    HashObject made = hash_of_message(aes(), calg::sha_256, ramp(0, 100));
    const SecureBytes value = taken(made.value());
    EXPECT_EQ(value, hash_of(calg::sha_256, {ramp(0, 100)}));
    EXPECT_TRUE(made.finished());
    EXPECT_EQ(made.update(ramp(0, 1)), Status::bad_hash_state);
    EXPECT_EQ(made.update({}), Status::bad_hash_state);
    EXPECT_EQ(taken(made.value()), value);
}

TEST(HashObject, HasAValueWithoutData) {
    HashObject made = hash(aes(), calg::md5);
    EXPECT_EQ(taken(made.value()), hash_of(calg::md5, {}));
}

TEST(HashObject, IsTheHashThatItIsGiven) {
    for (const AlgId id : {calg::md5, calg::sha_512, calg::ssl3_shamd5}) {
        HashObject made = hash(aes(), id);
        const Buffer value = ramp(7, made.length());
        EXPECT_EQ(made.set_value(value), Status::ok);
        EXPECT_TRUE(made.finished());
        EXPECT_EQ(copied(taken(made.value())), value);
    }
}

TEST(HashObject, RefusesAValueOfAnotherLength) {
    HashObject made = hash(aes(), calg::sha1);
    for (const std::size_t size : {0u, 1u, 19u, 21u, 64u})
        EXPECT_EQ(made.set_value(ramp(0, size)), Status::bad_length);
    EXPECT_FALSE(made.finished());
}

TEST(HashObject, OfSsl3TakesNoData) {
    HashObject made = hash(aes(), calg::ssl3_shamd5);
    EXPECT_EQ(made.update(ramp(0, 1)), Status::bad_algorithm);
    EXPECT_EQ(made.value().status(), Status::bad_hash_state);
    ASSERT_EQ(made.set_value(ramp(0, 36)), Status::ok);
    EXPECT_EQ(made.update(ramp(0, 1)), Status::bad_algorithm);
}

TEST(HashObject, RefusesParametersOfOtherKinds) {
    HashObject made = hash(aes(), calg::sha1);
    EXPECT_EQ(made.set_hmac_info(hmac_info(calg::sha1)), Status::bad_type);
    EXPECT_EQ(made.set_prf_label(ramp(0, 4)), Status::bad_type);
    EXPECT_EQ(made.set_prf_seed(ramp(0, 4)), Status::bad_type);
    EXPECT_EQ(taken(made.value()), hash_of(calg::sha1, {})) << "and nothing changed";
}

// ---- Keyed hashes -------------------------------------------------------------------------------

TEST(HashObject, OfHmacIsWhatItsInfoSays) {
    const Key key = hmac_key(bytes_of("Jefe"));
    HashObject made = hash(aes(), calg::hmac, &key);
    EXPECT_EQ(made.length(), 0u);
    ASSERT_EQ(made.set_hmac_info(hmac_info(calg::sha1)), Status::ok);
    EXPECT_EQ(made.length(), 20u);
    ASSERT_EQ(made.update(bytes_of("what do ya want for nothing?")), Status::ok);
    // RFC 2202 3, test case 2.
    EXPECT_EQ(test::to_hex(taken(made.value()).bytes()),
              "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79");
    EXPECT_EQ(made.set_hmac_info(hmac_info(calg::md5)), Status::bad_hash_state);
    EXPECT_EQ(made.update(ramp(0, 1)), Status::bad_hash_state);
}

TEST(HashObject, OfHmacRefusesHashesThatItCannotBeOver) {
    const Key key = hmac_key(ramp(0, 16));
    HashObject made = hash(provider("strong"), calg::hmac, &key);
    for (const AlgId id :
         {AlgId{0}, calg::md2, calg::sha_256, calg::mac, calg::hmac, calg::ssl3_shamd5, calg::rc4})
        EXPECT_EQ(made.set_hmac_info(hmac_info(id)), Status::bad_algorithm);
    EXPECT_EQ(made.update(ramp(0, 1)), Status::bad_hash_state);
    EXPECT_EQ(made.value().status(), Status::bad_hash_state);
    EXPECT_EQ(made.set_value(ramp(0, 16)), Status::bad_type) << "of no length yet";
}

TEST(HashObject, OfMacIsFinishedOnce) {
    const Key key = session_key(aes(), calg::aes_256, ramp(1, 32));
    HashObject made = hash(aes(), calg::mac, &key);
    EXPECT_EQ(made.length(), 16u);
    ASSERT_EQ(made.update(ramp(0, 40)), Status::ok);
    const SecureBytes value = taken(made.value());
    EXPECT_EQ(taken(made.value()), value);
    EXPECT_EQ(made.update(ramp(0, 1)), Status::bad_hash_state);
}

TEST(HashObject, OfThePrfGivesAsMuchAsIsAskedFor) {
    const Key key = master_key(master());
    HashObject made = hash(schannel(), calg::tls1_prf, &key);
    EXPECT_EQ(made.length(), 0u);
    EXPECT_EQ(made.value(12).status(), Status::bad_hash_state);
    ASSERT_EQ(made.set_prf_label(bytes_of("client finished")), Status::ok);
    ASSERT_EQ(made.set_prf_seed(ramp(0, 36)), Status::ok);
    const SecureBytes value = taken(made.value(12));
    EXPECT_EQ(value.size(), 12u);
    EXPECT_EQ(Buffer(copied(taken(made.value(50)))).size(), 50u);
    EXPECT_EQ(taken(made.value(12)), value);
    EXPECT_EQ(made.update(ramp(0, 1)), Status::bad_algorithm);
    EXPECT_EQ(made.set_value(ramp(0, 12)), Status::bad_type);
}

TEST(HashObject, OfAMasterHoldsACopyOfIt) {
    Key key = master_key(master());
    HashObject made = hash(schannel(), calg::schannel_master_hash, &key);
    std::get<SchannelMaster>(key.body).client_random.clear();
    ASSERT_NE(made.master(), nullptr);
    EXPECT_EQ(made.master()->client_random, ramp(0x40, 32));
    EXPECT_EQ(made.length(), 0u);
    EXPECT_EQ(made.value().status(), Status::bad_type);
    EXPECT_EQ(made.update(ramp(0, 1)), Status::bad_algorithm);
    EXPECT_EQ(made.set_value({}), Status::bad_type);
}

// ---- Copies -------------------------------------------------------------------------------------

TEST(HashObject, GoesOnInItsCopyFromWhereItStood) {
    HashObject first = hash_of_message(aes(), calg::sha1, ramp(0, 5));
    HashObject second = taken(first.clone());
    ASSERT_EQ(second.update(ramp(5, 95)), Status::ok);
    EXPECT_EQ(taken(second.value()), hash_of(calg::sha1, {ramp(0, 100)}));
    EXPECT_FALSE(first.finished());
    EXPECT_EQ(taken(first.value()), hash_of(calg::sha1, {ramp(0, 5)}));
    HashObject third = taken(second.clone());
    EXPECT_TRUE(third.finished());
    EXPECT_EQ(third.update(ramp(0, 1)), Status::bad_hash_state);
    EXPECT_EQ(taken(third.value()), taken(second.value()));
}

TEST(HashObject, OfEveryKindHasCopies) {
    const Key block = session_key(schannel(), calg::tdes, ramp(1, 24));
    const Key channel = master_key(master());
    HashObject hmac = hash(schannel(), calg::hmac, &block);
    ASSERT_EQ(hmac.set_hmac_info(hmac_info(calg::md5)), Status::ok);
    HashObject mac = hash(schannel(), calg::mac, &block);
    for (HashObject* const each : {&hmac, &mac}) {
        ASSERT_EQ(each->update(ramp(0, 9)), Status::ok);
        HashObject copy = taken(each->clone());
        ASSERT_EQ(copy.update(ramp(9, 9)), Status::ok);
        ASSERT_EQ(each->update(ramp(9, 9)), Status::ok);
        EXPECT_EQ(taken(copy.value()), taken(each->value()));
    }
    HashObject prf = hash(schannel(), calg::tls1_prf, &channel);
    ASSERT_EQ(prf.set_prf_label(ramp(0, 4)), Status::ok);
    ASSERT_EQ(prf.set_prf_seed(ramp(4, 4)), Status::ok);
    EXPECT_EQ(taken(taken(prf.clone()).value(20)), taken(prf.value(20)));
    const HashObject master_hash = hash(schannel(), calg::schannel_master_hash, &channel);
    EXPECT_EQ(taken(master_hash.clone()).master()->pre_master, master_hash.master()->pre_master);
    EXPECT_EQ(taken(hash(schannel(), calg::ssl3_shamd5).clone()).length(), 36u);
}

}  // namespace
}  // namespace secur32::capi
