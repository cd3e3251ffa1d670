// SPDX-License-Identifier: MIT
// login: asks for the webhook, tries it, keeps it under a name.
#include <fmt/format.h>
#include <termios.h>
#include <unistd.h>

#include <cstdio>
#include <iostream>
#include <string>

#include "base/text.h"
#include "cli/answer.h"
#include "cli/commands.h"
#include "cli/console.h"
#include "cli/messages.h"
#include "cli/session.h"
#include "report/run_log.h"
#include "report/visible.h"

namespace leadsync::cli {
namespace {

/// The terminal shows nothing of what is typed, as long as this lives.
class Invisible {
 public:
  Invisible() {
    if (::tcgetattr(STDIN_FILENO, &before_) != 0) return;
    termios quiet = before_;
    quiet.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    changed_ = ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet) == 0;
  }
  ~Invisible() {
    if (changed_) ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &before_);
  }
  Invisible(const Invisible&) = delete;
  Invisible& operator=(const Invisible&) = delete;

 private:
  termios before_{};
  bool changed_ = false;
};

/// From the terminal, or the first line of standard input.
rest::Webhook AskForWebhook(const Interrupts& interrupts) {
  const bool terminal = ::isatty(STDIN_FILENO) == 1;
  std::string line;
  {
    const Invisible invisible;  // before the question: what is pasted quickly is hidden, too
    if (terminal)
      Tell(
          "leadsync talks to your portal through an access address (webhook), which works like a "
          "password. Make one in the portal: Applications > Developer resources > Other > Inbound "
          "webhook; tick CRM (and Users, if columns name people), save, and copy the address.\n\n"
          "The access address (nothing is shown while you paste): ");
    // A signal must not end the program while the terminal hides what is typed.
    if (interrupts.WaitForInput(STDIN_FILENO)) std::getline(std::cin, line);
  }
  if (terminal) Tell("\n");
  if (interrupts.count().load() > 0) Raise(said::kLoginInterrupted);
  if (Trim(line).empty()) Raise(said::kNoWebhookGiven);
  return rest::Webhook::Parse(line, "the address");
}

ExitCode List(bool as_json) {
  const std::vector<std::string> names = rest::KeptPortals();
  if (as_json) {
    std::string out;
    JsonWriter json(&out);
    BeginAnswer("login", &json).Key("portals").BeginArray();
    for (const std::string& name : names) json.BeginObject().Key("name").String(name).EndObject();
    json.EndArray().EndObject();
    Print(out + "\n");
    return ExitCode::kOk;
  }
  for (const std::string& name : names) Print(fmt::format("{}\n", name));
  if (names.empty()) Tell("No portal is kept yet; leadsync login keeps one.\n");
  return ExitCode::kOk;
}

ExitCode Remove(const std::string& name, bool as_json) {
  if (name.empty()) Raise(said::kWhichPortal);
  if (!rest::RemoveWebhook(name))
    Raise(said::kNotKept, name,
          rest::KeptPortals().empty() ? "none" : ListNames(rest::KeptPortals()));
  if (as_json) {
    std::string out;
    JsonWriter json(&out);
    BeginAnswer("login", &json).Key("removed").String(name).EndObject();
    Print(out + "\n");
    return ExitCode::kOk;
  }
  PrintLines(
      fmt::format("{} is no longer kept. The access address (webhook) itself still works: delete "
                  "it in the portal if it "
                  "is not needed.\n",
                  name));
  return ExitCode::kOk;
}

std::string Scopes(const crm::Access& access) {
  if (access.scopes.empty()) return "";
  std::string text = report::Visible("It may be used for " + ListNames(access.scopes) + ".");
  if (!access.Has("user"))
    text += " Without «user» (Users), columns can name people by ID only, not by e-mail or name.";
  return text + "\n";
}

std::string_view Plan(crm::Access::Plan plan) {
  switch (plan) {
    case crm::Access::Plan::kStandard:
      return "Its plan is a standard one: its limits are kept without further ado.\n";
    case crm::Access::Plan::kEnterprise:
      return "Its plan is Enterprise: --plan enterprise makes use of its higher limits.\n";
    case crm::Access::Plan::kSelfHosted:
      return "It is self-hosted: --plan self-hosted lifts the limits that only the cloud has.\n";
    case crm::Access::Plan::kUnknown:
      break;
  }
  return "It does not tell its plan, so the limits of a standard one are kept. For others there "
         "are --plan enterprise and --plan self-hosted.\n";
}

/// Where this leads, as whom, what may be done there and how fast.
void SayWhatItIs(const Session& session, const crm::Catalog& catalog, const crm::Access& access) {
  const crm::Owner& owner = catalog.owner();
  PrintLines(fmt::format(
      "{} works, as {}{}.\n", session.webhook().host(),
      owner.name.empty() ? "user " + session.owner() : report::Visible(owner.name),
      owner.admin ? " (administrator)"
                  : " (not an administrator: leads that this user may not see count as missing)"));
  PrintLines(fmt::format(
      "It has {} lead fields and {} stages{}. Leads are in use there (classic CRM).\n",
      catalog.fields().size(), catalog.Directory("STATUS").size(),
      access.leads
          ? fmt::format(", and this user sees {}", report::Counted(*access.leads, "lead", "leads"))
          : ""));
  PrintLines(Scopes(access));
  PrintLines(Plan(access.plan));
}

}  // namespace

ExitCode RunLogin(const Options& given) {
  if (given.list) return List(given.json);
  if (given.remove) return Remove(given.input, given.json);
  Options options = given;
  Interrupts interrupts;
  options.webhook = AskForWebhook(interrupts);
  SystemClock clock;
  report::RunLog log(clock, report::RunLog::Voice::kNormal, {});
  Session session(options, clock, &log, &interrupts);
  const crm::Catalog catalog = session.FetchCatalog(false);
  const crm::Access access = session.FetchAccess();
  const std::string name =
      given.input.empty() ? rest::DefaultPortalName(*options.webhook) : given.input;
  rest::KeepWebhook(name, *options.webhook);
  if (given.json) {
    const crm::Owner& owner = catalog.owner();
    std::string out;
    JsonWriter json(&out);
    BeginAnswer("login", &json).Key("kept").String(name);
    json.Key("portal").String(session.webhook().host());
    json.Key("owner").BeginObject().Key("id").String(session.owner());
    json.Key("name").String(report::Visible(owner.name)).Key("admin").Bool(owner.admin);
    json.EndObject().Key("fields").Int(static_cast<int64_t>(catalog.fields().size()));
    json.Key("stages").Int(static_cast<int64_t>(catalog.Directory("STATUS").size())).EndObject();
    Print(out + "\n");
    return ExitCode::kOk;
  }
  SayWhatItIs(session, catalog, access);
  PrintLines(fmt::format(
      "Kept under the name {}: leadsync uses it by itself as long as it is the only one, "
      "else say --portal {}.\n",
      name, name));
  return ExitCode::kOk;
}

}  // namespace leadsync::cli
