// The kill points of the program (src/base/kill_point.h), as its sources name them.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const kSources = fileURLToPath(new URL('../../../src', import.meta.url));
const kCall = /\b(?:kill_point|reach)\("([\w-]+)"\)/g;

/** All names, sorted. */
export function killPoints() {
  const sources = readdirSync(kSources, { recursive: true }).filter((file) => file.endsWith('.cc'));
  const names = sources.flatMap((file) => [...readFileSync(join(kSources, file), 'utf8').matchAll(kCall)].map(([, name]) => name));
  return [...new Set(names)].sort();
}

/** Whether a program can be killed at them: releases cannot. */
export const hasKillPoints = (binary) => readFileSync(binary).includes('PENSTOCK_KILL_POINT');

/** Where a server was killed, by what it said last; undefined if at none. */
export const killedAt = (log) => log.map((line) => /^killed at the point (.+)$/.exec(line)?.[1]).find(Boolean);
