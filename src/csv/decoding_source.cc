// SPDX-License-Identifier: MIT
#include "csv/decoding_source.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

#include "base/error.h"
#include "base/text.h"
#include "csv/encoding_guess.h"
#include "csv/file_kind.h"
#include "csv/messages.h"

namespace leadsync::csv {
namespace {

constexpr size_t kChunk = 256 << 10;
constexpr size_t npos = std::string_view::npos;
unsigned Byte(char c) { return static_cast<unsigned char>(c); }
std::string Hex(char c) { return fmt::format("0x{:02X}", Byte(c)); }

// The last bytes of a text: a character of which more could follow, as far as it goes.
bool IsUnfinishedUtf8(std::string_view tail) {
  if (tail.empty() || tail.size() > 3) return false;
  const unsigned lead = Byte(tail[0]);
  const size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  std::string whole(tail);
  // After some leads only a part of the second byte's range is allowed.
  if (whole.size() == 1 && length > 2)
    whole += lead == 0xE0 ? '\xA0' : lead == 0xF0 ? '\x90' : '\x80';
  whole.resize(std::max(length, whole.size()), '\x80');
  return tail.size() < length && FindInvalidUtf8(whole) == npos;
}

size_t FindBeyondAscii(std::string_view text) {
  size_t i = 0;
  for (uint64_t word; i + 8 <= text.size(); i += 8) {
    std::memcpy(&word, text.data() + i, 8);
    if ((word & 0x8080808080808080) != 0) break;
  }
  while (i < text.size() && Byte(text[i]) < 0x80) ++i;
  return i == text.size() ? npos : i;
}

}  // namespace

void TextPlace::Advance(std::string_view utf8) {
  const char* at = utf8.data();
  const char* end = at + utf8.size();
  while (const void* hit =
             at == end ? nullptr : std::memchr(at, '\n', static_cast<size_t>(end - at))) {
    at = static_cast<const char*>(hit) + 1;
    ++line;
    column = 1;
  }
  column += Utf8Length(std::string_view(at, static_cast<size_t>(end - at)));
}

DecodingSource::DecodingSource(std::unique_ptr<ByteSource> inner, std::string_view encoding,
                               std::string name)
    : inner_(std::move(inner)), name_(std::move(name)) {
  ReadChunk();
  RefuseOtherKinds(raw_, name_);
  Settle(encoding);
}

std::string DecodingSource::Place() const {
  return fmt::format("{}:{}:{}", name_, place_.line, place_.column);
}

void DecodingSource::ReadChunk() {
  const size_t before = raw_.size();
  raw_.resize(before + kChunk);
  const size_t got = inner_->Read(raw_.data() + before, kChunk);
  raw_.resize(before + got);
  ended_ = got < kChunk;
}

void DecodingSource::Settle(std::string_view wanted) {
  const ByteOrderMark mark = FindByteOrderMark(raw_);
  said_ = !wanted.empty() && wanted != "auto";
  byte_order_mark_ = mark.size > 0;
  if (!said_) {
    encoding_ = byte_order_mark_ ? mark.encoding : "UTF-8";
  } else {
    encoding_ = CanonicalEncoding(wanted);
    // "UTF-16" leaves the byte order to the mark.
    if (byte_order_mark_ && mark.encoding != encoding_ &&
        (encoding_.size() < 6 || mark.encoding.substr(0, 6) != encoding_)) {
      Raise(said::kMarkOfOther, name_, mark.encoding, encoding_);
    }
    if (byte_order_mark_) encoding_ = mark.encoding;
  }
  raw_.erase(0, mark.size);
  if (encoding_.starts_with("UTF-16")) SettleUtf16(mark.size);
  if (encoding_ == "UTF-8") return;
  converter_.emplace("UTF-8", encoding_);
  watching_ = IsSingleByte(encoding_);
}

void DecodingSource::SettleUtf16(size_t mark_size) {
  const std::string_view likely = mark_size > 0 ? std::string_view() : GuessUtf16(raw_);
  if (encoding_ == "UTF-16" && !raw_.empty()) {
    Raise(said::kNoByteOrder, name_,
          likely.empty() ? "" : fmt::format(" (its bytes look like {})", likely));
  }
  if (!likely.empty() && likely != encoding_) {
    Raise(said::kOtherByteOrder, name_, encoding_, likely);
  }
}

size_t DecodingSource::Read(char* buffer, size_t size) {
  size_t count = 0;
  while (count < size) {
    if (text_used_ == text_.size() && !Refill()) break;
    const size_t got = text_.copy(buffer + count, size - count, text_used_);
    text_used_ += got;
    count += got;
  }
  return count;
}

bool DecodingSource::Refill() {
  text_.clear();
  text_used_ = 0;
  while (text_.empty()) {
    // The constructor has read the first chunk; later, raw_ holds an unfinished character.
    if (raw_.size() < 16) {
      if (ended_ && raw_.empty()) break;
      if (!ended_) ReadChunk();
    }
    if (watching_) WatchForUtf8();
    converter_ ? PassConverted() : PassUtf8();
    if (ended_) {
      if (!raw_.empty()) RefuseCut();
      break;
    }
  }
  return !text_.empty();
}

void DecodingSource::PassUtf8() {
  size_t good = FindInvalidUtf8(raw_);
  if (good == npos) {
    good = raw_.size();
  } else if (ended_ || !IsUnfinishedUtf8(std::string_view(raw_).substr(good))) {
    const std::string_view before = std::string_view(raw_).substr(0, good);
    if (ended_ && IsUnfinishedUtf8(std::string_view(raw_).substr(good)) &&
        (beyond_ascii_ || FindBeyondAscii(before) != npos)) {
      place_.Advance(before);
      RefuseCut();
    }
    RefuseInvalidUtf8(good);
  }
  const std::string tail = raw_.substr(good);
  raw_.resize(good);
  text_.swap(raw_);
  raw_ = tail;
  RefuseNul(text_);
  place_.Advance(text_);
  beyond_ascii_ = beyond_ascii_ || FindBeyondAscii(text_) != npos;
}

void DecodingSource::PassConverted() {
  std::string_view in = raw_;
  const Converter::Stop stop = converter_->Convert(&in, &text_);
  if (ended_) converter_->Finish(&text_);
  RefuseNul(text_);
  place_.Advance(text_);
  if (stop == Converter::Stop::kInvalid) {
    // UTF-8 said to be windows-1251 also fails here, at the first capital И.
    if (watching_ && watched_characters_ > 0) RefuseHiddenUtf8();
    Raise(said::kByteUnknown, Place(), Hex(in[0]), encoding_);
  }
  raw_.erase(0, raw_.size() - in.size());
}

void DecodingSource::RefuseNul(std::string_view text) const {
  const size_t at = text.find('\0');
  if (at == npos) return;
  TextPlace place = place_;
  place.Advance(text.substr(0, at));
  const std::string_view likely =
      encoding_.starts_with("UTF-") && encoding_ != "UTF-8" ? std::string_view() : GuessUtf16(text);
  if (likely.empty()) Raise(said::kNulByte, name_, place.line, place.column);
  Raise(said::kNulByteUtf16, name_, place.line, place.column, likely, likely);
}

void DecodingSource::RefuseCut() const { Raise(said::kCutCharacter, Place(), encoding_); }

void DecodingSource::RefuseInvalidUtf8(size_t at) {
  const std::string_view raw = raw_;
  const std::string_view before = raw.substr(0, at);
  // UTF-16 without a mark is no UTF-8 either; its NULs tell more than its other bytes.
  RefuseNul(before);
  place_.Advance(before);
  const std::string_view cell = CellAround(raw, at);
  if (byte_order_mark_ || beyond_ascii_ || FindBeyondAscii(before) != npos) {
    Raise(said::kMixedEncodings, Place(), Hex(raw[at]), ListReadings(LikelyReadings(cell, cell)));
  }
  const std::vector<Reading> readings = LikelyReadings(raw.substr(at, 4096), cell);
  Raise(said_ ? said::kNotUtf8AsSaid : said::kNotUtf8, Place(), Hex(raw[at]),
        ListReadings(readings));
}

void DecodingSource::WatchForUtf8() {
  // Cheap for ASCII. Text of a single-byte encoding that is UTF-8 by chance is as rare as it is
  // short, so a few characters are enough to say so at once; one is enough at the end.
  std::string joined = watched_tail_ + raw_;
  const size_t bad = FindInvalidUtf8(joined);
  watched_tail_.clear();
  if (bad != npos) {
    watched_tail_ = joined.substr(bad);
    watching_ = !ended_ && IsUnfinishedUtf8(watched_tail_);
    if (!watching_) return;
    joined.resize(bad);
  }
  const size_t first = FindBeyondAscii(joined);
  if (first != npos) {
    if (watched_characters_ == 0) {
      TextPlace place = place_;
      place.Advance(std::string_view(joined).substr(0, first));
      watched_place_ = fmt::format("{}:{}:{}", name_, place.line, place.column);
      watched_cell_ = CellAround(joined, first);
      const size_t cut = FindInvalidUtf8(watched_cell_);
      if (cut != npos) watched_cell_.resize(cut);
    }
    for (const char c : joined) watched_characters_ += Byte(c) >= 0xC0;
  }
  if (watched_characters_ >= 8 || (ended_ && watched_characters_ > 0)) RefuseHiddenUtf8();
}

void DecodingSource::RefuseHiddenUtf8() const {
  std::string misread;
  for (const char byte : watched_cell_)
    misread += DecodeAll(std::string_view(&byte, 1), encoding_).value_or("?");
  Raise(said::kHiddenUtf8, watched_place_, encoding_, Shorten(watched_cell_, 40),
        Shorten(misread, 40));
}

}  // namespace leadsync::csv
