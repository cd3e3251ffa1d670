// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/files.h"
#include "base/json.h"
#include "sync/run_journal.h"

namespace leadsync::sync {

/// The journal of a run: how resume and undo know. One JSON object a line, appended only:
///
///   {"t":"run","journal":1,...}   what runs: input and mapping by SHA-256, portal, owner, options
///   {"t":"send","n":..,"at":..,"rows":[...]}    before a request starts: raw old and new values
///   {"t":"added","row":..,"lead":..}            the portal's word for a new lead, not yet seen
///   {"t":"answer","rows":[...]}                 before any of these rows is emitted
///   {"t":"mark","row":..,...}                   after report lines are on their way to the disk
///   {"t":"end","exit":..}                       the run is finished; a stopped run has none
///
/// A last line without its line break was torn by a crash and does not count. Names and meanings
/// of the members above never change while "journal" is 1.
inline constexpr int kJournalVersion = 1;

/// Byte lengths of the files that a mark covers.
struct FileLengths {
  uint64_t report = 0;
  uint64_t failed = 0;
  uint64_t changes = 0;
  bool operator==(const FileLengths&) const = default;
};

class Journal : public RunJournal {
 public:
  /// `durable`: every send record reaches the disk before the request starts (where a rate limit
  /// makes that cheap); else it reaches the kernel, which a killed process survives.
  Journal(const std::filesystem::path& path, bool durable) : file_(path), durable_(durable) {}

  /// The first record; on the disk when this returns. `json` is the object's inside, from
  /// RunRecord.
  void Begin(const std::string& json);
  void Send(uint64_t number, WallTime now, const std::vector<const Row*>& rows) override;
  void Added(const Row& row) override;
  void Answer(const Row& row, const Outcome& outcome) override;
  void Flush() override;
  void Mark(uint64_t row, const FileLengths& lengths, const std::string& counts_json);
  void End(WallTime now, int exit_code);
  uint64_t size() const { return file_.size(); }
  /// Drops everything after `size` bytes: a torn tail.
  void CutTo(uint64_t size) { file_.Truncate(size); }

 private:
  AppendFile file_;
  bool durable_;
  std::string answers_;  // rows of the answer record being gathered
  std::string line_;
};

/// A sent row as the journal knows it: enough to judge it, and to undo it.
struct SentRow {
  struct Field {
    std::string field;
    std::string column;
    std::string old_json;  ///< raw
    crm::Value value;
  };
  uint64_t row = 0;
  std::string key;
  std::string key_id;
  int64_t lead_id = 0;
  Deed deed = Deed::kUpdate;
  bool added = false;  ///< the portal said so
  std::string date_modify;
  int attempts = 0;
  WallTime sent{};
  std::vector<Field> fields;
  std::vector<Problem> warnings;  ///< of the plan: they stand in the row's line, whatever comes
  bool incomplete = false;        ///< undo: some field cannot be put back
};

/// A settled row.
struct AnsweredRow {
  Outcome outcome;
  std::string held_json;  ///< raw, as an object; empty if it was not sent
};

/// A mark, with where its record ends.
struct JournalMark {
  uint64_t row = 0;
  FileLengths lengths;
  std::string counts_json;
};

/// Reads a journal from its beginning, record by record. Throws UsageError when the first record
/// is missing, torn or of another version.
class JournalReader {
 public:
  explicit JournalReader(const std::filesystem::path& path);
  ~JournalReader();

  /// The first record.
  JsonValue run() const { return run_.root(); }

  struct Visitor {
    std::function<void(SentRow)> sent;
    std::function<void(uint64_t row, int64_t lead)> added;
    std::function<void(AnsweredRow)> answered;
    std::function<void(JournalMark)> mark;
    std::function<void(int exit_code)> end;
  };
  /// Walks over all whole records after the first. Answers the length of the whole part.
  uint64_t Walk(const Visitor& visitor);

 private:
  bool Line(std::string* line);
  std::filesystem::path path_;
  std::FILE* file_ = nullptr;
  JsonDocument run_;
  uint64_t first_end_ = 0;
};

}  // namespace leadsync::sync
