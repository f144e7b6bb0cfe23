// The runs of the crash loop that are remembered: a file with a line of each, so that the next one
// takes the seed after the last one's, and what they come to together.
import { appendFileSync, existsSync, readFileSync } from 'node:fs';

const kLine = /^\| [\d-]+ \| \S* \| (?<seed>\d+) \| (?<rounds>\d+) \| (?<kills>\d+) \| (?<writes>\d+) \| (?<failed>\d+) \| \d+ \| (?<hits>.*) \|$/;

const kFigures = ['rounds', 'kills', 'writes', 'failed'];

const today = () => new Date().toISOString().slice(0, 10);
const textOf = (hits) => [...hits].filter(([, count]) => count > 0).map(([name, count]) => `${name} ${count}`).join(', ');
const hitsIn = (text) => new Map(text.split(', ').filter(Boolean).map((hit) => hit.split(' ')));

/** The runs of a ledger: `{ seed, rounds, kills, writes, failed, hits }`, hits by the name of the kill point. */
export function runsIn(file) {
  if (!existsSync(file)) return [];
  return readFileSync(file, 'utf8').split('\n').map((line) => kLine.exec(line)?.groups).filter(Boolean)
    .map((run) => ({ ...run, hits: hitsIn(run.hits) }));
}

/** The highest seed in a ledger; 0 if there is none. */
export const lastSeedIn = (file) => Math.max(0, ...runsIn(file).map(({ seed }) => Number(seed)));

export function appendTo(file, { seed, rounds, kills, writes, failed, seconds, hits }) {
  appendFileSync(file, `| ${today()} | ${process.env.PENSTOCK_COMMIT ?? ''} | ${seed} | ${rounds} | ${kills} | ${writes} `
    + `| ${failed} | ${Math.round(seconds)} | ${textOf(hits)} |\n`);
}

/** All runs together; `names`: all kill points, those that were never hit have 0. */
export function addedUp(runs, names) {
  const sum = (numbers) => numbers.reduce((total, number) => total + Number(number), 0);
  return { ...Object.fromEntries(kFigures.map((figure) => [figure, sum(runs.map((run) => run[figure]))])),
           hits: new Map(names.map((name) => [name, sum(runs.map(({ hits }) => hits.get(name) ?? 0))])) };
}
