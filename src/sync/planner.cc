// SPDX-License-Identifier: MIT
#include "sync/planner.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "crm/damaged_cell.h"
#include "sync/key.h"
#include "sync/messages.h"
#include "sync/planner_parts.h"

namespace leadsync::sync {
namespace {

bool Among(std::string_view text, const std::vector<std::string>& words) {
  return std::find(words.begin(), words.end(), text) != words.end();
}

bool Met(const BoundCondition& condition, const csv::Record& record) {
  const std::string cell = FoldCase(Trim(record[condition.column]));
  if (condition.has_is && !Among(cell, condition.is)) return false;
  return !Among(cell, condition.isnt);
}

bool AllMet(const std::vector<BoundCondition>& conditions, const csv::Record& record) {
  return std::all_of(conditions.begin(), conditions.end(),
                     [&](const BoundCondition& one) { return Met(one, record); });
}

/// Why the row cannot be read as the header says, or nothing.
std::optional<std::string> Misshapen(const PlannerParts& parts, const csv::Record& record) {
  if (!record.problem().empty()) return record.problem();
  const size_t columns = parts.header.size();
  if (record.size() == columns) return std::nullopt;
  return Say(record.size() > columns ? said::kTooManyCells : said::kTooFewCells, record.size(),
             record.size() == 1 ? "" : "s", columns);
}

/// The work on one record: what is collected on the way to an Update or an Outcome.
class RowPlan {
 public:
  RowPlan(const PlannerParts& parts, const csv::Record& record, bool* unknown_name)
      : parts_(parts), record_(record), unknown_name_(unknown_name) {}

  Planned Finish() {
    key_ = WrittenKey(parts_, record_);
    if (auto problem = Misshapen(parts_, record_)) {
      problems_.push_back({{}, std::move(*problem)});
      return Ended(Status::kInvalid);
    }
    for (const BoundCondition& condition : parts_.rows) {
      if (Met(condition, record_)) continue;
      const std::string_view cell = Trim(record_[condition.column]);
      problems_.push_back(
          {parts_.header[condition.column],
           Say(said::kRowLeftOut,
               cell.empty() ? "an empty cell here" : fmt::format("«{}»", Shorten(cell)))});
      return Ended(Status::kSkipped);
    }
    update_.sets.reserve(parts_.targets.size());
    ReadKey();
    for (const CellStep& step : parts_.cells) ReadCell(step);
    for (const SetStep& step : parts_.sets) ReadSet(step);
    WriteKey();
    if (!problems_.empty()) return Ended(Status::kInvalid);
    if (parts_.adds.mode == Mode::kAdd) {
      problems_ = MissingRequired(parts_.targets, parts_.adds, update_.sets);
      if (!problems_.empty()) return Ended(Status::kInvalid);
    }
    update_.row = record_.row();
    update_.key = std::move(key_);
    return std::move(update_);
  }

 private:
  Outcome Ended(Status status) {
    Outcome outcome;
    outcome.row = record_.row();
    outcome.key = std::move(key_);
    outcome.lead_id = update_.lead_id;
    outcome.status = status;
    outcome.problems = std::move(problems_);
    outcome.problems.insert(outcome.problems.end(),
                            std::make_move_iterator(update_.warnings.begin()),
                            std::make_move_iterator(update_.warnings.end()));
    if (!IsFine(status)) outcome.record = std::make_shared<const csv::Record>(record_);
    return outcome;
  }

  void ReadKey() {
    if (parts_.key.kind != LeadKey::Kind::kId) return ReadKeyFields();
    const std::string& column = parts_.header[parts_.key_columns[0]];
    if (IsEmptyCell(parts_, key_)) {
      Add(&problems_, column, key_, Say(said::kNoLeadNamed));
    } else if (auto damage = crm::DamagedCell(key_)) {
      Add(&problems_, column, key_, std::move(*damage));
    } else {
      auto parsed = ParseLeadKey(key_, parts_.portal_host);
      if (parsed.index() == 0) {
        update_.lead_id = std::get<0>(parsed);
      } else {
        Add(&problems_, column, key_, std::get<1>(std::move(parsed)));
      }
    }
    update_.key_id = std::to_string(update_.lead_id);
  }

  void ReadKeyFields() {
    std::vector<KeyProblem> wrong;
    std::vector<std::string> values = ReadKeyValues(parts_, record_, &wrong);
    for (KeyProblem& problem : wrong) {
      if (problem.unknown_name) *unknown_name_ = true;
      Add(&problems_, parts_.header[problem.column], problem.cell, std::move(problem.text));
    }
    if (!wrong.empty()) return;
    update_.key_id = JoinKey(values);
    key_values_ = std::move(values);
  }

  /// What a new lead gets from its key; behind the rules, whose kind of phone counts.
  void WriteKey() {
    for (const KeyWrite& write : parts_.key_writes) {
      if (key_values_.empty()) return;
      crm::Value value{{{update_.key_id, ""}}};
      if (write.field >= 0) {
        const auto field = static_cast<size_t>(write.field);
        value.items[0].text = key_values_[field];
        if (parts_.key.several_names()) {
          auto parsed = parts_.key.fields[field].codec->Parse(key_);
          if (parsed.index() == 0) value = std::get<0>(std::move(parsed));
        }
      }
      update_.sets.push_back({write.target, std::move(value)});
    }
  }

  void ReadCell(const CellStep& step) {
    if (!AllMet(step.when, record_)) return;
    const std::string_view cell = Trim(record_[step.column]);
    std::vector<Problem>* sink = step.bad == BadCell::kCell ? &update_.warnings : &problems_;
    const std::string& column = parts_.header[step.column];
    std::string_view text;
    if (!IsEmptyCell(parts_, cell)) {
      // The field's type looks at what the transforms leave of a cell; a part leaves too little.
      if (step.transforms.part != 0) {
        if (auto damage = crm::DamagedCell(cell))
          return Add(sink, column, cell, std::move(*damage));
      }
      text = step.transforms.trim ? cell : record_[step.column];
      if (step.transforms.changes()) {
        text = Transform(text, step, &buffer_);
        if (Trim(text).empty()) text = {};
      }
    }
    if (text.empty() && step.transforms.otherwise && !Trim(*step.transforms.otherwise).empty()) {
      text = *step.transforms.otherwise;
    }
    if (text.empty()) {
      ReadEmpty(step.empty, step.target, step.cleared, column, cell, sink);
    } else {
      ReadText(step.target, text, column, cell, sink);
    }
  }

  void ReadSet(const SetStep& step) {
    if (step.constant) {
      update_.sets.push_back({step.target, *step.constant});
      return;
    }
    const std::string& column = parts_.targets[step.target].column.text();
    bool damaged = false;
    const std::string text = step.text.Fill([&](size_t piece) {
      const size_t index = step.columns[piece];
      const std::string_view cell = Trim(record_[index]);
      if (IsEmptyCell(parts_, cell)) return std::string_view();
      if (auto damage = crm::DamagedCell(cell)) {
        Add(&problems_, parts_.header[index], cell, std::move(*damage));
        damaged = true;
      }
      return cell;
    });
    if (damaged) return;
    if (Trim(text).empty()) {
      ReadEmpty(step.empty, step.target, step.cleared, column, text, &problems_);
    } else {
      ReadText(step.target, Trim(text), column, text, &problems_);
    }
  }

  void ReadEmpty(EmptyCell empty, uint16_t target, const crm::Value& cleared,
                 const std::string& column, std::string_view cell, std::vector<Problem>* sink) {
    if (empty == EmptyCell::kClear) {
      update_.sets.push_back({target, cleared});
    } else if (empty == EmptyCell::kReject) {
      Add(sink, column, cell, Say(said::kCellEmpty));
    }
  }

  void ReadText(uint16_t target, std::string_view text, const std::string& column,
                std::string_view cell, std::vector<Problem>* sink) {
    auto parsed = parts_.targets[target].codec->Parse(text);
    if (parsed.index() == 0) {
      update_.sets.push_back({target, std::get<0>(std::move(parsed))});
      return;
    }
    crm::CellProblem& problem = std::get<1>(parsed);
    if (problem.unknown_name) *unknown_name_ = true;
    Add(sink, column, cell, std::move(problem.text), std::move(problem.nearest));
  }

  /// Two rules of one column may find the same thing wrong; it is said once.
  void Add(std::vector<Problem>* sink, const std::string& column, std::string_view cell,
           std::string text, std::string nearest = {}) {
    if (sink == &update_.warnings) text += kCellLeftOut;
    for (const Problem& said : *sink) {
      if (said.column == column && said.text == text) return;
    }
    sink->push_back({column, std::move(text), std::string(cell), std::move(nearest)});
  }

  const PlannerParts& parts_;
  const csv::Record& record_;
  bool* unknown_name_;
  std::string key_;
  std::vector<std::string> key_values_;
  Update update_;
  std::vector<Problem> problems_;
  std::string buffer_;
};

}  // namespace

Planner::Planner(const Mapping& mapping, const std::vector<std::string>& header,
                 const crm::Catalog& catalog, std::string_view portal_host,
                 const crm::UserDirectory* users, std::string_view header_hint)
    : parts_(std::make_unique<PlannerParts>(
          BindMapping(mapping, header, catalog, portal_host, users, header_hint))) {}

Planner::~Planner() = default;
Planner::Planner(Planner&&) noexcept = default;
Planner& Planner::operator=(Planner&&) noexcept = default;

Planned Planner::Plan(const csv::Record& record, bool* unknown_name) const {
  return RowPlan(*parts_, record, unknown_name).Finish();
}

const std::vector<Target>& Planner::targets() const { return parts_->targets; }

std::string Planner::KeyId(const csv::Record& record) const {
  if (Misshapen(*parts_, record) || !AllMet(parts_->rows, record)) return {};
  if (parts_->key.kind != LeadKey::Kind::kId) {
    std::vector<KeyProblem> wrong;
    const std::vector<std::string> values = ReadKeyValues(*parts_, record, &wrong);
    return wrong.empty() ? JoinKey(values) : std::string();
  }
  const std::string_view cell = Trim(record[parts_->key_columns[0]]);
  if (IsEmptyCell(*parts_, cell)) return {};
  const auto parsed = ParseLeadKey(cell, parts_->portal_host);
  return parsed.index() == 0 ? std::to_string(std::get<0>(parsed)) : std::string();
}

const LeadKey& Planner::key() const { return parts_->key; }

const AddOptions& Planner::adds() const { return parts_->adds; }

const std::vector<std::string>& Planner::ignored_columns() const { return parts_->ignored_columns; }

const std::vector<std::string>& Planner::warnings() const { return parts_->warnings; }

std::vector<std::string> Planner::fields_to_read() const {
  std::vector<std::string> codes;
  for (const Target& target : parts_->targets) {
    for (std::string& code : target.codec->Reads()) {
      if (!Among(code, codes)) codes.push_back(std::move(code));
    }
  }
  return codes;
}

}  // namespace leadsync::sync
