#include "samples/common/tls12_session.h"

#include <algorithm>
#include <iostream>

#include "samples/common/names.h"

namespace samples::tls12 {
namespace {

// PBYTE parameters that are only read.
PBYTE input(View bytes) { return const_cast<PBYTE>(bytes.data()); }
DWORD length_of(View bytes) { return static_cast<DWORD>(bytes.size()); }

constexpr std::uint8_t kCloseNotify[] = {1, 0};

}  // namespace

bool succeeded(const char* what, SECURITY_STATUS status) {
    if (status == ERROR_SUCCESS) return true;
    print_failure(what, status);
    return false;
}

bool Session::hash(View message) {
    if (hash_.get() == 0) {
        early_.insert(early_.end(), message.begin(), message.end());
        return true;
    }
    return succeeded("SslHashHandshake", SslHashHandshake(provider_, hash_.get(), input(message),
                                                          length_of(message), 0));
}

bool Session::start_hash() {
    const SECURITY_STATUS status =
        SslCreateHandshakeHash(provider_, hash_.out(), TLS1_2_PROTOCOL_VERSION, suite, 0);
    return succeeded("SslCreateHandshakeHash", status) && hash(early_);
}

bool Session::send_message(View message) {
    if (!hash(message)) return false;
    return writing_protected_ ? send_protected(handshake, message)
                              : send_bytes(socket_, record(handshake, message));
}

bool Session::receive_message(MessageType type, Bytes& body) {
    std::optional<View> found;
    while (!(found = first_message(incoming_))) {
        const std::optional<Bytes> content = receive(handshake);
        if (!content) return false;
        incoming_.insert(incoming_.end(), content->begin(), content->end());
    }
    if (found->front() != type) {
        std::cerr << "handshake message " << int{found->front()} << " in place of " << type << '\n';
        return false;
    }
    body.assign(found->begin() + kMessageHeader, found->end());
    const bool hashed = hash(*found);
    incoming_.erase(incoming_.begin(),
                    incoming_.begin() + static_cast<std::ptrdiff_t>(found->size()));
    return hashed;
}

NCryptBufferDesc* Session::randoms() {
    buffers_ = {NCryptBuffer{32, NCRYPTBUFFER_SSL_CLIENT_RANDOM, client_random.data()},
                NCryptBuffer{32, NCRYPTBUFFER_SSL_SERVER_RANDOM, server_random.data()}};
    list_ = {NCRYPTBUFFER_VERSION, 2, buffers_.data()};
    return &list_;
}

bool Session::make_session_keys() {
    return succeeded(
        "SslGenerateSessionKeys",
        SslGenerateSessionKeys(provider_, master_.get(), read_.out(), write_.out(), randoms(), 0));
}

std::optional<std::array<std::uint8_t, 12>> Session::verify_data(bool of_server) const {
    std::array<std::uint8_t, 12> data{};
    const DWORD flag = of_server ? NCRYPT_SSL_SERVER_FLAG : NCRYPT_SSL_CLIENT_FLAG;
    if (!succeeded("SslComputeFinishedHash",
                   SslComputeFinishedHash(provider_, master_.get(), hash_.get(), data.data(),
                                          static_cast<DWORD>(data.size()), flag)))
        return std::nullopt;
    return data;
}

bool Session::send_finished() {
    const auto data = verify_data(server_);
    const Bytes change{1};
    if (!data || !send_bytes(socket_, record(change_cipher_spec, change))) return false;
    writing_protected_ = true;
    return send_message(message(finished, *data));
}

bool Session::receive_finished() {
    const auto expected = verify_data(!server_);
    const std::optional<Bytes> change = receive(change_cipher_spec);
    if (!expected || !change || *change != Bytes{1}) return false;
    reading_protected_ = true;
    Bytes body;
    if (!receive_message(finished, body)) return false;
    if (std::ranges::equal(body, *expected)) return true;
    std::cerr << "the peer's Finished is wrong: it saw another handshake\n";
    return false;
}

bool Session::send_protected(ContentType type, View content) {
    DWORD length = 0;
    SECURITY_STATUS status =
        SslEncryptPacket(provider_, write_.get(), input(content), length_of(content), nullptr, 0,
                         &length, write_sequence_, type, 0);
    if (!succeeded("SslEncryptPacket, for the length", status)) return false;
    Bytes out(length);
    status = SslEncryptPacket(provider_, write_.get(), input(content), length_of(content),
                              out.data(), length, &length, write_sequence_++, type, 0);
    return succeeded("SslEncryptPacket", status) && send_bytes(socket_, View(out).first(length));
}

std::optional<Bytes> Session::receive(ContentType type) {
    std::optional<Bytes> whole = receive_record(socket_);
    if (!whole) {
        std::cerr << "the connection ended\n";
        return std::nullopt;
    }
    if (whole->front() != type) {
        std::cerr << "record type " << int{whole->front()} << " in place of " << type << '\n';
        return std::nullopt;
    }
    if (!reading_protected_) return Bytes(whole->begin() + kRecordHeader, whole->end());
    Bytes content(whole->size());
    DWORD length = 0;
    if (!succeeded(
            "SslDecryptPacket",
            SslDecryptPacket(provider_, read_.get(), whole->data(), length_of(*whole),
                             content.data(), length_of(content), &length, read_sequence_++, 0)))
        return std::nullopt;
    content.resize(length);
    return content;
}

bool Session::send_text(const std::string& text) {
    return send_protected(data, {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
}

std::optional<std::string> Session::receive_text() {
    const std::optional<Bytes> content = receive(data);
    if (!content) return std::nullopt;
    return std::string(content->begin(), content->end());
}

bool Session::send_close() { return send_protected(alert, kCloseNotify); }

}  // namespace samples::tls12
