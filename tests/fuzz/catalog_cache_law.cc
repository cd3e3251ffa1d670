// SPDX-License-Identifier: MIT
#include "base/error.h"
#include "base/json.h"
#include "crm/catalog.h"
#include "fuzz/target.h"

namespace leadsync::fuzz {
namespace {

void RequireStable(const crm::Catalog& catalog) {
  const std::string saved = catalog.ToJson();
  const JsonDocument document = JsonDocument::Parse(saved);
  const crm::Catalog loaded = crm::Catalog::FromJson(document.root());
  RequireEqual(loaded.ToJson(), saved, "a catalog is saved as it was loaded");
  Require(crm::SameShape(catalog, loaded), "a loaded catalog has the saved one's fingerprint");
}

}  // namespace

// A saved catalog, or what a portal may say of its fields.
void CatalogCacheLaw(std::string_view bytes) {
  try {
    const JsonDocument document = JsonDocument::Parse(std::string(bytes));
    const JsonValue root = document.root();
    if (root["fields"].exists() && root["mode"].exists()) {
      RequireStable(crm::Catalog::FromAnswers(root["fields"], root["statuses"], root["currencies"],
                                              root["mode"], root["profile"]));
    } else {
      RequireStable(crm::Catalog::FromJson(root));
    }
  } catch (const Broken&) {
    throw;
  } catch (const Error&) {
    // No catalog: it says so.
  }
}

}  // namespace leadsync::fuzz
