// How a task is doing, in one sentence.
import type { Task, TaskProcess } from '../../api/tasks';
import { countOf, formatCount } from '../../text/quantities';
import { formatTimeOfDay } from '../../text/times';

/** From what a person need not look at to what waits for one. */
export type Tone = 'off' | 'good' | 'busy' | 'waiting' | 'bad';

const TONES: Tone[] = ['off', 'good', 'busy', 'waiting', 'bad'];

export interface Sentence {
  tone: Tone;
  text: string;
}

/** The one of the script that needs a person most. */
export function sentenceOfTask(task: Task): Sentence {
  if (!task.isEnabled) return { tone: 'off', text: 'Disabled' };
  const sentences = task.processes.map((process) => ({ process, ...sentenceOf(process) }));
  const worst = sentences.sort((one, other) => rank(other.tone) - rank(one.tone))[0];
  if (!worst) return { tone: 'off', text: 'Starting' };
  const isOneOfMany = sentences.length > 1 && worst.tone !== 'good';
  return {
    tone: worst.tone,
    text: isOneOfMany ? `${worst.process.script}: ${worst.text}` : worst.text,
  };
}

/** Of one script, which does nothing where its task does not. */
export function sentenceOfScript(task: Task, process: TaskProcess | undefined): Sentence {
  return task.isEnabled && process ? sentenceOf(process) : sentenceOfTask(task);
}

function rank(tone: Tone): number {
  return TONES.indexOf(tone);
}

export function sentenceOf(process: TaskProcess): Sentence {
  const because = reasonOf(process.description);
  switch (process.state) {
    case 'UpToDate':
      return process.errors === 0
        ? { tone: 'good', text: 'Up to date' }
        : { tone: 'waiting', text: `Up to date, but ${failed(process.errors)}` };
    case 'Connecting':
      return { tone: 'busy', text: 'Connecting to the destination' };
    case 'Working':
      return { tone: 'busy', text: lag(process) };
    case 'WaitingToRetry': {
      const when =
        process.retryAt === undefined ? 'soon' : `at ${formatTimeOfDay(process.retryAt)}`;
      return { tone: 'waiting', text: `Waiting to retry ${when}${because}` };
    }
    case 'Halted':
      return { tone: 'bad', text: `Halted${because}. Mend the cause, then resume the task.` };
    case 'NeedsRebuild':
      return {
        tone: 'bad',
        text: `Needs a rebuild${because}. Rebuild it, then it delivers on.`,
      };
    case 'InvalidScript':
      return { tone: 'bad', text: `${process.description}. Mend the script.` };
    case 'NotOwner':
      return { tone: 'bad', text: `${process.description}. Resume it here to take over again.` };
    case 'Stopped':
      return { tone: 'off', text: 'Stopped' };
  }
}

function failed(errors: number): string {
  return errors === 1 ? '1 document failed' : `${formatCount(errors)} documents failed`;
}

function lag({ remaining, isAtLeast, perSecond, errors }: TaskProcess): string {
  if (remaining === 0) return 'Delivering changes';
  const behind = `${isAtLeast ? 'At least ' : ''}${countOf(remaining, 'change')} behind`;
  const seconds = Math.ceil(remaining / perSecond);
  const about = perSecond > 0 ? `, about ${duration(seconds)}` : '';
  return `${behind}${about}${errors > 0 ? `; ${failed(errors)}` : ''}`;
}

function duration(seconds: number): string {
  if (seconds < 120) return countOf(seconds, 'second');
  if (seconds < 7200) return countOf(Math.round(seconds / 60), 'minute');
  return countOf(Math.round(seconds / 3600), 'hour');
}

/** " because the destination is away", as the server says it at the end of its own sentence. The
 * words of a destination may come in several lines. */
function reasonOf(description: string): string {
  const at = description.indexOf(' because ');
  return at < 0 ? '' : description.slice(at).replace(/\s+/g, ' ').replace(/\.$/, '');
}
