#include "query/document_source.h"

#include <algorithm>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "base/text.h"

namespace penstock::query {
namespace {

using documents::DatabaseSnapshot;
using documents::Document;

/// What of a page belongs to the collection of the query.
class CollectionFilter {
 public:
  explicit CollectionFilter(const Query& query)
      : takes_all_(query.is_all_documents()), folded_(fold_case(query.collection)) {}

  void apply(std::vector<Document>& page) const {
    if (takes_all_) return;
    std::erase_if(page, [this](const Document& document) {
      return fold_case(document.collection) != folded_;
    });
  }

 private:
  bool takes_all_;
  std::string folded_;
};

class CollectionSource final : public DocumentSource {
 public:
  CollectionSource(const DatabaseSnapshot& snapshot, std::string collection, std::stop_token stop)
      : DocumentSource(std::move(stop)), snapshot_(snapshot), collection_(std::move(collection)) {}

  Result<std::vector<Document>> next_page() override {
    TRY(go_on());
    auto page = TRY(snapshot_.by_collection(collection_, after_, {}));
    if (!page.empty()) after_ = page.back().etag;
    return page;
  }

 private:
  const DatabaseSnapshot& snapshot_;
  const std::string collection_;  ///< Empty for all.
  documents::Etag after_;
};

class PrefixSource final : public DocumentSource {
 public:
  PrefixSource(const DatabaseSnapshot& snapshot, CollectionFilter filter, std::string prefix,
               std::stop_token stop)
      : DocumentSource(std::move(stop)),
        snapshot_(snapshot),
        filter_(std::move(filter)),
        prefix_(std::move(prefix)) {}

  Result<std::vector<Document>> next_page() override {
    std::vector<Document> page;
    while (page.empty()) {
      TRY(go_on());
      page = TRY(snapshot_.by_prefix(prefix_, after_, {}));
      if (page.empty()) break;
      after_ = page.back().id;
      filter_.apply(page);
    }
    return page;
  }

 private:
  const DatabaseSnapshot& snapshot_;
  const CollectionFilter filter_;
  const std::string prefix_;
  std::string after_;
};

class IdsSource final : public DocumentSource {
 public:
  IdsSource(const DatabaseSnapshot& snapshot, CollectionFilter filter, std::vector<std::string> ids,
            std::stop_token stop)
      : DocumentSource(std::move(stop)),
        snapshot_(snapshot),
        filter_(std::move(filter)),
        ids_(std::move(ids)) {}

  Result<std::vector<Document>> next_page() override {
    std::vector<Document> page;
    while (page.empty() && at_ < ids_.size()) {
      TRY(go_on());
      const auto count = std::min(kPageSize, ids_.size() - at_);
      const auto begin = ids_.begin() + static_cast<std::ptrdiff_t>(at_);
      const std::vector<std::string> ids(begin, begin + static_cast<std::ptrdiff_t>(count));
      for (auto& document : TRY(snapshot_.get_many(ids))) {
        if (document) page.push_back(*std::move(document));
      }
      at_ += count;
      filter_.apply(page);
    }
    return page;
  }

 private:
  static constexpr std::size_t kPageSize = 64;

  const DatabaseSnapshot& snapshot_;
  const CollectionFilter filter_;
  const std::vector<std::string> ids_;
  std::size_t at_ = 0;
};

/// The ids of which a document must have one, without doubles; nothing if any id may match.
std::optional<std::vector<std::string>> required_ids(const Condition& condition) {
  std::set<std::string> folded;
  std::vector<std::string> ids;
  const auto add = [&](const Literal& literal) {
    const auto* text = literal.text();
    if (text != nullptr && folded.insert(fold_case(*text)).second) ids.push_back(*text);
  };
  if (const auto* comparison = std::get_if<Comparison>(&condition.node)) {
    const bool is_required =
        comparison->field.is_id() && comparison->sign == Comparison::Sign::kEqual;
    if (!is_required) return std::nullopt;
    add(comparison->value);
    return ids;
  }
  const auto* in = std::get_if<In>(&condition.node);
  if (in == nullptr || !in->field.is_id() || in->all) return std::nullopt;
  for (const auto& value : in->values) add(value);
  return ids;
}

std::optional<std::string> required_prefix(const Condition& condition) {
  const auto* affix = std::get_if<Affix>(&condition.node);
  if (affix == nullptr || !affix->field.is_id() || affix->end != Affix::End::kStart) {
    return std::nullopt;
  }
  return affix->text;
}

/// The conditions that must all hold.
std::vector<const Condition*> required_conditions(const Query& query) {
  std::vector<const Condition*> required;
  if (!query.where) return required;
  required.push_back(&*query.where);
  for (std::size_t i = 0; i < required.size(); ++i) {
    const auto* both = std::get_if<And>(&required[i]->node);
    if (both == nullptr) continue;
    for (const auto& operand : both->operands) required.push_back(&operand);
  }
  return required;
}

}  // namespace

std::unique_ptr<DocumentSource> DocumentSource::open(const DatabaseSnapshot& snapshot,
                                                     const Query& query, std::stop_token stop) {
  CollectionFilter filter(query);
  for (const auto* condition : required_conditions(query)) {
    if (auto ids = required_ids(*condition)) {
      return std::make_unique<IdsSource>(snapshot, std::move(filter), *std::move(ids),
                                         std::move(stop));
    }
  }
  for (const auto* condition : required_conditions(query)) {
    if (auto prefix = required_prefix(*condition)) {
      return std::make_unique<PrefixSource>(snapshot, std::move(filter), *std::move(prefix),
                                            std::move(stop));
    }
  }
  return std::make_unique<CollectionSource>(
      snapshot, query.is_all_documents() ? std::string() : query.collection, std::move(stop));
}

Result<void> DocumentSource::go_on() const {
  if (!stop_.stop_requested()) return {};
  return Error{ErrorCode::kCancelled, "stopped before the end"};
}

}  // namespace penstock::query
