// SPDX-License-Identifier: MIT
// What the practice portal holds when it is told nothing else. All names, companies and numbers are
// invented. Samples, mappings and tests rely on codes and IDs below: add, never renumber.
//
//   UF_CRM_1700000001  enumeration           Competitor product   items 45..71 (odd), see the .cc
//   UF_CRM_1700000002  url                   Competitor URL
//   UF_CRM_1700000003  enumeration multiple  Lost reasons         items 101..121 (odd)
//   UF_CRM_1700000004  date                  Closed on
//   UF_CRM_1700000005  boolean               Do not call
//   UF_CRM_1700000006  datetime              Next call at         (USE_TIMEZONE N)
//   UF_CRM_1700000007  integer               Employees            0..100000
//   UF_CRM_1700000008  double                Discount, %          PRECISION 2, 0..100
//   UF_CRM_1700000009  money                 Annual contract value
//   UF_CRM_1700000010  string                Order number         max. 12, /^[A-Z]{2}-\d{4,8}$/
//   UF_CRM_1700000011  string multiple       Tags
//   UF_CRM_1700000012  employee              Account manager
//   UF_CRM_1700000013  crm                   Related deal         deals and companies
//   UF_CRM_1700000014  iblock_element        Catalog item
//   UF_CRM_1700000015  address               Delivery address
//   UF_CRM_1700000016  date multiple         Visit dates
//   UF_CRM_1700000017  string                Region               ) one label,
//   UF_CRM_1700000018  string                Region               ) two fields
//   UF_CRM_1700000019  crm_status            Industry             directory INDUSTRY
//   UF_CRM_1700000020  datetime              Demo held at         (USE_TIMEZONE Y)
//   UF_CRM_1700000021  enumeration           Segment              required; items 131, 133, 135
//   UF_CRM_1700000022  employee multiple     Watchers
//   UF_CRM_1700000023  file                  Contract
//   UF_CRM_1700000024  resourcebooking       Meeting room
#pragma once

#include <string_view>
#include <vector>

#include "sandbox/lead_fields.h"
#include "sandbox/statuses.h"
#include "sandbox/users.h"

namespace leadsync::sandbox {

/// All standard fields of a lead. `russian` chooses the language of the titles.
std::vector<LeadField> StandardFields(bool russian);
/// Their lengths and kinds are facts of the server; a field list that comes from elsewhere takes
/// them from here. Zero if unknown or unlimited.
size_t StandardLength(std::string_view code);
/// Standard and user fields of the practice portal.
std::vector<LeadField> SampleFields(bool russian);
std::vector<Status> SampleStatuses();
std::vector<Currency> SampleCurrencies();
std::vector<User> SampleUsers();

}  // namespace leadsync::sandbox
