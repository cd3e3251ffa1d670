// SPDX-License-Identifier: MIT
#include "sync/window.h"

#include <string>
#include <utility>

namespace leadsync::sync {
namespace {

size_t Weight(const Outcome& o) {
  size_t n = sizeof(Outcome) + 64 + o.key.size() + (o.record ? o.record->bytes() : 0);
  for (const Problem& p : o.problems) n += 64 + p.column.size() + p.text.size();
  for (const Change& c : o.changes)
    n += sizeof(Change) + c.old_text.size() + c.new_text.size() + c.held_text.size();
  return n;
}

/// Nothing to say but row, lead and time.
bool Plain(const Outcome& o) {
  return o.status == Status::kUnchanged && o.problems.empty() && o.changes.empty() &&
         o.attempts == 0 && o.lead_id > 0 && o.key == std::to_string(o.lead_id);
}

}  // namespace

Row& Window::Add(std::unique_ptr<Row> row) {
  Slot& slot = slots_.emplace_back();
  row->seq = first_ + slots_.size() - 1;
  slot.row = std::move(row);
  slot.weight = static_cast<uint32_t>(slot.row->bytes());
  bytes_ += sizeof(Slot) + slot.weight;
  ++unsettled_;
  return *slot.row;
}

void Window::AddSettled(Outcome outcome) {
  Slot& slot = slots_.emplace_back();
  bytes_ += sizeof(Slot);
  Put(&slot, std::move(outcome));
}

Row* Window::Find(uint64_t seq) {
  return seq < first_ || seq - first_ >= slots_.size() ? nullptr : At(seq).row.get();
}

void Window::Settle(uint64_t seq, Outcome outcome) {
  Slot& slot = At(seq);
  slot.row.reset();
  --unsettled_;
  Put(&slot, std::move(outcome));
}

void Window::Put(Slot* slot, Outcome outcome) {
  bytes_ -= slot->weight;
  slot->weight = 0;
  if (Plain(outcome)) {
    slot->number = outcome.row;
    slot->lead_id = outcome.lead_id;
    slot->finished = outcome.finished;
    return;
  }
  slot->weight = static_cast<uint32_t>(Weight(outcome));
  bytes_ += slot->weight;
  slot->outcome = std::make_unique<Outcome>(std::move(outcome));
}

void Window::Weigh(const Row& row) {
  Slot& slot = At(row.seq);
  bytes_ -= slot.weight;
  slot.weight = static_cast<uint32_t>(row.bytes());
  bytes_ += slot.weight;
}

size_t Window::EmitReady() {
  size_t n = 0;
  for (; !slots_.empty() && !slots_.front().row; ++n) {
    Slot& slot = slots_.front();
    if (slot.outcome) {
      sink_->Emit(*slot.outcome);
    } else {
      Outcome plain;
      plain.row = slot.number;
      plain.key = std::to_string(slot.lead_id);
      plain.lead_id = slot.lead_id;
      plain.status = Status::kUnchanged;
      plain.finished = slot.finished;
      sink_->Emit(plain);
    }
    bytes_ -= sizeof(Slot) + slot.weight;
    slots_.pop_front();
    ++first_;
  }
  return n;
}

}  // namespace leadsync::sync
