// SPDX-License-Identifier: MIT
#include "crm/users.h"

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <stdlib.h>
#include <sys/stat.h>

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "base/error.h"
#include "base/files.h"
#include "base/json.h"
#include "crm/users_cache.h"
#include "crm/users_loader.h"
#include "printers.h"

namespace leadsync::crm {
namespace {

using namespace std::chrono_literals;

std::vector<User> Staff() {
  return {
      {"1", "Daniel", "Harlow", "", "Daniel.Harlow@acme.example", true},
      {"7", "Olga", "Petrova", "Ivanovna", "olga.petrova@acme.example", true},
      {"9", "Анна", "Смирнова", "", "a.smirnova@acme.example", true},
      {"11", "Анна", "Смирнова", "", "anna.smirnova@acme.example", true},
      {"13", "Семён", "Ковалёв", "", "", true},
      {"15", "Семен", "Ковалев", "", "", true},
      {"21", "Вера", "Сава", "", "shared@acme.example", true},
      {"23", "Jan", "Novák", "", "shared@acme.example", true},
      {"27", "Peter", "Aldous", "", "peter.aldous@acme.example", false},
      {"29", "Petr", "Old", "", "old@acme.example", false},
      {"30", "Petr", "Old", "", "", false},
      {"31", "Mira", "Jensen", "", "mira@acme.example", false},
      {"33", "Mira", "Jensen", "", "mira@acme.example", true},
      {"35", "", "", "", "robot@acme.example", true},
      {"37", "Cher", "", "", "", true},
  };
}

/// The ID, or "refused: why".
std::string Resolve(const Users& users, std::string_view by, std::string_view cell) {
  const auto found = users.Resolve(by, cell);
  if (const auto* id = std::get_if<std::string>(&found)) return *id;
  return "refused: " + std::get<CellProblem>(found).text;
}

using Cases = std::vector<std::pair<std::string, std::string>>;

void CheckCells(std::string_view by, const Cases& cases) {
  const Users users(Staff());
  for (int round = 0; round < 2; ++round) {  // the second from what is remembered
    for (const auto& [cell, want] : cases) {
      CAPTURE(cell);
      CHECK(Resolve(users, by, cell) == want);
    }
  }
}

TEST_CASE("people go by their e-mail address in any letter case") {
  CheckCells(
      "email",
      {
          {"olga.petrova@acme.example", "7"},
          {" OLGA.Petrova@ACME.example\xC2\xA0", "7"},
          {"daniel.harlow@acme.example", "1"},
          {"ol\xC2\xADga.petrova@acme.example", "7"},  // a soft hyphen, from a web page
          {"mira@acme.example", "33"},                 // came back under a new account
          {"olga.petrov@acme.example",
           "refused: nobody has the e-mail address «olga.petrov@acme.example»; did you mean "
           "«olga.petrova@acme.example»?"},
          {"x@y",
           "refused: nobody has the e-mail address «x@y» on the portal; write it as the portal "
           "shows it"},
          {"Olga Petrova",
           "refused: nobody has the e-mail address «Olga Petrova» on the portal; write it as the "
           "portal shows it"},
          {"shared@acme.example",
           "refused: «shared@acme.example» can be more than one person: ID 21 (Вера Сава) and ID "
           "23 (Jan Novák); write the ID, which the mapping's \"by\" must then allow"},
          {"peter.aldous@acme.example",
           "refused: «peter.aldous@acme.example» no longer works there (ID 27, dismissed on the "
           "portal): name somebody else, or write the ID, which the mapping's \"by\" must then "
           "allow"},
      });
}

TEST_CASE("people go by their full name as lists write it") {
  CheckCells(
      "name",
      {
          {"Olga Petrova", "7"},
          {"Petrova Olga", "7"},
          {"Petrova, Olga", "7"},
          {"Olga Ivanovna Petrova", "7"},
          {"Petrova Olga Ivanovna", "7"},
          {"  olga   PETROVA ", "7"},
          {"Cher", "37"},
          {"Семён Ковалёв", "13"},  // spelt exactly as one of two
          {"Семен Ковалев", "15"},
          {"семен ковалев",
           "refused: «семен ковалев» can be more than one person: ID 13 and ID 15; write the "
           "e-mail address or the ID, which the mapping's \"by\" must then allow"},
          {"Анна Смирнова",
           "refused: «Анна Смирнова» can be more than one person: ID 9 (a.smirnova@acme.example) "
           "and ID 11 (anna.smirnova@acme.example); write the e-mail address or the ID, which the "
           "mapping's \"by\" must then allow"},
          {"Mira Jensen", "33"},
          {"Petr Old",
           "refused: «Petr Old» no longer works there (ID 29 and ID 30, dismissed on the portal): "
           "name somebody else, or write the ID, which the mapping's \"by\" must then allow"},
          {"Olga Petrowa",
           "refused: nobody is called «Olga Petrowa»; did you mean «Olga Petrova»?"},
          {"BEPA Сава",
           "refused: nobody is called «BEPA Сава», but «Вера Сава»: 4 letters are of another "
           "alphabet: Latin B, Latin E, Latin P, Latin A; write it in the same letters"},
          {"Olga", "refused: nobody is called «Olga»; did you mean «Olga Petrova»?"},
          {"7", "refused: nobody is called «7» on the portal; write it as the portal shows it"},
      });
}

TEST_CASE("a crowd of the same name is named in part") {
  std::vector<User> crowd;
  for (int id = 1; id <= 7; ++id)
    crowd.push_back({std::to_string(id), "Jan", "Novák", "", "", true});
  CHECK(Resolve(Users(std::move(crowd)), "name", "jan novák") ==
        "refused: «jan novák» can be more than one person: ID 1, ID 2, ID 3, ID 4 and others; "
        "write the e-mail address or the ID, which the mapping's \"by\" must then allow");
}

TEST_CASE("a webhook that sees no e-mail addresses is told what it lacks") {
  CHECK(Resolve(Users({{"7", "Olga", "Petrova", "", "", true}}), "email", "o@x.example") ==
        "refused: the portal shows nobody's e-mail address to this access address (webhook): give "
        "it the permission «Users (user)» («user_brief» is not enough)");
}

TEST_CASE("portals of very many people give no suggestions, and answer all the same") {
  std::vector<User> many;
  for (int id = 1; id <= 5001; ++id) {
    many.push_back({std::to_string(id), "N" + std::to_string(id), "Last", "", "", true});
  }
  const Users users(std::move(many));
  CHECK(Resolve(users, "name", "Last N4711") == "4711");
  CHECK(Resolve(users, "name", "Lost N4711") ==
        "refused: nobody is called «Lost N4711» on the portal; write it as the portal shows it");
}

TEST_CASE("the portal may know better only if the people were kept") {
  const auto unknown = [](bool kept, std::string_view name) {
    return std::get<CellProblem>(Users(Staff(), kept).Resolve("name", name)).unknown_name;
  };
  for (const std::string name : {"Nobody", "Анна Смирнова", "Petr Old"}) {
    CAPTURE(name);
    CHECK(unknown(true, name));
    CHECK_FALSE(unknown(false, name));
  }
}

TEST_CASE("people are shown by name, else by e-mail address") {
  const Users users(Staff());
  CHECK(users.NameOf("7") == "Olga Petrova");
  CHECK(users.NameOf("27") == "Peter Aldous");
  CHECK(users.NameOf("35") == "robot@acme.example");
  CHECK(users.NameOf("99") == "");
}

TEST_CASE("people written down and read again are the same") {
  const Users users(Staff());
  const JsonDocument json = JsonDocument::Parse(users.ToJson());
  const Users again = Users::FromJson(json.root(), true);
  CHECK((again.all() == users.all()));
  CHECK(again.kept());
  for (const std::string text : {"[]", "{}", R"({"users":[7]})", R"({"users":[{"id":"7"}]})",
                                 R"({"users":[{"active":true}]})"}) {
    CAPTURE(text);
    CHECK_THROWS_WITH_AS(Users::FromJson(JsonDocument::Parse(text).root(), true),
                         "this is no list of a portal's users; remove the file: it is made anew",
                         Error);
  }
}

// ---- reading them from the portal

/// A portal with `people`, IDs from 1 up, asked by batches.
class Portal {
 public:
  explicit Portal(int people) : people_(people) {}

  std::string Answer(const std::vector<rest::Call>& calls, bool totals = true) const {
    std::string rows, total, next;
    for (size_t i = 0; i < calls.size(); ++i) {
      CHECK(calls[i].method == "user.get");
      const int start = std::stoi(calls[i].params.at(2).value);
      const std::string key = fmt::format("\"c{:02}\":", i);
      std::string page;
      for (int id = start + 1; id <= std::min(start + 50, people_); ++id) {
        page += fmt::format("{}{{\"ID\":\"{}\",\"NAME\":\" N{} \",\"LAST_NAME\":null}}",
                            page.empty() ? "" : ",", id, id);
      }
      const std::string_view comma = i == 0 ? "" : ",";
      rows += fmt::format("{}{}[{}]", comma, key, page);
      total += fmt::format("{}{}{}", comma, key, people_);
      if (start + 50 < people_) {
        next += fmt::format("{}{}{}", next.empty() ? "" : ",", key, start + 50);
      }
    }
    return fmt::format(R"({{"result":{{"result":{{{}}},"result_error":[],"result_total":{{{}}},)"
                       R"("result_next":{{{}}}}}}})",
                       rows, totals ? total : "", next);
  }

  /// All people, and how many calls each batch had.
  std::vector<User> Read(std::vector<size_t>* batches, bool totals = true) const {
    UserPages pages;
    for (auto calls = pages.NextCalls(); !calls.empty(); calls = pages.NextCalls()) {
      batches->push_back(calls.size());
      REQUIRE(batches->size() < 100);
      pages.Take(*rest::BatchAnswer::Decode(Answer(calls, totals), calls.size()));
    }
    return pages.TakeUsers();
  }

 private:
  int people_;
};

std::string Refusal(const std::string& body) {
  UserPages pages;
  try {
    const auto answer = rest::BatchAnswer::Decode(body, 1);
    REQUIRE(answer.has_value());
    pages.Take(*answer);
  } catch (const Error& error) {
    return fmt::format("exit {}: {}", static_cast<int>(error.code()), error.what());
  }
  return "";
}

std::string CommandError(const std::string& code, const std::string& text) {
  return fmt::format(R"({{"result":{{"result":[],"result_error":{{"c00":{{"error":"{}",)"
                     R"("error_description":"{}"}}}}}}}})",
                     code, text);
}

TEST_CASE("people are read by pages, many to a batch, each once") {
  for (const auto& [people, want] : std::vector<std::pair<int, std::vector<size_t>>>{
           {0, {1}},
           {1, {1}},
           {50, {1}},
           {51, {1, 1}},
           {1050, {1, 20}},
           {1051, {1, 20, 1}},
       }) {
    CAPTURE(people);
    std::vector<size_t> batches;
    const std::vector<User> users = Portal(people).Read(&batches);
    CHECK(batches == want);
    REQUIRE(users.size() == static_cast<size_t>(people));
    if (people > 0) {
      CHECK(users.back().id == std::to_string(people));
      CHECK(users.back().FullName() == fmt::format("N{}", people));
    }
  }
}

TEST_CASE("a portal that tells no total is read page by page") {
  std::vector<size_t> batches;
  CHECK(Portal(120).Read(&batches, false).size() == 120);
  CHECK(batches == std::vector<size_t>{1, 1, 1});
}

TEST_CASE("what a page says of a person is taken in every spelling") {
  UserPages pages;
  pages.Take(*rest::BatchAnswer::Decode(
      R"({"result":{"result":{"c00":[
        {"ID":"1","ACTIVE":true,"NAME":"A","LAST_NAME":"B","SECOND_NAME":"C","EMAIL":"a@x"},
        {"ID":2,"ACTIVE":false,"TIMESTAMP_X":{}}, {"ID":"3","ACTIVE":"Y"}, {"ID":"4","ACTIVE":"N"},
        {"ID":"5"}, {"ID":"1","NAME":"twice"}, {"ID":"0"}, {"ID":"-7"}, {"ID":null}, 17, null
      ]},"result_error":[],"result_total":{"c00":5}}})",
      1));
  CHECK(pages.NextCalls().empty());
  const std::vector<User> users = pages.TakeUsers();
  CHECK((users == std::vector<User>{{"1", "A", "B", "C", "a@x", true},
                                    {"2", "", "", "", "", false},
                                    {"3", "", "", "", "", true},
                                    {"4", "", "", "", "", false},
                                    {"5", "", "", "", "", true}}));
}

TEST_CASE("a webhook without the scope is told where to add it, before anything is sent") {
  const std::string want =
      "exit 2: the mapping names people by e-mail or name (\"by\"), but this access address "
      "(webhook) may not read the portal's users: it lacks the scope user. In the portal open "
      "Developer resources > Integrations, edit the webhook, add the permission «Users (user)» and "
      "save; or name people by ID and leave \"by\" out";
  CHECK(Refusal(CommandError("insufficient_scope", "The request requires higher privileges")) ==
        want);
  CHECK(Refusal(CommandError("INSUFFICIENT_SCOPE", "")) == want);
  CHECK(Refusal(CommandError("ERROR_METHOD_NOT_FOUND", "Method not found!")) ==
        "exit 2: the mapping names people by e-mail or name (\"by\"), but this portal has no "
        "user.get: name people by ID and leave \"by\" out");
  CHECK(Refusal(CommandError("ACCESS_DENIED", "Access denied!")) ==
        "exit 1: the portal refused user.get, which the mapping's \"by\" needs: ACCESS_DENIED: "
        "Access denied!; try again later, or name people by ID and leave \"by\" out");
}

TEST_CASE("an answer that is no list of people is refused with what it was") {
  CHECK(Refusal(R"({"result":{"result":[],"result_error":[]}})") ==
        "exit 1: the portal's answer lacks user.get; try again later");
  CHECK(Refusal(R"({"result":{"result":{"c00":true},"result_error":[]}})") ==
        "exit 1: the portal's answer to user.get is no list of users: true; name people by ID and "
        "leave \"by\" out of the mapping");
  CHECK(
      Refusal(
          R"({"result":{"result":{"c00":[{"ID":"1"}]},"result_error":[],"result_total":{"c00":999999999}}})") ==
      "exit 1: the portal says that it has 999999999 users, which leadsync cannot believe; name "
      "people by ID "
      "and leave \"by\" out of the mapping");
}

// ---- keeping them

struct CacheFixture {
  CacheFixture() {
    std::string name = std::filesystem::temp_directory_path() / "leadsync-users-XXXXXX";
    REQUIRE(::mkdtemp(name.data()) != nullptr);
    folder = name;
    path = folder / "cache" / "users.json";
  }
  ~CacheFixture() { std::filesystem::remove_all(folder); }

  void Store() { CHECK(StoreUsers(path, Users(Staff()), fetched) == std::nullopt); }
  std::optional<Users> Load(Duration age) {
    return LoadCachedUsers(path, fetched + std::chrono::floor<std::chrono::milliseconds>(age), 1h,
                           &why_not);
  }

  std::filesystem::path folder;
  std::filesystem::path path;
  WallTime fetched{std::chrono::milliseconds(1'775'044'800'123)};
  std::string why_not;
};

TEST_CASE_FIXTURE(CacheFixture, "kept people come back until they are too old") {
  Store();
  const std::optional<Users> kept = Load(59min);
  REQUIRE(kept.has_value());
  CHECK(why_not == "");
  CHECK(kept->kept());
  CHECK((kept->all() == Staff()));
  CHECK_FALSE(Load(1h).has_value());
  CHECK(why_not == "was kept 60 min ago, 60 min is the limit");
  CHECK_FALSE(Load(-1s).has_value());
  CHECK(why_not == "is from the future: the clock was set back");
}

TEST_CASE_FIXTURE(CacheFixture, "what is kept of people is for its owner's eyes") {
  Store();
  struct stat file {};
  REQUIRE(::stat(path.c_str(), &file) == 0);
  CHECK((file.st_mode & 0777) == 0600);
  REQUIRE(::stat(path.parent_path().c_str(), &file) == 0);
  CHECK((file.st_mode & 0777) == 0700);
}

TEST_CASE_FIXTURE(CacheFixture, "kept people that are missing, damaged or foreign are no error") {
  CHECK_FALSE(Load(1s).has_value());
  CHECK(why_not == "is not there");
  Store();
  const std::string sound = ReadFile(path);
  const auto refused = [&](const std::string& content) {
    WriteFileAtomic(path, content);
    CHECK_FALSE(Load(1s).has_value());
    return why_not;
  };
  CHECK(refused("") == "is damaged");
  CHECK(refused("leadsync-catalog-1 1 2\n{}") == "is damaged");
  CHECK(refused("leadsync-users-2 1 2\n{}") == "is of another version of leadsync");
  for (size_t cut = 0; cut < sound.size(); cut += 97) {
    CHECK(refused(sound.substr(0, cut)) == "is damaged");
  }
  for (const std::string json : {"{}", "{\"users\":[{}]}"}) {
    CHECK(refused("leadsync-users-1 1775044800123 " + Sha256::Of(json) + "\n" + json) ==
          "cannot be used (this is no list of a portal's users; remove the file: it is made anew)");
  }
  WriteFileAtomic(folder / "file", "in the way");
  const auto warning = StoreUsers(folder / "file" / "users.json", Users(Staff()), fetched);
  REQUIRE(warning.has_value());
  CHECK(warning->starts_with(
      "the portal's users cannot be kept for the next command, which will ask for them again: " +
      (folder / "file").string()));
}

}  // namespace
}  // namespace leadsync::crm
