// SPDX-License-Identifier: MIT
// Which column of a draft names the lead.
#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/text.h"
#include "crm/types/type_maker.h"
#include "sync/draft/draft.h"
#include "sync/key.h"

namespace leadsync::sync {
namespace {

using Sort = KeyGuess::Sort;
using Values = std::vector<ColumnSample::Value>;

constexpr std::string_view kOwnPrefix = "leadsync_";
constexpr size_t kLongestId = 64;

uint64_t RowsOf(const Values& values) {
  uint64_t rows = 0;
  for (const auto& value : values) rows += value.rows;
  return rows;
}

/// Such as numbers that other systems give: short, with a digit, without blanks.
bool IsIdentifier(const std::string& text) {
  return text.size() <= kLongestId && text.find(' ') == std::string::npos &&
         text.find_first_of("0123456789") != std::string::npos;
}

bool MostlyIdentifiers(const Values& values) {
  uint64_t rows = 0;
  for (const auto& value : values)
    if (IsIdentifier(value.text)) rows += value.rows;
  return rows * 10 >= RowsOf(values) * 9;
}

/// Fields that hold what another system calls the lead; names and addresses are many leads'.
bool MayIdentify(const crm::Field& field) {
  return (field.dynamic || field.code == "ORIGIN_ID") && !field.multiple && !field.read_only &&
         (field.type == "string" || field.type == "integer") && !crm::WhyUnsupported(field, {});
}

bool IsContact(const crm::Field& field) {
  return !field.dynamic && (field.code == "EMAIL" || field.code == "PHONE");
}

}  // namespace

/// A column whose cells are IDs of leads or links to them. Its name decides; without one that is
/// known, only links are proof.
void Drafter::FindLeadId() {
  for (size_t i = 0; i < columns_.size() && !key_; ++i) {
    uint64_t ids = 0;
    uint64_t links = 0;
    const auto values = Cells(i);
    const uint64_t all = RowsOf(values);
    for (const auto& value : values) {
      if (ParseLeadKey(value.text, origin_.portal).index() != 0) continue;
      ids += value.rows;
      if (value.text.find("://") != std::string::npos) links += value.rows;
    }
    const bool mostly = all > 0 && ids * 10 >= all * 9;
    const bool named = NamesLeadId(columns_[i].name);
    if (columns_[i].name.empty() || header_.Find(columns_[i].name).size() > 1) continue;
    if (!(named && (mostly || all == 0)) && !(mostly && links * 2 > all)) continue;
    key_ = KeyGuess{Sort::kLeadId, i, nullptr, ""};
    columns_[i].state = DraftColumn::State::kKey;
    if (NamesAnyId(columns_[i].name) && links == 0)
      Note(
          i,
          "It is called ID only: are these the IDs of leads on this portal? IDs of another system "
          "would change the wrong leads; those are another kind of key: "
          "{ \"column\": ..., \"field\": \"ORIGIN_ID\", \"within\": { \"ORIGINATOR_ID\": ... } }.");
    if (ids < all)
      Note(i, fmt::format("{} of {} cells {}.", all - ids, all,
                          all - ids == 1 ? "is no lead ID; leadsync check names it"
                                         : "are no lead IDs; leadsync check names them"));
  }
}

/// No lead IDs: columns by which leads could be found all the same.
void Drafter::GuessKeys() {
  uint64_t rows = 0;
  for (const ColumnSample& sample : samples_) rows = std::max(rows, sample.filled());
  for (size_t i = 0; i < columns_.size(); ++i)
    if (const std::string& name = columns_[i].name;
        !name.empty() && !name.starts_with(kOwnPrefix) && header_.Find(name).size() == 1)
      GuessKey(i, rows);
  std::stable_sort(key_guesses_.begin(), key_guesses_.end(),
                   [](const KeyGuess& a, const KeyGuess& b) { return a.sort < b.sort; });
  if (origin_.look_up && !key_guesses_.empty()) Weigh(origin_.look_up(key_guesses_, samples_));
  if (!IsSure()) return;
  key_ = key_guesses_.front();
  columns_[key_->column].state = DraftColumn::State::kKey;
}

/// A key is in nearly every row, and hardly ever twice.
void Drafter::GuessKey(size_t column, uint64_t rows) {
  const Values values = Cells(column);
  const uint64_t seen = RowsOf(values);
  if (values.empty() || samples_[column].filled() * 10 < rows * 9 || values.size() * 50 < seen * 49)
    return;
  const std::string& name = columns_[column].name;
  const auto add = [&](Sort sort, const crm::Field* field) {
    for (const KeyGuess& guess : key_guesses_)
      if (guess.column == column && guess.field == field) return;
    if (field == nullptr || FitColumn(Context(), *field, {}, values).good())
      key_guesses_.push_back(
          {sort, column, field,
           field != nullptr && field->code == "ORIGIN_ID" ? OriginatorInFile() : std::string()});
  };
  const bool identifiers = MostlyIdentifiers(values);
  bool foreign = false;
  for (const FieldGuess& guess : GuessFields(name, catalog_)) {
    const crm::Field& field = *guess.field;
    if (IsContact(field) && guess.likeness != Likeness::kNear)
      add(field.code == "EMAIL" ? Sort::kEmail : Sort::kPhone, &field);
    if (!identifiers || !MayIdentify(field)) continue;
    const bool same = guess.likeness == Likeness::kSame;
    foreign = foreign || same;
    add(!same ? Sort::kNearName : field.dynamic ? Sort::kSameName : Sort::kOrigin, &field);
  }
  const crm::Field* origin = catalog_.Find("ORIGIN_ID");
  if (identifiers && NamesForeignId(name) && origin != nullptr) {
    foreign = true;
    add(Sort::kForeignId, origin);
  }
  const bool ids = std::all_of(values.begin(), values.end(), [&](const auto& value) {
    return ParseLeadKey(value.text, origin_.portal).index() == 0;
  });
  if (ids && !foreign) add(Sort::kNumbers, nullptr);
}

/// What leads hold is better than what columns are called. That some lead has a number for its ID
/// says nothing, though.
void Drafter::Weigh(const std::vector<std::optional<KeyEvidence>>& evidence) {
  for (size_t i = 0; i < evidence.size() && i < key_guesses_.size(); ++i) {
    KeyGuess& guess = key_guesses_[i];
    guess.evidence = evidence[i];
    if (guess.evidence && guess.originator.empty() && guess.evidence->originators.size() == 1)
      guess.originator = guess.evidence->originators.front();
  }
  const auto doubt = [](const KeyGuess& guess) {
    if (guess.evidence && guess.evidence->found == 0) return 2;
    return guess.proven() && guess.sort != Sort::kNumbers ? 0 : 1;
  };
  std::stable_sort(key_guesses_.begin(), key_guesses_.end(),
                   [&](const KeyGuess& a, const KeyGuess& b) { return doubt(a) < doubt(b); });
}

/// Is the likeliest guess good enough to stand in a draft that nobody was asked about? A text or a
/// number that no lead bears finds no lead, so that a wrong guess changes nothing; only numbers
/// taken for lead IDs would find wrong ones.
bool Drafter::IsSure() const {
  if (key_guesses_.empty() || !key_guesses_.front().whole()) return false;
  const Sort first = key_guesses_.front().sort;
  if (key_guesses_.front().evidence)
    return key_guesses_.front().proven() && first != Sort::kNumbers;
  const auto of = [&](Sort sort) {
    return std::count_if(key_guesses_.begin(), key_guesses_.end(),
                         [&](const KeyGuess& guess) { return guess.sort == sort; });
  };
  switch (first) {
    case Sort::kSameName:
    case Sort::kOrigin:
    case Sort::kForeignId:
    case Sort::kEmail:
    case Sort::kPhone:
      return of(first) == 1 && of(Sort::kNumbers) == 0;
    default:
      return false;
  }
}

/// A column that is called as ORIGINATOR_ID is and says the same in all rows.
std::string Drafter::OriginatorInFile() const {
  for (size_t i = 0; i < columns_.size(); ++i) {
    const auto guesses = GuessFields(columns_[i].name, catalog_);
    if (guesses.empty() || guesses.front().field->code != "ORIGINATOR_ID" ||
        guesses.front().likeness != Likeness::kSame)
      continue;
    const auto values = Cells(i);
    if (values.size() == 1 && samples_[i].whole()) return values.front().text;
  }
  return "";
}

/// What belongs to the key cannot be written by a column.
void Drafter::GiveWayToKey() {
  if (!key_ || key_->field == nullptr || IsContact(*key_->field)) return;
  const bool origin = key_->field->code == "ORIGIN_ID";
  for (size_t i = 0; i < columns_.size(); ++i) {
    DraftColumn& c = columns_[i];
    if (i == key_->column || c.field == nullptr ||
        (c.field != key_->field && !(origin && c.field->code == "ORIGINATOR_ID")))
      continue;
    const std::string field = Described(*c.field);
    c = DraftColumn{};
    c.name = Trim(header_.names[i]);
    Note(i, fmt::format("{} belongs to the key: a lead that is found holds it already", field));
    std::erase_if(questions_, [&](const DraftQuestion& q) {
      return q.column == i && q.kind != DraftQuestion::Kind::kKey;
    });
  }
}

void Drafter::AskForKey() {
  if (key_guesses_.empty()) return;
  DraftQuestion ask{DraftQuestion::Kind::kKey, 0, "", {}, ""};
  ask.text = "No column is called lead ID. Which one says what lead a row is about?";
  for (const KeyGuess& guess : key_guesses_)
    ask.choices.push_back(
        guess.field == nullptr
            ? fmt::format("«{}»: the lead's ID", Shorten(columns_[guess.column].name))
            : fmt::format("«{}»: {}", Shorten(columns_[guess.column].name),
                          Described(*guess.field)));
  if (key_) ask.guessed = 0;
  questions_.push_back(std::move(ask));
}

/// The chosen column becomes the key; the one that was guessed is a column like others again.
void Drafter::TakeKey(const KeyGuess& guess) {
  const std::optional<KeyGuess> before = std::exchange(key_, guess);
  const auto anew = [this](size_t column) {
    columns_[column] = DraftColumn{};
    columns_[column].name = Trim(header_.names[column]);
    std::erase_if(questions_, [&](const DraftQuestion& q) {
      return q.column == column && q.kind != DraftQuestion::Kind::kKey;
    });
  };
  anew(guess.column);
  columns_[guess.column].state = DraftColumn::State::kKey;
  if (before && before->column != guess.column) {
    anew(before->column);
    DraftField(before->column);
    GiveWay();
    DraftByCells(before->column);
    AskAbout(before->column);
  }
  GiveWayToKey();
  if (!guess.whole())
    questions_.insert(
        questions_.begin(),
        DraftQuestion{DraftQuestion::Kind::kOriginator,
                      guess.column,
                      fmt::format("Whose numbers are those of «{}»? The portal keeps the name of "
                                  "the other system in ORIGINATOR_ID (such as ERP).",
                                  Shorten(columns_[guess.column].name)),
                      {},
                      ""});
}

}  // namespace leadsync::sync
