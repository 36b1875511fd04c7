// What the samples need of Boost.Asio for coroutines.
#pragma once

// clang-format off
#include <utility>  // std::exchange, which <boost/asio/awaitable.hpp> of Boost 1.74 uses unasked
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
// clang-format on
