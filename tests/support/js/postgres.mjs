// A PostgreSQL server of one's own, for tests written in JavaScript.
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from './ports.mjs';
import { folderOf, runAs } from './server_user.mjs';

const kVersions = '/usr/lib/postgresql';
const kPassword = 's3cr3t word';

function binaries() {
  if (!existsSync(kVersions)) return undefined;
  const newest = readdirSync(kVersions).sort((a, b) => Number(b) - Number(a))
    .map((version) => join(kVersions, version, 'bin')).find((bin) => existsSync(join(bin, 'initdb')));
  return newest;
}

const asServerUser = (program, args) => runAs('postgres', program, args);

export class PostgresServer {
  #bin;
  #folder;
  #settings;

  static available() { return binaries() !== undefined; }

  /** `settings` beside those that every server here has: { fsync: 'on' }. */
  static async start(settings = {}) {
    const server = new PostgresServer();
    server.#settings = Object.entries({ fsync: 'off', ...settings }).map(([name, value]) => `-c ${name}=${value}`);
    server.#bin = binaries();
    server.#folder = folderOf('postgres', 'penstock-postgres-');
    server.port = await freePort();
    const passwordFile = join(server.#folder, 'password');
    writeFileSync(passwordFile, kPassword);
    asServerUser(join(server.#bin, 'initdb'),
                 ['-D', join(server.#folder, 'data'), '-U', 'postgres', '--no-sync', '--auth-local=trust',
                  '--auth-host=scram-sha-256', `--pwfile=${passwordFile}`]);
    server.start();
    return server;
  }

  start() {
    asServerUser(join(this.#bin, 'pg_ctl'),
                 ['-D', join(this.#folder, 'data'), '-w', '-l', join(this.#folder, 'log'),
                  '-o', `-p ${this.port} -c listen_addresses=127.0.0.1 -k ${this.#folder} ${this.#settings.join(' ')}`,
                  'start']);
  }

  /** Ends it; the data stays for another start(). */
  stop() {
    asServerUser(join(this.#bin, 'pg_ctl'), ['-D', join(this.#folder, 'data'), '-m', 'immediate', 'stop']);
  }

  remove() {
    if (existsSync(join(this.#folder, 'data', 'postmaster.pid'))) this.stop();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  connectionString(database) {
    return `Host=127.0.0.1;Port=${this.port};Database=${database};Username=postgres;Password='${kPassword}'`;
  }

  odbcString(driver, database) {
    return `Driver={${driver}};Server=127.0.0.1;Port=${this.port};Database=${database};Uid=postgres;Pwd={${kPassword}}`;
  }

  #client(database, more) {
    return [join(this.#bin, 'psql'),
            ['-h', this.#folder, '-p', String(this.port), '-U', 'postgres', '-d', database,
             '-v', 'ON_ERROR_STOP=1', '-qAt', ...more]];
  }

  /** Runs SQL through psql; returns its output: one line a row, columns parted by `separator`. */
  sql(database, text, separator = '|') {
    return execFileSync(...this.#client(database, ['-F', separator, '-P', 'null=NULL', '-c', text]),
                        { encoding: 'utf8', maxBuffer: 1 << 28 }).replace(/\n$/, '');
  }

  /** A client that reads statements from its standard input. */
  session(database) {
    return spawn(...this.#client(database, []), { stdio: ['pipe', 'pipe', 'inherit'] });
  }

  /** The rows of a query as objects. */
  rows(database, query) {
    const json = this.sql(database, `select coalesce(json_agg(r), '[]') from (${query}) r`);
    return JSON.parse(json);
  }
}
