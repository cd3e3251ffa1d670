// SPDX-License-Identifier: MIT
// Pieces of the way from a spreadsheet to a portal and back, each by itself.
#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include <cstring>
#include <filesystem>
#include <functional>
#include <memory>
#include <utility>
#include <vector>

#include "base/files.h"
#include "csv/record_reader.h"
#include "engine_world.h"
#include "input.h"
#include "parts.h"
#include "process.h"
#include "rest/batch.h"
#include "sync/comparison.h"
#include "sync/lead_list.h"
#include "sync/mapping.h"
#include "sync/planner.h"

namespace leadsync::bench {
namespace {

constexpr size_t kRows = 20'000;
constexpr size_t kBatch = 50;

/// Bytes of somebody else, so that none is copied beforehand.
class ViewSource : public csv::ByteSource {
 public:
  explicit ViewSource(std::string_view text) : text_(text) {}
  size_t Read(char* buffer, size_t size) override {
    const size_t count = text_.copy(buffer, size);
    text_.remove_prefix(count);
    return count;
  }

 private:
  std::string_view text_;
};

/// A spreadsheet, its rows as planned, and a portal's answer about their leads.
struct Material {
  Material() : world(testing::QuickPortal(), kBatch, 1) {
    const ScratchFolder folder;
    WriteSpreadsheet(folder.path / "rows.csv", kRows, Variant::kFirst);
    text = ReadFile(folder.path / "rows.csv");
    csv::RecordReader reader = Reader();
    planner = std::make_unique<sync::Planner>(
        sync::ParseMapping(MappingText(), "mapping.json", sync::OnProblem::kThrow),
        reader.header().names, world.catalog, "");
    csv::Record record;
    for (size_t i = 0; i < kRows && reader.Next(&record); ++i) records.push_back(record);

    const sync::LeadReader leads(planner->fields_to_read());
    ids = world.LeadIds();
    rest::BatchBody body;
    for (size_t i = 0; i < kBatch; ++i) body.Add(leads.Command(ids));
    sandbox::Request request;
    request.target = world.portal->WebhookPath() + "batch";
    request.content_type = "application/json";
    request.body = body.Finish();
    answer = world.portal->Handle(request, world.clock.Wall()).body;
  }

  csv::RecordReader Reader() const {
    return csv::RecordReader(std::make_unique<ViewSource>(text), csv::Dialect{}, "rows.csv");
  }
  std::unique_ptr<sync::Row> Planned(size_t index) const {
    bool unknown_name = false;
    auto row = std::make_unique<sync::Row>();
    row->update = std::get<sync::Update>(planner->Plan(records[index], &unknown_name));
    return row;
  }

  testing::EngineWorld world;
  std::string text;
  std::unique_ptr<sync::Planner> planner;
  std::vector<csv::Record> records;
  std::vector<int64_t> ids;
  std::string answer;
};

using State = benchmark::State;

void Processed(State& state, size_t bytes) {
  state.SetBytesProcessed(static_cast<int64_t>(state.iterations()) * static_cast<int64_t>(bytes));
}

void FindLineEnds(State& state, const Material& m) {
  for (auto _ : state) {
    size_t lines = 0;
    const char* const end = m.text.data() + m.text.size();
    for (const char* at = m.text.data(); at < end; ++lines) {
      const void* hit = std::memchr(at, '\n', static_cast<size_t>(end - at));
      if (hit == nullptr) break;
      at = static_cast<const char*>(hit) + 1;
    }
    benchmark::DoNotOptimize(lines);
  }
  Processed(state, m.text.size());
}

void ReadRecords(State& state, const Material& m) {
  csv::Record record;
  for (auto _ : state) {
    csv::RecordReader reader = m.Reader();
    while (reader.Next(&record)) benchmark::DoNotOptimize(record);
  }
  Processed(state, m.text.size());
}

void PlanRows(State& state, const Material& m) {
  for (auto _ : state) {
    for (const csv::Record& record : m.records) {
      bool unknown_name = false;
      benchmark::DoNotOptimize(m.planner->Plan(record, &unknown_name));
    }
  }
  Processed(state, m.text.size());
}

void EncodeBatches(State& state, const Material& m) {
  std::vector<std::unique_ptr<sync::Row>> rows;
  for (size_t i = 0; i < kBatch; ++i) rows.push_back(m.Planned(i));
  size_t bytes = 0;
  for (auto _ : state) {
    rest::BatchBody body;
    for (const auto& row : rows) {
      rest::Call call{"crm.lead.update", {{"id", row->update.key_id}}};
      std::vector<crm::FieldWrite> writes;
      for (const sync::Assignment& set : row->update.sets)
        writes.push_back({m.planner->targets()[set.target].codec.get(), &set.value});
      crm::EncodeRow(writes, {}, &call.params);
      body.Add(call);
    }
    const std::string text = body.Finish();
    bytes = text.size();
    benchmark::DoNotOptimize(text);
  }
  Processed(state, bytes);
}

void DecodeAnswers(State& state, const Material& m) {
  for (auto _ : state) benchmark::DoNotOptimize(rest::BatchAnswer::Decode(m.answer, kBatch));
  Processed(state, m.answer.size());
}

void CompareLeads(State& state, const Material& m) {
  const auto answer = rest::BatchAnswer::Decode(m.answer, kBatch);
  std::vector<std::unique_ptr<sync::Row>> rows;
  for (size_t i = 0; i < kBatch * m.ids.size(); ++i) rows.push_back(m.Planned(i));
  sync::CompareOptions options;
  options.reopen = true;
  for (auto _ : state) {
    size_t next = 0;
    for (size_t c = 0; c < kBatch; ++c) {
      const JsonValue leads = answer->command(c).result;
      for (size_t i = 0; i < leads.size(); ++i)
        benchmark::DoNotOptimize(
            sync::Compare(m.planner->targets(), options, leads[i], nullptr, rows[next++].get()));
    }
  }
  Processed(state, m.answer.size());
}

/// Each benchmark's repetitions become one line of the table.
class TableReporter : public benchmark::BenchmarkReporter {
 public:
  explicit TableReporter(Table* table) : table_(*table) {}
  bool ReportContext(const Context&) override { return true; }
  void ReportRuns(const std::vector<Run>& runs) override {
    Series speed;
    for (const Run& run : runs)
      if (run.run_type == Run::RT_Iteration)
        speed.Add(run.counters.at("bytes_per_second").value / 1e6);
    if (!speed.empty())
      table_.Line("piece: " + runs.front().run_name.function_name, "", speed.Text(" MB/s", 0));
  }

 private:
  Table& table_;
};

/// What another program makes of the same kind of file.
void MeasureMiller(const BenchOptions& options, Table* table) {
  const ScratchFolder folder;
  const std::filesystem::path input = folder.path / "rows.csv";
  WriteSpreadsheet(input, 25 * kRows, Variant::kFirst);
  Series speed;
  try {
    for (int i = 0; i < options.runs; ++i) {
      Program program;
      program.arguments = {"mlr", "--csv", "nothing", input};
      program.core = ClientCore();
      const double bytes = static_cast<double>(std::filesystem::file_size(input));
      speed.Add(bytes / RunProgram(program, 0).cpu / 1e6);
    }
  } catch (const std::exception&) {
    table->Line("piece: miller reading records", "", "skipped: mlr is not installed");
    return;
  }
  table->Line("piece: miller reading records (`mlr --csv nothing`, per CPU second)", "",
              speed.Text(" MB/s", 0));
}

}  // namespace

void MeasurePieces(const BenchOptions& options, Table* table) {
  const Material material;
  using Piece = void (*)(State&, const Material&);
  const std::pair<const char*, Piece> pieces[] = {
      {"memchr for line ends, what the machine can do", FindLineEnds},
      {"record reading", ReadRecords},
      {"planning", PlanRows},
      {"batch encoding", EncodeBatches},
      {"answer decoding", DecodeAnswers},
      {"comparison of what was read", CompareLeads},
  };
  for (const auto& [name, piece] : pieces) {
    benchmark::RegisterBenchmark(
        name, [piece = piece, &material](State& state) { piece(state, material); })
        ->Repetitions(options.runs)
        ->MinTime(0.1);
  }
  TableReporter reporter(table);
  benchmark::RunSpecifiedBenchmarks(&reporter);
  benchmark::ClearRegisteredBenchmarks();
  MeasureMiller(options, table);
}

}  // namespace leadsync::bench
