// SPDX-License-Identifier: MIT
#include "csv/lines.h"

// The library uses std::numeric_limits without including it, and a thread unless told not to.
#include <limits>
#define CSV_IO_NO_THREAD
#include <fmt/format.h>
#include <libfccp/csv.h>

#include <cstring>

#include "base/error.h"
#include "csv/messages.h"

namespace leadsync::csv {

// What io::LineReader needs and does not check: blocks filled to the brim (it takes a short one for
// the end), no NULs (it cuts the line there) and a last line with its end (it runs past the data
// of a file of more than 48 MiB).
class Lines::Feed : public io::ByteSourceBase {
 public:
  Feed(std::string head, std::unique_ptr<ByteSource> source, const std::string& name,
       bool* unfinished)
      : head_(std::move(head)), source_(std::move(source)), name_(name), unfinished_(unfinished) {}

  int read(char* buffer, int size) override {
    const size_t wanted = static_cast<size_t>(size);
    size_t count = head_.copy(buffer, wanted, head_used_);
    head_used_ += count;
    if (count < wanted) {
      head_ = std::string();
      head_used_ = 0;
      count += source_->Read(buffer + count, wanted - count);
    }
    if (std::memchr(buffer, '\0', count) != nullptr) Raise(said::kNulInText, name_);
    if (count > 0) last_ = buffer[count - 1];
    if (count < wanted && last_ != '\n') {
      *unfinished_ = true;
      last_ = buffer[count++] = '\n';
    }
    return static_cast<int>(count);
  }

 private:
  std::string head_;
  size_t head_used_ = 0;
  std::unique_ptr<ByteSource> source_;
  std::string name_;
  bool* unfinished_;
  char last_ = '\n';
};

struct Lines::Rep {
  std::string name;
  bool unfinished = false;  // outlives the Feed, which the reader drops when it is not needed
  std::unique_ptr<io::LineReader> reader;
};

Lines::Lines(std::string head, std::unique_ptr<ByteSource> source, std::string name)
    : rep_(std::make_unique<Rep>()) {
  rep_->name = std::move(name);
  rep_->reader = std::make_unique<io::LineReader>(
      rep_->name,
      std::make_unique<Feed>(std::move(head), std::move(source), rep_->name, &rep_->unfinished));
}

Lines::~Lines() = default;

bool Lines::unfinished() const { return rep_->unfinished; }

bool Lines::Next(std::string_view* line) {
  try {
    const char* text = rep_->reader->next_line();
    if (text == nullptr) return false;
    ++number_;
    *line = text;
    if (line->size() <= kMaxRecordBytes) return true;
  } catch (const io::error::base&) {
    ++number_;  // longer than the library's own 16 MiB
  }
  Raise(said::kLongLine, rep_->name, number_);
}

}  // namespace leadsync::csv
