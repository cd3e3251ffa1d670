// SPDX-License-Identifier: MIT
#include "sync/draft/column_fit.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <memory>
#include <optional>
#include <variant>

#include "base/text.h"

namespace leadsync::sync {
namespace {

using Values = std::vector<ColumnSample::Value>;

// In the order of preference among equals. The first two are what a rule without "format" reads.
constexpr auto kDays = std::to_array<std::string_view>(
    {"%d.%m.%Y", "%Y-%m-%d", "%d/%m/%Y", "%m/%d/%Y", "%d-%m-%Y", "%m-%d-%Y", "%Y/%m/%d", "%d.%m.%y",
     "%d/%m/%y", "%m/%d/%y", "%d %b %Y", "%d-%b-%Y", "%d-%b-%y", "%b %d, %Y", "%d %B %Y",
     "%B %d, %Y", "%Y%m%d", "excel"});
constexpr auto kTimes = std::to_array<std::string_view>(
    {"", " %H:%M", " %H:%M:%S", "T%H:%M:%S", "T%H:%M:%S%z", " %I:%M %p", " %I:%M:%S %p"});
constexpr auto kSeparators = std::to_array<std::string_view>({"|", ";", "\n", ",", "/"});
/// A search tries hundreds of rules; a part of the cells is enough to tell them apart.
constexpr size_t kMostTried = 200;
/// A way of writing that fewer cells than this share need is more likely a slip in those cells.
constexpr double kLeastShare = 0.05;

/// Reads cells by one rule.
class Trial {
 public:
  Trial(const FitContext& context, const crm::Field& field, const crm::CellRule& rule) {
    auto made = crm::MakeFieldCodec(context.catalog, field, rule, context.users);
    if (auto* why_not = std::get_if<std::string>(&made)) {
      why_not_ = std::move(*why_not);
    } else {
      codec_ = std::get<std::unique_ptr<crm::FieldCodec>>(std::move(made));
    }
  }
  const std::string& why_not() const { return why_not_; }
  /// The cell as the field would hold it, or nothing.
  std::optional<crm::Value> Read(const std::string& cell, std::string* problem = nullptr) const {
    if (!codec_) return std::nullopt;
    auto read = codec_->Parse(cell);
    if (auto* value = std::get_if<crm::Value>(&read)) return std::move(*value);
    if (problem != nullptr) *problem = std::get<crm::CellProblem>(read).text;
    return std::nullopt;
  }
  std::string Show(const crm::Value& value) const { return codec_->Show(value); }
  uint64_t Rows(const Values& values) const {
    uint64_t rows = 0;
    for (const auto& value : values)
      if (Read(value.text)) rows += value.rows;
    return rows;
  }

 private:
  std::unique_ptr<crm::FieldCodec> codec_;
  std::string why_not_;
};

class Fitter {
 public:
  Fitter(const FitContext& context, const crm::Field& field, const Values& values)
      : context_(context), field_(field), values_(values) {
    tried_.assign(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(
                                                       std::min(values.size(), kMostTried)));
    for (const auto& value : tried_) all_ += value.rows;
  }

  ColumnFit Fit(const crm::CellRule& base) {
    ColumnFit fit;
    fit.empty = values_.empty();
    fit.impossible = Trial(context_, field_, base).why_not();
    if (!fit.impossible.empty()) return fit;
    fit.rule = Best(base, &fit);
    if (field_.multiple && Rows(fit.rule) < all_) TrySplits(base, &fit);
    Judge(&fit);
    return fit;
  }

 private:
  bool Many(uint64_t rows) const {
    return static_cast<double>(rows) >= kLeastShare * static_cast<double>(all_);
  }
  uint64_t Rows(const crm::CellRule& rule) const {
    return Trial(context_, field_, rule).Rows(tried_);
  }

  /// `base`, made to fit the field's type. Says in `fit` what else could be meant.
  crm::CellRule Best(const crm::CellRule& base, ColumnFit* fit) {
    const std::string& type = field_.type;
    crm::CellRule rule = base;
    if (type == "date" || type == "datetime") return BestDates(base, fit);
    if (Rows(base) == all_ && type != "double" && type != "money" && type != "integer") return base;
    if (type == "double" || type == "money" || type == "integer") return BestNumbers(base, fit);
    if (type == "user" || type == "employee") return BestPeople(base);
    if (type == "url" || field_.code == "WEB") {
      rule.complete_url = true;
      return Rows(rule) > Rows(base) ? rule : base;
    }
    return base;
  }

  crm::CellRule BestDates(const crm::CellRule& base, ColumnFit* fit) {
    crm::CellRule plain = base;
    if (field_.type == "datetime" && base.time_zone.empty()) {
      // Whether the times need a zone shows when one is there.
      crm::CellRule zoned = base;
      zoned.time_zone = "UTC";
      zoned = FormatsOf(zoned, fit);
      plain = zoned;
      plain.time_zone.clear();
      fit->needs_zone = Rows(zoned) > Rows(plain);
      return fit->needs_zone ? zoned : plain;
    }
    return FormatsOf(plain, fit);
  }

  /// The fewest formats that read the most cells.
  crm::CellRule FormatsOf(const crm::CellRule& base, ColumnFit* fit) {
    if (Rows(base) == all_) return base;
    crm::CellRule rule = base;
    Values left = tried_;
    while (!left.empty() && rule.formats.size() < 4) {
      std::string best;
      uint64_t most = 0;
      for (const std::string& format : Formats()) {
        const uint64_t rows = Trial(context_, field_, With(base, format)).Rows(left);
        if (rows > most) {
          most = rows;
          best = format;
        }
      }
      if (most == 0 || !Many(most)) break;
      rule.formats.push_back(best);
      const Trial trial(context_, field_, With(base, best));
      std::erase_if(left, [&](const auto& value) { return trial.Read(value.text).has_value(); });
    }
    if (rule.formats.empty() || (Rows(rule) <= Rows(base) && !Many(all_ - Rows(base)))) return base;
    if (std::all_of(rule.formats.begin(), rule.formats.end(),
                    [](const auto& format) { return format == kDays[0] || format == kDays[1]; }))
      return base;
    fit->drops_times =
        field_.type == "date" && std::any_of(rule.formats.begin(), rule.formats.end(),
                                             [](const auto& f) { return f.find(':') != f.npos; });
    FindSwappedDays(rule, fit);
    return rule;
  }

  static crm::CellRule With(crm::CellRule rule, const std::string& format) {
    rule.formats = {format};
    return rule;
  }

  static const std::vector<std::string>& Formats() {
    static const auto* const formats = [] {
      auto* made = new std::vector<std::string>;
      for (const std::string_view time : kTimes)
        for (const std::string_view day : kDays)
          if (time.empty() || day != "excel") made->push_back(std::string(day) + std::string(time));
      return made;
    }();
    return *formats;
  }

  /// 03/04/2026 may be a day of April or of March: if the cells do not show which, nothing does.
  void FindSwappedDays(const crm::CellRule& rule, ColumnFit* fit) {
    for (size_t i = 0; i < rule.formats.size(); ++i) {
      std::string swapped = rule.formats[i];
      const size_t day = swapped.find("%d");
      const size_t month = swapped.find("%m");
      if (day == std::string::npos || month == std::string::npos || swapped.find('.') < month)
        continue;
      std::swap(swapped[day + 1], swapped[month + 1]);
      crm::CellRule other = rule;
      other.formats[i] = swapped;
      Offer(rule, other, fit);
    }
  }

  crm::CellRule BestNumbers(const crm::CellRule& base, ColumnFit* fit) {
    const bool brackets = std::any_of(tried_.begin(), tried_.end(), [](const auto& value) {
      return value.text.find('(') != std::string::npos;
    });
    constexpr std::array<std::pair<char, std::string_view>, 4> kForms = {
        {{'.', ""}, {',', ""}, {'.', ","}, {',', "."}}};
    std::optional<crm::CellRule> best;
    uint64_t most = 0;
    std::vector<crm::CellRule> equal;
    for (const auto& [decimal, group] : kForms) {
      crm::CellRule rule = base;
      rule.decimal = decimal;
      rule.group = group;
      rule.parentheses = brackets;
      const uint64_t rows = Rows(rule);
      if (!best || (rows > most && Many(rows - most))) {
        best = rule;
        most = rows;
        equal.clear();
      } else if (rows == most) {
        equal.push_back(rule);
      }
    }
    for (const crm::CellRule& rule : equal) Offer(*best, rule, fit);
    return *best;
  }

  crm::CellRule BestPeople(const crm::CellRule& base) {
    crm::CellRule best = base;
    if (context_.users == nullptr) return best;
    for (const std::vector<std::string>& by : {std::vector<std::string>{"email"},
                                               {"name"},
                                               {"email", "name"},
                                               {"id", "email", "name"}}) {
      crm::CellRule rule = base;
      rule.by = by;
      if (Rows(rule) > Rows(best)) best = rule;
    }
    return best;
  }

  void TrySplits(const crm::CellRule& base, ColumnFit* fit) {
    uint64_t most = Rows(fit->rule);
    for (const std::string_view separator : kSeparators) {
      crm::CellRule rule = base;
      rule.split = separator;
      ColumnFit other = *fit;
      rule = Best(rule, &other);
      const uint64_t rows = Rows(rule);
      if (rows <= most) continue;
      most = rows;
      other.rule = rule;
      *fit = std::move(other);
    }
  }

  /// Remembers two rules as readings if both read as much and some cell comes to different things.
  void Offer(const crm::CellRule& one, const crm::CellRule& other, ColumnFit* fit) {
    const Trial a(context_, field_, one);
    const Trial b(context_, field_, other);
    if (a.Rows(tried_) != b.Rows(tried_)) return;
    for (const auto& value : tried_) {
      const auto by_a = a.Read(value.text);
      const auto by_b = b.Read(value.text);
      if (!by_a || !by_b || *by_a == *by_b) continue;
      const auto example = [&](const Trial& trial, const crm::Value& read) {
        return fmt::format("«{}» is {}", Shorten(value.text), trial.Show(read));
      };
      if (fit->readings.empty()) fit->readings.push_back({one, example(a, *by_a)});
      fit->readings.push_back({other, example(b, *by_b)});
      return;
    }
  }

  void Judge(ColumnFit* fit) const {
    const Trial trial(context_, field_, fit->rule);
    for (const auto& value : values_) {
      std::string problem;
      if (trial.Read(value.text, &problem)) {
        fit->fine += value.rows;
      } else {
        fit->misfits.push_back({value.text, value.rows, value.first_row, std::move(problem)});
      }
    }
    if (fit->needs_zone) fit->rule.time_zone.clear();
  }

  const FitContext& context_;
  const crm::Field& field_;
  const Values& values_;
  Values tried_;
  uint64_t all_ = 0;
};

}  // namespace

uint64_t ColumnFit::wrong() const {
  uint64_t rows = 0;
  for (const Misfit& misfit : misfits) rows += misfit.rows;
  return rows;
}

ColumnFit FitColumn(const FitContext& context, const crm::Field& field, const crm::CellRule& base,
                    const Values& values) {
  crm::CellRule rule = base;
  if (field.immutable) rule.on_update = false;
  if (field.type == "datetime") rule.time_zone = context.time_zone;
  ColumnFit fit = Fitter(context, field, values).Fit(rule);
  if (fit.rule.time_zone == context.time_zone) fit.rule.time_zone.clear();
  return fit;
}

bool IsClosed(const crm::Field& field) {
  return field.type == "enumeration" || field.type == "crm_status" ||
         field.type == "crm_currency" || field.type == "boolean" || field.type == "char";
}

std::vector<std::string> PiecesOf(const std::string& cell, const crm::CellRule& rule) {
  if (!rule.split) return {cell};
  std::vector<std::string> pieces;
  for (size_t at = 0; at <= cell.size();) {
    const size_t end = std::min(cell.find(*rule.split, at), cell.size());
    const std::string_view piece = Trim(std::string_view(cell).substr(at, end - at));
    if (!piece.empty()) pieces.emplace_back(piece);
    at = end + rule.split->size();
  }
  return pieces;
}

}  // namespace leadsync::sync
