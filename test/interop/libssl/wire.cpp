#include "test/interop/libssl/wire.h"

namespace oracle {
namespace {

constexpr std::uint16_t kSecp256r1 = 23;

Extensions read_extensions(Cursor& cursor) {
    Extensions found;
    if (cursor.empty()) return found;
    Cursor list(cursor.vector(2));
    while (!list.empty()) {
        const auto type = static_cast<std::uint16_t>(list.number(2));
        const View body = list.vector(2);
        found[type] = Buffer(body.begin(), body.end());
    }
    return found;
}

Buffer hello_head(const Hello& hello) {
    Buffer body;
    number(body, hello.version, 2);
    append(body, hello.random);
    vector(body, 1, hello.session_id);
    return body;
}

}  // namespace

Buffer message(Message type, View body) {
    Buffer out{type};
    vector(out, 3, body);
    return out;
}

Buffer write_extensions(const Extensions& extensions) {
    Buffer list, out;
    for (const auto& [type, body] : extensions) {
        number(list, type, 2);
        vector(list, 2, body);
    }
    vector(out, 2, list);
    return out;
}

Buffer client_hello(const Hello& hello, bool datagram) {
    Buffer body = hello_head(hello);
    if (datagram) vector(body, 1, {});
    number(body, hello.suites.size() * 2, 2);
    for (const std::uint16_t suite : hello.suites) number(body, suite, 2);
    vector(body, 1, Buffer{0});
    append(body, write_extensions(hello.extensions));
    return message(kClientHello, body);
}

Buffer server_hello(const Hello& hello) {
    Buffer body = hello_head(hello);
    number(body, hello.suites.at(0), 2);
    number(body, 0, 1);
    append(body, write_extensions(hello.extensions));
    return message(kServerHello, body);
}

Hello read_client_hello(View body, bool datagram) {
    Cursor cursor(body);
    Hello hello;
    hello.version = static_cast<std::uint16_t>(cursor.number(2));
    const View random = cursor.take(32);
    hello.random.assign(random.begin(), random.end());
    const View session = cursor.vector(1);
    hello.session_id.assign(session.begin(), session.end());
    if (datagram) cursor.vector(1);
    Cursor suites(cursor.vector(2));
    while (!suites.empty()) hello.suites.push_back(static_cast<std::uint16_t>(suites.number(2)));
    cursor.vector(1);
    hello.extensions = read_extensions(cursor);
    return hello;
}

Hello read_server_hello(View body) {
    Cursor cursor(body);
    Hello hello;
    hello.version = static_cast<std::uint16_t>(cursor.number(2));
    const View random = cursor.take(32);
    hello.random.assign(random.begin(), random.end());
    const View session = cursor.vector(1);
    hello.session_id.assign(session.begin(), session.end());
    hello.suites.push_back(static_cast<std::uint16_t>(cursor.number(2)));
    cursor.number(1);
    hello.extensions = read_extensions(cursor);
    return hello;
}

Extensions client_extensions(std::uint16_t version, bool extended_master_secret,
                             std::uint16_t group) {
    Extensions out;
    Buffer groups, schemes;
    Buffer list;
    number(list, group, 2);
    if (group != kSecp256r1) number(list, kSecp256r1, 2);  // the curve of ECDSA certificates
    vector(groups, 2, list);
    list.clear();
    // PKCS#1 first where the driver signs and expects it.
    const std::vector<unsigned> offered =
        version == 0x0304 ? std::vector<unsigned>{0x0804, 0x0403}
                          : std::vector<unsigned>{0x0401, 0x0403, 0x0402, 0x0201, 0x0203, 0x0202};
    for (const unsigned scheme : offered) number(list, scheme, 2);
    vector(schemes, 2, list);
    out[kSupportedGroups] = groups;
    out[kPointFormats] = {1, 0};
    out[kSignatureAlgorithms] = schemes;
    out[kRenegotiationInfo] = {0};
    if (extended_master_secret) out[kExtendedMasterSecret] = {};
    if (version == 0x0304) out[kSupportedVersions] = {2, 3, 4};
    return out;
}

}  // namespace oracle
