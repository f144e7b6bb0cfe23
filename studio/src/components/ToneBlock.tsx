import type { ReactNode } from 'react';

import styles from './ToneBlock.module.css';

export type Tone = 'off' | 'good' | 'busy' | 'waiting' | 'bad';

interface ToneBlockProps {
  tone: Tone;
  role?: 'alert';
  children: ReactNode;
}

/** What came of something, in the colour of whether that is good. */
export function ToneBlock({ tone, ...block }: ToneBlockProps) {
  return <div className={styles.block} data-tone={tone} {...block} />;
}
