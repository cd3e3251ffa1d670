// SPDX-License-Identifier: MIT
#include "sync/draft/draft.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "base/text.h"
#include "crm/types/item_codec.h"
#include "crm/types/type_maker.h"

namespace leadsync::sync {
namespace {

constexpr std::string_view kOwnPrefix = "leadsync_";
constexpr size_t kMostCandidates = 6;
constexpr size_t kMostWords = 40;

bool IsNumber(const ColumnSample::Value& value) {
  return value.text.find_first_not_of("0123456789") == std::string::npos;
}

bool IsLink(const ColumnSample::Value& value) {
  return value.text.find("://") != std::string::npos || value.text.starts_with("www.");
}

/// Some of the cells, from everywhere in the file.
std::vector<ColumnSample::Value> Few(const std::vector<ColumnSample::Value>& values) {
  constexpr size_t kFew = 24;
  const size_t step = std::max<size_t>(1, values.size() / kFew);
  std::vector<ColumnSample::Value> few;
  for (size_t i = 0; i < values.size(); i += step) few.push_back(values[i]);
  return few;
}

bool IsPerson(const crm::Field& field) { return field.type == "user" || field.type == "employee"; }

}  // namespace

std::string Described(const crm::Field& field) {
  return field.label == field.code ? field.code : fmt::format("{} ({})", field.label, field.code);
}

bool NamesPeople(const csv::Header& header, const std::vector<ColumnSample>& samples,
                 const crm::Catalog& catalog) {
  for (size_t i = 0; i < samples.size(); ++i) {
    const auto& values = samples[i].values();
    if (std::all_of(values.begin(), values.end(), IsNumber)) continue;
    for (const FieldGuess& guess : GuessFields(header.names[i], catalog))
      if (IsPerson(*guess.field) && !guess.field->read_only) return true;
  }
  return false;
}

// First what identifies a lead, then each column by itself, then columns against each other; what
// is left open is asked in that order.
Drafter::Drafter(const csv::Header& header, const std::vector<ColumnSample>& samples,
                 const crm::Catalog& catalog, DraftOrigin origin)
    : header_(header), samples_(samples), catalog_(catalog), origin_(std::move(origin)) {
  columns_.resize(header.names.size());
  for (size_t i = 0; i < columns_.size(); ++i) columns_[i].name = Trim(header.names[i]);
  FindEmptyWords();
  FindLeadId();
  if (!key_) GuessKeys();
  for (size_t i = 0; i < columns_.size(); ++i)
    if (columns_[i].state != DraftColumn::State::kKey) DraftField(i);
  GiveWay();
  for (size_t i = 0; i < columns_.size(); ++i) DraftByCells(i);
  GiveWay();
  GiveWayToKey();
  AskForKey();
  for (size_t i = 0; i < columns_.size(); ++i) AskAbout(i);
  AskForZone();
}

/// Words for "nothing", unless a field has an item of that name.
void Drafter::FindEmptyWords() {
  std::set<std::string> items;
  for (const crm::Field& field : catalog_.fields())
    for (const crm::Item& item : catalog_.ItemsOf(field)) items.insert(Fold(item.name));
  for (const ColumnSample& sample : samples_) {
    for (const auto& value : sample.values()) {
      if (!IsEmptyWord(value.text) || items.count(Fold(value.text)) > 0) continue;
      if (empty_folded_.insert(Fold(value.text)).second) empty_words_.push_back(value.text);
    }
  }
}

std::vector<ColumnSample::Value> Drafter::Cells(size_t column) const {
  std::vector<ColumnSample::Value> values = samples_[column].values();
  if (empty_folded_.empty()) return values;
  std::erase_if(values,
                [&](const auto& value) { return empty_folded_.count(Fold(value.text)) > 0; });
  return values;
}

bool Drafter::Unusable(size_t column, std::string_view name) {
  if (name.empty() || name.starts_with(kOwnPrefix)) return true;
  const size_t bearers = header_.Find(name).size();
  if (bearers < 2) return false;
  Note(column, fmt::format("{} columns have this name: give them different ones", bearers));
  return true;
}

/// The fields of that name, tried on the cells: what is sure becomes a rule, the others candidates.
void Drafter::DraftField(size_t column) {
  DraftColumn& c = columns_[column];
  if (Unusable(column, c.name)) return;
  const std::vector<ColumnSample::Value> values = Cells(column);
  const std::vector<FieldGuess> guesses = GuessFields(c.name, catalog_);
  size_t bearers = 0;
  for (const FieldGuess& guess : guesses)
    bearers += guess.likeness == Likeness::kSame && !crm::WhyUnsupported(*guess.field, {});
  for (const FieldGuess& guess : guesses) {
    const crm::Field& field = *guess.field;
    const bool same = guess.likeness == Likeness::kSame;
    // Where fields have the very name, those that resemble it are not meant.
    if (guess.likeness == Likeness::kNear && !c.candidates.empty() &&
        c.candidates.front().likeness == Likeness::kSame)
      break;
    const ColumnFit fit = FitColumn(Context(), field, {}, values);
    if (!fit.good() && !(guess.likeness != Likeness::kNear && MayBeOtherWords(field, values))) {
      if (guess.likeness != Likeness::kNear) Note(column, WhyNot(field, fit));
      continue;
    }
    const bool proven = HasItems(field) && !fit.empty && fit.misfits.empty();
    if (same ? bearers == 1 : c.candidates.empty() && proven) {
      Use(column, field, DraftColumn::State::kWritten);
      c.notes.clear();
      if (!same)
        Note(column,
             fmt::format("Its name differs, but all its cells are items of {}.", Described(field)));
      return;
    }
    c.candidates.push_back(guess);
  }
  if (!c.candidates.empty())
    Propose(column, bearers > 1 ? "Several fields have this name: is it this one?"
                                : "The name differs: is it this field?");
}

/// A column whose name says nothing: fields that its cells alone speak for.
void Drafter::DraftByCells(size_t column) {
  DraftColumn& c = columns_[column];
  if (c.state != DraftColumn::State::kUnused || !c.notes.empty() || Unusable(column, c.name))
    return;
  const std::vector<ColumnSample::Value> values = Cells(column);
  // Numbers prove nothing, and one word little.
  if (values.size() < 2 || std::all_of(values.begin(), values.end(), IsNumber)) return;
  const std::vector<ColumnSample::Value> few = Few(values);
  std::map<std::string, bool> by_type;
  for (const crm::Field& field : catalog_.fields()) {
    const bool form = field.type == "date" || field.type == "datetime" || field.type == "url" ||
                      field.type == "boolean";
    if ((!form && !HasItems(field)) || crm::WhyUnsupported(field, {}) || Taken(field)) continue;
    const auto fits = [&] {
      // Anything with a point in it would do for a web address.
      if (field.type == "url" &&
          std::count_if(values.begin(), values.end(), IsLink) * 2 < std::ssize(values))
        return false;
      const auto mostly = [&](const std::vector<ColumnSample::Value>& some, uint64_t share) {
        const ColumnFit fit = FitColumn(Context(), field, {}, some);
        return fit.impossible.empty() && fit.wrong() * share <= fit.fine;
      };
      // A few cells tell that a column is none of a field's, and a file may have a hundred columns.
      return mostly(few, 2) && mostly(values, 10);
    };
    const std::string type = field.type + (field.multiple ? "+" : "");
    if (form && by_type.count(type) == 0) by_type[type] = fits();
    if (form ? by_type[type] : fits()) c.candidates.push_back({&field, Likeness::kCells});
  }
  if (c.candidates.empty()) return;
  const crm::Field& field = *c.candidates.front().field;
  if (c.candidates.size() > 1 || !HasItems(field) || values.size() < 3) {
    Propose(column, "The name says nothing, but the cells would fit: is it this field?");
    return;
  }
  c.candidates.clear();
  Use(column, field, DraftColumn::State::kWritten);
  Note(column,
       fmt::format("Its name says nothing, but its cells are items of {}.", Described(field)));
}

/// Are the cells a few words that may stand for the field's items?
bool Drafter::MayBeOtherWords(const crm::Field& field,
                              const std::vector<ColumnSample::Value>& values) const {
  uint64_t rows = 0;
  for (const auto& value : values) rows += value.rows;
  return HasItems(field) && values.size() <= kMostWords && values.size() * 2 <= rows &&
         !crm::WhyUnsupported(field, {});
}

bool Drafter::HasItems(const crm::Field& field) const {
  return IsClosed(field) && !catalog_.ItemsOf(field).empty();
}

bool Drafter::Taken(const crm::Field& field) const {
  return std::any_of(columns_.begin(), columns_.end(), [&](const DraftColumn& c) {
    return c.state == DraftColumn::State::kWritten && c.field == &field;
  });
}

std::string Drafter::WhyNot(const crm::Field& field, const ColumnFit& fit) const {
  if (!fit.impossible.empty()) return fit.impossible;
  if (IsPerson(field) && origin_.users == nullptr)
    return fmt::format(
        "the people of {} can be found by e-mail or name on the portal only, and "
        "it was not asked for them",
        Described(field));
  return fmt::format("{} does not take most of its cells: {}", Described(field),
                     fit.misfits.front().problem);
}

/// The likeliest candidate as a comment.
void Drafter::Propose(size_t column, std::string why) {
  DraftColumn& c = columns_[column];
  if (c.candidates.size() > kMostCandidates) c.candidates.resize(kMostCandidates);
  Use(column, *c.candidates.front().field, DraftColumn::State::kProposed);
  Note(column, std::move(why));
}

/// Makes the column a rule of that field, read as its cells are best read.
void Drafter::Use(size_t column, const crm::Field& field, DraftColumn::State state) {
  DraftColumn& c = columns_[column];
  c.field = &field;
  c.state = state;
  crm::CellRule base = c.fit.rule.values.empty() ? crm::CellRule{} : c.fit.rule;
  if (field.type == "crm_multifield") {
    const std::string kind = GuessKind(c.name);
    base.kind = field.code == "PHONE" || kind == "HOME" ? kind : "WORK";
    base.write = crm::WriteMode::kAdd;
  }
  const auto values = Cells(column);
  c.fit = FitColumn(Context(), field, base, values);
  FindUnnamed(&c, values);
}

/// Cells of a closed field that none of its items answers to, piece by piece.
void Drafter::FindUnnamed(DraftColumn* c, const std::vector<ColumnSample::Value>& values) const {
  c->unnamed.clear();
  if (c->field == nullptr || !IsClosed(*c->field) || c->fit.misfits.empty()) return;
  for (const auto& value : values) {
    for (const std::string& piece : PiecesOf(value.text, c->fit.rule)) {
      crm::CellRule single = c->fit.rule;
      const ColumnFit one =
          FitColumn(Context(), *c->field, single, {{piece, value.rows, value.first_row}});
      if (one.misfits.empty() || crm::FindDamage(piece)) continue;
      const auto known = std::find_if(c->unnamed.begin(), c->unnamed.end(),
                                      [&](const Misfit& m) { return m.cell == piece; });
      if (known != c->unnamed.end()) {
        known->rows += value.rows;
      } else {
        c->unnamed.push_back({piece, value.rows, value.first_row, one.misfits.front().problem});
      }
    }
  }
}

/// A field is written by one column only (phones and the like by one of each kind).
void Drafter::GiveWay() {
  for (size_t i = 0; i < columns_.size(); ++i) {
    DraftColumn& c = columns_[i];
    if (c.state == DraftColumn::State::kUnused || c.field == nullptr) continue;
    for (size_t j = 0; j < columns_.size(); ++j) {
      const DraftColumn& other = columns_[j];
      const bool first = j < i && other.state == c.state;
      const bool surer =
          other.state == DraftColumn::State::kWritten && c.state == DraftColumn::State::kProposed;
      if (other.field != c.field || other.fit.rule.kind != c.fit.rule.kind || !(first || surer))
        continue;
      c.state = DraftColumn::State::kUnused;
      c.candidates.clear();
      c.notes = {
          fmt::format("{} is written by the column «{}» already", Described(*c.field), other.name)};
      c.field = nullptr;
      break;
    }
  }
}

void Drafter::Note(size_t column, std::string text) {
  columns_[column].notes.push_back(std::move(text));
}

}  // namespace leadsync::sync
