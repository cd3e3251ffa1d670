// SPDX-License-Identifier: MIT
// The parts of the bench. Each measures something and adds its lines to the table; they throw
// std::runtime_error when what they run does not end as it must.
#pragma once

#include <filesystem>
#include <string>

#include "figures.h"

namespace leadsync::bench {

struct BenchOptions {
  std::string leadsync;       ///< the program
  std::filesystem::path sdk;  ///< where bench.mjs and the SDK are; empty = not there
  int runs = 5;               ///< of each figure, at least
  size_t rows = 100'000;
  size_t many_rows = 10'000'000;  ///< of the larger file whose memory is measured
};

/// (a), (b) and (c): real processes beside a practice portal on another core, limits off.
void MeasureSpeed(const BenchOptions& options, Table* table);
/// (d), (e) and (f): the engine against the portal's limits, on virtual time.
void MeasureLimits(const BenchOptions& options, Table* table);
/// (g): peak memory of a small and a large file.
void MeasureMemory(const BenchOptions& options, Table* table);
/// (h): from the start to the first request.
void MeasureStart(const BenchOptions& options, Table* table);
/// How many updates the practice portal does, without its HTTP front.
void MeasurePortal(const BenchOptions& options, Table* table);
/// Pieces of the way by themselves, with bytes a second.
void MeasurePieces(const BenchOptions& options, Table* table);

}  // namespace leadsync::bench
