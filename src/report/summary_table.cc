// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <algorithm>

#include "report/status_words.h"
#include "report/summary.h"
#include "report/visible.h"

namespace leadsync::report {
namespace {

using sync::Status;

constexpr size_t kMostReasons = 8;
constexpr size_t kMostFields = 8;
constexpr size_t kLongestSentence = 400;

/// Lines under construction. Rows of tables are cut where they are too long; sentences are whole.
class Lines {
 public:
  explicit Lines(size_t width) : width_(std::max<size_t>(width, 40)) {}
  void Add(std::string_view line) { Whole(CutToWidth(line, width_)); }
  void Sentence(std::string_view line) { Whole(CutToWidth(line, kLongestSentence)); }
  void Whole(std::string_view line) { out_.append(line).append("\n"); }
  void Gap() {
    if (!out_.empty() && !out_.ends_with("\n\n")) out_ += '\n';
  }
  std::string Take() { return std::move(out_); }

 private:
  size_t width_;
  std::string out_;
};

bool OnlyLooked(const Summary& s) { return s.command == "preview" || s.command == "check"; }

/// "27 rows"; an undo has leads.
std::string Rows(const Summary& s, uint64_t n) {
  return s.correctable() ? Counted(n, "row", "rows") : Counted(n, "lead", "leads");
}

void Head(const Summary& s, Lines* lines) {
  if (!s.portal.empty()) {
    lines->Add(s.owner.empty() ? Visible(s.portal)
                               : fmt::format("{}, as {}", Visible(s.portal), Visible(s.owner)));
  }
  lines->Add(
      fmt::format("{}: {} in {}", Visible(s.input_file), Rows(s, s.rows()), Spell(s.seconds)));
}

void Statuses(const Summary& s, Lines* lines) {
  size_t name_width = 0;
  size_t count_width = 0;
  for (size_t i = 0; i < s.counts.size(); ++i) {
    if (s.counts[i] == 0) continue;
    name_width = std::max(name_width, sync::Name(static_cast<Status>(i)).size());
    count_width = std::max(count_width, WithCommas(s.counts[i]).size());
  }
  if (name_width == 0) return;
  lines->Gap();
  for (size_t i = 0; i < s.counts.size(); ++i) {
    if (s.counts[i] == 0) continue;
    const Status status = static_cast<Status>(i);
    lines->Add(fmt::format("  {}  {}   {}", PadRight(sync::Name(status), name_width),
                           PadLeft(WithCommas(s.counts[i]), count_width),
                           Meaning(status, s.correctable())));
  }
}

void Fields(const Summary& s, Lines* lines) {
  if (s.fields.empty()) return;
  lines->Gap();
  lines->Add(OnlyLooked(s) ? "Fields that would change, and in how many rows:"
                           : fmt::format("Fields that changed, and in how many {}:",
                                         s.correctable() ? "rows" : "leads"));
  const size_t shown = std::min(s.fields.size(), kMostFields);
  size_t label_width = 0;
  size_t count_width = 0;
  for (size_t i = 0; i < shown; ++i) {
    label_width = std::max(label_width, DisplayWidth(CutToWidth(Visible(s.fields[i].label), 40)));
    count_width = std::max(count_width, WithCommas(s.fields[i].rows).size());
  }
  for (size_t i = 0; i < shown; ++i) {
    const FieldCount& f = s.fields[i];
    lines->Add(fmt::format("  {}  {}   {}", PadRight(CutToWidth(Visible(f.label), 40), label_width),
                           PadLeft(WithCommas(f.rows), count_width), f.field));
  }
  if (s.fields.size() > shown)
    lines->Add(
        fmt::format("  and {}", Counted(s.fields.size() - shown, "field more", "fields more")));
}

/// Problems of rows that are fine are notes (a cell that was left out), not failures.
void Reasons(const Summary& s, bool fine, std::string_view title, Lines* lines) {
  std::vector<const Reason*> all;
  for (const Reason& r : s.reasons)
    if (s.fine.Has(r.status) == fine) all.push_back(&r);
  if (all.empty()) return;
  lines->Gap();
  lines->Add(title);
  const size_t shown = std::min(all.size(), kMostReasons);
  size_t count_width = 0;
  for (size_t i = 0; i < shown; ++i)
    count_width = std::max(count_width, WithCommas(all[i]->rows).size());
  // Whole, since the way out stands at the end of a sentence.
  for (size_t i = 0; i < shown; ++i) {
    const Reason& r = *all[i];
    lines->Sentence(
        fmt::format("  {}  {}", PadLeft(WithCommas(r.rows), count_width), Visible(r.text)));
    if (r.example != r.text) {
      lines->Sentence(fmt::format("  {}  such as row {}: {}", std::string(count_width, ' '),
                                  WithCommas(r.first_row), Visible(r.example)));
    }
  }
  if (all.size() > shown)
    lines->Add(fmt::format("  and {}", Counted(all.size() - shown, "reason more", "reasons more")));
}

std::string PathOf(const Summary& s, std::string_view name) {
  for (const auto& [file, path] : s.files)
    if (file == name) return Visible(path);
  return {};
}

void Ways(const Summary& s, Lines* lines) {
  lines->Gap();
  const double most = std::max({s.waits.rate, s.waits.operating, s.waits.server});
  if (const std::string by = LimitedBy(s); by != "nothing" && most >= 1)
    lines->Add(fmt::format("Waited {} for {}.", Spell(most), by));
  if (!s.stopped.empty()) lines->Whole(fmt::format("Stopped early: {}", Visible(s.stopped)));
  const uint64_t later = s.counts[static_cast<size_t>(Status::kNotSent)];
  const uint64_t failed = s.failed_rows > later ? s.failed_rows - later : 0;
  if (const std::string path = PathOf(s, "failed.csv"); !path.empty() && failed > 0) {
    lines->Whole(fmt::format("{} did not make it; correct and run again with the same mapping: {}",
                             Counted(failed, "row", "rows"), path));
  } else if (failed > 0) {
    lines->Whole(fmt::format("{} not wholly put back; which, and why: {}",
                             Counted(failed, "lead was", "leads were"), PathOf(s, "report.csv")));
  }
  if (const std::string path = PathOf(s, "values.csv"); !path.empty())
    lines->Whole(fmt::format("What to correct, value by value: {}", path));
  std::string page = PathOf(s, "report.html");
  if (page.empty()) page = PathOf(s, "report.csv");
  if (!page.empty()) lines->Whole(fmt::format("Every row: {}", page));
  if (!s.resume.empty()) lines->Whole(fmt::format("To go on: {}", Visible(s.resume)));
}

}  // namespace

std::string Table(const Summary& summary, size_t width) {
  Lines lines(width);
  Head(summary, &lines);
  Statuses(summary, &lines);
  Fields(summary, &lines);
  Reasons(summary, false,
          summary.correctable() ? "Why rows did not make it, and how many:"
                                : "Why leads were not wholly put back, and how many:",
          &lines);
  Reasons(summary, true,
          summary.correctable() ? "Notes on rows that are fine, and how many:"
                                : "Notes on other leads, and how many:",
          &lines);
  Ways(summary, &lines);
  return lines.Take();
}

}  // namespace leadsync::report
