// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "crm/types/date_format.h"
#include "crm/types/item_type.h"
#include "crm/types/time_zone.h"

namespace leadsync::crm {

/// The formats of a column, tried in order, and what to say when none fits.
class DateReader {
 public:
  /// Without `formats`: 2024-03-05 and 05.03.2024, with times behind them if `times`. Answers what
  /// is wrong with a format.
  static std::variant<DateReader, std::string> Make(const std::vector<std::string>& formats,
                                                    bool times);
  std::variant<DateTime, CellProblem> Read(std::string_view cell) const;

 private:
  CellProblem Explain(std::string_view cell) const;
  CellProblem ExplainSlashes(std::string_view cell) const;

  std::vector<DateFormat> formats_;
  bool chosen_ = false;  // the mapping's own formats, not the default ones
  bool times_ = false;
};

/// A day. Sent as 2024-03-05; read back by the UTC day rule of PortalDay.
class DateType : public ItemType {
 public:
  explicit DateType(DateReader reader) : reader_(std::move(reader)) {}
  std::optional<CellProblem> Parse(std::string_view cell, std::string* out) const override;
  bool Same(std::string_view wanted, JsonValue held) const override;
  std::optional<std::string> Restore(JsonValue held) const override;
  std::string Show(JsonValue held) const override;
  using ItemType::Show;

 private:
  DateReader reader_;
};

/// A moment. Sent with an offset: the cell's own, else that of the mapping's zone at that time. An
/// hour that the zone skips is refused, of an hour that it repeats the earlier one is meant.
/// Compared as moments, to the second.
class DateTimeType : public ItemType {
 public:
  DateTimeType(DateReader reader, std::optional<TimeZone> zone)
      : reader_(std::move(reader)), zone_(zone) {}
  std::optional<CellProblem> Parse(std::string_view cell, std::string* out) const override;
  bool Same(std::string_view wanted, JsonValue held) const override;
  std::optional<std::string> Restore(JsonValue held) const override;
  /// In the mapping's zone if it has one.
  std::string Show(std::string_view text) const override;
  using ItemType::Show;

 private:
  DateReader reader_;
  std::optional<TimeZone> zone_;
};

}  // namespace leadsync::crm
