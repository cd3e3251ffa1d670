// SPDX-License-Identifier: MIT
#include "rest/credentials.h"

#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "base/error.h"
#include "base/files.h"
#include "printers.h"

using namespace leadsync;
using namespace leadsync::rest;
namespace fs = std::filesystem;

namespace {

const std::string kCode = "q7w8e9r0t1y2u3i4";
const std::string kUrl = "https://acme.bitrix24.com/rest/17/" + kCode + "/";
constexpr char kLooks[] =
    "; the access address (webhook) looks like https://acme.bitrix24.com/rest/1/abcdefghijklmnop/";

Webhook Parse(std::string_view url) { return Webhook::Parse(url, "here"); }

/// The text of the UsageError, which must not contain the secret.
std::string Refusal(std::string_view url) {
  try {
    Parse(url);
  } catch (const UsageError& e) {
    CHECK(std::string(e.what()).find(kCode) == std::string::npos);
    return e.what();
  }
  return "accepted";
}

/// A home of our own, and none of the machine's settings.
struct Home {
  fs::path path;
  Home() {
    char name[] = "/tmp/leadsync_test.XXXXXX";
    path = ::mkdtemp(name);
    ::setenv("XDG_CONFIG_HOME", path.c_str(), 1);
    ::unsetenv("LEADSYNC_WEBHOOK");
    ::unsetenv("CREDENTIALS_DIRECTORY");
  }
  ~Home() {
    ::unsetenv("XDG_CONFIG_HOME");
    ::unsetenv("LEADSYNC_WEBHOOK");
    ::unsetenv("CREDENTIALS_DIRECTORY");
    fs::remove_all(path);
  }
  static Webhook Of(const std::string& host) {
    return Parse("https://" + host + "/rest/17/" + kCode + "/");
  }
  fs::path File(const std::string& name, std::string_view content, mode_t mode = 0600) const {
    WriteFileAtomic(path / name, content, static_cast<int>(mode));
    return path / name;
  }
  static std::string Refused(const CredentialOptions& options) {
    try {
      FindWebhook(options);
    } catch (const UsageError& e) {
      CHECK(std::string(e.what()).find(kCode) == std::string::npos);
      return e.what();
    }
    return "found";
  }
};

}  // namespace

TEST_CASE("a webhook is read as portals show it, and as people copy it") {
  for (const std::string& url :
       {kUrl, "  " + kUrl + "\r\n", "https://acme.bitrix24.com/rest/17/" + kCode,
        "HTTPS://ACME.Bitrix24.com/rest/17/" + kCode + "/profile.json", kUrl + "crm.lead.fields/",
        "https://acme.bitrix24.com:443/rest/17/" + kCode + "/"}) {
    CAPTURE(url);
    const Webhook hook = Parse(url);
    CHECK(hook.host() == "acme.bitrix24.com");
    CHECK(hook.user_id() == 17);
    CHECK(hook.origin() == "https://acme.bitrix24.com");
    CHECK(hook.base_url() == kUrl);
    CHECK_FALSE(hook.loopback());
  }
  const Webhook own = Parse("https://crm.example.org:8443/rest/1/" + kCode + "/");
  CHECK(own.host() == "crm.example.org:8443");
  CHECK(own.base_url() == "https://crm.example.org:8443/rest/1/" + kCode + "/");
  CHECK(Parse("https://Портал.рф/rest/1/" + kCode + "/").host() == "портал.рф");
}

TEST_CASE("http is for this machine only") {
  for (const std::string host :
       {"localhost", "localhost:8080", "127.0.0.1:80", "127.8.9.10:1", "[::1]:8080"}) {
    CAPTURE(host);
    const Webhook hook = Parse("http://" + host + "/rest/1/" + kCode + "/");
    CHECK(hook.loopback());
    CHECK_FALSE(hook.https());
  }
  for (const std::string host : {"acme.bitrix24.com", "127.0.0.1.example.com", "127.0.0.1.",
                                 "127.1", "10.0.0.1", "127.0.0.256", "localhost.example.com"}) {
    CAPTURE(host);
    CHECK(Refusal("http://" + host + "/rest/1/" + kCode + "/") ==
          std::string("here: it begins with http://, which would send the password unencrypted") +
              kLooks);
  }
}

TEST_CASE("a wrong webhook is told by its fault, and never repeated") {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {" \n", "it is empty"},
      {kCode, "it does not begin with https://"},
      {"acme.bitrix24.com/rest/17/" + kCode, "it does not begin with https://"},
      {kUrl + "\n" + kUrl, "it has more than one line"},
      {kUrl + std::string(3000, 'a'), "it is too long"},
      {"https://" + kCode + "@acme.bitrix24.com/rest/17/" + kCode,
       "it has a user name before the portal's name"},
      {"https:///rest/17/" + kCode, "the portal's name in it is wrong"},
      {"https://acme:/rest/17/" + kCode, "the portal's name in it is wrong"},
      {"https://acme:99999/rest/17/" + kCode, "the portal's name in it is wrong"},
      {"https://ac me/rest/17/" + kCode, "the portal's name in it is wrong"},
      {"https://[::1/rest/17/" + kCode, "the portal's name in it is wrong"},
      {"https://acme\xff/rest/17/" + kCode, "the portal's name in it is wrong"},
      {kUrl + "?x=1", "it has a ? or a # in it"},
      {"https://acme.bitrix24.com/" + kCode, "/rest/ does not follow the portal's name"},
      {"https://acme.bitrix24.com/rest/" + kCode, "no number of a user follows /rest/"},
      {"https://acme.bitrix24.com/rest/0/" + kCode, "no number of a user follows /rest/"},
      {"https://acme.bitrix24.com/rest/99999999999999999999/" + kCode,
       "no number of a user follows /rest/"},
      {"https://acme.bitrix24.com/rest/17/", "no secret code follows the user's number"},
      {"https://acme.bitrix24.com/rest/17/" + kCode + "%2F",
       "no secret code follows the user's number"},
      {kUrl + "crm/lead", "something follows the method"},
  };
  for (const auto& [url, fault] : cases) {
    CAPTURE(url);
    CHECK(Refusal(url) == "here: " + fault + kLooks);
  }
}

TEST_CASE("the code is masked wherever it occurs, also percent-encoded and in another case") {
  const Webhook hook = Parse(kUrl);
  CHECK(hook.Mask("nothing 100%") == "nothing 100%");
  CHECK(hook.Mask(kUrl + "batch") == "https://acme.bitrix24.com/rest/17/***/batch");
  CHECK(hook.Mask(kCode + kCode + "q7w8") == "******q7w8");
  CHECK(hook.Mask("Q7W8E9R0T1Y2U3I4") == "***");
  std::string encoded;
  for (const char c : kCode) {
    char hex[4];
    std::snprintf(hex, sizeof hex, "%%%02x", static_cast<unsigned>(c));
    encoded += hex;
  }
  CHECK(hook.Mask("u=" + encoded + "%") == "u=***%");
  CHECK(hook.Mask("%71" + kCode.substr(1)) == "***");
  // A law: whatever surrounds it, and however often, the code is not in what comes out.
  for (size_t cut = 0; cut <= kCode.size(); ++cut) {
    const std::string text = kCode.substr(cut) + kCode + "%" + kCode + kCode.substr(0, cut);
    CHECK(hook.Mask(text).find(kCode) == std::string::npos);
  }
}

TEST_CASE_FIXTURE(Home, "what is kept is found again, private, and can be removed") {
  CHECK(KeptPortals().empty());
  KeepWebhook("acme", Of("acme.bitrix24.com"));
  KeepWebhook("продажи", Of("sales.bitrix24.ru"));
  KeepWebhook("acme", Of("acme2.bitrix24.com"));
  CHECK(KeptPortals() == std::vector<std::string>{"acme", "продажи"});
  CHECK(FindWebhook({"acme", ""}).host() == "acme2.bitrix24.com");
  struct stat info {};
  REQUIRE(::stat((PortalsDirectory() / "acme").c_str(), &info) == 0);
  CHECK((info.st_mode & 07777) == 0600);
  REQUIRE(::stat(PortalsDirectory().c_str(), &info) == 0);
  CHECK((info.st_mode & 07777) == 0700);
  CHECK(RemoveWebhook("acme"));
  CHECK_FALSE(RemoveWebhook("acme"));
  CHECK(KeptPortals() == std::vector<std::string>{"продажи"});
}

TEST_CASE_FIXTURE(Home, "a portal's name is a plain file name") {
  for (const std::string name : {"", ".", "..", "../acme", "a/b", "-rf", ".hidden", "a b", "a\nb",
                                 "a\x1b[0m", "a'b", "$x", "\xff", "a\xc2\x9b"}) {
    CAPTURE(name);
    CHECK_THROWS_AS(KeepWebhook(name, Of("acme.bitrix24.com")), UsageError);
    CHECK_THROWS_AS(RemoveWebhook(name), UsageError);
  }
  CHECK_THROWS_AS(KeepWebhook(std::string(65, 'a'), Of("acme.bitrix24.com")), UsageError);
  CHECK_THROWS_WITH_AS(FindWebhook({"a/b", ""}),
                       "login: «a/b» cannot be a portal's name; use letters, digits, dots, dashes "
                       "and underscores, at most "
                       "64, a letter or digit first",
                       UsageError);
  CHECK(DefaultPortalName(Of("acme.bitrix24.com")) == "acme.bitrix24.com");
  CHECK(DefaultPortalName(Of("[::1]:8080")) == "1-8080");
  CHECK(DefaultPortalName(Parse("http://127.0.0.1:8080/rest/1/practice/")) == "127.0.0.1-8080");
  for (const std::string host : {"acme.bitrix24.com", "[::1]:8080", "портал.рф"})
    KeepWebhook(DefaultPortalName(Of(host)), Of(host));
}

TEST_CASE_FIXTURE(Home,
                  "flags come first, then the environment, the service's, the only one kept") {
  KeepWebhook("kept", Of("kept.bitrix24.com"));
  CHECK(FindWebhook({}).host() == "kept.bitrix24.com");

  const fs::path file = File("hook", Of("service.bitrix24.com").base_url());
  fs::rename(file, path / "leadsync-webhook");
  ::chmod((path / "leadsync-webhook").c_str(), 0440);
  ::setenv("CREDENTIALS_DIRECTORY", path.c_str(), 1);
  CHECK(FindWebhook({}).host() == "service.bitrix24.com");

  const auto set = [] {
    ::setenv("LEADSYNC_WEBHOOK", Of("environment.bitrix24.com").base_url().c_str(), 1);
  };
  set();
  CHECK(FindWebhook({}).host() == "environment.bitrix24.com");
  set();
  CHECK(FindWebhook({"kept", ""}).host() == "kept.bitrix24.com");
  CHECK(std::getenv("LEADSYNC_WEBHOOK") == nullptr);
  set();
  const fs::path own = File("own", "\n" + Of("file.bitrix24.com").base_url() + "\n");
  CHECK(FindWebhook({"", own}).host() == "file.bitrix24.com");
  CHECK(Refused({"kept", own}) ==
        "--portal and --webhook-file both name an access address (webhook): give one of them");
}

TEST_CASE_FIXTURE(Home, "the environment's webhook is wiped where other processes could read it") {
  // Our own putenv, so that the place stays valid after it is removed from the environment.
  static char variable[200];
  std::snprintf(variable, sizeof variable, "LEADSYNC_WEBHOOK=%s", kUrl.c_str());
  ::putenv(variable);
  const char* place = variable + std::strlen("LEADSYNC_WEBHOOK=");
  CHECK(FindWebhook({}).base_url() == kUrl);
  CHECK(std::getenv("LEADSYNC_WEBHOOK") == nullptr);
  for (size_t i = 0; i < kUrl.size(); ++i) REQUIRE(place[i] == '\0');
  ::setenv("LEADSYNC_WEBHOOK", "acme", 1);
  CHECK(Refused({}) == std::string("LEADSYNC_WEBHOOK: it does not begin with https://") + kLooks);
}

TEST_CASE_FIXTURE(Home, "a file with a webhook is private, regular and small, or refused") {
  const auto refused = [&](const fs::path& file) { return Refused({"", file}); };
  for (const mode_t mode : {0640, 0604, 0620, 0602, 0644}) {
    const fs::path file = File("open", kUrl, mode);
    CHECK(refused(file) == file.string() +
                               ": other users can read or change this password: chmod 600 '" +
                               file.string() + "'");
  }
  CHECK(refused(File("private", kUrl, 0400)) == "found");
  CHECK(refused(path) ==
        path.string() +
            ": is not a regular file; name a file that holds the access address (webhook)");
  REQUIRE(::mkfifo((path / "pipe").c_str(), 0600) == 0);
  CHECK(refused(path / "pipe") ==
        (path / "pipe").string() +
            ": is not a regular file; name a file that holds the access address (webhook)");
  CHECK(refused(path / "none") ==
        (path / "none").string() +
            ": --webhook-file names it, and it does not exist; is the name right?");
  const fs::path large = File("large", std::string(5000, 'a'));
  CHECK(refused(large) == large.string() +
                              ": is too large for an access address (webhook); it must hold that "
                              "address and nothing else");
  const fs::path wrong = File("wrong", kCode);
  CHECK(refused(wrong) == wrong.string() + ": it does not begin with https://" + kLooks);
  KeepWebhook("acme", Of("acme.bitrix24.com"));
  ::chmod((PortalsDirectory() / "acme").c_str(), 0644);
  CHECK(Refused({}).find("other users can read or change this password") != std::string::npos);
}

TEST_CASE_FIXTURE(Home, "without a webhook the message says how to give one") {
  CHECK(Refused({}) ==
        "--portal: no portal is known: `leadsync login` asks for its access address (webhook) and "
        "keeps it; or set LEADSYNC_WEBHOOK, or give --webhook-file FILE");
  CHECK(Refused({"acme", ""}) ==
        "--portal: no portal is kept as «acme»; `leadsync login acme` keeps one");
  KeepWebhook("one", Of("one.bitrix24.com"));
  KeepWebhook("two", Of("two.bitrix24.com"));
  CHECK(Refused({}) ==
        "--portal: more than one portal is kept: say --portal and one of «one» and «two»");
  CHECK(Refused({"acme", ""}) == "--portal: no portal is kept as «acme»; there is «one» and «two»");
}
