// SPDX-License-Identifier: MIT
#include "sandbox/http_wire.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <utility>

#include "sandbox/portal_answers.h"
#include "sandbox/rest_request.h"

namespace leadsync::sandbox {
namespace {

constexpr size_t kMostHead = 64 * 1024;
constexpr size_t kMostChunkLine = 1024;

std::string_view TrimBlanks(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t' || text.back() == '\r')) {
    text.remove_suffix(1);
  }
  return text;
}

bool ParseSize(std::string_view text, int base, size_t* value) {
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), *value, base);
  return error == std::errc() && end == text.data() + text.size();
}

/// "http://host/path" is the same as "/path".
std::string_view OriginForm(std::string_view target) {
  size_t scheme = target.find("://");
  if (target.starts_with('/') || scheme == std::string_view::npos) return target;
  size_t slash = target.find('/', scheme + 3);
  return slash == std::string_view::npos ? std::string_view("/") : target.substr(slash);
}

std::string HttpDate(WallTime at) {
  constexpr const char* kDays[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  constexpr const char* kMonths[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  auto days = std::chrono::floor<std::chrono::days>(at);
  std::chrono::year_month_day date{days};
  auto of_day = std::chrono::floor<std::chrono::seconds>(at - days).count();
  return fmt::format(
      "{}, {:02} {} {:04} {:02}:{:02}:{:02} GMT", kDays[std::chrono::weekday{days}.c_encoding()],
      static_cast<unsigned>(date.day()), kMonths[static_cast<unsigned>(date.month()) - 1],
      static_cast<int>(date.year()), of_day / 3600, of_day / 60 % 60, of_day % 60);
}

}  // namespace

RequestReader::State RequestReader::Break(int status) {
  status_ = status;
  return State::kBroken;
}

RequestReader::State RequestReader::Look() {
  if (ready_) return State::kReady;
  if (!head_done_) {
    State state = ParseHead();
    if (!head_done_) return state;
  }
  return chunked_ ? LookForChunks() : LookForBody();
}

RequestReader::State RequestReader::ParseHead() {
  // Blank lines before a request are allowed for.
  while (buffer_.starts_with("\r\n")) buffer_.erase(0, 2);
  size_t end = buffer_.find("\r\n\r\n");
  if (end == std::string::npos) {
    return buffer_.size() > kMostHead ? Break(431) : State::kMore;
  }
  if (end > kMostHead) return Break(431);
  std::string_view head = std::string_view(buffer_).substr(0, end);
  size_t line_end = head.find("\r\n");
  std::string_view line = head.substr(0, line_end);
  size_t first = line.find(' ');
  size_t last = line.rfind(' ');
  if (first == std::string_view::npos || last == first) return Break(400);
  std::string_view version = line.substr(last + 1);
  if (!version.starts_with("HTTP/1.")) return Break(505);
  request_ = Request();
  request_.http_method = line.substr(0, first);
  request_.target = OriginForm(TrimBlanks(line.substr(first + 1, last - first - 1)));
  keep_alive_ = version != "HTTP/1.0";
  chunked_ = expects_ = false;
  length_ = 0;
  while (line_end != std::string_view::npos) {
    head.remove_prefix(line_end + 2);
    line_end = head.find("\r\n");
    if (!ParseHeader(head.substr(0, line_end))) return Break(400);
  }
  if (length_ > most_body_) return Break(413);
  buffer_.erase(0, end + 4);
  head_done_ = true;
  at_ = 0;
  return State::kMore;
}

bool RequestReader::ParseHeader(std::string_view line) {
  size_t colon = line.find(':');
  if (colon == 0 || colon == std::string_view::npos) return false;
  std::string name = LowerCase(line.substr(0, colon));
  std::string_view value = TrimBlanks(line.substr(colon + 1));
  if (name == "content-type") {
    request_.content_type = value;
  } else if (name == "authorization") {
    request_.authorization = value;
  } else if (name == "content-length") {
    return ParseSize(value, 10, &length_);
  } else if (name == "transfer-encoding") {
    chunked_ = LowerCase(value) == "chunked";
    return chunked_;
  } else if (name == "connection") {
    std::string wish = LowerCase(value);
    if (wish.find("close") != std::string::npos) keep_alive_ = false;
    if (wish.find("keep-alive") != std::string::npos) keep_alive_ = true;
  } else if (name == "expect") {
    expects_ = LowerCase(value) == "100-continue";
  }
  return true;
}

bool RequestReader::WantsContinue() {
  if (!head_done_ || ready_ || !buffer_.empty()) return false;
  return std::exchange(expects_, false);
}

RequestReader::State RequestReader::LookForBody() {
  if (buffer_.size() < length_) return State::kMore;
  if (buffer_.size() == length_) {
    request_.body = std::move(buffer_);
    buffer_.clear();
  } else {
    request_.body = buffer_.substr(0, length_);
    buffer_.erase(0, length_);
  }
  ready_ = true;
  return State::kReady;
}

RequestReader::State RequestReader::LookForChunks() {
  for (;;) {
    size_t line_end = buffer_.find("\r\n", at_);
    if (line_end == std::string::npos) {
      return buffer_.size() - at_ > kMostChunkLine ? Break(400) : State::kMore;
    }
    std::string_view line = std::string_view(buffer_).substr(at_, line_end - at_);
    size_t size = 0;
    if (!ParseSize(TrimBlanks(line.substr(0, line.find(';'))), 16, &size)) return Break(400);
    if (size > most_body_ || request_.body.size() + size > most_body_) return Break(413);
    size_t data = line_end + 2;
    if (size == 0) {
      // Trailers are read over, up to the blank line.
      size_t end = buffer_.compare(data, 2, "\r\n") == 0 ? data : buffer_.find("\r\n\r\n", data);
      if (end == std::string::npos) {
        return buffer_.size() - data > kMostHead ? Break(431) : State::kMore;
      }
      buffer_.erase(0, end + (end == data ? 2 : 4));
      ready_ = true;
      return State::kReady;
    }
    if (buffer_.size() < data + size + 2) return State::kMore;
    request_.body.append(buffer_, data, size);
    buffer_.erase(0, data + size + 2);
    at_ = 0;
  }
}

Request RequestReader::Take() {
  head_done_ = ready_ = false;
  at_ = 0;
  return std::move(request_);
}

std::string EncodeAnswer(const Answer& answer, WallTime now, bool keep_alive, bool with_body) {
  std::string out;
  out.reserve(answer.body.size() + 512);
  fmt::format_to(std::back_inserter(out),
                 "HTTP/1.1 {} {}\r\nServer: nginx\r\nDate: {}\r\nContent-Type: {}\r\n"
                 "Content-Length: {}\r\nConnection: {}\r\n",
                 answer.status, ReasonPhrase(answer.status), HttpDate(now), answer.content_type,
                 answer.body.size(), keep_alive ? "keep-alive" : "close");
  for (const auto& [name, value] : answer.headers) {
    fmt::format_to(std::back_inserter(out), "{}: {}\r\n", name, value);
  }
  out += "\r\n";
  if (with_body) out += answer.body;
  return out;
}

}  // namespace leadsync::sandbox
