// SPDX-License-Identifier: MIT
#include <iterator>
#include <utility>

#include "sandbox/sample_data.h"

namespace leadsync::sandbox {
namespace {

enum Flag : unsigned { kNone = 0, kReadOnly = 1, kMultiple = 2, kDeprecated = 4 };

struct Standard {
  const char* code;
  const char* type;
  unsigned flags;
  size_t length;
  const char* english;
  const char* russian;
};

// Order, types and lengths: bitrix24 docs api-reference/crm/leads/crm-lead-fields.md; server
// crm/lib/Model/FieldRepository.php.
constexpr Standard kStandard[] = {
    {"ID", "integer", kReadOnly, 0, "ID", "ID"},
    {"TITLE", "string", kNone, 255, "Lead Name", "Название лида"},
    {"HONORIFIC", "crm_status", kNone, 128, "Salutation", "Обращение"},
    {"NAME", "string", kNone, 50, "First name", "Имя"},
    {"SECOND_NAME", "string", kNone, 50, "Second name", "Отчество"},
    {"LAST_NAME", "string", kNone, 50, "Last name", "Фамилия"},
    {"BIRTHDATE", "date", kNone, 0, "Date of birth", "Дата рождения"},
    {"COMPANY_TITLE", "string", kNone, 255, "Company Name", "Название компании"},
    {"SOURCE_ID", "crm_status", kNone, 50, "Source", "Источник"},
    {"SOURCE_DESCRIPTION", "string", kNone, 0, "Source information", "Дополнительно об источнике"},
    {"STATUS_ID", "crm_status", kNone, 50, "Stage", "Стадия"},
    {"STATUS_DESCRIPTION", "string", kNone, 0, "Stage information", "Дополнительно о стадии"},
    {"STATUS_SEMANTIC_ID", "string", kReadOnly, 0, "Stage semantics", "Состояние стадии"},
    {"POST", "string", kNone, 255, "Position", "Должность"},
    {"ADDRESS", "string", kNone, 255, "Address", "Адрес"},
    {"ADDRESS_2", "string", kNone, 255, "Address (line 2)", "Адрес (стр. 2)"},
    {"ADDRESS_CITY", "string", kNone, 128, "City", "Город"},
    {"ADDRESS_POSTAL_CODE", "string", kNone, 16, "Zip", "Почтовый индекс"},
    {"ADDRESS_REGION", "string", kNone, 128, "District", "Район"},
    {"ADDRESS_PROVINCE", "string", kNone, 128, "State / Province", "Область"},
    {"ADDRESS_COUNTRY", "string", kNone, 128, "Country", "Страна"},
    {"ADDRESS_COUNTRY_CODE", "string", kNone, 100, "Country Code", "Код страны"},
    {"ADDRESS_LOC_ADDR_ID", "integer", kNone, 0, "Location address ID",
     "Идентификатор адреса местоположения"},
    {"CURRENCY_ID", "crm_currency", kNone, 50, "Currency", "Валюта"},
    {"OPPORTUNITY", "double", kNone, 0, "Amount", "Сумма"},
    {"IS_MANUAL_OPPORTUNITY", "char", kNone, 0, "IS_MANUAL_OPPORTUNITY", "IS_MANUAL_OPPORTUNITY"},
    {"OPENED", "char", kNone, 0, "Available to everyone", "Доступен для всех"},
    {"COMMENTS", "string", kNone, 0, "Comment", "Комментарий"},
    {"HAS_PHONE", "char", kReadOnly, 0, "Has phone", "Задан телефон"},
    {"HAS_EMAIL", "char", kReadOnly, 0, "Has e-mail", "Задан e-mail"},
    {"HAS_IMOL", "char", kReadOnly, 0, "Has Open Channel", "Задана открытая линия"},
    {"ASSIGNED_BY_ID", "user", kNone, 0, "Responsible person", "Ответственный"},
    {"CREATED_BY_ID", "user", kReadOnly, 0, "Created by", "Кем создан"},
    {"MODIFY_BY_ID", "user", kReadOnly, 0, "Modified by", "Кем изменен"},
    {"MOVED_BY_ID", "user", kReadOnly, 0, "Moved by", "MOVED_BY_ID"},
    {"DATE_CREATE", "datetime", kReadOnly, 0, "Created on", "Дата создания"},
    {"DATE_MODIFY", "datetime", kReadOnly, 0, "Modified on", "Дата изменения"},
    {"MOVED_TIME", "datetime", kReadOnly, 0, "Moved on", "MOVED_TIME"},
    {"COMPANY_ID", "crm_company", kNone, 0, "Company", "Компания"},
    {"CONTACT_ID", "crm_contact", kDeprecated, 0, "Contact", "Контакт"},
    {"CONTACT_IDS", "crm_contact", kMultiple, 0, "CONTACT_IDS", "CONTACT_IDS"},
    {"IS_RETURN_CUSTOMER", "char", kReadOnly, 0, "Repeat lead", "Повторный лид"},
    {"DATE_CLOSED", "datetime", kReadOnly, 0, "Completed on", "Дата завершения"},
    {"ORIGINATOR_ID", "string", kNone, 255, "External source", "Внешний источник"},
    {"ORIGIN_ID", "string", kNone, 255, "Item ID in data source",
     "Идентификатор элемента во внешнем источнике"},
    {"UTM_SOURCE", "string", kNone, 0, "Ad system", "Рекламная система"},
    {"UTM_MEDIUM", "string", kNone, 0, "Medium", "Тип трафика"},
    {"UTM_CAMPAIGN", "string", kNone, 0, "Ad campaign UTM", "Обозначение рекламной кампании"},
    {"UTM_CONTENT", "string", kNone, 0, "Campaign contents", "Содержание кампании"},
    {"UTM_TERM", "string", kNone, 0, "Campaign search term", "Условие поиска кампании"},
    {"PARENT_ID_180", "crm_entity", kNone, 0, "Project", "Проект"},
    {"LAST_COMMUNICATION_TIME", "string", kReadOnly, 0, "Last communication on",
     "Дата последней коммуникации"},
    {"LAST_ACTIVITY_BY", "user", kReadOnly, 0, "Last activity by", "Последняя активность"},
    {"LAST_ACTIVITY_TIME", "datetime", kReadOnly, 0, "Last activity on",
     "Дата последней активности"},
    {"PHONE", "crm_multifield", kMultiple, 0, "Phone", "Телефон"},
    {"EMAIL", "crm_multifield", kMultiple, 0, "E-mail", "E-mail"},
    {"WEB", "crm_multifield", kMultiple, 0, "Website", "Сайт"},
    {"IM", "crm_multifield", kMultiple, 0, "Messenger", "Мессенджер"},
    {"LINK", "crm_multifield", kMultiple, 0, "LINK", "LINK"},
};

LeadField MakeStandard(const Standard& from, bool russian) {
  LeadField field;
  field.code = from.code;
  field.type = from.type;
  field.title = russian ? from.russian : from.english;
  field.kind = KindOf(from.type, from.code, false);
  field.read_only = (from.flags & kReadOnly) != 0;
  field.multiple = (from.flags & kMultiple) != 0;
  field.deprecated = (from.flags & kDeprecated) != 0;
  field.max_length = from.length;
  if (field.code == "STATUS_ID") field.status_type = "STATUS";
  if (field.code == "SOURCE_ID") field.status_type = "SOURCE";
  if (field.code == "HONORIFIC") field.status_type = "HONORIFIC";
  if (field.code == "COMPANY_ID") field.settings.Set("parentEntityTypeId", 4);
  if (field.code == "PARENT_ID_180") field.settings.Set("parentEntityTypeId", 180);
  return field;
}

using Settings = std::vector<std::pair<const char*, PhpValue>>;

LeadField MakeUserField(int number, const char* type, const char* label, bool multiple,
                        const Settings& settings) {
  LeadField field;
  field.code = "UF_CRM_" + std::to_string(1700000000 + number);
  field.type = type;
  field.title = label;
  field.dynamic = true;
  field.kind = KindOf(type, field.code, true);
  field.multiple = multiple;
  for (const auto& [name, value] : settings) field.settings.Set(name, value);
  if (const PhpValue* precision = field.settings.Find("PRECISION")) {
    field.precision = static_cast<int>(precision->ToInt());
  }
  if (const PhpValue* zone = field.settings.Find("USE_TIMEZONE")) {
    field.use_time_zone = zone->ToString() == "Y";
  }
  if (const PhpValue* directory = field.settings.Find("ENTITY_TYPE")) {
    field.status_type = directory->ToString();
  }
  return field;
}

Settings TextSettings(const char* regexp = "", int max_length = 0) {
  return {{"SIZE", 20},
          {"ROWS", 1},
          {"REGEXP", regexp},
          {"MIN_LENGTH", 0},
          {"MAX_LENGTH", max_length},
          {"DEFAULT_VALUE", PhpValue()}};
}

Settings DateSettings() {
  PhpArray by_default;
  by_default.Set("TYPE", "NONE");
  by_default.Set("VALUE", "");
  return {{"DEFAULT_VALUE", PhpValue(by_default)}};
}

Settings DatetimeSettings(const char* use_time_zone) {
  Settings settings = DateSettings();
  settings.push_back({"USE_SECOND", "Y"});
  settings.push_back({"USE_TIMEZONE", use_time_zone});
  return settings;
}

Settings ListSettings() {
  return {
      {"DISPLAY", "LIST"}, {"LIST_HEIGHT", 1}, {"CAPTION_NO_VALUE", ""}, {"SHOW_NO_VALUE", "Y"}};
}

// «Зелёный лист» and «Зеленый лист» are alike once names are folded, as «Trellis» and «TRELLIS ».
std::vector<EnumItem> CompetitorProducts() {
  return {{45, "SalesHarbor", "salesharbor"},
          {47, "Leadora", "leadora"},
          {49, "PipeBoard Pro", "pipeboard"},
          {51, "Контур", "kontur"},
          {53, "Мегасфера CRM", "megasfera"},
          {55, "Облако 365", "oblako"},
          {57, "Trellis", "trellis"},
          {59, "TRELLIS ", "trellis2"},
          {61, "Зелёный лист", "list1"},
          {63, "Зеленый лист", "list2"},
          {65, "OfficePlan & Co", "officeplan"},
          {67, "Spreadsheets", "spreadsheets"},
          {69, "In-house solution", "inhouse"},
          {71, "Клиент-Бюро «Старт»", "buro"}};
}

std::vector<EnumItem> LostReasons() {
  return {{101, "Price too high", "price"},
          {103, "Chose a competitor", "competitor"},
          {105, "No budget", "budget"},
          {107, "No response", "silence"},
          {109, "Bad timing", "timing"},
          {111, "Missing feature", "feature"},
          {113, "Project cancelled", "cancelled"},
          {115, "Contract terms, payment", "terms"},
          {117, "Нет бюджета", "net"},
          {119, "Ушли к конкуренту", "ushli"},
          {121, "Долгое согласование", "dolgo"}};
}

std::vector<LeadField> UserFields() {
  std::vector<LeadField> all;
  all.push_back(MakeUserField(1, "enumeration", "Competitor product", false, ListSettings()));
  all.back().items = CompetitorProducts();
  all.push_back(MakeUserField(2, "url", "Competitor URL", false,
                              {{"POPUP", "Y"},
                               {"SIZE", 20},
                               {"MIN_LENGTH", 0},
                               {"MAX_LENGTH", 0},
                               {"DEFAULT_VALUE", PhpValue()}}));
  all.push_back(MakeUserField(3, "enumeration", "Lost reasons", true, ListSettings()));
  all.back().items = LostReasons();
  all.push_back(MakeUserField(4, "date", "Closed on", false, DateSettings()));
  all.push_back(MakeUserField(5, "boolean", "Do not call", false,
                              {{"DEFAULT_VALUE", 0},
                               {"DISPLAY", "CHECKBOX"},
                               {"LABEL", PhpArray::List({"no", "yes"})},
                               {"LABEL_CHECKBOX", "yes"}}));
  all.push_back(MakeUserField(6, "datetime", "Next call at", false, DatetimeSettings("N")));
  all.push_back(MakeUserField(
      7, "integer", "Employees", false,
      {{"SIZE", 20}, {"MIN_VALUE", 0}, {"MAX_VALUE", 100000}, {"DEFAULT_VALUE", PhpValue()}}));
  all.push_back(MakeUserField(8, "double", "Discount, %", false,
                              {{"PRECISION", 2},
                               {"SIZE", 20},
                               {"MIN_VALUE", 0},
                               {"MAX_VALUE", 100},
                               {"DEFAULT_VALUE", PhpValue()}}));
  all.push_back(MakeUserField(9, "money", "Annual contract value", false, {{"DEFAULT_VALUE", ""}}));
  all.push_back(MakeUserField(10, "string", "Order number", false,
                              TextSettings("/^[A-Z]{2}-\\d{4,8}$/", 12)));
  all.push_back(MakeUserField(11, "string", "Tags", true, TextSettings()));
  all.push_back(MakeUserField(12, "employee", "Account manager", false, {}));
  all.push_back(MakeUserField(13, "crm", "Related deal", false,
                              {{"LEAD", "N"}, {"CONTACT", "N"}, {"COMPANY", "Y"}, {"DEAL", "Y"}}));
  all.push_back(MakeUserField(14, "iblock_element", "Catalog item", false,
                              {{"DISPLAY", "LIST"},
                               {"LIST_HEIGHT", 1},
                               {"IBLOCK_ID", 14},
                               {"DEFAULT_VALUE", ""},
                               {"ACTIVE_FILTER", "N"}}));
  all.push_back(MakeUserField(15, "address", "Delivery address", false, {{"SHOW_MAP", "Y"}}));
  all.push_back(MakeUserField(16, "date", "Visit dates", true, DateSettings()));
  all.push_back(MakeUserField(17, "string", "Region", false, TextSettings()));
  all.push_back(MakeUserField(18, "string", "Region", false, TextSettings()));
  all.push_back(MakeUserField(19, "crm_status", "Industry", false, {{"ENTITY_TYPE", "INDUSTRY"}}));
  all.push_back(MakeUserField(20, "datetime", "Demo held at", false, DatetimeSettings("Y")));
  all.push_back(MakeUserField(21, "enumeration", "Segment", false, ListSettings()));
  all.back().items = {{131, "Small", "s"}, {133, "Medium", "m"}, {135, "Enterprise", "l"}};
  all.back().required = true;
  all.push_back(MakeUserField(22, "employee", "Watchers", true, {}));
  all.push_back(MakeUserField(
      23, "file", "Contract", false,
      {{"SIZE", 20}, {"LIST_WIDTH", 0}, {"LIST_HEIGHT", 0}, {"MAX_ALLOWED_SIZE", 0}}));
  all.push_back(MakeUserField(24, "resourcebooking", "Meeting room", false, {}));
  return all;
}

}  // namespace

std::vector<LeadField> StandardFields(bool russian) {
  std::vector<LeadField> fields;
  for (const Standard& from : kStandard) fields.push_back(MakeStandard(from, russian));
  return fields;
}

size_t StandardLength(std::string_view code) {
  for (const Standard& field : kStandard) {
    if (code == field.code) return field.length;
  }
  return 0;
}

std::vector<LeadField> SampleFields(bool russian) {
  std::vector<LeadField> fields = StandardFields(russian);
  std::vector<LeadField> user = UserFields();
  fields.insert(fields.end(), std::make_move_iterator(user.begin()),
                std::make_move_iterator(user.end()));
  return fields;
}

}  // namespace leadsync::sandbox
