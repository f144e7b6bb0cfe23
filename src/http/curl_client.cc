#include "http/curl_client.h"

#include <array>
#include <optional>
#include <utility>

#include <curl/curl.h>
#include <fmt/format.h>
#include <openssl/ssl.h>

#include "security/openssl.h"

namespace penstock::http {
namespace {

constexpr long kConnectTimeoutMs = 10'000;

using HeaderList = std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)>;

/// What the callbacks of one call work on.
struct Call {
  CURL* curl;
  const ClientRequest& request;
  const std::stop_token& stop;
  const ClientTls& tls;
  std::shared_ptr<const security::Identity> identity;  ///< What is shown; null if nothing.
  ClientResponse response = {};
  bool too_large = false;
  std::string piece = {};                       ///< Of the request's body source.
  std::size_t sent = 0;                         ///< Of that piece.
  std::optional<Error> failure = std::nullopt;  ///< That curl does not know, or not so well.
};

bool has_succeeded(const Call& call) {
  long status = 0;
  curl_easy_getinfo(call.curl, CURLINFO_RESPONSE_CODE, &status);
  return status >= 200 && status < 300;
}

/// The next piece of the body that is not empty.
Result<std::string> next_piece(BodySource& source) {
  for (;;) {
    auto piece = TRY(source.next());
    if (!piece) return std::string();
    if (!piece->empty()) return *std::move(piece);
  }
}

std::size_t give_body(char* data, std::size_t, std::size_t size, void* user) noexcept {
  auto& call = *static_cast<Call*>(user);
  if (call.sent == call.piece.size()) {
    auto piece = next_piece(*call.request.body_source);
    if (!piece) {
      call.failure = std::move(piece).error();
      return CURL_READFUNC_ABORT;
    }
    call.piece = *std::move(piece);
    call.sent = 0;
  }
  const auto count = call.piece.copy(data, size, call.sent);
  call.sent += count;
  return count;
}

std::size_t take_body(char* data, std::size_t, std::size_t size, void* user) noexcept {
  auto& call = *static_cast<Call*>(user);
  if (call.request.take_body && has_succeeded(call)) {
    auto taken = call.request.take_body({data, size});
    if (taken) return size;
    call.failure = std::move(taken).error();
    return 0;
  }
  if (call.response.body.size() + size > kAnswerBytesMax) {
    call.too_large = true;
    return 0;
  }
  call.response.body.append(data, size);
  return size;
}

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kBlanks = " \t\r\n";
  const auto first = text.find_first_not_of(kBlanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
}

std::size_t take_header(char* data, std::size_t, std::size_t size, void* user) noexcept {
  auto& headers = static_cast<Call*>(user)->response.headers;
  const std::string_view line(data, size);
  if (line.starts_with("HTTP/")) {
    headers.clear();  // Those so far were of a "100 Continue".
  } else if (const auto colon = line.find(':'); colon != std::string_view::npos) {
    headers.emplace_back(trimmed(line.substr(0, colon)), trimmed(line.substr(colon + 1)));
  }
  return size;
}

int stop_if_requested(void* user, curl_off_t, curl_off_t, curl_off_t, curl_off_t) noexcept {
  return static_cast<const Call*>(user)->stop.stop_requested() ? 1 : 0;
}

HeaderList header_list(const ClientRequest& request) {
  HeaderList list(nullptr, &curl_slist_free_all);
  const auto append = [&](const std::string& line) {
    list.reset(curl_slist_append(list.release(), line.c_str()));
  };
  for (const auto& [name, value] : request.headers) append(fmt::format("{}: {}", name, value));
  if (request.body_source != nullptr) append("Transfer-Encoding: chunked");
  append("Expect:");  // curl would wait a second for a "100 Continue" that not all servers send.
  return list;
}

Error from_curl(CURLcode code, const Call& call, const char* detail) {
  if (call.failure) return *call.failure;
  const std::string message = *detail != '\0' ? detail : curl_easy_strerror(code);
  switch (code) {
    case CURLE_ABORTED_BY_CALLBACK: return {ErrorCode::kCancelled, "stopped"};
    case CURLE_OPERATION_TIMEDOUT: return {ErrorCode::kTimeout, message};
    case CURLE_URL_MALFORMAT:
    case CURLE_UNSUPPORTED_PROTOCOL: return invalid_argument(message);
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_PINNEDPUBKEYNOTMATCH:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CACERT_BADFILE: return {ErrorCode::kForbidden, message};
    default: break;
  }
  if (call.too_large) {
    return {ErrorCode::kTooLarge,
            fmt::format("the answer is over the limit of {} bytes", kAnswerBytesMax)};
  }
  return {ErrorCode::kUnavailable, message};
}

void set_request(CURL* curl, const ClientRequest& request) {
  curl_easy_setopt(curl, CURLOPT_URL, request.url.c_str());
  curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, static_cast<long>(request.timeout.count()));
  if (request.method == "HEAD") {
    curl_easy_setopt(curl, CURLOPT_NOBODY, 1L);
    return;
  }
  if (request.body_source != nullptr) {
    curl_easy_setopt(curl, CURLOPT_POST, 1L);
    curl_easy_setopt(curl, CURLOPT_READFUNCTION, &give_body);
  } else if (!request.body.empty() || request.method == "POST" || request.method == "PUT") {
    curl_easy_setopt(curl, CURLOPT_POSTFIELDS, request.body.data());
    curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE,
                     static_cast<curl_off_t>(request.body.size()));
  }
  curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, request.method.c_str());
}

int call_index() {
  static const int kIndex = SSL_CTX_get_ex_new_index(0, nullptr, nullptr, nullptr, nullptr);
  return kIndex;
}

/// curl tells what OpenSSL met first, which need not be why a certificate is not believed.
int note_verification(int is_believed, X509_STORE_CTX* verification) noexcept {
  if (is_believed != 0) return is_believed;
  auto* connection = static_cast<SSL*>(
      X509_STORE_CTX_get_ex_data(verification, SSL_get_ex_data_X509_STORE_CTX_idx()));
  auto* call = static_cast<Call*>(SSL_CTX_get_ex_data(SSL_get_SSL_CTX(connection), call_index()));
  call->failure =
      Error{ErrorCode::kForbidden,
            fmt::format("the certificate of the server cannot be trusted: {}",
                        X509_verify_cert_error_string(X509_STORE_CTX_get_error(verification)))};
  return is_believed;
}

CURLcode watch_verification(CURL* /*curl*/, void* context, void* call) noexcept {
  auto* tls = static_cast<SSL_CTX*>(context);
  SSL_CTX_set_ex_data(tls, call_index(), call);
  SSL_CTX_set_verify(tls, SSL_CTX_get_verify_mode(tls), note_verification);
  return CURLE_OK;
}

void set_policy(CURL* curl) {
  curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt(curl, CURLOPT_PROXY, "");
  curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, kConnectTimeoutMs);
  curl_easy_setopt(curl, CURLOPT_TCP_NODELAY, 1L);
}

/// `text` must outlive the call.
void set_blob(CURL* curl, CURLoption option, const std::string& text) {
  curl_blob blob{const_cast<char*>(text.data()), text.size(), CURL_BLOB_NOCOPY};
  curl_easy_setopt(curl, option, &blob);
}

/// Between the handshake and the request. That the certificate was shown does no harm by itself.
int refuse_own_key(void* user, char*, char*, int, int) noexcept {
  auto& call = *static_cast<Call*>(user);
  curl_tlssessioninfo* session = nullptr;
  curl_easy_getinfo(call.curl, CURLINFO_TLS_SSL_PTR, &session);
  if (session == nullptr || session->internals == nullptr) return CURL_PREREQFUNC_OK;  // No TLS.
  auto* peer = SSL_get0_peer_certificate(static_cast<SSL*>(session->internals));
  const auto& own = call.identity->certificate();
  if (security::public_key_pin_of(peer) != own.public_key_pin()) return CURL_PREREQFUNC_OK;
  call.failure = Error{ErrorCode::kForbidden, call.tls.own_key_refusal};
  return CURL_PREREQFUNC_ABORT;
}

void set_tls(CURL* curl, Call& call) {
  const auto& tls = call.tls;
  curl_easy_setopt(curl, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  if (call.identity != nullptr) {
    set_blob(curl, CURLOPT_SSLCERT_BLOB, call.identity->chain());
    set_blob(curl, CURLOPT_SSLKEY_BLOB, call.identity->key());
    if (!tls.own_key_refusal.empty()) {
      curl_easy_setopt(curl, CURLOPT_PREREQFUNCTION, &refuse_own_key);
      curl_easy_setopt(curl, CURLOPT_PREREQDATA, &call);
    }
  }
  if (!tls.authorities_file.empty()) {
    curl_easy_setopt(curl, CURLOPT_CAINFO, tls.authorities_file.c_str());
  }
  if (tls.public_key_pin.empty()) {
    curl_easy_setopt(curl, CURLOPT_SSL_CTX_FUNCTION, &watch_verification);
    curl_easy_setopt(curl, CURLOPT_SSL_CTX_DATA, &call);
    return;
  }
  const auto pin = "sha256//" + tls.public_key_pin;
  curl_easy_setopt(curl, CURLOPT_PINNEDPUBLICKEY, pin.c_str());
  curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 0L);  // The key says more than an authority.
  curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, 0L);
}

void set_callbacks(CURL* curl, Call& call) {
  curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, &take_body);
  curl_easy_setopt(curl, CURLOPT_WRITEDATA, &call);
  curl_easy_setopt(curl, CURLOPT_READDATA, &call);
  curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, &take_header);
  curl_easy_setopt(curl, CURLOPT_HEADERDATA, &call);
  curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
  curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, &stop_if_requested);
  curl_easy_setopt(curl, CURLOPT_XFERINFODATA, &call);
}

}  // namespace

struct CurlClient::EasyHandle {
  EasyHandle() : curl(curl_easy_init()) {}
  ~EasyHandle() { curl_easy_cleanup(curl); }
  EasyHandle(const EasyHandle&) = delete;
  EasyHandle& operator=(const EasyHandle&) = delete;

  CURL* curl;
};

CurlClient::CurlClient(ClientTls tls) : tls_(std::move(tls)) {
  static const CURLcode kInitialized = curl_global_init(CURL_GLOBAL_DEFAULT);
  CHECK(kInitialized == CURLE_OK);
  handle_ = std::make_unique<EasyHandle>();
  CHECK(handle_->curl != nullptr);
}

CurlClient::~CurlClient() = default;

Result<ClientResponse> CurlClient::send(const ClientRequest& request, const std::stop_token& stop) {
  CURL* curl = handle_->curl;
  curl_easy_reset(curl);  // Forgets the options and keeps the connections.
  Call call{.curl = curl,
            .request = request,
            .stop = stop,
            .tls = tls_,
            .identity = tls_.identity ? tls_.identity() : nullptr};
  std::array<char, CURL_ERROR_SIZE> detail{};
  set_policy(curl);
  set_tls(curl, call);
  set_callbacks(curl, call);
  set_request(curl, request);
  const auto headers = header_list(request);
  curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers.get());
  curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, detail.data());
  const CURLcode code = curl_easy_perform(curl);
  curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, nullptr);
  if (code != CURLE_OK) return from_curl(code, call, detail.data());
  long status = 0;
  curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
  call.response.status = static_cast<int>(status);
  return std::move(call.response);
}

}  // namespace penstock::http
