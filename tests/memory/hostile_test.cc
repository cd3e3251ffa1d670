// SPDX-License-Identifier: MIT
// A portal that means harm gets no more memory out of leadsync than this, whatever it answers. Runs
// the program that it is given, and prints what it measured.
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <stdexcept>
#include <string>
#include <string_view>

#include "../loopback_server.h"
#include "measured_run.h"

namespace {

namespace fs = std::filesystem;
using leadsync::testing::LoopbackServer;
using leadsync::testing::Peer;
using leadsync::testing::Run;
using leadsync::testing::ScratchFolder;
using leadsync::testing::Used;

constexpr long kMostMemory = 256 * 1024;       // KiB
constexpr size_t kLargest = size_t{60} << 20;  // just below what one answer may have
constexpr size_t kWithoutEnd = 1'000'000'000;

constexpr char kHead[] = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n";

/// `piece` again and again, until nobody takes it or so many bytes are out.
void Repeat(Peer* peer, const std::string& piece, size_t bytes) {
  for (size_t sent = 0; sent < bytes && peer->TrySend(piece); sent += piece.size()) {
  }
}

std::string Times(std::string_view piece, size_t count) {
  std::string text;
  text.reserve(piece.size() * count);
  for (size_t i = 0; i < count; ++i) text += piece;
  return text;
}

/// A whole answer of about kLargest: `before`, `piece` many times, `after`.
void Whole(Peer* peer, std::string_view before, std::string_view piece, std::string_view after) {
  const std::string block = Times(piece, 65536 / piece.size());
  const size_t blocks = kLargest / block.size();
  peer->Send(std::string(kHead) + "Content-Length: " +
             std::to_string(before.size() + blocks * block.size() + after.size()) + "\r\n\r\n");
  peer->Send(before);
  Repeat(peer, block, blocks * block.size());
  peer->Send(after);
}

struct Portal {
  const char* what;
  std::function<void(Peer*)> answer;
};

const Portal kPortals[] = {
    {"an answer of 1 GB",
     [](Peer* peer) {
       peer->Send(std::string(kHead) + "Content-Length: 1000000000\r\n\r\n");
       Repeat(peer, Times("[{\"a\":1},", 7000), kWithoutEnd);
     }},
    {"chunks without end",
     [](Peer* peer) {
       peer->Send(std::string(kHead) + "Transfer-Encoding: chunked\r\n\r\n");
       Repeat(peer, "10000\r\n" + std::string(65536, ' ') + "\r\n", kWithoutEnd);
     }},
    {"headers without end",
     [](Peer* peer) {
       peer->Send(kHead);
       Repeat(peer, "X-More: " + std::string(1000, 'x') + "\r\n", kWithoutEnd);
     }},
    {"numbers", [](Peer* peer) { Whole(peer, "{\"result\":[", "0,", "0]}"); }},
    {"numbers in a batch",
     [](Peer* peer) {
       Whole(peer, "{\"result\":{\"result\":{\"c00\":[", "0,",
             "0]},\"result_error\":[],\"result_total\":[],\"result_next\":[],\"result_time\":[]}}");
     }},
    {"empty lists", [](Peer* peer) { Whole(peer, "{\"result\":[", "[],", "[]]}"); }},
    {"members", [](Peer* peer) { Whole(peer, "{\"result\":{", "\"a\":0,", "\"b\":0}}"); }},
    {"one text",
     [](Peer* peer) { Whole(peer, "{\"error\":\"x\",\"error_description\":\"", "y", "\"}"); }},
    {"depth", [](Peer* peer) { Whole(peer, "", "[", ""); }},
};

long Measure(const std::string& program, const fs::path& folder, const Portal& portal) {
  LoopbackServer server([&](Peer& peer, int) {
    while (peer.Read()) portal.answer(&peer);
  });
  const std::string webhook =
      "http://127.0.0.1:" + std::to_string(server.port()) + "/rest/1/n0b0dyknows1t/";
  ::setenv("LEADSYNC_WEBHOOK", webhook.c_str(), 1);
  ::setenv("XDG_CACHE_HOME", (folder / "cache").c_str(), 1);
  const Used used = Run(program,
                        {"preview", folder / "leads.csv", "--mapping", folder / "mapping.json",
                         "--runs", folder / "runs", "--give-up-after", "1s"},
                        "/dev/null");
  std::printf("%s: at most %ld KiB resident, %.1f s, exit %d\n", portal.what, used.resident,
              used.seconds, used.exit_code);
  if (used.exit_code != 1 && used.exit_code != 5)
    throw std::runtime_error("it must end with 1 or 5 here");
  return used.resident;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fputs("usage: hostile_test LEADSYNC\n", stderr);
    return 2;
  }
  try {
    const ScratchFolder scratch;
    std::ofstream(scratch.path / "leads.csv") << "Lead ID,Information\n1001,x\n";
    std::ofstream(scratch.path / "mapping.json")
        << R"({"key": "Lead ID", "columns": {"Information": "STATUS_DESCRIPTION"}})";
    for (const Portal& portal : kPortals)
      if (Measure(argv[1], scratch.path, portal) > kMostMemory) {
        std::printf("that is too much: %ld KiB are allowed\n", kMostMemory);
        return 1;
      }
    return 0;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "hostile_test: %s\n", error.what());
    return 1;
  }
}
