// SPDX-License-Identifier: MIT
// What field a mapping means.
#include <fmt/format.h>

#include <algorithm>

#include "crm/messages.h"
#include "crm/names.h"

namespace leadsync::crm {
namespace {

std::string Quoted(std::string_view name) { return fmt::format("«{}»", Shorten(Trim(name))); }

/// As people know it, with what a program knows it by: «Stage» (STATUS_ID).
std::string Described(const Field& field) {
  if (field.label == field.code) return field.code;
  return fmt::format("{} ({})", Quoted(field.label), field.code);
}

std::string Codes(const std::vector<const Field*>& fields) {
  std::string out;
  for (size_t i = 0; i < fields.size(); ++i) {
    if (i > 0) out += i + 1 == fields.size() ? " and " : ", ";
    out += fields[i]->code;
  }
  return out;
}

/// The fields that bear one of `names` as code or label, in that order, none twice.
std::vector<const Field*> Bearers(const Catalog& catalog, const std::vector<std::string>& names) {
  std::vector<const Field*> out;
  const auto add = [&](const Field* field) {
    if (std::find(out.begin(), out.end(), field) == out.end()) out.push_back(field);
  };
  for (const std::string& name : names) {
    if (const Field* field = catalog.Find(name)) add(field);
    for (const Field* field : catalog.FindByLabel(name)) add(field);
  }
  return out;
}

std::string Unknown(const Catalog& catalog, std::string_view name, FieldName kind) {
  std::vector<std::string> names;
  if (kind == FieldName::kCodeOrLabel) {
    names = catalog.Names();
  } else {
    for (const Field& field : catalog.fields()) {
      names.push_back(kind == FieldName::kCode ? field.code : field.label);
    }
  }
  const std::string_view what = kind == FieldName::kCode    ? "with the code "
                                : kind == FieldName::kLabel ? "labelled "
                                                            : "";
  for (const std::string& candidate : names) {
    if (const auto hint = LookAlikeHint(name, candidate)) {
      return Say(said::kFieldLookAlike, what, Quoted(name), Quoted(candidate), *hint);
    }
  }
  std::string nearest;
  const std::vector<const Field*> fields = Bearers(catalog, Nearest(name, names));
  for (size_t i = 0; i < fields.size() && i < 3; ++i) {
    const bool last = i + 1 == std::min<size_t>(fields.size(), 3);
    nearest += (i == 0 ? "" : last ? " or " : ", ") + Described(*fields[i]);
  }
  if (nearest.empty()) return Say(said::kNoSuchField, what, Quoted(name));
  return Say(said::kFieldMisspelt, what, Quoted(name), nearest);
}

}  // namespace

std::variant<const Field*, std::string> ResolveField(const Catalog& catalog, std::string_view name,
                                                     FieldName kind) {
  const std::string_view text = Trim(name);
  const Field* by_code = kind == FieldName::kLabel ? nullptr : catalog.Find(text);
  std::vector<const Field*> by_label;
  if (kind != FieldName::kCode) by_label = catalog.FindByLabel(text);
  if (by_code != nullptr) {
    std::erase(by_label, by_code);
    if (by_label.empty()) return by_code;
    return Say(said::kCodeAndLabel, Quoted(text), Described(*by_code), by_label.front()->code,
               by_code->code, by_label.front()->code);
  }
  if (by_label.empty()) return Unknown(catalog, text, kind);
  if (by_label.size() == 1) return by_label.front();
  return Say(said::kFieldOfSeveral, by_label.size(), Quoted(text), Codes(by_label));
}

}  // namespace leadsync::crm
