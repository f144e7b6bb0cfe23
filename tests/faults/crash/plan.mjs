// What a seed decides of a round: where or when its server is killed, and what its writers write.
import { seededRandom } from '../../support/js/penstock.mjs';

const kShortestLifeMs = 200;
const kLongestLifeMs = 5000;
const kLifeToKillPointMs = 2000;  // If it is not reached by then, it is a moment as any other.
const kKillPointShare = 0.7;
const kOdds = [1, 3, 10, 30];

const pick = (list, random) => list[Math.floor(random() * list.length)];

/** A generator of numbers that is another one for every list of numbers. */
export const randomOf = (...numbers) => seededRandom(numbers.reduce((mixed, number) => (
  Math.imul(mixed ^ number, 0x9E3779B1) ^ (mixed >>> 15)), 0x2545F491));

/**
 * `lives(number)`: of the server of that number in the round: `killPoint`, what it finds in its
 * environment, if anything, and `lifeMs`, how long it lives if it is not killed before: mostly short, and
 * the longer the more of them a round has taken.
 */
export function planOf(seed, round, killPoints) {
  const random = randomOf(seed, round);
  const isAtPoint = random() < kKillPointShare;
  const killPoint = `${pick(killPoints, random)} ${pick(kOdds, random)} ${Math.floor(random() * 1e9)}`;
  const lifeMs = () => kShortestLifeMs + (kLongestLifeMs - kShortestLifeMs) * random() ** 4;
  return { lives: (number) => (number === 1 && isAtPoint ? { killPoint, lifeMs: kLifeToKillPointMs } : { lifeMs: number * lifeMs() }) };
}
