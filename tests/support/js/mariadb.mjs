// A MariaDB server of one's own, for tests written in JavaScript.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventually } from './penstock.mjs';
import { freePort } from './ports.mjs';
import { folderOf, runAs, startAs } from './server_user.mjs';

const kServer = '/usr/sbin/mariadbd';
const kInstall = '/usr/bin/mariadb-install-db';
const kUser = 'shop';
const kPassword = 's3cr3t word';

export class MariadbServer {
  #folder;
  #process;

  static available() { return existsSync(kServer) && existsSync(kInstall); }

  static async start() {
    const server = new MariadbServer();
    server.#folder = folderOf('mysql', 'penstock-mariadb-');
    server.port = await freePort();
    writeFileSync(server.#file('users.sql'),
                  `CREATE OR REPLACE USER ${kUser}@'%' IDENTIFIED BY '${kPassword}';\nGRANT ALL ON *.* TO ${kUser}@'%' WITH GRANT OPTION;\n`);
    runAs('mysql', kInstall, ['--no-defaults', `--datadir=${server.#file('data')}`, `--tmpdir=${server.#folder}`,
                              '--auth-root-authentication-method=normal', '--skip-test-db',
                              '--skip-name-resolve', '--cross-bootstrap']);
    await server.start();
    return server;
  }

  #file(name) { return join(this.#folder, name); }

  async start() {
    this.#process = startAs('mysql', kServer, [
      '--no-defaults', `--datadir=${this.#file('data')}`, `--tmpdir=${this.#folder}`, `--port=${this.port}`,
      '--bind-address=127.0.0.1', `--socket=${this.#file('socket')}`, `--init-file=${this.#file('users.sql')}`,
      '--skip-name-resolve', '--skip-log-bin', '--debug-no-sync', '--character-set-server=utf8mb4',
      '--innodb-flush-log-at-trx-commit=2', '--innodb-flush-method=nosync', '--innodb-buffer-pool-size=64M',
      '--innodb-log-file-size=16M', '--performance-schema=off']);
    await eventually('MariaDB answers', () => {
      try { return this.sql('', 'SELECT 1') === '1'; } catch { return false; }
    });
  }

  /** Ends it, as in a power cut; the data stays for another start(). */
  async stop() {
    this.#process.kill('SIGKILL');
    await once(this.#process, 'exit');
  }

  async remove() {
    if (this.#process.exitCode === null && this.#process.signalCode === null) await this.stop();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  connectionString(database) {
    return `Server=127.0.0.1;Port=${this.port};Database=${database};User Id=${kUser};Password='${kPassword}'`;
  }

  #client(database) {
    return ['mariadb', ['--no-defaults', '-S', this.#file('socket'), '-u', kUser, `-p${kPassword}`, '--default-character-set=utf8mb4',
                        '-BNr', ...(database ? [database] : [])]];
  }

  /** Runs SQL through the server's own client; returns its output: one line a row, parted by tabs. */
  sql(database, text) {
    return execFileSync(...this.#client(database), { input: text, encoding: 'utf8', maxBuffer: 1 << 28,
                                                     stdio: ['pipe', 'pipe', 'pipe'] }).replace(/\n$/, '');
  }

  /** A client that reads statements from its standard input. */
  session(database) {
    const [program, args] = this.#client(database);
    return spawn(program, [...args, '-n'], { stdio: ['pipe', 'pipe', 'inherit'] });
  }
}
