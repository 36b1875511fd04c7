#include "sslprovider/api/objects.h"

namespace secur32::api {

// Never destroyed: other libraries' destructors may still free their handles.
HandleTable<Object>& objects() {
    static HandleTable<Object>& table = *new HandleTable<Object>;
    return table;
}

}  // namespace secur32::api
