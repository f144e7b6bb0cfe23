#pragma once

#include <chrono>
#include <deque>
#include <memory>
#include <string_view>
#include <utility>

#include "base/clock.h"
#include "etl/slow_statement.h"
#include "etl/sql/driver/driver.h"

namespace penstock::etl::sql {

/// A connection to any product that keeps statements which took longer than they should. Confined
/// to one thread.
class TimedConnection final : public Connection {
 public:
  /// `clock` must outlive this object.
  TimedConnection(std::unique_ptr<Connection> connection, Clock& clock,
                  std::chrono::milliseconds slow_from);

  /// The newest slow statements since the last call, at most kSlowStatementsKept, oldest first.
  std::deque<SlowStatement> take_slow() { return std::exchange(slow_, {}); }

  const Dialect& dialect() const override { return connection_->dialect(); }
  void watch(std::stop_token stop) override { connection_->watch(std::move(stop)); }
  StatementResult execute(std::string_view statement,
                          std::span<const std::string> parameters = {}) override;
  QueryResult query(std::string_view statement,
                    std::span<const std::string> parameters = {}) override;
  StatementResult begin() override;
  StatementResult begin_reading() override { return connection_->begin_reading(); }
  StatementResult check_constraints() override;
  StatementResult commit() override;
  void rollback() override { connection_->rollback(); }
  bool takes_requests() const override { return connection_->takes_requests(); }
  /// One that is slow is kept as a whole: nobody knows which of its statements took the time.
  StatementResult run(const BatchRequest& request) override;
  StatementResult erase(const std::string& statement,
                        std::span<const std::string_view> ids) override;
  StatementResult insert(const std::string& statement, const EncodedRows& rows) override;
  QueryResult read(const std::string& statement, std::span<const std::string_view> ids) override;

 private:
  template <typename Call>
  auto timed(std::string_view statement, Call call);

  const std::unique_ptr<Connection> connection_;
  Clock& clock_;
  const std::chrono::milliseconds slow_from_;
  std::deque<SlowStatement> slow_;
};

}  // namespace penstock::etl::sql
