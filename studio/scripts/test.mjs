// Runs the tests beside the sources: each `*.test.ts` becomes one file that Node can run.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { build } from 'esbuild';

const tests = readdirSync('src', { recursive: true })
  .map(String)
  .filter((file) => file.endsWith('.test.ts'))
  .map((file) => path.join('src', file));

const folder = mkdtempSync(path.join(tmpdir(), 'penstock-studio-'));
try {
  await build({
    entryPoints: tests,
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    entryNames: '[name]',
    bundle: true,
    platform: 'node',
    format: 'esm',
  });
  const files = readdirSync(folder).map((file) => path.join(folder, file));
  process.exitCode = spawnSync('node', ['--test', ...files], { stdio: 'inherit' }).status ?? 1;
} finally {
  rmSync(folder, { recursive: true });
}
