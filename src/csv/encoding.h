// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace leadsync::csv {

/// One direction between an encoding and UTF-8, by iconv.
class Converter {
 public:
  enum class Stop {
    kEnd,         ///< all of the input was used
    kInvalid,     ///< the input's next byte or character has no counterpart
    kIncomplete,  ///< the input ends within a character
  };

  /// Names as iconv knows them; throws UsageError for others.
  Converter(const std::string& to, const std::string& from);
  ~Converter();
  Converter(Converter&&) noexcept;
  Converter& operator=(Converter&&) noexcept;

  /// Converts as far as it gets, appends to `out` and takes what it used off `*in`.
  Stop Convert(std::string_view* in, std::string* out);
  /// Appends what is held back (composed characters, shift states) and starts anew.
  void Finish(std::string* out);

 private:
  void* handle_;
};

/// The name by which messages, iconv and the run folder call an encoding: `utf8` is "UTF-8",
/// `cp1251` "windows-1251". "auto" is no encoding. Throws UsageError for a name nobody knows.
std::string CanonicalEncoding(std::string_view name);

/// Every byte is a character of its own; the first 128 are ASCII.
bool IsSingleByte(const std::string& encoding);

/// `bytes` as UTF-8, or nothing if they are not text in that encoding.
std::optional<std::string> DecodeAll(std::string_view bytes, const std::string& encoding);

/// A byte order mark at the beginning of a file.
struct ByteOrderMark {
  std::string_view encoding;  ///< empty: there is none
  size_t size = 0;
};
ByteOrderMark FindByteOrderMark(std::string_view head);

/// "UTF-16LE" or "UTF-16BE" if the places of the NUL bytes in `head` say so, else empty.
std::string_view GuessUtf16(std::string_view head);

/// Writes UTF-8 text in another encoding: for failed.csv, which goes back to where the input came
/// from. Whatever was read can be written. A character that the encoding lacks (it can only stem
/// from a message, such as a portal's text) is never dropped: typographic quotes, dashes, blanks
/// and ellipses become their ASCII likeness, anything else is spelled as in <U+1F600>.
class Encoder {
 public:
  /// `encoding`: a canonical name. `byte_order_mark`: the input had one.
  Encoder(const std::string& encoding, bool byte_order_mark);
  /// What the file begins with; may be empty.
  const std::string& prefix() const { return prefix_; }
  /// Appends valid UTF-8; returns how many characters had to be replaced or spelled.
  size_t Append(std::string_view utf8, std::string* out);

 private:
  size_t AppendPart(std::string_view utf8, std::string* out);
  void AppendSubstitute(char32_t character, std::string* out);

  std::optional<Converter> converter_;  // none for UTF-8
  bool loses_tags_ = false;             // iconv would drop U+E0000 to U+E007F silently
  std::string prefix_;
};

}  // namespace leadsync::csv
