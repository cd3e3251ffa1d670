// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "rest/webhook.h"

namespace leadsync::rest {

/// Where the command line says that the webhook is. Never the webhook itself: everybody on the
/// machine can read a process's arguments.
struct CredentialOptions {
  std::string portal;                  ///< --portal NAME; empty = not given
  std::filesystem::path webhook_file;  ///< --webhook-file F; empty = not given
};

/// Finds the webhook, in this order: what a flag names; LEADSYNC_WEBHOOK; the systemd credential
/// `leadsync-webhook` in $CREDENTIALS_DIRECTORY; the only portal that is kept. In any case
/// LEADSYNC_WEBHOOK is wiped from our own environment, where other processes of the user and our
/// children would see it: a second call does not find it again. Throws UsageError that says how to
/// give one, and names the kept portals if there are several.
Webhook FindWebhook(const CredentialOptions& options);

/// The names of the portals that `login` keeps, sorted.
std::vector<std::string> KeptPortals();
/// Keeps a webhook under a name, mode 0600; replaces an earlier one. Throws UsageError for a name
/// that is no plain file name.
void KeepWebhook(std::string_view name, const Webhook& webhook);
/// False if none is kept under that name.
bool RemoveWebhook(std::string_view name);
/// What a portal is called if the user does not say: its host, as a file name.
std::string DefaultPortalName(const Webhook& webhook);
/// The folder in which they are kept.
std::filesystem::path PortalsDirectory();

}  // namespace leadsync::rest
