// A source of 1 million documents, a destination behind a slow link, which in the middle stops for
// 60 seconds while the source is written at full speed: peak memory of all processes, and progress.
//
//   PENSTOCK=path PENSTOCK_BENCH_ORDERS=path node bench/back_pressure/back_pressure.mjs [DOCUMENTS [PAUSE_SECONDS]]
import { execFileSync } from 'node:child_process';
import { slowDestination } from '../../tests/support/js/slow_destination.mjs';

const kMegabyte = 1 << 20;
const kLink = 20 * kMegabyte;  // Bytes a second.

const documents = Number(process.argv[2] ?? 1_000_000);
const pauseSeconds = Number(process.argv[3] ?? 60);
// A thousand different orders, over and over: neither memory nor link know the difference.
const orders = execFileSync(process.env.PENSTOCK_BENCH_ORDERS, ['orders', '1000'], { encoding: 'utf8', maxBuffer: 1 << 30 })
  .trimEnd().split('\n');

const story = await slowDestination({ binary: process.env.PENSTOCK, orders, documents, pauseSeconds,
                                      bytesPerSecond: kLink, written: documents });
if (story.arrived !== story.total) throw new Error(`${story.arrived} of ${story.total} documents have arrived`);

const steps = story.arrivedBySecond.slice(1).map((there, i) => there - story.arrivedBySecond[i])
  .slice(0, -2).sort((a, b) => a - b);
const at = (share) => steps[Math.floor((steps.length - 1) * share)];
console.log(`\n### A slow destination that stops for ${pauseSeconds} s\n\n`
            + `${story.total} documents in ${story.seconds.toFixed(0)} s over ${kLink / kMegabyte} MB/s, `
            + `${story.total - documents} of them written while it stood still, `
            + `${story.writtenPerSecond.toFixed(0)} a second.\n\n`
            + '| peak, MB | source | its workers | destination |\n|---|---|---|---|\n'
            + `| resident | ${story.peaks.source.toFixed(0)} | ${story.peaks.workers.toFixed(0)} `
            + `| ${story.peaks.destination.toFixed(0)} |\n\n`
            + '| documents that arrived within a second, but for the pause | median | lowest tenth | lowest |\n'
            + `|---|---|---|---|\n| | ${at(0.5)} | ${at(0.1)} | ${at(0)} |`);
