// ntlm_auth as a Party.  We write "YR" and get "YR token"; we write "TT token" and get "AF token",
// the last one; "GK" asks for the session key.  "BH reason" is the helper's way to give up.
#include "test/interop/samba_party.h"

#include <fstream>

#include "test/interop/base64.h"
#include "test/interop/process.h"

namespace interop {
namespace {

std::string write_configuration(const std::string& folder) {
    const std::string path = folder + "/smb.conf";
    std::ofstream file(path);
    file << "[global]\nworkgroup = DOM\nnetbios name = CLI\n";
    for (const char* kind :
         {"private dir", "lock directory", "state directory", "cache directory", "pid directory"})
        file << kind << " = " << folder << '\n';
    return path;
}

class SambaClient : public Party {
 public:
    SambaClient(const Request& request, const std::string& folder)
        : helper_({"ntlm_auth", "--configfile=" + write_configuration(folder),
                   "--helper-protocol=ntlmssp-client-1", "--username=" + request.identity.user,
                   "--domain=" + request.identity.domain,
                   "--password=" + request.identity.password}) {}

    Leg step(const Bytes& token) override {
        const std::string answer = ask(token.empty() ? "YR" : "TT " + base64_of(token));
        const std::optional<Bytes> produced =
            answer.size() > 3 ? from_base64(std::string_view(answer).substr(3)) : std::nullopt;
        const std::string kind = answer.substr(0, 2);
        if (!produced || (kind != "YR" && kind != "KK" && kind != "AF"))
            return {State::failed, -1, "ntlm_auth: " + answer, {}};
        return {kind == "AF" ? State::done : State::more, 0, answer, *produced};
    }

    Bytes session_key() override {
        const std::string answer = ask("GK");
        if (answer.substr(0, 3) != "GK ") return {};
        return from_base64(std::string_view(answer).substr(3)).value_or(Bytes{});
    }

    // The helper only authenticates.
    std::optional<Sealed> seal(const Bytes&) override { return std::nullopt; }
    std::optional<Bytes> unseal(const Sealed&) override { return std::nullopt; }
    std::optional<Bytes> sign(const Bytes&) override { return std::nullopt; }
    bool verify(const Bytes&, const Bytes&) override { return false; }
    std::string user() override { return ""; }

 private:
    std::string ask(const std::string& line) {
        if (!helper_.write_line(line)) return "cannot write to it";
        return helper_.read_line().value_or("no answer");
    }
    Process helper_;
};

}  // namespace

PartyPtr samba_client(const Request& request, const std::string& folder) {
    return std::make_unique<SambaClient>(request, folder);
}

}  // namespace interop
