// How fast something delivers, from what was seen of it.
import { useEffect, useMemo, useState } from 'react';

import { type TaskOfDatabase, type TaskProcess, taskKey } from '../../api/tasks';
import type { Level } from '../../components/chart/LevelChart';

/** What was seen at a moment. */
export interface Look {
  /** In milliseconds. */
  at: number;
  /** Documents so far. */
  delivered: number;
  /** Changes that were still to be delivered. */
  behind: number;
}

export function lookAt(processes: readonly TaskProcess[], at: number): Look {
  return {
    at,
    delivered: processes.reduce((sum, { delivered }) => sum + delivered, 0),
    behind: processes.reduce((sum, { remaining }) => sum + remaining, 0),
  };
}

/** What was started anew counts from nothing. */
function deliveredBetween(before: Look, after: Look): number {
  return after.delivered < before.delivered ? after.delivered : after.delivered - before.delivered;
}

/** Documents per second from the first look to the last; nothing as long as there is but one. */
export function rateOf(looks: readonly Look[]): number | undefined {
  const [first, last] = [looks[0], looks.at(-1)];
  if (!first || !last || first.at === last.at) return undefined;
  const delivered = looks.reduce((sum, look, i) => {
    const before = looks[i - 1];
    return before ? sum + deliveredBetween(before, look) : sum;
  }, 0);
  return (delivered * 1000) / (last.at - first.at);
}

/** Between two looks it went at one rate, as far as anybody knows. */
export function rateLevels(looks: readonly Look[]): Level[] {
  return pairsOf(looks, (before, after) => rateOf([before, after]) ?? 0);
}

/** What was behind at a look is taken to be so until the next one. */
export function lagLevels(looks: readonly Look[]): Level[] {
  return pairsOf(looks, ({ behind }) => behind);
}

function pairsOf(looks: readonly Look[], value: (before: Look, after: Look) => number): Level[] {
  return looks.slice(1).flatMap((after, i) => {
    const before = looks[i];
    return before ? [{ from: before.at, to: after.at, value: value(before, after) }] : [];
  });
}

/** The last `count` looks at each thing, by its key. `seen` is what was there at `at`. */
export function useLooks(
  seen: ReadonlyMap<string, readonly TaskProcess[]>,
  at: number,
  count: number,
): ReadonlyMap<string, readonly Look[]> {
  const [looks, setLooks] = useState<ReadonlyMap<string, readonly Look[]>>(new Map());
  useEffect(() => {
    setLooks((former) => {
      const next = new Map<string, readonly Look[]>();
      for (const [key, processes] of seen) {
        next.set(key, [...(former.get(key) ?? []), lookAt(processes, at)].slice(-count));
      }
      return next;
    });
  }, [seen, at, count]);
  return looks;
}

/** Documents per second of each task, by its key. */
export type Rates = ReadonlyMap<string, number>;

/** Of a look every second: long enough for a rate that one can read. */
export const RATE_LOOKS = 6;

/** Over the last seconds. `tasks` are as they were at `at`. */
export function useRates(tasks: readonly TaskOfDatabase[] | undefined, at: number): Rates {
  const seen = useMemo(
    () => new Map((tasks ?? []).map((task) => [taskKey(task), task.processes])),
    [tasks],
  );
  const looks = useLooks(seen, at, RATE_LOOKS);
  return useMemo(() => {
    const rates = new Map<string, number>();
    for (const [key, ofTask] of looks) {
      const rate = rateOf(ofTask);
      if (rate !== undefined) rates.set(key, rate);
    }
    return rates;
  }, [looks]);
}
