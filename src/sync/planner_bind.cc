// SPDX-License-Identifier: MIT
// Binds a mapping to a header and a catalog: every name is looked up once, every contradiction is
// told with the line that it stands on, and nothing is sent before that is clean.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <unordered_map>
#include <utility>

#include "base/text.h"
#include "crm/names.h"
#include "sync/messages.h"
#include "sync/planner_parts.h"

namespace leadsync::sync {
namespace {

constexpr std::string_view kOwnPrefix = "leadsync_";
constexpr size_t kMostTargets = 65'535;

/// "D", as a spreadsheet program calls the fourth column.
std::string ColumnLetters(size_t index) {
  std::string letters;
  for (size_t n = index + 1; n > 0; n = (n - 1) / 26) {
    letters.insert(letters.begin(), static_cast<char>('A' + (n - 1) % 26));
  }
  return letters;
}

class Binder {
 public:
  Binder(const Mapping& mapping, const crm::Catalog& catalog, const crm::UserDirectory* users)
      : mapping_(mapping), catalog_(catalog), users_(users) {
    problems_ = mapping.problems;
  }

  PlannerParts Bind(const std::vector<std::string>& header, std::string_view portal_host,
                    std::string_view header_hint) {
    parts_.portal_host = portal_host;
    if (portal_host.empty()) parts_.portal_host = mapping_.portal;
    BindPortal(portal_host);
    BindHeader(header);
    for (const std::string& word : mapping_.empty_words) {
      parts_.empty_words.push_back(Fold(word));
      parts_.longest_empty_word = std::max(parts_.longest_empty_word, word.size());
    }
    for (const std::string& column : mapping_.key.columns) {
      parts_.key_columns.push_back(Column(column, mapping_.key.line, "«key»: ").value_or(0));
    }
    BindKey(mapping_, catalog_, &parts_, &problems_);
    parts_.rows = Conditions(mapping_.rows, "«rows»: ");
    for (const Rule& rule : mapping_.rules) BindRule(rule);
    for (const SetRule& set : mapping_.sets) BindSet(set);
    if (problems_.empty()) BindAdds(mapping_, catalog_, &parts_, &problems_);
    ThrowIfAny(header_hint);
    WarnOfProducts();
    for (size_t i = 0; i < parts_.header.size(); ++i) {
      const std::string& name = parts_.header[i];
      if (name.empty() || name.starts_with(kOwnPrefix) || used_.count(i) > 0) continue;
      parts_.ignored_columns.push_back(name);
    }
    return std::move(parts_);
  }

 private:
  void BindPortal(std::string_view portal_host) {
    if (mapping_.portal.empty() || portal_host.empty() || mapping_.portal == portal_host) return;
    Problem(mapping_.portal_line, Say(said::kOtherPortal, mapping_.portal, portal_host));
  }

  void BindHeader(const std::vector<std::string>& header) {
    for (size_t i = 0; i < header.size(); ++i) {
      parts_.header.emplace_back(Trim(header[i]));
      exact_.emplace(parts_.header[i], i);
      folded_.emplace(Fold(header[i]), i);
    }
  }

  /// The column of that name: exact but for outer blanks, else the only one that folds alike.
  std::optional<size_t> Column(std::string_view name, Line line, std::string_view where) {
    const std::string wanted(Trim(name));
    if (wanted.empty()) return std::nullopt;  // told when the mapping was read
    if (wanted.starts_with(kOwnPrefix)) {
      Problem(line, Say(said::kOwnColumn, where, kOwnPrefix));
      return std::nullopt;
    }
    auto [begin, end] = exact_.equal_range(wanted);
    if (begin == end) std::tie(begin, end) = folded_.equal_range(Fold(wanted));
    if (begin == end) {
      if (!missing_.insert(std::string(where) + wanted).second) return std::nullopt;
      const std::vector<std::string> near = Nearest(wanted, parts_.header, 1);
      Problem(line, near.empty()
                        ? NoColumn(where, Shorten(wanted))
                        : Say(said::kColumnMisspelt, where, Shorten(wanted), near.front()));
      return std::nullopt;
    }
    if (std::next(begin) != end) {
      std::vector<std::string> places;
      for (auto it = begin; it != end; ++it) places.push_back(ColumnLetters(it->second));
      std::sort(places.begin(), places.end());
      Problem(line, Say(said::kColumnOfSeveral, where, Shorten(wanted),
                        fmt::format("{}", fmt::join(places, ", "))));
      return std::nullopt;
    }
    used_.insert(begin->second);
    return begin->second;
  }

  /// With the columns that there are, the first time; the list is the same for every missing one.
  std::string NoColumn(std::string_view where, const std::string& wanted) {
    if (std::exchange(header_told_, true)) return Say(said::kNoColumnLikeIt, where, wanted);
    std::vector<std::string> names;
    for (const std::string& name : parts_.header) {
      if (!name.empty() && !name.starts_with(kOwnPrefix)) names.push_back(Shorten(name, 30));
    }
    if (names.empty()) return Say(said::kNoNamedColumn, where, wanted);
    constexpr size_t kMost = 12;
    const size_t more = names.size() > kMost ? names.size() - kMost : 0;
    names.resize(names.size() - more);
    return Say(said::kNoSuchColumn, where, wanted,
               ListNames(names) + (more > 0 ? fmt::format(" and {} more", more) : ""));
  }

  std::vector<BoundCondition> Conditions(const std::vector<Condition>& conditions,
                                         const std::string& where) {
    std::vector<BoundCondition> bound;
    for (const Condition& condition : conditions) {
      const auto column = Column(condition.column, condition.line, where);
      if (!column) continue;
      BoundCondition one;
      one.column = *column;
      one.has_is = condition.is.has_value();
      if (one.has_is) {
        for (const std::string& text : *condition.is) one.is.push_back(FoldCase(Trim(text)));
      }
      for (const std::string& text : condition.isnt) one.isnt.push_back(FoldCase(Trim(text)));
      bound.push_back(std::move(one));
    }
    return bound;
  }

  void BindRule(const Rule& rule) {
    const std::string where = fmt::format("column «{}»: ", rule.column);
    const auto column = Column(rule.column, rule.line, "");
    const std::vector<BoundCondition> when = Conditions(rule.when, where + "«when»: ");
    const crm::Field* field = RuleField(rule, where);
    if (field == nullptr) return;
    crm::CellRule cell = rule.cell;
    cell.on_update = rule.on_update && mapping_.mode != Mode::kAdd;
    cell.importing = mapping_.import && mapping_.mode != Mode::kUpdate;
    if (rule.transforms.part != 0) cell.split.reset();
    TakeCurrencyToo(rule, *field, &cell);
    const auto target = MakeTarget(*field, std::move(cell), rule.column, rule.line, where);
    if (!target) return;
    const EmptyCell empty = rule.empty.value_or(mapping_.empty);
    CellStep step;
    if (empty == EmptyCell::kClear) {
      const auto cleared = Cleared(*target, rule.line, where, rule.empty.has_value());
      if (!cleared) return;
      step.cleared = *cleared;
    }
    if (!rule.values_file.empty()) {
      Problem(rule.values_line, Say(said::kValuesNotRead, where, rule.values_file));
    }
    // A rule for leads that this mode never meets is checked, and left out.
    const bool meets = (rule.on_update && mapping_.mode != Mode::kAdd) ||
                       (rule.on_add && mapping_.mode != Mode::kUpdate);
    if (!meets || !column) return;
    parts_.targets[*target].on_add = rule.on_add;
    parts_.targets[*target].column = parts_.header[*column];
    step.column = *column;
    step.target = *target;
    step.transforms = rule.transforms;
    if (rule.transforms.part != 0) step.part_separator = rule.cell.split.value_or("");
    step.empty = empty;
    step.bad = rule.bad;
    step.when = when;
    parts_.cells.push_back(std::move(step));
  }

  /// "1 500 EUR" in one column that goes to the amount and to the currency.
  void TakeCurrencyToo(const Rule& rule, const crm::Field& field, crm::CellRule* cell) const {
    const bool is_amount = field.code == "OPPORTUNITY";
    if ((!is_amount && field.code != "CURRENCY_ID") || rule.transforms.part != 0) return;
    for (const Rule& other : mapping_.rules) {
      if (other.column != rule.column || other.transforms.part != 0) continue;
      const crm::Field* its = QuietField(other);
      if (its == nullptr || its->code != (is_amount ? "CURRENCY_ID" : "OPPORTUNITY")) continue;
      cell->with_currency = true;
      if (is_amount) return;
      cell->decimal = other.cell.decimal;
      cell->group = other.cell.group;
      cell->parentheses = other.cell.parentheses;
    }
  }

  const crm::Field* QuietField(const Rule& rule) const {
    const auto [name, kind] = !rule.field.empty() ? std::pair(rule.field, crm::FieldName::kCode)
                              : !rule.label.empty()
                                  ? std::pair(rule.label, crm::FieldName::kLabel)
                                  : std::pair(rule.name, crm::FieldName::kCodeOrLabel);
    const auto found = crm::ResolveField(catalog_, Trim(name), kind);
    return found.index() == 0 ? std::get<0>(found) : nullptr;
  }

  const crm::Field* RuleField(const Rule& rule, const std::string& where) {
    if (!rule.field.empty()) {
      return Field(rule.field, crm::FieldName::kCode, rule.line, where);
    }
    if (!rule.label.empty()) {
      return Field(rule.label, crm::FieldName::kLabel, rule.line, where);
    }
    if (Trim(rule.name).empty()) return nullptr;  // told when the mapping was read
    return Field(rule.name, crm::FieldName::kCodeOrLabel, rule.line, where);
  }

  const crm::Field* Field(std::string_view name, crm::FieldName kind, Line line,
                          const std::string& where) {
    auto found = crm::ResolveField(catalog_, Trim(name), kind);
    if (found.index() == 0) return std::get<0>(found);
    Problem(line, where + SwappedName(name, kind).value_or(std::get<1>(found)));
    return nullptr;
  }

  /// A code where a label is asked for, or the other way round.
  std::optional<std::string> SwappedName(std::string_view name, crm::FieldName kind) const {
    if (kind == crm::FieldName::kCodeOrLabel) return std::nullopt;
    const bool code = kind == crm::FieldName::kCode;
    const auto found = crm::ResolveField(catalog_, Trim(name),
                                         code ? crm::FieldName::kLabel : crm::FieldName::kCode);
    if (found.index() == 1) return std::nullopt;
    const std::string& its = std::get<0>(found)->code;
    return code ? Say(said::kLabelAsCode, name, its, name, its)
                : Say(said::kCodeAsLabel, name, name);
  }

  void BindSet(const SetRule& set) {
    const std::string where = fmt::format("«set» {}: ", set.name);
    const crm::Field* field = Field(set.name, crm::FieldName::kCodeOrLabel, set.line, where);
    SetStep step;
    step.text = set.text;
    step.empty = mapping_.empty;
    bool whole = field != nullptr;
    for (const Template::Piece& piece : set.text.pieces()) {
      std::optional<size_t> column = 0;
      if (!piece.column.empty()) column = Column(piece.column, set.line, where);
      whole = whole && column;
      step.columns.push_back(column.value_or(0));
    }
    if (!whole) return;
    const auto target = MakeTarget(*field, {}, field->code, set.line, where);
    if (!target) return;
    step.target = *target;
    if (set.text.constant()) {
      step.constant = Constant(set, *target, where);
      if (!step.constant) return;
    } else if (step.empty == EmptyCell::kClear) {
      const auto cleared = Cleared(*target, set.line, where, false);
      if (!cleared) return;
      step.cleared = *cleared;
    }
    parts_.sets.push_back(std::move(step));
  }

  /// The value of a text that is the same for every row. An empty text empties the field.
  std::optional<crm::Value> Constant(const SetRule& set, uint16_t target,
                                     const std::string& where) {
    const std::string text = set.text.Fill([](size_t) { return std::string_view(); });
    if (Trim(text).empty()) return Cleared(target, set.line, where, true);
    auto parsed = parts_.targets[target].codec->Parse(Trim(text));
    if (parsed.index() == 0) return std::get<0>(std::move(parsed));
    Problem(set.line, where + std::get<1>(parsed).text);
    return std::nullopt;
  }

  std::optional<crm::Value> Cleared(uint16_t target, Line line, const std::string& where,
                                    bool own) {
    const Target& one = parts_.targets[target];
    std::optional<crm::Value> cleared = one.codec->Cleared();
    if (!cleared) {
      Problem(line, own ? Say(said::kCannotEmpty, where, one.field, one.label)
                        : Say(said::kCannotEmptyHere, where, one.field, one.label));
    }
    return cleared;
  }

  std::optional<uint16_t> MakeTarget(const crm::Field& field, crm::CellRule cell,
                                     const std::string& column, Line line,
                                     const std::string& where) {
    if (auto why = WhyKeyOwns(parts_.key, field.code)) {
      Problem(line, where + *why);
      return std::nullopt;
    }
    if (!WriteOnce(field, cell.kind, line, where)) return std::nullopt;
    if (parts_.targets.size() >= kMostTargets) {
      Problem(line, Say(said::kTooManyTargets, kMostTargets));
      return std::nullopt;
    }
    if (cell.time_zone.empty()) cell.time_zone = mapping_.time_zone;
    if (cell.country.empty()) cell.country = mapping_.country;
    Target target;
    target.column = column;
    target.field = field.code;
    target.label = field.label;
    target.on_update = cell.on_update;
    target.write = cell.write;
    auto codec = crm::MakeFieldCodec(catalog_, field, cell, users_);
    if (codec.index() == 1) {
      Problem(line, where + std::get<1>(codec));
      return std::nullopt;
    }
    target.codec = std::get<0>(std::move(codec));
    parts_.targets.push_back(std::move(target));
    return static_cast<uint16_t>(parts_.targets.size() - 1);
  }

  /// What is true when it is read back need not stay so.
  void WarnOfProducts() {
    const auto writes = [&](std::string_view code) {
      return std::any_of(parts_.targets.begin(), parts_.targets.end(),
                         [&](const Target& target) { return target.field == code; });
    };
    if (!writes("OPPORTUNITY") || writes("IS_MANUAL_OPPORTUNITY")) return;
    parts_.warnings.push_back(Say(said::kAmountOfProducts));
  }

  /// Two rules may share a field only where each writes another part of it.
  bool WriteOnce(const crm::Field& field, const std::string& kind, Line line,
                 const std::string& where) {
    const bool parts = field.type == "crm_multifield";
    const auto [at, fresh] = written_.emplace(field.code + '\n' + (parts ? kind : ""), line);
    if (fresh) return true;
    Problem(line, at->second == line
                      ? Say(said::kWrittenTwiceHere, where, field.code, field.label)
                      : Say(said::kWrittenTwice, where, field.code, field.label, at->second));
    return false;
  }

  void Problem(Line line, std::string text) { problems_.push_back({line, std::move(text)}); }

  void ThrowIfAny(std::string_view header_hint) {
    std::stable_sort(
        problems_.begin(), problems_.end(),
        [](const MappingProblem& a, const MappingProblem& b) { return a.line < b.line; });
    ProblemList list;
    std::set<std::pair<Line, std::string>> told;
    for (const MappingProblem& problem : problems_) {
      if (!told.emplace(problem.line, problem.text).second) continue;
      list.Add(fmt::format("{}:{}", mapping_.file, problem.line), problem.text);
    }
    if (!missing_.empty() && !header_hint.empty()) list.Add("", header_hint);
    list.ThrowIfAny();
  }

  const Mapping& mapping_;
  const crm::Catalog& catalog_;
  const crm::UserDirectory* users_;
  PlannerParts parts_;
  std::vector<MappingProblem> problems_;
  std::unordered_multimap<std::string, size_t> exact_;
  std::unordered_multimap<std::string, size_t> folded_;
  std::set<size_t> used_;
  std::set<std::string> missing_;  ///< columns that were complained of
  bool header_told_ = false;
  std::map<std::string, Line> written_;
};

}  // namespace

PlannerParts BindMapping(const Mapping& mapping, const std::vector<std::string>& header,
                         const crm::Catalog& catalog, std::string_view portal_host,
                         const crm::UserDirectory* users, std::string_view header_hint) {
  return Binder(mapping, catalog, users).Bind(header, portal_host, header_hint);
}

}  // namespace leadsync::sync
