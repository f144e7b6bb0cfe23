// The programs of database servers refuse to run as root: there they run as the user that their
// package made, or as nobody where it made none.
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const isRoot = () => process.getuid() === 0;

/** User and group, as numbers. */
function identityOf(user) {
  const idOf = (flag, name) => execFileSync('id', [flag, name], { encoding: 'utf8', stdio: 'pipe' }).trim();
  try { return [idOf('-u', user), idOf('-g', user)]; } catch { return [idOf('-u', 'nobody'), idOf('-g', 'nobody')]; }
}

function asUser(user, program, args) {
  if (!isRoot()) return [program, args];
  const [uid, gid] = identityOf(user);
  return ['setpriv', [`--reuid=${uid}`, `--regid=${gid}`, '--clear-groups', '--pdeathsig=KILL', program, ...args]];
}

/** Runs a program to its end. */
export const runAs = (user, program, args) =>
  execFileSync(...asUser(user, program, args), { stdio: 'pipe', cwd: '/' });

/** Starts a program that ends with this one. */
export const startAs = (user, program, args) =>
  spawn(...asUser(user, program, args), { stdio: 'ignore', cwd: '/' });

/** Makes a folder and what is in it that user's. */
export function giveTo(user, folder) {
  if (isRoot()) execFileSync('chown', ['-R', identityOf(user).join(':'), folder]);
}

/** A new folder of that user. */
export function folderOf(user, prefix) {
  const folder = mkdtempSync(join(tmpdir(), prefix));
  giveTo(user, folder);
  return folder;
}
