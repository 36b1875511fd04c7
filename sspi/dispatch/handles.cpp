// The tables outlive every thread that might still call: they are never destroyed.
#include "sspi/dispatch/handles.h"

namespace secur32::dispatch {

HandleTable<OpenCredential>& credentials() {
    static auto& table = *new HandleTable<OpenCredential>;
    return table;
}

HandleTable<OpenContext>& contexts() {
    static auto& table = *new HandleTable<OpenContext>;
    return table;
}

HandleTable<UserToken>& tokens() {
    static auto& table = *new HandleTable<UserToken>;
    return table;
}

}  // namespace secur32::dispatch
