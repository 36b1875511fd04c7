// RFC 5280 4.1, the productions that are not only a certificate's.
#include "sslprovider/x509/productions.h"

#include <algorithm>
#include <cstring>

namespace secur32::x509 {

AlgorithmIdentifier read_algorithm(DerReader& in) {
    AlgorithmIdentifier out;
    in.nested(DerTag::sequence, [&](DerReader& algorithm) {
        out.algorithm = algorithm.object_identifier();
        if (algorithm.more()) out.parameters = algorithm.any();
    });
    return out;
}

Bytes read_name(DerReader& in) {
    return in.nested(DerTag::sequence, [](DerReader& names) {
        while (names.more())
            names.nested(DerTag::set, [](DerReader& attributes) {
                do
                    attributes.nested(DerTag::sequence, [](DerReader& attribute) {
                        attribute.object_identifier();
                        attribute.any();
                    });
                while (attributes.more());
            });
    });
}

SubjectPublicKeyInfo read_public_key_info(DerReader& in) {
    SubjectPublicKeyInfo out;
    out.der = in.nested(DerTag::sequence, [&](DerReader& info) {
        out.algorithm = read_algorithm(info);
        out.subject_public_key = info.bit_string();
    });
    return out;
}

Extension read_extension(DerReader& in) {
    Extension out;
    in.nested(DerTag::sequence, [&](DerReader& extension) {
        out.id = extension.object_identifier();
        if (extension.next_is(DerTag::boolean)) {
            out.critical = extension.boolean();
            // X.690 11.5: "The encoding of a set value or sequence value shall not include an
            // encoding for any component value which is equal to its default value."
            if (!out.critical) extension.fail();
        }
        out.value = extension.contents(DerTag::octet_string);
    });
    return out;
}

std::vector<Extension> read_extension_list(DerReader& in) {
    std::vector<Extension> out;
    in.nested(DerTag::sequence, [&](DerReader& extensions) {
        do out.push_back(read_extension(extensions));
        while (extensions.more());
    });
    return out;
}

// 4.2: "A certificate MUST NOT include more than one instance of a particular extension."  Sorted,
// since how many there are is the sender's choice.
bool has_twins(const std::vector<Extension>& extensions) {
    std::vector<Bytes> ids;
    for (const Extension& extension : extensions) ids.push_back(extension.id.octets);
    std::ranges::sort(ids,
                      [](Bytes a, Bytes b) { return std::ranges::lexicographical_compare(a, b); });
    return std::ranges::adjacent_find(ids, same_octets) != ids.end();
}

bool same_octets(Bytes a, Bytes b) {
    return a.size() == b.size() && (a.empty() || std::memcmp(a.data(), b.data(), a.size()) == 0);
}

bool same_algorithm(const AlgorithmIdentifier& a, const AlgorithmIdentifier& b) {
    return a.algorithm == b.algorithm && same_octets(a.parameters, b.parameters);
}

}  // namespace secur32::x509
