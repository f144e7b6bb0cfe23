// The lag of a SQL task into PostgreSQL with `fsync`: from the commit of a document at the source, as
// its writer learns of it, to the commit of its rows, as PostgreSQL keeps the time
// (track_commit_timestamp), at 1,000 writes a second from eight connections. Beside what an fsync of
// the same disk takes.
//
//   PENSTOCK=path PENSTOCK_BENCH_ORDERS=path node bench/sql_lag/sql_lag.mjs [SECONDS]
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PenstockServer, caughtUp } from '../../tests/support/js/penstock.mjs';
import { PostgresServer } from '../../tests/support/js/postgres.mjs';
import { fsyncTimes, printLags, shared, writeSteadily } from '../lag/steady_writes.mjs';

const kSeconds = Number(process.argv[2] ?? 15);

/** When the order of each id was committed, on the clock of performance.now(). */
function commitTimes(postgres) {
  const lines = postgres.sql('reporting', 'select "Id", extract(epoch from pg_xact_commit_timestamp(xmin)) * 1000 from "Orders"');
  return new Map(lines.split('\n').map((line) => line.split('|')).map(([id, at]) => [id, Number(at) - performance.timeOrigin]));
}

const folder = mkdtempSync(join(tmpdir(), 'penstock-sql-lag-'));
const postgres = await PostgresServer.start({ fsync: 'on', track_commit_timestamp: 'on' });
const server = await PenstockServer.start(process.env.PENSTOCK, join(folder, 'data'), ['--log-level', 'warning']);
try {
  postgres.sql('postgres', 'create database reporting');
  postgres.sql('reporting', shared('tables'));
  await server.call('PUT', '/admin/databases?name=src', { DatabaseName: 'src' });
  await server.call('PUT', '/databases/src/admin/connection-strings',
                    { Name: 'reporting', Type: 'Sql', FactoryName: 'Npgsql',
                      ConnectionString: postgres.connectionString('reporting') });
  await server.call('PUT', '/databases/src/admin/etl', {
    Name: 'Lag', EtlType: 'Sql', ConnectionStringName: 'reporting',
    Transforms: [{ Name: 'Orders', Collections: ['Orders'], Script: shared('script') }],
    SqlTables: [{ TableName: 'Orders', DocumentIdColumn: 'Id' },
                { TableName: 'OrderLines', DocumentIdColumn: 'OrderId' }] });
  const disk = fsyncTimes(folder);
  const written = await writeSteadily(server, kSeconds);
  await caughtUp(server, 'src', 60);
  const commits = commitTimes(postgres);
  printLags('Lag of a SQL task into PostgreSQL', disk, written, (id) => commits.get(id));
} finally {
  await server.stop();
  postgres.remove();
  rmSync(folder, { recursive: true, force: true });
}
