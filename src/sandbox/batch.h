// SPDX-License-Identifier: MIT
// `batch` as the server runs it (bitrix24 docs: settings/how-to-call-rest-api/batch.md; server:
// methodsBatch in rest/classes/general/rest_provider.php, CRestServerBatchItem in
// rest/classes/general/rest.php).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sandbox/call_time.h"
#include "sandbox/methods.h"
#include "sandbox/php_query.h"
#include "sandbox/php_value.h"

namespace leadsync::sandbox {

/// Commands beyond are refused one by one.
inline constexpr size_t kBatchLength = 50;

/// What became of one command.
struct CommandOutcome {
  PhpValue result;
  std::optional<int64_t> total;
  std::optional<int64_t> next;
  std::optional<RestError> error;
  CallTime time;
  bool died = false;  ///< the server stopped here: nothing of this request reaches the client
};

/// Runs single calls: knows methods, scopes, limits and the portal's content.
class CommandRunner {
 public:
  virtual ~CommandRunner() = default;
  /// `method` in lower case; `params` as parsed, `start` and the like still in them.
  virtual CommandOutcome RunCommand(std::string_view method, PhpArray params) = 0;
};

struct BatchOptions {
  QueryLimits query;
  /// A failure whose text came from the application's exception slot is repeated in place of
  /// every later failure's text, as the slot is never cleared within a request.
  bool stale_exceptions = true;
  TimeFormat time;
};

/// The five maps, in order of execution.
struct BatchOutput {
  struct Timed {
    PhpArray::Key key;
    CallTime time;
  };
  PhpArray result;
  PhpArray error;
  PhpArray total;
  PhpArray next;
  std::vector<Timed> time;
  std::vector<std::pair<std::string, PhpArray>> error_keys;  ///< error_description, argument, ...
  bool died = false;  ///< stopped in the middle; earlier commands are committed
};

/// `params` are those of `batch` itself. Names of its parameters are case-insensitive.
BatchOutput RunBatch(const PhpArray& params, const BatchOptions& options, CommandRunner* runner);

/// The methods of the commands, as written, for those who must know beforehand. Valid as long as
/// `params`.
std::vector<std::string_view> MethodsOfBatch(const PhpArray& params);

/// The five members as JSON: [] when empty, a list for keys 0..n-1, else an object.
/// `reshaped`: the member (or "all") that a fault turns from list to object or back.
void AppendBatchJson(const BatchOutput& output, const TimeFormat& format, std::string_view reshaped,
                     std::string* out);
/// The same as a value.
PhpArray BatchArray(const BatchOutput& output, const TimeFormat& format);
/// The key of the n-th command that may run (from 1; 0 or too many: of the last one), or null.
const PhpArray::Key* NthCommand(const PhpArray& params, size_t n);
/// Takes a command out of all members, as if it had never been there.
void DropCommand(const PhpArray::Key& key, BatchOutput* output);

/// True if the error's text went through the application's exception slot: the checks of the CRM
/// on saving do, the REST layer's own constants do not.
bool LeavesException(const RestError& error);
/// {"error":...,"error_description":..., further keys}
PhpArray ErrorArray(const RestError& error);

}  // namespace leadsync::sandbox
