// From an Identity to the one-way functions of its password, and to the accounts it names.
#include "sspi/ntlm/credential.h"

#include "sslprovider/base/trace.h"

namespace secur32::ntlm {
namespace {

constexpr std::size_t kHashDigits = 32;

// The value of a hexadecimal digit, without a table that its value would index; -1: none.
int digit_value(std::uint8_t digit) {
    if (digit >= '0' && digit <= '9') return digit - '0';
    if (digit >= 'a' && digit <= 'f') return digit - 'a' + 10;
    if (digit >= 'A' && digit <= 'F') return digit - 'A' + 10;
    return -1;
}

// An NT hash spelled as 32 digits in UTF-16LE.
Result<Key> hash_from_digits(Bytes text) {
    const Status wrong = Status::unknown_credentials;
    if (text.size() != 2 * kHashDigits)
        return trace::because(wrong, "ntlm: a password hash has 32 hexadecimal digits");
    Key hash;
    for (std::size_t i = 0; i < Key::size(); ++i) {
        const int high = digit_value(text[4 * i]);
        const int low = digit_value(text[4 * i + 2]);
        if (high < 0 || low < 0 || text[4 * i + 1] != 0 || text[4 * i + 3] != 0)
            return trace::because(wrong, "ntlm: a password hash has hexadecimal digits only");
        hash.mutable_bytes()[i] = static_cast<std::uint8_t>(high * 16 + low);
    }
    return hash;
}

// "DOMAIN\user" with no domain beside it is split; "user@domain" stays whole: the server, or its
// domain controller, knows what it means.
void set_names(ClientIdentity& client, const Identity& identity) {
    client.user = identity.user;
    client.domain = identity.domain;
    const std::size_t backslash = identity.user.find(u'\\');
    if (!identity.domain.empty() || backslash == std::u16string::npos) return;
    client.domain = identity.user.substr(0, backslash);
    client.user = identity.user.substr(backslash + 1);
}

// A password that LM cannot say simply has no LM hash.
std::optional<Key> lm_hash_of(Bytes password) {
    Result<Key> hash = lmowf_v1(password);
    if (!hash.ok()) return std::nullopt;
    return std::move(hash).value();
}

Result<ClientIdentity> client_of(const Identity& identity, const Policy& policy) {
    ClientIdentity client;
    client.anonymous = identity.names_nobody();
    if (client.anonymous) return client;
    set_names(client, identity);
    if (client.user.empty())
        return trace::because(Status::unknown_credentials, "ntlm: an identity without a user");
    if (client.user.size() > kMaxName || client.domain.size() > kMaxName)
        return trace::because(Status::unknown_credentials, "ntlm: a name is too long");

    const Bytes password = identity.password.bytes();
    if (identity.password_is_nt_hash) {
        TRY_ASSIGN(client.nt_hash, hash_from_digits(password));
    } else {
        client.nt_hash = ntowf_v1(password);
        if (policy.sends_lm_response()) client.lm_hash = lm_hash_of(password);
    }
    client.response_key = ntowf_v2(client.nt_hash, client.user, client.domain);
    return client;
}

}  // namespace

std::u16string qualified_name(std::u16string_view domain, std::u16string_view user) {
    std::u16string name;
    name.reserve(domain.size() + 1 + user.size());
    name.append(domain);
    if (!domain.empty()) name += u'\\';
    return name.append(user);
}

Credential::Credential(const CredentialRequest& request,
                       std::shared_ptr<AuthorityDirectory> directory)
    : directory_(std::move(directory)),
      policy_(Policy::from_environment()),
      inbound_(request.inbound) {}

Result<std::shared_ptr<Credential>> Credential::acquire(
    const CredentialRequest& request, std::shared_ptr<AuthorityDirectory> directory) {
    if (!request.inbound && !request.outbound) return Status::invalid_parameter;
    std::shared_ptr<Credential> credential(new Credential(request, std::move(directory)));
    if (request.inbound) TRY(credential->find_accounts(request.identity));
    if (request.outbound) TRY(credential->find_client(request.identity));
    return credential;
}

Status Credential::find_client(const Identity* identity) {
    if (identity != nullptr) {
        TRY_ASSIGN(client_, client_of(*identity, policy_));
        return Status::ok;
    }
    const Result<Identity> standard = directory_->default_identity();
    // A server that may initiate as well is not refused for want of default credentials.
    if (inbound_ && standard.status() == Status::no_credentials) return Status::ok;
    TRY(standard);
    TRY_ASSIGN(client_, client_of(standard.value(), policy_));
    return Status::ok;
}

Status Credential::find_accounts(const Identity* identity) {
    accounts_may_follow_ = identity == nullptr;
    if (identity == nullptr) return Status::ok;
    accounts_.callback = identity->hash_callback;
    if (accounts_.callback || identity->sam_file.empty()) return Status::ok;
    TRY_ASSIGN(accounts_.authority, directory_->sam_file(identity->sam_file));
    return Status::ok;
}

Result<Accounts> Credential::accounts() const {
    if (!accounts_.none()) return accounts_;
    TRY_ASSIGN(std::shared_ptr<Authority> standard, directory_->standard());
    return Accounts{std::move(standard), {}};
}

Result<std::u16string> Credential::user_name() const {
    if (!client_) return Status::no_credentials;
    return qualified_name(client_->domain, client_->user);
}

Status Credential::set(const CredentialSetting& setting) {
    const auto* const names = std::get_if<AcceptedNames>(&setting);
    if (names == nullptr) return Status::unsupported_function;
    const std::lock_guard lock(names_mutex_);
    accepted_names_ = names->names;
    return Status::ok;
}

std::vector<std::u16string> Credential::accepted_names() const {
    const std::lock_guard lock(names_mutex_);
    return accepted_names_;
}

}  // namespace secur32::ntlm
