// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <variant>
#include <vector>

#include "base/json.h"
#include "base/text.h"
#include "crm/field_codec.h"

namespace leadsync::crm {

/// One person of a portal.
struct User {
  std::string id;
  std::string name;
  std::string last_name;
  std::string second_name;
  std::string email;
  bool active = true;  ///< false = dismissed
  /// "Olga Petrova"; "" if the portal knows no name.
  std::string FullName() const;
  bool operator==(const User&) const = default;
};

/// Finds the person that a cell means: an e-mail address in any letter case; a first and a last
/// name in either order (with a comma between them too), with or without the second name, exact or
/// else folded. Whom a cell may mean twice is refused, never guessed, except that the dismissed
/// give way to those who work there. The dismissed are refused.
///
/// From memory, one hash look-up for a name that is there. One thread at a time: it remembers what
/// it said about wrong names. Portals of more than 5,000 people get no "did you mean".
class Users : public UserDirectory {
 public:
  /// `kept`: as an earlier command saw them. Then a wrong name is `unknown_name`: the portal may
  /// know more by now.
  explicit Users(std::vector<User> all, bool kept = false);

  std::variant<std::string, CellProblem> Resolve(std::string_view by,
                                                 std::string_view cell) const override;
  std::string NameOf(std::string_view id) const override;

  /// In the portal's order.
  const std::vector<User>& all() const { return all_; }
  bool kept() const { return kept_; }
  /// The form that is kept on disk.
  std::string ToJson() const;
  /// Throws Error if this is not what ToJson wrote.
  static Users FromJson(JsonValue json, bool kept);

 private:
  /// Indices in `all_`.
  using People = std::vector<uint32_t>;
  using Table = std::unordered_map<std::string, People, StringHash, std::equal_to<>>;
  struct Index {
    Table exact;
    Table folded;
    std::vector<std::string> suggestions;  ///< of people who can be named
  };
  enum class Way { kEmail, kName };

  static void Enter(std::string key, uint32_t person, Table* table);
  void EnterNames(uint32_t person);
  const People* Find(Way way, std::string_view text) const;
  CellProblem Ambiguous(Way way, std::string_view text, const People& people) const;
  CellProblem Dismissed(std::string_view text, const People& people) const;
  CellProblem Unknown(Way way, std::string_view text) const;

  std::vector<User> all_;
  bool kept_;
  std::unordered_map<std::string, uint32_t, StringHash, std::equal_to<>> ids_;
  Index emails_;
  Index names_;
  mutable std::unordered_map<std::string, CellProblem, StringHash, std::equal_to<>> said_[2];
};

}  // namespace leadsync::crm
