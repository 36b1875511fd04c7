// Contexts, keys and hashes as objects: who owns what, and what goes when.
#include "sslprovider/api/crypt_objects.h"

#include <gtest/gtest.h>

#include "test/support/key_folder.h"

namespace secur32::api {
namespace {

using capi::KeySpec;
using crypto::PrivateKey;

const capi::Provider& strong() { return *capi::find_provider({}, capi::prov::rsa_full).value(); }

capi::Key pair_of(const PrivateKey& key, capi::AlgId id = capi::calg::rsa_keyx) {
    return {id, capi::permission::standard, capi::PairKey{key.public_key(), key}};
}
const PrivateKey& rsa() {
    static const PrivateKey key = PrivateKey::generate_rsa(512).value();
    return key;
}
bool is_rsa(const Result<capi::Key>& key) {
    return key.ok() && key.value().pair()->open == rsa().public_key();
}

CryptContext::Facts facts(std::optional<capi::ContainerName> container = {}) {
    return {&strong(), std::move(container), false, capi::Scope::user};
}

// A context with a handle.
struct Held {
    HCRYPTPROV handle = objects().insert(std::make_unique<CryptContext>(facts()));
    Using<CryptContext> context{handle};
    ~Held() { objects().remove(handle); }
};

HCRYPTKEY new_key(Held& held) {
    HCRYPTKEY key = 0;
    EXPECT_EQ(give_key(*held.context, held.handle, pair_of(rsa()), &key), Status::ok);
    return key;
}

TEST(CryptObjects, OfAContextKnowIt) {
    Held held;
    HCRYPTKEY number = 0;
    ASSERT_EQ(give_key(*held.context, held.handle, pair_of(rsa()), &number, KeySpec::exchange),
              Status::ok);
    const Using<CryptKey> key(number);
    ASSERT_TRUE(key);
    EXPECT_EQ(key->context(), held.handle);
    EXPECT_EQ(&key->provider(), &strong());
    EXPECT_EQ(key->slot(), KeySpec::exchange);
    EXPECT_EQ(key->with([](capi::Key& inner) { return inner.id; }), capi::calg::rsa_keyx);
    EXPECT_FALSE(Using<CryptHash>(number));
    EXPECT_FALSE(Using<CryptContext>(number));
    EXPECT_FALSE(Using<CryptKey>(held.handle));
}

TEST(CryptObjects, OfAContextGoWithItsLastReference) {
    Held held;
    const HCRYPTKEY key = new_key(held);
    HCRYPTHASH hash = 0;
    ASSERT_EQ(give_hash(*held.context, held.handle,
                        capi::HashObject::make(strong(), capi::calg::sha1, nullptr).value(), &hash),
              Status::ok);
    ASSERT_TRUE(held.context->add_reference());
    EXPECT_EQ(held.context->release(), CryptContext::Released::held);
    EXPECT_TRUE(Using<CryptKey>(key));
    EXPECT_TRUE(Using<CryptHash>(hash));
    EXPECT_EQ(held.context->release(), CryptContext::Released::last);
    EXPECT_FALSE(Using<CryptKey>(key));
    EXPECT_FALSE(Using<CryptHash>(hash));
}

TEST(CryptObjects, GiveAContextBackOnce) {
    Held held;
    EXPECT_EQ(held.context->release(), CryptContext::Released::last);
    EXPECT_EQ(held.context->release(), CryptContext::Released::not_held);
    EXPECT_FALSE(held.context->add_reference());
}

TEST(CryptObjects, AreNotMadeInAContextThatIsGone) {
    Held held;
    ASSERT_EQ(held.context->release(), CryptContext::Released::last);
    HCRYPTKEY key = 77;
    EXPECT_EQ(give_key(*held.context, held.handle, pair_of(rsa()), &key), Status::invalid_handle);
    EXPECT_EQ(key, HCRYPTKEY{0});
}

TEST(CryptObjects, AreDestroyedOnce) {
    Held held;
    const HCRYPTKEY key = new_key(held);
    EXPECT_TRUE(held.context->abandon(key));
    EXPECT_FALSE(held.context->abandon(key));
    EXPECT_FALSE(Using<CryptKey>(key));
    EXPECT_EQ(held.context->release(), CryptContext::Released::last);
}

TEST(CryptObjects, InUseOutliveTheirHandle) {
    Held held;
    const HCRYPTKEY number = new_key(held);
    const Using<CryptKey> key(number);
    EXPECT_EQ(held.context->release(), CryptContext::Released::last);
    EXPECT_FALSE(Using<CryptKey>(number));
    EXPECT_EQ(key->with([](capi::Key& inner) { return inner.id; }), capi::calg::rsa_keyx);
}

// ---- Pairs --------------------------------------------------------------------------------------

TEST(CryptObjects, KeepPairsInMemoryWithoutAContainer) {
    const test::KeyFolder folder;
    CryptContext context(facts());
    EXPECT_EQ(context.pair(KeySpec::exchange).status(), Status::no_key);
    ASSERT_EQ(context.set_pair(KeySpec::exchange, pair_of(rsa())), Status::ok);
    EXPECT_TRUE(is_rsa(context.pair(KeySpec::exchange)));
    EXPECT_EQ(context.pair(KeySpec::signature).status(), Status::no_key);
    context.forget_pairs();
    EXPECT_EQ(context.pair(KeySpec::exchange).status(), Status::no_key);
    EXPECT_FALSE(std::filesystem::exists(folder.path()));
}

TEST(CryptObjects, KeepPairsInTheContainer) {
    const test::KeyFolder folder;
    const capi::ContainerName name{capi::Scope::user, u"x"};
    ASSERT_EQ(capi::create_container(name), Status::ok);
    CryptContext context(facts(name));
    EXPECT_EQ(context.pair(KeySpec::signature).status(), Status::no_key);
    ASSERT_EQ(context.set_pair(KeySpec::signature, pair_of(rsa(), capi::calg::rsa_sign)),
              Status::ok);
    EXPECT_TRUE(is_rsa(CryptContext(facts(name)).pair(KeySpec::signature)));
    EXPECT_TRUE(is_rsa(context.pair(KeySpec::signature)));
}

// A container belongs to its user and not to one context: what is in it counts.
TEST(CryptObjects, ReadThePairThatTheContainerHasNow) {
    const test::KeyFolder folder;
    const capi::ContainerName name{capi::Scope::user, u"x"};
    ASSERT_EQ(capi::create_container(name), Status::ok);
    CryptContext one(facts(name)), other(facts(name));
    ASSERT_EQ(one.set_pair(KeySpec::exchange, pair_of(rsa())), Status::ok);
    ASSERT_TRUE(is_rsa(other.pair(KeySpec::exchange)));
    const PrivateKey next = PrivateKey::generate_rsa(512).value();
    ASSERT_EQ(one.set_pair(KeySpec::exchange, pair_of(next)), Status::ok);
    for (const CryptContext* context : {&one, &other}) {
        const auto read = context->pair(KeySpec::exchange);
        ASSERT_TRUE(read.ok());
        EXPECT_TRUE(read.value().pair()->open == next.public_key());
    }
    ASSERT_EQ(capi::delete_pair(name, KeySpec::exchange), Status::ok);
    EXPECT_EQ(other.pair(KeySpec::exchange).status(), Status::no_key);
    ASSERT_EQ(one.set_pair(KeySpec::exchange, pair_of(next)), Status::ok);
    ASSERT_EQ(capi::delete_container(name), Status::ok);
    EXPECT_EQ(one.pair(KeySpec::exchange).status(), Status::no_keyset);
    EXPECT_EQ(other.pair(KeySpec::exchange).status(), Status::no_keyset);
}

TEST(CryptObjects, BlameADamagedContainerAndNotTheCallersData) {
    const test::KeyFolder folder;
    const capi::ContainerName name{capi::Scope::user, u"x"};
    ASSERT_EQ(capi::create_container(name), Status::ok);
    folder.write("containers/x.pem", "nothing");
    EXPECT_EQ(CryptContext(facts(name)).pair(KeySpec::exchange).status(), Status::keyset_damaged);
}

TEST(CryptObjects, KeepNoPairThatTheContainerRefuses) {
    const test::KeyFolder folder;
    const capi::ContainerName name{capi::Scope::user, u"x"};
    CryptContext context(facts(name));
    EXPECT_EQ(context.set_pair(KeySpec::exchange, pair_of(rsa())), Status::no_keyset);
    EXPECT_EQ(context.pair(KeySpec::exchange).status(), Status::no_keyset);
    ASSERT_EQ(capi::create_container(name), Status::ok);
    EXPECT_EQ(context.set_pair(KeySpec::signature, pair_of(rsa())), Status::bad_key);
    EXPECT_EQ(context.pair(KeySpec::signature).status(), Status::no_key);
}

}  // namespace
}  // namespace secur32::api
