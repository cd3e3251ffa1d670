// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "rest/batch.h"
#include "rest/call.h"
#include "sync/draft/draft.h"

namespace leadsync::sync {

/// Asks a portal, in one batch that only reads, which of a few guessed keys its leads hold.
class KeyLookup {
 public:
  KeyLookup(const std::vector<KeyGuess>& guesses, const std::vector<ColumnSample>& samples);

  /// The batch's calls; none if there is nothing to ask.
  std::vector<rest::Call> Calls() const;
  /// What they came to, for each guess; nothing where it was not asked or the portal did not say.
  std::vector<std::optional<KeyEvidence>> Read(const rest::BatchAnswer& answer) const;

 private:
  /// What is asked about one guess: one call for all its cells, or one for each.
  struct Asked {
    const KeyGuess* guess;
    std::vector<std::string> cells;
    std::vector<rest::Call> calls;
  };
  static Asked Question(const KeyGuess& guess, const ColumnSample& sample);
  static std::optional<KeyEvidence> Evidence(const Asked& asked, const rest::BatchAnswer& answer,
                                             size_t first);

  std::vector<Asked> asked_;
};

}  // namespace leadsync::sync
