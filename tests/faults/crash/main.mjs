// ./dev faults crash: kills servers round after round, as long as one likes.
import { parseArgs } from 'node:util';
import { hasKillPoints, killPoints } from './kill_points.mjs';
import { addedUp, appendTo, lastSeedIn, runsIn } from './ledger.mjs';
import { CrashRun } from './run.mjs';

const kUsage = `usage: ./dev faults crash [OPTIONS]

A server that is written to and delivers to PostgreSQL, SQLite and another database is killed round
after round; what it had acknowledged must be there, and at the end of a run of rounds the
destinations must be what the scripts, run by Node, make of the documents.

  --seed N          of the first run; its rounds are killed and written the same way every time
                    (by default a random one)
  --rounds N        in all (25)
  --run-rounds N    rounds of one run, over one data folder (25)
  --ledger FILE     goes on with the seed after the last one there, adds a line for each run, and
                    ends with what all of them come to
`;

// What is to be ended with this process.
let runUnderWay;
let isInterrupted = false;
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.once(signal, async () => {
    isInterrupted = true;
    await runUnderWay?.close();
    process.exit(1);
  });
}

const kNumbers = ['seed', 'rounds', 'run-rounds'];

function parsedOptions() {
  const { values } = parseArgs({ options: {
    seed: { type: 'string' }, rounds: { type: 'string', default: '25' }, 'run-rounds': { type: 'string', default: '25' },
    ledger: { type: 'string' }, help: { type: 'boolean' } } });
  for (const name of kNumbers) {
    if (values[name] !== undefined && !/^\d+$/.test(values[name])) throw new Error(`--${name} takes a number`);
  }
  const [seed, rounds, runRounds] = kNumbers.map((name) => values[name] && Number(values[name]));
  return { seed, rounds, runRounds, ledger: values.ledger, isForHelp: values.help };
}

/** Returns the figures of the run; one that failed has its `error`. */
async function runRounds(binary, seed, rounds) {
  const begun = Date.now();
  const run = await CrashRun.open(binary, seed);
  runUnderWay = run;
  let round = 0;
  let error;
  try {
    while (round < rounds) await run.round(++round);
    await run.finish();
  } catch (failure) {
    if (isInterrupted) return new Promise(() => {});  // This process is about to end.
    error = failure;
    console.log(`seed ${seed}, round ${round} failed; what is left of it is in ${run.folder}\n${failure.stack}`);
  }
  await run.close({ keep: error !== undefined });
  return { seed, rounds: error ? round - 1 : round, kills: run.kills, writes: run.oracle.acknowledged, failed: error ? 1 : 0,
           seconds: (Date.now() - begun) / 1000, hits: run.hits };
}

function describe({ seed, rounds, kills, writes, seconds }) {
  console.log(`seed ${seed}: ${rounds} rounds, ${kills} kills, ${writes} acknowledged writes, ${Math.round(seconds)} s`);
}

/** Returns whether all is well. */
function report({ rounds, kills, writes, failed, hits }) {
  console.log(`\n${rounds} rounds, ${kills} kills, ${writes} acknowledged writes, ${failed} failed runs\n`);
  for (const [name, count] of hits) console.log(`${String(count).padStart(7)}  ${name}`);
  const missed = [...hits].filter(([, count]) => count === 0).map(([name]) => name);
  if (missed.length > 0) console.log(`\nnever hit: ${missed.join(', ')}`);
  return failed === 0;
}

async function main() {
  const options = parsedOptions();
  if (options.isForHelp) return void console.log(kUsage);
  const binary = process.env.PENSTOCK;
  if (!hasKillPoints(binary)) throw new Error(`${binary} has no kill points: cmake --preset dev builds one that has`);
  const runs = [];
  let seed = options.ledger ? lastSeedIn(options.ledger) + 1 : options.seed ?? Math.floor(Math.random() * 1e9);
  for (let left = options.rounds; left > 0; left -= options.runRounds, ++seed) {
    const run = await runRounds(binary, seed, Math.min(left, options.runRounds));
    runs.push(run);
    describe(run);
    if (options.ledger) appendTo(options.ledger, run);
  }
  const isWell = report(addedUp(options.ledger ? runsIn(options.ledger) : runs, killPoints()));
  if (!isWell) process.exitCode = 1;
}

await main().catch((error) => {
  console.error(`crash: ${error.message}`);
  process.exitCode = 2;
});
