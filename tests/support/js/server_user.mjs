// The programs of database servers refuse to run as root: there they run as the user that their
// package made.
import { execFileSync, spawn } from 'node:child_process';
import { chownSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const isRoot = () => process.getuid() === 0;

function asUser(user, program, args) {
  if (!isRoot()) return [program, args];
  return ['setpriv', [`--reuid=${user}`, `--regid=${user}`, '--clear-groups', '--pdeathsig=KILL', program, ...args]];
}

/** Runs a program to its end. */
export const runAs = (user, program, args) =>
  execFileSync(...asUser(user, program, args), { stdio: 'pipe', cwd: '/' });

/** Starts a program that ends with this one. */
export const startAs = (user, program, args) =>
  spawn(...asUser(user, program, args), { stdio: 'ignore', cwd: '/' });

/** A new folder of that user. */
export function folderOf(user, prefix) {
  const folder = mkdtempSync(join(tmpdir(), prefix));
  if (isRoot()) {
    const uid = Number(execFileSync('id', ['-u', user]));
    chownSync(folder, uid, uid);
  }
  return folder;
}
