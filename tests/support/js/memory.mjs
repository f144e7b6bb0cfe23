// What the processes of this machine hold in memory.
import { readdirSync, readFileSync } from 'node:fs';

/** The process and its descendants. */
function family(pid) {
  const parents = new Map();
  for (const entry of readdirSync('/proc')) {
    if (!/^\d+$/.test(entry)) continue;
    try {
      const stat = readFileSync(`/proc/${entry}/stat`, 'utf8');
      parents.set(Number(entry), Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]));
    } catch { /* It ended meanwhile. */ }
  }
  const members = [pid];
  for (let i = 0; i < members.length; i++) {
    for (const [child, parent] of parents) if (parent === members[i]) members.push(child);
  }
  return members;
}

/** What the process holds in memory; of pages that several share, such as libraries, its part. */
function residentMegabytes(pid) {
  try {
    return Number(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8').match(/^Pss: +(\d+)/m)[1]) / 1024;
  } catch {
    return 0;  // It ended meanwhile.
  }
}

/** What a process holds in memory, and what its descendants do together, in MB. */
export function familyMegabytes(pid) {
  const [own, ...others] = family(pid).map(residentMegabytes);
  return [own, others.reduce((sum, megabytes) => sum + megabytes, 0)];
}
