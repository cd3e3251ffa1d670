// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace leadsync::rest {

/// An inbound webhook, `https://host[:port]/rest/{user}/{code}/`. The code is a password with all
/// rights of the user who made the webhook: it may appear in no log, report or message.
class Webhook {
 public:
  /// Reads the URL as the portal shows it; outer blanks and a method behind the code are
  /// tolerated, http only to a loopback address. Throws UsageError that begins with `source` (where
  /// the text came from) and repeats nothing of the text.
  static Webhook Parse(std::string_view url, std::string_view source);

  /// Lower case, with the port if it is not the scheme's own: "acme.bitrix24.com",
  /// "127.0.0.1:8080". Names the portal in messages, caches and locks.
  const std::string& host() const { return host_; }
  /// "https://acme.bitrix24.com": what links to leads begin with. No secret in it.
  std::string origin() const;
  bool https() const { return https_; }
  /// The portal is on this machine.
  bool loopback() const { return loopback_; }
  /// In whose name the portal acts.
  int64_t user_id() const { return user_id_; }

  /// Secret! The URL up to the slash behind the code; a method's name follows it.
  std::string base_url() const;
  /// `text` with `***` wherever the code occurs, in any case and also percent-encoded.
  std::string Mask(std::string_view text) const;

 private:
  Webhook() = default;

  std::string host_;
  std::string code_;
  int64_t user_id_ = 0;
  bool https_ = true;
  bool loopback_ = false;
};

}  // namespace leadsync::rest
