// Reading names as CertStrToName documents it: key, '=', value, separator, again.  A value becomes
// the string type that its attribute allows.
#include <algorithm>

#include "sslprovider/base/der_writer.h"
#include "sslprovider/base/trace.h"
#include "sslprovider/base/utf16.h"
#include "sslprovider/x509/idna.h"
#include "sslprovider/x509/name_text.h"

namespace secur32::x509 {
namespace {

using Kind = NameTextError::Kind;

constexpr std::u16string_view kSpaces = u" \t\n\v\f\r";

bool is_space(char16_t unit) { return kSpaces.find(unit) != kSpaces.npos; }

std::u16string_view trimmed(std::u16string_view text) {
    while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
    while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
    return text;
}

bool is_digit(char16_t unit) { return unit >= u'0' && unit <= u'9'; }

// "A, B, ..., Z; a, b, ..., z; 0, 1, ..., 9; (space) ' ( ) + , - . / : = ?"
bool is_printable(char16_t unit) {
    constexpr std::u16string_view kOthers = u" '()+,-./:=?";
    return (unit >= u'A' && unit <= u'Z') || (unit >= u'a' && unit <= u'z') || is_digit(unit) ||
           kOthers.find(unit) != kOthers.npos;
}
bool is_ascii(char16_t unit) { return unit < 0x80; }
bool is_latin1(char16_t unit) { return unit < 0x100; }
bool is_numeric(char16_t unit) { return is_digit(unit) || unit == u' '; }

bool all(std::u16string_view text, bool (*is)(char16_t)) { return std::ranges::all_of(text, is); }

struct EncodedString {
    StringTag tag;
    Buffer contents;
};

EncodedString narrow(StringTag tag, std::u16string_view text) {
    EncodedString out{tag, {}};
    for (const char16_t unit : text) out.contents.push_back(static_cast<std::uint8_t>(unit));
    return out;
}

EncodedString bmp(std::u16string_view text) {
    EncodedString out{StringTag::bmp, {}};
    for (const char16_t unit : text) {
        out.contents.push_back(static_cast<std::uint8_t>(unit >> 8));
        out.contents.push_back(static_cast<std::uint8_t>(unit));
    }
    return out;
}

Result<EncodedString> utf8(std::u16string_view text) {
    TRY_ASSIGN(const std::string octets, utf8_of(text));
    return EncodedString{StringTag::utf8, Buffer(octets.begin(), octets.end())};
}

Result<EncodedString> directory_string(std::u16string_view text, const NameSyntax& syntax) {
    if (syntax.force_utf8) return utf8(text);
    if (all(text, is_printable)) return narrow(StringTag::printable, text);
    if (syntax.t61 && all(text, is_latin1)) return narrow(StringTag::t61, text);
    if (syntax.utf8) return utf8(text);
    TRY(utf8_of(text));  // unpaired surrogates are nobody's name
    return bmp(text);
}

// A value as it stands in the string: with its doubled quotes, without the ones around it.
struct Value {
    std::size_t start = 0;  // in the string
    std::u16string_view raw;
    bool quoted = false;

    std::u16string text() const {
        std::u16string out;
        for (std::size_t i = 0; i < raw.size(); i += width(i)) out.push_back(raw[i]);
        return out;
    }
    // Where the unit of text() that is_wrong first refuses stands in the string.
    std::size_t first_not(bool (*is)(char16_t)) const {
        std::size_t i = 0;
        while (i < raw.size() && is(raw[i])) i += width(i);
        return start + i;
    }

 private:
    std::size_t width(std::size_t i) const { return quoted && raw[i] == u'"' ? 2 : 1; }
};

class Parser {
 public:
    Parser(std::u16string_view text, const NameSyntax& syntax, NameTextError& error)
        : text_(text), syntax_(syntax), error_(error) {}

    Result<Buffer> parse();

 private:
    Status fail(std::size_t at, Kind kind = Kind::syntax) {
        error_ = {kind, at};
        return trace::because(Status::bad_data, "x509: a string is not a name's");
    }
    void skip_spaces() {
        while (at_ < text_.size() && is_space(text_[at_])) ++at_;
    }
    bool is_separator(char16_t unit) const;
    bool ends_value(char16_t unit) const {
        return is_separator(unit) || (syntax_.plus && unit == u'+');
    }
    Result<Value> value();
    Result<Value> quoted_value();
    Status end_of_value(bool& joined);
    Result<Buffer> hexadecimal_value(const Value& value);
    Result<EncodedString> encode(const AttributeType* type, const Value& value);
    Result<EncodedString> restricted(StringTag tag, const Value& value, bool (*is)(char16_t),
                                     Kind kind);
    Result<EncodedString> email(const Value& value);
    Status attribute(std::vector<Buffer>& rdn);

    std::u16string_view text_;
    const NameSyntax& syntax_;
    NameTextError& error_;
    std::size_t at_ = 0;
};

bool Parser::is_separator(char16_t unit) const {
    if (!syntax_.separator) return unit == u',' || unit == u';';
    switch (*syntax_.separator) {
        case NameSeparator::comma:
            return unit == u',';
        case NameSeparator::semicolon:
            return unit == u';';
        case NameSeparator::crlf:
            return unit == u'\r' || unit == u'\n';
    }
    return false;
}

// A key's object identifier: of the table, or "1.2.3", or "OID.1.2.3".
Result<Buffer> key_octets(std::u16string_view key, const AttributeType*& type) {
    constexpr std::size_t kPrefix = 4;
    type = find_attribute_key(key);
    if (type != nullptr) return object_identifier_of(type->oid);
    if (key.size() > kPrefix && equal_ignoring_case(key.substr(0, kPrefix), u"OID."))
        key.remove_prefix(kPrefix);
    TRY_ASSIGN(const std::string text, utf8_of(key));
    type = find_attribute_type(text);
    return object_identifier_of(text);
}

Result<Value> Parser::quoted_value() {
    Value out;
    out.quoted = true;
    out.start = ++at_;
    for (; at_ < text_.size(); ++at_) {
        if (text_[at_] != u'"') continue;
        if (at_ + 1 < text_.size() && text_[at_ + 1] == u'"') {
            ++at_;
            continue;
        }
        out.raw = text_.substr(out.start, at_ - out.start);
        ++at_;
        return out;
    }
    return fail(text_.size());
}

Result<Value> Parser::value() {
    skip_spaces();
    if (at_ == text_.size()) return fail(at_);
    if (syntax_.quoting && text_[at_] == u'"') return quoted_value();
    Value out;
    out.start = at_;
    while (at_ < text_.size() && !ends_value(text_[at_])) ++at_;
    out.raw = trimmed(text_.substr(out.start, at_ - out.start));
    if (out.raw.empty()) return fail(out.start);
    return out;
}

// joined: another attribute of the same RDN follows.
Status Parser::end_of_value(bool& joined) {
    const bool lines = syntax_.separator == NameSeparator::crlf;
    while (at_ < text_.size() && is_space(text_[at_]) && !(lines && is_separator(text_[at_])))
        ++at_;
    joined = false;
    if (at_ == text_.size()) return Status::ok;
    if (!ends_value(text_[at_])) return fail(at_);
    joined = !is_separator(text_[at_]);
    ++at_;
    return Status::ok;
}

// "A value that starts with a number sign (#) is treated as ASCII hexadecimal and converted to a
// CERT_RDN_OCTET_STRING. Embedded white space is ignored."
Result<Buffer> Parser::hexadecimal_value(const Value& value) {
    constexpr std::u16string_view kDigits = u"0123456789abcdefABCDEF";
    Buffer octets;
    unsigned high = 0;
    bool half = false;
    for (std::size_t i = 1; i < value.raw.size(); ++i) {
        if (is_space(value.raw[i])) continue;
        const std::size_t found = kDigits.find(value.raw[i]);
        if (found == kDigits.npos) return fail(value.start + i);
        const auto digit = static_cast<unsigned>(found < 16 ? found : found - 6);
        if (half) octets.push_back(static_cast<std::uint8_t>(high << 4 | digit));
        high = digit;
        half = !half;
    }
    if (half) return fail(value.start);
    return octets;
}

Result<EncodedString> Parser::restricted(StringTag tag, const Value& value, bool (*is)(char16_t),
                                         Kind kind) {
    const std::u16string text = value.text();
    if (!all(text, is)) return fail(value.first_not(is), kind);
    return narrow(tag, text);
}

Result<EncodedString> Parser::email(const Value& value) {
    const std::u16string text = value.text();
    const std::size_t at = text.rfind(u'@');
    if (syntax_.encode_punycode && at != text.npos && !all(text.substr(at), is_ascii)) {
        const Result<std::string> host = to_ascii(std::u16string_view(text).substr(at + 1));
        if (!host.ok() || !all(text.substr(0, at), is_ascii))
            return fail(value.first_not(is_ascii), Kind::ia5);
        std::u16string whole = text.substr(0, at + 1);
        whole.append(host.value().begin(), host.value().end());
        return narrow(StringTag::ia5, whole);
    }
    return restricted(StringTag::ia5, value, is_ascii, Kind::ia5);
}

Result<EncodedString> Parser::encode(const AttributeType* type, const Value& value) {
    using Form = AttributeType::Form;
    switch (type == nullptr ? Form::directory : type->form) {
        case Form::ia5:
            return email(value);
        case Form::printable:
            return restricted(StringTag::printable, value, is_printable, Kind::printable);
        case Form::numeric:
            return restricted(StringTag::numeric, value, is_numeric, Kind::numeric);
        case Form::ia5_or_utf8: {
            const std::u16string text = value.text();
            if (all(text, is_ascii)) return narrow(StringTag::ia5, text);
            return utf8(text);
        }
        case Form::directory:
            break;
    }
    return directory_string(value.text(), syntax_);
}

Status Parser::attribute(std::vector<Buffer>& rdn) {
    skip_spaces();
    const std::size_t start = at_;
    const std::size_t equals = text_.find(u'=', at_);
    if (equals == text_.npos) return fail(start);
    const AttributeType* type = nullptr;
    const Result<Buffer> key = key_octets(trimmed(text_.substr(start, equals - start)), type);
    if (!key.ok()) return fail(start);
    at_ = equals + 1;
    TRY_ASSIGN(const Value read, value());
    DerWriter out;
    if (!read.quoted && read.raw.front() == u'#') {
        TRY_ASSIGN(const Buffer octets, hexadecimal_value(read));
        out.nested(DerTag::sequence, [&] {
            out.object_identifier({key.value()});
            out.put(DerTag::octet_string, octets);
        });
    } else {
        const Result<EncodedString> string = encode(type, read);
        if (string.status() == Status::bad_data) return string.status();
        if (!string.ok()) return fail(read.start);
        out.nested(DerTag::sequence, [&] {
            out.object_identifier({key.value()});
            out.put(DerTag(string.value().tag), string.value().contents);
        });
    }
    rdn.push_back(out.take());
    return Status::ok;
}

Result<Buffer> Parser::parse() {
    std::vector<std::vector<Buffer>> rdns;
    bool joined = false;
    for (skip_spaces(); at_ < text_.size() || joined; skip_spaces()) {
        if (!joined) rdns.emplace_back();
        TRY(attribute(rdns.back()));
        TRY(end_of_value(joined));
    }
    if (syntax_.reverse) std::ranges::reverse(rdns);
    DerWriter out;
    out.nested(DerTag::sequence, [&] {
        for (std::vector<Buffer>& rdn : rdns) out.set_of(DerTag::set, std::move(rdn));
    });
    return out.take();
}

}  // namespace

Result<Buffer> name_of_text(std::u16string_view text, const NameSyntax& syntax,
                            NameTextError& error) {
    return Parser(text, syntax, error).parse();
}

}  // namespace secur32::x509
