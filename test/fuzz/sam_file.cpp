// SAM files and user files, line by line: what is accepted can be an account's name, and says the
// same when it is written in the plainest form.
#include <string>

#include "sslprovider/base/utf16.h"
#include "sspi/accounts/account_lines.h"
#include "sspi/accounts/names.h"
#include "test/fuzz/check.h"

namespace {

using namespace secur32;
using namespace secur32::accounts;

void sam_line(std::string_view line) {
    const auto account = parse_sam_line(line);
    if (!account.ok()) return;
    fuzz::require(is_user_name(account.value().user) && is_domain_name(account.value().domain));
    std::string plain = utf8_of(account.value().user).value() + ":" +
                        utf8_of(account.value().domain).value() + "::";
    for (const std::uint8_t octet : account.value().nt_hash.bytes()) {
        plain += "0123456789abcdef"[octet >> 4];
        plain += "0123456789abcdef"[octet & 15];
    }
    const auto again = parse_sam_line(plain);
    fuzz::require(again.ok() && again.value().user == account.value().user &&
                  again.value().domain == account.value().domain &&
                  again.value().nt_hash == account.value().nt_hash);
}

void user_line(std::string_view line) {
    const auto account = parse_user_line(line);
    if (!account.ok()) return;
    fuzz::require(is_user_name(account.value().user) && is_domain_name(account.value().domain));
    fuzz::require(account.value().password.size() <= 2 * line.size());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    std::size_t last = 0;
    for_each_line({data, size}, [&](std::string_view line, std::size_t number) {
        fuzz::require(number > last && !line.empty() && line.find('\n') == line.npos);
        last = number;
        sam_line(line);
        user_line(line);
        (void)parse_account_name(line);
    });
    return 0;
}
