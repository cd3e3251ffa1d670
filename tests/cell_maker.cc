// SPDX-License-Identifier: MIT
#include "cell_maker.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <stdexcept>

#include "base/text.h"

namespace leadsync::testing {

std::string CellMaker::Pick(std::initializer_list<std::string_view> from) {
  return std::string(*(from.begin() + Below(static_cast<int>(from.size()))));
}

/// Text of all that has a meaning somewhere on the way: in CSV, JSON, URLs, batches, html, BB code.
std::string CellMaker::Text(size_t most) {
  std::string text;
  for (int i = 1 + Below(12); i > 0; --i) {
    const std::string piece =
        Pick({"a",  "Order", "ж",   "Ёж", "né",         "Straße",  "中",       "😀",
              " ",  "\n",    "\t",  "<",  ">",          "&",       "&amp;",    "'",
              "\"", "%",     "%41", "+",  "#",          "=",       "[b]x[/b]", "[",
              "]",  ",",     ";",   "|",  "$result[a]", "\\",      "/",        "?",
              "0",  "12abc", "{",   "}",  "\u00A0",     "e\u0301", "Array",    "null"});
    if (Utf8Length(text) + Utf8Length(piece) <= most) text += piece;
  }
  text = Trim(text);
  return text.empty() ? "x" : text;
}

/// Tags that the portal would delete are refused, so there are none.
std::string CellMaker::Comments() {
  std::string text;
  for (int i = 1 + Below(12); i > 0; --i) {
    text += Pick({"called", " ", "\n", "a < b", "R&D", "\"q\"", "'", "[b]x[/b]", "ё", "&amp;", "%",
                  "$result", "1 > 0", "😀", ";"});
  }
  text = Trim(text);
  return text.empty() ? "x" : text;
}

std::string CellMaker::Digits(int n) {
  std::string digits(1, static_cast<char>('1' + Below(9)));
  while (static_cast<int>(digits.size()) < n) digits += static_cast<char>('0' + Below(10));
  return digits;
}

/// Grouped or not, with a sign or without, at most `decimals` decimals.
std::string CellMaker::Number(int decimals) {
  std::string digits = Chance(5) ? "0" : Digits(1 + Below(9));
  const std::string mark = Pick({"", "", " ", "\u00A0", "\u202F", "'"});
  for (size_t i = digits.size(); i > 3 && !mark.empty();) digits.insert(i -= 3, mark);
  if (decimals > 0 && Chance(70)) digits += "." + Digits(1 + Below(decimals));
  return Pick({"", "", "", "-", "+", "\u2212"}) + digits;
}

std::string CellMaker::Flag() {
  return Pick({"yes", "no", "Y", "N", "1", "0", "TRUE", "false", "да", "НЕТ", "Ja", "ne"});
}

std::string CellMaker::Date() {
  const int year = Chance(10) ? 1000 + Below(9000) : 1900 + Below(200);
  const int month = 1 + Below(12);
  const int day = 1 + Below(28);
  return Chance(50) ? fmt::format("{:04}-{:02}-{:02}", year, month, day)
                    : fmt::format("{:02}.{:02}.{:04}", day, month, year);
}

/// At hours that no zone has ever skipped; or with an offset.
std::string CellMaker::Moment() {
  const std::string date =
      fmt::format("{:04}-{:02}-{:02}", 1990 + Below(60), 1 + Below(12), 1 + Below(28));
  if (Chance(10)) return date;
  const std::string time = fmt::format("{:02}:{:02}:{:02}", 8 + Below(12), Below(60), Below(60));
  if (Chance(50)) return date + " " + time;
  return date + "T" + time + Pick({"Z", "+03:00", "-05:00", "+05:45", "+0200", "+14:00"});
}

std::string CellMaker::Url() {
  return Pick({"https://", "http://", "HTTPS://", "ftp://"}) +
         Pick({"example.com", "Example.COM", "xn--e1afmkfd.xn--p1ai", "пример.рф", "10.0.0.1:8080",
               "[::1]:80", "a-b.example"}) +
         Pick({"", "/", "/path", "/p?q=1&r=%D0%B6", "/#frag", "?x[]=1", "/ж", "/a|b;c"});
}

std::string CellMaker::Money() {
  const std::string amount = Number(2);
  if (Chance(30)) return amount;
  if (Chance(20)) return "€" + amount;
  return amount + Pick({" EUR", "|USD", " RUB", "USD", " ₽", "$"});
}

std::string CellMaker::Phone() {
  const std::string number = Digits(9);
  return Pick({"+49", "0049", "+49 (0)", "+7", "8 ", "+420 ", "00420", "0", ""}) +
         (Chance(50) ? number
                     : fmt::format("{} {}-{}", number.substr(0, 3), number.substr(3, 3),
                                   number.substr(6))) +
         Pick({"", "", "", " ext. 12", " доб. 7", " #3"});
}

std::string CellMaker::Multifield(std::string_view code) {
  if (code == "PHONE") return Phone();
  if (code == "EMAIL")
    return Pick({"ann", "Bob.B", "o'neil", "x+y", "a_b"}) + Digits(2) + "@" +
           Pick({"example.com", "Example.ORG", "mail.example.co"});
  if (code == "WEB") return Chance(30) ? "example" + Digits(2) + ".com/a" : Url();
  return Pick({"skype:", "@", ""}) + "nick" + Digits(3);
}

std::string CellMaker::Cell(std::string_view type, std::string_view code) {
  if (code == "COMMENTS") return Comments();
  if (code == "ADDRESS_COUNTRY_CODE") return "DE";
  if (code == "ADDRESS_COUNTRY") return "Germany";
  if (code == "ADDRESS_POSTAL_CODE") return Digits(5);
  if (type == "string") return Text(code == "NAME" ? 50 : 100);
  if (type == "integer") return Number(0);
  if (type == "double") return Number(2);
  if (type == "boolean" || type == "char") return Flag();
  if (type == "date") return Date();
  if (type == "datetime") return Moment();
  if (type == "url") return Url();
  if (type == "enumeration")
    return Pick({"Red", "RED ", "Dark   blue", "green", "47", "Ёлка", "елка", "A & B"});
  if (type == "crm_status")
    return code == "STATUS_ID" ? Pick({"New", "In progress", "LOST", "lost"})
                               : Pick({"Website", "CALL", "call", "Trade-show"});
  if (type == "crm_currency") return Pick({"EUR", "usd", "US Dollar", "Russian rouble"});
  if (type == "money") return Money();
  if (type == "user" || type == "employee")
    return Pick({"7", "9", "0012", "Olga@Example.com", "Petrova Olga", "Ivan Sidorov"});
  if (type == "crm") return Pick({"CO_7", "C_2", "t80_5", "C_000012"});
  if (type == "address")
    return Pick({"Main st. 5, Riga", "ул. Ленина, 1", "A & \"B\" #4"}) +
           Pick({"", "", "|56.95;24.1", "|-33.8;151.2"});
  if (type == "crm_multifield") return Multifield(code);
  if (type == "crm_company" || type == "crm_contact" || type == "crm_entity" ||
      type == "iblock_element" || type == "iblock_section" || type == "hlblock")
    return Pick({"", "00"}) + Digits(1 + Below(8));
  throw std::logic_error("no cells of type " + std::string(type));
}

std::string CellMaker::Cells(std::string_view type, std::string_view code, bool multiple) {
  std::string cell = Cell(type, code);
  for (int more = multiple ? Below(4) : 0; more > 0; --more)
    cell.append(kBetweenValues).append(Cell(type, code));
  return cell;
}

}  // namespace leadsync::testing
