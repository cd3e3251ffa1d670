// SPDX-License-Identifier: MIT
// As much of JSON Schema as schemas/ uses.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "base/json.h"

namespace leadsync::testing {

/// Holds values against the schemas of a folder. Stricter than a program should be: a member that
/// the schema does not name is a problem, so that no output stays undescribed; and so is a word in
/// a schema that this does not understand.
class JsonSchemas {
 public:
  explicit JsonSchemas(std::filesystem::path folder) : folder_(std::move(folder)) {}

  /// What is wrong with `json` by that file, each with its place ("/input/rows: ..."); empty if
  /// nothing.
  std::vector<std::string> Problems(const std::string& file, const std::string& json);

 private:
  using Found = std::vector<std::string>;
  JsonValue Schema(const std::string& file);
  void Check(JsonValue schema, JsonValue value, const std::string& place, Found* found);
  void CheckObject(JsonValue schema, JsonValue value, const std::string& place, Found* found);

  std::filesystem::path folder_;
  std::map<std::string, JsonDocument> schemas_;
};

}  // namespace leadsync::testing
