// SPDX-License-Identifier: MIT
// A portal's fields, and cells put into them: what the codec tests speak of.
#pragma once

#include <doctest/doctest.h>

#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "base/json.h"
#include "crm/catalog.h"
#include "crm/field_codec.h"
#include "printers.h"

namespace leadsync::crm {

inline constexpr std::string_view kFixtureFields = R"({
  "ID":{"type":"integer","isReadOnly":true,"title":"ID"},
  "TITLE":{"type":"string","title":"Lead name"},
  "NAME":{"type":"string","title":"First name"},
  "COMMENTS":{"type":"string","title":"Comment"},
  "STATUS_ID":{"type":"crm_status","statusType":"STATUS","title":"Stage"},
  "SOURCE_ID":{"type":"crm_status","statusType":"SOURCE","title":"Source"},
  "OPPORTUNITY":{"type":"double","title":"Amount"},
  "CURRENCY_ID":{"type":"crm_currency","title":"Currency"},
  "OPENED":{"type":"char","title":"Available to everyone"},
  "BIRTHDATE":{"type":"date","title":"Date of birth"},
  "DATE_CREATE":{"type":"datetime","isImmutable":true,"title":"Created on"},
  "ASSIGNED_BY_ID":{"type":"user","title":"Responsible person"},
  "COMPANY_ID":{"type":"crm_company","title":"Company"},
  "CONTACT_IDS":{"type":"crm_contact","isMultiple":true,"title":"Contacts"},
  "PARENT_ID_128":{"type":"crm_entity","title":"Project"},
  "ADDRESS":{"type":"string","title":"Address"},
  "ADDRESS_2":{"type":"string","title":"Flat"},
  "ADDRESS_CITY":{"type":"string","title":"City"},
  "ADDRESS_POSTAL_CODE":{"type":"string","title":"Postcode"},
  "ADDRESS_REGION":{"type":"string","title":"Region"},
  "ADDRESS_PROVINCE":{"type":"string","title":"Province"},
  "ADDRESS_COUNTRY":{"type":"string","title":"Country"},
  "ADDRESS_COUNTRY_CODE":{"type":"string","title":"Country code"},
  "ADDRESS_LOC_ADDR_ID":{"type":"integer","title":"Location address ID"},
  "PHONE":{"type":"crm_multifield","isMultiple":true,"title":"Phone"},
  "EMAIL":{"type":"crm_multifield","isMultiple":true,"title":"E-mail"},
  "WEB":{"type":"crm_multifield","isMultiple":true,"title":"Site"},
  "IM":{"type":"crm_multifield","isMultiple":true,"title":"Messenger"},
  "LINK":{"type":"crm_multifield","isMultiple":true,"title":"Links"},
  "UF_TEXT":{"type":"string","isDynamic":true,"formLabel":"Code word",
             "settings":{"MIN_LENGTH":2,"MAX_LENGTH":5}},
  "UF_TEXTS":{"type":"string","isMultiple":true,"isDynamic":true,"formLabel":"Tags"},
  "UF_INT":{"type":"integer","isDynamic":true,"formLabel":"Employees",
            "settings":{"MIN_VALUE":-5,"MAX_VALUE":1000000}},
  "UF_BIGINT":{"type":"integer","isDynamic":true,"formLabel":"Number"},
  "UF_DOUBLE":{"type":"double","isDynamic":true,"formLabel":"Weight","settings":{"PRECISION":3}},
  "UF_ANY_DOUBLE":{"type":"double","isDynamic":true,"formLabel":"Measure"},
  "UF_BOOL":{"type":"boolean","isDynamic":true,"formLabel":"Partner"},
  "UF_DATE":{"type":"date","isDynamic":true,"formLabel":"Closed on"},
  "UF_DATES":{"type":"date","isMultiple":true,"isDynamic":true,"formLabel":"Visits"},
  "UF_TIME":{"type":"datetime","isDynamic":true,"formLabel":"Called at"},
  "UF_URL":{"type":"url","isDynamic":true,"formLabel":"Competitor URL"},
  "UF_ENUM":{"type":"enumeration","isDynamic":true,"formLabel":"Competitor product",
    "items":[{"ID":"45","VALUE":"Contour CRM"},{"ID":"47","VALUE":"Контур"},
             {"ID":"49","VALUE":"Own work &amp; tools"}]},
  "UF_ENUMS":{"type":"enumeration","isMultiple":true,"isDynamic":true,"formLabel":"Lost reasons",
    "items":[{"ID":"51","VALUE":"Price"},{"ID":"53","VALUE":"Delivery time"},
             {"ID":"55","VALUE":"Went silent"}]},
  "UF_STATUSES":{"type":"crm_status","statusType":"SOURCE","isMultiple":true,"isDynamic":true,
    "formLabel":"Further sources"},
  "UF_NOWHERE":{"type":"crm_status","statusType":"","isDynamic":true,"formLabel":"Nowhere"},
  "UF_MONEY":{"type":"money","isDynamic":true,"formLabel":"Lost amount"},
  "UF_MONEYS":{"type":"money","isMultiple":true,"isDynamic":true,"formLabel":"Offers"},
  "UF_PEOPLE":{"type":"employee","isMultiple":true,"isDynamic":true,"formLabel":"Team"},
  "UF_DEAL":{"type":"crm","isDynamic":true,"formLabel":"Deal",
    "settings":{"LEAD":"N","CONTACT":"N","COMPANY":"N","DEAL":"Y"}},
  "UF_BINDING":{"type":"crm","isMultiple":true,"isDynamic":true,"formLabel":"Related",
    "settings":{"CONTACT":"Y","COMPANY":"Y","DYNAMIC_128":"Y"}},
  "UF_ELEMENT":{"type":"iblock_element","isDynamic":true,"formLabel":"Product"},
  "UF_ADDRESS":{"type":"address","isDynamic":true,"formLabel":"Warehouse"},
  "CONTACT_ID":{"type":"crm_contact","isDeprecated":true,"title":"Contact"},
  "UF_SECTION":{"type":"iblock_section","isDynamic":true,"formLabel":"Section"},
  "UF_RECORDS":{"type":"hlblock","isMultiple":true,"isDynamic":true,"formLabel":"Records"},
  "UF_INTS":{"type":"integer","isMultiple":true,"isDynamic":true,"formLabel":"Floors"},
  "UF_DOUBLES":{"type":"double","isMultiple":true,"isDynamic":true,"formLabel":"Sizes",
                "settings":{"PRECISION":2}},
  "UF_BOOLS":{"type":"boolean","isMultiple":true,"isDynamic":true,"formLabel":"Answers"},
  "UF_TIMES":{"type":"datetime","isMultiple":true,"isDynamic":true,"formLabel":"Calls"},
  "UF_URLS":{"type":"url","isMultiple":true,"isDynamic":true,"formLabel":"Pages"},
  "UF_ADDRESSES":{"type":"address","isMultiple":true,"isDynamic":true,"formLabel":"Shops"},
  "UF_FILE":{"type":"file","isDynamic":true,"formLabel":"Contract"},
  "UF_APP":{"type":"rest_7_slider","isDynamic":true,"formLabel":"Slider"},
  "UF_ODD":{"type":"string_formatted","isDynamic":true,"formLabel":"Odd"}
})";

inline constexpr std::string_view kFixtureStatuses = R"([
  {"ENTITY_ID":"STATUS","STATUS_ID":"NEW","NAME":"New","SORT":"10"},
  {"ENTITY_ID":"STATUS","STATUS_ID":"IN_PROCESS","NAME":"In progress","SORT":"20"},
  {"ENTITY_ID":"STATUS","STATUS_ID":"LOST","NAME":"Lost","SORT":"30","SEMANTICS":"F"},
  {"ENTITY_ID":"SOURCE","STATUS_ID":"WEB","NAME":"Website","SORT":"10"},
  {"ENTITY_ID":"SOURCE","STATUS_ID":"CALL","NAME":"Call","SORT":"20"}
])";

inline constexpr std::string_view kFixtureCurrencies = R"([
  {"CURRENCY":"EUR","BASE":"Y","FULL_NAME":"Euro"},
  {"CURRENCY":"USD","BASE":"N","FULL_NAME":"US Dollar"},
  {"CURRENCY":"RUB","BASE":"N","FULL_NAME":"Russian Rouble"}
])";

inline const Catalog& FixtureCatalog() {
  static const Catalog catalog = [] {
    const auto parse = [](std::string_view text) { return JsonDocument::Parse(std::string(text)); };
    const JsonDocument fields = parse(kFixtureFields);
    const JsonDocument statuses = parse(kFixtureStatuses);
    const JsonDocument currencies = parse(kFixtureCurrencies);
    const JsonDocument mode = parse("1");
    const JsonDocument profile = parse(R"({"ID":"7","ADMIN":true,"NAME":"Olga"})");
    return Catalog::FromAnswers(fields.root(), statuses.root(), currencies.root(), mode.root(),
                                profile.root());
  }();
  return catalog;
}

/// A field's codec, and short words for what the tests ask of it.
class Column {
 public:
  explicit Column(std::string_view code, const CellRule& rule = {},
                  const UserDirectory* users = nullptr) {
    const Field* field = FixtureCatalog().Find(code);
    REQUIRE(field != nullptr);
    auto made = MakeFieldCodec(FixtureCatalog(), *field, rule, users);
    if (auto* problem = std::get_if<std::string>(&made)) FAIL(*problem);
    codec_ = std::get<std::unique_ptr<FieldCodec>>(std::move(made));
  }

  const FieldCodec& codec() const { return *codec_; }

  /// What a cell is sent as (items joined by " + "), or "refused: " and why.
  std::string Parse(std::string_view cell) const {
    auto parsed = codec_->Parse(cell);
    if (auto* problem = std::get_if<CellProblem>(&parsed)) return "refused: " + problem->text;
    return Text(std::get<Value>(parsed));
  }
  Value Take(std::string_view cell) const {
    auto parsed = codec_->Parse(cell);
    if (auto* problem = std::get_if<CellProblem>(&parsed)) FAIL(problem->text);
    return std::get<Value>(std::move(parsed));
  }
  /// "same holds", "same", "holds" or "neither", of a cell against the JSON of what a lead shows.
  std::string Judge(std::string_view cell, std::string_view held) const {
    return Judge(Take(cell), held);
  }
  std::string Judge(const Value& value, std::string_view held) const {
    const JsonDocument json = Json(held);
    const bool same = codec_->Same(value, json.root());
    const bool holds = codec_->Holds(value, json.root());
    if (same) return holds ? "same holds" : "same";
    return holds ? "holds" : "neither";
  }
  /// The parameters that write a cell over what the lead holds.
  std::string Encode(std::string_view cell, std::string_view held = "null") const {
    return Encode(Take(cell), held);
  }
  std::string Encode(const Value& value, std::string_view held = "null") const {
    const JsonDocument json = Json(held);
    std::vector<rest::Param> params;
    codec_->Encode(value, json.root(), &params);
    return Text(params);
  }
  /// What a restored value is sent as, or "nothing".
  std::string Restore(std::string_view held) const {
    const JsonDocument json = Json(held);
    const std::optional<Value> value = codec_->Restore(json.root());
    return value ? Text(*value) : "nothing";
  }
  std::string Show(std::string_view held) const {
    const JsonDocument json = Json(held);
    return codec_->Show(json.root());
  }
  bool Empty(std::string_view held) const {
    const JsonDocument json = Json(held);
    return codec_->Empty(json.root());
  }

  static std::string Text(const Value& value) {
    std::string text;
    for (const Value::Item& item : value.items) {
      if (!text.empty()) text += " + ";
      text += item.kind.empty() ? item.text : item.kind + " " + item.text;
    }
    return text;
  }
  static std::string Text(const std::vector<rest::Param>& params) {
    std::string text;
    for (const rest::Param& param : params) {
      if (!text.empty()) text += " & ";
      text += param.name + "=" + param.value;
    }
    return text;
  }
  static JsonDocument Json(std::string_view text) { return JsonDocument::Parse(std::string(text)); }

 private:
  std::unique_ptr<FieldCodec> codec_;
};

/// Why there is no codec for a rule; "" if there is one.
inline std::string Refusal(std::string_view code, const CellRule& rule = {},
                           const UserDirectory* users = nullptr) {
  const Field* field = FixtureCatalog().Find(code);
  REQUIRE(field != nullptr);
  auto made = MakeFieldCodec(FixtureCatalog(), *field, rule, users);
  auto* problem = std::get_if<std::string>(&made);
  return problem != nullptr ? *problem : "";
}

/// A table of cells: what is written, and what becomes of it.
struct CellCase {
  std::string cell;
  std::string want;
};
inline void CheckCells(const Column& column, const std::vector<CellCase>& cases) {
  for (const CellCase& one : cases) {
    CAPTURE(one.cell);
    CHECK(column.Parse(one.cell) == one.want);
  }
}

/// A table of read-back forms: cell, the JSON that the lead shows, and the judgement.
struct HeldCase {
  std::string cell;
  std::string held;
  std::string want;
};
inline void CheckHeld(const Column& column, const std::vector<HeldCase>& cases) {
  for (const HeldCase& one : cases) {
    CAPTURE(one.cell);
    CAPTURE(one.held);
    CHECK(column.Judge(one.cell, one.held) == one.want);
  }
}

}  // namespace leadsync::crm
