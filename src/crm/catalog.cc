// SPDX-License-Identifier: MIT
#include "crm/catalog.h"

#include <algorithm>
#include <utility>

#include "crm/names.h"

namespace leadsync::crm {

void Catalog::Add(Field field) {
  const size_t index = fields_.size();
  if (field.code.empty() || !by_code_.emplace(field.code, index).second) return;
  const auto enter = [&](std::string_view label) {
    const std::string folded = Fold(label);
    if (folded.empty()) return;
    std::vector<size_t>& bearers = by_label_[folded];
    if (bearers.empty() || bearers.back() != index) bearers.push_back(index);
  };
  const auto enter_both = [&](std::string_view label) {
    enter(label);
    enter(WithoutEntities(label));
  };
  enter_both(field.label);
  for (const std::string& label : field.other_labels) enter_both(label);
  fields_.push_back(std::move(field));
}

const Field* Catalog::Find(std::string_view code) const {
  const auto found = by_code_.find(code);
  return found == by_code_.end() ? nullptr : &fields_[found->second];
}

std::vector<const Field*> Catalog::FindByLabel(std::string_view label) const {
  std::vector<const Field*> out;
  const auto found = by_label_.find(Fold(label));
  if (found == by_label_.end()) return out;
  for (const size_t index : found->second) out.push_back(&fields_[index]);
  return out;
}

const std::vector<Item>& Catalog::Directory(std::string_view status_type) const {
  static const std::vector<Item> kNone;
  const auto found = directories_.find(status_type);
  return found == directories_.end() ? kNone : found->second;
}

const std::vector<Item>& Catalog::ItemsOf(const Field& field) const {
  return field.type == "crm_status" ? Directory(field.status_type) : field.items;
}

std::vector<std::string> Catalog::Names() const {
  std::vector<std::string> names;
  const auto add = [&](const std::string& name) {
    if (!name.empty()) names.push_back(name);
  };
  for (const Field& field : fields_) {
    add(field.code);
    if (field.label != field.code) add(field.label);
    for (const std::string& label : field.other_labels) add(label);
  }
  return names;
}

}  // namespace leadsync::crm
