#include "sslprovider/capi/keys.h"

namespace secur32::capi {
namespace {

using Body = decltype(Key::body);

struct CloneBody {
    Result<Body> operator()(const SessionKey& key) const {
        TRY_ASSIGN(SessionKey copy, key.clone());
        return Body(std::move(copy));
    }
    Result<Body> operator()(const SchannelMaster& key) const { return Body(clone(key)); }
    // What shares one immutable key, or has no secret.
    template <typename Other>
    Result<Body> operator()(const Other& key) const {
        return Body(key);
    }
};

}  // namespace

Result<Key> clone(const Key& key) {
    TRY_ASSIGN(Body body, std::visit(CloneBody{}, key.body));
    return Key{key.id, key.permissions, std::move(body), key.oaep_label, key.certificate};
}

}  // namespace secur32::capi
