// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "sandbox/php_value.h"

namespace leadsync::sandbox {

class World;

/// An error as the REST server throws it.
struct RestError {
  int status = 400;
  std::string code;  ///< often "" for crm.lead.*
  std::string description;
  PhpArray extra;  ///< further keys, such as "argument"
};

/// One method call, alone or as a command of a batch.
struct MethodCall {
  std::string_view method;           ///< lower case
  const PhpArray* params = nullptr;  ///< without auth, start and the like
  std::optional<int64_t> start;      ///< top-level `start`
  int64_t user = 1;                  ///< the webhook's owner
  WallTime now{};
  uint64_t request = 0;  ///< number of the HTTP request, for the witness
};

struct MethodResult {
  PhpValue result;
  std::optional<int64_t> total;
  std::optional<int64_t> next;
  std::optional<RestError> error;
};

/// True if the server knows the method (batch excepted). `scope` gets the scope it needs ("" =
/// any).
bool KnownMethod(std::string_view method, std::string_view* scope);
/// Runs it over the portal's content. Knows no HTTP, no batch, no limits.
MethodResult RunMethod(World& world, const MethodCall& call);

}  // namespace leadsync::sandbox
