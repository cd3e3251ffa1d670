// SPDX-License-Identifier: MIT
#include "sandbox/sample_data.h"

namespace leadsync::sandbox {

std::vector<Status> SampleStatuses() {
  return {
      {1, "STATUS", "NEW", "New", 10, true, "#39A8EF", 'P'},
      {3, "STATUS", "IN_PROCESS", "In progress", 20, false, "#2FC6F6", 'P'},
      {5, "STATUS", "PROCESSED", "Processed", 30, false, "#55D0E0", 'P'},
      {31, "STATUS", "UC_7QZ2KD", "Call back", 35, false, "#FFA900", 'P'},
      {7, "STATUS", "CONVERTED", "Good lead", 40, true, "#7BD500", 'S'},
      {9, "STATUS", "JUNK", "Junk lead", 50, true, "#FF5752", 'F'},
      {33, "STATUS", "LOST", "Lost", 60, false, "#FF5752", 'F'},
      {41, "SOURCE", "CALL", "Call", 10, true, "", 'P'},
      {43, "SOURCE", "EMAIL", "E-Mail", 20, true, "", 'P'},
      {45, "SOURCE", "WEB", "Website", 30, false, "", 'P'},
      {47, "SOURCE", "ADVERTISING", "Advertising", 40, false, "", 'P'},
      {49, "SOURCE", "PARTNER", "Existing client", 50, false, "", 'P'},
      {51, "SOURCE", "RECOMMENDATION", "By recommendation", 60, false, "", 'P'},
      {53, "SOURCE", "TRADE_SHOW", "Show/Exhibition", 70, false, "", 'P'},
      {55, "SOURCE", "WEBFORM", "CRM form", 80, true, "", 'P'},
      {57, "SOURCE", "REPEAT_SALE", "Sales boost", 90, true, "", 'P'},
      {59, "SOURCE", "CALLBACK", "Callback", 100, true, "", 'P'},
      {61, "SOURCE", "STORE", "Online store", 110, true, "", 'P'},
      {63, "SOURCE", "OTHER", "Other", 120, false, "", 'P'},
      {65, "SOURCE", "UC_M4T0XA", "Выставка «Экспо»", 130, false, "", 'P'},
      {71, "HONORIFIC", "HNR_EN_1", "Mr.", 10, false, "", 'P'},
      {73, "HONORIFIC", "HNR_EN_2", "Mrs.", 20, false, "", 'P'},
      {75, "HONORIFIC", "HNR_EN_3", "Ms.", 30, false, "", 'P'},
      {77, "HONORIFIC", "HNR_EN_4", "Dr.", 40, false, "", 'P'},
      {81, "INDUSTRY", "IT", "Information technology", 10, false, "", 'P'},
      {83, "INDUSTRY", "TELECOM", "Telecommunications", 20, false, "", 'P'},
      {85, "INDUSTRY", "MANUFACTURING", "Manufacturing", 30, false, "", 'P'},
      {87, "INDUSTRY", "BANKING", "Banking", 40, false, "", 'P'},
      {89, "INDUSTRY", "CONSULTING", "Consulting", 50, false, "", 'P'},
      {91, "INDUSTRY", "FINANCE", "Finance", 60, false, "", 'P'},
      {93, "INDUSTRY", "DELIVERY", "Delivery", 70, false, "", 'P'},
      {95, "INDUSTRY", "OTHER", "Other", 80, false, "", 'P'},
  };
}

std::vector<Currency> SampleCurrencies() {
  return {{"USD", "US Dollar", true, "1.0000"},
          {"EUR", "Euro", false, "1.0800"},
          {"RUB", "Russian Ruble", false, "0.0110"},
          {"GBP", "Pound Sterling", false, "1.2700"}};
}

std::vector<User> SampleUsers() {
  return {
      {1, "Daniel", "Harlow", "daniel.harlow@acme.example", "Head of Sales", true, true, {}},
      {3, "Mira", "Jensen", "mira.jensen@acme.example", "Sales manager", true, false, {}},
      {5, "Tomas", "Novak", "tomas.novak@acme.example", "Sales manager", true, false, {}},
      {7, "Olga", "Petrova", "olga.petrova@acme.example", "Sales operations", true, false, {}},
      {9, "Анна", "Смирнова", "a.smirnova@acme.example", "Менеджер по продажам", true, false, {}},
      {11, "Анна", "Смирнова", "anna.smirnova@acme.example", "Маркетолог", true, false, {}},
      {13, "Игорь", "Ковалёв", "i.kovalev@acme.example", "Менеджер по продажам", true, false, {}},
      {15, "Léa", "Marchand", "lea.marchand@acme.example", "Sales manager", true, false, {}},
      {17, "Jonas", "Weiß", "jonas.weiss@acme.example", "Key account manager", true, false, {}},
      {19, "Priya", "Raman", "priya.raman@acme.example", "Sales manager", true, false, {}},
      {21, "Samuel", "Okoro", "samuel.okoro@acme.example", "Call centre", true, false, {}},
      {23, "Елена", "Громова", "e.gromova@acme.example", "Руководитель отдела", true, false, {}},
      {25, "Carla", "Mendes", "carla.mendes@acme.example", "Call centre", true, false, {}},
      {27, "Peter", "Aldous", "peter.aldous@acme.example", "Sales manager", false, false, {}},
      {29, "Nina", "Sorokina", "nina.sorokina@acme.example", "Integrations", true, true, {}},
  };
}

}  // namespace leadsync::sandbox
