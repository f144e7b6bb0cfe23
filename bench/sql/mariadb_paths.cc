#include "sql/mariadb_paths.h"

#include <algorithm>
#include <cstring>
#include <string_view>

#include <fmt/format.h>
#include <mysql.h>

#include "sql/rate.h"
#include "support/fail.h"

namespace penstock::bench {
namespace {

constexpr std::size_t kStatementBytes = std::size_t{1} << 20;
constexpr const char* kInsertOrders =
    "insert into `Orders` (`Id`, `Company`, `OrderedAt`, `ShipToCountry`, `Total`) values ";
constexpr const char* kInsertLines =
    "insert into `OrderLines` (`OrderId`, `Quantity`, `Product`, `Price`) values ";

/// Statements of one table, each with as many rows as go into it.
class Statements {
 public:
  explicit Statements(const char* head) : head_(head) {}

  void add(const std::string& row) {
    const bool begins = texts_.empty() || texts_.back().size() + row.size() > kStatementBytes;
    if (begins) texts_.emplace_back(head_);
    if (!begins) texts_.back() += ',';
    texts_.back() += row;
  }
  const std::vector<std::string>& texts() const { return texts_; }

 private:
  const char* head_;
  std::vector<std::string> texts_;
};

std::vector<std::string> statements(const std::vector<OrderRows>& orders) {
  Statements order_rows(kInsertOrders);
  Statements line_rows(kInsertLines);
  for (const auto& order : orders) {
    order_rows.add(fmt::format("('{}','{}','{}','{}',{})", order.id, order.company,
                               order.ordered_at, order.country, order.total));
    for (const auto& line : order.lines) {
      line_rows.add(
          fmt::format("('{}',{},'{}',{})", order.id, line.quantity, line.product, line.price));
    }
  }
  auto all = order_rows.texts();
  all.insert(all.end(), line_rows.texts().begin(), line_rows.texts().end());
  return all;
}

}  // namespace

/// Rows of one table as the client library takes them: for each column the texts of all rows.
class TextArrays {
 public:
  explicit TextArrays(std::size_t columns) : columns_(columns) {}

  void add(std::initializer_list<const std::string*> values) {
    auto column = columns_.begin();
    for (const auto* value : values) {
      column->texts.push_back(const_cast<char*>(value->data()));
      column->lengths.push_back(value->size());
      ++column;
    }
  }
  unsigned int rows() const { return static_cast<unsigned int>(columns_.front().texts.size()); }
  std::vector<MYSQL_BIND> bindings() {
    std::vector<MYSQL_BIND> bindings(columns_.size());
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      bindings[i].buffer_type = MYSQL_TYPE_STRING;
      bindings[i].buffer = columns_[i].texts.data();
      bindings[i].length = columns_[i].lengths.data();
    }
    return bindings;
  }

 private:
  struct Column {
    std::vector<char*> texts;
    std::vector<unsigned long> lengths;
  };
  std::vector<Column> columns_;
};

namespace {

struct LoadText {
  std::string orders;
  std::string lines;
};

LoadText load_text(const std::vector<OrderRows>& orders) {
  LoadText text;
  for (const auto& order : orders) {
    text.orders += fmt::format("{}\t{}\t{}\t{}\t{}\n", order.id, order.company, order.ordered_at,
                               order.country, order.total);
    for (const auto& line : order.lines) {
      text.lines +=
          fmt::format("{}\t{}\t{}\t{}\n", order.id, line.quantity, line.product, line.price);
    }
  }
  return text;
}

// What the client library calls for the bytes of a "local file": here a text that lies ready.
int begin_text(void** state, const char*, void* text) {
  *state = text;
  return 0;
}

int read_text(void* state, char* buffer, unsigned int size) {
  auto& rest = *static_cast<std::string_view*>(state);
  const auto taken = std::min<std::size_t>(size, rest.size());
  std::memcpy(buffer, rest.data(), taken);
  rest.remove_prefix(taken);
  return static_cast<int>(taken);
}

void end_text(void*) {}

int no_error(void*, char*, unsigned int) { return 0; }

}  // namespace

void MariadbWriter::Close::operator()(st_mysql* connection) const { mysql_close(connection); }

MariadbWriter::MariadbWriter(const Login& login) : connection_(mysql_init(nullptr)) {
  const unsigned int local_files = 1;
  mysql_options(connection_.get(), MYSQL_OPT_LOCAL_INFILE, &local_files);
  if (mysql_real_connect(connection_.get(), "127.0.0.1", login.user.c_str(), login.password.c_str(),
                         login.database.c_str(), static_cast<unsigned int>(login.port), nullptr,
                         0) == nullptr) {
    fail(mysql_error(connection_.get()));
  }
}

void MariadbWriter::execute(const std::string& statement) {
  if (mysql_real_query(connection_.get(), statement.data(), statement.size()) != 0) {
    fail(mysql_error(connection_.get()));
  }
}

double MariadbWriter::insert_many_rows(std::span<const std::vector<OrderRows>> batches) {
  std::vector<std::vector<std::string>> ready;
  for (const auto& batch : batches) ready.push_back(statements(batch));
  return rate(count(batches), [&] {
    for (const auto& batch : ready) {
      execute("begin");
      for (const auto& statement : batch) execute(statement);
      execute("commit");
    }
  });
}

void MariadbWriter::insert_arrays(const char* statement, TextArrays& rows) {
  auto* prepared = mysql_stmt_init(connection_.get());
  auto bindings = rows.bindings();
  unsigned int count = rows.rows();
  if (mysql_stmt_prepare(prepared, statement, std::strlen(statement)) != 0 ||
      mysql_stmt_attr_set(prepared, STMT_ATTR_ARRAY_SIZE, &count) != 0 ||
      mysql_stmt_bind_param(prepared, bindings.data()) != 0 || mysql_stmt_execute(prepared) != 0) {
    fail(mysql_stmt_error(prepared));
  }
  mysql_stmt_close(prepared);
}

double MariadbWriter::insert_arrays(std::span<const std::vector<OrderRows>> batches) {
  std::vector<std::pair<TextArrays, TextArrays>> ready;
  for (const auto& batch : batches) {
    auto& [orders, lines] = ready.emplace_back(TextArrays(5), TextArrays(4));
    for (const auto& order : batch) {
      orders.add({&order.id, &order.company, &order.ordered_at, &order.country, &order.total});
      for (const auto& line : order.lines) {
        lines.add({&order.id, &line.quantity, &line.product, &line.price});
      }
    }
  }
  return rate(count(batches), [&] {
    for (auto& [orders, lines] : ready) {
      execute("begin");
      insert_arrays(
          "insert into `Orders` (`Id`, `Company`, `OrderedAt`, `ShipToCountry`, `Total`)"
          " values (?, ?, ?, ?, ?)",
          orders);
      insert_arrays(
          "insert into `OrderLines` (`OrderId`, `Quantity`, `Product`, `Price`)"
          " values (?, ?, ?, ?)",
          lines);
      execute("commit");
    }
  });
}

double MariadbWriter::load_data(std::span<const std::vector<OrderRows>> batches) {
  std::vector<LoadText> ready;
  for (const auto& batch : batches) ready.push_back(load_text(batch));
  return rate(count(batches), [&] {
    for (const auto& batch : ready) {
      execute("begin");
      load("`Orders` (`Id`, `Company`, `OrderedAt`, `ShipToCountry`, `Total`)", batch.orders);
      load("`OrderLines` (`OrderId`, `Quantity`, `Product`, `Price`)", batch.lines);
      execute("commit");
    }
  });
}

void MariadbWriter::load(const char* table, const std::string& text) {
  std::string_view rest = text;
  mysql_set_local_infile_handler(connection_.get(), begin_text, read_text, end_text, no_error,
                                 &rest);
  const std::string_view columns =
      std::string_view(table).substr(std::string_view(table).find('('));
  const std::string_view name =
      std::string_view(table).substr(0, std::string_view(table).find(' '));
  execute(fmt::format("load data local infile 'ready' into table {} {}", name, columns));
}

}  // namespace penstock::bench
