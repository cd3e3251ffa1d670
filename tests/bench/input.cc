// SPDX-License-Identifier: MIT
#include "input.h"

#include <cstdio>
#include <memory>
#include <stdexcept>

namespace leadsync::bench {
namespace {

using File = std::unique_ptr<std::FILE, int (*)(std::FILE*)>;

File Create(const std::filesystem::path& path) {
  File file(std::fopen(path.c_str(), "w"), std::fclose);
  if (!file) throw std::runtime_error(path.string() + " cannot be written");
  return file;
}

void Close(File file, const std::filesystem::path& path) {
  if (std::fclose(file.release()) != 0)
    throw std::runtime_error(path.string() + ": the disk is full");
}

constexpr const char* kReasons[] = {"Chose a competitor", "No budget", "Project cancelled",
                                    "No response"};

}  // namespace

int64_t LeadOf(size_t index) { return 1001 + 3 * static_cast<int64_t>(index); }

std::string MappingText() {
  return R"({
  "key": "Lead ID",
  "columns": {
    "Stage": "STATUS_ID",
    "Competitor product": "UF_CRM_1700000001",
    "Competitor URL": "UF_CRM_1700000002",
    "Lost reasons": { "field": "UF_CRM_1700000003", "split": "|" },
    "Closed on": { "field": "UF_CRM_1700000004", "format": ["%d.%m.%Y"] },
    "Comment": "COMMENTS"
  },
  "reopen": true
})";
}

void WriteSpreadsheet(const std::filesystem::path& path, size_t rows, Variant variant) {
  const bool first = variant == Variant::kFirst;
  File file = Create(path);
  std::fputs(
      "Lead ID,Company,Contact,Stage,Competitor product,Competitor URL,Lost reasons,Closed on,"
      "Comment\n",
      file.get());
  for (size_t i = 0; i < rows; ++i) {
    std::fprintf(file.get(),
                 "%jd,Company %zu AB,\"Person, %zu\",%s,%s,https://%s.example.com/%zu,%s|%s,"
                 "%02zu.%02zu.2026,\"Needed \"\"single sign-on\"\", call %zu\"\n",
                 static_cast<intmax_t>(LeadOf(i)), i, i, first ? "Lost" : "Junk lead",
                 first ? "SalesHarbor" : "Leadora", first ? "www" : "shop", i,
                 kReasons[first ? i % 2 : 2 + i % 2], first ? "Bad timing" : "Price too high",
                 1 + i % 28, 1 + (i + (first ? 0 : 6)) % 12, first ? i : i + rows);
  }
  Close(std::move(file), path);
}

void WriteLeads(const std::filesystem::path& path, size_t leads) {
  File file = Create(path);
  std::fputs("ID,TITLE,NAME,STATUS_ID,COMMENTS\n", file.get());
  for (size_t i = 0; i < leads; ++i)
    std::fprintf(file.get(), "%jd,Lead %zu,Name %zu,NEW,as before %zu\n",
                 static_cast<intmax_t>(LeadOf(i)), i, i, i);
  Close(std::move(file), path);
}

}  // namespace leadsync::bench
