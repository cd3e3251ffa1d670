// SPDX-License-Identifier: MIT
// The key of a draft as text: what it is, why, and what else it could be.
#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "sync/draft/draft.h"

namespace leadsync::sync {
namespace {

using Sort = KeyGuess::Sort;

class KeyText {
 public:
  explicit KeyText(const DraftText& draft) : d_(draft) {}

  std::vector<std::string> Lines() {
    if (d_.key && d_.key->sort == Sort::kLeadId) {
      lines_ = d_.columns[d_.key->column].notes;
      lines_.push_back(Json(*d_.key));
      return std::move(lines_);
    }
    const bool by_field = std::any_of(d_.key_guesses.begin(), d_.key_guesses.end(),
                                      [](const KeyGuess& guess) { return guess.field != nullptr; });
    if (d_.key) {
      Chosen(*d_.key);
    } else if (d_.key_guesses.empty()) {
      Say("No column looks like lead IDs, links to leads, or anything else that is in every row "
          "only once and that leads hold, too. The file needs such a column: name it here.");
      lines_.emplace_back("// \"key\": \"Lead ID\",");
    } else {
      Say("No column is called lead ID. Which of these says what lead a row is about? Take the // "
          "away from one.");
    }
    if (by_field)
      Say("A row whose key no lead holds will be not_found, one whose key several leads hold "
          "ambiguous, and neither changes anything: leadsync preview shows how many. With "
          "\"mode\": \"upsert\" keys that no lead holds become new leads.");
    if (d_.key) Write(*d_.key);
    Others();
    return std::move(lines_);
  }

 private:
  void Say(std::string sentence) { lines_.push_back(std::move(sentence)); }

  std::string Name(const KeyGuess& guess) const { return Quoted(d_.columns[guess.column].name); }

  void Chosen(const KeyGuess& guess) {
    Say((guess.proven() ? "No column is called lead ID, but leads can be found: "
                        : "No column is called lead ID, so that this is a guess: ") +
        Why(guess));
  }

  void Write(const KeyGuess& guess) {
    lines_.push_back((guess.whole() ? "" : "// ") + Json(guess));
  }

  void Others() {
    bool said = !d_.key;
    for (const KeyGuess& guess : d_.key_guesses) {
      if (d_.key && guess.column == d_.key->column && guess.field == d_.key->field) continue;
      if (!said) Say("Otherwise it could be:");
      said = true;
      Say("- " + Why(guess));
      lines_.push_back("// " + Json(guess));
    }
  }

  std::string Json(const KeyGuess& guess) const {
    if (guess.field == nullptr) return fmt::format("\"key\": {},", Name(guess));
    const std::string within =
        guess.field->code == "ORIGIN_ID"
            ? fmt::format(", \"within\": {{ \"ORIGINATOR_ID\": {} }}",
                          Quoted(guess.originator.empty() ? "?" : guess.originator))
            : "";
    return fmt::format("\"key\": {{ \"column\": {}, \"field\": {}{} }},", Name(guess),
                       Quoted(guess.field->code), within);
  }

  /// How often it stands twice.
  std::string Seen(const KeyGuess& guess) const {
    uint64_t rows = 0;
    const auto& values = d_.samples[guess.column].values();
    for (const auto& value : values) rows += value.rows;
    if (rows == values.size()) return "no cell of it stands there twice";
    return fmt::format("of its {} cells {} different", rows,
                       values.size() == 1 ? "1 is" : fmt::format("{} are", values.size()));
  }

  std::string Why(const KeyGuess& guess) const {
    std::string why = Reason(guess);
    if (!guess.evidence) return why;
    const KeyEvidence& seen = *guess.evidence;
    if (seen.found == 0)
      return why + fmt::format(" No lead of the portal holds any of its first {} different cells.",
                               seen.asked);
    why += fmt::format(" Of its first {} different cells {} held by {} of the portal", seen.asked,
                       seen.found == 1 ? "1 is" : fmt::format("{} are", seen.found),
                       seen.found == 1 ? "a lead" : "leads");
    if (seen.originators.size() > 1)
      why += ", with the ORIGINATOR_IDs " + ListNames(seen.originators);
    return why + ".";
  }

  std::string Reason(const KeyGuess& guess) const {
    const std::string name = Name(guess);
    const std::string field = guess.field == nullptr ? "" : Described(*guess.field);
    switch (guess.sort) {
      case Sort::kLeadId:
        return fmt::format("{} holds the leads' IDs.", name);
      case Sort::kSameName:
        return fmt::format("{} is called as the field {}, and {}.", name, field, Seen(guess));
      case Sort::kNearName:
        return fmt::format("{} is called nearly as the field {}, and {}.", name, field,
                           Seen(guess));
      case Sort::kOrigin:
      case Sort::kForeignId:
        return fmt::format(
            "{} {}, and {}. The portal keeps such numbers in ORIGIN_ID, and the name of the system "
            "that gives them in ORIGINATOR_ID{}.",
            name,
            guess.sort == Sort::kOrigin ? "is called as the field " + field
                                        : "seems to be another system's number",
            Seen(guess),
            guess.originator.empty()
                ? ": fill that in for \"?\"; who connected that system knows it"
                : fmt::format(" («{}»)", guess.originator));
      case Sort::kEmail:
        return fmt::format("{} could find leads by their e-mail, since {}.", name, Seen(guess));
      case Sort::kPhone:
        return fmt::format(
            "{} could find leads by their phone, since {}. Numbers without a country's code need "
            "\"country\", such as \"DE\".",
            name, Seen(guess));
      case Sort::kNumbers:
        break;
    }
    return fmt::format(
        "{} holds nothing but numbers that could be lead IDs. Not every number is: an order's "
        "number would change the wrong leads.",
        name);
  }

  const DraftText& d_;
  std::vector<std::string> lines_;
};

}  // namespace

std::vector<std::string> KeyLines(const DraftText& draft) { return KeyText(draft).Lines(); }

}  // namespace leadsync::sync
