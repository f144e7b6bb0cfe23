// Until when a certificate counts, as a person should read it.
import type { Certificate } from '../../api/certificates';
import type { Tone } from '../../components/ToneBlock';
import { countOf } from '../../text/quantities';
import { formatDay } from '../../text/times';

const DAY_MS = 86_400_000;
/** From then on somebody should think of a new one. */
const WARNED_DAYS = 30;

interface Warning {
  tone: Tone;
  text: string;
}

/** What somebody should do something about; nothing if it counts, and will for a while. */
export function warningOf(
  { validFrom, validUntil }: Pick<Certificate, 'validFrom' | 'validUntil'>,
  now = new Date(),
): Warning | undefined {
  const daysLeft = Math.floor((new Date(validUntil).getTime() - now.getTime()) / DAY_MS);
  if (daysLeft < 0) return { tone: 'bad', text: 'Expired' };
  if (new Date(validFrom) > now) {
    return { tone: 'waiting', text: `Not before ${formatDay(validFrom)}` };
  }
  if (daysLeft >= WARNED_DAYS) return undefined;
  return { tone: 'waiting', text: `Expires in ${countOf(daysLeft, 'day')}` };
}
