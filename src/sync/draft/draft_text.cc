// SPDX-License-Identifier: MIT
// A draft as the text of a mapping file.
#include <fmt/format.h>

#include <algorithm>

#include "base/json.h"
#include "base/text.h"
#include "sync/draft/draft.h"

namespace leadsync::sync {
namespace {

constexpr size_t kMostShown = 12;
constexpr size_t kWidth = 96;

std::string List(const std::vector<std::string>& texts) {
  if (texts.size() == 1) return Quoted(texts.front());
  std::string json = "[";
  for (const std::string& text : texts) json += (json.size() > 1 ? ", " : "") + Quoted(text);
  return json + "]";
}

std::string Rows(uint64_t n) { return fmt::format("{} row{}", n, n == 1 ? "" : "s"); }

class Writer {
 public:
  explicit Writer(const DraftText& draft) : d_(draft) {}

  std::string Write() {
    Heading();
    out_ += "{\n";
    Key();
    out_ += "\n  \"columns\": {\n";
    for (const DraftColumn& column : d_.columns) Column(column);
    out_ += "  },\n";
    Unused();
    Rest();
    out_ += "}\n";
    return std::move(out_);
  }

 private:
  /// A sentence as lines of comment.
  void Comment(std::string_view indent, std::string_view text) {
    std::string line(indent);
    line += "//";
    const size_t empty = line.size();
    const std::string plain = Shorten(text, 600);
    for (size_t at = 0; at < plain.size();) {
      const size_t end = std::min(plain.find(' ', at), plain.size());
      if (line.size() > empty &&
          Utf8Length(line) + Utf8Length(plain.substr(at, end - at)) > kWidth) {
        out_ += line + "\n";
        line.resize(empty);
      }
      line += " " + plain.substr(at, end - at);
      at = end + 1;
    }
    out_ += line + "\n";
  }

  void Heading() {
    Comment("", fmt::format("Drafted by leadsync map from {} ({}{})", d_.origin.file,
                            d_.origin.whole ? "" : "the first ", Rows(d_.origin.rows)));
    Comment("", fmt::format("and the lead fields of {}.",
                            d_.origin.portal.empty() ? "a file" : d_.origin.portal));
    Comment(
        "",
        "This is JSON in which comments are fine. A line in quotes behind // is a proposal that "
        "leadsync was not sure of: the comment above it says why. Take the // away if it is "
        "right. Then: leadsync check");
  }

  void Key() {
    for (const std::string& line : KeyLines(d_))
      if (line.starts_with('"') || line.starts_with("// \"")) {
        out_ += "  " + line + "\n";
      } else {
        Comment("  ", line);
      }
  }

  void Column(const DraftColumn& c) {
    if (c.state != DraftColumn::State::kWritten && c.state != DraftColumn::State::kProposed) return;
    const std::string before =
        c.state == DraftColumn::State::kWritten && c.fit.readings.empty() ? "    " : "    // ";
    for (const std::string& note : c.notes) Comment("    ", note);
    Remarks(c);
    if (c.fit.readings.empty()) {
      Rule(before, c, c.fit.rule, Label(*c.field));
    } else {
      Comment("    ", "Two ways to read these cells; only you can know which is meant:");
      for (const Reading& reading : c.fit.readings) Rule(before, c, reading.rule, reading.example);
    }
    Skeleton(c);
    const size_t others = c.candidates.size();
    for (size_t i = 0; i < others && c.state == DraftColumn::State::kProposed; ++i) {
      if (c.candidates[i].field == c.field) continue;
      out_ += fmt::format("    // {}: {},  // or {}\n", Quoted(c.name),
                          Quoted(c.candidates[i].field->code), Label(*c.candidates[i].field));
    }
  }

  static std::string Label(const crm::Field& field) {
    return Shorten(field.label == field.code ? field.type : field.label);
  }

  void Remarks(const DraftColumn& c) {
    if (c.fit.empty) Comment("    ", "All its cells are empty, so nothing is known of them.");
    if (c.fit.drops_times)
      Comment("    ", "The cells have times, the field holds days: the times are dropped.");
    if (c.field->immutable) Comment("    ", "The portal takes this field for new leads only.");
    if (!c.unnamed.empty() || c.fit.misfits.empty()) return;
    const Misfit& first = c.fit.misfits.front();
    Comment("    ", fmt::format("{} of {} cells {} not fit, such as row {}: {}", c.fit.wrong(),
                                c.fit.wrong() + c.fit.fine, c.fit.wrong() == 1 ? "does" : "do",
                                first.first_row, first.problem));
  }

  void Rule(const std::string& before, const DraftColumn& c, const crm::CellRule& rule,
            const std::string& remark) {
    const std::string options = Options(c, rule);
    std::string line = before + Quoted(c.name) + ": ";
    if (options.empty()) {
      line += Quoted(c.field->code);
    } else {
      line += fmt::format("{{ \"field\": {}{} }}", Quoted(c.field->code), options);
    }
    out_ += fmt::format("{},  // {}\n", line, Shorten(remark, 80));
  }

  static std::string Options(const DraftColumn& c, const crm::CellRule& rule) {
    std::string json;
    const auto add = [&](std::string_view key, const std::string& value) {
      json += fmt::format(", \"{}\": {}", key, value);
    };
    if (!rule.formats.empty()) add("format", List(rule.formats));
    if (rule.decimal != '.') add("decimal", "\",\"");
    if (!rule.group.empty()) add("group", Quoted(rule.group));
    if (rule.parentheses) add("parentheses", "true");
    if (rule.split) add("split", Quoted(*rule.split));
    if (!rule.by.empty()) add("by", List(rule.by));
    if (!rule.kind.empty()) add("kind", Quoted(rule.kind));
    if (rule.write == crm::WriteMode::kAdd) add("write", "\"add\"");
    if (rule.complete_url) add("complete", "true");
    if (c.field->immutable) add("on", "\"add\"");
    if (!rule.values.empty()) {
      std::string pairs;
      for (const auto& [cell, item] : rule.values)
        pairs += fmt::format("{}{}: {}", pairs.empty() ? " " : ", ", Quoted(cell), Quoted(item));
      add("values", "{" + pairs + " }");
    }
    return json;
  }

  /// Cells that no item answers to, ready to be completed.
  void Skeleton(const DraftColumn& c) {
    if (c.unnamed.empty()) return;
    uint64_t rows = 0;
    for (const Misfit& misfit : c.unnamed) rows += misfit.rows;
    Comment("    ",
            fmt::format("The field has no such items ({}): correct them in the file, or add "
                        "to the rule above what they mean:",
                        Rows(rows)));
    std::vector<std::string> names;
    for (const crm::Item& item : d_.catalog.ItemsOf(*c.field)) names.push_back(item.name);
    out_ += "    //   \"values\": {\n";
    for (size_t i = 0; i < c.unnamed.size() && i < kMostShown; ++i) {
      const Misfit& misfit = c.unnamed[i];
      const std::vector<std::string> near = Nearest(misfit.cell, names, 1);
      out_ += fmt::format("    //     {}: {},  // {}, first in row {}{}\n",
                          Quoted(Shorten(misfit.cell, 80)),
                          Quoted(near.empty() ? "?" : near.front()), Rows(misfit.rows),
                          misfit.first_row, near.empty() ? "" : "; the nearest item: is it meant?");
    }
    out_ += "    //   }\n";
    if (c.unnamed.size() > kMostShown)
      Comment("    ", fmt::format("and {} more; check lists them all in values.csv",
                                  c.unnamed.size() - kMostShown));
    if (!names.empty() && names.size() <= 30)
      Comment("    ", fmt::format("The items are {}.", ListNames(names)));
  }

  void Unused() {
    bool any = false;
    for (const DraftColumn& c : d_.columns) {
      if (c.state != DraftColumn::State::kUnused || c.name.empty() ||
          c.name.starts_with("leadsync_"))
        continue;
      if (!any) out_ += "\n  // Columns that are not used:\n";
      any = true;
      Comment("  ", c.notes.empty() ? fmt::format("- {}: no field of that name", Quoted(c.name))
                                    : fmt::format("- {}: {}", Quoted(c.name), c.notes.front()));
    }
  }

  void Rest() {
    out_ += "\n";
    Comment("  ", "An empty cell changes nothing; \"clear\" would empty the field.");
    out_ += "  \"empty\": \"keep\",\n";
    if (!d_.empty_words.empty()) {
      Comment("  ", "What stands for an empty cell in this file.");
      std::vector<std::string> words = d_.empty_words;
      std::string list = List(words);
      if (words.size() == 1) list = "[" + list + "]";
      out_ += fmt::format("  \"empty_words\": {},\n", list);
    }
    if (!d_.origin.delimiter.empty() || !d_.origin.encoding.empty()) {
      std::string csv;
      if (!d_.origin.delimiter.empty())
        csv += fmt::format(" \"delimiter\": {}", Quoted(d_.origin.delimiter));
      if (!d_.origin.encoding.empty())
        csv +=
            fmt::format("{} \"encoding\": {}", csv.empty() ? "" : ",", Quoted(d_.origin.encoding));
      out_ += fmt::format("  \"csv\": {{{} }},\n", csv);
    }
    TimeZone();
    if (!d_.origin.portal.empty()) {
      Comment("  ", "With this line any other portal is refused.");
      out_ += fmt::format("  // \"portal\": {},\n", Quoted(d_.origin.portal));
    }
  }

  void TimeZone() {
    if (!d_.time_zone.empty()) {
      out_ += fmt::format("  \"time_zone\": {},\n", Quoted(d_.time_zone));
      return;
    }
    for (const DraftColumn& c : d_.columns) {
      if (c.state != DraftColumn::State::kWritten || !c.fit.needs_zone) continue;
      Comment("  ", fmt::format("The times of {} say no time zone: say which one they mean.",
                                Quoted(c.name)));
      out_ += "  // \"time_zone\": \"Europe/Berlin\",\n";
      return;
    }
  }

  const DraftText& d_;
  std::string out_;
};

}  // namespace

std::string Quoted(std::string_view text) {
  std::string json;
  AppendJsonString(text, &json);
  return json;
}

std::string WriteDraft(const DraftText& draft) { return Writer(draft).Write(); }

}  // namespace leadsync::sync
