// SPDX-License-Identifier: MIT
#include "report/local_time.h"

#include <date/date.h>
#include <date/tz.h>
#include <fmt/format.h>

#include <cstdlib>
#include <stdexcept>

#include "base/error.h"
#include "report/messages.h"

namespace leadsync::report {
namespace {

int64_t SecondOf(WallTime time) {
  return std::chrono::floor<std::chrono::seconds>(time).time_since_epoch().count();
}

}  // namespace

LocalTime::LocalTime(std::string_view zone) : zone_(zone) {
  if (zone_.empty()) return;
  try {
    tz_ = date::locate_zone(zone_);
  } catch (const std::exception&) {
    Raise(said::kUnknownZone, zone_);
  }
}

void LocalTime::Render(int64_t second) {
  if (tz_ != nullptr && (second < begin_ || second >= end_)) {
    const auto info = static_cast<const date::time_zone*>(tz_)->get_info(
        date::sys_seconds(std::chrono::seconds(second)));
    offset_ = info.offset.count();
    begin_ = info.begin.time_since_epoch().count();
    end_ = info.end.time_since_epoch().count();
  }
  const date::sys_seconds local{std::chrono::seconds(second + offset_)};
  const auto day = date::floor<date::days>(local);
  const date::year_month_day ymd{day};
  const date::hh_mm_ss clock{local - day};
  text_ = fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}", static_cast<int>(ymd.year()),
                      static_cast<unsigned>(ymd.month()), static_cast<unsigned>(ymd.day()),
                      clock.hours().count(), clock.minutes().count(), clock.seconds().count());
  if (tz_ == nullptr) {
    text_ += 'Z';
  } else {
    const int64_t minutes = std::abs(offset_) / 60;
    text_ += fmt::format("{}{:02}:{:02}", offset_ < 0 ? '-' : '+', minutes / 60, minutes % 60);
  }
  second_ = second;
}

void LocalTime::Append(WallTime time, std::string* out) {
  if (time == WallTime{}) return;
  const int64_t second = SecondOf(time);
  if (second != second_ || text_.empty()) Render(second);
  out->append(text_);
}

std::string LocalTime::Format(WallTime time) {
  std::string out;
  Append(time, &out);
  return out;
}

std::string LocalTime::ForFileName(WallTime time) {
  Render(SecondOf(time));
  std::string name = text_.substr(0, text_.find('T') + 9);
  for (char& c : name) {
    if (c == 'T') c = '_';
    if (c == ':') c = '-';
  }
  return name;
}

}  // namespace leadsync::report
