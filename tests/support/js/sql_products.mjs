// The relational products that ETL tasks are tested with. To have one more, add it to kProducts.
//
// A product is started once a test file; a target is a fresh database of it, with the connection
// string for the server under test, and read by the product's own client.
import { spawn, execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { MariadbServer } from './mariadb.mjs';
import { PostgresServer } from './postgres.mjs';

const rowsOf = (text) => (text === '' ? [] : text.split('\n').map((line) => line.split('\t')));

/** A session that keeps what its statements lock until it is released. */
class HeldSession {
  #client;

  static async open(client, statements) {
    const session = new HeldSession();
    session.#client = client;
    client.stdin.write(`${statements}\nSELECT 'held';\n`);
    for await (const line of createInterface({ input: client.stdout })) {
      if (line.includes('held')) break;
    }
    return session;
  }

  async release() {
    this.#client.stdin.end();
    await once(this.#client, 'close');
  }
}

/** Of a product that is a server: a database in it. */
class ServerTarget {
  constructor(product, server, name) {
    Object.assign(this, { product, server, name });
    this.factory = product.factory;
    this.connectionString = product.connectionString(server, name);
  }

  sql(text) { return this.server.sql(this.name, text, '\t'); }
  /** The rows of a query, every value as text, NULL as 'NULL'. */
  rows(query) { return rowsOf(this.sql(query)); }
  /** Names and types of a table's columns. */
  columns(table) { return this.rows(this.product.columnsOf(table)); }
  /** Runs statements in a session of its own, in a transaction that stays open until release(). */
  hold(statements) { return HeldSession.open(this.server.session(this.name), `BEGIN; ${statements};`); }
}

class SqliteTarget {
  /** In the folder that a server over `dataDir` keeps for such databases. */
  constructor(product, dataDir, name) {
    const folder = join(dataDir, 'sqlite');
    mkdirSync(folder, { recursive: true });
    this.product = product;
    this.file = join(folder, `${name}.db`);
    this.factory = product.factory;
    this.connectionString = `Data Source=${name}.db`;
  }

  sql(text) {
    return execFileSync('sqlite3', ['-cmd', '.timeout 10000', '-separator', '\t', '-nullvalue', 'NULL', this.file, text],
                        { encoding: 'utf8', maxBuffer: 1 << 28 }).replace(/\n$/, '');
  }
  rows(query) { return rowsOf(this.sql(query)); }
  columns(table) { return this.rows(`SELECT name, type FROM pragma_table_info('${table}')`); }
  hold(statements) {
    const client = spawn('sqlite3', ['-cmd', '.timeout 10000', this.file], { stdio: ['pipe', 'pipe', 'inherit'] });
    return HeldSession.open(client, `BEGIN IMMEDIATE; ${statements};`);
  }
}

function hasSqlite() {
  try { execFileSync('sqlite3', ['-version'], { stdio: 'pipe' }); return true; } catch { return false; }
}

function hasOdbcDriver(name) {
  try { return execFileSync('odbcinst', ['-q', '-d'], { encoding: 'utf8' }).includes(`[${name}]`); } catch { return false; }
}

// Of a product: `missing`: why it cannot be tested here, or false; `types`: its names of types that
// products call differently; `quote`: on both sides of a name; `takesRequests`: small batches go to it
// in one request; `demandsTls`: what a connection string says for it.

const kPostgres = {
  name: 'PostgreSQL', factory: 'Npgsql', isServer: true, hasArrays: true, takesRequests: true,
  missing: !PostgresServer.available() && 'PostgreSQL is not installed',
  types: { datetime: 'timestamp', binary: 'bytea', guid: 'uuid', counter: 'serial' }, quote: '"',
  demandsTls: 'SSL Mode=Require',
  start: () => PostgresServer.start(),
  connectionString: (server, name) => server.connectionString(name),
  createTarget: (server, name) => {
    server.sql('postgres', `CREATE DATABASE ${name}`);
    return name;
  },
  // A schema beside the default one.
  createSchema: (target, name) => target.sql(`CREATE SCHEMA ${name}`),
  columnsOf: (table) => "SELECT column_name, data_type FROM information_schema.columns"
    + ` WHERE table_schema = current_schema() AND lower(table_name) = lower('${table}')`,
  // Of the server under test.
  openSessions: "SELECT pid FROM pg_stat_activity WHERE application_name = 'penstock' AND datname = current_database()",
  endSession: (session) => `SELECT pg_terminate_backend(${session})`,
  blockedSessions: 'SELECT count(*) FROM pg_locks WHERE NOT granted',
  // Nobody else writes to it while the transaction is open.
  lockTable: (table) => `LOCK TABLE ${table} IN SHARE MODE`,
  // A user who may write this table and read it, and make none.
  narrowUser: (target, table) => {
    const user = `narrow_${target.name}`;
    target.sql(`CREATE ROLE ${user} LOGIN PASSWORD 'narrow'; GRANT SELECT, INSERT, DELETE ON ${table} TO ${user}`);
    return {
      connectionString: `Host=127.0.0.1;Port=${target.server.port};Database=${target.name};Username=${user};Password=narrow`,
      allowCheckpoints: () => target.sql(`GRANT CREATE ON SCHEMA public TO ${user}`),
    };
  },
  // A table that lies in a folder of its own, which belongs to `user`.
  user: 'postgres',
  createTableIn: (folder, table, columns) =>
    [`CREATE TABLESPACE small LOCATION '${folder}'`, `CREATE TABLE ${table} (${columns}) TABLESPACE small`],
  dropTableIn: (table) => [`DROP TABLE ${table}`, 'DROP TABLESPACE small'],
};

const kOdbcDriver = 'PostgreSQL Unicode';

/** The same server by way of ODBC: rows as arrays of parameters instead of COPY. */
const kOdbcPostgres = {
  ...kPostgres,
  name: 'PostgreSQL over ODBC', factory: 'System.Data.Odbc', isOdbc: true, takesRequests: false,
  narrowUser: undefined,
  missing: kPostgres.missing || (!hasOdbcDriver(kOdbcDriver) && `the ODBC driver ${kOdbcDriver} is not installed`),
  demandsTls: 'SSLmode=require',
  connectionString: (server, name) => server.odbcString(kOdbcDriver, name),
};

const kSqlite = {
  name: 'SQLite', factory: 'Sqlite', isServer: false,
  missing: !hasSqlite() && "SQLite's client is not installed",
  types: { datetime: 'datetime', binary: 'blob', guid: 'text', counter: 'integer PRIMARY KEY' }, quote: '"',
};

const kProducts = [
  kPostgres,
  {
    name: 'MariaDB', factory: 'MySqlConnector.MySqlConnectorFactory', isServer: true,
    missing: !MariadbServer.available() && "MariaDB's server is not installed",
    types: { datetime: 'datetime(6)', binary: 'longblob', guid: 'char(36)', counter: 'integer AUTO_INCREMENT UNIQUE' }, quote: '`',
    demandsTls: 'SslMode=Required',
    start: () => MariadbServer.start(),
    connectionString: (server, name) => server.connectionString(name),
    createTarget: (server, name) => {
      server.sql('', `CREATE DATABASE ${name}`);
      return name;
    },
    createSchema: (target, name) => target.sql(`CREATE DATABASE ${name}`),
    columnsOf: (table) => 'SELECT column_name, column_type FROM information_schema.columns'
      + ` WHERE table_schema = database() AND lower(table_name) = lower('${table}')`,
    openSessions: "SELECT id FROM information_schema.processlist WHERE db = database() AND host LIKE '127.0.0.1:%'",
    endSession: (session) => `KILL ${session}`,
    // Not innodb_trx, which is made anew only when nobody has looked for a while.
    blockedSessions: "SELECT variable_value + (SELECT count(*) FROM information_schema.processlist"
      + " WHERE state LIKE 'Waiting for table%lock') FROM information_schema.global_status"
      + " WHERE variable_name = 'INNODB_ROW_LOCK_CURRENT_WAITS'",
    lockTable: (table) => `LOCK TABLES ${table} READ`,
    narrowUser: (target, table) => {
      const user = `narrow_${target.name}`;
      target.sql(`CREATE USER ${user}@'%' IDENTIFIED BY 'narrow'; GRANT SELECT, INSERT, DELETE ON ${table} TO ${user}@'%';`);
      return {
        connectionString: `Server=127.0.0.1;Port=${target.server.port};Database=${target.name};User Id=${user};Password=narrow`,
        allowCheckpoints: () => target.sql(
          `GRANT CREATE, SELECT, INSERT, UPDATE ON penstock_etl_checkpoints TO ${user}@'%'`),
      };
    },
    user: 'mysql',
    createTableIn: (folder, table, columns) => [`CREATE TABLE ${table} (${columns}) DATA DIRECTORY = '${folder}'`],
    dropTableIn: (table) => [`DROP TABLE ${table}`],
  },
  kSqlite,
  kOdbcPostgres,
];

/** A database in a PostgreSQL server that a test has started itself. */
export const postgresTarget = (server, name) => new ServerTarget(kPostgres, server, name);

/** A database of SQLite for a server that a test has started itself over `dataDir`. */
export const sqliteTarget = (dataDir, name) => new SqliteTarget(kSqlite, dataDir, name);

/**
 * The products, to be started before the tests of a file with start() and ended with stop(); for
 * SQLite `dataDir()` is the data folder of the server under test.
 */
export function sqlProducts(dataDir) {
  let made = 0;
  return kProducts.map((product) => {
    let server;
    return {
      ...product,
      get server() { return server; },
      async start() { if (product.isServer && !product.missing) server = await product.start(); },
      async stop() { await server?.remove(); },
      /** A fresh database. */
      target() {
        const name = `target_${++made}`;
        if (!product.isServer) return new SqliteTarget(product, dataDir(), name);
        product.createTarget(server, name);
        return new ServerTarget(product, server, name);
      },
    };
  });
}
