// SPDX-License-Identifier: MIT
#include <cstdlib>
#include <iostream>
#include <sstream>

#include "base/error.h"
#include "cli/options.h"
#include "fuzz/target.h"

namespace leadsync::fuzz {
namespace {

/// Help goes nowhere, and the environment says nothing, while this lives.
class Quiet {
 public:
  Quiet() : out_(std::cout.rdbuf(nothing_.rdbuf())), err_(std::cerr.rdbuf(nothing_.rdbuf())) {}
  ~Quiet() {
    std::cout.rdbuf(out_);
    std::cerr.rdbuf(err_);
  }
  Quiet(const Quiet&) = delete;
  Quiet& operator=(const Quiet&) = delete;

 private:
  std::ostringstream nothing_;
  std::streambuf* out_;
  std::streambuf* err_;
};

std::optional<cli::Options> Parse(const std::vector<std::string>& words) {
  std::vector<std::string> copy = words;
  std::vector<char*> argv{const_cast<char*>("leadsync")};
  for (std::string& word : copy) argv.push_back(word.data());
  argv.push_back(nullptr);
  int exit_code = -1;
  const Quiet quiet;
  auto options = cli::ParseOptions(static_cast<int>(argv.size()) - 1, argv.data(), &exit_code);
  // Help is no failure when it was asked for, and wrong usage when nothing was said.
  if (!options) Require(exit_code == (words.empty() ? 2 : 0), "help and version are no failure");
  return options;
}

std::string Time(Duration time) { return fmt::format("{:.6f}s", Seconds(time)); }

template <typename T>
std::string Written(const T& value) {
  return fmt::format("{}", value);
}
template <typename T>
std::string Written(const std::optional<T>& value) {
  return value ? Written(*value) : "";
}

/// The command line that says the same: what differs from the defaults.
std::vector<std::string> Show(const cli::Options& o) {
  const cli::Options defaults;
  std::vector<std::string> words{o.command};
  const auto add = [&](const char* name, const std::string& value) {
    if (value.empty()) {
      words.insert(words.end(), {name, value});
    } else {
      words.push_back(fmt::format("{}={}", name, value));
    }
  };
  const auto text = [&](const char* name, const std::string cli::Options::*member) {
    if (o.*member != defaults.*member) add(name, o.*member);
  };
  const auto number = [&](const char* name, auto member) {
    if (o.*member != defaults.*member) add(name, Written(o.*member));
  };
  const auto time = [&](const char* name, Duration cli::Options::*member) {
    if (o.*member != defaults.*member) add(name, Time(o.*member));
  };
  const auto flag = [&](const char* name, bool cli::Options::*member) {
    if (o.*member) words.emplace_back(name);
  };
  const auto share = [&](const char* name, std::optional<cli::CountOrShare> cli::Options::*member) {
    if (const auto& value = o.*member)
      add(name, fmt::format("{}{}", value->number, value->percent ? "%" : ""));
  };
  using O = cli::Options;
  text("--mapping", &O::mapping);
  text("--portal", &O::portal);
  text("--webhook-file", &O::webhook_file);
  text("--ca-file", &O::ca_file);
  text("--runs", &O::runs);
  text("--run-dir", &O::run_dir);
  text("--report", &O::report);
  if (o.command == "sandbox") {
    text("--fields", &O::fields);
  } else {
    text("--fields", &O::fields_file);
  }
  text("--delimiter", &O::delimiter);
  text("--encoding", &O::encoding);
  text("--deadline", &O::deadline);
  text("--leads-csv", &O::leads_csv);
  text("--save", &O::save);
  text("--limits", &O::limits);
  flag("--yes", &O::yes);
  flag("--json", &O::json);
  flag("--csv", &O::csv);
  flag("--quiet", &O::quiet);
  flag("--verbose", &O::verbose);
  flag("--refresh-fields", &O::refresh_fields);
  flag("--wait-for-lock", &O::wait_for_lock);
  flag("--list", &O::list);
  flag("--remove", &O::remove);
  flag("--newer-build", &O::newer_build);
  flag("--check-required", &O::check_required);
  flag("--delete-added", &O::delete_added);
  flag("--text", &O::text);
  text("--keep", &O::keep);
  text("--output", &O::output);
  number("--start-row", &O::start_row);
  number("--min-rows", &O::min_rows);
  number("--operating-limit", &O::operating_limit);
  number("--operating-share", &O::operating_share);
  number("--batch-size", &O::batch_size);
  number("--in-flight", &O::in_flight);
  number("--port", &O::port);
  number("--leads", &O::leads);
  number("--seed", &O::seed);
  number("--owner", &O::owner);
  number("--zone", &O::zone_minutes);
  number("--latency", &O::latency_ms);
  number("--hidden-every", &O::hidden_every);
  number("--read-only-every", &O::read_only_every);
  number("--limit", &O::limit);
  number("--rate", &O::rate);
  number("--burst", &O::burst);
  share("--max-errors", &O::max_errors);
  share("--max-changes", &O::max_changes);
  share("--max-added", &O::max_added);
  time("--timeout", &O::timeout);
  time("--connect-timeout", &O::connect_timeout);
  time("--give-up-after", &O::give_up_after);
  time("--fields-ttl", &O::fields_ttl);
  if (o.server_timeout) add("--server-timeout", Time(*o.server_timeout));
  if (o.progress != defaults.progress)
    add("--progress", o.progress == cli::When::kAlways ? "always" : "never");
  if (o.duplicates != defaults.duplicates)
    add("--duplicates", o.duplicates == sync::Duplicates::kLast ? "last" : "reject");
  if (o.self_hosted) {
    add("--plan", "self-hosted");
  } else if (o.plan.rate != defaults.plan.rate) {
    add("--plan", "enterprise");
  }
  std::string ok;
  for (const sync::Status status : o.ok)
    ok += fmt::format("{}{}", ok.empty() ? "" : ",", sync::Name(status));
  if (!ok.empty()) add("--ok", ok);
  for (const std::string& fault : o.faults) add("--fault", fault);
  for (const std::string& cost : o.costs) add("--cost", cost);
  for (const std::string& trait : o.traits) add("--trait", trait);
  if (!o.input.empty()) {
    words.emplace_back("--");
    words.push_back(o.input);
  }
  return words;
}

std::string Joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += word + "\n";
  return text;
}

}  // namespace

// One word a line.
void CommandLineLaw(std::string_view bytes) {
  if (bytes.find('\0') != std::string_view::npos) return;
  std::vector<std::string> words;
  for (size_t at = 0; at < bytes.size();) {
    const size_t end = std::min(bytes.find('\n', at), bytes.size());
    words.emplace_back(bytes.substr(at, end - at));
    at = end + 1;
  }
  // That one writes files.
  if (!words.empty() && words[0] == "--print-all") return;
  std::optional<cli::Options> options;
  try {
    options = Parse(words);
  } catch (const UsageError&) {
    return;
  }
  if (!options) return;
  for (const auto& share : {options->max_errors, options->max_changes, options->max_added}) {
    if (share) Require(share->Of(100) <= share->Of(200), "a share of more rows is no fewer rows");
  }
  const std::vector<std::string> shown = Show(*options);
  try {
    const auto again = Parse(shown);
    Require(again.has_value(), "a shown command line is no call for help");
    RequireEqual(Joined(Show(*again)), Joined(shown), "options are parsed as they are shown");
  } catch (const UsageError& error) {
    throw Broken(fmt::format("a shown command line is refused: {}{}", Joined(shown), error.what()));
  }
}

}  // namespace leadsync::fuzz
