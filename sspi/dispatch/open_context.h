// A context as its handle knows it: the package's Context, how far it is, and what the first call
// froze.  Every rule that holds for all packages alike is here, none of it in a package.
//
//                 complete_needed                  complete()
//   handshaking ------------------> completing ----------------+
//        |                              |                      v
//        +--------- complete -----------|----------------> established
//        |  a failed leg                |  a failed CompleteAuthToken
//        +-------------> dead <---------+
//
// handshaking: step, set, query.  completing: set, complete.  established: query, set, protection,
// export.  dead: nothing.  A handle can be deleted in any state.
#pragma once

#include <atomic>
#include <cstddef>
#include <memory>
#include <mutex>
#include <optional>

#include "sspi/core/package.h"

namespace secur32::dispatch {

class OpenContext {
public:
    OpenContext(Package& package, Role role, std::unique_ptr<Context> context)
        : package_(package), role_(role), context_(std::move(context)) {}
    ~OpenContext();
    OpenContext(const OpenContext&) = delete;
    OpenContext& operator=(const OpenContext&) = delete;
    // A context that another process established (ImportSecurityContext).
    static std::unique_ptr<OpenContext> imported(Package& package, Role role,
                                                 std::unique_ptr<Context> context);

    Package& package() const { return package_; }
    Role role() const { return role_; }

    // One leg.  A token that is larger than room is kept: Status::buffer_too_small, and the same
    // call with more room gets it.  The features of the first leg are those of all.
    Result<Progress> step(Exchange& exchange, std::size_t room);
    Result<Progress> complete(Bytes token);
    Status set(const ContextSetting& setting);
    // A setting that comes in several calls: change(hook) keeps what came so far in a T of this
    // context's and says what the setting is by now.
    template <typename T, typename Change>
    Status update_attachment(Change change) {
        const std::lock_guard lock(mutex_);
        if (!attachment_) attachment_ = std::make_shared<T>();
        return set_locked(change(*static_cast<T*>(attachment_.get())));
    }
    Result<AttributeValue> query(Attribute attribute);
    Result<SecureBytes> pack(bool reset_sequence);
    // A number of the token table for the authenticated client; it goes with the context.
    Result<std::uint64_t> access_token();

    // For protection: the context once it is established.  Takes no lock.
    Result<Context*> established() const;

private:
    enum class State : std::uint8_t { handshaking, completing, established, dead };

    // A token that did not fit, and the call that made it.
    struct Undelivered {
        Buffer input;
        Progress progress;
        Exchange exchange;  // borrowed members unset
    };

    Status check_may_step() const;
    Status set_locked(const ContextSetting& setting);
    Result<Progress> deliver_kept(Exchange& exchange, std::size_t room);
    Result<Progress> enter_after(Result<Progress> result);

    Package& package_;
    const Role role_;
    std::atomic<State> state_{State::handshaking};
    std::unique_ptr<Context> context_;
    std::mutex mutex_;  // all but protection
    std::optional<Features> features_;
    std::unique_ptr<Undelivered> undelivered_;
    std::shared_ptr<void> attachment_;
    std::uint64_t token_ = 0;
};

}  // namespace secur32::dispatch
