// SPDX-License-Identifier: MIT
#include "csv/fingerprint.h"

#include <fmt/format.h>

#include "base/error.h"
#include "csv/hash64.h"
#include "csv/messages.h"

namespace leadsync::csv {

bool BlockSource::Refill() {
  if (ended_) return false;
  block_.resize(kBlock);
  block_.resize(inner_->Read(block_.data(), kBlock));
  position_ = 0;
  ended_ = block_.size() < kBlock;
  if (!block_.empty()) OnBlock(block_);
  if (ended_) OnEnd();
  return !block_.empty();
}

size_t BlockSource::Read(char* buffer, size_t size) {
  size_t count = 0;
  while (count < size) {
    if (position_ == block_.size() && !Refill()) break;
    const size_t got = block_.copy(buffer + count, size - count, position_);
    position_ += got;
    count += got;
  }
  return count;
}

void FingerprintSource::OnBlock(std::string_view block) {
  sha256_.Update(block);
  fingerprint_.bytes += block.size();
  fingerprint_.blocks.push_back(Hash64(block));
  if (spool_ != nullptr) spool_->Write(block);
}

void FingerprintSource::OnEnd() { fingerprint_.sha256 = sha256_.Finish(); }

void VerifyingSource::OnBlock(std::string_view block) {
  if (seen_ == blocks_.size() || Hash64(block) != blocks_[seen_]) Refuse();
  ++seen_;
}

void VerifyingSource::OnEnd() {
  if (seen_ != blocks_.size()) Refuse();
}

void VerifyingSource::Refuse() const { Raise(said::kInputChanged, name_, seen_ * kBlock); }

}  // namespace leadsync::csv
