// SPDX-License-Identifier: MIT
#include "cli/answer.h"

#include "report/summary.h"

namespace leadsync::cli {

JsonWriter& BeginAnswer(std::string_view command, JsonWriter* json) {
  json->BeginObject().Key("schema").Int(report::kSummarySchema);
  json->Key("tool").String("leadsync").Key("version").String(LEADSYNC_VERSION);
  json->Key("command");
  return command.empty() ? json->Null() : json->String(command);
}

std::string ErrorAnswer(std::string_view command, std::string_view text, ExitCode exit,
                        std::string_view code) {
  std::string out;
  JsonWriter json(&out);
  BeginAnswer(command, &json).Key("exit_code").Int(static_cast<int>(exit));
  json.Key("error").BeginObject().Key("code");
  code.empty() ? json.Null() : json.String(code);
  json.Key("text").String(text).Key("lines").BeginArray();
  for (size_t at = 0; at < text.size();) {
    const size_t end = std::min(text.find('\n', at), text.size());
    if (end > at) json.String(text.substr(at, end - at));
    at = end + 1;
  }
  json.EndArray().EndObject().EndObject();
  return out + "\n";
}

bool WantsJson(int argc, char** argv) {
  for (int i = 1; i < argc && std::string_view(argv[i]) != "--"; ++i)
    if (std::string_view(argv[i]) == "--json") return true;
  return false;
}

std::string_view CommandWord(int argc, char** argv) {
  for (int i = 1; i < argc; ++i)
    if (argv[i][0] != '-') return argv[i];
  return {};
}

}  // namespace leadsync::cli
