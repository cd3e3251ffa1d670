// SPDX-License-Identifier: MIT
#include "report/run_log.h"

#include <fmt/format.h>

#include <cstdio>

#include "base/error.h"
#include "report/visible.h"

namespace leadsync::report {
namespace {

constexpr size_t kMostWarnings = 100;
constexpr size_t kMostEarly = 1000;

std::string_view Word(Level level) {
  switch (level) {
    case Level::kDetail:
      return "detail ";
    case Level::kNote:
      return "       ";
    case Level::kWarning:
      return "warning";
    case Level::kError:
      return "error  ";
  }
  return "";
}

std::string_view Prefix(Level level) {
  if (level == Level::kWarning) return "warning: ";
  if (level == Level::kError) return "error: ";
  return "";
}

/// Our own line breaks stay; whatever else would be obeyed is shown. Later lines are indented, so
/// that none can pass for something said by itself.
std::string Lines(std::string_view text, std::string_view indent) {
  while (text.ends_with('\n')) text.remove_suffix(1);
  std::string out;
  while (true) {
    const size_t end = text.find('\n');
    AppendVisible(text.substr(0, end), &out);
    out += '\n';
    if (end == std::string_view::npos) return out;
    out += indent;
    text.remove_prefix(end + 1);
  }
}

}  // namespace

RunLog::RunLog(const Clock& clock, Voice voice, Mask mask, Screen screen)
    : clock_(clock), voice_(voice), mask_(std::move(mask)), screen_(std::move(screen)) {
  if (!screen_) screen_ = [](std::string_view s) { std::fwrite(s.data(), 1, s.size(), stderr); };
}

void RunLog::Say(Level level, std::string_view text, std::string_view code) {
  if (level == Level::kDetail && voice_ != Voice::kVerbose) return;
  Line line{clock_.Wall(), level, mask_ ? mask_(text) : std::string(text), std::string(code)};
  if (voice_ != Voice::kQuiet || level >= Level::kWarning)
    screen_(fmt::format("{}{}", Prefix(level), Lines(line.text, "  ")));
  if (level == Level::kWarning) {
    if (warnings_.size() < kMostWarnings) {
      warnings_.push_back(line.text);
    } else {
      ++more_warnings_;
    }
  }
  if (file_) {
    Write(line);
  } else if (!given_up_ && early_.size() < kMostEarly) {
    early_.push_back(std::move(line));
  }
}

void RunLog::Keep(std::string_view text) {
  Write({clock_.Wall(), Level::kNote, mask_ ? mask_(text) : std::string(text), {}});
}

void RunLog::Open(const std::filesystem::path& file, LocalTime zone) {
  zone_ = std::move(zone);
  file_.emplace(file);
  for (const Line& line : early_) {
    // Said once more through the mask: the secret may have become known only now.
    Write({line.time, line.level, mask_ ? mask_(line.text) : line.text, line.code});
  }
  early_.clear();
}

void RunLog::Write(const Line& line) {
  if (!file_) return;
  std::string text = line.text;
  while (text.ends_with('\n')) text.pop_back();
  if (!line.code.empty()) text += fmt::format(" [{}]", line.code);
  try {
    file_->Write(
        fmt::format("{} {} {}", zone_.Format(line.time), Word(line.level), Lines(text, "    ")));
    file_->Flush();
  } catch (const Error& error) {
    file_.reset();
    given_up_ = true;
    screen_(fmt::format("warning: the log ends here: {}\n", Visible(error.what())));
  }
}

}  // namespace leadsync::report
