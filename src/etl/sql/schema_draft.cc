#include "etl/sql/schema_draft.h"

#include <algorithm>
#include <charconv>
#include <cstdint>

#include "base/text.h"
#include "etl/sql/attachment_value.h"

namespace penstock::etl::sql {
namespace {

bool is_whole_number(std::string_view digits) {
  std::int64_t unused = 0;
  const auto parsed = std::from_chars(digits.data(), digits.data() + digits.size(), unused);
  return parsed.ec == std::errc{} && parsed.ptr == digits.data() + digits.size();
}

/// "2020-01-02T03:04:05" with a fraction and a zone or without them: 0 stands for any digit.
bool is_moment(std::string_view text) {
  constexpr std::string_view kForm = "0000-00-00T00:00:00";
  if (text.size() < kForm.size()) return false;
  for (std::size_t i = 0; i < kForm.size(); ++i) {
    const bool is_digit = text[i] >= '0' && text[i] <= '9';
    if (kForm[i] == '0' ? !is_digit : text[i] != kForm[i]) return false;
  }
  return text.find_first_not_of("0123456789.:+-Z", kForm.size()) == std::string_view::npos;
}

ValueKind common_kind(ValueKind left, ValueKind right) {
  if (left == right) return left;
  const auto is_number = [](ValueKind kind) {
    return kind == ValueKind::kInteger || kind == ValueKind::kNumber;
  };
  return is_number(left) && is_number(right) ? ValueKind::kNumber : ValueKind::kText;
}

}  // namespace

std::optional<ValueKind> value_kind(const Member& member) {
  switch (member.kind) {
    case Member::Kind::kNull: return std::nullopt;
    case Member::Kind::kFalse:
    case Member::Kind::kTrue: return ValueKind::kBoolean;
    case Member::Kind::kNumber:
      return is_whole_number(member.json) ? ValueKind::kInteger : ValueKind::kNumber;
    case Member::Kind::kString:
      return is_moment(member.text) ? ValueKind::kMoment : ValueKind::kText;
    case Member::Kind::kNested: return ValueKind::kJson;
  }
  return std::nullopt;
}

void SchemaDraft::add(const LoadBatch& batch) {
  for (const auto& document : batch.documents) {
    for (const auto& object : document.objects) {
      const auto members = reader_.read(object.json);
      if (!members) continue;
      auto& columns = tables_[fold_case(object.target)];
      for (const auto& member : **members) {
        const bool is_attachment = attachment_of(member, object.named_attachments) != nullptr;
        add(columns, member.name, is_attachment ? ValueKind::kBytes : value_kind(member));
      }
    }
  }
}

void SchemaDraft::add(std::vector<DraftColumn>& columns, std::string_view name,
                      std::optional<ValueKind> kind) {
  const auto known = std::find_if(columns.begin(), columns.end(), [&](const DraftColumn& column) {
    return equal_ignoring_case(column.name, name);
  });
  if (known == columns.end()) {
    if (columns.size() < kColumnsMax) columns.push_back({std::string(name), kind});
  } else if (kind) {
    known->kind = known->kind ? common_kind(*known->kind, *kind) : *kind;
  }
}

const std::vector<DraftColumn>& SchemaDraft::columns_of(std::string_view target) const {
  static const std::vector<DraftColumn> kNone;
  const auto found = tables_.find(fold_case(target));
  return found == tables_.end() ? kNone : found->second;
}

}  // namespace penstock::etl::sql
