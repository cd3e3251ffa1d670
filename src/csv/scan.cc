// SPDX-License-Identifier: MIT
#include "csv/scan.h"

#include <fmt/format.h>

#include "base/error.h"
#include "csv/decoding_source.h"
#include "csv/file_kind.h"
#include "csv/messages.h"

namespace leadsync::csv {
namespace {

// Takes part in a stack of sources whose upper end (and so all of it) may be dropped as soon as
// the input has ended, while somebody still wants the fingerprint.
class Borrowed : public ByteSource {
 public:
  explicit Borrowed(ByteSource* inner) : inner_(inner) {}
  size_t Read(char* buffer, size_t size) override { return inner_->Read(buffer, size); }

 private:
  ByteSource* inner_;
};

constexpr size_t kHead = 64 << 10;

}  // namespace

void RefuseUnreadable(const std::string& path) {
  if (path == "-") return;
  FileSource file(path);
  if (!file.rereadable()) return;
  const std::string_view head = file.Peek(kHead);
  if (!GzipSource::Recognises(head)) RefuseOtherKinds(head, file.name());
}

Scan::Scan(const InputOptions& options) {
  auto file = std::make_unique<FileSource>(options.path);
  const std::string name = file->name();
  const bool zipped = GzipSource::Recognises(file->Peek(2));
  const bool rereadable = file->rereadable() && !zipped;
  std::unique_ptr<ByteSource> bytes = std::move(file);
  if (zipped) bytes = std::make_unique<GzipSource>(std::move(bytes), name);
  file_ = rereadable ? std::filesystem::path(options.path) : options.spool;
  if (!rereadable && !options.spool.empty()) {
    spool_.emplace(options.spool);
    spool_->Truncate(0);
  }
  fingerprint_ = std::make_unique<FingerprintSource>(std::move(bytes), spool_ ? &*spool_ : nullptr);
  auto decoding = std::make_unique<DecodingSource>(std::make_unique<Borrowed>(fingerprint_.get()),
                                                   options.encoding, name);
  encoding_ = decoding->encoding();
  byte_order_mark_ = decoding->byte_order_mark();
  reader_ = std::make_unique<RecordReader>(std::move(decoding), options.dialect, name);
}

Scan::~Scan() = default;

bool Scan::Next(Record* record) {
  if (!reader_->Next(record)) return false;
  ++rows_;
  last_row_ = record->row();
  last_line_ = record->line();
  last_size_ = record->size();
  return true;
}

ScannedInput Scan::Finish() {
  Record record;
  while (Next(&record)) {
  }
  ScannedInput input;
  input.name = reader_->name();
  input.file = file_;
  input.encoding = encoding_;
  input.byte_order_mark = byte_order_mark_;
  input.dialect = reader_->dialect();
  input.header = reader_->header();
  input.fingerprint = fingerprint_->fingerprint();
  input.rows = rows_;
  input.last_row = last_row_;
  if (reader_->unfinished() && rows_ > 0 && last_size_ < input.header.names.size())
    input.torn = TornRow{last_row_, last_line_, last_size_};
  reader_.reset();
  if (spool_) spool_->Sync();
  return input;
}

std::unique_ptr<RecordReader> OpenAgain(const ScannedInput& input) {
  if (input.file.empty()) {
    Raise(said::kNoCopy, input.name);
  }
  auto bytes = std::make_unique<VerifyingSource>(std::make_unique<FileSource>(input.file.string()),
                                                 input.fingerprint.blocks, input.name);
  auto text = std::make_unique<DecodingSource>(std::move(bytes), input.encoding, input.name);
  return std::make_unique<RecordReader>(std::move(text), input.dialect, input.name);
}

}  // namespace leadsync::csv
