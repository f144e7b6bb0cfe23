#include "documents/hilo.h"

#include <algorithm>

#include <boost/json/value.hpp>
#include <fmt/format.h>

#include "base/json.h"

namespace penstock::documents {
namespace {

constexpr std::int64_t kRangeMin = 32;
constexpr std::int64_t kRangeMax = std::int64_t{1} << 20;
/// Beyond this JavaScript clients cannot tell one number from the next.
constexpr std::int64_t kNumberMax = std::int64_t{1} << 53;

constexpr std::chrono::seconds kFast{30};
constexpr std::chrono::seconds kSlow{60};

std::string document_id(std::string_view tag) { return fmt::format("Raven/Hilo/{}", tag); }

std::int64_t range_size(const HiloRequest& request, WallTime now) {
  const std::int64_t last = std::clamp<std::int64_t>(request.last_batch_size, 0, kRangeMax);
  if (!request.last_range_at) return std::max(kRangeMin, last);
  const auto age = now - *request.last_range_at;
  if (age < kFast) return std::min(std::max(kRangeMin, 2 * last), kRangeMax);
  if (age > kSlow) return std::max(kRangeMin, last / 2);
  return std::max(kRangeMin, last);
}

/// The greatest number given out; 0 if none was. Nobody but us writes this document, but anybody
/// may.
Result<std::int64_t> stored_max(WriteContext& context, std::string_view tag) {
  const auto document = TRY(context.get(document_id(tag)));
  if (!document) return std::int64_t{0};
  const auto max = hilo_max(document->body);
  if (!max) return invalid_argument(fmt::format("document {} has no valid Max", document->id));
  return *max;
}

Result<void> store_max(WriteContext& context, std::string_view tag, std::int64_t max) {
  const DocumentContent content{.body = fmt::format(R"({{"Max":{}}})", max),
                                .metadata = "{}",
                                .collection = std::string(kHiloCollection)};
  TRY(context.put(document_id(tag), content, {}));
  return {};
}

}  // namespace

std::optional<std::int64_t> hilo_max(std::string_view body) {
  const auto parsed = parse_json(body);
  const auto* object = parsed ? parsed->if_object() : nullptr;
  const auto* max = object != nullptr ? object->if_contains("Max") : nullptr;
  if (max == nullptr || !max->is_int64() || max->get_int64() < 0) return std::nullopt;
  return max->get_int64();
}

Result<HiloRange> take_hilo_range(WriteContext& context, const HiloRequest& request, WallTime now) {
  if (request.tag.empty()) return invalid_argument("the tag of a HiLo range is empty");
  const std::int64_t max = std::max(TRY(stored_max(context, request.tag)), request.last_max);
  const std::int64_t size = range_size(request, now);
  if (max > kNumberMax - size) {
    return invalid_argument(fmt::format("no numbers are left for '{}'", request.tag));
  }
  TRY(store_max(context, request.tag, max + size));
  return HiloRange{.prefix = request.tag + request.separator,
                   .low = max + 1,
                   .high = max + size,
                   .last_size = size,
                   .last_range_at = now};
}

Result<void> return_hilo_range(WriteContext& context, std::string_view tag, std::int64_t end,
                               std::int64_t last) {
  const std::int64_t max = TRY(stored_max(context, tag));
  if (max != end || last < 0 || last > max) return {};
  return store_max(context, tag, last);
}

}  // namespace penstock::documents
