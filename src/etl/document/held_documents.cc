#include "etl/document/held_documents.h"

#include <algorithm>

#include <boost/json/object.hpp>
#include <fmt/format.h>

#include "base/json.h"
#include "base/json_member.h"
#include "base/text.h"
#include "documents/document.h"

namespace penstock::etl::document {
namespace {

constexpr std::size_t kNumberDigits = 19;  // Of an id that a destination completed.

bool contains(const std::vector<std::string>& names, std::string_view name) {
  return std::ranges::any_of(names,
                             [&](const auto& other) { return equal_ignoring_case(other, name); });
}

/// "0000000000000000001-A".
bool is_made_number(std::string_view text) {
  return text.size() > kNumberDigits + 1 && text[kNumberDigits] == '-' &&
         std::ranges::all_of(text.substr(0, kNumberDigits),
                             [](char c) { return c >= '0' && c <= '9'; });
}

/// "users/1" of "users/1/people/0000000000000000001-A"; nothing if the id has another form.
std::optional<std::string_view> before_prefix(std::string_view id, std::string_view target,
                                              const CommandRules& rules) {
  const auto slash = id.rfind('/');
  if (slash == std::string_view::npos || !is_made_number(id.substr(slash + 1))) return std::nullopt;
  const auto head = id.substr(0, slash);
  const auto prefix = fmt::format("/{}{}", id_prefix(target), rules.id_postfix);
  if (head.size() <= prefix.size()) return std::nullopt;
  const auto source = head.substr(0, head.size() - prefix.size());
  if (!equal_ignoring_case(head.substr(source.size()), prefix)) return std::nullopt;
  return source;
}

}  // namespace

std::optional<HeldDocument> source_of(std::string_view id, std::string_view collection,
                                      const CommandRules& rules,
                                      const std::vector<std::string>& collections) {
  if (equal_ignoring_case(collection, documents::kHiloCollection)) return std::nullopt;
  const bool has_script = !rules.targets.empty();
  if (has_script && !contains(rules.targets, collection)) return std::nullopt;
  const bool is_tracked = collections.empty() || contains(collections, collection);
  // Where the script runs on this collection alone, all that it loads there has the source's id.
  const bool may_be_part = has_script && !(is_tracked && collections.size() == 1);
  if (may_be_part) {
    if (const auto source = before_prefix(id, collection, rules)) {
      return HeldDocument{
          .id = std::string(*source), .collection = {}, .target = std::string(collection)};
    }
  }
  if (!is_tracked || !id.ends_with(rules.id_postfix)) return std::nullopt;
  return HeldDocument{.id = std::string(id.substr(0, id.size() - rules.id_postfix.size())),
                      .collection = std::string(collection),
                      .target = std::string(collection)};
}

Result<HeldPage> parse_held(std::string_view answer, const CommandRules& rules,
                            const std::vector<std::string>& collections) {
  const auto parsed = TRY(parse_json(answer));
  const auto* object = parsed.if_object();
  const auto* results = object != nullptr ? object->if_contains("Results") : nullptr;
  if (results == nullptr || !results->is_array()) {
    return Error{ErrorCode::kUnavailable, "the destination did not answer with its documents"};
  }
  HeldPage page;
  for (const auto& result : results->get_array()) {
    const auto* document = result.if_object();
    const auto* metadata = document != nullptr ? document->if_contains("@metadata") : nullptr;
    if (metadata == nullptr || !metadata->is_object()) continue;
    const auto id = string_member(metadata->get_object(), "@id");
    auto collection = string_member(metadata->get_object(), "@collection");
    if (collection.empty()) collection = documents::kEmptyCollection;
    page.next = id;
    if (auto source = source_of(id, collection, rules, collections)) {
      page.documents.push_back(*std::move(source));
    }
  }
  if (results->get_array().size() < kHeldPageSize) page.next.clear();
  return page;
}

}  // namespace penstock::etl::document
