#pragma once

#include <memory>
#include <string>

#include <libpq-fe.h>

// All of it ends the program with the reason where something fails.
namespace penstock::bench {

struct Disconnect {
  void operator()(PGconn* connection) const { PQfinish(connection); }
};
using Connection = std::unique_ptr<PGconn, Disconnect>;

Connection connect(const std::string& conninfo);

/// Runs statements without parameters.
void execute(PGconn* connection, const std::string& sql);

void prepare(PGconn* connection, const char* name, const std::string& sql);

/// Frees `result`, which has to be as expected.
void check(PGconn* connection, PGresult* result, ExecStatusType expected);

}  // namespace penstock::bench
