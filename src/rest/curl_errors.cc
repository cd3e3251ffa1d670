// SPDX-License-Identifier: MIT
#include "rest/curl_errors.h"

#include <curl/curl.h>
#include <fmt/format.h>

#include <algorithm>

#include "rest/messages.h"
#include "rest/plain_text.h"

namespace leadsync::rest {
namespace {

/// Failures of trust: another try meets the same certificate.
bool IsDistrust(int code) {
  switch (code) {
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_CRL_BADFILE:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_SSL_PINNEDPUBKEYNOTMATCH:
    case CURLE_SSL_INVALIDCERTSTATUS:
    case CURLE_SSL_CLIENTCERT:
      return true;
    default:
      return false;
  }
}

/// What is wrong with the portal's certificate, by OpenSSL's X509_V_ERR_ numbers.
std::string WhyDistrusted(const CurlFailure& f) {
  // libcurl compares the names itself, and has no number for that.
  if (f.detail.find("subject name") != std::string::npos)
    return Say(said::kOtherCertificate, f.host);
  switch (f.verify_result) {
    case 9:
      return Say(said::kEarlyCertificate, f.host);
    case 10:
      return Say(said::kExpiredCertificate, f.host);
    case 2:
    case 18:
    case 19:
    case 20:
    case 21:
      return Say(said::kUnknownAuthority, f.host);
    default:
      break;
  }
  return Say(said::kBadCertificate, f.host);
}

std::string Span(Duration d) {
  return d < std::chrono::seconds(1)
             ? fmt::format("{} ms", std::chrono::ceil<std::chrono::milliseconds>(d).count())
             : fmt::format("{} s", std::chrono::ceil<std::chrono::seconds>(d).count());
}

/// Before the request was issued.
std::string WhyNotSent(const CurlFailure& f) {
  if (f.connect_status == 407) return Say(said::kProxyPassword);
  if (f.connect_status != 0 && f.connect_status / 100 != 2)
    return Say(said::kProxyRefuses, f.host, f.connect_status);
  switch (f.code) {
    case CURLE_COULDNT_RESOLVE_PROXY:
      return Say(said::kProxyUnknown);
    case CURLE_COULDNT_RESOLVE_HOST:
      return fmt::format("the name {} is not known (DNS)", f.host);
    case CURLE_COULDNT_CONNECT:
      return fmt::format("no connection to {}", f.host);
    case CURLE_OPERATION_TIMEDOUT:
      return fmt::format("no connection to {} within {}", f.host,
                         Span(std::min(f.connect_timeout, f.timeout)));
    case CURLE_SSL_CACERT_BADFILE:
      return f.ca_file.empty() ? Say(said::kCertificatesUnreadable)
                               : Say(said::kCaFileUnreadable, f.ca_file);
    case CURLE_PROXY:
      return "the proxy refuses to connect";
    default:
      return IsDistrust(f.code) ? WhyDistrusted(f)
                                : fmt::format("the connection to {} could not be set up", f.host);
  }
}

/// After it.
std::string WhyNoAnswer(const CurlFailure& f) {
  if (f.head_too_large) return "the answer's headers do not end";
  if (f.too_large) return fmt::format("the answer is larger than {} bytes", f.most_bytes);
  if (f.too_large_together)
    return fmt::format("the answers on their way are larger than {} bytes together", f.most_bytes);
  if (f.stalled) return fmt::format("the answer stopped coming for {}", Span(f.stall_timeout));
  switch (f.code) {
    case CURLE_OPERATION_TIMEDOUT:
      return fmt::format("no whole answer within {}", Span(f.timeout));
    case CURLE_PARTIAL_FILE:
      return "the answer was cut off";
    case CURLE_BAD_CONTENT_ENCODING:
      return "the answer could not be unpacked";
    case CURLE_WEIRD_SERVER_REPLY:
    case CURLE_UNSUPPORTED_PROTOCOL:
      return "what came is no HTTP answer";
    default:
      return "the connection broke before the answer had come";
  }
}

}  // namespace

NetError NetErrorOf(const CurlFailure& failure) {
  if (!failure.issued) {
    // A proxy that refuses to connect is a network's state, whatever else libcurl calls it.
    return IsDistrust(failure.code) && failure.connect_status / 100 <= 2 ? NetError::kUntrusted
                                                                         : NetError::kNotSent;
  }
  return failure.code == CURLE_OPERATION_TIMEDOUT || failure.stalled ? NetError::kTimeout
                                                                     : NetError::kBroken;
}

std::string Describe(const CurlFailure& failure) {
  std::string detail = PlainText(failure.detail, 200);
  // libcurl's words are about our not letting it repeat the request.
  if (failure.issued &&
      (failure.code == CURLE_ABORTED_BY_CALLBACK || failure.code == CURLE_SEND_FAIL_REWIND))
    detail = "the server had closed the reused connection";
  // What we stopped ourselves, libcurl has no better words for.
  const bool own =
      failure.too_large || failure.too_large_together || failure.head_too_large || failure.stalled;
  if (detail.empty()) detail = curl_easy_strerror(static_cast<CURLcode>(failure.code));
  return fmt::format("{} ({})", failure.issued ? WhyNoAnswer(failure) : WhyNotSent(failure),
                     own ? fmt::format("curl {}", failure.code)
                         : fmt::format("curl {}: {}", failure.code, detail));
}

}  // namespace leadsync::rest
