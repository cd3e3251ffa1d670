// SPDX-License-Identifier: MIT
// The job that is measured: lost leads are closed from a spreadsheet, six fields of every lead.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>

namespace leadsync::bench {

/// Which of two spreadsheets: they differ in every mapped cell, so that each changes all that the
/// other has left.
enum class Variant { kFirst, kSecond };

/// The ID of the lead that row `index` (from 0) is about.
int64_t LeadOf(size_t index);

/// The mapping of these spreadsheets.
std::string MappingText();
/// `Lead ID`, two columns for people, and six cells that are written.
void WriteSpreadsheet(const std::filesystem::path& path, size_t rows, Variant variant);
/// The leads as they are before, for `leadsync sandbox --leads-csv`.
void WriteLeads(const std::filesystem::path& path, size_t leads);

}  // namespace leadsync::bench
