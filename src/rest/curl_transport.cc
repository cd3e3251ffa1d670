// SPDX-License-Identifier: MIT
#include "rest/curl_transport.h"

#include <curl/curl.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <deque>
#include <utility>
#include <vector>

#include "base/error.h"
#include "rest/curl_transfer.h"
#include "rest/messages.h"
#include "rest/plain_text.h"

namespace leadsync::rest {
namespace {

constexpr long kMostConnections = 32;
constexpr Duration kLongestPoll = std::chrono::minutes(10);

void Check(CURLcode code, const char* what) {
  if (code != CURLE_OK) Raise(said::kCurlFailed, what, curl_easy_strerror(code));
}

void Check(CURLMcode code, const char* what) {
  if (code != CURLM_OK) Raise(said::kCurlFailed, what, curl_multi_strerror(code));
}

struct FreeMulti {
  void operator()(CURLM* multi) const { curl_multi_cleanup(multi); }
};

}  // namespace

class CurlTransport::Rep {
 public:
  Rep(const Webhook& webhook, const CurlTransportOptions& options);
  ~Rep();
  Rep(const Rep&) = delete;
  Rep& operator=(const Rep&) = delete;

  uint64_t Start(HttpRequest request);
  std::optional<HttpReply> Wait(TimePoint until);
  size_t in_flight() const { return active_.size() + done_.size(); }
  void Wakeup();

 private:
  /// Lets libcurl work on what is ready, and gathers what came to its end.
  void Perform();
  void StopStalled();
  /// Ends the transfer and queues its reply.
  void Finish(CURL* easy, CURLcode code, bool stalled);
  /// Sleeps until something happens; true if that was a wake-up.
  bool Poll(TimePoint until);

  const Webhook webhook_;
  const CurlTransportOptions options_;
  SystemClock clock_;
  CurlTransfer::Shared shared_;
  std::unique_ptr<CURLM, FreeMulti> multi_;
  std::vector<std::unique_ptr<CurlTransfer>> active_;
  std::vector<std::unique_ptr<CurlTransfer>> idle_;
  std::deque<HttpReply> done_;
  uint64_t last_id_ = 0;
  int wakeup_fd_ = -1;
};

CurlTransport::Rep::Rep(const Webhook& webhook, const CurlTransportOptions& options)
    : webhook_(webhook), options_(options), shared_{webhook_, options_, clock_} {
  static const CURLcode global = curl_global_init(CURL_GLOBAL_DEFAULT);
  Check(global, "start");
  multi_.reset(curl_multi_init());
  if (!multi_) Raise(said::kCurlNoMemory, "start");
  Check(curl_multi_setopt(multi_.get(), CURLMOPT_MAXCONNECTS, kMostConnections), "be set up");
  wakeup_fd_ = ::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  if (wakeup_fd_ < 0) Raise(said::kNoEventfd, std::strerror(errno));
}

CurlTransport::Rep::~Rep() {
  for (const auto& t : active_) curl_multi_remove_handle(multi_.get(), t->handle());
  if (wakeup_fd_ >= 0) ::close(wakeup_fd_);
}

uint64_t CurlTransport::Rep::Start(HttpRequest request) {
  const bool plain =
      !request.method.empty() &&
      std::all_of(request.method.begin(), request.method.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '_';
      });
  if (!plain) Raise(said::kBadMethod, PlainText(request.method, 60));

  std::unique_ptr<CurlTransfer> t;
  if (idle_.empty()) {
    t = std::make_unique<CurlTransfer>(&shared_);
  } else {
    t = std::move(idle_.back());
    idle_.pop_back();
  }
  t->Begin(std::move(request), ++last_id_);
  Check(curl_multi_add_handle(multi_.get(), t->handle()), "start a request");
  active_.push_back(std::move(t));
  Perform();
  return last_id_;
}

std::optional<HttpReply> CurlTransport::Rep::Wait(TimePoint until) {
  while (true) {
    Perform();
    StopStalled();
    if (!done_.empty()) {
      HttpReply reply = std::move(done_.front());
      done_.pop_front();
      shared_.held_bytes -= reply.body.size();
      return reply;
    }
    if (clock_.Now() >= until || Poll(until)) return std::nullopt;
  }
}

void CurlTransport::Rep::Perform() {
  int running = 0;
  Check(curl_multi_perform(multi_.get(), &running), "go on");
  int left = 0;
  while (const CURLMsg* message = curl_multi_info_read(multi_.get(), &left)) {
    if (message->msg == CURLMSG_DONE) Finish(message->easy_handle, message->data.result, false);
  }
}

void CurlTransport::Rep::StopStalled() {
  const TimePoint now = clock_.Now();
  std::vector<CURL*> stalled;
  for (const auto& t : active_)
    if (t->stalls_at().value_or(TimePoint::max()) <= now) stalled.push_back(t->handle());
  for (CURL* easy : stalled) Finish(easy, CURLE_OPERATION_TIMEDOUT, true);
}

void CurlTransport::Rep::Finish(CURL* easy, CURLcode code, bool stalled) {
  const auto it = std::find_if(active_.begin(), active_.end(),
                               [easy](const auto& t) { return t->handle() == easy; });
  if (it == active_.end()) return;
  std::unique_ptr<CurlTransfer> t = std::move(*it);
  active_.erase(it);

  done_.push_back(t->End(code, stalled));
  curl_multi_remove_handle(multi_.get(), easy);
  idle_.push_back(std::move(t));
}

bool CurlTransport::Rep::Poll(TimePoint until) {
  const TimePoint now = clock_.Now();
  until = std::min(until, now + kLongestPoll);
  for (const auto& t : active_) until = std::min(until, t->stalls_at().value_or(until));
  const auto wait = std::chrono::ceil<std::chrono::milliseconds>(until - now).count();

  curl_waitfd wakeup{};
  wakeup.fd = wakeup_fd_;
  wakeup.events = CURL_WAIT_POLLIN;
  Check(
      curl_multi_poll(multi_.get(), &wakeup, 1, static_cast<int>(std::max<long>(wait, 0)), nullptr),
      "wait");
  if ((wakeup.revents & CURL_WAIT_POLLIN) == 0) return false;
  uint64_t count = 0;
  return ::read(wakeup_fd_, &count, sizeof count) == sizeof count;
}

void CurlTransport::Rep::Wakeup() {
  // Not curl_multi_wakeup, which does not promise to be fit for a signal handler; write(2) does.
  const int saved = errno;
  const uint64_t one = 1;
  [[maybe_unused]] const ssize_t n = ::write(wakeup_fd_, &one, sizeof one);
  errno = saved;
}

CurlTransport::CurlTransport(const Webhook& webhook, const CurlTransportOptions& options)
    : rep_(std::make_unique<Rep>(webhook, options)) {}
CurlTransport::~CurlTransport() = default;

uint64_t CurlTransport::Start(HttpRequest request) { return rep_->Start(std::move(request)); }
std::optional<HttpReply> CurlTransport::Wait(TimePoint until) { return rep_->Wait(until); }
size_t CurlTransport::in_flight() const { return rep_->in_flight(); }
void CurlTransport::Wakeup() { rep_->Wakeup(); }

}  // namespace leadsync::rest
