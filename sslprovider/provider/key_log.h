// SSLKEYLOGFILE: the secrets of connections, for a person who reads a capture of them (the "SSLKEYLOGFILE
// Format for TLS", draft-ietf-tls-keylogfile).  Off unless the environment names a file; nothing is
// written of a set-uid program.  Thread rule: any thread; a line is one write(2).
#pragma once

#include "sslprovider/provider/key_schedule.h"
#include "sslprovider/provider/master_key.h"

namespace secur32::provider::key_log {

bool enabled() noexcept;
// CLIENT_RANDOM <client random> <master secret>
void write(const MasterKey& master, const Random& client_random) noexcept;
// CLIENT_HANDSHAKE_TRAFFIC_SECRET and its like, by the secret's kind; a kind that has no label is
// left out.  generation: N of CLIENT_TRAFFIC_SECRET_N.
void write(const ScheduleSecret& secret, const Random& client_random,
           unsigned generation = 0) noexcept;

}  // namespace secur32::provider::key_log
