// SPDX-License-Identifier: MIT
#include "csv/encoding_guess.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "base/text.h"
#include "base/utf8.h"
#include "csv/encoding.h"

namespace leadsync::csv {
namespace {

enum class Script { kAscii, kLatin, kCyrillic, kGreek, kMark, kOther };

struct Letter {
  Script script = Script::kOther;
  bool lower = false;
};

Letter Classify(char32_t c) {
  if (c < 0x80) {
    const bool lower = c >= 'a' && c <= 'z';
    if (lower || (c >= 'A' && c <= 'Z')) return {Script::kAscii, lower};
    return {Script::kMark, false};
  }
  if (c >= 0xC0 && c < 0x180 && c != 0xD7 && c != 0xF7) {
    return {Script::kLatin, c < 0x100 ? c >= 0xDF : c % 2 == 1};
  }
  if (c >= 0x400 && c < 0x460) return {Script::kCyrillic, c >= 0x430};
  if (c >= 0x386 && c < 0x3CF) return {Script::kGreek, c >= 0x3AC};
  // Quotes, dashes, the numero and currency signs, NBSP and the degree sign: usual in any text.
  for (char32_t mark : U"«»„“”‘’–—…№€©®°§\u00A0") {
    if (c == mark) return {Script::kMark, false};
  }
  return {};
}

// What a letter tells by its left neighbour. Words keep to one script and do not rise to upper
// case within; accented Latin letters stand alone among plain ones.
int Score(Letter left, Letter letter) {
  if (letter.script == Script::kOther) return -3;
  if (letter.script == Script::kAscii)
    return left.script == Script::kCyrillic || left.script == Script::kGreek ? -2 : 0;
  if (letter.script == Script::kMark) return 0;
  int score = letter.lower ? 2 : 1;
  if (!letter.lower && left.lower && left.script != Script::kMark) score -= 3;
  if (letter.script == Script::kLatin) return left.script == Script::kLatin ? score - 3 : score;
  return left.script == Script::kAscii || left.script == Script::kLatin ? score - 3 : score;
}

int Score(std::string_view utf8) {
  int score = 0;
  Letter left = {Script::kMark, false};
  for (size_t pos = 0; pos < utf8.size();) {
    bool valid = false;
    const Letter letter = Classify(DecodeUtf8(utf8, &pos, &valid));
    score += Score(left, letter);
    left = letter;
  }
  return score;
}

}  // namespace

std::string_view CellAround(std::string_view text, size_t at) {
  constexpr std::string_view kEdges = ",;\t|\"\r\n";
  size_t begin = at == 0 ? std::string_view::npos : text.find_last_of(kEdges, at - 1);
  begin = begin == std::string_view::npos ? 0 : begin + 1;
  // A long text is shown from near the place, not from its beginning.
  if (at - begin > 60) begin = at - 20;
  const size_t end = std::min(text.find_first_of(kEdges, at), text.size());
  return text.substr(begin, std::min<size_t>(end - begin, 120));
}

std::vector<Reading> LikelyReadings(std::string_view text, std::string_view cell) {
  struct Candidate {
    Reading reading;
    int score;
  };
  std::vector<Candidate> candidates;
  for (const char* name : {"windows-1251", "windows-1252", "windows-1250", "KOI8-R", "cp866",
                           "windows-1254", "windows-1253", "windows-1257"}) {
    const std::optional<std::string> whole = DecodeAll(text, name);
    const std::optional<std::string> sample = DecodeAll(cell, name);
    if (whole && sample) candidates.push_back({{name, Shorten(*sample, 40)}, Score(*whole)});
  }
  std::stable_sort(candidates.begin(), candidates.end(),
                   [](const Candidate& a, const Candidate& b) { return a.score > b.score; });
  std::vector<Reading> readings;
  for (const Candidate& candidate : candidates) {
    const bool known = std::any_of(readings.begin(), readings.end(), [&](const Reading& r) {
      return r.sample == candidate.reading.sample;
    });
    if (!known && readings.size() < 4) readings.push_back(candidate.reading);
  }
  return readings;
}

std::string ListReadings(const std::vector<Reading>& readings) {
  std::string lines;
  for (const Reading& reading : readings)
    lines += fmt::format("\n  {:<12}  «{}»", reading.encoding, reading.sample);
  return lines;
}

}  // namespace leadsync::csv
