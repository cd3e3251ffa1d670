// SPDX-License-Identifier: MIT
#include "rest/curl_transfer.h"

#include <curl/curl.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <netinet/tcp.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <string>
#include <string_view>
#include <utility>

#include "base/error.h"
#include "rest/curl_errors.h"
#include "rest/messages.h"
#include "rest/plain_text.h"

namespace leadsync::rest {
namespace {

// Front servers and firewalls drop idle connections without a word; a request on such a connection
// would have an unknown outcome. An older connection is not reused.
constexpr long kOldestIdle = 55;  // seconds
constexpr long kBufferBytes = 256 * 1024;
constexpr size_t kMostHeadBytes = 256 * 1024;
// A peer that acknowledges nothing for so long is gone.
constexpr unsigned kUnacknowledged = 30'000;  // ms

template <typename T>
void Set(CURL* easy, CURLoption option, T value) {
  const CURLcode code = curl_easy_setopt(easy, option, value);
  if (code != CURLE_OK) Raise(said::kCurlFailed, "be set up", curl_easy_strerror(code));
}

long Milliseconds(Duration d) {
  constexpr Duration kMost = std::chrono::hours(24);
  const Duration sane = std::clamp(d, Duration(1000), kMost);
  return static_cast<long>(std::chrono::ceil<std::chrono::milliseconds>(sane).count());
}

struct FreeEasy {
  void operator()(CURL* easy) const { curl_easy_cleanup(easy); }
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

struct CurlTransfer::Rep {
  explicit Rep(Shared* all) : shared(*all) {}

  Shared& shared;
  std::unique_ptr<curl_slist, FreeList> headers;
  std::unique_ptr<CURL, FreeEasy> easy;
  std::array<char, CURL_ERROR_SIZE> error_text{};

  std::string body;
  size_t sent = 0;
  Duration timeout{0};
  HttpReply reply;
  bool issued = false;
  bool too_large = false;
  bool too_large_together = false;
  size_t head_bytes = 0;
  TimePoint moved;  ///< when the answer last grew; meaningless before it began
  bool answering = false;
  bool head_whole = false;  ///< the blank line behind the headers came

  void SetUp();
  void Moved() {
    answering = true;
    moved = shared.clock.Now();
  }
  void DropBody() {
    shared.held_bytes -= reply.body.size();
    reply.body = std::string();
  }
  void FillAnswer();
  CurlFailure FailureOf(CURLcode code, bool stalled) const;

  static size_t GiveBody(char* to, size_t size, size_t count, void* self);
  static size_t TakeHeader(char* bytes, size_t size, size_t count, void* self);
  static size_t TakeBody(char* bytes, size_t size, size_t count, void* self);
  static int BeforeRequest(void* self, char*, char*, int, int);
  static int TuneSocket(void*, curl_socket_t socket, curlsocktype);
};

void CurlTransfer::Rep::SetUp() {
  // No waiting for "100 Continue": it costs a round trip.
  for (const char* header :
       {"Content-Type: application/json", "Accept: application/json", "Expect:"}) {
    curl_slist* longer = curl_slist_append(headers.get(), header);
    if (!longer) Raise(said::kCurlNoMemory, "start a request");
    (void)headers.release();
    headers.reset(longer);
  }
  easy.reset(curl_easy_init());
  if (!easy) Raise(said::kCurlNoMemory, "start a request");
  const CurlTransportOptions& options = shared.options;
  Set(easy.get(), CURLOPT_ERRORBUFFER, error_text.data());
  Set(easy.get(), CURLOPT_NOSIGNAL, 1L);
  Set(easy.get(), CURLOPT_PROTOCOLS_STR, shared.webhook.https() ? "https" : "http");
  // One request, one connection: a broken one concerns nothing else in flight.
  Set(easy.get(), CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
  Set(easy.get(), CURLOPT_FOLLOWLOCATION, 0L);
  Set(easy.get(), CURLOPT_HTTPHEADER, headers.get());
  Set(easy.get(), CURLOPT_USERAGENT, "leadsync/" LEADSYNC_VERSION);
  Set(easy.get(), CURLOPT_ACCEPT_ENCODING, "");
  Set(easy.get(), CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
  Set(easy.get(), CURLOPT_CONNECTTIMEOUT_MS, Milliseconds(options.connect_timeout));
  Set(easy.get(), CURLOPT_MAXAGE_CONN, kOldestIdle);
  Set(easy.get(), CURLOPT_TCP_NODELAY, 1L);
  Set(easy.get(), CURLOPT_TCP_KEEPALIVE, 1L);
  Set(easy.get(), CURLOPT_TCP_KEEPIDLE, 30L);
  Set(easy.get(), CURLOPT_TCP_KEEPINTVL, 10L);
  Set(easy.get(), CURLOPT_SOCKOPTFUNCTION, &TuneSocket);
  Set(easy.get(), CURLOPT_BUFFERSIZE, kBufferBytes);
  Set(easy.get(), CURLOPT_UPLOAD_BUFFERSIZE, kBufferBytes);
  Set(easy.get(), CURLOPT_SSL_VERIFYPEER, 1L);
  Set(easy.get(), CURLOPT_SSL_VERIFYHOST, 2L);
  if (!options.ca_file.empty()) Set(easy.get(), CURLOPT_CAINFO, options.ca_file.c_str());
  // A proxy has another idea of what this machine is.
  if (shared.webhook.loopback()) Set(easy.get(), CURLOPT_NOPROXY, "*");
  // The body comes from a function, and there is none to rewind it: so libcurl cannot repeat it.
  Set(easy.get(), CURLOPT_POST, 1L);
  Set(easy.get(), CURLOPT_READFUNCTION, &GiveBody);
  Set(easy.get(), CURLOPT_READDATA, static_cast<void*>(this));
  Set(easy.get(), CURLOPT_PREREQFUNCTION, &BeforeRequest);
  Set(easy.get(), CURLOPT_PREREQDATA, static_cast<void*>(this));
  Set(easy.get(), CURLOPT_HEADERFUNCTION, &TakeHeader);
  Set(easy.get(), CURLOPT_HEADERDATA, static_cast<void*>(this));
  Set(easy.get(), CURLOPT_WRITEFUNCTION, &TakeBody);
  Set(easy.get(), CURLOPT_WRITEDATA, static_cast<void*>(this));
}

size_t CurlTransfer::Rep::GiveBody(char* to, size_t size, size_t count, void* self) {
  Rep& t = *static_cast<Rep*>(self);
  const size_t n = std::min(size * count, t.body.size() - t.sent);
  std::memcpy(to, t.body.data() + t.sent, n);
  t.sent += n;
  return n;
}

size_t CurlTransfer::Rep::TakeHeader(char* bytes, size_t size, size_t count, void* self) {
  Rep& t = *static_cast<Rep*>(self);
  const std::string_view line(bytes, size * count);
  t.Moved();
  // libcurl 7.88 keeps headers without end.
  t.head_bytes += line.size();
  if (t.head_bytes > kMostHeadBytes) return 0;
  if (line.starts_with("HTTP/")) t.head_whole = false;  // what came before was a 1xx
  if (line == "\r\n" || line == "\n") t.head_whole = true;
  return line.size();
}

size_t CurlTransfer::Rep::TakeBody(char* bytes, size_t size, size_t count, void* self) {
  Rep& t = *static_cast<Rep*>(self);
  const size_t n = size * count;
  t.Moved();
  const CurlTransportOptions& options = t.shared.options;
  t.too_large = n > options.most_answer_bytes - t.reply.body.size();
  t.too_large_together = n > options.most_bytes_together - t.shared.held_bytes;
  if (t.too_large || t.too_large_together) return 0;
  t.reply.body.append(bytes, n);
  t.shared.held_bytes += n;
  return n;
}

/// Called each time a request is about to leave on a connection that stands.
int CurlTransfer::Rep::BeforeRequest(void* self, char*, char*, int, int) {
  Rep& t = *static_cast<Rep*>(self);
  // libcurl found the reused connection dead and wants to try again on another one. Whether the
  // server had read the request there is not known: it must not leave a second time.
  if (t.issued) return CURL_PREREQFUNC_ABORT;
  t.issued = true;
  return CURL_PREREQFUNC_OK;
}

int CurlTransfer::Rep::TuneSocket(void*, curl_socket_t socket, curlsocktype) {
  // Without it, data that nobody acknowledges are repeated by the kernel for a quarter of an hour.
  const unsigned timeout = kUnacknowledged;
  ::setsockopt(socket, IPPROTO_TCP, TCP_USER_TIMEOUT, &timeout, sizeof timeout);
  return CURL_SOCKOPT_OK;
}

void CurlTransfer::Rep::FillAnswer() {
  long status = 0;
  const char* type = nullptr;
  const char* target = nullptr;
  curl_easy_getinfo(easy.get(), CURLINFO_RESPONSE_CODE, &status);
  curl_easy_getinfo(easy.get(), CURLINFO_CONTENT_TYPE, &type);
  curl_easy_getinfo(easy.get(), CURLINFO_REDIRECT_URL, &target);
  reply.status = static_cast<int>(status);
  if (type) reply.content_type = PlainText(type, 100);
  if (target) reply.location = shared.webhook.Mask(OriginOf(target));
}

CurlFailure CurlTransfer::Rep::FailureOf(CURLcode code, bool was_stalled) const {
  long connect_status = 0;
  curl_easy_getinfo(easy.get(), CURLINFO_HTTP_CONNECTCODE, &connect_status);
  long verify_result = 0;
  curl_easy_getinfo(easy.get(), CURLINFO_SSL_VERIFYRESULT, &verify_result);
  CurlFailure f;
  f.code = code;
  f.issued = issued;
  f.stalled = was_stalled;
  f.too_large = too_large;
  f.too_large_together = too_large_together;
  f.head_too_large = head_bytes > kMostHeadBytes;
  f.verify_result = verify_result;
  f.connect_status = static_cast<int>(connect_status);
  f.detail = error_text.data();
  f.host = shared.webhook.host();
  f.ca_file = shared.options.ca_file;
  f.connect_timeout = shared.options.connect_timeout;
  f.timeout = timeout;
  f.stall_timeout = shared.options.stall_timeout;
  f.most_bytes = too_large ? shared.options.most_answer_bytes : shared.options.most_bytes_together;
  return f;
}

CurlTransfer::CurlTransfer(Shared* shared) : rep_(std::make_unique<Rep>(shared)) { rep_->SetUp(); }
CurlTransfer::~CurlTransfer() = default;

void* CurlTransfer::handle() const { return rep_->easy.get(); }

void CurlTransfer::Begin(HttpRequest request, uint64_t id) {
  Rep& t = *rep_;
  t.body = std::move(request.body);
  t.sent = t.head_bytes = 0;
  t.timeout = request.timeout;
  t.issued = t.too_large = t.too_large_together = t.answering = t.head_whole = false;
  t.error_text[0] = '\0';
  t.reply = HttpReply{};
  t.reply.id = id;
  t.reply.started = t.shared.clock.Now();
  CURL* easy = t.easy.get();
  Set(easy, CURLOPT_URL, (t.shared.webhook.base_url() + request.method).c_str());
  Set(easy, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(t.body.size()));
  Set(easy, CURLOPT_TIMEOUT_MS, Milliseconds(request.timeout));
}

std::optional<TimePoint> CurlTransfer::stalls_at() const {
  if (!rep_->answering) return std::nullopt;
  return rep_->moved + rep_->shared.options.stall_timeout;
}

HttpReply CurlTransfer::End(int code, bool stalled) {
  Rep& t = *rep_;
  t.reply.finished = t.shared.clock.Now();
  // libcurl takes a connection that closes amid the headers for the end of an empty answer.
  if (code == CURLE_OK && !t.head_whole) code = CURLE_PARTIAL_FILE;
  if (code == CURLE_OK) {
    t.FillAnswer();
  } else {
    const CurlFailure failure = t.FailureOf(static_cast<CURLcode>(code), stalled);
    t.reply.error = NetErrorOf(failure);
    t.reply.error_text = t.shared.webhook.Mask(Describe(failure));
    t.DropBody();
  }
  t.body = std::string();
  return std::move(t.reply);
}

}  // namespace leadsync::rest
