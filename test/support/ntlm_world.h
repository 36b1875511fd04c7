// A world for tests of NTLM: accounts that remember who asked, and a client and a server that talk
// through the contract of the packages while somebody in the middle may change what they say.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "sslprovider/base/utf16.h"
#include "sspi/core/authority.h"
#include "sspi/core/package.h"
#include "sspi/ntlm/package.h"
#include "sspi/ntlm/responses.h"

namespace secur32::test {

class FakeAuthority final : public Authority {
 public:
    // A domain that is empty goes with every domain.
    Account& add(std::u16string user, std::u16string domain, std::u16string_view password) {
        Account account;
        account.user = std::move(user);
        account.domain = std::move(domain);
        account.nt_hash = ntlm::ntowf_v1(bytes_of(password));
        account.known = true;
        account.id = static_cast<std::int64_t>(accounts.size());
        accounts.push_back(account);
        return accounts.back();
    }

    Result<Account> find(std::u16string_view user, std::u16string_view domain) override {
        ++finds;
        if (failure != Status::ok) return failure;
        for (const Account& account : accounts)
            if (equal_ignoring_case(account.user, user) &&
                (account.domain.empty() || equal_ignoring_case(account.domain, domain)))
                return account;
        Account decoy;
        decoy.user = user;
        fill_random(decoy.nt_hash.mutable_bytes());
        return decoy;
    }
    void record(const Account& account, LogonOutcome outcome) override {
        records.emplace_back(account.user, outcome);
    }

    std::vector<Account> accounts;
    std::vector<std::pair<std::u16string, LogonOutcome>> records;
    int finds = 0;
    Status failure = Status::ok;
};

class FakeDirectory final : public AuthorityDirectory {
 public:
    Result<std::shared_ptr<Authority>> standard() override {
        if (standard_failure != Status::ok) return standard_failure;
        return accounts;
    }
    Result<std::shared_ptr<Authority>> sam_file(const std::string& path) override {
        if (path != "sam") return Status::no_authenticating_authority;
        return sam;
    }
    Result<Identity> default_identity() override {
        if (default_user.empty()) return Status::no_credentials;
        Identity identity;
        identity.user = default_user;
        identity.password = SecureBytes(bytes_of(std::u16string_view(u"secret")));
        return identity;
    }

    std::shared_ptr<Authority> accounts, sam;
    Status standard_failure = Status::ok;
    std::u16string default_user;
};

inline Identity identity_of(std::u16string user, std::u16string domain,
                            std::u16string_view password) {
    Identity identity;
    identity.user = std::move(user);
    identity.domain = std::move(domain);
    identity.password = SecureBytes(bytes_of(password));
    return identity;
}

// bob of DOM, whose password is "Passw0rd!", and what a process has besides.
struct World {
    World() {
        authority->add(u"bob", u"DOM", kPassword);
        directory->accounts = authority;
    }
    static constexpr std::u16string_view kPassword = u"Passw0rd!";
    static Identity bob() { return identity_of(u"bob", u"DOM", kPassword); }

    Result<std::shared_ptr<Credential>> outbound(const Identity* identity) {
        CredentialRequest request;
        request.outbound = true;
        request.identity = identity;
        return package->acquire(request);
    }
    Result<std::shared_ptr<Credential>> inbound(const Identity* identity = nullptr) {
        CredentialRequest request;
        request.inbound = true;
        request.identity = identity;
        return package->acquire(request);
    }

    std::shared_ptr<FakeAuthority> authority = std::make_shared<FakeAuthority>();
    std::shared_ptr<FakeDirectory> directory = std::make_shared<FakeDirectory>();
    std::unique_ptr<Package> package = ntlm::make_package(directory);
};

// One exchange between a client and a server of a World.
struct Conversation {
    explicit Conversation(World& in) : world(in) {}

    // What the two ask for.
    Identity identity = World::bob();
    Features client_asks{Feature::confidentiality, Feature::integrity};
    Features server_asks{Feature::confidentiality, Feature::integrity};
    std::u16string target = u"HTTP/www.example.com";
    const ChannelBindings* client_bindings = nullptr;
    const ChannelBindings* server_bindings = nullptr;
    // Who is in the middle.
    using Meddle = std::function<void(Buffer&)>;
    Meddle on_negotiate, on_challenge, on_authenticate;

    // What came of it.
    std::shared_ptr<Credential> client_credential, server_credential;
    std::unique_ptr<Context> client, server;
    Buffer negotiate, challenge, authenticate;  // as they arrived
    Exchange client_end, server_end;            // of the last leg of each

    Status begin() {
        if (!client_credential) {
            TRY_ASSIGN(client_credential, world.outbound(&identity));
        }
        if (!server_credential) {
            TRY_ASSIGN(server_credential, world.inbound());
        }
        TRY_ASSIGN(client, world.package->new_context(Role::initiator, client_credential));
        TRY_ASSIGN(server, world.package->new_context(Role::acceptor, server_credential));
        return Status::ok;
    }
    Result<Progress> client_step(Bytes input) {
        client_end = {};
        client_end.input = input;
        client_end.requested = client_asks;
        client_end.target = target;
        client_end.bindings = client_bindings;
        return client->step(client_end);
    }
    Result<Progress> server_step(Bytes input) {
        server_end = {};
        server_end.input = input;
        server_end.requested = server_asks;
        server_end.bindings = server_bindings;
        return server->step(server_end);
    }
    // Up to the AUTHENTICATE_MESSAGE, which the server has not seen yet.
    Status talk() {
        TRY(begin());
        TRY(client_step({}));
        pass(client_end.output, negotiate, on_negotiate);
        TRY(server_step(negotiate));
        pass(server_end.output, challenge, on_challenge);
        TRY(client_step(challenge));
        pass(client_end.output, authenticate, on_authenticate);
        return Status::ok;
    }
    // The whole of it; the server's word is what counts.
    Status run() {
        TRY(talk());
        const Result<Progress> last = server_step(authenticate);
        TRY(last);
        return last.value() == Progress::complete ? Status::ok : Status::out_of_sequence;
    }

    World& world;

 private:
    static void pass(const Buffer& from, Buffer& to, const Meddle& meddle) {
        to = from;
        if (meddle) meddle(to);
    }
};

// EncryptMessage and DecryptMessage of one buffer, whose signature goes before it.
inline Result<Buffer> seal(Context& from, Buffer text, bool encrypted = true) {
    Buffer signature(16);
    const Segment segment{text, encrypted};
    Message message;
    message.segments = {&segment, 1};
    message.token = signature;
    TRY(from.protect(message));
    signature.insert(signature.end(), text.begin(), text.end());
    return signature;
}
inline Result<Buffer> unseal(Context& to, Buffer sealed, bool encrypted = true) {
    const MutableBytes whole(sealed);
    const Segment segment{whole.subspan(16), encrypted};
    Message message;
    message.segments = {&segment, 1};
    message.token = whole.first(16);
    TRY(to.unprotect(message));
    return Buffer(sealed.begin() + 16, sealed.end());
}

}  // namespace secur32::test
