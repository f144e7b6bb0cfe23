#include "etl/sql/dialect/merge_text.h"

#include <utility>

#include <fmt/format.h>

#include "etl/sql/dialect/quoting.h"

namespace penstock::etl::sql {
namespace {

/// Writes the statements of one table; lives for that.
class MergeWriter {
 public:
  MergeWriter(const Dialect& dialect, const MergeWords& words, const Table& table,
              const std::vector<std::size_t>& columns, const std::string& shadow)
      : dialect_(dialect), words_(words), table_(table), columns_(columns), shadow_(shadow) {}

  /// What follows the deletion of ids.
  std::string unless_in_shadow() const {
    return fmt::format(" AND NOT EXISTS (SELECT 1 FROM {} s WHERE {})", shadow_,
                       same_row(table_.quoted_name));
  }

  /// Empty if there is nothing but the key.
  std::string update() const {
    std::string assignments;
    std::string differences;
    for (const auto column : columns_) {
      if (is_key(column)) continue;
      const auto name = dialect_.quote(table_.columns[column].name);
      assignments += fmt::format("{}{}{} = s.{}", assignments.empty() ? "" : ", ",
                                 words_.form == UpdateForm::kJoin ? "t." : "", name, name);
      differences +=
          fmt::format("{}{}", differences.empty() ? "" : " OR ",
                      words_.differ(table_.columns[column].type, "t." + name, "s." + name));
    }
    return assignments.empty() ? std::string() : update(assignments, differences);
  }

  std::string insert() const {
    const auto list = column_list(dialect_, table_, columns_);
    return fmt::format(
        "INSERT INTO {0} ({1}) SELECT {1} FROM {2} s WHERE NOT EXISTS (SELECT 1 FROM {0} t WHERE "
        "{3})",
        table_.quoted_name, list, shadow_, same_row("t"));
  }

 private:
  std::string update(const std::string& assignments, const std::string& differences) const {
    const auto& table = table_.quoted_name;
    const auto same = same_row("t");
    switch (words_.form) {
      case UpdateForm::kJoin:
        return fmt::format("UPDATE {} AS t JOIN {} s ON {} SET {} WHERE {}", table, shadow_, same,
                           assignments, differences);
      case UpdateForm::kFromJoin:
        return fmt::format("UPDATE t SET {} FROM {} t JOIN {} s ON {} WHERE {}", assignments, table,
                           shadow_, same, differences);
      case UpdateForm::kMerge:
        return fmt::format(
            "MERGE INTO {} t USING {} s ON ({}) WHEN MATCHED THEN UPDATE SET {} WHERE {}", table,
            shadow_, same, assignments, differences);
      case UpdateForm::kFrom: break;
    }
    return fmt::format("UPDATE {} AS t SET {} FROM {} s WHERE {} AND ({})", table, assignments,
                       shadow_, same, differences);
  }

  bool is_key(std::size_t column) const {
    return column == table_.id_column || column == table_.number_column;
  }

  /// That a row of the table and one of the shadow have the same key.
  std::string same_row(const std::string& table) const {
    const auto id = dialect_.quote(table_.id().name);
    auto condition = words_.same_id(table + "." + id, "s." + id);
    if (table_.number_column) {
      const auto number = dialect_.quote(table_.columns[*table_.number_column].name);
      condition += fmt::format(" AND {}.{} = s.{}", table, number, number);
    }
    return condition;
  }

  const Dialect& dialect_;
  const MergeWords& words_;
  const Table& table_;
  const std::vector<std::size_t>& columns_;
  const std::string& shadow_;
};

}  // namespace

MergeStatements merge_statements(const Dialect& dialect, const MergeWords& words,
                                 const Table& table, const std::vector<std::size_t>& columns,
                                 ShadowTable shadow) {
  const MergeWriter writer(dialect, words, table, columns, shadow.quoted_name);
  MergeStatements statements;
  if (table.number_column) {
    statements.remove = dialect.erase_statement(table) + writer.unless_in_shadow();
  }
  statements.update = writer.update();
  statements.insert = writer.insert();
  statements.shadow = std::move(shadow);
  return statements;
}

}  // namespace penstock::etl::sql
