// RFC 8448's traces 3, 5, 6 and 7 through InitializeSecurityContext and AcceptSecurityContext,
// EncryptMessage, DecryptMessage and SCHANNEL_SHUTDOWN: what programs call, record for record. What
// is not ours is in rfc8448_sources.h; the same below SSPI: rfc8448_test.cpp.
#include <gtest/gtest.h>

#include "sspi/dispatch/handles.h"
#include "sspi/dispatch/packages.h"
#include "test/support/rfc8448_sources.h"
#include "test/support/tls_pair.h"
#include "test/support/vectors.h"

namespace secur32::test {
namespace {

// The handle of a credential that no AcquireCredentialsHandle makes: a trace's.
CredHandle handle_of_party(const Rfc8448Party& party) {
    auto opened = std::make_unique<dispatch::OpenCredential>(
        dispatch::OpenCredential{*dispatch::Packages::instance().find(u"Schannel"),
                                 std::const_pointer_cast<schannel::Credential>(party.credential),
                                 !party.client, party.client});
    return {dispatch::credentials().insert(std::move(opened)), dispatch::kCredentialKind};
}

TlsPlan plan_of(const Rfc8448Party& party) {
    TlsPlan plan;
    plan.target = "server";
    if (party.features.has(Feature::mutual_auth)) plan.server_request |= ASC_REQ_MUTUAL_AUTH;
    return plan;
}

struct SspiReplay {
    SspiReplay(std::string_view section, bool client)
        : trace(section),
          party(trace, client),
          sources(trace, client),
          end(plan_of(party), client) {
        FreeCredentialsHandle(&end.credential);
        end.credential = handle_of_party(party);
    }

    // The calls that make a context take the trace's Sources.
    void run() {
        schannel::Sources* const before = schannel::Sources::replace(&sources);
        replay();
        schannel::Sources::replace(before);
    }

    void replay() {
        ASSERT_EQ(begin(), SEC_I_CONTINUE_NEEDED);
        for (const Rfc8448Record& record : trace.records()) {
            const bool own = record.from_client == party.client;
            ASSERT_NO_FATAL_FAILURE(own ? send(record) : receive(record)) << records;
        }
        EXPECT_EQ(status, SEC_E_OK);
        EXPECT_TRUE(end.output.empty());
    }

    // Section 5's client pads its second ClientHello: an extension of the application's.
    SECURITY_STATUS begin() {
        if (!party.client) return SEC_I_CONTINUE_NEEDED;
        if (!trace.retries()) return end.step();
        Octets padding(offsetof(SEND_GENERIC_TLS_EXTENSION, Buffer) + 0xAF);
        auto* const extension = reinterpret_cast<SEND_GENERIC_TLS_EXTENSION*>(padding.data());
        extension->ExtensionType = 21;
        extension->HandshakeType = 1;
        extension->BufferSize = 0xAF;
        Octets answer(end.room);
        SecBuffer in{static_cast<ULONG>(padding.size()), SECBUFFER_SEND_GENERIC_TLS_EXTENSION,
                     padding.data()};
        SecBuffer out{end.room, SECBUFFER_TOKEN, answer.data()};
        SecBufferDesc in_desc{SECBUFFER_VERSION, 1, &in}, out_desc{SECBUFFER_VERSION, 1, &out};
        const SECURITY_STATUS begun = end.call(&in_desc, &out_desc);
        end.output.assign(answer.begin(), answer.begin() + out.cbBuffer);
        return begun;
    }

    void receive(const Rfc8448Record& record) {
        end.input.insert(end.input.end(), record.record.begin(), record.record.end());
        if (status != SEC_E_OK) {
            status = end.run();
            ASSERT_TRUE(status == SEC_E_OK || status == SEC_I_CONTINUE_NEEDED)
                << std::hex << status;
            return;
        }
        std::string text;
        const SECURITY_STATUS opened = end.decrypt(text);
        if (record.type == 21) {
            EXPECT_EQ(opened, SEC_I_CONTEXT_EXPIRED);
        } else if (record.type == 22) {
            ASSERT_EQ(opened, SEC_I_RENEGOTIATE);
            ASSERT_EQ(end.step(), SEC_E_OK);
        } else {
            EXPECT_EQ(opened, SEC_E_OK);
            EXPECT_EQ(Buffer(text.begin(), text.end()), record.payload);
        }
    }

    void send(const Rfc8448Record& record) {
        // This server sends no tickets, so that its records have other numbers from there on.
        if (record.type == 22 && !record.handshake_continues) behind_ticket = true;
        if (behind_ticket) return;
        const std::string_view text(reinterpret_cast<const char*>(record.payload.data()),
                                    record.payload.size());
        const SECURITY_STATUS said = record.type == 23   ? end.encrypt(text)
                                     : record.type == 21 ? end.shut_down()
                                                         : SEC_E_OK;
        ASSERT_EQ(said, SEC_E_OK);
        ASSERT_GE(end.output.size(), record.record.size());
        const auto size = static_cast<std::ptrdiff_t>(record.record.size());
        EXPECT_EQ(to_hex(Buffer(end.output.begin(), end.output.begin() + size)),
                  to_hex(record.record));
        end.output.erase(end.output.begin(), end.output.begin() + size);
        if (records++ == 0 && trace.retries() && !party.client) has_the_group_all_the_same();
    }

    // Section 5's server, as Rfc8448Party::retry.
    void has_the_group_all_the_same() const {
        const_cast<schannel::Terms&>(party.credential->terms()) = party.retried_credential->terms();
    }

    Rfc8448Trace trace;
    Rfc8448Party party;
    Rfc8448Sources sources;
    TlsEnd end;
    SECURITY_STATUS status = SEC_I_CONTINUE_NEEDED;
    std::size_t records = 0;
    bool behind_ticket = false;
};

void expect_sspi_replay(std::string_view section, bool client, std::size_t records) {
    SspiReplay replay(section, client);
    replay.run();
    EXPECT_EQ(replay.records, records);
}

TEST(Rfc8448, ClientOfASimpleHandshake) { expect_sspi_replay("3", true, 4); }
TEST(Rfc8448, ServerOfASimpleHandshake) { expect_sspi_replay("3", false, 2); }
TEST(Rfc8448, ClientThatIsAskedToRetry) { expect_sspi_replay("5", true, 4); }
TEST(Rfc8448, ServerThatAsksToRetry) { expect_sspi_replay("5", false, 4); }
TEST(Rfc8448, ClientThatShowsACertificate) { expect_sspi_replay("6", true, 3); }
TEST(Rfc8448, ServerThatAsksForACertificate) { expect_sspi_replay("6", false, 3); }
TEST(Rfc8448, ClientInCompatibilityMode) { expect_sspi_replay("7", true, 4); }
TEST(Rfc8448, ServerInCompatibilityMode) { expect_sspi_replay("7", false, 4); }

}  // namespace
}  // namespace secur32::test
