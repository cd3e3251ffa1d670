// SPDX-License-Identifier: MIT
#include <fmt/format.h>
#include <zlib.h>

#include <algorithm>

#include "base/error.h"
#include "csv/byte_source.h"
#include "csv/messages.h"

namespace leadsync::csv {

struct GzipSource::Rep {
  Rep(std::unique_ptr<ByteSource> source, std::string file)
      : inner(std::move(source)), name(std::move(file)), input(256 << 10, '\0') {
    // 15: the largest window; 16: gzip's header and checksum, nothing else.
    if (inflateInit2(&stream, 15 + 16) != Z_OK) Raise(said::kNoMemoryForGzip, name);
  }
  ~Rep() { inflateEnd(&stream); }

  /// Makes at least one byte of input available; false at its end.
  bool Refill() {
    if (stream.avail_in > 0) return true;
    const size_t got = inner->Read(input.data(), input.size());
    stream.next_in = reinterpret_cast<Bytef*>(input.data());
    stream.avail_in = static_cast<uInt>(got);
    return got > 0;
  }
  /// After a member: another one begins (true), or only padding follows (false).
  bool NextMember() {
    while (Refill() && *stream.next_in == 0) {
      ++stream.next_in;
      --stream.avail_in;
    }
    if (stream.avail_in == 0) return false;
    inflateReset(&stream);
    return true;
  }

  std::unique_ptr<ByteSource> inner;
  std::string name;
  std::string input;
  z_stream stream = {};
  bool ended = false;
};

GzipSource::GzipSource(std::unique_ptr<ByteSource> inner, std::string name)
    : rep_(std::make_unique<Rep>(std::move(inner), std::move(name))) {}

GzipSource::~GzipSource() = default;

size_t GzipSource::Read(char* buffer, size_t size) {
  z_stream& stream = rep_->stream;
  size_t count = 0;
  while (count < size && !rep_->ended) {
    if (!rep_->Refill()) Raise(said::kCutGzip, rep_->name);
    const size_t room = std::min<size_t>(size - count, 1 << 30);
    stream.next_out = reinterpret_cast<Bytef*>(buffer + count);
    stream.avail_out = static_cast<uInt>(room);
    const int result = inflate(&stream, Z_NO_FLUSH);
    count += room - stream.avail_out;
    if (result == Z_STREAM_END) {
      rep_->ended = !rep_->NextMember();
    } else if (result != Z_OK && result != Z_BUF_ERROR) {
      Raise(said::kBadGzip, rep_->name);
    }
  }
  return count;
}

}  // namespace leadsync::csv
