#include "etl/sql/driver/mariadb_bindings.h"

#include <charconv>

#include <mysql.h>

namespace penstock::etl::sql {

using Kind = MariadbValue::Kind;

MariadbBindings::MariadbBindings(const EncodedRows& rows) : rows_(rows) { choose_types(); }

MariadbBindings::~MariadbBindings() = default;

std::string_view MariadbBindings::row(std::size_t index) const {
  const auto& row = rows_.rows[index];
  return rows_.bytes.substr(row.begin, row.length);
}

void MariadbBindings::choose_types() {
  for (std::size_t index = 0; index < rows_.rows.size(); ++index) {
    std::size_t parameter = 0;
    for (auto rest = row(index); !rest.empty(); ++parameter) {
      if (parameter == slots_.size()) slots_.emplace_back();
      const auto kind = take_mariadb_value(rest).kind;
      if (kind != Kind::kInteger && kind != Kind::kNull) slots_[parameter].is_integer = false;
      if (kind == Kind::kBytes) slots_[parameter].is_binary = true;
    }
  }
}

int MariadbBindings::type_of(const Slot& slot) {
  if (slot.is_integer) return MYSQL_TYPE_LONGLONG;
  return slot.is_binary ? MYSQL_TYPE_BLOB : MYSQL_TYPE_STRING;
}

bool MariadbBindings::attach(MYSQL_STMT* statement) {
  std::vector<MYSQL_BIND> bindings(slots_.size());
  for (std::size_t i = 0; i < slots_.size(); ++i) {
    auto& slot = slots_[i];
    bindings[i].buffer_type = static_cast<enum_field_types>(type_of(slot));
    bindings[i].buffer = &slot.integer;  // Of texts next_row() says where they are.
    bindings[i].u.indicator = &slot.indicator;
  }
  const auto count = static_cast<unsigned int>(rows_.rows.size());
  return mysql_stmt_attr_set(statement, STMT_ATTR_ARRAY_SIZE, &count) == 0 &&
         mysql_stmt_attr_set(statement, STMT_ATTR_CB_USER_DATA, this) == 0 &&
         mysql_stmt_attr_set(statement, STMT_ATTR_CB_PARAM,
                             reinterpret_cast<const void*>(&MariadbBindings::next_row)) == 0 &&
         mysql_stmt_bind_param(statement, bindings.data()) == 0;
}

char MariadbBindings::next_row(void* self, MYSQL_BIND* bindings, unsigned int index) noexcept {
  static_cast<MariadbBindings*>(self)->bind_row(bindings, index);
  return 0;
}

void MariadbBindings::bind_row(MYSQL_BIND* bindings, std::size_t index) {
  auto rest = row(index);
  for (std::size_t i = 0; i < slots_.size(); ++i) {
    const auto value = take_mariadb_value(rest);
    auto& slot = slots_[i];
    slot.indicator = value.kind == Kind::kNull ? STMT_INDICATOR_NULL : STMT_INDICATOR_NONE;
    if (slot.is_integer) {
      std::from_chars(value.text.data(), value.text.data() + value.text.size(), slot.integer);
    } else {
      bindings[i].buffer = const_cast<char*>(value.text.data());  // NOLINT: the library only reads.
      bindings[i].buffer_length = value.text.size();
    }
  }
}

}  // namespace penstock::etl::sql
