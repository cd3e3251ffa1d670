// SPDX-License-Identifier: MIT
// What goes wrong, and when: rules that a command line, a test or POST /sandbox/faults sets.
#pragma once

#include <cstdint>
#include <limits>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"

namespace leadsync::sandbox {

enum class FaultKind {
  // The whole request
  kRefuse,       ///< refuse: no connection, for `delay`
  kReset,        ///< reset: the connection breaks
  kCloseReused,  ///< close-reused: as reset after the commit, on a connection used before
  kHang,         ///< hang: nothing ever comes
  kTrickle,      ///< trickle: the answer's body comes a little at a time, over `delay`
  kSlow,         ///< slow: the answer takes `delay` more
  kHtml,         ///< html: a page of a front server with `status`
  kServerError,  ///< error-500: JSON INTERNAL_SERVER_ERROR
  kPartial,      ///< partial: the first `commands` of a batch are committed, then JSON 500
  kTruncate,     ///< truncate: `bytes` of the body come, then the connection ends
  kGarbage,      ///< garbage: status 200 and a page that is no JSON
  kDrop,         ///< drop: one command (`command`, counted from 1; the last) lacks in the answer
  kShape,        ///< shape: `member` of a batch answer is a list for an object or the reverse
  kQueryLimit,   ///< query-limit: 503 QUERY_LIMIT_EXCEEDED
  kExpired,      ///< expired: 401 expired_token
  // One command, alone or in a batch
  kOperationLimit,  ///< operation-limit: OPERATION_TIME_LIMIT
  kEdit,            ///< edit: somebody else sets `field` of the lead to `value`
  kDelete,          ///< delete: somebody else deletes the lead
  kHide,            ///< hide: the webhook's owner may no longer read the lead
};

struct FaultRule {
  FaultKind kind = FaultKind::kReset;
  bool after = true;   ///< after the commit; before it, nothing was done
  std::string method;  ///< lower case, `*` at the end for any rest; "" = any
  uint64_t every = 1;  ///< each n-th that matches
  double probability = 1;
  uint64_t seed = 1;
  uint64_t count = std::numeric_limits<uint64_t>::max();  ///< fires at most so often
  uint64_t from = 1;                                      ///< number of the HTTP request
  uint64_t to = std::numeric_limits<uint64_t>::max();
  Duration delay{0};
  int status = 502;
  size_t commands = 0;
  size_t bytes = 0;
  size_t command = 0;
  std::string member = "result";
  int64_t lead = 0;  ///< 0 = the lead that the command updates, or each lead that it returns
  std::string field = "COMMENTS";
  std::string value = "changed by somebody else";
  int64_t user = 0;     ///< who; 0 = a robot
  std::string written;  ///< the rule as it was given
};

/// One rule: a kind, then settings in any order. Throws UsageError that names what is wrong.
///   reset when=before method=batch every=7
///   html status=504 p=0.05 seed=9 count=3 from=10 to=200
///   edit method=crm.lead.update when=before field=STATUS_ID value=JUNK every=10
FaultRule ParseFaultRule(std::string_view text);
/// A rule a line; blank lines and what follows `#` at a line's start are skipped.
std::vector<FaultRule> ParseFaultRules(std::string_view text);

/// What a rule looks at when it decides about a request.
struct RequestFacts {
  uint64_t number = 0;
  std::string_view method;
  std::vector<std::string_view> inner;  ///< methods of a batch's commands, as written
  bool reused = false;
};

/// The rules in force, with their counts and dice.
class FaultBook {
 public:
  FaultBook() = default;
  explicit FaultBook(std::vector<FaultRule> rules);

  bool empty() const { return rules_.empty(); }
  /// The first rule for whole requests that fires on this one, or null; `slow` gets the sum of
  /// all delays. A rule that names a method fires on that method and on batches that hold it.
  /// Refusals are the business of RefusesConnection.
  const FaultRule* OnRequest(const RequestFacts& facts, Duration* slow);
  /// True if connections are refused now. Asked before the request is known: `number` is that of
  /// the next one. Once a rule fired, the answer stays true for the rule's delay.
  bool RefusesConnection(uint64_t number, WallTime now);
  /// The first rule of that kind and moment that fires on this command, or null.
  const FaultRule* OnCommand(FaultKind kind, bool after, std::string_view method, uint64_t number);

  struct Line {
    std::string rule;
    uint64_t matched = 0;
    uint64_t fired = 0;
  };
  std::vector<Line> Report() const;

 private:
  struct Entry {
    FaultRule rule;
    std::mt19937_64 dice;
    uint64_t matched = 0;
    uint64_t fired = 0;
  };
  static bool Fires(Entry* entry, uint64_t number);

  std::vector<Entry> rules_;
  uint64_t refusal_judged_ = 0;  ///< number of the request for which the dice were cast
  WallTime refuse_until_{};
};

/// True if `pattern` ("" = all, "crm.lead.*") names `method`.
bool MatchesMethod(std::string_view pattern, std::string_view method);

}  // namespace leadsync::sandbox
