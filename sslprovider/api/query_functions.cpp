// CryptQueryObject: the object is read, looked at, and told of.
#include <wincrypt.h>

#include "sslprovider/api/cert_call.h"
#include "sslprovider/api/cert_output.h"
#include "sslprovider/api/query_object.h"
#include "sslprovider/api/store_contents.h"
#include "sslprovider/base/files.h"
#include "sslprovider/base/utf16.h"

namespace secur32::api {
namespace {

struct Answer {
    DWORD* encoding;
    DWORD* content;
    DWORD* format;
    HCERTSTORE* store;
    HCRYPTMSG* message;
    const void** context;

    template <typename T>
    static void set(T* where, T value) {
        if (where != nullptr) *where = value;
    }
    void clear() const {
        for (DWORD* const each : {encoding, content, format}) set(each, DWORD{0});
        for (void** const each : {store, message}) set(each, static_cast<void*>(nullptr));
        set(context, static_cast<const void*>(nullptr));
    }
    Status give(const QueryMatch& match) const {
        if (store != nullptr && match.store != nullptr) {
            TRY_ASSIGN(*store, open_store_handle(match.store));
        }
        set(encoding, match.encoding);
        set(content, match.content);
        set(format, match.format);
        if (context != nullptr) *context = context_of(match);
        return Status::ok;
    }
    static const void* context_of(const QueryMatch& match) {
        switch (match.content) {
            case CERT_QUERY_CONTENT_CERT:
            case CERT_QUERY_CONTENT_SERIALIZED_CERT:
                return match.store->context_of(
                    match.store->next(static_cast<const CertElement*>(nullptr)));
            case CERT_QUERY_CONTENT_CRL:
            case CERT_QUERY_CONTENT_SERIALIZED_CRL:
                return match.store->context_of(
                    match.store->next(static_cast<const CrlElement*>(nullptr)));
            default:
                return nullptr;
        }
    }
};

CertResult read_object(DWORD type, const void* object, Buffer& octets) {
    if (object == nullptr) return refuse(E_INVALIDARG, "cert: pvObject is null");
    if (type == CERT_QUERY_OBJECT_BLOB) {
        const auto& blob = *static_cast<const CERT_BLOB*>(object);
        const Result<Bytes> bytes = cert_bytes(blob.pbData, blob.cbData);
        if (!bytes.ok()) return bytes.status();
        octets.assign(bytes.value().begin(), bytes.value().end());
        return Status::ok;
    }
    if (type != CERT_QUERY_OBJECT_FILE) return refuse(E_INVALIDARG, "cert: no type of object");
    const Result<std::string> path = utf8_of(static_cast<const char16_t*>(object));
    if (!path.ok()) return path.status();
    Result<Buffer> read = read_file(path.value(), kLargestStore);
    if (!read.ok()) return of_file(read.status());
    octets = std::move(read).value();
    return Status::ok;
}

}  // namespace

}  // namespace secur32::api

using namespace secur32;
using namespace secur32::api;

extern "C" {

BOOL WINAPI CryptQueryObject(DWORD dwObjectType, const void* pvObject,
                             DWORD dwExpectedContentTypeFlags, DWORD dwExpectedFormatTypeFlags,
                             DWORD, DWORD* pdwMsgAndCertEncodingType, DWORD* pdwContentType,
                             DWORD* pdwFormatType, HCERTSTORE* phCertStore, HCRYPTMSG* phMsg,
                             const void** ppvContext) {
    return cert_call("CryptQueryObject", [&](CallTrail& trail) -> CertResult {
        trail.number("type", dwObjectType);
        trail.flags("contents", dwExpectedContentTypeFlags);
        trail.flags("formats", dwExpectedFormatTypeFlags);
        const Answer answer{pdwMsgAndCertEncodingType,
                            pdwContentType,
                            pdwFormatType,
                            phCertStore,
                            phMsg,
                            ppvContext};
        answer.clear();
        Buffer octets;
        if (const CertResult read = read_object(dwObjectType, pvObject, octets); read.code() != 0)
            return read;
        const Result<QueryMatch> match =
            query_octets(octets, dwExpectedContentTypeFlags, dwExpectedFormatTypeFlags);
        if (!match.ok()) return refuse(CRYPT_E_NO_MATCH, "cert: nothing that was looked for");
        return answer.give(match.value());
    });
}

}  // extern "C"
