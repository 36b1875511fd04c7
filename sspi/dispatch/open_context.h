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
// handshaking: step, set, query, control.  completing: set, complete.  established: query, set,
// control, protection, export, and step where the package goes on (Context::goes_on).  dead: nothing.
// A handle can be deleted in any state.  A leg that found no whole message (incomplete_message) was
// none: the state stays.
//
// One call at a time: a second thread waits.  A program that the package calls during a leg (a hash
// callback) and that calls back on the same context would wait for itself: it is refused,
// Status::out_of_sequence.  It may delete the context; the leg that is under way still ends.
#pragma once

#include <atomic>
#include <cstddef>
#include <memory>
#include <thread>

#include "sslprovider/base/small_lock.h"
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
    // call with more room gets it.  The features of the first leg are those of all, but that a
    // stream's later ones may add supplied_credentials.
    Result<Progress> step(Exchange& exchange, std::size_t room);
    Result<Progress> complete(Bytes token);
    Status control(const ControlToken& token);
    Status set(const ContextSetting& setting);
    // A setting that comes in several calls: change(hook) keeps what came so far in a T of this
    // context's and says what the setting is by now.
    template <typename T, typename Change>
    Status update_attachment(Change change) {
        const Turn turn(*this);
        if (!turn) return under_way();
        if (!attachment_) attachment_ = std::make_shared<T>();
        return set_locked(change(*static_cast<T*>(attachment_.get())));
    }
    Result<AttributeValue> query(Attribute attribute);
    Result<SecureBytes> export_keying_material(const KeyingMaterialRequest& request);
    Result<SecureBytes> pack(bool reset_sequence);
    // A number of the token table for the authenticated client; it goes with the context.
    Result<std::uint64_t> access_token();

    // For protection: the context once it is established.  Takes no lock.
    Result<Context*> established() const;

    // The outcome of a leg was lost on its way to the caller: no other leg can make sense.
    void fail();

 private:
    // A call's turn on the context; none where the same thread has one already.
    class Turn {
     public:
        explicit Turn(OpenContext& open) : open_(open) {
            const std::thread::id self = std::this_thread::get_id();
            taken_ = open.owner_.load(std::memory_order_relaxed) != self;
            if (!taken_) return;
            open.lock_.lock();
            open.owner_.store(self, std::memory_order_relaxed);
        }
        ~Turn() {
            if (!taken_) return;
            open_.owner_.store(std::thread::id(), std::memory_order_relaxed);
            open_.lock_.unlock();
        }
        Turn(const Turn&) = delete;
        Turn& operator=(const Turn&) = delete;
        explicit operator bool() const { return taken_; }

     private:
        OpenContext& open_;
        bool taken_;
    };

    enum class State : std::uint8_t { handshaking, completing, established, dead };

    // A token that did not fit, and the call that made it.
    struct Undelivered {
        Buffer input;
        Progress progress;
        Exchange exchange;  // borrowed members unset
    };

    static Status under_way();
    Status check_may_step() const;
    void freeze(Features requested);
    Status set_locked(const ContextSetting& setting);
    Result<Progress> deliver_kept(Exchange& exchange, std::size_t room);
    Result<Progress> keep(Exchange& exchange, Progress progress);
    // Runs one leg and enters the state that it ends in; a leg that throws is a failed leg.
    template <typename Leg>
    Result<Progress> enter_after(Leg leg);

    Package& package_;
    const Role role_;
    std::atomic<State> state_{State::handshaking};
    bool frozen_ = false;  // features_ are those of the first leg
    SmallLock lock_;       // all but protection
    Features features_;
    std::unique_ptr<Context> context_;
    std::atomic<std::thread::id> owner_;  // whose turn it is
    std::unique_ptr<Undelivered> undelivered_;
    std::shared_ptr<void> attachment_;
    std::uint64_t token_ = 0;
};

}  // namespace secur32::dispatch
