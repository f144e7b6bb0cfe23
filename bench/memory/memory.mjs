// Peak resident memory of the server and its script workers together, during a backfill into
// PostgreSQL and during its verification: of 100 thousand documents and of 1 million. The server is
// started anew before either, so that what came before does not count.
//
//   PENSTOCK=path node bench/memory/memory.mjs [DOCUMENTS ...]
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { familyMegabytes } from '../../tests/support/js/memory.mjs';
import { PenstockServer, caughtUp, eventually } from '../../tests/support/js/penstock.mjs';
import { PostgresServer } from '../../tests/support/js/postgres.mjs';

const kBinary = process.env.PENSTOCK;
const kCounts = process.argv.slice(2).map(Number);
const kBatch = 2048;

/** Runs `work` and returns the highest memory seen meanwhile, of the server and of its workers. */
async function peakDuring(pid, work) {
  let peak = { together: 0 };
  const timer = setInterval(() => {
    const [server, inWorkers] = familyMegabytes(pid);
    if (server + inWorkers > peak.together) peak = { together: server + inWorkers, server, inWorkers };
  }, 50);
  try { await work(); } finally { clearInterval(timer); }
  return peak;
}

/** Compares all rows with all documents, and finds the one that was changed. */
async function verify(server, documents) {
  const { OperationId } = await server.call(
    'POST', '/databases/shop/admin/etl/verify?configurationName=Reporting&transformationName=Orders');
  const { Result } = await eventually('the verification ends', async () => {
    const state = await server.call('GET', `/databases/shop/operations/state?id=${OperationId}`);
    return state.Status !== 'InProgress' && state;
  }, 900);
  if (Result.Documents !== documents || Result.Different !== 1) throw new Error(JSON.stringify(Result));
}

async function measure(documents, ordersFile, tables, script) {
  const dataDir = mkdtempSync(join(tmpdir(), 'penstock-memory-'));
  const postgres = await PostgresServer.start();
  let server = await PenstockServer.start(kBinary, dataDir);
  try {
    postgres.sql('postgres', 'create database reporting');
    postgres.sql('reporting', tables);
    await server.call('PUT', '/admin/databases?name=shop&replicationFactor=1', { DatabaseName: 'shop' });
    for (let from = 0; from < documents; from += kBatch) {
      const count = Math.min(kBatch, documents - from);
      const commands = Array.from({ length: count }, (_, i) => (
        { Id: `orders/${from + i + 1}-A`, ChangeVector: null, Type: 'PUT', Document: ordersFile(from + i + 1) }));
      await server.call('POST', '/databases/shop/bulk_docs', { Commands: commands });
    }
    const startAnew = async () => {
      await server.stop();
      server = await PenstockServer.start(kBinary, dataDir);
    };
    await startAnew();
    await server.call('PUT', '/databases/shop/admin/connection-strings',
                      { Name: 'reporting', Type: 'Sql', FactoryName: 'Npgsql',
                        ConnectionString: postgres.connectionString('reporting') });
    const backfill = await peakDuring(server.pid, async () => {
      await server.call('PUT', '/databases/shop/admin/etl', {
        Name: 'Reporting', EtlType: 'Sql', ConnectionStringName: 'reporting',
        Transforms: [{ Name: 'Orders', Collections: ['Orders'], Script: script }],
        SqlTables: [{ TableName: 'Orders', DocumentIdColumn: 'Id' },
                    { TableName: 'OrderLines', DocumentIdColumn: 'OrderId' }] });
      await caughtUp(server, 'shop', 900);
    });
    const rows = Number(postgres.sql('reporting', 'select count(*) from "Orders"'));
    if (rows !== documents) throw new Error(`${rows} rows instead of ${documents}`);
    postgres.sql('reporting', `delete from "OrderLines" where "OrderId" = 'orders/7-A'`);
    await startAnew();
    const verification = await peakDuring(server.pid, () => verify(server, documents));
    return { backfill, verification };
  } finally {
    await server.stop();
    postgres.remove();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

/** The orders, tables and script of bench/support, printed by the benchmark program itself. */
function shared(...args) {
  return execFileSync(process.env.PENSTOCK_BENCH_ORDERS, args, { encoding: 'utf8', maxBuffer: 1 << 30 });
}

const samples = JSON.parse(`[${shared('orders', '1000').trimEnd().split('\n').join(',')}]`);
const tables = shared('tables');
const script = shared('script');
// A thousand different orders, over and over: the memory does not know the difference.
const order = (number) => samples[number % samples.length];

console.log('\n### Peak memory of a backfill and of its verification\n\n'
            + '| what | documents | server and workers, MB | of these the server | the workers |\n|---|---|---|---|---|');
for (const documents of kCounts.length > 0 ? kCounts : [100_000, 1_000_000]) {
  for (const [what, peak] of Object.entries(await measure(documents, order, tables, script))) {
    const megabytes = [peak.together, peak.server, peak.inWorkers].map((size) => size.toFixed(0));
    console.log(`| ${what} | ${documents} | ${megabytes.join(' | ')} |`);
  }
}
