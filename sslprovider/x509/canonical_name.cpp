#include "sslprovider/x509/canonical_name.h"

#include <algorithm>

#include "sslprovider/base/der.h"

namespace secur32::x509 {
namespace {

constexpr DerTag kUtf8{0x0C}, kPrintable{0x13}, kT61{0x14}, kIa5{0x16}, kBmp{0x1E};

void put_utf8(Buffer& out, unsigned character) {
    if (character < 0x80) {
        out.push_back(static_cast<std::uint8_t>(character));
    } else if (character < 0x800) {
        out.push_back(static_cast<std::uint8_t>(0xC0 | character >> 6));
        out.push_back(static_cast<std::uint8_t>(0x80 | (character & 0x3F)));
    } else {
        out.push_back(static_cast<std::uint8_t>(0xE0 | character >> 12));
        out.push_back(static_cast<std::uint8_t>(0x80 | (character >> 6 & 0x3F)));
        out.push_back(static_cast<std::uint8_t>(0x80 | (character & 0x3F)));
    }
}

// As UTF-8, of whatever string type; T61String as Latin-1, which is what it is used for.
Buffer text_of(DerTag tag, Bytes contents) {
    Buffer out;
    if (tag == kT61) {
        for (const std::uint8_t octet : contents) put_utf8(out, octet);
    } else if (tag == kBmp) {
        for (std::size_t i = 0; i + 1 < contents.size(); i += 2)
            put_utf8(out, static_cast<unsigned>(contents[i] << 8 | contents[i + 1]));
    } else {
        out.assign(contents.begin(), contents.end());
    }
    return out;
}

bool is_blank(std::uint8_t octet) { return octet == ' ' || (octet >= '\t' && octet <= '\r'); }

Buffer folded(const Buffer& text) {
    Buffer out;
    bool blank = false;
    for (const std::uint8_t octet : text) {
        if (is_blank(octet)) {
            blank = !out.empty();
            continue;
        }
        if (std::exchange(blank, false)) out.push_back(' ');
        const bool upper = octet >= 'A' && octet <= 'Z';
        out.push_back(static_cast<std::uint8_t>(upper ? octet + ('a' - 'A') : octet));
    }
    return out;
}

// Length and octets, so that what follows cannot be taken for a part of it.
void put_counted(Buffer& out, Bytes octets) {
    for (unsigned shift = 0; shift < 32; shift += 8)
        out.push_back(static_cast<std::uint8_t>(octets.size() >> shift));
    out.insert(out.end(), octets.begin(), octets.end());
}

Buffer read_value(DerReader& in) {
    for (const DerTag tag : {kUtf8, kPrintable, kT61, kIa5, kBmp})
        if (in.next_is(tag)) {
            Buffer out{static_cast<std::uint8_t>(kUtf8)};
            put_counted(out, folded(text_of(tag, in.contents(tag))));
            return out;
        }
    const Bytes other = in.any();
    return {other.begin(), other.end()};
}

Buffer read_relative_name(DerReader& in) {
    std::vector<Buffer> attributes;
    while (in.more())
        in.nested(DerTag::sequence, [&](DerReader& attribute) {
            Buffer one;
            put_counted(one, attribute.object_identifier().octets);
            const Buffer value = read_value(attribute);
            one.insert(one.end(), value.begin(), value.end());
            attributes.push_back(std::move(one));
        });
    std::ranges::sort(attributes);
    Buffer out;
    for (const Buffer& attribute : attributes) put_counted(out, attribute);
    return out;
}

}  // namespace

CanonicalName canonical_name(Bytes name) {
    CanonicalName out;
    DerReader in(name);
    in.nested(DerTag::sequence, [&](DerReader& names) {
        while (names.more())
            names.nested(DerTag::set,
                         [&](DerReader& relative) { out.push_back(read_relative_name(relative)); });
    });
    if (!in.done()) out.clear();
    return out;
}

Buffer canonical_octets(Bytes name) {
    Buffer out;
    for (const Buffer& relative : canonical_name(name)) put_counted(out, relative);
    return out;
}

bool same_name(Bytes a, Bytes b) {
    if (std::ranges::equal(a, b)) return true;
    // Nothing is also what canonical_octets makes of what is no name.
    const Buffer canonical = canonical_octets(a);
    return !canonical.empty() && canonical == canonical_octets(b);
}

bool is_within(const CanonicalName& name, const CanonicalName& base) {
    return base.size() <= name.size() && std::equal(base.begin(), base.end(), name.begin());
}

}  // namespace secur32::x509
