import { visible } from '../text/visible';
import styles from './Status.module.css';
import type { Tone } from './ToneBlock';

interface StatusProps {
  tone: Tone;
  text: string;
}

/** How something is doing: a sentence, and a dot in its colour for those who glance. */
export function Status({ tone, text }: StatusProps) {
  return (
    <span className={styles.status} data-tone={tone}>
      <span aria-hidden className={styles.dot} />
      <span className={styles.text}>{visible(text)}</span>
    </span>
  );
}
