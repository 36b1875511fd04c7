// The four calls that protect messages, each on a TOKEN and a DATA buffer, in place.
// The sequence number stays 0: over TCP the package counts for itself.
#include "samples/common/protection.h"

#include <array>

namespace samples {
namespace {

Bytes frame_body(const Bytes& token, ULONG token_length, const Bytes& data) {
    Bytes body;
    append_u32(body, token_length);
    body.insert(body.end(), token.begin(), token.begin() + token_length);
    body.insert(body.end(), data.begin(), data.end());
    return body;
}

// The two buffers of a message, as every call here takes them.
struct Message {
    Message(Bytes token_bytes, Bytes data_bytes)
        : token(std::move(token_bytes)), data(std::move(data_bytes)) {
        buffers[0] = {static_cast<ULONG>(token.size()), SECBUFFER_TOKEN, token.data()};
        buffers[1] = {static_cast<ULONG>(data.size()), SECBUFFER_DATA, data.data()};
    }
    Bytes token;
    Bytes data;
    std::array<SecBuffer, 2> buffers{};
    SecBufferDesc descriptor{SECBUFFER_VERSION, 2, buffers.data()};
};

// False when the received token length does not fit the frame.
bool split(const Bytes& body, Bytes& token, Bytes& data) {
    if (body.size() < 4) return false;
    const std::uint32_t length = read_u32(body);
    if (length > body.size() - 4) return false;
    const auto middle = body.begin() + 4 + static_cast<std::ptrdiff_t>(length);
    token.assign(body.begin() + 4, middle);
    data.assign(middle, body.end());
    return true;
}

std::string decrypted_text(const SecBuffer& buffer) {
    return {static_cast<const char*>(buffer.pvBuffer), buffer.cbBuffer};
}

}  // namespace

SECURITY_STATUS Protector::open(PCtxtHandle context, Protector& protector) {
    protector.context_ = context;
    return QueryContextAttributes(context, SECPKG_ATTR_SIZES, &protector.sizes_);
}

SECURITY_STATUS Protector::seal(const std::string& text, Bytes& body) {
    Message message(Bytes(sizes_.cbSecurityTrailer), Bytes(text.begin(), text.end()));
    const SECURITY_STATUS status = EncryptMessage(context_, 0, &message.descriptor, 0);
    if (status == SEC_E_OK)
        body = frame_body(message.token, message.buffers[0].cbBuffer, message.data);
    return status;
}

SECURITY_STATUS Protector::unseal(Bytes body, std::string& text) {
    Bytes token, data;
    if (!split(body, token, data)) return SEC_E_INVALID_TOKEN;
    Message message(std::move(token), std::move(data));
    ULONG quality = 0;
    const SECURITY_STATUS status = DecryptMessage(context_, &message.descriptor, 0, &quality);
    if (status == SEC_E_OK) text = decrypted_text(message.buffers[1]);
    return status;
}

SECURITY_STATUS Protector::sign(const std::string& text, Bytes& body) {
    Message message(Bytes(sizes_.cbMaxSignature), Bytes(text.begin(), text.end()));
    const SECURITY_STATUS status = MakeSignature(context_, 0, &message.descriptor, 0);
    if (status == SEC_E_OK)
        body = frame_body(message.token, message.buffers[0].cbBuffer, message.data);
    return status;
}

SECURITY_STATUS Protector::verify(Bytes body, std::string& text) {
    Bytes token, data;
    if (!split(body, token, data)) return SEC_E_INVALID_TOKEN;
    Message message(std::move(token), std::move(data));
    ULONG quality = 0;
    const SECURITY_STATUS status = VerifySignature(context_, &message.descriptor, 0, &quality);
    if (status == SEC_E_OK) text = decrypted_text(message.buffers[1]);
    return status;
}

}  // namespace samples
