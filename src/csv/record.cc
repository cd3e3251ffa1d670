// SPDX-License-Identifier: MIT
#include "csv/record.h"

namespace leadsync::csv {

bool Record::blank() const { return text_.empty(); }

}  // namespace leadsync::csv
