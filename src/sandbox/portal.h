// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "sandbox/faults.h"
#include "sandbox/limits.h"

namespace leadsync::sandbox {

class World;

struct Request {
  std::string http_method = "POST";
  std::string target;  ///< path and query, as on the request line
  std::string content_type;
  std::string authorization;  ///< the header's value, if any
  std::string body;
  bool https = true;        ///< what the client believes; the front on loopback says true
  uint64_t connection = 0;  ///< which connection it came on
  bool reused = false;      ///< that connection carried a request before
};

/// What happens to the connection; the front acts it out.
enum class Fate {
  kAnswer,    ///< the answer is sent
  kRefuse,    ///< the connection is refused before the request is read
  kReset,     ///< the connection breaks without an answer (`Handle` says whether work was done)
  kHang,      ///< nothing comes, ever: the client's time-out ends it
  kTruncate,  ///< only `truncate_at` bytes of the body come, then the connection ends
};

struct Answer {
  int status = 200;
  std::string content_type = "application/json; charset=utf-8";
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
  Duration takes{0};     ///< server time from arrival to answer
  Duration trickles{0};  ///< the body then comes a little at a time, over so long
  Fate fate = Fate::kAnswer;
  size_t truncate_at = 0;
};

/// How long a method takes: `crm.lead.*` may stand for many. Of several the first that fits.
struct MethodCost {
  std::string method;
  double seconds = 0;
};
/// `crm.lead.update=0.3`, seconds a command. Throws UsageError.
MethodCost ParseCost(std::string_view text);

/// How a practice portal behaves. The defaults are a cloud portal that is quick.
struct PortalOptions {
  int64_t user = 1;                           ///< the webhook's owner
  std::string code = "practice";              ///< the webhook's secret
  std::string access_token;                   ///< of an application, accepted as well; "" = none
  std::set<std::string, std::less<>> scopes;  ///< of the webhook; empty = all
  std::optional<WallTime> expires;            ///< from then on: expired_token
  bool https_only = true;                     ///< webhooks over plain http are refused
  bool seen_as_plain_http = false;            ///< whatever the front says of a request
  std::string moved_to;                       ///< a host: every call is sent there with a 302
  bool overloaded = false;                    ///< blocked by hand: OVERLOAD_LIMIT
  bool deleted = false;                       ///< PORTAL_DELETED

  Plan plan;
  std::vector<MethodCost> costs;  ///< none: every command takes no time
  /// True: answers take as long as their commands cost. False: the time is billed and shown, but
  /// nobody waits for it.
  bool wait_for_costs = true;
  Duration latency{0};  ///< way to the server and back, on top
  Duration jitter{0};   ///< up to so much more, at random
  uint64_t seed = 1;
  /// What a request over the plan's time limit gets: an HTML 504, or else a broken connection.
  bool cut_with_html = true;

  bool cloud = true;              ///< headers X-Bitrix-Rest-*
  bool integer_times = false;     ///< newer builds: `time.start`, `time.processing` as integers
  bool reset_times = true;        ///< older builds had `operating` without `operating_reset_at`
  bool stale_exceptions = true;   ///< error texts of a batch may be those of earlier commands
  bool proactive_filter = false;  ///< texts that look like attacks are altered (proactive_filter.h)
  size_t max_input_vars = 1000;   ///< of a form, and of each command of a batch
  size_t post_max_size = 0;       ///< PHP drops longer bodies without a word; 0 = no limit
  size_t body_limit = 0;          ///< the web server answers 413 above; 0 = no limit
  std::vector<FaultRule> faults;
};

/// What a portal counted since its start or the last reset.
struct PortalCounters {
  uint64_t requests = 0;  ///< that reached the REST server, refused ones included
  uint64_t batches = 0;
  uint64_t bytes_in = 0;
  uint64_t bytes_out = 0;
  std::map<std::string, uint64_t, std::less<>> commands;  ///< run, alone or in a batch, by method
  uint64_t command_errors = 0;
  uint64_t refused_query_limit = 0;      ///< 503
  uint64_t refused_operation_limit = 0;  ///< 429, alone or in a batch
  uint64_t refused_auth = 0;             ///< 401 and 403
  uint64_t unknown_methods = 0;
  uint64_t connections_refused = 0;
  uint64_t cut = 0;  ///< stopped by the time limit of a request
  uint64_t most_in_flight = 0;
};

/// A practice portal: what a client talks to, without socket, clock or thread. Calls must not
/// overlap.
///
/// Besides the REST address it answers GET / (a page for people), and below /sandbox/:
///   GET  counters     one JSON object
///   GET  witness      every committed save, a JSON object a line; ?from=N skips N
///   GET  automation   every start of robots and workflows, likewise
///   GET  faults       the rules in force with their counts, JSON
///   POST faults       replaces the rules by those in the body, one a line (ParseFaultRules)
///   POST reset        counters to zero, limits forgotten, no faults; leads and logs stay
class Portal {
 public:
  Portal(PortalOptions options, std::unique_ptr<World> world);
  ~Portal();
  Portal(const Portal&) = delete;
  Portal& operator=(const Portal&) = delete;

  /// Answers a request that arrived at `now`. All its work is done when this returns; `takes`
  /// says when a client may see the answer. Times must not run backwards.
  Answer Handle(const Request& request, WallTime now);

  /// True while connections are to be refused: a front asks before it lets anybody in. A request
  /// that comes nevertheless gets Fate::kRefuse.
  bool RefusesConnections(WallTime now);
  /// The front tells how many requests are under way.
  void NoteInFlight(size_t requests);

  void SetFaults(std::vector<FaultRule> rules);
  const PortalCounters& counters() const;
  World& world();
  const PortalOptions& options() const;
  /// The path of the webhook: /rest/1/practice/
  std::string WebhookPath() const;

 private:
  class Core;
  std::unique_ptr<Core> core_;
};

}  // namespace leadsync::sandbox
