// SPDX-License-Identifier: MIT
// Leads that look as if people had entered them. Every name, company, number and address is
// invented; example domains and numbers reserved for fiction only.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>
#include <utility>
#include <vector>

#include "sandbox/lead_store.h"
#include "sandbox/multifields.h"
#include "sandbox/sample_data.h"
#include "sandbox/strtotime.h"
#include "sandbox/world.h"

namespace leadsync::sandbox {
namespace {

/// SplitMix64: each lead draws from its own stream, so that more leads do not change the first.
class Random {
 public:
  explicit Random(uint64_t seed) : state_(seed) {}
  uint64_t Next() {
    uint64_t z = (state_ += 0x9e3779b97f4a7c15u);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
  }
  size_t Below(size_t n) { return static_cast<size_t>(Next() % n); }
  bool Percent(size_t p) { return Below(100) < p; }
  template <typename T, size_t N>
  const T& Of(const std::array<T, N>& list) {
    return list[Below(N)];
  }

 private:
  uint64_t state_;
};

using Text = std::string_view;

constexpr std::array<Text, 24> kFirst = {"Anna",  "James",  "Maria",  "Oliver", "Sofia", "Lukas",
                                         "Emma",  "Daniel", "Clara",  "Mateo",  "Julia", "Henrik",
                                         "Alice", "Marco",  "Nora",   "Victor", "Lena",  "Thomas",
                                         "Chloé", "Adrián", "Ingrid", "Rafael", "Hanna", "Pavel"};
constexpr std::array<Text, 24> kLast = {
    "Bergström", "Carter",   "Dubois",    "Ellison", "Fischer",   "García",  "Hollis",  "Ivers",
    "Jankowski", "Keller",   "Lindqvist", "Moreau",  "Nowak",     "O'Brien", "Pereira", "Quinn",
    "Rossi",     "Sørensen", "Tanaka",    "Unger",   "Vermeulen", "Whitby",  "Young",   "Zimmer"};
constexpr std::array<Text, 12> kFirstMan = {"Иван",  "Алексей", "Дмитрий", "Сергей",
                                            "Павел", "Михаил",  "Андрей",  "Олег",
                                            "Артём", "Фёдор",   "Юрий",    "Николай"};
constexpr std::array<Text, 12> kFirstWoman = {"Елена",    "Ольга",     "Мария", "Наталья",
                                              "Татьяна",  "Екатерина", "Ирина", "Алёна",
                                              "Светлана", "Юлия",      "Дарья", "Вера"};
constexpr std::array<Text, 14> kLastMan = {"Соколов", "Лебедев", "Морозов", "Волков",     "Зайцев",
                                           "Павлов",  "Семёнов", "Голубев", "Виноградов", "Беляев",
                                           "Тарасов", "Комаров", "Орлов",   "Киселёв"};
constexpr std::array<Text, 6> kMiddleMan = {"Иванович",  "Петрович", "Сергеевич",
                                            "Андреевич", "Олегович", "Фёдорович"};
constexpr std::array<Text, 6> kMiddleWoman = {"Ивановна",  "Петровна", "Сергеевна",
                                              "Андреевна", "Олеговна", "Фёдоровна"};
constexpr std::array<Text, 20> kCompany = {
    "Northlight", "Bluewater", "Cedar & Vale", "Harbourline", "Ironbridge", "Meridian", "Oakfield",
    "Pinegrove",  "Quayside",  "Redstone",     "Silverlake",  "Tidewell",   "Umbra",    "Vantage",
    "Westmoor",   "Aurelia",   "Brightwell",   "Copperleaf",  "Duneshore",  "Elmhurst"};
constexpr std::array<Text, 10> kTrade = {"Logistics",  "Foods",     "Interiors", "Energy", "Dental",
                                         "Consulting", "Packaging", "Textiles",  "Motors", "Media"};
constexpr std::array<Text, 6> kForm = {"Ltd", "GmbH", "Inc.", "S.A.", "LLC", "AB"};
constexpr std::array<Text, 12> kCompanyRu = {
    "Северный ветер", "Ромашка-Сервис", "ТехноПолюс",  "Вектор плюс", "Берёзовая роща", "Азимут",
    "Каскад",         "Меридиан-Юг",    "Снежный дом", "Аквамарин",   "Гранитстрой",    "Ладья"};
constexpr std::array<Text, 10> kPost = {
    "Head of Purchasing", "Owner",      "IT Director", "Office manager",   "CFO", "Marketing lead",
    "Operations manager", "Accountant", "CEO",         "Warehouse manager"};
constexpr std::array<Text, 6> kPostRu = {
    "Директор", "Главный бухгалтер",     "Менеджер по закупкам",
    "Логист",   "Коммерческий директор", "ИТ-директор"};
constexpr std::array<Text, 10> kSubject = {
    "CRM for 20 seats", "website request", "demo request", "annual licence",   "migration project",
    "price list",       "trade fair",      "integration",  "support contract", "second office"};
constexpr std::array<Text, 6> kSubjectRu = {"заявка с сайта", "внедрение CRM",
                                            "запрос цены",    "продление лицензии",
                                            "выставка",       "интеграция с 1С"};

struct City {
  Text name, street, postcode, region, province, country, code;
  bool russian;
};
constexpr std::array<City, 10> kCities = {{
    {"Riga", "Brivibas iela", "LV-1010", "", "Riga", "Latvia", "LV", false},
    {"Leipzig", "Karlstraße", "04109", "", "Sachsen", "Germany", "DE", false},
    {"Bristol", "Quay Street", "BS1 4DJ", "", "", "United Kingdom", "GB", false},
    {"Lyon", "Rue des Tisserands", "69001", "", "Rhône", "France", "FR", false},
    {"Gdańsk", "ul. Długa", "80-831", "", "pomorskie", "Poland", "PL", false},
    {"Portland", "Alder Street", "97205", "", "Oregon", "USA", "US", false},
    {"Тверь", "ул. Советская", "170100", "", "Тверская область", "Россия", "RU", true},
    {"Казань", "ул. Баумана", "420111", "", "Республика Татарстан", "Россия", "RU", true},
    {"Екатеринбург", "пр. Ленина", "620014", "", "Свердловская область", "Россия", "RU", true},
    {"Алматы", "ул. Абая", "050000", "", "", "Казахстан", "KZ", true},
}};

constexpr std::array<Text, 8> kComments = {
    "Asked for a call back after the holidays.",
    "Met at the trade fair, wants prices for 20 seats.\nSecond contact: reception.",
    "Budget is approved for the third quarter.",
    "Compares us with two others; decision in spring.",
    "Просили прислать договор и счёт.",
    "Перезвонить после 15:00.\nИнтересует интеграция с 1С.",
    "Uses spreadsheets so far &amp; is tired of them.",
    "Запрос с сайта, вежливый, но осторожный."};
constexpr std::array<Text, 8> kTags = {"vip",  "expo-2025", "newsletter", "повторный",
                                       "cold", "partner",   "pilot",      "срочно"};

/// Latin letters for an address of an e-mail; anything else is left out.
std::string Latin(Text text, const char* fallback) {
  std::string out;
  for (char c : text) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) out += c;
  }
  return out.size() < 3 ? fallback : out;
}

constexpr int64_t kMinute = 60;

}  // namespace

/// Fills a World with leads. In one whose fields are not the sample's, user fields get whatever
/// fits their type.
class SampleLeads {
 public:
  SampleLeads(World* world, uint64_t seed, bool sample)
      : world_(world), seed_(seed), sample_(sample) {}

  void Fill(size_t leads) {
    world_->leads_.Reserve(leads);
    Random gaps(seed_ ^ 0x5eed);
    int64_t id = 1001;
    for (size_t i = 0; i < leads; ++i) {
      Make(id);
      // Now and then somebody deleted one.
      id += gaps.Percent(3) ? 2 + static_cast<int64_t>(gaps.Below(3)) : 1;
    }
  }

 private:
  void Set(Text code, Text value) {
    if (value.empty()) return;
    int field = world_->fields_->Find(code);
    if (field >= 0) lead_->row.Set(static_cast<size_t>(field), value);
  }
  void Set(int number, Text value) {
    if (!sample_) return;
    Set(fmt::format("UF_CRM_{}", 1700000000 + number), value);
  }
  /// An item of a directory, if the world has it.
  void SetStatus(Text code, Text directory, Text value) {
    if (world_->statuses_.Find(directory, value) != nullptr) Set(code, value);
  }

  void Make(int64_t id) {
    Random random(seed_ * 0x9e3779b97f4a7c15u + static_cast<uint64_t>(id));
    lead_ = &world_->leads_.Insert(id);
    bool russian = random.Percent(40);
    MakePerson(random, russian);
    MakeStage(random);
    MakeMoney(random, russian);
    MakeReach(random, russian);
    if (sample_) {
      MakeUserFields(random);
    } else {
      for (const LeadField& field : world_->fields()) {
        if (field.dynamic && random.Percent(40)) MakeAnyField(field, random);
      }
    }
    lead_->row.Shrink();
  }

  void MakePerson(Random& random, bool russian) {
    bool woman = random.Percent(50);
    Text subject;
    if (russian) {
      name_ = woman ? random.Of(kFirstWoman) : random.Of(kFirstMan);
      last_ = std::string(random.Of(kLastMan)) + (woman ? "а" : "");
      if (random.Percent(50)) {
        Set("SECOND_NAME", woman ? random.Of(kMiddleWoman) : random.Of(kMiddleMan));
      }
      company_ = fmt::format("ООО «{}»", random.Of(kCompanyRu));
      Set("POST", random.Percent(60) ? random.Of(kPostRu) : Text());
      subject = random.Of(kSubjectRu);
    } else {
      name_ = random.Of(kFirst);
      last_ = random.Of(kLast);
      company_ = fmt::format("{} {} {}", random.Of(kCompany), random.Of(kTrade), random.Of(kForm));
      if (random.Percent(20)) SetStatus("HONORIFIC", "HONORIFIC", woman ? "HNR_EN_2" : "HNR_EN_1");
      Set("POST", random.Percent(60) ? random.Of(kPost) : Text());
      subject = random.Of(kSubject);
    }
    Set("NAME", name_);
    Set("LAST_NAME", last_);
    if (random.Percent(85)) Set("COMPANY_TITLE", company_);
    Set("TITLE", random.Percent(70) ? fmt::format("{}: {}", company_, subject)
                                    : fmt::format("{} {}: {}", name_, last_, subject));
    if (random.Percent(8)) {
      Set("BIRTHDATE", IsoDate(DaysFromCivil(1960 + static_cast<int64_t>(random.Below(40)), 1, 1) +
                               static_cast<int64_t>(random.Below(365))));
    }
  }

  void MakeStage(Random& random) {
    static constexpr std::array<Text, 20> kStages = {
        "NEW",        "NEW",        "NEW",        "NEW",        "NEW",
        "NEW",        "IN_PROCESS", "IN_PROCESS", "IN_PROCESS", "IN_PROCESS",
        "IN_PROCESS", "PROCESSED",  "PROCESSED",  "PROCESSED",  "PROCESSED",
        "UC_7QZ2KD",  "UC_7QZ2KD",  "UC_7QZ2KD",  "CONVERTED",  "JUNK"};
    Text stage = random.Of(kStages);
    if (stage == "JUNK" && random.Percent(40)) stage = "LOST";
    if (world_->statuses_.Find("STATUS", stage) == nullptr) stage = AnyItem("STATUS", random);
    Set("STATUS_ID", stage);
    char semantics = world_->statuses_.Semantics(stage);
    Set("STATUS_SEMANTIC_ID", Text(&semantics, 1));
    int64_t end = DaysFromCivil(2026, 3, 2) * kDay + 9 * 3600;
    int64_t modified = end - static_cast<int64_t>(random.Below(200 * 1440)) * kMinute;
    int64_t created = modified - static_cast<int64_t>(random.Below(400 * 1440)) * kMinute;
    std::string user = fmt::to_string(1 + 2 * random.Below(13));
    Set("DATE_CREATE", fmt::to_string(created));
    Set("DATE_MODIFY", fmt::to_string(modified));
    Set("MOVED_TIME", fmt::to_string(stage == "NEW" ? created : modified));
    if (semantics != 'P') Set("DATE_CLOSED", fmt::to_string(modified));
    Set("LAST_ACTIVITY_TIME", fmt::to_string(modified));
    Set("ASSIGNED_BY_ID", user);
    Set("CREATED_BY_ID", random.Percent(50) ? Text("29") : Text(user));
    for (Text code : {"MODIFY_BY_ID", "MOVED_BY_ID", "LAST_ACTIVITY_BY"}) Set(code, user);
    static constexpr std::array<Text, 13> kSources = {
        "CALL",           "EMAIL",      "WEB",     "WEB",      "WEB",   "ADVERTISING", "PARTNER",
        "RECOMMENDATION", "TRADE_SHOW", "WEBFORM", "CALLBACK", "STORE", "OTHER"};
    SetStatus("SOURCE_ID", "SOURCE", random.Of(kSources));
    Set("OPENED", random.Percent(90) ? "Y" : "N");
    Set("IS_MANUAL_OPPORTUNITY", "N");
    if (random.Percent(30)) {
      Set("ORIGINATOR_ID", "ERP");
      Set("ORIGIN_ID", fmt::format("ORD-{:06}", lead_->id * 7 % 1000000));
    }
    if (random.Percent(25)) {
      Set("UTM_SOURCE", random.Percent(50) ? "newsletter" : "search");
      Set("UTM_MEDIUM", "cpc");
      Set("UTM_CAMPAIGN", "spring_2026");
    }
  }

  void MakeMoney(Random& random, bool russian) {
    Text currency = russian ? "RUB" : random.Percent(60) ? "EUR" : "USD";
    bool known = std::any_of(world_->currencies_.begin(), world_->currencies_.end(),
                             [&](const Currency& one) { return one.code == currency; });
    if (!known) currency = world_->BaseCurrency();
    Set("CURRENCY_ID", currency);
    int64_t cents = random.Percent(25) ? 0 : static_cast<int64_t>(random.Below(4000000) / 50 * 50);
    Set("OPPORTUNITY", fmt::format("{}.{:02}", cents / 100, cents % 100));
    if (random.Percent(15)) {
      Set(9, fmt::format("{}|{}", 1000 + 500 * random.Below(90), currency));
    }
    if (random.Percent(20)) Set(8, fmt::to_string(5 * random.Below(7)));
  }

  void MakeReach(Random& random, bool russian) {
    std::vector<Multivalue> phones;
    int64_t& next = world_->next_multivalue_;
    if (random.Percent(85)) {
      phones.push_back(
          {next++, "WORK",
           russian ? fmt::format("+7 495 555-{:02}-{:02}", random.Below(100), random.Below(100))
                   : fmt::format("+1 202 555 01{:02}", random.Below(100))});
      if (random.Percent(20)) {
        phones.push_back({next++, "MOBILE", fmt::format("+44 7700 900{:03}", random.Below(1000))});
      }
    }
    Set("PHONE", PackMultivalues(phones));
    Set("HAS_PHONE", phones.empty() ? "N" : "Y");
    bool mail = random.Percent(75);
    std::string host = Latin(company_, "romashka") + ".example";
    if (mail) {
      std::string local = Latin(last_, "info");
      if (random.Percent(50)) local += fmt::format(".{}", lead_->id % 100);
      Set("EMAIL", PackMultivalues({{next++, "WORK", local + "@" + host}}));
    }
    Set("HAS_EMAIL", mail ? "Y" : "N");
    if (random.Percent(20)) {
      Set("WEB", PackMultivalues({{next++, "WORK", "https://www." + host}}));
    }
    if (random.Percent(35)) MakeAddress(random, russian);
    if (random.Percent(40)) Set("COMMENTS", random.Of(kComments));
  }

  void MakeAddress(Random& random, bool russian) {
    const City* city = &random.Of(kCities);
    while (city->russian != russian) city = &random.Of(kCities);
    Set("ADDRESS", fmt::format("{} {}", city->street, 1 + random.Below(120)));
    Set("ADDRESS_CITY", city->name);
    Set("ADDRESS_POSTAL_CODE", city->postcode);
    Set("ADDRESS_PROVINCE", city->province);
    Set("ADDRESS_COUNTRY", city->country);
    Set("ADDRESS_COUNTRY_CODE", city->code);
    Set("ADDRESS_LOC_ADDR_ID", fmt::to_string(world_->next_location_++));
    Set(17, city->russian ? "Восток" : "West");
  }

  void MakeUserFields(Random& random) {
    static constexpr std::array<Text, 3> kSegments = {"131", "133", "135"};
    Set(21, random.Percent(90) ? random.Of(kSegments) : Text());
    if (random.Percent(50)) Set(7, fmt::to_string(1 + random.Below(400)));
    if (random.Percent(60)) Set(10, fmt::format("SO-{:06}", lead_->id));
    if (random.Percent(12)) Set(1, fmt::to_string(45 + 2 * random.Below(14)));
    if (random.Percent(6)) Set(2, "https://" + Latin(company_, "kontur") + ".example/compare");
    if (random.Percent(20)) Set(5, random.Percent(20) ? "1" : "0");
    if (random.Percent(30)) Set(12, fmt::to_string(1 + 2 * random.Below(13)));
    if (random.Percent(25)) {
      static constexpr std::array<Text, 5> kIndustries = {"IT", "TELECOM", "MANUFACTURING",
                                                          "BANKING", "CONSULTING"};
      Set(19, random.Of(kIndustries));
    }
    if (random.Percent(15)) {
      std::string tags;
      PackItem(random.Of(kTags), &tags);
      Set(11, tags);
    }
    if (random.Percent(10)) {
      int64_t call = DaysFromCivil(2026, 3, 3) + static_cast<int64_t>(random.Below(30));
      Set(6, fmt::to_string(call * kDay + 10 * 3600));
    }
  }

  Text AnyItem(Text directory, Random& random) const {
    std::vector<Text> items;
    for (const Status& status : world_->statuses_.all()) {
      if (status.entity == directory) items.push_back(status.status_id);
    }
    return items.empty() ? Text() : items[random.Below(items.size())];
  }

  void MakeAnyField(const LeadField& field, Random& random) {
    std::string value;
    switch (field.kind) {
      case FieldKind::kEnumeration:
        if (field.items.empty()) return;
        value = fmt::to_string(field.items[random.Below(field.items.size())].id);
        break;
      case FieldKind::kStatus:
        value = AnyItem(field.status_type, random);
        break;
      case FieldKind::kBoolean:
        value = random.Percent(30) ? "1" : "0";
        break;
      case FieldKind::kInteger:
      case FieldKind::kDouble:
        value = fmt::to_string(1 + random.Below(100));
        break;
      case FieldKind::kDate:
        value = IsoDate(DaysFromCivil(2026, 1, 1) + static_cast<int64_t>(random.Below(120)));
        break;
      case FieldKind::kMoney:
        value = fmt::format("{}|{}", 100 * (1 + random.Below(500)), world_->BaseCurrency());
        break;
      default:
        return;  // texts and references are best left empty
    }
    if (value.empty()) return;
    std::string list;
    PackItem(value, &list);
    Set(field.code, field.multiple ? list : value);
  }

  World* world_;
  uint64_t seed_;
  bool sample_;
  Lead* lead_ = nullptr;
  Text name_;
  std::string last_;
  std::string company_;
};

World World::Sample(size_t leads, uint64_t seed, const WorldOptions& options) {
  World world(LeadFields(SampleFields(options.russian)), SampleStatuses(), SampleCurrencies(),
              SampleUsers(), options);
  SampleLeads(&world, seed, true).Fill(leads);
  world.LimitReach();
  return world;
}

void World::Invent(size_t leads, uint64_t seed) { SampleLeads(this, seed, false).Fill(leads); }

}  // namespace leadsync::sandbox
