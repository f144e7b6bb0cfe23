// The lag of an ETL task between two databases of one server: from the commit of a document at the
// source, as its writer learns of it, to its commit at the destination, as a subscriber to the
// changes there learns of it, at 1,000 writes a second from eight connections. Beside what an fsync
// of the same disk takes.
//
//   PENSTOCK=path PENSTOCK_BENCH_ORDERS=path node bench/lag/lag.mjs [SECONDS]
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PenstockServer, eventually } from '../../tests/support/js/penstock.mjs';
import { fsyncTimes, printLags, writeSteadily } from './steady_writes.mjs';

const WebSocket = createRequire(new URL('../../tests/clients/package.json', import.meta.url))('ws');

const kSeconds = Number(process.argv[2] ?? 15);

/** When each document became known as committed, by its id. */
class Arrivals {
  static async watch(server, database) {
    const arrivals = new Arrivals();
    const socket = new WebSocket(`${server.url.replace('http', 'ws')}/databases/${database}/changes`);
    await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
    arrivals.socket = socket;
    arrivals.times = new Map();
    socket.on('message', (text) => {
      const now = performance.now();
      for (const { Value } of [JSON.parse(text)].flat()) if (Value?.Id) arrivals.times.set(Value.Id, now);
    });
    const confirmed = new Promise((resolve) => socket.on('message', (text) => {
      if (String(text).includes('Confirm')) resolve();
    }));
    socket.send(JSON.stringify({ CommandId: 1, Command: 'watch-docs', Param: null }));
    await confirmed;
    return arrivals;
  }
}

const folder = mkdtempSync(join(tmpdir(), 'penstock-lag-'));
const server = await PenstockServer.start(process.env.PENSTOCK, join(folder, 'data'), ['--log-level', 'warning']);
try {
  for (const name of ['src', 'dst']) await server.call('PUT', `/admin/databases?name=${name}`, { DatabaseName: name });
  await server.call('PUT', '/databases/src/admin/connection-strings',
                    { Type: 'Raven', Name: 'dst', Database: 'dst', TopologyDiscoveryUrls: [server.url] });
  await server.call('PUT', '/databases/src/admin/etl',
                    { Name: 'Lag', EtlType: 'Raven', ConnectionStringName: 'dst',
                      Transforms: [{ Name: 'Orders', Collections: ['Orders'], Script: '' }] });
  const disk = fsyncTimes(folder);
  const arrivals = await Arrivals.watch(server, 'dst');
  const written = await writeSteadily(server, kSeconds);
  await eventually('all has arrived', () => arrivals.times.size >= written.writes.size);
  arrivals.socket.close();
  printLags('Lag of a task between two databases', disk, written, (id) => arrivals.times.get(id));
} finally {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
}
