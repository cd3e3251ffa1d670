// SPDX-License-Identifier: MIT
#include "crm/types/number_format.h"

#include <array>

#include "base/text.h"
#include "crm/messages.h"

namespace leadsync::crm {
namespace {

bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsLetter(char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); }
bool IsCapital(char c) { return c >= 'A' && c <= 'Z'; }

/// Marks that can only group: blank, no-break, narrow no-break, thin, figure, apostrophes.
constexpr std::array<std::string_view, 7> kGroupMarks = {" ",      "\u00A0", "\u202F", "\u2009",
                                                         "\u2007", "'",      "\u2019"};

constexpr std::array<std::string_view, 18> kCurrencyWords = {
    "$", "€",   "£",   "¥",  "₽", "₴",    "₸",   "₺",  "₹",
    "₩", "₾", "₼", "zł", "Kč",  "руб.", "руб", "р.", "kr"};

/// The length of the grouping mark at the start of `text`; 0 if there is none.
size_t GroupMark(std::string_view text, const NumberFormat& format) {
  // Digits and points, nearly all there is, are told by one look.
  const char c = text.empty() ? '0' : text.front();
  const bool plain = static_cast<unsigned char>(c) < 0x80 && c != ' ' && c != '\'';
  for (std::string_view mark : kGroupMarks) {
    if (plain) break;
    if (text.starts_with(mark)) return mark.size();
  }
  if (!format.group.empty() && text.starts_with(format.group)) return format.group.size();
  return 0;
}

size_t MinusSign(std::string_view text) {
  if (text.starts_with('-')) return 1;
  return text.starts_with("\u2212") ? 3 : 0;
}

bool IsCode(std::string_view text) {
  return text.size() == 3 && IsCapital(text[0]) && IsCapital(text[1]) && IsCapital(text[2]);
}

/// Takes signs and a currency off the front and a currency off the end.
struct Frame {
  std::string_view body;
  std::string_view currency;
  bool negative = false;
  bool sign = false;

  explicit Frame(std::string_view text) : body(Trim(text)) {
    while (TakeSign() || TakeCurrencyInFront()) body = Trim(body);
    TakeCurrencyBehind();
    body = Trim(body);
  }

 private:
  bool TakeSign() {
    if (sign) return false;
    const size_t minus = MinusSign(body);
    if (minus == 0 && !body.starts_with('+')) return false;
    negative = minus > 0;
    body.remove_prefix(minus > 0 ? minus : 1);
    return sign = true;
  }
  bool TakeCurrencyInFront() {
    if (!currency.empty() || body.empty() || IsDigit(body.front())) return false;
    for (std::string_view word : kCurrencyWords) {
      if (body.starts_with(word)) return Take(word.size());
    }
    if (body.size() > 3 && IsCode(body.substr(0, 3)) && !IsLetter(body[3])) return Take(3);
    return false;
  }
  bool Take(size_t length) {
    currency = body.substr(0, length);
    body.remove_prefix(length);
    return true;
  }
  void TakeCurrencyBehind() {
    if (!currency.empty() || body.empty() || IsDigit(body.back())) return;
    size_t length = 0;
    for (std::string_view word : kCurrencyWords) {
      if (length == 0 && body.ends_with(word)) length = word.size();
    }
    if (length == 0 && body.size() > 3 && IsCode(body.substr(body.size() - 3)) &&
        !IsLetter(body[body.size() - 4])) {
      length = 3;
    }
    currency = body.substr(body.size() - length);
    body.remove_suffix(length);
    // The portal's own spelling: 100|USD.
    if (length == 3 && body.ends_with('|')) body.remove_suffix(1);
  }
};

std::string NoNumber(std::string_view cell) {
  if (cell.ends_with('%') && cell.find_first_of("0123456789") != std::string_view::npos) {
    return Say(said::kShare, Shorten(cell));
  }
  return Say(said::kNotANumber, Shorten(cell));
}

std::string OtherMark(std::string_view cell, char mark, char decimal) {
  return Say(said::kOtherMark, Shorten(cell), mark, decimal, mark, mark);
}

std::string OddGroups(std::string_view cell) { return Say(said::kOddGroups, Shorten(cell)); }

std::string TooLong(std::string_view cell) {
  return Say(said::kTooManyDigits, Shorten(cell), Decimal::kMaxDigits);
}

/// Digits, groups and decimals of `body`.
std::optional<std::string> ReadBody(std::string_view cell, std::string_view body,
                                    const NumberFormat& format, Decimal* number) {
  std::string_view mark;  // the grouping mark in use
  size_t run = 0;         // digits since the last mark
  size_t digits = 0;
  bool point = false;
  for (size_t i = 0; i < body.size();) {
    const char c = body[i];
    if (IsDigit(c)) {
      if (!number->PushDigit(c)) return TooLong(cell);
      ++run;
      ++digits;
      ++i;
    } else if (c == format.decimal && !point) {
      if (!mark.empty() && run != 3) return OddGroups(cell);
      number->PointHere();
      point = true;
      ++i;
    } else if (const size_t length = GroupMark(body.substr(i), format); length > 0 && !point) {
      const std::string_view found = body.substr(i, length);
      const bool first = mark.empty();
      if ((first ? run == 0 || run > 3 : run != 3) || (!first && found != mark)) {
        return OddGroups(cell);
      }
      mark = found;
      run = 0;
      i += length;
    } else if ((c == '.' || c == ',') && c != format.decimal && digits > 0) {
      return OtherMark(cell, c, format.decimal);
    } else {
      return NoNumber(cell);
    }
  }
  if (digits == 0 || body.back() == format.decimal) return NoNumber(cell);
  if (!point && !mark.empty() && run != 3) return OddGroups(cell);
  return std::nullopt;
}

}  // namespace

std::optional<std::string> NumberFormat::Problem() const {
  if (decimal != '.' && decimal != ',') {
    return Say(said::kBadDecimal, decimal);
  }
  if (group.size() == 1 && group[0] == decimal) {
    return Say(said::kGroupIsDecimal, group);
  }
  if (group.size() > 4 || group.find_first_of("0123456789-+()") != std::string::npos) {
    return Say(said::kBadGroup, Shorten(group));
  }
  return std::nullopt;
}

std::optional<std::string> ParseNumber(std::string_view cell, const NumberFormat& format,
                                       Decimal* number, std::string_view* currency) {
  if (auto exponent = ExponentForm(cell)) return exponent;
  Frame frame(cell);
  bool negative = frame.negative;
  if (frame.body.starts_with('(') && frame.body.ends_with(')')) {
    if (!format.parentheses) {
      return Say(said::kParentheses, Shorten(cell));
    }
    if (frame.sign) return NoNumber(cell);
    const std::string_view outside = frame.currency;
    frame = Frame(frame.body.substr(1, frame.body.size() - 2));
    if (frame.sign || (!outside.empty() && !frame.currency.empty())) return NoNumber(cell);
    if (!outside.empty()) frame.currency = outside;
    negative = true;
  }
  *number = Decimal();
  if (frame.body.empty()) return NoNumber(cell);
  if (auto problem = ReadBody(cell, frame.body, format, number)) return problem;
  number->Finish(negative);
  *currency = frame.currency;
  return std::nullopt;
}

std::optional<std::string> ExponentForm(std::string_view cell) {
  const size_t e = cell.find_first_of("eE");
  if (e == std::string_view::npos || e == 0 || e + 1 >= cell.size()) return std::nullopt;
  std::string_view front = Trim(cell.substr(0, e));
  std::string_view back = Trim(cell.substr(e + 1));
  if (front.starts_with('-') || front.starts_with('+')) front.remove_prefix(1);
  if (back.starts_with('-') || back.starts_with('+')) back.remove_prefix(1);
  if (front.empty() || front.find_first_not_of("0123456789.,") != std::string_view::npos ||
      !IsDigit(front[0]) || back.empty() || back.size() > 3 ||
      back.find_first_not_of("0123456789") != std::string_view::npos) {
    return std::nullopt;
  }
  return Say(said::kShortenedNumber, Shorten(cell));
}

std::optional<std::string> ParseId(std::string_view cell, std::string* id) {
  if (auto exponent = ExponentForm(cell)) return exponent;
  if (cell.empty() || cell.find_first_not_of("0123456789") != std::string_view::npos) {
    return Say(said::kNotAnId, Shorten(cell));
  }
  const size_t first = cell.find_first_not_of('0');
  if (first == std::string_view::npos) return Say(said::kIdZero, Shorten(cell));
  if (cell.size() - first > 18) return Say(said::kIdTooLong, Shorten(cell));
  id->assign(cell.substr(first));
  return std::nullopt;
}

}  // namespace leadsync::crm
