// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "csv/byte_source.h"
#include "csv/encoding.h"

namespace leadsync::csv {

/// A place in a text: 1-based physical line and character.
struct TextPlace {
  uint64_t line = 1;
  uint64_t column = 1;
  /// Moves past valid UTF-8.
  void Advance(std::string_view utf8);
};

/// Turns what `inner` gives into UTF-8 without byte order mark and without NULs, or refuses with
/// `name:line:column: ...` and a way out (UsageError). It never guesses: "auto" takes a byte order
/// mark or valid UTF-8, and otherwise shows how the first odd cell would read in likely encodings.
class DecodingSource : public ByteSource {
 public:
  /// `encoding`: "auto" or empty, or a name for CanonicalEncoding. Reads the first 256 KiB.
  DecodingSource(std::unique_ptr<ByteSource> inner, std::string_view encoding, std::string name);
  size_t Read(char* buffer, size_t size) override;

  /// What was decided; final after construction.
  const std::string& encoding() const { return encoding_; }
  bool byte_order_mark() const { return byte_order_mark_; }

 private:
  void ReadChunk();
  void Settle(std::string_view wanted);
  void SettleUtf16(size_t mark_size);
  bool Refill();
  void PassUtf8();
  void PassConverted();
  void RefuseNul(std::string_view text) const;
  void WatchForUtf8();
  [[noreturn]] void RefuseInvalidUtf8(size_t at);
  [[noreturn]] void RefuseCut() const;
  [[noreturn]] void RefuseHiddenUtf8() const;
  std::string Place() const;

  std::unique_ptr<ByteSource> inner_;
  std::string name_;
  std::string encoding_;
  bool said_ = false;  // the user named the encoding
  bool byte_order_mark_ = false;
  std::optional<Converter> converter_;  // none for UTF-8

  std::string raw_;     // read, not yet decoded
  bool ended_ = false;  // nothing follows raw_
  std::string text_;    // decoded, not yet handed on
  size_t text_used_ = 0;
  TextPlace place_;  // the end of text_
  bool beyond_ascii_ = false;

  // A single-byte encoding was named: is the file UTF-8 all the same?
  bool watching_ = false;
  std::string watched_tail_;         // an unfinished UTF-8 character
  uint64_t watched_characters_ = 0;  // beyond ASCII, all valid
  std::string watched_place_;        // of the first
  std::string watched_cell_;
};

}  // namespace leadsync::csv
