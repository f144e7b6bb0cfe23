#include "etl/sql/row_set.h"

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "base/text.h"
#include "etl/sql/loaded_object.h"
#include "etl/sql/refusal.h"
#include "etl/sql/schema_statements.h"
#include "etl/sql/typed_value.h"
#include "etl/sql/value.h"

namespace penstock::etl::sql {
namespace {

constexpr std::size_t kAbsent = static_cast<std::size_t>(-1);
/// Distinct sequences of member names that are remembered for a table.
constexpr std::size_t kShapesMax = 256;

/// A sequence of member names, and where it goes. Objects of one script have few of them.
struct Shape {
  std::vector<std::string> names;
  std::size_t row_set = 0;
  std::vector<std::size_t> member_of_column;  // For the columns of the row set after the id.
};

/// What the encoder knows about a table.
struct TableState {
  const Table* table = nullptr;
  std::vector<Shape> shapes;
  std::size_t last_shape = 0;  // Most objects look like the one before.
  std::vector<RowSet> row_sets;
  std::optional<std::uint32_t> keys_of;  // The document whose keys are in the next one.
  std::set<std::string> keys;
};

bool has_names(const Shape& shape, const std::vector<Member>& members) {
  return std::equal(
      shape.names.begin(), shape.names.end(), members.begin(), members.end(),
      [](const std::string& name, const Member& member) { return name == member.name; });
}

/// The column of that name: letter by letter, else the only one that differs but in case; kAbsent
/// if there is none.
Result<std::size_t> find_column(const Table& table, std::string_view name) {
  std::size_t found = kAbsent;
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    if (table.columns[i].name == name) return i;
    if (!equal_ignoring_case(table.columns[i].name, name)) continue;
    if (found != kAbsent)
      return column_error(table, name, "its case leaves open which one is meant");
    found = i;
  }
  return found;
}

/// Encodes one batch; lives for that.
class Encoder {
 public:
  Encoder(const LoadBatch& batch, std::shared_ptr<const Catalogue> catalogue,
          const RowFormat& format)
      : batch_(batch), catalogue_(std::move(catalogue)), format_(format) {
    for (const auto& table : catalogue_->tables) tables_.push_back({&table, {}, 0, {}, {}, {}});
  }

  EncodedBatch encode() {
    EncodedBatch encoded;
    encoded.catalogue = catalogue_;
    encoded.format = &format_;
    encoded.snapshot = batch_.snapshot;
    for (std::size_t i = 0; i < batch_.documents.size(); ++i) {
      const auto document = static_cast<std::uint32_t>(i);
      if (auto rejected = encode_document(document))
        encoded.rejected.push_back(std::move(*rejected));
    }
    for (auto& state : tables_) {
      std::move(state.row_sets.begin(), state.row_sets.end(), std::back_inserter(encoded.row_sets));
    }
    return encoded;
  }

 private:
  std::optional<RejectedDocument> encode_document(std::uint32_t document) {
    for (const auto& object : batch_.documents[document].objects) {
      auto* state = table_of(object.target);
      if (state == nullptr) {
        return RejectedDocument{document, ErrorStep::kTransformation,
                                fmt::format("the task has no table {}", object.target)};
      }
      if (auto result = encode_row(*state, document, object); !result) {
        return RejectedDocument{document, ErrorStep::kLoad, std::move(result).error().message};
      }
    }
    return std::nullopt;
  }

  /// Scripts have few targets: a list of those met is quicker than folding case each time.
  TableState* table_of(std::string_view target) {
    for (const auto& [name, state] : targets_) {
      if (name == target) return state;
    }
    const auto* table = catalogue_->find(target);
    if (table == nullptr) return nullptr;
    auto* state = &tables_[static_cast<std::size_t>(table - catalogue_->tables.data())];
    targets_.emplace_back(target, state);
    return state;
  }

  Result<void> encode_row(TableState& state, std::uint32_t document, const LoadObject& object) {
    const auto* members = TRY(reader_.read(object.json));
    const auto* shape = TRY(shape_of(state, *members));
    if (state.table->upsert) TRY(check_key(state, *shape, document, *members));
    auto& row_set = state.row_sets[shape->row_set];
    const auto begin = row_set.bytes.size();
    const auto blobs = row_set.blobs.size();
    attachments_ = &object.named_attachments;
    attachment_bytes_ = 0;
    if (auto result = append_values(row_set, *shape, document, *members); !result) {
      row_set.bytes.resize(begin);
      row_set.blobs.resize(blobs);
      return result;
    }
    format_.end_row(row_set.bytes);
    row_set.rows.push_back(
        {begin, static_cast<std::uint32_t>(row_set.bytes.size() - begin), document});
    return {};
  }

  /// Two rows with one key would be one row.
  Result<void> check_key(TableState& state, const Shape& shape, std::uint32_t document,
                         const std::vector<Member>& members) {
    const auto& table = *state.table;
    std::string key;
    if (table.number_column) {
      const auto& columns = state.row_sets[shape.row_set].columns;
      const auto place = std::find(columns.begin() + 1, columns.end(), *table.number_column);
      const auto& column = table.columns[*table.number_column].name;
      if (place == columns.end()) {
        return column_error(table, column, "it numbers the rows, and the object does not have it");
      }
      const auto& member =
          members[shape.member_of_column[static_cast<std::size_t>(place - columns.begin()) - 1]];
      if (member.kind == Member::Kind::kNull) {
        return column_error(table, column, "it numbers the rows, and is null");
      }
      key = member.kind == Member::Kind::kString ? member.text : member.json;
    }
    if (state.keys_of != document) state.keys.clear();
    state.keys_of = document;
    if (state.keys.insert(std::move(key)).second) return {};
    return invalid_argument(
        table.number_column
            ? fmt::format("table {}: two rows have one number", table.configured_name)
            : fmt::format("table {} takes one row of a document, or needs a 'RowNumberColumn'",
                          table.configured_name));
  }

  Result<void> append_values(RowSet& row_set, const Shape& shape, std::uint32_t document,
                             const std::vector<Member>& members) {
    const auto& table = *row_set.table;
    if (const auto objection =
            append_text_value(batch_.documents[document].id, table.id(), format_, row_set.bytes)) {
      return value_error(table, table.id().name, value_excerpt(batch_.documents[document].id),
                         *objection);
    }
    for (std::size_t i = 0; i < shape.member_of_column.size(); ++i) {
      const auto& column = table.columns[row_set.columns[i + 1]];
      const auto& member = members[shape.member_of_column[i]];
      if (const auto objection = append_member(member, column, row_set)) {
        return value_error(table, column.name, value_excerpt(member), *objection);
      }
    }
    return {};
  }

  Objection append_member(const Member& member, const Column& column, RowSet& row_set) {
    if (member.kind == Member::Kind::kNested && member.json.starts_with('{')) {
      const auto members = nested_reader_.read(member.json);
      const auto typed = members ? TypedValue::of(**members) : std::nullopt;
      if (typed) {
        if (auto objection = typed->objection()) return objection;
        return append_plain(typed->value, column, row_set);
      }
    }
    return append_plain(member, column, row_set);
  }

  Objection append_plain(const Member& member, const Column& column, RowSet& row_set) {
    const auto* attachment = attachment_of(member, *attachments_);
    if (attachment == nullptr) return append_value(member, column, format_, row_set.bytes);
    const auto kind = column.type.kind;
    if (kind != ColumnKind::kBinary && kind != ColumnKind::kAny) {
      return "an attachment fits a column of bytes only";
    }
    attachment_bytes_ += attachment->size;
    if (attachment_bytes_ > kRowAttachmentBytesMax) {
      return fmt::format("the attachments of a row may have {} bytes at most, and '{}' is too much",
                         kRowAttachmentBytesMax, attachment->name);
    }
    const auto size = static_cast<std::uint32_t>(attachment->size);
    row_set.blobs.push_back({format_.append_blob(row_set.bytes, size), attachment->hash});
    return {};
  }

  Result<const Shape*> shape_of(TableState& state, const std::vector<Member>& members) {
    if (state.last_shape < state.shapes.size() &&
        has_names(state.shapes[state.last_shape], members)) {
      return &state.shapes[state.last_shape];
    }
    const auto known =
        std::find_if(state.shapes.begin(), state.shapes.end(),
                     [&members](const Shape& shape) { return has_names(shape, members); });
    state.last_shape = static_cast<std::size_t>(known - state.shapes.begin());
    if (known != state.shapes.end()) return &*known;
    if (state.shapes.size() >= kShapesMax) state.shapes.clear();
    state.last_shape = state.shapes.size();
    state.shapes.push_back(TRY(make_shape(state, members)));
    return &state.shapes.back();
  }

  Error no_such_column(const Table& table, const Member& member) const {
    auto error = column_error(table, member.name, "there is no such column");
    if (const auto* dialect = catalogue_->dialect; dialect != nullptr) {
      error.message += ": " + add_column_statement(*dialect, table.quoted_name,
                                                   {std::string(member.name), value_kind(member)});
    }
    return error;
  }

  Result<Shape> make_shape(TableState& state, const std::vector<Member>& members) {
    const auto& table = *state.table;
    std::vector<std::size_t> member_of(table.columns.size(), kAbsent);
    Shape shape;
    for (std::size_t i = 0; i < members.size(); ++i) {
      shape.names.emplace_back(members[i].name);
      const auto column = TRY(find_column(table, members[i].name));
      if (column == kAbsent) return no_such_column(table, members[i]);
      // The column of the document id always gets the document's id.
      if (column == table.id_column) continue;
      if (table.columns[column].generated) {
        return column_error(table, members[i].name, "the destination computes it");
      }
      if (member_of[column] != kAbsent) {
        return column_error(table, members[i].name, "the object gives it twice");
      }
      member_of[column] = i;
    }
    shape.row_set = row_set_of(state, member_of);
    for (const auto member : member_of) {
      if (member != kAbsent) shape.member_of_column.push_back(member);
    }
    return shape;
  }

  std::size_t row_set_of(TableState& state, const std::vector<std::size_t>& member_of) {
    std::vector<std::size_t> columns{state.table->id_column};
    for (std::size_t column = 0; column < member_of.size(); ++column) {
      if (member_of[column] != kAbsent) columns.push_back(column);
    }
    const auto found = std::find_if(state.row_sets.begin(), state.row_sets.end(),
                                    [&](const RowSet& set) { return set.columns == columns; });
    const auto index = static_cast<std::size_t>(found - state.row_sets.begin());
    if (found == state.row_sets.end()) state.row_sets.push_back({state.table, columns, {}, {}, {}});
    return index;
  }

  const LoadBatch& batch_;
  const std::shared_ptr<const Catalogue> catalogue_;
  const RowFormat& format_;
  ObjectReader reader_;
  ObjectReader nested_reader_;  // Of members that may say their type.
  const std::vector<AttachmentToLoad>* attachments_ = nullptr;  // That the object in hand may name.
  std::uint64_t attachment_bytes_ = 0;                          // In the row in hand.
  std::vector<TableState> tables_;
  std::vector<std::pair<std::string_view, TableState*>> targets_;
};

}  // namespace

EncodedBatch encode_rows(const LoadBatch& batch, std::shared_ptr<const Catalogue> catalogue,
                         const RowFormat& format) {
  return Encoder(batch, std::move(catalogue), format).encode();
}

}  // namespace penstock::etl::sql
