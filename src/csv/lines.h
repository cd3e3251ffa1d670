// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "csv/byte_source.h"

namespace leadsync::csv {

/// A record, and so a line, may be this long.
inline constexpr size_t kMaxRecordBytes = 4 << 20;

/// Physical lines of UTF-8 text, by io::LineReader. Holds 48 MiB, as far as they get filled, and
/// reads 32 MiB ahead.
class Lines {
 public:
  /// `head`: bytes taken from `source` already. `name`: for messages.
  Lines(std::string head, std::unique_ptr<ByteSource> source, std::string name);
  ~Lines();

  /// The next line without LF or CRLF; valid until the next call. False at the end. Throws
  /// UsageError for a line of more than kMaxRecordBytes, and what the source throws; not to be
  /// called after that.
  bool Next(std::string_view* line);
  /// The number of the line just read; the first one is 1.
  uint64_t number() const { return number_; }
  /// At the end: the last line had no line end.
  bool unfinished() const;

 private:
  class Feed;
  struct Rep;
  std::unique_ptr<Rep> rep_;
  uint64_t number_ = 0;
};

}  // namespace leadsync::csv
