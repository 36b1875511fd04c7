// What both flows share: records, messages, the running hash, Finished.
#include "test/interop/libssl/hand.h"

#include <openssl/evp.h>

#include <cstdio>

namespace oracle {

void must(const char* what, SECURITY_STATUS status) {
    if (status == ERROR_SUCCESS) return;
    std::array<char, 16> text{};
    std::snprintf(text.data(), text.size(), "0x%08x", static_cast<unsigned>(status));
    throw std::runtime_error(std::string(what) + ": " + text.data());
}

Buffer digest(const char* algorithm, View content) {
    Buffer out(EVP_MAX_MD_SIZE);
    std::size_t length = 0;
    if (EVP_Q_digest(nullptr, algorithm, nullptr, content.data(), content.size(), out.data(),
                     &length) != 1)
        throw std::runtime_error(algorithm);
    out.resize(length);
    return out;
}

Hand::Hand(LibsslEnd& peer, const HandSetup& setup) : peer_(peer), setup_(setup) {
    must("SslOpenProvider", SslOpenProvider(provider_.out(), MS_SCHANNEL_PROVIDER, 0));
    client_random = digest("SHA256", Buffer{1});
    server_random = digest("SHA256", Buffer{2});
}

void Hand::send(Type type, View content) {
    Buffer out;
    if (write_.get() == 0) {
        const std::uint16_t version = setup_.version == 0x0304 ? 0x0303 : setup_.version;
        out.push_back(type);
        number(out, version, 2);
        if (datagram()) number(out, write_sequence_++, 8);
        vector(out, 2, content);
    } else {
        DWORD length = 0;
        must("SslEncryptPacket's length",
             SslEncryptPacket(provider_.get(), write_.get(), pointer(content), count(content),
                              nullptr, 0, &length, write_sequence_, type, 0));
        out.resize(length);
        must("SslEncryptPacket",
             SslEncryptPacket(provider_.get(), write_.get(), pointer(content), count(content),
                              out.data(), length, &length, write_sequence_++, type, 0));
        out.resize(length);
    }
    peer_.put(out);
    if (datagram() && !peer_complete_) peer_complete_ = peer_.step();  // memory has no datagrams
}

// RFC 6347 4.2.2: message_seq, fragment_offset, fragment_length; 4.2.6: hashed as one fragment.
Buffer Hand::with_fragment_fields(View message) {
    Buffer out(message.begin(), message.begin() + 4);
    number(out, message_sequence_++, 2);
    number(out, 0, 3);
    number(out, message.size() - 4, 3);
    append(out, message.subspan(4));
    return out;
}

void Hand::absorb(View message) {
    append(transcript_, message);
    if (hash_.get() != 0)
        must("SslHashHandshake",
             SslHashHandshake(provider_.get(), hash_.get(), pointer(message), count(message), 0));
    if (client_auth_hash_.get() != 0)
        must("SslHashHandshake of client authentication",
             SslHashHandshake(provider_.get(), client_auth_hash_.get(), pointer(message),
                              count(message), 0));
}

void Hand::create_hash() {
    must("SslCreateHandshakeHash",
         SslCreateHandshakeHash(provider_.get(), hash_.out(), setup_.version, setup_.suite, 0));
    Buffer so_far;
    so_far.swap(transcript_);
    if (setup_.client_certificate && tls12_or_later())
        must("SslCreateClientAuthHash",
             SslCreateClientAuthHash(provider_.get(), client_auth_hash_.out(), setup_.version,
                                     setup_.suite, BCRYPT_SHA256_ALGORITHM, 0));
    absorb(so_far);
}

void Hand::send_handshake(View message) {
    const Buffer whole =
        datagram() ? with_fragment_fields(message) : Buffer(message.begin(), message.end());
    absorb(whole);
    send(kHandshake, whole);
}

// One record: TLS 1.3's own change_cipher_spec records carry nothing and are passed over.
Buffer Hand::next_record(Type type) {
    const std::size_t header = datagram() ? 13 : 5;
    for (;;) {
        if (incoming_.size() < header) {
            if (!peer_complete_) peer_complete_ = peer_.step();
            append(incoming_, peer_.take());
            if (incoming_.size() < header) throw std::runtime_error("libssl sent nothing");
        }
        const std::size_t length =
            header + (std::size_t{incoming_[header - 2]} << 8 | incoming_[header - 1]);
        if (incoming_.size() < length) throw std::runtime_error("libssl sent half a record");
        const auto end = incoming_.begin() + static_cast<std::ptrdiff_t>(length);
        Buffer whole(incoming_.begin(), end);
        incoming_.erase(incoming_.begin(), end);
        if (setup_.version == 0x0304 && whole[0] == kChangeCipherSpec) continue;
        const bool hidden = setup_.version == 0x0304 && read_.get() != 0;
        if (whole[0] != (hidden ? kData : type))
            throw std::runtime_error("record of type " + std::to_string(whole[0]));
        if (read_.get() == 0) {
            ++read_sequence_;
            return {whole.begin() + static_cast<std::ptrdiff_t>(header), whole.end()};
        }
        Buffer content(whole.size());
        DWORD got = 0;
        must("SslDecryptPacket",
             SslDecryptPacket(provider_.get(), read_.get(), whole.data(), count(whole),
                              content.data(), count(content), &got, read_sequence_++, 0));
        content.resize(got);
        if (hidden) {  // then comes the type (RFC 8446 5.2)
            if (content.empty() || content.back() != type)
                throw std::runtime_error("another inner type");
            content.pop_back();
        }
        return content;
    }
}

Buffer Hand::next_message(Message type) {
    const std::size_t header = datagram() ? 12 : 4;
    for (;;) {
        if (messages_.size() >= header) {
            const std::size_t length = header + (std::size_t{messages_[1]} << 16 |
                                                 std::size_t{messages_[2]} << 8 | messages_[3]);
            if (messages_.size() >= length) {
                const auto end = messages_.begin() + static_cast<std::ptrdiff_t>(length);
                const Buffer whole(messages_.begin(), end);
                messages_.erase(messages_.begin(), end);
                if (whole[0] != type)
                    throw std::runtime_error("message of type " + std::to_string(whole[0]) +
                                             " in place of " + std::to_string(type));
                absorb(whole);
                return {whole.begin() + static_cast<std::ptrdiff_t>(header), whole.end()};
            }
        }
        append(messages_, next_record(kHandshake));
    }
}

Buffer Hand::session_hash() const {
    DWORD length = 0;
    must("SslComputeSessionHash's length",
         SslComputeSessionHash(provider_.get(), hash_.get(), setup_.version, nullptr, 0, &length,
                               0));
    Buffer out(length);
    must("SslComputeSessionHash",
         SslComputeSessionHash(provider_.get(), hash_.get(), setup_.version, out.data(), length,
                               &length, 0));
    return out;
}

NCryptBufferDesc* Hand::parameters(bool with_session_hash) {
    highest_ = offered_;
    // In an order of their own: they are found by type.
    buffers_ = {
        NCryptBuffer{32, NCRYPTBUFFER_SSL_SERVER_RANDOM, server_random.data()},
        NCryptBuffer{sizeof highest_, NCRYPTBUFFER_SSL_HIGHEST_VERSION, &highest_},
        NCryptBuffer{32, NCRYPTBUFFER_SSL_CLIENT_RANDOM, client_random.data()},
        NCryptBuffer{count(session_hash_), NCRYPTBUFFER_SSL_SESSION_HASH, session_hash_.data()}};
    list_ = {NCRYPTBUFFER_VERSION, with_session_hash ? 4U : 3U, buffers_.data()};
    return &list_;
}

Buffer Hand::finished_hash(NCRYPT_KEY_HANDLE key, DWORD flag) const {
    Buffer out(setup_.version == 0x0304 ? session_hash().size() : 12);
    must("SslComputeFinishedHash",
         SslComputeFinishedHash(provider_.get(), key, hash_.get(), out.data(), count(out), flag));
    return out;
}

void Hand::send_text(View content) { send(kData, content); }

// A record without content may come first: libssl's answer to what TLS 1.0's IVs give away.
Buffer Hand::receive_text() {
    append(incoming_, peer_.take());
    Buffer content = next_record(kData);
    while (content.empty()) content = next_record(kData);
    return content;
}

Buffer Hand::exported(NCRYPT_KEY_HANDLE key) const {
    DWORD length = 0;
    must("SslExportKey's length",
         SslExportKey(provider_.get(), key, BCRYPT_OPAQUE_KEY_BLOB, nullptr, 0, &length, 0));
    Buffer out(length);
    must("SslExportKey", SslExportKey(provider_.get(), key, BCRYPT_OPAQUE_KEY_BLOB, out.data(),
                                      length, &length, 0));
    return out;
}

Buffer Hand::exported_master() { return exported(master_.get()); }

Buffer Hand::export_keying_material(const std::string& label, std::optional<Buffer> context,
                                    std::size_t length) {
    Buffer out(length), randoms = concat(client_random, server_random);
    BYTE nothing = 0;  // the empty context has an address
    const bool tls13 = setup_.version == 0x0304;
    must("SslExportKeyingMaterial",
         SslExportKeyingMaterial(provider_.get(), tls13 ? exporter.get() : master_.get(),
                                 const_cast<PCHAR>(label.c_str()), tls13 ? nullptr : randoms.data(),
                                 tls13 ? 0 : count(randoms),
                                 !context           ? nullptr
                                 : context->empty() ? &nothing
                                                    : context->data(),
                                 static_cast<WORD>(context ? context->size() : 0), out.data(),
                                 static_cast<DWORD>(length), 0));
    return out;
}

}  // namespace oracle
