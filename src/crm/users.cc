// SPDX-License-Identifier: MIT
#include "crm/users.h"

#include <fmt/format.h>

#include <algorithm>
#include <initializer_list>
#include <utility>

#include "base/error.h"
#include "crm/messages.h"

namespace leadsync::crm {
namespace {

/// A file has few different wrong names and many rows with them; both bounds are generous.
constexpr size_t kMostRemembered = 4096;
constexpr size_t kLongestRemembered = 256;
/// Likeness is looked for among all of them, for each wrong name anew.
constexpr size_t kMostCompared = 5000;

std::string Quoted(std::string_view text) { return fmt::format("«{}»", Shorten(text)); }

/// "a", "a and b", "a, b and c"; with "or" likewise.
std::string List(const std::vector<std::string>& texts, std::string_view last) {
  std::string out;
  for (size_t i = 0; i < texts.size(); ++i) {
    if (i > 0) out += i + 1 == texts.size() ? fmt::format(" {} ", last) : ", ";
    out += texts[i];
  }
  return out;
}

std::string Joined(std::initializer_list<std::string_view> parts) {
  std::string out;
  for (const std::string_view part : parts) {
    if (part.empty()) continue;
    if (!out.empty()) out += ' ';
    out += part;
  }
  return out;
}

/// "Petrova, Olga" is "Petrova Olga".
std::string FoldName(std::string_view name) {
  std::string text(name);
  std::replace(text.begin(), text.end(), ',', ' ');
  return Fold(text);
}

}  // namespace

std::string User::FullName() const { return Joined({name, last_name}); }

Users::Users(std::vector<User> all, bool kept) : all_(std::move(all)), kept_(kept) {
  for (uint32_t i = 0; i < all_.size(); ++i) {
    const User& user = all_[i];
    ids_.emplace(user.id, i);
    Enter(FoldCase(user.email), i, &emails_.exact);
    Enter(Fold(user.email), i, &emails_.folded);
    EnterNames(i);
    if (!user.active) continue;
    if (!user.email.empty()) emails_.suggestions.push_back(user.email);
    if (std::string name = user.FullName(); !name.empty()) {
      names_.suggestions.push_back(std::move(name));
    }
  }
}

void Users::Enter(std::string key, uint32_t person, Table* table) {
  if (key.empty()) return;
  People& people = (*table)[std::move(key)];
  if (people.empty() || people.back() != person) people.push_back(person);
}

void Users::EnterNames(uint32_t person) {
  const User& user = all_[person];
  const std::string &first = user.name, &second = user.second_name, &last = user.last_name;
  for (std::string& form :
       std::vector<std::string>{Joined({first, last}), Joined({last, first}),
                                Joined({first, second, last}), Joined({last, first, second})}) {
    Enter(FoldName(form), person, &names_.folded);
    Enter(std::move(form), person, &names_.exact);
  }
}

const Users::People* Users::Find(Way way, std::string_view text) const {
  const Index& index = way == Way::kEmail ? emails_ : names_;
  const auto exact = way == Way::kEmail ? index.exact.find(FoldCase(text)) : index.exact.find(text);
  if (exact != index.exact.end()) return &exact->second;
  const auto folded = index.folded.find(way == Way::kEmail ? Fold(text) : FoldName(text));
  return folded == index.folded.end() ? nullptr : &folded->second;
}

std::variant<std::string, CellProblem> Users::Resolve(std::string_view by,
                                                      std::string_view cell) const {
  const Way way = by == "email" ? Way::kEmail : Way::kName;
  const std::string_view text = Trim(cell);
  auto& said = said_[way == Way::kEmail];
  if (const auto found = said.find(text); found != said.end()) return found->second;
  CellProblem problem;
  if (const People* people = Find(way, text)) {
    People active;
    for (const uint32_t person : *people) {
      if (all_[person].active) active.push_back(person);
    }
    if (active.size() == 1) return all_[active[0]].id;
    problem = active.empty() ? Dismissed(text, *people) : Ambiguous(way, text, active);
  } else {
    problem = Unknown(way, text);
  }
  // Of people kept from an earlier command some may be back, and others of that name gone.
  problem.unknown_name = kept_;
  if (said.size() < kMostRemembered && text.size() <= kLongestRemembered) {
    said.emplace(text, problem);
  }
  return problem;
}

CellProblem Users::Ambiguous(Way way, std::string_view text, const People& people) const {
  std::vector<std::string> bearers;
  for (const uint32_t person : people) {
    const User& user = all_[person];
    const std::string other = way == Way::kEmail ? user.FullName() : user.email;
    bearers.push_back(
        fmt::format("ID {}{}", user.id, other.empty() ? "" : fmt::format(" ({})", Shorten(other))));
  }
  if (bearers.size() > 5) {
    bearers.resize(4);
    bearers.push_back("others");
  }
  return {Say(said::kPersonOfSeveral, Quoted(text), List(bearers, "and"),
              way == Way::kEmail ? "the ID" : "the e-mail address or the ID")};
}

CellProblem Users::Dismissed(std::string_view text, const People& people) const {
  std::vector<std::string> ids;
  for (const uint32_t person : people) ids.push_back("ID " + all_[person].id);
  if (ids.size() > 5) {
    ids.resize(4);
    ids.push_back("others");
  }
  return {Say(said::kDismissed, Quoted(text), List(ids, "and"))};
}

CellProblem Users::Unknown(Way way, std::string_view text) const {
  const bool email = way == Way::kEmail;
  const std::vector<std::string>& candidates = (email ? emails_ : names_).suggestions;
  if (email && emails_.exact.empty()) return {Say(said::kNoEmailsShown)};
  const std::string_view bears = email ? "has the e-mail address" : "is called";
  if (candidates.size() > kMostCompared) return {Say(said::kNoSuchPerson, bears, Quoted(text))};
  for (const std::string& candidate : candidates) {
    if (const auto hint = LookAlikeHint(text, candidate)) {
      return {Say(said::kPersonLookAlike, bears, Quoted(text), Quoted(candidate), *hint), false,
              candidate};
    }
  }
  std::vector<std::string> nearest = Nearest(text, candidates);
  if (nearest.empty()) return {Say(said::kNoSuchPerson, bears, Quoted(text))};
  const std::string meant = fmt::format("{}", fmt::join(nearest, " | "));
  for (std::string& one : nearest) one = Quoted(one);
  return {Say(said::kPersonMisspelt, bears, Quoted(text), List(nearest, "or")), false, meant};
}

std::string Users::NameOf(std::string_view id) const {
  const auto found = ids_.find(id);
  if (found == ids_.end()) return {};
  const User& user = all_[found->second];
  const std::string name = user.FullName();
  return name.empty() ? user.email : name;
}

std::string Users::ToJson() const {
  std::string out;
  JsonWriter writer(&out);
  writer.BeginObject().Key("users").BeginArray();
  for (const User& user : all_) {
    writer.BeginObject().Key("id").String(user.id).Key("name").String(user.name);
    writer.Key("last_name").String(user.last_name).Key("second_name").String(user.second_name);
    writer.Key("email").String(user.email).Key("active").Bool(user.active).EndObject();
  }
  writer.EndArray().EndObject();
  return out;
}

Users Users::FromJson(JsonValue json, bool kept) {
  const JsonValue users = json["users"];
  if (!users.IsArray()) Raise(said::kNotUsers);
  std::vector<User> all;
  for (size_t i = 0; i < users.size(); ++i) {
    const JsonValue one = users[i];
    const auto text = [&](std::string_view name) { return std::string(one[name].text()); };
    if (text("id").empty() || !one["active"].IsBool()) {
      Raise(said::kNotUsers);
    }
    all.push_back({text("id"), text("name"), text("last_name"), text("second_name"), text("email"),
                   one["active"].boolean()});
  }
  return Users(std::move(all), kept);
}

}  // namespace leadsync::crm
