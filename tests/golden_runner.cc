// SPDX-License-Identifier: MIT
#include "golden_runner.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <ctime>
#include <stdexcept>

#include "base/json.h"

namespace leadsync::testing {
namespace {

using Steady = std::chrono::steady_clock;
constexpr std::chrono::seconds kStartUp(30);

/// In the child: never returns.
[[noreturn]] void Become(const std::string& line, const std::filesystem::path& folder,
                         std::vector<std::string> environment, int out, int err) {
  ::setpgid(0, 0);
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  const int nothing = ::open("/dev/null", O_RDONLY);
  ::dup2(nothing, STDIN_FILENO);
  ::dup2(out, STDOUT_FILENO);
  ::dup2(err, STDERR_FILENO);
  if (::chdir(folder.c_str()) != 0) ::_exit(126);
  std::vector<char*> variables;
  for (std::string& variable : environment) variables.push_back(variable.data());
  variables.push_back(nullptr);
  const char* arguments[] = {"sh", "-c", line.c_str(), nullptr};
  ::execve("/bin/sh", const_cast<char**>(arguments), variables.data());
  ::_exit(127);
}

/// Appends what has come; closes the descriptor at its end.
void Drain(int* fd, std::string* to) {
  char buffer[65536];
  const ssize_t n = ::read(*fd, buffer, sizeof buffer);
  if (n > 0) {
    to->append(buffer, static_cast<size_t>(n));
  } else {
    ::close(*fd);
    *fd = -1;
  }
}

void ReplaceAll(const std::string& what, const std::string& with, std::string* text) {
  if (what.empty()) return;
  for (size_t at = 0; (at = text->find(what, at)) != std::string::npos; at += with.size())
    text->replace(at, what.size(), with);
}

/// Yesterday, today and tomorrow, as 2026-04-01.
std::vector<std::string> TheseDays() {
  std::vector<std::string> days;
  for (const int offset : {-1, 0, 1}) {
    const std::time_t t = std::time(nullptr) + offset * 86400;
    std::tm parts{};
    ::gmtime_r(&t, &parts);
    char text[16];
    std::strftime(text, sizeof text, "%Y-%m-%d", &parts);
    days.emplace_back(text);
  }
  return days;
}

/// Length of a moment (2026-04-01T12:00:00Z, ...+03:00, or 2026-04-01_12-00-00) that begins at
/// `at` with a date of ten characters, or 0.
size_t MomentAt(const std::string& text, size_t at) {
  const char* shape = text.compare(at + 10, 1, "T") == 0 ? "T00:00:00" : "_00-00-00";
  size_t end = at + 10;
  for (const char* c = shape; *c != '\0'; ++c, ++end) {
    if (end >= text.size()) return 0;
    const bool digit = text[end] >= '0' && text[end] <= '9';
    if (*c == '0' ? !digit : text[end] != *c) return 0;
  }
  if (text.compare(end, 1, "Z") == 0) return end + 1 - at;
  if (text.size() >= end + 6 && (text[end] == '+' || text[end] == '-') && text[end + 3] == ':')
    return end + 6 - at;
  return end - at;
}

/// Digits between the two become N.
void MaskNumber(const std::string& before, const std::string& after, std::string* text) {
  for (size_t at = 0; (at = text->find(before, at)) != std::string::npos; ++at) {
    const size_t begin = at + before.size();
    const size_t end = text->find_first_not_of("0123456789", begin);
    if (end != std::string::npos && end > begin && text->compare(end, after.size(), after) == 0)
      text->replace(begin, end - begin, "N");
  }
}

/// The content of the name "sha256" is masked: it moves with every comment in a sample.
void MaskHash(std::string* text) {
  const std::string name = "\"sha256\":\"";
  for (size_t at = 0; (at = text->find(name, at)) != std::string::npos; ++at)
    text->replace(at + name.size(), text->find('"', at + name.size()) - at - name.size(), "HASH");
}

/// The text from `begin` to the end of its line becomes `with`.
void ReplaceRestOfLine(size_t begin, const std::string& with, std::string* text) {
  text->replace(begin, text->find('\n', begin) - begin, with);
}

}  // namespace

Process::Process(const std::string& line, const std::filesystem::path& folder,
                 const Environment& environment) {
  int out[2];
  int err[2];
  if (::pipe2(out, O_CLOEXEC) != 0 || ::pipe2(err, O_CLOEXEC) != 0)
    throw std::runtime_error("no pipe");
  std::vector<std::string> variables;
  for (const auto& [name, value] : environment) variables.push_back(name + "=" + value);
  pid_ = ::fork();
  if (pid_ < 0) throw std::runtime_error("no process");
  if (pid_ == 0) Become(line, folder, std::move(variables), out[1], err[1]);
  ::setpgid(pid_, pid_);
  ::close(out[1]);
  ::close(err[1]);
  out_ = out[0];
  err_ = err[0];
}

Process::~Process() {
  if (pid_ > 0) {
    ::kill(-pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
  }
  if (out_ >= 0) ::close(out_);
  if (err_ >= 0) ::close(err_);
}

bool Process::Read(Steady::time_point until) {
  if (out_ < 0 && err_ < 0) return false;
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - Steady::now()).count();
  if (left <= 0) return false;
  pollfd fds[] = {{out_, POLLIN, 0}, {err_, POLLIN, 0}};
  if (::poll(fds, 2, static_cast<int>(left)) <= 0) return false;
  if (fds[0].revents != 0) Drain(&out_, &ran_.out);
  if (fds[1].revents != 0) Drain(&err_, &ran_.err);
  return true;
}

bool Process::ReadUntil(std::string_view text, std::chrono::seconds limit) {
  const auto until = Steady::now() + limit;
  while (ran_.out.find(text) == std::string::npos)
    if (!Read(until)) return false;
  return true;
}

Ran Process::Finish(std::chrono::seconds limit) {
  const auto until = Steady::now() + limit;
  while (Read(until)) {
  }
  if (out_ >= 0 || err_ >= 0) {
    ::kill(-pid_, SIGKILL);
    ran_.err += "\n(killed: it took too long)\n";
  }
  int status = 0;
  ::waitpid(pid_, &status, 0);
  pid_ = -1;
  ran_.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return std::move(ran_);
}

void Process::Signal(int signal) const { ::kill(-pid_, signal); }

SandboxProcess::SandboxProcess(const std::string& arguments, const std::filesystem::path& folder,
                               const Environment& environment)
    : process_("exec leadsync sandbox " + arguments, folder, environment) {
  const std::string intro = "export LEADSYNC_WEBHOOK=";
  if (!process_.ReadUntil("Ctrl-C.\n", kStartUp))
    throw std::runtime_error("the practice portal does not start: " +
                             process_.Finish(kStartUp).err);
  const size_t at = process_.out().find(intro) + intro.size();
  webhook_ = process_.out().substr(at, process_.out().find('\n', at) - at);
  const size_t host = webhook_.find("//") + 2;
  host_ = webhook_.substr(host, webhook_.find('/', host) - host);
}

SandboxProcess::~SandboxProcess() {
  process_.Signal(SIGTERM);
  process_.Finish(std::chrono::seconds(10));
}

std::string SandboxProcess::Ask(const std::string& path, const std::string& body) const {
  sockaddr_in to{};
  to.sin_family = AF_INET;
  to.sin_port = htons(static_cast<uint16_t>(std::stoi(host_.substr(host_.find(':') + 1))));
  to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const timeval limit{10, 0};
  ::setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
  std::string answer;
  const std::string request =
      (body.empty() ? "GET " : "POST ") + path + " HTTP/1.1\r\nHost: " + host_ +
      "\r\nConnection: close\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
  if (::connect(fd, reinterpret_cast<sockaddr*>(&to), sizeof to) == 0 &&
      ::send(fd, request.data(), request.size(), MSG_NOSIGNAL) > 0) {
    char buffer[65536];
    for (ssize_t n; (n = ::recv(fd, buffer, sizeof buffer, 0)) > 0;)
      answer.append(buffer, static_cast<size_t>(n));
  }
  ::close(fd);
  const size_t head = answer.find("\r\n\r\n");
  return head == std::string::npos ? "" : answer.substr(head + 4);
}

ClosedPort::ClosedPort() : fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  sockaddr_in at{};
  at.sin_family = AF_INET;
  at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof at;
  if (::bind(fd_, reinterpret_cast<sockaddr*>(&at), size) != 0 ||
      ::getsockname(fd_, reinterpret_cast<sockaddr*>(&at), &size) != 0)
    throw std::runtime_error("no port");
  port_ = ntohs(at.sin_port);
}

ClosedPort::~ClosedPort() { ::close(fd_); }

void Normaliser::Name(std::string word, std::string name) {
  names_.emplace_back(std::move(word), std::move(name));
}

std::string Normaliser::operator()(std::string text) const {
  for (const auto& [word, name] : names_) ReplaceAll(word, name, &text);
  MaskNumber(" after ", " ms:", &text);
  MaskNumber(" helps in ", " s;", &text);
  for (const std::string& day : TheseDays()) {
    for (size_t at = 0; (at = text.find(day, at)) != std::string::npos; ++at)
      if (const size_t size = MomentAt(text, at)) text.replace(at, size, "TIME");
  }
  for (const std::string before : {" rows in ", " row in ", " leads in ", " lead in "}) {
    for (size_t at = 0; (at = text.find(before, at)) != std::string::npos; at += before.size())
      if (text.compare(at + before.size(), 1, "0") >= 0 &&
          text.compare(at + before.size(), 1, "9") <= 0)
        ReplaceRestOfLine(at + before.size(), "SECONDS", &text);
  }
  for (size_t at; (at = text.find("\nWaited ")) != std::string::npos;)
    text.erase(at, text.find('\n', at + 1) - at);
  return text;
}

std::string Normaliser::Summary(const std::string& json) const {
  static const std::vector<std::string> kSpeed = {"seconds", "phases",  "requests",
                                                  "waited",  "version", "limited_by"};
  const JsonDocument document = JsonDocument::Parse(json);
  const JsonValue root = document.root();
  std::string text;
  for (size_t i = 0; i < root.size(); ++i) {
    const std::string name(root.key(i));
    bool masked = false;
    for (const std::string& speed : kSpeed) masked = masked || speed == name;
    text += name + ": " + (masked ? "(masked)" : root[i].Dump()) + "\n";
    if (name == "requests") text += "requests.refused: " + root[i]["refused"].Dump() + "\n";
  }
  MaskHash(&text);
  ReplaceAll("},{", "},\n  {", &text);
  return (*this)(std::move(text));
}

}  // namespace leadsync::testing
