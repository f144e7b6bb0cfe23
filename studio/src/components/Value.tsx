import { ExactNumber } from '../json/exactNumbers';
import { visible } from '../text/visible';
import styles from './Value.module.css';

// More would not fit into a cell, and a megabyte of text would hold up the page.
const TEXT_MAX = 200;

/** A value of a document in a cell: texts and numbers as they are, of the rest what it is. */
export function Value({ value }: { value: unknown }) {
  if (value === undefined) return null;
  if (typeof value === 'string') {
    return (
      <span title={visible(value.slice(0, TEXT_MAX))}>{visible(value.slice(0, TEXT_MAX))}</span>
    );
  }
  if (value instanceof ExactNumber) return value.text;
  if (typeof value === 'number') return String(value);
  return <span className={styles.muted}>{describe(value)}</span>;
}

function describe(value: unknown): string {
  if (value === null || typeof value === 'boolean') return String(value);
  if (Array.isArray(value)) return `[ ${value.length} ]`;
  const names = Object.keys(value as object);
  return `{ ${visible(names.join(', ').slice(0, TEXT_MAX))} }`;
}
