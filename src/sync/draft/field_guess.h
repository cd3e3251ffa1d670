// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "crm/catalog.h"

namespace leadsync::sync {

/// Why a column may mean a field; the surer, the earlier.
enum class Likeness {
  kSame,   ///< the field's code or label, but for case, blanks and signs
  kKnown,  ///< a word that people use for it ("surname")
  kNear,   ///< a few letters away, or a part of the label
  kCells,  ///< the name says nothing, but the cells are what such a field holds
};

struct FieldGuess {
  const crm::Field* field = nullptr;
  Likeness likeness = Likeness::kNear;
};

/// The fields that a column of that name may mean, likeliest first; those that cannot be written
/// included. They live as long as the catalog.
std::vector<FieldGuess> GuessFields(std::string_view column, const crm::Catalog& catalog);

/// Is this what people call the column of lead IDs?
bool NamesLeadId(std::string_view column);

/// May its IDs be those of leads as well as of anything else?
bool NamesAnyId(std::string_view column);

/// Is this what people call another system's number for a lead ("order no", "external id")?
bool NamesForeignId(std::string_view column);

/// WORK, MOBILE, HOME or FAX: which of a lead's phones, e-mails or sites such a column holds.
std::string GuessKind(std::string_view column);

/// Cells that people write when they mean nothing ("n/a", "NULL", "нет данных").
bool IsEmptyWord(std::string_view cell);

}  // namespace leadsync::sync
