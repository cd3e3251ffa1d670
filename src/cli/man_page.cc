// SPDX-License-Identifier: MIT
// The manual pages, in roff.
#include <fmt/format.h>

#include "base/error.h"
#include "base/text.h"
#include "cli/messages.h"
#include "cli/option_table.h"

namespace leadsync::cli {
namespace {

/// Plain text as roff: nothing in it is a command or a dash of another kind.
std::string Roff(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '\\') {
      out += "\\e";
    } else if (c == '-') {
      out += "\\-";
    } else if (c == '\'') {
      out += "\\(aq";
    } else if (c == '.' && (out.empty() || out.back() == '\n')) {
      out += "\\&.";
    } else {
      out += c;
    }
  }
  return out;
}

std::string Bold(std::string_view text) { return "\\fB" + Roff(text) + "\\fR"; }
std::string Italic(std::string_view text) { return "\\fI" + Roff(text) + "\\fR"; }

std::string Option(const OptionInfo& option) {
  std::string head;
  if (!option.short_name.empty()) head = Bold(option.short_name) + ", ";
  head += Bold(option.name);
  if (!option.type.empty()) head += " " + Italic(option.type);
  std::string text = ".TP\n" + head + "\n" + Roff(option.help) + ".";
  if (option.several) text += "\nIt may be given several times.";
  if (!option.variable.empty()) text += "\nEnvironment: " + Roff(option.variable) + ".";
  return text + "\n";
}

std::string Head(std::string_view name, std::string_view about, std::string_view version) {
  const std::string upper = ToUpper(name);
  std::string lower(about);
  if (!lower.empty()) lower = ToLower(lower.substr(0, 1)) + lower.substr(1);
  return fmt::format(
      ".\\\" Made by leadsync --print man\n.TH {} 1 \"\" \"leadsync {}\" \"User Commands\"\n"
      ".SH NAME\n{} \\- {}\n",
      Roff(upper), Roff(version), Roff(name), Roff(lower));
}

constexpr char kExits[] = R"(.SH EXIT STATUS
.TP
.B 0
Every row is fine: done, unchanged, left alone by a rule, or of a status named by \fB\-\-ok\fR.
.TP
.B 1
The run failed: disk, network, a portal that refuses this run. What was done is in the report.
.TP
.B 2
Usage, mapping, header or input file; nothing was sent.
.TP
.B 3
Finished, but some rows did not make it.
.TP
.B 4
Stopped by a guard.
.TP
.B 5
The portal stayed away, or no longer accepts the access address (webhook).
.TP
.B 130
Interrupted.
.PP
After 1, 4, 5 and 130 \fBleadsync resume last\fR goes on where a run stopped, and sends nothing twice.
)";

constexpr char kPortal[] = R"(.SH PORTAL
The portal is reached through an access address (webhook), which works like a password.
\fBleadsync login\fR keeps it under a name in a file that only you can read; \fB\-\-portal\fR names it,
and is not needed if it is the only one. Else it comes from \fB\-\-webhook\-file\fR, from the environment
variable LEADSYNC_WEBHOOK, or from a systemd credential named leadsync\-webhook. It is never an argument,
since everybody on a machine can read arguments.
)";

constexpr char kRunFiles[] = R"(.SH FILES
.TP
.I runs/<time>\-<file name>/
What a run leaves: report.csv (one line for each row of the input, in its order), failed.csv (what to
correct and run again), changes.csv, values.csv, report.html, summary.json, run.log, and the journal
that resume and undo read.
.TP
.I $XDG_CONFIG_HOME/leadsync/portals/
Access addresses (webhooks) that \fBleadsync login\fR keeps, readable by you alone.
.TP
.I $XDG_CACHE_HOME/leadsync/
Fields of portals, how much of their limits is used, and the lock that keeps two writers apart.
)";

std::string ProgramPage(const OptionTable& table, std::string_view version) {
  std::string page =
      Head("leadsync", "brings a spreadsheet and the leads of a Bitrix24 portal together", version);
  page += ".SH SYNOPSIS\n.B leadsync\n.I COMMAND\n.RI [ OPTIONS ]\n.SH DESCRIPTION\n" +
          Roff(
              "leadsync changes the leads of a Bitrix24 portal as a CSV file says, through a "
              "mapping of columns to fields. It checks every cell before it sends anything, sends "
              "only what differs, reads back what it sent, sends nothing twice when an answer is "
              "lost, and writes a report with one line for each row. What a run changed can be "
              "put back.") +
          "\n.SH COMMANDS\nEach has a page of its own.\n";
  for (const CommandInfo& command : table.commands)
    page +=
        fmt::format(".TP\n.BR leadsync\\-{} (1)\n{}.\n", Roff(command.name), Roff(command.about));
  page += ".SH OPTIONS\n";
  for (const OptionInfo& option : table.options) page += Option(option);
  page += kPortal;
  page += kRunFiles;
  page += kExits;
  page += R"roff(.SH EXAMPLES
A practice portal, which needs no account; the first command prints what to put into LEADSYNC_WEBHOOK:
.PP
.nf
.RS
leadsync sandbox \-\-port 8080
leadsync check LEADS.csv \-\-mapping MAPPING.json
leadsync preview LEADS.csv \-\-mapping MAPPING.json
leadsync sync LEADS.csv \-\-mapping MAPPING.json
leadsync undo last
.RE
.fi
)roff";
  page += ".SH SEE ALSO\n";
  for (const CommandInfo& command : table.commands)
    page += fmt::format(".BR leadsync\\-{} (1){}\n", Roff(command.name),
                        &command == &table.commands.back() ? "" : ",");
  return page;
}

std::string CommandPage(const CommandInfo& command, std::string_view version) {
  const std::string name = "leadsync-" + command.name;
  std::string page = Head(name, command.about, version);
  page += ".SH SYNOPSIS\n.B leadsync " + Roff(command.name) + "\n.RI [ OPTIONS ]\n";
  for (const OptionInfo& word : command.words)
    page += (word.required ? ".I " + Roff(word.name) : ".RI [ " + Roff(word.name) + " ]") + "\n";
  page += ".SH DESCRIPTION\n" + Roff(command.about) + ".\n";
  for (const OptionInfo& word : command.words) page += Option(word);
  for (const bool more : {false, true}) {
    std::string options;
    for (const OptionInfo& option : command.options)
      if (option.more == more) options += Option(option);
    if (!options.empty()) page += (more ? ".SH MORE OPTIONS\n" : ".SH OPTIONS\n") + options;
  }
  return page + kExits + ".SH SEE ALSO\n.BR leadsync (1)\n";
}

}  // namespace

std::string ManPage(const OptionTable& table, std::string_view command, std::string_view version) {
  if (command.empty()) return ProgramPage(table, version);
  const CommandInfo* info = table.Find(command);
  if (!info) Raise(said::kBadPrint, command);
  return CommandPage(*info, version);
}

}  // namespace leadsync::cli
