// SPDX-License-Identifier: MIT
#include "crm/types/date_types.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "crm/messages.h"

namespace leadsync::crm {
namespace {

/// One of the formats below, compiled once.
const DateFormat& Known(std::string_view text) {
  static const auto* const known = [] {
    auto* made = new std::vector<DateFormat>;
    for (std::string_view format :
         {"%d.%m.%y", "%d/%m/%Y", "%m/%d/%Y", "%d-%m-%Y", "%m-%d-%Y", "%Y/%m/%d", "%Y%m%d", "excel",
          "%d/%m/%y", "%m/%d/%y", "%d.%m.%Y"}) {
      made->push_back(std::get<DateFormat>(DateFormat::Compile(format)));
    }
    return made;
  }();
  return *std::find_if(known->begin(), known->end(),
                       [&](const DateFormat& format) { return format.text() == text; });
}

bool Fits(std::string_view format, std::string_view cell) {
  return Known(format).Read(cell).kind == DateReading::kRead;
}

std::string SayFormat(std::string_view format) { return fmt::format("\"format\": \"{}\"", format); }

/// The day part of a cell that goes on with a time; empty if it does not.
std::string_view BeforeTime(std::string_view cell) {
  const size_t end = cell.find_first_of(" T");
  if (end == std::string_view::npos || cell.find(':', end) == std::string_view::npos) return {};
  return cell.substr(0, end);
}

/// How the time behind the day is written, as formats spell it.
std::string TimeFormat(std::string_view cell) {
  const size_t begin = cell.find_first_of(" T");
  std::string_view time = cell.substr(begin + 1);
  std::string format(1, cell[begin]);
  const size_t zone = time.find_first_of("+-Z");
  const bool zoned = zone != std::string_view::npos;
  if (zoned) time = time.substr(0, zone);
  format += time.find(':') == time.rfind(':') ? "%H:%M" : "%H:%M:%S";
  if (time.ends_with('M') || time.ends_with('m')) format.replace(1, 2, "%I").append(" %p");
  if (time.ends_with(' ')) format += ' ';
  return zoned ? format + "%z" : format;
}

/// Would that advice help?
bool Reads(const std::string& format, std::string_view cell) {
  const auto compiled = DateFormat::Compile(format);
  const auto* good = std::get_if<DateFormat>(&compiled);
  return good != nullptr && good->Read(cell).kind == DateReading::kRead;
}

constexpr std::string_view kDayFormats[] = {"%Y-%m-%d", "%d.%m.%Y"};
constexpr std::string_view kTimeFormats[] = {
    "%Y-%m-%dT%H:%M:%S%z", "%Y-%m-%d %H:%M:%S",   "%d.%m.%Y %H:%M", "%d.%m.%Y %H:%M:%S",
    "%Y-%m-%dT%H:%M:%S",   "%Y-%m-%d %H:%M",      "%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M%z",
    "%Y-%m-%d %H:%M:%S%z", "%Y-%m-%d %H:%M:%S %z"};

}  // namespace

std::variant<DateReader, std::string> DateReader::Make(const std::vector<std::string>& formats,
                                                       bool times) {
  DateReader reader;
  reader.chosen_ = !formats.empty();
  reader.times_ = times;
  std::vector<std::string_view> texts(formats.begin(), formats.end());
  if (formats.empty()) {
    texts.assign(std::begin(kDayFormats), std::end(kDayFormats));
    if (times) texts.insert(texts.end(), std::begin(kTimeFormats), std::end(kTimeFormats));
  }
  for (std::string_view text : texts) {
    auto format = DateFormat::Compile(text);
    if (auto* problem = std::get_if<std::string>(&format)) return std::move(*problem);
    reader.formats_.push_back(std::get<DateFormat>(std::move(format)));
  }
  return reader;
}

std::variant<DateTime, CellProblem> DateReader::Read(std::string_view cell) const {
  std::string impossible;
  for (const DateFormat& format : formats_) {
    DateReading reading = format.Read(cell);
    if (reading.kind == DateReading::kNoMatch) continue;
    if (reading.kind == DateReading::kImpossible) {
      if (impossible.empty()) impossible = std::move(reading.problem);
      continue;
    }
    // A format with a time says that the time is known and not wanted; a day number says nothing.
    if (!times_ && reading.value.has_time && format.excel()) {
      return CellProblem{Say(said::kDayNumberWithTime, Shorten(cell))};
    }
    return reading.value;
  }
  if (!impossible.empty()) {
    return CellProblem{Say(said::kImpossibleDate, Shorten(cell), impossible)};
  }
  return Explain(cell);
}

CellProblem DateReader::Explain(std::string_view cell) const {
  const std::string shown = Shorten(cell);
  const std::string_view day = BeforeTime(cell);
  if (!times_ && !day.empty()) {
    for (const DateFormat& format : formats_) {
      const std::string advice = format.text() + TimeFormat(cell);
      if (format.excel() || !Reads(advice, cell)) continue;
      return {Say(said::kDateWithTime, shown, SayFormat(advice))};
    }
  }
  if (chosen_) {
    for (const DateFormat& format : formats_) {
      std::string advice = format.text();
      const size_t year = advice.find("%Y");
      if (year == std::string::npos || !Reads(advice.replace(year, 2, "%y"), cell)) continue;
      return {Say(said::kTwoDigitYear, shown, SayFormat(advice))};
    }
    std::vector<std::string> texts;
    for (const DateFormat& format : formats_) texts.push_back(format.text());
    return {Say(said::kOtherDateForm, shown, fmt::format("{}", fmt::join(texts, " or ")))};
  }
  if (cell.find_first_of("/-") != std::string_view::npos) return ExplainSlashes(cell);
  if (Fits("%d.%m.%y", cell)) {
    return {Say(said::kTwoDigitYear, shown, SayFormat("%d.%m.%y"))};
  }
  if (cell.size() == 8 && Fits("%Y%m%d", cell)) {
    return {Say(said::kDateWithoutMarks, shown, SayFormat("%Y%m%d"))};
  }
  if (Fits("excel", cell)) {
    return {Say(said::kDayNumber, shown, SayFormat("excel"))};
  }
  return {Say(said::kNotADate, shown)};
}

CellProblem DateReader::ExplainSlashes(std::string_view cell) const {
  const std::string shown = Shorten(cell);
  const std::string_view day = BeforeTime(cell);
  const std::string_view date = day.empty() ? cell : day;
  const std::string time = day.empty() ? std::string() : TimeFormat(cell);
  constexpr std::pair<std::string_view, std::string_view> kPairs[] = {
      {"%d/%m/%Y", "%m/%d/%Y"}, {"%d-%m-%Y", "%m-%d-%Y"}, {"%d/%m/%y", "%m/%d/%y"}};
  for (const auto& [day_first, month_first] : kPairs) {
    const DateReading a = Known(day_first).Read(date);
    const DateReading b = Known(month_first).Read(date);
    if (a.kind == DateReading::kRead && b.kind == DateReading::kRead &&
        a.value.days() != b.value.days()) {
      return {Say(said::kTwoReadings, shown, IsoDay(a.value.days()), IsoDay(b.value.days()),
                  SayFormat(fmt::format("{}{}", day_first, time)),
                  SayFormat(fmt::format("{}{}", month_first, time)))};
    }
    if (a.kind != DateReading::kRead && b.kind != DateReading::kRead) continue;
    const bool first = a.kind == DateReading::kRead;
    return {Say(said::kReadDifferently, shown,
                SayFormat(fmt::format("{}{}", first ? day_first : month_first, time)))};
  }
  if (Fits("%Y/%m/%d", date)) {
    return {Say(said::kSlashes, shown, SayFormat(fmt::format("%Y/%m/%d{}", time)))};
  }
  return {Say(said::kNotADate, shown)};
}

std::optional<CellProblem> DateType::Parse(std::string_view cell, std::string* out) const {
  auto read = reader_.Read(cell);
  if (auto* problem = std::get_if<CellProblem>(&read)) return std::move(*problem);
  *out = IsoDay(std::get<DateTime>(read).days());
  return std::nullopt;
}

bool DateType::Same(std::string_view wanted, JsonValue held) const {
  const std::optional<std::chrono::sys_days> a = PortalDay(wanted);
  const std::optional<std::chrono::sys_days> b = PortalDay(held.text());
  return a && b && *a == *b;
}

std::optional<std::string> DateType::Restore(JsonValue held) const {
  const std::optional<std::chrono::sys_days> day = PortalDay(held.text());
  if (!day) return std::nullopt;
  return IsoDay(*day);
}

std::string DateType::Show(JsonValue held) const {
  return Restore(held).value_or(ItemType::Show(held));
}

std::optional<CellProblem> DateTimeType::Parse(std::string_view cell, std::string* out) const {
  auto read = reader_.Read(cell);
  if (auto* problem = std::get_if<CellProblem>(&read)) return std::move(*problem);
  const DateTime& time = std::get<DateTime>(read);
  if (time.offset) {
    *out = IsoTime(time.wall(), *time.offset);
    return std::nullopt;
  }
  if (!zone_) {
    return CellProblem{Say(said::kNoZone, Shorten(cell))};
  }
  const auto found = zone_->OffsetOfWall(time.wall());
  if (const auto* gap = std::get_if<TimeZone::Gap>(&found)) {
    return CellProblem{Say(said::kTimeNeverWas, Shorten(cell), zone_->name(),
                           IsoTime(gap->wall_before, 0).substr(11, 5),
                           IsoTime(gap->wall_after, 0).substr(11, 5))};
  }
  const std::chrono::seconds offset = std::get<std::chrono::seconds>(found);
  // Offsets before about 1920 have seconds, which ISO texts do not.
  if (offset.count() % 60 != 0) {
    *out = IsoTime(time.wall() - offset, 0);
  } else {
    *out = IsoTime(time.wall(), static_cast<int>(offset.count() / 60));
  }
  return std::nullopt;
}

bool DateTimeType::Same(std::string_view wanted, JsonValue held) const {
  const std::optional<std::chrono::sys_seconds> a = PortalInstant(wanted);
  const std::optional<std::chrono::sys_seconds> b = PortalInstant(held.text());
  return a && b && *a == *b;
}

std::optional<std::string> DateTimeType::Restore(JsonValue held) const {
  // Without offset nobody knows which moment it was.
  if (!PortalInstant(held.text())) return std::nullopt;
  return std::string(held.text());
}

std::string DateTimeType::Show(std::string_view text) const {
  const std::optional<std::chrono::sys_seconds> instant = PortalInstant(text);
  if (!instant || !zone_) return std::string(text);
  const std::chrono::seconds offset = zone_->OffsetAt(*instant);
  if (offset.count() % 60 != 0) return IsoTime(*instant, 0);
  return IsoTime(*instant + offset, static_cast<int>(offset.count() / 60));
}

}  // namespace leadsync::crm
