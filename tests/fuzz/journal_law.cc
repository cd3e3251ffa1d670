// SPDX-License-Identifier: MIT
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <memory>

#include "base/error.h"
#include "base/files.h"
#include "crm/field_codec.h"
#include "fuzz/small_catalog.h"
#include "fuzz/target.h"
#include "sync/resume.h"
#include "virtual_clock.h"

namespace leadsync::fuzz {
namespace {

/// A file of this process's own, gone with it.
class Scratch {
 public:
  Scratch() {
    std::string name = (std::filesystem::temp_directory_path() / "leadsync-law-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("no scratch folder");
    folder_ = name;
  }
  ~Scratch() { std::filesystem::remove_all(folder_); }
  std::filesystem::path Hold(std::string_view content) const {
    const auto path = folder_ / "journal.jsonl";
    std::ofstream(path, std::ios::binary | std::ios::trunc) << content;
    return path;
  }

 private:
  std::filesystem::path folder_;
};

/// What a journal says, record by record.
struct Told {
  std::vector<std::string> records;
  uint64_t size = 0;
};

Told Tell(const std::filesystem::path& path) {
  Told told;
  sync::JournalReader reader(path);
  sync::JournalReader::Visitor visitor;
  visitor.sent = [&](const sync::SentRow& s) {
    told.records.push_back(fmt::format("sent {} {} {}", s.row, s.key, s.fields.size()));
  };
  visitor.answered = [&](const sync::AnsweredRow& a) {
    Require(!sync::IsProvisional(a.outcome.status), "an answer is final");
    told.records.push_back(
        fmt::format("answered {} {}", a.outcome.row, sync::Name(a.outcome.status)));
  };
  visitor.mark = [&](const sync::JournalMark& m) {
    told.records.push_back(fmt::format("mark {} {}", m.row, m.lengths.report));
  };
  visitor.end = [&](int code) { told.records.push_back(fmt::format("end {}", code)); };
  told.size = reader.Walk(visitor);
  return told;
}

const std::vector<sync::Target>& Targets() {
  static const std::vector<sync::Target> targets = [] {
    std::vector<sync::Target> made;
    for (const char* code : {"STATUS_DESCRIPTION", "UF_CRM_3", "PHONE"}) {
      const crm::Field* field = SmallCatalog().Find(code);
      crm::CellRule rule;
      if (field->type == "crm_multifield") rule.kind = "WORK";
      if (field->multiple && rule.kind.empty()) rule.split = "|";
      auto codec = crm::MakeFieldCodec(SmallCatalog(), *field, rule);
      sync::Target target;
      target.column = target.field = code;
      target.codec = std::move(std::get<std::unique_ptr<crm::FieldCodec>>(codec));
      made.push_back(std::move(target));
    }
    return made;
  }();
  return targets;
}

constexpr sync::FileLengths kActual{1000, 1000, 1000};

void RequireResumes(const std::filesystem::path& path) {
  const auto read = [&] {
    sync::JournalReader reader(path);
    return sync::ReadResumeState(&reader, kActual);
  };
  sync::ResumeState state = read();
  {
    sync::Journal journal(path, false);
    sync::GoOn(&journal, state);
  }
  const sync::ResumeState again = read();
  Require(again.emitted_row == state.emitted_row && again.lengths == state.lengths &&
              again.ended == state.ended,
          "a journal that was gone on with stands where it stood");
  Require(again.sent.size() == state.sent.size() && again.answered.size() == state.answered.size(),
          "a journal that was gone on with knows the same rows");
  const testing::VirtualClock clock;
  std::vector<uint64_t> rows;
  for (const auto& [row, sent] : state.sent) rows.push_back(row);
  for (const auto& [row, answered] : state.answered) rows.push_back(row);
  for (const uint64_t row : rows)
    sync::TakeResumed(&state, row, Targets(), clock, std::chrono::seconds(170));
  Require(state.sent.empty() && state.answered.empty(), "each row is taken once");
}

}  // namespace

// The first two bytes say where the rest is cut.
void JournalLaw(std::string_view bytes) {
  static const Scratch scratch;
  if (bytes.size() < 2) return;
  const auto byte = [&](size_t at) { return size_t(static_cast<unsigned char>(bytes[at])); };
  const std::string_view text = bytes.substr(2);
  const size_t cut = (byte(0) * 256 + byte(1)) % (text.size() + 1);
  Told whole;
  try {
    whole = Tell(scratch.Hold(text));
  } catch (const UsageError&) {
    return;
  }
  Require(whole.size <= text.size() && text[whole.size - 1] == '\n', "a journal's end is a line's");
  try {
    const Told part = Tell(scratch.Hold(text.substr(0, cut)));
    Require(part.size <= cut, "what was cut off does not count");
    Require(part.records.size() <= whole.records.size() &&
                std::equal(part.records.begin(), part.records.end(), whole.records.begin()),
            "a journal that was cut says the beginning of what the whole one says");
  } catch (const UsageError&) {
    Require(text.substr(0, cut).find('\n') == std::string_view::npos,
            "only a journal without its first record is refused");
  }
  RequireResumes(scratch.Hold(text));
}

}  // namespace leadsync::fuzz
