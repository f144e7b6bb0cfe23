#include "etl/error_causes.h"

#include <algorithm>
#include <limits>
#include <string_view>
#include <utility>

#include "base/text.h"

namespace penstock::etl {
namespace {

constexpr std::string_view kAnything = "…";
constexpr std::size_t kAll = std::numeric_limits<std::size_t>::max();

bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool is_word(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

/// Behind the text that `close` ends, if it is ended on this line; else 0.
std::size_t end_of_value(std::string_view message, std::size_t begin, char close) {
  const auto end = message.find_first_of(std::string{close, '\n'}, begin);
  return end == std::string_view::npos || message[end] != close ? 0 : end;
}

/// Writes a message with less in it.
class CauseWriter {
 public:
  CauseWriter(std::string_view message, std::string_view document_id)
      : message_(message), document_id_(document_id) {}

  std::string write() {
    while (at_ < message_.size()) {
      if (!skip_id() && !skip_value('\'', '\'') && !skip_bracket() && !skip_number()) {
        cause_ += message_[at_++];
      }
    }
    return std::move(cause_);
  }

 private:
  bool skip_id() {
    const auto text = message_.substr(at_, document_id_.size());
    if (document_id_.empty() || !equal_ignoring_case(text, document_id_)) return false;
    cause_ += '#';
    at_ += document_id_.size();
    return true;
  }

  bool skip_value(char open, char close) {
    // An apostrophe within a word, as in "doesn't", quotes nothing.
    if (message_[at_] != open || (at_ > 0 && is_word(message_[at_ - 1]))) return false;
    const auto end = end_of_value(message_, at_ + 1, close);
    if (end == 0) return false;
    cause_ += open;
    cause_ += kAnything;
    cause_ += close;
    at_ = end + 1;
    return true;
  }

  /// "=(17, 4)", as PostgreSQL shows a key.
  bool skip_bracket() { return at_ > 0 && message_[at_ - 1] == '=' && skip_value('(', ')'); }

  bool skip_number() {
    const bool begins_word = at_ == 0 || !is_word(message_[at_ - 1]);
    if (!begins_word || !is_digit(message_[at_])) return false;
    while (at_ < message_.size() && (is_word(message_[at_]) || message_[at_] == '.')) ++at_;
    cause_ += '#';
    return true;
  }

  const std::string_view message_;
  const std::string_view document_id_;
  std::size_t at_ = 0;
  std::string cause_;
};

}  // namespace

std::string cause_of(const DocumentError& error) {
  return CauseWriter(error.message, error.document_id).write();
}

void ErrorCauses::add(RecordedError recorded) {
  auto name = cause_of(recorded.error);
  if (causes_.size() >= kCausesMax && !causes_.contains(name)) name = kOther;
  auto& cause = causes_[name];
  if (cause.documents == 0) {
    cause.cause = std::move(name);
    cause.first = recorded.when;
  }
  ++cause.documents;
  cause.first = std::min(cause.first, recorded.when);
  if (recorded.when < cause.last) return;
  cause.last = recorded.when;
  cause.sample = std::move(recorded);
}

std::vector<ErrorCause> ErrorCauses::list(std::size_t count_max) const {
  std::vector<ErrorCause> causes;
  for (const auto& entry : causes_) causes.push_back(entry.second);
  std::ranges::stable_sort(causes, std::ranges::greater(), &ErrorCause::documents);
  if (causes.size() > count_max) causes.resize(count_max);
  return causes;
}

Result<ErrorPage> list_errors(const ErrorStore& errors, const ProcessKey& process,
                              const std::string& cause, std::size_t skip, std::size_t count_max) {
  ErrorPage page;
  if (cause.empty()) {
    page.errors = TRY(errors.list(process, skip, count_max));
    page.total = TRY(errors.count(process));
    return page;
  }
  const auto size_max = std::min(count_max, kErrorsListedMax);
  TRY(errors.visit(process, kAll, [&](const RecordedError& recorded) -> Result<void> {
    if (cause_of(recorded.error) != cause) return {};
    if (page.total++ < skip || page.errors.size() >= size_max) return {};
    // What is shown says also whether a retry was asked for.
    if (auto found = TRY(errors.find(process, recorded.error.document_id))) {
      page.errors.push_back(*std::move(found));
    }
    return {};
  }));
  return page;
}

Result<void> visit_cause(const ErrorStore& errors, const ProcessKey& process,
                         const std::string& cause,
                         const std::function<Result<void>(const std::vector<std::string>&)>& take) {
  std::vector<std::string> ids;
  TRY(errors.visit(process, kAll, [&](const RecordedError& recorded) -> Result<void> {
    if (cause_of(recorded.error) != cause) return {};
    ids.push_back(recorded.error.document_id);
    if (ids.size() < kErrorsListedMax) return {};
    return take(std::exchange(ids, {}));
  }));
  if (ids.empty()) return {};
  return take(ids);
}

}  // namespace penstock::etl
