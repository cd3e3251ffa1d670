// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <ctime>
#include <memory>
#include <stdexcept>
#include <vector>

#include "parts.h"
#include "rest/batch.h"
#include "sandbox/portal.h"
#include "sandbox/world.h"
#include "sync/lead_list.h"

namespace leadsync::bench {
namespace {

constexpr size_t kLeads = 50'000;
constexpr size_t kUpdates = 49;

double CpuSeconds() {
  timespec time{};
  ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) / 1e9;
}

}  // namespace

void MeasurePortal(const BenchOptions& options, Table* table) {
  sandbox::PortalOptions portal_options;
  portal_options.plan = sandbox::ParsePlan("unlimited");
  sandbox::Portal portal(portal_options,
                         std::make_unique<sandbox::World>(sandbox::World::Sample(kLeads, 1)));
  const sync::LeadReader reader({"STATUS_DESCRIPTION"});
  std::vector<int64_t> ids;
  for (const sandbox::Lead& lead : portal.world().leads().all())
    if (!lead.deleted) ids.push_back(lead.id);
  Series rate;
  WallTime now{std::chrono::sys_days(std::chrono::year(2026) / 4 / 1)};
  for (int run = 0; run < options.runs; ++run) {
    std::vector<sandbox::Request> requests;
    size_t updates = 0;
    for (size_t from = 0; from + kUpdates <= ids.size(); from += kUpdates) {
      const std::vector<int64_t> some(ids.begin() + static_cast<std::ptrdiff_t>(from),
                                      ids.begin() + static_cast<std::ptrdiff_t>(from + kUpdates));
      rest::BatchBody body;
      for (const int64_t id : some)
        body.Add(
            rest::Call{"crm.lead.update",
                       {{"id", std::to_string(id)},
                        {"fields[STATUS_DESCRIPTION]", fmt::format("run {} of {}", run, id)}}});
      body.Add(reader.Command(some));
      sandbox::Request& request = requests.emplace_back();
      request.target = portal.WebhookPath() + "batch";
      request.content_type = "application/json";
      request.body = body.Finish();
      updates += kUpdates;
    }
    const double before = CpuSeconds();
    for (const sandbox::Request& request : requests) {
      now += std::chrono::milliseconds(1);
      if (portal.Handle(request, now).status != 200)
        throw std::runtime_error("the practice portal refused a batch");
    }
    rate.Add(static_cast<double>(updates) / (CpuSeconds() - before));
  }
  table->Line("practice portal by itself: updates/s on one core", ">= 200,000", rate.Text("", 0));
}

}  // namespace leadsync::bench
