// [MS-NLMP] 4.2, "Cryptographic Values for Validation": every value of it, as test/vectors/ms-nlmp
// holds them.  A value that no check has used fails the test that reads its file.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <set>

#include "sslprovider/base/reader.h"
#include "sslprovider/base/utf16.h"
#include "sslprovider/crypto/des.h"
#include "sslprovider/crypto/rc4.h"
#include "sspi/ntlm/av_pairs.h"
#include "sspi/ntlm/keys.h"
#include "sspi/ntlm/messages.h"
#include "sspi/ntlm/responses.h"
#include "sspi/ntlm/sealing.h"
#include "test/support/vectors.h"

namespace secur32::ntlm {
namespace {

using test::to_hex;

std::u16string text(Bytes utf16le) {
    std::u16string out(utf16le.size() / 2, u'\0');
    if (!out.empty()) std::memcpy(out.data(), utf16le.data(), utf16le.size());
    return out;
}

template <std::size_t N>
std::array<std::uint8_t, N> array_of(Bytes bytes) {
    EXPECT_EQ(bytes.size(), N);
    return Reader(bytes).array<N>();
}

Key key_of(Bytes bytes) { return Key(array_of<16>(bytes)); }

// One file of answers, and which of them have been looked at.
class Answers {
 public:
    explicit Answers(const std::string& file) : file_(file) {
        for (const test::Stanza& stanza : test::load_stanzas(file))
            for (const auto& entry : stanza) {
                EXPECT_FALSE(values_.contains(entry.first)) << entry.first;
                values_[entry.first] = stanza.bytes(entry.first);
            }
    }
    ~Answers() {
        for (const auto& entry : values_)
            EXPECT_TRUE(used_.contains(entry.first)) << entry.first << " was never looked at";
        std::printf("%s: %zu values, %zu of them compared with what we compute\n", file_.c_str(),
                    values_.size(), compared_.size());
    }
    Answers(const Answers&) = delete;
    Answers& operator=(const Answers&) = delete;

    // A value that goes into a computation.
    const Buffer& given(const std::string& key) {
        EXPECT_TRUE(values_.contains(key)) << key;
        used_.insert(key);
        return values_[key];
    }
    // A value that must come out of one.
    void expect(const std::string& key, Bytes computed) {
        EXPECT_EQ(to_hex(given(key)), to_hex(computed)) << key;
        compared_.insert(key);
    }

 private:
    std::string file_;
    std::map<std::string, Buffer> values_;
    std::set<std::string> used_, compared_;
};

struct Common {
    Answers file{"ms-nlmp/common.txt"};
    std::u16string user = text(file.given("user"));
    std::u16string user_dom = text(file.given("user_dom"));
    Buffer passwd = file.given("passwd");
    std::u16string server_name = text(file.given("server_name"));
    std::u16string workstation = text(file.given("workstation_name"));
    Key random_session_key = key_of(file.given("random_session_key"));
    FileTime time = Reader(file.given("time")).le64();
    Challenge client_challenge = array_of<8>(file.given("client_challenge"));
    Challenge server_challenge = array_of<8>(file.given("server_challenge"));

    Common() {
        const std::u16string upper_user = upper(user);
        file.expect("upper_user", bytes_of(std::u16string_view(upper_user)));
        const std::string oem_user(user.begin(), user.end());
        file.expect("oem_user", bytes_of(oem_user));
        std::u16string password = upper(text(passwd));
        password.resize(14);
        const std::string oem_password(password.begin(), password.end());
        file.expect("oem_upper_passwd", bytes_of(oem_password));
    }
};

NegotiateFlags flags_of(Bytes bytes) { return NegotiateFlags(Reader(bytes).le32()); }

NegotiateFlags with(NegotiateFlags flags, Flag flag) { return flags.set(flag); }

// Sets the message's fields from its octets, checks them and writes the same octets again.
void expect_challenge(Answers& file, const Common& common, Bytes target_info) {
    const Buffer& token = file.given("challenge_message");
    const auto parsed = parse_challenge(token);
    ASSERT_TRUE(parsed.ok());
    const ChallengeMessage& message = parsed.value();
    EXPECT_EQ(message.target_name, common.server_name);
    EXPECT_EQ(message.negotiate_flags, flags_of(file.given("challenge_flags")));
    EXPECT_EQ(message.server_challenge, common.server_challenge);
    EXPECT_EQ(message.version, (Version{6, 0, 6000, kNtlmRevisionW2k3}));
    EXPECT_EQ(to_hex(message.target_info), to_hex(target_info));
    const auto written = write(message);
    ASSERT_TRUE(written.ok());
    file.expect("challenge_message", written.value());
}

void expect_authenticate(Answers& file, const Common& common, Bytes lm, Bytes nt, Bytes key) {
    const auto given = parse_authenticate(file.given("authenticate_message"), NegotiateFlags{});
    ASSERT_TRUE(given.ok());
    const NegotiateFlags flags = given.value().negotiate_flags;
    for (const Flag flag : {Flag::unicode, Flag::sign, Flag::seal, Flag::ntlm, Flag::version})
        EXPECT_TRUE(flags.has(flag));
    for (const Flag flag : {Flag::key_exch, Flag::negotiate_128, Flag::extended_session_security})
        EXPECT_EQ(flags.has(flag), flags_of(file.given("challenge_flags")).has(flag));

    AuthenticateMessage message;
    message.lm_challenge_response = lm;
    message.nt_challenge_response = nt;
    message.domain_name = common.user_dom;
    message.user_name = common.user;
    message.workstation = common.workstation;
    message.encrypted_random_session_key = key;
    message.negotiate_flags = flags;
    message.version = Version{5, 1, 2600, kNtlmRevisionW2k3};
    const auto written = write(message);
    ASSERT_TRUE(written.ok());
    file.expect("authenticate_message", written.value());

    const auto parsed = parse_authenticate(written.value(), NegotiateFlags{});
    ASSERT_TRUE(parsed.ok());
    const AuthenticateMessage& again = parsed.value();
    EXPECT_EQ(again.negotiate_flags, message.negotiate_flags);
    EXPECT_EQ(again.user_name, common.user);
    EXPECT_EQ(again.domain_name, common.user_dom);
    EXPECT_EQ(again.workstation, common.workstation);
    EXPECT_EQ(to_hex(again.lm_challenge_response), to_hex(lm));
    EXPECT_EQ(to_hex(again.nt_challenge_response), to_hex(nt));
    EXPECT_EQ(to_hex(again.encrypted_random_session_key), to_hex(key));
    EXPECT_EQ(again.version, message.version);
    EXPECT_FALSE(again.mic.has_value());
}

struct Sealed {
    Buffer data;
    std::array<std::uint8_t, kSignatureSize> signature{};
};

// Seals the file's plaintext as the client's first message and unseals it again.
Sealed seal_and_unseal(Answers& file, NegotiateFlags flags, const Key& exported_session_key) {
    Sealed out{file.given("plaintext")};
    Direction sealing(flags, exported_session_key, Mode::client);
    EXPECT_EQ(sealing.sequence_number(), Reader(file.given("seq_num")).le32());
    const std::array segments = {Segment{out.data, true}};
    Message message{segments, out.signature};
    EXPECT_EQ(sealing.seal(message), Status::ok);

    Sealed copy = out;
    Direction unsealing(flags, exported_session_key, Mode::client);
    const std::array received = {Segment{copy.data, true}};
    Message again{received, copy.signature};
    EXPECT_EQ(unsealing.unseal(again), Status::ok);
    file.expect("plaintext", copy.data);
    return out;
}

TEST(NlmpVectors, NtlmV1ComputesEveryValueOf422) {
    Common common;
    Answers file("ms-nlmp/ntlmv1.txt");
    const NegotiateFlags flags = flags_of(file.given("challenge_flags"));

    const auto lm_hash = lmowf_v1(common.passwd);
    ASSERT_TRUE(lm_hash.ok());
    file.expect("lmowf", lm_hash.value().bytes());
    file.expect("lmowf_first_half", lm_hash.value().bytes().first<8>());
    file.expect("lmowf_second_half", lm_hash.value().bytes().last<8>());
    const Key nt_hash = ntowf_v1(common.passwd);
    file.expect("ntowf", nt_hash.bytes());
    const Key base = session_base_key_v1(nt_hash);
    file.expect("session_base_key", base.bytes());

    const auto nt = ntlm_v1_response(nt_hash, common.server_challenge);
    const auto lm = lm_v1_response(lm_hash.value(), common.server_challenge);
    ASSERT_TRUE(nt.ok() && lm.ok());
    file.expect("nt_challenge_response", nt.value());
    file.expect("lm_challenge_response", lm.value());

    const auto key_with = [&](NegotiateFlags f) {
        return key_exchange_key_v1(f, base, &lm_hash.value(), lm.value(), common.server_challenge)
            .value();
    };
    const auto encrypted_with = [&](NegotiateFlags f) {
        return encrypt_session_key(key_with(f), common.random_session_key);
    };
    EXPECT_EQ(key_with(flags), base);
    file.expect("lm_key_key_exchange_key", key_with(with(flags, Flag::lm_key)).bytes());
    const auto encrypted = encrypted_with(flags);
    file.expect("encrypted_session_key", encrypted);
    file.expect("non_nt_encrypted_session_key",
                encrypted_with(with(flags, Flag::request_non_nt_session_key)));
    file.expect("lm_key_encrypted_session_key", encrypted_with(with(flags, Flag::lm_key)));
    EXPECT_EQ(decrypt_session_key(base, encrypted).value(), common.random_session_key);

    expect_challenge(file, common, {});
    expect_authenticate(file, common, lm.value(), nt.value(), encrypted);

    const Sealed sealed = seal_and_unseal(file, flags, common.random_session_key);
    file.expect("data", sealed.data);
    // The assembled signature of the example keeps RandomPad encrypted, 3.4.4.1 sets it to 0.
    Buffer expected = file.given("signature");
    std::fill_n(expected.begin() + 4, 4, std::uint8_t{0});
    EXPECT_EQ(to_hex(sealed.signature), to_hex(expected));
    EXPECT_EQ(to_hex(Bytes(file.given("signature")).subspan(4, 4)),
              to_hex(file.given("encrypted_random_pad")));
    const Bytes signature = sealed.signature;
    file.expect("encrypted_checksum", signature.subspan(8, 4));
    file.expect("encrypted_seq_num", signature.subspan(12, 4));

    crypto::Rc4 handle(seal_key(flags, common.random_session_key, Mode::client).bytes());
    Buffer data = file.given("plaintext"), pad = file.given("random_pad");
    Buffer checksum = file.given("encrypted_checksum"), zero(4);
    handle.apply(data);
    handle.apply(pad);
    file.expect("encrypted_random_pad", pad);
    handle.apply(checksum);
    file.expect("crc32", checksum);
    handle.apply(zero);
    file.expect("encrypted_zero", zero);
}

TEST(NlmpVectors, NtlmV1WithClientChallengeComputesEveryValueOf423) {
    Common common;
    Answers file("ms-nlmp/ntlmv1_extended.txt");
    const NegotiateFlags flags = flags_of(file.given("challenge_flags"));

    const Key nt_hash = ntowf_v1(common.passwd);
    file.expect("ntowf", nt_hash.bytes());
    const Key base = session_base_key_v1(nt_hash);
    file.expect("session_base_key", base.bytes());
    const Response24 lm = lm_v1_extended_response(common.client_challenge);
    file.expect("lm_challenge_response", lm);
    const auto nt =
        ntlm_v1_extended_response(nt_hash, common.server_challenge, common.client_challenge);
    ASSERT_TRUE(nt.ok());
    file.expect("nt_challenge_response", nt.value());
    const auto key = key_exchange_key_v1(flags, base, nullptr, lm, common.server_challenge);
    ASSERT_TRUE(key.ok());
    file.expect("key_exchange_key", key.value().bytes());
    EXPECT_EQ(check_ntlm_v1(flags, nt_hash, common.server_challenge, nt.value(), lm).value(), base);

    expect_challenge(file, common, {});
    expect_authenticate(file, common, lm, nt.value(), {});

    ASSERT_FALSE(exchanges_key(flags));
    const Key& exported = key.value();
    EXPECT_EQ(seal_key_bits(flags), 56u);
    file.expect("cut_key_exchange_key", exported.bytes().first<7>());
    file.expect("seal_key", seal_key(flags, exported, Mode::client).bytes());
    file.expect("sign_key", sign_key(exported, Mode::client).bytes());
    const Sealed sealed = seal_and_unseal(file, flags, exported);
    file.expect("data", sealed.data);
    file.expect("signature", sealed.signature);
    file.expect("checksum", Bytes(sealed.signature).subspan(4, 8));
}

TEST(NlmpVectors, NtlmV2ComputesEveryValueOf424) {
    Common common;
    Answers file("ms-nlmp/ntlmv2.txt");
    const NegotiateFlags flags = flags_of(file.given("challenge_flags"));

    const Key response_key = ntowf_v2(ntowf_v1(common.passwd), common.user, common.user_dom);
    file.expect("ntowf_v2", response_key.bytes());

    const auto target_info = AvPairsWriter()
                                 .value(AvId::nb_domain_name, file.given("nb_domain_name"))
                                 .value(AvId::nb_computer_name, file.given("nb_computer_name"))
                                 .finish();
    ASSERT_TRUE(target_info.ok());
    const auto pairs = AvPairs::parse(target_info.value());
    ASSERT_TRUE(pairs.ok());
    EXPECT_EQ(pairs.value().text(AvId::nb_computer_name), common.server_name);
    EXPECT_EQ(pairs.value().text(AvId::nb_domain_name), common.user_dom);

    const Buffer temp = write_temp(common.time, common.client_challenge, target_info.value());
    file.expect("temp", temp);
    const NtProofStr proof = nt_proof_str(response_key, common.server_challenge, temp);
    file.expect("nt_proof_str", proof);
    const Key base = session_base_key_v2(response_key, proof);
    file.expect("session_base_key", base.bytes());
    const Response24 lm =
        lm_v2_response(response_key, common.server_challenge, common.client_challenge);
    file.expect("lm_challenge_response", lm);
    const auto encrypted =
        encrypt_session_key(key_exchange_key_v2(base), common.random_session_key);
    file.expect("encrypted_session_key", encrypted);

    const Buffer nt = write_ntlm_v2(proof, temp);
    const auto response = parse_ntlm_v2(nt);
    ASSERT_TRUE(response.ok());
    EXPECT_EQ(response.value().time_stamp, common.time);
    EXPECT_EQ(response.value().challenge_from_client, common.client_challenge);
    EXPECT_EQ(check_ntlm_v2(response_key, common.server_challenge, response.value()).value(), base);

    expect_challenge(file, common, target_info.value());
    expect_authenticate(file, common, lm, nt, encrypted);

    file.expect("seal_key", seal_key(flags, common.random_session_key, Mode::client).bytes());
    file.expect("sign_key", sign_key(common.random_session_key, Mode::client).bytes());
    const Sealed sealed = seal_and_unseal(file, flags, common.random_session_key);
    file.expect("data", sealed.data);
    file.expect("signature", sealed.signature);
    file.expect("encrypted_checksum", Bytes(sealed.signature).subspan(4, 8));
    // Without key exchange the checksum is not encrypted: the same message then shows it.
    NegotiateFlags plain = flags;
    const Sealed open =
        seal_and_unseal(file, plain.set(Flag::key_exch, false), common.random_session_key);
    file.expect("checksum", Bytes(open.signature).subspan(4, 8));
}

}  // namespace
}  // namespace secur32::ntlm
