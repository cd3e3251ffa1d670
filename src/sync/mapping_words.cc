// SPDX-License-Identifier: MIT
// The vocabulary of the mapping file: which keys stand where.
#include <array>
#include <span>

#include "sync/mapping.h"
#include "sync/mapping_reader.h"

namespace leadsync::sync {
namespace {

struct Word {
  MappingLevel level;
  std::string_view key;
};

constexpr std::array kWords = {
    Word{MappingLevel::kTop, "$schema"},    Word{MappingLevel::kTop, "key"},
    Word{MappingLevel::kTop, "mode"},       Word{MappingLevel::kTop, "columns"},
    Word{MappingLevel::kTop, "set"},        Word{MappingLevel::kTop, "rows"},
    Word{MappingLevel::kTop, "empty"},      Word{MappingLevel::kTop, "empty_words"},
    Word{MappingLevel::kTop, "reopen"},     Word{MappingLevel::kTop, "notify"},
    Word{MappingLevel::kTop, "csv"},        Word{MappingLevel::kTop, "time_zone"},
    Word{MappingLevel::kTop, "country"},    Word{MappingLevel::kTop, "portal"},
    Word{MappingLevel::kTop, "add"},

    Word{MappingLevel::kKey, "column"},     Word{MappingLevel::kKey, "field"},
    Word{MappingLevel::kKey, "within"},     Word{MappingLevel::kKey, "pad"},

    Word{MappingLevel::kRule, "field"},     Word{MappingLevel::kRule, "label"},
    Word{MappingLevel::kRule, "values"},    Word{MappingLevel::kRule, "split"},
    Word{MappingLevel::kRule, "format"},    Word{MappingLevel::kRule, "decimal"},
    Word{MappingLevel::kRule, "group"},     Word{MappingLevel::kRule, "parentheses"},
    Word{MappingLevel::kRule, "kind"},      Word{MappingLevel::kRule, "write"},
    Word{MappingLevel::kRule, "by"},        Word{MappingLevel::kRule, "on"},
    Word{MappingLevel::kRule, "empty"},     Word{MappingLevel::kRule, "bad"},
    Word{MappingLevel::kRule, "trim"},      Word{MappingLevel::kRule, "collapse"},
    Word{MappingLevel::kRule, "part"},      Word{MappingLevel::kRule, "replace"},
    Word{MappingLevel::kRule, "upper"},     Word{MappingLevel::kRule, "lower"},
    Word{MappingLevel::kRule, "title"},     Word{MappingLevel::kRule, "pad"},
    Word{MappingLevel::kRule, "default"},   Word{MappingLevel::kRule, "when"},
    Word{MappingLevel::kRule, "complete"},  Word{MappingLevel::kRule, "country"},

    Word{MappingLevel::kCondition, "is"},   Word{MappingLevel::kCondition, "not"},

    Word{MappingLevel::kCsv, "delimiter"},  Word{MappingLevel::kCsv, "encoding"},
    Word{MappingLevel::kCsv, "header_row"},

    Word{MappingLevel::kAdd, "import"},
};

}  // namespace

std::vector<std::string> MappingKeys(MappingLevel level) {
  std::vector<std::string> keys;
  for (const Word& word : kWords) {
    if (word.level == level) keys.emplace_back(word.key);
  }
  return keys;
}

}  // namespace leadsync::sync
