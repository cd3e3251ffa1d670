// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_map>
#include <variant>
#include <vector>

#include "base/text.h"
#include "crm/catalog.h"
#include "crm/field_codec.h"

namespace leadsync::crm {

/// Finds the item that a cell means: by its exact name, then by its name folded, then by its ID or
/// code (exact). What fits two items is refused, never guessed.
///
///   const ItemIndex index(catalog.ItemsOf(field));
///   const auto found = index.Resolve("in  progress");
///   if (const Item* const* item = std::get_if<const Item*>(&found)) Use((*item)->id);
///
/// Built once per field; an exact name costs one hash look-up. `items` must outlive it. One thread
/// at a time: it remembers what it said about wrong names.
class ItemIndex {
 public:
  explicit ItemIndex(const std::vector<Item>& items);

  /// `unknown_name` is set where a fresher catalog may know better.
  std::variant<const Item*, CellProblem> Resolve(std::string_view cell) const;
  /// The item of that ID, exact; null if there is none. For values that a portal sent.
  const Item* ById(std::string_view id) const;
  const std::vector<Item>& items() const { return *items_; }

 private:
  /// Null stands for several items.
  using Table = std::unordered_map<std::string, const Item*, StringHash, std::equal_to<>>;

  static void Enter(std::string key, const Item& item, Table* table);
  CellProblem Ambiguous(std::string_view cell) const;
  CellProblem Unknown(std::string_view cell) const;

  const std::vector<Item>* items_;
  Table exact_;   ///< by trimmed name; ambiguous also when the name is another item's ID
  Table folded_;  ///< by folded name
  Table ids_;
  mutable std::unordered_map<std::string, CellProblem, StringHash, std::equal_to<>> said_;
};

/// The same for a single cell: the item's ID, or why there is none.
std::variant<std::string, CellProblem> ResolveItem(const std::vector<Item>& items,
                                                   std::string_view cell);

/// `text` with &amp; &lt; &gt; &quot; &apos; and numbered characters undone: portals may show names
/// so that were typed in their pages.
std::string WithoutEntities(std::string_view text);

/// What a mapping says that a name is.
enum class FieldName { kCodeOrLabel, kCode, kLabel };

/// The field that a mapping means: its code, or else its label. Text that is one field's code and
/// another's label, and labels that two fields bear, are refused; the answer is then a sentence
/// that names the codes, or the nearest names. The field lives as long as the catalog.
std::variant<const Field*, std::string> ResolveField(const Catalog& catalog, std::string_view name,
                                                     FieldName kind = FieldName::kCodeOrLabel);

}  // namespace leadsync::crm
