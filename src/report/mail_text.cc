// SPDX-License-Identifier: MIT
#include "report/mail_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <vector>

#include "report/status_words.h"
#include "report/visible.h"
#include "sync/outcome.h"

namespace leadsync::report {
namespace {

constexpr size_t kWidth = 100;
constexpr size_t kMostReasons = 3;

std::string_view Ending(int64_t exit_code) {
  switch (exit_code) {
    case 0:
      return "finished, all rows are fine";
    case 1:
      return "failed";
    case 2:
      return "could not begin";
    case 3:
      return "finished, some rows did not make it";
    case 4:
      return "stopped by a guard";
    case 5:
      return "stopped: the portal stayed away or took the address no more";
    case 130:
      return "interrupted";
    default:
      return "ended";
  }
}

uint64_t Count(JsonValue value) {
  return static_cast<uint64_t>(std::max<int64_t>(0, value.integer().value_or(0)));
}

class Letter {
 public:
  explicit Letter(JsonValue summary) : s_(summary) {}

  // The head and the ways on are never left out; statuses, then reasons fill what is left.
  std::string Write() {
    Head();
    Ways();
    const size_t room = kMailLines - head_.size() - ways_.size() - 1;
    Statuses(room);
    Reasons(room);
    std::string text;
    const auto add = [&](const std::vector<std::string>& lines) {
      for (const std::string& line : lines) text += line + "\n";
    };
    add(head_);
    add(body_);
    text += "\n";
    add(ways_);
    return text;
  }

 private:
  void Head() {
    const int64_t code = s_["exit_code"].integer().value_or(-1);
    head_.push_back(Cut(fmt::format("leadsync {} {}: {} (exit code {})", s_["command"].text(),
                                    s_["input"]["file"].text(), Ending(code), code)));
    if (!s_["portal"].text().empty()) {
      head_.push_back(Cut(s_["owner"].text().empty()
                              ? std::string(s_["portal"].text())
                              : fmt::format("{}, as {}", s_["portal"].text(), s_["owner"].text())));
    }
    head_.push_back(Cut(fmt::format("{}, {}, {}", s_["started"].text(),
                                    Spell(s_["seconds"].number().value_or(0)),
                                    Counted(Count(s_["rows"]), "row", "rows"))));
    if (!s_["stopped"].text().empty())
      head_.push_back(Cut(fmt::format("Why it stopped: {}", s_["stopped"].text())));
  }

  void Statuses(size_t room) {
    std::vector<std::pair<std::string, uint64_t>> counts;
    size_t name_width = 0;
    size_t count_width = 0;
    const JsonValue by_status = s_["status"];
    for (size_t i = 0; i < by_status.size(); ++i) {
      const uint64_t n = Count(by_status[i]);
      if (n == 0) continue;
      counts.emplace_back(by_status.key(i), n);
      name_width = std::max(name_width, by_status.key(i).size());
      count_width = std::max(count_width, WithCommas(n).size());
    }
    if (counts.empty() || room < 3) return;
    body_.push_back("");
    for (const auto& [name, n] : counts) {
      if (body_.size() >= room) {
        body_.back() = "  and more: see summary.json";
        return;
      }
      sync::Status status{};
      const bool known = sync::FromName(name, &status);
      const bool correctable = s_["files"]["failed.csv"].exists();
      body_.push_back(Cut(fmt::format("  {}  {}   {}", PadRight(name, name_width),
                                      PadLeft(WithCommas(n), count_width),
                                      known ? Meaning(status, correctable) : "")));
    }
  }

  void Reasons(size_t room) {
    std::vector<std::string> lines;
    const JsonValue reasons = s_["reasons"];
    for (size_t i = 0; i < reasons.size() && lines.size() < kMostReasons; ++i) {
      if (reasons[i]["remedy"].text().empty()) continue;  // nothing to be done there
      lines.push_back(Cut(fmt::format("  {}  {}", WithCommas(Count(reasons[i]["rows"])),
                                      reasons[i]["text"].text())));
    }
    if (lines.empty() || body_.size() + 2 + lines.size() > room) return;
    body_.push_back("");
    body_.push_back("Why rows did not make it, most frequent first:");
    body_.insert(body_.end(), lines.begin(), lines.end());
  }

  void Ways() {
    const uint64_t warnings = s_["warnings"].size() + Count(s_["more_warnings"]);
    if (warnings > 0)
      ways_.push_back(fmt::format("{}: see run.log", Counted(warnings, "warning", "warnings")));
    // Paths and commands are never cut.
    const auto way = [&](std::string_view what, std::string_view path) {
      if (!path.empty()) ways_.push_back(fmt::format("{}: {}", what, Visible(path)));
    };
    if (Count(s_["failed_rows"]) > 0) way("Rows to correct", s_["files"]["failed.csv"].text());
    way("What to correct, value by value", s_["files"]["values.csv"].text());
    way("Every row", s_["files"]["report.html"].text());
    way("To go on", s_["resume"].text());
  }

  static std::string Cut(std::string_view text) { return CutToWidth(Visible(text), kWidth); }

  JsonValue s_;
  std::vector<std::string> head_;
  std::vector<std::string> body_;
  std::vector<std::string> ways_;
};

}  // namespace

std::string MailText(JsonValue summary) { return Letter(summary).Write(); }

}  // namespace leadsync::report
