#include "etl/sql/driver/postgres_pipeline.h"

#include <utility>

#include <libpq-fe.h>

namespace penstock::etl::sql {

// A connection that the server has closed meanwhile is noticed before anything is sent: it is lost,
// and nobody need wonder what became of the request.
PostgresPipeline::PostgresPipeline(PostgresSession& session) : session_(session) {
  session_.limit_statement();
  if (PQconsumeInput(session_.get()) == 0 || PQenterPipelineMode(session_.get()) == 0) {
    failure_ = session_.lost();
  }
}

// Nothing may follow a statement that did not get on its way.
void PostgresPipeline::add(const std::string& statement,
                           std::span<const PostgresParameter> parameters, Rows rows) {
  if (failure_) return;
  statements_.push_back(rows);
  std::vector<const char*> values;
  std::vector<int> lengths;
  std::vector<int> formats;
  for (const auto& parameter : parameters) {
    values.push_back(parameter.value.c_str());
    lengths.push_back(static_cast<int>(parameter.value.size()));
    formats.push_back(parameter.is_binary ? 1 : 0);
  }
  if (PQsendQueryParams(session_.get(), statement.c_str(), static_cast<int>(values.size()), nullptr,
                        values.data(), lengths.data(), formats.data(), 0) == 0) {
    failure_ = session_.lost();
  }
}

StatementResult PostgresPipeline::finish() {
  if (!failure_ && PQpipelineSync(session_.get()) == 0) failure_ = session_.lost();
  if (failure_) return {0, std::move(failure_)};
  auto result = take_answers();
  PQexitPipelineMode(session_.get());
  return result;
}

StatementResult PostgresPipeline::take_answers() {
  StatementResult total;
  auto statement = statements_.begin();
  auto silence = session_.flush(true);
  while (!silence) {
    auto next = session_.next_result();
    silence = std::move(next.failure);
    if (!silence && !next.result && session_.is_broken()) silence = session_.lost();
    if (silence || !next.result) continue;  // The end of a statement's answer, or of all.
    const auto status = PQresultStatus(next.result.get());
    if (status == PGRES_PIPELINE_SYNC) return total;
    if (status == PGRES_FATAL_ERROR && total.ok()) {
      total.failure = session_.failure_of(next.result.get());
    }
    if (statement == statements_.end()) continue;  // The server's last words.
    if (*statement++ == Rows::kCounted) total.rows += affected_rows(next.result.get());
  }
  if (!total.ok()) return total;  // The server said why before it went silent.
  if (silence->kind == FailureClass::kUnavailable) silence->kind = FailureClass::kTimeout;
  return {0, std::move(silence)};
}

}  // namespace penstock::etl::sql
