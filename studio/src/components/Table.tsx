import type { ReactNode } from 'react';

import styles from './Table.module.css';

export interface Column {
  title: string;
  /** "end" for numbers. */
  align?: 'end';
  /** For a column whose title says nothing that one does not see. */
  isTitleHidden?: boolean;
}

/** The column of the buttons of each row. */
export const ACTIONS: Column = { title: 'Actions', align: 'end', isTitleHidden: true };

interface TableProps {
  /** What is in it, for those who do not see it. */
  label: string;
  columns: readonly Column[];
  /** Its rows. */
  children: ReactNode;
}

/**
 * A table of as many rows as a person would read. Cells say with `data-align="end"` that they hold
 * numbers, with `data-tone="muted"` that they matter less.
 */
export function Table({ label, columns, children }: TableProps) {
  return (
    <div className={styles.frame} tabIndex={0}>
      <table className={styles.table} aria-label={label}>
        <thead>
          <tr>
            {columns.map(({ title, align, isTitleHidden }) => (
              <th key={title} scope="col" data-align={align} data-narrow={isTitleHidden}>
                {isTitleHidden ? <span className="visually-hidden">{title}</span> : title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </div>
  );
}
