// The answers of a connection to QueryContextAttributes, and what SetContextAttributes tells it
// (reference schannel.md 7).  A context holds Settings and hands its questions on:
//
//     Result<AttributeValue> Context::query(Attribute a) const { return schannel::query(question(),
//     a); } Status Context::set(const ContextSetting& s) { return schannel::apply(settings_, s); }
#pragma once

#include "sspi/core/package.h"
#include "sspi/schannel/connection.h"

namespace secur32::schannel {

// What SetContextAttributes said so far.
struct Settings {
    std::optional<KeyingMaterialRequest> keying_material;
    std::optional<Buffer> eap_prf;
    Buffer application_data;
};
// unsupported_function for a setting of another package; invalid_parameter.
Status apply(Settings& settings, const ContextSetting& setting);

struct AttributeQuestion {
    const Connection& connection;
    const Settings& settings;
    const PackageInfo& package;
    Features granted;  // by the last call of ISC or ASC
};
// unsupported_function for what TLS does not have; no_credentials for certificates and names that
// the peer, or this side, did not show; out_of_sequence before there is an answer.
Result<AttributeValue> query(const AttributeQuestion& question, Attribute attribute);

// RFC 5705 4, RFC 8446 7.5; out_of_sequence before the handshake's end.
Result<SecureBytes> export_keying_material(const Connection& connection,
                                           const KeyingMaterialRequest& request);

}  // namespace secur32::schannel
