// SPDX-License-Identifier: MIT
#include "sandbox/portal.h"

#include <fmt/format.h>

#include <algorithm>
#include <random>

#include "base/error.h"
#include "sandbox/batch.h"
#include "sandbox/call_runner.h"
#include "sandbox/php_json.h"
#include "sandbox/portal_answers.h"
#include "sandbox/portal_pages.h"
#include "sandbox/rest_request.h"
#include "sandbox/rule_text.h"
#include "sandbox/world.h"

namespace leadsync::sandbox {
namespace {

/// A REST request on its way through the portal.
struct Visit {
  RestPath path;
  PhpArray params;
  TakenParameters taken;
  std::string_view scope;  ///< that the method needs
  const FaultRule* fault = nullptr;

  bool IsBatch() const { return path.method == "batch"; }
  /// A fault of that kind which strikes before anything is done, or after it.
  bool Struck(FaultKind kind, bool after) const {
    return fault != nullptr && fault->kind == kind && fault->after == after;
  }
};

Duration ToDuration(double seconds) {
  return std::chrono::round<Duration>(std::chrono::duration<double>(seconds));
}

}  // namespace

MethodCost ParseCost(std::string_view text) {
  Setting setting = ParseSetting(text, "cost");
  return {LowerCase(setting.name), NumberOf(setting, "cost", 0, 86400)};
}

class Portal::Core {
 public:
  Core(PortalOptions options, std::unique_ptr<World> world)
      : options_(std::move(options)),
        world_(std::move(world)),
        bucket_(options_.plan.rate, options_.plan.threshold),
        operating_(options_.plan.operating, options_.plan.operating_limit),
        faults_(options_.faults),
        dice_(options_.seed) {
    format_.integers = options_.integer_times;
    format_.reset_at = options_.reset_times;
    format_.offset_seconds = world_->options().server_offset_minutes * 60;
  }

  Answer Handle(const Request& request, WallTime now) {
    if (std::optional<Answer> page = AnswerPage(request, now)) return std::move(*page);
    if (faults_.RefusesConnection(number_ + 1, now)) {
      ++counters_.connections_refused;
      Answer refused;
      refused.fate = Fate::kRefuse;
      return refused;
    }
    std::optional<RestPath> path = ParseRestPath(request.target);
    if (!path) return HtmlPage(404);
    ++number_;
    ++counters_.requests;
    counters_.bytes_in += request.body.size();
    Answer answer = HandleRest(request, std::move(*path), now);
    answer.takes += options_.latency;
    if (options_.jitter > Duration(0)) {
      answer.takes += Duration(
          static_cast<int64_t>(dice_() % static_cast<uint64_t>(options_.jitter.count() + 1)));
    }
    counters_.bytes_out += answer.body.size();
    return answer;
  }

  bool RefusesConnections(WallTime now) { return faults_.RefusesConnection(number_ + 1, now); }

  void SetFaults(std::vector<FaultRule> rules) { faults_ = FaultBook(std::move(rules)); }

  void Reset() {
    counters_ = {};
    bucket_ = RequestBucket(options_.plan.rate, options_.plan.threshold);
    operating_ = OperatingLimiter(options_.plan.operating, options_.plan.operating_limit);
    faults_ = {};
  }

  PortalOptions options_;
  std::unique_ptr<World> world_;
  PortalCounters counters_;

 private:
  std::optional<Answer> AnswerPage(const Request& request, WallTime now) {
    if (!IsPageTarget(request.target)) return std::nullopt;
    PageSurroundings around{options_, *world_, counters_, faults_, operating_, bucket_, now};
    PageResult page = ServePage(request, around);
    if (page.new_faults) SetFaults(std::move(*page.new_faults));
    if (page.reset) Reset();
    return std::move(page.answer);
  }

  Answer HandleRest(const Request& request, RestPath path, WallTime now) {
    if (!options_.moved_to.empty()) return Moved(request);
    if (options_.body_limit > 0 && request.body.size() > options_.body_limit) return HtmlPage(413);
    Visit visit;
    visit.path = std::move(path);
    QueryLimits limits;
    limits.variables = options_.max_input_vars;
    if (options_.post_max_size > 0 && request.body.size() > options_.post_max_size) {
      Request without = request;
      without.body.clear();
      visit.params = ReadParameters(without, limits);
    } else {
      visit.params = ReadParameters(request, limits);
    }
    Duration slow{0};
    ChooseFault(request, &visit, &slow);
    Answer answer =
        visit.fault != nullptr && !visit.fault->after ? Fail(visit) : Work(request, &visit, now);
    answer.takes += slow;
    return answer;
  }

  void ChooseFault(const Request& request, Visit* visit, Duration* slow) {
    if (faults_.empty()) return;
    RequestFacts facts;
    facts.number = number_;
    facts.method = visit->path.method;
    facts.reused = request.reused;
    if (visit->IsBatch()) facts.inner = MethodsOfBatch(visit->params);
    visit->fault = faults_.OnRequest(facts, slow);
  }

  /// The request as the server runs it, and what a fault after the commit makes of the answer.
  Answer Work(const Request& request, Visit* visit, WallTime now) {
    if (std::optional<Answer> refused = Admit(request, visit, now)) return std::move(*refused);
    operating_.OpenRequest(now, visit->IsBatch());
    CallRunner runner({options_, *world_, operating_, faults_, counters_}, now, number_, format_);
    if (visit->Struck(FaultKind::kPartial, true)) runner.StopAfter(visit->fault->commands);
    Answer answer = visit->IsBatch() ? RunBatchRequest(visit, &runner) : RunSingle(visit, &runner);
    operating_.CloseRequest();
    double seconds = runner.seconds();
    if (runner.cut()) {
      ++counters_.cut;
      seconds = options_.plan.request_limit;
      answer = Cut();
    } else if (visit->fault != nullptr) {
      answer = Damage(*visit, std::move(answer));
    }
    if (options_.wait_for_costs || runner.cut()) answer.takes += ToDuration(seconds);
    if (options_.cloud && answer.status == 200) AddTimeHeaders(seconds, &answer);
    return answer;
  }

  Answer RunSingle(Visit* visit, CallRunner* runner) {
    CommandOutcome outcome = runner->RunDirect(visit->path.method, visit->scope,
                                               std::move(visit->params), std::move(visit->taken));
    if (outcome.error) return Error(*visit, *outcome.error);
    Shaping shaping;
    shaping.xml = visit->path.xml;
    shaping.reshaped = visit->Struck(FaultKind::kShape, true);
    shaping.drop_result = visit->Struck(FaultKind::kDrop, true);
    return SuccessAnswer(outcome, format_, shaping);
  }

  Answer RunBatchRequest(Visit* visit, CallRunner* runner) {
    ++counters_.batches;
    BatchOutput output;
    CallTime time;
    if (visit->taken.token) return Error(*visit, JudgeSignedLink(*visit->taken.token, ""));
    if (std::optional<RestError> error = runner->RunBatchRequest(visit->params, &output, &time)) {
      return Error(*visit, *error);
    }
    if (output.died && !runner->cut()) return ServerErrorAnswer();
    if (visit->Struck(FaultKind::kDrop, true)) {
      const PhpArray::Key* key = NthCommand(visit->params, visit->fault->command);
      if (key != nullptr) DropCommand(*key, &output);
    }
    std::string_view reshaped;
    if (visit->Struck(FaultKind::kShape, true)) reshaped = visit->fault->member;
    return BatchAnswer(output, time, format_, visit->path.xml, reshaped);
  }

  /// Everything that is checked before a method runs, in the server's order: rate, method, https,
  /// credentials, scope, blocks (CRestServer::process; rest/lib/apauth/auth.php).
  std::optional<Answer> Admit(const Request& request, Visit* visit, WallTime now) {
    if (!bucket_.Take(now)) {
      ++counters_.refused_query_limit;
      return Error(*visit, {503, "QUERY_LIMIT_EXCEEDED", "Too many requests", {}});
    }
    visit->taken = TakeServerParameters(&visit->params);
    if (options_.deleted) {
      return Error(*visit, {403, "PORTAL_DELETED", "Portal was deleted", {}});
    }
    if (!visit->IsBatch() && !KnownMethod(visit->path.method, &visit->scope)) {
      ++counters_.unknown_methods;
      return Error(*visit, MethodNotFound());
    }
    std::optional<RestError> refused =
        visit->path.webhook ? CheckWebhook(request, *visit, now) : CheckToken(request, *visit, now);
    if (!refused) return std::nullopt;
    ++counters_.refused_auth;
    return Error(*visit, *refused);
  }

  std::optional<RestError> CheckWebhook(const Request& request, const Visit& visit,
                                        WallTime now) const {
    if (options_.https_only && (!request.https || options_.seen_as_plain_http)) {
      return RestError{401, "INVALID_REQUEST", "Https required.", {}};
    }
    if (visit.path.user != std::to_string(options_.user) || visit.path.code != options_.code) {
      return RestError{401, "INVALID_CREDENTIALS", "Invalid request credentials", {}};
    }
    return CheckBearer(visit, now, "webhook");
  }

  std::optional<RestError> CheckToken(const Request& request, const Visit& visit,
                                      WallTime now) const {
    constexpr std::string_view kBearer = "Bearer ";
    std::string token = visit.taken.access.value_or("");
    if (token.empty() && request.authorization.starts_with(kBearer)) {
      token = request.authorization.substr(kBearer.size());
    }
    if (token.empty()) {
      return RestError{401, "NO_AUTH_FOUND", "Wrong authorization data", {}};
    }
    if (options_.access_token.empty() || token != options_.access_token) {
      return RestError{401, "invalid_token", "Unable to get application by token", {}};
    }
    return CheckBearer(visit, now, "access");
  }

  /// What holds for whoever has shown who he is.
  std::optional<RestError> CheckBearer(const Visit& visit, WallTime now,
                                       std::string_view what) const {
    if (options_.expires && now >= *options_.expires) return ExpiredToken();
    if (!visit.scope.empty() && !options_.scopes.empty() &&
        !options_.scopes.contains(visit.scope)) {
      return RestError{
          401,
          "insufficient_scope",
          fmt::format("The request requires higher privileges than provided by the {} token", what),
          {}};
    }
    if (options_.overloaded) {
      return RestError{401, "OVERLOAD_LIMIT", "REST API is blocked due to overload.", {}};
    }
    return std::nullopt;
  }

  Answer Error(const Visit& visit, const RestError& error) const {
    return ErrorAnswer(error, visit.path.xml);
  }

  /// What a fault answers instead of the real answer.
  Answer Fail(const Visit& visit) {
    const FaultRule& rule = *visit.fault;
    Answer answer;
    switch (rule.kind) {
      case FaultKind::kReset:
      case FaultKind::kCloseReused:
        answer.fate = Fate::kReset;
        break;
      case FaultKind::kHang:
        answer.fate = Fate::kHang;
        break;
      case FaultKind::kHtml:
        answer = HtmlPage(rule.status);
        break;
      case FaultKind::kQueryLimit:
        ++counters_.refused_query_limit;
        answer = Error(visit, {503, "QUERY_LIMIT_EXCEEDED", "Too many requests", {}});
        break;
      case FaultKind::kExpired:
        ++counters_.refused_auth;
        answer = Error(visit, ExpiredToken());
        break;
      case FaultKind::kGarbage:
        answer = GarbageAnswer();
        break;
      default:
        answer = ServerErrorAnswer();
        break;
    }
    answer.takes += rule.delay;
    return answer;
  }

  /// The answer after the commit, with the fault in it.
  Answer Damage(const Visit& visit, Answer answer) {
    switch (visit.fault->kind) {
      case FaultKind::kDrop:
      case FaultKind::kShape:
      case FaultKind::kPartial:
        return answer;  // done where the answer was made
      case FaultKind::kTruncate:
        answer.fate = Fate::kTruncate;
        answer.truncate_at = visit.fault->bytes > 0 ? visit.fault->bytes : answer.body.size() / 2;
        return answer;
      case FaultKind::kTrickle:
        answer.trickles = visit.fault->delay;
        return answer;
      default:
        return Fail(visit);
    }
  }

  /// A renamed portal (bitrix24 docs: settings/how-to-call-rest-api/change-domen.md).
  Answer Moved(const Request& request) const {
    Answer answer = HtmlPage(302);
    answer.headers.emplace_back("Location",
                                fmt::format("https://{}{}", options_.moved_to, request.target));
    return answer;
  }

  Answer Cut() const {
    Answer answer = HtmlPage(504);
    if (!options_.cut_with_html) answer.fate = Fate::kReset;
    return answer;
  }

  static RestError ExpiredToken() {
    return {401, "expired_token", "The access token provided has expired", {}};
  }

  RequestBucket bucket_;
  OperatingLimiter operating_;
  FaultBook faults_;
  std::mt19937_64 dice_;
  TimeFormat format_;
  uint64_t number_ = 0;
};

Portal::Portal(PortalOptions options, std::unique_ptr<World> world)
    : core_(std::make_unique<Core>(std::move(options), std::move(world))) {}

Portal::~Portal() = default;

Answer Portal::Handle(const Request& request, WallTime now) { return core_->Handle(request, now); }

bool Portal::RefusesConnections(WallTime now) { return core_->RefusesConnections(now); }

void Portal::NoteInFlight(size_t requests) {
  core_->counters_.most_in_flight = std::max<uint64_t>(core_->counters_.most_in_flight, requests);
}

void Portal::SetFaults(std::vector<FaultRule> rules) { core_->SetFaults(std::move(rules)); }

const PortalCounters& Portal::counters() const { return core_->counters_; }

World& Portal::world() { return *core_->world_; }

const PortalOptions& Portal::options() const { return core_->options_; }

std::string Portal::WebhookPath() const {
  return fmt::format("/rest/{}/{}/", core_->options_.user, core_->options_.code);
}

}  // namespace leadsync::sandbox
