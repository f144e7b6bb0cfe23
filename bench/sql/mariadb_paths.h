#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "sql/order_rows.h"

struct st_mysql;

// Ways of writing orders into MariaDB by hand. All of them end the program where something fails.
namespace penstock::bench {

/// Both tables with a primary key and an index on the document id.
inline constexpr const char* kMariadbTables[] = {
    "create table `Orders` (`Id` varchar(64) primary key, `Company` varchar(64),"
    " `OrderedAt` datetime(6), `ShipToCountry` varchar(64), `Total` double)",
    "create table `OrderLines` (`LineId` bigint auto_increment primary key,"
    " `OrderId` varchar(64) not null, `Quantity` int, `Product` varchar(64), `Price` double,"
    " index (`OrderId`))"};

class TextArrays;

/// A session. Confined to one thread.
class MariadbWriter {
 public:
  struct Login {
    int port = 0;
    std::string user;
    std::string password;
    std::string database;
  };
  explicit MariadbWriter(const Login& login);

  void execute(const std::string& statement);

  /// Statements of about 1 MB with many rows, ready to send; a transaction a batch. Documents a
  /// second.
  double insert_many_rows(std::span<const std::vector<OrderRows>> batches);
  /// Arrays of texts for prepared statements, ready to bind; a transaction a batch. Documents a
  /// second.
  double insert_arrays(std::span<const std::vector<OrderRows>> batches);
  /// LOAD DATA LOCAL INFILE of ready text; a transaction a batch. Documents a second.
  double load_data(std::span<const std::vector<OrderRows>> batches);

 private:
  struct Close {
    void operator()(st_mysql* connection) const;
  };

  void insert_arrays(const char* statement, TextArrays& rows);
  void load(const char* table, const std::string& text);

  std::unique_ptr<st_mysql, Close> connection_;
};

}  // namespace penstock::bench
