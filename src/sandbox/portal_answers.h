// SPDX-License-Identifier: MIT
// What goes out: REST answers and the pages of servers in front of it.
#pragma once

#include <string_view>

#include "sandbox/batch.h"
#include "sandbox/call_time.h"
#include "sandbox/methods.h"
#include "sandbox/portal.h"

namespace leadsync::sandbox {

/// Faults in the shape of a single call's answer.
struct Shaping {
  bool xml = false;
  bool reshaped = false;     ///< `result` a list for an object or the reverse
  bool drop_result = false;  ///< no `result` at all
};

/// {"result":...,"next":...,"total":...,"time":{...}}
Answer SuccessAnswer(const CommandOutcome& outcome, const TimeFormat& format,
                     const Shaping& shaping);
Answer BatchAnswer(const BatchOutput& output, const CallTime& time, const TimeFormat& format,
                   bool xml, std::string_view reshaped);
/// {"error":...,"error_description":...}; no `time`, no `result`
Answer ErrorAnswer(const RestError& error, bool xml);
/// 500 INTERNAL_SERVER_ERROR
Answer ServerErrorAnswer();
/// A page as nginx makes it: 502 Bad Gateway and the like.
Answer HtmlPage(int status);
/// Status 200, and a page that says something to people.
Answer GarbageAnswer();
/// X-Bitrix-Rest-Time and its like.
void AddTimeHeaders(double seconds, Answer* answer);

/// The reason phrase of a status line.
std::string_view ReasonPhrase(int status);

}  // namespace leadsync::sandbox
