// A Penstock server of one's own, for tests written in JavaScript: started from the built binary
// on a free port, over a folder of one's own.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { request as httpsRequest } from 'node:https';
import { createInterface } from 'node:readline';
import { text as readText } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';

/** As fetch(), which shows no certificates. */
async function requestOverTls(url, options, body) {
  const request = httpsRequest(url, options);
  request.end(body);
  const [answer] = await once(request, 'response');
  return { status: answer.statusCode, text: () => readText(answer) };
}

export class PenstockServer {
  #process;
  #exited;
  #logged;

  /**
   * Starts `binary serve` on `dataDir` and waits until it says that it listens. `environment`: what
   * is there beside that of the test. The error of one that ends before has its `log`.
   */
  static async start(binary, dataDir, flags = [], url = 'http://127.0.0.1:0', environment = {}) {
    const server = new PenstockServer();
    server.dataDir = dataDir;
    server.#process = spawn(binary, ['serve', '--data-dir', dataDir, '--url', url, ...flags],
                            { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...environment } });
    server.#exited = once(server.#process, 'exit');
    server.log = [];
    const lines = createInterface({ input: server.#process.stderr }).on('line', (line) => server.log.push(line));
    server.#logged = once(lines, 'close');
    server.url = await server.#listening();
    return server;
  }

  #listening() {
    return new Promise((resolve, reject) => {
      createInterface({ input: this.#process.stdout }).on('line', (line) => {
        const url = line.match(/listening on (https?:\S+)/)?.[1];
        if (url) resolve(url);
      });
      this.#exited.then(async ([code]) => {
        const log = await this.lastWords();
        reject(Object.assign(new Error(`the server ended with ${code} before it listened:\n${log.join('\n')}`), { log }));
      });
    });
  }

  get pid() { return this.#process.pid; }

  get isRunning() { return this.#process.exitCode === null && this.#process.signalCode === null; }

  /** Resolves when it has ended, in whatever way. */
  async ended() { await this.#exited; }

  /** All of its log, once nobody can write to it any more. */
  async lastWords() {
    await this.#logged;
    return this.log;
  }

  /** The most resident memory since the start or since the last call, in bytes. */
  takeMemoryPeak() {
    const status = readFileSync(`/proc/${this.pid}/status`, 'utf8');
    writeFileSync(`/proc/${this.pid}/clear_refs`, '5');
    return Number(status.match(/^VmHWM:\s+(\d+) kB/m)[1]) * 1024;
  }

  /** Lets it sleep in the middle of whatever it does; each of its threads does when this returns. */
  async pause() {
    this.#process.kill('SIGSTOP');
    const tasks = `/proc/${this.pid}/task`;
    const sleeps = (thread) => readFileSync(`${tasks}/${thread}/stat`, 'utf8').split(') ').at(-1).startsWith('T');
    await eventually('the server sleeps', () => readdirSync(tasks).every(sleeps));
  }

  wake() { this.#process.kill('SIGCONT'); }

  /** As a crash would: no chance to tidy up. */
  async kill() {
    this.#process.kill('SIGKILL');
    await this.#exited;
  }

  /** As an operator would. Returns the exit code. */
  async stop() {
    this.#process.kill('SIGTERM');
    const [code] = await this.#exited;
    return code;
  }

  /**
   * One request; the body of the answer is parsed if it is JSON. To a server of https it is sent with
   * the certificate, key and authority in `tls`.
   */
  async request(method, path, body) {
    const options = { method, headers: { 'Content-Type': 'application/json' } };
    const sent = body === undefined ? undefined : JSON.stringify(body);
    const response = this.url.startsWith('https:')
      ? await requestOverTls(this.url + path, { ...options, ...this.tls, agent: false }, sent)
      : await fetch(this.url + path, { ...options, body: sent });
    const text = await response.text();
    let json;
    try { json = text ? JSON.parse(text) : undefined; } catch { json = undefined; }
    return { status: response.status, text, json };
  }

  /** As request(), and fails when the answer is an error. */
  async call(method, path, body) {
    const answer = await this.request(method, path, body);
    if (answer.status >= 400) {
      throw new Error(`${method} ${path}: ${answer.status} ${answer.text}`);
    }
    return answer.json;
  }
}

/** Runs `binary` with `args` to its end; kills it when `seconds` have passed. */
export async function runToEnd(binary, args, seconds = 10) {
  const child = spawn(binary, args, { stdio: ['ignore', 'pipe', 'pipe'], timeout: seconds * 1000,
                                      killSignal: 'SIGKILL' });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (text) => { stdout += text; });
  child.stderr.on('data', (text) => { stderr += text; });
  const [code, signal] = await once(child, 'close');
  return { code, signal, stdout, stderr };
}

/**
 * Asks `condition` until it gives something true, and returns that. Fails after `seconds`. `what` is a
 * text, or makes one of what has been seen by then.
 */
export async function eventually(what, condition, seconds = 60) {
  const deadline = Date.now() + seconds * 1000;
  for (;;) {
    const value = await condition();
    if (value) return value;
    if (Date.now() > deadline) throw new Error(`not within ${seconds} s: ${typeof what === 'function' ? what() : what}`);
    await delay(20);  // Between two looks; the deadline decides.
  }
}

/** Waits until every process of every task of `database` has nothing left to do. */
export async function caughtUp(server, database, seconds = 60) {
  let last;
  try {
    await eventually('all tasks are up to date', async () => {
      last = await server.call('GET', `/databases/${database}/etl/progress`);
      const processes = last.Results.flatMap((task) => task.ProcessesProgress);
      return processes.length > 0 && processes.every((p) => p.Completed);
    }, seconds);
  } catch (error) {
    throw new Error(`${error.message}\n${JSON.stringify(last, null, 1)}`);
  }
}

/** Fails when it took more than `limit`. A server under a sanitizer keeps what it frees: any will do. */
export function assertMemory(bytes, limit) {
  if (process.env.PENSTOCK_SANITIZER) return;
  assert.ok(bytes < limit, `the server took ${bytes} bytes of memory; ${limit} would be too much`);
}

/** A generator of numbers in [0, 1) that repeats for the same seed (mulberry32). */
export function seededRandom(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6D2B79F5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
