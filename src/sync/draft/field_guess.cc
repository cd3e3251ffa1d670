// SPDX-License-Identifier: MIT
#include "sync/draft/field_guess.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <utility>

#include "base/text.h"

namespace leadsync::sync {
namespace {

using Word = std::pair<std::string_view, std::string_view>;

// Folded, without underscores. Labels differ from portal to portal and from language to language;
// these are what spreadsheets call the fields that every portal has.
constexpr auto kWords = std::to_array<Word>({
    {"stage", "STATUS_ID"},
    {"status", "STATUS_ID"},
    {"lead status", "STATUS_ID"},
    {"стадия", "STATUS_ID"},
    {"статус", "STATUS_ID"},
    {"этап", "STATUS_ID"},
    {"title", "TITLE"},
    {"lead title", "TITLE"},
    {"название", "TITLE"},
    {"название лида", "TITLE"},
    {"name", "NAME"},
    {"given name", "NAME"},
    {"имя", "NAME"},
    {"surname", "LAST_NAME"},
    {"family name", "LAST_NAME"},
    {"фамилия", "LAST_NAME"},
    {"middle name", "SECOND_NAME"},
    {"отчество", "SECOND_NAME"},
    {"company", "COMPANY_TITLE"},
    {"organisation", "COMPANY_TITLE"},
    {"organization", "COMPANY_TITLE"},
    {"компания", "COMPANY_TITLE"},
    {"организация", "COMPANY_TITLE"},
    {"job title", "POST"},
    {"должность", "POST"},
    {"source", "SOURCE_ID"},
    {"lead source", "SOURCE_ID"},
    {"источник", "SOURCE_ID"},
    {"amount", "OPPORTUNITY"},
    {"sum", "OPPORTUNITY"},
    {"opportunity", "OPPORTUNITY"},
    {"сумма", "OPPORTUNITY"},
    {"currency", "CURRENCY_ID"},
    {"валюта", "CURRENCY_ID"},
    {"comment", "COMMENTS"},
    {"comments", "COMMENTS"},
    {"remark", "COMMENTS"},
    {"remarks", "COMMENTS"},
    {"note", "COMMENTS"},
    {"notes", "COMMENTS"},
    {"комментарий", "COMMENTS"},
    {"комментарии", "COMMENTS"},
    {"примечание", "COMMENTS"},
    {"manager", "ASSIGNED_BY_ID"},
    {"owner", "ASSIGNED_BY_ID"},
    {"responsible", "ASSIGNED_BY_ID"},
    {"assigned to", "ASSIGNED_BY_ID"},
    {"ответственный", "ASSIGNED_BY_ID"},
    {"менеджер", "ASSIGNED_BY_ID"},
    {"phone", "PHONE"},
    {"tel", "PHONE"},
    {"telephone", "PHONE"},
    {"phone number", "PHONE"},
    {"mobile", "PHONE"},
    {"mobile phone", "PHONE"},
    {"work phone", "PHONE"},
    {"home phone", "PHONE"},
    {"fax", "PHONE"},
    {"телефон", "PHONE"},
    {"мобильный", "PHONE"},
    {"мобильный телефон", "PHONE"},
    {"рабочий телефон", "PHONE"},
    {"email", "EMAIL"},
    {"e mail", "EMAIL"},
    {"mail", "EMAIL"},
    {"work e mail", "EMAIL"},
    {"email address", "EMAIL"},
    {"почта", "EMAIL"},
    {"эл почта", "EMAIL"},
    {"site", "WEB"},
    {"web", "WEB"},
    {"website", "WEB"},
    {"url", "WEB"},
    {"сайт", "WEB"},
    {"city", "ADDRESS_CITY"},
    {"город", "ADDRESS_CITY"},
    {"country", "ADDRESS_COUNTRY"},
    {"страна", "ADDRESS_COUNTRY"},
    {"postal code", "ADDRESS_POSTAL_CODE"},
    {"postcode", "ADDRESS_POSTAL_CODE"},
    {"zip code", "ADDRESS_POSTAL_CODE"},
    {"индекс", "ADDRESS_POSTAL_CODE"},
    {"street", "ADDRESS"},
    {"адрес", "ADDRESS"},
    {"birthday", "BIRTHDATE"},
    {"дата рождения", "BIRTHDATE"},
});

constexpr auto kLeadIds = std::to_array<std::string_view>(
    {"id", "lead", "lead id", "leadid", "lead no", "lead number", "lead link", "link to lead",
     "bitrix id", "bitrix24 id", "crm id", "id лида", "лид", "лид id", "номер лида", "№ лида", "ид",
     "ид лида", "ссылка на лид"});

constexpr auto kForeignIds = std::to_array<std::string_view>(
    {"old id",       "legacy id",     "previous id",    "old crm id",
     "import id",    "старый id",     "старый ид",      "order",
     "order id",     "order no",      "order nr",       "order number",
     "external id",  "external no",   "external code",  "ext id",
     "foreign id",   "erp id",        "erp no",         "1c id",
     "shop id",      "reference",     "reference no",   "reference id",
     "ref",          "ref no",        "source id",      "customer id",
     "customer no",  "client id",     "request id",     "ticket",
     "ticket id",    "uid",           "uuid",           "guid",
     "record id",    "bestellnummer", "auftragsnummer", "kundennummer",
     "код",          "внешний код",   "внешний id",     "внешний ид",
     "номер заказа", "id заказа",     "ид заказа",      "заказ",
     "№ заказа",     "код 1с",        "id 1с",          "номер заявки",
     "заявка",       "id клиента",    "код клиента"});

constexpr auto kEmptyWords = std::to_array<std::string_view>(
    {"-", "--", "n/a", "na", "null", "(null)", "none", "nil", "(empty)", "(blank)", "not set",
     "нет данных", "н/д", "не указано", "пусто", "k.a.", "keine angabe"});

/// How a column's or a field's name is compared here: letters and digits, all signs as blanks.
std::string Plain(std::string_view name) {
  std::string text = Fold(name);
  for (char& c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x80 && std::isalnum(byte) == 0) c = ' ';
  }
  return Fold(text);
}

bool Bears(const crm::Field& field, std::string_view plain) {
  if (Plain(field.code) == plain || Plain(field.label) == plain) return true;
  return std::any_of(field.other_labels.begin(), field.other_labels.end(),
                     [&](const std::string& label) { return Plain(label) == plain; });
}

bool Has(std::string_view text, std::initializer_list<std::string_view> words) {
  return std::any_of(words.begin(), words.end(), [&](std::string_view word) {
    return text.find(word) != std::string_view::npos;
  });
}

}  // namespace

std::vector<FieldGuess> GuessFields(std::string_view column, const crm::Catalog& catalog) {
  std::vector<FieldGuess> guesses;
  const auto add = [&](const crm::Field* field, Likeness likeness) {
    for (const FieldGuess& guess : guesses)
      if (guess.field == field) return;
    if (field != nullptr) guesses.push_back({field, likeness});
  };
  const std::string plain = Plain(column);
  if (plain.empty()) return guesses;
  for (const crm::Field& field : catalog.fields())
    if (Bears(field, plain)) add(&field, Likeness::kSame);
  for (const auto& [word, code] : kWords)
    if (word == plain) add(catalog.Find(code), Likeness::kKnown);
  std::vector<std::string> names;
  for (const std::string& name : catalog.Names()) names.push_back(Plain(name));
  for (const std::string& name : Nearest(plain, names)) {
    for (const crm::Field& field : catalog.fields())
      if (Bears(field, name)) add(&field, Likeness::kNear);
  }
  return guesses;
}

bool NamesLeadId(std::string_view column) {
  const std::string plain = Plain(column);
  return std::find(kLeadIds.begin(), kLeadIds.end(), plain) != kLeadIds.end();
}

bool NamesAnyId(std::string_view column) {
  const std::string plain = Plain(column);
  return plain == "id" || plain == "ид";
}

bool NamesForeignId(std::string_view column) {
  const std::string plain = Plain(column);
  return std::find(kForeignIds.begin(), kForeignIds.end(), plain) != kForeignIds.end();
}

std::string GuessKind(std::string_view column) {
  const std::string plain = Plain(column);
  if (Has(plain, {"mobile", "cell", "мобильн", "сотов", "handy", "mobil"})) return "MOBILE";
  if (Has(plain, {"home", "private", "домашн", "личн", "privat"})) return "HOME";
  if (Has(plain, {"fax", "факс"})) return "FAX";
  return "WORK";
}

bool IsEmptyWord(std::string_view cell) {
  if (cell.size() > 40) return false;
  const std::string folded = Fold(cell);
  return std::find(kEmptyWords.begin(), kEmptyWords.end(), folded) != kEmptyWords.end();
}

}  // namespace leadsync::sync
