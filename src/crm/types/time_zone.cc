// SPDX-License-Identifier: MIT
#include "crm/types/time_zone.h"

#include <date/tz.h>
#include "base/text.h"
#include "crm/messages.h"

namespace leadsync::crm {
namespace {

const date::time_zone& Zone(const void* zone) { return *static_cast<const date::time_zone*>(zone); }

}  // namespace

std::variant<TimeZone, std::string> TimeZone::Find(std::string_view name) {
  try {
    return TimeZone(date::locate_zone(std::string(name)));
  } catch (const std::exception&) {
    return Say(said::kNoSuchZone, Shorten(name));
  }
}

std::variant<std::chrono::seconds, TimeZone::Gap> TimeZone::OffsetOfWall(
    std::chrono::sys_seconds wall) const {
  const date::local_seconds local(wall.time_since_epoch());
  const date::local_info info = Zone(zone_).get_info(local);
  if (info.result != date::local_info::nonexistent) return info.first.offset;
  return Gap{info.first.end + info.first.offset, info.first.end + info.second.offset};
}

std::chrono::seconds TimeZone::OffsetAt(std::chrono::sys_seconds instant) const {
  return Zone(zone_).get_info(instant).offset;
}

std::string_view TimeZone::name() const { return Zone(zone_).name(); }

}  // namespace leadsync::crm
