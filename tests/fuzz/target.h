// SPDX-License-Identifier: MIT
// Laws that hold for any bytes. `scripts/fuzz` searches for bytes that break one (libFuzzer), and
// fuzz_corpus_test.cc replays those of tests/fuzz/corpus/<target>/ with every test run.
#pragma once

#include <fmt/format.h>

#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace leadsync::fuzz {

/// Thrown by a law that does not hold.
class Broken : public std::logic_error {
 public:
  using std::logic_error::logic_error;
};

inline void Require(bool holds, std::string_view law) {
  if (!holds) throw Broken(std::string(law));
}

/// Requires that two texts are equal, and shows both if not.
inline void RequireEqual(std::string_view a, std::string_view b, std::string_view law) {
  if (a != b) throw Broken(fmt::format("{}:\n«{}»\n«{}»", law, a, b));
}

struct Target {
  std::string name;
  /// Throws if the law does not hold for these bytes.
  void (*law)(std::string_view bytes);
};

// What the writer writes, the reader reads back equal.
void RecordReaderLaw(std::string_view bytes);
// Every problem of a mapping is a UsageError with file and line; what binds, plans any record.
void MappingFileLaw(std::string_view bytes);
// Every command of a batch gets exactly one fate, told in one harmless line.
void BatchAnswerLaw(std::string_view bytes);
// A run ends with one line a row whatever the portal answers.
void PortalAnswersLaw(std::string_view bytes);
// A catalog that was saved and loaded is the same.
void CatalogCacheLaw(std::string_view bytes);
// A journal cut anywhere is read as the beginning of the whole one, and can be gone on with.
void JournalLaw(std::string_view bytes);
// Options that are shown as a command line and parsed are the same.
void CommandLineLaw(std::string_view bytes);

inline const std::vector<Target>& Targets() {
  static const std::vector<Target> targets = {
      {"record_reader", RecordReaderLaw}, {"mapping_file", MappingFileLaw},
      {"batch_answer", BatchAnswerLaw},   {"portal_answers", PortalAnswersLaw},
      {"catalog_cache", CatalogCacheLaw}, {"journal", JournalLaw},
      {"command_line", CommandLineLaw},
  };
  return targets;
}

}  // namespace leadsync::fuzz
