// SPDX-License-Identifier: MIT
#include "rest/curl_transport.h"

#include <curl/curl.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <deque>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.h"
#include "rest/curl_errors.h"
#include "rest/messages.h"
#include "rest/plain_text.h"

namespace leadsync::rest {
namespace {

// Front servers and firewalls drop idle connections without a word; a request on such a connection
// would have an unknown outcome. An older connection is not reused.
constexpr long kOldestIdle = 55;  // seconds
constexpr long kMostConnections = 32;
constexpr long kBufferBytes = 256 * 1024;
constexpr size_t kMostHeadBytes = 256 * 1024;
// A peer that acknowledges nothing for so long is gone.
constexpr unsigned kUnacknowledged = 30'000;  // ms
constexpr Duration kLongestPoll = std::chrono::minutes(10);

void Check(CURLcode code, const char* what) {
  if (code != CURLE_OK) Raise(said::kCurlFailed, what, curl_easy_strerror(code));
}

void Check(CURLMcode code, const char* what) {
  if (code != CURLM_OK) Raise(said::kCurlFailed, what, curl_multi_strerror(code));
}

template <typename T>
void Set(CURL* easy, CURLoption option, T value) {
  Check(curl_easy_setopt(easy, option, value), "be set up");
}

long Milliseconds(Duration d) {
  constexpr Duration kMost = std::chrono::hours(24);
  const Duration sane = std::clamp(d, Duration(1000), kMost);
  return static_cast<long>(std::chrono::ceil<std::chrono::milliseconds>(sane).count());
}

struct FreeEasy {
  void operator()(CURL* easy) const { curl_easy_cleanup(easy); }
};
struct FreeMulti {
  void operator()(CURLM* multi) const { curl_multi_cleanup(multi); }
};
struct FreeList {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
struct FreeUrl {
  void operator()(CURLU* url) const { curl_url_cleanup(url); }
};
struct FreeText {
  void operator()(char* text) const { curl_free(text); }
};

/// One request at a time; kept for the next one when it is done.
struct Transfer {
  std::unique_ptr<CURL, FreeEasy> easy;
  std::array<char, CURL_ERROR_SIZE> error_text{};
  size_t most_bytes = 0;
  const Clock* clock = nullptr;

  std::string body;
  size_t sent = 0;
  Duration timeout{0};
  HttpReply reply;
  bool issued = false;
  bool too_large = false;
  size_t head_bytes = 0;
  TimePoint moved;  ///< when the answer last grew; meaningless before it began
  bool answering = false;
  bool head_whole = false;  ///< the blank line behind the headers came

  void Moved() {
    answering = true;
    moved = clock->Now();
  }
};

size_t GiveBody(char* to, size_t size, size_t count, void* self) {
  Transfer& t = *static_cast<Transfer*>(self);
  const size_t n = std::min(size * count, t.body.size() - t.sent);
  std::memcpy(to, t.body.data() + t.sent, n);
  t.sent += n;
  return n;
}

size_t TakeHeader(char* bytes, size_t size, size_t count, void* self) {
  Transfer& t = *static_cast<Transfer*>(self);
  const std::string_view line(bytes, size * count);
  t.Moved();
  // libcurl 7.88 keeps headers without end.
  t.head_bytes += line.size();
  if (t.head_bytes > kMostHeadBytes) return 0;
  if (line.starts_with("HTTP/")) t.head_whole = false;  // what came before was a 1xx
  if (line == "\r\n" || line == "\n") t.head_whole = true;
  return line.size();
}

size_t TakeBody(char* bytes, size_t size, size_t count, void* self) {
  Transfer& t = *static_cast<Transfer*>(self);
  const size_t n = size * count;
  t.Moved();
  if (n > t.most_bytes - t.reply.body.size()) {
    t.too_large = true;
    return 0;
  }
  t.reply.body.append(bytes, n);
  return n;
}

/// Called each time a request is about to leave on a connection that stands.
int BeforeRequest(void* self, char*, char*, int, int) {
  Transfer& t = *static_cast<Transfer*>(self);
  // libcurl found the reused connection dead and wants to try again on another one. Whether the
  // server had read the request there is not known: it must not leave a second time.
  if (t.issued) return CURL_PREREQFUNC_ABORT;
  t.issued = true;
  return CURL_PREREQFUNC_OK;
}

int TuneSocket(void*, curl_socket_t socket, curlsocktype) {
  // Without it, data that nobody acknowledges are repeated by the kernel for a quarter of an hour.
  const unsigned timeout = kUnacknowledged;
  ::setsockopt(socket, IPPROTO_TCP, TCP_USER_TIMEOUT, &timeout, sizeof timeout);
  return CURL_SOCKOPT_OK;
}

/// "https://new.bitrix24.com" of a redirect's target; empty if it is no URL.
std::string OriginOf(const char* url) {
  const std::unique_ptr<CURLU, FreeUrl> parsed(curl_url());
  if (!url || !parsed || curl_url_set(parsed.get(), CURLUPART_URL, url, 0) != CURLUE_OK) return {};
  const auto part = [&](CURLUPart which) {
    char* text = nullptr;
    const CURLUcode code = curl_url_get(parsed.get(), which, &text, 0);
    const std::unique_ptr<char, FreeText> owner(text);
    return code == CURLUE_OK ? std::string(text) : std::string();
  };
  const std::string port = part(CURLUPART_PORT);
  return PlainText(fmt::format("{}://{}{}{}", part(CURLUPART_SCHEME), part(CURLUPART_HOST),
                               port.empty() ? "" : ":", port),
                   200);
}

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
  std::unique_ptr<Transfer> NewTransfer();
  /// Lets libcurl work on what is ready, and gathers what came to its end.
  void Perform();
  void StopStalled();
  /// Ends the transfer and queues its reply.
  void Finish(CURL* easy, CURLcode code, bool stalled);
  void FillAnswer(Transfer* t) const;
  CurlFailure FailureOf(const Transfer& t, CURLcode code, bool stalled) const;
  /// Sleeps until something happens; true if that was a wake-up.
  bool Poll(TimePoint until);

  const Webhook webhook_;
  const CurlTransportOptions options_;
  SystemClock clock_;
  std::unique_ptr<CURLM, FreeMulti> multi_;
  std::unique_ptr<curl_slist, FreeList> headers_;
  std::vector<std::unique_ptr<Transfer>> active_;
  std::vector<std::unique_ptr<Transfer>> idle_;
  std::deque<HttpReply> done_;
  uint64_t last_id_ = 0;
  int wakeup_fd_ = -1;
};

CurlTransport::Rep::Rep(const Webhook& webhook, const CurlTransportOptions& options)
    : webhook_(webhook), options_(options) {
  static const CURLcode global = curl_global_init(CURL_GLOBAL_DEFAULT);
  Check(global, "start");
  multi_.reset(curl_multi_init());
  if (!multi_) Raise(said::kCurlNoMemory, "start");
  Check(curl_multi_setopt(multi_.get(), CURLMOPT_MAXCONNECTS, kMostConnections), "be set up");
  // No waiting for "100 Continue": it costs a round trip.
  for (const char* header :
       {"Content-Type: application/json", "Accept: application/json", "Expect:"}) {
    curl_slist* longer = curl_slist_append(headers_.get(), header);
    if (!longer) Raise(said::kCurlNoMemory, "start");
    (void)headers_.release();
    headers_.reset(longer);
  }
  wakeup_fd_ = ::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  if (wakeup_fd_ < 0) Raise(said::kNoEventfd, std::strerror(errno));
}

CurlTransport::Rep::~Rep() {
  for (const auto& t : active_) curl_multi_remove_handle(multi_.get(), t->easy.get());
  if (wakeup_fd_ >= 0) ::close(wakeup_fd_);
}

std::unique_ptr<Transfer> CurlTransport::Rep::NewTransfer() {
  auto t = std::make_unique<Transfer>();
  t->easy.reset(curl_easy_init());
  if (!t->easy) Raise(said::kCurlNoMemory, "start a request");
  t->most_bytes = options_.most_answer_bytes;
  t->clock = &clock_;
  CURL* easy = t->easy.get();
  Set(easy, CURLOPT_PRIVATE, static_cast<void*>(t.get()));
  Set(easy, CURLOPT_ERRORBUFFER, t->error_text.data());
  Set(easy, CURLOPT_NOSIGNAL, 1L);
  Set(easy, CURLOPT_PROTOCOLS_STR, webhook_.https() ? "https" : "http");
  // One request, one connection: a broken one concerns nothing else in flight.
  Set(easy, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
  Set(easy, CURLOPT_FOLLOWLOCATION, 0L);
  Set(easy, CURLOPT_HTTPHEADER, headers_.get());
  Set(easy, CURLOPT_USERAGENT, "leadsync/" LEADSYNC_VERSION);
  Set(easy, CURLOPT_ACCEPT_ENCODING, "");
  Set(easy, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
  Set(easy, CURLOPT_CONNECTTIMEOUT_MS, Milliseconds(options_.connect_timeout));
  Set(easy, CURLOPT_MAXAGE_CONN, kOldestIdle);
  Set(easy, CURLOPT_TCP_NODELAY, 1L);
  Set(easy, CURLOPT_TCP_KEEPALIVE, 1L);
  Set(easy, CURLOPT_TCP_KEEPIDLE, 30L);
  Set(easy, CURLOPT_TCP_KEEPINTVL, 10L);
  Set(easy, CURLOPT_SOCKOPTFUNCTION, &TuneSocket);
  Set(easy, CURLOPT_BUFFERSIZE, kBufferBytes);
  Set(easy, CURLOPT_UPLOAD_BUFFERSIZE, kBufferBytes);
  Set(easy, CURLOPT_SSL_VERIFYPEER, 1L);
  Set(easy, CURLOPT_SSL_VERIFYHOST, 2L);
  if (!options_.ca_file.empty()) Set(easy, CURLOPT_CAINFO, options_.ca_file.c_str());
  // A proxy has another idea of what this machine is.
  if (webhook_.loopback()) Set(easy, CURLOPT_NOPROXY, "*");
  // The body comes from a function, and there is none to rewind it: so libcurl cannot repeat it.
  Set(easy, CURLOPT_POST, 1L);
  Set(easy, CURLOPT_READFUNCTION, &GiveBody);
  Set(easy, CURLOPT_READDATA, static_cast<void*>(t.get()));
  Set(easy, CURLOPT_PREREQFUNCTION, &BeforeRequest);
  Set(easy, CURLOPT_PREREQDATA, static_cast<void*>(t.get()));
  Set(easy, CURLOPT_HEADERFUNCTION, &TakeHeader);
  Set(easy, CURLOPT_HEADERDATA, static_cast<void*>(t.get()));
  Set(easy, CURLOPT_WRITEFUNCTION, &TakeBody);
  Set(easy, CURLOPT_WRITEDATA, static_cast<void*>(t.get()));
  return t;
}

uint64_t CurlTransport::Rep::Start(HttpRequest request) {
  const bool plain =
      !request.method.empty() &&
      std::all_of(request.method.begin(), request.method.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '_';
      });
  if (!plain) Raise(said::kBadMethod, PlainText(request.method, 60));

  std::unique_ptr<Transfer> t;
  if (idle_.empty()) {
    t = NewTransfer();
  } else {
    t = std::move(idle_.back());
    idle_.pop_back();
  }
  t->body = std::move(request.body);
  t->sent = t->head_bytes = 0;
  t->timeout = request.timeout;
  t->issued = t->too_large = t->answering = t->head_whole = false;
  t->error_text[0] = '\0';
  t->reply = HttpReply{};
  t->reply.id = ++last_id_;
  t->reply.started = clock_.Now();
  CURL* easy = t->easy.get();
  Set(easy, CURLOPT_URL, (webhook_.base_url() + request.method).c_str());
  Set(easy, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(t->body.size()));
  Set(easy, CURLOPT_TIMEOUT_MS, Milliseconds(request.timeout));
  Check(curl_multi_add_handle(multi_.get(), easy), "start a request");
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
    if (t->answering && now - t->moved >= options_.stall_timeout) stalled.push_back(t->easy.get());
  for (CURL* easy : stalled) Finish(easy, CURLE_OPERATION_TIMEDOUT, true);
}

void CurlTransport::Rep::Finish(CURL* easy, CURLcode code, bool stalled) {
  const auto it = std::find_if(active_.begin(), active_.end(),
                               [easy](const auto& t) { return t->easy.get() == easy; });
  if (it == active_.end()) return;
  std::unique_ptr<Transfer> t = std::move(*it);
  active_.erase(it);

  t->reply.finished = clock_.Now();
  // libcurl takes a connection that closes amid the headers for the end of an empty answer.
  if (code == CURLE_OK && !t->head_whole) code = CURLE_PARTIAL_FILE;
  if (code == CURLE_OK) {
    FillAnswer(t.get());
  } else {
    const CurlFailure failure = FailureOf(*t, code, stalled);
    t->reply.error = NetErrorOf(failure);
    t->reply.error_text = webhook_.Mask(Describe(failure));
    t->reply.body = std::string();
  }
  // After the questions above: removing a transfer may forget them.
  curl_multi_remove_handle(multi_.get(), easy);
  done_.push_back(std::move(t->reply));
  t->body = std::string();
  idle_.push_back(std::move(t));
}

void CurlTransport::Rep::FillAnswer(Transfer* t) const {
  CURL* easy = t->easy.get();
  long status = 0;
  const char* type = nullptr;
  const char* target = nullptr;
  curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
  curl_easy_getinfo(easy, CURLINFO_CONTENT_TYPE, &type);
  curl_easy_getinfo(easy, CURLINFO_REDIRECT_URL, &target);
  t->reply.status = static_cast<int>(status);
  if (type) t->reply.content_type = PlainText(type, 100);
  if (target) t->reply.location = webhook_.Mask(OriginOf(target));
}

CurlFailure CurlTransport::Rep::FailureOf(const Transfer& t, CURLcode code, bool stalled) const {
  long connect_status = 0;
  curl_easy_getinfo(t.easy.get(), CURLINFO_HTTP_CONNECTCODE, &connect_status);
  long verify_result = 0;
  curl_easy_getinfo(t.easy.get(), CURLINFO_SSL_VERIFYRESULT, &verify_result);
  CurlFailure f;
  f.code = code;
  f.issued = t.issued;
  f.stalled = stalled;
  f.too_large = t.too_large;
  f.head_too_large = t.head_bytes > kMostHeadBytes;
  f.verify_result = verify_result;
  f.connect_status = static_cast<int>(connect_status);
  f.detail = t.error_text.data();
  f.host = webhook_.host();
  f.ca_file = options_.ca_file;
  f.connect_timeout = options_.connect_timeout;
  f.timeout = t.timeout;
  f.stall_timeout = options_.stall_timeout;
  f.most_bytes = options_.most_answer_bytes;
  return f;
}

bool CurlTransport::Rep::Poll(TimePoint until) {
  const TimePoint now = clock_.Now();
  until = std::min(until, now + kLongestPoll);
  for (const auto& t : active_)
    if (t->answering) until = std::min(until, t->moved + options_.stall_timeout);
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
