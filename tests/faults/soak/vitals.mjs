// What a server that runs for hours must not take more and more of.
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { familyMegabytes } from '../../support/js/memory.mjs';

const kMegabyte = 1 << 20;

/** The bytes of all files below a folder; files that go while they are counted count nothing. */
function bytesBelow(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
    .reduce((sum, entry) => {
      try { return sum + statSync(join(entry.parentPath ?? entry.path, entry.name)).size; } catch { return sum; }
    }, 0);
}

/** Of the process `pid`, which keeps its databases below `folder`. */
export function vitalsOf(pid, folder) {
  const [memory, workers] = familyMegabytes(pid);
  return { memory, workers, disk: bytesBelow(folder) / kMegabyte, threads: readdirSync(`/proc/${pid}/task`).length,
           handles: readdirSync(`/proc/${pid}/fd`).length };
}

/** What each may be more by, at the end of a run than in the middle: a share, and so much besides. */
const kGrowthMax = {
  memory: { share: 0.1, besides: 16 },  // MB, as the next two.
  workers: { share: 0.1, besides: 16 },
  disk: { share: 0.2, besides: 64 },
  threads: { share: 0, besides: 4 },
  handles: { share: 0.05, besides: 16 },
};

export const kVitals = Object.keys(kGrowthMax);

export const median = (numbers) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];

/**
 * Of looks at a server in the order of time: the medians of the second quarter, when it is warm, and
 * of the last one. Returns `{ from, to, grown }`, `grown` says what there is too much more of.
 */
export function comparedVitals(looks) {
  const quarter = Math.floor(looks.length / 4);
  const mediansOf = (part) => Object.fromEntries(kVitals.map((name) => [name, median(part.map((look) => look[name]))]));
  const from = mediansOf(looks.slice(quarter, 2 * quarter));
  const to = mediansOf(looks.slice(-quarter));
  const grown = kVitals.filter((name) => to[name] > from[name] * (1 + kGrowthMax[name].share) + kGrowthMax[name].besides)
    .map((name) => `${name} from ${from[name].toFixed(1)} to ${to[name].toFixed(1)}`);
  return { from, to, grown };
}
