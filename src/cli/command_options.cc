// SPDX-License-Identifier: MIT
// Every command, and every option that it takes.
#include "cli/command_options.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cctype>
#include <functional>
#include <limits>
#include <map>
#include <string>
#include <vector>

#include "cli/command_help.h"
#include "cli/messages.h"

namespace leadsync::cli {
namespace {

constexpr char kBasic[] = "Options";
constexpr int64_t kAnyNumber = std::numeric_limits<int64_t>::max();
constexpr Duration kShortest = std::chrono::seconds(1);

/// Adds options to commands; each valued option can also be set by a LEADSYNC_ variable.
class Flags {
 public:
  Flags(CLI::App* app, Options* options) : app_(*app), o_(*options) {}

  Flags& Several(const std::string& name, std::vector<std::string>& target, const std::string& type,
                 const std::string& help) {
    app_.add_option(name, target, help)->type_name(type)->group(kMore)->take_all();
    return *this;
  }
  template <typename T>
  Flags& Value(const std::string& name, T& target, const std::string& type, const std::string& help,
               const char* group = kBasic) {
    Named(app_.add_option(name, target, help), name, type, group);
    return *this;
  }
  Flags& Parsed(const std::string& name, const std::string& type, const std::string& help,
                const std::function<void(const std::string&, const std::string&)>& take,
                const char* group = kMore) {
    const std::string flag = LongName(name);
    auto* option = app_.add_option_function<std::string>(
        name, [take, flag](const std::string& text) { take(text, flag); }, help);
    Named(option, name, type, group);
    return *this;
  }
  /// A whole number from `least` to `most`.
  template <typename T>
  Flags& Count(const std::string& name, T& target, const std::string& type, int64_t least,
               int64_t most, const std::string& help, const char* group = kMore) {
    return Parsed(
        name, type, help,
        [&target, least, most](const auto& text, const auto& flag) {
          const int64_t n = ParseCount(text, flag, least, most);
          if constexpr (requires { target.value(); }) {
            target = static_cast<typename T::value_type>(n);
          } else {
            target = static_cast<T>(n);
          }
        },
        group);
  }
  Flags& Switch(const std::string& name, bool& target, const std::string& help,
                const char* group = kBasic) {
    app_.add_flag(name, target, help)->group(group)->envname(Variable(name));
    return *this;
  }

  Flags& Portal();
  Flags& Sheet();
  Flags& Input();
  Flags& Run();
  Flags& RunName();
  Flags& RunsFolder();
  Flags& Limits();
  Flags& Guards();
  Flags& Said();

 private:
  static std::string LongName(const std::string& name) { return name.substr(name.find("--")); }
  static void Named(CLI::Option* option, const std::string& name, const std::string& type,
                    const char* group) {
    option->type_name(type)->group(group)->envname(Variable(name))->take_last();
  }
  static std::string Variable(const std::string& name) {
    std::string variable = "LEADSYNC_";
    for (const char c : LongName(name).substr(2))
      variable += c == '-' ? '_' : static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    return variable;
  }
  CLI::App& app_;
  Options& o_;
};

Flags& Flags::Portal() {
  Value("--portal", o_.portal, "NAME", "The portal kept under this name by leadsync login");
  Value("--webhook-file", o_.webhook_file, "FILE",
        "File with the portal's access address (webhook), readable by you alone", kMore);
  Value("--ca-file", o_.ca_file, "FILE", "Certificate authority of a self-hosted portal (PEM)",
        kMore);
  Parsed("--connect-timeout", "SECONDS", "Time to reach the portal [15]",
         [&o = o_](const auto& text, const auto& flag) {
           o.connect_timeout = ParseDuration(text, flag, kShortest);
         });
  Parsed("--timeout", "SECONDS", "Time for one answer of the portal [100]",
         [&o = o_](const auto& text, const auto& flag) {
           o.timeout = ParseDuration(text, flag, kShortest);
         });
  Switch("--refresh-fields", o_.refresh_fields, "Ask the portal for its fields anew", kMore);
  Parsed(
      "--fields-ttl", "TIME", "How long the portal's fields are kept [1h]",
      [&o = o_](const auto& text, const auto& flag) { o.fields_ttl = ParseDuration(text, flag); });
  return *this;
}

/// A spreadsheet, and how it is read.
Flags& Flags::Sheet() {
  app_.add_option("LEADS.csv", o_.input, "The spreadsheet as CSV, - for standard input")
      ->required();
  Value("--delimiter", o_.delimiter, "NAME",
        "auto, comma, semicolon, tab or pipe [auto: by the header]", kMore);
  Value("--encoding", o_.encoding, "NAME",
        "auto, utf-8, windows-1251, ... [auto: UTF-8 and UTF-16 are recognised]", kMore);
  return Count("--limit", o_.limit, "N", 1, kAnyNumber, "Only the first N rows");
}

Flags& Flags::Input() {
  Value("-m,--mapping", o_.mapping, "FILE", "Which column goes to which field (JSON)");
  Sheet();
  Count("--start-row", o_.start_row, "N", 1, kAnyNumber, "Begin at row N of the spreadsheet");
  Parsed("--duplicates", "WORD",
         "Rows of the same lead: apply (one after another), last (only the last one), reject "
         "[apply]",
         [&o = o_](const auto& text, const auto& flag) {
           static const std::map<std::string, sync::Duplicates> kWords = {
               {"apply", sync::Duplicates::kApply},
               {"last", sync::Duplicates::kLast},
               {"reject", sync::Duplicates::kReject}};
           const auto it = kWords.find(text);
           if (it == kWords.end()) Raise(said::kBadWord, flag, text, "apply, last, reject");
           o.duplicates = it->second;
         });
  return *this;
}

Flags& Flags::Run() {
  Value("--runs", o_.runs, "FOLDER", "Where run folders are made [runs]");
  Value("--run-dir", o_.run_dir, "FOLDER", "This run's own folder; must be new or empty", kMore);
  Value("--report", o_.report, "FILE", "A copy of report.csv");
  Parsed("--ok", "STATUS,...", "Statuses that count as fine for the exit code",
         [&o = o_](const auto& text, const auto& flag) {
           for (size_t at = 0; at <= text.size();) {
             const size_t comma = std::min(text.find(',', at), text.size());
             sync::Status status;
             const std::string word = text.substr(at, comma - at);
             if (!sync::FromName(word, &status)) Raise(said::kNoStatus, flag, word);
             o.ok.push_back(status);
             at = comma + 1;
           }
         });
  return *this;
}

Flags& Flags::RunName() {
  app_.add_option("RUN", o_.input, "The run's folder, or: last")->required();
  Switch("--wait-for-lock", o_.wait_for_lock, "Wait for another leadsync on this portal", kMore);
  return *this;
}

Flags& Flags::RunsFolder() {
  app_.add_option("DIR", o_.input,
                  "The folder that holds the runs [runs]; or last, or a run's own");
  Value("--runs", o_.runs, "FOLDER", "The same folder, for last [runs]", kMore);
  Switch("--text", o_.text, "That run (or the last one) in twenty lines, for a mail");
  Value("--keep", o_.keep, "N|DAYSd",
        "Remove finished runs but the newest N (10), or those of the last days (30d)");
  return Switch("--json", o_.json, "The summaries as a JSON list");
}

Flags& Flags::Limits() {
  Parsed("--plan", "NAME", "The portal's plan: standard, enterprise or self-hosted [standard]",
         [&o = o_](const auto& text, const auto& flag) {
           if (text == "standard") {
             o.plan = rest::kStandardPlan;
           } else if (text == "enterprise") {
             o.plan = rest::kEnterprisePlan;
           } else if (text == "self-hosted") {
             o.plan = rest::kSelfHostedPlan;
             o.self_hosted = true;
           } else {
             Raise(said::kBadWord, flag, text, "standard, enterprise, self-hosted");
           }
         });
  Parsed("--rate", "N", "Requests a second, if not the plan's (0 = no limit)",
         [&o = o_](const auto& text, const auto& flag) { o.rate = ParseNumber(text, flag); });
  Parsed("--burst", "N", "Requests at once, if not the plan's",
         [&o = o_](const auto& text, const auto& flag) { o.burst = ParseNumber(text, flag); });
  Count("--operating-limit", o_.operating_limit, "SECONDS", 1, 86400,
        "Computing time that the portal allows a method in ten minutes [420]");
  Count("--operating-share", o_.operating_share, "PERCENT", 1, 100,
        "The part of it that this run may use [100]");
  Count("--batch-size", o_.batch_size, "N", 1, 50,
        "Commands a request, at most 50 [by the portal's speed]");
  Count("--in-flight", o_.in_flight, "N", 1, 64,
        "Requests at the same time, at most 64 [by the portal's speed]");
  Parsed("--server-timeout", "SECONDS",
         "When the portal itself ends a request [60; self-hosted 300]",
         [&o = o_](const auto& text, const auto& flag) {
           o.server_timeout = ParseDuration(text, flag, kShortest);
         });
  Parsed("--give-up-after", "TIME", "Stop when the portal has not answered for so long [1h]",
         [&o = o_](const auto& text, const auto& flag) {
           o.give_up_after = ParseDuration(text, flag);
         });
  return *this;
}

Flags& Flags::Guards() {
  Parsed("--max-errors", "N|N%", "Stop when more rows than this did not make it",
         [&o = o_](const auto& text, const auto& flag) {
           o.max_errors = ParseCountOrShare(text, flag);
         });
  Parsed("--max-changes", "N|N%",
         "Send nothing if more leads than this would change (counted first)",
         [&o = o_](const auto& text, const auto& flag) {
           o.max_changes = ParseCountOrShare(text, flag);
         });
  Parsed("--max-added", "N|N%", "Send nothing if more leads than this would be added",
         [&o = o_](const auto& text, const auto& flag) {
           o.max_added = ParseCountOrShare(text, flag);
         });
  Parsed("--deadline", "TIME", "Stop after this time (2h), or at this time of day (06:30)",
         [&o = o_](const auto& text, const auto&) { o.deadline = text; });
  Count("--min-rows", o_.min_rows, "N", 0, kAnyNumber,
        "Refuse an input of fewer rows [1], or one that was cut off");
  return *this;
}

Flags& Flags::Said() {
  Switch("--json", o_.json, "The result as one JSON object on standard output", kMore);
  Switch("-q,--quiet", o_.quiet, "Beside the result only warnings and errors", kMore);
  Switch("-v,--verbose", o_.verbose, "More on the screen", kMore);
  Parsed("--progress", "WORD",
         "auto, always or never [auto: not with --quiet]; without a terminal a line a minute",
         [&o = o_](const auto& text, const auto& flag) {
           if (text == "auto") {
             o.progress = When::kAuto;
           } else if (text == "always") {
             o.progress = When::kAlways;
           } else if (text == "never") {
             o.progress = When::kNever;
           } else {
             Raise(said::kBadWord, flag, text, "auto, always, never");
           }
         });
  return *this;
}

}  // namespace

void AddCommands(CLI::App* app, Options* o) {
  auto* login =
      app->add_subcommand("login", "Keep a portal's access address (webhook), after trying it");
  login->add_option("NAME", o->input, "What to call the portal [its host]");
  Flags(login, o)
      .Switch("--list", o->list, "The portals that are kept")
      .Switch("--remove", o->remove, "Keep it no longer")
      .Switch("--json", o->json, "The result as one JSON object on standard output", kMore)
      .Value("--ca-file", o->ca_file, "FILE", "Certificate authority of a self-hosted portal (PEM)",
             kMore);
  auto* sync = app->add_subcommand("sync", "Change the leads as the spreadsheet says");
  Flags(sync, o)
      .Input()
      .Portal()
      .Run()
      .Limits()
      .Guards()
      .Said()
      .Switch("--wait-for-lock", o->wait_for_lock, "Wait for another leadsync on this portal",
              kMore)
      .Switch("-n,--dry-run", o->dry_run, "Change nothing: the same as leadsync preview")
      .Switch("-y,--yes", o->yes, "Do not ask before the first change");
  auto* preview = app->add_subcommand(
      "preview", "Show what sync would change, old -> new; changes nothing on the portal");
  Flags(preview, o).Input().Portal().Run().Limits().Said();
  auto* check =
      app->add_subcommand("check", "Check every cell against the portal's fields; reads no lead");
  Flags(check, o).Input().Portal().Run().Said().Value(
      "--fields", o->fields_file, "FILE",
      "Check offline, against the saved output of leadsync fields --json");
  auto* map = app->add_subcommand(
      "map", "Draft a mapping from the spreadsheet's header and cells and the portal's fields");
  Flags(map, o)
      .Sheet()
      .Portal()
      .Value("-o,--output", o->output, "FILE",
             "Where the mapping goes, - for standard output [on a terminal: LEADS.json]")
      .Value("--fields", o->fields_file, "FILE",
             "Draft offline, by the saved output of leadsync fields --json")
      .Switch("-y,--yes", o->yes, "Ask nothing: what is uncertain stays a comment in the mapping")
      .Switch("--json", o->json, "What was found as JSON, the mapping in it; asks nothing", kMore);
  auto* resume = app->add_subcommand("resume", "Go on with an interrupted run");
  Flags(resume, o)
      .RunName()
      .Value("--runs", o->runs, "FOLDER", "Where run folders are made [runs]")
      .Portal()
      .Limits()
      .Guards()
      .Said();
  auto* undo = app->add_subcommand("undo", "Put back what a run changed");
  Flags(undo, o)
      .RunName()
      .Portal()
      .Run()
      .Limits()
      .Guards()
      .Said()
      .Switch("--delete-added", o->delete_added, "Delete the leads that the run added")
      .Switch("-y,--yes", o->yes, "Do not ask before the first change");
  auto* runs = app->add_subcommand("runs", "The runs in a folder, newest first");
  Flags(runs, o).RunsFolder();
  auto* fields =
      app->add_subcommand("fields", "The portal's lead fields: code, label, type, items");
  Flags(fields, o)
      .Portal()
      .Switch("--csv", o->csv, "As CSV")
      .Switch("--json", o->json, "As JSON, for check --fields and for the sandbox");
  auto* sandbox = app->add_subcommand("sandbox", "A practice portal on this machine");
  Flags(sandbox, o)
      .Count("--port", o->port, "N", 0, 65535, "Port on this machine [a free one]", kBasic)
      .Count("--leads", o->leads, "N", 0, 20'000'000, "How many invented leads it has [1000]",
             kBasic)
      .Count("--seed", o->seed, "N", 0, kAnyNumber, "Other numbers give other leads [1]", kBasic)
      .Value("--limits", o->limits, "PLAN",
             "Limits like a real portal's: standard, enterprise, self-hosted or none [none]")
      .Value("--fields", o->fields, "FILE",
             "Fields of a real portal: the saved output of leadsync fields --json")
      .Value("--leads-csv", o->leads_csv, "FILE",
             "Leads from a CSV file: field codes or labels in its header")
      .Value("--save", o->save, "FILE", "Keep the leads in this file between starts")
      .Switch("--json", o->json, "Say where it is as one JSON object", kMore)
      .Count("--owner", o->owner, "ID", 1, kAnyNumber,
             "As which portal user leadsync comes in [who saved --fields, or 1, an administrator]")
      .Count("--zone", o->zone_minutes, "MINUTES", -840, 840,
             "The portal's clock, east of Greenwich [180]")
      .Count("--latency", o->latency_ms, "MS", 0, 600'000, "Time on the way, there and back [0]")
      .Count("--hidden-every", o->hidden_every, "N", 1, kAnyNumber, "Each N-th lead cannot be read")
      .Count("--read-only-every", o->read_only_every, "N", 1, kAnyNumber,
             "Each N-th lead cannot be changed")
      .Switch("--newer-build", o->newer_build,
              "Whole seconds in times, and computing time billed by request", kMore)
      .Switch("--check-required", o->check_required, "Refuse leads without required fields", kMore)
      .Several("--fault", o->faults, "RULE",
               "Misbehave, such as 'reset when=after every=7'; may be given several times")
      .Several("--trait", o->traits, "TRAIT",
               "Be unlike the usual portal, such as https-only or scopes=crm; several times")
      .Several("--cost", o->costs, "METHOD=SECONDS",
               "How long a method takes, such as crm.lead.update=0.3; several times");
}

}  // namespace leadsync::cli
