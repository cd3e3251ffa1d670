// SPDX-License-Identifier: MIT
#include "base/files.h"

#include <doctest/doctest.h>

#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cerrno>

#include <csignal>

#include "base/error.h"
#include "printers.h"

using namespace leadsync;
namespace fs = std::filesystem;

namespace {

struct Folder {
  fs::path path;
  Folder() {
    char name[] = "/tmp/leadsync_test.XXXXXX";
    path = ::mkdtemp(name);
  }
  ~Folder() { fs::remove_all(path); }
};

}  // namespace

TEST_CASE_FIXTURE(Folder, "an atomic write leaves the old file or the new one, private") {
  WriteFileAtomic(path / "a", "one");
  WriteFileAtomic(path / "a", "two");
  CHECK(ReadFile(path / "a") == "two");
  struct stat info {};
  REQUIRE(::stat((path / "a").c_str(), &info) == 0);
  CHECK((info.st_mode & 0777) == 0600);
  CHECK(std::distance(fs::directory_iterator(path), fs::directory_iterator()) == 1);
  CHECK_FALSE(ReadFileIfAny(path / "b"));
  CHECK_THROWS_AS(ReadFile(path / "b"), Error);
  CHECK_THROWS_AS(WriteFileAtomic(path / "no" / "b", "x"), Error);
}

TEST_CASE_FIXTURE(Folder, "an append file goes on where it ended, and can be cut") {
  {
    AppendFile file(path / "log");
    file.Write("hello ");
    CHECK(file.size() == 6);
  }
  AppendFile file(path / "log");
  CHECK(file.size() == 6);
  file.Write("world");
  file.Truncate(8);
  file.Write("!");
  file.Sync();
  CHECK(ReadFile(path / "log") == "hello wo!");
}

TEST_CASE_FIXTURE(Folder, "what a full disk did not take goes first when there is room again") {
  std::signal(SIGXFSZ, SIG_IGN);
  rlimit limit{};
  REQUIRE(::getrlimit(RLIMIT_FSIZE, &limit) == 0);
  AppendFile file(path / "log");
  file.Write("first ");
  file.Flush();
  const rlimit small{10, limit.rlim_max};
  REQUIRE(::setrlimit(RLIMIT_FSIZE, &small) == 0);
  file.Write("second ");
  std::string message;
  try {
    file.Flush();
  } catch (const Error& error) {
    message = error.what();
  }
  REQUIRE(::setrlimit(RLIMIT_FSIZE, &limit) == 0);
  CHECK(message == (path / "log").string() + ": cannot write: " + WhyNot(EFBIG));
  CHECK(ReadFile(path / "log") == "first seco");
  file.Write("third");
  CHECK(file.size() == 18);
  file.Flush();
  CHECK(ReadFile(path / "log") == "first second third");
}

TEST_CASE_FIXTURE(Folder, "a lock is held by one at a time") {
  auto first = FileLock::Acquire(path / "lock", false);
  REQUIRE(first);
  CHECK_FALSE(FileLock::Acquire(path / "lock", false));
  first.reset();
  CHECK(FileLock::Acquire(path / "lock", false));
}

TEST_CASE("SHA-256 is what others compute") {
  CHECK(Sha256::Of("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST_CASE("what stops a file is said with the way out") {
  CHECK(WhyNot(ENOSPC) == "No space left on device: make room there");
  CHECK(WhyNot(EROFS) == "Read-only file system: choose another folder, or make this one writable");
  CHECK(WhyNot(EMFILE) ==
        "Too many open files: raise the limit of open files (ulimit -n, LimitNOFILE=)");
  CHECK(WhyNot(ENOTDIR) == "Not a directory: is the name right?");
}
