// SPDX-License-Identifier: MIT
// What a draft leaves to a person, and what the answers change.
#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/text.h"
#include "crm/names.h"
#include "sync/draft/draft.h"
#include "sync/mapping_names.h"

namespace leadsync::sync {
namespace {

constexpr size_t kMostValuesAsked = 12;
/// Of a longer list of items only those near the cell are offered.
constexpr size_t kMostItemsShown = 20;
constexpr size_t kMostNear = 6;

}  // namespace

void Drafter::AskAbout(size_t column) {
  const DraftColumn& c = columns_[column];
  using Kind = DraftQuestion::Kind;
  if (c.state == DraftColumn::State::kProposed) {
    DraftQuestion ask{Kind::kField,
                      column,
                      fmt::format("Which field is the column «{}»?", Shorten(c.name)),
                      {},
                      ""};
    for (const FieldGuess& guess : c.candidates) ask.choices.push_back(Described(*guess.field));
    questions_.push_back(std::move(ask));
    return;  // the rest is asked when that is known
  }
  if (c.state != DraftColumn::State::kWritten) return;
  if (!c.fit.readings.empty()) {
    DraftQuestion ask{Kind::kReading,
                      column,
                      fmt::format("How are the cells of «{}» meant?", Shorten(c.name)),
                      {},
                      ""};
    for (const Reading& reading : c.fit.readings) ask.choices.push_back(reading.example);
    questions_.push_back(std::move(ask));
  }
  for (size_t i = 0; i < c.unnamed.size() && i < kMostValuesAsked; ++i) {
    const Misfit& misfit = c.unnamed[i];
    DraftQuestion ask{
        Kind::kValue, column,
        fmt::format("{} has no «{}» ({} row{}). What does it mean?", Described(*c.field),
                    Shorten(misfit.cell), misfit.rows, misfit.rows == 1 ? "" : "s"),
        ItemsFor(*c.field, misfit.cell), misfit.cell};
    if (!ask.choices.empty()) questions_.push_back(std::move(ask));
  }
}

/// What a cell may mean: every item of a short list, the nearest ones of a long list.
std::vector<std::string> Drafter::ItemsFor(const crm::Field& field, const std::string& cell) const {
  std::vector<std::string> names;
  for (const crm::Item& item : catalog_.ItemsOf(field)) names.push_back(item.name);
  return names.size() <= kMostItemsShown ? names : Nearest(cell, names, kMostNear);
}

void Drafter::AskForZone() {
  if (!time_zone_.empty()) return;
  for (size_t i = 0; i < columns_.size(); ++i) {
    const DraftColumn& c = columns_[i];
    if (c.state != DraftColumn::State::kWritten || !c.fit.needs_zone) continue;
    const bool asked =
        std::any_of(questions_.begin(), questions_.end(),
                    [](const DraftQuestion& q) { return q.kind == DraftQuestion::Kind::kZone; });
    if (!asked)
      questions_.push_back({DraftQuestion::Kind::kZone,
                            i,
                            fmt::format("The times of «{}» say no time zone. Which one do they "
                                        "mean (such as Europe/Berlin)?",
                                        Shorten(c.name)),
                            {},
                            ""});
    return;
  }
}

void Drafter::Leave() { questions_.erase(questions_.begin()); }

std::optional<std::string> Drafter::Answer(std::string_view text) {
  if (questions_.front().kind == DraftQuestion::Kind::kOriginator) {
    key_->originator = text;
    GiveWayToKey();
    Leave();
    return std::nullopt;
  }
  if (auto problem = TimeZoneProblem(text)) return problem;
  time_zone_ = text;
  for (DraftColumn& c : columns_) c.fit.needs_zone = false;
  Leave();
  return std::nullopt;
}

void Drafter::Answer(size_t choice) {
  const DraftQuestion question = questions_.front();
  Leave();
  Take(question, choice);
}

void Drafter::Take(const DraftQuestion& question, size_t choice) {
  using Kind = DraftQuestion::Kind;
  const size_t column = question.column;
  DraftColumn& c = columns_[column];
  switch (question.kind) {
    case Kind::kKey:
      TakeKey(key_guesses_[choice]);
      return;
    case Kind::kField: {
      c.notes.clear();
      Use(column, *c.candidates[choice].field, DraftColumn::State::kWritten);
      GiveWay();
      // What follows from it is asked next.
      std::vector<DraftQuestion> later;
      later.swap(questions_);
      AskAbout(column);
      questions_.insert(questions_.end(), later.begin(), later.end());
      AskForZone();
      return;
    }
    case Kind::kReading:
      c.fit.rule = c.fit.readings[choice].rule;
      c.fit.readings.clear();
      return;
    case Kind::kValue: {
      const std::vector<crm::Item>& items = catalog_.ItemsOf(*c.field);
      const std::string& name = question.choices[choice];
      const bool clear = crm::ResolveItem(items, name).index() == 0;
      const auto item = std::find_if(items.begin(), items.end(),
                                     [&](const crm::Item& one) { return one.name == name; });
      c.fit.rule.values.emplace_back(question.cell, clear ? name : item->id);
      Use(column, *c.field, c.state);
      return;
    }
    case Kind::kOriginator:
    case Kind::kZone:
      return;
  }
}

std::string Drafter::Text() const {
  return WriteDraft(
      {origin_, columns_, key_, key_guesses_, samples_, empty_words_, time_zone_, catalog_});
}

}  // namespace leadsync::sync
