// SPDX-License-Identifier: MIT
#include "sandbox/traits.h"

#include <fmt/format.h>

#include <chrono>
#include <string>

#include "base/error.h"
#include "sandbox/messages.h"
#include "sandbox/rule_text.h"

namespace leadsync::sandbox {
namespace {

constexpr int64_t kMost = int64_t{1} << 40;

struct Target {
  PortalOptions* portal;
  WorldOptions* world;
};

struct Trait {
  std::string_view name;
  bool takes_value;
  void (*apply)(const Setting& setting, std::string_view what, const Target& to);
};

std::string HostOf(const Setting& setting, std::string_view what) {
  bool host = !setting.value.empty() && setting.value.find_first_not_of(
                                            "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                            "0123456789.-:") == std::string::npos;
  if (host) return setting.value;
  Raise(said::kNoHost, what, setting.name, setting.value);
}

void TakeScopes(const Setting& setting, std::string_view what, const Target& to) {
  std::string_view rest = setting.value;
  to.portal->scopes.clear();
  while (!rest.empty()) {
    size_t comma = rest.find(',');
    if (comma != 0) to.portal->scopes.emplace(rest.substr(0, comma));
    rest = comma == std::string_view::npos ? std::string_view() : rest.substr(comma + 1);
  }
  if (to.portal->scopes.empty()) {
    Raise(said::kNoScopes, what);
  }
}

void TakeCut(const Setting& setting, std::string_view what, const Target& to) {
  if (setting.value != "html" && setting.value != "reset") {
    Raise(said::kNoCut, what, setting.value);
  }
  to.portal->cut_with_html = setting.value == "html";
}

void TakeRequired(const Setting& setting, std::string_view what, const Target& to) {
  size_t colon = setting.value.find(':');
  if (colon == 0 || colon == std::string::npos || colon + 1 == setting.value.size()) {
    Raise(said::kNoRequired, what, setting.value);
  }
  to.world->check_required = true;
  to.world->required_at.emplace_back(setting.value.substr(0, colon),
                                     setting.value.substr(colon + 1));
}

size_t Size(const Setting& setting, std::string_view what) {
  return static_cast<size_t>(CountOf(setting, what, 1, kMost));
}

// In the order in which the README names them.
constexpr Trait kTraits[] = {
    // Who may come in
    {"https-only", false, [](auto&, auto, auto& to) { to.portal->seen_as_plain_http = true; }},
    {"scopes", true, TakeScopes},
    {"overloaded", false, [](auto&, auto, auto& to) { to.portal->overloaded = true; }},
    {"deleted", false, [](auto&, auto, auto& to) { to.portal->deleted = true; }},
    {"moved", true,
     [](auto& setting, auto what, auto& to) { to.portal->moved_to = HostOf(setting, what); }},
    // Time
    {"costs-not-waited", false, [](auto&, auto, auto& to) { to.portal->wait_for_costs = false; }},
    {"jitter", true,
     [](auto& setting, auto what, auto& to) { to.portal->jitter = DurationOf(setting, what); }},
    {"cut", true, TakeCut},
    {"integer-times", false, [](auto&, auto, auto& to) { to.portal->integer_times = true; }},
    {"no-reset-at", false, [](auto&, auto, auto& to) { to.portal->reset_times = false; }},
    // PHP and what stands before it
    {"max-input-vars", true,
     [](auto& setting, auto what, auto& to) { to.portal->max_input_vars = Size(setting, what); }},
    {"post-max-size", true,
     [](auto& setting, auto what, auto& to) { to.portal->post_max_size = Size(setting, what); }},
    {"body-limit", true,
     [](auto& setting, auto what, auto& to) { to.portal->body_limit = Size(setting, what); }},
    {"proactive-filter", false, [](auto&, auto, auto& to) { to.portal->proactive_filter = true; }},
    {"exact-errors", false, [](auto&, auto, auto& to) { to.portal->stale_exceptions = false; }},
    // The CRM
    {"simple-crm", false, [](auto&, auto, auto& to) { to.world->simple_crm = true; }},
    {"merged-address", false, [](auto&, auto, auto& to) { to.world->merge_address = true; }},
    {"doubled-phones", false,
     [](auto&, auto, auto& to) { to.world->append_equal_multifields = true; }},
    {"russian", false, [](auto&, auto, auto& to) { to.world->russian = true; }},
    {"owner-zone", true,
     [](auto& setting, auto what, auto& to) {
       to.world->owner_offset_minutes = static_cast<int>(CountOf(setting, what, -840, 840));
     }},
    {"required-at", true, TakeRequired},
    {"no-admin", false, [](auto&, auto, auto& to) { to.world->owner_admin = false; }},
    {"no-add", false, [](auto&, auto, auto& to) { to.world->may_add = false; }},
    {"no-delete", false, [](auto&, auto, auto& to) { to.world->may_delete = false; }},
};

std::string Names() {
  std::string out;
  for (const Trait& trait : kTraits) {
    if (!out.empty()) out += ", ";
    out += trait.name;
    if (trait.takes_value) out += "=";
  }
  return out;
}

}  // namespace

void ApplyTrait(std::string_view text, PortalOptions* portal, WorldOptions* world) {
  std::string what = fmt::format("trait «{}»", text);
  std::string_view name = text.substr(0, text.find('='));
  for (const Trait& trait : kTraits) {
    if (trait.name != name) continue;
    bool has_value = name.size() < text.size();
    if (has_value && !trait.takes_value) {
      Raise(said::kTraitTakesNoValue, what, name);
    }
    if (!has_value && trait.takes_value) {
      Raise(said::kTraitNeedsValue, what, name, name);
    }
    Setting setting;
    setting.name = name;
    if (has_value) setting.value = text.substr(name.size() + 1);
    trait.apply(setting, what, {portal, world});
    return;
  }
  Raise(said::kNoTrait, name, Names());
}

}  // namespace leadsync::sandbox
