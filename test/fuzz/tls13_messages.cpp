// The messages of TLS 1.3 behind the hellos.  The first octet says which is read, as a handshake
// type; what is accepted are views inside the octets, and whole.
#include "sspi/schannel/events.h"
#include "sspi/schannel/messages13.h"
#include "test/fuzz/check.h"

namespace {

using namespace secur32;
using namespace secur32::schannel;

struct Octets {
    Bytes whole;
    void hold(Bytes view) const {
        fuzz::require(view.empty() || (view.data() >= whole.data() &&
                                       view.data() + view.size() <= whole.data() + whole.size()));
    }
    void hold(const Extensions& extensions) const {
        const auto all = extensions.all();
        for (const Extension& extension : all) hold(extension.content);
    }
};

void read_encrypted_extensions(Bytes body) {
    const auto message = EncryptedExtensions::parse(body);
    if (!message.ok()) return;
    const Octets octets{body};
    octets.hold(message.value().extensions);
    if (const auto& protocol = message.value().application_protocol) {
        fuzz::require(!protocol->empty());
        octets.hold(bytes_of(*protocol));
    }
}

void read_certificate_request(Bytes body) {
    const auto message = CertificateRequest13::parse(body);
    if (!message.ok()) return;
    const Octets octets{body};
    octets.hold(message.value().context);
    octets.hold(message.value().extensions);
    fuzz::require(!message.value().signature_algorithms.empty());
    for (const Bytes name : message.value().certificate_authorities) {
        fuzz::require(!name.empty());
        octets.hold(name);
    }
}

void read_certificate(Bytes body) {
    const auto message = Certificate13::parse(body);
    if (!message.ok()) return;
    const Octets octets{body};
    std::size_t size = 0;
    for (const CertificateEntry13& entry : message.value().list) {
        fuzz::require(!entry.cert_data.empty());
        octets.hold(entry.cert_data);
        octets.hold(entry.ocsp_response);
        octets.hold(entry.extensions);
        size += entry.cert_data.size();
    }
    fuzz::require(size <= body.size());
}

void read_certificate_verify(Bytes body) {
    const auto message = CertificateVerify13::parse(body);
    if (!message.ok()) return;
    Writer again;
    write_certificate_verify13(again, message.value().algorithm, message.value().signature);
    fuzz::require(fuzz::same(again.view(), body));
}

void read_new_session_ticket(Bytes body) {
    const auto message = NewSessionTicket13::parse(body);
    if (!message.ok()) return;
    const Octets octets{body};
    octets.hold(message.value().nonce);
    octets.hold(message.value().ticket);
    octets.hold(message.value().extensions);
    fuzz::require(!message.value().ticket.empty() && message.value().nonce.size() <= 255);
}

void read_key_update(Bytes body) {
    const auto message = KeyUpdate::parse(body);
    fuzz::require(message.ok() == (body.size() == 1 && body[0] <= 1));
}

void read_finished(Bytes body) {
    fuzz::require(parse_finished13(body, 32).ok() == (body.size() == 32));
    fuzz::require(parse_finished13(body, 48).ok() == (body.size() == 48));
}

struct Row {
    Event event;
    void (*read)(Bytes body);
};
constexpr Row kRows[] = {
    {Event::encrypted_extensions, read_encrypted_extensions},
    {Event::certificate_request, read_certificate_request},
    {Event::certificate, read_certificate},
    {Event::certificate_verify, read_certificate_verify},
    {Event::new_session_ticket, read_new_session_ticket},
    {Event::key_update, read_key_update},
    {Event::finished, read_finished},
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    for (const Row& row : kRows)
        if (row.event == event_of(data[0])) row.read({data + 1, size - 1});
    return 0;
}
