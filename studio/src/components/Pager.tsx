import { type ReactNode, useState } from 'react';

import { formatCount } from '../text/quantities';
import { IconButton } from './IconButton';
import styles from './Pager.module.css';

interface Pages {
  /** Of all, the first one that is shown. */
  first: number;
  /** How many are shown at most. */
  size: number;
  /** Which these are, and the way to the others; nothing if all are on one page. */
  pager: ReactNode;
}

/** A list in pages, for rows that are read from the first to the last. `what`: "counters". */
export function usePages(total: number, what: string, size = 50): Pages {
  const [wanted, setWanted] = useState(0);
  const last = Math.max(0, Math.ceil(total / size) - 1);
  const page = Math.min(wanted, last);
  const first = page * size;
  return {
    first,
    size,
    pager: last > 0 && (
      <nav aria-label={`Pages of ${what}`} className={styles.pager}>
        <span role="status">
          {formatCount(first + 1)}–{formatCount(Math.min(first + size, total))} of{' '}
          {formatCount(total)}
        </span>
        <IconButton
          icon="previous"
          label="Previous page"
          disabled={page === 0}
          onClick={() => setWanted(page - 1)}
        />
        <IconButton
          icon="next"
          label="Next page"
          disabled={page === last}
          onClick={() => setWanted(page + 1)}
        />
      </nav>
    ),
  };
}
