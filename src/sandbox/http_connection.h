// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "base/clock.h"
#include "sandbox/http_wire.h"
#include "sandbox/loopback_socket.h"
#include "sandbox/portal.h"

namespace leadsync::sandbox {

/// One client of the practice portal's HTTP front, one request at a time.
struct Connection {
  enum class Doing {
    kReading,
    kWaiting,  ///< the answer is made, its time has not come
    kWriting,
    kTrickling,  ///< a part is written, the next one has its time
    kHanging,    ///< nothing will ever come
    kDraining,   ///< all is said; until the client closes
  };

  Connection(int socket, uint64_t number, size_t most_body)
      : fd(socket), id(number), reader(most_body) {}

  /// Something happens at `due`, not when the socket has news.
  bool AwaitsItsTime() const { return doing == Doing::kWaiting || doing == Doing::kTrickling; }
  /// The client waits for an answer.
  bool InFlight() const {
    return AwaitsItsTime() || doing == Doing::kWriting || doing == Doing::kHanging;
  }
  /// Since when nothing has come from the client, if something is awaited; else never.
  TimePoint IdleSince() const {
    bool awaited = doing == Doing::kReading || doing == Doing::kDraining;
    return awaited ? since : TimePoint::max();
  }
  /// What poll(2) is to look for.
  short Events() const;

  /// Takes the answer over; it is due when the portal's time has passed.
  void Prepare(const Answer& answer, TimePoint now, WallTime wall, bool with_body);
  /// Writes what may be written now and the socket takes, then says what comes next in `doing`.
  void Write(TimePoint now);
  /// A break that the client sees as such: RST instead of FIN.
  void Reset();

  Descriptor fd;
  uint64_t id;
  RequestReader reader;
  Doing doing = Doing::kReading;
  uint64_t requests = 0;
  Fate fate = Fate::kAnswer;
  std::string out;
  size_t sent = 0;
  size_t head = 0;       ///< bytes before the body
  Duration trickles{0};  ///< how long the body takes
  TimePoint began{};     ///< of the body
  bool close_after = false;
  TimePoint due{};    ///< see AwaitsItsTime
  TimePoint since{};  ///< of the last act
  bool dead = false;

 private:
  size_t Released(TimePoint now) const;
};

}  // namespace leadsync::sandbox
