// SPDX-License-Identifier: MIT
#include "crm/types/multifield_codec.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "base/text.h"
#include "crm/messages.h"
#include "crm/types/item_codec.h"
#include "crm/types/number_format.h"
#include "crm/types/type_maker.h"
#include "crm/types/url_type.h"

namespace leadsync::crm {
namespace {

/// The portal refuses the whole call for a longer value.
constexpr size_t kMostCharacters = 250;

struct Kinds {
  std::string_view code;
  std::vector<std::string_view> names;  // the first one is the default
};

const Kinds* FindKinds(std::string_view code) {
  static const Kinds kKinds[] = {
      {"PHONE", {"WORK", "MOBILE", "FAX", "HOME", "PAGER", "MAILING", "OTHER"}},
      {"EMAIL", {"WORK", "HOME", "MAILING", "OTHER"}},
      {"WEB", {"WORK", "HOME", "FACEBOOK", "VK", "LIVEJOURNAL", "TWITTER", "OTHER"}},
      {"IM",
       {"OTHER", "FACEBOOK", "TELEGRAM", "VK", "SKYPE", "VIBER", "INSTAGRAM", "BITRIX24", "ICQ",
        "MSN", "JABBER"}},
  };
  for (const Kinds& kinds : kKinds) {
    if (kinds.code == code) return &kinds;
  }
  return nullptr;
}

/// Conversations of open lines are kept as messengers; they are not the mapping's to touch.
bool IsOpenLine(std::string_view value, std::string_view kind) {
  return kind == "OPENLINE" || kind == "IMOL" || value.starts_with("imol|");
}

}  // namespace

std::variant<std::unique_ptr<FieldCodec>, std::string> MultifieldCodec::Make(const Field& field,
                                                                             const CellRule& rule) {
  const Kinds* kinds = FindKinds(field.code);
  if (kinds == nullptr) {
    return Say(said::kUnknownMultifield, NameOf(field));
  }
  if (rule.kind == "OPENLINE" || rule.kind == "IMOL") {
    return Say(said::kKindOfOpenLine, rule.kind);
  }
  if (!rule.kind.empty() &&
      std::find(kinds->names.begin(), kinds->names.end(), rule.kind) == kinds->names.end()) {
    return Say(said::kNoSuchKind, NameOf(field), fmt::format("{}", fmt::join(kinds->names, ", ")),
               Shorten(rule.kind));
  }
  if (!rule.values.empty()) {
    return Say(said::kValuesMisfit, NameOf(field));
  }
  std::unique_ptr<MultifieldCodec> codec(new MultifieldCodec);
  codec->code_ = field.code;
  codec->what_ = field.code == "PHONE"   ? What::kPhone
                 : field.code == "EMAIL" ? What::kEmail
                 : field.code == "WEB"   ? What::kWeb
                                         : What::kMessenger;
  codec->kind_ = rule.kind;
  codec->default_kind_ = rule.kind.empty() ? std::string(kinds->names.front()) : rule.kind;
  codec->split_ = rule.split;
  codec->replace_ = rule.write == WriteMode::kReplace;
  codec->complete_ = rule.complete_url;
  if (codec->what_ == What::kPhone && !rule.country.empty()) {
    codec->home_ = FindDialPlan(rule.country);
    if (codec->home_ == nullptr) {
      return Say(said::kCountryUnknown, Shorten(rule.country));
    }
  }
  return std::unique_ptr<FieldCodec>(std::move(codec));
}

std::optional<CellProblem> MultifieldCodec::Check(std::string_view text, std::string* out) const {
  if (auto damage = FindDamage(text)) return damage;
  if (text.size() > kMostCharacters && Utf8Length(text) > kMostCharacters) {
    return CellProblem{
        Say(said::kContactTooLong, Shorten(text, 40), Utf8Length(text), kMostCharacters)};
  }
  switch (what_) {
    case What::kPhone:
      if (auto exponent = ExponentForm(text)) return CellProblem{std::move(*exponent)};
      if (std::count_if(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; }) <
          2) {
        return CellProblem{Say(said::kNotAPhone, Shorten(text))};
      }
      break;
    case What::kEmail:
      if (auto problem = EmailProblem(text)) {
        return CellProblem{Say(said::kNotAnEmail, Shorten(text), *problem)};
      }
      break;
    case What::kWeb: {
      // The networks' kinds hold names of accounts as well.
      const bool is_account =
          kind_ == "FACEBOOK" || kind_ == "VK" || kind_ == "LIVEJOURNAL" || kind_ == "TWITTER";
      std::string completed;
      if (is_account) break;
      if (auto problem = UrlType(true, kMostCharacters).Parse(text, &completed)) return problem;
      if (complete_) *out = std::move(completed);
      break;
    }
    case What::kMessenger:
      if (IsOpenLine(text, {})) {
        return CellProblem{Say(said::kOpenLine, Shorten(text))};
      }
      break;
  }
  if (out->empty()) out->assign(text);
  return std::nullopt;
}

std::variant<Value, CellProblem> MultifieldCodec::Parse(std::string_view cell) const {
  std::vector<std::string_view> pieces{Trim(cell)};
  // Before a comma that separates could be taken for its decimal one.
  if (what_ == What::kPhone) {
    if (auto exponent = ExponentForm(pieces[0])) return CellProblem{std::move(*exponent)};
  }
  if (split_) {
    auto split = SplitCell(cell, *split_);
    if (auto* problem = std::get_if<CellProblem>(&split)) return std::move(*problem);
    pieces = std::get<std::vector<std::string_view>>(std::move(split));
  }
  Value value;
  std::vector<std::string> normals;
  for (std::string_view piece : pieces) {
    Value::Item item{{}, default_kind_};
    if (auto problem = Check(piece, &item.text)) return std::move(*problem);
    if (pieces.size() > 1) {
      std::string normal = Normal(item.text);
      if (std::find(normals.begin(), normals.end(), normal) != normals.end()) continue;
      normals.push_back(std::move(normal));
    }
    value.items.push_back(std::move(item));
  }
  return value;
}

std::string MultifieldCodec::Normal(std::string_view text) const {
  switch (what_) {
    case What::kPhone: {
      std::string phone = NormalPhone(text, home_);
      // A "number" without digits is some other text.
      return phone.empty() || phone == "+" ? std::string(Trim(text)) : phone;
    }
    case What::kEmail:
      return NormalEmail(text);
    case What::kWeb:
      return std::string(NormalWeb(text));
    case What::kMessenger:
      break;
  }
  return std::string(Trim(text));
}

bool MultifieldCodec::Alike(const Value::Item& item, const Stored& stored, bool exact) const {
  if (exact) return item.kind == stored.kind && Trim(item.text) == Trim(stored.value);
  return Trim(item.text) == Trim(stored.value) || Normal(item.text) == Normal(stored.value);
}

std::vector<MultifieldCodec::Stored> MultifieldCodec::StoredOf(JsonValue held, bool all) const {
  std::vector<Stored> found;
  if (!held.IsArray() && !held.IsObject()) return found;
  for (size_t i = 0; i < held.size(); ++i) {
    const Stored stored{held[i]["ID"].text(), held[i]["VALUE"].text(),
                        held[i]["VALUE_TYPE"].text()};
    if (stored.value.empty() || IsOpenLine(stored.value, stored.kind)) continue;
    if (all || InScope(stored)) found.push_back(stored);
  }
  return found;
}

bool MultifieldCodec::Same(const Value& wanted, JsonValue held) const {
  const std::vector<Stored> stored = StoredOf(held, Adds(wanted));
  const bool all_held =
      std::all_of(wanted.items.begin(), wanted.items.end(), [&](const Value::Item& item) {
        return std::any_of(stored.begin(), stored.end(),
                           [&](const Stored& one) { return Alike(item, one, wanted.exact); });
      });
  if (!all_held || Adds(wanted)) return all_held;
  return std::all_of(stored.begin(), stored.end(), [&](const Stored& one) {
    return std::any_of(wanted.items.begin(), wanted.items.end(),
                       [&](const Value::Item& item) { return Alike(item, one, wanted.exact); });
  });
}

// A value that was there in another spelling was rightly not sent, so that normalised equality is
// the strictest that can be asked.
bool MultifieldCodec::Holds(const Value& sent, JsonValue held) const { return Same(sent, held); }

bool MultifieldCodec::Empty(JsonValue held) const { return StoredOf(held, false).empty(); }

void MultifieldCodec::PlanAdd(const Value& value, JsonValue held, std::vector<Edit>* edits) const {
  const std::vector<Stored> stored = StoredOf(held, true);
  for (const Value::Item& item : value.items) {
    const auto stays = [&](const Stored& one) {
      return std::none_of(edits->begin(), edits->end(),
                          [&](const Edit& edit) { return edit.id == one.id; });
    };
    const bool is_there =
        std::any_of(stored.begin(), stored.end(),
                    [&](const Stored& one) { return Alike(item, one, false) && stays(one); }) ||
        std::any_of(edits->begin(), edits->end(), [&](const Edit& edit) {
          return !edit.remove && Normal(edit.value) == Normal(item.text);
        });
    if (!is_there) edits->push_back({{}, item.text, item.kind, false});
  }
}

// Values that are there stay; the IDs of others are reused in order; the rest goes or comes.
void MultifieldCodec::PlanReplace(const Value& value, JsonValue held,
                                  std::vector<Edit>* edits) const {
  const std::vector<Stored> stored = StoredOf(held, false);
  std::vector<bool> kept(stored.size());
  std::vector<const Value::Item*> missing;
  for (const Value::Item& item : value.items) {
    bool found = false;
    for (size_t i = 0; i < stored.size(); ++i) {
      if (kept[i] || !Alike(item, stored[i], value.exact)) continue;
      kept[i] = true;
      found = true;
      // Other spellings of the same value are kept too, unless every value is to be as it was.
      if (value.exact) break;
    }
    if (!found) missing.push_back(&item);
  }
  size_t next = 0;
  for (size_t i = 0; i < stored.size(); ++i) {
    if (kept[i]) continue;
    if (next == missing.size()) {
      edits->push_back({stored[i].id, {}, {}, true});
      continue;
    }
    const Value::Item& item = *missing[next++];
    // Without a kind in the rule a changed value keeps the one it has.
    const bool keeps_kind = kind_.empty() && !value.exact && !stored[i].kind.empty();
    edits->push_back({stored[i].id, item.text, keeps_kind ? stored[i].kind : item.kind, false});
  }
  for (; next < missing.size(); ++next) {
    edits->push_back({{}, missing[next]->text, missing[next]->kind, false});
  }
}

void MultifieldCodec::Write(const std::vector<Edit>& edits, std::vector<rest::Param>* out) const {
  for (size_t i = 0; i < edits.size(); ++i) {
    const Edit& edit = edits[i];
    const std::string name = fmt::format("fields[{}][{}]", code_, i);
    if (!edit.id.empty()) out->push_back({name + "[ID]", std::string(edit.id)});
    if (edit.remove) {
      out->push_back({name + "[DELETE]", "Y"});
      continue;
    }
    out->push_back({name + "[VALUE]", std::string(edit.value)});
    // Left out, it would become the default kind.
    out->push_back({name + "[VALUE_TYPE]", std::string(edit.kind)});
  }
}

void MultifieldCodec::Encode(const Value& value, JsonValue held,
                             std::vector<rest::Param>* out) const {
  std::vector<Edit> edits;
  Adds(value) ? PlanAdd(value, held, &edits) : PlanReplace(value, held, &edits);
  Write(edits, out);
}

// Replacing goes first, so that adding sees what is left.
std::optional<std::string> MultifieldCodec::EncodeUnit(std::span<const FieldWrite> writes,
                                                       JsonValue lead,
                                                       std::vector<rest::Param>* out) const {
  const JsonValue held = lead[code_];
  std::vector<Edit> edits;
  for (const bool adding : {false, true}) {
    for (const FieldWrite& write : writes) {
      // Codecs of one unit are of one class.
      const auto& codec = static_cast<const MultifieldCodec&>(*write.codec);
      if (codec.Adds(*write.value) != adding) continue;
      adding ? codec.PlanAdd(*write.value, held, &edits)
             : codec.PlanReplace(*write.value, held, &edits);
    }
  }
  Write(edits, out);
  return std::nullopt;
}

std::optional<Value> MultifieldCodec::Restore(JsonValue held) const {
  Value value{{}, true};
  for (const Stored& stored : StoredOf(held, false)) {
    value.items.push_back({std::string(stored.value), std::string(stored.kind)});
  }
  return value;
}

std::string MultifieldCodec::Show(const Value& value) const {
  std::vector<std::string_view> shown;
  for (const Value::Item& item : value.items) shown.push_back(item.text);
  return fmt::format("{}", fmt::join(shown, ", "));
}

std::string MultifieldCodec::Show(JsonValue held) const {
  std::vector<std::string_view> shown;
  for (const Stored& stored : StoredOf(held, false)) shown.push_back(stored.value);
  return fmt::format("{}", fmt::join(shown, ", "));
}

std::optional<std::string> BadStoredEmail(JsonValue emails) {
  for (size_t i = 0; (emails.IsArray() || emails.IsObject()) && i < emails.size(); ++i) {
    const std::string_view value = emails[i]["VALUE"].text();
    if (!value.empty() && EmailProblem(Trim(value))) return std::string(value);
  }
  return std::nullopt;
}

}  // namespace leadsync::crm
