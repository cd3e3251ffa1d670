// SPDX-License-Identifier: MIT
#include "sandbox/http_connection.h"

#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>

namespace leadsync::sandbox {
namespace {

constexpr Duration kLeastTrickle = std::chrono::milliseconds(5);
constexpr int kTrickleParts = 50;

}  // namespace

short Connection::Events() const {
  switch (doing) {
    case Doing::kReading:
    case Doing::kHanging:
    case Doing::kDraining:
      return POLLIN;
    case Doing::kWriting:
      return POLLOUT;
    case Doing::kWaiting:
    case Doing::kTrickling:
      return 0;
  }
  return 0;
}

void Connection::Prepare(const Answer& answer, TimePoint now, WallTime wall, bool with_body) {
  fate = answer.fate;
  bool keep = reader.keep_alive() && answer.fate == Fate::kAnswer;
  close_after = !keep;
  out = EncodeAnswer(answer, wall, keep, with_body);
  head = out.size() - (with_body ? answer.body.size() : 0);
  if (with_body && answer.fate == Fate::kTruncate && answer.truncate_at < answer.body.size()) {
    out.resize(head + answer.truncate_at);
  }
  sent = 0;
  trickles = answer.trickles;
  due = now + answer.takes;
  began = due;
  doing = Doing::kWaiting;
}

/// Up to where the answer may be written now.
size_t Connection::Released(TimePoint now) const {
  if (trickles <= Duration(0) || head >= out.size()) return out.size();
  double part =
      std::chrono::duration<double>(now - began) / std::chrono::duration<double>(trickles);
  if (part >= 1) return out.size();
  return head + static_cast<size_t>(std::max(0.0, part) * static_cast<double>(out.size() - head));
}

void Connection::Write(TimePoint now) {
  doing = Doing::kWriting;
  size_t released = Released(now);
  while (sent < released) {
    ssize_t put = ::send(fd.get(), out.data() + sent, released - sent, MSG_NOSIGNAL);
    if (put < 0 && (errno == EAGAIN || errno == EINTR)) return;
    if (put < 0) {
      dead = true;
      return;
    }
    sent += static_cast<size_t>(put);
  }
  if (sent < out.size()) {
    due = now + std::max(kLeastTrickle, trickles / kTrickleParts);
    doing = Doing::kTrickling;
    return;
  }
  out.clear();
  sent = 0;
  trickles = Duration(0);
  since = now;
  if (close_after) {
    // What the client still sends would turn the end into a reset: it is read and thrown away.
    ::shutdown(fd.get(), SHUT_WR);
    doing = Doing::kDraining;
    return;
  }
  doing = Doing::kReading;
}

void Connection::Reset() {
  linger hard{1, 0};
  ::setsockopt(fd.get(), SOL_SOCKET, SO_LINGER, &hard, sizeof hard);
  dead = true;
}

}  // namespace leadsync::sandbox
