// SPDX-License-Identifier: MIT
#include "crm/names.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/utf8.h"
#include "crm/messages.h"

namespace leadsync::crm {
namespace {

/// A file has few different wrong names and many rows with them; both bounds are generous.
constexpr size_t kMostRemembered = 4096;
constexpr size_t kLongestRemembered = 256;

std::string Quoted(std::string_view name) { return fmt::format("«{}»", Shorten(Trim(name))); }

/// "a", "a or b", "a, b or c".
std::string Alternatives(const std::vector<std::string>& texts) {
  std::string out;
  for (size_t i = 0; i < texts.size(); ++i) {
    if (i > 0) out += i + 1 == texts.size() ? " or " : ", ";
    out += texts[i];
  }
  return out;
}

/// `&name;` or `&#number;` at the start of `text`: the character, and how long it is in `text`.
std::optional<std::pair<char32_t, size_t>> Entity(std::string_view text) {
  static constexpr std::pair<std::string_view, char32_t> kNamed[] = {
      {"&amp;", '&'},   {"&lt;", '<'},    {"&gt;", '>'},     {"&quot;", '"'},
      {"&apos;", '\''}, {"&nbsp;", 0xA0}, {"&laquo;", 0xAB}, {"&raquo;", 0xBB},
  };
  for (const auto& [name, c] : kNamed) {
    if (text.starts_with(name)) return std::pair(c, name.size());
  }
  if (!text.starts_with("&#")) return std::nullopt;
  const bool hex = text.size() > 2 && (text[2] == 'x' || text[2] == 'X');
  const unsigned base = hex ? 16 : 10;
  char32_t c = 0;
  size_t i = hex ? 3 : 2;
  const size_t first = i;
  for (; i < text.size() && i < first + 7; ++i) {
    const char d = text[i];
    const unsigned digit = d >= '0' && d <= '9'          ? static_cast<unsigned>(d - '0')
                           : hex && d >= 'a' && d <= 'f' ? static_cast<unsigned>(d - 'a') + 10
                           : hex && d >= 'A' && d <= 'F' ? static_cast<unsigned>(d - 'A') + 10
                                                         : base;
    if (digit == base) break;
    c = c * base + digit;
  }
  if (i == first || i == text.size() || text[i] != ';' || c == 0) return std::nullopt;
  return std::pair(c, i + 1);
}

}  // namespace

std::string WithoutEntities(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (size_t at; (at = text.find('&')) != std::string_view::npos;) {
    out.append(text.substr(0, at));
    text.remove_prefix(at);
    const auto entity = Entity(text);
    if (entity) AppendUtf8(entity->first, &out);
    if (!entity) out.push_back('&');
    text.remove_prefix(entity ? entity->second : 1);
  }
  return out.append(text);
}

// The tables are made so that one look-up under the exact name settles a cell: a name whose text
// is also another item's ID has a null there, just as a name that two items bear.
ItemIndex::ItemIndex(const std::vector<Item>& items) : items_(&items) {
  for (const Item& item : items) {
    Enter(item.id, item, &ids_);
    const std::string plain = WithoutEntities(item.name);
    for (const std::string_view name : {std::string_view(item.name), std::string_view(plain)}) {
      Enter(std::string(Trim(name)), item, &exact_);
      Enter(Fold(name), item, &folded_);
    }
  }
  for (auto& [name, item] : exact_) {
    const auto other = ids_.find(name);
    if (other != ids_.end() && other->second != item) item = nullptr;
  }
}

void ItemIndex::Enter(std::string key, const Item& item, Table* table) {
  if (key.empty()) return;
  const auto [entry, is_new] = table->emplace(std::move(key), &item);
  // The portal may list an item twice; only different items contradict each other.
  if (!is_new && entry->second != nullptr && entry->second->id != item.id) entry->second = nullptr;
}

std::variant<const Item*, CellProblem> ItemIndex::Resolve(std::string_view cell) const {
  const std::string_view text = Trim(cell);
  if (const auto exact = exact_.find(text); exact != exact_.end()) {
    if (exact->second != nullptr) return exact->second;
    return Ambiguous(text);
  }
  if (const auto said = said_.find(text); said != said_.end()) return said->second;
  const auto folded = folded_.find(Fold(text));
  const auto id = ids_.find(text);
  if (folded == folded_.end()) {
    if (id != ids_.end() && id->second != nullptr) return id->second;
  } else if (folded->second != nullptr && (id == ids_.end() || id->second == folded->second)) {
    return folded->second;
  }
  CellProblem problem = folded == folded_.end() ? Unknown(text) : Ambiguous(text);
  if (said_.size() < kMostRemembered && text.size() <= kLongestRemembered) {
    said_.emplace(text, problem);
  }
  return problem;
}

const Item* ItemIndex::ById(std::string_view id) const {
  const auto found = ids_.find(id);
  return found == ids_.end() ? nullptr : found->second;
}

CellProblem ItemIndex::Ambiguous(std::string_view cell) const {
  const std::string folded = Fold(cell);
  std::vector<std::string> bearers;
  const Item* by_name = nullptr;
  const Item* by_id = nullptr;
  for (const Item& item : *items_) {
    if (item.id == cell) by_id = &item;
    if (Fold(item.name) != folded && Fold(WithoutEntities(item.name)) != folded) continue;
    by_name = &item;
    bearers.push_back(
        fmt::format("{} (ID {})", Quoted(WithoutEntities(item.name)), Shorten(item.id)));
  }
  if (bearers.size() == 1 && by_id != nullptr) {
    return {Say(said::kItemNameAndId, Quoted(cell), Shorten(by_name->id),
                Quoted(WithoutEntities(by_id->name)), Shorten(by_name->id),
                Quoted(WithoutEntities(by_id->name)))};
  }
  if (bearers.size() > 5) {
    bearers.resize(4);
    bearers.push_back("others");
  }
  std::string list;
  for (size_t i = 0; i < bearers.size(); ++i) {
    list += (i == 0 ? "" : i + 1 == bearers.size() ? " and " : ", ") + bearers[i];
  }
  return {Say(said::kItemOfSeveral, Quoted(cell), list)};
}

CellProblem ItemIndex::Unknown(std::string_view cell) const {
  const auto problem = [](std::string text, std::string nearest = {}) {
    return CellProblem{std::move(text), true, std::move(nearest)};
  };
  if (items_->empty()) {
    return problem(Say(said::kFieldWithoutItems, Quoted(cell)));
  }
  std::vector<std::string> names;
  for (const Item& item : *items_) names.push_back(WithoutEntities(item.name));
  for (const std::string& name : names) {
    if (const auto hint = LookAlikeHint(cell, name)) {
      return problem(Say(said::kItemLookAlike, Quoted(cell), Quoted(name), *hint), name);
    }
  }
  // Codes such as WEB can be misspelt too, unless they are but the name again; numbers that are
  // near each other mean nothing.
  for (const Item& item : *items_) {
    const bool number = item.id.find_first_not_of("0123456789") == std::string::npos;
    if (!number && Fold(item.id) != Fold(item.name)) names.push_back(item.id);
  }
  std::vector<std::string> nearest = Nearest(cell, names);
  const std::string meant = fmt::format("{}", fmt::join(nearest, " | "));
  for (std::string& name : nearest) name = Quoted(name);
  if (!nearest.empty()) {
    return problem(Say(said::kItemMisspelt, Quoted(cell), Alternatives(nearest)), meant);
  }
  if (items_->size() > 8) {
    return problem(Say(said::kNoItemAmongMany, Quoted(cell), items_->size()));
  }
  std::vector<std::string> all;
  for (const Item& item : *items_) all.push_back(Shorten(Trim(WithoutEntities(item.name))));
  return problem(Say(said::kNoSuchItem, Quoted(cell), ListNames(all)));
}

std::variant<std::string, CellProblem> ResolveItem(const std::vector<Item>& items,
                                                   std::string_view cell) {
  const auto found = ItemIndex(items).Resolve(cell);
  if (const Item* const* item = std::get_if<const Item*>(&found)) return (*item)->id;
  return std::get<CellProblem>(found);
}

}  // namespace leadsync::crm
