// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace leadsync::csv {

/// Where bytes come from. Sources are stacked: file, unzip, fingerprint, decode.
class ByteSource {
 public:
  virtual ~ByteSource() = default;
  /// Fills the whole of `buffer`; fewer bytes than `size` mean that the input has ended. Throws
  /// Error when the input cannot be read and UsageError when its content is wrong.
  virtual size_t Read(char* buffer, size_t size) = 0;
};

/// Bytes that are in memory already.
class TextSource : public ByteSource {
 public:
  explicit TextSource(std::string text) : text_(std::move(text)) {}
  size_t Read(char* buffer, size_t size) override;

 private:
  std::string text_;
  size_t position_ = 0;
};

/// A file, or standard input. Short reads and signals are its own business.
class FileSource : public ByteSource {
 public:
  /// `path`, or "-" for standard input. Throws UsageError when it cannot be opened.
  explicit FileSource(const std::string& path);
  ~FileSource() override;
  FileSource(const FileSource&) = delete;
  FileSource& operator=(const FileSource&) = delete;

  size_t Read(char* buffer, size_t size) override;
  /// Up to `size` bytes from the start, which `Read` will still give. Only before the first Read.
  std::string_view Peek(size_t size);
  /// Whether opening the path again gives the same bytes; not so for pipes and standard input.
  bool rereadable() const { return rereadable_; }
  /// The path as it was given, or "stdin"; for messages.
  const std::string& name() const { return name_; }

 private:
  size_t ReadFully(char* buffer, size_t size);

  std::string name_;
  int fd_ = -1;
  bool owned_ = false;
  bool rereadable_ = false;
  std::string peeked_;
  size_t peeked_used_ = 0;
};

/// Decompresses what `inner` gives: one gzip member or several, one after the other.
class GzipSource : public ByteSource {
 public:
  GzipSource(std::unique_ptr<ByteSource> inner, std::string name);
  ~GzipSource() override;
  /// Throws UsageError when the data is damaged or ends too early.
  size_t Read(char* buffer, size_t size) override;
  /// Whether a file that begins so is gzip.
  static bool Recognises(std::string_view head) { return head.starts_with("\x1f\x8b"); }

 private:
  struct Rep;
  std::unique_ptr<Rep> rep_;
};

}  // namespace leadsync::csv
