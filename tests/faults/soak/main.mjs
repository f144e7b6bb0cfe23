// ./dev faults soak: a server under mixed load, for hours if one likes.
import { appendFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { SoakRun } from './run.mjs';
import { kVitals } from './vitals.mjs';

const kUsage = `usage: ./dev faults soak [OPTIONS]

A server that applications write to and read from, and that delivers to PostgreSQL, SQLite and
another database. Nothing acknowledged may be missing and every destination must be exact in the
end; and in the last quarter of the time the server may not take more memory, threads, file handles
and disk than in the second.

  --minutes N       how long (10)
  --seed N          of what is written and read (1)
  --ledger FILE     adds a line there
`;

const round = (number) => Math.round(number);
const fromTo = ({ from, to }) => kVitals.map((name) => `${round(from[name])} → ${round(to[name])}`);

function parsedOptions() {
  const { values } = parseArgs({ options: { minutes: { type: 'string', default: '10' }, seed: { type: 'string', default: '1' },
                                            ledger: { type: 'string' }, help: { type: 'boolean' } } });
  const [minutes, seed] = ['minutes', 'seed'].map((name) => {
    if (!/^\d+(\.\d+)?$/.test(values[name])) throw new Error(`--${name} takes a number`);
    return Number(values[name]);
  });
  return { minutes, seed, ledger: values.ledger, isForHelp: values.help };
}

function describe(run) {
  const { from, to } = run.vitals;
  console.log(`${run.oracle.acknowledged} acknowledged writes, ${run.oracle.refused} refused, ${run.reader.reads} reads, `
    + `half of them below ${run.readMilliseconds.toFixed(1)} ms`);
  for (const name of kVitals) console.log(`${name.padStart(8)}: ${from[name].toFixed(1)} → ${to[name].toFixed(1)}`);
}

function appendTo(ledger, run, minutes, failure) {
  const figures = [new Date().toISOString().slice(0, 10), process.env.PENSTOCK_COMMIT ?? '', run.seed, minutes,
                   run.oracle.acknowledged, run.reader.reads, ...fromTo(run.vitals), failure ? 'failed' : 'passed'];
  appendFileSync(ledger, `| ${figures.join(' | ')} |\n`);
}

async function main() {
  const { minutes, seed, ledger, isForHelp } = parsedOptions();
  if (isForHelp) return void console.log(kUsage);
  const run = await SoakRun.open(process.env.PENSTOCK, seed);
  let failure;
  try {
    await run.work(minutes * 60);
    await run.finish();
    const { grown } = run.vitals;
    if (grown.length > 0) throw new Error(`what it takes grows: ${grown.join(', ')}`);
  } catch (error) {
    failure = error;
    console.log(`failed; what is left of it is in ${run.folder}\n${error.stack}`);
    process.exitCode = 1;
  }
  describe(run);
  if (ledger) appendTo(ledger, run, minutes, failure);
  await run.close({ keep: failure !== undefined });
}

await main().catch((error) => {
  console.error(`soak: ${error.message}`);
  process.exitCode = 2;
});
