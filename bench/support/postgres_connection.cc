#include "support/postgres_connection.h"

#include "support/fail.h"

namespace penstock::bench {

Connection connect(const std::string& conninfo) {
  Connection connection(PQconnectdb(conninfo.c_str()));
  if (PQstatus(connection.get()) != CONNECTION_OK) fail(PQerrorMessage(connection.get()));
  return connection;
}

void execute(PGconn* connection, const std::string& sql) {
  check(connection, PQexec(connection, sql.c_str()), PGRES_COMMAND_OK);
}

void prepare(PGconn* connection, const char* name, const std::string& sql) {
  check(connection, PQprepare(connection, name, sql.c_str(), 0, nullptr), PGRES_COMMAND_OK);
}

void check(PGconn* connection, PGresult* result, ExecStatusType expected) {
  if (PQresultStatus(result) != expected) fail(PQerrorMessage(connection));
  PQclear(result);
}

}  // namespace penstock::bench
