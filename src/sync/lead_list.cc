// SPDX-License-Identifier: MIT
#include "sync/lead_list.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

namespace leadsync::sync {

LeadReader::LeadReader(const std::vector<std::string>& fields) {
  std::vector<std::string> codes = {"ID", "DATE_MODIFY", "STATUS_SEMANTIC_ID"};
  for (const std::string& code : fields)
    if (std::find(codes.begin(), codes.end(), code) == codes.end()) codes.push_back(code);
  for (size_t i = 0; i < codes.size(); ++i)
    select_params_.push_back({fmt::format("select[{}]", i), codes[i]});
  fields_ = codes.size();
  constexpr std::string_view kOrder = "&order[ID]=ASC&start=-1";
  select_ = rest::ToCommand({"crm.lead.list", select_params_}).append(kOrder);
  std::vector<rest::Param> back = select_params_;
  if (std::find(codes.begin(), codes.end(), "EMAIL") == codes.end())
    back.push_back({fmt::format("select[{}]", back.size()), "EMAIL"});
  select_back_ = rest::ToCommand({"crm.lead.list", back}).append(kOrder);
}

std::string LeadReader::Command(const std::vector<int64_t>& ids) const {
  return Filter(select_, ids);
}

std::string LeadReader::ReadBack(const std::vector<int64_t>& ids) const {
  return Filter(select_back_, ids);
}

std::string LeadReader::Filter(std::string command, const std::vector<int64_t>& ids) {
  for (size_t i = 0; i < ids.size(); ++i)
    fmt::format_to(std::back_inserter(command), "&filter[%40ID][{}]={}", i, ids[i]);
  return command;
}

rest::Call LeadReader::Call(const std::vector<int64_t>& ids) const {
  rest::Call call{"crm.lead.list", select_params_};
  for (size_t i = 0; i < ids.size(); ++i)
    call.params.push_back({fmt::format("filter[@ID][{}]", i), std::to_string(ids[i])});
  call.params.push_back({"order[ID]", "ASC"});
  call.params.push_back({"start", "-1"});
  return call;
}

void HeldLeads::Add(JsonValue result, const std::vector<int64_t>& asked) {
  for (size_t i = 0; i < result.size(); ++i) {
    const JsonValue lead = result[i];
    const auto id = lead["ID"].integer();
    if (!id || std::find(asked.begin(), asked.end(), *id) == asked.end())
      throw Error(
          "the portal answered with leads that were not asked for (it ignored the filter by ID): "
          "nothing it says can be relied on, so the run stops here");
    leads_[*id] = lead;
  }
}

JsonValue HeldLeads::Find(int64_t id) const {
  const auto it = leads_.find(id);
  return it == leads_.end() ? JsonValue() : it->second;
}

}  // namespace leadsync::sync
