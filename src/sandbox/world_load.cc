// SPDX-License-Identifier: MIT
// Leads from CSV records, and leads kept in a file:
//
//   {"format":"leadsync sandbox leads","version":1,"next_lead":1003,...}
//   {"id":1001,"fields":{"TITLE":"...","UF_CRM_1700000003":["101","103"]}}
//
// Values stand in their stored form (lead_values.h); lists as lists, multifields as ID, type and
// value in turn.
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <utility>

#include "base/error.h"
#include "base/files.h"
#include "base/text.h"
#include "sandbox/messages.h"
#include "sandbox/multifields.h"
#include "sandbox/world.h"
#include "sandbox/world_draft.h"

namespace leadsync::sandbox {
namespace {

constexpr std::string_view kFormat = "leadsync sandbox leads";  // never change
constexpr int64_t kVersion = 1;

template <typename F>
void Split(std::string_view text, char mark, F f) {
  while (!text.empty()) {
    size_t at = text.find(mark);
    std::string_view part = Trim(text.substr(0, at));
    if (!part.empty()) f(part);
    text = at == std::string_view::npos ? std::string_view() : text.substr(at + 1);
  }
}

/// An item's ID for its name, its ID as it is, else what was written.
std::string ItemId(const LeadField& field, std::string_view text) {
  for (const EnumItem& item : field.items) {
    if (item.value == text || fmt::to_string(item.id) == text) return fmt::to_string(item.id);
  }
  std::string folded = Fold(text);
  for (const EnumItem& item : field.items) {
    if (Fold(item.value) == folded) return fmt::to_string(item.id);
  }
  return std::string(text);
}

std::string StatusId(const Statuses& statuses, const LeadField& field, std::string_view text) {
  if (statuses.Find(field.status_type, text) != nullptr) return std::string(text);
  std::string folded = Fold(text);
  for (const Status& status : statuses.all()) {
    if (status.entity == field.status_type && Fold(status.name) == folded) return status.status_id;
  }
  return std::string(text);
}

void WriteFields(const LeadFields& fields, const Lead& lead, JsonWriter* out) {
  out->Key("fields").BeginObject();
  lead.row.ForEach([&](size_t index, std::string_view stored) {
    const LeadField& field = fields[index];
    out->Key(field.code);
    if (!field.multiple) {
      out->String(stored);
      return;
    }
    out->BeginArray();
    ForEachItem(stored, [&](std::string_view item) { out->String(item); });
    out->EndArray();
  });
  out->EndObject();
}

}  // namespace

void World::ReadHeader(const std::vector<std::string>& header) {
  if (!load_header_.empty() && load_header_ == header) return;
  std::vector<int> columns;
  for (const std::string& name : header) {
    int found = fields_->Find(Trim(name));
    if (found < 0) {
      std::string folded = Fold(name);
      int matches = 0;
      for (size_t i = 0; i < fields_->size(); ++i) {
        if (Fold((*fields_)[i].title) != folded) continue;
        found = static_cast<int>(i);
        ++matches;
      }
      if (matches > 1) {
        Raise(said::kLabelOfSeveral, name);
      }
    }
    if (found < 0) {
      Raise(said::kNoField, name);
    }
    columns.push_back(found);
  }
  load_header_ = header;
  load_columns_ = std::move(columns);
}

std::string World::LoadMultifield(std::string_view cell, std::string_view field) {
  std::vector<Multivalue> values;
  Split(cell, '|', [&](std::string_view part) {
    // "MOBILE: +7900..." names the type.
    std::string type = field == "IM" ? "OTHER" : "WORK";
    size_t colon = part.find(':');
    bool upper = colon != std::string_view::npos && colon > 2 &&
                 std::all_of(part.begin(), part.begin() + static_cast<std::ptrdiff_t>(colon),
                             [](char c) { return c >= 'A' && c <= 'Z'; });
    if (upper) {
      type = part.substr(0, colon);
      part = Trim(part.substr(colon + 1));
    }
    values.push_back({next_multivalue_++, type, std::string(part)});
  });
  return PackMultivalues(values);
}

std::optional<std::string> World::LoadCell(const LeadField& field, std::string_view cell,
                                           const ValueRules& rules) const {
  auto value = [&](std::string_view text) -> PhpValue {
    if (field.kind == FieldKind::kEnumeration) return ItemId(field, text);
    if (field.kind == FieldKind::kStatus) return StatusId(statuses_, field, text);
    if (field.kind == FieldKind::kBoolean) {
      std::string folded = Fold(text);
      return folded == "y" || folded == "1" || folded == "true" || folded == "yes" ||
             folded == "да";
    }
    return text;
  };
  PhpValue sent;
  if (field.multiple) {
    bool bars = field.kind == FieldKind::kMoney || field.kind == FieldKind::kAddress;
    PhpArray list;
    Split(cell, bars ? ';' : '|', [&](std::string_view part) { list.Push(value(part)); });
    sent = std::move(list);
  } else {
    sent = value(cell);
  }
  std::string stored;
  if (CastValue(field, sent, rules, &stored) == CastResult::kDrop) return std::nullopt;
  return stored;
}

void World::FinishLoaded(Lead* lead, const SaveOrder& order) {
  SetDefaults(lead, order);
  auto set = [&](int field, std::string_view value) {
    if (field >= 0) lead->row.Set(static_cast<size_t>(field), value);
  };
  auto text = [&](int field) {
    return field < 0 ? std::string_view() : lead->row.Text(static_cast<size_t>(field));
  };
  if (known_.status >= 0 && statuses_.Find("STATUS", text(known_.status)) == nullptr) {
    set(known_.status, statuses_.First("STATUS"));
  }
  char semantics = statuses_.Semantics(text(known_.status));
  set(known_.semantic, std::string_view(&semantics, 1));
  if (semantics != 'P' && text(known_.date_closed).empty()) {
    set(known_.date_closed, std::string(text(known_.date_modify)));
  }
  if (!text(known_.phone).empty()) set(known_.has_phone, "Y");
  if (!text(known_.email).empty()) set(known_.has_email, "Y");
  lead->row.Shrink();
}

void World::LoadLead(const std::vector<std::string>& header, const std::vector<std::string>& cells,
                     WallTime now) {
  ReadHeader(header);
  int64_t id = leads_.NextId();
  for (size_t i = 0; i < load_columns_.size() && i < cells.size(); ++i) {
    if (load_columns_[i] != known_.id || Trim(cells[i]).empty()) continue;
    id = PhpValue(Trim(cells[i])).ToInt();
    if (id <= 0 || id == INT64_MAX) {
      Raise(said::kNoLeadId, Shorten(cells[i]));
    }
  }
  SaveOrder order;
  order.user = options_.owner;
  order.now = now;
  ValueRules rules = RulesFor(order.user, now);
  Lead* lead = &leads_.Insert(id);
  for (size_t i = 0; i < load_columns_.size() && i < cells.size(); ++i) {
    if (load_columns_[i] == known_.id || cells[i].empty()) continue;
    size_t index = static_cast<size_t>(load_columns_[i]);
    const LeadField& field = (*fields_)[index];
    std::optional<std::string> stored;
    if (field.kind == FieldKind::kMultifield) {
      stored = LoadMultifield(cells[i], field.code);
    } else {
      stored = LoadCell(field, cells[i], rules);
    }
    if (stored) lead->row.Set(index, *stored);
  }
  FinishLoaded(lead, order);
  lead->row.ForEach([&](size_t field, std::string_view stored) { Index(field, stored, id); });
}

void World::Save(const std::filesystem::path& path) const {
  std::filesystem::path temporary = path;
  temporary += ".part";
  std::error_code ignored;
  std::filesystem::remove(temporary, ignored);
  AppendFile file(temporary);
  std::string line;
  JsonWriter head(&line);
  head.BeginObject().Key("format").String(kFormat).Key("version").Int(kVersion);
  head.Key("next_lead").Int(leads_.NextId());
  head.Key("next_multivalue").Int(next_multivalue_);
  head.Key("next_location").Int(next_location_);
  head.EndObject();
  line += '\n';
  for (const Lead& lead : leads_.all()) {
    if (lead.deleted) continue;
    JsonWriter out(&line);
    out.BeginObject().Key("id").Int(lead.id);
    if (lead.hidden) out.Key("hidden").Bool(true);
    if (lead.read_only) out.Key("read_only").Bool(true);
    WriteFields(*fields_, lead, &out);
    out.EndObject();
    line += '\n';
    if (line.size() < 60000) continue;
    file.Write(line);
    line.clear();
  }
  file.Write(line);
  file.Sync();
  std::error_code error;
  std::filesystem::rename(temporary, path, error);
  if (error) Raise(said::kSaveFailed, path.string(), WhyNot(error.value()));
}

void World::LoadLine(JsonValue line) {
  auto id = line["id"].integer();
  if (!id || *id <= 0 || *id == INT64_MAX) Raise(said::kSavedLeadWithoutId);
  Lead& lead = leads_.Insert(*id);
  lead.hidden = line["hidden"].boolean();
  lead.read_only = line["read_only"].boolean();
  JsonValue values = line["fields"];
  std::string stored;
  for (size_t i = 0; values.IsObject() && i < values.size(); ++i) {
    int index = fields_->Find(values.key(i));
    if (index < 0) continue;
    JsonValue value = values[i];
    if ((*fields_)[static_cast<size_t>(index)].multiple != value.IsArray()) continue;
    stored.clear();
    if (value.IsArray()) {
      for (size_t k = 0; k < value.size(); ++k) PackItem(value[k].text(), &stored);
    } else {
      stored = value.text();
    }
    lead.row.Set(static_cast<size_t>(index), stored);
  }
  lead.row.Shrink();
}

void World::Load(const std::filesystem::path& path) {
  std::string text = ReadFile(path);
  std::string_view rest = text;
  leads_ = LeadStore();
  by_text_.clear();
  by_communication_.clear();
  JsonDocument head;
  size_t number = 0;
  while (!rest.empty()) {
    size_t end = rest.find('\n');
    std::string line(rest.substr(0, end));
    rest = end == std::string_view::npos ? std::string_view() : rest.substr(end + 1);
    ++number;
    if (line.empty()) continue;
    try {
      JsonDocument document = JsonDocument::Parse(std::move(line));
      if (number == 1) {
        head = std::move(document);
        if (head.root()["format"].text() != kFormat ||
            head.root()["version"].integer() != kVersion) {
          Raise(said::kNotSaved);
        }
      } else {
        LoadLine(document.root());
      }
    } catch (const JsonError& error) {
      Raise(said::kSavedNotJson, path.string(), number, error.what());
    } catch (const UsageError& error) {
      RaiseAt(fmt::format("{}:{}", path.string(), number), error);
    }
  }
  if (number == 0) Raise(said::kSavedEmpty, path.string());
  JsonValue root = head.root();
  leads_.SetNextId(std::max(leads_.NextId(), root["next_lead"].integer().value_or(1)));
  next_multivalue_ = std::max(next_multivalue_, root["next_multivalue"].integer().value_or(1));
  next_location_ = std::max(next_location_, root["next_location"].integer().value_or(1));
}

}  // namespace leadsync::sandbox
