// A PostgreSQL server of one's own, for tests written in JavaScript.
import { execFileSync } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './ports.mjs';

const kVersions = '/usr/lib/postgresql';

function binaries() {
  if (!existsSync(kVersions)) return undefined;
  const newest = readdirSync(kVersions).sort((a, b) => Number(b) - Number(a))
    .map((version) => join(kVersions, version, 'bin')).find((bin) => existsSync(join(bin, 'initdb')));
  return newest;
}

/** PostgreSQL refuses to run as root: there it runs as the user that its package made. */
function asServerUser(program, args) {
  if (process.getuid() !== 0) return execFileSync(program, args, { stdio: 'pipe' });
  return execFileSync('setpriv', ['--reuid=postgres', '--regid=postgres', '--clear-groups', program, ...args],
                      { stdio: 'pipe', cwd: '/' });
}

export class PostgresServer {
  #bin;
  #folder;

  static available() { return binaries() !== undefined; }

  static async start() {
    const server = new PostgresServer();
    server.#bin = binaries();
    server.#folder = mkdtempSync(join(tmpdir(), 'penstock-postgres-'));
    if (process.getuid() === 0) {
      const uid = Number(execFileSync('id', ['-u', 'postgres']));
      chownSync(server.#folder, uid, uid);
    }
    server.port = await freePort();
    asServerUser(join(server.#bin, 'initdb'),
                 ['-D', join(server.#folder, 'data'), '-U', 'postgres', '-A', 'trust', '--no-sync']);
    server.start();
    return server;
  }

  start() {
    asServerUser(join(this.#bin, 'pg_ctl'),
                 ['-D', join(this.#folder, 'data'), '-w', '-l', join(this.#folder, 'log'),
                  '-o', `-p ${this.port} -c listen_addresses=127.0.0.1 -k ${this.#folder} -c fsync=off`,
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
    return `Host=127.0.0.1;Port=${this.port};Database=${database};Username=postgres`;
  }

  /** Runs SQL through psql; returns its output: one line a row, columns parted by '|'. */
  sql(database, text) {
    return execFileSync(join(this.#bin, 'psql'),
                        ['-h', '127.0.0.1', '-p', String(this.port), '-U', 'postgres', '-d', database,
                         '-v', 'ON_ERROR_STOP=1', '-qAt', '-c', text],
                        { encoding: 'utf8', maxBuffer: 1 << 28 }).trimEnd();
  }

  /** The rows of a query as objects. */
  rows(database, query) {
    const json = this.sql(database, `select coalesce(json_agg(r), '[]') from (${query}) r`);
    return JSON.parse(json);
  }
}
