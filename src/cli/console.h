// SPDX-License-Identifier: MIT
// What is said to people. A terminal that hung up or a pipe that nobody reads any more must not
// end a run that is changing leads, so nothing here fails for that.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace leadsync::cli {

/// How wide the terminal is that `fd` leads to; 0 if it leads to none.
size_t Columns(int fd);

/// `text` as the terminal that `fd` leads to should get it, long lines broken between words; as it
/// is if `fd` leads to none.
std::string Fitted(std::string_view text, int fd);

/// Sentences to standard error, at once; what it does not take is lost. On a terminal long lines
/// break between words; elsewhere they are left alone.
void Tell(std::string_view text);

/// The same as it is: for what moves the cursor.
void Draw(const std::string& text);

/// To standard output as it is; what it does not take is known to FlushOutput.
void Print(std::string_view text);

/// Sentences and tables for people, likewise; on a terminal long lines break between words.
void PrintLines(std::string_view text);

/// False if something printed did not arrive, a full disk being the cause. A reader that has seen
/// enough, such as head, is no failure.
bool FlushOutput();

}  // namespace leadsync::cli
