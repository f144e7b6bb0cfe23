import { useVirtualizer } from '@tanstack/react-virtual';
import { type ReactNode, useEffect, useRef } from 'react';

import styles from './VirtualTable.module.css';

const ROW_HEIGHT = 36;
// Browsers give up on taller pages; whoever wants to see more asks for less.
const ROWS_MAX = 500_000;

export interface Column<Row> {
  name: string;
  /** A track of a grid: "12rem", "minmax(8rem, 1fr)". */
  width: string;
  align?: 'end';
  render: (row: Row) => ReactNode;
}

interface VirtualTableProps<Row> {
  /** What is in it, for those who do not see it. */
  label: string;
  columns: Column<Row>[];
  total: number;
  rowAt: (index: number) => Row | undefined;
  /** Called when other rows come in sight. */
  onShow: (first: number, last: number) => void;
}

/** A table of any number of rows, of which only those in sight exist. */
export function VirtualTable<Row>(props: VirtualTableProps<Row>) {
  const { label, columns, total, rowAt, onShow } = props;
  const frame = useRef<HTMLDivElement>(null);
  const rows = useVirtualizer({
    count: Math.min(total, ROWS_MAX),
    getScrollElement: () => frame.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 10,
  });
  const items = rows.getVirtualItems();
  const first = items[0]?.index ?? 0;
  const last = items.at(-1)?.index ?? 0;
  useEffect(() => onShow(first, last), [first, last, onShow]);

  const tracks = { gridTemplateColumns: columns.map(({ width }) => width).join(' ') };
  return (
    <div ref={frame} className={styles.frame} tabIndex={0} role="region" aria-label={label}>
      <div role="table" aria-label={label} aria-rowcount={total + 1} className={styles.table}>
        <div role="rowgroup" className={styles.head}>
          <div role="row" aria-rowindex={1} className={styles.row} style={tracks}>
            {columns.map(({ name, align }) => (
              <div key={name} role="columnheader" className={styles.cell} data-align={align}>
                {name}
              </div>
            ))}
          </div>
        </div>
        <div role="rowgroup" className={styles.body} style={{ height: rows.getTotalSize() }}>
          {items.map(({ index, start }) => (
            <div
              key={index}
              role="row"
              aria-rowindex={index + 2}
              className={styles.row}
              style={{ ...tracks, transform: `translateY(${start}px)` }}
            >
              <Cells columns={columns} row={rowAt(index)} />
            </div>
          ))}
        </div>
      </div>
    </div>
  );
}

function Cells<Row>({ columns, row }: { columns: Column<Row>[]; row: Row | undefined }) {
  return columns.map(({ name, align, render }) => (
    <div key={name} role="cell" className={styles.cell} data-align={align}>
      {row === undefined ? '…' : render(row)}
    </div>
  ));
}
