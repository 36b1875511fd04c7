// The change from Handshake to Session, and the attributes.
#include "sspi/ntlm/context.h"

#include "sslprovider/base/trace.h"
#include "sspi/ntlm/keys.h"
#include "sspi/ntlm/package.h"

namespace secur32::ntlm {
namespace {

// SECPKG_NEGOTIATION_*
constexpr std::uint32_t kNegotiationComplete = 0;
constexpr std::uint32_t kNegotiationInProgress = 2;

// KERB_CHECKSUM_HMAC_MD5 and KERB_CHECKSUM_CRC32 ([MS-KILE], [RFC4757]); CALG_RC4.
constexpr std::int32_t kChecksumHmacMd5 = -138;
constexpr std::int32_t kChecksumCrc32 = 1;
constexpr std::int32_t kAlgorithmRc4 = 0x6801;

KeyInfo key_info(NegotiateFlags flags) {
    const bool extended = flags.has(Flag::extended_session_security);
    return {extended ? u"HMAC-MD5" : u"CRC32", u"RC4", seal_key_bits(flags),
            extended ? kChecksumHmacMd5 : kChecksumCrc32, kAlgorithmRc4};
}

Status too_early() {
    return trace::because(Status::out_of_sequence, "ntlm: the context is not established");
}

}  // namespace

Result<Progress> Context::step(Exchange& exchange) {
    if (!handshake_)
        return trace::because(Status::out_of_sequence, "ntlm: nothing more is expected");
    return enter_after(handshake_->step(exchange));
}

Result<Progress> Context::complete(Bytes) {
    if (!handshake_) return Status::out_of_sequence;
    return enter_after(handshake_->complete());
}

Result<Progress> Context::enter_after(Result<Progress> progress) {
    if (progress.ok() && progress.value() != Progress::complete) return progress;
    const std::unique_ptr<Handshake> ended = std::move(handshake_);
    if (progress.ok()) session_ = std::make_unique<Session>(ended->take_outcome());
    return progress;
}

Status Context::protect(Message& message) {
    return session_ ? session_->protect(message) : too_early();
}

Status Context::unprotect(Message& message) {
    return session_ ? session_->unprotect(message) : too_early();
}

Status Context::sign(Message& message) { return session_ ? session_->sign(message) : too_early(); }

Status Context::verify(Message& message) {
    return session_ ? session_->verify(message) : too_early();
}

Result<MutableBytes> Context::unprotect_stream(MutableBytes stream, std::uint32_t sequence_number) {
    if (!session_) return too_early();
    return session_->unprotect_stream(stream, sequence_number);
}

Status Context::set(const ContextSetting& setting) {
    return handshake_ ? handshake_->set(setting) : Status::out_of_sequence;
}

Result<SecureBytes> Context::pack(bool reset_sequence) const {
    if (!session_) return too_early();
    return session_->pack(reset_sequence);
}

Result<AttributeValue> Context::query(Attribute attribute) const {
    switch (attribute) {
        case Attribute::sizes:
            return AttributeValue(
                Sizes{package_info().max_token, kSignatureSize, 0, kSignatureSize});
        case Attribute::package_info:
            return AttributeValue(PackageOf{&package_info()});
        case Attribute::negotiation_info:
            return AttributeValue(NegotiationInfo{
                &package_info(), session_ ? kNegotiationComplete : kNegotiationInProgress});
        case Attribute::target:
            if (handshake_) return AttributeValue(Target{std::u16string(handshake_->target())});
            break;
        default:
            break;
    }
    if (!session_) return too_early();
    return query_established(attribute);
}

Result<AttributeValue> Context::query_established(Attribute attribute) const {
    const Outcome& outcome = session_->outcome();
    const bool acceptor = outcome.role == Role::acceptor;
    switch (attribute) {
        case Attribute::names:
            if (outcome.anonymous) return AttributeValue(Names{u"NT AUTHORITY\\ANONYMOUS LOGON"});
            return AttributeValue(Names{outcome.name});
        case Attribute::lifespan:
            return AttributeValue(Lifespan{outcome.established, kNever});
        case Attribute::key_info:
            return AttributeValue(key_info(outcome.flags));
        case Attribute::session_key:
            return AttributeValue(SessionKey{SecureBytes(outcome.exported_session_key.bytes())});
        case Attribute::flags:
            return AttributeValue(GrantedFlags{outcome.role, outcome.granted});
        case Attribute::target:
            return AttributeValue(Target{outcome.target});
        case Attribute::client_specified_target:
            if (!acceptor) return Status::unsupported_function;
            if (outcome.target.empty()) return Status::target_unknown;
            return AttributeValue(Target{outcome.target});
        case Attribute::last_client_token_status:
            if (!acceptor) return Status::unsupported_function;
            return AttributeValue(LastClientToken::yes);
        case Attribute::user_flags:
            return AttributeValue(UserFlags{outcome.user_flags});
        case Attribute::access_token:
        case Attribute::auth_identity:
            if (!acceptor) return Status::no_impersonation;
            return AttributeValue(AuthIdentity{std::u16string(outcome.user()),
                                               std::u16string(outcome.domain()),
                                               outcome.anonymous});
        default:
            return Status::unsupported_function;
    }
}

}  // namespace secur32::ntlm
