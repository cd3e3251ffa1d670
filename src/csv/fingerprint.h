// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/files.h"
#include "csv/byte_source.h"

namespace leadsync::csv {

/// By what bytes are known again: all of them, and each MiB.
struct Fingerprint {
  std::string sha256;            ///< 64 hexadecimal digits
  uint64_t bytes = 0;            ///< how many there were
  std::vector<uint64_t> blocks;  ///< Hash64 of each MiB; the last one may be shorter

  bool operator==(const Fingerprint&) const = default;
};

/// Hands bytes on in blocks of 1 MiB; each is looked at before its first byte is handed on.
class BlockSource : public ByteSource {
 public:
  static constexpr size_t kBlock = 1 << 20;
  explicit BlockSource(std::unique_ptr<ByteSource> inner) : inner_(std::move(inner)) {}
  size_t Read(char* buffer, size_t size) final;

 protected:
  /// Called for each block that is not empty.
  virtual void OnBlock(std::string_view block) = 0;
  /// Called once, after the last block.
  virtual void OnEnd() = 0;

 private:
  bool Refill();

  std::unique_ptr<ByteSource> inner_;
  std::string block_;
  size_t position_ = 0;
  bool ended_ = false;
};

/// Takes the fingerprint of what passes and, if asked to, keeps a copy.
class FingerprintSource : public BlockSource {
 public:
  /// `spool` may be null; it must outlive this object.
  FingerprintSource(std::unique_ptr<ByteSource> inner, AppendFile* spool)
      : BlockSource(std::move(inner)), spool_(spool) {}
  /// Complete once the input has ended; before that, `sha256` is empty.
  const Fingerprint& fingerprint() const { return fingerprint_; }

 protected:
  void OnBlock(std::string_view block) override;
  void OnEnd() override;

 private:
  AppendFile* spool_;
  Sha256 sha256_;
  Fingerprint fingerprint_;
};

/// Lets only those bytes pass of which the fingerprint was taken: a block that differs, is missing
/// or is one too many throws Error (exit 1) before any of its bytes is handed on.
class VerifyingSource : public BlockSource {
 public:
  VerifyingSource(std::unique_ptr<ByteSource> inner, std::vector<uint64_t> blocks, std::string name)
      : BlockSource(std::move(inner)), blocks_(std::move(blocks)), name_(std::move(name)) {}

 protected:
  void OnBlock(std::string_view block) override;
  void OnEnd() override;

 private:
  [[noreturn]] void Refuse() const;

  std::vector<uint64_t> blocks_;
  size_t seen_ = 0;
  std::string name_;
};

}  // namespace leadsync::csv
