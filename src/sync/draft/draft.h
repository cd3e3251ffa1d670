// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "crm/catalog.h"
#include "crm/field_codec.h"
#include "csv/header.h"
#include "sync/draft/column_fit.h"
#include "sync/draft/column_sample.h"
#include "sync/draft/field_guess.h"

namespace leadsync::sync {

/// What the portal says of a column's first cells.
struct KeyEvidence {
  size_t asked = 0;                      ///< different cells
  size_t found = 0;                      ///< of these, held by some lead
  std::vector<std::string> originators;  ///< of ORIGIN_ID: the leads' ORIGINATOR_IDs
};

/// A column that may name the lead, and what of the lead it holds; the likelier, the earlier.
struct KeyGuess {
  enum class Sort {
    kLeadId,     ///< called so, or links to leads
    kSameName,   ///< a text or number field of the very name
    kOrigin,     ///< called as ORIGIN_ID is
    kForeignId,  ///< called as numbers of other systems are: ORIGIN_ID
    kNearName,   ///< a text or number field of a similar name
    kEmail,
    kPhone,
    kNumbers,  ///< numbers that could be IDs of leads, and could be anything else
  };
  Sort sort;
  size_t column = 0;
  const crm::Field* field = nullptr;  ///< null: the lead's ID
  std::string originator;             ///< of ORIGIN_ID: whose numbers; "" = not known
  std::optional<KeyEvidence> evidence = std::nullopt;

  /// Can it be written as it is?
  bool proven() const {
    return evidence && evidence->found > 0 && evidence->found * 2 >= evidence->asked;
  }
  bool whole() const {
    return field == nullptr || field->code != "ORIGIN_ID" || !originator.empty();
  }
};

/// Where a draft comes from, for its text and its guesses.
struct DraftOrigin {
  std::string file;       ///< the spreadsheet, for the comment on top
  std::string portal;     ///< host; "" = fields from a file
  std::string delimiter;  ///< as a mapping says it, if it was given and not found out
  std::string encoding;   ///< likewise
  uint64_t rows = 0;      ///< that were looked at
  bool whole = true;      ///< they are all rows of the file
  const crm::UserDirectory* users = nullptr;  ///< may be null
  /// Asks the portal which guesses hold, in their order; fewer answers, or none, where it cannot.
  std::function<std::vector<std::optional<KeyEvidence>>(const std::vector<KeyGuess>&,
                                                        const std::vector<ColumnSample>&)>
      look_up = nullptr;
};

/// One column of the spreadsheet in a draft.
struct DraftColumn {
  enum class State {
    kWritten,   ///< a rule
    kProposed,  ///< a rule behind //, with the reason
    kKey,       ///< names the lead
    kUnused,    ///< no field for it
  };
  std::string name;
  State state = State::kUnused;
  const crm::Field* field = nullptr;
  ColumnFit fit;
  std::vector<std::string> notes;      ///< sentences, for comments above the rule
  std::vector<Misfit> unnamed;         ///< answers that the field's items lack
  std::vector<FieldGuess> candidates;  ///< other fields that it may mean
};

/// What only a person can know.
struct DraftQuestion {
  enum class Kind { kKey, kOriginator, kField, kReading, kValue, kZone };
  Kind kind;
  size_t column = 0;
  std::string text;
  std::vector<std::string> choices;  ///< empty: any text
  std::string cell;                  ///< of kValue
  /// Taken if nobody answers, since it was guessed.
  std::optional<size_t> guessed = std::nullopt;
};

/// Drafts a mapping out of a header, a sample of the cells and a portal's fields: what is certain
/// becomes rules, what is not becomes comments that say why, and questions. Pure.
///
///   Drafter drafter(header, samples, catalog, origin);
///   while (const DraftQuestion* q = drafter.Next()) Ask(*q) ? drafter.Answer(...) :
///   drafter.Leave(); WriteFile(path, drafter.Text());
///
/// The arguments must outlive it.
class Drafter {
 public:
  Drafter(const csv::Header& header, const std::vector<ColumnSample>& samples,
          const crm::Catalog& catalog, DraftOrigin origin);

  /// The next question that is left, or null.
  const DraftQuestion* Next() const { return questions_.empty() ? nullptr : &questions_.front(); }
  /// Answers it by the number of a choice (from 0).
  void Answer(size_t choice);
  /// Answers it with a text; a sentence if that is no answer: then the question stays.
  std::optional<std::string> Answer(std::string_view text);
  /// Nobody knows: it stays in the draft as a comment.
  void Leave();

  const std::vector<DraftColumn>& columns() const { return columns_; }
  /// What names the lead; nothing as long as that is not wholly known.
  const KeyGuess* key() const { return key_ && key_->whole() ? &*key_ : nullptr; }
  size_t questions() const { return questions_.size(); }
  /// The mapping file.
  std::string Text() const;

 private:
  void FindLeadId();
  void GuessKeys();
  void GuessKey(size_t column, uint64_t rows);
  void Weigh(const std::vector<std::optional<KeyEvidence>>& evidence);
  bool IsSure() const;
  std::string OriginatorInFile() const;
  void TakeKey(const KeyGuess& guess);
  void GiveWayToKey();
  void AskForKey();
  void DraftField(size_t column);
  void DraftByCells(size_t column);
  void Propose(size_t column, std::string why);
  std::string WhyNot(const crm::Field& field, const ColumnFit& fit) const;
  bool MayBeOtherWords(const crm::Field& field,
                       const std::vector<ColumnSample::Value>& values) const;
  bool HasItems(const crm::Field& field) const;
  bool Taken(const crm::Field& field) const;
  std::vector<std::string> ItemsFor(const crm::Field& field, const std::string& cell) const;
  void Use(size_t column, const crm::Field& field, DraftColumn::State state);
  bool Unusable(size_t column, std::string_view name);
  void Note(size_t column, std::string text);
  void FindUnnamed(DraftColumn* column, const std::vector<ColumnSample::Value>& values) const;
  void GiveWay();
  void FindEmptyWords();
  std::vector<ColumnSample::Value> Cells(size_t column) const;
  void AskAbout(size_t column);
  void AskForZone();
  void Take(const DraftQuestion& question, size_t choice);
  FitContext Context() const { return {catalog_, origin_.users, time_zone_}; }

  const csv::Header& header_;
  const std::vector<ColumnSample>& samples_;
  const crm::Catalog& catalog_;
  const DraftOrigin origin_;
  std::vector<DraftColumn> columns_;
  std::optional<KeyGuess> key_;
  std::vector<KeyGuess> key_guesses_;
  std::vector<std::string> empty_words_;  ///< as the cells have them
  std::set<std::string> empty_folded_;
  std::string time_zone_;
  std::vector<DraftQuestion> questions_;
};

/// A field for people: its label, and its code where that says more.
std::string Described(const crm::Field& field);
/// Does a column that may mean a person hold other cells than IDs? Then Drafter wants the portal's
/// users.
bool NamesPeople(const csv::Header& header, const std::vector<ColumnSample>& samples,
                 const crm::Catalog& catalog);

/// The mapping file's text; see Drafter::Text.
struct DraftText {
  const DraftOrigin& origin;
  const std::vector<DraftColumn>& columns;
  const std::optional<KeyGuess>& key;
  const std::vector<KeyGuess>& key_guesses;
  const std::vector<ColumnSample>& samples;
  const std::vector<std::string>& empty_words;
  const std::string& time_zone;
  const crm::Catalog& catalog;
};
std::string WriteDraft(const DraftText& draft);
/// The key's part of it: sentences to be comments, and lines of JSON, some behind `//`.
std::vector<std::string> KeyLines(const DraftText& draft);
/// A text as JSON.
std::string Quoted(std::string_view text);

}  // namespace leadsync::sync
