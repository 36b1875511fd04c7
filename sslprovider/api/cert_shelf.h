// The elements of one kind that a store holds, in the order in which they came, and the contexts of
// them that are in use.  Has no lock: its store's is held, but by next() of a copy.
#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <memory>
#include <vector>

#include "sslprovider/api/cert_twins.h"

namespace secur32::api {

template <typename Element, typename Context>
class StoreShelf {
 public:
    using Shared = std::shared_ptr<const Element>;

    const std::vector<Shared>& all() const { return elements_; }
    void append(Shared element) { elements_.push_back(std::move(element)); }
    void clear() { elements_.clear(); }

    // The first one of a higher order; null for none.
    Shared behind(std::uint64_t order) const {
        const auto at = std::ranges::upper_bound(elements_, order, {}, &order_of);
        return at == elements_.end() ? nullptr : *at;
    }
    // The first that counts as the same; null for none.
    Shared twin_of(const Element& element) const {
        const auto at = std::ranges::find_if(elements_, [&](const Shared& other) {
            return are_twins(*element.thing, *other->thing);
        });
        return at == elements_.end() ? nullptr : *at;
    }
    bool holds(const Element& element) const {
        const auto at = place_of(element);
        return at != elements_.end();
    }
    // Nothing happens unless it is held.
    void erase(const Element& element) {
        const auto at = place_of(element);
        if (at != elements_.end()) elements_.erase(at);
    }
    // The new one takes the place, and must have the order, of the old one.
    void replace(const Element& old, Shared element) {
        const auto at = place_of(old);
        if (at != elements_.end())
            elements_[static_cast<std::size_t>(at - elements_.begin())] = element;
    }

    // A reference to the context in use, or to one that make() makes.
    template <typename Make>
    Context& context_of(const Element& element, Make&& make) {
        Context*& live = live_[&element];
        if (live == nullptr || !live->revive()) live = make();
        return *live;
    }
    void forget(const Context& context) {
        const auto at = live_.find(context.element().get());
        if (at != live_.end() && at->second == &context) live_.erase(at);
    }
    bool has_live() const { return !live_.empty(); }

 private:
    static std::uint64_t order_of(const Shared& element) { return element->order; }
    typename std::vector<Shared>::const_iterator place_of(const Element& element) const {
        const auto at = std::ranges::lower_bound(elements_, element.order, {}, &order_of);
        return at != elements_.end() && at->get() == &element ? at : elements_.end();
    }

    std::vector<Shared> elements_;
    std::map<const Element*, Context*> live_;
};

}  // namespace secur32::api
