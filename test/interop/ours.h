// This library as a Party, both roles, through its function table and nothing else: so the same
// code serves programs that link it and programs that must load it apart from a namesake
// (libwinpr).
#pragma once

#include "test/interop/party.h"

namespace interop {

PartyPtr our_client(const Request& request);
PartyPtr our_server(const Request& request);

// The same with package "Negotiate".
PartyPtr our_negotiate_client(const Request& request);
PartyPtr our_negotiate_server(const Request& request);

// What our own calls answer, as Windows names them.
constexpr std::int32_t kOk = 0;
constexpr auto kInvalidToken = static_cast<std::int32_t>(0x80090308U);
constexpr auto kLogonDenied = static_cast<std::int32_t>(0x8009030CU);
constexpr auto kMessageAltered = static_cast<std::int32_t>(0x8009030FU);
constexpr auto kOutOfSequence = static_cast<std::int32_t>(0x80090310U);
constexpr auto kDowngradeDetected = static_cast<std::int32_t>(0x80090350U);
constexpr auto kBadBindings = static_cast<std::int32_t>(0x80090346U);

}  // namespace interop
